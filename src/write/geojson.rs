//! GeoJSON after RFC 7946, one feature per line.

use std::io::{self, Write};

use serde::Serialize;

use crate::merge::Event;
use crate::record::{EventRecord, Recorder};

/// A feature with its properties in the order of their fields.
#[derive(Serialize)]
struct Feature<'a, G, P> {
    r#type: &'static str,
    id: &'a str,
    geometry: Geometry<G>,
    properties: P,
}

#[derive(Serialize)]
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
        self.buffer
            .extend(if self.empty { &b"\n"[..] } else { b",\n" });
        self.empty = false;
        let feature = Feature {
            r#type: "Feature",
            id,
            geometry: Geometry {
                r#type: geometry.0,
                coordinates: geometry.1,
            },
            properties,
        };
        serde_json::to_writer(&mut self.buffer, &feature)?;
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
