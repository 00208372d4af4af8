//! A feature of a layer, as far as a comparison looks into it.

use std::fmt;

use geo::{BoundingRect, Geometry};
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;

use crate::document::DaySpan;

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
    pub fn documents(&self) -> Vec<&str> {
        match self.get("documents") {
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
            Value::String(text) => text.split(';').map(str::trim).collect(),
            _ => Vec::new(),
        }
    }
}

impl<'de> Deserialize<'de> for Feature {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Feature, D::Error> {
        #[derive(serde::Deserialize)]
        struct Raw {
            id: Option<Value>,
            geometry: Option<geojson::Geometry>,
            properties: Option<Columns>,
        }
        let raw = Raw::deserialize(from)?;
        let geometry = raw.geometry.map(Geometry::try_from).transpose();
        let mut feature = Feature {
            id: None,
            geometry: geometry.map_err(D::Error::custom)?,
            properties: raw.properties.map_or_else(Vec::new, |columns| columns.0),
        };
        let own = feature.id_in("event_id");
        feature.id = own.or_else(|| id_of(raw.id.as_ref()?));
        Ok(feature)
    }
}

/// Numbers are ids too.
fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// An object whose members keep their order.
struct Columns(Vec<(Box<str>, Value)>);

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Columns, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Columns;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object with the properties of a feature")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Columns, A::Error> {
                let mut columns = Vec::new();
                while let Some(member) = map.next_entry()? {
                    columns.push(member);
                }
                Ok(Columns(columns))
            }
        }
        from.deserialize_map(Members)
    }
}
