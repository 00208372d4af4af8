//! `metadata.csv`: what is known of the text files beside it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::Problem;
use super::fields::{Fields, Place};
use super::input::{Format, format_of};
use super::lines::Lines;
use super::table::Header;
use crate::document::Document;
use crate::error::Error;

/// The name of the table in every folder.
pub(super) const FILE_NAME: &str = "metadata.csv";

/// The rows of one folder's table, by file name; documents without id and text.
#[derive(Default)]
pub(super) struct Metadata {
    rows: FxHashMap<String, Document>,
}

impl Metadata {
    /// Reads the table of a folder; a folder without one has no rows.
    ///
    /// # Errors
    ///
    /// When there is a table that cannot be read; rows that make no sense are problems.
    pub(super) fn load(folder: &Path, problems: &mut Vec<Problem>) -> Result<Metadata, Error> {
        let path = folder.join(FILE_NAME);
        let failed = |error| Error::io(&path, error);
        let mut metadata = Metadata::default();
        let mut lines = match File::open(&path) {
            Ok(file) => Lines::new(Box::new(BufReader::new(file))).map_err(failed)?,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(metadata),
            Err(error) => return Err(failed(error)),
        };
        let Some(header) = Header::read(&mut lines).map_err(failed)? else {
            return Ok(metadata);
        };
        let Some(file_column) = header.position("file") else {
            problems.push(Problem::Skipped(
                Place {
                    file: &path,
                    line: 1,
                }
                .error(header.lacks("file")),
            ));
            return Ok(metadata);
        };
        while let Some(row) = header.next_row(&mut lines).map_err(failed)? {
            let place = Place {
                file: &path,
                line: row.start.line,
            };
            let text = String::from_utf8_lossy(&row.bytes);
            if matches!(text, Cow::Owned(_)) {
                problems.push(Problem::Warning(place.error(
                    "not UTF-8; read with a replacement character for what is not",
                )));
            }
            let cells = match row.fault {
                Some(fault) => Err(fault.to_owned()),
                None => header.cells(&text),
            };
            let outcome = cells.and_then(|cells| {
                let file = cells[file_column].trim().to_owned();
                let fields = Fields::from_cells(header.named(cells));
                metadata.add(folder, file, fields, place, problems)
            });
            if let Err(message) = outcome {
                problems.push(Problem::Skipped(place.error(message)));
            }
        }
        Ok(metadata)
    }

    /// What the table says of a file: a document without id and text.
    pub(super) fn of(&self, file_name: &str) -> Document {
        self.rows.get(file_name).cloned().unwrap_or_default()
    }

    fn add(
        &mut self,
        folder: &Path,
        file: String,
        fields: Fields,
        place: Place<'_>,
        problems: &mut Vec<Problem>,
    ) -> Result<(), String> {
        let path = folder.join(&file);
        if format_of(&path) != Some(Format::Text) || !path.is_file() {
            return Err(format!("there is no text file {file} in this folder"));
        }
        if self.rows.contains_key(&file) {
            return Err(format!("{file} stands in a row above, which is kept"));
        }
        let mut warnings = Vec::new();
        let document = fields.describe(place, &mut warnings);
        problems.extend(warnings.into_iter().map(Problem::Warning));
        self.rows.insert(file, document);
        Ok(())
    }
}
