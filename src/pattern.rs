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
//! | `d=<number>`, `v=[prendre]` | the same, captured under a name of its own (a class otherwise under its own) |
//! | `#1-31`, `d=#1-31` | one number in digits, without decimals or group marks, from 1 to 31; captured under `d` |
//! | `(de\|du\|à la)` | one of the alternatives |
//! | `x?`, `(x y)?` | optional |
//! | `~`, `~5` | up to 3 (or 5) words or mentions, never across punctuation |
//!
//! The longest match at a position wins, among equals the row that stands first.

mod graph;
mod openers;
mod parse;
mod search;
mod words;

use crate::language::{Base, ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::graph::Graph;
pub use crate::pattern::openers::Openers;
use crate::pattern::openers::Tables;
use crate::pattern::parse::Parser;
use crate::pattern::search::search;
use crate::pattern::words::{WordSet, fits, fitting, fitting_set};
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
}

impl MentionClass {
    const NAMES: [(&'static str, MentionClass); 4] = [
        ("number", MentionClass::Number),
        ("time", MentionClass::Time),
        ("place", MentionClass::Place),
        ("actor", MentionClass::Actor),
    ];
}

/// Where mentions begin and end, by token, and which tables of patterns may match from there.
#[derive(Clone, Debug, Default)]
pub struct MentionIndex {
    ends: Vec<[u32; 4]>,
    open: Vec<Tables>,
    /// What a mention of each class adds to the tables of its first token.
    by_mention: [Tables; 4],
}

impl MentionIndex {
    /// An index for a text, still without mentions.
    pub fn new(tokens: &Tokens, openers: &Openers) -> MentionIndex {
        MentionIndex {
            ends: vec![[0; 4]; tokens.len()],
            open: tokens.iter().map(|token| openers.of(token)).collect(),
            by_mention: openers.of_mentions(),
        }
    }

    /// Notes a mention from token `first` to before token `end`.
    pub fn add(&mut self, class: MentionClass, first: usize, end: usize) {
        let slot = &mut self.ends[first][class as usize];
        *slot = (*slot).max(end as u32);
        self.open[first].join(self.by_mention[class as usize]);
    }

    /// Takes a mention out of the index. That a match may begin there stays noted: it is what *may* be.
    pub fn remove(&mut self, class: MentionClass, first: usize) {
        self.ends[first][class as usize] = 0;
    }

    /// The first token of some at which a match of a table may begin.
    #[inline]
    fn next_opening(&self, table: Tables, from: usize, to: usize) -> Option<usize> {
        let open = self.open[from..to].iter();
        Some(from + open.clone().position(|tables| tables.meets(table))?)
    }

    /// Adds the mentions in tokens that follow those of this index.
    pub fn append(&mut self, later: MentionIndex) {
        if self.ends.is_empty() {
            *self = later;
            return;
        }
        let by = self.ends.len() as u32;
        let moved = |end: u32| if end == 0 { 0 } else { end + by };
        let (later, open) = (later.ends.into_iter(), later.open);
        self.ends.extend(later.map(|ends| ends.map(moved)));
        self.open.extend(open);
    }

    /// One past the last token of the mention that begins at a token.
    pub fn end(&self, class: MentionClass, token: usize) -> Option<usize> {
        match self.ends[token][class as usize] {
            0 => None,
            end => Some(end as usize),
        }
    }

    /// Whether a mention of one of some classes begins at a token.
    fn any_of(&self, classes: [bool; 4], token: usize) -> bool {
        let ends = self.ends[token];
        ends != [0; 4] && ends.iter().zip(classes).any(|(end, of)| *end > 0 && of)
    }

    /// One past the longest mention that begins at a token, or past the token itself.
    fn step(&self, token: usize) -> usize {
        match self.ends[token] {
            [0, 0, 0, 0] => token + 1,
            ends => ends
                .into_iter()
                .fold(token + 1, |longest, end| longest.max(end as usize)),
        }
    }
}

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

/// A name under which a pattern captures tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot(u8);

/// One match of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The number given to [`Patterns::add`].
    pub row: u32,
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    captures: Vec<(Slot, u32, u32)>,
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

#[derive(Clone, Copy, Debug)]
struct Edge {
    label: Label,
    slot: Option<Slot>,
    target: u32,
}

impl Edge {
    /// The same as a step, where it looks at a word.
    fn step(&self) -> Option<Step> {
        let (key, wanted) = match self.label {
            Label::Word(word) => (Key::word(word), Features::ANY),
            Label::Lemma(lemma, wanted) => (Key::lemma(lemma), wanted),
            Label::Class(class) => (Key::class(class), Features::ANY),
            Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => return None,
        };
        let (slot, target) = (self.slot, self.target);
        Some(Step {
            key,
            wanted,
            slot,
            target,
        })
    }
}

/// An edge that looks at a word.
#[derive(Clone, Copy, Debug)]
struct Step {
    key: Key,
    /// The features that a form must have one of.
    wanted: Features,
    slot: Option<Slot>,
    target: u32,
}

/// What a step looks at, as one number: a word, a lemma or a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// A node. Its edges stand together in the table's lists.
#[derive(Debug)]
struct Node {
    /// Its steps for words, lemmas and classes, sorted by key, so that those that a token may take are found without looking
    /// at the others.
    steps: [(u32, u32); 3],
    /// Its edges that look at no word.
    others: (u32, u32),
    row: Option<u32>,
    /// The words that some step fits, and a few more.
    fitting: WordSet,
}

impl Node {
    /// Whether an edge looks at no word.
    #[inline]
    fn looks_beyond_words(&self) -> bool {
        self.others.0 < self.others.1
    }
}

/// What may begin with one word.
#[derive(Debug, Default)]
struct Start {
    /// The first steps.
    steps: (usize, usize),
    /// Whether anything may follow, or nothing.
    open: bool,
    /// The mentions that may follow, and whether a number in digits may.
    mentions: [bool; 4],
    digits: bool,
    /// The words that may follow, and a few more.
    second: WordSet,
}

impl Start {
    /// Takes in what may follow when a step has led to a node.
    fn join(&mut self, node: &Node, others: &[Edge]) {
        self.second.join(node.fitting);
        self.open |= node.row.is_some();
        for edge in others {
            match edge.label {
                Label::Mention(class) => self.mentions[class as usize] = true,
                Label::Digits(..) => self.digits = true,
                _ => self.open = true,
            }
        }
    }

    /// Whether something that may follow does.
    #[inline]
    fn goes_on(&self, view: View, next: usize) -> bool {
        let fits = |token: &Token| {
            self.second.may_hold(token.word)
                || self.digits && token.kind == Kind::Number
                || view.mentions.any_of(self.mentions, next)
        };
        self.open || view.tokens.get(next).is_some_and(fits)
    }
}

/// A table of patterns, compiled.
#[derive(Debug, Default)]
pub struct Patterns {
    nodes: Vec<Node>,
    steps: Vec<Step>,
    others: Vec<Edge>,
    /// The names of captures.
    slots: Vec<String>,
    /// The rows before [`Patterns::finish`].
    graph: Graph,
    /// The first steps that a word can take, word by word.
    first_steps: Vec<Step>,
    /// What may begin with each word; [`Patterns::starts_of`] says which of these is a word's, counted from 1.
    starts: Vec<Start>,
    starts_of: Vec<u32>,
    /// What the table is among those of its language.
    table: Tables,
    /// Whether a match may begin with a mention, by its class, and with a number in digits.
    starts_with_mention: [bool; 4],
    starts_with_digits: bool,
}

impl Patterns {
    /// Adds a pattern under a row number.
    ///
    /// # Errors
    /// A message that says what in the pattern is wrong.
    pub fn add(&mut self, pattern: &str, row: u32, base: &mut Base) -> Result<(), String> {
        let mut parser = Parser {
            rest: pattern,
            base,
        };
        let parsed = parser.sequence()?;
        if !parser.rest.is_empty() {
            return Err(format!("{:?} is left over in {pattern:?}", parser.rest));
        }
        match self.graph.add(row, &parsed) {
            true => Ok(()),
            false => Err(format!("{pattern:?} matches nothing at all")),
        }
    }

    /// Prepares for matching; to be called once after the last [`Patterns::add`] and after all tables
    /// of the language have put their words into the vocabulary.
    pub fn finish(&mut self, base: &mut Base) {
        let lexicon = &base.lexicon;
        let graph = std::mem::take(&mut self.graph);
        self.slots = graph.slots;
        let root = graph.nodes[0].edges.clone();
        let edges = graph.nodes.iter().map(|draft| draft.edges.len());
        self.steps.reserve(edges.sum());
        self.nodes.reserve(graph.nodes.len());
        for (number, draft) in graph.nodes.into_iter().enumerate() {
            let begin = (self.steps.len(), self.others.len());
            let mut fitting = WordSet::default();
            for edge in &draft.edges {
                fitting.join(fitting_set(edge.label, lexicon));
                match (edge.step(), edge.label) {
                    (Some(step), _) => self.steps.push(step),
                    // No match begins with a gap.
                    (None, Label::Gap(_)) if number == 0 => {}
                    (None, _) => self.others.push(*edge),
                }
            }
            let steps = &mut self.steps[begin.0..];
            steps.sort_by_key(|step| step.key);
            let until = |key| (begin.0 + steps.partition_point(|step| step.key.0 < key)) as u32;
            let (lemmas, classes, end) = (until(Key::LEMMA), until(Key::CLASS), until(u32::MAX));
            self.nodes.push(Node {
                steps: [(begin.0 as u32, lemmas), (lemmas, classes), (classes, end)],
                others: (begin.1 as u32, self.others.len() as u32),
                row: draft.row,
                fitting,
            });
        }
        self.note_starts(&root, base);
    }

    /// Notes what a match may begin with.
    fn note_starts(&mut self, root: &[Edge], base: &mut Base) {
        self.table = base.openers.table();
        let mut first: Vec<(WordId, Step)> = Vec::new();
        for edge in root {
            match (edge.label, edge.step()) {
                (Label::Mention(class), _) => {
                    self.starts_with_mention[class as usize] = true;
                    base.openers.by_mention(class, self.table);
                }
                (Label::Digits(..), _) => {
                    self.starts_with_digits = true;
                    base.openers.by_digits(self.table);
                }
                (Label::Word(word), Some(step)) => first.push((word, step)),
                (label, Some(step)) => {
                    let words = fitting(label, &base.lexicon).iter().copied();
                    let words = words.filter(|&word| fits(label, word, &base.lexicon));
                    first.extend(words.map(|word| (word, step)));
                }
                (_, None) => {}
            }
        }
        first.sort_by_key(|(word, _)| *word);
        self.starts_of = vec![0; base.vocabulary.size()];
        for steps in first.chunk_by(|a, b| a.0 == b.0) {
            let word = steps[0].0;
            base.openers.by_word(word, self.table);
            let from = self.first_steps.len();
            let mut start = Start {
                steps: (from, from + steps.len()),
                ..Start::default()
            };
            for (_, step) in steps {
                let node = &self.nodes[step.target as usize];
                start.join(
                    node,
                    &self.others[node.others.0 as usize..node.others.1 as usize],
                );
            }
            self.starts.push(start);
            self.starts_of[word.0 as usize] = self.starts.len() as u32;
            self.first_steps.extend(steps.iter().map(|(_, step)| *step));
        }
    }

    /// The slot of a capture name; `None` where no pattern uses it.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        // Rules ask before and after the table is finished.
        let mut slots = self.slots.iter().chain(&self.graph.slots);
        let at = slots.position(|slot| slot == name);
        at.map(|at| Slot(at as u8))
    }

    /// Whether a mention begins at a token with which a match may begin.
    #[inline]
    fn begins_with_mention(&self, view: View, token: usize) -> bool {
        let classes = self.starts_with_mention;
        classes != [false; 4] && view.mentions.any_of(classes, token)
    }

    /// The first token of some at which a match may begin.
    #[inline]
    pub fn next_start(&self, view: View, from: usize, to: usize) -> Option<usize> {
        view.mentions.next_opening(self.table, from, to)
    }

    /// The longest match that begins at a token.
    #[inline]
    pub fn find_at(&self, view: View, token: usize) -> Option<Match> {
        match view.mentions.open[token].meets(self.table) {
            true => self.find_open(view, token),
            false => None,
        }
    }

    /// The same where the token may begin a match; what stands behind it turns most of these away.
    fn find_open(&self, view: View, token: usize) -> Option<Match> {
        let first = &view.tokens[token];
        let start = self.start(first.word);
        let steps = match start.filter(|start| start.goes_on(view, token + 1)) {
            Some(start) => &self.first_steps[start.steps.0..start.steps.1],
            None => &[],
        };
        let others = first.kind == Kind::Number && self.starts_with_digits
            || self.begins_with_mention(view, token);
        match others || !steps.is_empty() {
            true => search(self, view, token, steps, others),
            false => None,
        }
    }

    /// What may begin with a word.
    #[inline]
    fn start(&self, word: WordId) -> Option<&Start> {
        let number = *self.starts_of.get(word.0 as usize)?;
        self.starts.get(number.checked_sub(1)? as usize)
    }

    /// All longest matches from left to right that do not overlap.
    pub fn find_all<'a>(
        &'a self,
        view: View<'a>,
        from: usize,
        to: usize,
    ) -> impl Iterator<Item = Match> + 'a {
        let mut at = from;
        std::iter::from_fn(move || {
            while at < to {
                at = self.next_start(view, at, to)?;
                match self.find_at(view, at) {
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
