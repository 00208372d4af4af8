//! Text to tokens, in one pass: words folded so that case, accents and letter variants no longer matter.
//!
//! All later stages compare folded words or their numbers in a [`Vocabulary`]; nothing looks at the
//! original text again except to quote it.

mod cut;
mod fold;
mod letters;
mod segmentation;

use crate::document::Span;
use crate::language::{Vocabulary, WordId};
use crate::token::fold::{Fold, Folder};
pub(crate) use crate::token::letters::plain_letters;
use crate::token::letters::small_letters;

pub use cut::tokenize_within;
pub use segmentation::{Accents, Joined, Segmentation};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Letters, with or without digits after them (`m5`).
    Word,
    /// Digits; [`Token::value`] is their value, without decimals.
    Number,
    /// One punctuation mark; [`Token::value`] is the canonical character.
    Mark,
}

/// How a word was written, which folding hides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// No capital at the start, or a script without capitals.
    Lower,
    /// First letter a capital.
    Capital,
    /// Two or more letters, all capitals.
    Upper,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing, or an apostrophe.
    None,
    /// A hyphen.
    Hyphen,
    /// White space.
    Space,
    /// A line end.
    Line,
    /// An empty line, or the start of the text.
    Paragraph,
}

/// A word, a number or a punctuation mark.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it stands in the text.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    fold_start: u32,
    fold_end: u32,
    /// Its number in the vocabulary; [`WordId::UNKNOWN`] for words that no rule mentions.
    pub word: WordId,
    /// Value of a number, character of a mark, otherwise 0.
    pub value: u32,
    /// What it is.
    pub kind: Kind,
    /// How it was written.
    pub case: Case,
    /// Whether folding took a mark off one of the last two letters (`tué`, `tués`, not `tue`).
    pub accented: bool,
    /// What stands before it.
    pub gap: Gap,
}

impl Token {
    /// Where it stands in the text.
    pub fn span(&self) -> Span {
        Span {
            start: self.start as usize,
            end: self.end as usize,
        }
    }

    /// The punctuation mark that it is, in its canonical form.
    #[inline]
    pub fn mark(&self) -> Option<char> {
        // Most tokens are none, and are turned away before their value is looked at.
        if self.kind != Kind::Mark {
            return None;
        }
        char::from_u32(self.value)
    }

    /// Whether it is this punctuation mark, given in its canonical form.
    pub fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.value == mark as u32
    }
}

/// The tokens of one text and their folded words.
#[derive(Debug, Default)]
pub struct Tokens {
    list: Vec<Token>,
    folded: String,
}

impl std::ops::Deref for Tokens {
    type Target = [Token];
    fn deref(&self) -> &[Token] {
        &self.list
    }
}

impl Tokens {
    /// The folded form of a token: lower case, no accents, one form per letter.
    pub fn folded(&self, token: &Token) -> &str {
        &self.folded[token.fold_start as usize..token.fold_end as usize]
    }

    /// Adds the tokens of a later part of the text, which may be in another language.
    pub fn append(&mut self, later: Tokens) {
        if self.list.is_empty() {
            *self = later;
            return;
        }
        let by = self.folded.len() as u32;
        self.folded.push_str(&later.folded);
        self.list.extend(later.list.into_iter().map(|token| Token {
            fold_start: token.fold_start + by,
            fold_end: token.fold_end + by,
            ..token
        }));
    }

    /// The bytes from the first token to the last, both included.
    pub fn span(&self, first: usize, last: usize) -> Span {
        Span {
            start: self.list[first].start as usize,
            end: self.list[last].end as usize,
        }
    }
}

/// Cuts a text into tokens.
///
/// Texts are limited to 4 GiB; what lies beyond is not read.
pub fn tokenize(text: &str, segmentation: &Segmentation, vocabulary: &Vocabulary) -> Tokens {
    let text = text.get(..u32::MAX as usize).unwrap_or(text);
    let whole = Span {
        start: 0,
        end: text.len(),
    };
    tokenize_within(text, whole, segmentation, vocabulary)
}

/// The folded words of a short text (a name, a pattern's literal), marks left out.
pub fn fold_words(text: &str, segmentation: &Segmentation) -> Vec<String> {
    let tokens = tokenize(text, segmentation, &Vocabulary::default());
    let words = tokens.iter().filter(|t| t.kind != Kind::Mark);
    words.map(|t| tokens.folded(t).to_owned()).collect()
}

/// The folded words of a name of no language as one text, with a space between two words.
pub fn fold_name(text: &str) -> String {
    let folder = Folder::new();
    let mut folded = String::with_capacity(text.len());
    let mut parted = false;
    for c in text.chars() {
        let (first, second) = match folder.fold(c) {
            Fold::Letter(letter) => (letter, None),
            Fold::Letters([first, second]) => (first, Some(second)),
            Fold::Space | Fold::Hyphen => {
                parted = !folded.is_empty();
                continue;
            }
            // Few names have something to be cut.
            _ => return fold_words(text, &Segmentation::default()).join(" "),
        };
        if parted {
            folded.push(' ');
            parted = false;
        }
        folded.push(first);
        folded.extend(second);
    }
    folded
}

/// The folded form of a text that is one word of two or more small letters without accents: itself. `None` for others,
/// which have to be cut.
pub(crate) fn plain_word(text: &str) -> Option<&str> {
    let plain = text.len() > 1 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    plain.then_some(text)
}

/// Folds a text that is one word of letters, as [`tokenize`] does, and adds it to another text; whether it ends with an
/// accent. `None` for others, which have to be cut, and for those that the language lists with their accent.
pub(crate) fn fold_letters(
    text: &str,
    segmentation: &Segmentation,
    out: &mut String,
) -> Option<bool> {
    if segmentation.accents.get(text).is_some() {
        return None;
    }
    let folder = Folder::new();
    let (from, mut letters, mut accent) = (out.len(), 0, 0);
    let mut rest = text;
    loop {
        // Most letters stay as they are.
        let (plain, behind) = rest.split_at(small_letters(rest.as_bytes()));
        out.push_str(plain);
        letters += plain.len();
        let mut chars = behind.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let fold = folder.fold(c);
        let (Fold::Letter(first) | Fold::Letters([first, _])) = fold else {
            out.truncate(from);
            return None;
        };
        letters += 1;
        out.push(first);
        if let Fold::Letters([_, second]) = fold {
            out.push(second);
        }
        if first != c && !c.is_ascii() {
            accent = letters;
        }
    }
    (letters > 0).then_some(accent > 0 && accent + 1 >= letters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gazetteer::load::read_tables;

    #[test]
    fn names_are_folded_as_texts_are() {
        let tables = read_tables(&[], false).unwrap();
        let cells = tables.iter().flat_map(|table| table.rows());
        let cells = cells.flat_map(|row| row.cells());
        for name in [
            "",
            "A",
            "a - b",
            "-Deir ez-Zor ",
            "Al--Bab  2",
            "d'Alep",
            "US.",
        ]
        .into_iter()
        .chain(cells)
        {
            let words = fold_words(name, &Segmentation::default());
            assert_eq!(fold_name(name), words.join(" "), "{name:?}");
        }
    }

    /// Words are read eight bytes at a time where so many follow, and one by one at the end of a text.
    #[test]
    fn words_are_the_same_within_a_text_and_at_its_end() {
        let mut segmentation = Segmentation::default();
        segmentation.elisions.intern("l");
        segmentation.suffixes.push("s".to_owned());
        segmentation.accents.insert("à", "à");
        segmentation.accents.insert("A", "à");
        segmentation.accents.insert("OÙ", "où");
        let mut proclitic = segmentation.clone();
        proclitic.proclitics.push("و".to_owned());
        let mut vocabulary = Vocabulary::default();
        for word in ["armee", "president", "a", "à", "où", ".", "حلب", "مدينه"] {
            vocabulary.intern(word);
        }
        for language in [segmentation, proclitic] {
            for text in [
                "a",
                "A",
                "à",
                "À",
                "É",
                "OÙ",
                "Où",
                "armée",
                "Armée",
                "ARMÉE",
                "ARMEE",
                "président",
                "l'armée",
                "L’Armée",
                "Syria's",
                "aujourd'hui",
                "U.S.",
                "p.m.",
                "M23",
                "17h30",
                "McDonald",
                "œuvre",
                "ÉTÉ",
                "Ștefan",
                "Straße",
                "co\u{301}te",
                "a»",
                "fin.",
                "fin...",
                "(ONU)",
                "حلب",
                "وحلب",
                "مدينة",
                "حـلب",
                "مدينة،",
                "أبABCd",
                "abc\u{a0}",
                "ﷺ",
                "Ⱥx",
                "x-y",
                "'x'",
                "1.417 abc",
                "٣ حلب",
                "中国",
            ] {
                let alone = tokenize(text, &language, &vocabulary);
                let whole = format!("{text} and what stands behind it");
                let within = tokenize(&whole, &language, &vocabulary);
                for (one, other) in alone.iter().zip(within.iter()) {
                    let told = |token: &Token, tokens: &Tokens| {
                        let folded = tokens.folded(token).to_owned();
                        let place = (token.start, token.end, token.gap);
                        (
                            folded,
                            place,
                            token.word,
                            token.kind,
                            token.value,
                            token.case,
                            token.accented,
                        )
                    };
                    assert_eq!(told(one, &alone), told(other, &within), "{text}");
                }
                assert_eq!(within.len(), alone.len() + 5, "{text}");
            }
        }
    }

    #[test]
    fn letters_are_folded_as_they_are_in_a_text() {
        let mut segmentation = Segmentation::default();
        segmentation.accents.insert("où", "où");
        for text in [
            "é",
            "État",
            "prisé",
            "prisée",
            "prises",
            "œuvre",
            "Kobanê",
            "ÉTÉ",
            "ou",
            "où",
            "x",
            "أهل",
            "القرى",
            "الرقّة",
            "l'est",
            "17h",
            "H2",
            "deux mots",
            "",
            "-",
            "Ștefan",
        ] {
            let tokens = tokenize(text, &segmentation, &Vocabulary::default());
            let mut folded = String::from("a");
            match (fold_letters(text, &segmentation, &mut folded), &tokens[..]) {
                (Some(accented), [one]) => {
                    assert_eq!(&folded[1..], tokens.folded(one), "{text}");
                    assert_eq!(accented, one.accented, "{text}");
                }
                (found, _) => {
                    assert_eq!((found, folded.as_str()), (None, "a"), "{text}");
                }
            }
        }
        assert!(fold_letters("القرى", &segmentation, &mut String::new()).is_some());
    }
}
