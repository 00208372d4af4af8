//! The graph of a table made ready for matching: its edges in lists, and what may begin and follow where.

use rustc_hash::FxHashMap;

use crate::language::{Base, Lexicon, WordId};
use crate::pattern::ahead::Horizon;
use crate::pattern::graph::Way;
use crate::pattern::mentions::Others;
use crate::pattern::words::{WordSet, fits};
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
        // Nodes whose steps look at the same share their words.
        let mut sets: FxHashMap<Box<[Key]>, WordSet> = FxHashMap::default();
        let (mut keys, mut words) = (Vec::new(), Vec::new());
        for (number, draft) in graph.nodes.iter().enumerate() {
            let begin = (self.steps.len(), self.others.len());
            for edge in graph.ways(number as u32).map(edge) {
                match (edge.step(), edge.label) {
                    (Some(step), _) => self.steps.push(step),
                    // No match begins with a gap.
                    (None, Label::Gap(_)) if number == 0 => {}
                    (None, _) => self.others.push(edge),
                }
            }
            let steps = &mut self.steps[begin.0..];
            steps.sort_by_key(|step| step.key);
            let until = |key| (begin.0 + steps.partition_point(|step| step.key.0 < key)) as u32;
            let ends = [0, Key::LEMMA, Key::CLASS, u32::MAX].map(until);
            keys.clear();
            keys.extend(steps.iter().map(|step| step.key));
            keys.dedup();
            let known = sets.get(keys.as_slice()).copied();
            let fitting = known.unwrap_or_else(|| {
                words.clear();
                keys.iter()
                    .for_each(|key| key.tell_words(lexicon, &mut words));
                let set = self.words.add(&words);
                sets.insert(keys.as_slice().into(), set);
                set
            });
            let is_gap = |edge: &Edge| matches!(edge.label, Label::Gap(_));
            let others = &mut self.others[begin.1..];
            others.sort_by_key(is_gap);
            let gaps = begin.1 + others.partition_point(|edge| !is_gap(edge));
            let mut begins = Others::NONE;
            for edge in &self.others[begin.1..gaps] {
                begins.join(match edge.label {
                    Label::Mention(class) => Others::of(class),
                    _ => Others::DIGITS,
                });
            }
            self.nodes.push(Node {
                steps: ends,
                others: [begin.1, gaps, self.others.len()].map(|at| at as u32),
                begins,
                row: draft.row,
                fitting,
                behind_gaps: 0,
            });
        }
        for node in 0..self.nodes.len() {
            let gaps = self.gaps(&self.nodes[node]);
            if !gaps.is_empty() {
                let mut horizon = Horizon::default();
                horizon.join_gaps(gaps, self);
                let ahead = horizon.finish(self, lexicon);
                self.nodes[node].behind_gaps = self.behind_gaps.len() as u32;
                self.behind_gaps.push(ahead);
            }
        }
        self.slots = alphabet.slots;
        self.note_starts(&root, base);
    }

    /// Notes what a match may begin with.
    fn note_starts(&mut self, root: &[Edge], base: &mut Base) {
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
                let ahead = self.ahead(steps, &base.lexicon);
                self.starts.push(Start { steps, ahead });
            }
            self.starts_of[word.0 as usize] = self.starts.len() as u32;
        }
    }

    /// What may follow some first steps.
    fn ahead(&mut self, steps: (u32, u32), lexicon: &Lexicon) -> Ahead {
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
        horizon.finish(self, lexicon)
    }
}
