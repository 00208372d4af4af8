//! A list of objects, one per line.

use std::io::{self, Write};

use serde_json::Value;

use super::{POSITION, RowWriter, position, value};
use crate::query::row::Row;

/// Writes rows as objects.
pub struct JsonWriter<'w> {
    columns: &'w [String],
    placed: bool,
    empty: bool,
    out: &'w mut dyn Write,
}

impl<'w> JsonWriter<'w> {
    pub fn new(columns: &'w [String], placed: bool, out: &'w mut dyn Write) -> JsonWriter<'w> {
        JsonWriter {
            columns,
            placed,
            empty: true,
            out,
        }
    }
}

impl RowWriter for JsonWriter<'_> {
    fn row(&mut self, row: &Row) -> io::Result<()> {
        let before: &[u8] = if self.empty { b"[\n" } else { b",\n" };
        self.empty = false;
        self.out.write_all(before)?;
        if !self.columns.is_empty() {
            let cells = self
                .columns
                .iter()
                .map(|name| (name.as_str(), value(row, name)));
            return write_object(self.out, cells);
        }
        let own = row
            .properties
            .iter()
            .map(|(name, value)| (&**name, value.clone()));
        let placed = self.placed && position(row).is_some();
        let missing = POSITION
            .iter()
            .filter(|name| placed && row.column(name).is_none());
        write_object(
            self.out,
            own.chain(missing.map(|name| (*name, value(row, name)))),
        )
    }

    fn finish(&mut self, _: u64) -> io::Result<()> {
        let end: &[u8] = if self.empty { b"[]\n" } else { b"\n]\n" };
        self.out.write_all(end)
    }
}

/// Writes an object with its members in their order.
pub(super) fn write_object<'c>(
    out: &mut dyn Write,
    cells: impl Iterator<Item = (&'c str, Value)>,
) -> io::Result<()> {
    let mut before = b'{';
    for (name, value) in cells {
        out.write_all(&[before])?;
        before = b',';
        serde_json::to_writer(&mut *out, name)?;
        out.write_all(b":")?;
        serde_json::to_writer(&mut *out, &value)?;
    }
    out.write_all(if before == b'{' { b"{}" } else { b"}" })
}
