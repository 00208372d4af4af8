//! How a run ends.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use dateline::error::{Cause, Error};

use super::github::{Github, harmless};

/// The exit codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is done.
    Done = 0,
    /// It is done, but some records were skipped.
    Partly = 1,
    /// The arguments make no sense.
    Usage = 2,
    /// Something could not be read or written.
    Failed = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

impl Exit {
    /// The end of a run that left out so many records.
    pub fn skipped(records: u64) -> Exit {
        if records > 0 {
            Exit::Partly
        } else {
            Exit::Done
        }
    }
}

/// Prints what ended a run, and tells its exit code. A closed pipe is success: the reader has seen enough.
pub fn of_error(error: &anyhow::Error) -> Exit {
    let closed = |cause: &(dyn std::error::Error + 'static)| {
        let io = cause.downcast_ref::<io::Error>();
        io.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed) {
        return Exit::Done;
    }
    // Where the standard error is closed, nobody is told anything.
    let own = error.downcast_ref::<Error>();
    let text = format!("error: {error}");
    let line = match (Github::from_env(), own) {
        (Some(github), Some(own)) => github.annotation("error", own, &text),
        (Some(_), None) => harmless(&text),
        (None, _) => text,
    };
    let _ = writeln!(io::stderr(), "{line}");
    match own.map(Error::cause) {
        Some(Cause::Usage) => Exit::Usage,
        _ => Exit::Failed,
    }
}
