//! Choosing the place that each toponym means, for all toponyms of a document together.
//!
//! Every candidate has a score: what its kind is worth without context, what the words before the name and
//! the places around it say, how near it is to what else the document names. Scores are natural logarithms
//! of how much likelier one reading is; their margin becomes the confidence.

use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::place::nearness::Anchors;
use crate::place::{Candidate, Preposition, RelationKind, Role, Toponym, sphere};

/// What each kind of evidence is worth (natural logarithm of a likelihood ratio).
mod weight {
    pub const KIND_FITS: f32 = 3.0;
    pub const KIND_MISFITS: f32 = -2.5;
    pub const CONTAINED: f32 = 3.0;
    pub const NOT_CONTAINED: f32 = -2.0;
    pub const DISTANCE_FITS: f32 = 3.0;
    pub const DISTANCE_MISFITS: f32 = -3.0;
    pub const LIKENESS: f32 = crate::gazetteer::lookup::LIKENESS_WEIGHT;
    pub const ADMIN_FOLLOWS: f32 = 2.5;
}

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
        if toponyms.iter().all(|t| t.candidates.len() < fewest) {
            continue;
        }
        let anchors = Anchors::new(toponyms, gazetteer);
        for at in 0..toponyms.len() {
            if toponyms[at].candidates.len() < fewest {
                continue;
            }
            let statements = statements(toponyms, at);
            let toponym = &mut toponyms[at];
            score_alone(toponym, gazetteer);
            anchors.speak_for(toponym, at);
            for candidate in &mut toponym.candidates {
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
    let heard = |t: &Toponym| {
        let chosen = t.choice.and_then(|at| t.candidates.get(at));
        chosen.is_some_and(|c| c.likeness < SAME_LETTERS)
    };
    if !toponyms.iter().any(heard) {
        return;
    }
    let known: Vec<(usize, PlaceId)> = toponyms
        .iter()
        .enumerate()
        .filter(|(_, t)| t.role != Role::Metonym)
        .filter_map(|(at, t)| Some((at, t.place()?)))
        .filter(|(_, id)| !gazetteer.class(*id).is_areal())
        .collect();
    let strangers: Vec<usize> = known
        .iter()
        .filter(|(at, id)| {
            let others = || {
                known
                    .iter()
                    .filter(|(other, place)| other != at && place != id)
            };
            heard(&toponyms[*at])
                && others().nth(FEWEST - 1).is_some()
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
    // Of no difference nobody needs the exponential.
    let share = |c: &Candidate| match c.score - best.score {
        0.0 => 1.0,
        less => less.exp(),
    };
    let total: f32 = toponym.candidates.iter().map(share).sum();
    toponym.choice = Some(at);
    toponym.confidence = best.likeness / total;
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
