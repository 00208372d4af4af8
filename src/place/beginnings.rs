//! Which words of a language may begin the name of a place: most do not, and are passed over at one look.

use std::sync::atomic::{AtomicU8, Ordering};

use crate::language::WordId;

/// What a word of a language may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Begins(u8);

impl Begins {
    /// No name at all.
    pub const NOTHING: Begins = Begins(0);
    /// A name of the gazetteer.
    pub const KNOWN: Begins = Begins(1);
    /// A name that the gazetteer lacks.
    pub const UNKNOWN: Begins = Begins(1 << 1);
    /// A name behind it, as an article does.
    pub const BEHIND: Begins = Begins(1 << 2);
    /// All of these: nothing is known.
    pub const ANYTHING: Begins = Begins::KNOWN.join(Begins::UNKNOWN).join(Begins::BEHIND);
    /// Beside some of these: its script has no capitals.
    pub const UNCASED: Begins = Begins(1 << 3);
    /// What nobody has found out yet.
    const NOT_FOUND_OUT: u8 = u8::MAX;

    pub const fn join(self, other: Begins) -> Begins {
        Begins(self.0 | other.0)
    }

    pub fn meets(self, other: Begins) -> bool {
        self.0 & other.0 != 0
    }
}

/// What the words of a language begin with the names of one gazetteer, by word; each is found out when it is first asked for.
#[derive(Debug, Default)]
pub struct Beginnings(Vec<AtomicU8>);

impl Beginnings {
    /// For a vocabulary of so many words.
    pub fn new(words: usize) -> Beginnings {
        let unknown = || AtomicU8::new(Begins::NOT_FOUND_OUT);
        Beginnings(std::iter::repeat_with(unknown).take(words).collect())
    }

    /// Whether a word may begin something, as far as is known.
    #[inline]
    pub(super) fn may_begin(&self, word: WordId) -> bool {
        let slot = self.0.get(word.0 as usize);
        slot.is_none_or(|slot| slot.load(Ordering::Relaxed) != Begins::NOTHING.0)
    }

    /// What a word may begin, which `find` finds out. Words that no rule mentions are many words, each of which may begin
    /// anything.
    #[inline]
    pub(super) fn of(&self, word: WordId, find: impl FnOnce() -> Begins) -> Begins {
        let slot = self.0.get(word.0 as usize);
        let Some(slot) = slot.filter(|_| word != WordId::UNKNOWN) else {
            return Begins::ANYTHING;
        };
        // Who finds it out twice finds the same.
        match slot.load(Ordering::Relaxed) {
            Begins::NOT_FOUND_OUT => {
                let found = find();
                slot.store(found.0, Ordering::Relaxed);
                found
            }
            known => Begins(known),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_looked_up_once_and_words_of_no_rule_may_begin_anything() {
        let beginnings = Beginnings::new(3);
        let never = || -> Begins { panic!("it is known") };
        assert_eq!(
            beginnings.of(WordId(2), || Begins::NOTHING),
            Begins::NOTHING
        );
        assert_eq!(beginnings.of(WordId(2), never), Begins::NOTHING);
        assert!(!beginnings.may_begin(WordId(2)) && beginnings.may_begin(WordId(1)));
        for many in [WordId::UNKNOWN, WordId(3)] {
            assert!(beginnings.of(many, never).meets(Begins::KNOWN));
            assert!(beginnings.of(many, never).meets(Begins::BEHIND));
        }
    }
}
