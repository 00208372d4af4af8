//! Documents that are set aside until all of a run is known.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::document::{DaySpan, Document};
use crate::error::Error;
use crate::spool::{Records, Spool};

/// Documents with their numbers, in ascending order.
#[derive(Debug, Default)]
pub(super) struct Waiting {
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
    pub fn push(&mut self, number: u64, document: &Document) -> Result<(), Error> {
        let Document {
            id,
            text,
            language,
            published,
            url,
            title,
            source,
        } = document.clone();
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
        Ok(Chunks { records })
    }
}

/// The documents that waited.
pub(super) struct Chunks {
    records: Records,
}

impl Iterator for Chunks {
    type Item = Result<Vec<(u64, Document)>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = Vec::new();
        let mut bytes = 0;
        while bytes < CHUNK {
            match self.records.next() {
                None => break,
                Some(Err(error)) => return Some(Err(failed(error))),
                Some(Ok((number, record))) => {
                    bytes += record.len();
                    match restore(&record) {
                        Ok(document) => chunk.push((number, document)),
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
            waiting.push(*number, document).unwrap();
        }
        let back: Vec<_> = waiting.chunks().unwrap().flat_map(Result::unwrap).collect();
        assert_eq!(back, documents);
    }
}
