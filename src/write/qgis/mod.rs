//! A QGIS project that shows the other files: styled, dated, in groups.
//!
//! It holds no data, only paths relative to itself. What it needs beside the files that are there anyway is written with
//! it: the circles within which events lie, the labels in several languages, and a basemap.

mod alone;
mod basemap;
mod content;
mod expression;
mod layer;
mod project;
mod style;
mod symbol;
mod xml;

use std::io::{self, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::Error;
use crate::layer::Map;
use crate::record::Recorder;
use crate::write::atomic::{LABELS, LAYER_DEFINITION, PROJECT, Staging, UNCERTAINTY};
use crate::write::labels::write_labels;
use crate::write::uncertainty::write_uncertainty;
use content::Content;

pub use alone::{clusters_style, events_style};

/// Writes `dateline.qgz`, `dateline.qlr` and what they need beside the other files, with labels in a language.
///
/// # Errors
/// When a file cannot be written.
pub fn write_project(
    staging: &Staging,
    map: &Map,
    recorder: &Recorder,
    language: &str,
) -> Result<(), Error> {
    let content = Content::new(map, recorder, language)?;
    if !map.events.is_empty() {
        staging.write(UNCERTAINTY, |file| {
            write_uncertainty(file, &map.events, recorder)
        })?;
        staging.write(LABELS, |file| write_labels(file, &map.events, recorder))?;
    }
    if content.has_basemap() {
        basemap::write(staging)?;
    }
    let project = content.project();
    staging.write(LAYER_DEFINITION, |file| {
        file.write_all(project.definition().as_bytes())
    })?;
    staging.write(PROJECT, |file| {
        zipped(file, "dateline.qgs", &project.document())
    })
}

/// A zip archive of one file, of 1980, so that its bytes depend on the file alone.
fn zipped(out: &mut (impl Write + Seek), name: &str, content: &str) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(out);
    archive.start_file(name, options)?;
    archive.write_all(content.as_bytes())?;
    archive.finish()?;
    Ok(())
}
