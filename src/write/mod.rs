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
pub mod manifest;
pub mod style;
pub mod unmapped;

use std::io::Write;

use rayon::prelude::*;

use crate::error::Error;
use crate::layer::Map;
use crate::record::Recorder;
use atomic::{CLUSTERS, EVENTS, LAYERS, MANIFEST, Staging};
use manifest::Manifest;

/// Writes everything but the list of what was not mapped.
///
/// # Errors
/// When a file cannot be written.
pub fn write_map(
    staging: &Staging,
    map: &Map,
    manifest: &Manifest,
    recorder: &Recorder,
) -> Result<(), Error> {
    staging.write(EVENTS, |file| {
        geojson::write_events(file, "events", &map.events, recorder)
    })?;
    let layers = map.layers();
    layers.par_iter().try_for_each(|(date, events)| {
        let name = format!("{LAYERS}/{date}.geojson");
        let events = events.iter().copied();
        staging.write(&name, |file| {
            geojson::write_events(file, date, events, recorder)
        })
    })?;
    staging.write(CLUSTERS, |file| {
        clusters::write_clusters(file, &map.clusters)
    })?;
    staging.write(MANIFEST, |file| {
        serde_json::to_writer_pretty(&mut *file, manifest)?;
        file.write_all(b"\n")
    })
}
