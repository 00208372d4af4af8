//! Bytes as numbered lines, without a byte order mark.

use std::io::{self, BufRead, Cursor, Read};

use memchr::memchr_iter;

/// An input of which every line is known by its number and its place in the file.
pub(super) struct Lines {
    input: Box<dyn BufRead + Send>,
    next: Start,
    utf16: bool,
}

/// Where a line begins.
#[derive(Clone, Copy)]
pub(super) struct Start {
    /// Number of the line, counted from 1.
    pub line: u64,
    /// Bytes before it, byte order mark included.
    pub offset: u64,
}

impl Lines {
    /// Looks at the first bytes: a UTF-8 byte order mark is passed over, one of UTF-16 remembered.
    pub(super) fn new(mut input: Box<dyn BufRead + Send>) -> io::Result<Lines> {
        let mut head = Vec::new();
        input.by_ref().take(3).read_to_end(&mut head)?;
        let marked = head == b"\xEF\xBB\xBF";
        let mut lines = Lines {
            input,
            next: Start {
                line: 1,
                offset: if marked { 3 } else { 0 },
            },
            utf16: head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF"),
        };
        if !marked {
            lines.unread(head);
        }
        Ok(lines)
    }

    /// Whether the input says of itself that it is UTF-16, which has no lines as we know them.
    pub(super) fn is_utf16(&self) -> bool {
        self.utf16
    }

    /// Where the next line begins.
    pub(super) fn start(&self) -> Start {
        self.next
    }

    /// Appends the next line with its end to `bytes`; false when there is none.
    pub(super) fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let length = self.input.read_until(b'\n', bytes)?;
        self.next.line += u64::from(length > 0);
        self.next.offset += length as u64;
        Ok(length > 0)
    }

    /// Replaces `bytes` by the next line that is not blank, and tells where it begins.
    pub(super) fn read_solid_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<Option<Start>> {
        loop {
            bytes.clear();
            let start = self.next;
            if !self.read_line(bytes)? {
                return Ok(None);
            }
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(start));
            }
        }
    }

    /// Everything that is left.
    pub(super) fn read_rest(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.input.read_to_end(&mut bytes)?;
        self.next.line += newlines(&bytes);
        self.next.offset += bytes.len() as u64;
        Ok(bytes)
    }

    /// Takes back whole lines that were read last.
    pub(super) fn put_back(&mut self, bytes: Vec<u8>) {
        let unended = bytes.last().is_some_and(|&last| last != b'\n');
        self.next.line -= newlines(&bytes) + u64::from(unended);
        self.next.offset -= bytes.len() as u64;
        self.unread(bytes);
    }

    /// The first byte that is not white space, which stays unread.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        let mut head = Vec::new();
        let found = loop {
            let length = head.len();
            if self.input.read_until(b'\n', &mut head)? == 0 {
                break None;
            }
            let solid = |byte: &&u8| !byte.is_ascii_whitespace();
            if let Some(&byte) = head[length..].iter().find(solid) {
                break Some(byte);
            }
        };
        self.unread(head);
        Ok(found)
    }

    fn unread(&mut self, bytes: Vec<u8>) {
        if !bytes.is_empty() {
            let rest = std::mem::replace(&mut self.input, Box::new(io::empty()));
            self.input = Box::new(Cursor::new(bytes).chain(rest));
        }
    }
}

/// How many lines end within `bytes`.
pub(super) fn newlines(bytes: &[u8]) -> u64 {
    memchr_iter(b'\n', bytes).count() as u64
}
