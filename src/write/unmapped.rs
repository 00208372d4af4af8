//! The list of what was not mapped, one JSON object per line.

use crate::code_points::CodePoints;
use crate::document::{Document, Span};
use crate::record::UnmappedRecord;
use crate::report::Unmapped;
use crate::run::Why;

/// The line of one record.
pub fn line(record: &UnmappedRecord) -> Vec<u8> {
    let mut out = Vec::new();
    push_line(&mut out, record);
    out
}

/// The lines of the candidates of one document.
pub fn lines(unmapped: &[Unmapped], text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    if unmapped.is_empty() {
        return out;
    }
    let points = CodePoints::new(text);
    for candidate in unmapped {
        let record = UnmappedRecord::new(candidate, points.of(candidate.span));
        push_line(&mut out, &record);
    }
    out
}

/// The lines of the passages of a document that were not read.
pub fn unread(document: &Document, spans: impl Iterator<Item = Span>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut spans = spans.peekable();
    if spans.peek().is_none() {
        return out;
    }
    let points = CodePoints::new(&document.text);
    for span in spans {
        let place = (span, points.of(span));
        let record = UnmappedRecord::of_passage(document, Why::Language.name(), place);
        push_line(&mut out, &record);
    }
    out
}

fn push_line(out: &mut Vec<u8>, record: &UnmappedRecord) {
    // Strings and numbers in memory: there is nothing that could fail.
    let _ = serde_json::to_writer(&mut *out, record);
    out.push(b'\n');
}
