//! JSON within a script block of HTML.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// Writes a value as JSON that no HTML parser takes for anything else.
///
/// `<`, `>` and `&` could end the block or begin a comment, U+2028 and U+2029 end lines in old scripts. In JSON they
/// occur in strings only, where each can be written as an escape.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(out, InScript);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

struct InScript;

impl Formatter for InScript {
    fn write_string_fragment<W>(&mut self, out: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let mut rest = fragment;
        while let Some((at, escape, length)) = first_unsafe(rest) {
            out.write_all(&rest.as_bytes()[..at])?;
            out.write_all(escape.as_bytes())?;
            rest = &rest[at + length..];
        }
        out.write_all(rest.as_bytes())
    }
}

/// Where the first character stands that must be escaped, how it is written, and its length in bytes.
fn first_unsafe(text: &str) -> Option<(usize, &'static str, usize)> {
    text.char_indices().find_map(|(at, c)| {
        let escape = match c {
            '<' => "\\u003c",
            '>' => "\\u003e",
            '&' => "\\u0026",
            '\u{2028}' => "\\u2028",
            '\u{2029}' => "\\u2029",
            _ => return None,
        };
        Some((at, escape, c.len_utf8()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_leave_the_block_is_escaped_and_means_the_same() {
        for (text, expected) in [
            ("", r#""""#),
            ("دير الزور, Deir ez-Zor", r#""دير الزور, Deir ez-Zor""#),
            ("</script>", r#""\u003c/script\u003e""#),
            ("<!--<script>", r#""\u003c!--\u003cscript\u003e""#),
            ("a && b", r#""a \u0026\u0026 b""#),
            ("]]>", r#""]]\u003e""#),
            ("\u{2028}x\u{2029}", r#""\u2028x\u2029""#),
            ("\"\\\n", r#""\"\\\n""#),
            ("é<", r#""é\u003c""#),
        ] {
            let mut made = Vec::new();
            write(&mut made, &text).unwrap();
            assert_eq!(String::from_utf8(made.clone()).unwrap(), expected);
            assert_eq!(serde_json::from_slice::<String>(&made).unwrap(), text);
        }
    }

    #[test]
    fn keys_are_strings_too() {
        let mut made = Vec::new();
        let map = std::collections::BTreeMap::from([("<b>", 1)]);
        write(&mut made, &map).unwrap();
        assert_eq!(made, br#"{"\u003cb\u003e":1}"#);
    }
}
