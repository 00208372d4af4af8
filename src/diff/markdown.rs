//! A comparison as Markdown: a table per date, for the summary of a job or a comment.

use std::io::{self, Write};

use super::words::{counts, days, how, place, what};
use super::{Change, Diff};

/// Writes how much changed, and a table per date: at most `limit` changes.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(diff: &Diff, limit: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "**{}**", cell(&counts(diff)))?;
    let mut date = String::new();
    for change in diff.changes.iter().take(limit) {
        let Some(event) = change.event() else {
            continue;
        };
        if date != days(event) {
            date = days(event);
            writeln!(out, "\n#### {}\n", cell(&date))?;
            writeln!(out, "| | place | event | change | sentence |")?;
            writeln!(out, "| --- | --- | --- | --- | --- |")?;
        }
        writeln!(out, "{}", row(change))?;
    }
    match diff.changes.len().saturating_sub(limit) {
        0 => Ok(()),
        more => writeln!(out, "\n{more} more"),
    }
}

fn row(change: &Change) -> String {
    let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.name()).collect();
    let kinds = kinds.join(", ");
    let Some(event) = change.event() else {
        return String::new();
    };
    let quote = event.text("quote").unwrap_or_default();
    let cells = [
        kinds,
        place(event),
        what(event),
        how(change).join("; "),
        quote.to_owned(),
    ];
    let cells = cells.map(|text| cell(&shortened(&text)));
    format!("| {} |", cells.join(" | "))
}

/// Longer texts are cut, in characters: a comment holds 65,536, and a table is to be overlooked.
const LONGEST: usize = 160;

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
    }
}

/// Characters that begin something in Markdown.
const SPECIAL: &str = "\\`*_{}[]<>#|~!&@:$";
/// With a name behind them these call people, or link to issues and pages, whether escaped or not.
const CALLING: &str = "@#!$%&~^:";
/// It is not seen, and ends a name.
const GAP: char = '\u{200b}';

/// A text that stands as it is in a cell of a table: no markup, no link, nobody called.
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut word = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let c = if c.is_control() { ' ' } else { c };
        if SPECIAL.contains(c) {
            out.push('\\');
        }
        out.push(c);
        let next = chars.peek().copied().unwrap_or(' ');
        // The time of day is no name.
        let calls = match c {
            ':' => next.is_alphabetic() || next == '/',
            _ => CALLING.contains(c) && next.is_alphanumeric(),
        };
        // «GH-1» is an issue, and «www.» a link.
        let links = c == '-' && word.eq_ignore_ascii_case("gh")
            || c == '.' && word.eq_ignore_ascii_case("www");
        if calls || links {
            out.push(GAP);
        }
        match c.is_alphanumeric() {
            true => word.push(c),
            false => word.clear(),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_calls_nobody_and_links_nowhere() {
        for (text, expected) in [
            ("Air/drone strike, 5 killed", "Air/drone strike, 5 killed"),
            ("a|b\\|c", "a\\|b\\\\\\|c"),
            ("<img src=x>", "\\<img src=x\\>"),
            ("ask @dateline", "ask \\@\u{200b}dateline"),
            ("fixes #12, GH-12", "fixes \\#\u{200b}12, GH-\u{200b}12"),
            ("http://x.org", "http\\:\u{200b}//x.org"),
            ("www.x.org", "www.\u{200b}x.org"),
            ("at 14:30: calm", "at 14\\:30\\: calm"),
            ("two\r\nlines", "two  lines"),
            ("&#64;me", "\\&\\#\u{200b}64;me"),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }
}
