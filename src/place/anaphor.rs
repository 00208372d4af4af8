//! Nouns that stand for a place: «the town» for one named before, «the municipal stadium» for the only one of the
//! town that the text is about.

use crate::gazetteer::{KindClass, KindId, PlaceId};
use crate::language::Features;
use crate::place::recognise::{Scene, next_nouns};
use crate::place::rules::{Class, Classes};
use crate::place::{Candidate, Preposition, Role, Toponym};
use crate::segment::Sentence;
use crate::token::{Case, Kind};

/// A noun with «the» or «this» that no name follows.
#[derive(Clone, Debug)]
pub struct Anaphor {
    /// First token of the noun.
    pub first: usize,
    /// First token of the phrase, with what relates it to the scene.
    pub phrase_first: usize,
    /// One past its last token.
    pub end: usize,
    /// The kinds of place that it can stand for; empty for «the area», which can stand for any.
    pub kinds: Vec<KindId>,
    /// What the words before it say it is to the scene.
    pub preposition: Option<Preposition>,
    /// Whether the noun would belong to a name, as «stadium» does.
    pub joined: bool,
    /// Whether it can only mean the place named last: «that town».
    pub nearest: bool,
    /// For how many places it stands: «the two towns».
    pub places: usize,
    /// Whether it is a plural: «the villages» for all that were listed.
    pub plural: bool,
    /// The toponym, by number, that goes on a list which the noun begins: «the town and X».
    pub continued_by: Option<usize>,
}

/// Finds the nouns that may stand for a place.
pub fn anaphors(scene: &Scene, sentences: &[Sentence], toponyms: &[Toponym]) -> Vec<Anaphor> {
    let mut out = Vec::new();
    let mut nouns = scene.nouns;
    for (number, sentence) in sentences.iter().enumerate() {
        let near = |at: usize| {
            let relations = || scene.relations(sentence, number).iter();
            scene.may_end_relation(at, sentence) && relations().any(|r| r.end == at)
        };
        for found in next_nouns(&mut nouns, sentence) {
            let at = found.first;
            let named = toponyms.get(toponyms.partition_point(|t| t.end < found.end));
            let named = named.is_some_and(|t| t.phrase_first <= at);
            let continued = scene.is_continued(found.end, sentence);
            // The article may stand before the noun, or be joined to it; «two» may stand between.
            let within = scene.has_article(at);
            let counted = scene.counted(at, sentence.first);
            let article = counted.map_or(at, |(first, _)| first);
            if !(within || article > sentence.first && scene.takes_up(article - 1))
                || continued
                || scene.capital(at)
                || named
            {
                continue;
            }
            let feature = scene.rules.feature(found);
            let phrase_first = if within { at } else { article - 1 };
            let preposition = |back: usize| {
                let at = article.checked_sub(back).filter(|&b| b >= sentence.first)?;
                let word = scene.tokens()[at].word;
                scene.rules.preposition(scene.base, word)
            };
            let nearest = preposition(1);
            out.push(Anaphor {
                first: at,
                phrase_first,
                end: found.end,
                kinds: feature.kinds.clone(),
                preposition: match within {
                    // «close to the town» is no way there.
                    _ if near(phrase_first) => Some(Preposition::In),
                    true => nearest,
                    false => nearest.or_else(|| preposition(2)),
                },
                joined: feature.joined,
                nearest: !within && scene.points_back(article - 1),
                places: counted.map_or(1, |(_, places)| places),
                plural: scene.is_plural(found.end - 1),
                continued_by: scene.continued_by(found.end, toponyms),
            });
        }
        let there = scene
            .rules
            .there
            .find_all(scene.view, sentence.first, sentence.end);
        let there = there.filter(|found| scene.rules.stands_for_place(found));
        out.extend(there.map(|found| Anaphor {
            first: found.first,
            phrase_first: found.first,
            end: found.end,
            kinds: Vec::new(),
            preposition: Some(Preposition::In),
            joined: false,
            nearest: false,
            places: 1,
            plural: false,
            continued_by: None,
        }));
    }
    out
}

impl Scene<'_> {
    /// Whether a noun can only be a plural.
    pub(super) fn is_plural(&self, noun: usize) -> bool {
        let features = self.view.lexicon.features_of(&self.tokens()[noun]);
        features.meets(Features::PLURAL) && !features.meets(Features::SINGULAR)
    }

    /// Whether a noun goes on with «of», perhaps behind an adjective: «the industrial quarter of the town of X».
    fn is_continued(&self, noun_end: usize, sentence: &Sentence) -> bool {
        let of = |at: usize| at < sentence.end && self.is(at, Class::Connector);
        let describes = |at: usize| {
            let token = &self.tokens()[at];
            let features = self.view.lexicon.features_of(token);
            const SMALL: Classes =
                Classes::of(&[Class::Locative, Class::Conjunction, Class::Article]);
            token.kind == Kind::Word
                && token.case == Case::Lower
                && !features.meets(Features::FINITE.union(Features::PARTICIPLE))
                && !self.is_any(at, SMALL)
        };
        of(noun_end) || noun_end < sentence.end && of(noun_end + 1) && describes(noun_end)
    }

    /// The toponym that a list goes on with behind a noun.
    fn continued_by(&self, noun_end: usize, toponyms: &[Toponym]) -> Option<usize> {
        let next = toponyms.partition_point(|t| t.phrase_first < noun_end);
        let toponym = toponyms.get(next)?;
        self.is_list_gap(noun_end, toponym.phrase_first)
            .then_some(next)
    }

    /// The first token of a small number right before a noun, and what it counts.
    fn counted(&self, noun: usize, from: usize) -> Option<(usize, usize)> {
        /// Nobody takes up more places than these by their number.
        const MOST: u32 = 5;
        let before = self.numbers.partition_point(|number| number.end <= noun);
        let number = &self.numbers[before.checked_sub(1)?];
        let small = !number.article && (2..=MOST).contains(&number.low);
        let exact = number.high == Some(number.low);
        (number.end == noun && number.first >= from && small && exact)
            .then_some((number.first, number.low as usize))
    }
}

/// A facility farther than this from a town is not the town's own, in metres.
const OWN_M: f64 = 12_000.0;

/// Adds a toponym for every noun that can only mean one facility of the town named last, and takes these nouns out.
pub fn add_only_ones(scene: &Scene, anaphors: &mut Vec<Anaphor>, toponyms: &mut Vec<Toponym>) {
    let mut found = Vec::new();
    anaphors.retain(|anaphor| {
        // One word alone («the airport») takes up what was told; two or more name something.
        let names = anaphor.joined && anaphor.end - anaphor.first > 1;
        let only = names.then(|| only_one(scene, anaphor, toponyms)).flatten();
        let Some(place) = only else {
            return true;
        };
        found.push(Toponym {
            first: anaphor.first,
            end: anaphor.end,
            phrase_first: anaphor.phrase_first,
            kinds: anaphor.kinds.clone(),
            preposition: anaphor.preposition,
            relation: None,
            candidates: vec![Candidate {
                place,
                likeness: SURE,
                score: 0.0,
            }],
            qualifies: None,
            listed: false,
            role: Role::Place,
            choice: Some(0),
            confidence: SURE,
        });
        false
    });
    if found.is_empty() {
        return;
    }
    // Toponyms are named by number; those that move keep what they say of each other.
    let old: Vec<usize> = toponyms.iter().map(|t| t.first).collect();
    toponyms.append(&mut found);
    toponyms.sort_by_key(|t| t.first);
    let moved: Vec<usize> = old
        .iter()
        .map(|&first| toponyms.partition_point(|t| t.first < first))
        .collect();
    for toponym in toponyms.iter_mut() {
        toponym.qualifies = toponym.qualifies.map(|at| moved[at]);
    }
}

/// How sure a facility without a name is.
const SURE: f32 = 0.8;

/// The only facility of a noun's kinds in the town named last before it; `None` where a place of such a kind was named.
fn only_one(scene: &Scene, anaphor: &Anaphor, toponyms: &[Toponym]) -> Option<PlaceId> {
    let before = toponyms.partition_point(|t| t.end <= anaphor.first);
    let places = || {
        let named = toponyms[..before]
            .iter()
            .rev()
            .filter(|t| t.role != Role::Metonym);
        named.filter_map(Toponym::place)
    };
    let gazetteer = scene.gazetteer;
    if places().any(|place| gazetteer.is_any_of(place, &anaphor.kinds)) {
        return None;
    }
    let town = places().find(|&place| gazetteer.class(place) == KindClass::Settlement)?;
    let own = gazetteer.facilities_of(town, &anaphor.kinds);
    let mut own = own
        .into_iter()
        .filter(|&place| gazetteer.distance_m(place, town) < OWN_M);
    let first = own.next()?;
    own.next().is_none().then_some(first)
}
