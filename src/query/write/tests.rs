use geo::{Geometry, Point, line_string};
use serde_json::{Value, json};

use super::{Format, rounded, writer};
use crate::query::row::Row;

fn row(geometry: Option<Geometry>, properties: Value, text: Option<&str>) -> Row {
    let mut row = Row {
        geometry,
        text: text.map(|text| text.as_bytes().into()),
        ..Row::default()
    };
    for (name, value) in properties.as_object().unwrap() {
        row.set(name, value.clone());
    }
    row
}

fn written(format: Format, columns: &[&str], rows: &[Row]) -> String {
    let columns: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    let mut out = Vec::new();
    let mut writer = writer(format, &columns, true, &mut out);
    rows.iter().for_each(|row| writer.row(row).unwrap());
    writer.finish(rows.len() as u64).unwrap();
    drop(writer);
    String::from_utf8(out).unwrap()
}

#[test]
fn rows_in_every_format() {
    let point = Some(Point::new(40.5, 35.0).into());
    let line = Some(line_string![(x: 1.0, y: 2.0), (x: 3.0, y: 4.0)].into());
    let rows = [
        row(
            point,
            json!({"a": 1, "b": "x;\"y\"\n=2", "l": ["p", "q"]}),
            None,
        ),
        row(line, json!({"a": null, "c": "=1+1"}), None),
        row(None, json!({"a": "-5"}), None),
    ];
    for (format, columns, expected) in [
        (
            Format::Csv,
            vec![],
            "a,b,l,c,longitude,latitude\n1,\"x;\"\"y\"\"\n=2\",\"[\"\"p\"\",\"\"q\"\"]\",,40.5,35.0\n,,,'=1+1,,\n-5,,,,,\n",
        ),
        (
            Format::Csv,
            vec!["latitude", "a"],
            "latitude,a\n35.0,1\n,\n,-5\n",
        ),
        (
            Format::Json,
            vec![],
            "[\n{\"a\":1,\"b\":\"x;\\\"y\\\"\\n=2\",\"l\":[\"p\",\"q\"],\"longitude\":40.5,\"latitude\":35.0},\n{\"a\":null,\"c\":\"=1+1\"},\n{\"a\":\"-5\"}\n]\n",
        ),
        (
            Format::Json,
            vec!["c"],
            "[\n{\"c\":null},\n{\"c\":\"=1+1\"},\n{\"c\":null}\n]\n",
        ),
        (
            Format::GeoJsonl,
            vec!["a"],
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[40.5,35.0]},\"properties\":{\"a\":1}}\n\
             {\"type\":\"Feature\",\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1.0,2.0],[3.0,4.0]]},\"properties\":{\"a\":null}}\n\
             {\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":\"-5\"}}\n",
        ),
        (
            Format::Table,
            vec!["a", "b"],
            "a   b\n 1  x;\"y\" =2\n\n-5\n",
        ),
        (Format::Count, vec![], "3\n"),
    ] {
        assert_eq!(written(format, &columns, &rows), expected, "{format:?}");
    }
    for (format, expected) in [
        (Format::Csv, "longitude,latitude\n"),
        (Format::Json, "[]\n"),
        (
            Format::GeoJson,
            "{\"type\":\"FeatureCollection\",\"features\":[\n]}\n",
        ),
        (Format::GeoJsonl, ""),
        (Format::Table, ""),
        (Format::Count, "0\n"),
    ] {
        assert_eq!(written(format, &[], &[]), expected, "{format:?}");
    }
}

#[test]
fn features_stay_as_they_stood() {
    for (text, distance, expected) in [
        (
            r#"{"type":"Feature","n": 1.50,"properties":{"x":1E2}}"#,
            None,
            r#"{"type":"Feature","n": 1.50,"properties":{"x":1E2}}"#,
        ),
        (
            "{\n \"type\": \"Feature\",\r\n \"properties\": {\"x y\": \"a  b\\n\"}\n}",
            None,
            r#"{"type":"Feature","properties":{"x y":"a  b\n"}}"#,
        ),
        (
            r#"{"type":"Feature","properties":{"x":"}"},"id":7}"#,
            Some(12.5),
            r#"{"type":"Feature","properties":{"x":"}","distance_m":12.5},"id":7}"#,
        ),
        (
            r#"{"type":"Feature","properties":{ }}"#,
            Some(12.0),
            r#"{"type":"Feature","properties":{"distance_m":12}}"#,
        ),
        (
            r#"{"properties":null,"type":"Feature"}"#,
            Some(0.0),
            r#"{"properties":{"distance_m":0},"type":"Feature"}"#,
        ),
        (
            r#"{"type":"Feature"}"#,
            Some(0.04),
            r#"{"type":"Feature","properties":{"distance_m":0}}"#,
        ),
    ] {
        let mut row = row(None, json!({}), Some(text));
        if let Some(metres) = distance {
            row.set("distance_m", rounded(metres));
        }
        assert_eq!(
            written(Format::GeoJsonl, &[], &[row]),
            format!("{expected}\n"),
            "{text}"
        );
    }
}
