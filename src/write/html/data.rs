//! What the page knows of the events: the columns of the record, with names, quotes and documents in tables of their own.

use std::hash::Hash;

use rustc_hash::FxHashMap;
use serde::Serialize;

use crate::document::DaySpan;
use crate::gazetteer::{KindClass, PlaceId};
use crate::layer::Map;
use crate::merge::Event;
use crate::record::{EventRecord, Recorder};
use crate::report::Report;
use crate::write::manifest::Manifest;
use crate::write::style::EventStyle;

/// Everything, in the order of its fields. Numbers such as `place` count rows of the table of that name, from 0.
#[derive(Debug, Serialize)]
pub(super) struct Data<'a> {
    version: &'a str,
    inputs: Vec<&'a str>,
    /// How many documents were read, and how much was not mapped.
    read: u64,
    unmapped: u64,
    types: Vec<Type<'a>>,
    subtypes: Vec<Subtype<'a>>,
    /// Actors and sources.
    names: Vec<&'a str>,
    places: Vec<Named<'a>>,
    documents: Vec<Document<'a>>,
    quotes: Vec<&'a str>,
    events: Vec<Entry<'a>>,
}

#[derive(Debug, Serialize)]
struct Type<'a> {
    en: &'a str,
    fr: &'a str,
    ar: &'a str,
    colour: &'a str,
    shape: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
struct Subtype<'a> {
    name: &'a str,
    r#type: usize,
}

/// A place by its names; in the languages whose names the gazetteer lacks, the main one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
struct Named<'a> {
    en: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fr: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ar: Option<&'a str>,
    /// Whether it is a governorate.
    #[serde(skip_serializing_if = "is_false")]
    admin: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
struct Document<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<Days>,
}

/// First and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Days(DaySpan);

impl Serialize for Days {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Days(span) = self;
        match span.as_day() {
            Some(day) => to.collect_seq([day.to_string()]),
            None => to.collect_seq([span.first().to_string(), span.last().to_string()]),
        }
    }
}

/// An event.
#[derive(Debug, Serialize)]
struct Entry<'a> {
    id: &'a str,
    days: Days,
    time: u8,
    basis: &'a str,
    subtype: usize,
    at: [f64; 2],
    place: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    relation: Option<&'a str>,
    /// Governorate and country.
    within: Vec<usize>,
    geo: u8,
    radius: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor1: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actor2: Option<usize>,
    /// Lowest and highest figure; the lowest may be missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    killed: Option<[Option<u32>; 2]>,
    #[serde(skip_serializing_if = "is_false")]
    disputed: bool,
    confidence: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cluster: Option<&'a str>,
    /// The report whose quote is the record's comes first.
    reports: Vec<Account>,
}

/// What one document says.
#[derive(Debug, Serialize)]
struct Account {
    document: usize,
    quote: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<usize>,
}

// Serde hands over a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_false(value: &bool) -> bool {
    !value
}

/// Rows without repeats, in the order in which they were first asked for.
#[derive(Debug)]
struct Interned<T> {
    rows: Vec<T>,
    numbers: FxHashMap<T, usize>,
}

impl<T: Copy + Eq + Hash> Interned<T> {
    fn new() -> Interned<T> {
        Interned {
            rows: Vec::new(),
            numbers: FxHashMap::default(),
        }
    }

    /// The number of a row.
    fn number(&mut self, row: T) -> usize {
        *self.numbers.entry(row).or_insert_with(|| {
            self.rows.push(row);
            self.rows.len() - 1
        })
    }
}

impl<'a> Data<'a> {
    /// Collects what the page shows of a map.
    pub(super) fn new(
        map: &'a Map,
        manifest: &'a Manifest,
        styles: &'a [EventStyle],
        recorder: &'a Recorder<'a>,
    ) -> Data<'a> {
        let mut tables = Tables::new(styles, recorder);
        let events: Vec<Entry> = map.events.iter().map(|event| tables.entry(event)).collect();
        Data {
            version: &manifest.version,
            inputs: manifest.inputs.iter().map(|i| &*i.name).collect(),
            read: manifest.counts.documents,
            unmapped: manifest.counts.unmapped.values().sum(),
            types: styles.iter().map(look).collect(),
            subtypes: tables.subtypes.rows,
            names: tables.names.rows,
            places: tables.places.rows,
            documents: tables.documents.rows,
            quotes: tables.quotes.rows,
            events,
        }
    }
}

fn look(style: &EventStyle) -> Type<'_> {
    Type {
        en: &style.event_type,
        fr: style.name_in("fr"),
        ar: style.name_in("ar"),
        colour: &style.colour,
        shape: &style.shape,
    }
}

/// The tables while they grow.
struct Tables<'a> {
    recorder: &'a Recorder<'a>,
    styles: &'a [EventStyle],
    subtypes: Interned<Subtype<'a>>,
    names: Interned<&'a str>,
    places: Interned<Named<'a>>,
    documents: Interned<Document<'a>>,
    quotes: Interned<&'a str>,
}

impl<'a> Tables<'a> {
    fn new(styles: &'a [EventStyle], recorder: &'a Recorder<'a>) -> Tables<'a> {
        Tables {
            recorder,
            styles,
            subtypes: Interned::new(),
            names: Interned::new(),
            places: Interned::new(),
            documents: Interned::new(),
            quotes: Interned::new(),
        }
    }

    fn entry(&mut self, event: &'a Event) -> Entry<'a> {
        let recorder = self.recorder;
        let record: EventRecord<'a> = recorder.event(event);
        let fatalities = [record.fatalities_low, record.fatalities_high];
        Entry {
            id: record.event_id,
            days: Days(event.days),
            time: record.time_precision,
            basis: record.date_basis,
            subtype: self.subtype(&record),
            at: recorder.position(event),
            place: self.place(event),
            relation: record.location_relation,
            within: self.within(event),
            geo: record.geo_precision,
            radius: record.uncertainty_m,
            actor1: self.name(record.actor1),
            actor2: self.name(record.actor2),
            killed: fatalities.iter().any(Option::is_some).then_some(fatalities),
            disputed: record.disputed,
            confidence: record.confidence,
            cluster: record.cluster_id,
            reports: self.accounts(event),
        }
    }

    fn subtype(&mut self, record: &EventRecord<'a>) -> usize {
        let of_type = |style: &EventStyle| &*style.event_type == record.event_type;
        let row = Subtype {
            name: record.sub_event_type,
            // A test makes sure that every event type has a style.
            r#type: self.styles.iter().position(of_type).unwrap_or_default(),
        };
        self.subtypes.number(row)
    }

    fn place(&mut self, event: &'a Event) -> usize {
        let place = &event.best().place;
        let row = match place.listed {
            true => self.named(place.place),
            false => Named {
                en: &place.name,
                fr: None,
                ar: None,
                admin: false,
            },
        };
        self.places.number(row)
    }

    /// The governorate and the country, as far as they are not the place itself.
    fn within(&mut self, event: &'a Event) -> Vec<usize> {
        let place = &event.best().place;
        let (admin1, country) = self.recorder.divisions(place.place);
        let around = [admin1, country].into_iter().flatten();
        around
            .filter(|&id: &PlaceId| !place.listed || id != place.place)
            .map(|id| self.places.number(self.named(id)))
            .collect()
    }

    fn named(&self, id: PlaceId) -> Named<'a> {
        let gazetteer = &self.recorder.engine().gazetteer;
        let place = gazetteer.place(id);
        let other = |code: &str| Some(place.name_in(code)).filter(|name| *name != &*place.name);
        Named {
            en: &place.name,
            fr: other("fr"),
            ar: other("ar"),
            admin: gazetteer.class(id) == KindClass::Admin,
        }
    }

    fn name(&mut self, name: Option<&'a str>) -> Option<usize> {
        name.map(|name| self.names.number(name))
    }

    fn accounts(&mut self, event: &'a Event) -> Vec<Account> {
        let best = event.best();
        let is_best = |report: &&Report| std::ptr::eq(*report, best);
        let others = event.reports.iter().filter(|report| !is_best(report));
        std::iter::once(best)
            .chain(others)
            .map(|report| self.account(report))
            .collect()
    }

    fn account(&mut self, report: &'a Report) -> Account {
        let document = Document {
            id: &report.document,
            url: report.url.as_deref(),
            source: report.source.as_deref(),
            published: report.published.map(Days),
        };
        Account {
            document: self.documents.number(document),
            quote: self.quotes.number(&report.quote),
            by: self.name(report.claimed_by.as_deref()),
            via: self.name(report.relayed_by.as_deref()),
        }
    }
}
