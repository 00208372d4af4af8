//! `dateline completions`.

use std::io::{self, Write};

use clap::CommandFactory;

use super::args::{self, Args};
use super::exit::Exit;
use super::session::stdout_failed;

/// Prints the script by which a shell completes commands and options.
pub fn run(args: &args::Completions) -> anyhow::Result<Exit> {
    // The generator cannot fail on memory, and does on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "dateline", &mut script);
    io::stdout().write_all(&script).map_err(stdout_failed)?;
    Ok(Exit::Done)
}
