//! The rows of the files, which alone know the names of the columns, and what they mean.

use serde::Deserialize;
use serde_json::Value;

use super::{GoldDocument, GoldEvent, GoldToponym, Modality, Publication, WherePrecision};
use crate::document::{DaySpan, Document};
use crate::eval::Part;

/// A row of `index.jsonl`.
#[derive(Deserialize)]
pub(super) struct Index {
    pub id: String,
    lang: String,
    published: Option<String>,
    // Absent, the metadata tells the truth; null, nobody can know.
    #[serde(default, deserialize_with = "present")]
    published_true: Option<Value>,
    title: Option<String>,
    url: Option<String>,
    origin: Option<String>,
    #[serde(default)]
    set_aside: bool,
}

/// A field that is there, if only as null.
fn present<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

impl Index {
    /// The document without its annotations, or what is wrong with the row.
    pub fn document(self, text: String) -> Result<GoldDocument, String> {
        let published = self.published.as_deref().map(|written| {
            DaySpan::parse_iso(written).ok_or(format!("`published` is no date: {written}"))
        });
        let published = published.transpose()?;
        let publication = match &self.published_true {
            None => published.map(|days| Publication {
                days,
                whole: true,
                inferred: false,
            }),
            Some(value) => publication(value)?,
        };
        let part = match self.origin.as_deref() {
            _ if self.set_aside => Part::SetAside,
            Some("user") => Part::Seeds,
            _ => Part::Open,
        };
        Ok(GoldDocument {
            document: Document {
                id: self.id,
                text,
                published,
                title: self.title,
                url: self.url,
                ..Document::default()
            },
            language: self.lang,
            part,
            publication,
            toponyms: Vec::new(),
            events: Vec::new(),
        })
    }
}

/// The inferred date: null, a day or month, `first/last`, or a list of possible days.
fn publication(value: &Value) -> Result<Option<Publication>, String> {
    let parts: Vec<&str> = match value {
        Value::Null => return Ok(None),
        Value::String(written) => written.split('/').collect(),
        Value::Array(days) => days.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let spans: Option<Vec<DaySpan>> = parts.iter().map(|part| DaySpan::parse_iso(part)).collect();
    let days = spans.and_then(|spans| spans.into_iter().reduce(DaySpan::hull));
    let days = days.ok_or_else(|| format!("`published_true` is no date: {value}"))?;
    Ok(Some(Publication {
        days,
        whole: parts.len() == 1,
        inferred: true,
    }))
}

/// A row of `toponyms.jsonl`.
#[derive(Deserialize)]
pub(super) struct Toponym {
    pub doc: String,
    start: usize,
    end: usize,
    surface: String,
    name: String,
    lat: Option<f64>,
    lon: Option<f64>,
    kind: String,
    role: Role,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Role {
    Event,
    Mention,
    Metonym,
}

impl Toponym {
    /// The place name, or what is wrong with the row.
    pub fn toponym(self, text: &str) -> Result<GoldToponym, String> {
        let length = self.end.saturating_sub(self.start);
        let here: String = text.chars().skip(self.start).take(length).collect();
        if here.is_empty() || here != self.surface {
            let Toponym {
                start,
                end,
                surface,
                ..
            } = self;
            return Err(format!(
                "the text has “{here}” at {start}..{end}, not “{surface}”"
            ));
        }
        Ok(GoldToponym {
            span: self.start..self.end,
            surface: self.surface,
            name: self.name,
            kind: self.kind,
            point: point(self.lat, self.lon)?,
            metonym: self.role == Role::Metonym,
        })
    }
}

/// A row of `events.jsonl`.
#[derive(Deserialize)]
pub(super) struct Event {
    pub doc: String,
    quote: String,
    date_start: Option<String>,
    date_end: Option<String>,
    place: String,
    lat: Option<f64>,
    lon: Option<f64>,
    where_precision: Where,
    event_type: String,
    sub_event_type: String,
    fatalities_min: Option<u32>,
    fatalities_max: Option<u32>,
    modality: Mode,
    #[serde(default)]
    optional: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Where {
    Exact,
    Near,
    Admin,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Asserted,
    Planned,
    Denied,
    Hypothetical,
}

impl Event {
    /// The event, or what is wrong with the row.
    pub fn event(self, text: &str) -> Result<GoldEvent, String> {
        if self.quote.is_empty() || !text.contains(&self.quote) {
            return Err(format!("the text does not have “{}”", self.quote));
        }
        let days = match (self.date_start.as_deref(), self.date_end.as_deref()) {
            (None, None) => None,
            (Some(first), Some(last)) => match (first.parse(), last.parse()) {
                (Ok(first), Ok(last)) if first <= last => Some(DaySpan::new(first, last)),
                _ => return Err(format!("not the days of an event: {first} to {last}")),
            },
            _ => return Err("`date_start` without `date_end`, or the reverse".to_owned()),
        };
        if let (Some(min), Some(max)) = (self.fatalities_min, self.fatalities_max)
            && min > max
        {
            return Err(format!(
                "`fatalities_min` {min} is above `fatalities_max` {max}"
            ));
        }
        Ok(GoldEvent {
            quote: self.quote,
            days,
            place: self.place,
            point: point(self.lat, self.lon)?,
            where_precision: match self.where_precision {
                Where::Exact => WherePrecision::Exact,
                Where::Near => WherePrecision::Near,
                Where::Admin => WherePrecision::Admin,
            },
            event_type: self.event_type,
            sub_event_type: self.sub_event_type,
            fatalities_min: self.fatalities_min,
            fatalities_max: self.fatalities_max,
            modality: match self.modality {
                Mode::Asserted => Modality::Asserted,
                Mode::Planned => Modality::Planned,
                Mode::Denied => Modality::Denied,
                Mode::Hypothetical => Modality::Hypothetical,
            },
            optional: self.optional,
        })
    }
}

/// A point on the earth, or none.
fn point(lat: Option<f64>, lon: Option<f64>) -> Result<Option<(f64, f64)>, String> {
    match (lat, lon) {
        (None, None) => Ok(None),
        (Some(lat), Some(lon)) if lat.abs() <= 90.0 && lon.abs() <= 180.0 => Ok(Some((lat, lon))),
        (Some(lat), Some(lon)) => Err(format!("no point on the earth: {lat}, {lon}")),
        _ => Err("`lat` without `lon`, or the reverse".to_owned()),
    }
}
