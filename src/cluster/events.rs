//! Clusters of events: which events are given to the algorithm, and what is told of each cluster.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Config, Occurrence, cluster};
use crate::document::{DaySpan, add_days};
use crate::identifier::identifier;
use crate::merge::Event;
use crate::place::locate::Precision;

/// 10 km, 3 days, 3 events: the same fight, day after day, and not the next one along the road.
pub const DEFAULT: Config = Config {
    radius_m: 10_000.0,
    days: Some(3),
    min_events: 3,
};

/// An event whose date is known worse has no day, and no part in a cluster.
const LONGEST_DAYS: i32 = 7;

/// Events near each other in space and time.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Made of the ids of its events: the same events give the same id.
    pub id: String,
    /// Latitudes and longitudes of its places, in degrees, each once, sorted.
    pub points: Vec<(f64, f64)>,
    /// How many events.
    pub events: usize,
    /// How many reports they rest on.
    pub reports: usize,
    /// From the first possible day of any event to the last.
    pub days: DaySpan,
    /// How many events of each type.
    pub event_types: BTreeMap<String, usize>,
    /// The least number of people killed, where any event tells of some.
    pub fatalities_low: Option<u32>,
    /// The greatest number of people killed, likewise.
    pub fatalities_high: Option<u32>,
}

/// Finds the clusters, in the order of their first events, and sets the `cluster` of their events.
///
/// Events whose date is known worse than to the week and events known only to lie in a region stay outside: the
/// middle of a month is no day, and that of a region no place where things are near each other.
pub fn assign(events: &mut [Event], config: &Config) -> Vec<Cluster> {
    let occurrences: Vec<Occurrence> = events.iter().map(occurrence).collect();
    let labels = cluster(&occurrences, config);
    let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, label) in labels.iter().enumerate() {
        if let Some(label) = label {
            members.entry(*label).or_default().push(at);
        }
    }
    let mut clusters: Vec<(usize, Cluster)> = Vec::with_capacity(members.len());
    for members in members.into_values() {
        let found = describe(&members, events);
        for &at in &members {
            events[at].cluster = Some(found.id.clone());
        }
        clusters.push((members[0], found));
    }
    clusters.sort_by_key(|(first, _)| *first);
    clusters.into_iter().map(|(_, found)| found).collect()
}

fn occurrence(event: &Event) -> Occurrence {
    let located = &event.best().place.located;
    let length = event.days.days();
    let middle = add_days(event.days.first(), (length - 1) / 2);
    let known = length <= LONGEST_DAYS && located.precision != Precision::Region;
    Occurrence {
        lon: located.lon,
        lat: located.lat,
        day: known.then(|| (middle - Date::ZERO).get_days()),
    }
}

fn describe(members: &[usize], events: &[Event]) -> Cluster {
    let events = || members.iter().map(|&at| &events[at]);
    let mut ids: Vec<&str> = events().map(|event| event.id.as_str()).collect();
    ids.sort_unstable();
    let point = |event: &Event| {
        let located = &event.best().place.located;
        (located.lat, located.lon)
    };
    let mut points: Vec<(f64, f64)> = events().map(point).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    let mut event_types = BTreeMap::new();
    for event in events() {
        *event_types
            .entry(event.event_type.event_type.to_string())
            .or_default() += 1;
    }
    let first = events().map(|event| event.days.first()).min();
    let last = events().map(|event| event.days.last()).max();
    let sum =
        |count: fn(&Event) -> Option<u32>| events().filter_map(count).reduce(u32::saturating_add);
    Cluster {
        id: identifier(ids),
        points,
        events: members.len(),
        reports: events().map(|event| event.reports.len()).sum(),
        days: DaySpan::new(first.unwrap_or(Date::ZERO), last.unwrap_or(Date::ZERO)),
        event_types,
        fatalities_low: sum(|event| event.fatalities_low),
        fatalities_high: sum(|event| event.fatalities_high),
    }
}
