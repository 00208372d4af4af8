//! One record from bytes to document: the part of reading that runs on all threads.

use std::path::Path;
use std::sync::Arc;

use super::Problem;
use super::fields::{Fields, Place};
use super::lines::{Start, newlines};
use super::table::Header;
use crate::document::Document;
use crate::error::Error;

/// A file that is being read.
pub(super) struct Origin {
    pub path: Arc<Path>,
    /// Number of the input that it belongs to.
    pub input: usize,
    /// The name that documents without an id are called after.
    pub stem: String,
    pub shape: Shape,
}

/// What the records of a file look like.
pub(super) enum Shape {
    /// The file is one record, and this is what its metadata says of it.
    Text(Box<Document>),
    Jsonl,
    Csv(Header),
}

/// A record as it stands in the file.
pub(super) struct Raw {
    pub origin: Arc<Origin>,
    pub start: Start,
    pub bytes: Vec<u8>,
}

/// What became of a record.
pub(super) struct Parsed {
    /// With the file and the line on which it begins.
    pub document: Option<(Document, Arc<Origin>, u64)>,
    pub problems: Vec<Problem>,
}

/// Reads a record; what is wrong with it is told in the result.
pub(super) fn parse(raw: Raw) -> Parsed {
    let origin = raw.origin;
    let place = Place {
        file: &origin.path,
        line: raw.start.line,
    };
    let mut warnings = Vec::new();
    let text = decode(raw.bytes, place, raw.start.offset, &mut warnings);
    let outcome = match &origin.shape {
        Shape::Text(metadata) => Ok(Document {
            id: origin.stem.clone(),
            text,
            ..Document::clone(metadata)
        }),
        Shape::Jsonl => Fields::from_json(&text)
            .and_then(|fields| fields.into_document(place, &origin.stem, &mut warnings)),
        Shape::Csv(header) => header.cells(&text).and_then(|cells| {
            Fields::from_cells(header.named(cells)).into_document(
                place,
                &origin.stem,
                &mut warnings,
            )
        }),
    };
    let mut problems: Vec<Problem> = warnings.into_iter().map(Problem::Warning).collect();
    let document = outcome
        .map_err(|message| problems.push(Problem::Skipped(place.error(message))))
        .ok();
    Parsed {
        document: document.map(|document| (document, Arc::clone(&origin), raw.start.line)),
        problems,
    }
}

/// The bytes as text, with replacement characters and a warning where they are not UTF-8.
fn decode(bytes: Vec<u8>, place: Place<'_>, offset: u64, warnings: &mut Vec<Error>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| {
        let good = error.utf8_error().valid_up_to();
        let place = Place {
            line: place.line + newlines(&error.as_bytes()[..good]),
            ..place
        };
        warnings.push(place.error(format!(
            "not UTF-8 at byte {} of the file; read with a replacement character for what is not",
            offset + good as u64
        )));
        String::from_utf8_lossy(error.as_bytes()).into_owned()
    })
}
