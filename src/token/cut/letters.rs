//! Words of letters only, as most are: read and folded by their bytes.

use std::ops::Range;

use crate::language::WordId;
use crate::token::cut::Cutter;
use crate::token::letters::{Head, small_letters, small_letters_of_eight};
use crate::token::{Case, Gap, Kind, Token};

/// So many bytes has the longest folded word that is read here; longer ones are read as any word is.
const LONGEST: usize = 32;

/// A word while its letters are folded one by one.
struct Folding {
    /// Eight bytes are written at once, of which the next may overwrite some.
    bytes: [u8; LONGEST + 8],
    length: usize,
    letters: usize,
    /// Whether the first letter is a capital; none behind it is.
    capital: bool,
    /// Whether another letter stands for any.
    changed: bool,
    /// Number of the last letter that lost an accent, counted from 1; 0 where none did.
    last_accent: usize,
    /// Where the word ends in the text.
    end: usize,
    behind: Head,
}

impl Cutter<'_> {
    /// Reads a word that begins with a letter without accent, and as many such words behind it as have no other letters, no
    /// capital but the first, and a space between each other: most of a text in Latin script.
    pub(super) fn plain_words(&mut self) {
        if !self.alone {
            return self.word();
        }
        let text = self.text.as_bytes();
        let (mut at, mut gap) = (self.at, self.gap);
        let (letters, behind) = loop {
            let rest = &text[at..];
            let Some(&first) = rest.first_chunk() else {
                break (usize::from(Head::of_first(rest).is_letter()), Head::Other);
            };
            // As small letters.
            let first = u64::from_le_bytes(first) | 0x20;
            let mut letters = small_letters_of_eight(first);
            if letters == 8 {
                letters += small_letters(&rest[letters..]);
            }
            let behind = Head::of_first(&rest[letters..]);
            if letters < 2 || !behind.ends_word() {
                break (letters, behind);
            }
            let folded = at - self.from..at - self.from + letters;
            let word = match letters {
                ..=8 => self.vocabulary.get_short(first, letters),
                _ => self.look_up(folded.clone()),
            };
            self.out.list.push(Token {
                start: at as u32,
                end: (at + letters) as u32,
                fold_start: folded.start as u32,
                fold_end: folded.end as u32,
                word,
                value: 0,
                kind: Kind::Word,
                case: case(rest[0]),
                accented: false,
                gap,
            });
            at += letters;
            if behind != Head::Space {
                gap = Gap::None;
                break (0, behind);
            }
            at += 1;
            gap = Gap::Space;
        };
        (self.at, self.gap) = (at, gap);
        if letters > 0 {
            self.rarer_word(letters, behind);
        }
    }

    /// Pushes a word of letters, and passes over the space that stands behind most.
    #[inline]
    fn push_letters(
        &mut self,
        start: usize,
        folded: Range<usize>,
        word: WordId,
        case: Case,
        behind: Head,
    ) {
        match self.alone {
            true => self.push(start, folded, word, Kind::Word, 0, case),
            false => self.push_word(start, folded, word, case),
        }
        if behind == Head::Space {
            self.at += 1;
            self.gap = Gap::Space;
        }
    }

    /// Reads a word that begins with so many plain letters: a single one, one before an apostrophe, or one with other letters.
    fn rarer_word(&mut self, letters: usize, behind: Head) {
        if behind == Head::Pair && self.folded_word(letters, letters) {
            return;
        }
        let (start, end) = (self.at, self.at + letters);
        let folded = start - self.from..end - self.from;
        let text = self.text.as_bytes();
        let apostrophe = match text[end..] {
            [b'\'' | b'`', ..] => 1,
            [0xe2, 0x80, 0x98 | 0x99, ..] => 3,
            _ => 0,
        };
        let ends = match behind {
            // It may be the first of initials.
            Head::Point => letters > 1,
            _ if apostrophe > 0 => {
                self.splits_at_apostrophe(folded.clone(), &self.text[end + apostrophe..])
            }
            _ => behind.ends_word(),
        };
        let accents = &self.segmentation.accents;
        if !ends || letters == 1 && accents.get_within(text, start..end).is_some() {
            return self.word();
        }
        let (word, case) = (self.look_up(folded.clone()), case(text[start]));
        self.at = end;
        self.push_letters(start, folded, word, case, behind);
        self.at += apostrophe;
    }

    /// Reads a word that begins with a letter of two bytes; `false` where none stands there, or the word has other
    /// characters or is long.
    pub(super) fn pair_word(&mut self) -> bool {
        let (start, from) = (self.at, self.at - self.from);
        let rest = &self.text.as_bytes()[start..];
        let mut kept = 0;
        while let Some(&pair) = rest[kept..].first_chunk() {
            if !self.folder.fold_pair(pair).is_kept() {
                break;
            }
            kept += 2;
        }
        let behind = Head::of_first(&rest[kept..]);
        if kept <= 2 || !behind.ends_word() {
            return self.folded_word(kept, kept / 2);
        }
        let folded = from..from + kept;
        let word = self.look_up(folded.clone());
        self.at += kept;
        self.push_letters(start, folded, word, Case::Lower, behind);
        true
    }

    /// Reads a word of letters of one or two bytes, and folds it; its first bytes, which are so many letters, are known to
    /// stay as they are but for case. `false` where the word has anything else or is long.
    fn folded_word(&mut self, known: usize, letters: usize) -> bool {
        let Some(word) = self.fold(known, letters) else {
            return false;
        };
        let start = self.at;
        let text = self.text.as_bytes();
        let accents = &self.segmentation.accents;
        let single_capital = word.capital && word.letters == 1;
        let kept = match word.length == word.end - start && !single_capital {
            true => None,
            false => accents.get_within(text, start..word.end),
        };
        let (folded, number) = if let Some(kept) = kept {
            (self.add(kept), self.vocabulary.get(kept))
        } else {
            let number = self.vocabulary.get_within(&word.bytes, 0..word.length);
            if word.changed {
                let letters = std::str::from_utf8(&word.bytes[..word.length]);
                (self.add(letters.unwrap_or_default()), number)
            } else {
                (start - self.from..word.end - self.from, number)
            }
        };
        let case = match word.capital {
            true => Case::Capital,
            false => Case::Lower,
        };
        self.at = word.end;
        self.accented = word.last_accent > 0 && word.last_accent + 1 >= word.letters;
        self.push_letters(start, folded, number, case, word.behind);
        self.accented = false;
        true
    }

    /// Folds a word, see [`Cutter::folded_word`].
    fn fold(&self, known: usize, letters: usize) -> Option<Folding> {
        let text = self.text.as_bytes();
        let from = self.at - self.from;
        let mut word = Folding {
            bytes: [0; LONGEST + 8],
            length: known,
            letters,
            capital: text[self.at].is_ascii_uppercase(),
            changed: false,
            last_accent: 0,
            end: self.at + known,
            behind: Head::Break,
        };
        let folded = self.out.folded.as_bytes();
        word.bytes
            .get_mut(..known)?
            .copy_from_slice(&folded[from..from + known]);
        loop {
            let rest = &text[word.end..];
            word.behind = Head::of_first(rest);
            // What is written keeps within the bytes.
            if word.length > LONGEST {
                return None;
            }
            match word.behind {
                Head::Pair => {
                    let pair = self.folder.fold_pair(*rest.first_chunk()?);
                    if pair.is_end() {
                        break;
                    }
                    if !pair.is_letter() || pair.is_capital() && word.letters > 0 {
                        return None;
                    }
                    word.bytes[word.length..word.length + 2].copy_from_slice(&pair.bytes());
                    word.length += pair.length();
                    word.letters += 1;
                    word.end += 2;
                    if pair.is_changed() {
                        word.changed = true;
                        word.last_accent = word.letters;
                        word.capital |= pair.is_capital();
                    }
                }
                Head::Small => {
                    let chunk = rest.first_chunk()?;
                    let letters = small_letters_of_eight(u64::from_le_bytes(*chunk));
                    word.bytes[word.length..word.length + 8].copy_from_slice(chunk);
                    word.length += letters;
                    word.letters += letters;
                    word.end += letters;
                }
                Head::Point if word.letters == 1 => return None,
                behind if behind.ends_word() => break,
                _ => return None,
            }
        }
        (word.letters > 0).then_some(word)
    }
}

/// How a word with small letters behind its first was written.
#[inline]
fn case(first: u8) -> Case {
    match Head::of(first) {
        Head::Capital => Case::Capital,
        _ => Case::Lower,
    }
}
