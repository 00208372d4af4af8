//! CSV with every column that any row has.

use std::io::{self, Write};

use serde_json::Value;

use super::{POSITION, RowWriter, position, value};
use crate::query::row::{Row, number, text};
use crate::spool::Spool;
use crate::write::csv::harmless;

/// Keeps rows aside until all columns are known, in memory while they are few.
pub struct CsvWriter<'w> {
    columns: Vec<String>,
    /// Whether the columns were asked for; then rows need not wait.
    chosen: bool,
    placed: bool,
    rows: Spool,
    number: u64,
    csv: csv::Writer<&'w mut dyn Write>,
}

impl<'w> CsvWriter<'w> {
    pub fn new(columns: &[String], placed: bool, out: &'w mut dyn Write) -> CsvWriter<'w> {
        CsvWriter {
            columns: columns.to_vec(),
            chosen: !columns.is_empty(),
            placed,
            rows: Spool::default(),
            number: 0,
            csv: csv::Writer::from_writer(out),
        }
    }

    fn know(&mut self, column: &str) {
        if !self.columns.iter().any(|known| known == column) {
            self.columns.push(column.to_owned());
        }
    }

    fn write(&mut self, row: &Row) -> io::Result<()> {
        let cells = self.columns.iter().map(|column| {
            let value = value(row, column);
            let cell = text(&value).unwrap_or_default();
            let cell = if number(&value).is_some() {
                cell
            } else {
                harmless(cell)
            };
            cell.into_owned()
        });
        Ok(self.csv.write_record(cells)?)
    }
}

impl RowWriter for CsvWriter<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        self.number += 1;
        if self.chosen {
            if self.number == 1 {
                self.csv.write_record(&self.columns)?;
            }
            return self.write(row);
        }
        row.properties.iter().for_each(|(name, _)| self.know(name));
        let mut cells: Vec<(&str, Value)> = row
            .properties
            .iter()
            .map(|(name, value)| (&**name, value.clone()))
            .collect();
        if self.placed && position(row).is_some() {
            let missing = POSITION.iter().filter(|name| row.column(name).is_none());
            cells.extend(missing.map(|name| (*name, value(row, name))));
        }
        self.rows.push(self.number, &serde_json::to_vec(&cells)?)
    }

    fn finish(&mut self, _: u64) -> io::Result<()> {
        if self.placed && !self.chosen {
            POSITION.iter().for_each(|name| self.know(name));
        }
        if !self.chosen || self.number == 0 {
            self.csv.write_record(&self.columns)?;
        }
        for record in std::mem::take(&mut self.rows).records()? {
            let (_, cells) = record?;
            let cells: Vec<(Box<str>, Value)> = serde_json::from_slice(&cells)?;
            self.write(&Row {
                properties: cells,
                ..Row::default()
            })?;
        }
        self.csv.flush()
    }
}
