//! Cutting a text into tokens: one pass over its characters.

use crate::document::Span;
use crate::language::{EightBytes, Vocabulary, WordId};
use crate::token::fold::{Fold, Folder};
use crate::token::letters::small_letters;
use crate::token::{Case, Gap, Kind, Segmentation, Token, Tokens};

/// So many bytes has a word at most that a language lists with its accent.
pub(super) const LONGEST_ACCENT: usize = 5;
/// So many proclitics stand before one word at most (wa-bi-al-).
const MOST_PROCLITICS: usize = 2;

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
    let mut cutter = Cutter {
        text: &text[..span.end],
        segmentation,
        vocabulary,
        folder: Folder::new(),
        at: span.start,
        gap: Gap::Paragraph,
        accented: false,
        out: Tokens {
            list: Vec::with_capacity(length / 4 + 1),
            folded: String::with_capacity(length),
        },
    };
    while cutter.step() {}
    cutter.out
}

struct Cutter<'a> {
    text: &'a str,
    segmentation: &'a Segmentation,
    vocabulary: &'a Vocabulary,
    folder: Folder,
    at: usize,
    gap: Gap,
    accented: bool,
    out: Tokens,
}

/// What was seen of a word while it was folded.
#[derive(Default)]
struct Seen {
    /// Letters and digits.
    letters: usize,
    capitals: usize,
    /// Whether the first letter is a capital.
    first_capital: bool,
    /// Number of the last letter that lost an accent, counted from 1.
    last_accent: Option<usize>,
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
        let Some(c) = self.peek() else { return false };
        if c == ' ' {
            self.at += 1;
            self.gap = self.gap.max(Gap::Space);
            return true;
        }
        match self.folder.fold(c) {
            Fold::Letter(_) | Fold::Letters(_) if self.plain_word() => {}
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
                self.at += 1.max(c.len_utf8());
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
        true
    }

    fn mark(&mut self, c: char, canonical: char) {
        let start = self.at - c.len_utf8();
        let fold_start = self.out.folded.len();
        self.out.folded.push(canonical);
        let folded = (fold_start, self.out.folded.len());
        let word = self.vocabulary.get(&self.out.folded[fold_start..]);
        let value = canonical as u32;
        self.push(start, folded, word, Kind::Mark, value, Case::Lower);
    }

    /// Reads a word of two or more small letters without accents, which most words are; `false` where there is none, or
    /// where something may be joined to it.
    fn plain_word(&mut self) -> bool {
        let language = self.segmentation;
        let rest = &self.text.as_bytes()[self.at..];
        let letters = small_letters(rest);
        let ends = |byte: &u8| {
            byte.is_ascii() && !byte.is_ascii_alphanumeric() && !matches!(byte, b'\'' | b'`')
        };
        let plain = letters > 1
            && rest.get(letters).is_none_or(ends)
            && language.proclitics.is_empty()
            && language.joined.is_empty();
        if plain {
            let (start, fold_start) = (self.at, self.out.folded.len());
            self.at += letters;
            let word = &self.text[start..self.at];
            self.out.folded.push_str(word);
            let folded = (fold_start, fold_start + letters);
            let word = match rest.first_chunk() {
                Some(bytes) if letters <= bytes.len() => {
                    let word = EightBytes::first_of(*bytes, letters);
                    self.vocabulary.get_short(word)
                }
                _ => self.vocabulary.get(word),
            };
            self.push(start, folded, word, Kind::Word, 0, Case::Lower);
            // A space stands behind most words.
            if rest.get(letters) == Some(&b' ') {
                self.at += 1;
                self.gap = Gap::Space;
            }
        }
        plain
    }

    fn word(&mut self) {
        let start = self.at;
        let fold_start = self.out.folded.len();
        let mut seen = Seen::default();
        while let Some((c, fold)) = self.letters(&mut seen) {
            match fold {
                Fold::Digit(_) if seen.letters == 1 && self.after_number() => break,
                Fold::Digit(_) if self.is_proclitic(&self.out.folded[fold_start..]) => break,
                Fold::Digit(digit) => {
                    self.out.folded.push((b'0' + digit as u8) as char);
                    seen.letters += 1;
                    if !c.is_ascii() {
                        seen.last_accent = Some(seen.letters);
                    }
                }
                Fold::Nothing => {}
                Fold::Apostrophe if !self.splits_at_apostrophe(fold_start, c) => {}
                Fold::Mark('.') if self.joins_initials(seen.letters) => {}
                _ => break,
            }
            self.at += c.len_utf8();
        }
        let letters = seen.letters;
        self.keep_accent(start, fold_start, seen.capitals == letters);
        let case = match (seen.first_capital, letters) {
            (true, 2..) if seen.capitals == letters => Case::Upper,
            (true, _) => Case::Capital,
            _ => Case::Lower,
        };
        self.accented = seen.last_accent.is_some_and(|at| at + 1 >= letters);
        self.push_word(start, fold_start, case);
        self.accented = false;
        // An elided article keeps its apostrophe in the span, not in the folded word.
        if let Some(c) = self
            .peek()
            .filter(|&c| self.folder.fold(c) == Fold::Apostrophe)
        {
            self.at += c.len_utf8();
        }
    }

    /// Folds the letters at the cursor; those that stay as they are, which are most, are copied together. What stands
    /// behind them; `None` at the end of the text.
    fn letters(&mut self, seen: &mut Seen) -> Option<(char, Fold)> {
        let mut copied = self.at;
        let behind = loop {
            let rest = &self.text.as_bytes()[self.at..];
            let plain = small_letters(rest);
            seen.letters += plain;
            self.at += plain;
            let Some(c) = self.peek() else { break None };
            let fold = self.folder.fold(c);
            let (Fold::Letter(first) | Fold::Letters([first, _])) = fold else {
                break Some((c, fold));
            };
            seen.letters += 1;
            if first != c {
                self.out.folded.push_str(&self.text[copied..self.at]);
                self.out.folded.push(first);
                if let Fold::Letters([_, second]) = fold {
                    self.out.folded.push(second);
                }
                copied = self.at + c.len_utf8();
                if !c.is_ascii() {
                    seen.last_accent = Some(seen.letters);
                }
                if c.is_uppercase() {
                    seen.capitals += 1;
                    seen.first_capital |= seen.letters == 1;
                }
            }
            self.at += c.len_utf8();
        };
        self.out.folded.push_str(&self.text[copied..self.at]);
        behind
    }

    /// Folds a word that the language lists with its accent as the list says.
    fn keep_accent(&mut self, start: usize, fold_start: usize, capitals: bool) {
        let plain = self.out.folded.len() - fold_start == self.at - start && self.at - start > 1;
        if self.at - start > LONGEST_ACCENT || plain && !capitals {
            return;
        }
        let written = &self.text[start..self.at];
        if let Some(folded) = self.segmentation.accents.get(written) {
            self.out.folded.truncate(fold_start);
            self.out.folded.push_str(folded);
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

    /// Whether the apostrophe before the cursor ends the word: after an elision, before a suffix, or
    /// where no letter follows.
    fn splits_at_apostrophe(&self, fold_start: usize, apostrophe: char) -> bool {
        let rest = &self.text[self.at + apostrophe.len_utf8()..];
        if !rest.chars().next().is_some_and(char::is_alphanumeric) {
            return true;
        }
        let word = &self.out.folded[fold_start..];
        if self.segmentation.elisions.contains(word) {
            return true;
        }
        self.segmentation.suffixes.iter().any(|suffix| {
            rest.get(..suffix.len())
                .is_some_and(|s| s.eq_ignore_ascii_case(suffix))
                && !rest[suffix.len()..]
                    .chars()
                    .next()
                    .is_some_and(char::is_alphanumeric)
        })
    }

    /// Pushes the word just read, cutting off proclitics while the whole is unknown and the rest is known.
    fn push_word(&mut self, mut start: usize, mut fold_start: usize, case: Case) {
        let mut word = self.vocabulary.get(&self.out.folded[fold_start..]);
        while word == WordId::UNKNOWN && !self.segmentation.proclitics.is_empty() {
            let whole = &self.out.folded[fold_start..];
            let Some((cut, lost)) = self.proclitic(whole, MOST_PROCLITICS) else {
                break;
            };
            (start, fold_start) = self.push_proclitic(start, fold_start, cut, lost.len(), case);
            word = self.vocabulary.get(&self.out.folded[fold_start..]);
        }
        let folded = (fold_start, self.out.folded.len());
        self.push(start, folded, word, Kind::Word, 0, case);
        self.join();
    }

    /// Whether what was read of a word is a proclitic: digits behind it are a number.
    fn is_proclitic(&self, word: &str) -> bool {
        let list = &self.segmentation.proclitics;
        !list.is_empty() && list.iter().any(|p| p == word)
    }

    /// Length in bytes of the proclitic to cut off a folded word that is unknown, and what its article has lost
    /// behind it.
    fn proclitic(&self, word: &str, most: usize) -> Option<(usize, &str)> {
        /// Names of fewer bytes begin too many words.
        const SHORTEST_NAME: usize = 6;
        let known = |word: &str, shortest: usize| {
            self.vocabulary.get(word) != WordId::UNKNOWN
                || word.len() >= shortest && self.segmentation.names.contains(word)
        };
        if most == 0 || known(word, 0) {
            return None;
        }
        let (lost, kept) = self.segmentation.split_article();
        let list = self.segmentation.proclitics.iter();
        list.filter(|p| word.len() >= p.len() + 4 && word.starts_with(p.as_str()))
            .find_map(|p| {
                let rest = &word[p.len()..];
                if !kept.is_empty() && p.ends_with(kept) && rest.starts_with(kept) {
                    let whole = format!("{lost}{rest}");
                    return known(&whole, SHORTEST_NAME).then_some((p.len(), lost));
                }
                let fits = known(rest, SHORTEST_NAME) || self.proclitic(rest, most - 1).is_some();
                fits.then_some((p.len(), ""))
            })
    }

    /// Pushes a proclitic; returns where the word behind it begins, in the text and folded, its article whole again.
    fn push_proclitic(
        &mut self,
        start: usize,
        fold_start: usize,
        cut: usize,
        lost: usize,
        case: Case,
    ) -> (usize, usize) {
        let end = self.at;
        let fold_end = fold_start + cut;
        let folded_chars = self.out.folded[fold_start..fold_end].chars().count();
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
        let word = self.vocabulary.get(&self.out.folded[fold_start..fold_end]);
        self.push(start, (fold_start, fold_end), word, Kind::Word, 0, case);
        self.at = end;
        self.out
            .folded
            .insert_str(fold_end, &self.segmentation.article[..lost]);
        (start + offset, fold_end)
    }

    /// Makes one token of the last two words where the language joins them.
    fn join(&mut self) {
        let [.., first, second] = self.out.list[..] else {
            return;
        };
        let candidate = !self.segmentation.joined.is_empty()
            && first.kind == Kind::Word
            && second.gap == Gap::Space;
        if !candidate {
            return;
        }
        let folded =
            |token: Token| &self.out.folded[token.fold_start as usize..token.fold_end as usize];
        let Some(seconds) = self.segmentation.joined.get(folded(first)) else {
            return;
        };
        let right = folded(second);
        let Some(joined) = seconds.iter().find(|joined| *joined.second == *right) else {
            return;
        };
        let fold_start = self.out.folded.len();
        self.out.folded.push_str(&joined.whole);
        self.out.list.truncate(self.out.list.len() - 2);
        self.out.list.push(Token {
            end: second.end,
            fold_start: fold_start as u32,
            fold_end: self.out.folded.len() as u32,
            word: self.vocabulary.get(&joined.whole),
            ..first
        });
    }

    fn number(&mut self) {
        let start = self.at;
        let fold_start = self.out.folded.len();
        let mut value: u32 = 0;
        let mut group = self.digits(&mut value);
        let mut whole = true;
        if group <= 3 {
            while let Some(length) = self.grouped() {
                self.at += length;
                group = self.digits(&mut value);
            }
        }
        // Decimals belong to the number but not to its value.
        let bytes = self.text.as_bytes();
        if matches!(bytes.get(self.at), Some(b',' | b'.'))
            && bytes.get(self.at + 1).is_some_and(u8::is_ascii_digit)
            && group <= 3
            && !self.after_point()
        {
            let length = bytes[self.at + 1..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            if length <= 2 && bytes.get(self.at + 1 + length) != Some(&b'.') {
                self.at += 1 + length;
                whole = false;
            }
        }
        let case = if whole { Case::Lower } else { Case::Upper };
        let folded = (fold_start, self.out.folded.len());
        self.push(start, folded, WordId::UNKNOWN, Kind::Number, value, case);
    }

    /// Whether the cursor's word is glued to a number: the h of 17h30 is a word of its own.
    fn after_number(&self) -> bool {
        let last = self.out.list.last();
        self.gap == Gap::None && last.is_some_and(|t| t.kind == Kind::Number)
    }

    /// Whether digits and a point stand directly before the cursor's number, as in 26.08.17.
    fn after_point(&self) -> bool {
        match self.out.list.as_slice() {
            [.., number, point] => {
                number.kind == Kind::Number && point.is_mark('.') && point.gap == Gap::None
            }
            _ => false,
        }
    }

    /// Reads digits, returns how many.
    fn digits(&mut self, value: &mut u32) -> usize {
        let mut count = 0;
        while let Some(c) = self.peek() {
            let Fold::Digit(digit) = self.folder.fold(c) else {
                break;
            };
            *value = value.saturating_mul(10).saturating_add(digit);
            self.out.folded.push((b'0' + digit as u8) as char);
            self.at += c.len_utf8();
            count += 1;
        }
        count
    }

    /// Length of a grouping mark that is followed by exactly three digits.
    fn grouped(&self) -> Option<usize> {
        let mark = self.peek()?;
        if !self.segmentation.group_marks.contains(&mark) {
            return None;
        }
        let mut rest = self.text[self.at + mark.len_utf8()..].chars();
        let digit =
            |c: Option<char>| c.is_some_and(|c| matches!(self.folder.fold(c), Fold::Digit(_)));
        let three = digit(rest.next()) && digit(rest.next()) && digit(rest.next());
        (three && !digit(rest.next())).then_some(mark.len_utf8())
    }

    fn push(
        &mut self,
        start: usize,
        (fold_start, fold_end): (usize, usize),
        word: WordId,
        kind: Kind,
        value: u32,
        case: Case,
    ) {
        self.out.list.push(Token {
            start: start as u32,
            end: self.at as u32,
            fold_start: fold_start as u32,
            fold_end: fold_end as u32,
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
