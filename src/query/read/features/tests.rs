use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::super::json::Parts;
use super::super::line_at;
use super::{Features, Found};

/// What is found in a file: features by the text of `n`, faults by `!` and the line.
fn found(path: &Path) -> Result<Vec<String>, String> {
    let features = Features::open(path).map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    let make = |text: &[u8], offset: u64| {
        let row = Parts::find(text)?.row(offset, super::super::json::Columns::All);
        Ok(Some((row.get("n").to_string(), offset, text.len())))
    };
    let file = fs::read(path).unwrap();
    features
        .each(&make, &mut |found| {
            all.push(match found {
                Found::Made((n, offset, length)) => {
                    let offset = offset as usize;
                    assert_eq!(file[offset], b'{');
                    assert_eq!(file[offset + length - 1], b'}');
                    n
                }
                Found::Fault(offset, _) => format!("!{}", line_at(path, offset).unwrap()),
            });
            Ok(ControlFlow::Continue(()))
        })
        .map_err(|error| error.to_string())?;
    Ok(all)
}

fn feature(n: usize) -> String {
    format!(r#"{{"type":"Feature","properties":{{"n":{n},"t":"}},\n{{"}},"geometry":null}}"#)
}

fn check(text: &str, expected: Result<&[&str], &str>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.geojson");
    fs::write(&path, text).unwrap();
    match (found(&path), expected) {
        (Ok(is), Ok(expected)) => assert_eq!(is, expected, "{text}"),
        (Err(is), Err(part)) => assert!(is.contains(part), "{text}: {is}"),
        (is, _) => panic!("{text}: {is:?}"),
    }
}

#[test]
fn every_layout() {
    let [a, b, c] = [1, 2, 3].map(feature);
    let pretty = b.replace(',', ",\n    ").replace('{', "{\n  ");
    let pretty = pretty.replace("\"}},\n", "\"}}");
    let open = r#"{"type":"FeatureCollection","features":["#;
    let all: Result<&[&str], &str> = Ok(&["1", "2", "3"]);
    // Collections.
    check(&format!("{open}\n{a},\n{b},\n{c}\n]}}\n"), all);
    check(&format!("{open}\r\n{a},\r\n{b},\r\n{c}\r\n]}}\r\n"), all);
    check(&format!("\u{feff}{open}\n{a},\n{b},\n{c}\n]}}\n"), all);
    check(&format!("{open}{a},{b},{c}]}}"), all);
    check(&format!("{open}{a}\n,{b}\n,{c}]}}"), all);
    check(&format!("{open}\n{a},\n{b},{c}]}}"), all);
    check(&format!("{open}\n{a},\n\n  {b} ,\n{c}]}}"), all);
    check(&format!("{open}\n{a},\n{pretty},\n{c}\n]}}"), all);
    check(
        &format!("{open}\n{pretty}, {pretty}\n] }}"),
        Ok(&["2", "2"]),
    );
    check(
        &format!("{{\n\"features\": [\n{a},\n{b},\n{c}\n],\n\"type\": \"FeatureCollection\"}}"),
        all,
    );
    check(
        &format!("{{\"name\":\"features\",\"bbox\":[1,2,3,4],\"features\" : [{a},{b},{c}]}}"),
        all,
    );
    check(&format!("[{a},{b},{c}]"), all);
    check(r#"{"type":"FeatureCollection","features":[]}"#, Ok(&[]));
    check(
        "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n",
        Ok(&[]),
    );
    // Sequences.
    check(&format!("{a}\n{b}\n{c}\n"), all);
    check(&format!("{a}\n{b}\n{c}"), all);
    check(&format!("\u{1e}{a}\n\u{1e}{b}\n\u{1e}{c}\n"), all);
    check(&format!("{pretty}\n{a}"), Ok(&["2", "1"]));
    check(&a, Ok(&["1"]));
    check(r#"{"type":"Point","coordinates":[1,2]}"#, Ok(&["null"]));
}

#[test]
fn broken_files() {
    let [a, b, c] = [1, 2, 3].map(feature);
    let open = r#"{"type":"FeatureCollection","features":["#;
    for (text, expected) in [
        (String::new(), Err("empty")),
        ("\u{feff}".to_owned(), Err("no GeoJSON")),
        ("id,n\n1,2\n".to_owned(), Err("no GeoJSON")),
        ("{\"a\":1}".to_owned(), Err("no features")),
        (
            r#"{"type":"FeatureCollection"}"#.to_owned(),
            Err("no features"),
        ),
        // Cut off: in the middle of a feature, between two, behind the last one.
        (
            format!("{open}\n{a},\n{}", &b[..30]),
            Ok(vec!["1", "!3", "!3"]),
        ),
        (format!("{open}\n{a},\n"), Ok(vec!["1", "!3"])),
        (format!("{open}\n{a},\n{b}"), Ok(vec!["1", "2", "!3"])),
        (format!("{open}{a},{}", &b[..30]), Ok(vec!["1", "!1", "!1"])),
        (format!("{a}\n{}", &b[..30]), Ok(vec!["1", "!2"])),
        // Something else in between.
        (
            format!("{open}\n<<<<<<< ours\n{a},\n=======\n{b},\n>>>>>>> theirs\n{c}\n]}}"),
            Ok(vec!["1", "2", "3", "!2", "!4", "!6"]),
        ),
        (
            format!("{open}\n{a},\nnull,\n{c}\n]}}"),
            Ok(vec!["1", "3", "!3"]),
        ),
        (
            format!("{open}\n{a},\n{},\n{c}\n]}}", &b[..b.len() - 1]),
            Ok(vec!["1", "3", "!3"]),
        ),
        (
            format!("{open}\n{a},\n{{\"type\":\"x\"}},\n{c}\n]}}"),
            Ok(vec!["1", "!3", "3"]),
        ),
    ] {
        check(&text, expected.as_deref().map_err(|part| *part));
    }
}

/// Lines longer than a piece of work, pieces that begin and end at any byte of a line.
#[test]
fn large_files() {
    let folder = tempfile::tempdir().unwrap();
    for (name, before, between, after) in [
        (
            "lines",
            "{\"type\":\"FeatureCollection\",\"features\":[\n",
            ",\n",
            "\n]}\n",
        ),
        (
            "one line",
            "{\"type\":\"FeatureCollection\",\"features\":[",
            ",",
            "]}",
        ),
        ("sequence", "", "\n", "\n"),
    ] {
        let path = folder.path().join(name);
        let long = format!(
            r#"{{"type":"Feature","properties":{{"n":"long","t":"{}"}}}}"#,
            "x".repeat(2_500_000)
        );
        let mut features: Vec<String> = (0..60_000).map(feature).collect();
        features.insert(30_000, long);
        fs::write(&path, format!("{before}{}{after}", features.join(between))).unwrap();
        let mut expected: Vec<String> = (0..60_000).map(|n| n.to_string()).collect();
        expected.insert(30_000, "\"long\"".to_owned());
        assert!(found(&path).unwrap() == expected, "{name}");
    }
}

#[test]
fn nothing_more_is_read_than_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sequence");
    let features: Vec<String> = (0..10_000).map(feature).collect();
    fs::write(&path, features.join("\n")).unwrap();
    let features = Features::open(&path).unwrap();
    let mut taken = 0;
    features
        .each(&|_, _| Ok(Some(())), &mut |_| {
            taken += 1;
            Ok(match taken < 3 {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            })
        })
        .unwrap();
    assert_eq!(taken, 3);
}

#[test]
fn other_coordinates_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.geojson");
    for (crs, expected) in [
        ("urn:ogc:def:crs:OGC:1.3:CRS84", None),
        ("EPSG:4326", None),
        (
            "urn:ogc:def:crs:EPSG::3857",
            Some("urn:ogc:def:crs:EPSG::3857"),
        ),
    ] {
        let crs = format!(r#"{{"type":"name","properties":{{"name":"{crs}"}}}}"#);
        let text = format!(r#"{{"type":"FeatureCollection", "crs":{crs}, "features":[]}}"#);
        fs::write(&path, text).unwrap();
        assert_eq!(
            Features::open(&path).unwrap().foreign_crs.as_deref(),
            expected
        );
    }
}
