//! The `dateline` command.

mod cli;

use std::process::ExitCode;

// It takes memory from the system in larger pieces than the system's own: the program starts sooner.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main().into()
}
