//! Finding place names: which words are one, and what the words before them say.

use crate::gazetteer::index::Postings;
use crate::gazetteer::lookup::{ALIAS, Heard};
use crate::gazetteer::{Gazetteer, KindClass, KindId, romanise};
use crate::language::{Base, Features, WordId};
use crate::number::Number;
use crate::pattern::View;
use crate::place::rules::{Class, Rules};
use crate::place::{Candidate, Preposition, Relation, RelationKind, Role, Toponym};
use crate::segment::Sentence;
use crate::token::{Case, Gap, Kind, Token, Tokens};

/// Whether a token may be part of a place name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// Nothing else has taken it.
    #[default]
    Free,
    /// It belongs to the name of an organisation: no place.
    Organisation,
    /// It belongs to a government or its forces: a place name in it is a metonym.
    Government,
}

/// What recognition works with.
pub struct Scene<'a> {
    /// Tokens, lexicon, mentions.
    pub view: View<'a>,
    /// The language.
    pub base: &'a Base,
    /// Its place rules.
    pub rules: &'a Rules,
    /// The places.
    pub gazetteer: &'a Gazetteer,
    /// What other stages have taken, by token.
    pub taken: &'a [Taken],
    /// Numbers, for distances.
    pub numbers: &'a [Number],
}

/// Longest run of capitalised words that is tried as one unknown name.
const LONGEST_NAME: usize = 4;

/// A name that nothing calls a place is matched by sound from so many consonants on, in two words or more.
const BARE_SOUNDS: usize = 5;

/// Finds the toponyms of a text, in text order.
pub fn recognise(scene: &Scene, sentences: &[Sentence]) -> Vec<Toponym> {
    let mut out: Vec<Toponym> = Vec::new();
    for sentence in sentences {
        let context = Context::read(scene, sentence);
        let mut at = sentence.first;
        let begin = out.len();
        while at < sentence.end {
            let previous = out[begin..].last();
            match scene.name_at(&context, at, sentence, previous) {
                Some(name) => {
                    let toponym = scene.toponym(&context, name, sentence, &out[begin..]);
                    at = toponym.end;
                    out.push(toponym);
                }
                None => at += 1,
            }
        }
        link(scene, &mut out, begin);
    }
    out
}

/// What place rules say about positions of a sentence.
struct Context {
    features: Vec<FeatureBefore>,
    relations: Vec<Relation>,
}

#[derive(Clone)]
struct FeatureBefore {
    name_at: usize,
    first: usize,
    kinds: Vec<KindId>,
    joined: bool,
}

/// A noun behind a name.
struct FeatureAfter {
    end: usize,
    kinds: Vec<KindId>,
    joined: bool,
}

impl Context {
    fn read(scene: &Scene, sentence: &Sentence) -> Context {
        let mut features = Vec::new();
        for found in scene
            .rules
            .features
            .find_all(scene.view, sentence.first, sentence.end)
        {
            let row = scene.rules.feature(&found);
            // `the town` with its article joined is no `town of`.
            if scene.has_article(found.first) {
                continue;
            }
            features.push(FeatureBefore {
                name_at: scene.skip_to_name(found.end, sentence.end),
                first: found.first,
                kinds: row.kinds.clone(),
                joined: row.joined,
            });
        }
        let mut relations = Vec::new();
        for found in scene
            .rules
            .relations
            .find_all(scene.view, sentence.first, sentence.end)
        {
            if let Some(kind) = scene.rules.relation(&found) {
                let [n, u, a, b] = scene.rules.captures(&found);
                relations.push(Relation {
                    kind,
                    distance_m: scene.distance(n, u),
                    bearing: scene.bearing(a, b),
                    first: found.first,
                    end: found.end,
                });
            }
        }
        Context {
            features,
            relations,
        }
    }

    /// The noun that a name itself begins with.
    fn feature_at(&self, at: usize) -> Option<&FeatureBefore> {
        self.features.iter().find(|f| f.first == at && f.joined)
    }

    fn feature_before(&self, at: usize) -> Option<&FeatureBefore> {
        self.features
            .iter()
            .rev()
            .find(|f| f.name_at == at && f.first < at)
    }
}

/// A name found, before it is described.
struct Name {
    /// First token, a written article included.
    first: usize,
    end: usize,
    candidates: Vec<Candidate>,
}

impl<'a> Scene<'a> {
    pub(super) fn tokens(&self) -> &'a Tokens {
        self.view.tokens
    }

    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        let token = &self.tokens()[at];
        self.rules
            .membership(self.base, token.word, class)
            .is_some()
    }

    /// Whether a token is an article that takes up what was named before: not one for something new («a town»).
    pub(super) fn takes_up(&self, at: usize) -> bool {
        let word = self.tokens()[at].word;
        let article = self.rules.membership(self.base, word, Class::Article);
        article.is_some_and(|article| &*article.value != "new")
    }

    pub(super) fn capital(&self, at: usize) -> bool {
        let token = &self.tokens()[at];
        token.kind == Kind::Word && token.case != Case::Lower
    }

    /// Whether the token's script has no capitals.
    fn uncased(&self, token: &Token) -> bool {
        let first = self.tokens().folded(token).chars().next();
        first.is_some_and(|c| !c.is_lowercase() && !c.is_ascii_digit())
    }

    /// Whether a word has the article in front that the language joins to its nouns.
    pub(super) fn has_article(&self, at: usize) -> bool {
        let article = self.base.segmentation.article.as_str();
        !article.is_empty()
            && self
                .tokens()
                .folded(&self.tokens()[at])
                .starts_with(article)
    }

    /// Past adjectives, «of» and «the»: where the name after a noun may begin.
    fn skip_to_name(&self, from: usize, end: usize) -> usize {
        let mut at = from;
        let step = |at: usize, class| at < end && self.is(at, class) && !self.capital(at);
        let opens = |at: usize| {
            let token = self.tokens().get(at).filter(|_| at < end);
            token.is_some_and(|t| ['«', '(', '"'].iter().any(|&mark| t.is_mark(mark)))
        };
        for _ in 0..2 {
            if step(at, Class::Adjective) {
                at += 1;
            }
        }
        if step(at, Class::Connector) {
            at += 1;
        } else if step(at, Class::Locative) && at > from {
            // «the American base at al-Tanf»
            at += 1;
        }
        if step(at, Class::Article) {
            at += 1;
        }
        if opens(at) {
            at += 1;
        }
        at
    }

    fn distance(&self, n: Option<(usize, usize)>, u: Option<(usize, usize)>) -> Option<f64> {
        let (first, _) = n?;
        let number = self.numbers.iter().find(|number| number.first == first)?;
        let unit = self.tokens()[u?.0].word;
        let metres = self
            .rules
            .membership(self.base, unit, Class::Length)?
            .number;
        Some(f64::from(number.low) * f64::from(metres))
    }

    fn bearing(&self, a: Option<(usize, usize)>, b: Option<(usize, usize)>) -> Option<f64> {
        let degrees = |span: Option<(usize, usize)>| {
            let word = self.tokens()[span?.0].word;
            let found = self.rules.membership(self.base, word, Class::Direction)?;
            Some(f64::from(found.number))
        };
        let first = degrees(a)?;
        let Some(second) = degrees(b) else {
            return Some(first);
        };
        // North and west meet at 315, not at 135.
        let second = if (second - first).abs() > 180.0 {
            second - 360.0
        } else {
            second
        };
        let first = if (second - first).abs() > 180.0 {
            first - 360.0
        } else {
            first
        };
        Some(((first + second) / 2.0).rem_euclid(360.0))
    }

    /// The name that begins at a token.
    fn name_at(
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
            && let Some(name) = self.exact(at, sentence.end)
            && name.end > feature.name_at.min(at + 2)
        {
            return Some(name);
        }
        let body = self.body_of_name(at, sentence)?;
        if let Some(name) = self.exact(body, sentence.end) {
            let name = Name { first: at, ..name };
            let accepted = self.accept(context, &name, body, sentence, previous);
            return accepted.then_some(name);
        }
        if self.taken[at] == Taken::Government {
            return None;
        }
        if self.uncased(&self.tokens()[body]) {
            return self.uncased_name(context, at, sentence.end, previous);
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

    /// Where the name proper begins: at the token, or behind a written article; `None` where no name begins. Words such
    /// as «In» are spelled like articles.
    fn body_of_name(&self, at: usize, sentence: &Sentence) -> Option<usize> {
        let token = &self.tokens()[at];
        let next = at + 1;
        if next < sentence.end
            && self.capital(next)
            && (self.tokens()[next].gap == Gap::Hyphen
                || self.tokens()[next].gap == Gap::Space
                    && self.capital(at)
                    && !self.is(at, Class::Locative)
                    && !self.is(at, Class::Conjunction))
            && romanise::is_article(self.tokens().folded(token))
        {
            return Some(next);
        }
        (self.capital(at) || self.uncased(token)).then_some(at)
    }

    /// The longest gazetteer name that begins at a token.
    fn exact(&self, body: usize, end: usize) -> Option<Name> {
        let mut walk = self.gazetteer.names().walk();
        let mut found: Option<(usize, Postings)> = None;
        for at in body..end {
            let token = &self.tokens()[at];
            if token.kind == Kind::Mark || (at > body && token.gap >= Gap::Line) {
                break;
            }
            let folded = self.tokens().folded(token);
            if at > body && romanise::is_article(folded) {
                continue;
            }
            if !walk.feed(romanise::key_word(folded)) {
                break;
            }
            let names = walk.names();
            if !names.is_empty() {
                found = Some((at + 1, names));
            }
        }
        let (end, names) = found?;
        let candidates = names.iter().map(|posting| Candidate {
            place: posting.place,
            likeness: if posting.main { 1.0 } else { ALIAS },
            score: 0.0,
        });
        Some(Name {
            first: body,
            end,
            candidates: candidates.collect(),
        })
    }

    /// Whether a name that the gazetteer has is a place here, not an ordinary word and not a person's name.
    fn accept(
        &self,
        context: &Context,
        name: &Name,
        body: usize,
        sentence: &Sentence,
        previous: Option<&Toponym>,
    ) -> bool {
        let single = name.end - body == 1;
        let token = &self.tokens()[body];
        let word = token.word;
        let uncased = self.uncased(token);
        let before = |at: usize| at > sentence.first && self.is(at - 1, Class::Locative);
        let articled = name.first > sentence.first && self.is(name.first - 1, Class::Article);
        let strong = context.feature_before(name.first).is_some()
            || self.feature_after(name.end, sentence.end).is_some()
            || before(name.first)
            || articled && before(name.first - 1)
            || uncased && previous.is_some_and(|t| self.is_list_gap(t.end, name.first))
            || uncased && context.relations.iter().any(|r| r.end == name.first);
        // Without capitals a name is known by its article: `paper` is no `Raqqa`.
        let written = || {
            let folded = self.tokens().folded(token);
            self.gazetteer.has_single_word(folded)
        };
        if uncased && single && !written() && context.feature_before(name.first).is_none() {
            return false;
        }
        // At the start of a sentence every word has a capital.
        let ordinary = word != WordId::UNKNOWN
            && (self.base.lexicon.features(word) != Features::default()
                || self.is(body, Class::Article)
                || self.is(body, Class::Locative)
                || self.is(body, Class::Conjunction));
        if single && ordinary && (name.first == sentence.first || !strong) {
            return false;
        }
        strong || !self.in_person_name(name, sentence)
    }

    /// A name that the gazetteer lacks, in a script without capitals: only behind a noun for a kind of place, or in a
    /// list that such a noun begins.
    fn uncased_name(
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
    fn uncased_run(&self, at: usize, end: usize) -> usize {
        let article = self.base.segmentation.article.as_str();
        let articled = |at: usize| {
            !article.is_empty()
                && self
                    .tokens()
                    .folded(&self.tokens()[at])
                    .starts_with(article)
        };
        let mut stop = at + 1;
        while stop < end && stop - at < LONGEST_NAME {
            let token = &self.tokens()[stop];
            let plain = token.kind == Kind::Word
                && token.gap == Gap::Space
                && self.taken[stop] == Taken::Free
                && ![
                    Class::Locative,
                    Class::Conjunction,
                    Class::Connector,
                    Class::Adjective,
                ]
                .iter()
                .any(|&class| self.is(stop, class));
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
    fn in_person_name(&self, name: &Name, sentence: &Sentence) -> bool {
        let unknown_capital = |at: usize| {
            self.capital(at)
                && self.tokens()[at].word == WordId::UNKNOWN
                && self.taken[at] == Taken::Free
                && !romanise::is_article(self.tokens().folded(&self.tokens()[at]))
                && self.exact(at, at + 1).is_none()
        };
        let before = name.first.checked_sub(1).filter(|&b| b >= sentence.first);
        if let Some(before) = before {
            let joined = matches!(self.tokens()[name.first].gap, Gap::Space | Gap::Hyphen);
            if joined && (unknown_capital(before) || self.is(before, Class::Title)) {
                return true;
            }
        }
        name.end < sentence.end
            && matches!(self.tokens()[name.end].gap, Gap::Space | Gap::Hyphen)
            && unknown_capital(name.end)
    }

    /// What speaks for a capitalised unknown word being a place.
    fn cue(
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
        if context.relations.iter().any(|r| r.end == at) {
            return Some(Cue::Place);
        }
        let before = at.checked_sub(1).filter(|&b| b >= sentence.first)?;
        if let Some(previous) = previous
            && self.is_list_gap(previous, at)
        {
            return Some(Cue::List);
        }
        let preposition = self.is(before, Class::Locative) && !self.capital(before)
            || self.is(before, Class::Locative) && before == sentence.first;
        let source = before > sentence.first && self.is(before - 1, Class::According);
        (preposition && !source).then_some(Cue::Preposition)
    }

    /// Whether only commas, «and», «of» and prepositions stand between two items of a list.
    fn is_list_gap(&self, from: usize, to: usize) -> bool {
        let link = |at: usize| {
            let token = &self.tokens()[at];
            token.is_mark(',')
                || self.is(at, Class::Conjunction)
                || self.is(at, Class::Connector)
                || self.is(at, Class::Locative)
                || self.is(at, Class::Article)
                || self.is(at, Class::Direction)
        };
        let joins = |at: usize| self.tokens()[at].is_mark(',') || self.is(at, Class::Conjunction);
        (1..=8).contains(&(to - from.min(to))) && (from..to).all(link) && (from..to).any(joins)
    }

    /// A name that sounds like one of the gazetteer's: the longest run of capitalised words that does.
    fn by_sound(&self, first: usize, body: usize, end: usize, cue: Cue) -> Option<Name> {
        if self.tokens()[body].word != WordId::UNKNOWN {
            return None;
        }
        self.sounding(first, body, self.run(body, end), cue)
    }

    /// The longest part of a run of words that sounds like a name of the gazetteer.
    fn sounding(&self, first: usize, body: usize, run: usize, cue: Cue) -> Option<Name> {
        for stop in (body + 1..=run).rev() {
            let words: Vec<&str> = (body..stop)
                .map(|at| self.tokens().folded(&self.tokens()[at]))
                .collect();
            let heard = Heard::new(&words);
            if cue == Cue::Bare && (heard.sounds() < BARE_SOUNDS || stop - body < 2) {
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
    fn without_misfits(&self, context: &Context, mut name: Name) -> Name {
        const SURE: f32 = 0.9;
        if let Some(feature) = context.feature_before(name.first) {
            let fits = |c: &Candidate| feature.kinds.contains(&self.gazetteer.place(c.place).kind);
            let free = feature.kinds.is_empty();
            name.candidates
                .retain(|c| free || c.likeness >= SURE || fits(c));
        }
        name
    }

    /// A name that the gazetteer lacks but the text calls a place.
    fn unknown(&self, first: usize, body: usize, end: usize, cue: Cue) -> Option<Name> {
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

    /// One past the run of capitalised unknown words and articles that begins at a token.
    fn run(&self, body: usize, end: usize) -> usize {
        let mut stop = body + 1;
        while stop < end && stop - body < LONGEST_NAME {
            let token = &self.tokens()[stop];
            let article = romanise::is_article(self.tokens().folded(token))
                && stop + 1 < end
                && self.tokens()[stop + 1].gap == Gap::Hyphen;
            let goes_on = self.taken[stop] == Taken::Free
                && matches!(token.gap, Gap::Space | Gap::Hyphen)
                && token.kind == Kind::Word
                && (article || self.capital(stop) && token.word == WordId::UNKNOWN);
            if !goes_on {
                break;
            }
            stop += 1;
        }
        stop
    }

    /// The noun that stands behind a name which ends before a token: «X province».
    fn feature_after(&self, name_end: usize, end: usize) -> Option<FeatureAfter> {
        if name_end >= end || self.tokens()[name_end].gap >= Gap::Line {
            return None;
        }
        let found = self.rules.features_after.find_at(self.view, name_end)?;
        let row = self.rules.feature(&found);
        (found.end <= end).then(|| FeatureAfter {
            end: found.end,
            kinds: row.kinds.clone(),
            joined: row.joined,
        })
    }

    /// The noun that a name of the gazetteer itself ends with.
    fn feature_within(&self, name: &Name) -> Option<FeatureAfter> {
        let after = |at: usize| self.feature_after(at, name.end);
        let found = (name.first + 1..name.end).find_map(after)?;
        (found.end == name.end).then_some(found)
    }

    /// Whether one of some places lies in one of others.
    fn contains(&self, outer: &[Candidate], inner: &[Candidate]) -> bool {
        let within = |outer: &Candidate, inner: &Candidate| {
            outer.place != inner.place && self.gazetteer.is_within(inner.place, outer.place)
        };
        outer
            .iter()
            .any(|outer| inner.iter().any(|inner| within(outer, inner)))
    }

    /// Describes a name by the words before and behind it.
    fn toponym(
        &self,
        context: &Context,
        name: Name,
        sentence: &Sentence,
        earlier: &[Toponym],
    ) -> Toponym {
        // In «the X district of Y» the noun is X's, in «the X suburb of Y» it is Y's where X contains Y.
        let of_earlier = |f: &FeatureBefore| {
            earlier.last().is_some_and(|t| {
                f.first <= t.end && !self.contains(&t.candidates, &name.candidates)
            })
        };
        let feature = context.feature_before(name.first).cloned();
        let feature = feature.filter(|f| !of_earlier(f));
        let after = match feature {
            Some(_) => None,
            None => self
                .feature_after(name.end, sentence.end)
                .or_else(|| self.feature_within(&name)),
        };
        let described = feature.is_some() || after.is_some();
        let mut end = name.end;
        let begins = feature.as_ref().map_or(name.first, |f| f.first);
        // «the quarter of X, in Y» is no list either.
        let contains = |t: &Toponym| self.contains(&name.candidates, &t.candidates);
        let mut listed = earlier
            .last()
            .is_some_and(|t| self.is_list_gap(t.end, begins) && !contains(t));
        let mut first = name.first;
        let mut phrase_first = name.first;
        let mut kinds = Vec::new();
        let mut candidates = name.candidates;
        if let Some(feature) = &feature {
            phrase_first = feature.first;
            kinds.clone_from(&feature.kinds);
            if feature.joined {
                first = feature.first;
                self.add_facilities(&mut candidates, &feature.kinds);
                self.add_namesakes(&mut candidates, &feature.kinds, &name.first, name.end);
            }
        } else if let Some(after) = after {
            kinds = after.kinds;
            if after.joined {
                end = after.end;
                self.add_facilities(&mut candidates, &kinds);
                self.add_namesakes(&mut candidates, &kinds, &name.first, name.end);
            }
        } else if let Some(within) = context.feature_at(name.first) {
            // The gazetteer has the name with its noun.
            kinds.clone_from(&within.kinds);
        } else if (listed || self.before_pronoun(name.first, sentence) < name.first)
            && let Some(before) = earlier.last()
        {
            // «the villages of X and Y»
            let plural = before.candidates.iter().all(|c| {
                matches!(
                    self.gazetteer.class(c.place),
                    KindClass::Settlement | KindClass::Quarter
                )
            });
            if plural {
                kinds.clone_from(&before.kinds);
            }
        }
        let back_over_determiners = |mut at: usize| {
            while at > sentence.first
                && (self.is(at - 1, Class::Article) || self.is(at - 1, Class::Adjective))
                && !self.is(at - 1, Class::Locative)
            {
                at -= 1;
            }
            at
        };
        let start = back_over_determiners(phrase_first);
        let relation = context
            .relations
            .iter()
            .find(|r| r.first < phrase_first && (r.end == phrase_first || r.end == start))
            .copied();
        if let Some(relation) = relation {
            phrase_first = relation.first;
            // «X, north of Y» is no list; «X and north of Y» is.
            let conjoined =
                |t: &Toponym| (t.end..phrase_first).any(|at| self.is(at, Class::Conjunction));
            listed &= earlier.last().is_some_and(conjoined);
        }
        let before = back_over_determiners(phrase_first);
        let before = self.before_pronoun(before, sentence);
        let preposition = self
            .origin(before, sentence)
            .or_else(|| {
                let word = (before > sentence.first).then(|| self.tokens()[before - 1].word)?;
                self.rules.preposition(self.base, word)
            })
            .or_else(|| {
                let word = self.tokens()[phrase_first].word;
                self.rules
                    .preposition(self.base, word)
                    .filter(|_| phrase_first < first)
            })
            // «in X's Y»
            .or_else(|| {
                let owner = earlier.last().filter(|t| t.end == before)?;
                owner.preposition.filter(|_| before < phrase_first)
            });
        let role = self.role(
            &candidates,
            &name.first,
            preposition,
            relation.is_some() || described,
        );
        Toponym {
            first,
            end,
            phrase_first,
            kinds,
            preposition,
            relation,
            candidates,
            qualifies: None,
            listed,
            role,
            choice: None,
            confidence: 0.0,
        }
    }

    /// «towards that of X»: where the pronoun stands, so that what is said of it is said of X.
    fn before_pronoun(&self, before: usize, sentence: &Sentence) -> usize {
        let pronoun = before.checked_sub(2).filter(|&at| at >= sentence.first);
        match pronoun {
            Some(at) if self.is(at, Class::Pronoun) && self.is(at + 1, Class::Connector) => at,
            _ => before,
        }
    }

    /// «come from X», «fled X»: a word of leaving stands before the place, with or without «of».
    fn origin(&self, before: usize, sentence: &Sentence) -> Option<Preposition> {
        let at = before.checked_sub(1).filter(|&at| at >= sentence.first)?;
        let word = match self.is(at, Class::Connector) && at > sentence.first {
            true => at - 1,
            false => at,
        };
        self.is(word, Class::Origin).then_some(Preposition::From)
    }

    /// «the airport of X» is a facility of X, where the gazetteer has one.
    fn add_facilities(&self, candidates: &mut Vec<Candidate>, kinds: &[KindId]) {
        let owners: Vec<Candidate> = candidates.clone();
        for owner in owners {
            let found = self.gazetteer.facilities_of(owner.place, kinds);
            if let Some(&nearest) = found.first()
                && !candidates.iter().any(|c| c.place == nearest)
            {
                candidates.push(Candidate {
                    place: nearest,
                    ..owner
                });
            }
        }
    }

    /// «the palace of X» may be a palace whose name only contains X, where no place of such a kind is called X.
    fn add_namesakes(
        &self,
        candidates: &mut Vec<Candidate>,
        kinds: &[KindId],
        first: &usize,
        end: usize,
    ) {
        const LIKENESS: f32 = 0.9;
        let fits = |c: &Candidate| kinds.contains(&self.gazetteer.place(c.place).kind);
        if candidates.iter().any(fits) {
            return;
        }
        let mut key = String::new();
        for token in &self.tokens()[*first..end] {
            romanise::push_sound(&mut key, self.tokens().folded(token));
        }
        for place in self.gazetteer.facilities_named(kinds, &key) {
            candidates.push(Candidate {
                place,
                likeness: LIKENESS,
                score: 0.0,
            });
        }
    }

    /// Countries and seats of government that no locative word precedes stand for those who govern there.
    fn role(
        &self,
        candidates: &[Candidate],
        first: &usize,
        preposition: Option<Preposition>,
        described: bool,
    ) -> Role {
        if self.taken[*first] == Taken::Government {
            return Role::Metonym;
        }
        let seat = self.base.lexicon.class("metonym").is_some_and(|class| {
            let word = self.tokens()[*first].word;
            self.base.lexicon.membership(word, class).is_some()
        });
        if seat && preposition.is_none() && !described {
            return Role::Metonym;
        }
        let areal = |c: &Candidate| self.gazetteer.class(c.place).is_areal();
        if !candidates.is_empty() && candidates.iter().all(areal) {
            Role::Region
        } else {
            Role::Place
        }
    }
}

/// What speaks for an unknown word being a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cue {
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
    fn trust(self) -> f32 {
        match self {
            Cue::Feature => 0.1,
            Cue::Place | Cue::List => 0.05,
            Cue::Preposition => 0.0,
            // Without a cue only long names are told from names of persons.
            Cue::Bare => -0.2,
        }
    }
}

/// Notes which toponyms of a sentence only locate the one before them.
fn link(scene: &Scene, toponyms: &mut [Toponym], begin: usize) {
    for at in begin + 1..toponyms.len() {
        let (before, rest) = toponyms.split_at_mut(at);
        let (Some(previous), Some(this)) = (before.last_mut(), rest.first_mut()) else {
            continue;
        };
        let between = previous.end..this.first;
        // «X and Y say» is said of both governments.
        if this.listed && previous.role == Role::Metonym && this.preposition.is_none() {
            this.role = Role::Metonym;
        }
        // «the X suburb of Y», «X's Y»: the first name only says where Y is; «the X district of Y»: the second.
        let owned = this.phrase_first <= previous.end && previous.end < this.first
            || between.len() == 1 && scene.is(previous.end, Class::Article);
        let owner = (1..=2).contains(&between.len())
            && scene.is(this.first - 1, Class::Connector)
            && !previous.kinds.is_empty();
        if owned && previous.qualifies.is_none() && this.relation.is_none() {
            previous.qualifies = Some(at);
            previous.kinds.clear();
            continue;
        }
        if owner && previous.qualifies.is_none() {
            this.qualifies = Some(at - 1);
            continue;
        }
        if this.listed || previous.role == Role::Metonym {
            continue;
        }
        let between = previous.end..this.phrase_first.max(previous.end);
        let small = |token: usize| {
            scene.is(token, Class::Article)
                || scene.is(token, Class::Locative)
                || scene.is(token, Class::Adjective)
                || scene.tokens()[token].is_mark(',')
                || scene.tokens()[token].is_mark('(')
        };
        let others = between.clone().filter(|&token| !small(token)).count();
        let located = this.relation.is_some() || this.preposition == Some(Preposition::In);
        // One participle or noun in between is an apposition: «Choula, a desert town south-west of …».
        let limit = if this.relation.is_some() { 4 } else { 1 };
        let crosses = between
            .clone()
            .any(|t| scene.tokens()[t].is_mark(';') || scene.is(t, Class::Conjunction));
        let has_verb = between.clone().any(|t| {
            let features = scene.base.lexicon.features(scene.tokens()[t].word);
            let other = Features(Features::PRESENT.0 | Features::FUTURE.0);
            let finite = features.meets(Features::PAST)
                || features.meets(other) && !features.meets(Features::PARTICIPLE);
            finite && !small(t)
        });
        if !located || others > limit || crosses || has_verb {
            continue;
        }
        let outside = previous
            .relation
            .is_some_and(|r| r.bearing.is_some() && r.kind != RelationKind::Part);
        if outside
            && this.relation.is_none()
            && this.role == Role::Place
            && previous.qualifies.is_none()
        {
            // «south of X, in Y»: Y is where it is.
            if let Some(previous) = before.last_mut() {
                previous.qualifies = Some(at);
            }
        } else {
            this.qualifies = Some(previous.qualifies.unwrap_or(at - 1));
        }
    }
}
