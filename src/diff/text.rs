//! A comparison as text for a terminal.

use std::io::{self, Write};

use super::words::{counts, days, how, place, what};
use super::{Change, Diff, Kind};

/// One line: how much changed.
pub fn summary(diff: &Diff) -> String {
    format!("{}\n", counts(diff))
}

/// Writes how much changed, and, date by date, what: at most `limit` changes.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(diff: &Diff, limit: usize, out: &mut impl Write) -> io::Result<()> {
    out.write_all(summary(diff).as_bytes())?;
    let mut date = String::new();
    for change in diff.changes.iter().take(limit) {
        let Some(event) = change.event() else {
            continue;
        };
        if date != days(event) {
            date = days(event);
            writeln!(out, "\n{}", visible(&date))?;
        }
        writeln!(out, "  {}", visible(&line(change)))?;
    }
    match diff.changes.len().saturating_sub(limit) {
        0 => Ok(()),
        more => writeln!(out, "\n{more} more"),
    }
}

fn line(change: &Change) -> String {
    let sign = match change.kind() {
        Kind::Added => '+',
        Kind::Removed => '-',
        _ => '~',
    };
    let event = change.event();
    let parts = event.map_or_else(Vec::new, |event| vec![place(event), what(event)]);
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let how = how(change);
    let colon = if how.is_empty() { "" } else { ": " };
    format!("{sign} {}{colon}{}", parts.join(", "), how.join("; "))
}

/// A text without what a terminal would obey.
fn visible(text: &str) -> String {
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    text.chars().map(shown).collect()
}
