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
    /// Most words are short; the table of these holds them itself, so that none has to be fetched to be compared.
    short: FxHashMap<ShortWord, WordId>,
    long: FxHashMap<Box<str>, WordId>,
    /// How many of them begin with a small letter.
    cased: usize,
}

impl Vocabulary {
    /// The number of a folded word, [`WordId::UNKNOWN`] where no rule mentions it.
    #[inline]
    pub fn get(&self, folded: &str) -> WordId {
        let known = match ShortWord::new(folded.as_bytes()) {
            Some(short) => self.short.get(&short),
            None => self.long.get(folded),
        };
        known.copied().unwrap_or(WordId::UNKNOWN)
    }

    /// The number of a folded word, given now where it had none.
    pub fn intern(&mut self, folded: &str) -> WordId {
        let known = self.get(folded);
        if known != WordId::UNKNOWN {
            return known;
        }
        let id = WordId(self.size() as u32);
        match ShortWord::new(folded.as_bytes()) {
            Some(short) => _ = self.short.insert(short, id),
            None => _ = self.long.insert(folded.into(), id),
        }
        self.cased += usize::from(folded.starts_with(char::is_lowercase));
        id
    }

    /// Whether most of the words are in a script that has capitals.
    pub(super) fn is_cased(&self) -> bool {
        2 * self.cased >= self.size()
    }

    /// One more than the largest number given.
    pub fn size(&self) -> usize {
        self.short.len() + self.long.len() + 1
    }
}

/// A word of at most 23 bytes as three numbers, which tell all its bytes and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ShortWord([u64; 3]);

impl ShortWord {
    /// `None` for longer words.
    #[inline]
    fn new(word: &[u8]) -> Option<ShortWord> {
        let eight = |at: usize| Some(u64::from_le_bytes(*word.get(at..)?.first_chunk()?));
        let four = |at: usize| Some(u32::from_le_bytes(*word.get(at..)?.first_chunk()?));
        let length = word.len();
        // Numbers that overlap are quicker than such as end where the word does, and tell as much.
        let [first, second, third] = match length {
            0 => [0; 3],
            1..4 => [
                u64::from(word[0]) << 8 | u64::from(word[length / 2]),
                word[length - 1].into(),
                0,
            ],
            4..8 => [four(0)?.into(), four(length - 4)?.into(), 0],
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
        assert_eq!(vocabulary.get("zz"), WordId::UNKNOWN);
    }
}
