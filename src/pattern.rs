//! Patterns over words: the one rule language that all tables use, compiled into one graph per table.
//!
//! A pattern is a row of elements separated by spaces:
//!
//! | element | matches |
//! | --- | --- |
//! | `siège` | the word, folded: case and accents do not matter |
//! | `,` | the punctuation mark; parentheses are written `\(` and `\)` |
//! | `[prendre]`, `[prendre:part+inf]` | any form of the lemma; only forms with one of the features |
//! | `<weekday>` | a word of the class; `<number>`, `<time>`, `<place>`, `<actor>` match whole mentions |
//! | `<adverbial>` | one or two insertions that say when, how or how often: `adverbial.csv` lists them |
//! | `d=<number>`, `v=[prendre]` | the same, captured under a name of its own (a class otherwise under its own) |
//! | `#1-31`, `d=#1-31` | one number in digits, without decimals or group marks, from 1 to 31; captured under `d` |
//! | `(de\|du\|à la)` | one of the alternatives |
//! | `x?`, `(x y)?` | optional |
//! | `~`, `~5` | up to 3 (or 5) words or mentions, never across punctuation |
//!
//! What stands in parentheses is passed over between two elements, unless a row writes the parenthesis. The longest match
//! at a position wins, among equals the row that stands first.

mod ahead;
mod alphabet;
mod anchors;
#[cfg(test)]
mod dice;
mod finish;
mod graph;
mod mentions;
mod openers;
mod parse;
mod search;
mod words;

use std::num::NonZeroU8;

use smallvec::SmallVec;

use crate::language::{Base, ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::ahead::Ahead;
use crate::pattern::alphabet::Alphabet;
use crate::pattern::anchors::{Anchors, Kinds};
use crate::pattern::graph::Graph;
use crate::pattern::mentions::Others;
pub use crate::pattern::mentions::{MentionClass, MentionIndex};
pub use crate::pattern::openers::Openers;
use crate::pattern::openers::Tables;
use crate::pattern::parse::{Element, Parser};
use crate::pattern::search::search;
use crate::pattern::words::{WordSet, WordSets};
use crate::token::Tokens;

/// What patterns are matched against.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The text's tokens.
    pub tokens: &'a Tokens,
    /// The language's lexicon.
    pub lexicon: &'a Lexicon,
    /// The mentions found so far.
    pub mentions: &'a MentionIndex,
}

impl View<'_> {
    /// Where a pattern goes on that has come to a token: patterns do not see what stands in parentheses, «the town of X
    /// (north) was shelled».
    #[inline]
    fn past_parenthesis(&self, at: usize) -> usize {
        match self.mentions.is_parenthesis(at) {
            true => self.close(at),
            false => at,
        }
    }

    /// One past the parenthesis that opens at a token; the token itself where it does not close soon.
    #[cold]
    fn close(&self, open: usize) -> usize {
        /// What is longer is said for itself.
        const LONGEST: usize = 12;
        let end = self.tokens.len().min(open + LONGEST);
        let inner = &self.tokens[open + 1..end];
        let closed = inner.iter().position(|token| token.is_mark(')'));
        closed.map_or(open, |inside| open + 1 + inside + 1)
    }
}

/// A name under which a pattern captures tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(NonZeroU8);

impl Slot {
    /// The slot of the name that stands so far down in a list.
    fn of(at: usize) -> Slot {
        Slot(NonZeroU8::MIN.saturating_add(at as u8))
    }
}

/// Names with the tokens captured under them: first, one past the last.
type Captures = SmallVec<[(Slot, u32, u32); 2]>;

/// One match of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The number given to [`Patterns::add`].
    pub row: u32,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    captures: Captures,
}

impl Match {
    /// The tokens captured under a name, as (first, one past the last).
    pub fn capture(&self, slot: Slot) -> Option<(usize, usize)> {
        let found = self.captures.iter().find(|(s, ..)| *s == slot);
        found.map(|&(_, first, end)| (first as usize, end as usize))
    }
}

/// What an edge matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Label {
    Word(WordId),
    Lemma(LemmaId, Features),
    Class(ClassId),
    Mention(MentionClass),
    Digits(u32, u32),
    Gap(u8),
}

impl Label {
    /// What it looks at, where that is a word.
    fn key(self) -> Option<Key> {
        match self {
            Label::Word(word) => Some(Key::word(word)),
            Label::Lemma(lemma, _) => Some(Key::lemma(lemma)),
            Label::Class(class) => Some(Key::class(class)),
            Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => None,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    label: Label,
    slot: Option<Slot>,
    /// Behind a gap: over how many words that steps; [`ANYWHERE`] where no gap is before it.
    reach: u8,
    target: u32,
}

/// The reach of what stands behind no gap.
const ANYWHERE: u8 = u8::MAX;

impl Edge {
    /// Over how many words it steps, where it is a gap.
    fn longest(&self) -> u8 {
        match self.label {
            Label::Gap(most) => most,
            _ => 0,
        }
    }

    /// The same as a step, where it looks at a word.
    fn step(&self) -> Option<Step> {
        let key = self.label.key()?;
        let wanted = match self.label {
            Label::Lemma(_, wanted) => wanted,
            _ => Features::ANY,
        };
        let (slot, reach, target) = (self.slot, self.reach, self.target);
        Some(Step {
            key,
            wanted,
            slot,
            reach,
            target,
        })
    }
}

/// An edge that looks at a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Step {
    key: Key,
    /// The features that a form must have one of.
    wanted: Features,
    slot: Option<Slot>,
    /// As that of an [`Edge`].
    reach: u8,
    target: u32,
}

/// What a step looks at, as one number: a word, a lemma or a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key(u32);

impl Key {
    const LEMMA: u32 = 1 << 30;
    const CLASS: u32 = 2 << 30;

    fn word(word: WordId) -> Key {
        Key(word.0)
    }

    fn lemma(lemma: LemmaId) -> Key {
        Key(Key::LEMMA | u32::from(lemma.0))
    }

    fn class(class: ClassId) -> Key {
        Key(Key::CLASS | u32::from(class.0))
    }

    fn is_lemma(self) -> bool {
        self.0 & Key::LEMMA != 0
    }

    /// The class that a key for one stands for.
    #[inline]
    fn as_class(self) -> ClassId {
        ClassId(self.0 as u16)
    }
}

/// A node, in one line of the processor's cache. Its edges stand together in the table's lists.
#[derive(Debug)]
#[repr(align(64))]
struct Node {
    /// Where its steps for words, for lemmas and for classes begin, and where the last end; sorted by key, so that those
    /// that a token may take are found without looking at the others.
    steps: [u32; 4],
    /// Where its edges for mentions and digits begin, then those for gaps whose target is not in `behind`, and where
    /// these end.
    others: [u32; 3],
    /// What its edges for mentions and digits begin with.
    begins: Others,
    row: Option<u32>,
    /// The words that some step fits, and a few more.
    fitting: WordSet,
    /// The node of all that stands behind its gaps, put together: one look at a word behind them is one for all.
    behind: u32,
    /// The longest of these gaps; 0 where there is none.
    longest: u8,
}

impl Node {
    /// Whether it has edges for gaps.
    #[inline]
    fn has_gaps(&self) -> bool {
        self.longest > 0 || self.others[1] < self.others[2]
    }
}

/// What may begin with one word.
#[derive(Debug)]
struct Start {
    /// The first steps.
    steps: (u32, u32),
    /// What may follow.
    ahead: Ahead,
    /// What kinds of starts these are.
    kinds: Kinds,
}

/// A table of patterns, compiled.
#[derive(Debug, Default)]
pub struct Patterns {
    nodes: Vec<Node>,
    steps: Vec<Step>,
    others: Vec<Edge>,
    words: WordSets,
    /// The names of captures.
    slots: Vec<String>,
    /// The rows before [`Patterns::finish`], and what they are written in.
    graph: Graph,
    alphabet: Alphabet,
    /// The same one by one, where their anchors are wanted.
    rows: Option<Vec<Element>>,
    /// What must follow somewhere.
    anchors: Anchors,
    /// The first steps that a word can take, word by word.
    first_steps: Vec<Step>,
    /// What may begin with each word; [`Patterns::starts_of`] says which of these is a word's, counted from 1.
    starts: Vec<Start>,
    starts_of: Vec<u32>,
    /// What the table is among those of its language.
    table: Tables,
    /// What a match may begin with that is no word.
    starts_with: Others,
}

impl Patterns {
    /// A table in which [`Patterns::find_all`] passes over what begins no match for want of words further on: quicker for large
    /// tables, where most words begin something.
    pub fn anchored() -> Patterns {
        Patterns {
            rows: Some(Vec::new()),
            ..Patterns::default()
        }
    }

    /// Adds a pattern under a row number.
    ///
    /// # Errors
    /// A message that says what in the pattern is wrong.
    pub fn add(&mut self, pattern: &str, row: u32, base: &mut Base) -> Result<(), String> {
        let mut parser = Parser {
            rest: pattern,
            base,
            alphabet: &mut self.alphabet,
        };
        let parsed = parser.sequence()?;
        if !parser.rest.is_empty() {
            return Err(format!("{:?} is left over in {pattern:?}", parser.rest));
        }
        if !self.graph.add(row, &parsed, &self.alphabet) {
            return Err(format!("{pattern:?} matches nothing at all"));
        }
        if let Some(rows) = &mut self.rows {
            rows.push(parsed);
        }
        Ok(())
    }

    /// The edges of a node for mentions and digits.
    #[inline]
    fn others(&self, node: &Node) -> &[Edge] {
        &self.others[node.others[0] as usize..node.others[1] as usize]
    }

    /// The edges of a node for gaps that are gone into one by one.
    #[inline]
    fn gaps(&self, node: &Node) -> &[Edge] {
        &self.others[node.others[1] as usize..node.others[2] as usize]
    }

    /// The slot of a capture name; `None` where no pattern uses it.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        // Rules ask before and after the table is finished.
        let mut slots = self.slots.iter().chain(&self.alphabet.slots);
        let at = slots.position(|slot| slot == name);
        at.map(Slot::of)
    }

    /// The first token of some at which a match may begin.
    #[inline]
    pub fn next_start(&self, view: View, from: usize, to: usize) -> Option<usize> {
        view.mentions.next_opening(self.table, from, to)
    }

    /// The last token of some at which a match may begin.
    #[inline]
    pub fn last_start(&self, view: View, from: usize, to: usize) -> Option<usize> {
        view.mentions.last_opening(self.table, from, to)
    }

    /// The longest match that begins at a token.
    #[inline]
    pub fn find_at(&self, view: View, token: usize) -> Option<Match> {
        match view.mentions.opens(self.table, token) {
            true => self.find_of(view, token, Kinds::ALL),
            false => None,
        }
    }

    /// The longest match of some kinds that begins at a token; what stands behind it turns most tokens away.
    #[inline]
    fn find_of(&self, view: View, token: usize, kinds: Kinds) -> Option<Match> {
        let start = self.start(view.tokens[token].word);
        let worth = |start: &&Start| {
            start.kinds.meets(kinds) && start.ahead.is_met(&self.words, view, token + 1)
        };
        let steps = match start.filter(worth) {
            Some(start) => self.first_steps(start.steps),
            None => &[],
        };
        let others = self.starts_with.both(kinds.others());
        let glance = view.mentions.glance(token);
        let others = glance.is_some_and(|glance| glance.begins(others));
        match others || !steps.is_empty() {
            true => search(self, view, token, steps, others),
            false => None,
        }
    }

    #[inline]
    fn first_steps(&self, (from, to): (u32, u32)) -> &[Step] {
        &self.first_steps[from as usize..to as usize]
    }

    /// What may begin with a word.
    #[inline]
    fn start(&self, word: WordId) -> Option<&Start> {
        let number = *self.starts_of.get(word.0 as usize)?;
        self.starts.get(number.checked_sub(1)? as usize)
    }

    /// The words that a match may end with; `None` where it may end with what is no word.
    pub fn last_words(&self, lexicon: &Lexicon) -> Option<Vec<WordId>> {
        let ends = |target: u32| self.nodes[target as usize].row.is_some();
        if self.others.iter().any(|edge| ends(edge.target)) {
            return None;
        }
        let mut words = Vec::new();
        for step in self.steps.iter().filter(|step| ends(step.target)) {
            step.key.tell_words(lexicon, &mut words);
        }
        Some(words)
    }

    /// All longest matches from left to right that do not overlap.
    pub fn find_all<'a>(
        &'a self,
        view: View<'a>,
        from: usize,
        to: usize,
    ) -> impl Iterator<Item = Match> + 'a {
        let mut at = from;
        let ahead = self.anchors.ahead(&view.tokens[from..to]);
        std::iter::from_fn(move || {
            while at < to {
                at = self.next_start(view, at, to)?;
                let kinds = ahead.get(at - from).copied().unwrap_or(Kinds::ALL);
                match self.find_of(view, at, kinds) {
                    Some(found) if found.end <= to => {
                        at = found.end;
                        return Some(found);
                    }
                    _ => at += 1,
                }
            }
            None
        })
    }
}
