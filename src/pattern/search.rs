//! The longest match of a table at a token: a walk through its graph.

use crate::language::{Features, LemmaId};
use crate::pattern::mentions::Glance;
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
        self.look(node, token, 0, captured);
    }

    /// Takes the edges of a node that a token may fit, so many words behind a gap, or the token behind a parenthesis that
    /// opens there; the last of these.
    #[inline(always)]
    fn look(
        &mut self,
        node: &'a Node,
        token: usize,
        words: u8,
        captured: Option<&Captured>,
    ) -> Option<(usize, Glance)> {
        let glance = self.view.mentions.glance(token)?;
        self.leave(node, token, glance, words, captured);
        if !glance.is_parenthesis() {
            return Some((token, glance));
        }
        let behind = self.view.past_parenthesis(token);
        let glance = self.view.mentions.glance(behind)?;
        if behind > token {
            self.leave(node, behind, glance, words, captured);
        }
        Some((behind, glance))
    }

    /// Takes the edges of a node that a token may fit.
    #[inline(always)]
    fn leave(
        &mut self,
        node: &'a Node,
        at: usize,
        glance: Glance,
        words: u8,
        captured: Option<&Captured>,
    ) {
        if self.patterns.words.may_hold(node.fitting, glance.word) {
            self.leave_by_word(node, at, words, captured);
        }
        if glance.begins(node.begins) {
            self.leave_by_mention(node, at, words, captured);
        }
        if let (true, Some(step)) = (node.has_gaps(), glance.step()) {
            self.leave_by_gap(node, at + step, captured);
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
            self.leave_by_mention(&self.patterns.nodes[0], at, 0, None);
        }
    }

    /// Takes the edges of a node for words that a token fits.
    #[inline(never)]
    fn leave_by_word(&mut self, node: &'a Node, at: usize, words: u8, captured: Option<&Captured>) {
        let view = self.view;
        let token = &view.tokens[at];
        let steps = |from: u32, to: u32| &self.patterns.steps[from as usize..to as usize];
        let [same, lemmas, classes, end] = node.steps;
        let (same, lemmas, classes) = (
            steps(same, lemmas),
            steps(lemmas, classes),
            steps(classes, end),
        );
        let mut take = |step: &Step| {
            if step.reach >= words {
                self.take(step.target, step.slot, (at, at + 1), captured);
            }
        };
        of_key(same, Key::word(token.word))
            .iter()
            .for_each(&mut take);
        if !lemmas.is_empty() {
            for &(lemma, features) in view.lexicon.forms_of(token) {
                let steps = of_key(lemmas, Key::lemma(lemma)).iter();
                steps
                    .filter(|step| step.takes(features))
                    .for_each(&mut take);
            }
        }
        if !classes.is_empty() && view.lexicon.is_classed(token.word) {
            // A node has fewer of these than a word has classes.
            let belongs = |step: &&Step| view.lexicon.is_member(token.word, step.key.as_class());
            classes.iter().filter(belongs).for_each(&mut take);
        }
    }

    /// Takes the edges of a node for mentions and digits.
    #[inline(never)]
    fn leave_by_mention(
        &mut self,
        node: &'a Node,
        at: usize,
        words: u8,
        captured: Option<&Captured>,
    ) {
        let view = self.view;
        let others = self.patterns.others(node).iter();
        for edge in others.filter(|edge| edge.reach >= words) {
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
    }

    /// Takes the edges of a node for gaps, which have stepped over their first word.
    #[inline(never)]
    fn leave_by_gap(&mut self, node: &'a Node, from: usize, captured: Option<&Captured>) {
        let behind = &self.patterns.nodes[node.behind as usize];
        let mut at = from;
        for words in 1..=node.longest {
            let Some((place, glance)) = self.look(behind, at, words, captured) else {
                break;
            };
            let Some(step) = glance.step() else { break };
            at = place + step;
        }
        for gap in self.patterns.gaps(node) {
            self.skip(gap, from, captured);
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

    /// Goes on behind a gap that has stepped over its first word, and behind as many more as it may.
    #[inline(never)]
    fn skip(&mut self, gap: &Edge, from: usize, captured: Option<&Captured>) {
        let target = &self.patterns.nodes[gap.target as usize];
        let mut at = from;
        for _ in 0..gap.longest() {
            self.enter(target, at, captured);
            at = self.view.past_parenthesis(at);
            let glance = self.view.mentions.glance(at);
            let Some(step) = glance.and_then(Glance::step) else {
                break;
            };
            at += step;
        }
    }
}

/// The steps of one key.
#[inline]
fn of_key(steps: &[Step], key: Key) -> &[Step] {
    /// So few are quicker looked through.
    const FEW: usize = 8;
    let from = match steps.len() {
        0..=FEW => steps.iter().take_while(|step| step.key < key).count(),
        _ => steps.partition_point(|step| step.key < key),
    };
    let steps = &steps[from..];
    let to = steps.iter().take_while(|step| step.key == key).count();
    &steps[..to]
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
