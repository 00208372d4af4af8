//! What events, clusters and unmapped candidates are called outside: the one place that knows column names.
//!
//! Each record serialises its columns in a fixed order, straight to the output.

mod columns;

use std::collections::BTreeMap;
use std::fmt::Display;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Serialize, Serializer};

use crate::cluster::events::Cluster;
use crate::document::{DaySpan, Document, Span};
use crate::engine::Engine;
use crate::event::known_actors::ActorId;
use crate::event::types::EventType;
use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::layer::TimePrecision;
use crate::merge::Event;
use crate::report::{Report, Unmapped};
use crate::time::Basis;

pub use columns::{in_layer, known_kind};

/// The properties of an event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventRecord<'a> {
    /// Stable: the same reports give the same id, whatever else is in the run.
    pub event_id: &'a str,
    /// First possible day.
    #[serde(serialize_with = "text")]
    pub event_date: Date,
    /// Last possible day.
    #[serde(serialize_with = "text")]
    pub event_date_end: Date,
    /// ACLED's code: 1 day, 2 week, 3 month.
    pub time_precision: u8,
    /// What the date rests on: see [`basis`].
    pub date_basis: &'static str,
    /// ACLED's disorder type.
    pub disorder_type: &'a str,
    /// ACLED's event type.
    pub event_type: &'a str,
    /// ACLED's sub-event type.
    pub sub_event_type: &'a str,
    /// Who acted.
    pub actor1: Option<&'a str>,
    /// Who suffered, or the other side.
    pub actor2: Option<&'a str>,
    /// The gazetteer's name, or that of the text where the gazetteer lacks it.
    pub location: &'a str,
    /// The gazetteer's id; null where it lacks the place.
    pub location_id: Option<&'a str>,
    /// How the text relates the event to the location.
    pub location_relation: Option<&'a str>,
    /// The governorate.
    pub admin1: Option<&'a str>,
    /// Its OCHA code.
    pub admin1_pcode: Option<&'a str>,
    /// The country.
    pub country: Option<&'a str>,
    /// ACLED's code: 1 named place, 2 near or part of it, 3 region.
    pub geo_precision: u8,
    /// Radius in metres within which the event lies.
    pub uncertainty_m: u64,
    /// People killed: the lowest of the figures reported, as ACLED counts.
    pub fatalities: Option<u32>,
    /// At least so many people were killed.
    pub fatalities_low: Option<u32>,
    /// At most so many people were killed.
    pub fatalities_high: Option<u32>,
    /// Who says so; several are parted by semicolons.
    pub claimed_by: Option<String>,
    /// The outlets that carry it, likewise.
    pub relayed_by: Option<String>,
    /// Whether another source denies or contradicts it.
    pub disputed: bool,
    /// 0 to 1.
    pub confidence: f64,
    /// How many documents' accounts it rests on.
    pub n_reports: usize,
    /// How many different sources these have.
    pub n_sources: usize,
    /// The ids of the documents.
    pub documents: Vec<&'a str>,
    /// Where they can be read.
    pub source_urls: Vec<&'a str>,
    /// The sentence of the report that places the event best, as it stands.
    pub quote: &'a str,
    /// The cluster that it belongs to.
    pub cluster_id: Option<&'a str>,
}

/// Makes records of events; knows in which governorate and country each place lies.
#[derive(Debug)]
pub struct Recorder<'a> {
    engine: &'a Engine,
    /// By number of the place: governorate and country.
    divisions: Vec<(Option<PlaceId>, Option<PlaceId>)>,
}

impl<'a> Recorder<'a> {
    /// Looks up the governorate and the country of all places.
    pub fn new(engine: &'a Engine) -> Recorder<'a> {
        let gazetteer = &engine.gazetteer;
        let ids: FxHashMap<&str, PlaceId> =
            gazetteer.places().map(|(id, p)| (&*p.id, id)).collect();
        let divisions = |(id, place): (PlaceId, &crate::gazetteer::Place)| {
            let coded = place.admin1.as_deref().and_then(|code| ids.get(code));
            let admin1 = coded.copied().or_else(|| around(id, gazetteer));
            (admin1, gazetteer.country(id))
        };
        Recorder {
            engine,
            divisions: gazetteer.places().map(divisions).collect(),
        }
    }

    /// What the records rest on.
    pub fn engine(&self) -> &'a Engine {
        self.engine
    }

    /// Governorate and country of a place; those of compiled files are looked up when they are asked for.
    pub fn divisions(&self, place: PlaceId) -> (Option<PlaceId>, Option<PlaceId>) {
        let gazetteer = &self.engine.gazetteer;
        let known = self.divisions.get(place.0 as usize).copied();
        known.unwrap_or_else(|| {
            let coded = gazetteer.admin1(place);
            (
                coded.or_else(|| around(place, gazetteer)),
                gazetteer.country(place),
            )
        })
    }

    /// The record of an event.
    pub fn event(&self, event: &'a Event) -> EventRecord<'a> {
        let engine = self.engine;
        let reports = &event.reports;
        let best = event.best();
        let (actor1, actor2) = actors(event);
        let actor = |id: Option<ActorId>| id.map(|id| &*engine.actors[id].name);
        let place = &best.place;
        let (admin1, country) = self.divisions(place.place);
        let named = |id: PlaceId| engine.gazetteer.place(id);
        EventRecord {
            event_id: &event.id,
            event_date: event.days.first(),
            event_date_end: event.days.last(),
            time_precision: TimePrecision::of(event.days) as u8,
            date_basis: basis(event_basis(event)),
            disorder_type: &event.event_type.disorder_type,
            event_type: &event.event_type.event_type,
            sub_event_type: &event.event_type.sub_event_type,
            actor1: actor(actor1),
            actor2: actor(actor2),
            location: &place.name,
            location_id: place.listed.then(|| &*named(place.place).id),
            location_relation: place.relation.as_deref(),
            admin1: admin1.map(|id| &*named(id).name),
            admin1_pcode: named(place.place).admin1.as_deref(),
            country: country.map(|id| &*named(id).name),
            geo_precision: place.located.precision as u8,
            uncertainty_m: place.located.uncertainty_m.round() as u64,
            fatalities: event.fatalities_low,
            fatalities_low: event.fatalities_low,
            fatalities_high: event.fatalities_high,
            claimed_by: joined(reports.iter().map(|r| r.claimed_by.as_deref())),
            relayed_by: joined(reports.iter().map(|r| r.relayed_by.as_deref())),
            disputed: event.disputed,
            confidence: hundredths(event.confidence),
            n_reports: reports.len(),
            n_sources: once(reports.iter().map(source)).len(),
            documents: once(reports.iter().map(|r| r.document.as_str())),
            source_urls: once(reports.iter().filter_map(|r| r.url.as_deref())),
            quote: &best.quote,
            cluster_id: event.cluster.as_deref(),
        }
    }

    /// Where an event lies, as longitude and latitude.
    pub fn position(&self, event: &Event) -> [f64; 2] {
        let located = &event.best().place.located;
        position((located.lat, located.lon))
    }
}

/// The governorate round a place that has no code: the nearest container that is one, or the place itself.
fn around(id: PlaceId, gazetteer: &Gazetteer) -> Option<PlaceId> {
    std::iter::once(id)
        .chain(gazetteer.containers(id))
        .find(|&place| gazetteer.class(place) == KindClass::Admin)
}

/// The actors of the report that names most of them.
fn actors(event: &Event) -> (Option<ActorId>, Option<ActorId>) {
    let named = |r: &Report| u8::from(r.agent.is_some()) + u8::from(r.patient.is_some());
    // Of several that name as many the first is wanted, and `max_by_key` gives the last.
    let fullest = event.reports.iter().rev().max_by_key(|r| named(r));
    fullest.map_or((None, None), |r| (r.agent, r.patient))
}

/// The best basis among the reports that know the date as exactly as the event does.
fn event_basis(event: &Event) -> Basis {
    let exact = event.reports.iter().filter(|r| r.days == event.days);
    let rank = |basis: &Basis| match basis {
        Basis::Explicit => 0,
        Basis::Relative => 1,
        Basis::Inferred => 2,
        Basis::Publication => 3,
    };
    let best = exact.map(|r| r.basis).min_by_key(rank);
    best.unwrap_or(event.best().basis)
}

/// The name of what a date rests on.
pub fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Explicit => "explicit",
        Basis::Relative => "relative",
        Basis::Inferred => "inferred",
        Basis::Publication => "publication",
    }
}

/// Who stands behind a report: the one who claims it, or else the outlet, or else the document itself.
fn source(report: &Report) -> &str {
    let named = report.claimed_by.as_deref().or(report.source.as_deref());
    named.unwrap_or(&report.document)
}

/// The items without repeats, in their order.
fn once<'a>(items: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = FxHashSet::default();
    items.filter(|item| seen.insert(*item)).collect()
}

fn joined<'a>(items: impl Iterator<Item = Option<&'a str>>) -> Option<String> {
    let items = once(items.flatten());
    (!items.is_empty()).then(|| items.join("; "))
}

fn hundredths(share: f32) -> f64 {
    (f64::from(share) * 100.0).round() / 100.0
}

/// Longitude and latitude with five decimals, about a metre, from latitude and longitude.
pub fn position((lat, lon): (f64, f64)) -> [f64; 2] {
    // Adding 0 turns -0 into 0.
    [lon, lat].map(|degrees| (degrees * 1e5).round() / 1e5 + 0.0)
}

/// The properties of a cluster.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClusterRecord<'a> {
    /// Made of the ids of its events.
    pub cluster_id: &'a str,
    /// How many events it has.
    pub n_events: usize,
    /// How many reports these rest on.
    pub n_reports: usize,
    /// First possible day of any of them.
    #[serde(serialize_with = "text")]
    pub date_first: Date,
    /// Last possible day of any of them.
    #[serde(serialize_with = "text")]
    pub date_last: Date,
    /// How many events of each type.
    pub event_types: &'a BTreeMap<String, usize>,
    /// The sum of the lowest figures.
    pub fatalities: Option<u32>,
    /// The same.
    pub fatalities_low: Option<u32>,
    /// The sum of the highest figures.
    pub fatalities_high: Option<u32>,
}

impl<'a> ClusterRecord<'a> {
    /// The record of a cluster.
    pub fn new(cluster: &'a Cluster) -> ClusterRecord<'a> {
        ClusterRecord {
            cluster_id: &cluster.id,
            n_events: cluster.events,
            n_reports: cluster.reports,
            date_first: cluster.days.first(),
            date_last: cluster.days.last(),
            event_types: &cluster.event_types,
            fatalities: cluster.fatalities_low,
            fatalities_low: cluster.fatalities_low,
            fatalities_high: cluster.fatalities_high,
        }
    }
}

/// The properties of the circle within which an event lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct UncertaintyRecord<'a> {
    /// The event's.
    pub event_id: &'a str,
    /// First possible day.
    #[serde(serialize_with = "text")]
    pub event_date: Date,
    /// Last possible day.
    #[serde(serialize_with = "text")]
    pub event_date_end: Date,
    /// ACLED's event type.
    pub event_type: &'a str,
    /// The name of the place.
    pub location: &'a str,
    /// ACLED's code: 1 named place, 2 near or part of it, 3 region.
    pub geo_precision: u8,
    /// The radius in metres.
    pub uncertainty_m: u64,
}

impl<'a> From<&EventRecord<'a>> for UncertaintyRecord<'a> {
    fn from(event: &EventRecord<'a>) -> UncertaintyRecord<'a> {
        UncertaintyRecord {
            event_id: event.event_id,
            event_date: event.event_date,
            event_date_end: event.event_date_end,
            event_type: event.event_type,
            location: event.location,
            geo_precision: event.geo_precision,
            uncertainty_m: event.uncertainty_m,
        }
    }
}

/// How a map marks an event: its seat among the events of the same point, and its label in several languages.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LabelRecord<'a> {
    /// The event's.
    pub event_id: &'a str,
    /// Its number among the events of its point, from 0; those with most reports come first.
    pub seat: usize,
    /// The same among those of them that lie on the same layer.
    pub seat_of_date: usize,
    /// By column, which is `label_` and the code of the language.
    #[serde(flatten)]
    pub labels: BTreeMap<String, String>,
}

/// A line of the list of what was not mapped.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UnmappedRecord<'a> {
    /// The document's id; left out where the list is part of what is told of one document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    /// Why not.
    pub reason: &'static str,
    /// The words that say that something happened.
    pub trigger: Option<&'a str>,
    /// ACLED's event type.
    pub event_type: Option<&'a str>,
    /// ACLED's sub-event type.
    pub sub_event_type: Option<&'a str>,
    /// The name of the place, as far as one was found.
    pub place: Option<&'a str>,
    /// First possible day.
    #[serde(serialize_with = "maybe_text")]
    pub date_start: Option<Date>,
    /// Last possible day.
    #[serde(serialize_with = "maybe_text")]
    pub date_end: Option<Date>,
    /// The sentence, as it stands.
    pub quote: Option<&'a str>,
    /// Where it begins in the text, in code points.
    pub start: Option<usize>,
    /// Where it ends, likewise.
    pub end: Option<usize>,
}

impl<'a> UnmappedRecord<'a> {
    /// The record of a candidate; `span` is that of its sentence in code points.
    pub fn new(unmapped: &'a Unmapped, span: (usize, usize)) -> UnmappedRecord<'a> {
        UnmappedRecord {
            trigger: Some(&unmapped.trigger),
            place: unmapped.place.as_deref(),
            quote: Some(&unmapped.quote),
            ..UnmappedRecord::of(
                &unmapped.document,
                unmapped.reason.name(),
                &unmapped.event_type,
                unmapped.days,
                span,
            )
        }
    }

    /// The record of a report that is not mapped after all.
    pub fn of_report(
        report: &'a Report,
        reason: &'static str,
        span: (usize, usize),
    ) -> UnmappedRecord<'a> {
        UnmappedRecord {
            place: Some(&report.place.name),
            quote: Some(&report.quote),
            ..UnmappedRecord::of(
                &report.document,
                reason,
                &report.event_type,
                Some(report.days),
                span,
            )
        }
    }

    /// The record of a document of which nothing was read.
    pub fn of_document(document: &'a str, reason: &'static str) -> UnmappedRecord<'a> {
        UnmappedRecord {
            document: Some(document),
            reason,
            ..UnmappedRecord::default()
        }
    }

    /// The record of a passage of a document that was not read; `span` is what to quote in bytes of the text, and in code
    /// points.
    pub fn of_passage(
        document: &'a Document,
        reason: &'static str,
        (bytes, points): (Span, (usize, usize)),
    ) -> UnmappedRecord<'a> {
        UnmappedRecord {
            quote: Some(bytes.of(&document.text)),
            start: Some(points.0),
            end: Some(points.1),
            ..UnmappedRecord::of_document(&document.id, reason)
        }
    }

    fn of(
        document: &'a str,
        reason: &'static str,
        event_type: &'a EventType,
        days: Option<DaySpan>,
        (start, end): (usize, usize),
    ) -> UnmappedRecord<'a> {
        UnmappedRecord {
            document: Some(document),
            reason,
            event_type: Some(&event_type.event_type),
            sub_event_type: Some(&event_type.sub_event_type),
            date_start: days.map(DaySpan::first),
            date_end: days.map(DaySpan::last),
            start: Some(start),
            end: Some(end),
            ..UnmappedRecord::default()
        }
    }
}

/// Serialises what can be displayed as a string.
pub(crate) fn text<S: Serializer>(value: &impl Display, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(value)
}

/// The same where there may be nothing.
pub(crate) fn maybe_text<S: Serializer>(
    value: &Option<impl Display>,
    to: S,
) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}
