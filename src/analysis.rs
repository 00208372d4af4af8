//! From documents to reports: each document is read alone, then dated; what it cannot date itself, the other
//! documents of the run may.
//!
//! [`begin`] runs on any thread and settles nearly all documents. Those whose date hangs on another document's
//! event («the day after the siege was broken») wait, and [`settle`] takes the [`Siblings`] of the whole run.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::document::{DaySpan, Document};
use crate::engine::Engine;
use crate::event::trigger;
use crate::event::types::EventType;
use crate::place::{Role, sphere};
use crate::reading::{Reading, read};
use crate::report::{Outcome, Report, reports};
use crate::time::publication::event_anchor;
use crate::time::{Basis, Expression, Facts, Publication, Resolved};

/// A document with everything that was made of it.
#[derive(Debug)]
pub struct Settled {
    /// What was found in it.
    pub reading: Reading,
    /// When it was published, as far as it is known.
    pub publication: Option<Publication>,
    /// The days of its time expressions, in their order.
    pub times: Vec<Option<Resolved>>,
    /// What can be mapped, and what cannot.
    pub outcome: Outcome,
}

/// How far a document has come alone.
#[derive(Debug)]
pub enum Progress {
    /// It needs no other.
    Settled(Box<Settled>),
    /// Its date may hang on another document of the run.
    Waiting(Box<Reading>),
    /// No language pack reads it.
    UnknownLanguage(Document),
}

/// What the documents of a run say together about the date of one of them.
#[derive(Clone, Debug, Default)]
pub struct Siblings {
    /// With the number of reports that tell of each.
    happenings: BTreeMap<Happening, u32>,
    published: Option<DaySpan>,
}

/// What is told by many is kept once, and what is near each other is found without looking at the rest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Happening {
    event_type: Arc<str>,
    takes_ground: bool,
    /// Latitude and longitude in hundred-thousandths of a degree, each about a metre.
    point: (i32, i32),
    days: DaySpan,
}

/// Documents of one run lie within so many days, or they say nothing of each other's year.
const RUN_DAYS: i32 = 2 * 366;
/// An event that a text names lies no farther from where another document puts it, in metres.
const SAME_PLACE_M: f64 = 5_000.0;

/// Hundred-thousandths in a degree.
const DEGREE: f64 = 1e5;
/// No point within [`SAME_PLACE_M`] of another differs by more latitude, in hundred-thousandths of a degree.
const SAME_LATITUDE: i32 = 4_600;

impl Siblings {
    /// What one settled document says.
    pub fn of(settled: &Settled) -> Siblings {
        let known = |report: &&Report| report.days.as_day().is_some();
        let reports = settled.outcome.reports.iter().filter(known);
        let mut happenings = BTreeMap::new();
        for report in reports {
            *happenings.entry(happening(report)).or_default() += 1;
        }
        Siblings {
            happenings,
            published: settled.publication.map(|publication| publication.days),
        }
    }

    /// Takes in what others say.
    pub fn join(&mut self, other: Siblings) {
        for (happening, count) in other.happenings {
            *self.happenings.entry(happening).or_default() += count;
        }
        self.published = match (self.published, other.published) {
            (Some(a), Some(b)) => Some(a.hull(b)),
            (a, b) => a.or(b),
        };
    }

    /// The span in which the run's documents were published, where it is short enough to say something.
    fn likely(&self) -> Option<DaySpan> {
        self.published.filter(|days| days.days() <= RUN_DAYS)
    }

    /// The days of the happenings of a type round a point, with the number of reports.
    fn days_near(
        &self,
        event_type: &EventType,
        (lat, lon): (f64, f64),
    ) -> impl Iterator<Item = (DaySpan, u32)> {
        let middle = (lat * DEGREE) as i32;
        let from = |latitude| Happening {
            event_type: Arc::clone(&event_type.event_type),
            takes_ground: event_type.takes_ground(),
            point: (latitude, i32::MIN),
            days: DaySpan::day(Date::MIN),
        };
        self.happenings
            .range(from(middle - SAME_LATITUDE)..from(middle + SAME_LATITUDE))
            .filter(move |(happening, _)| {
                let (y, x) = happening.point;
                let point = (f64::from(y) / DEGREE, f64::from(x) / DEGREE);
                sphere::distance_m(point, (lat, lon)) <= SAME_PLACE_M
            })
            .map(|(happening, count)| (happening.days, *count))
    }
}

fn happening(report: &Report) -> Happening {
    let located = &report.place.located;
    let whole = |degrees: f64| (degrees * DEGREE).round() as i32;
    Happening {
        event_type: Arc::clone(&report.event_type.event_type),
        takes_ground: report.event_type.takes_ground(),
        point: (whole(located.lat), whole(located.lon)),
        days: report.days,
    }
}

/// Reads a document and dates it, if it can be dated alone.
pub fn begin(document: Document, engine: &Engine) -> Progress {
    let Some(pack) = engine.identify(&document) else {
        return Progress::UnknownLanguage(document);
    };
    let reading = read(document, pack, engine);
    let dated = reading
        .document
        .published
        .is_some_and(|days| days.as_day().is_some());
    if !dated {
        let anchored = is_anchored(&reading);
        let alone = reading.published(&facts(&reading, engine));
        let known = alone.is_some_and(|publication| publication.days.days() <= 31);
        if anchored || !known {
            return Progress::Waiting(Box::new(reading));
        }
    }
    Progress::Settled(Box::new(settle(reading, &Siblings::default(), engine)))
}

/// Whether a text counts from an event that another document may date.
pub fn is_anchored(reading: &Reading) -> bool {
    event_anchor(&reading.sentences, &reading.times).is_some()
}

/// Dates a reading with what the run's other documents say, and makes its reports.
pub fn settle(reading: Reading, siblings: &Siblings, engine: &Engine) -> Settled {
    let alone = facts(&reading, engine);
    let facts = Facts {
        likely: siblings.likely().or(alone.likely),
        sibling: anchored_day(&reading, siblings, engine),
        ..alone
    };
    let publication = reading.published(&facts);
    let times = reading.days(publication.as_ref());
    let outcome = reports(&reading, &times, publication.as_ref(), engine);
    Settled {
        reading,
        publication,
        times,
        outcome,
    }
}

/// What the document's record says, and the life spans of those that its text names.
fn facts(reading: &Reading, engine: &Engine) -> Facts {
    let default = Facts::default();
    let births = reading
        .actors
        .iter()
        .filter_map(|m| engine.actors[m.actor].active_from);
    let first = births.chain([default.bounds.first()]).max();
    let bounds = first.filter(|first| *first < default.bounds.last());
    let heydays = reading
        .actors
        .iter()
        .filter_map(|m| engine.actors[m.actor].heyday);
    let likely = heydays.map(Some).reduce(|a, b| a?.intersect(b?)).flatten();
    Facts {
        metadata: reading.document.published,
        likely,
        bounds: bounds.map_or(default.bounds, |first| {
            DaySpan::new(first, default.bounds.last())
        }),
        ..default
    }
}

/// The latest day that a text names, dated as it can be alone.
fn latest_told(reading: &Reading, engine: &Engine) -> Option<Date> {
    let alone = reading.published(&facts(reading, engine));
    let times = reading.days(alone.as_ref());
    let explicit = times
        .iter()
        .flatten()
        .filter(|time| time.basis == Basis::Explicit);
    explicit.filter_map(|time| time.days.as_day()).max()
}

/// The day of the event that a text counts from, as other documents tell it: of its type, at its place, the first
/// since the latest day that the text names.
fn anchored_day(reading: &Reading, siblings: &Siblings, engine: &Engine) -> Option<DaySpan> {
    let anchor = event_anchor(&reading.sentences, &reading.times)?;
    let Expression::Event { first, end, .. } = anchor.expression else {
        return None;
    };
    let pack = engine.pack(reading.pack_at(first));
    let sentence = reading.sentence_at(first)?;
    let triggers = trigger::find(reading.view(pack), &[sentence], &pack.triggers);
    let named = triggers.iter().find(|t| t.first < end && first < t.end)?;
    let code = pack.triggers.rule(named).code?;
    let event_type = engine.ontology.resolve(code, &Default::default());
    let inside =
        |t: &&crate::place::Toponym| t.first >= first && t.end <= end && t.role != Role::Metonym;
    let place = reading.toponyms.iter().find(inside)?.place()?;
    let place = engine.gazetteer.place(place);
    // A text counts from the news, not from what it tells of the weeks before.
    let told = latest_told(reading, engine);
    let days = siblings.days_near(event_type, (place.lat, place.lon));
    let days = days.filter(|(days, _)| told.is_none_or(|told| days.first() >= told));
    // The day of most reports; among equals the first.
    let mut counts: BTreeMap<DaySpan, u32> = BTreeMap::new();
    days.for_each(|(day, count)| *counts.entry(day).or_default() += count);
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(day, _)| day)
}
