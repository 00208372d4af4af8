//! Sets of words as a few bits, so that a node can turn away most words at once.

use crate::language::{ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::{Key, Label, Patterns};

/// A set of words that may take in others: one bit for all words of one remainder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordSet {
    /// The bits of a small set; otherwise where those of the set begin in its table's [`WordSets`].
    bits: u64,
    /// One less than the number of bits, which is a power of two.
    mask: u32,
}

/// The bits of a table's sets of more words.
#[derive(Debug, Default)]
pub(super) struct WordSets(Vec<u64>);

impl WordSets {
    /// So many bits for a word let one word in so many through that is not in the set.
    const BITS_PER_WORD: usize = 16;

    /// A set of some words.
    pub fn add(&mut self, words: &[WordId]) -> WordSet {
        let size = (words.len() * WordSets::BITS_PER_WORD).next_power_of_two();
        if size <= u64::BITS as usize {
            let bits = words
                .iter()
                .fold(0, |bits, word| bits | 1 << (word.0 & WordSet::SMALL));
            return WordSet {
                bits,
                mask: WordSet::SMALL,
            };
        }
        let from = self.0.len();
        let mask = size as u32 - 1;
        self.0.resize(from + size / u64::BITS as usize, 0);
        for word in words {
            let bit = word.0 & mask;
            self.0[from + (bit >> 6) as usize] |= 1 << (bit & 63);
        }
        let bits = from as u64;
        WordSet { bits, mask }
    }

    /// Whether a set may hold a word.
    #[inline]
    pub fn may_hold(&self, set: WordSet, word: WordId) -> bool {
        let bit = word.0 & set.mask;
        let bits = match set.mask {
            WordSet::SMALL => set.bits,
            _ => self.0[set.bits as usize + (bit >> 6) as usize],
        };
        bits >> (bit & 63) & 1 == 1
    }
}

impl WordSet {
    /// The mask of a set that holds its bits itself.
    const SMALL: u32 = u64::BITS - 1;
    /// The set of no words.
    pub const NONE: WordSet = WordSet {
        bits: 0,
        mask: WordSet::SMALL,
    };
}

impl Key {
    /// Tells the words that are what a step with this key looks at.
    pub fn tell_words(self, lexicon: &Lexicon, words: &mut Vec<WordId>) {
        let number = self.0 as u16;
        match self.0 & (Key::LEMMA | Key::CLASS) {
            Key::LEMMA => words.extend(lexicon.words_of(LemmaId(number))),
            Key::CLASS => words.extend(lexicon.members(ClassId(number))),
            _ => words.push(WordId(self.0)),
        }
    }
}

impl Patterns {
    /// Tells the words that the steps of a node look at.
    pub(super) fn tell_words(&self, node: u32, lexicon: &Lexicon, words: &mut Vec<WordId>) {
        let [from, .., to] = self.nodes[node as usize].steps;
        let steps = &self.steps[from as usize..to as usize];
        let keys = steps
            .chunk_by(|a, b| a.key == b.key)
            .map(|same| same[0].key);
        keys.for_each(|key| key.tell_words(lexicon, words));
    }
}

/// Whether a label fits a word in some spelling.
pub(super) fn fits(label: Label, word: WordId, lexicon: &Lexicon) -> bool {
    match label {
        Label::Word(wanted) => wanted == word,
        Label::Lemma(lemma, features) => lexicon
            .forms(word)
            .iter()
            .any(|(l, f)| *l == lemma && (features == Features::ANY || f.meets(features))),
        Label::Class(class) => lexicon.membership(word, class).is_some(),
        Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => false,
    }
}
