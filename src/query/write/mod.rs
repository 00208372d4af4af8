//! Writing the rows that a question gives.

mod csv;
mod geojson;
mod json;
mod kinds;
mod layer;
mod table;

use std::io::{self, Write};

use geo::Geometry;
use serde_json::{Number, Value};

use super::row::Row;
use crate::write::format;

/// How rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// For the eye.
    #[default]
    Table,
    /// A GeoJSON collection, one feature per line.
    GeoJson,
    /// A GeoJSON feature per line.
    GeoJsonl,
    /// A table with all columns.
    Csv,
    /// A list of objects.
    Json,
    /// Their number.
    Count,
    /// A layer with typed columns.
    Layer(format::Format),
}

impl Format {
    /// Whether features are written as they stood in their file.
    pub fn takes_text(self) -> bool {
        matches!(self, Format::GeoJson | Format::GeoJsonl)
    }

    /// Whether it can hold rows that lie nowhere, such as groups.
    pub fn takes_groups(self) -> bool {
        !self.takes_text() && !matches!(self, Format::Layer(_))
    }
}

/// Takes rows one after the other.
pub trait RowWriter {
    /// Writes a row, now or later.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn row(&mut self, row: &Row) -> io::Result<()>;

    /// Writes what is left, when all rows were given.
    ///
    /// # Errors
    /// When the output cannot be written.
    fn finish(&mut self, rows: u64) -> io::Result<()>;
}

/// A writer of a format. `columns` are those to be given, or none for all; `placed` rows have longitude and latitude.
pub fn writer<'w>(
    format: Format,
    columns: &'w [String],
    placed: bool,
    out: &'w mut dyn Write,
) -> Box<dyn RowWriter + 'w> {
    match format {
        Format::Table => Box::new(table::TableWriter::new(columns, out)),
        Format::GeoJson => Box::new(geojson::GeoJsonWriter::new(true, columns, out)),
        Format::GeoJsonl => Box::new(geojson::GeoJsonWriter::new(false, columns, out)),
        Format::Csv => Box::new(csv::CsvWriter::new(columns, placed, out)),
        Format::Json => Box::new(json::JsonWriter::new(columns, placed, out)),
        Format::Count => Box::new(CountWriter { out }),
        Format::Layer(format) => Box::new(layer::LayerWriter::new(format, columns, out)),
    }
}

struct CountWriter<'w> {
    out: &'w mut dyn Write,
}

impl RowWriter for CountWriter<'_> {
    fn row(&mut self, _: &Row) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, rows: u64) -> io::Result<()> {
        writeln!(self.out, "{rows}")
    }
}

/// The columns with a point's position, where a row does not bring them itself.
const POSITION: [&str; 2] = ["longitude", "latitude"];

/// Whether a column is one that every row with a point has.
pub fn is_position(column: &str) -> bool {
    POSITION.contains(&column)
}

/// The value of a column, the position included.
fn value(row: &Row, column: &str) -> Value {
    let own = row.column(column);
    match (own, POSITION.iter().position(|name| *name == column)) {
        (None, Some(side)) => position(row).map_or(Value::Null, |position| degrees(position[side])),
        (own, _) => own.cloned().unwrap_or_default(),
    }
}

fn position(row: &Row) -> Option<[f64; 2]> {
    match row.geometry {
        Some(Geometry::Point(point)) => Some([point.x(), point.y()]),
        _ => None,
    }
}

fn degrees(degrees: f64) -> Value {
    Number::from_f64(degrees).map_or(Value::Null, Value::Number)
}

/// A distance in metres with one decimal, or none where that is 0.
pub fn rounded(metres: f64) -> Value {
    let tenths = (metres * 10.0).round();
    match tenths % 10.0 == 0.0 {
        true => Value::from((tenths / 10.0) as i64),
        false => degrees(tenths / 10.0),
    }
}

#[cfg(test)]
mod tests;
