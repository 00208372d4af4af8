//! The source beside words of speech: behind them or before them, named, described, or named earlier.

use super::{Reader, Source};
use crate::event::actor::ActorMention;
use crate::event::known_actors::ActorKind;
use crate::language::Features;
use crate::pattern::{Match, MentionClass};
use crate::segment::Sentence;
use crate::token::{Case, Kind};

/// How many tokens a source's name or description may be away from the words of speech.
const REACH_AFTER: usize = 9;
const REACH_BEFORE: usize = 14;
/// The longest description of an unknown source.
const DESCRIPTION: usize = 7;

/// A source found beside a cue.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Source(Source, usize),

    /// The source that was named before.
    Earlier(usize, usize),
}

impl Reader<'_> {
    /// Whether the words are a finite verb: a single word must be one, a compound must end in a participle.
    pub(super) fn is_verb(&self, found: &Match) -> bool {
        // What somebody will say is no claim yet.
        let finite = Features::PRESENT.union(Features::PAST);
        let features = |at: usize| self.view.lexicon.features(self.view.tokens[at].word);
        let after_article = found.first > 0 && {
            let before = found.first - 1;
            self.is(before, self.rules.definite) || self.is(before, self.rules.indefinite)
        };
        // A relative clause says something about its noun, not about the sentence.
        let relative = found.first > 0 && self.is(found.first - 1, self.rules.relative);
        let single = found.end - found.first == 1;
        !relative && (!single || features(found.first).meets(finite) && !after_article)
    }

    /// The subject of a verb of saying: behind it when it is inverted, else before it.
    pub(super) fn subject(
        &self,
        bounds: Sentence,
        found: &Match,
    ) -> Option<(Option<Source>, usize, usize)> {
        let tokens = self.view.tokens;
        let next = tokens.get(found.end).filter(|_| found.end < bounds.end);
        let goes_on = next.is_none_or(|t| {
            (t.kind == Kind::Mark && !t.is_mark('«')) || self.is(found.end, self.rules.stop)
        });
        let outlet = || {
            let mention =
                (found.end..bounds.end.min(found.end + 3)).find_map(|at| self.mention_at(at));
            mention.is_some_and(|m| self.actors[m.actor].is_source())
        };
        let inverted = found.first > bounds.first
            && tokens[found.first - 1].kind == Kind::Mark
            && !goes_on
            && !(found.first..=found.end).any(|at| self.counts(at))
            && (tokens[found.first - 1].is_mark('»')
                || (found.first >= 2 && tokens[found.first - 2].is_mark('»'))
                || self.is_told(bounds.first, found.first)
                || outlet());
        let earlier = |first, end| {
            let source = self.last.and_then(|last| last.claimed_by);
            let source = source.or_else(|| self.named_before(found.first));
            source.map(|source| (Some(source), first, end))
        };
        if self.rules.verb_first {
            return self.follower(bounds, found).or_else(|| {
                let last = self.last.and_then(|last| last.claimed_by);
                Some((Some(last?), found.first, found.end))
            });
        }
        if inverted {
            let at = self.behind_told(bounds, found.end);
            match self.after(bounds, at) {
                Some(Found::Source(source, end)) => {
                    return Some((Some(source), found.first, end));
                }
                Some(Found::Earlier(first, end)) => return earlier(first, end),
                // `says the head of a school`
                None if self.is(at, self.rules.definite) => {
                    let end = self.phrase_end(bounds, at);
                    return Some((Some(Source::Described(at, end)), found.first, end));
                }
                None => {}
            }
        } else if !goes_on && self.is(found.end - 1, self.rules.needs_clause) {
            return None;
        }
        if found.first > bounds.first && self.is(found.first - 1, self.rules.pronoun) {
            return earlier(found.first - 1, found.end);
        }
        if let Some((first, end)) = self.taken_up(bounds, found.first) {
            return earlier(first, end);
        }
        if let Some((source, first, end)) = self.actor_before(found.first) {
            return Some((Some(source), first, end));
        }
        let (first, end) = self.description_before(found.first)?;
        Some((Some(Source::Described(first, end)), first, end))
    }

    /// The subject of a verb of saying that stands behind it, or right before it in the clause.
    fn follower(&self, bounds: Sentence, found: &Match) -> Option<(Option<Source>, usize, usize)> {
        let at = self.behind_told(bounds, found.end);
        let end = match at < bounds.end && !self.ends_phrase(at) {
            true => self.phrase_end(bounds, at),
            false => at,
        };
        let named = (at..end).find_map(|at| self.mention_at(at));
        if let Some(mention) = named {
            let source = Source::Actor(mention.actor);
            return Some((Some(source), found.first, mention.end));
        }
        let upto = self.mentions.partition_point(|m| m.end <= found.first);
        let before = self.mentions[..upto].last();
        let subject = before.filter(|m| m.end + 1 >= found.first && m.first >= self.spoken);
        if let Some(mention) = subject {
            let source = Source::Actor(mention.actor);
            return Some((Some(source), mention.first, found.end));
        }
        let described = end > at && end < bounds.end && self.is(end, self.rules.stop);
        described.then_some((Some(Source::Described(at, end)), found.first, end))
    }

    /// Whether a number other than an article stands at a token.
    fn counts(&self, at: usize) -> bool {
        let number = at < self.view.tokens.len()
            && self.view.mentions.end(MentionClass::Number, at).is_some();
        number && !self.is(at, self.rules.indefinite)
    }

    /// The one named last before a token, who can be meant by `their spokesman`.
    fn named_before(&self, at: usize) -> Option<Source> {
        let upto = self.mentions.partition_point(|m| m.end <= at);
        let mut before = self.mentions[..upto].iter().rev();
        let civilian = |m: &&ActorMention| self.actors[m.actor].kind != ActorKind::Civilians;
        before.find(civilian).map(|m| Source::Actor(m.actor))
    }

    /// A definite noun right before a verb that points back: `the source added`.
    fn taken_up(&self, bounds: Sentence, verb: usize) -> Option<(usize, usize)> {
        let from = verb.saturating_sub(4).max(bounds.first);
        let article = (from..verb)
            .rev()
            .find(|&at| self.is(at, self.rules.definite) && self.is(at + 1, self.rules.noun))?;
        let capital = |at: usize| self.view.tokens[at].case != Case::Lower && at > bounds.first;
        let named = (article..verb).any(|at| self.mention_at(at).is_some() || capital(at));
        (!named && article + 1 < verb).then_some((article, verb))
    }

    /// The source whose name or description begins at a token.
    pub(super) fn after(&self, bounds: Sentence, at: usize) -> Option<Found> {
        let tokens = self.view.tokens;
        let mut end = at;
        let most = bounds.end.min(at + REACH_AFTER);
        while end < most && !self.ends_phrase(end) {
            if let Some(mention) = self.mention_at(end) {
                let source = Source::Actor(mention.actor);
                return Some(Found::Source(source, mention.end));
            }
            end += 1;
        }
        if end == at {
            return None;
        }
        let back = self.is(at, self.rules.pronoun)
            || (self.is(at, self.rules.definite) && self.is(at + 1, self.rules.noun));
        if back {
            return Some(Found::Earlier(at, end));
        }
        let end = end.min(at + DESCRIPTION);
        let person = (at..end).any(|t| tokens[t].case == Case::Capital);
        let new = self.is(at, self.rules.indefinite);
        (person || new).then_some(Found::Source(Source::Described(at, end), end))
    }

    /// Where the description that begins at a token ends.
    fn phrase_end(&self, bounds: Sentence, at: usize) -> usize {
        let most = bounds.end.min(at + DESCRIPTION);
        (at + 1..most)
            .find(|&end| self.ends_phrase(end))
            .unwrap_or(most)
    }

    /// Whether the name or description of a source ends before a token.
    fn ends_phrase(&self, at: usize) -> bool {
        let token = &self.view.tokens[at];
        let quote = token.is_mark('«') || token.is_mark('»');
        (token.kind == Kind::Mark && !quote) || self.is(at, self.rules.stop)
    }

    /// Whether the words up to a verb of saying have a finite verb of their own, so that they are what is said.
    fn is_told(&self, from: usize, to: usize) -> bool {
        let certain = Features::PAST
            .union(Features::FUTURE)
            .union(Features::CONDITIONAL);
        let noun = Features::SINGULAR.union(Features::PLURAL);
        self.view.tokens[from..to].iter().any(|token| {
            let features = self.view.lexicon.features(token.word);
            features.meets(certain) || (features.meets(Features::PRESENT) && !features.meets(noun))
        })
    }

    /// The token behind `to Reuters`, where that stands between an inverted verb and its subject.
    fn behind_told(&self, bounds: Sentence, at: usize) -> usize {
        if !self.is(at, self.rules.to) {
            return at;
        }
        let most = bounds.end.min(at + 4);
        let outlet = (at + 1..most).find_map(|at| self.mention_at(at));
        outlet.map_or(at, |outlet| outlet.end)
    }

    /// The one who was told, when the words behind a verb name an outlet: `told Reuters`.
    pub(super) fn told(&self, bounds: Sentence, from: usize) -> Option<Source> {
        let most = bounds.end.min(from + REACH_AFTER + 3);
        let mut at = from;
        while at + 1 < most && !self.view.tokens[at].is_mark(',') {
            if self.is(at, self.rules.to) {
                let outlet = (at + 1..most.min(at + 4)).find_map(|at| self.mention_at(at));
                if let Some(outlet) = outlet.filter(|m| self.actors[m.actor].is_source()) {
                    return Some(Source::Actor(outlet.actor));
                }
            }
            at += 1;
        }
        None
    }

    /// The actor named last before a verb, in its clause; one that reports rather than one that acts.
    pub(super) fn actor_before(&self, verb: usize) -> Option<(Source, usize, usize)> {
        let from = self.clause_start(verb);
        let upto = self.mentions.partition_point(|m| m.end <= verb);
        let named = self.mentions[..upto].iter().rev();
        let mut named = named.take_while(|m| m.first >= from).peekable();
        let nearest = *named.peek()?;
        let reports = named.find(|m| self.actors[m.actor].is_source());
        let mention = reports.unwrap_or(nearest);
        Some((Source::Actor(mention.actor), mention.first, mention.end))
    }

    /// The words before a verb that describe who says it, when they look like a person or a new source.
    fn description_before(&self, verb: usize) -> Option<(usize, usize)> {
        let from = self.clause_start(verb);
        let tokens = self.view.tokens;
        let comma = (from..verb).rev().find(|&at| tokens[at].kind == Kind::Mark);
        let first = comma.map_or(from, |at| at + 1);
        let short = first < verb && verb - first <= DESCRIPTION;
        // A capital behind the first word, which has one at the start of a sentence.
        let mut later = tokens[first..verb].iter().skip(1);
        let person = later.any(|t| t.case == Case::Capital);
        (short && (person || self.is(first, self.rules.indefinite))).then_some((first, verb))
    }

    /// Where the clause of a verb begins, at most [`REACH_BEFORE`] tokens before it; never behind it, even where
    /// what was said before reaches over it.
    fn clause_start(&self, verb: usize) -> usize {
        let from = verb.saturating_sub(REACH_BEFORE).max(self.spoken).min(verb);
        let strong = |at: &usize| {
            let token = &self.view.tokens[*at];
            [';', ':', '»', '«'].iter().any(|&mark| token.is_mark(mark))
        };
        (from..verb).rev().find(strong).map_or(from, |at| at + 1)
    }
}
