//! Which event of the new map is which of the old one, when their ids differ.
//!
//! An id is made of the document, the sentence, the type and the place of an event's first report, so that it changes when the
//! same report is read differently. Events without a partner of the same id are therefore compared by what they tell:
//!
//! | what | points | all of them | none |
//! | --- | --- | --- | --- |
//! | sentence | 35 | the same | no word in common; between them the share of common words |
//! | place | 20 | the same `location_id`, or the same point | 50 km apart; between them by distance |
//! | days | 15 | the same, or overlapping | 14 days apart; between them by distance |
//! | type | 15 | the same sub-event type; half of them for the same event type | another event type |
//! | actors | 10 | the same | no actor in common |
//! | documents | 5 | the same | no document in common |
//!
//! What neither event tells is left out of the sum. Likeness is the share of the points that could be had, and needs to be 0.6:
//! the same place, day, type and actors are enough, and so is the same sentence with most of the rest. Only
//! events are compared that share their sentence, or two of document, place and day. The most alike become a pair first, and none is in two.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::Hash;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

use super::feature::{Feature, same};
use crate::place::sphere::distance_m;
use crate::token::{Segmentation, fold_words};

const SENTENCE: f64 = 35.0;
const PLACE: f64 = 20.0;
const DAYS: f64 = 15.0;
const TYPE: f64 = 15.0;
const ACTORS: f64 = 10.0;
const DOCUMENTS: f64 = 5.0;

/// Places so far from each other have nothing in common, in metres.
const FAR_M: f64 = 50_000.0;
/// Neither have days.
const FAR_DAYS: f64 = 14.0;
/// Pairs less alike are two events.
const NEEDED: f64 = 0.6;

/// A feature, and what is compared of it.
struct Compared<'a> {
    feature: &'a Feature,
    words: FxHashSet<String>,
    documents: FxHashSet<Cow<'a, str>>,
    actors: FxHashSet<&'a str>,
}

impl<'a> Compared<'a> {
    fn new(feature: &'a Feature) -> Compared<'a> {
        let words = feature.text("quote").unwrap_or_default();
        let words = fold_words(words, &Segmentation::default());
        let actors = ["actor1", "actor2"].into_iter();
        Compared {
            feature,
            words: words.into_iter().collect(),
            documents: feature.documents().into_iter().collect(),
            actors: actors.filter_map(|column| feature.text(column)).collect(),
        }
    }

    /// Events that share one of these are worth comparing. What is not told is not shared.
    fn keys(&self) -> Vec<Key<'a>> {
        let place = self.place();
        let day = self.feature.text("event_date");
        let mut keys = Vec::new();
        keys.extend(self.feature.text("quote").map(Key::Sentence));
        let place_and_day = place.clone().zip(day);
        keys.extend(place_and_day.map(|(place, day)| Key::PlaceAndDay(place, day)));
        for document in &self.documents {
            let place = place.clone();
            keys.extend(place.map(|place| Key::DocumentAndPlace(document.clone(), place)));
            keys.extend(day.map(|day| Key::DocumentAndDay(document.clone(), day)));
        }
        keys
    }

    fn place(&self) -> Option<Place<'a>> {
        let id = self.feature.text("location_id").map(Place::Id);
        let position = self.feature.position();
        let point = || position.map(|(lat, lon)| Place::Point(rounded(lat), rounded(lon)));
        let name = || self.feature.text("location").map(Place::Named);
        id.or_else(point).or_else(name)
    }
}

/// To a thousandth of a degree, about 100 m.
fn rounded(degrees: f64) -> i64 {
    (degrees * 1e3).round() as i64
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum Place<'a> {
    Id(&'a str),
    Point(i64, i64),
    Named(&'a str),
}

#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Sentence(&'a str),
    DocumentAndPlace(Cow<'a, str>, Place<'a>),
    DocumentAndDay(Cow<'a, str>, &'a str),
    PlaceAndDay(Place<'a>, &'a str),
}

/// How alike two events are, 0 to 1.
pub fn likeness(old: &Feature, new: &Feature) -> f64 {
    compare(&Compared::new(old), &Compared::new(new))
}

fn compare(old: &Compared, new: &Compared) -> f64 {
    let parts = [
        (SENTENCE, common(&old.words, &new.words)),
        (PLACE, nearness(old.feature, new.feature)),
        (DAYS, closeness(old.feature, new.feature)),
        (TYPE, kinship(old.feature, new.feature)),
        (ACTORS, common(&old.actors, &new.actors)),
        (DOCUMENTS, common(&old.documents, &new.documents)),
    ];
    let told = parts
        .iter()
        .filter_map(|(points, share)| Some((points, (*share)?)));
    let (had, possible) = told.fold((0.0, 0.0), |(had, possible), (points, share)| {
        (had + points * share, possible + points)
    });
    // Two events that tell nothing have nothing in common.
    if possible > 0.0 { had / possible } else { 0.0 }
}

/// The share of what is in both sets.
fn common<T: Eq + Hash>(a: &FxHashSet<T>, b: &FxHashSet<T>) -> Option<f64> {
    let both = a.intersection(b).count();
    let all = a.len() + b.len() - both;
    (all > 0).then(|| both as f64 / all as f64)
}

fn nearness(old: &Feature, new: &Feature) -> Option<f64> {
    match (old.text("location_id"), new.text("location_id")) {
        (Some(a), Some(b)) if a == b => return Some(1.0),
        _ => {}
    }
    match (old.position(), new.position()) {
        (Some(a), Some(b)) => Some((1.0 - distance_m(a, b) / FAR_M).max(0.0)),
        (None, None) => equal(old.get("location"), new.get("location")),
        _ => Some(0.0),
    }
}

fn closeness(old: &Feature, new: &Feature) -> Option<f64> {
    match (old.days(), new.days()) {
        (Some(a), Some(b)) if a.intersect(b).is_some() => Some(1.0),
        (Some(a), Some(b)) => {
            let gap = if a < b {
                b.first() - a.last()
            } else {
                a.first() - b.last()
            };
            Some((1.0 - f64::from(gap.get_days()) / FAR_DAYS).max(0.0))
        }
        (None, None) => equal(old.get("event_date"), new.get("event_date")),
        _ => Some(0.0),
    }
}

fn kinship(old: &Feature, new: &Feature) -> Option<f64> {
    let same = |column| equal(old.get(column), new.get(column));
    match (same("sub_event_type"), same("event_type")) {
        (None, event_type) => event_type,
        (Some(sub_type), event_type) => Some(sub_type.max(event_type.unwrap_or(0.0) / 2.0)),
    }
}

fn equal(a: &Value, b: &Value) -> Option<f64> {
    match (a, b) {
        (Value::Null, Value::Null) => None,
        (a, b) => Some(if same(a, b) { 1.0 } else { 0.0 }),
    }
}

/// A pair, by the places of both in their lists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    pub old: usize,
    pub new: usize,
    pub likeness: f64,
}

/// Pairs of events that are alike enough, the most alike first.
pub(super) fn pairs(old: &[&Feature], new: &[&Feature]) -> Vec<Pair> {
    let old: Vec<Compared> = old.par_iter().map(|f| Compared::new(f)).collect();
    let mut sharing: FxHashMap<Key, Vec<usize>> = FxHashMap::default();
    for (at, compared) in old.iter().enumerate() {
        for key in compared.keys() {
            sharing.entry(key).or_default().push(at);
        }
    }
    let alike = |(at, feature): (usize, &&Feature)| -> Vec<Pair> {
        let compared = Compared::new(feature);
        let keys = compared.keys();
        let candidates: BTreeSet<usize> = keys
            .iter()
            .filter_map(|key| sharing.get(key))
            .flatten()
            .copied()
            .collect();
        let pair = |candidate: usize| Pair {
            old: candidate,
            new: at,
            likeness: compare(&old[candidate], &compared),
        };
        let pairs = candidates.into_iter().map(pair);
        pairs.filter(|pair| pair.likeness >= NEEDED).collect()
    };
    let mut pairs: Vec<Pair> = new.par_iter().enumerate().flat_map(alike).collect();
    pairs.sort_by(|a, b| {
        let by_likeness = b.likeness.total_cmp(&a.likeness);
        by_likeness.then((a.old, a.new).cmp(&(b.old, b.new)))
    });
    let mut taken = (vec![false; old.len()], vec![false; new.len()]);
    pairs.retain(|pair| {
        let free = !taken.0[pair.old] && !taken.1[pair.new];
        if free {
            taken.0[pair.old] = true;
            taken.1[pair.new] = true;
        }
        free
    });
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::feature::testing::feature;
    use super::*;
    use serde_json::json;

    /// An event from `place/lon day type actor document sentence`, words of the sentence joined by dots.
    fn event(line: &str) -> Feature {
        let words: Vec<&str> = line.split(' ').collect();
        let (place, lon) = words[0].split_once('/').unwrap();
        let lon: f64 = lon.parse().unwrap();
        let (event_type, sub_type) = words[2].split_once('/').unwrap();
        let columns = json!({
            "location_id": place, "event_date": words[1], "event_type": event_type,
            "sub_event_type": sub_type, "actor1": words[3], "documents": [words[4]],
            "quote": words[5].replace('.', " "),
        });
        feature(None, lon, &columns)
    }

    #[test]
    fn likeness_of_two_events() {
        let one = "a/0 2017-08-26 battle/clash army d1 one.two.three.four";
        for (other, expected) in [
            (one, 1.0),
            // Half a degree on the equator is 55.6 km.
            (
                "b/0.5 2017-08-26 battle/clash army d1 one.two.three.four",
                0.8,
            ),
            (
                "b/0.25 2017-08-26 battle/clash army d1 one.two.three.four",
                0.89,
            ),
            (
                "a/0 2017-09-02 battle/clash army d1 one.two.three.four",
                0.92,
            ),
            (
                "a/0 2017-08-26 battle/regain army d1 one.two.three.four",
                0.92,
            ),
            ("a/0 2017-08-26 riot/riot army d1 one.two.three.four", 0.85),
            // Told by another article in other words.
            ("a/0 2017-08-26 battle/clash army d2 five.six.seven", 0.6),
            // Another happening of the same day and place.
            ("a/0 2017-08-26 riot/riot army d1 five.six.seven", 0.5),
            ("b/9 2018-08-26 riot/riot mob d2 five.six.seven", 0.0),
        ] {
            let found = likeness(&event(one), &event(other));
            assert!((found - expected).abs() < 0.006, "{other}: {found}");
        }
        assert_eq!(likeness(&Feature::default(), &Feature::default()), 0.0);
    }

    #[test]
    fn the_most_alike_become_pairs() {
        let old = [
            event("a/0 2017-08-26 battle/clash army d1 one.two.three.four"),
            event("b/0.1 2017-08-26 battle/clash army d1 one.two.three.four"),
            event("z/9 2017-08-26 battle/clash army d9 nine"),
        ];
        let new = [
            event("x/0.12 2017-08-26 battle/clash army d1 one.two.three.four"),
            event("y/0.3 2017-08-26 battle/clash army d1 one.two.three.four"),
            event("y/0.3 2011-08-26 riot/riot mob d5 five"),
        ];
        let refs = |features: &'static [Feature]| features.iter().collect::<Vec<_>>();
        let (old, new) = (Vec::leak(old.into()), Vec::leak(new.into()));
        let found = pairs(&refs(old), &refs(new));
        let found: Vec<_> = found.iter().map(|pair| (pair.old, pair.new)).collect();
        // The second of old is nearest to the first of new, and the first of old gets what is left.
        assert_eq!(found, [(1, 0), (0, 1)]);
    }
}
