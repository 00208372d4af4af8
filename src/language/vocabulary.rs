//! The words that rules mention, by number.

use rustc_hash::FxHashMap;

/// Number of a folded word in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// A word that no rule of the language mentions.
    pub const UNKNOWN: WordId = WordId(0);
}

/// The folded words that the rules of a language mention.
///
/// Every word of every text is looked up here.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Most words are short; the tables of these hold them themselves, so that none has to be fetched to be compared.
    eight: FxHashMap<EightBytes, WordId>,
    short: FxHashMap<ShortWord, WordId>,
    long: FxHashMap<Box<str>, WordId>,
}

impl Vocabulary {
    /// The number of a folded word, [`WordId::UNKNOWN`] where no rule mentions it.
    #[inline]
    pub fn get(&self, folded: &str) -> WordId {
        if let Some(word) = EightBytes::new(folded.as_bytes()) {
            return self.get_short(word);
        }
        let known = match ShortWord::new(folded.as_bytes()) {
            Some(short) => self.short.get(&short),
            None => self.long.get(folded),
        };
        known.copied().unwrap_or(WordId::UNKNOWN)
    }

    /// The same for a word of at most eight bytes.
    #[inline]
    pub(crate) fn get_short(&self, word: EightBytes) -> WordId {
        let known = self.eight.get(&word);
        known.copied().unwrap_or(WordId::UNKNOWN)
    }

    /// The number of a folded word, given now where it had none.
    pub fn intern(&mut self, folded: &str) -> WordId {
        let known = self.get(folded);
        if known != WordId::UNKNOWN {
            return known;
        }
        let id = WordId(self.size() as u32);
        let bytes = folded.as_bytes();
        match (EightBytes::new(bytes), ShortWord::new(bytes)) {
            (Some(word), _) => _ = self.eight.insert(word, id),
            (None, Some(short)) => _ = self.short.insert(short, id),
            (None, None) => _ = self.long.insert(folded.into(), id),
        }
        id
    }

    /// One more than the largest number given.
    pub fn size(&self) -> usize {
        self.eight.len() + self.short.len() + self.long.len() + 1
    }
}

/// A word of at most eight bytes as one number: its bytes, and zeros behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct EightBytes(u64);

impl EightBytes {
    /// `None` for longer words, and where a zero at the end would be lost.
    #[inline]
    fn new(word: &[u8]) -> Option<EightBytes> {
        let four = |at: usize| {
            Some(u64::from(u32::from_le_bytes(
                *word.get(at..)?.first_chunk()?,
            )))
        };
        let length = word.len();
        // Numbers that overlap are quicker than such as end where the word does.
        let bytes = match length {
            0 => return None,
            1..4 => {
                let at = |at: usize| u64::from(word[at]) << (8 * at);
                at(0) | at(length / 2) | at(length - 1)
            }
            4..=8 => four(0)? | four(length - 4)? << (8 * (length - 4)),
            _ => return None,
        };
        (word[length - 1] != 0).then_some(EightBytes(bytes))
    }

    /// The first so many of eight bytes, one or more, of which the last is not zero.
    #[inline]
    pub fn first_of(bytes: [u8; 8], length: usize) -> EightBytes {
        EightBytes(u64::from_le_bytes(bytes) & u64::MAX >> (64 - 8 * length))
    }
}

/// A word of at most 23 bytes as three numbers, which tell all its bytes and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ShortWord([u64; 3]);

impl ShortWord {
    /// `None` for longer words, and for those that [`EightBytes`] are enough for.
    #[inline]
    fn new(word: &[u8]) -> Option<ShortWord> {
        let eight = |at: usize| Some(u64::from_le_bytes(*word.get(at..)?.first_chunk()?));
        let length = word.len();
        // Numbers that overlap are quicker than such as end where the word does, and tell as much.
        let [first, second, third] = match length {
            8..16 => [eight(0)?, eight(length - 8)?, 0],
            // The lowest byte of the last number is also in the second.
            16..24 => [eight(0)?, eight(8)?, eight(length - 8)? & !0xff],
            _ => return None,
        };
        Some(ShortWord([first, second, third | length as u64]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_every_length_are_told_apart() {
        let long = "abcdefghijklmnopqrstuvwxyz";
        let mut words: Vec<String> = Vec::new();
        for length in 1..=long.len() {
            words.push(long[..length].to_owned());
            // The same but for one letter, at every place.
            words.extend((0..length).map(|at| {
                let mut other = long[..length].to_owned();
                other.replace_range(at..=at, "é");
                other
            }));
        }
        let mut vocabulary = Vocabulary::default();
        let ids: Vec<WordId> = words.iter().map(|word| vocabulary.intern(word)).collect();
        for (at, word) in words.iter().enumerate() {
            assert_eq!(ids[at], WordId(at as u32 + 1), "{word}");
            assert_eq!(vocabulary.get(word), ids[at], "{word}");
            assert_eq!(vocabulary.intern(word), ids[at], "{word}");
        }
        assert_eq!(vocabulary.size(), words.len() + 1);
        for length in 1..=8 {
            let word = EightBytes::first_of(*b"abcdefgh", length);
            assert_eq!(vocabulary.get_short(word), vocabulary.get(&long[..length]));
        }
        for word in ["", "a\0", "ab\0", "\0"] {
            assert_eq!(vocabulary.get(word), WordId::UNKNOWN, "{word:?}");
        }
        assert_eq!(vocabulary.get("zz"), WordId::UNKNOWN);
    }
}
