//! Comma-separated values, for spreadsheets and for programs that know no maps.
//!
//! Points are two columns at the end, `latitude` and `longitude`; any other geometry is one, `wkt`. Items of lists are
//! joined by `|`. Nothing is an empty cell.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return for a formula, and articles
//! could carry one. Text that begins so is written after an apostrophe, which spreadsheets do not show; other programs
//! do. Numbers are never changed.

use std::borrow::Cow;
use std::io::{self, Write};

use geo::Geometry;
use geozero::ToWkt;

use crate::feature::{Column, Kind, Layer, Row, Shape, Value};

/// Parts the items of a list; in an item it is written `\|`, and `\` is `\\`.
const SEPARATOR: &str = "|";

/// Writes a layer, with a row of HXL tags below the header where `hxl` asks for it.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(layer: Layer, hxl: bool, out: &mut impl Write) -> io::Result<()> {
    let place = place_columns(layer.shape);
    let mut writer = ::csv::Writer::from_writer(out);
    let columns = || layer.columns.iter().chain(place);
    let names: Vec<Cow<str>> = columns()
        .map(|column| harmless((&*column.name).into()))
        .collect();
    writer.write_record(names.iter().map(|name| name.as_bytes()))?;
    if hxl {
        writer.write_record(columns().map(|column| column.hxl))?;
    }
    for row in layer.rows {
        let cells = row.values.iter().map(cell);
        let record: Vec<Cow<str>> = cells.chain(place_cells(layer.shape, &row)).collect();
        writer.write_record(record.iter().map(|cell| cell.as_bytes()))?;
    }
    writer.flush()
}

/// Writes the types of the columns as GDAL and QGIS read them from a file beside the table, whose name ends in `.csvt`.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_types(columns: &[Column], shape: Shape, out: &mut impl Write) -> io::Result<()> {
    let types = columns.iter().map(|column| match column.kind {
        Kind::Text | Kind::List | Kind::Json => "String",
        Kind::Integer => "Integer64",
        Kind::Real => "Real",
        Kind::Boolean => "Integer(Boolean)",
        Kind::Date => "Date",
    });
    let place: &[&str] = match shape {
        Shape::Point => &["CoordY", "CoordX"],
        Shape::Polygon | Shape::Any => &["WKT"],
    };
    let types: Vec<&str> = types.chain(place.iter().copied()).collect();
    writeln!(out, "{}", types.join(","))
}

fn place_columns(shape: Shape) -> &'static [Column] {
    const POINT: &[Column] = &[
        Column::known("latitude", Kind::Real, "#geo+lat"),
        Column::known("longitude", Kind::Real, "#geo+lon"),
    ];
    const OTHER: &[Column] = &[Column::known("wkt", Kind::Text, "#geo+wkt")];
    match shape {
        Shape::Point => POINT,
        Shape::Polygon | Shape::Any => OTHER,
    }
}

fn place_cells<'r>(shape: Shape, row: &'r Row) -> Vec<Cow<'r, str>> {
    match (shape, &row.geometry) {
        (Shape::Point, Some(Geometry::Point(point))) => {
            vec![point.y().to_string().into(), point.x().to_string().into()]
        }
        (Shape::Point, _) => vec!["".into(), "".into()],
        // An odd geometry is an empty cell: well-known text can say all that can be read.
        (_, Some(geometry)) => vec![geometry.to_wkt().unwrap_or_default().into()],
        (_, None) => vec!["".into()],
    }
}

fn cell<'r>(value: &'r Value) -> Cow<'r, str> {
    match value {
        Value::Null => "".into(),
        Value::Text(text) => harmless(Cow::Borrowed(text)),
        Value::Integer(number) => number.to_string().into(),
        Value::Real(number) => number.to_string().into(),
        Value::Boolean(value) => if *value { "true" } else { "false" }.into(),
        Value::Date(day) => day.to_string().into(),
        Value::List(items) => harmless(joined(items)),
        Value::Json(json) => harmless(json.to_string().into()),
    }
}

fn joined<'r>(items: &'r [Cow<str>]) -> Cow<'r, str> {
    match items {
        [one] if !one.contains(['|', '\\']) => Cow::Borrowed(one),
        _ => {
            let escaped = |item: &Cow<str>| item.replace('\\', r"\\").replace('|', r"\|");
            let items: Vec<String> = items.iter().map(escaped).collect();
            items.join(SEPARATOR).into()
        }
    }
}

/// Text that no spreadsheet takes for a formula.
pub(crate) fn harmless(text: Cow<str>) -> Cow<str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}").into()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Point;

    fn check(value: Value, hxl: bool, expected: &str) {
        let columns = [Column::known("column", Kind::Text, "#tag")];
        let row = Row {
            id: None,
            geometry: Some(Point::new(40.14, 35.33).into()),
            values: vec![value],
        };
        let layer = Layer {
            name: "".into(),
            shape: Shape::Point,
            columns: columns[..].into(),
            rows: Box::new([row].into_iter()),
        };
        let mut out = Vec::new();
        write(layer, hxl, &mut out).unwrap();
        let found = String::from_utf8(out).unwrap();
        let place = if hxl {
            "column,latitude,longitude\n#tag,#geo+lat,#geo+lon\n"
        } else {
            "column,latitude,longitude\n"
        };
        assert_eq!(found, format!("{place}{expected},35.33,40.14\n"));
    }

    #[test]
    fn cells() {
        let list = |items: &[&'static str]| Value::from(items.to_vec());
        for (value, expected) in [
            (Value::Null, ""),
            (Value::Integer(-3), "-3"),
            (Value::Real(0.5), "0.5"),
            (Value::Boolean(true), "true"),
            (Value::Date(jiff::civil::date(2017, 8, 26)), "2017-08-26"),
            ("دير الزور, \"شرق\"".into(), "\"دير الزور, \"\"شرق\"\"\""),
            ("=HYPERLINK(1)".into(), "'=HYPERLINK(1)"),
            ("+1".into(), "'+1"),
            ("-1".into(), "'-1"),
            ("@SUM(A1)".into(), "'@SUM(A1)"),
            ("\t=1".into(), "'\t=1"),
            ("\r=1".into(), "\"'\r=1\""),
            ("a=1".into(), "a=1"),
            (list(&[]), ""),
            (list(&["a", "b"]), "a|b"),
            (list(&["a|b", "c\\"]), r"a\|b|c\\"),
            (list(&["=1", "b"]), "'=1|b"),
            (
                Value::Json(serde_json::json!({"a": 1})),
                "\"{\"\"a\"\":1}\"",
            ),
        ] {
            check(value.clone(), false, expected);
            check(value, true, expected);
        }
    }
}
