//! A comparison as a layer: every event that changed, with its kind of change before its own columns.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::feature::Feature;
use super::json::kilometres;
use super::words::how;
use super::{Change, Diff};

/// The columns that a comparison adds; columns of the map that are called so are left out.
const OURS: [&str; 6] = ["change", "changes", "how", "moved_km", "old_lon", "old_lat"];

#[derive(Serialize)]
struct Record<'a> {
    r#type: &'static str,
    id: Option<&'a str>,
    geometry: Option<geojson::Geometry>,
    properties: Properties<'a>,
}

struct Properties<'a> {
    change: &'a Change<'a>,
    event: &'a Feature,
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Properties { change, event } = self;
        let kinds: Vec<&str> = change.kinds.iter().map(|kind| kind.name()).collect();
        // Where it was is told only where it is not any more.
        let old = change.moved_m.and(change.old).and_then(Feature::position);
        let mut map = to.serialize_map(None)?;
        map.serialize_entry(OURS[0], change.kind().name())?;
        map.serialize_entry(OURS[1], &kinds.join(", "))?;
        map.serialize_entry(OURS[2], &how(change).join("; "))?;
        map.serialize_entry(OURS[3], &change.moved_m.map(kilometres))?;
        map.serialize_entry(OURS[4], &old.map(|(_, lon)| lon))?;
        map.serialize_entry(OURS[5], &old.map(|(lat, _)| lat))?;
        let own = event.properties.iter();
        for (name, value) in own.filter(|(name, _)| !OURS.contains(&&**name)) {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Writes a collection of the events that changed, one per line: as they are now, or as they were where they are gone.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    out.write_all(br#"{"type":"FeatureCollection","name":"changes","features":["#)?;
    let events = diff.changes.iter();
    let events = events.filter_map(|change| Some((change, change.event()?)));
    for (at, (change, event)) in events.enumerate() {
        let record = Record {
            r#type: "Feature",
            id: event.id.as_deref(),
            geometry: event.geometry.as_ref().map(geojson::Geometry::from),
            properties: Properties { change, event },
        };
        out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut *out, &record)?;
    }
    out.write_all(b"\n]}\n")
}
