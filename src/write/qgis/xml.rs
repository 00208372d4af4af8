//! XML as a tree of elements; whatever goes in comes out escaped.

use std::fmt::{self, Display, Formatter};

/// An element with its attributes and its content, in the order in which they were added.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Content,
}

/// Elements or text, never both: so that line breaks between elements mean nothing.
#[derive(Clone, Debug, PartialEq)]
enum Content {
    Elements(Vec<Element>),
    Text(String),
}

impl Element {
    /// An empty element.
    pub(super) fn new(name: &'static str) -> Element {
        Element {
            name,
            attributes: Vec::new(),
            content: Content::Elements(Vec::new()),
        }
    }

    /// An element that holds text.
    pub(super) fn text(name: &'static str, text: impl Display) -> Element {
        Element {
            content: Content::Text(text.to_string()),
            ..Element::new(name)
        }
    }

    /// Adds an attribute.
    pub(super) fn with(mut self, name: &'static str, value: impl Display) -> Element {
        self.attributes.push((name, value.to_string()));
        self
    }

    /// Adds attributes.
    pub(super) fn with_all(mut self, attributes: &[(&'static str, &str)]) -> Element {
        let owned = |&(name, value): &(&'static str, &str)| (name, value.to_owned());
        self.attributes.extend(attributes.iter().map(owned));
        self
    }

    /// Adds elements; they take the place of text.
    pub(super) fn holding(mut self, children: impl IntoIterator<Item = Element>) -> Element {
        let children = children.into_iter();
        match &mut self.content {
            Content::Elements(elements) => elements.extend(children),
            Content::Text(_) => self.content = Content::Elements(children.collect()),
        }
        self
    }

    fn print(&self, out: &mut Formatter, depth: usize) -> fmt::Result {
        write!(out, "{:depth$}<{}", "", self.name)?;
        for (name, value) in &self.attributes {
            write!(out, " {name}=\"{}\"", Escaped(value))?;
        }
        match &self.content {
            Content::Elements(elements) if elements.is_empty() => writeln!(out, "/>"),
            Content::Text(text) => writeln!(out, ">{}</{}>", Escaped(text), self.name),
            Content::Elements(elements) => {
                writeln!(out, ">")?;
                for element in elements {
                    element.print(out, depth + 1)?;
                }
                writeln!(out, "{:depth$}</{}>", "", self.name)
            }
        }
    }
}

impl Display for Element {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        self.print(out, 0)
    }
}

/// Text that means the same in an attribute and between tags.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, out: &mut Formatter) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            match c {
                '&' => out.write_str("&amp;")?,
                '<' => out.write_str("&lt;")?,
                '>' => out.write_str("&gt;")?,
                '"' => out.write_str("&quot;")?,
                // A reader takes these for spaces, unless they are written as numbers.
                '\t' | '\n' | '\r' => write!(out, "&#{};", u32::from(c))?,
                // XML has no way to write the others, and no reader accepts them.
                '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => out.write_char('\u{fffd}')?,
                _ => out.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_goes_in_comes_out_as_text() {
        for (text, expected) in [
            ("plain", "plain"),
            (
                "</a><b c=\"d\">&amp;",
                "&lt;/a&gt;&lt;b c=&quot;d&quot;&gt;&amp;amp;",
            ),
            ("a\nb\tc", "a&#10;b&#9;c"),
            ("\0\x1b\u{ffff}", "\u{fffd}\u{fffd}\u{fffd}"),
            ("]]>", "]]&gt;"),
            ("دير الزور", "دير الزور"),
        ] {
            let element = Element::text("t", text).with("a", text);
            let expected = format!("<t a=\"{expected}\">{expected}</t>\n");
            assert_eq!(element.to_string(), expected);
        }
    }

    #[test]
    fn elements_lie_one_per_line() {
        let inner = Element::new("b").with_all(&[("x", "1"), ("y", "2")]);
        let outer = Element::new("a").holding([inner, Element::text("c", 3)]);
        assert_eq!(
            outer.to_string(),
            "<a>\n <b x=\"1\" y=\"2\"/>\n <c>3</c>\n</a>\n"
        );
    }
}
