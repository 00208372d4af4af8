//! Reading: `.txt`, `.jsonl` and `.csv` files, folders of them, and streams.
//!
//! One thread cuts the inputs into records, all threads turn these into documents, and a
//! [`Batch`] at a time reaches the caller, in the order of the inputs. Only a batch is ever
//! held, however large the input.
//!
//! The text of a document is the text as it was written: line ends are kept, and only a byte
//! order mark is taken off. A record that cannot be read is a [`Problem`], not the end.
//!
//! ```
//! use dateline::ingest::{Input, Reader};
//!
//! let lines = r#"{"id": 7, "text": "Rien à signaler.", "published": "2017-10"}"#;
//! let input = Input::Stream("stdin".to_owned(), Box::new(lines.as_bytes()));
//! for batch in Reader::open([input])? {
//!     for document in batch?.documents {
//!         assert_eq!((&*document.id, &*document.text), ("7", "Rien à signaler."));
//!     }
//! }
//! # Ok::<(), dateline::error::Error>(())
//! ```

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

mod fields;
mod ids;
mod input;
mod lines;
mod metadata;
mod open;
mod record;
mod table;

pub use input::Input;

use crate::document::Document;
use crate::error::Error;
use ids::Ids;
use input::{Format, Listing, Source};
use lines::Lines;
use metadata::Metadata;
use open::{Item, Open};
use record::{Parsed, parse};

/// A batch ends with the record that brings it to this size, in bytes of input.
const BATCH: u64 = 4 << 20;

/// Documents that follow each other in the inputs, with all that went wrong between them.
#[derive(Debug, Default)]
pub struct Batch {
    /// In the order of the inputs, each with an id that no other document of the run has.
    pub documents: Vec<Document>,
    /// In the order of the inputs.
    pub problems: Vec<Problem>,
    /// How many bytes of input the batch was made from; over a run, [`Reader::total_bytes`].
    pub bytes: u64,
}

/// Something in the input that is not as it should be.
#[derive(Debug)]
pub enum Problem {
    /// A record, or a row of metadata, that could not be read and is left out.
    Skipped(Error),
    /// Something that was mended or left open: no record is missing because of it.
    Warning(Error),
}

impl Problem {
    /// What is wrong, and where.
    pub fn error(&self) -> &Error {
        match self {
            Problem::Skipped(error) | Problem::Warning(error) => error,
        }
    }

    /// The error alone, for callers that accept no problems.
    pub fn into_error(self) -> Error {
        match self {
            Problem::Skipped(error) | Problem::Warning(error) => error,
        }
    }
}

/// How much was read of one input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputCount {
    /// The last part of its path, or the stream's name.
    pub name: String,
    /// Bytes that were read.
    pub bytes: u64,
    /// Documents that came of them.
    pub documents: u64,
    /// How many sources lie before its end.
    end: usize,
}

/// The documents of all inputs, batch by batch.
///
/// A batch is an error when an input cannot be read; the reader is then at its end.
pub struct Reader {
    sources: std::vec::IntoIter<Source>,
    open: Option<Open>,
    inputs: Vec<InputCount>,
    /// How many sources were opened, and the number of the input that the last one belongs to.
    opened: usize,
    input: usize,
    /// By folder.
    metadata: FxHashMap<PathBuf, Metadata>,
    ids: Ids,
    ignored: Vec<PathBuf>,
    total_bytes: Option<u64>,
}

impl Reader {
    /// Looks at every input and lists the folders, without reading anything yet.
    ///
    /// # Errors
    ///
    /// When an input is missing or cannot be looked at ([`Cause::Io`]), and when a file is
    /// named whose extension is not one that is read ([`Cause::Usage`]).
    ///
    /// [`Cause::Io`]: crate::error::Cause::Io
    /// [`Cause::Usage`]: crate::error::Cause::Usage
    pub fn open(inputs: impl IntoIterator<Item = Input>) -> Result<Reader, Error> {
        let mut listing = Listing::default();
        let mut counts = Vec::new();
        for input in inputs {
            let name = input.name();
            listing.add(input)?;
            counts.push(InputCount {
                name,
                bytes: 0,
                documents: 0,
                end: listing.sources.len(),
            });
        }
        Ok(Reader {
            inputs: counts,
            opened: 0,
            input: 0,
            sources: listing.sources.into_iter(),
            open: None,
            metadata: FxHashMap::default(),
            ids: Ids::default(),
            ignored: listing.ignored,
            total_bytes: (!listing.open_ended).then_some(listing.bytes),
        })
    }

    /// The size of all inputs in bytes; `None` where one of them is a stream.
    pub fn total_bytes(&self) -> Option<u64> {
        self.total_bytes
    }

    /// How much was read of each input so far, in their order.
    pub fn inputs(&self) -> &[InputCount] {
        &self.inputs
    }

    /// What stands in the folders and is not read as documents: hidden files, metadata,
    /// dateline's own output, links to folders, other extensions.
    pub fn ignored(&self) -> &[PathBuf] {
        &self.ignored
    }

    /// Cuts the next records out of the inputs and tells how many bytes they take.
    fn next_items(&mut self, items: &mut Vec<Item>) -> Result<u64, Error> {
        let mut bytes = 0;
        while bytes < BATCH {
            if self.open.is_none() && !self.open_next(items)? {
                break;
            }
            let Some(open) = &mut self.open else { continue };
            let item = open.next_item()?;
            let newly_read = open.newly_read();
            self.inputs[self.input].bytes += newly_read;
            bytes += newly_read;
            match item {
                Some(item) => items.push(item),
                None => self.open = None,
            }
        }
        Ok(bytes)
    }

    /// Opens the next source; false after the last one.
    fn open_next(&mut self, items: &mut Vec<Item>) -> Result<bool, Error> {
        let next = self.sources.next();
        self.opened += usize::from(next.is_some());
        while next.is_some() && self.inputs[self.input].end < self.opened {
            self.input += 1;
        }
        let open = match next {
            None => return Ok(false),
            Some(Source::Problem(problem)) => {
                items.push(Item::Problem(problem));
                return Ok(true);
            }
            Some(Source::File(path, format)) => {
                let file = File::open(&path).map_err(|error| Error::io(&path, error))?;
                self.start(path, Some(format), Box::new(BufReader::new(file)), items)?
            }
            Some(Source::Stream(name, stream)) => self.start(name, None, stream, items)?,
        };
        self.open = Some(open);
        Ok(true)
    }

    fn start(
        &mut self,
        path: PathBuf,
        format: Option<Format>,
        input: Box<dyn BufRead + Send>,
        items: &mut Vec<Item>,
    ) -> Result<Open, Error> {
        let lines = Lines::new(input).map_err(|error| Error::io(&path, error))?;
        let metadata = match format {
            Some(Format::Text) => self.metadata_for(&path, items)?,
            _ => Document::default(),
        };
        Open::new(path, self.input, format, lines, metadata)
    }

    /// What the table beside a text file says of it.
    fn metadata_for(&mut self, path: &Path, items: &mut Vec<Item>) -> Result<Document, Error> {
        let folder = path.parent().unwrap_or(Path::new(""));
        if !self.metadata.contains_key(folder) {
            let mut problems = Vec::new();
            let metadata = Metadata::load(folder, &mut problems)?;
            items.extend(problems.into_iter().map(Item::Problem));
            self.metadata.insert(folder.to_owned(), metadata);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(self.metadata[folder].of(&name))
    }

    /// Turns records into documents on all threads, and gives these their ids on one.
    fn batch(&mut self, items: Vec<Item>, bytes: u64) -> Batch {
        let parse_item = |item| match item {
            Item::Record(raw) => parse(raw),
            Item::Problem(problem) => Parsed {
                document: None,
                problems: vec![problem],
            },
        };
        let parsed: Vec<Parsed> = items.into_par_iter().map(parse_item).collect();
        let mut batch = Batch {
            bytes,
            ..Batch::default()
        };
        for one in parsed {
            batch.problems.extend(one.problems);
            if let Some((mut document, origin, line)) = one.document {
                let warning = self.ids.claim(&mut document, &origin.path, line);
                self.inputs[origin.input].documents += 1;
                batch.problems.extend(warning.map(Problem::Warning));
                batch.documents.push(document);
            }
        }
        batch
    }
}

impl Iterator for Reader {
    type Item = Result<Batch, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut items = Vec::new();
        match self.next_items(&mut items) {
            Ok(0) if items.is_empty() => None,
            Ok(bytes) => Some(Ok(self.batch(items, bytes))),
            Err(error) => {
                self.sources = Vec::new().into_iter();
                self.open = None;
                Some(Err(error))
            }
        }
    }
}
