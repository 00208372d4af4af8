//! Letters of a text as it stands, counted before it is cut.

/// How many small letters without accents a text begins with, found eight at a time.
pub(super) fn small_letters(text: &[u8]) -> usize {
    /// The same byte eight times.
    const fn eight(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    const HIGH: u64 = eight(0x80);
    if !text.first().is_some_and(u8::is_ascii_lowercase) {
        return 0;
    }
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
}
