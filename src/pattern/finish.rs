//! The graph of a table made ready for matching: its edges in lists, and what may begin and follow where.

use crate::language::{Base, WordId};
use crate::pattern::ahead::Horizon;
use crate::pattern::mentions::Others;
use crate::pattern::words::{fits, fitting};
use crate::pattern::{Ahead, Edge, Key, Label, Node, Patterns, Start, Step};

impl Patterns {
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
        // The words that the steps of each node fit, node by node.
        let mut words: Vec<WordId> = Vec::new();
        let mut words_until = Vec::with_capacity(graph.nodes.len());
        for (number, draft) in graph.nodes.into_iter().enumerate() {
            let begin = (self.steps.len(), self.others.len(), words.len());
            for edge in &draft.edges {
                match (edge.step(), edge.label) {
                    (Some(step), _) => self.steps.push(step),
                    // No match begins with a gap.
                    (None, Label::Gap(_)) if number == 0 => {}
                    (None, _) => self.others.push(*edge),
                }
                match edge.label {
                    Label::Word(word) => words.push(word),
                    label => words.extend(fitting(label, lexicon)),
                }
            }
            let steps = &mut self.steps[begin.0..];
            steps.sort_by_key(|step| step.key);
            let until = |key| (begin.0 + steps.partition_point(|step| step.key.0 < key)) as u32;
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
                steps: [0, Key::LEMMA, Key::CLASS, u32::MAX].map(until),
                others: [begin.1, gaps, self.others.len()].map(|at| at as u32),
                begins,
                row: draft.row,
                fitting: self.words.add(&words[begin.2..]),
                behind_gaps: 0,
            });
            words_until.push(words.len());
        }
        let words_of = |node: u32| {
            let from = node
                .checked_sub(1)
                .map_or(0, |before| words_until[before as usize]);
            &words[from..words_until[node as usize]]
        };
        for node in 0..self.nodes.len() {
            let gaps = self.gaps(&self.nodes[node]);
            if !gaps.is_empty() {
                let mut horizon = Horizon::default();
                horizon.join_gaps(gaps, self, words_of);
                self.nodes[node].behind_gaps = self.behind_gaps.len() as u32;
                self.behind_gaps.push(horizon.finish(&mut self.words));
            }
        }
        self.note_starts(&root, words_of, base);
    }

    /// Notes what a match may begin with.
    fn note_starts<'w>(
        &mut self,
        root: &[Edge],
        words_of: impl Fn(u32) -> &'w [WordId] + Copy,
        base: &mut Base,
    ) {
        self.table = base.openers.table();
        let mut first: Vec<(WordId, Step)> = Vec::new();
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
                let ahead = self.ahead(steps, words_of);
                self.starts.push(Start { steps, ahead });
            }
            self.starts_of[word.0 as usize] = self.starts.len() as u32;
        }
    }

    /// What may follow some first steps.
    fn ahead<'w>(
        &mut self,
        steps: (u32, u32),
        words_of: impl Fn(u32) -> &'w [WordId] + Copy,
    ) -> Ahead {
        let mut horizon = Horizon::default();
        for step in self.first_steps(steps) {
            let node = &self.nodes[step.target as usize];
            horizon.join(step.target, self, words_of);
            horizon.join_gaps(self.gaps(node), self, words_of);
            if horizon.is_wide() {
                return Ahead::ANYTHING;
            }
        }
        // The first place is the next word, the others are behind gaps.
        horizon.places = horizon.places.saturating_add(1);
        horizon.finish(&mut self.words)
    }
}
