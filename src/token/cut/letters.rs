//! Words of letters only, as most are: read and folded by their bytes.

use std::ops::Range;

use crate::language::WordId;
use crate::token::cut::Cutter;
use crate::token::letters::{Head, small_letters, small_letters_of_eight};
use crate::token::{Case, Gap, Kind, Token};

/// So many bytes has the longest folded word that is read here; longer ones are read as any word is.
const LONGEST: usize = 32;

/// The folded letters of one word. Eight bytes are written at once, of which the next may overwrite some.
type Letters = [u8; LONGEST + 8];

/// What was seen of a word whose letters were folded one by one.
struct Folded {
    /// How many bytes the folded letters have.
    length: usize,
    letters: usize,
    /// How many of them are capitals.
    capitals: usize,
    /// Whether the first is.
    capital: bool,
    /// Number of the last letter for which another stands, counted from 1; 0 where there is none.
    last_changed: usize,
    /// Where the word ends in the text.
    end: usize,
    behind: Head,
}

impl Cutter<'_> {
    /// Reads a word that begins with a letter without accent, and as many such words behind it as have no other letters, no
    /// capital but the first, and a space between each other, and maybe a mark: most of a text in Latin script.
    pub(super) fn plain_words(&mut self) {
        if !self.alone {
            return self.word();
        }
        let text = self.text.as_bytes();
        let (mut at, mut gap) = (self.at, self.gap);
        let (first, letters, behind) = loop {
            let rest = &text[at..];
            let Some(&first) = rest.first_chunk() else {
                let letter = Head::of_first(rest).is_letter();
                break (0, usize::from(letter), Head::Other);
            };
            // As small letters.
            let first = u64::from_le_bytes(first) | 0x20;
            let mut letters = small_letters_of_eight(first);
            if letters == 8 {
                letters += small_letters(&rest[letters..]);
            }
            let mut behind = Head::of_first(&rest[letters..]);
            if letters < 2 || !behind.ends_word() {
                break (first, letters, behind);
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
            gap = Gap::None;
            if matches!(behind, Head::Mark | Head::Point) {
                self.plain_mark(at, gap);
                at += 1;
                behind = Head::of_first(&text[at..]);
            }
            if behind != Head::Space {
                break (0, 0, behind);
            }
            at += 1;
            gap = Gap::Space;
        };
        (self.at, self.gap) = (at, gap);
        if letters > 0 {
            self.rarer_word(first, letters, behind);
        }
    }

    /// Pushes a mark that stays as it is.
    #[inline]
    pub(super) fn plain_mark(&mut self, at: usize, gap: Gap) {
        let mark = self.text.as_bytes()[at];
        self.out.list.push(Token {
            start: at as u32,
            end: (at + 1) as u32,
            fold_start: (at - self.from) as u32,
            fold_end: (at - self.from + 1) as u32,
            word: self.vocabulary.get_short(mark.into(), 1),
            value: mark.into(),
            kind: Kind::Mark,
            case: Case::Lower,
            accented: false,
            gap,
        });
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

    /// Reads a word that begins with so many plain letters, of which the first eight are given as small ones: a single one, one
    /// before an apostrophe, or one with other letters.
    fn rarer_word(&mut self, first: u64, letters: usize, behind: Head) {
        if matches!(behind, Head::Pair | Head::Capital) && self.folded_word(letters, letters) {
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
        if !ends || letters == 1 && self.segmentation.accents.has_letter(text[start]) {
            return self.word();
        }
        let word = match letters {
            1..=8 if first != 0 => self.vocabulary.get_short(first, letters),
            _ => self.look_up(folded.clone()),
        };
        self.at = end;
        self.push_letters(start, folded, word, case(text[start]), behind);
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
        let mut bytes = [0; LONGEST + 8];
        let Some(word) = self.fold(known, letters, &mut bytes) else {
            return false;
        };
        let (start, from) = (self.at, self.at - self.from);
        let written = word.end - start;
        let upper = word.capitals == word.letters;
        let case = match word.capital {
            true if upper && word.letters > 1 => Case::Upper,
            true => Case::Capital,
            false => Case::Lower,
        };
        // Only words that seem to have lost something are listed with their accent.
        let listed = word.length != written || upper || written == 1;
        let accents = &self.segmentation.accents;
        let kept = match listed {
            true => accents.get_within(self.text.as_bytes(), start..word.end),
            false => None,
        };
        let (folded, number) = if let Some(kept) = kept {
            (self.add(kept), self.vocabulary.get(kept))
        } else {
            let number = self.vocabulary.get_within(&bytes, 0..word.length);
            let folded = match word.last_changed {
                0 => from..from + written,
                // They are whole characters.
                _ => self.add(str::from_utf8(&bytes[..word.length]).unwrap_or_default()),
            };
            (folded, number)
        };
        self.at = word.end;
        self.accented = word.last_changed > 0 && word.last_changed + 1 >= word.letters;
        self.push_letters(start, folded, number, case, word.behind);
        self.accented = false;
        true
    }

    /// Folds a word, see [`Cutter::folded_word`].
    fn fold(&self, known: usize, letters: usize, bytes: &mut Letters) -> Option<Folded> {
        let (text, folded) = (self.text.as_bytes(), self.out.folded.as_bytes());
        let start = self.at;
        let from = start - self.from;
        match folded[from..].first_chunk::<8>() {
            Some(first) if known <= 8 => bytes[..8].copy_from_slice(first),
            _ => bytes
                .get_mut(..known)?
                .copy_from_slice(&folded[from..from + known]),
        }
        let (mut length, mut letters, mut end) = (known, letters, start + known);
        let mut capital = text[start].is_ascii_uppercase();
        let (mut capitals, mut last_changed) = (usize::from(capital), 0);
        let behind = loop {
            let rest = &text[end..];
            let behind = Head::of_first(rest);
            // What is written keeps within the bytes.
            if length > LONGEST {
                return None;
            }
            match behind {
                Head::Pair => {
                    let pair = self.folder.fold_pair(*rest.first_chunk()?);
                    if pair.is_end() {
                        break behind;
                    }
                    if !pair.is_letter() {
                        return None;
                    }
                    bytes[length..length + 2].copy_from_slice(&pair.bytes());
                    length += pair.length();
                    letters += 1;
                    end += 2;
                    if pair.is_changed() {
                        last_changed = letters;
                        capital |= pair.is_capital() && letters == 1;
                        capitals += usize::from(pair.is_capital());
                    }
                }
                Head::Capital => {
                    bytes[length] = rest[0].to_ascii_lowercase();
                    length += 1;
                    letters += 1;
                    end += 1;
                    capitals += 1;
                }
                Head::Small => {
                    let chunk = rest.first_chunk()?;
                    let more = small_letters_of_eight(u64::from_le_bytes(*chunk));
                    bytes[length..length + 8].copy_from_slice(chunk);
                    length += more;
                    letters += more;
                    end += more;
                }
                Head::Point if letters == 1 => return None,
                _ if behind.ends_word() => break behind,
                _ => return None,
            }
        };
        (letters > 0).then_some(Folded {
            length,
            letters,
            capitals,
            capital,
            last_changed,
            end,
            behind,
        })
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
