//! `dateline languages`.

use std::io::{self, Write};

use dateline::pack::sources;

use super::exit::Exit;
use super::session::{Session, stdout_failed};

/// Prints the codes of the languages, one per line.
pub fn run(session: &Session) -> anyhow::Result<Exit> {
    let mut out = io::stdout().lock();
    for source in sources(&session.common.languages)? {
        writeln!(out, "{}", source.code).map_err(stdout_failed)?;
    }
    Ok(Exit::Done)
}
