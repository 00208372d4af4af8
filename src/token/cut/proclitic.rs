//! Words written together, and words that are one only together.

use std::ops::Range;

use crate::language::WordId;
use crate::token::cut::{Cutter, Writing};
use crate::token::fold::Fold;
use crate::token::{Case, Gap, Kind, Token};

/// So many proclitics stand before one word at most (wa-bi-al-).
const MOST_PROCLITICS: usize = 2;
/// Names of fewer bytes begin too many words.
const SHORTEST_NAME: usize = 6;

impl Cutter<'_> {
    /// Pushes the word just read, of which the vocabulary has told the number.
    #[inline]
    pub(super) fn push_word(
        &mut self,
        mut start: usize,
        mut folded: Range<usize>,
        mut word: WordId,
        case: Case,
    ) {
        if word == WordId::UNKNOWN && !self.segmentation.proclitics.is_empty() {
            (start, folded, word) = self.push_proclitics(start, folded, case);
        }
        self.push(start, folded, word, Kind::Word, 0, case);
        if !self.joined.is_empty() {
            self.join();
        }
    }

    /// Cuts proclitics off an unknown word while the whole is unknown and the rest is known, and pushes them; returns the
    /// rest.
    fn push_proclitics(
        &mut self,
        mut start: usize,
        mut folded: Range<usize>,
        case: Case,
    ) -> (usize, Range<usize>, WordId) {
        let mut word = WordId::UNKNOWN;
        while word == WordId::UNKNOWN {
            let whole = &self.out.folded[folded.clone()];
            let Some((cut, lost)) = self.proclitic(whole, MOST_PROCLITICS) else {
                break;
            };
            (start, folded) = self.push_proclitic(start, folded, cut, lost, case);
            word = self.look_up(folded.clone());
        }
        (start, folded, word)
    }

    /// Whether what was read of a word is a proclitic: digits behind it are a number.
    pub(super) fn is_proclitic(&mut self, word: &mut Writing) -> bool {
        let list = &self.segmentation.proclitics;
        if list.is_empty() {
            return false;
        }
        let folded = self.folded(word);
        let folded = &self.out.folded[folded];
        list.iter().any(|p| p == folded)
    }

    /// Length in bytes of the proclitic to cut off a folded word that the vocabulary does not know, and how much its
    /// article has lost behind it.
    fn proclitic(&self, word: &str, most: usize) -> Option<(usize, usize)> {
        // Few words have the last byte of any, and one look at it is quicker than a comparison.
        let fits = |p: &&String| {
            let last = p.as_bytes().last();
            word.len() >= p.len() + 4
                && word.as_bytes().get(p.len().wrapping_sub(1)) == last
                && word.starts_with(p.as_str())
        };
        let mut list = self.segmentation.proclitics.iter().filter(fits).peekable();
        let names = &self.segmentation.names;
        if most == 0 || list.peek().is_none() || names.contains(word) {
            return None;
        }
        let known = |word: &str| {
            self.vocabulary.get(word) != WordId::UNKNOWN
                || word.len() >= SHORTEST_NAME && names.contains(word)
        };
        let (lost, kept) = self.segmentation.split_article();
        list.find_map(|p| {
            let rest = &word[p.len()..];
            if !kept.is_empty() && p.ends_with(kept) && rest.starts_with(kept) {
                let whole = format!("{lost}{rest}");
                return known(&whole).then_some((p.len(), lost.len()));
            }
            let fits = known(rest) || self.proclitic(rest, most - 1).is_some();
            fits.then_some((p.len(), 0))
        })
    }

    /// Pushes a proclitic; returns where the word behind it begins in the text, and where it stands in the folded text,
    /// its article whole again.
    fn push_proclitic(
        &mut self,
        start: usize,
        folded: Range<usize>,
        cut: usize,
        lost: usize,
        case: Case,
    ) -> (usize, Range<usize>) {
        let end = self.at;
        let (proclitic, mut rest) = (
            folded.start..folded.start + cut,
            folded.start + cut..folded.end,
        );
        let folded_chars = self.out.folded[proclitic.clone()].chars().count();
        let mut letters = 0;
        let offset = self.text[start..end]
            .char_indices()
            .find(|&(_, c)| {
                let counts = !matches!(self.folder.fold(c), Fold::Nothing | Fold::Apostrophe);
                letters += usize::from(counts);
                counts && letters > folded_chars
            })
            .map_or(end - start, |(at, _)| at);
        self.at = start + offset;
        let word = self.look_up(proclitic.clone());
        self.push(start, proclitic, word, Kind::Word, 0, case);
        self.at = end;
        if lost > 0 {
            let from = self.out.folded.len();
            self.out.folded.push_str(&self.segmentation.article[..lost]);
            self.out.folded.extend_from_within(rest);
            rest = from..self.out.folded.len();
        }
        (start + offset, rest)
    }

    /// Makes one token of the last two words where the language joins them.
    fn join(&mut self) {
        let [.., first, second] = self.out.list.as_slice() else {
            return;
        };
        if !self.joined.contains(&first.word.0)
            || first.kind != Kind::Word
            || second.gap != Gap::Space
        {
            return;
        }
        let Some(seconds) = self.segmentation.joined.get(self.out.folded(first)) else {
            return;
        };
        let right = self.out.folded(second);
        let Some(joined) = seconds.iter().find(|joined| *joined.second == *right) else {
            return;
        };
        let from = self.out.folded.len();
        let both = Token {
            end: second.end,
            fold_start: from as u32,
            fold_end: (from + joined.whole.len()) as u32,
            word: self.vocabulary.get(&joined.whole),
            ..*first
        };
        self.out.folded.push_str(&joined.whole);
        self.out.list.truncate(self.out.list.len() - 2);
        self.out.list.push(both);
    }
}
