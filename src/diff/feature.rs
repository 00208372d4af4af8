//! A feature of a layer, as far as a comparison looks into it.

use std::borrow::Cow;

use geo::{BoundingRect, Geometry};
use serde::Deserialize;
use serde_json::Value;

use crate::document::DaySpan;
use crate::query::row::{Row, number, parts};

/// One event of a layer, ours or another's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feature {
    /// The column `event_id`, or else the id of the feature.
    pub id: Option<String>,
    /// Where it lies, as longitude and latitude in degrees (WGS 84).
    pub geometry: Option<Geometry>,
    /// Its columns, in the order of the file.
    pub properties: Vec<(Box<str>, Value)>,
}

impl From<Row> for Feature {
    fn from(row: Row) -> Feature {
        let mut feature = Feature {
            id: None,
            geometry: row.geometry,
            properties: row.properties,
        };
        let own = feature.id_in("event_id");
        feature.id = own.or_else(|| id_in_text(row.text.as_deref()?));
        feature
    }
}

/// The id that stands beside the properties of a feature.
fn id_in_text(text: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Named {
        id: Option<Value>,
    }
    let named: Named = serde_json::from_slice(text).ok()?;
    id_of(&named.id?)
}

/// Numbers are ids too.
fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// Whether two values tell the same. Formats know different types: 1 is 1.0 and "1", a list is a text with semicolons.
pub fn same(a: &Value, b: &Value) -> bool {
    let (a, b) = (told(a), told(b));
    a == b || number(a).is_some_and(|a| number(b) == Some(a)) || parts(a) == parts(b)
}

/// An empty text, or an empty list, tells as little as none.
fn told(value: &Value) -> &Value {
    match value {
        Value::String(text) if text.is_empty() => &Value::Null,
        Value::Array(items) if items.is_empty() => &Value::Null,
        other => other,
    }
}

impl Feature {
    /// The value of a column; null where there is none.
    pub fn get(&self, column: &str) -> &Value {
        let found = self.properties.iter().find(|(name, _)| &**name == column);
        found.map_or(&Value::Null, |(_, value)| value)
    }

    /// The value of a column as an id.
    pub fn id_in(&self, column: &str) -> Option<String> {
        id_of(self.get(column))
    }

    /// The text of a column; nothing where there is none, or an empty one.
    pub fn text(&self, column: &str) -> Option<&str> {
        self.get(column).as_str().filter(|text| !text.is_empty())
    }

    /// Its first and last possible day.
    pub fn days(&self) -> Option<DaySpan> {
        let first = DaySpan::parse_iso(self.text("event_date")?)?;
        let last = self.text("event_date_end").and_then(DaySpan::parse_iso);
        Some(last.map_or(first, |last| first.hull(last)))
    }

    /// Latitude and longitude, for shapes with an extent those of its middle.
    pub fn position(&self) -> Option<(f64, f64)> {
        let middle = self.geometry.as_ref()?.bounding_rect()?.center();
        Some((middle.y, middle.x))
    }

    /// The ids of the documents that it rests on.
    pub fn documents(&self) -> Vec<Cow<'_, str>> {
        parts(self.get("documents"))
    }

    /// A whole number of a column.
    pub fn figure(&self, column: &str) -> Option<u64> {
        let number = number(self.get(column)).filter(|number| *number >= 0.0)?;
        Some(number as u64)
    }
}

#[cfg(test)]
pub(super) mod testing {
    use super::*;

    /// A feature at a longitude on the equator, with the members of an object as columns.
    pub fn feature(id: Option<&str>, lon: f64, columns: &Value) -> Feature {
        let columns = columns.as_object().unwrap().iter();
        let column = |(name, value): (&String, &Value)| (name.as_str().into(), value.clone());
        Feature {
            id: id.map(str::to_owned),
            geometry: Some(geo::Point::new(lon, 0.0).into()),
            properties: columns.map(column).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_in_other_types() {
        for (a, b, expected) in [
            (json!(1), json!(1.0), true),
            (json!(1), json!("1"), true),
            (json!(null), json!(""), true),
            (json!(null), json!([]), true),
            (json!(["a", "b"]), json!("a; b"), true),
            (json!(true), json!("true"), true),
            (json!(0), json!(null), false),
            (json!(1), json!(2), false),
            (json!("a"), json!("b"), false),
        ] {
            assert_eq!(same(&a, &b), expected, "{a} {b}");
        }
    }

    #[test]
    fn ids_stand_in_columns_or_beside_them() {
        for (properties, text, expected) in [
            (
                vec![("event_id", json!("a"))],
                Some(r#"{"id":"b"}"#),
                Some("a"),
            ),
            (vec![], Some(r#"{"id":"b"}"#), Some("b")),
            (vec![("event_id", json!(7))], None, Some("7")),
            (
                vec![("event_id", json!(null))],
                Some(r#"{"id":7}"#),
                Some("7"),
            ),
            (vec![], Some("{}"), None),
        ] {
            let row = Row {
                properties: properties.into_iter().map(|(n, v)| (n.into(), v)).collect(),
                text: text.map(|text| text.as_bytes().into()),
                ..Row::default()
            };
            assert_eq!(Feature::from(row).id.as_deref(), expected);
        }
    }
}
