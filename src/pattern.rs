//! Patterns over words: the one rule language that all tables use, compiled into one trie per table.
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

mod parse;
mod search;
mod words;

use rustc_hash::FxHashMap;

use crate::language::{Base, ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::parse::{Element, Parser};
use crate::pattern::search::search;
use crate::pattern::words::{WordSet, fits, fitting, fitting_set};
use crate::token::{Kind, Token, Tokens};

/// The mentions that patterns can step over as one element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// Where mentions begin and end, by token.
#[derive(Clone, Debug, Default)]
pub struct MentionIndex {
    ends: Vec<[u32; 4]>,
}

impl MentionIndex {
    /// An index for a text of so many tokens, still empty.
    pub fn new(tokens: usize) -> MentionIndex {
        MentionIndex {
            ends: vec![[0; 4]; tokens],
        }
    }

    /// Notes a mention from token `first` to before token `end`.
    pub fn add(&mut self, class: MentionClass, first: usize, end: usize) {
        let slot = &mut self.ends[first][class as usize];
        *slot = (*slot).max(end as u32);
    }

    /// One past the last token of the mention that begins at a token.
    pub fn end(&self, class: MentionClass, token: usize) -> Option<usize> {
        match self.ends[token][class as usize] {
            0 => None,
            end => Some(end as usize),
        }
    }

    /// Whether any mention begins at a token.
    fn any(&self, token: usize) -> bool {
        self.ends[token] != [0; 4]
    }

    /// One past the longest mention that begins at a token, or past the token itself.
    fn step(&self, token: usize) -> usize {
        let longest = self.ends[token].into_iter().max().unwrap_or(0);
        (longest as usize).max(token + 1)
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A node while patterns are added.
#[derive(Debug, Default)]
struct Draft {
    edges: Vec<Edge>,
    row: Option<u32>,
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
    /// Its steps, sorted by key, so that those that a token may take are found without looking at the others.
    steps: (u32, u32),
    /// Its edges that look at no word.
    others: (u32, u32),
    row: Option<u32>,
    /// The words that some step fits, and a few more.
    fitting: WordSet,
}

impl Node {
    /// Whether anything can come of a path that leads here before a token; most paths end at this question.
    #[inline]
    fn goes_on(&self, next: Option<&Token>) -> bool {
        let open = self.row.is_some() || self.others.0 < self.others.1;
        open || next.is_some_and(|next| self.fitting.may_hold(next.word))
    }
}

/// A table of patterns, compiled.
#[derive(Debug)]
pub struct Patterns {
    nodes: Vec<Node>,
    steps: Vec<Step>,
    others: Vec<Edge>,
    slots: Vec<String>,
    /// The nodes while patterns are added, and where an edge leads, by its node and what it matches; both needed only until
    /// [`Patterns::finish`].
    drafts: Vec<Draft>,
    children: FxHashMap<(u32, Label, Option<Slot>), u32>,
    /// The first steps that a word can take, word by word, and where those of each word begin.
    starts: Vec<Step>,
    starts_of: Vec<u32>,
    /// One bit per word that a match may begin with, small enough to stay near while a text is read.
    may_start: Vec<u64>,
    /// Whether a match may begin with a mention, and with a number in digits.
    starts_with_mention: bool,
    starts_with_digits: bool,
}

impl Default for Patterns {
    fn default() -> Patterns {
        Patterns {
            nodes: Vec::new(),
            steps: Vec::new(),
            others: Vec::new(),
            slots: Vec::new(),
            starts: Vec::new(),
            starts_of: Vec::new(),
            drafts: vec![Draft::default()],
            children: FxHashMap::default(),
            may_start: Vec::new(),
            starts_with_mention: false,
            starts_with_digits: false,
        }
    }
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
        let mut ends = self.insert(&[0], &parsed);
        ends.sort_unstable();
        ends.dedup();
        if ends.is_empty() || ends.contains(&0) {
            return Err(format!("{pattern:?} matches nothing at all"));
        }
        for end in ends {
            let node = &mut self.drafts[end as usize];
            node.row = Some(node.row.map_or(row, |other| other.min(row)));
        }
        Ok(())
    }

    /// Prepares for matching; to be called once after the last [`Patterns::add`] and after all tables
    /// of the language have put their words into the vocabulary.
    pub fn finish(&mut self, base: &Base) {
        let lexicon = &base.lexicon;
        self.children = FxHashMap::default();
        let drafts = std::mem::take(&mut self.drafts);
        self.note_starts(&drafts[0], base);
        for (number, draft) in drafts.into_iter().enumerate() {
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
            self.steps[begin.0..].sort_by_key(|step| step.key);
            self.nodes.push(Node {
                steps: (begin.0 as u32, self.steps.len() as u32),
                others: (begin.1 as u32, self.others.len() as u32),
                row: draft.row,
                fitting,
            });
        }
    }

    /// Notes what a match may begin with.
    fn note_starts(&mut self, root: &Draft, base: &Base) {
        let size = base.vocabulary.size();
        let mut starts: Vec<(WordId, Step)> = Vec::new();
        for edge in &root.edges {
            match (edge.label, edge.step()) {
                (Label::Mention(_), _) => self.starts_with_mention = true,
                (Label::Digits(..), _) => self.starts_with_digits = true,
                (Label::Word(word), Some(step)) => starts.push((word, step)),
                (label, Some(step)) => {
                    let words = fitting(label, &base.lexicon).iter().copied();
                    let words = words.filter(|&word| fits(label, word, &base.lexicon));
                    starts.extend(words.map(|word| (word, step)));
                }
                (_, None) => {}
            }
        }
        starts.sort_by_key(|(word, _)| *word);
        self.may_start = vec![0; size.div_ceil(64)];
        self.starts_of = vec![0; size + 1];
        for (word, _) in &starts {
            let word = word.0 as usize;
            self.may_start[word / 64] |= 1 << (word % 64);
            self.starts_of[word + 1] += 1;
        }
        for word in 0..size {
            self.starts_of[word + 1] += self.starts_of[word];
        }
        self.starts = starts.into_iter().map(|(_, step)| step).collect();
    }

    /// The slot of a capture name; `None` where no pattern uses it.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let at = self.slots.iter().position(|s| s == name);
        at.map(|at| Slot(at as u8))
    }

    /// Whether a match may begin at a token: most tokens are turned away here.
    #[inline]
    fn may_begin(&self, view: View, token: usize) -> bool {
        let start = &view.tokens[token];
        match start.kind {
            Kind::Number if self.starts_with_digits => true,
            _ if self.may_start(start.word) => true,
            _ => self.starts_with_mention && view.mentions.any(token),
        }
    }

    /// The longest match that begins at a token.
    #[inline]
    pub fn find_at(&self, view: View, token: usize) -> Option<Match> {
        match self.may_begin(view, token) {
            true => search(self, view, token),
            false => None,
        }
    }

    #[inline]
    fn may_start(&self, word: WordId) -> bool {
        let word = word.0 as usize;
        let bits = self.may_start.get(word / 64).copied().unwrap_or(0);
        bits >> (word % 64) & 1 == 1
    }

    /// The first steps that a word can take.
    fn starts(&self, word: WordId) -> &[Step] {
        match self.may_start(word) {
            true => {
                let word = word.0 as usize;
                &self.starts[self.starts_of[word] as usize..self.starts_of[word + 1] as usize]
            }
            false => &[],
        }
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

    fn insert(&mut self, from: &[u32], element: &Element) -> Vec<u32> {
        match element {
            Element::One(label, name) => {
                let slot = name.as_ref().map(|name| self.slot_for(name));
                let mut ends: Vec<u32> = from
                    .iter()
                    .map(|&node| self.child(node, *label, slot))
                    .collect();
                if matches!(label, Label::Gap(_)) {
                    ends.extend_from_slice(from);
                }
                ends
            }
            Element::Sequence(list) => list
                .iter()
                .fold(from.to_vec(), |nodes, part| self.insert(&nodes, part)),
            Element::Choice(list) => {
                let mut ends = Vec::new();
                for part in list {
                    ends.extend(self.insert(from, part));
                }
                ends
            }
            Element::Optional(part) => {
                let mut ends = self.insert(from, part);
                ends.extend_from_slice(from);
                ends
            }
        }
    }

    fn slot_for(&mut self, name: &str) -> Slot {
        self.slot(name).unwrap_or_else(|| {
            self.slots.push(name.to_owned());
            Slot((self.slots.len() - 1) as u8)
        })
    }

    fn child(&mut self, node: u32, label: Label, slot: Option<Slot>) -> u32 {
        if let Some(&target) = self.children.get(&(node, label, slot)) {
            return target;
        }
        let target = self.drafts.len() as u32;
        self.drafts.push(Draft::default());
        self.children.insert((node, label, slot), target);
        self.drafts[node as usize].edges.push(Edge {
            label,
            slot,
            target,
        });
        target
    }
}
