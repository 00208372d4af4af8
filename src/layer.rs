//! The map: events, the clusters that they form, and the layers that they lie on.

use std::collections::BTreeMap;

use crate::cluster::{self, events::Cluster};
use crate::document::DaySpan;
use crate::engine::Engine;
use crate::merge::{Event, merge, take_denied};
use crate::report::Report;

/// Everything that a run puts on the map.
#[derive(Clone, Debug, Default)]
pub struct Map {
    /// In order of day, then place, then id.
    pub events: Vec<Event>,
    /// In the order of their first events.
    pub clusters: Vec<Cluster>,
    /// What the reports tell only to deny it.
    pub denied: Vec<Event>,
}

impl Map {
    /// Joins reports into events and these into clusters.
    pub fn new(reports: Vec<Report>, clusters: &cluster::Config, engine: &Engine) -> Map {
        let mut events = merge(reports, &engine.actors);
        let denied = take_denied(&mut events);
        let clusters = cluster::events::assign(&mut events, clusters);
        Map {
            events,
            clusters,
            denied,
        }
    }

    /// The events by the name of their layer, which is its date.
    pub fn layers(&self) -> BTreeMap<String, Vec<&Event>> {
        let mut layers: BTreeMap<String, Vec<&Event>> = BTreeMap::new();
        for event in &self.events {
            layers.entry(layer(event.days)).or_default().push(event);
        }
        layers
    }
}

/// ACLED's codes of how exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimePrecision {
    /// The day, or the night between two.
    Day = 1,
    /// The week, about.
    Week = 2,
    /// The month, or less.
    Month = 3,
}

/// A night lies between two days.
const NIGHT_DAYS: i32 = 2;
/// «Last week» and «in mid-August» are at most so many days.
const WEEK_DAYS: i32 = 10;

impl TimePrecision {
    /// How exactly a date is known that may be any of these days.
    pub fn of(days: DaySpan) -> TimePrecision {
        let days = days.days();
        if days <= NIGHT_DAYS {
            TimePrecision::Day
        } else if days <= WEEK_DAYS {
            TimePrecision::Week
        } else {
            TimePrecision::Month
        }
    }
}

/// The layer of an event: its first possible day, or that day's month where only the month is known.
pub fn layer(days: DaySpan) -> String {
    let first = days.first();
    match TimePrecision::of(days) {
        TimePrecision::Month => format!("{:04}-{:02}", first.year(), first.month()),
        TimePrecision::Day | TimePrecision::Week => first.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_by_precision() {
        for (first, last, expected) in [
            ("2017-08-26", "2017-08-26", "2017-08-26 Day"),
            ("2017-08-26", "2017-08-27", "2017-08-26 Day"),
            ("2017-08-26", "2017-08-28", "2017-08-26 Week"),
            ("2017-08-26", "2017-09-04", "2017-08-26 Week"),
            ("2017-08-26", "2017-09-05", "2017-08 Month"),
            ("2017-10-01", "2017-10-31", "2017-10 Month"),
        ] {
            let day = |text| DaySpan::parse_iso(text).unwrap();
            let days = day(first).hull(day(last));
            let found = format!("{} {:?}", layer(days), TimePrecision::of(days));
            assert_eq!(found, expected, "{first} to {last}");
        }
    }
}
