//! What was found in the sentences of a text, sentence by sentence.

use crate::event::actor::ActorMention;
use crate::event::arguments::Spans;
use crate::event::frame::Findings;
use crate::event::site::Site;
use crate::event::speech::{Attribution, Source};
use crate::event::trigger::Trigger;
use crate::number::Number;
use crate::segment::Sentence;
use crate::time::TimeMention;
use crate::token::Kind;

/// What of a text's findings lies before no sentence that was looked at: the sentences take theirs one after the other.
pub(super) struct Rest<'a> {
    pub triggers: Upcoming<'a, Trigger>,
    pub sites: Upcoming<'a, Site>,
    pub times: Upcoming<'a, TimeMention>,
    pub actors: Upcoming<'a, ActorMention>,
    pub numbers: Upcoming<'a, Number>,
    attributions: &'a [Attribution],
}

impl<'a> Rest<'a> {
    pub fn of(found: &Findings<'a>) -> Rest<'a> {
        Rest {
            triggers: Upcoming::of(found.triggers),
            sites: Upcoming::of(found.sites),
            times: Upcoming::of(found.times),
            actors: Upcoming::of(found.actors),
            numbers: Upcoming::of(found.numbers),
            attributions: found.attributions,
        }
    }

    /// Who says what a sentence tells.
    pub fn attributions(&mut self, sentence: usize) -> &'a [Attribution] {
        let list = self.attributions;
        let before = list.iter().take_while(|a| a.sentence < sentence).count();
        let here = list[before..].iter();
        let here = here.take_while(|a| a.sentence == sentence).count();
        let (_, list) = list.split_at(before);
        let (here, rest) = list.split_at(here);
        self.attributions = rest;
        here
    }
}

/// Findings in text order, of which those before some sentence are done with.
pub(super) struct Upcoming<'a, T> {
    list: &'a [T],
    done: usize,
}

impl<'a, T> Upcoming<'a, T> {
    fn of(list: &'a [T]) -> Upcoming<'a, T> {
        Upcoming { list, done: 0 }
    }

    /// Those that begin in a sentence behind all that were asked for before.
    pub fn next(&mut self, sentence: &Sentence, first: impl Fn(&T) -> usize) -> &'a [T] {
        self.next_numbered(sentence, first).1
    }

    /// The same, with the number of the first of them.
    pub fn next_numbered(
        &mut self,
        sentence: &Sentence,
        first: impl Fn(&T) -> usize,
    ) -> (usize, &'a [T]) {
        let begins_before = |at: usize, token: usize| {
            self.list[at..]
                .iter()
                .take_while(|item| first(item) < token)
                .count()
        };
        let from = self.done + begins_before(self.done, sentence.first);
        let to = from + begins_before(from, sentence.end);
        self.done = to;
        (from, &self.list[from..to])
    }
}

/// The words that describe who says what a sentence tells.
pub(super) fn sources(attributions: &[Attribution]) -> Spans {
    if attributions.is_empty() {
        return Spans::new();
    }
    let sources = attributions.iter();
    let sources = sources.flat_map(|a| [a.claimed_by, a.relayed_by]);
    let described = |source: Option<Source>| match source? {
        Source::Described(first, end) => Some((first, end)),
        Source::Actor(_) => None,
    };
    sources.filter_map(described).collect()
}

/// The words that say who says what a sentence tells.
pub(super) fn claims(attributions: &[Attribution]) -> Spans {
    let mut claims = Spans::new();
    for claim in attributions {
        claims.push((claim.first, claim.end));
    }
    claims
}

/// The clauses behind a comma that only say who says so: «…, the opposition said in X».
pub(super) fn said_behind(
    found: &Findings,
    sentence: &Sentence,
    attributions: &[Attribution],
) -> Spans {
    /// An auxiliary and a pronoun may stand before the verb of saying.
    const SMALL: usize = 2;
    if attributions.is_empty() {
        return Spans::new();
    }
    let tokens = found.view.tokens;
    let clause = |a: &Attribution| {
        let before = a.first.saturating_sub(SMALL + 1).max(sentence.first)..a.first;
        let behind = before.into_iter().any(|at| tokens[at].is_mark(','));
        let mark = |at: &usize| tokens[*at].kind == Kind::Mark;
        let end = || (a.end..sentence.end).find(mark).unwrap_or(sentence.end);
        (behind && a.end < sentence.end).then(|| (a.first, end()))
    };
    attributions.iter().filter_map(clause).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_take_what_begins_in_them() {
        let list = [1, 3, 3, 7, 12];
        let mut upcoming = Upcoming::of(&list);
        let sentence = |first, end| Sentence {
            first,
            end,
            paragraph: 0,
        };
        let mut next = |first, end| upcoming.next_numbered(&sentence(first, end), |at| *at);
        assert_eq!(next(0, 2), (0, &[1][..]));
        assert_eq!(next(2, 3), (1, &[][..]));
        // Sentences between may be left out.
        assert_eq!(next(5, 12), (3, &[7][..]));
        assert_eq!(next(12, 20), (4, &[12][..]));
        assert_eq!(next(20, 30), (5, &[][..]));
    }
}
