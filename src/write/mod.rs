//! Writing: files that replace those of an earlier run all at once.

pub mod atomic;
pub mod clusters;
pub mod csv;
pub mod exports;
pub mod extent;
#[cfg(feature = "flatgeobuf")]
pub mod flatgeobuf;
pub mod format;
pub mod geojson;
#[cfg(feature = "geopackage")]
pub mod geopackage;
#[cfg(feature = "geoparquet")]
pub mod geoparquet;
pub mod html;
pub mod labels;
pub mod manifest;
pub mod qgis;
pub mod simplestyle;
pub mod style;
pub mod uncertainty;
pub mod unmapped;

use std::io::Write;

use rayon::prelude::*;

use crate::error::Error;
use crate::layer::Map;
use crate::merge::Event;
use crate::record::Recorder;
use atomic::{CLUSTERS, EVENTS, LAYERS, MANIFEST, Staging};
use manifest::Manifest;
use style::EventStyle;

/// Writes events, layers, clusters and the manifest; with the properties of simplestyle where there are `styles`.
///
/// # Errors
/// When a file cannot be written.
pub fn write_map(
    staging: &Staging,
    map: &Map,
    manifest: &Manifest,
    recorder: &Recorder,
    styles: Option<&[EventStyle]>,
) -> Result<(), Error> {
    let write = |file: &str, name: &str, events: &[&Event]| {
        let events = events.iter().copied();
        staging.write(file, |out| match styles {
            Some(styles) => geojson::write_marked_events(out, name, events, recorder, styles),
            None => geojson::write_events(out, name, events, recorder),
        })
    };
    let all: Vec<&Event> = map.events.iter().collect();
    write(EVENTS, "events", &all)?;
    let layers = map.layers();
    layers
        .par_iter()
        .try_for_each(|(date, events)| write(&format!("{LAYERS}/{date}.geojson"), date, events))?;
    staging.write(CLUSTERS, |file| match styles {
        Some(_) => clusters::write_shaded_clusters(file, &map.clusters),
        None => clusters::write_clusters(file, &map.clusters),
    })?;
    staging.write(MANIFEST, |file| {
        serde_json::to_writer_pretty(&mut *file, manifest)?;
        file.write_all(b"\n")
    })
}
