//! What was read where, and why: for the eye, for a browser, for programs.

pub mod html;
pub mod jsonl;
mod marks;
pub mod text;

use crate::document::DaySpan;
use crate::engine::Engine;
use crate::run::Outcome;
use crate::time::PublicationBasis;

/// How documents are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For the eye; in colour, or with brackets round what was found.
    Text {
        /// Whether the terminal shows colours.
        color: bool,
    },
    /// One JSON object per document and line.
    Jsonl,
    /// One page that needs nothing else.
    Html,
}

impl Format {
    /// What stands before the first document.
    pub fn opening(self) -> &'static str {
        match self {
            Format::Text { .. } | Format::Jsonl => "",
            Format::Html => html::OPENING,
        }
    }

    /// One document.
    pub fn document(self, outcome: &Outcome, engine: &Engine) -> Vec<u8> {
        match self {
            Format::Text { color } => text::document(outcome, engine, color).into_bytes(),
            Format::Jsonl => jsonl::document(outcome, engine),
            Format::Html => html::document(outcome, engine).into_bytes(),
        }
    }

    /// What stands behind the last document.
    pub fn closing(self) -> &'static str {
        match self {
            Format::Text { .. } | Format::Jsonl => "",
            Format::Html => html::CLOSING,
        }
    }
}

/// The name of what a publication date rests on.
fn publication_basis(basis: PublicationBasis) -> &'static str {
    match basis {
        PublicationBasis::Metadata => "metadata",
        PublicationBasis::Text => "text",
        PublicationBasis::Weekday => "weekday",
        PublicationBasis::LatestEvent => "latest event",
        PublicationBasis::Sibling => "sibling",
    }
}

/// A day, or the first and the last of several.
fn days(days: DaySpan) -> String {
    match days.as_day() {
        Some(day) => day.to_string(),
        None => format!("{} to {}", days.first(), days.last()),
    }
}
