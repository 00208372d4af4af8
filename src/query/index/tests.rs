use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, SystemTime};

use geo::Point;

use super::Index;
use crate::query::bounds::Bounds;
use crate::query::read::features::{Features, Found};

fn layer(path: &Path, features: usize) -> Features {
    let feature = |n: usize| {
        let (lon, lat) = (
            30.0 + (n % 100) as f64 / 10.0,
            30.0 + (n / 100) as f64 / 10.0,
        );
        let day = 1 + n % 28;
        format!(
            r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{lon},{lat}]}},"properties":{{"n":{n},"event_date":"2017-08-{day:02}"}}}}"#
        )
    };
    let features: Vec<String> = (0..features).map(feature).collect();
    fs::write(
        path,
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
            features.join(",\n")
        ),
    )
    .unwrap();
    Features::open(path).unwrap()
}

#[test]
fn it_finds_what_bounds_let_through() {
    let folder = tempfile::tempdir().unwrap();
    let features = layer(&folder.path().join("layer.geojson"), 10_000);
    let (index, note) = Index::build(&features).unwrap();
    let index = index.unwrap();
    assert!(note.unwrap().contains("layer.geojson.index"));
    let mut bounds = Bounds::default();
    assert_eq!(index.places(&bounds).unwrap(), None, "too many");
    bounds.narrow(&[[31.0, 31.0, 31.25, 31.15]]);
    let places = index.places(&bounds).unwrap().unwrap();
    let mut found = Vec::new();
    let make = |text: &[u8], _: u64| Ok(Some(String::from_utf8_lossy(text).into_owned()));
    features
        .at(&places, &make, &mut |feature| {
            if let Found::Made(text) = feature {
                let n = text
                    .split("\"n\":")
                    .nth(1)
                    .and_then(|rest| rest.split(',').next());
                found.push(n.unwrap_or_default().to_owned());
            }
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    assert_eq!(found, ["1010", "1011", "1012", "1110", "1111", "1112"]);
    // Just as many of them have these days.
    let day = |day: &str| crate::query::days::day_key(day.parse().unwrap());
    bounds.days = Some(day("2017-08-01")..=day("2017-08-05"));
    let expected = [1010, 1011, 1012, 1110, 1111, 1112]
        .iter()
        .filter(|n| *n % 28 < 5)
        .count();
    assert_eq!(index.places(&bounds).unwrap().unwrap().len(), expected);
}

#[test]
fn a_reach_holds_as_many_as_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let features = layer(&folder.path().join("layer.geojson"), 1_000);
    let index = Index::build(&features).unwrap().0.unwrap();
    let everywhere = Bounds::default();
    for (count, at_least, at_most) in [
        (1, 0.0, 3_000.0),
        (5, 9_000.0, 13_000.0),
        (1_000, 450_000.0, 1_200_000.0),
    ] {
        let reach = index
            .reach(Point::new(35.0, 30.5), count, &everywhere)
            .unwrap();
        assert!((at_least..at_most).contains(&reach), "{count}: {reach}");
    }
    let reach = index
        .reach(Point::new(35.0, 30.5), 1_001, &everywhere)
        .unwrap();
    assert_eq!(reach, f64::INFINITY);
}

#[test]
fn it_holds_for_the_layer_that_it_was_made_of() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.geojson");
    let features = layer(&path, 100);
    assert!(Index::open(&features).is_none());
    Index::build(&features).unwrap();
    assert!(Index::open(&features).is_some());
    let index = folder.path().join("layer.geojson.index");
    let good = fs::read(&index).unwrap();
    // The same content at another time, other content at the same time, a damaged index.
    let changed = fs::metadata(&path).unwrap().modified().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let set = |text: &str, time: SystemTime| {
        fs::write(&path, text).unwrap();
        File::options()
            .write(true)
            .open(&path)
            .unwrap()
            .set_modified(time)
            .unwrap();
    };
    set(&text, changed + Duration::from_secs(1));
    assert!(Index::open(&features).is_none(), "touched");
    set(&text.replace("\"n\":7,", "\"n\":8,"), changed);
    assert!(Index::open(&features).is_none(), "changed");
    set(&text, changed);
    assert!(Index::open(&features).is_some());
    for damaged in [
        &good[..good.len() - 1],
        &good[..20],
        b"",
        b"dateline index 9",
    ] {
        fs::write(&index, damaged).unwrap();
        assert!(Index::open(&features).is_none());
    }
}

/// A layer with faults is read as a whole, so that they are told each time.
#[test]
fn there_is_none_for_a_layer_with_faults() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.geojson");
    layer(&path, 10);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace(",\n{", ",\nnull,\n{")).unwrap();
    let features = Features::open(&path).unwrap();
    assert!(Index::build(&features).unwrap().0.is_none());
    assert!(!folder.path().join("layer.geojson.index").exists());
}
