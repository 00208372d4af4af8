//! CSV with coordinates.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use csv::{Position, StringRecord};
use geo::Point;
use rayon::prelude::*;
use serde_json::Value;

use super::{Ask, Reader, Sink, line_at};
use crate::error::Error;
use crate::ingest::Problem;
use crate::query::row::Row;

/// What others call the longitude, in lower case.
const LONGITUDE: [&str; 5] = ["longitude", "lon", "lng", "long", "x"];
/// What others call the latitude, in lower case.
const LATITUDE: [&str; 3] = ["latitude", "lat", "y"];
/// What may part the cells.
const DELIMITERS: [u8; 4] = *b",;\t|";
/// So many rows are looked at together.
const BATCH: usize = 4096;

/// A CSV file with a header line. Cells are text, and an empty one is null.
#[derive(Debug)]
pub struct CsvReader {
    path: PathBuf,
    delimiter: u8,
    header: Vec<Box<str>>,
    /// The numbers of the columns with longitude and latitude.
    position: Option<(usize, usize)>,
}

impl CsvReader {
    /// Reads the header line.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path) -> Result<CsvReader, Error> {
        let failed = |error| Error::io(path, error);
        let mut line = Vec::new();
        let file = File::open(path).map_err(failed)?;
        BufReader::new(file)
            .read_until(b'\n', &mut line)
            .map_err(failed)?;
        let count = |delimiter: u8| memchr::memchr_iter(delimiter, &line).count();
        // Of several that are as frequent the first is wanted, and `max_by_key` gives the last.
        let delimiter = DELIMITERS.into_iter().rev().max_by_key(|&d| count(d));
        let mut reader = CsvReader {
            path: path.to_owned(),
            delimiter: delimiter.unwrap_or(b','),
            header: Vec::new(),
            position: None,
        };
        let mut records = reader.records()?;
        let header = records.headers().map_err(|error| reader.wrong(&error))?;
        let name = |name: &str| name.trim_start_matches('\u{feff}').trim().into();
        reader.header = header.iter().map(name).collect();
        let column = |names: &[&str]| {
            let is = |column: &str, name: &str| column.to_lowercase() == name;
            let mut found = names
                .iter()
                .filter_map(|name| reader.header.iter().position(|c| is(c, name)));
            found.next()
        };
        reader.position = column(&LONGITUDE).zip(column(&LATITUDE));
        Ok(reader)
    }

    fn records(&self) -> Result<csv::Reader<File>, Error> {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(self.delimiter).flexible(true);
        builder
            .from_path(&self.path)
            .map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, error: &csv::Error) -> Error {
        let line = error.position().and_then(|position| self.line(position));
        let message = match error.kind() {
            csv::ErrorKind::Utf8 { .. } => {
                "this is not UTF-8: save the table with that encoding".to_owned()
            }
            _ => error.to_string(),
        };
        Error::content(&self.path, line, message)
    }

    /// The line in which a record begins; the `csv` crate's own count is behind by one where lines end with two bytes.
    fn line(&self, position: &Position) -> Option<u64> {
        line_at(&self.path, position.byte() + 1)
    }

    /// The row of a record, and whether it has coordinates that cannot be used.
    fn row(&self, number: u64, record: &StringRecord) -> (Row, bool) {
        let value = |cell: &str| match cell {
            "" => Value::Null,
            cell => Value::String(cell.to_owned()),
        };
        let cells = self.header.iter().zip(record.iter());
        let properties = cells.map(|(name, cell)| (name.clone(), value(cell)));
        let point = self.point(record);
        let row = Row {
            position: number,
            geometry: point.and_then(Result::ok).map(Into::into),
            properties: properties.collect(),
            text: None,
        };
        (row, point == Some(Err(())))
    }

    /// Where a record says that it lies; an error where that is no position.
    fn point(&self, record: &StringRecord) -> Option<Result<Point, ()>> {
        let (lon, lat) = self.position?;
        let (lon, lat) = (record.get(lon)?.trim(), record.get(lat)?.trim());
        if lon.is_empty() && lat.is_empty() {
            return None;
        }
        let point = Option::zip(lon.parse().ok(), lat.parse().ok());
        let usable =
            point.filter(|(lon, lat): &(f64, f64)| lon.abs() <= 360.0 && lat.abs() <= 90.0);
        Some(usable.map(Point::from).ok_or(()))
    }

    fn take(
        &self,
        batch: &[(u64, StringRecord)],
        ask: &Ask,
        sink: &mut dyn Sink,
    ) -> Result<ControlFlow<()>, Error> {
        let asks_where = ask.bounds.boxes.is_some();
        let look = |(number, record): &(u64, StringRecord)| {
            let (row, odd) = self.row(*number, record);
            if odd && asks_where {
                return Some(Err(record.position().cloned()));
            }
            (ask.keeps)(&row).then_some(Ok(row))
        };
        let found: Vec<_> = batch.par_iter().filter_map(look).collect();
        for found in found {
            match found {
                Ok(row) => {
                    if sink.row(row)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Err(position) => {
                    let line = position.and_then(|position| self.line(&position));
                    let message = "longitude and latitude are no position in degrees";
                    sink.problem(Problem::Skipped(Error::content(&self.path, line, message)))?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}

impl Reader for CsvReader {
    fn read(&self, ask: &Ask, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut records = self.records()?;
        let mut batch = Vec::with_capacity(BATCH);
        for (number, record) in records.records().enumerate() {
            match record {
                Ok(record) => {
                    if record.len() > self.header.len() {
                        let line = record.position().and_then(|position| self.line(position));
                        let message = format!(
                            "{} cells, but the header has {}: what has no name is left out",
                            record.len(),
                            self.header.len()
                        );
                        sink.problem(Problem::Warning(Error::content(&self.path, line, message)))?;
                    }
                    batch.push((number as u64, record));
                }
                Err(error) if matches!(error.kind(), csv::ErrorKind::Io(_)) => {
                    return Err(self.wrong(&error));
                }
                Err(error) => sink.problem(Problem::Skipped(self.wrong(&error)))?,
            }
            if batch.len() == BATCH {
                if self.take(&batch, ask, sink)?.is_break() {
                    return Ok(());
                }
                batch.clear();
            }
        }
        self.take(&batch, ask, sink).map(|_| ())
    }

    fn declared_columns(&self) -> Option<Vec<String>> {
        Some(self.header.iter().map(|name| name.to_string()).collect())
    }
}
