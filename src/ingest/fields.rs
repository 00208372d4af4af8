//! The fields of a record, whatever file it came from, and the document that they describe.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::document::{DaySpan, Document};
use crate::error::Error;

/// Where a record begins.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub file: &'a Path,
    pub line: u64,
}

impl Place<'_> {
    pub(super) fn error(self, message: impl Into<String>) -> Error {
        Error::content(self.file, Some(self.line), message)
    }
}

/// What a record says, before anything is made of it; fields that are not listed are ignored.
#[derive(Default, Deserialize)]
pub(super) struct Fields {
    id: Option<Value>,
    text: Option<Value>,
    published: Option<Value>,
    url: Option<Value>,
    title: Option<Value>,
    source: Option<Value>,
    language: Option<Value>,
}

impl Fields {
    /// The fields of a line of JSONL, or what is wrong with it.
    pub(super) fn from_json(line: &str) -> Result<Fields, String> {
        // An array would pass for the fields in their order.
        let line = line.trim_ascii_end();
        if !line.trim_ascii_start().starts_with('{') {
            return Err("not a JSON object".to_owned());
        }
        serde_json::from_str(line).map_err(|error| {
            let message = error.to_string();
            // The parser counts lines within the record, of which there is one.
            let reason = message
                .rsplit_once(" at line ")
                .map_or(&*message, |parts| parts.0);
            format!("not a JSON object: {reason} in column {}", error.column())
        })
    }

    /// The fields of a row; an empty cell is an absent field, except for the text.
    pub(super) fn from_cells<'a>(cells: impl Iterator<Item = (&'a str, String)>) -> Fields {
        let mut fields = Fields::default();
        for (column, cell) in cells {
            let field = match column {
                "id" => &mut fields.id,
                "text" => &mut fields.text,
                "published" => &mut fields.published,
                "url" => &mut fields.url,
                "title" => &mut fields.title,
                "source" => &mut fields.source,
                "language" => &mut fields.language,
                _ => continue,
            };
            *field = Some(Value::String(cell));
        }
        fields
    }

    /// The document with its text, or what is wrong with the text.
    ///
    /// A record without an id is called `stem:line`.
    pub(super) fn into_document(
        mut self,
        place: Place<'_>,
        stem: &str,
        warnings: &mut Vec<Error>,
    ) -> Result<Document, String> {
        let text = match self.text.take() {
            Some(Value::String(text)) => text,
            Some(other) => return Err(format!("`text` is {}, not a string", kind(&other))),
            None => return Err("no `text`".to_owned()),
        };
        let id = scalar("id", self.id.take(), place, warnings);
        Ok(Document {
            id: id.unwrap_or_else(|| format!("{stem}:{}", place.line)),
            text,
            ..self.describe(place, warnings)
        })
    }

    /// A document of which only the metadata is known.
    ///
    /// A field that makes no sense is left out with a warning: the text is worth more than it.
    pub(super) fn describe(self, place: Place<'_>, warnings: &mut Vec<Error>) -> Document {
        let mut read = |name, value| scalar(name, value, place, warnings);
        let published = read("published", self.published);
        let language = read("language", self.language);
        let mut document = Document {
            url: read("url", self.url),
            title: read("title", self.title),
            source: read("source", self.source),
            ..Document::default()
        };
        if let Some(written) = published {
            document.published = DaySpan::parse_iso(&written);
            if document.published.is_none() {
                warnings.push(place.error(format!(
                    "`published` is not a date such as 2017-08-26, 2017-08 or 2017: {written}"
                )));
            }
        }
        if let Some(written) = language {
            document.language = language_code(&written);
            if document.language.is_none() {
                warnings.push(place.error(format!(
                    "`language` is not a code of two letters such as fr: {written}"
                )));
            }
        }
        document
    }
}

/// A field as text; `None` where it is absent, null or blank.
fn scalar(
    name: &str,
    value: Option<Value>,
    place: Place<'_>,
    warnings: &mut Vec<Error>,
) -> Option<String> {
    let written = match value? {
        Value::String(written) => written,
        Value::Number(number) => number.to_string(),
        other => {
            warnings.push(place.error(format!("`{name}` is {}, not a string", kind(&other))));
            return None;
        }
    };
    let trimmed = written.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// ISO 639-1 from a language tag: `fr` from `fr`, `FR` and `fr-CA`.
fn language_code(tag: &str) -> Option<String> {
    let code = tag.split(['-', '_']).next()?;
    (code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| code.to_ascii_lowercase())
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
