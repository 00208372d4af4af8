//! GeoJSON with OpenStreetMap's tags: `name`, `name:ar`, `name:fr`, `name:en`, `alt_name`, `place`.

use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;

use geojson::{Feature, FeatureReader, GeometryValue};

use super::{Imported, Sink, is_arabic, kinds_of};
use crate::error::Error;

pub(super) fn read<W: Write>(file: &Path, sink: &mut Sink<W>) -> Result<(), Error> {
    let kinds = kinds_of("osm")?;
    let opened = File::open(file).map_err(|e| Error::io(file, e))?;
    let reader = FeatureReader::from_reader(BufReader::new(opened));
    // A feature has no line: its number stands for it.
    for (number, feature) in (1..).zip(reader.features()) {
        let feature = feature.map_err(|e| Error::content(file, None, e.to_string()))?;
        let tag = |name: &str| {
            feature
                .property(name)
                .and_then(|v| v.as_str())
                .unwrap_or("")
                .trim()
        };
        let Some(kind) = kinds.get(tag("place")) else {
            sink.summary.other_kinds += 1;
            continue;
        };
        let mut place = Imported {
            id: id(&feature, number),
            kind: kind.clone(),
            ..Imported::default()
        };
        if let Some((lat, lon)) = point(&feature) {
            (place.lat, place.lon) = (format!("{lat:.5}"), format!("{lon:.5}"));
        }
        let (own, english) = (tag("name"), tag("name:en"));
        place.name = if english.is_empty() { own } else { english }.to_owned();
        for (code, name) in [("fr", tag("name:fr")), ("ar", tag("name:ar"))] {
            if !name.is_empty() {
                place.names.insert(code.to_owned(), name.to_owned());
            }
        }
        if is_arabic(own) && !place.names.contains_key("ar") {
            place.names.insert("ar".to_owned(), own.to_owned());
        }
        let others = [tag("alt_name"), tag("old_name"), tag("int_name")];
        place.aliases = others
            .iter()
            .flat_map(|names| names.split(';'))
            .chain([own])
            .map(str::to_owned)
            .collect();
        sink.put(place, number)?;
    }
    Ok(())
}

/// `osm-node-123` from OpenStreetMap's own ids, or the feature's number.
fn id(feature: &Feature, number: u64) -> String {
    let own = feature
        .property("@id")
        .or(feature.property("osm_id"))
        .or(feature.property("id"));
    let text = match (&feature.id, own) {
        (Some(geojson::feature::Id::String(id)), _) => id.clone(),
        (Some(geojson::feature::Id::Number(id)), _) => id.to_string(),
        (None, Some(serde_json::Value::String(id))) => id.clone(),
        (None, Some(serde_json::Value::Number(id))) => id.to_string(),
        _ => number.to_string(),
    };
    format!("osm-{}", text.replace(['/', ' '], "-"))
}

/// The point of a feature, or the middle of the first ring of an area.
fn point(feature: &Feature) -> Option<(f64, f64)> {
    let ring = match &feature.geometry.as_ref()?.value {
        GeometryValue::Point { coordinates } => return Some((coordinates[1], coordinates[0])),
        GeometryValue::Polygon { coordinates } => coordinates.first()?,
        GeometryValue::MultiPolygon { coordinates } => coordinates.first()?.first()?,
        _ => return None,
    };
    let count = ring.len() as f64;
    let sum = ring
        .iter()
        .fold((0.0, 0.0), |sum, at| (sum.0 + at[1], sum.1 + at[0]));
    Some((sum.0 / count, sum.1 / count))
}
