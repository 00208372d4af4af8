//! Reports of one happening joined into one event, across documents and languages.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use jiff::civil::Date;

use crate::document::{DaySpan, add_days};
use crate::event::known_actors::{ActorId, KnownActors};
use crate::event::site::EventPlace;
use crate::event::types::EventType;
use crate::identifier::identifier;
use crate::place::locate::Precision;
use crate::place::sphere;
use crate::report::Report;
use crate::time::Basis;

/// One happening, told by one or more reports.
#[derive(Clone, Debug)]
pub struct Event {
    /// Stable: that of the first report.
    pub id: String,
    /// The reports, the first published first.
    pub reports: Vec<Report>,
    /// The days that all reports leave possible.
    pub days: DaySpan,
    /// What happened, as the report says that knows most.
    pub event_type: Arc<EventType>,
    /// At least so many were killed.
    pub fatalities_low: Option<u32>,
    /// At most so many were killed.
    pub fatalities_high: Option<u32>,
    /// Whether one source denies what another says.
    pub disputed: bool,
    /// How sure the event is, 0 to 1.
    pub confidence: f32,
    /// The cluster that it belongs to.
    pub cluster: Option<String>,
}

impl Event {
    /// The report that places the event best: the most exact one, among equals the first.
    pub fn best(&self) -> &Report {
        let exactness = |report: &&Report| {
            let located = &report.place.located;
            (located.precision, located.uncertainty_m as u64)
        };
        let best = self.reports.iter().min_by_key(exactness);
        best.unwrap_or(&self.reports[0])
    }
}

/// Two exact places this close are one, in metres.
const SAME_SPOT_M: f64 = 2_500.0;
/// A place so many times as large as another can hold it.
const TOWN: f64 = 2.5;
/// A place that is known roughly reaches no farther than this, in metres.
const FARTHEST_REACH_M: f64 = 12_000.0;

/// Joins reports into events, in order of day, then place, then id.
///
/// Reports are one event when their types agree, their days overlap, their places are within reach and their actors do
/// not contradict each other.
pub fn merge(mut reports: Vec<Report>, actors: &KnownActors) -> Vec<Event> {
    reports.sort_by(|a, b| first_published(a).cmp(&first_published(b)));
    let mut events: Vec<Draft> = Vec::new();
    // Events by type and each of their possible days; few share both.
    let mut index: FxHashMap<(Arc<str>, Date), Vec<usize>> = FxHashMap::default();
    for report in reports {
        let keys = days(report.days).map(|day| (report.event_type.event_type.clone(), day));
        let keys: Vec<_> = keys.collect();
        let mut known: Vec<usize> = keys
            .iter()
            .filter_map(|key| index.get(key))
            .flatten()
            .copied()
            .collect();
        known.sort_unstable();
        known.dedup();
        let same = known
            .into_iter()
            .find(|&at| events[at].takes(&report, actors));
        let at = same.unwrap_or(events.len());
        for key in keys {
            let list = index.entry(key).or_default();
            if !list.contains(&at) {
                list.push(at);
            }
        }
        match same {
            Some(at) => events[at].push(report),
            None => events.push(Draft::new(report)),
        }
    }
    let events = events.into_iter().map(|draft| event(draft.reports));
    let mut events: Vec<Event> = events.collect();
    events.sort_by(|a, b| {
        let key = |e: &Event| {
            (
                e.days.first(),
                e.days.last(),
                e.best().place.name.clone(),
                e.id.clone(),
            )
        };
        key(a).cmp(&key(b))
    });
    events
}

/// The reports of an event so far.
struct Draft {
    reports: Vec<Report>,
    /// The first of those reports that are alike; what agrees with it agrees with all of them.
    kinds: Vec<usize>,
}

impl Draft {
    fn new(report: Report) -> Draft {
        Draft {
            reports: vec![report],
            kinds: vec![0],
        }
    }

    fn kinds(&self) -> impl Iterator<Item = &Report> {
        self.kinds.iter().map(|&at| &self.reports[at])
    }

    /// Whether a report can be of the same happening as all of these.
    fn takes(&self, report: &Report, actors: &KnownActors) -> bool {
        self.kinds().all(|other| agree(other, report, actors))
    }

    fn push(&mut self, report: Report) {
        let spot = |place: &EventPlace| (place.place, place.listed, place.located);
        let alike = |other: &Report| {
            other.event_type == report.event_type
                && other.days == report.days
                && other.place.name == report.place.name
                && spot(&other.place) == spot(&report.place)
                && (other.agent, other.patient) == (report.agent, report.patient)
        };
        if !self.kinds().any(alike) {
            self.kinds.push(self.reports.len());
        }
        self.reports.push(report);
    }
}

fn first_published(report: &Report) -> (Option<DaySpan>, &str, usize, &str) {
    let place = report.place.name.as_str();
    (report.published, &report.document, report.span.start, place)
}

fn days(span: DaySpan) -> impl Iterator<Item = Date> {
    (0..span.days()).map(move |day| add_days(span.first(), day))
}

/// Whether two reports can be of one happening.
fn agree(a: &Report, b: &Report, actors: &KnownActors) -> bool {
    // One sentence tells one development at one place.
    let same_sentence = a.document == b.document && a.span == b.span;
    let same_type = a.event_type.event_type == b.event_type.event_type
        && (same_sentence || subtypes_agree(&a.event_type, &b.event_type));
    let same_days = a.days.intersect(b.days).is_some();
    // Rockets of the one side are not the raids of the other.
    let same_weapon = !a.event_type.is_remote()
        || a.event_type.sub_event_type == b.event_type.sub_event_type
        || same_side(a, b, actors);
    same_type && same_days && same_weapon && same_place(a, b) && actors_agree(a, b, actors)
}

/// Strategic developments have nothing in common but the heading.
fn subtypes_agree(a: &EventType, b: &EventType) -> bool {
    !a.is_strategic() || a.sub_event_type == b.sub_event_type
}

fn same_place(a: &Report, b: &Report) -> bool {
    let (p, q) = (&a.place, &b.place);
    if p.listed != q.listed && p.located.precision != Precision::Exact {
        return p.name == q.name;
    }
    if p.place == q.place && p.listed && q.listed {
        return true;
    }
    // A text that names two places tells of two happenings.
    let plain = |place: &EventPlace| place.relation.is_none();
    if a.document == b.document && (a.span == b.span || plain(p) && plain(q)) {
        return false;
    }
    if !p.listed || !q.listed {
        return p.name == q.name;
    }
    if p.located.precision == Precision::Region || q.located.precision == Precision::Region {
        return false;
    }
    let exact = |r: &Report| r.place.located.precision == Precision::Exact;
    let (near, far) = (p.located.uncertainty_m, q.located.uncertainty_m);
    let (near, far) = (near.min(far), near.max(far));
    let reach = match exact(a) && exact(b) {
        // A town holds its quarters and barracks.
        true if far > TOWN * near => far.max(SAME_SPOT_M),
        true => SAME_SPOT_M,
        false => p
            .located
            .uncertainty_m
            .max(q.located.uncertainty_m)
            .min(FARTHEST_REACH_M),
    };
    let point = |r: &Report| (r.place.located.lat, r.place.located.lon);
    sphere::distance_m(point(a), point(b)) <= reach
}

/// Whether those who acted are on one side, as far as both reports say who did.
fn same_side(a: &Report, b: &Report, actors: &KnownActors) -> bool {
    let agents = a.agent.zip(b.agent);
    agents.is_none_or(|(x, y)| actors[x].side == actors[y].side)
}

/// Actors contradict each other when both reports name who acted and the two are on different sides.
fn actors_agree(a: &Report, b: &Report, actors: &KnownActors) -> bool {
    let sides = |r: &Report| {
        [r.agent, r.patient]
            .into_iter()
            .flatten()
            .map(|id: ActorId| actors[id].side)
    };
    let (Some(x), Some(y)) = (a.agent, b.agent) else {
        return true;
    };
    actors[x].side == actors[y].side
        || sides(a).any(|s| s == actors[y].side)
        || sides(b).any(|s| s == actors[x].side)
}

/// Makes an event of its reports, of which there is at least one.
fn event(reports: Vec<Report>) -> Event {
    let first = &reports[0];
    let id = identifier([
        first.document.as_str(),
        &first.quote,
        &first.event_type.event_type,
        &first.place.name,
    ]);
    // What is dated by nothing but its publication tells no day better than a text that does.
    let told = reports.iter().filter(|r| r.basis != Basis::Publication);
    let told: Vec<DaySpan> = told.map(|report| report.days).collect();
    let all: Vec<DaySpan> = reports.iter().map(|report| report.days).collect();
    let spans = if told.is_empty() { all } else { told };
    // Reports overlap pairwise; an empty intersection of three keeps what the earlier ones leave.
    let days = spans
        .iter()
        .fold(spans[0], |days, span| days.intersect(*span).unwrap_or(days));
    let low = reports.iter().filter_map(|r| r.fatalities_low).min();
    let high = reports
        .iter()
        .filter_map(|r| r.fatalities_high.or(r.fatalities_low))
        .max();
    let denied = reports.iter().any(|r| r.denied);
    let misses: f32 = reports.iter().map(|r| 1.0 - r.confidence).product();
    let best_type = reports
        .iter()
        .map(|r| &r.event_type)
        .max_by_key(|t| specificity(t));
    let event_type = best_type.unwrap_or(&first.event_type).clone();
    Event {
        id,
        days,
        event_type,
        fatalities_low: low,
        fatalities_high: high,
        disputed: denied,
        confidence: 1.0 - misses,
        cluster: None,
        reports,
    }
}

/// The type that says more stays; among equals the first by its code.
fn specificity(event_type: &EventType) -> (u8, std::cmp::Reverse<&str>) {
    (event_type.detail, std::cmp::Reverse(&event_type.code))
}

/// Takes out the events that every report denies: the text tells them only to say that they did not happen.
pub fn take_denied(events: &mut Vec<Event>) -> Vec<Event> {
    let (denied, kept) = std::mem::take(events)
        .into_iter()
        .partition(|event| event.reports.iter().all(|report| report.denied));
    *events = kept;
    denied
}
