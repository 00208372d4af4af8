//! Writing SVG: elements, attributes, and text that stays text.

use std::fmt::{Display, Write as _};

/// A piece of SVG that grows.
#[derive(Clone, Debug, Default)]
pub struct Svg {
    out: String,
}

impl Svg {
    /// Nothing yet.
    pub fn new() -> Svg {
        Svg::default()
    }

    /// What has been written.
    pub fn into_string(self) -> String {
        self.out
    }

    /// An element without content, on a line of its own.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.start(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element that holds a text.
    pub fn text(&mut self, name: &str, attributes: &[(&str, &dyn Display)], text: &str) {
        self.start(name, attributes);
        let _ = writeln!(self.out, ">{}</{name}>", escape(text));
    }

    /// Opens an element, which [`Svg::close`] ends.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        self.start(name, attributes);
        self.out.push_str(">\n");
    }

    /// Ends an element.
    pub fn close(&mut self, name: &str) {
        let _ = writeln!(self.out, "</{name}>");
    }

    /// Adds a piece that was written apart.
    pub fn append(&mut self, piece: &Svg) {
        self.out.push_str(&piece.out);
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &dyn Display)]) {
        let _ = write!(self.out, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"{}\"", escape(&value.to_string()));
        }
    }
}

/// A number with at most two decimals, and never `-0`.
#[derive(Clone, Copy, Debug)]
pub struct Num(pub f64);

impl Display for Num {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding zero turns -0 into 0.
        let rounded = (self.0 * 100.0).round() / 100.0 + 0.0;
        write!(f, "{rounded}")
    }
}

/// Text that is text in XML, between tags and in quoted attributes.
///
/// What XML cannot hold becomes U+FFFD.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        for (text, expected) in [
            ("Deir ez-Zor", "Deir ez-Zor"),
            ("</text><script>", "&lt;/text&gt;&lt;script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("a & b\n\u{0}\u{ffff}", "a &amp; b \u{fffd}\u{fffd}"),
            ("دير الزور", "دير الزور"),
        ] {
            assert_eq!(escape(text), expected);
        }
    }

    #[test]
    fn numbers_are_short() {
        for (number, expected) in [
            (1.0, "1"),
            (-0.001, "0"),
            (12.3456, "12.35"),
            (-1.5, "-1.5"),
            (1234567.0, "1234567"),
        ] {
            assert_eq!(Num(number).to_string(), expected);
        }
    }

    #[test]
    fn elements() {
        let mut svg = Svg::new();
        svg.open("g", &[("id", &"a\"b")]);
        svg.element("circle", &[("r", &Num(2.0))]);
        svg.text("text", &[], "<i>");
        svg.close("g");
        assert_eq!(
            svg.into_string(),
            "<g id=\"a&quot;b\">\n<circle r=\"2\"/>\n<text>&lt;i&gt;</text>\n</g>\n"
        );
    }
}
