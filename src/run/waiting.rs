//! Documents that are set aside until all of a run is known.

use std::io;
use std::iter::Peekable;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::vec;

use serde::{Deserialize, Serialize};

use crate::document::{DaySpan, Document};
use crate::error::Error;
use crate::reading::Reading;
use crate::spool::{Records, Spool};

/// A document that waits.
#[derive(Debug)]
pub(super) enum Waits {
    /// With what was found in it.
    Read(Box<Reading>),
    /// To be read again.
    Unread(Document),
}

/// Room for readings that wait: what was found in a text takes some twenty times its bytes.
#[derive(Debug)]
pub(super) struct Room(AtomicUsize);

impl Default for Room {
    fn default() -> Room {
        /// Bytes of text.
        const BYTES: usize = 2 << 20;
        Room(AtomicUsize::new(BYTES))
    }
}

impl Room {
    /// Keeps a reading while there is room, otherwise only its document: which of them changes no result.
    pub fn keep(&self, reading: Box<Reading>) -> Waits {
        let bytes = reading.document.text.len();
        let less = |room: usize| room.checked_sub(bytes);
        let kept = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        match kept {
            Ok(_) => Waits::Read(reading),
            Err(_) => Waits::Unread(reading.document),
        }
    }
}

/// Documents with their numbers, in ascending order.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    read: Vec<(u64, Box<Reading>)>,
    spool: Spool,
}

/// A document as it is written down; never seen outside of one run.
#[derive(Serialize, Deserialize)]
struct Stored {
    id: String,
    text: String,
    language: Option<String>,
    published: Option<(String, String)>,
    url: Option<String>,
    title: Option<String>,
    source: Option<String>,
}

/// A chunk ends with the document that brings it to this size, in bytes.
const CHUNK: usize = 4 << 20;

impl Waiting {
    /// Sets a document aside.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, number: u64, waits: Waits) -> Result<(), Error> {
        let document = match waits {
            Waits::Read(reading) => {
                self.read.push((number, reading));
                return Ok(());
            }
            Waits::Unread(document) => document,
        };
        let Document {
            id,
            text,
            language,
            published,
            url,
            title,
            source,
        } = document;
        let stored = Stored {
            id,
            text,
            language,
            published: published.map(|days| (days.first().to_string(), days.last().to_string())),
            url,
            title,
            source,
        };
        let stored = serde_json::to_vec(&stored).map_err(io::Error::from);
        stored
            .and_then(|bytes| self.spool.push(number, &bytes))
            .map_err(failed)
    }

    /// The documents, a few at a time.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn chunks(self) -> Result<Chunks, Error> {
        let records = self.spool.records().map_err(failed)?;
        Ok(Chunks {
            read: self.read.into_iter().peekable(),
            records: records.peekable(),
        })
    }
}

/// The documents that waited.
pub(super) struct Chunks {
    read: Peekable<vec::IntoIter<(u64, Box<Reading>)>>,
    records: Peekable<Records>,
}

impl Chunks {
    /// The next document with its number where that is one that was read.
    fn next_read(&mut self) -> Option<(u64, Box<Reading>)> {
        let (number, _) = self.read.peek()?;
        let first = match self.records.peek() {
            Some(Ok((other, _))) => number < other,
            Some(Err(_)) => false,
            None => true,
        };
        self.read.next_if(|_| first)
    }
}

impl Iterator for Chunks {
    type Item = Result<Vec<(u64, Waits)>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while bytes < CHUNK {
            if let Some((number, reading)) = self.next_read() {
                bytes += reading.document.text.len();
                chunk.push((number, Waits::Read(reading)));
                continue;
            }
            match self.records.next() {
                None => break,
                Some(Err(error)) => return Some(Err(failed(error))),
                Some(Ok((number, record))) => {
                    bytes += record.len();
                    match restore(&record) {
                        Ok(document) => chunk.push((number, Waits::Unread(document))),
                        Err(error) => return Some(Err(failed(error.into()))),
                    }
                }
            }
        }
        (!chunk.is_empty()).then_some(Ok(chunk))
    }
}

fn restore(record: &[u8]) -> serde_json::Result<Document> {
    let stored: Stored = serde_json::from_slice(record)?;
    let day = |text: &str| DaySpan::parse_iso(text);
    let published = stored
        .published
        .and_then(|(first, last)| Some(day(&first)?.hull(day(&last)?)));
    Ok(Document {
        id: stored.id,
        text: stored.text,
        language: stored.language,
        published,
        url: stored.url,
        title: stored.title,
        source: stored.source,
    })
}

fn failed(error: io::Error) -> Error {
    Error::io(Path::new("temporary file"), error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::reading::read;

    #[test]
    fn documents_come_back_as_they_were() {
        let full = Document {
            id: "a\"b".to_owned(),
            text: "Vivement\u{2028}\nété \\ 𝄞".to_owned(),
            language: Some("fr".to_owned()),
            published: DaySpan::month(2017, 10),
            url: Some("u".to_owned()),
            title: Some("t".to_owned()),
            source: Some("s".to_owned()),
        };
        let documents = [(3, full), (7, Document::default())];
        let mut waiting = Waiting::default();
        for (number, document) in &documents {
            let waits = Waits::Unread(document.clone());
            waiting.push(*number, waits).unwrap();
        }
        let back = waiting.chunks().unwrap().flat_map(Result::unwrap);
        let back = back.map(|(number, waits)| match waits {
            Waits::Read(reading) => (number, reading.document),
            Waits::Unread(document) => (number, document),
        });
        assert_eq!(back.collect::<Vec<_>>(), documents);
    }

    #[test]
    fn what_was_read_and_what_was_not_come_back_in_their_order() {
        let engine = Engine::embedded().unwrap();
        let document = |text: &str| Document {
            text: text.to_owned(),
            ..Document::default()
        };
        let reading = |text: &str| Box::new(read(document(text), 0, &engine));
        let mut waiting = Waiting::default();
        for number in [2, 5, 6] {
            let waits = Waits::Unread(document(""));
            waiting.push(number, waits).unwrap();
        }
        for number in [1, 4, 9] {
            let waits = Room::default().keep(reading("Alep"));
            waiting.push(number, waits).unwrap();
        }
        let back = waiting.chunks().unwrap().flat_map(Result::unwrap);
        let back = back.map(|(number, waits)| (number, matches!(waits, Waits::Read(_))));
        let expected = [
            (1, true),
            (2, false),
            (4, true),
            (5, false),
            (6, false),
            (9, true),
        ];
        assert_eq!(back.collect::<Vec<_>>(), expected);
        let small = Room(AtomicUsize::new(7));
        assert!(matches!(small.keep(reading("Alep")), Waits::Read(_)));
        assert!(matches!(small.keep(reading("Alep")), Waits::Unread(_)));
    }
}
