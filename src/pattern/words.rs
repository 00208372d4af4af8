//! Sets of words as a few bits, so that a node can turn away most words at once.

use crate::language::{Base, WordId};
use crate::pattern::Label;

/// A set of words that may take in others: one bit for all words of one remainder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordSet([u64; 4]);

impl WordSet {
    pub fn insert(&mut self, word: WordId) {
        self.0[(word.0 >> 6 & 3) as usize] |= 1 << (word.0 & 63);
    }

    pub fn may_hold(&self, word: WordId) -> bool {
        self.0[(word.0 >> 6 & 3) as usize] >> (word.0 & 63) & 1 == 1
    }

    pub fn join(&mut self, other: WordSet) {
        for (bits, more) in self.0.iter_mut().zip(other.0) {
            *bits |= more;
        }
    }
}

/// The forms of every lemma and the members of every class, as sets of words.
pub(super) struct WordSets {
    lemmas: Vec<WordSet>,
    classes: Vec<WordSet>,
}

impl WordSets {
    pub fn of(base: &Base) -> WordSets {
        fn slot(list: &mut Vec<WordSet>, at: u16) -> &mut WordSet {
            let at = usize::from(at);
            if list.len() <= at {
                list.resize_with(at + 1, WordSet::default);
            }
            &mut list[at]
        }
        let (mut lemmas, mut classes) = (Vec::new(), Vec::new());
        for word in (1..base.vocabulary.size()).map(|word| WordId(word as u32)) {
            for (lemma, _) in base.lexicon.forms(word) {
                slot(&mut lemmas, lemma.0).insert(word);
            }
            for membership in base.lexicon.memberships(word) {
                slot(&mut classes, membership.class.0).insert(word);
            }
        }
        WordSets { lemmas, classes }
    }

    /// The words that a label fits; none where it looks at no word.
    pub fn fitting(&self, label: Label) -> WordSet {
        let mut set = WordSet::default();
        match label {
            Label::Word(word) => set.insert(word),
            Label::Lemma(lemma, _) => {
                set.join(
                    self.lemmas
                        .get(usize::from(lemma.0))
                        .copied()
                        .unwrap_or_default(),
                );
            }
            Label::Class(class) => {
                set.join(
                    self.classes
                        .get(usize::from(class.0))
                        .copied()
                        .unwrap_or_default(),
                );
            }
            Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => {}
        }
        set
    }
}
