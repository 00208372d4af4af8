//! A data file as rows of named columns, so that a wrong row can be named by file and line.

use std::path::{Path, PathBuf};

use crate::error::Error;

/// The rows of one CSV file. Lines that begin with `#` are comments.
#[derive(Debug, Default)]
pub struct Table {
    /// The file it was read from, for messages.
    pub file: PathBuf,
    header: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    /// Line in the file, counted from 1.
    pub line: u64,
    record: &'a csv::StringRecord,
}

impl Table {
    /// Reads CSV with a header line.
    ///
    /// # Errors
    /// When a line has another number of columns than the header.
    pub fn parse(file: &Path, content: &str) -> Result<Table, Error> {
        let mut reader = csv::ReaderBuilder::new()
            .comment(Some(b'#'))
            .from_reader(content.trim_start_matches('\u{feff}').as_bytes());
        let wrong = |error: csv::Error| {
            let line = error.position().map(csv::Position::line);
            Error::content(file, line, error.to_string())
        };
        let header = reader.headers().map_err(wrong)?;
        let header = header.iter().map(|c| c.trim().to_owned()).collect();
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(wrong)?;
            let line = record.position().map_or(0, csv::Position::line);
            rows.push((line, record));
        }
        Ok(Table {
            file: file.to_owned(),
            header,
            rows,
        })
    }

    /// The rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|(line, record)| Row {
            table: self,
            line: *line,
            record,
        })
    }

    /// The column names.
    pub fn header(&self) -> &[String] {
        &self.header
    }
}

impl<'a> Row<'a> {
    /// The trimmed content of a column; empty where the table has no such column.
    pub fn get(&self, column: &str) -> &'a str {
        let at = self.table.header.iter().position(|c| c == column);
        at.and_then(|at| self.record.get(at)).map_or("", str::trim)
    }

    /// All cells as they stand in the file.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.record.iter()
    }

    /// The non-empty parts of a column that holds a list separated by `|`.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> {
        let parts = self.get(column).split('|').map(str::trim);
        parts.filter(|part| !part.is_empty())
    }

    /// The non-empty columns whose names begin with a prefix, as (rest of the name, content).
    pub fn named(&self, prefix: &str) -> Vec<(Box<str>, Box<str>)> {
        let columns = self.table.header.iter().zip(self.record.iter());
        columns
            .filter_map(|(name, content)| Some((name.strip_prefix(prefix)?, content.trim())))
            .filter(|(_, content)| !content.is_empty())
            .map(|(name, content)| (name.into(), content.into()))
            .collect()
    }

    /// An error about this row.
    pub fn error(&self, message: impl Into<String>) -> Error {
        Error::content(&self.table.file, Some(self.line), message)
    }
}
