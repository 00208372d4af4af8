//! Rows as a layer with typed columns, in any format of [`crate::write::format`].

use std::collections::HashMap;
use std::io::{self, Seek, Write};

use geo::Geometry;
use geozero::{CoordDimensions, ToWkb};
use serde_json::Value as Json;

use super::kinds::{Guess, typed};
use super::{RowWriter, value};
use crate::feature::{self, Column, Layer, Shape};
use crate::query::read::wkb;
use crate::query::row::Row;
use crate::spool::{Records, Spool};
use crate::write::format::{Format, Options};

/// Keeps rows aside until the types of all columns are known, in memory while they are few.
pub struct LayerWriter<'w> {
    format: Format,
    columns: Vec<(Box<str>, Guess)>,
    /// The numbers of the columns by their names.
    numbers: HashMap<Box<str>, usize>,
    /// Whether the columns were asked for, and no others are taken.
    chosen: bool,
    shape: Option<Shape>,
    rows: Spool,
    number: u64,
    out: &'w mut dyn Write,
}

impl<'w> LayerWriter<'w> {
    pub fn new(format: Format, columns: &[String], out: &'w mut dyn Write) -> LayerWriter<'w> {
        let mut writer = LayerWriter {
            format,
            columns: Vec::new(),
            numbers: HashMap::new(),
            chosen: !columns.is_empty(),
            shape: None,
            rows: Spool::default(),
            number: 0,
            out,
        };
        for column in columns {
            writer.column(column);
        }
        writer
    }

    /// The number of a column.
    fn column(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        let number = self.columns.len();
        self.columns.push((name.into(), Guess::new(name)));
        self.numbers.insert(name.into(), number);
        number
    }

    /// The cells of a row: the number of the column, and the value.
    fn cells(&mut self, row: &Row) -> Vec<(usize, Json)> {
        if self.chosen {
            let value =
                |(number, (name, _)): (usize, &(Box<str>, Guess))| (number, value(row, name));
            return self.columns.iter().enumerate().map(value).collect();
        }
        let cell = |(name, value): &(Box<str>, Json)| (self.column(name), value.clone());
        row.properties.iter().map(cell).collect()
    }
}

impl RowWriter for LayerWriter<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let cells = self.cells(row);
        for (number, value) in &cells {
            self.columns[*number].1.see(value);
        }
        let shape = shape_of(row.geometry.as_ref());
        self.shape = Some(
            self.shape
                .map_or(shape, |seen| if seen == shape { shape } else { Shape::Any }),
        );
        let record = record(row.geometry.as_ref(), &cells)?;
        self.number += 1;
        self.rows.push(self.number, &record)
    }

    fn finish(&mut self, _: u64) -> io::Result<()> {
        let column =
            |(name, guess): &(Box<str>, Guess)| Column::named(name.to_string(), guess.kind());
        let columns: Vec<Column> = self.columns.iter().map(column).collect();
        let mut failed = None;
        let rows = Rows {
            columns: &columns,
            records: std::mem::take(&mut self.rows).records()?,
            failed: &mut failed,
        };
        let layer = Layer {
            name: "query".into(),
            shape: self.shape.unwrap_or(Shape::Any),
            columns: columns.as_slice().into(),
            rows: Box::new(rows),
        };
        let mut whole = tempfile::tempfile()?;
        self.format.write(layer, Options::default(), &mut whole)?;
        if let Some(error) = failed {
            return Err(error);
        }
        whole.rewind()?;
        io::copy(&mut whole, self.out).map(drop)
    }
}

fn shape_of(geometry: Option<&Geometry>) -> Shape {
    match geometry {
        Some(Geometry::Point(_)) => Shape::Point,
        Some(Geometry::Polygon(_)) => Shape::Polygon,
        _ => Shape::Any,
    }
}

/// A row as bytes: the length of its geometry, its geometry, its cells.
fn record(geometry: Option<&Geometry>, cells: &[(usize, Json)]) -> io::Result<Vec<u8>> {
    let geometry = geometry.map(|geometry| geometry.to_wkb(CoordDimensions::xy()));
    let geometry = geometry
        .transpose()
        .map_err(io::Error::other)?
        .unwrap_or_default();
    let mut record = (geometry.len() as u32).to_le_bytes().to_vec();
    record.extend(geometry);
    serde_json::to_writer(&mut record, cells)?;
    Ok(record)
}

/// The rows that were kept aside, with typed values. An error ends them, and is kept too.
struct Rows<'r> {
    columns: &'r [Column],
    records: Records,
    failed: &'r mut Option<io::Error>,
}

impl Rows<'_> {
    fn row<'a>(&self, record: &[u8]) -> io::Result<feature::Row<'a>> {
        let (length, rest) = record
            .split_first_chunk()
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        let split = rest.split_at_checked(u32::from_le_bytes(*length) as usize);
        let (geometry, cells) = split.ok_or(io::ErrorKind::UnexpectedEof)?;
        let mut values = vec![feature::Value::Null; self.columns.len()];
        let cells: Vec<(usize, Json)> = serde_json::from_slice(cells)?;
        for (number, value) in cells {
            values[number] = typed(&value, self.columns[number].kind);
        }
        let geometry = match geometry {
            [] => None,
            bytes => wkb::geometry(bytes).map_err(io::Error::other)?,
        };
        Ok(feature::Row {
            id: None,
            geometry,
            values,
        })
    }
}

impl<'r> Iterator for Rows<'r> {
    type Item = feature::Row<'r>;

    fn next(&mut self) -> Option<feature::Row<'r>> {
        let record = self.records.next()?;
        match record.and_then(|(_, record)| self.row(&record)) {
            Ok(row) => Some(row),
            Err(error) => {
                *self.failed = Some(error);
                None
            }
        }
    }
}
