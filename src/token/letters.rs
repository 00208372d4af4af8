//! Letters of a text as it stands, counted before it is cut.

/// How many small letters without accents a text begins with, found eight at a time.
pub(super) fn small_letters(text: &[u8]) -> usize {
    /// The same byte eight times.
    const fn eight(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    const HIGH: u64 = eight(0x80);
    let mut count = 0;
    while let Some(chunk) = text[count..].first_chunk() {
        let bytes = u64::from_le_bytes(*chunk);
        // Each sum is carried into the highest bit of its own byte: where that is at least an a, and where it is more than a z.
        let low = bytes & !HIGH;
        let from_a = low + eight(0x80 - b'a');
        let past_z = low + eight(0x7f - b'z');
        let others = !(from_a & !past_z & !bytes) & HIGH;
        if others != 0 {
            return count + others.trailing_zeros() as usize / 8;
        }
        count += 8;
    }
    let rest = text[count..].iter();
    count + rest.take_while(|byte| byte.is_ascii_lowercase()).count()
}

/// The beginning of a text, at most so many bytes.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The beginning of a text, at most so many bytes, all of it or cut at a space behind a letter: the whole text has the
/// same tokens there. `None` where there is no such space.
pub(crate) fn whole_words(text: &str, bytes: usize) -> Option<&str> {
    let beginning = prefix(text, bytes);
    if beginning.len() == text.len() {
        return Some(text);
    }
    let spaces = beginning.rmatch_indices(' ');
    let mut before = spaces.map(|(at, _)| &beginning[..at]);
    before.find(|before| before.ends_with(char::is_alphabetic))
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
    fn beginnings_are_cut_between_words() {
        for (text, bytes, found) in [
            ("le feu", 10, Some("le feu")),
            ("le feu", 6, Some("le feu")),
            ("le feu", 5, Some("le")),
            ("le feu", 2, None),
            ("à 1 417 morts", 9, Some("à")),
            ("le feu, dit-il", 10, Some("le")),
            ("lefeu", 3, None),
        ] {
            assert_eq!(whole_words(text, bytes), found, "{text} {bytes}");
        }
    }
}
