//! What a language says about where words end.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::language::{Vocabulary, WordId};

/// A word that is one with the word before it.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The word, folded.
    pub second: Box<str>,
    /// Both of them, with a space between.
    pub whole: Box<str>,
}

/// Words as written that are folded otherwise than letter by letter.
#[derive(Clone, Debug, Default)]
pub struct Accents {
    written: Vocabulary,
    /// One bit for each ASCII letter that is such a word.
    letters: u128,
    /// By the numbers of the words.
    folded: Vec<Box<str>>,
}

impl Accents {
    /// So many bytes has the longest of them at most; longer ones are never asked for.
    pub(super) const LONGEST: usize = 5;

    /// Adds a word, unless it is there.
    pub fn insert(&mut self, written: &str, folded: &str) {
        let WordId(number) = self.written.intern(written);
        if number as usize > self.folded.len() {
            self.folded.push(folded.into());
            if let &[letter @ ..0x80] = written.as_bytes() {
                self.letters |= 1 << letter;
            }
        }
    }

    /// What a word is folded to.
    pub fn get(&self, written: &str) -> Option<&str> {
        self.get_within(written.as_bytes(), 0..written.len())
    }

    /// Whether an ASCII letter is such a word.
    #[inline]
    pub(super) fn has_letter(&self, letter: u8) -> bool {
        self.letters >> (letter & 0x7f) & 1 == 1
    }

    /// The same as [`Accents::get`] for a word within a text.
    #[inline]
    pub(super) fn get_within(&self, text: &[u8], word: Range<usize>) -> Option<&str> {
        if self.folded.is_empty() || word.len() > Self::LONGEST {
            return None;
        }
        let WordId(number) = self.written.get_within(text, word);
        let folded = self.folded.get((number as usize).checked_sub(1)?)?;
        Some(folded)
    }
}

/// What a language says about where words end; see `segmentation.csv` of a language folder.
#[derive(Clone, Debug, Default)]
pub struct Segmentation {
    /// Words that lose their vowel before an apostrophe (`l'`, `qu'`): folded, without apostrophe.
    pub elisions: Vocabulary,
    /// Endings that an apostrophe cuts off (`'s`): folded, without apostrophe.
    pub suffixes: Vec<String>,
    /// Marks that may group digits by threes.
    pub group_marks: Vec<char>,
    /// Prefixes that are written together with the next word (Arabic wa-, bi-, li-), longest first.
    pub proclitics: Vec<String>,
    /// The article where it is written together with its noun and loses its first letter behind a proclitic that
    /// ends in its last (Arabic al-, but lil-); empty in other languages.
    pub article: String,
    /// First words of names that no rule mentions and that a proclitic may stand before, folded.
    pub names: FxHashSet<Box<str>>,
    /// Words that are one only together, with a space between (Arabic names of months), by the first of them, folded.
    pub joined: FxHashMap<Box<str>, Vec<Joined>>,
    /// The highest number that the vocabulary of the language has given to one of them.
    pub last_joined: WordId,
    /// Whether a clause begins with its verb, and the subject follows.
    pub verb_first: bool,
    /// Words whose full stop does not end a sentence, folded.
    pub abbreviations: Vec<String>,
    /// Short words that only an accent or a capital tells from others (à and a), as written and as folded.
    pub accents: Accents,
}

impl Segmentation {
    /// The numbers among which the words are that may be joined with the next, in a vocabulary.
    pub(super) fn joined_words(&self, vocabulary: &Vocabulary) -> Range<u32> {
        let WordId(last) = self.last_joined;
        match (self.joined.is_empty(), vocabulary.size() > last as usize) {
            (true, _) => 0..0,
            // That of the language.
            (false, true) if last > 0 => 1..last + 1,
            (false, _) => 0..u32::MAX,
        }
    }

    /// The article as what it loses behind a proclitic, and its last letter.
    pub(super) fn split_article(&self) -> (&str, &str) {
        let last = self.article.chars().next_back().map_or(0, char::len_utf8);
        self.article.split_at(self.article.len() - last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_found_as_written() {
        let mut accents = Accents::default();
        assert_eq!(accents.get("à"), None);
        for (written, folded) in [
            ("à", "à"),
            ("A", "à"),
            ("où", "où"),
            ("A", "a"),
            ("voilà tout", ""),
        ] {
            accents.insert(written, folded);
        }
        for (written, folded) in [
            ("à", Some("à")),
            ("A", Some("à")),
            ("où", Some("où")),
            ("a", None),
            ("voilà tout", None),
        ] {
            assert_eq!(accents.get(written), folded, "{written}");
        }
        assert!(accents.has_letter(b'A') && !accents.has_letter(b'a') && !accents.has_letter(0xc3));
    }
}
