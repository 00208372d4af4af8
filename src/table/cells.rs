//! CSV as the text that it is and where its cells stand there: the tables that are built in are read whenever the program
//! starts.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memchr2};

/// The cells of a CSV text.
#[derive(Debug, Default)]
pub(super) struct Cells {
    text: Cow<'static, str>,
    /// Where each stands, in the text or, counted on from its end, in the other one.
    spans: Vec<(u32, u32)>,
    /// Those that do not stand in the text as they are.
    unquoted: String,
}

impl Cells {
    /// A text of more bytes cannot be read.
    pub const MOST_BYTES: usize = i32::MAX as usize;

    /// The cells of a text as a reader has found them.
    pub fn of(text: Cow<'static, str>, (spans, unquoted): (Vec<(u32, u32)>, String)) -> Cells {
        Cells {
            text,
            spans,
            unquoted,
        }
    }

    /// A cell by its number.
    pub fn get(&self, number: usize) -> &str {
        let (from, to) = self.spans[number];
        let (from, to, length) = (from as usize, to as usize, self.text.len());
        match to <= length {
            true => &self.text[from..to],
            false => &self.unquoted[from - length..to - length],
        }
    }
}

/// Reads a CSV text record by record.
pub(super) struct Reader<'a> {
    text: &'a str,
    /// Where what is still to be read begins, and its line.
    at: usize,
    line: u64,
    spans: Vec<(u32, u32)>,
    unquoted: String,
}

impl<'a> Reader<'a> {
    /// A reader before the first record.
    pub fn new(text: &'a str) -> Reader<'a> {
        // Most cells are longer.
        const SHORT: usize = 4;
        let at = text.len() - text.trim_start_matches('\u{feff}').len();
        Reader {
            text,
            at,
            line: 1,
            spans: Vec::with_capacity(text.len() / SHORT),
            unquoted: String::new(),
        }
    }

    /// Where the cells that were read stand, to be joined with their text by [`Cells::of`].
    pub fn finish(self) -> (Vec<(u32, u32)>, String) {
        (self.spans, self.unquoted)
    }

    /// Reads the cells of a record: its line and how many they are; `None` behind the last. Empty lines, and those that begin
    /// with `#`, are no records.
    pub fn read_record(&mut self) -> Option<(u64, usize)> {
        while let [b'#' | b'\n' | b'\r', ..] = self.rest() {
            self.at += memchr2(b'\n', b'\r', self.rest()).unwrap_or(self.rest().len());
            self.skip_mark();
        }
        let (line, before) = (self.line, self.spans.len());
        if self.rest().is_empty() {
            return None;
        }
        while self.read_cell() {}
        Some((line, self.spans.len() - before))
    }

    /// The bytes that are still to be read.
    fn rest(&self) -> &'a [u8] {
        &self.text.as_bytes()[self.at..]
    }

    /// Reads a cell with the mark behind it; whether another one follows in the record.
    fn read_cell(&mut self) -> bool {
        let from = self.at;
        let span = match self.rest() {
            [b'"', ..] => self.quoted(),
            _ => {
                self.skip_plain();
                (from, self.at)
            }
        };
        self.spans.push((span.0 as u32, span.1 as u32));
        self.skip_mark() == Some(b',')
    }

    /// Goes on to the mark that ends a cell.
    fn skip_plain(&mut self) {
        let mark = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r');
        let end = self.rest().iter().position(mark);
        self.at += end.unwrap_or(self.rest().len());
    }

    /// Reads a cell that begins in quotes: what is in them may hold every mark, and a quote as two of them.
    fn quoted(&mut self) -> (usize, usize) {
        self.at += 1;
        let from = self.at;
        let (to, closed) = self.pass_quote();
        if closed && matches!(self.rest(), [] | [b',' | b'\n' | b'\r', ..]) {
            return (from, to);
        }
        // Its parts are put together.
        let start = self.unquoted.len();
        self.unquoted.push_str(&self.text[from..to]);
        while let [b'"', ..] = self.rest() {
            self.at += 1;
            let from = self.at;
            let (to, _) = self.pass_quote();
            self.unquoted.push('"');
            self.unquoted.push_str(&self.text[from..to]);
        }
        let from = self.at;
        self.skip_plain();
        self.unquoted.push_str(&self.text[from..self.at]);
        let length = self.text.len();
        (length + start, length + self.unquoted.len())
    }

    /// Goes on behind the next quote; where that stands, or the text ends, and whether there is one.
    fn pass_quote(&mut self) -> (usize, bool) {
        let rest = self.rest();
        let quote = memchr(b'"', rest);
        let length = quote.unwrap_or(rest.len());
        self.line += memchr_iter(b'\n', &rest[..length]).count() as u64;
        let to = self.at + length;
        self.at = to + usize::from(quote.is_some());
        (to, quote.is_some())
    }

    /// Goes on behind the mark that ends a cell, and tells which it was; `None` at the end of the text.
    fn skip_mark(&mut self) -> Option<u8> {
        let mark = *self.rest().first()?;
        self.at += if self.rest().starts_with(b"\r\n") {
            2
        } else {
            1
        };
        self.line += u64::from(mark != b',');
        Some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, Reader};

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
            let counts: Vec<usize> = std::iter::from_fn(|| Some(reader.read_record()?.1)).collect();
            let cells = Cells::of(text.into(), reader.finish());
            let mut numbers = 0..;
            let mut cell = || cells.get(numbers.next().unwrap()).to_owned();
            let record = |count: usize| (0..count).map(|_| cell()).collect::<Vec<_>>();
            let found: Vec<Vec<String>> = counts.into_iter().map(record).collect();
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
