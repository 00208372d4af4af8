//! What must stand ahead of a place in a text for a match to go on there: most paths through a graph end at the first look.

use smallvec::SmallVec;

use crate::language::Lexicon;
use crate::pattern::mentions::Others;
use crate::pattern::words::{Sets, WordSet, WordSets};
use crate::pattern::{Edge, Label, Patterns, View};
use crate::token::{Kind, Token};

/// What may stand ahead of a place in a text where a match goes on: a look at a few words turns most paths away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    /// The words, and a few more.
    words: WordSet,
    others: Others,
    /// It stands at one of so many places.
    places: u8,
    /// Whether it may be anything, or nothing.
    open: bool,
}

/// Collects what stands ahead.
#[derive(Default)]
pub(super) struct Horizon {
    /// The nodes whose first words these are.
    nodes: SmallVec<[u32; 8]>,
    others: Others,
    pub places: u8,
    open: bool,
}

impl Ahead {
    /// What is met everywhere.
    pub const ANYTHING: Ahead = Ahead {
        words: WordSet::NONE,
        others: Others::NONE,
        places: 0,
        open: true,
    };

    /// Whether it does stand somewhere from a token on.
    #[inline]
    pub fn is_met(&self, words: &WordSets, view: View, from: usize) -> bool {
        self.open
            || self.is_at(words, view, from)
            || self.places > 1 && self.is_behind(words, view, from)
    }

    #[inline]
    fn is_at(&self, words: &WordSets, view: View, at: usize) -> bool {
        self.begins_at(words, view, at)
            || view.mentions.is_parenthesis(at)
                && self.begins_at(words, view, view.past_parenthesis(at))
    }

    /// The same where parentheses are read.
    #[inline]
    fn begins_at(&self, words: &WordSets, view: View, at: usize) -> bool {
        view.tokens.get(at).is_some_and(|token| {
            words.may_hold(self.words, token.word) || view.mentions.begins(self.others, at)
        })
    }

    /// Whether it stands at one of the places behind the first.
    fn is_behind(&self, words: &WordSets, view: View, from: usize) -> bool {
        let mut at = from;
        for _ in 1..self.places {
            at = view.past_parenthesis(at);
            if view.tokens.get(at).is_none_or(ends_gap) {
                return false;
            }
            at = view.mentions.step(at);
            if self.is_at(words, view, at) {
                return true;
            }
        }
        false
    }
}

impl Horizon {
    /// Takes in what may follow at a node; where that begins with a gap, anything.
    pub fn join(&mut self, number: u32, patterns: &Patterns) {
        let node = &patterns.nodes[number as usize];
        self.nodes.push(number);
        self.open |= node.row.is_some();
        self.others.join(node.begins);
    }

    /// Takes in what may stand behind gaps.
    pub fn join_gaps(&mut self, gaps: &[Edge], patterns: &Patterns) {
        for edge in gaps {
            if let Label::Gap(most) = edge.label {
                let target = &patterns.nodes[edge.target as usize];
                // A gap behind a gap reaches farther than anybody looks.
                self.open |= !patterns.gaps(target).is_empty();
                self.places = self.places.max(most);
                self.join(edge.target, patterns);
            }
        }
    }

    /// Whether it is anything.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// What was collected, with its words among the sets of the table; anything where these are so many that a look would
    /// turn few away.
    pub fn finish(self, patterns: &mut Patterns, sets: &mut Sets, lexicon: &Lexicon) -> Ahead {
        if self.open {
            return Ahead::ANYTHING;
        }
        let words = match self.nodes[..] {
            [one] => Some(patterns.nodes[one as usize].fitting),
            _ => sets.of_nodes(&self.nodes, patterns, lexicon),
        };
        words.map_or(Ahead::ANYTHING, |words| self.with(words))
    }

    fn with(self, words: WordSet) -> Ahead {
        Ahead {
            words,
            others: self.others,
            places: self.places,
            open: self.open,
        }
    }
}

/// Whether a gap ends before a token: it steps over words and quotation marks.
#[inline]
pub(super) fn ends_gap(token: &Token) -> bool {
    token.kind == Kind::Mark && !token.is_mark('«') && !token.is_mark('»')
}
