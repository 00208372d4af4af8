//! GeoJSON: features as they stood in their file, on one line each; those of other files are made.

use std::io::{self, Write};

use super::json::write_object;
use super::{RowWriter, value};
use crate::query::DISTANCE;
use crate::query::read::json::{Members, skip_string};
use crate::query::row::Row;

/// Writes rows as features.
pub struct GeoJsonWriter<'w> {
    collection: bool,
    columns: &'w [String],
    empty: bool,
    out: &'w mut dyn Write,
}

impl<'w> GeoJsonWriter<'w> {
    pub fn new(
        collection: bool,
        columns: &'w [String],
        out: &'w mut dyn Write,
    ) -> GeoJsonWriter<'w> {
        GeoJsonWriter {
            collection,
            columns,
            empty: true,
            out,
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        match self.collection {
            true => self
                .out
                .write_all(br#"{"type":"FeatureCollection","features":["#),
            false => Ok(()),
        }
    }
}

impl RowWriter for GeoJsonWriter<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.empty {
            self.begin()?;
        }
        if self.collection {
            self.out
                .write_all(if self.empty { b"\n" } else { b",\n" })?;
        }
        self.empty = false;
        match (&row.text, row.column(DISTANCE)) {
            (Some(text), None) => self.out.write_all(&on_one_line(text))?,
            (Some(text), Some(distance)) => {
                let added = format!("\"{DISTANCE}\":{distance}");
                self.out
                    .write_all(&on_one_line(&with_property(text, &added)))?;
            }
            (None, _) => self.made(row)?,
        }
        match self.collection {
            true => Ok(()),
            false => self.out.write_all(b"\n"),
        }
    }

    fn finish(&mut self, _: u64) -> io::Result<()> {
        if self.empty {
            self.begin()?;
        }
        match self.collection {
            true => self.out.write_all(b"\n]}\n"),
            false => Ok(()),
        }
    }
}

impl GeoJsonWriter<'_> {
    /// A feature of a row that has no text.
    fn made(&mut self, row: &Row) -> io::Result<()> {
        self.out.write_all(br#"{"type":"Feature","geometry":"#)?;
        let geometry = row.geometry.as_ref().map(geojson::Geometry::from);
        serde_json::to_writer(&mut *self.out, &geometry)?;
        self.out.write_all(br#","properties":"#)?;
        match self.columns.is_empty() {
            true => {
                let cells = row
                    .properties
                    .iter()
                    .map(|(name, value)| (&**name, value.clone()));
                write_object(self.out, cells)?;
            }
            false => {
                let cells = self
                    .columns
                    .iter()
                    .map(|name| (name.as_str(), value(row, name)));
                write_object(self.out, cells)?;
            }
        }
        self.out.write_all(b"}")
    }
}

/// A feature with one more member in its properties.
fn with_property(text: &[u8], added: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + added.len() + 20);
    let mut before = b'{';
    let mut add = |name: &[u8], value: &[&[u8]]| {
        out.extend_from_slice(&[before, b'"']);
        out.extend_from_slice(name);
        out.extend_from_slice(b"\":");
        value.iter().for_each(|part| out.extend_from_slice(part));
        before = b',';
    };
    let mut done = false;
    let members = Members::new(text).into_iter().flatten().map_while(|m| m);
    for (name, value) in members {
        if name != b"properties" {
            add(name, &[value]);
            continue;
        }
        done = true;
        let inner = value.strip_prefix(b"{").and_then(|v| v.strip_suffix(b"}"));
        let inner = inner.unwrap_or_default().trim_ascii();
        let comma: &[u8] = if inner.is_empty() { b"" } else { b"," };
        add(name, &[b"{", inner, comma, added.as_bytes(), b"}"]);
    }
    if !done {
        add(b"properties", &[b"{", added.as_bytes(), b"}"]);
    }
    out.push(b'}');
    out
}

/// JSON without the space between its parts.
fn on_one_line(text: &[u8]) -> Vec<u8> {
    if memchr::memchr2(b'\n', b'\r', text).is_none() {
        return text.to_vec();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let end = match byte {
            b'"' => skip_string(text, at).unwrap_or(text.len()),
            _ => at + 1,
        };
        if !byte.is_ascii_whitespace() {
            out.extend_from_slice(&text[at..end]);
        }
        at = end;
    }
    out
}
