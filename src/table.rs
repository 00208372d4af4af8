//! A data file as rows of named columns, so that a wrong row can be named by file and line.

mod cells;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::table::cells::{Cells, Reader};

/// The rows of one CSV file. Lines that begin with `#` are comments.
#[derive(Debug, Default)]
pub struct Table {
    /// The file it was read from, for messages.
    pub file: PathBuf,
    header: Vec<String>,
    /// Lines of the rows.
    lines: Vec<u64>,
    /// All cells, as many in a row as in the header, which stands before them.
    cells: Cells,
    /// The number of the first cell of the first row.
    first: usize,
}

/// One row of a table.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    table: &'a Table,
    /// Line in the file, counted from 1.
    pub line: u64,
    number: usize,
}

impl Table {
    /// Reads CSV with a header line.
    ///
    /// # Errors
    /// When a line has another number of columns than the header, or when there are more than 2 GiB.
    pub fn parse(file: &Path, content: impl Into<Cow<'static, str>>) -> Result<Table, Error> {
        let content = content.into();
        if content.len() > Cells::MOST_BYTES {
            return Err(Error::content(file, None, "has more than 2 GiB"));
        }
        let mut reader = Reader::new(&content);
        let columns = reader.read_record().map_or(0, |(_, columns)| columns);
        let mut lines = Vec::new();
        while let Some((line, found)) = reader.read_record() {
            if found != columns {
                let message = format!("{found} cells, but the header has {columns}");
                return Err(Error::content(file, Some(line), message));
            }
            lines.push(line);
        }
        let found = reader.finish();
        let mut table = Table {
            file: file.to_owned(),
            header: Vec::new(),
            lines,
            cells: Cells::of(content, found),
            first: columns,
        };
        let header = (0..columns).map(|column| table.cells.get(column).trim().to_owned());
        table.header = header.collect();
        Ok(table)
    }

    /// The rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.lines.iter().enumerate().map(|(number, line)| Row {
            table: self,
            line: *line,
            number,
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
        at.map_or("", |at| self.cell(at).trim())
    }

    /// The cell of a column by number.
    fn cell(&self, column: usize) -> &'a str {
        let table = self.table;
        table
            .cells
            .get(table.first + self.number * table.header.len() + column)
    }

    /// All cells as they stand in the file.
    pub fn cells(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let row = *self;
        (0..self.table.header.len()).map(move |column| row.cell(column))
    }

    /// The non-empty parts of a column that holds a list separated by `|`.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'a str> {
        let parts = self.get(column).split('|').map(str::trim);
        parts.filter(|part| !part.is_empty())
    }

    /// The non-empty columns whose names begin with a prefix, as (rest of the name, content).
    pub fn named(&self, prefix: &str) -> Vec<(Box<str>, Box<str>)> {
        let columns = self.table.header.iter().zip(self.cells());
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
