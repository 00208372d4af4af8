//! Where a trigger happens. Nearness in the sentence decides, weighed by what stands between and by what the words before
//! a place say of it.

use smallvec::{SmallVec, smallvec};

use crate::event::actor::ActorMention;
use crate::event::known_actors::{ActorId, KnownActors};
use crate::event::site::{Site, far_end};
use crate::event::trigger::{self, Rule, Trigger, Voice};
use crate::event::words::{Distances, EventWords, STRONG_MARK, Word};
use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::language::Features;
use crate::number::Number;
use crate::pattern::View;
use crate::place::{Preposition, RelationKind, Toponym};
use crate::segment::Sentence;
use crate::time::TimeMention;
use crate::token::Kind;

/// Some ranges of tokens: first, one past the last. A sentence has few.
pub type Spans = SmallVec<[(usize, usize); 2]>;

/// One sentence with all that was found in it.
pub struct Scene<'a> {
    /// Tokens, lexicon, mentions.
    pub view: View<'a>,
    /// Word classes.
    pub words: &'a EventWords,
    /// Distances in this sentence.
    pub distances: &'a Distances,
    /// The sentence.
    pub sentence: &'a Sentence,
    /// All toponyms of the text.
    pub toponyms: &'a [Toponym],
    /// The sites of this sentence, with their numbers in the text.
    pub sites: &'a [Site],
    /// The times of this sentence, with their numbers in the text.
    pub times: &'a [(usize, TimeMention)],
    /// The actors of this sentence.
    pub actors: &'a [ActorMention],
    /// The numbers of this sentence.
    pub numbers: &'a [Number],
    /// The words that describe who says so: first token, one past the last.
    pub sources: Spans,
    /// The clauses that only add who says so: first token, one past the last.
    pub added: Spans,
    /// The words that say who says what: first token, one past the last.
    pub claims: Spans,
    /// Who the actors are.
    pub known: &'a KnownActors,
    /// The places.
    pub gazetteer: &'a Gazetteer,
    /// What tells a participle's voice.
    pub triggers: &'a trigger::Rules,
    /// Who acted in what was told just before: what a pronoun takes up.
    pub last_agent: Option<ActorId>,
}

/// Where an event happened, by number of toponym: mostly one.
pub type Places = SmallVec<[usize; 2]>;

/// Where an event happened, by number of toponym, and what the choice cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Where {
    /// The places: several where the text lists them.
    pub toponyms: Places,
    /// 0 for a place that the trigger governs; more, the less it is tied to it.
    pub cost: f32,
    /// Whether only a noun stands for it.
    pub anaphor: bool,
}

/// A place farther than this says nothing of where the event happened.
const FARTHEST_PLACE: f32 = 8.0;
/// An argument that the trigger governs stands within this.
const GOVERNED: f32 = 0.8;
/// A comma makes it so much farther.
const COMMA: f32 = 0.3;

/// What a place costs beside its distance.
mod cost {
    pub const BEFORE: f32 = 0.9;
    pub const FROM: f32 = 3.0;
    pub const FROM_ELSEWHERE: f32 = 9.0;
    pub const TO: f32 = 5.0;
    pub const UNTIED: f32 = 0.8;
    pub const GOVERNED: f32 = -2.0;
    pub const COUNTRY: f32 = 5.0;
    pub const AREA: f32 = 1.6;
    pub const ROAD: f32 = 2.5;
    pub const LONG_ROAD: f32 = 5.0;
    pub const ANAPHOR: f32 = 0.5;
    pub const SENTENCE_START: f32 = -0.7;
    pub const LABEL: f32 = 2.0;
    pub const REMOTE: f32 = 7.0;
    pub const PEOPLE: f32 = 1.5;
    pub const SOURCE: f32 = 3.0;
    pub const NEXT_CLAUSE: f32 = 3.0;
}

/// Chooses the place of a trigger among the sites of its sentence.
pub fn place(scene: &Scene, trigger: &Trigger, rule: &Rule) -> Option<Where> {
    let costs = scene
        .sites
        .iter()
        .enumerate()
        .filter(|(_, site)| !site.aside && !lies_elsewhere(scene, site));
    let (at, cost) = costs
        .map(|(at, site)| (at, place_cost(scene, site, trigger, rule)))
        .min_by(|a, b| a.1.total_cmp(&b.1))?;
    if cost > FARTHEST_PLACE {
        return None;
    }
    let at = one_by_one(scene, at).unwrap_or(at);
    let mut toponyms = listed(scene, at);
    for item in &mut toponyms {
        *item = scene.sites[*item].toponym;
    }
    toponyms.dedup();
    drop_containers(scene, &mut toponyms);
    Some(Where {
        toponyms,
        cost: cost.max(0.0),
        anaphor: scene.sites[at].anaphor,
    })
}

/// Whether a noun stands for a place outside of the one that its sentence opens with: «In X, they besiege the
/// government quarter» is no quarter named before, in Y.
fn lies_elsewhere(scene: &Scene, site: &Site) -> bool {
    if !site.anaphor {
        return false;
    }
    let opening = opening(scene);
    let opens = |other: &&Site| {
        let fore = scene.distances.between(opening, other.first) < 0.5;
        fore && !other.anaphor && other.preposition == Some(Preposition::In)
    };
    let place = |site: &Site| scene.toponyms[site.toponym].place();
    let here = scene.sites.iter().find(opens).and_then(place);
    here.zip(place(site)).is_some_and(|(here, there)| {
        let holds = |outer, inner| lies_in(scene.gazetteer, inner, outer);
        here != there && !holds(here, there) && !holds(there, here)
    })
}

/// The first of the places that a sentence names one by one behind an area: «in the province, including X and Y».
fn one_by_one(scene: &Scene, area: usize) -> Option<usize> {
    /// So many tokens stand between the word and the name: a preposition, «which».
    const BESIDE: usize = 2;
    if !scene.distances.has(Word::Subset) {
        return None;
    }
    let wide = |at: usize| {
        let place = scene.toponyms[scene.sites[at].toponym].place();
        let class = place.map(|place| scene.gazetteer.class(place));
        class.is_some_and(|class| {
            class.is_areal() || matches!(class, KindClass::Water | KindClass::Line)
        })
    };
    let opened = |&at: &usize| {
        let site = &scene.sites[at];
        let from = site.first.saturating_sub(BESIDE).max(scene.sites[area].end);
        let before = &scene.view.tokens[from.min(site.first)..site.first];
        !site.aside && !site.anaphor && before.iter().any(|t| scene.words.is(t, Word::Subset))
    };
    let next = (area + 1..scene.sites.len()).find(opened)?;
    (wide(area) && !wide(next)).then_some(next)
}

/// «In the town X, in the region Y» is no list: Y only says where X is.
fn drop_containers(scene: &Scene, toponyms: &mut Places) {
    if toponyms.len() < 2 {
        return;
    }
    let places: Vec<_> = toponyms
        .iter()
        .map(|&at| scene.toponyms[at].place())
        .collect();
    let contains = |outer: usize| {
        // What the gazetteer lacks lies in the area that is named with it.
        let area = places[outer].is_some_and(|outer| scene.gazetteer.class(outer).is_areal());
        if area && places[..outer].contains(&None) {
            return true;
        }
        places.iter().any(|inner| {
            let pair = inner.zip(places[outer]);
            pair.is_some_and(|(inner, outer)| lies_in(scene.gazetteer, inner, outer))
        })
    };
    let kept: Places = (0..toponyms.len()).filter(|&at| !contains(at)).collect();
    *toponyms = kept.into_iter().map(|at| toponyms[at]).collect();
}

/// Whether a place lies in another by the table, or within the extent of a region.
fn lies_in(gazetteer: &Gazetteer, inner: PlaceId, outer: PlaceId) -> bool {
    let region = gazetteer.class(outer).is_areal() && !gazetteer.class(inner).is_areal();
    let extent = || gazetteer.distance_m(inner, outer) <= gazetteer.place(outer).radius_m;
    inner != outer && (gazetteer.is_within(inner, outer) || region && extent())
}

fn place_cost(scene: &Scene, site: &Site, trigger: &Trigger, rule: &Rule) -> f32 {
    let toponym = &scene.toponyms[site.toponym];
    let span = (site.first, site.end);
    let mut total = scene.distances.apart(span, (trigger.first, trigger.end));
    let before = site.end <= trigger.first;
    let governed_after = match trigger.voice {
        Voice::Passive | Voice::Reduced => rule.subject == trigger::Role::Place,
        Voice::Nominal => {
            rule.object == trigger::Role::Place || follows_directly(scene, trigger, site)
        }
        Voice::Active => rule.object == trigger::Role::Place,
    };
    let governed_before = match trigger.voice {
        Voice::Passive | Voice::Reduced => rule.object == trigger::Role::Place,
        _ => rule.subject == trigger::Role::Place,
    };
    // A participle may stand behind its noun with a comma between: «X, taken on Monday».
    let near = match trigger.voice {
        Voice::Reduced => total < GOVERNED + COMMA,
        _ => total < GOVERNED,
    };
    let class = toponym.place().map(|place| scene.gazetteer.class(place));
    let country = class == Some(KindClass::Country);
    let governed = near
        && if before {
            governed_before
        } else {
            governed_after
        };
    let inside = site.first >= trigger.first && site.end <= trigger.end;
    let from = site.preposition == Some(Preposition::From);
    let road = toponym
        .relation
        .is_some_and(|r| r.kind == RelationKind::Road)
        || class == Some(KindClass::Line);
    if (governed || inside) && !from && !road && !country {
        total += cost::GOVERNED;
    } else {
        total += match site.preposition {
            // «X, who came from Y; the clashes of Monday»: Y is no place of theirs.
            Some(Preposition::From) if total >= STRONG_MARK => cost::FROM_ELSEWHERE,
            // «X, whose vanguard, come from Y, broke the siege»: nor is it here.
            Some(Preposition::From) if before && total >= COMMA => cost::FROM_ELSEWHERE,
            Some(Preposition::From) => cost::FROM,
            Some(Preposition::To) => cost::TO,
            Some(Preposition::In) => 0.0,
            None if toponym.relation.is_some() => 0.0,
            None => cost::UNTIED,
        };
        if before {
            total += cost::BEFORE;
            let opens = || scene.distances.between(opening(scene), site.first) < 0.5;
            if site.preposition == Some(Preposition::In) && opens() {
                total += cost::SENTENCE_START;
            }
        }
    }
    if site.anaphor {
        total += cost::ANAPHOR;
    }
    if site.remote {
        total += cost::REMOTE;
    }
    if opens_next_clause(scene, trigger.end, site.first, site.end) {
        total += cost::NEXT_CLAUSE;
    }
    let of_source = |&(first, end): &(usize, usize)| (first..end).contains(&site.first);
    let added =
        |&(first, end): &(usize, usize)| first >= trigger.end && (first..end).contains(&site.first);
    if scene.sources.iter().any(of_source) || scene.added.iter().any(added) {
        total += cost::SOURCE;
    }
    if names_people(scene, site) {
        total += cost::PEOPLE;
    }
    if is_label(scene, site)
        && scene.sites.iter().all(|s| s.aside || s.first <= site.first)
        && !(class.is_some_and(KindClass::is_areal) && scene.sites.len() > 1)
    {
        total = total.min(cost::LABEL);
    }
    total
        + match class {
            Some(KindClass::Country) => cost::COUNTRY,
            _ if road => match is_long(scene, site.toponym) {
                true => cost::LONG_ROAD,
                false => cost::ROAD,
            },
            Some(KindClass::Water)
                if toponym
                    .relation
                    .is_some_and(|r| r.kind == RelationKind::Along) =>
            {
                0.5
            }
            Some(class) if class.is_areal() => cost::AREA,
            _ => 0.0,
        }
}

/// Whether a road leads so far that its middle says little of where something happened on it.
fn is_long(scene: &Scene, road: usize) -> bool {
    const LONG_M: f64 = 60_000.0;
    let toponym = &scene.toponyms[road];
    let other = far_end(toponym.relation.as_ref(), road, scene.toponyms);
    toponym.place().is_some_and(|from| match other {
        Some(to) => scene.gazetteer.distance_m(from, to) > LONG_M,
        None => 2.0 * scene.gazetteer.place(from).radius_m > LONG_M,
    })
}

/// Where a sentence begins behind the time that opens it: «On Tuesday, in X, …».
fn opening(scene: &Scene) -> usize {
    /// A preposition and an article stand before the time.
    const SMALL: usize = 2;
    let first = scene.sentence.first;
    let mut times = scene.times.iter();
    let time = times.find(|(_, time)| time.first <= first + SMALL);
    time.map_or(first, |(_, time)| {
        let comma = scene.view.tokens[..scene.sentence.end].get(time.end);
        time.end + usize::from(comma.is_some_and(|token| token.is_mark(',')))
    })
}

/// Whether a place or a time begins another clause behind a trigger: «on Sunday ten died in X, and in Y the army took a
/// hill».
pub(super) fn opens_next_clause(scene: &Scene, told: usize, first: usize, end: usize) -> bool {
    /// A preposition and an article stand before it.
    const SMALL: usize = 2;
    /// A clause has its verb within so many words.
    const VERB: usize = 12;
    if told >= first || !scene.distances.has(Word::Coordinator) {
        return false;
    }
    let tokens = &scene.view.tokens[..scene.sentence.end];
    let is = |at: usize, word: Word| scene.distances.is(at, word);
    let small = |at: &usize| is(*at, Word::TimeLink) || is(*at, Word::Definite);
    let before = (told..first).rev().take(SMALL + 1).find(|at| !small(at));
    let joined = before.is_some_and(|at| is(at, Word::Coordinator));
    let finite = |at: usize| {
        let features = scene.view.lexicon.features_of(&tokens[at]);
        features.meets(Features::FINITE) && !features.meets(Features::NOUN)
    };
    // «, and in Y, the army took a hill»: a comma may stand behind what opens the clause.
    let comma = |at: usize| tokens.get(at).is_some_and(|token| token.is_mark(','));
    let parted = before.is_some_and(|at| at > told && comma(at - 1));
    let begin = end + usize::from(parted && comma(end));
    joined
        && (begin..tokens.len().min(begin + VERB))
            .take_while(|&at| tokens[at].kind != Kind::Mark)
            .any(finite)
}

/// Whether a place only says where people come from: «the residents of X».
fn names_people(scene: &Scene, site: &Site) -> bool {
    if !scene.distances.has(Word::Civilian) {
        return false;
    }
    let from = site.first.saturating_sub(2).max(scene.sentence.first);
    let mut before = (from..site.first).rev();
    let noun = before.find(|&at| !scene.distances.is(at, Word::Connector));
    noun.is_some_and(|at| scene.distances.is(at, Word::Civilian))
}

/// Whether a place heads its sentence with a colon: «Idlib: twelve dead in a strike».
fn is_label(scene: &Scene, site: &Site) -> bool {
    /// A bullet and a noun («Province of») may stand before it.
    const BEFORE: usize = 3;
    let colon = scene.view.tokens[..scene.sentence.end].get(site.end);
    site.first <= scene.sentence.first + BEFORE && colon.is_some_and(|token| token.is_mark(':'))
}

/// Whether a site follows a noun with nothing but «of» between.
fn follows_directly(scene: &Scene, trigger: &Trigger, site: &Site) -> bool {
    let between = trigger.end..site.first;
    site.first >= trigger.end
        && between.len() <= 2
        && between.clone().all(|at| {
            let token = &scene.view.tokens[at];
            scene.words.is(token, Word::Connector) || scene.words.is(token, Word::Definite)
        })
}

/// The sites of the list that one belongs to, in text order.
fn listed(scene: &Scene, at: usize) -> Places {
    let sites = scene.sites;
    // A place that only locates the item before it does not end the list.
    let previous = |at: usize| (0..at).rev().find(|&i| !sites[i].aside || i == 0);
    let next = |at: usize| (at + 1..sites.len()).find(|&i| !sites[i].aside);
    let mut first = at;
    // «The two towns» is a list of its own.
    let goes_on = |item: usize, other: usize| !sites[item].anaphor || sites[other].anaphor;
    while sites[first].listed {
        match previous(first).filter(|&p| !sites[p].aside && goes_on(first, p)) {
            Some(before) => first = before,
            None => break,
        }
    }
    let mut items: Places = smallvec![first];
    let mut last = first;
    while let Some(following) = next(last).filter(|&n| sites[n].listed && goes_on(last, n)) {
        items.push(following);
        last = following;
    }
    let paired = items.iter().any(|&i| {
        let relation = scene.toponyms[sites[i].toponym].relation;
        relation.is_some_and(|r| matches!(r.kind, RelationKind::Between | RelationKind::Road))
    });
    // «between X and Y» is one place.
    if paired || !items.contains(&at) {
        items = smallvec![if paired { first } else { at }];
    }
    items
}
