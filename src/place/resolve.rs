//! Choosing the place that each toponym means, for all toponyms of a document together.
//!
//! Every candidate has a score: what its kind is worth without context, what the words before the name and
//! the places around it say, how near it is to what else the document names. Scores are natural logarithms
//! of how much likelier one reading is; their margin becomes the confidence.

use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::place::sphere::{self, Direction};
use crate::place::{Preposition, RelationKind, Role, Toponym};

/// What each kind of evidence is worth (natural logarithm of a likelihood ratio).
mod weight {
    pub const KIND_FITS: f32 = 3.0;
    pub const KIND_MISFITS: f32 = -2.5;
    pub const CONTAINED: f32 = 3.0;
    pub const NOT_CONTAINED: f32 = -2.0;
    pub const DISTANCE_FITS: f32 = 3.0;
    pub const DISTANCE_MISFITS: f32 = -3.0;
    pub const SAME_COUNTRY: f32 = 1.5;
    pub const NEAR_OTHERS: f32 = 4.5;
    pub const LIKENESS: f32 = crate::gazetteer::lookup::LIKENESS_WEIGHT;
    pub const ADMIN_FOLLOWS: f32 = 2.5;
}

/// Distance over which nearness to other places of a document fades, in metres.
const NEAR_M: f64 = 50_000.0;
/// A stated distance may be this much off, relative and in metres.
const DISTANCE_SLACK: (f64, f64) = (0.35, 8_000.0);

/// Chooses a place for every toponym that has candidates.
pub fn resolve(toponyms: &mut [Toponym], gazetteer: &Gazetteer) {
    for toponym in toponyms.iter_mut() {
        score_alone(toponym, gazetteer);
        choose(toponym);
    }
    // Twice, because the second round sees what the first has chosen; where there is no choice, once.
    for fewest in [2, 1] {
        let anchors = anchors(toponyms, gazetteer);
        for at in 0..toponyms.len() {
            if toponyms[at].candidates.len() < fewest {
                continue;
            }
            let statements = statements(toponyms, at);
            let toponym = &mut toponyms[at];
            score_alone(toponym, gazetteer);
            for candidate in &mut toponym.candidates {
                candidate.score += around(candidate.place, at, &anchors, gazetteer);
                for statement in &statements {
                    candidate.score += statement.score(candidate.place, gazetteer);
                }
            }
            choose(toponym);
        }
    }
    drop_strangers(toponyms, gazetteer);
}

/// Takes back the choice of a place that only sounds like its name and lies far from all that the text names: the
/// gazetteer lacks the one that is meant.
fn drop_strangers(toponyms: &mut [Toponym], gazetteer: &Gazetteer) {
    /// A likeness below this is one of sound, with letters that differ.
    const SAME_LETTERS: f32 = 0.9;
    /// A place farther than this from every other is a stranger, in metres.
    const FAR_M: f64 = 60_000.0;
    /// So many others say where a text is.
    const FEWEST: usize = 2;
    let known: Vec<(usize, PlaceId)> = toponyms
        .iter()
        .enumerate()
        .filter(|(_, t)| t.role != Role::Metonym)
        .filter_map(|(at, t)| Some((at, t.place()?)))
        .filter(|(_, id)| !gazetteer.class(*id).is_areal())
        .collect();
    let heard = |t: &Toponym| {
        let chosen = t.choice.and_then(|at| t.candidates.get(at));
        chosen.is_some_and(|c| c.likeness < SAME_LETTERS)
    };
    let strangers: Vec<usize> = known
        .iter()
        .filter(|(at, id)| {
            let others = || {
                known
                    .iter()
                    .filter(|(other, place)| other != at && place != id)
            };
            heard(&toponyms[*at])
                && others().count() >= FEWEST
                && others().all(|(_, place)| gazetteer.distance_m(*id, *place) > FAR_M)
        })
        .map(|(at, _)| *at)
        .collect();
    for at in strangers {
        toponyms[at].choice = None;
        toponyms[at].confidence = 0.0;
    }
}

/// What kind words and the name itself say.
fn score_alone(toponym: &mut Toponym, gazetteer: &Gazetteer) {
    let kinds = &toponym.kinds;
    for candidate in &mut toponym.candidates {
        let kind = gazetteer.kind(candidate.place);
        candidate.score = kind.prior + (candidate.likeness - 1.0) * weight::LIKENESS;
        if gazetteer.is_any_of(candidate.place, kinds) {
            candidate.score += weight::KIND_FITS;
        } else if !kinds.is_empty() {
            candidate.score += weight::KIND_MISFITS;
        }
    }
}

/// Takes the best candidate; the confidence is its share among all.
fn choose(toponym: &mut Toponym) {
    let best = toponym
        .candidates
        .iter()
        .enumerate()
        .max_by(|(i, a), (j, b)| a.score.total_cmp(&b.score).then(j.cmp(i)));
    let Some((at, best)) = best else { return };
    let total: f32 = toponym
        .candidates
        .iter()
        .map(|c| (c.score - best.score).exp())
        .sum();
    toponym.choice = Some(at);
    toponym.confidence = best.likeness / total;
}

/// A toponym that is sure enough to say something about the others.
struct Anchor {
    at: usize,
    country: Option<PlaceId>,
    weight: f32,
    /// Where it is and how far nearness to it counts, in metres; `None` for areas, which are near everything in them.
    spot: Option<(Direction, f64)>,
}

fn anchors(toponyms: &[Toponym], gazetteer: &Gazetteer) -> Vec<Anchor> {
    const SURE: f32 = 0.5;
    let sure = toponyms
        .iter()
        .enumerate()
        .filter(|(_, t)| t.confidence > SURE && t.role != Role::Metonym);
    sure.filter_map(|(at, toponym)| {
        let id = toponym.place()?;
        let (place, class) = (gazetteer.place(id), gazetteer.class(id));
        let is_spot = !class.is_areal() || class == KindClass::Admin;
        let direction = || sphere::direction((place.lat, place.lon));
        Some(Anchor {
            at,
            country: gazetteer.country(id),
            weight: toponym.confidence,
            spot: is_spot.then(|| (direction(), NEAR_M + place.radius_m)),
        })
    })
    .collect()
}

/// What the other places of the document say for a candidate.
fn around(id: PlaceId, at: usize, anchors: &[Anchor], gazetteer: &Gazetteer) -> f32 {
    // Far ones say less; beyond this many toponyms nothing, which also keeps long documents linear.
    const REACH: usize = 40;
    /// No rounding makes up for more.
    const ROUNDING: f64 = 1.0 + 1e-5;
    let from = anchors.partition_point(|a| a.at + REACH < at);
    let country = gazetteer.country(id);
    let place = gazetteer.place(id);
    let here = sphere::direction((place.lat, place.lon));
    let (mut near, mut same, mut all) = (0.0f32, 0.0f32, 0.0f32);
    for anchor in anchors[from..].iter().take_while(|a| a.at <= at + REACH) {
        if anchor.at == at {
            continue;
        }
        all += anchor.weight;
        if anchor.country == country {
            same += anchor.weight;
        }
        let Some((there, reach)) = anchor.spot else {
            continue;
        };
        let steps = anchor.at.abs_diff(at) as f32;
        // What it would say from the very spot, and at most from where it is (e^-x is below 1 / (1 + x + x²/2)): most
        // need no closer look.
        let most = anchor.weight / (1.0 + steps / 20.0);
        if most <= near {
            continue;
        }
        let chord = sphere::chord_m(here, there);
        let x = chord / reach;
        if f64::from(most) * ROUNDING < f64::from(near) * (1.0 + x + x * x / 2.0) {
            continue;
        }
        let distance = sphere::arc_m(chord);
        let closeness = (-distance / reach).exp() as f32 * anchor.weight / (1.0 + steps / 20.0);
        near = near.max(closeness);
    }
    let country_share = if all > 0.0 { same / all } else { 0.0 };
    near * weight::NEAR_OTHERS + country_share * weight::SAME_COUNTRY
}

/// What the text states about one toponym through another.
enum Statement {
    /// It lies in one of these.
    Within(Vec<PlaceId>),
    /// It lies at this distance and bearing from one of these.
    From(Vec<PlaceId>, Option<f64>, Option<f64>),
    /// The name is followed by one of a settlement in it: it is the area.
    Contains(Vec<PlaceId>),
}

/// The statements about a toponym: those that qualify it, and that which it qualifies.
fn statements(toponyms: &[Toponym], at: usize) -> Vec<Statement> {
    let places = |t: &Toponym| t.candidates.iter().map(|c| c.place).collect::<Vec<_>>();
    let mut out = Vec::new();
    let qualifiers = toponyms[at + 1..]
        .iter()
        .take(3)
        .filter(|t| t.qualifies == Some(at));
    for other in qualifiers {
        match other.relation {
            Some(relation) if relation.kind != RelationKind::Part => {
                out.push(Statement::From(
                    places(other),
                    relation.distance_m,
                    relation.bearing,
                ));
            }
            _ => out.push(Statement::Within(places(other))),
        }
    }
    let this = &toponyms[at];
    if let Some(of) = this.qualifies
        && this.relation.is_none()
        && this.preposition == Some(Preposition::In)
    {
        out.push(Statement::Contains(places(&toponyms[of])));
    }
    out
}

impl Statement {
    fn score(&self, place: PlaceId, gazetteer: &Gazetteer) -> f32 {
        match self {
            Statement::Within(outer) => {
                let inside = outer
                    .iter()
                    .any(|&o| o != place && gazetteer.is_within(place, o));
                if inside {
                    weight::CONTAINED
                } else {
                    weight::NOT_CONTAINED
                }
            }
            Statement::Contains(inner) => {
                let class = gazetteer.class(place);
                let area = matches!(class, KindClass::Admin | KindClass::Country);
                let holds = inner
                    .iter()
                    .any(|&i| i != place && gazetteer.is_within(i, place));
                if area && holds {
                    weight::ADMIN_FOLLOWS
                } else {
                    0.0
                }
            }
            Statement::From(others, distance, bearing) => {
                let fits = others
                    .iter()
                    .filter(|&&other| other != place)
                    .any(|&other| fits(place, other, *distance, *bearing, gazetteer));
                if fits {
                    weight::DISTANCE_FITS
                } else {
                    weight::DISTANCE_MISFITS
                }
            }
        }
    }
}

/// Whether a place lies where a distance and a direction from another put it.
fn fits(
    place: PlaceId,
    from: PlaceId,
    distance: Option<f64>,
    bearing: Option<f64>,
    gazetteer: &Gazetteer,
) -> bool {
    /// A place «near» or «north of» another lies no farther.
    const FARTHEST_M: f64 = 90_000.0;
    let point = |id| {
        let place = gazetteer.place(id);
        (place.lat, place.lon)
    };
    let (here, there) = (point(place), point(from));
    let actual = sphere::distance_m(here, there);
    let extent = gazetteer.place(from).radius_m;
    let distance_fits = match distance {
        Some(stated) => {
            let slack = (stated * DISTANCE_SLACK.0).max(DISTANCE_SLACK.1) + extent;
            (actual - stated).abs() <= slack
        }
        None => actual <= FARTHEST_M + extent,
    };
    let bearing_fits = bearing.is_none_or(|stated| {
        let turn = (sphere::bearing(there, here) - stated).rem_euclid(360.0);
        turn.min(360.0 - turn) <= 75.0 || actual < extent
    });
    distance_fits && bearing_fits
}
