//! The graph of a table made ready for matching: its edges in lists, and what may begin and follow where.

use crate::language::{Base, Lexicon, WordId};
use crate::pattern::ahead::Horizon;
use crate::pattern::graph::Way;
use crate::pattern::mentions::Others;
use crate::pattern::words::{Sets, fits};
use crate::pattern::{Ahead, Edge, Key, Label, Node, Patterns, Start, Step};

impl Patterns {
    /// Prepares for matching; to be called once after the last [`Patterns::add`] and after all tables
    /// of the language have put their words into the vocabulary.
    pub fn finish(&mut self, base: &mut Base) {
        let lexicon = &base.lexicon;
        let graph = std::mem::take(&mut self.graph);
        let alphabet = std::mem::take(&mut self.alphabet);
        let edge = |way: &Way| {
            let (label, slot) = alphabet[way.symbol];
            let target = way.target;
            Edge {
                label,
                slot,
                target,
            }
        };
        let root: Vec<Edge> = graph.ways(0).map(edge).collect();
        self.steps.reserve_exact(graph.ways.len());
        self.nodes.reserve_exact(graph.nodes.len());
        self.words.reserve(graph.ways.len());
        let mut sets = Sets::default();
        for (number, draft) in graph.nodes.iter().enumerate() {
            // No match begins with a gap.
            let stays = |edge: &Edge| number > 0 || !is_gap(edge);
            let edges = graph.ways(number as u32).map(edge).filter(stays);
            self.add_node(edges, draft.row, &mut sets, lexicon);
        }
        for node in 0..self.nodes.len() {
            let gaps = self.gaps(&self.nodes[node]);
            if !gaps.is_empty() {
                let mut horizon = Horizon::default();
                horizon.join_gaps(gaps, self);
                let ahead = horizon.finish(self, &mut sets, lexicon);
                self.nodes[node].behind_gaps = self.behind_gaps.len() as u32;
                self.behind_gaps.push(ahead);
            }
        }
        self.slots = alphabet.slots;
        self.note_starts(&root, &mut sets, base);
    }

    /// Adds a node with some edges.
    fn add_node(
        &mut self,
        edges: impl Iterator<Item = Edge>,
        row: Option<u32>,
        sets: &mut Sets,
        lexicon: &Lexicon,
    ) {
        let begin = (self.steps.len(), self.others.len());
        for edge in edges {
            match edge.step() {
                Some(step) => self.steps.push(step),
                None => self.others.push(edge),
            }
        }
        let steps = &mut self.steps[begin.0..];
        steps.sort_by_key(|step| step.key);
        let until = |key| (begin.0 + steps.partition_point(|step| step.key.0 < key)) as u32;
        let others = &mut self.others[begin.1..];
        others.sort_by_key(is_gap);
        let mentions = &others[..others.partition_point(|edge| !is_gap(edge))];
        let mut begins = Others::NONE;
        for edge in mentions {
            begins.join(match edge.label {
                Label::Mention(class) => Others::of(class),
                _ => Others::DIGITS,
            });
        }
        let gaps = begin.1 + mentions.len();
        self.nodes.push(Node {
            steps: [0, Key::LEMMA, Key::CLASS, u32::MAX].map(until),
            others: [begin.1, gaps, self.others.len()].map(|at| at as u32),
            begins,
            row,
            fitting: sets.of(steps, lexicon, &mut self.words),
            behind_gaps: 0,
        });
    }

    /// Notes what a match may begin with.
    fn note_starts(&mut self, root: &[Edge], sets: &mut Sets, base: &mut Base) {
        self.table = base.openers.table();
        let mut first: Vec<(WordId, Step)> = Vec::new();
        let mut words = Vec::new();
        for edge in root {
            match (edge.label, edge.step()) {
                (Label::Mention(class), _) => {
                    self.starts_with.join(Others::of(class));
                    base.openers.by_mention(class, self.table);
                }
                (Label::Digits(..), _) => {
                    self.starts_with.join(Others::DIGITS);
                    base.openers.by_digits(self.table);
                }
                (label, Some(step)) => {
                    words.clear();
                    step.key.tell_words(&base.lexicon, &mut words);
                    let words = words.iter().copied();
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
            let steps = steps.iter().map(|(_, step)| *step);
            // The forms of a lemma follow each other and begin the same.
            let known = self.starts.last().is_some_and(|last| {
                let last = self.first_steps(last.steps).iter();
                steps.clone().eq(last.copied())
            });
            if !known {
                let from = self.first_steps.len() as u32;
                self.first_steps.extend(steps);
                let steps = (from, self.first_steps.len() as u32);
                let ahead = self.ahead(steps, sets, &base.lexicon);
                self.starts.push(Start { steps, ahead });
            }
            self.starts_of[word.0 as usize] = self.starts.len() as u32;
        }
    }

    /// What may follow some first steps.
    fn ahead(&mut self, steps: (u32, u32), sets: &mut Sets, lexicon: &Lexicon) -> Ahead {
        let mut horizon = Horizon::default();
        for step in self.first_steps(steps) {
            horizon.join(step.target, self);
            horizon.join_gaps(self.gaps(&self.nodes[step.target as usize]), self);
            if horizon.is_open() {
                return Ahead::ANYTHING;
            }
        }
        // The first place is the next word, the others are behind gaps.
        horizon.places = horizon.places.saturating_add(1);
        horizon.finish(self, sets, lexicon)
    }
}

fn is_gap(edge: &Edge) -> bool {
    matches!(edge.label, Label::Gap(_))
}
