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
mod words;

use rustc_hash::FxHashMap;

use crate::language::{Base, ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::parse::{Element, Parser};
use crate::pattern::words::{WordSet, fitting, fitting_set};
use crate::token::{Case, Kind, Token, Tokens};

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

/// The edges of a node, kept apart so that a word is held against only those that it may fit: literal
/// words first, sorted by number once all are known, then lemmas, classes, and what needs no known word.
#[derive(Debug, Default)]
struct Node {
    edges: Vec<Edge>,
    /// The words that some edge fits, and a few more.
    fitting: WordSet,
    words: usize,
    lemmas: usize,
    classes: usize,
    row: Option<u32>,
}

impl Node {
    /// Sorts the edges by what they match.
    fn sort(&mut self, lexicon: &Lexicon) {
        self.fitting = WordSet::default();
        for edge in &self.edges {
            self.fitting.join(fitting_set(edge.label, lexicon));
        }
        self.edges.sort_by_key(|edge| match edge.label {
            Label::Word(word) => (0, word.0),
            Label::Lemma(..) => (1, 0),
            Label::Class(_) => (2, 0),
            Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => (3, 0),
        });
        let until = |kind: fn(&Label) -> bool| self.edges.partition_point(|e| kind(&e.label));
        self.words = until(|l| matches!(l, Label::Word(_)));
        self.lemmas = until(|l| matches!(l, Label::Word(_) | Label::Lemma(..)));
        self.classes = until(|l| matches!(l, Label::Word(_) | Label::Lemma(..) | Label::Class(_)));
    }

    /// The edges that a word may take, some of them in vain, and the edges that look at no word.
    #[inline]
    fn edges_for(&self, word: WordId, lexicon: &Lexicon) -> [&[Edge]; 4] {
        let others = &self.edges[self.classes..];
        if !self.fitting.may_hold(word) {
            return [&[], &[], &[], others];
        }
        let number = |edge: &Edge| match edge.label {
            Label::Word(word) => word.0,
            _ => 0,
        };
        let words = &self.edges[..self.words];
        let words = &words[words.partition_point(|edge| number(edge) < word.0)..];
        let words = &words[..words.partition_point(|edge| number(edge) == word.0)];
        let lemmas = match lexicon.forms(word) {
            [] => &[],
            _ => &self.edges[self.words..self.lemmas],
        };
        let classes = match lexicon.memberships(word) {
            [] => &[],
            _ => &self.edges[self.lemmas..self.classes],
        };
        [words, lemmas, classes, others]
    }
}

/// A table of patterns, compiled.
#[derive(Debug)]
pub struct Patterns {
    nodes: Vec<Node>,
    /// Where an edge leads, by its node and what it matches; needed only until [`Patterns::finish`].
    children: FxHashMap<(u32, Label, Option<Slot>), u32>,
    slots: Vec<String>,
    /// Root edges that a word can take, by word; filled by [`Patterns::finish`].
    starts: Vec<Vec<Edge>>,
    /// One bit per word that has a start, small enough to stay near while a text is read.
    may_start: Vec<u64>,
    mention_starts: Vec<Edge>,
    digit_starts: Vec<Edge>,
}

impl Default for Patterns {
    fn default() -> Patterns {
        Patterns {
            nodes: vec![Node::default()],
            children: FxHashMap::default(),
            slots: Vec::new(),
            starts: Vec::new(),
            may_start: Vec::new(),
            mention_starts: Vec::new(),
            digit_starts: Vec::new(),
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
            let node = &mut self.nodes[end as usize];
            node.row = Some(node.row.map_or(row, |other| other.min(row)));
        }
        Ok(())
    }

    /// Prepares for matching; to be called once after the last [`Patterns::add`] and after all tables
    /// of the language have put their words into the vocabulary.
    pub fn finish(&mut self, base: &Base) {
        let lexicon = &base.lexicon;
        self.children = FxHashMap::default();
        self.nodes.iter_mut().for_each(|node| node.sort(lexicon));
        self.starts = vec![Vec::new(); base.vocabulary.size()];
        self.mention_starts.clear();
        self.digit_starts.clear();
        for edge in &self.nodes[0].edges {
            match edge.label {
                Label::Mention(_) => self.mention_starts.push(*edge),
                Label::Digits(..) => self.digit_starts.push(*edge),
                Label::Word(word) => self.starts[word.0 as usize].push(*edge),
                label => {
                    let words = fitting(label, lexicon).iter();
                    for &word in words.filter(|&&word| word_fits(label, word, lexicon)) {
                        self.starts[word.0 as usize].push(*edge);
                    }
                }
            }
        }
        self.may_start = vec![0; self.starts.len().div_ceil(64)];
        for (word, starts) in self.starts.iter().enumerate() {
            self.may_start[word / 64] |= u64::from(!starts.is_empty()) << (word % 64);
        }
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
            Kind::Number if !self.digit_starts.is_empty() => true,
            _ if self.may_start(start.word) => true,
            _ => !self.mention_starts.is_empty() && view.mentions.any(token),
        }
    }

    /// The longest match that begins at a token.
    #[inline]
    pub fn find_at(&self, view: View, token: usize) -> Option<Match> {
        match self.may_begin(view, token) {
            true => self.search_at(view, token),
            false => None,
        }
    }

    fn search_at(&self, view: View, token: usize) -> Option<Match> {
        let start = &view.tokens[token];
        let starts: &[Edge] = match start.kind {
            Kind::Number => &self.digit_starts,
            _ if self.may_start(start.word) => &self.starts[start.word.0 as usize],
            _ => &[],
        };
        let mentions: &[Edge] = match view.mentions.any(token) {
            true => &self.mention_starts,
            false => &[],
        };
        let mut search = Search {
            patterns: self,
            view,
            best: None,
            first: token,
        };
        for edge in starts.iter().chain(mentions) {
            search.follow(edge, token, None);
        }
        search.best
    }

    #[inline]
    fn may_start(&self, word: WordId) -> bool {
        let word = word.0 as usize;
        let bits = self.may_start.get(word / 64).copied().unwrap_or(0);
        bits >> (word % 64) & 1 == 1
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
        let target = self.nodes.len() as u32;
        self.nodes.push(Node::default());
        self.children.insert((node, label, slot), target);
        self.nodes[node as usize].edges.push(Edge {
            label,
            slot,
            target,
        });
        target
    }
}

fn word_fits(label: Label, word: WordId, lexicon: &Lexicon) -> bool {
    match label {
        Label::Word(wanted) => wanted == word,
        Label::Lemma(lemma, features) => lexicon
            .forms(word)
            .iter()
            .any(|(l, f)| *l == lemma && (features == Features::ANY || f.meets(features))),
        Label::Class(class) => lexicon.membership(word, class).is_some(),
        Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => false,
    }
}

/// As [`word_fits`], but a form of a lemma must also be spelled as the lexicon has it.
fn token_fits(label: Label, token: &Token, lexicon: &Lexicon) -> bool {
    if token.word == WordId::UNKNOWN || !word_fits(label, token.word, lexicon) {
        return false;
    }
    match label {
        Label::Lemma(lemma, features) => lexicon
            .forms_of(token)
            .any(|(l, f)| l == lemma && (features == Features::ANY || f.meets(features))),
        _ => true,
    }
}

/// What a path through the trie has captured, the latest first; it lies on the stack with the path.
struct Captured<'a> {
    capture: (Slot, u32, u32),
    before: Option<&'a Captured<'a>>,
}

struct Search<'a> {
    patterns: &'a Patterns,
    view: View<'a>,
    best: Option<Match>,
    first: usize,
}

impl Search<'_> {
    fn follow(&mut self, edge: &Edge, token: usize, captured: Option<&Captured>) {
        if let Label::Gap(most) = edge.label {
            let mut at = token;
            for _ in 0..most {
                let crosses = |t: usize| {
                    let token = &self.view.tokens[t];
                    token.kind == Kind::Mark && !token.is_mark('«') && !token.is_mark('»')
                };
                if at >= self.view.tokens.len() || crosses(at) {
                    break;
                }
                at = self.view.mentions.step(at);
                self.enter(edge.target, at, captured);
            }
            return;
        }
        let end = match edge.label {
            Label::Mention(class) => match self.view.mentions.end(class, token) {
                Some(end) => end,
                None => return,
            },
            Label::Digits(low, high) => {
                let number = &self.view.tokens[token];
                let digits = self.view.tokens.folded(number).len();
                // An upper case marks decimals; group marks make it longer than its digits.
                let plain = number.kind == Kind::Number
                    && number.case != Case::Upper
                    && ((number.end - number.start) as usize).is_multiple_of(digits.max(1));
                if !plain || number.value < low || number.value > high {
                    return;
                }
                token + 1
            }
            label => {
                if !token_fits(label, &self.view.tokens[token], self.view.lexicon) {
                    return;
                }
                token + 1
            }
        };
        if let Some(slot) = edge.slot {
            let capture = Captured {
                capture: (slot, token as u32, end as u32),
                before: captured,
            };
            self.enter(edge.target, end, Some(&capture));
        } else {
            self.enter(edge.target, end, captured);
        }
    }

    fn enter(&mut self, node: u32, token: usize, captured: Option<&Captured>) {
        let node = &self.patterns.nodes[node as usize];
        if let Some(row) = node.row {
            let better = self.best.as_ref().is_none_or(|best| {
                (token, std::cmp::Reverse(row)) > (best.end, std::cmp::Reverse(best.row))
            });
            if better {
                let captured = std::iter::successors(captured, |latest| latest.before);
                let mut captures: Vec<_> = captured.map(|c| c.capture).collect();
                captures.reverse();
                self.best = Some(Match {
                    row,
                    first: self.first,
                    end: token,
                    captures,
                });
            }
        }
        if let Some(next) = self.view.tokens.get(token) {
            for edges in node.edges_for(next.word, self.view.lexicon) {
                for edge in edges {
                    self.follow(edge, token, captured);
                }
            }
        }
    }
}
