//! GeoJSON with OpenStreetMap's tags: `name`, `name:ar`, `name:fr`, `name:en`, `alt_name`, `place`.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use geojson::{Feature, GeometryValue};
use rustc_hash::FxHashMap;

use super::{Imported, Sink, is_arabic, kinds_of};
use crate::error::Error;
use crate::query::read::features::{Features, Found};
use crate::query::read::json::Fault;

/// Reads the features one after the other, wherever the list stands in the file and however it is laid out.
pub(super) fn read<W: Write>(file: &Path, sink: &mut Sink<W>) -> Result<(), Error> {
    let kinds = kinds_of("osm")?;
    let make = |text: &[u8], _| {
        let feature = serde_json::from_slice(text).map_err(|e| Fault::Wrong(e.to_string()))?;
        Ok(Some(place(&feature, &kinds)))
    };
    // A feature has no line: its number stands for it.
    let mut number = 0;
    Features::open(file)?.each(&make, &mut |found| {
        number += 1;
        match found {
            Found::Made(Some(mut place)) => {
                if place.id.is_empty() {
                    place.id = format!("osm-{number}");
                }
                sink.put(place, number)?;
            }
            Found::Made(None) => sink.summary.other_kinds += 1,
            Found::Fault(_, message) => {
                let error = Error::content(file, Some(number), message);
                sink.summary.unusable.push(error);
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// The place that a feature is, if it is of a kind that we have.
fn place(feature: &Feature, kinds: &FxHashMap<String, String>) -> Option<Imported> {
    let tag = |name: &str| {
        let value = feature.property(name).and_then(|v| v.as_str());
        value.unwrap_or("").trim()
    };
    let mut place = Imported {
        id: id(feature),
        kind: kinds.get(tag("place"))?.clone(),
        ..Imported::default()
    };
    if let Some((lat, lon)) = point(feature) {
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
    Some(place)
}

/// `osm-node-123` from OpenStreetMap's own ids; nothing where the feature has none.
fn id(feature: &Feature) -> String {
    let own = feature
        .property("@id")
        .or(feature.property("osm_id"))
        .or(feature.property("id"));
    let text = match (&feature.id, own) {
        (Some(geojson::feature::Id::String(id)), _) => id.clone(),
        (Some(geojson::feature::Id::Number(id)), _) => id.to_string(),
        (None, Some(serde_json::Value::String(id))) => id.clone(),
        (None, Some(serde_json::Value::Number(id))) => id.to_string(),
        _ => return String::new(),
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
