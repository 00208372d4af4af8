//! What bytes of a text are, and how many small letters stand together.

/// What the first byte of a character tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// A small letter without accent.
    Small,
    /// A capital without accent.
    Capital,
    /// A character of two bytes.
    Pair,
    /// The space.
    Space,
    /// A mark that ends a word and stays as it is.
    Mark,
    /// The full stop.
    Point,
    /// Anything else that ends a word.
    Break,
    /// Anything else.
    Other,
}

impl Head {
    #[inline]
    pub fn of(byte: u8) -> Head {
        HEADS[usize::from(byte)]
    }

    /// That of a text; at its end a word ends.
    #[inline]
    pub fn of_first(text: &[u8]) -> Head {
        text.first().map_or(Head::Break, |&byte| Head::of(byte))
    }

    /// Whether it is a letter without accent.
    #[inline]
    pub fn is_letter(self) -> bool {
        matches!(self, Head::Small | Head::Capital)
    }

    /// Whether a word of several letters ends before it.
    #[inline]
    pub fn ends_word(self) -> bool {
        matches!(self, Head::Space | Head::Mark | Head::Point | Head::Break)
    }

    const fn find_out(byte: u8) -> Head {
        match byte {
            b'a'..=b'z' => Head::Small,
            b'A'..=b'Z' => Head::Capital,
            b' ' => Head::Space,
            b'.' => Head::Point,
            b'-' | b'\t'..=b'\r' => Head::Break,
            b'0'..=b'9' | b'\'' | b'`' => Head::Other,
            0..0x80 => Head::Mark,
            0xc2..0xe0 => Head::Pair,
            0x80.. => Head::Other,
        }
    }
}

static HEADS: [Head; 256] = {
    let mut heads = [Head::Other; 256];
    let mut byte = 0;
    while byte < heads.len() {
        heads[byte] = Head::find_out(byte as u8);
        byte += 1;
    }
    heads
};

/// How many small letters without accents a text begins with, found eight at a time.
pub(super) fn small_letters(text: &[u8]) -> usize {
    if !text.first().is_some_and(u8::is_ascii_lowercase) {
        return 0;
    }
    let mut count = 0;
    while let Some(&chunk) = text[count..].first_chunk() {
        match small_letters_of_eight(u64::from_le_bytes(chunk)) {
            8 => count += 8,
            some => return count + some,
        }
    }
    let rest = text[count..].iter();
    count + rest.take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// The same for eight bytes, of which the lowest is the first.
#[inline]
pub(super) fn small_letters_of_eight(bytes: u64) -> usize {
    (small_letter_bits(bytes) ^ HIGH).trailing_zeros() as usize / 8
}

/// About how many letters without accents a text has: none of the last few bytes is counted.
pub(crate) fn plain_letters(text: &str) -> usize {
    let (chunks, _) = text.as_bytes().as_chunks();
    let letters = chunks.iter().map(|&chunk| {
        let letters = small_letter_bits(u64::from_le_bytes(chunk) | eight(0x20)) >> 7;
        // The highest byte of the product is the sum of all.
        letters.wrapping_mul(eight(1)) >> 56
    });
    letters.sum::<u64>() as usize
}

/// The highest bit of each of eight bytes that is a small letter.
#[inline]
fn small_letter_bits(bytes: u64) -> u64 {
    // Each sum is carried into the highest bit of its own byte: where that is at least an a, and where it is more than a z.
    let low = bytes & !HIGH;
    let from_a = low + eight(0x80 - b'a');
    let past_z = low + eight(0x7f - b'z');
    from_a & !past_z & !bytes & HIGH
}

const HIGH: u64 = eight(0x80);

/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_end_at_anything_else() {
        for (text, count) in [
            ("", 0),
            ("a", 1),
            ("az", 2),
            ("azerty uiop", 6),
            ("azertyui", 8),
            ("azertyuiop", 10),
            ("azertyuiopqs dfg", 12),
            ("A", 0),
            ("abcdefgZ", 7),
            ("abc`defgh", 3),
            ("abc{defgh", 3),
            ("abcdé", 4),
            ("ééééabcd", 0),
            ("abc\u{7f}defgh", 3),
        ] {
            assert_eq!(small_letters(text.as_bytes()), count, "{text:?}");
        }
    }

    #[test]
    fn letters_are_counted_in_whole_eights() {
        for (text, count) in [
            ("", 0),
            ("letters", 0),
            ("Letters!", 7),
            ("ZzAa@[`{ and", 4),
            ("école 12 !.,AB", 4),
            ("حلب وحمصABC", 1),
        ] {
            assert_eq!(plain_letters(text), count, "{text:?}");
        }
    }
}
