//! What a picture shows: events and clusters, read from an output folder or any GeoJSON with points.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use geojson::{Feature, GeoJson, GeometryValue};

use super::shape::{Position, Shape};
use crate::document::DaySpan;
use crate::error::Error;
use crate::write::atomic::{CLUSTERS, EVENTS};

/// Names longer than this are cut, in characters.
const LONGEST_NAME: usize = 60;

/// An event as a dot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dot {
    /// Longitude and latitude, in degrees.
    pub at: Position,
    /// The days on which it may have happened; `None` where the feature does not say, or not as a date.
    pub days: Option<DaySpan>,
    /// ACLED's event type, or whatever stands there.
    pub event_type: String,
    /// What the place is called.
    pub name: String,
    /// Whether it lies near that place, and not there.
    pub near: bool,
    /// How many reports tell of it.
    pub reports: u64,
    /// The radius in metres within which it lies, where that is known.
    pub uncertainty_m: f64,
    /// Whether only a region is known.
    pub region: bool,
    /// The cluster that it belongs to.
    pub cluster: Option<String>,
}

/// The outline of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Hull {
    /// The cluster's id.
    pub id: String,
    /// Its rings.
    pub shape: Shape,
}

/// Everything that a picture shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// In the order of the file.
    pub dots: Vec<Dot>,
    /// In the order of the file.
    pub hulls: Vec<Hull>,
    /// Features that cannot be shown: without a point, or with one that is not on earth.
    pub skipped: u64,
}

/// Tells what a place is called, from its id in the gazetteer.
pub type Naming<'a> = dyn Fn(&str) -> Option<String> + 'a;

impl Scene {
    /// Reads an output folder, or a GeoJSON file.
    ///
    /// # Errors
    /// When the folder is none of ours, or a file cannot be read or is no collection of features.
    pub fn read(path: &Path, naming: &Naming) -> Result<Scene, Error> {
        let mut scene = Scene::default();
        let folder = path.is_dir();
        let events = if folder {
            path.join(EVENTS)
        } else {
            path.to_owned()
        };
        if folder && !events.exists() {
            let message = format!("has no {EVENTS}: not a folder that `dateline map` has written");
            return Err(Error::usage(path, message));
        }
        for feature in features(&events)? {
            match dot(&feature, naming) {
                Some(dot) => scene.dots.push(dot),
                None => scene.skipped += 1,
            }
        }
        let clusters = path.join(CLUSTERS);
        if folder && clusters.exists() {
            for feature in features(&clusters)? {
                scene.hulls.extend(hull(&feature));
            }
        }
        Ok(scene)
    }

    /// The event types, each once, by name.
    pub fn types(&self) -> BTreeSet<&str> {
        self.dots.iter().map(|dot| &*dot.event_type).collect()
    }
}

/// The features of a GeoJSON file.
///
/// It is read as a whole: the streaming reader of the `geojson` crate takes an empty collection for a broken one, and
/// stumbles over every list that stands before the features.
fn features(file: &Path) -> Result<Vec<Feature>, Error> {
    let content = fs::read_to_string(file).map_err(|error| Error::io(file, error))?;
    let geojson = content.trim_start_matches('\u{feff}').parse();
    match geojson.map_err(|error: geojson::Error| error.to_string()) {
        Ok(GeoJson::FeatureCollection(collection)) => Ok(collection.features),
        Ok(GeoJson::Feature(feature)) => Ok(vec![feature]),
        Ok(GeoJson::Geometry(_)) => Err("a geometry without a feature".to_owned()),
        Err(error) => Err(error),
    }
    .map_err(|why| {
        Error::content(
            file,
            None,
            format!("is no GeoJSON collection of features: {why}"),
        )
    })
}

fn dot(feature: &Feature, naming: &Naming) -> Option<Dot> {
    let GeometryValue::Point { coordinates } = &feature.geometry.as_ref()?.value else {
        return None;
    };
    let at: Position = [
        *coordinates.as_slice().first()?,
        *coordinates.as_slice().get(1)?,
    ];
    if !(-180.0..=180.0).contains(&at[0]) || !(-90.0..=90.0).contains(&at[1]) {
        return None;
    }
    let text = |key: &str| feature.property(key).and_then(|value| value.as_str());
    let number = |key: &str| feature.property(key).and_then(|value| value.as_f64());
    let named = text("location_id").and_then(naming);
    let name = named.or_else(|| text("location").or(text("name")).map(str::to_owned));
    let first = text("event_date")
        .or(text("date"))
        .and_then(DaySpan::parse_iso);
    let last = text("event_date_end").and_then(DaySpan::parse_iso);
    Some(Dot {
        at,
        days: first.map(|first| last.map_or(first, |last| first.hull(last))),
        event_type: clean(text("event_type").unwrap_or_default()),
        name: clean(&name.unwrap_or_default()),
        near: text("location_relation").is_some(),
        reports: number("n_reports").map_or(1, |n| n.clamp(1.0, 1e9) as u64),
        uncertainty_m: number("uncertainty_m").unwrap_or(0.0).clamp(0.0, 1e7),
        region: number("geo_precision") == Some(3.0),
        cluster: text("cluster_id").map(str::to_owned),
    })
}

fn hull(feature: &Feature) -> Option<Hull> {
    Some(Hull {
        id: feature.property("cluster_id")?.as_str()?.to_owned(),
        shape: Shape::of(&feature.geometry.as_ref()?.value),
    })
}

/// A text for one short line: no marks that turn the direction of what follows, no line ends.
fn clean(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    let kept: String = kept.map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = kept.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<Scene, Error> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("points.geojson");
        std::fs::write(&file, content).unwrap();
        Scene::read(&file, &|id| (id == "sy-homs").then(|| "Homs".to_owned()))
    }

    fn collection(features: &str) -> String {
        format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#)
    }

    #[test]
    fn points_of_any_origin() {
        let point = |coordinates: &str, properties: &str| {
            let feature = format!(
                r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":{coordinates}}},"properties":{properties}}}"#
            );
            let scene = read(&collection(&feature)).unwrap();
            let dot = scene.dots.into_iter().next();
            dot.map(|d| {
                format!(
                    "{} {} {} {}",
                    d.name,
                    d.event_type,
                    d.reports,
                    d.days.is_some()
                )
            })
        };
        for (coordinates, properties, expected) in [
            ("[36.7,34.7]", "null", Some("  1 false")),
            (
                "[36.7,34.7,500]",
                r#"{"name":"Homs"}"#,
                Some("Homs  1 false"),
            ),
            (
                "[36.7,34.7]",
                r#"{"location":"Hims","location_id":"sy-homs","event_date":"2017-08-26","n_reports":4,"event_type":"Riots"}"#,
                Some("Homs Riots 4 true"),
            ),
            (
                "[36.7,34.7]",
                r#"{"location":"a\u202eb\n c","event_date":"soon","n_reports":-4}"#,
                Some("ab c  1 false"),
            ),
            (
                "[36.7,34.7]",
                r#"{"n_reports":1e300,"event_type":7}"#,
                Some("  1000000000 false"),
            ),
            ("[181,34.7]", "null", None),
            ("[36.7,-91]", "null", None),
        ] {
            assert_eq!(
                point(coordinates, properties).as_deref(),
                expected,
                "{properties}"
            );
        }
    }

    #[test]
    fn collections_of_any_form() {
        for content in [
            r#"{"type":"FeatureCollection","features":[]}"#,
            "{\"type\":\"FeatureCollection\",\"name\":\"events\",\"features\":[\n]}\n",
            r#"{"features":[],"type":"FeatureCollection"}"#,
            r#"{"type":"FeatureCollection","bbox":[1,2,3,4],"features":[]}"#,
            "\u{feff}{\"type\":\"FeatureCollection\",\"features\":[]}",
        ] {
            assert_eq!(read(content).unwrap(), Scene::default(), "{content}");
        }
    }

    #[test]
    fn what_has_no_point_is_counted() {
        let line = r#"{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]},"properties":{}}"#;
        let none = r#"{"type":"Feature","geometry":null,"properties":{}}"#;
        let scene = read(&collection(&format!("{line},{none}"))).unwrap();
        assert_eq!((scene.dots.len(), scene.skipped), (0, 2));
    }

    #[test]
    fn what_is_no_geojson_is_an_error() {
        for content in [
            "",
            "[]",
            "{}",
            "id,lat\n1,2\n",
            r#"{"type":"FeatureCollection","features":[{"#,
        ] {
            let error = read(content).unwrap_err().to_string();
            assert!(
                error.contains("is no GeoJSON collection of features"),
                "{error}"
            );
        }
    }
}
