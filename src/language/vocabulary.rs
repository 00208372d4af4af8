//! The words that rules mention, by number.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// Number of a folded word in a [`Vocabulary`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    eight: Table<EightBytes>,
    sixteen: Table<SixteenBytes>,
    long: FxHashMap<Box<[u8]>, WordId>,
}

impl Vocabulary {
    /// The number of a folded word, [`WordId::UNKNOWN`] where no rule mentions it.
    #[inline]
    pub fn get(&self, folded: &str) -> WordId {
        self.get_bytes(folded.as_bytes())
    }

    /// The same for the first so many of eight bytes, one or more, the lowest of the number first.
    #[inline]
    pub(crate) fn get_short(&self, bytes: u64, length: usize) -> WordId {
        self.eight.get(EightBytes::first_of(bytes, length))
    }

    /// The same for a word within a text, which need not be cut out where more bytes stand behind it.
    #[inline]
    pub(crate) fn get_within(&self, text: &[u8], word: Range<usize>) -> WordId {
        let bytes = text.get(word.start..).and_then(<[u8]>::first_chunk::<16>);
        let (Some(bytes), length @ 1..=16) = (bytes, word.len()) else {
            return self.get_bytes(&text[word]);
        };
        let bytes = u128::from_le_bytes(*bytes);
        let (first, second) = (bytes as u64, (bytes >> 64) as u64);
        match length {
            ..=8 => self.get_short(first, length),
            _ => {
                let EightBytes(second) = EightBytes::first_of(second, length - 8);
                self.sixteen.get(SixteenBytes([first, second]))
            }
        }
    }

    fn get_bytes(&self, word: &[u8]) -> WordId {
        match Key::of(word) {
            Key::Eight(key) => self.eight.get(key),
            Key::Sixteen(key) => self.sixteen.get(key),
            Key::None => self.long.get(word).copied().unwrap_or(WordId::UNKNOWN),
        }
    }

    /// The number of a folded word, given now where it had none.
    pub fn intern(&mut self, folded: &str) -> WordId {
        let known = self.get(folded);
        if known != WordId::UNKNOWN {
            return known;
        }
        let id = WordId(self.size() as u32);
        let word = folded.as_bytes();
        match Key::of(word) {
            Key::Eight(key) => self.eight.insert(key, id),
            Key::Sixteen(key) => self.sixteen.insert(key, id),
            Key::None => _ = self.long.insert(word.into(), id),
        }
        id
    }

    /// One more than the largest number given.
    pub fn size(&self) -> usize {
        self.eight.taken + self.sixteen.taken + self.long.len() + 1
    }
}

/// Words by a key that tells them whole: a word stands at the place that its key is scattered to, or at the next free one.
#[derive(Clone, Debug, Default)]
struct Table<K> {
    /// Free where the word is unknown; a power of two of them.
    places: Vec<(K, WordId)>,
    /// How many are not free: at most half, so that a free one is never far.
    taken: usize,
    /// How many of the lower bits of a scattered key are too many for a place.
    shift: u32,
}

impl<K: Scatter> Table<K> {
    /// So many places has the smallest table, as a power of two.
    const FEWEST: u32 = 6;

    #[inline]
    fn get(&self, key: K) -> WordId {
        self.find(key).map_or(WordId::UNKNOWN, |(_, word)| word)
    }

    /// The place of a key, or a free one for it, and the word there.
    #[inline]
    fn find(&self, key: K) -> Option<(usize, WordId)> {
        let mut at = (key.scatter() >> self.shift) as usize;
        loop {
            let &(other, word) = self.places.get(at)?;
            if other == key || word == WordId::UNKNOWN {
                return Some((at, word));
            }
            at = (at + 1) & (self.places.len() - 1);
        }
    }

    /// Adds a key that is not there.
    fn insert(&mut self, key: K, word: WordId) {
        if 2 * (self.taken + 1) > self.places.len() {
            self.grow();
        }
        self.put(key, word);
        self.taken += 1;
    }

    fn put(&mut self, key: K, word: WordId) {
        if let Some((place, _)) = self.find(key) {
            self.places[place] = (key, word);
        }
    }

    fn grow(&mut self) {
        let size = (2 * self.places.len()).max(1 << Self::FEWEST);
        self.shift = u64::BITS - size.ilog2();
        let free = (K::default(), WordId::UNKNOWN);
        for (key, word) in std::mem::replace(&mut self.places, vec![free; size]) {
            if word != WordId::UNKNOWN {
                self.put(key, word);
            }
        }
    }
}

/// What a [`Table`] finds words by.
trait Scatter: Copy + Default + Eq {
    /// A number of which the highest bits differ where keys do.
    fn scatter(self) -> u64;
}

/// An odd number without pattern in its bits.
const SCATTER: u64 = 0x9e37_79b9_7f4a_7c15;

impl Scatter for EightBytes {
    #[inline]
    fn scatter(self) -> u64 {
        self.0.wrapping_mul(SCATTER)
    }
}

impl Scatter for SixteenBytes {
    #[inline]
    fn scatter(self) -> u64 {
        let [first, second] = self.0;
        (first.wrapping_mul(SCATTER) ^ second).wrapping_mul(SCATTER)
    }
}

/// What tells a word whole, if it is short.
enum Key {
    Eight(EightBytes),
    Sixteen(SixteenBytes),
    /// It is longer, or ends with a zero, which would be lost.
    None,
}

impl Key {
    #[inline]
    fn of(word: &[u8]) -> Key {
        match word {
            [] | [.., 0] => Key::None,
            [..] if word.len() <= 8 => Key::Eight(EightBytes::of(word)),
            [..] if word.len() <= 16 => Key::Sixteen(SixteenBytes::of(word)),
            _ => Key::None,
        }
    }
}

/// A word of at most eight bytes as one number: its bytes, and zeros behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct EightBytes(u64);

impl EightBytes {
    #[inline]
    fn first_of(bytes: u64, length: usize) -> EightBytes {
        EightBytes(bytes & u64::MAX >> (64 - 8 * length))
    }

    #[inline]
    fn of(word: &[u8]) -> EightBytes {
        let at = |at: usize| u64::from(word[at]) << (8 * at);
        let length = word.len();
        // Numbers that overlap are quicker than such as end where the word does.
        EightBytes(match (word.first_chunk(), word.last_chunk()) {
            (Some(&first), Some(&last)) => {
                let [first, last] = [first, last].map(u32::from_le_bytes).map(u64::from);
                first | last << (8 * (length - 4))
            }
            _ => at(0) | at(length / 2) | at(length - 1),
        })
    }
}

/// A word of more than eight bytes and at most sixteen as two numbers, likewise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct SixteenBytes([u64; 2]);

impl SixteenBytes {
    #[inline]
    fn of(word: &[u8]) -> SixteenBytes {
        let [first, last] = [word.first_chunk(), word.last_chunk()];
        let number = |bytes: Option<&[u8; 8]>| bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes));
        // What the last eight bytes have in common with the first is shifted out.
        SixteenBytes([number(first), number(last) >> (8 * (16 - word.len()))])
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
        for word in &words {
            for behind in ["", "xyz and more"] {
                let text = format!(">{word}{behind}");
                let within = 1..1 + word.len();
                let found = vocabulary.get_within(text.as_bytes(), within);
                assert_eq!(found, vocabulary.get(word), "{text}");
            }
        }
        for word in ["", "a\0", "ab\0", "\0"] {
            assert_eq!(vocabulary.get(word), WordId::UNKNOWN, "{word:?}");
        }
        assert_eq!(vocabulary.get("zz"), WordId::UNKNOWN);
    }
}
