//! From what the command line names to the files to read, in order.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{Problem, metadata};
use crate::error::Error;
use crate::write::atomic::{MANIFEST, UNMAPPED};

/// The extensions that are read, in lower case.
const FORMATS: [(&str, Format); 4] = [
    ("txt", Format::Text),
    ("jsonl", Format::Jsonl),
    ("ndjson", Format::Jsonl),
    ("csv", Format::Csv),
];

/// One input as it is named.
pub enum Input {
    /// A file, or a folder with files.
    Path(PathBuf),
    /// Text or JSONL from elsewhere, under the name that messages and ids give it.
    Stream(String, Box<dyn BufRead + Send>),
}

impl Input {
    /// What an argument means: `-` is the standard input, everything else a path.
    pub fn from_argument(argument: &OsStr) -> Input {
        if argument == "-" {
            Input::Stream("stdin".to_owned(), Box::new(BufReader::new(io::stdin())))
        } else {
            Input::Path(argument.into())
        }
    }

    /// The last part of the path, or the stream's name: what it is called wherever it lies.
    pub fn name(&self) -> String {
        match self {
            Input::Path(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str());
                name.to_string_lossy().into_owned()
            }
            Input::Stream(name, _) => name.clone(),
        }
    }
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Path(path) => f.debug_tuple("Path").field(path).finish(),
            Input::Stream(name, _) => f.debug_tuple("Stream").field(name).finish(),
        }
    }
}

/// How the records of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Jsonl,
    Csv,
}

/// The format that a file's extension promises.
pub(super) fn format_of(path: &Path) -> Option<Format> {
    let extension = path.extension()?.to_str()?;
    FORMATS
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(extension))
        .map(|&(_, format)| format)
}

/// Something to read, or to report in its place.
pub(super) enum Source {
    File(PathBuf, Format),
    Stream(PathBuf, Box<dyn BufRead + Send>),
    Problem(Problem),
}

/// All that the inputs come to.
#[derive(Default)]
pub(super) struct Listing {
    pub sources: Vec<Source>,
    /// Files and folders that stand in a folder and are not read.
    pub ignored: Vec<PathBuf>,
    /// Size of the files, in bytes.
    pub bytes: u64,
    /// Whether there are inputs whose size shows only at their end.
    pub open_ended: bool,
}

impl Listing {
    /// Adds an input; a folder with everything in it, sorted by the bytes of the names.
    ///
    /// # Errors
    ///
    /// When there is no such file or it cannot be looked at, and when a file is named whose
    /// extension is not one that is read.
    pub(super) fn add(&mut self, input: Input) -> Result<(), Error> {
        let path = match input {
            Input::Path(path) => path,
            Input::Stream(name, stream) => {
                self.open_ended = true;
                self.sources.push(Source::Stream(name.into(), stream));
                return Ok(());
            }
        };
        let found = fs::metadata(&path).map_err(|error| Error::io(&path, error))?;
        if found.is_dir() {
            return self.add_named_folder(path);
        }
        match format_of(&path) {
            // It belongs to the texts beside it, and is read with them.
            _ if is_metadata(&path) => self.ignored.push(path),
            Some(format) => self.add_file(path, format, found.len()),
            // A named pipe, such as a shell's `<(…)`, has no extension.
            None if !found.is_file() => {
                let file = fs::File::open(&path).map_err(|error| Error::io(&path, error))?;
                self.open_ended = true;
                self.sources
                    .push(Source::Stream(path, Box::new(BufReader::new(file))));
            }
            None => {
                let message = format!("not a file that is read; these are: {}", extensions());
                return Err(Error::usage(&path, message));
            }
        }
        Ok(())
    }

    fn add_named_folder(&mut self, folder: PathBuf) -> Result<(), Error> {
        let before = self.sources.len();
        self.add_folder(&folder)?;
        if self.sources.len() == before {
            let message = format!("no file to read in this folder; read are {}", extensions());
            let warning = Problem::Warning(Error::content(&folder, None, message));
            self.sources.push(Source::Problem(warning));
        }
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path) -> Result<(), Error> {
        let failed = |error| Error::io(folder, error);
        let mut entries = fs::read_dir(folder)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .map_err(failed)?;
        entries.sort_by(|a, b| {
            let name = |entry: &fs::DirEntry| entry.file_name().into_encoded_bytes();
            name(a).cmp(&name(b))
        });
        let is_output = entries.iter().any(|it| it.file_name() == MANIFEST);
        for entry in entries {
            let (path, name) = (entry.path(), entry.file_name());
            let kind = entry.file_type().map_err(|error| Error::io(&path, error))?;
            let hidden = name.as_encoded_bytes().starts_with(b".");
            // What dateline wrote into a folder earlier is not news.
            let written = is_output && name == UNMAPPED;
            if hidden || written || is_metadata(&path) {
                self.ignored.push(path);
            } else if kind.is_dir() {
                self.add_folder(&path)?;
            } else if let Some(format) = format_of(&path) {
                let found = fs::metadata(&path).map_err(|error| Error::io(&path, error))?;
                self.add_file(path, format, found.len());
            } else {
                // Links to folders end here too, since they can lead round in a circle.
                self.ignored.push(path);
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: PathBuf, format: Format, bytes: u64) {
        self.bytes += bytes;
        self.sources.push(Source::File(path, format));
    }
}

fn is_metadata(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new(metadata::FILE_NAME))
}

fn extensions() -> String {
    FORMATS.map(|(name, _)| format!(".{name}")).join(", ")
}
