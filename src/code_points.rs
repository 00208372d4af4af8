//! Offsets for the outside world: Unicode code points instead of bytes.

use crate::document::Span;

/// Counts code points once, so that every offset is then found by a look at a few bytes.
#[derive(Debug)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before each multiple of [`STEP`] bytes.
    before: Vec<usize>,
}

const STEP: usize = 256;

impl CodePoints<'_> {
    /// Counts the code points of a text.
    pub fn new(text: &str) -> CodePoints<'_> {
        let mut sum = 0;
        let chunks = text.as_bytes().chunks(STEP);
        let before = chunks.map(|chunk| {
            let here = sum;
            sum += starts(chunk);
            here
        });
        CodePoints {
            text,
            before: before.collect(),
        }
    }

    /// How many code points begin before a byte of the text.
    pub fn at(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let step = byte / STEP;
        let before = self.before.get(step).copied();
        let Some(before) = before else {
            // The end of a text that fills its last step.
            return self.before.last().map_or(0, |last| {
                last + starts(&self.text.as_bytes()[(step - 1) * STEP..])
            });
        };
        before + starts(&self.text.as_bytes()[step * STEP..byte])
    }

    /// Both ends of a span.
    pub fn of(&self, span: Span) -> (usize, usize) {
        (self.at(span.start), self.at(span.end))
    }
}

/// Every code point has one byte that does not continue another.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_counted_one_by_one() {
        for text in [
            "",
            "été à Mayadine",
            &"الميادين é𝄞x".repeat(60),
            &"a".repeat(2 * STEP),
        ] {
            let points = CodePoints::new(text);
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            for (count, byte) in ends.enumerate() {
                assert_eq!(points.at(byte), count, "byte {byte} of {text:?}");
            }
        }
    }
}
