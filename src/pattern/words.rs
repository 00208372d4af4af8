//! Sets of words as a few bits, so that a node can turn away most words at once.

use crate::language::{Features, Lexicon, WordId};
use crate::pattern::Label;

/// A set of words that may take in others: one bit for all words of one remainder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordSet([u64; 8]);

impl WordSet {
    pub fn insert(&mut self, word: WordId) {
        self.0[(word.0 >> 6 & 7) as usize] |= 1 << (word.0 & 63);
    }

    #[inline]
    pub fn may_hold(&self, word: WordId) -> bool {
        self.0[(word.0 >> 6 & 7) as usize] >> (word.0 & 63) & 1 == 1
    }

    pub fn join(&mut self, other: WordSet) {
        for (bits, more) in self.0.iter_mut().zip(other.0) {
            *bits |= more;
        }
    }
}

/// The words that a label fits; none where it looks at no word.
pub(super) fn fitting(label: Label, lexicon: &Lexicon) -> &[WordId] {
    match label {
        Label::Lemma(lemma, _) => lexicon.words_of(lemma),
        Label::Class(class) => lexicon.members(class),
        Label::Word(_) | Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => &[],
    }
}

/// The words that a label fits, as a set.
pub(super) fn fitting_set(label: Label, lexicon: &Lexicon) -> WordSet {
    let mut set = WordSet::default();
    match label {
        Label::Word(word) => set.insert(word),
        _ => fitting(label, lexicon)
            .iter()
            .for_each(|&word| set.insert(word)),
    }
    set
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
