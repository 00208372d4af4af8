//! Which language a text is in, and each of its paragraphs: the one of the pack that knows most of its words.

use std::sync::LazyLock;

use crate::document::{Document, Span};
use crate::engine::Engine;
use crate::engine::language::Language;
use crate::language::Lexicon;
use crate::reading::passage;
use crate::token::{Case, Kind, Token, plain_letters, tokenize};

/// A text in a language has at least this share of words that its rules know; a related language has some too, so
/// that a longer text needs more.
const FEWEST_KNOWN: [f64; 2] = [0.25, 0.45];
/// From so many words on a text is a longer one.
const LONGER: usize = 25;
/// So many bytes tell the language of most texts, in which one pack knows clearly more words than any other.
const SHORT_PREFIX: usize = 400;
/// So many bytes tell the language of the others.
const LONG_PREFIX: usize = 2_000;
/// Twice as many words are clearly more.
const CLEARLY: f64 = 2.0;

/// A paragraph in a language has this share of words that its pack knows, and no other pack knows half as many: measured on
/// the annotated texts, one paragraph of a hundred has fewer, and none has so many of another language.
const CLEAR_SHARE: f64 = 0.4;
/// Fewer known words tell no language.
const FEWEST_CLEAR: usize = 3;
/// A paragraph is in no language of ours when the packs know a smaller share of its words in small letters: names say
/// nothing.
const FOREIGN_SHARE: f64 = 0.35;
/// A shorter paragraph is a name or a title, in bytes.
const SHORTEST_FOREIGN: usize = 80;
/// A paragraph with a mark for every so many words is a list, of names as like as not.
const LIST: usize = 3;

/// What the words of a paragraph say of its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is that of this pack.
    Clear(usize),
    /// No pack reads it.
    Foreign,
    /// They are too few to tell, or names.
    Unclear,
}

/// How many of some words a pack knows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known {
    words: usize,
    known: usize,
    /// Words in small letters, which all are where a script has no others.
    small: usize,
    small_known: usize,
    marks: usize,
}

impl Known {
    /// Counts the words of some tokens.
    pub fn count(tokens: &[Token], lexicon: &Lexicon) -> Known {
        let mut out = Known::default();
        for token in tokens {
            match token.kind {
                Kind::Word => {
                    let known = usize::from(lexicon.is_classed(token.word));
                    let small = usize::from(token.case == Case::Lower);
                    out.words += 1;
                    out.known += known;
                    out.small += small;
                    out.small_known += small & known;
                }
                Kind::Mark => out.marks += 1,
                Kind::Number => {}
            }
        }
        out
    }

    /// Of all words, from 0 to 1.
    fn share(&self) -> f64 {
        self.known as f64 / self.words.max(1) as f64
    }

    /// Of the words in small letters, likewise.
    fn share_of_small(&self) -> f64 {
        self.small_known as f64 / self.small.max(1) as f64
    }

    /// Whether they tell that they are of the pack's language.
    pub fn is_clear(&self) -> bool {
        self.known >= FEWEST_CLEAR && self.share() >= CLEAR_SHARE
    }

    /// Whether no pack can tell the language of so few words.
    pub fn is_short(&self) -> bool {
        self.words < FEWEST_CLEAR
    }

    /// Whether these are words of a text, not names in a list.
    fn is_prose(&self) -> bool {
        2 * self.small >= self.words && LIST * self.marks < self.words
    }
}

impl Engine {
    /// The pack of a document's language: the one that its metadata names, or the one that knows most words of
    /// its beginning, or of the paragraphs that any pack reads; `None` where there are none.
    pub fn identify(&self, document: &Document) -> Option<usize> {
        if let Some(code) = &document.language {
            return self.languages().position(|known| known == code);
        }
        let text = &document.text;
        let shares = |bytes| self.shares(prefix(text, bytes));
        clear_best(&shares(SHORT_PREFIX))
            .or_else(|| best(&shares(LONG_PREFIX)))
            .or_else(|| passage::most_read(text, self))
    }

    /// How many of the words of a text each pack knows, from 0 to 1; 0 where they are too few.
    fn shares(&self, text: &str) -> Vec<f64> {
        let enough = |known: Known| {
            let share = known.share();
            match share < FEWEST_KNOWN[usize::from(known.words >= LONGER)] {
                true => 0.0,
                false => share,
            }
        };
        self.known(text).into_iter().map(enough).collect()
    }

    /// How many of the words of a text each pack knows.
    fn known(&self, text: &str) -> Vec<Known> {
        let cased = is_cased(text);
        let known = |(number, language): (usize, &Language)| {
            // A pack knows next to no word in another script.
            if cased != Some(language.cased) {
                return Known::default();
            }
            let base = self.words(number);
            let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
            Known::count(&tokens, &base.lexicon)
        };
        self.languages.iter().enumerate().map(known).collect()
    }

    /// The language of one paragraph.
    pub(crate) fn verdict(&self, text: &str, span: Span) -> Verdict {
        let known = self.known(span.of(text));
        let shares: Vec<f64> = known.iter().map(Known::share).collect();
        let clear = clear_best(&shares).filter(|&best| known[best].is_clear());
        if let Some(pack) = clear {
            return Verdict::Clear(pack);
        }
        let knows = |known: &Known| known.is_prose() && known.share_of_small() >= FOREIGN_SHARE;
        let prose = known.iter().any(Known::is_prose);
        let long = span.end - span.start >= SHORTEST_FOREIGN;
        match long && prose && !known.iter().any(knows) {
            true => Verdict::Foreign,
            false => Verdict::Unclear,
        }
    }
}

/// The beginning of a text, about so many bytes.
fn prefix(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether most letters of a text are of a script that has capitals; `None` where it has no letters.
fn is_cased(text: &str) -> Option<bool> {
    // A letter of another script has two bytes or more.
    let plain = plain_letters(text);
    if 2 * plain > text.len() - plain {
        return Some(true);
    }
    let sign = |c: char| SIGNS.get(c as usize).copied().unwrap_or_else(|| sign(c));
    let signs = text.chars().map(sign);
    let (sum, letters) = signs.fold((0, 0), |(sum, letters), sign| (sum + sign, letters | sign));
    (letters != 0).then_some(sum > 0)
}

/// One more for a letter of a script that has capitals, one less for another letter.
fn sign(c: char) -> i32 {
    match c.is_alphabetic() {
        true if c.is_lowercase() || c.is_uppercase() => 1,
        true => -1,
        false => 0,
    }
}

/// The signs of the characters of most texts, looked up rather than found out again for each.
static SIGNS: LazyLock<Vec<i32>> = LazyLock::new(|| {
    let characters = (0..0x800).filter_map(char::from_u32);
    characters.map(sign).collect()
});

/// The pack that knows most words, if it knows enough of them.
fn best(shares: &[f64]) -> Option<usize> {
    let shares = shares.iter().enumerate();
    let best = shares.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
    (*best.1 > 0.0).then_some(best.0)
}

/// The pack that knows so many more words than all others that more text would not change it.
fn clear_best(shares: &[f64]) -> Option<usize> {
    let best = best(shares)?;
    let clear = |(pack, share): (usize, &f64)| pack == best || share * CLEARLY < shares[best];
    shares.iter().enumerate().all(clear).then_some(best)
}
