//! CSV as one text of all cells: the tables that are built in are read whenever the program starts.

use memchr::{memchr, memchr_iter, memchr2};

/// The cells of a CSV text, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Cells {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Cells {
    /// A cell by its number.
    pub fn get(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }
}

/// Reads a CSV text record by record.
pub(super) struct Reader<'a> {
    rest: &'a str,
    /// The line of what is still to be read.
    line: u64,
    /// The cells that are read.
    pub cells: Cells,
}

impl Reader<'_> {
    /// A reader before the first record.
    pub fn new(content: &str) -> Reader<'_> {
        // Most cells are longer.
        const SHORT: usize = 4;
        let rest = content.trim_start_matches('\u{feff}');
        Reader {
            rest,
            line: 1,
            cells: Cells {
                text: String::with_capacity(rest.len()),
                ends: Vec::with_capacity(rest.len() / SHORT),
            },
        }
    }

    /// Reads the cells of a record: its line and how many they are; `None` behind the last. Empty lines, and those that begin
    /// with `#`, are no records.
    pub fn read_record(&mut self) -> Option<(u64, usize)> {
        while let Some(b'#' | b'\n' | b'\r') = self.rest.as_bytes().first() {
            let end = memchr2(b'\n', b'\r', self.rest.as_bytes());
            self.skip(end.unwrap_or(self.rest.len()));
            self.skip_mark();
        }
        let (line, before) = (self.line, self.cells.ends.len());
        if self.rest.is_empty() {
            return None;
        }
        while self.read_cell() {}
        Some((line, self.cells.ends.len() - before))
    }

    /// Reads a cell with the mark behind it; whether another one follows in the record.
    fn read_cell(&mut self) -> bool {
        if self.rest.starts_with('"') {
            self.read_quoted();
        }
        let mark = |byte| matches!(byte, b',' | b'\n' | b'\r');
        let end = self.rest.bytes().position(mark);
        self.keep(end.unwrap_or(self.rest.len()));
        self.cells.ends.push(self.cells.text.len());
        self.skip_mark() == Some(b',')
    }

    /// Reads what is in quotes: it may hold every mark, and a quote as two of them.
    fn read_quoted(&mut self) {
        loop {
            self.skip(1);
            let end = memchr(b'"', self.rest.as_bytes()).unwrap_or(self.rest.len());
            self.line += memchr_iter(b'\n', &self.rest.as_bytes()[..end]).count() as u64;
            self.keep(end);
            self.skip(self.rest.len().min(1));
            if !self.rest.starts_with('"') {
                return;
            }
            self.cells.text.push('"');
        }
    }

    /// Takes bytes into the cell that is being read.
    fn keep(&mut self, bytes: usize) {
        self.cells.text.push_str(&self.rest[..bytes]);
        self.skip(bytes);
    }

    /// Goes on behind the mark that ends a cell, and tells which it was; `None` at the end of the text.
    fn skip_mark(&mut self) -> Option<u8> {
        let mark = *self.rest.as_bytes().first()?;
        self.skip(if self.rest.starts_with("\r\n") { 2 } else { 1 });
        self.line += u64::from(mark != b',');
        Some(mark)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }
}

#[cfg(test)]
mod tests {
    use super::Reader;

    #[test]
    fn records_are_those_of_another_reader() {
        for text in [
            "",
            "a,b\n1,2\n",
            "a,b\n1,2",
            "a,b\r\n1,2\r\n",
            "a\n\n1\n\r\n2\r\r3\n",
            "# c\na,b\n#,d\n1,#2\n# c\n",
            "a,,\n,,\n\"\",\"\",\n",
            "\"a, \"\"b\"\"\nc\",d\n1,\"é\"\n",
            "a\"b,\"c\"d,\"e\n",
        ] {
            let mut other = csv::ReaderBuilder::new();
            let other = other.comment(Some(b'#')).has_headers(false).flexible(true);
            let other = other.from_reader(text.as_bytes()).into_records();
            let expected: Vec<Vec<String>> = other
                .map(|record| record.unwrap().iter().map(str::to_owned).collect())
                .collect();
            let mut reader = Reader::new(text);
            let mut found = Vec::new();
            let mut number = 0;
            while let Some((_, cells)) = reader.read_record() {
                let cells = (0..cells).map(|cell| reader.cells.get(number + cell).to_owned());
                found.push(cells.collect::<Vec<_>>());
                number += found[found.len() - 1].len();
            }
            assert_eq!(found, expected, "{text:?}");
        }
    }

    #[test]
    fn a_record_knows_its_line() {
        let mut reader = Reader::new("a,b\n# c\n\n1,\"2\n3\"\r\n4,5");
        let lines = std::iter::from_fn(|| Some(reader.read_record()?.0));
        assert_eq!(lines.collect::<Vec<_>>(), [1, 4, 6]);
    }
}
