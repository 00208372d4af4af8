//! Reports of one happening joined into one event, across documents and languages.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use jiff::civil::Date;

use crate::document::{DaySpan, days_between};
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
/// A degree of latitude is longer than this, in metres.
const LEAST_DEGREE_M: f64 = 111_000.0;
/// A place that is known roughly reaches no farther than this, in metres.
const FARTHEST_REACH_M: f64 = 12_000.0;

/// Joins reports into events, in order of day, then place, then id.
///
/// Reports are one event when their types agree, their days overlap, their places are within reach and their actors do
/// not contradict each other.
pub fn merge(reports: Vec<Report>, actors: &KnownActors) -> Vec<Event> {
    let mut events: Vec<Draft> = Vec::new();
    let mut index = Index::default();
    let mut known = Vec::new();
    for number in in_order(&reports) {
        let report = &reports[number];
        index.find(report, &mut known);
        let mut known = known.iter().copied();
        let same = known.find(|&at| events[at].takes(report, &reports, actors));
        index.note(report, same.unwrap_or(events.len()));
        match same {
            Some(at) => events[at].push(number, &reports),
            None => events.push(Draft::new(number)),
        }
    }
    let mut reports: Vec<Option<Report>> = reports.into_iter().map(Some).collect();
    let mut made = |draft: Draft| {
        let mut own = Vec::with_capacity(draft.reports.len());
        own.extend(draft.reports.iter().filter_map(|&at| reports[at].take()));
        event(own)
    };
    let mut events: Vec<Event> = events.into_iter().map(&mut made).collect();
    events.sort_by_cached_key(|event| {
        let name = event.best().place.name.clone();
        (
            event.days.first(),
            event.days.last(),
            name,
            event.id.clone(),
        )
    });
    events
}

/// The numbers of reports, the first published first.
///
/// Numbers are sorted instead of reports, which are large, and most of them by what is noted beside them.
fn in_order(reports: &[Report]) -> Vec<usize> {
    let key =
        |(number, report): (usize, &Report)| (head(report.published, &report.document), number);
    let mut order: Vec<(u128, usize)> = reports.iter().enumerate().map(key).collect();
    order.sort_unstable_by(|a, b| {
        let whole = |number: usize| first_published(&reports[number]);
        let rest = || whole(a.1).cmp(&whole(b.1)).then(a.1.cmp(&b.1));
        a.0.cmp(&b.0).then_with(rest)
    });
    order.into_iter().map(|(_, number)| number).collect()
}

/// What most reports are sorted by, as one number: the days of publication and the first bytes of the document's id.
fn head(published: Option<DaySpan>, document: &str) -> u128 {
    let ascending = |day: Date| u128::from(day_number(day).cast_unsigned() ^ 1 << 31);
    // No day has the number 0, so that reports without days come first.
    let published = published.map_or(0, |days| {
        ascending(days.first()) << 32 | ascending(days.last())
    });
    let mut id = [0; size_of::<u64>()];
    let length = document.len().min(id.len());
    id[..length].copy_from_slice(&document.as_bytes()[..length]);
    published << 64 | u128::from(u64::from_be_bytes(id))
}

fn first_published(report: &Report) -> (Option<DaySpan>, &str, usize, &str) {
    let place = report.place.name.as_str();
    (report.published, &report.document, report.span.start, place)
}

/// Events by type and each of their possible days; few share both.
#[derive(Default)]
struct Index {
    types: Vec<Arc<str>>,
    events: FxHashMap<(usize, i32), Vec<usize>>,
}

impl Index {
    /// The events that share type and a day with a report, the first made first.
    fn find(&mut self, report: &Report, known: &mut Vec<usize>) {
        known.clear();
        let kind = self.kind(report);
        let lists = days(report.days).filter_map(|day| self.events.get(&(kind, day)));
        lists.for_each(|list| known.extend(list));
        known.sort_unstable();
        known.dedup();
    }

    /// Notes that an event may have happened on the days of a report.
    fn note(&mut self, report: &Report, event: usize) {
        let kind = self.kind(report);
        for day in days(report.days) {
            let list = self.events.entry((kind, day)).or_default();
            if !list.contains(&event) {
                list.push(event);
            }
        }
    }

    /// The number of a report's type, of which there are few.
    fn kind(&mut self, report: &Report) -> usize {
        let kind = &report.event_type.event_type;
        let known = self.types.iter().position(|known| known == kind);
        known.unwrap_or_else(|| {
            self.types.push(Arc::clone(kind));
            self.types.len() - 1
        })
    }
}

/// The reports of an event so far, by number.
struct Draft {
    reports: Vec<usize>,
    /// The first of those reports that are alike; what agrees with it agrees with all of them.
    kinds: Vec<usize>,
}

impl Draft {
    fn new(report: usize) -> Draft {
        Draft {
            reports: vec![report],
            kinds: vec![report],
        }
    }

    /// Whether a report can be of the same happening as all of these.
    fn takes(&self, report: &Report, reports: &[Report], actors: &KnownActors) -> bool {
        let mut kinds = self.kinds.iter();
        kinds.all(|&other| agree(&reports[other], report, actors))
    }

    fn push(&mut self, number: usize, reports: &[Report]) {
        let report = &reports[number];
        let spot = |place: &EventPlace| (place.place, place.listed, place.located);
        let alike = |other: &Report| {
            other.days == report.days
                && (other.agent, other.patient) == (report.agent, report.patient)
                && spot(&other.place) == spot(&report.place)
                && other.event_type == report.event_type
                && other.place.name == report.place.name
        };
        if !self.kinds.iter().any(|&other| alike(&reports[other])) {
            self.kinds.push(number);
        }
        self.reports.push(number);
    }
}

/// The days of a span, by number.
fn days(span: DaySpan) -> impl Iterator<Item = i32> {
    day_number(span.first())..=day_number(span.last())
}

/// The number of a day in the calendar.
fn day_number(day: Date) -> i32 {
    days_between(Date::ZERO, day)
}

/// Whether two reports can be of one happening.
fn agree(a: &Report, b: &Report, actors: &KnownActors) -> bool {
    // One sentence tells one development at one place.
    let same_sentence = a.span == b.span && a.document == b.document;
    let same_type = a.event_type.event_type == b.event_type.event_type
        && (same_sentence || subtypes_agree(&a.event_type, &b.event_type));
    let same_days = a.days.intersect(b.days).is_some();
    // Rockets of the one side are not the raids of the other.
    let same_weapon = !a.event_type.is_remote()
        || a.event_type.sub_event_type == b.event_type.sub_event_type
        || same_side(a, b, actors);
    same_type && same_days && same_weapon && actors_agree(a, b, actors) && same_place(a, b)
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
    // Most places differ so much in latitude alone.
    let north = (p.located.lat - q.located.lat).abs() * LEAST_DEGREE_M;
    north <= reach && sphere::distance_m(point(a), point(b)) <= reach
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_in_the_order_of_what_they_stand_for() {
        let days = [
            None,
            Some("-0044-03-15"),
            Some("2016-08-31"),
            Some("2016-09-01"),
        ];
        let ids = ["", "1", "10", "2", "2016-long-id-a", "2016-long-id-b", "é"];
        let days = days.map(|day| day.map(|day| DaySpan::day(day.parse().unwrap_or(Date::MIN))));
        let all: Vec<_> = days
            .iter()
            .flat_map(|day| ids.map(|id| (*day, id)))
            .collect();
        assert!(all.is_sorted());
        assert!(all.iter().is_sorted_by_key(|(day, id)| head(*day, id)));
        assert!(head(days[2], "1") < head(days[2], "10"));
        assert!(head(days[2], "é") < head(days[3], ""));
    }
}
