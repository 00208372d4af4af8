//! GeoJSON after RFC 7946, one feature per line; and the lines alone.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::feature::{Column, Layer, Row, Value};
use crate::merge::Event;
use crate::record::{EventRecord, Recorder};
use crate::write::simplestyle::Marked;
use crate::write::style::EventStyle;

/// A feature with its properties in the order of their fields.
#[derive(serde::Serialize)]
struct Feature<'a, G, P> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    geometry: G,
    properties: P,
}

impl<'a, G, P> Feature<'a, G, P> {
    fn new(id: Option<&'a str>, geometry: G, properties: P) -> Feature<'a, G, P> {
        Feature {
            r#type: "Feature",
            id,
            geometry,
            properties,
        }
    }
}

#[derive(serde::Serialize)]
struct Geometry<G> {
    r#type: &'static str,
    coordinates: G,
}

/// Bytes go to the file when so many have gathered.
const CHUNK: usize = 64 << 10;

/// Writes features into a collection, one per line.
pub(super) struct Collection<'w, W> {
    out: &'w mut W,
    buffer: Vec<u8>,
    empty: bool,
}

impl<'w, W: Write> Collection<'w, W> {
    /// Begins a collection; programs show `name` as the name of the layer.
    pub(super) fn begin(out: &'w mut W, name: &str) -> io::Result<Collection<'w, W>> {
        let mut buffer = Vec::with_capacity(2 * CHUNK);
        buffer.extend(br#"{"type":"FeatureCollection","name":"#);
        serde_json::to_writer(&mut buffer, name)?;
        buffer.extend(br#","features":["#);
        Ok(Collection {
            out,
            buffer,
            empty: true,
        })
    }

    /// Adds a feature.
    pub(super) fn feature(
        &mut self,
        id: &str,
        geometry: (&'static str, impl Serialize),
        properties: impl Serialize,
    ) -> io::Result<()> {
        let geometry = Geometry {
            r#type: geometry.0,
            coordinates: geometry.1,
        };
        self.push(&Feature::new(Some(id), geometry, properties))
    }

    fn push(&mut self, feature: &impl Serialize) -> io::Result<()> {
        self.buffer
            .extend(if self.empty { &b"\n"[..] } else { b",\n" });
        self.empty = false;
        serde_json::to_writer(&mut self.buffer, feature)?;
        if self.buffer.len() >= CHUNK {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    /// Ends the collection.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.buffer.extend(b"\n]}\n");
        self.out.write_all(&self.buffer)
    }
}

/// Writes events as points.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_events<'a>(
    out: &mut impl Write,
    name: &str,
    events: impl IntoIterator<Item = &'a Event>,
    recorder: &Recorder<'a>,
) -> io::Result<()> {
    let mut collection = Collection::begin(out, name)?;
    for event in events {
        let record: EventRecord = recorder.event(event);
        let point = ("Point", recorder.position(event));
        collection.feature(&event.id, point, record)?;
    }
    collection.end()
}

/// Writes events as points with the properties of simplestyle.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_marked_events<'a>(
    out: &mut impl Write,
    name: &str,
    events: impl IntoIterator<Item = &'a Event>,
    recorder: &Recorder<'a>,
    styles: &[EventStyle],
) -> io::Result<()> {
    let mut collection = Collection::begin(out, name)?;
    for event in events {
        let marked = Marked::new(recorder.event(event), styles);
        let point = ("Point", recorder.position(event));
        collection.feature(&event.id, point, marked)?;
    }
    collection.end()
}

/// Writes a layer as a collection.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(layer: Layer, out: &mut impl Write) -> io::Result<()> {
    let mut collection = Collection::begin(out, &layer.name)?;
    for row in layer.rows {
        collection.push(&feature(&row, &layer.columns))?;
    }
    collection.end()
}

/// Writes a layer as features alone, each on a line of its own after a prefix.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_lines(layer: Layer, prefix: &str, out: &mut impl Write) -> io::Result<()> {
    let mut line = Vec::new();
    for row in layer.rows {
        line.clear();
        line.extend(prefix.as_bytes());
        serde_json::to_writer(&mut line, &feature(&row, &layer.columns))?;
        line.push(b'\n');
        out.write_all(&line)?;
    }
    Ok(())
}

fn feature<'r>(row: &'r Row, columns: &'r [Column]) -> impl Serialize + 'r {
    let properties = Properties {
        columns,
        values: &row.values,
    };
    Feature::new(
        row.id.as_deref(),
        row.geometry.as_ref().map(Shape),
        properties,
    )
}

/// An object with the columns as keys.
struct Properties<'r> {
    columns: &'r [Column],
    values: &'r [Value<'r>],
}

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.columns.len()))?;
        for (column, value) in self.columns.iter().zip(self.values) {
            map.serialize_entry(&column.name, value)?;
        }
        map.end()
    }
}

struct Shape<'r>(&'r geo::Geometry);

impl Serialize for Shape<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            // By far the commonest, and done without another copy.
            geo::Geometry::Point(point) => Geometry {
                r#type: "Point",
                coordinates: [point.x(), point.y()],
            }
            .serialize(to),
            other => geojson::Geometry::from(other).serialize(to),
        }
    }
}
