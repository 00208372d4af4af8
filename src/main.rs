//! The `dateline` command.

mod cli;

// It takes memory from the system in larger pieces than the system's own: the program starts sooner.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main().into()
}
