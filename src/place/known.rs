//! Where names may begin, and which of them the gazetteer has.

use crate::gazetteer::index::Postings;
use crate::gazetteer::lookup::ALIAS;
use crate::gazetteer::romanise;
use crate::place::Candidate;
use crate::place::beginnings::Begins;
use crate::place::context::Context;
use crate::place::name::Name;
use crate::place::recognise::{Scene, is_capital};
use crate::place::rules::Class;
use crate::token::{Case, Gap, Kind};

/// A name of the gazetteer that stands at a token.
pub(super) struct Found<'a> {
    pub(super) end: usize,
    pub(super) names: Postings<'a>,
}

impl Found<'_> {
    /// The same as a name that begins at a token.
    pub(super) fn named(&self, first: usize) -> Name {
        let candidates = self.names.iter().map(|posting| Candidate {
            place: posting.place,
            likeness: if posting.main { 1.0 } else { ALIAS },
            score: 0.0,
        });
        Name {
            first,
            end: self.end,
            candidates: candidates.collect(),
        }
    }
}

impl<'a> Scene<'a> {
    /// The first of some tokens at which a name may begin: most words begin none, have no capital, and none behind them
    /// either.
    pub(super) fn next_name(&self, context: &Context, from: usize, end: usize) -> Option<usize> {
        let tokens = &self.tokens()[..end];
        let beginnings = &self.rules.beginnings;
        let mut at = from;
        loop {
            let mut rest = tokens.get(at..)?.iter();
            at += rest.position(|token| beginnings.may_begin(token.word))?;
            let token = &tokens[at];
            if token.kind == Kind::Word {
                let begins = self.begins(at);
                let uncased = || match begins {
                    Begins::ANYTHING => self.uncased(token),
                    known => known.meets(Begins::UNCASED),
                };
                let behind = || tokens.get(at + 1).is_some_and(is_capital);
                let named = token.case != Case::Lower
                    || begins.meets(Begins::BEHIND) && behind()
                    || uncased()
                    || begins.meets(Begins::KNOWN) && context.feature_at(at).is_some();
                if named && begins != Begins::NOTHING {
                    return Some(at);
                }
            }
            at += 1;
        }
    }

    /// The longest gazetteer name that begins at a token.
    pub(super) fn exact(&self, body: usize, end: usize) -> Option<Found<'a>> {
        self.exact_over(None, body, end)
    }

    /// The same, with a mark in it that does not count.
    pub(super) fn exact_over(
        &self,
        mark: Option<usize>,
        body: usize,
        end: usize,
    ) -> Option<Found<'a>> {
        if !self.begins(body).meets(Begins::KNOWN) {
            return None;
        }
        let tokens = &self.tokens()[..end];
        let (first, rest) = tokens.get(body..)?.split_first()?;
        let mut walk = self.gazetteer.names().walk();
        let word = romanise::key_word(self.tokens().folded(first));
        if first.kind == Kind::Mark || !walk.feed(word) {
            return None;
        }
        let found = |end: usize, names: Postings<'a>| {
            let any = !names.is_empty();
            any.then_some(Found { end, names })
        };
        let mut longest = found(body + 1, walk.names());
        for (at, token) in (body + 1..).zip(rest) {
            if Some(at) == mark {
                continue;
            }
            if token.kind == Kind::Mark || token.gap >= Gap::Line || !walk.goes_on() {
                break;
            }
            let folded = self.tokens().folded(token);
            if romanise::is_article(folded) {
                continue;
            }
            if !walk.feed(romanise::key_word(folded)) {
                break;
            }
            longest = found(at + 1, walk.names()).or(longest);
        }
        longest
    }

    /// What a token may begin.
    #[inline]
    pub(super) fn begins(&self, at: usize) -> Begins {
        let word = self.tokens()[at].word;
        self.rules.beginnings.of(word, || self.find_begins(at))
    }

    #[cold]
    fn find_begins(&self, at: usize) -> Begins {
        let token = &self.tokens()[at];
        let folded = self.tokens().folded(token);
        let mut walk = self.gazetteer.names().walk();
        let known = walk.feed(romanise::key_word(folded));
        let found = [
            (Begins::KNOWN, known),
            (Begins::UNKNOWN, self.is(at, Class::NameHead)),
            (Begins::BEHIND, romanise::is_article(folded)),
        ];
        let found = found.into_iter().filter(|(_, is)| *is);
        let found = found.fold(Begins::NOTHING, |all, (one, _)| all.join(one));
        match found != Begins::NOTHING && self.uncased(token) {
            true => found.join(Begins::UNCASED),
            false => found,
        }
    }
}
