//! Features as tables hold them: typed columns, and rows of values with a geometry.
//!
//! Everything that is written in several formats, or read from files of other origin, has this shape. A column has
//! its type from the start and not from its values, so that it is the same where every value is missing.

use std::borrow::Cow;
use std::collections::BTreeMap;

use geo::Geometry;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Text.
    Text,
    /// Whole numbers of 64 bits.
    Integer,
    /// Numbers with decimals, of 64 bits.
    Real,
    /// True or false.
    Boolean,
    /// Days without a time.
    Date,
    /// Several texts.
    List,
    /// Anything that JSON can say.
    Json,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
    /// Its tag in the Humanitarian Exchange Language, such as `#date+start`; empty where it has none.
    pub hxl: &'static str,
}

impl Column {
    /// A column that the program knows.
    pub const fn known(name: &'static str, kind: Kind, hxl: &'static str) -> Column {
        Column {
            name: Cow::Borrowed(name),
            kind,
            hxl,
        }
    }

    /// A column that a file names.
    pub fn named(name: impl Into<String>, kind: Kind) -> Column {
        Column {
            name: Cow::Owned(name.into()),
            kind,
            hxl: "",
        }
    }
}

/// A name that no column has, whatever its case: the one that is wanted, with underscores as far as needed.
pub fn free_name(columns: &[Column], wanted: &str) -> String {
    let mut name = wanted.to_owned();
    while columns
        .iter()
        .any(|column| column.name.eq_ignore_ascii_case(&name))
    {
        name.push('_');
    }
    name
}

/// A value; in a row it is [`Value::Null`] or of its column's kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing is known.
    Null,
    /// Of [`Kind::Text`].
    Text(Cow<'a, str>),
    /// Of [`Kind::Integer`].
    Integer(i64),
    /// Of [`Kind::Real`].
    Real(f64),
    /// Of [`Kind::Boolean`].
    Boolean(bool),
    /// Of [`Kind::Date`].
    Date(Date),
    /// Of [`Kind::List`].
    List(Vec<Cow<'a, str>>),
    /// Of [`Kind::Json`].
    Json(Json),
}

/// One feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Row<'a> {
    /// The feature's id, where it has one.
    pub id: Option<Cow<'a, str>>,
    /// Where it lies, as longitude and latitude in degrees (WGS 84).
    pub geometry: Option<Geometry>,
    /// As many as there are columns, in their order.
    pub values: Vec<Value<'a>>,
}

/// Which geometries a layer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Points only.
    Point,
    /// Polygons only.
    Polygon,
    /// Any, also several kinds, also none.
    Any,
}

/// Features with the same columns, to be written one after the other.
pub struct Layer<'a> {
    /// What programs show as the name of the layer.
    pub name: Cow<'a, str>,
    /// Which geometries its rows have.
    pub shape: Shape,
    /// The columns of its rows.
    pub columns: Cow<'a, [Column]>,
    /// Its rows.
    pub rows: Box<dyn Iterator<Item = Row<'a>> + 'a>,
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Value::Boolean(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Value::Real(value)
    }
}

impl From<Date> for Value<'_> {
    fn from(value: Date) -> Self {
        Value::Date(value)
    }
}

impl From<u8> for Value<'_> {
    fn from(value: u8) -> Self {
        Value::Integer(value.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(value: u32) -> Self {
        Value::Integer(value.into())
    }
}

impl From<u64> for Value<'_> {
    /// A number beyond the range of columns becomes the greatest that they hold.
    fn from(value: u64) -> Self {
        Value::Integer(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value<'_> {
    fn from(value: usize) -> Self {
        Value::from(value as u64)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}

impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}

impl<'a> From<Vec<&'a str>> for Value<'a> {
    fn from(items: Vec<&'a str>) -> Self {
        Value::List(items.into_iter().map(Cow::Borrowed).collect())
    }
}

impl From<&BTreeMap<String, usize>> for Value<'_> {
    fn from(counts: &BTreeMap<String, usize>) -> Self {
        Value::Json(counts.iter().map(|(name, &n)| (name.as_str(), n)).collect())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

impl Serialize for Value<'_> {
    /// As JSON says it: a day as text, a list as an array.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => to.serialize_none(),
            Value::Text(text) => to.serialize_str(text),
            Value::Integer(number) => to.serialize_i64(*number),
            Value::Real(number) => to.serialize_f64(*number),
            Value::Boolean(value) => to.serialize_bool(*value),
            Value::Date(day) => to.collect_str(day),
            Value::List(items) => to.collect_seq(items),
            Value::Json(json) => json.serialize(to),
        }
    }
}
