//! The longest match of a table at a token: a walk through its graph.

use crate::language::{Features, LemmaId};
use crate::pattern::ahead::ends_gap;
use crate::pattern::{Captures, Edge, Key, Label, Match, Node, Patterns, Slot, Step, View};
use crate::token::{Case, Kind, Token};

/// The longest match that begins at a token with one of some steps, or otherwise with what is no word.
pub(super) fn search(
    patterns: &Patterns,
    view: View,
    token: usize,
    steps: &[Step],
    others: bool,
) -> Option<Match> {
    let mut search = Search {
        patterns,
        view,
        best: None,
        captures: Captures::new(),
    };
    search.begin(token, steps, others);
    let (end, row) = search.best?;
    Some(Match {
        row,
        first: token,
        end,
        captures: search.captures,
    })
}

/// What a path through the graph has captured, the latest first; it lies on the stack with the path.
struct Captured<'a> {
    capture: (Slot, u32, u32),
    before: Option<&'a Captured<'a>>,
}

struct Search<'a> {
    patterns: &'a Patterns,
    view: View<'a>,
    /// Where the best match so far ends, its row, and what it has captured.
    best: Option<(usize, u32)>,
    captures: Captures,
}

impl<'a> Search<'a> {
    /// Goes on from a node before a token; most paths end here, so that this is no call.
    #[inline(always)]
    fn enter(&mut self, node: &'a Node, token: usize, captured: Option<&Captured>) {
        if let Some(row) = node.row {
            self.note(row, token, captured);
        }
        self.leave_at(node, token, captured);
        let behind = self.view.past_parenthesis(token);
        if behind > token {
            self.leave_at(node, behind, captured);
        }
    }

    /// Takes the edges of a node that a token may fit.
    #[inline(always)]
    fn leave_at(&mut self, node: &'a Node, token: usize, captured: Option<&Captured>) {
        let Some(next) = self.view.tokens.get(token) else {
            return;
        };
        if self.patterns.words.may_hold(node.fitting, next.word) {
            self.leave(node, token, captured);
        }
        if node.has_gaps() || self.view.mentions.begins(node.begins, token) {
            self.leave_otherwise(node, token, captured);
        }
    }

    /// Keeps a match if it is the longest so far, or as long and of an earlier row.
    fn note(&mut self, row: u32, end: usize, captured: Option<&Captured>) {
        let better = |(longest, best)| end > longest || end == longest && row < best;
        if self.best.is_none_or(better) {
            self.best = Some((end, row));
            self.captures.clear();
            let captured = std::iter::successors(captured, |latest| latest.before);
            self.captures.extend(captured.map(|c| c.capture));
            self.captures.reverse();
        }
    }

    /// Takes the first edges that a token fits.
    fn begin(&mut self, at: usize, steps: &[Step], others: bool) {
        let view = self.view;
        let token = &view.tokens[at];
        for step in steps {
            let spelled = |&(lemma, features): &(LemmaId, Features)| {
                Key::lemma(lemma) == step.key && step.takes(features)
            };
            if !step.key.is_lemma() || view.lexicon.forms_of(token).iter().any(spelled) {
                self.take(step.target, step.slot, (at, at + 1), None);
            }
        }
        if others {
            self.leave_otherwise(&self.patterns.nodes[0], at, None);
        }
    }

    /// Takes the edges of a node for words that a token fits.
    #[inline(never)]
    fn leave(&mut self, node: &'a Node, at: usize, captured: Option<&Captured>) {
        let view = self.view;
        let token = &view.tokens[at];
        let steps = |from: u32, to: u32| &self.patterns.steps[from as usize..to as usize];
        let [words, lemmas, classes, end] = node.steps;
        let (words, lemmas, classes) = (
            steps(words, lemmas),
            steps(lemmas, classes),
            steps(classes, end),
        );
        let mut take = |step: &Step| self.take(step.target, step.slot, (at, at + 1), captured);
        of_key(words, Key::word(token.word)).for_each(&mut take);
        if !lemmas.is_empty() {
            for &(lemma, features) in view.lexicon.forms_of(token) {
                let steps = of_key(lemmas, Key::lemma(lemma));
                steps
                    .filter(|step| step.takes(features))
                    .for_each(&mut take);
            }
        }
        // A node has fewer of these than a word has classes.
        let belongs = |step: &&Step| view.lexicon.is_member(token.word, step.key.as_class());
        classes.iter().filter(belongs).for_each(&mut take);
    }

    /// Takes the edges of a node that look at no word.
    #[inline(never)]
    fn leave_otherwise(&mut self, node: &'a Node, at: usize, captured: Option<&Captured>) {
        let view = self.view;
        for edge in self.patterns.others(node) {
            let take = |search: &mut Self, end| {
                search.take(edge.target, edge.slot, (at, end), captured);
            };
            match edge.label {
                Label::Mention(class) => {
                    let next = |end: &usize| view.mentions.end(class, *end);
                    let ends = std::iter::successors(next(&at), next);
                    ends.take(class.most()).for_each(|end| take(self, end));
                }
                Label::Digits(low, high) if is_plain_number(view, &view.tokens[at], low, high) => {
                    take(self, at + 1);
                }
                _ => {}
            }
        }
        let gaps = self.patterns.gaps(node);
        if !gaps.is_empty() && !ends_gap(&view.tokens[at]) {
            let next = view.mentions.step(at);
            let behind = &self.patterns.behind_gaps[node.behind_gaps as usize];
            if behind.is_met(&self.patterns.words, view, next) {
                gaps.iter().for_each(|gap| self.skip(gap, next, captured));
            }
        }
    }

    /// Takes an edge that matches the tokens from one to before another.
    #[inline(always)]
    fn take(
        &mut self,
        target: u32,
        slot: Option<Slot>,
        (from, end): (usize, usize),
        captured: Option<&Captured>,
    ) {
        let node = &self.patterns.nodes[target as usize];
        match slot {
            Some(slot) => {
                let captured = Captured {
                    capture: (slot, from as u32, end as u32),
                    before: captured,
                };
                self.enter(node, end, Some(&captured));
            }
            None => self.enter(node, end, captured),
        }
    }

    /// Goes on at a token behind a word or mention that a gap has stepped over, and behind as many more as it may.
    fn skip(&mut self, gap: &Edge, from: usize, captured: Option<&Captured>) {
        let Label::Gap(most) = gap.label else { return };
        let tokens = self.view.tokens;
        let node = &self.patterns.nodes[gap.target as usize];
        let mut at = from;
        self.enter(node, at, captured);
        for _ in 1..most {
            at = self.view.past_parenthesis(at);
            if tokens.get(at).is_none_or(ends_gap) {
                break;
            }
            at = self.view.mentions.step(at);
            self.enter(node, at, captured);
        }
    }
}

/// The steps of one key.
fn of_key(steps: &[Step], key: Key) -> impl Iterator<Item = &Step> {
    let from = steps.partition_point(|step| step.key < key);
    steps[from..].iter().take_while(move |step| step.key == key)
}

impl Step {
    /// Whether a form with some features is one that the step asks for.
    fn takes(&self, features: Features) -> bool {
        self.wanted == Features::ANY || features.meets(self.wanted)
    }
}

/// Whether a token is a number in digits, without decimals or group marks, between two.
fn is_plain_number(view: View, token: &Token, low: u32, high: u32) -> bool {
    let digits = || view.tokens.folded(token).len();
    // An upper case marks decimals; group marks make it longer than its digits.
    token.kind == Kind::Number
        && (low..=high).contains(&token.value)
        && token.case != Case::Upper
        && ((token.end - token.start) as usize).is_multiple_of(digits().max(1))
}
