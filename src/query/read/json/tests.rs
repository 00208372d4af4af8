use geo::Geometry;
use serde_json::json;

use super::{Columns, Fault, Parts, is_json, own_extent, without_nan};
use crate::query::bounds::Bounds;

const OURS: &str = r#"{"type":"Feature","id":"a","geometry":{"type":"Point","coordinates":[40.5,-35.25]},"properties":{"event_id":"a","event_date":"2017-08-21","event_date_end":"2017-08-28","quote":"\"event_date\":\"2011-01-01\""}}"#;

#[test]
fn the_quick_look_sees_what_the_full_one_sees() {
    let extent = own_extent(OURS.as_bytes()).unwrap();
    assert_eq!(extent.rect, Some([40.5, -35.25, 40.5, -35.25]));
    assert_eq!(extent, Parts::find(OURS.as_bytes()).unwrap().extent());
    for (from, to) in [
        ("[40.5,-35.25]", "[40.5,-35.25,7]"),
        ("[40.5,-35.25]", "[40.5]"),
        ("[40.5,-35.25]", "[\"40.5\",-35.25]"),
        ("\"Point\"", "\"MultiPoint\""),
        ("\"id\":\"a\"", "\"id\":\"\\\"a\""),
        ("\"event_date\":\"2017-08-21\"", "\"event_date\":null"),
        (
            "\"event_date\":\"2017-08-21\"",
            "\"event_date\":\"2017-08\"",
        ),
        ("\"event_id\":\"a\",", ""),
        (":{\"event_id\"", ": {\"event_id\""),
        ("}}", "} }"),
    ] {
        let other = OURS.replacen(from, to, 1);
        assert_ne!(other, OURS);
        assert_eq!(own_extent(other.as_bytes()), None, "{other}");
    }
}

#[test]
fn features_and_what_is_none() {
    let wrong = |part: &str| Err(part.to_owned());
    for (text, expected) in [
        (
            r#"{"type":"Feature","geometry":null,"properties":{"a":1}}"#,
            Ok(json!({"a": 1})),
        ),
        (
            r#" { "properties" : {"a":"}", "b":[1,{"c":"\\"}]} , "geometry":null, "type":"Feature" } "#,
            Ok(json!({"a": "}", "b": [1, {"c": "\\"}]})),
        ),
        (r#"{"type":"Feature","properties":null}"#, Ok(json!({}))),
        (r#"{"type":"Feature","properties":[]}"#, Ok(json!({}))),
        (
            r#"{"type":"Feature","properties":{"\u00e9\"":true}}"#,
            Ok(json!({"é\"": true})),
        ),
        (r#"{"type":"Point","coordinates":[1,2]}"#, Ok(json!({}))),
        (
            r#"{"type":"FeatureCollection","features":[]}"#,
            wrong("FeatureCollection"),
        ),
        (r#"{"a":1}"#, wrong("without \"type\"")),
        (r#"{"type":"Feature""#, wrong("torn")),
        (r#"{"type":"Feature"}}"#, wrong("torn")),
        (r#"{"type":"Feature",}x"#, wrong("torn")),
        (r#"{"type" "Feature"}"#, wrong("torn")),
        (r#"{"type":}"#, wrong("torn")),
        (r#"[1]"#, wrong("torn")),
        ("", wrong("torn")),
    ] {
        let is = match Parts::find(text.as_bytes()) {
            Ok(parts) => {
                let row = parts.row(0, Columns::All);
                Ok(row
                    .properties
                    .into_iter()
                    .map(|(name, value)| (name.to_string(), value))
                    .collect())
            }
            Err(Fault::Torn) => wrong("torn"),
            Err(Fault::Wrong(message)) => Err(message),
        };
        match (is, expected) {
            (Ok(is), Ok(expected)) => assert_eq!(is, expected, "{text}"),
            (Err(is), Err(part)) => assert!(is.contains(&part), "{text}: {is}"),
            (is, _) => panic!("{text}: {is:?}"),
        }
    }
}

#[test]
fn geometries_of_all_kinds() {
    for (geometry, rect, odd) in [
        (
            r#"{"type":"Point","coordinates":[40,35]}"#,
            Some([40.0, 35.0, 40.0, 35.0]),
            false,
        ),
        (
            r#"{ "coordinates" : [ 4.0e1 , 35.0 , 120 ], "type" : "Point" }"#,
            Some([40.0, 35.0, 40.0, 35.0]),
            false,
        ),
        (
            r#"{"type":"LineString","coordinates":[[1,2,9],[3,-4,9]]}"#,
            Some([1.0, -4.0, 3.0, 2.0]),
            false,
        ),
        (
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Point","coordinates":[3,4]}]}"#,
            Some([1.0, 2.0, 3.0, 4.0]),
            false,
        ),
        ("null", None, false),
        (r#"{"type":"Point","coordinates":[]}"#, None, true),
        (r#"{"type":"Point","coordinates":[NaN,35]}"#, None, true),
        (r#"{"type":"Point","coordinates":["40","35"]}"#, None, true),
        (r#"{"type":"Circle","coordinates":[40,35]}"#, None, true),
        (
            r#"{"type":"Point","coordinates":[35,140]}"#,
            Some([35.0, 140.0, 35.0, 140.0]),
            true,
        ),
        ("7", None, true),
    ] {
        let text = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{geometry}}}"#);
        let parts = Parts::find(text.as_bytes()).unwrap();
        assert_eq!(parts.extent().rect, rect, "{geometry}");
        assert_eq!(parts.has_odd_geometry(), odd, "{geometry}");
        let mut bounds = Bounds::default();
        assert!(parts.meets(&bounds));
        bounds.narrow(&[[39.0, 34.0, 41.0, 36.0]]);
        assert_eq!(
            parts.meets(&bounds),
            rect == Some([40.0, 35.0, 40.0, 35.0]),
            "{geometry}"
        );
    }
}

#[test]
fn only_the_columns_that_are_wanted() {
    let text = r#"{"type":"Feature","properties":{"a":1,"ab":2,"b":{"c":3},"c":4},"geometry":{"type":"Point","coordinates":[1,2]}}"#;
    let wanted = ["a".to_owned(), "b.c".to_owned()];
    let row = Parts::find(text.as_bytes())
        .unwrap()
        .row(5, Columns::Only(&wanted));
    let names: Vec<&str> = row.properties.iter().map(|(name, _)| &**name).collect();
    assert_eq!((row.position, names), (5, vec!["a", "b"]));
    assert!(matches!(row.geometry, Some(Geometry::Point(_))));
}

#[test]
fn numbers_that_json_does_not_have() {
    for (text, expected) in [
        (
            r#"{"a":NaN,"b":-Infinity,"c":[Infinity,1]}"#,
            Some(r#"{"a":null,"b":null,"c":[null,1]}"#),
        ),
        (r#"{"a":"NaN"}"#, None),
        (
            r#"{"a":"\"NaN","b":NaN}"#,
            Some(r#"{"a":"\"NaN","b":null}"#),
        ),
        (r#"{"a":1}"#, None),
    ] {
        let mended = without_nan(text.as_bytes()).map(|text| String::from_utf8(text).unwrap());
        assert_eq!(mended.as_deref(), expected, "{text}");
        assert_eq!(
            is_json(text.as_bytes()).is_err(),
            expected.is_some(),
            "{text}"
        );
    }
}
