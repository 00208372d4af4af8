//! What must stand ahead of a place in a text for a match to go on there: most paths through a graph end at the first look.

use smallvec::SmallVec;

use crate::language::Lexicon;
use crate::pattern::mentions::{Glance, Others};
use crate::pattern::words::{Sets, WordSet, WordSets};
use crate::pattern::{Patterns, View};

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
        let Some(glance) = view.mentions.glance(from) else {
            return self.open;
        };
        self.open
            || self.is_at(words, glance)
            || (self.places > 1 || glance.is_parenthesis())
                && self.stands_behind(words, view, from, glance)
    }

    /// Whether it stands behind a token where it does not stand.
    fn stands_behind(&self, words: &WordSets, view: View, from: usize, first: Glance) -> bool {
        let (mut at, mut glance) = (from, first);
        for place in 1.. {
            if glance.is_parenthesis() {
                // What stands behind it is at the same place.
                at = view.past_parenthesis(at);
                match view.mentions.glance(at) {
                    Some(behind) if self.is_at(words, behind) => return true,
                    Some(behind) => glance = behind,
                    None => break,
                }
            }
            match glance.step() {
                Some(step) if place < self.places => at += step,
                _ => break,
            }
            match view.mentions.glance(at) {
                Some(next) if self.is_at(words, next) => return true,
                Some(next) => glance = next,
                None => break,
            }
        }
        false
    }

    #[inline]
    fn is_at(&self, words: &WordSets, glance: Glance) -> bool {
        words.may_hold(self.words, glance.word) || glance.begins(self.others)
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

    /// Takes in what may stand behind the gaps of a node.
    pub fn join_gaps(&mut self, number: u32, patterns: &Patterns) {
        let node = &patterns.nodes[number as usize];
        if node.longest > 0 {
            self.places = self.places.max(node.longest);
            self.join(node.behind, patterns);
        }
        // A gap behind a gap reaches farther than anybody looks.
        self.open |= !patterns.gaps(node).is_empty();
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
