//! Rows for the eye: columns side by side.

use std::io::{self, Write};

use serde_json::Value;

use super::{RowWriter, value};
use crate::query::DISTANCE;
use crate::query::row::{Row, number, text};

/// The columns of events that are shown unless others are asked for.
const OURS: [&str; 8] = [
    "event_date",
    "sub_event_type",
    "actor1",
    "location",
    "admin1",
    "fatalities",
    "n_sources",
    "confidence",
];
/// Of other layers so many columns are shown.
const FEW: usize = 8;
/// Longer cells are cut.
const WIDEST: usize = 40;
/// The widths are those of the first rows; so many are kept for that.
const MEASURED: usize = 1000;

/// Writes rows as lines with columns side by side.
pub struct TableWriter<'w> {
    columns: Vec<String>,
    widths: Vec<usize>,
    /// The rows before the widths are known: cells, and whether they are numbers.
    first: Vec<Vec<(String, bool)>>,
    begun: bool,
    out: &'w mut dyn Write,
}

impl<'w> TableWriter<'w> {
    pub fn new(columns: &[String], out: &'w mut dyn Write) -> TableWriter<'w> {
        TableWriter {
            columns: columns.to_vec(),
            widths: Vec::new(),
            first: Vec::new(),
            begun: false,
            out,
        }
    }

    fn choose_columns(&mut self, row: &Row) {
        let ours = OURS.iter().filter(|name| row.column(name).is_some());
        let all: Vec<&str> = row.properties.iter().map(|(name, _)| &**name).collect();
        let ours: Vec<&str> = ours.copied().collect();
        let chosen = match row.column("sub_event_type").is_some() && ours.len() > 3 {
            true => ours,
            false => all.iter().copied().take(FEW).collect(),
        };
        let distance = all.contains(&DISTANCE) && !chosen.contains(&DISTANCE);
        let chosen = chosen.into_iter().chain(distance.then_some(DISTANCE));
        self.columns = chosen.map(str::to_owned).collect();
    }

    fn begin(&mut self) -> io::Result<()> {
        self.begun = true;
        let width = |text: &str| text.chars().count();
        let header: Vec<(String, bool)> = self
            .columns
            .iter()
            .map(|name| (shown(name), false))
            .collect();
        self.widths = header.iter().map(|(name, _)| width(name)).collect();
        for cells in &self.first {
            for (widest, (cell, _)) in self.widths.iter_mut().zip(cells) {
                *widest = width(cell).max(*widest);
            }
        }
        let first = std::mem::take(&mut self.first);
        // Without rows nobody knows the columns.
        let header = (!header.is_empty()).then_some(header);
        header
            .into_iter()
            .chain(first)
            .try_for_each(|cells| self.line(&cells))
    }

    fn line(&mut self, cells: &[(String, bool)]) -> io::Result<()> {
        let mut line = String::new();
        for ((cell, is_number), &width) in cells.iter().zip(&self.widths) {
            let space = " ".repeat(width.saturating_sub(cell.chars().count()));
            match is_number {
                true => line += &format!("{space}{cell}  "),
                false => line += &format!("{cell}{space}  "),
            }
        }
        writeln!(self.out, "{}", line.trim_end())
    }
}

impl RowWriter for TableWriter<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        if self.columns.is_empty() {
            self.choose_columns(row);
        }
        let cell = |name: &String| {
            let value = value(row, name);
            (shown(&text(&value).unwrap_or_default()), is_number(&value))
        };
        let cells: Vec<(String, bool)> = self.columns.iter().map(cell).collect();
        if self.begun {
            return self.line(&cells);
        }
        self.first.push(cells);
        match self.first.len() < MEASURED {
            true => Ok(()),
            false => self.begin(),
        }
    }

    fn finish(&mut self, _: u64) -> io::Result<()> {
        match self.begun {
            true => Ok(()),
            false => self.begin(),
        }
    }
}

fn is_number(value: &Value) -> bool {
    number(value).is_some()
}

/// A cell on one line and not too wide, without anything that a terminal would take for a command.
fn shown(cell: &str) -> String {
    let flat = |c: char| match c {
        c if c.is_whitespace() => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    let mut shown: String = cell.chars().take(WIDEST + 1).map(flat).collect();
    if shown.chars().count() > WIDEST {
        shown.pop();
        shown.pop();
        shown.push('…');
    }
    shown
}
