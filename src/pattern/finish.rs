//! The graph of a table made ready for matching: its edges in lists, and what may begin and follow where.

use crate::language::{Base, Lexicon, WordId};
use crate::pattern::ahead::Horizon;
use crate::pattern::anchors::{Anchors, Kinds};
use crate::pattern::graph::Way;
use crate::pattern::mentions::Others;
use crate::pattern::words::{Sets, fits};
use crate::pattern::{ANYWHERE, Ahead, Edge, Key, Label, Node, Patterns, Start, Step};

impl Patterns {
    /// Prepares for matching; to be called once after the last [`Patterns::add`] and after all tables
    /// of the language have put their words into the vocabulary.
    pub fn finish(&mut self, base: &mut Base) {
        let lexicon = &base.lexicon;
        let graph = std::mem::take(&mut self.graph);
        let alphabet = std::mem::take(&mut self.alphabet);
        let edge = |way: &Way| {
            let (label, slot) = alphabet[way.symbol];
            let (reach, target) = (ANYWHERE, way.target);
            Edge {
                label,
                slot,
                reach,
                target,
            }
        };
        let kinds = |way: &Way| Kinds::of(way.symbol, alphabet[way.symbol].0);
        let root = graph.ways(0).map(|way| (edge(way), kinds(way)));
        let root: Vec<(Edge, Kinds)> = root.collect();
        // What stands behind several gaps stands in the lists twice.
        self.steps.reserve(graph.ways.len() * 3 / 2);
        self.nodes.reserve(graph.nodes.len() * 9 / 8);
        self.words.reserve(graph.ways.len());
        let mut sets = Sets::default();
        for (number, draft) in graph.nodes.iter().enumerate() {
            // No match begins with a gap.
            let stays = |edge: &Edge| number > 0 || !is_gap(edge);
            let edges = graph.ways(number as u32).map(edge).filter(stays);
            self.add_node(edges, draft.row, &mut sets, lexicon);
        }
        for node in 0..self.nodes.len() {
            self.join_behind_gaps(node, &mut sets, lexicon);
        }
        if let Some(rows) = self.rows.take() {
            self.anchors = Anchors::new(&rows, &alphabet, lexicon, base.vocabulary.size());
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
        self.close_node(begin, row, sets, lexicon);
    }

    /// Makes a node of the steps and other edges that were added last.
    fn close_node(
        &mut self,
        begin: (usize, usize),
        row: Option<u32>,
        sets: &mut Sets,
        lexicon: &Lexicon,
    ) {
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
            behind: 0,
            longest: 0,
        });
    }

    /// Puts what stands behind the gaps of a node together.
    fn join_behind_gaps(&mut self, number: usize, sets: &mut Sets, lexicon: &Lexicon) {
        let [_, from, to] = self.nodes[number].others.map(|at| at as usize);
        // Where a match ends with a gap, or a gap has another behind it, it is gone into for itself.
        let joins = |edge: &Edge| {
            let target = &self.nodes[edge.target as usize];
            target.row.is_none() && !target.has_gaps()
        };
        let mut gaps = self.others[from..to].to_vec();
        gaps.sort_by_key(joins);
        let joined = gaps.split_off(gaps.partition_point(|gap| !joins(gap)));
        let behind = match joined[..] {
            [] => return,
            [one] => one.target,
            _ => self.add_behind(&joined, sets, lexicon),
        };
        self.others[from..from + gaps.len()].copy_from_slice(&gaps);
        let node = &mut self.nodes[number];
        node.behind = behind;
        node.longest = joined.iter().map(Edge::longest).max().unwrap_or(0);
        node.others[2] = (from + gaps.len()) as u32;
    }

    /// Adds a node of all that stands behind some gaps.
    fn add_behind(&mut self, gaps: &[Edge], sets: &mut Sets, lexicon: &Lexicon) -> u32 {
        let begin = (self.steps.len(), self.others.len());
        for gap in gaps {
            let reach = gap.longest();
            let target = &self.nodes[gap.target as usize];
            let [from, .., to] = target.steps.map(|at| at as usize);
            let steps = from..to;
            let [from, to, _] = target.others.map(|at| at as usize);
            for step in steps {
                let step = self.steps[step];
                self.steps.push(Step { reach, ..step });
            }
            for other in from..to {
                let other = self.others[other];
                self.others.push(Edge { reach, ..other });
            }
        }
        self.close_node(begin, None, sets, lexicon);
        self.nodes.len() as u32 - 1
    }

    /// Notes what a match may begin with.
    fn note_starts(&mut self, root: &[(Edge, Kinds)], sets: &mut Sets, base: &mut Base) {
        self.table = base.openers.table();
        let mut first: Vec<(WordId, Step, Kinds)> = Vec::new();
        let mut words = Vec::new();
        for (edge, kinds) in root {
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
                    first.extend(words.map(|word| (word, step, *kinds)));
                }
                (_, None) => {}
            }
        }
        first.sort_by_key(|(word, ..)| *word);
        self.starts_of = vec![0; base.vocabulary.size()];
        for steps in first.chunk_by(|a, b| a.0 == b.0) {
            let word = steps[0].0;
            base.openers.by_word(word, self.table);
            let mut kinds = Kinds::default();
            steps.iter().for_each(|(.., kind)| kinds.join(*kind));
            let steps = steps.iter().map(|(_, step, _)| *step);
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
                self.starts.push(Start {
                    steps,
                    ahead,
                    kinds,
                });
            }
            self.starts_of[word.0 as usize] = self.starts.len() as u32;
        }
    }

    /// What may follow some first steps.
    fn ahead(&mut self, steps: (u32, u32), sets: &mut Sets, lexicon: &Lexicon) -> Ahead {
        let mut horizon = Horizon::default();
        for step in self.first_steps(steps) {
            horizon.join(step.target, self);
            horizon.join_gaps(step.target, self);
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
