//! The mentions in a text that patterns step over as one element.

use crate::language::WordId;
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

    /// Of how many bits those are that a match may begin with.
    pub const BITS: u32 = CLASSES as u32 + 1;

    pub fn of(class: MentionClass) -> Others {
        Others(1 << class as u8)
    }

    pub fn bits(self) -> u64 {
        u64::from(self.0)
    }

    /// Those of the lowest bits.
    pub fn of_bits(bits: u64) -> Others {
        Others(bits as u8 & ((1 << Others::BITS) - 1))
    }

    pub fn both(self, other: Others) -> Others {
        Others(self.0 & other.0)
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

/// What patterns ask of a token again and again, in eight bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glance {
    /// Its word.
    pub word: WordId,
    /// So many tokens a gap steps over here as over one element: those of the longest mention, or the word alone; 0 where
    /// gaps end, at every mark but quotation marks.
    step: u16,
    begun: Others,
}

impl Glance {
    fn new(token: &Token) -> Glance {
        let (step, begun) = match token.kind {
            Kind::Word => (1, Others::NONE),
            Kind::Number => (1, Others::DIGITS),
            Kind::Mark if token.is_mark('«') || token.is_mark('»') => (1, Others::NONE),
            Kind::Mark if token.is_mark('(') => (0, Others::PARENTHESIS),
            Kind::Mark => (0, Others::NONE),
        };
        let word = token.word;
        Glance { word, step, begun }
    }

    /// Whether one of some others begins here.
    #[inline]
    pub fn begins(self, others: Others) -> bool {
        self.begun.meets(others)
    }

    /// Whether a parenthesis opens here.
    #[inline]
    pub fn is_parenthesis(self) -> bool {
        self.begun.meets(Others::PARENTHESIS)
    }

    /// Over how many tokens a gap steps here; `None` where it ends.
    #[inline]
    pub fn step(self) -> Option<usize> {
        (self.step > 0).then_some(usize::from(self.step))
    }
}

/// Where mentions begin and end, by token, and which tables of patterns may match from there.
#[derive(Clone, Debug, Default)]
pub struct MentionIndex {
    ends: Vec<[u32; CLASSES]>,
    glances: Vec<Glance>,
    open: Vec<Tables>,
    /// What a mention of each class adds to the tables of its first token.
    by_mention: [Tables; CLASSES],
}

impl MentionIndex {
    /// An index for a text, still without mentions.
    pub fn new(tokens: &Tokens, openers: &Openers) -> MentionIndex {
        MentionIndex {
            ends: vec![[0; CLASSES]; tokens.len()],
            glances: tokens.iter().map(Glance::new).collect(),
            open: tokens.iter().map(|token| openers.of(token)).collect(),
            by_mention: openers.of_mentions(),
        }
    }

    /// Notes a mention from token `first` to before token `end`.
    pub fn add(&mut self, class: MentionClass, first: usize, end: usize) {
        let slot = &mut self.ends[first][class as usize];
        *slot = (*slot).max(end as u32);
        self.glances[first].begun.join(Others::of(class));
        self.open[first].join(self.by_mention[class as usize]);
        self.note_step(first);
    }

    /// Takes a mention out of the index. That a match may begin there stays noted: it is what *may* be.
    pub fn remove(&mut self, class: MentionClass, first: usize) {
        self.ends[first][class as usize] = 0;
        self.glances[first].begun.leave_out(Others::of(class));
        self.note_step(first);
    }

    /// Notes how many tokens the longest mention has that begins at a token.
    fn note_step(&mut self, token: usize) {
        let longest = self.ends[token].into_iter().max().unwrap_or(0) as usize;
        let step = &mut self.glances[token].step;
        if *step > 0 {
            *step = longest.saturating_sub(token).clamp(1, u16::MAX.into()) as u16;
        }
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
        let glance = self.glances.get(token);
        glance.is_some_and(|glance| glance.is_parenthesis())
    }

    /// Whether a match of a table may begin at a token.
    #[inline]
    pub(super) fn opens(&self, table: Tables, token: usize) -> bool {
        self.open[token].meets(table)
    }

    /// What patterns ask of a token; `None` behind the last.
    #[inline]
    pub(super) fn glance(&self, token: usize) -> Option<Glance> {
        self.glances.get(token).copied()
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
        self.glances.extend(later.glances);
        self.open.extend(later.open);
    }

    /// One past the last token of the mention that begins at a token.
    pub fn end(&self, class: MentionClass, token: usize) -> Option<usize> {
        match self.ends.get(token)?[class as usize] {
            0 => None,
            end => Some(end as usize),
        }
    }
}
