//! What can go wrong outside of the analysis: reading, writing, and data files that are not what they should be.

use std::fmt;
use std::path::{Path, PathBuf};

/// An input or output error, with the file and, where there is one, the line.
///
/// Analysis never fails: an odd article yields notes beside its results.
#[derive(Debug)]
pub struct Error {
    kind: Kind,
    file: Option<PathBuf>,
    line: Option<u64>,
}

/// What callers can react to; the text of an error is for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A file could not be read or written.
    Io,
    /// A file was read, but its content is not what it should be.
    Content,
    /// The command was given something that it does not take.
    Usage,
}

#[derive(Debug)]
enum Kind {
    Io(std::io::Error),
    Content(String),
    Usage(String),
}

impl Error {
    /// A failed read or write of `file`.
    pub fn io(file: &Path, error: std::io::Error) -> Error {
        Error {
            kind: Kind::Io(error),
            file: Some(file.to_owned()),
            line: None,
        }
    }

    /// Content that cannot be used; `message` says what is wrong and what to do.
    pub fn content(file: &Path, line: Option<u64>, message: impl Into<String>) -> Error {
        Error {
            kind: Kind::Content(message.into()),
            file: Some(file.to_owned()),
            line,
        }
    }

    /// A file or folder that was named where another kind is wanted; `message` says which.
    pub fn usage(file: &Path, message: impl Into<String>) -> Error {
        Error {
            kind: Kind::Usage(message.into()),
            file: Some(file.to_owned()),
            line: None,
        }
    }

    /// In which way it went wrong.
    pub fn cause(&self) -> Cause {
        match self.kind {
            Kind::Io(_) => Cause::Io,
            Kind::Content(_) => Cause::Content,
            Kind::Usage(_) => Cause::Usage,
        }
    }

    /// The file it is about.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The line in that file, counted from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}", file.display())?;
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        match &self.kind {
            // The commonest failure reads the same on every system.
            Kind::Io(error) if error.kind() == std::io::ErrorKind::NotFound => {
                f.write_str("no such file or folder")
            }
            Kind::Io(error) => write!(f, "{error}"),
            Kind::Content(message) | Kind::Usage(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            Kind::Io(error) => Some(error),
            Kind::Content(_) | Kind::Usage(_) => None,
        }
    }
}
