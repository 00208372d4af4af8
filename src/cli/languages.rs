//! `dateline languages`.

use std::io::{self, Write};

use dateline::pack::embedded_sources;

use super::exit::Exit;
use super::session::stdout_failed;

/// Prints the codes of the languages, one per line.
pub fn run() -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    for source in embedded_sources()? {
        writeln!(out, "{}", source.code).map_err(stdout_failed)?;
    }
    Ok(Exit::Done)
}
