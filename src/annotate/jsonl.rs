//! One JSON object per document; offsets are Unicode code points into its text.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::analysis::Settled;
use crate::annotate::publication_basis;
use crate::code_points::CodePoints;
use crate::document::Span;
use crate::engine::Engine;
use crate::event::known_actors::ActorId;
use crate::gazetteer::PlaceId;
use crate::place::{Role, Toponym};
use crate::reading::passage::Passage;
use crate::record::{UnmappedRecord, basis, maybe_text, position, text};
use crate::report::Report;
use crate::run::{Outcome, Why};
use crate::time::{Resolved, TimeMention, TimexType, resolve};

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    language: Option<&'a str>,
    /// Where a document mixes languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passages: Vec<PassageLine<'a>>,
    published: Option<Published>,
    toponyms: Vec<ToponymLine<'a>>,
    times: Vec<TimeLine<'a>>,
    events: Vec<EventLine<'a>>,
    notes: Vec<UnmappedRecord<'a>>,
}

#[derive(Serialize)]
struct PassageLine<'a> {
    start: usize,
    end: usize,
    language: Option<&'a str>,
}

#[derive(Serialize)]
struct Published {
    #[serde(serialize_with = "text")]
    start: Date,
    #[serde(serialize_with = "text")]
    end: Date,
    basis: &'static str,
}

#[derive(Serialize)]
struct ToponymLine<'a> {
    start: usize,
    end: usize,
    surface: &'a str,
    role: &'static str,
    place: Option<PlaceLine<'a>>,
    confidence: f64,
    candidates: Vec<CandidateLine<'a>>,
}

#[derive(Serialize)]
struct PlaceLine<'a> {
    id: &'a str,
    name: &'a str,
    lat: f64,
    lon: f64,
}

#[derive(Serialize)]
struct CandidateLine<'a> {
    #[serde(flatten)]
    place: PlaceLine<'a>,
    likeness: f64,
    score: f64,
}

#[derive(Serialize)]
struct TimeLine<'a> {
    start: usize,
    end: usize,
    surface: &'a str,
    r#type: &'static str,
    value: String,
    #[serde(serialize_with = "maybe_text")]
    date_start: Option<Date>,
    #[serde(serialize_with = "maybe_text")]
    date_end: Option<Date>,
    basis: Option<&'static str>,
}

#[derive(Serialize)]
struct EventLine<'a> {
    start: usize,
    end: usize,
    event_type: &'a str,
    sub_event_type: &'a str,
    #[serde(serialize_with = "text")]
    date_start: Date,
    #[serde(serialize_with = "text")]
    date_end: Date,
    date_basis: &'static str,
    location: &'a str,
    location_id: Option<&'a str>,
    location_relation: Option<&'a str>,
    lat: f64,
    lon: f64,
    geo_precision: u8,
    uncertainty_m: u64,
    actor1: Option<&'a str>,
    actor2: Option<&'a str>,
    fatalities_low: Option<u32>,
    fatalities_high: Option<u32>,
    claimed_by: Option<&'a str>,
    relayed_by: Option<&'a str>,
    denied: bool,
    confidence: f64,
    evidence: BTreeMap<&'static str, f64>,
}

/// The line of a document.
pub(super) fn document(outcome: &Outcome, engine: &Engine) -> Vec<u8> {
    let line = match outcome {
        Outcome::Read(settled) => read(settled, engine),
        Outcome::Unread(document, why) => Line {
            id: &document.id,
            language: None,
            passages: Vec::new(),
            published: document.published.map(|days| Published {
                start: days.first(),
                end: days.last(),
                basis: publication_basis(crate::time::PublicationBasis::Metadata),
            }),
            toponyms: Vec::new(),
            times: Vec::new(),
            events: Vec::new(),
            notes: vec![UnmappedRecord {
                reason: why.name(),
                ..UnmappedRecord::default()
            }],
        },
    };
    // Strings and numbers in memory: there is nothing that could fail.
    let mut out = serde_json::to_vec(&line).unwrap_or_default();
    out.push(b'\n');
    out
}

fn read<'a>(settled: &'a Settled, engine: &'a Engine) -> Line<'a> {
    let reading = &settled.reading;
    let show = Show {
        settled,
        engine,
        points: CodePoints::new(&reading.document.text),
    };
    let unmapped = settled
        .outcome
        .unmapped
        .iter()
        .map(|candidate| UnmappedRecord {
            document: None,
            ..UnmappedRecord::new(candidate, show.points.of(candidate.span))
        });
    let unread = reading.unread().map(|span| {
        let place = (span, show.points.of(span));
        UnmappedRecord {
            document: None,
            ..UnmappedRecord::of_passage(&reading.document, Why::Language.name(), place)
        }
    });
    let times = reading.times.iter().zip(&settled.times);
    Line {
        id: &reading.document.id,
        language: Some(&engine.pack(reading.pack).code),
        passages: show.passages(),
        published: settled.publication.map(|publication| Published {
            start: publication.days.first(),
            end: publication.days.last(),
            basis: publication_basis(publication.basis),
        }),
        toponyms: reading.toponyms.iter().map(|t| show.toponym(t)).collect(),
        times: times
            .map(|(time, days)| show.time(time, days.as_ref()))
            .collect(),
        events: settled
            .outcome
            .reports
            .iter()
            .map(|r| show.event(r))
            .collect(),
        notes: unmapped.chain(unread).collect(),
    }
}

struct Show<'a> {
    settled: &'a Settled,
    engine: &'a Engine,
    points: CodePoints<'a>,
}

impl<'a> Show<'a> {
    fn span(&self, first: usize, end: usize) -> (Span, &'a str) {
        let reading = &self.settled.reading;
        let span = reading.tokens.span(first, end - 1);
        (span, span.of(&reading.document.text))
    }

    /// The passages where there are several.
    fn passages(&self) -> Vec<PassageLine<'a>> {
        let passages = &self.settled.reading.passages;
        if passages.len() < 2 {
            return Vec::new();
        }
        let line = |passage: &Passage| {
            let (start, end) = self.points.of(passage.span);
            let pack = passage.pack.map(|pack| self.engine.pack(pack));
            PassageLine {
                start,
                end,
                language: pack.map(|pack| pack.code.as_str()),
            }
        };
        passages.iter().map(line).collect()
    }

    fn place(&self, id: PlaceId) -> PlaceLine<'a> {
        let place = self.engine.gazetteer.place(id);
        let [lon, lat] = position((place.lat, place.lon));
        PlaceLine {
            id: &place.id,
            name: &place.name,
            lat,
            lon,
        }
    }

    fn toponym(&self, toponym: &Toponym) -> ToponymLine<'a> {
        let (span, surface) = self.span(toponym.first, toponym.end);
        let (start, end) = self.points.of(span);
        let mut candidates = toponym.candidates.clone();
        // The sort is stable: equal ones stay in the order of the gazetteer.
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
        ToponymLine {
            start,
            end,
            surface,
            role: match toponym.role {
                Role::Place => "place",
                Role::Metonym => "metonym",
                Role::Region => "region",
            },
            place: toponym.place().map(|id| self.place(id)),
            confidence: hundredths(toponym.confidence),
            candidates: candidates
                .iter()
                .map(|candidate| CandidateLine {
                    place: self.place(candidate.place),
                    likeness: hundredths(candidate.likeness),
                    score: hundredths(candidate.score),
                })
                .collect(),
        }
    }

    fn time(&self, time: &TimeMention, resolved: Option<&Resolved>) -> TimeLine<'a> {
        let (span, surface) = self.span(time.first, time.end);
        let (start, end) = self.points.of(span);
        TimeLine {
            start,
            end,
            surface,
            r#type: match time.kind {
                TimexType::Date => "DATE",
                TimexType::Time => "TIME",
                TimexType::Duration => "DURATION",
                TimexType::Set => "SET",
            },
            value: resolve::value(time, resolved),
            date_start: resolved.map(|r| r.days.first()),
            date_end: resolved.map(|r| r.days.last()),
            basis: resolved.map(|r| basis(r.basis)),
        }
    }

    fn event(&self, report: &'a Report) -> EventLine<'a> {
        let (start, end) = self.points.of(report.span);
        let place = &report.place;
        let [lon, lat] = position((place.located.lat, place.located.lon));
        let listed = place
            .listed
            .then(|| self.engine.gazetteer.place(place.place));
        let actor = |id: Option<ActorId>| id.map(|id| &*self.engine.actors[id].name);
        EventLine {
            start,
            end,
            event_type: &report.event_type.event_type,
            sub_event_type: &report.event_type.sub_event_type,
            date_start: report.days.first(),
            date_end: report.days.last(),
            date_basis: basis(report.basis),
            location: &place.name,
            location_id: listed.map(|place| &*place.id),
            location_relation: place.relation.as_deref(),
            lat,
            lon,
            geo_precision: place.located.precision as u8,
            uncertainty_m: place.located.uncertainty_m.round() as u64,
            actor1: actor(report.agent),
            actor2: actor(report.patient),
            fatalities_low: report.fatalities_low,
            fatalities_high: report.fatalities_high,
            claimed_by: report.claimed_by.as_deref(),
            relayed_by: report.relayed_by.as_deref(),
            denied: report.denied,
            confidence: hundredths(report.confidence),
            evidence: report
                .evidence
                .seen()
                .map(|(name, value)| (name, hundredths(value)))
                .collect(),
        }
    }
}

fn hundredths(number: f32) -> f64 {
    (f64::from(number) * 100.0).round() / 100.0 + 0.0
}
