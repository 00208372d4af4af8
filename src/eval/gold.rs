//! Annotated documents, as `tests/gold/README.md` describes their files.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::Part;
use crate::document::{DaySpan, Document};
use crate::error::Error;

mod row;

/// Annotated documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gold {
    /// Sorted by language, each language in the order of its index.
    pub documents: Vec<GoldDocument>,
}

impl Gold {
    /// The languages, sorted.
    pub fn languages(&self) -> Vec<&str> {
        let languages: BTreeSet<&str> = self.documents.iter().map(|d| &*d.language).collect();
        languages.into_iter().collect()
    }
}

/// A document and what is to be found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldDocument {
    /// What the pipeline is given: text and metadata, without the language.
    pub document: Document,
    /// The language's code.
    pub language: String,
    /// The share it belongs to.
    pub part: Part,
    /// When it was published; `None` where that cannot be known.
    pub publication: Option<Publication>,
    /// Place names, in the order of their file.
    pub toponyms: Vec<GoldToponym>,
    /// Events, in the order of their file.
    pub events: Vec<GoldEvent>,
}

impl GoldDocument {
    /// The document's id.
    pub fn id(&self) -> &str {
        &self.document.id
    }
}

/// When a document was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The days.
    pub days: DaySpan,
    /// Whether the answer has to be the whole, a day or a month, and not just some day within.
    pub whole: bool,
    /// Whether the metadata leaves it open.
    pub inferred: bool,
}

impl Publication {
    /// Whether this is a right answer.
    pub fn agrees(self, answer: DaySpan) -> bool {
        let inside = answer.intersect(self.days) == Some(answer);
        inside && (!self.whole || answer == self.days)
    }
}

/// An annotated place name.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldToponym {
    /// Where in the text, in Unicode code points.
    pub span: Range<usize>,
    /// The words of the text.
    pub surface: String,
    /// The place's usual name.
    pub name: String,
    /// The kind of place, on which depends how far off an answer may be.
    pub kind: String,
    /// Latitude and longitude in degrees; `None` where the annotator could not place it.
    pub point: Option<(f64, f64)>,
    /// Whether it stands for a government or its forces.
    pub metonym: bool,
}

/// An annotated event.
#[derive(Clone, Debug, PartialEq)]
pub struct GoldEvent {
    /// Its words, as they stand in the text.
    pub quote: String,
    /// First and last possible day; `None` where nothing dates it.
    pub days: Option<DaySpan>,
    /// The place's name.
    pub place: String,
    /// Latitude and longitude in degrees; `None` where the annotator could not place it.
    pub point: Option<(f64, f64)>,
    /// How well it is placed.
    pub where_precision: WherePrecision,
    /// ACLED's event type.
    pub event_type: String,
    /// ACLED's sub-event type.
    pub sub_event_type: String,
    /// At least so many deaths.
    pub fatalities_min: Option<u32>,
    /// At most so many deaths.
    pub fatalities_max: Option<u32>,
    /// Whether it is said to have happened.
    pub modality: Modality,
    /// Neither asked for nor wrong.
    pub optional: bool,
}

/// How well an annotated event is placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WherePrecision {
    /// At the named place.
    Exact,
    /// Near it or in a part of it.
    Near,
    /// Somewhere in a region.
    Admin,
}

impl WherePrecision {
    /// How far off an answer may be, in metres.
    pub fn tolerance_m(self) -> f64 {
        match self {
            WherePrecision::Exact => 10_000.0,
            WherePrecision::Near => 25_000.0,
            WherePrecision::Admin => 80_000.0,
        }
    }
}

/// Whether an annotated event is said to have happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Modality {
    /// It happened.
    Asserted,
    /// It is meant to happen.
    Planned,
    /// One source asserts it and another denies it.
    Denied,
    /// It may happen.
    Hypothetical,
}

impl Modality {
    /// The name in the annotations.
    pub fn name(self) -> &'static str {
        match self {
            Modality::Asserted => "asserted",
            Modality::Planned => "planned",
            Modality::Denied => "denied",
            Modality::Hypothetical => "hypothetical",
        }
    }
}

/// Reads the annotated documents of a folder: one language's, or one folder for each language.
///
/// # Errors
///
/// A file that is missing or cannot be read, a row that is not what it should be (with file and
/// line), a folder without any `index.jsonl`.
pub fn read_gold(folder: &Path) -> Result<Gold, Error> {
    let mut folders = Vec::new();
    if folder.join(INDEX).exists() {
        folders.push(folder.to_owned());
    } else {
        for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
            let path = entry.map_err(|e| Error::io(folder, e))?.path();
            if path.join(INDEX).exists() {
                folders.push(path);
            }
        }
        folders.sort();
    }
    if folders.is_empty() {
        let message = format!("no {INDEX} here or one folder below: not annotated documents");
        return Err(Error::usage(folder, message));
    }
    let mut ids = BTreeSet::new();
    let mut documents = Vec::new();
    for folder in &folders {
        read_language(folder, &mut ids, &mut documents)?;
    }
    documents.sort_by(|a, b| a.language.cmp(&b.language));
    Ok(Gold { documents })
}

const INDEX: &str = "index.jsonl";

/// Reads one folder; `ids` are those of the documents before.
fn read_language(
    folder: &Path,
    ids: &mut BTreeSet<String>,
    documents: &mut Vec<GoldDocument>,
) -> Result<(), Error> {
    let mut here = HashMap::new();
    for (at, row) in rows::<row::Index>(&folder.join(INDEX))? {
        let path = folder.join("docs").join(format!("{}.txt", row.id));
        if !ids.insert(row.id.clone()) {
            return Err(at.error(format!("a second document with the id {}", row.id)));
        }
        let text = fs::read(&path).map_err(|e| Error::io(&path, e))?;
        let text = String::from_utf8(text).map_err(|_| Error::content(&path, None, "not UTF-8"))?;
        here.insert(row.id.clone(), documents.len());
        documents.push(row.document(text).map_err(|message| at.error(message))?);
    }
    for (at, row) in rows::<row::Toponym>(&folder.join("toponyms.jsonl"))? {
        let document = owner(&here, documents, &at, &row.doc)?;
        let toponym = row.toponym(&document.document.text);
        document
            .toponyms
            .push(toponym.map_err(|message| at.error(message))?);
    }
    for (at, row) in rows::<row::Event>(&folder.join("events.jsonl"))? {
        let document = owner(&here, documents, &at, &row.doc)?;
        let event = row.event(&document.document.text);
        document
            .events
            .push(event.map_err(|message| at.error(message))?);
    }
    Ok(())
}

/// The document that a row is about.
fn owner<'a>(
    here: &HashMap<String, usize>,
    documents: &'a mut [GoldDocument],
    at: &Line,
    id: &str,
) -> Result<&'a mut GoldDocument, Error> {
    match here.get(id) {
        Some(&number) => Ok(&mut documents[number]),
        None => Err(at.error(format!("no document {id} in {INDEX}"))),
    }
}

/// A line of a file, counted from 1.
struct Line {
    file: PathBuf,
    number: u64,
}

impl Line {
    fn error(&self, message: impl Into<String>) -> Error {
        Error::content(&self.file, Some(self.number), message)
    }
}

/// The rows of a file; empty lines are passed over.
fn rows<T: DeserializeOwned>(file: &Path) -> Result<Vec<(Line, T)>, Error> {
    let text = fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let lines = (1..).zip(text.lines());
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            let at = Line {
                file: file.to_owned(),
                number,
            };
            match serde_json::from_str(line) {
                Ok(row) => Ok((at, row)),
                Err(error) => Err(at.error(format!("not an annotation: {error}"))),
            }
        })
        .collect()
}

#[cfg(test)]
pub(super) mod tests;
