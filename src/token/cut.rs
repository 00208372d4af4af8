//! Cutting a text into tokens: one pass over its bytes.

mod letters;
mod number;
mod proclitic;

use std::ops::Range;

use crate::document::Span;
use crate::language::{Vocabulary, WordId};
use crate::token::fold::{Fold, Folder};
use crate::token::letters::{Head, small_letters};
use crate::token::{Case, Gap, Kind, Segmentation, Token, Tokens};

/// Cuts a part of a text into tokens, as if nothing stood before it; they stand where they do in the whole text.
///
/// The part ends within the first 4 GiB.
pub fn tokenize_within(
    text: &str,
    span: Span,
    segmentation: &Segmentation,
    vocabulary: &Vocabulary,
) -> Tokens {
    let length = span.end - span.start;
    // Most words are as in the text but for capitals; only the others are added behind it.
    let mut folded = String::with_capacity(length + length / 2);
    folded.push_str(&text[span.start..span.end]);
    folded.make_ascii_lowercase();
    let mut cutter = Cutter {
        text: &text[..span.end],
        from: span.start,
        segmentation,
        alone: segmentation.proclitics.is_empty() && segmentation.joined.is_empty(),
        joined: segmentation.joined_words(vocabulary),
        vocabulary,
        folder: Folder::new(),
        at: span.start,
        gap: Gap::Paragraph,
        accented: false,
        out: Tokens {
            list: Vec::with_capacity(length / 4 + 1),
            folded,
        },
    };
    while cutter.step() {}
    cutter.out
}

struct Cutter<'a> {
    text: &'a str,
    /// Where the part begins, and the folded text with it.
    from: usize,
    segmentation: &'a Segmentation,
    /// Whether no words are written together in the language, and none is one only with the next.
    alone: bool,
    /// The numbers of the words that may be joined with the next.
    joined: Range<u32>,
    vocabulary: &'a Vocabulary,
    folder: Folder,
    at: usize,
    gap: Gap,
    accented: bool,
    out: Tokens,
}

/// A word or a number while it is read.
struct Writing {
    start: usize,
    /// Where it begins in the folded text if it had to be added there, since it is not as in the text.
    added: Option<usize>,
    /// The text up to here was added.
    copied: usize,
    /// Letters and digits.
    letters: usize,
    capitals: usize,
    /// Whether the first letter is a capital.
    first_capital: bool,
    /// Number of the last letter that lost an accent, counted from 1; 0 where none did.
    last_accent: usize,
}

impl Writing {
    fn new(start: usize) -> Writing {
        Writing {
            start,
            added: None,
            copied: start,
            letters: 0,
            capitals: 0,
            first_capital: false,
            last_accent: 0,
        }
    }

    /// Counts a letter that may be a capital and may lose an accent.
    fn count(&mut self, capital: bool, accent: bool) {
        self.letters += 1;
        self.capitals += usize::from(capital);
        self.first_capital |= capital && self.letters == 1;
        if accent {
            self.last_accent = self.letters;
        }
    }

    fn case(&self) -> Case {
        match (self.first_capital, self.letters) {
            (true, 2..) if self.capitals == self.letters => Case::Upper,
            (true, _) => Case::Capital,
            _ => Case::Lower,
        }
    }

    /// Whether one of the last two letters lost an accent.
    fn is_accented(&self) -> bool {
        self.last_accent > 0 && self.last_accent + 1 >= self.letters
    }
}

impl Cutter<'_> {
    fn peek(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(&byte) if byte < 128 => Some(byte as char),
            Some(_) => self.text[self.at..].chars().next(),
            None => None,
        }
    }

    /// Reads one token or one gap; `false` at the end of the text.
    fn step(&mut self) -> bool {
        let Some(&byte) = self.text.as_bytes().get(self.at) else {
            return false;
        };
        match Head::of(byte) {
            Head::Small | Head::Capital => self.plain_words(),
            Head::Pair if self.pair_word() => {}
            Head::Space => {
                self.at += 1;
                self.gap = self.gap.max(Gap::Space);
            }
            Head::Mark | Head::Point => {
                self.plain_mark(self.at, self.gap);
                self.at += 1;
                self.gap = Gap::None;
            }
            _ => self.other(),
        }
        true
    }

    /// Reads what begins with any character.
    fn other(&mut self) {
        let Some(c) = self.peek() else { return };
        match self.folder.fold(c) {
            Fold::Letter(_) | Fold::Letters(_) => self.word(),
            Fold::Digit(_) => self.number(),
            Fold::Space => {
                self.at += c.len_utf8();
                self.gap = match (c, self.gap) {
                    ('\n' | '\u{2028}', Gap::Line | Gap::Paragraph) => Gap::Paragraph,
                    ('\n' | '\u{2028}', _) => Gap::Line,
                    ('\u{2029}', _) => Gap::Paragraph,
                    (_, gap) => gap.max(Gap::Space),
                };
            }
            Fold::Hyphen => {
                self.at += c.len_utf8();
                let inside = self.gap == Gap::None
                    && self.peek().is_some_and(|next| {
                        matches!(
                            self.folder.fold(next),
                            Fold::Letter(_) | Fold::Letters(_) | Fold::Digit(_)
                        )
                    });
                if inside {
                    self.gap = Gap::Hyphen;
                } else {
                    self.mark(c, '–');
                }
            }
            Fold::Nothing | Fold::Apostrophe => self.at += c.len_utf8(),
            Fold::Mark(canonical) => {
                self.at += c.len_utf8();
                self.mark(c, canonical);
            }
        }
    }

    /// Adds the mark before the cursor.
    fn mark(&mut self, c: char, canonical: char) {
        let start = self.at - c.len_utf8();
        let folded = match c == canonical {
            true => start - self.from..self.at - self.from,
            false => self.add(canonical.encode_utf8(&mut [0; 4])),
        };
        let word = self.look_up(folded.clone());
        let value = canonical as u32;
        self.push(start, folded, word, Kind::Mark, value, Case::Lower);
    }

    /// Reads any word.
    fn word(&mut self) {
        let mut word = Writing::new(self.at);
        loop {
            match self.letters(&mut word) {
                Head::Space | Head::Mark | Head::Break => break,
                _ if !self.goes_on(&mut word) => break,
                _ => {}
            }
        }
        let folded = self.folded(&mut word);
        let folded = self.keep_accent(&word, folded);
        self.accented = word.is_accented();
        let number = self.look_up(folded.clone());
        self.push_word(word.start, folded, number, word.case());
        self.accented = false;
        match self.text.as_bytes().get(self.at) {
            // A space stands behind most words.
            Some(b' ') => {
                self.at += 1;
                self.gap = Gap::Space;
            }
            // An elided article keeps its apostrophe in the span, not in the folded word.
            Some(b'\'' | b'`' | 0x80..) => {
                let next = self.peek();
                let next = next.filter(|&c| self.folder.fold(c) == Fold::Apostrophe);
                self.at += next.map_or(0, char::len_utf8);
            }
            _ => {}
        }
    }

    /// Reads letters without accents. What stands behind them.
    fn letters(&mut self, word: &mut Writing) -> Head {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            let Some(&byte) = rest.first() else {
                return Head::Break;
            };
            match Head::of(byte) {
                Head::Small => {
                    let letters = small_letters(rest);
                    word.letters += letters;
                    self.at += letters;
                }
                Head::Capital => {
                    word.count(true, false);
                    self.at += 1;
                }
                other => return other,
            }
        }
    }

    /// Reads what else may stand in a word; `false` where it ends.
    fn goes_on(&mut self, word: &mut Writing) -> bool {
        let Some(c) = self.peek() else { return false };
        let bytes = c.len_utf8();
        match self.folder.fold(c) {
            Fold::Letter(letter) if letter == c => {
                word.letters += 1;
                self.at += bytes;
            }
            Fold::Letter(letter) => {
                word.count(c.is_uppercase(), true);
                self.replace(word, bytes, &[letter]);
            }
            Fold::Letters(letters) => {
                word.count(c.is_uppercase(), true);
                self.replace(word, bytes, &letters);
            }
            Fold::Digit(_) if word.letters == 1 && self.after_number() => return false,
            Fold::Digit(_) if self.is_proclitic(word) => return false,
            Fold::Digit(digit) => {
                word.count(false, !c.is_ascii());
                self.digit(word, c, digit);
            }
            Fold::Nothing => self.replace(word, bytes, &[]),
            Fold::Apostrophe => {
                let folded = self.folded(word);
                if self.splits_at_apostrophe(folded, &self.text[self.at + bytes..]) {
                    return false;
                }
                self.replace(word, bytes, &[]);
            }
            Fold::Mark('.') if self.joins_initials(word.letters) => {
                self.replace(word, bytes, &[]);
            }
            _ => return false,
        }
        true
    }

    /// Writes some letters for the bytes at the cursor.
    fn replace(&mut self, word: &mut Writing, bytes: usize, letters: &[char]) {
        self.copy(word);
        self.out.folded.extend(letters);
        self.at += bytes;
        word.copied = self.at;
    }

    /// Adds what was read of a word to the folded text.
    fn copy(&mut self, word: &mut Writing) {
        word.added.get_or_insert(self.out.folded.len());
        let read = word.copied - self.from..self.at - self.from;
        self.out.folded.extend_from_within(read);
        word.copied = self.at;
    }

    /// Where what was read of a word stands in the folded text.
    fn folded(&mut self, word: &mut Writing) -> Range<usize> {
        match word.added {
            None => word.start - self.from..self.at - self.from,
            Some(from) => {
                self.copy(word);
                from..self.out.folded.len()
            }
        }
    }

    /// Folds a word that the language lists with its accent as the list says.
    fn keep_accent(&mut self, word: &Writing, folded: Range<usize>) -> Range<usize> {
        let written = word.start..self.at;
        let plain = written.len() > 1 && folded.len() == written.len();
        if plain && word.capitals < word.letters {
            return folded;
        }
        let text = self.text.as_bytes();
        match self.segmentation.accents.get_within(text, written) {
            Some(kept) => self.add(kept),
            None => folded,
        }
    }

    /// Whether the point at the cursor belongs to a word of single letters with points (`U.S.`, `p.m.`): such a point
    /// stands behind every letter, the last one included.
    fn joins_initials(&self, letters: usize) -> bool {
        let bytes = self.text.as_bytes();
        let letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
        let point = |at: usize| bytes.get(at) == Some(&b'.');
        let opens = letters == 1 && letter(self.at + 1) && point(self.at + 2);
        let goes_on = letters > 1
            && self.at >= 2
            && point(self.at - 2)
            && !(letter(self.at + 1) && letter(self.at + 2));
        opens || goes_on
    }

    /// Whether an apostrophe ends a word: after an elision, before a suffix, or where no letter follows.
    fn splits_at_apostrophe(&self, folded: Range<usize>, behind: &str) -> bool {
        let text = self.out.folded.as_bytes();
        if !behind.chars().next().is_some_and(char::is_alphanumeric)
            || self.segmentation.elisions.get_within(text, folded) != WordId::UNKNOWN
        {
            return true;
        }
        let goes_on = |rest: &str| rest.chars().next().is_some_and(char::is_alphanumeric);
        self.segmentation.suffixes.iter().any(|suffix| {
            behind
                .split_at_checked(suffix.len())
                .is_some_and(|(s, rest)| s.eq_ignore_ascii_case(suffix) && !goes_on(rest))
        })
    }

    /// Adds a word to the folded text; where it stands there.
    fn add(&mut self, folded: &str) -> Range<usize> {
        let from = self.out.folded.len();
        self.out.folded.push_str(folded);
        from..self.out.folded.len()
    }

    /// The number of a word of the folded text.
    #[inline]
    fn look_up(&self, folded: Range<usize>) -> WordId {
        let text = self.out.folded.as_bytes();
        self.vocabulary.get_within(text, folded)
    }

    #[inline]
    fn push(
        &mut self,
        start: usize,
        folded: Range<usize>,
        word: WordId,
        kind: Kind,
        value: u32,
        case: Case,
    ) {
        self.out.list.push(Token {
            start: start as u32,
            end: self.at as u32,
            fold_start: folded.start as u32,
            fold_end: folded.end as u32,
            word,
            value,
            kind,
            case,
            accented: self.accented,
            gap: self.gap,
        });
        self.gap = Gap::None;
    }
}
