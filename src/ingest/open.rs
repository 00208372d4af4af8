//! A file that is being cut into records.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::Problem;
use super::fields::Place;
use super::input::Format;
use super::lines::{Lines, Start};
use super::record::{Origin, Raw, Shape};
use super::table::Header;
use crate::document::Document;
use crate::error::Error;

/// A file or stream with what is left of it.
pub(super) struct Open {
    origin: Arc<Origin>,
    lines: Lines,
    /// Bytes that were reported as read.
    counted: u64,
    /// Whether anything was found in it, be it a record or a problem.
    found: bool,
    /// Whether nothing more is to be read from it.
    done: bool,
}

/// What is found in a file.
pub(super) enum Item {
    Record(Raw),
    Problem(Problem),
}

impl Open {
    /// Starts on an input; a format that is not known is told from the first character.
    pub(super) fn new(
        path: PathBuf,
        input: usize,
        format: Option<Format>,
        mut lines: Lines,
        metadata: Document,
    ) -> Result<Open, Error> {
        let failed = |error| Error::io(&path, error);
        let utf16 = lines.is_utf16();
        let format = match format {
            Some(format) => format,
            None if lines.peek().map_err(failed)? == Some(b'{') => Format::Jsonl,
            None => Format::Text,
        };
        let shape = match format {
            Format::Text => Shape::Text(Box::new(metadata)),
            Format::Jsonl => Shape::Jsonl,
            // Without a first row there is no row at all, and no column to miss.
            Format::Csv if utf16 => Shape::Jsonl,
            Format::Csv => match Header::read(&mut lines).map_err(failed)? {
                Some(header) => Shape::Csv(header),
                None => Shape::Jsonl,
            },
        };
        let stem = path.file_stem().unwrap_or_default();
        Ok(Open {
            origin: Arc::new(Origin {
                stem: stem.to_string_lossy().into_owned(),
                path: path.into(),
                input,
                shape,
            }),
            lines,
            counted: 0,
            found: false,
            done: false,
        })
    }

    /// Bytes that were read since this was last asked.
    pub(super) fn newly_read(&mut self) -> u64 {
        let bytes = self.lines.start().offset - self.counted;
        self.counted = self.lines.start().offset;
        bytes
    }

    /// The next record, or what is wrong with the file at this point; `None` at its end.
    pub(super) fn next_item(&mut self) -> Result<Option<Item>, Error> {
        if self.done {
            return Ok(None);
        }
        if let Some(message) = self.unreadable() {
            self.done = true;
            let error = Error::content(&self.origin.path, None, message);
            return Ok(Some(Item::Problem(Problem::Skipped(error))));
        }
        let origin = Arc::clone(&self.origin);
        let item = match &origin.shape {
            Shape::Text(_) => self.text(),
            Shape::Jsonl => self.line(),
            Shape::Csv(header) => self.row(header),
        };
        let item = item.map_err(|error| Error::io(&origin.path, error))?;
        self.done = item.is_none();
        if self.done && !self.found {
            let message = match &origin.shape {
                Shape::Csv(_) => "no rows below the header",
                Shape::Text(_) | Shape::Jsonl => "the file is empty",
            };
            let error = Error::content(&origin.path, None, message);
            return Ok(Some(Item::Problem(Problem::Warning(error))));
        }
        self.found = true;
        Ok(item)
    }

    /// Why no record of this file can be read, if that is so.
    fn unreadable(&self) -> Option<String> {
        if self.lines.is_utf16() {
            return Some("this is UTF-16; save it as UTF-8".to_owned());
        }
        match &self.origin.shape {
            Shape::Csv(header) if header.position("text").is_none() => Some(header.lacks("text")),
            _ => None,
        }
    }

    fn text(&mut self) -> io::Result<Option<Item>> {
        let start = self.lines.start();
        let bytes = self.lines.read_rest()?;
        let blank = bytes.trim_ascii().is_empty();
        Ok((!blank).then(|| self.record(start, bytes)))
    }

    fn line(&mut self) -> io::Result<Option<Item>> {
        let mut bytes = Vec::new();
        let start = self.lines.read_solid_line(&mut bytes)?;
        Ok(start.map(|start| self.record(start, bytes)))
    }

    fn row(&mut self, header: &Header) -> io::Result<Option<Item>> {
        let row = header.next_row(&mut self.lines)?;
        Ok(row.map(|row| match row.fault {
            None => self.record(row.start, row.bytes),
            Some(fault) => {
                let place = Place {
                    file: &self.origin.path,
                    line: row.start.line,
                };
                Item::Problem(Problem::Skipped(place.error(fault)))
            }
        }))
    }

    fn record(&self, start: Start, bytes: Vec<u8>) -> Item {
        Item::Record(Raw {
            origin: Arc::clone(&self.origin),
            start,
            bytes,
        })
    }
}
