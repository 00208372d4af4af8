//! Which words are one name, and whether it is a place here.

use std::ops::Range;

use crate::gazetteer::index::Posting;
use crate::gazetteer::lookup::Heard;
use crate::gazetteer::romanise;
use crate::language::{Features, WordId};
use crate::place::beginnings::Begins;
use crate::place::context::{Context, FeatureBefore};
use crate::place::cue::Cue;
use crate::place::recognise::{Scene, Taken};
use crate::place::rules::{Class, Classes};
use crate::place::{Candidate, Toponym};
use crate::segment::Sentence;
use crate::token::{Gap, Kind};

/// Longest run of capitalised words that is tried as one unknown name.
pub(super) const LONGEST_NAME: usize = 4;

/// A name that nothing calls a place is matched by sound from so many consonants on, in two words or more.
pub(super) const BARE_SOUNDS: usize = 5;

/// A name found, before it is described.
pub(super) struct Name {
    /// First token, a written article included.
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) candidates: Vec<Candidate>,
}

impl<'a> Scene<'a> {
    /// The name that begins at a token.
    pub(super) fn name_at(
        &self,
        context: &Context,
        at: usize,
        sentence: &Sentence,
        previous: Option<&Toponym>,
    ) -> Option<Name> {
        let token = &self.tokens()[at];
        if token.kind != Kind::Word || self.taken[at] == Taken::Organisation {
            return None;
        }
        let feature = context.feature_at(at);
        if let Some(feature) = feature
            && self.begins(at).meets(Begins::KNOWN)
            && (feature.joined || self.is_no_such_kind(&feature, sentence))
            && let Some(found) = self.exact_over(self.opening(&feature), at, sentence.end)
            && found.end > feature.name_at.min(at + 2)
        {
            return Some(found.named(at));
        }
        let body = self.body_of_name(at, sentence)?;
        if let Some(found) = self.exact(body, sentence.end) {
            // A place called «the town X» says nothing of the town «X Y».
            let behind = feature.and_then(|feature| self.exact(feature.name_at, sentence.end));
            if behind.is_some_and(|longer| longer.end > found.end) {
                return None;
            }
            let longer = self.longer_by_sound(at, body, found.end, sentence);
            let end = longer.as_ref().map_or(found.end, |longer| longer.end);
            let accepted = self.accept(context, at..end, body, sentence, previous);
            return accepted.then(|| longer.unwrap_or_else(|| found.named(at)));
        }
        if self.taken[at] == Taken::Government {
            return None;
        }
        if self.uncased(&self.tokens()[body]) {
            return self.uncased_name(context, at, sentence.end, previous);
        }
        if self.tokens()[body].word != WordId::UNKNOWN {
            return None;
        }
        let called = self.feature_after(self.run(body, sentence.end), sentence.end);
        let cue = match called {
            Some(_) => Cue::Feature,
            None => self
                .cue(context, at, sentence, previous.map(|t| t.end))
                .unwrap_or(Cue::Bare),
        };
        self.by_sound(at, body, sentence.end, cue)
            .map(|name| self.without_misfits(context, name))
            .or_else(|| self.unknown(at, body, sentence.end, cue))
    }

    /// Whether no place of a name is of the kind that the noun before it says: «the basin of the X» is then a place of
    /// its own, whatever X is.
    fn is_no_such_kind(&self, feature: &FeatureBefore, sentence: &Sentence) -> bool {
        if feature.kinds.is_empty() || feature.name_at >= sentence.end {
            return false;
        }
        let fits = |p: Posting| feature.kinds.contains(&self.gazetteer.place(p.place).kind);
        let named = self.exact(feature.name_at, sentence.end);
        named.is_some_and(|found| !found.names.iter().any(fits))
    }

    /// A longer name that sounds like one of the gazetteer's, where more capitalised words follow a name: «Tall X» is
    /// no place called Tall.
    fn longer_by_sound(
        &self,
        first: usize,
        body: usize,
        end: usize,
        sentence: &Sentence,
    ) -> Option<Name> {
        let run = self.run(body, sentence.end);
        if run <= end {
            return None;
        }
        self.sounding(first, body, run, Cue::Preposition)
            .filter(|longer| longer.end > end)
    }

    /// Where the name proper begins: at the token, or behind a written article; `None` where no name begins. Words such
    /// as «In» are spelled like articles.
    pub(super) fn body_of_name(&self, at: usize, sentence: &Sentence) -> Option<usize> {
        let token = &self.tokens()[at];
        let next = at + 1;
        if next < sentence.end
            && self.capital(next)
            && (self.tokens()[next].gap == Gap::Hyphen
                || self.tokens()[next].gap == Gap::Space
                    && self.capital(at)
                    // Inside a sentence a preposition has no capital: «near At Tanf».
                    && (!self.is(at, Class::Locative) || at > sentence.first)
                    && !self.is(at, Class::Conjunction))
            && romanise::is_article(self.tokens().folded(token))
        {
            return Some(next);
        }
        (self.capital(at) || self.uncased(token)).then_some(at)
    }

    /// The mark that opens the name behind a noun which belongs to it: the oil field (of) «X».
    fn opening(&self, feature: &FeatureBefore) -> Option<usize> {
        let before = feature.name_at.checked_sub(1)?;
        (self.tokens()[before].kind == Kind::Mark).then_some(before)
    }

    /// Whether a name that the gazetteer has is a place here, not an ordinary word and not a person's name.
    pub(super) fn accept(
        &self,
        context: &Context,
        name: Range<usize>,
        body: usize,
        sentence: &Sentence,
        previous: Option<&Toponym>,
    ) -> bool {
        let single = name.end - body == 1;
        let token = &self.tokens()[body];
        let word = token.word;
        let uncased = self.uncased(token);
        let before = |at: usize| at > sentence.first && self.is(at - 1, Class::Locative);
        let articled = name.start > sentence.first && self.is(name.start - 1, Class::Article);
        let strong = context.feature_before(name.start).is_some()
            || self.feature_after(name.end, sentence.end).is_some()
            || before(name.start)
            || articled && before(name.start - 1)
            || uncased && previous.is_some_and(|t| self.is_list_gap(t.end, name.start))
            || uncased && context.relation_before(name.start, name.start).is_some();
        // Without capitals a name is known by its article: `paper` is no `Raqqa`.
        let written = || {
            let folded = self.tokens().folded(token);
            self.gazetteer.has_single_word(folded)
        };
        if uncased && single && !written() && context.feature_before(name.start).is_none() {
            return false;
        }
        const ORDINARY: Classes =
            Classes::of(&[Class::Article, Class::Locative, Class::Conjunction]);
        // At the start of a sentence every word has a capital.
        let ordinary = word != WordId::UNKNOWN
            && (self.base.lexicon.features(word) != Features::default()
                || self.is_any(body, ORDINARY));
        if single && ordinary && (name.start == sentence.first || !strong) {
            return false;
        }
        strong || !self.in_person_name(name, sentence)
    }

    /// A name that the gazetteer lacks, in a script without capitals: only behind a noun for a kind of place, or in a
    /// list that such a noun begins.
    pub(super) fn uncased_name(
        &self,
        context: &Context,
        at: usize,
        end: usize,
        previous: Option<&Toponym>,
    ) -> Option<Name> {
        let called = context
            .feature_before(at)
            .is_some_and(|f| !f.kinds.is_empty());
        let listed = previous
            .is_some_and(|t| !t.kinds.is_empty() && at - t.end <= 2 && self.is_list_gap(t.end, at));
        let head = self.is(at, Class::NameHead);
        let unknown = self.tokens()[at].word == WordId::UNKNOWN;
        if !(called || listed) || !(head || unknown) || self.taken[at] != Taken::Free {
            return None;
        }
        let stop = self.uncased_run(at, end);
        if head && stop == at + 1 {
            return None;
        }
        let by_sound = self.sounding(at, at, stop, Cue::Feature);
        let by_sound = by_sound.map(|name| self.without_misfits(context, name));
        by_sound.or(Some(Name {
            first: at,
            end: stop,
            candidates: Vec::new(),
        }))
    }

    /// One past an unknown name in a script without capitals: words that only begin names take the next one with
    /// them, and so does a word without the article before one with it.
    pub(super) fn uncased_run(&self, at: usize, end: usize) -> usize {
        let article = self.base.segmentation.article.as_str();
        let articled = |at: usize| {
            !article.is_empty()
                && self
                    .tokens()
                    .folded(&self.tokens()[at])
                    .starts_with(article)
        };
        const NOT_OF_NAMES: Classes = Classes::of(&[
            Class::Locative,
            Class::Conjunction,
            Class::Connector,
            Class::Adjective,
        ]);
        let mut stop = at + 1;
        while stop < end && stop - at < LONGEST_NAME {
            let token = &self.tokens()[stop];
            let plain = token.kind == Kind::Word
                && token.gap == Gap::Space
                && self.taken[stop] == Taken::Free
                && !self.is_any(stop, NOT_OF_NAMES);
            let head = self.is(stop - 1, Class::NameHead);
            let owned = token.word == WordId::UNKNOWN && articled(stop) && !articled(stop - 1);
            if !plain || !head && !owned {
                break;
            }
            stop += 1;
        }
        stop
    }

    /// Whether capitalised words that nobody knows stand directly beside a name, as in a person's name.
    pub(super) fn in_person_name(&self, name: Range<usize>, sentence: &Sentence) -> bool {
        let unknown_capital = |at: usize| {
            self.capital(at)
                && self.tokens()[at].word == WordId::UNKNOWN
                && self.taken[at] == Taken::Free
                && !romanise::is_article(self.tokens().folded(&self.tokens()[at]))
                && self.exact(at, at + 1).is_none()
        };
        let before = name.start.checked_sub(1).filter(|&b| b >= sentence.first);
        if let Some(before) = before {
            let joined = matches!(self.tokens()[name.start].gap, Gap::Space | Gap::Hyphen);
            if joined && (unknown_capital(before) || self.is(before, Class::Title)) {
                return true;
            }
        }
        // «Rami al-Hajj»
        let article = |at: usize| {
            romanise::is_article(self.tokens().folded(&self.tokens()[at]))
                && !self.is_little_word(at)
        };
        let behind = match name.end {
            end if end + 1 < sentence.end && article(end) => end + 1,
            end => end,
        };
        behind < sentence.end
            && (name.end..=behind)
                .all(|at| matches!(self.tokens()[at].gap, Gap::Space | Gap::Hyphen))
            && unknown_capital(behind)
    }

    /// A name that sounds like one of the gazetteer's: the longest run of capitalised words that does.
    pub(super) fn by_sound(&self, first: usize, body: usize, end: usize, cue: Cue) -> Option<Name> {
        if self.tokens()[body].word != WordId::UNKNOWN {
            return None;
        }
        self.sounding(first, body, self.run(body, end), cue)
    }

    /// The longest part of a run of words that sounds like a name of the gazetteer.
    pub(super) fn sounding(&self, first: usize, body: usize, run: usize, cue: Cue) -> Option<Name> {
        for stop in (body + 1..=run).rev() {
            let last = self.tokens().folded(&self.tokens()[stop - 1]);
            if stop > body + 1 && romanise::is_article(last) {
                continue;
            }
            if cue == Cue::Bare && stop - body < 2 {
                break;
            }
            let words: Vec<&str> = (body..stop)
                .map(|at| self.tokens().folded(&self.tokens()[at]))
                .collect();
            let heard = Heard::new(&words);
            // «Dayr az-Zawr»: the article is a sound more.
            let articled = words[1..].iter().any(|word| romanise::is_article(word));
            if cue == Cue::Bare && heard.sounds() + usize::from(articled) < BARE_SOUNDS {
                break;
            }
            // «in X, Ali Y»: what goes on with words that nobody knows is a person's name.
            if stop < run && matches!(cue, Cue::List) {
                break;
            }
            let likely = heard.places(self.gazetteer.names(), cue.trust());
            let candidates: Vec<Candidate> = likely
                .iter()
                .map(|likely| Candidate {
                    place: likely.place,
                    likeness: likely.likeness,
                    score: 0.0,
                })
                .collect();
            if !candidates.is_empty() {
                return Some(Name {
                    first,
                    end: stop,
                    candidates,
                });
            }
        }
        None
    }

    /// A base is not the village that sounds a little like it: such places are no candidates, the name stays unknown.
    pub(super) fn without_misfits(&self, context: &Context, mut name: Name) -> Name {
        const SURE: f32 = 0.9;
        if let Some(feature) = context.feature_before(name.first) {
            let fits = |c: &Candidate| self.gazetteer.is_any_of(c.place, feature.kinds);
            let free = feature.kinds.is_empty();
            name.candidates
                .retain(|c| free || c.likeness >= SURE || fits(c));
        }
        name
    }

    /// A name that the gazetteer lacks but the text calls a place.
    pub(super) fn unknown(&self, first: usize, body: usize, end: usize, cue: Cue) -> Option<Name> {
        let articled = first != body;
        let named = match cue {
            Cue::Feature | Cue::List => true,
            Cue::Place | Cue::Preposition => articled,
            Cue::Bare => false,
        };
        let unknown = self.tokens()[body].word == WordId::UNKNOWN;
        (named && unknown && self.taken[body] == Taken::Free).then(|| Name {
            first,
            end: self.run(body, end),
            candidates: Vec::new(),
        })
    }

    /// Whether a word spelled like an article is one of the language's own: «at», «en».
    fn is_little_word(&self, at: usize) -> bool {
        const OWN: Classes = Classes::of(&[
            Class::Locative,
            Class::Conjunction,
            Class::Connector,
            Class::Article,
        ]);
        self.is_any(at, OWN)
    }

    /// One past the run of capitalised unknown words and articles that begins at a token.
    pub(super) fn run(&self, body: usize, end: usize) -> usize {
        let mut stop = body + 1;
        let mut articled = false;
        while stop < end && stop - body < LONGEST_NAME {
            let token = &self.tokens()[stop];
            let article = romanise::is_article(self.tokens().folded(token))
                && stop + 1 < end
                && match self.tokens()[stop + 1].gap {
                    Gap::Hyphen => true,
                    // «Dayr az Zawr», not «Raqqa as Turkey …».
                    Gap::Space => self.capital(stop + 1) && !self.is_little_word(stop),
                    _ => false,
                };
            let goes_on = self.taken[stop] == Taken::Free
                && matches!(token.gap, Gap::Space | Gap::Hyphen)
                && token.kind == Kind::Word
                && (article || self.capital(stop) && (token.word == WordId::UNKNOWN || articled));
            if !goes_on {
                break;
            }
            articled = article;
            stop += 1;
        }
        // «Homs, al …»: what follows an article at the end is not of the name, so neither is it.
        stop - usize::from(articled)
    }
}
