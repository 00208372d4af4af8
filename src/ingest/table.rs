//! CSV by RFC 4180, cut into rows on one thread and into cells on many.
//!
//! Rows are found by their quotes alone, so that each keeps its line number and a quote that
//! is not closed costs its own line and not the rest of the file.

use std::borrow::Cow;
use std::io;

use memchr::memchr;

use super::lines::{Lines, Start};

/// A quoted cell longer than this, in bytes, is taken for one whose closing quote is missing.
const LONGEST_QUOTED: usize = 64 << 20;

/// The first row, and what separates the cells of every row.
pub(super) struct Header {
    separator: u8,
    columns: Vec<String>,
}

/// A row as it stands in the file.
pub(super) struct Row {
    pub start: Start,
    /// Its bytes, with the end of the line.
    pub bytes: Vec<u8>,
    /// What is wrong with its quotes, if anything; the row is then its first line only.
    pub fault: Option<&'static str>,
}

/// How the quotes stand at the end of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Quotes {
    Closed,
    Open,
    Broken,
}

impl Header {
    /// Reads the first row that is not blank; `None` where there is none.
    ///
    /// The separator is a comma, or a semicolon or a tab where the header has more of these,
    /// as spreadsheets write it in countries with a decimal comma.
    pub(super) fn read(lines: &mut Lines) -> io::Result<Option<Header>> {
        let mut bytes = Vec::new();
        if lines.read_solid_line(&mut bytes)?.is_none() {
            return Ok(None);
        }
        let count = |separator: u8| bytes.iter().filter(|&&byte| byte == separator).count();
        let separator = [b'\t', b';', b',']
            .into_iter()
            .max_by_key(|&separator| count(separator))
            .unwrap_or(b',');
        let columns = cells(&String::from_utf8_lossy(&bytes), separator)
            .iter()
            .map(|cell| cell.trim().to_ascii_lowercase())
            .collect();
        Ok(Some(Header { separator, columns }))
    }

    /// Which of the cells stand in the column of that name.
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == column)
    }

    /// A message that the column is not there, with those that are.
    pub(super) fn lacks(&self, column: &str) -> String {
        format!(
            "no column `{column}`; the columns are: {}",
            self.columns.join(", ")
        )
    }

    /// The cells of a row under the names of their columns.
    pub(super) fn named<'a>(
        &'a self,
        cells: Vec<Cow<'a, str>>,
    ) -> impl Iterator<Item = (&'a str, String)> {
        let names = self.columns.iter().map(String::as_str);
        names.zip(cells.into_iter().map(Cow::into_owned))
    }

    /// Reads the next row that is not blank.
    pub(super) fn next_row(&self, lines: &mut Lines) -> io::Result<Option<Row>> {
        let mut bytes = Vec::new();
        let Some(start) = lines.read_solid_line(&mut bytes)? else {
            return Ok(None);
        };
        let first = bytes.len();
        let mut quotes = self.quotes_after(&bytes, Quotes::Closed);
        while quotes == Quotes::Open {
            let end = bytes.len();
            if end - first > LONGEST_QUOTED || !lines.read_line(&mut bytes)? {
                break;
            }
            quotes = self.quotes_after(&bytes[end..], Quotes::Open);
        }
        let fault = match quotes {
            Quotes::Closed => None,
            Quotes::Open => Some("a quoted cell is not closed"),
            Quotes::Broken => Some("a quote inside a quoted cell is not doubled"),
        };
        if fault.is_some() {
            lines.put_back(bytes.split_off(first));
        }
        Ok(Some(Row {
            start,
            bytes,
            fault,
        }))
    }

    /// The cells of a row whose quotes are in order, or a message where they are not as many
    /// as the columns.
    pub(super) fn cells<'a>(&self, row: &'a str) -> Result<Vec<Cow<'a, str>>, String> {
        let cells = cells(row, self.separator);
        if cells.len() == self.columns.len() {
            return Ok(cells);
        }
        Err(format!(
            "{} cells where the header has {} columns",
            cells.len(),
            self.columns.len()
        ))
    }

    fn quotes_after(&self, line: &[u8], mut quotes: Quotes) -> Quotes {
        let mut at = 0;
        while let Some(found) = memchr(b'"', &line[at..]) {
            let quote = at + found;
            at = quote + 1;
            match (quotes, line.get(at)) {
                (Quotes::Open, Some(b'"')) => at += 1,
                (Quotes::Open, None | Some(b'\n' | b'\r')) => quotes = Quotes::Closed,
                (Quotes::Open, Some(&next)) if next == self.separator => quotes = Quotes::Closed,
                (Quotes::Open, _) => return Quotes::Broken,
                // A quote in the middle of an unquoted cell is a character like others.
                _ if quote == 0 || line[quote - 1] == self.separator => quotes = Quotes::Open,
                _ => {}
            }
        }
        quotes
    }
}

fn cells(row: &str, separator: u8) -> Vec<Cow<'_, str>> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let mut rest = row.strip_suffix('\r').unwrap_or(row);
    let mut cells = Vec::new();
    loop {
        let length = cell_length(rest, separator);
        cells.push(unquoted(&rest[..length]));
        if length == rest.len() {
            return cells;
        }
        rest = &rest[length + 1..];
    }
}

/// Bytes up to the separator that ends the first cell, or to the end of the row.
fn cell_length(row: &str, separator: u8) -> usize {
    let bytes = row.as_bytes();
    let mut start = 0;
    if bytes.first() == Some(&b'"') {
        start = 1;
        while let Some(quote) = memchr(b'"', &bytes[start..]) {
            start += quote + 1;
            if bytes.get(start) != Some(&b'"') {
                break;
            }
            start += 1;
        }
    }
    memchr(separator, &bytes[start..]).map_or(bytes.len(), |found| start + found)
}

fn unquoted(cell: &str) -> Cow<'_, str> {
    match cell
        .strip_prefix('"')
        .and_then(|cell| cell.strip_suffix('"'))
    {
        Some(inner) if inner.contains('"') => Cow::Owned(inner.replace("\"\"", "\"")),
        Some(inner) => Cow::Borrowed(inner),
        None => Cow::Borrowed(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows as `line: cell|cell`, faults as `line! fault`.
    fn rows(text: &str) -> Vec<String> {
        let mut lines = Lines::new(Box::new(io::Cursor::new(text.to_owned()))).unwrap();
        let header = Header::read(&mut lines).unwrap().unwrap();
        let mut rows = Vec::new();
        while let Some(row) = header.next_row(&mut lines).unwrap() {
            let text = String::from_utf8(row.bytes).unwrap();
            rows.push(match row.fault {
                Some(fault) => format!("{}! {fault}", row.start.line),
                None => format!(
                    "{}: {}",
                    row.start.line,
                    cells(&text, header.separator).join("|")
                ),
            });
        }
        rows
    }

    #[test]
    fn rows_keep_their_lines() {
        for (text, expected) in [
            ("a,b\n1,2\n\n3,4", &["2: 1|2", "4: 3|4"][..]),
            ("\r\na;b\r\n1;2,5\r\n", &["3: 1|2,5"]),
            ("a\tb\n1\t\"x\ty\"\n", &["2: 1|x\ty"]),
            ("a,b\n1,\"x\n\ny\"\n3,4\n", &["2: 1|x\n\ny", "5: 3|4"]),
            ("a,b\n1,5\" gun\n2,\"\"\n", &["2: 1|5\" gun", "3: 2|"]),
            (
                "a,b\n1,\"open\n2,x\n3,y\n",
                &["2! a quoted cell is not closed", "3: 2|x", "4: 3|y"],
            ),
            (
                "a,b\n1,\"open\n2,\"x\"\n3,y",
                &[
                    "2! a quote inside a quoted cell is not doubled",
                    "3: 2|x",
                    "4: 3|y",
                ],
            ),
        ] {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }

    #[test]
    fn cells_are_those_of_the_csv_crate() {
        for row in [
            "",
            "a",
            "a,b,c",
            ",,",
            "\"a,b\",c",
            "\"a\"\"b\",\"\"",
            "\"\"\"\",\"\"\"a\"",
            "a\"b,\"c\r\nd\"\r\n",
            "é,\"«à, là»\"\n",
        ] {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(row.as_bytes());
            let theirs: Vec<String> = match reader.records().next() {
                Some(record) => record.unwrap().iter().map(str::to_owned).collect(),
                None => vec![String::new()],
            };
            assert_eq!(cells(row, b','), theirs, "{row:?}");
        }
    }
}
