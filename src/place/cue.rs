//! What speaks for a word that no table has being a place: the words before it, a list, a label.

use crate::place::context::Context;
use crate::place::recognise::Scene;
use crate::place::rules::{Class, Classes};
use crate::segment::Sentence;
use crate::token::Kind;

/// What speaks for an unknown word being a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// «the village of X»
    Feature,
    /// «near X», «the region of X»
    Place,
    /// «to Kobajep and to X»
    List,
    /// «at X»
    Preposition,
    /// Nothing.
    Bare,
}

impl Cue {
    /// How much less likeness it takes with this cue.
    pub(super) fn trust(self) -> f32 {
        match self {
            Cue::Feature => 0.1,
            Cue::Place | Cue::List => 0.05,
            Cue::Preposition => 0.0,
            // Without a cue only long names are told from names of persons.
            Cue::Bare => -0.2,
        }
    }
}

impl Scene<'_> {
    /// What speaks for a capitalised unknown word being a place.
    pub(super) fn cue(
        &self,
        context: &Context,
        at: usize,
        sentence: &Sentence,
        previous: Option<usize>,
    ) -> Option<Cue> {
        if let Some(feature) = context.feature_before(at) {
            return Some(if feature.kinds.is_empty() {
                Cue::Place
            } else {
                Cue::Feature
            });
        }
        if context.relation_before(at, at).is_some() {
            return Some(Cue::Place);
        }
        if self.is_label(at, sentence) {
            return Some(Cue::Preposition);
        }
        let before = at.checked_sub(1).filter(|&b| b >= sentence.first)?;
        if let Some(previous) = previous
            && self.is_list_gap(previous, at)
        {
            return Some(Cue::List);
        }
        let preposition = self.is(before, Class::Locative) && !self.capital(before)
            || self.is(before, Class::Locative) && before == sentence.first;
        let behind = |class| before > sentence.first && self.is(before - 1, class);
        let of_event = self.is(before, Class::Connector) && behind(Class::Befalls);
        let source = behind(Class::According);
        (preposition && !source || of_event).then_some(Cue::Preposition)
    }

    /// Whether a name stands alone before a colon: «– X: the town was retaken».
    fn is_label(&self, at: usize, sentence: &Sentence) -> bool {
        let opens = (sentence.first..at).all(|before| self.tokens()[before].kind == Kind::Mark);
        let run = self.run(at, sentence.end);
        opens && run < sentence.end && self.tokens()[run].is_mark(':')
    }

    /// Whether only commas, «and», «of» and prepositions stand between two items of a list.
    pub(super) fn is_list_gap(&self, from: usize, to: usize) -> bool {
        const LINKS: Classes = Classes::of(&[
            Class::Conjunction,
            Class::Connector,
            Class::Locative,
            Class::Article,
            Class::Direction,
        ]);
        let link = |at: usize| {
            let token = &self.tokens()[at];
            token.is_mark(',') || self.is_any(at, LINKS)
        };
        let joins = |at: usize| self.tokens()[at].is_mark(',') || self.is(at, Class::Conjunction);
        // «that of X» goes on as X does.
        let pronoun = |at: usize| {
            self.is(at, Class::Pronoun) && at + 1 < to && self.is(at + 1, Class::Connector)
        };
        (1..=8).contains(&(to - from.min(to)))
            && (from..to).all(|at| link(at) || pronoun(at))
            && (from..to).any(joins)
    }
}
