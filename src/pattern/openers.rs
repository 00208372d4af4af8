//! Which tables of patterns may have a match that begins with a token: most tokens begin nothing, and are turned away
//! for all tables by one look at a few bits.

use crate::language::WordId;
use crate::pattern::MentionClass;
use crate::pattern::mentions::CLASSES;
use crate::token::{Kind, Token};

/// A set of the tables of one language, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tables(u32);

impl Tables {
    pub fn join(&mut self, other: Tables) {
        self.0 |= other.0;
    }

    pub fn meets(self, other: Tables) -> bool {
        self.0 & other.0 != 0
    }
}

/// What may begin a match of which tables.
#[derive(Clone, Debug, Default)]
pub struct Openers {
    /// How many tables there are.
    tables: u32,
    words: Vec<Tables>,
    mentions: [Tables; CLASSES],
    digits: Tables,
}

impl Openers {
    /// One more table. The last bit stands for all tables from there on: what a set says is that a match *may* begin.
    pub(super) fn table(&mut self) -> Tables {
        let table = Tables(1 << self.tables.min(u32::BITS - 1));
        self.tables += 1;
        table
    }

    pub(super) fn by_word(&mut self, word: WordId, table: Tables) {
        let words = self.words.len().max(word.0 as usize + 1);
        self.words.resize(words, Tables::default());
        self.words[word.0 as usize].join(table);
    }

    pub(super) fn by_mention(&mut self, class: MentionClass, table: Tables) {
        self.mentions[class as usize].join(table);
    }

    pub(super) fn by_digits(&mut self, table: Tables) {
        self.digits.join(table);
    }

    /// The tables that a mention of each class may begin a match of.
    pub(super) fn of_mentions(&self) -> [Tables; CLASSES] {
        self.mentions
    }

    /// The tables that a token may begin a match of by itself.
    pub(super) fn of(&self, token: &Token) -> Tables {
        let word = self.words.get(token.word.0 as usize);
        let mut tables = word.copied().unwrap_or_default();
        if token.kind == Kind::Number {
            tables.join(self.digits);
        }
        tables
    }
}
