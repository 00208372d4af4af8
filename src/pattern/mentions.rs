//! The mentions in a text that patterns step over as one element.

use crate::pattern::openers::{Openers, Tables};
use crate::token::{Kind, Token, Tokens};

/// The mentions that patterns can step over as one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionClass {
    /// A number in digits or words.
    Number,
    /// A time expression.
    Time,
    /// A toponym.
    Place,
    /// An actor.
    Actor,
    /// Words that say when, how or how often beside a verb.
    Adverbial,
}

/// How many classes of mentions there are.
pub(super) const CLASSES: usize = 5;

impl MentionClass {
    pub(super) const NAMES: [(&'static str, MentionClass); CLASSES] = [
        ("number", MentionClass::Number),
        ("time", MentionClass::Time),
        ("place", MentionClass::Place),
        ("actor", MentionClass::Actor),
        ("adverbial", MentionClass::Adverbial),
    ];

    /// So many of them in a row are one element.
    pub(super) fn most(self) -> usize {
        match self {
            MentionClass::Adverbial => 2,
            _ => 1,
        }
    }
}

/// What is no word and may begin at a token, as bits: mentions by their class, and a number in digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Others(u8);

impl Others {
    pub const NONE: Others = Others(0);
    pub const DIGITS: Others = Others(1 << CLASSES);
    /// An opening parenthesis, which patterns may step over with what it encloses.
    const PARENTHESIS: Others = Others(1 << (CLASSES + 1));
    /// Mentions of all classes.
    const MENTIONS: Others = Others((1 << CLASSES) - 1);

    pub fn of(class: MentionClass) -> Others {
        Others(1 << class as u8)
    }

    pub fn join(&mut self, other: Others) {
        self.0 |= other.0;
    }

    fn leave_out(&mut self, other: Others) {
        self.0 &= !other.0;
    }

    #[inline]
    fn meets(self, other: Others) -> bool {
        self.0 & other.0 != 0
    }
}

/// Where mentions begin and end, by token, and which tables of patterns may match from there.
#[derive(Clone, Debug, Default)]
pub struct MentionIndex {
    ends: Vec<[u32; CLASSES]>,
    begun: Vec<Others>,
    open: Vec<Tables>,
    /// What a mention of each class adds to the tables of its first token.
    by_mention: [Tables; CLASSES],
}

impl MentionIndex {
    /// An index for a text, still without mentions.
    pub fn new(tokens: &Tokens, openers: &Openers) -> MentionIndex {
        let begun = |token: &Token| match (token.kind, token.is_mark('(')) {
            (Kind::Number, _) => Others::DIGITS,
            (_, true) => Others::PARENTHESIS,
            _ => Others::NONE,
        };
        let mut ends = Vec::with_capacity(tokens.len());
        ends.resize(tokens.len(), [0; CLASSES]);
        MentionIndex {
            ends,
            begun: tokens.iter().map(begun).collect(),
            open: tokens.iter().map(|token| openers.of(token)).collect(),
            by_mention: openers.of_mentions(),
        }
    }

    /// Notes a mention from token `first` to before token `end`.
    pub fn add(&mut self, class: MentionClass, first: usize, end: usize) {
        let slot = &mut self.ends[first][class as usize];
        *slot = (*slot).max(end as u32);
        self.begun[first].join(Others::of(class));
        self.open[first].join(self.by_mention[class as usize]);
    }

    /// Takes a mention out of the index. That a match may begin there stays noted: it is what *may* be.
    pub fn remove(&mut self, class: MentionClass, first: usize) {
        self.ends[first][class as usize] = 0;
        self.begun[first].leave_out(Others::of(class));
    }

    /// The first token of some at which a match of a table may begin.
    #[inline]
    pub(super) fn next_opening(&self, table: Tables, from: usize, to: usize) -> Option<usize> {
        let open = self.open[from..to].iter();
        Some(from + open.clone().position(|tables| tables.meets(table))?)
    }

    /// The last of them.
    #[inline]
    pub(super) fn last_opening(&self, table: Tables, from: usize, to: usize) -> Option<usize> {
        let mut open = self.open[from..to].iter();
        Some(from + open.rposition(|tables| tables.meets(table))?)
    }

    /// Whether a parenthesis opens at a token.
    #[inline]
    pub(super) fn is_parenthesis(&self, token: usize) -> bool {
        let begun = self.begun.get(token);
        begun.is_some_and(|begun| begun.meets(Others::PARENTHESIS))
    }

    /// Whether a match of a table may begin at a token.
    #[inline]
    pub(super) fn opens(&self, table: Tables, token: usize) -> bool {
        self.open[token].meets(table)
    }

    /// Whether one of some others begins at a token.
    #[inline]
    pub(super) fn begins(&self, others: Others, token: usize) -> bool {
        self.begun[token].meets(others)
    }

    /// Adds the mentions in tokens that follow those of this index.
    pub fn append(&mut self, later: MentionIndex) {
        if self.ends.is_empty() {
            *self = later;
            return;
        }
        let by = self.ends.len() as u32;
        let moved = |end: u32| if end == 0 { 0 } else { end + by };
        let ends = later.ends.into_iter();
        self.ends.extend(ends.map(|ends| ends.map(moved)));
        self.begun.extend(later.begun);
        self.open.extend(later.open);
    }

    /// One past the last token of the mention that begins at a token.
    pub fn end(&self, class: MentionClass, token: usize) -> Option<usize> {
        match self.ends.get(token)?[class as usize] {
            0 => None,
            end => Some(end as usize),
        }
    }

    /// One past the longest mention that begins at a token, or past the token itself.
    #[inline]
    pub(super) fn step(&self, token: usize) -> usize {
        match self.begun[token].meets(Others::MENTIONS) {
            true => self.ends[token]
                .into_iter()
                .fold(token + 1, |longest, end| longest.max(end as usize)),
            false => token + 1,
        }
    }
}
