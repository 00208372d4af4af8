//! A feature as a row: what a filter looks at, and what is written of it.

use std::borrow::Cow;
use std::cmp::Ordering;

use geo::Geometry;
use serde_json::Value;

/// One feature of any layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Where it stands in its file; a later row has a greater one.
    pub position: u64,
    /// Where it lies, as longitude and latitude in degrees (WGS 84).
    pub geometry: Option<Geometry>,
    /// Its columns in the order of the file. They need not be the same in every row.
    pub properties: Vec<(Box<str>, Value)>,
    /// The feature as it stands in its file, where that is GeoJSON.
    pub text: Option<Box<[u8]>>,
}

impl Row {
    /// The value of a column, null where there is none. `a.b` is the member `b` of the column `a`, unless a column has
    /// just that name.
    pub fn get(&self, column: &str) -> &Value {
        self.column(column).unwrap_or(&Value::Null)
    }

    /// The same, without a value where the row has no such column.
    pub fn column(&self, column: &str) -> Option<&Value> {
        let named = |name: &str| self.properties.iter().find(|(n, _)| &**n == name);
        if let Some((_, value)) = named(column) {
            return Some(value);
        }
        let (name, inner) = column.split_once('.')?;
        inner
            .split('.')
            .try_fold(&named(name)?.1, |value, key| value.get(key))
    }

    /// Adds a column, or replaces its value.
    pub fn set(&mut self, column: &str, value: Value) {
        match self.properties.iter_mut().find(|(n, _)| &**n == column) {
            Some((_, old)) => *old = value,
            None => self.properties.push((column.into(), value)),
        }
    }
}

/// A value as a number; text that reads as one is one too.
pub fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
        _ => None,
    }
}

/// A value as text: nothing for null, JSON for lists and objects.
pub fn text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(Cow::Borrowed(text)),
        other => Some(Cow::Owned(other.to_string())),
    }
}

/// The texts of a cell: the items of a list, otherwise the parts between semicolons.
pub fn parts(value: &Value) -> Vec<Cow<'_, str>> {
    match value {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        Value::String(text) => text
            .split(';')
            .map(|part| Cow::Borrowed(part.trim()))
            .collect(),
        other => text(other).into_iter().collect(),
    }
}

/// The order in which values are sorted: numbers (and text that reads as one), then text, then what is missing.
pub fn compare(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value, number: Option<f64>| match (value, number) {
        (Value::Null, _) => 2,
        (_, Some(_)) => 0,
        _ => 1,
    };
    let (x, y) = (number(a), number(b));
    let by_rank = rank(a, x).cmp(&rank(b, y));
    by_rank.then_with(|| match (x, y) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        _ => text(a).cmp(&text(b)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_are_found_by_name_and_by_path() {
        let row = Row {
            properties: vec![
                ("a.b".into(), json!(1)),
                ("c".into(), json!({"d": {"e": "x"}})),
            ],
            ..Row::default()
        };
        for (column, expected) in [
            ("a.b", json!(1)),
            ("c.d.e", json!("x")),
            ("c.x", json!(null)),
            ("a", json!(null)),
        ] {
            assert_eq!(row.get(column), &expected, "{column}");
        }
    }

    #[test]
    fn numbers_come_before_text_and_nothing_comes_last() {
        let mut values = vec![
            json!(null),
            json!("b"),
            json!("10"),
            json!(9),
            json!("a"),
            json!(-1.5),
        ];
        values.sort_by(compare);
        let sorted = json!([-1.5, 9, "10", "a", "b", null]);
        assert_eq!(Value::Array(values), sorted);
    }
}
