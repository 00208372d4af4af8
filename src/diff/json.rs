//! A comparison as JSON, for programs.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::{Change, ColumnChange, Diff, Kind};

/// How many events and changes there are.
#[derive(Serialize)]
struct Counts {
    old: usize,
    new: usize,
    unchanged: usize,
    #[serde(flatten, serialize_with = "kinds")]
    diff: Vec<(Kind, usize)>,
}

fn kinds<S: Serializer>(counts: &[(Kind, usize)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(None)?;
    for (kind, count) in counts {
        map.serialize_entry(kind.name(), count)?;
    }
    map.end()
}

/// One change.
#[derive(Serialize)]
struct Record<'a> {
    change: &'static str,
    changes: Vec<&'static str>,
    event_id: Option<&'a str>,
    old_event_id: Option<&'a str>,
    event_date: Option<&'a str>,
    location: Option<&'a str>,
    moved_km: Option<f64>,
    likeness: Option<f64>,
    columns: Columns<'a>,
}

/// The columns that differ, by name.
struct Columns<'a>(&'a [ColumnChange<'a>]);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Values<'a> {
            old: &'a Value,
            new: &'a Value,
        }
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for ColumnChange { column, old, new } in self.0 {
            map.serialize_entry(column, &Values { old, new })?;
        }
        map.end()
    }
}

/// Writes one object: `counts`, and `changes`, one per line.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    let counts = Counts {
        old: diff.old,
        new: diff.new,
        unchanged: diff.unchanged(),
        diff: Kind::ALL.map(|kind| (kind, diff.count(kind))).into(),
    };
    out.write_all(br#"{"counts":"#)?;
    serde_json::to_writer(&mut *out, &counts)?;
    out.write_all(br#","changes":["#)?;
    for (at, change) in diff.changes.iter().enumerate() {
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &record(change))?;
    }
    out.write_all(b"\n]}\n")
}

fn record<'a>(change: &'a Change<'a>) -> Record<'a> {
    let id = |event: Option<&'a super::feature::Feature>| event.and_then(|e| e.id.as_deref());
    let text = |column| change.event().and_then(|event| event.text(column));
    Record {
        change: change.kind().name(),
        changes: change.kinds.iter().map(|kind| kind.name()).collect(),
        event_id: id(change.new),
        old_event_id: id(change.old),
        event_date: text("event_date"),
        location: text("location"),
        moved_km: change.moved_m.map(kilometres),
        likeness: change.likeness.map(hundredths),
        columns: Columns(&change.columns),
    }
}

/// Metres as kilometres with three decimals.
pub(super) fn kilometres(metres: f64) -> f64 {
    metres.round() / 1e3
}

/// A share with two decimals.
pub(super) fn hundredths(share: f64) -> f64 {
    (share * 100.0).round() / 100.0
}
