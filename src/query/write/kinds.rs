//! Which type a column has, told by its values; and the values as that type.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value as Json;

use crate::feature::{Kind, Value};
use crate::query::row::text;
use crate::record::known_kind;

/// What is known of a column so far.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// The type that this program gives to columns of the name.
    known: Option<Kind>,
    /// The type that holds all values seen.
    seen: Option<Kind>,
}

impl Guess {
    pub(super) fn new(column: &str) -> Guess {
        Guess {
            known: known_kind(column),
            seen: None,
        }
    }

    /// Takes a value into account.
    pub(super) fn see(&mut self, value: &Json) {
        let kind = match self
            .known
            .filter(|&known| typed(value, known) != Value::Null)
        {
            Some(known) => known,
            None => match kind_of(value) {
                Some(kind) => kind,
                None => return,
            },
        };
        self.seen = Some(self.seen.map_or(kind, |seen| wider(seen, kind)));
    }

    /// The type; a column without a value has that of its name, or is text.
    pub(super) fn kind(&self) -> Kind {
        self.seen.or(self.known).unwrap_or(Kind::Text)
    }
}

fn kind_of(value: &Json) -> Option<Kind> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(_) => Kind::Boolean,
        Json::Number(number) if number.is_i64() => Kind::Integer,
        Json::Number(_) => Kind::Real,
        Json::String(text) if day(text).is_some() => Kind::Date,
        Json::String(_) => Kind::Text,
        Json::Array(items) if items.iter().all(Json::is_string) => Kind::List,
        Json::Array(_) | Json::Object(_) => Kind::Json,
    })
}

/// A type that holds what both hold.
fn wider(a: Kind, b: Kind) -> Kind {
    use Kind::{Integer, Json, List, Real, Text};
    match (a, b) {
        (a, b) if a == b => a,
        (Integer, Real) | (Real, Integer) => Real,
        (List | Json, _) | (_, List | Json) => Json,
        _ => Text,
    }
}

/// A value as its column's type; null where it is none.
pub(super) fn typed(value: &Json, kind: Kind) -> Value<'static> {
    match (kind, value) {
        (_, Json::Null) => Value::Null,
        (Kind::Text, value) => text(value).map(Cow::into_owned).into(),
        (Kind::Json, value) => Value::Json(value.clone()),
        (Kind::Integer, Json::Number(number)) => {
            number.as_i64().map_or(Value::Null, Value::Integer)
        }
        (Kind::Integer, Json::String(text)) => text.parse().map_or(Value::Null, Value::Integer),
        (Kind::Real, value) => crate::query::row::number(value).into(),
        (Kind::Boolean, Json::Bool(value)) => (*value).into(),
        (Kind::Boolean, Json::String(text)) => text.parse::<bool>().ok().into(),
        (Kind::Date, Json::String(text)) => day(text).into(),
        (Kind::List, Json::Array(items)) => {
            let items = items
                .iter()
                .map(|item| item.as_str().map(|item| item.to_owned().into()));
            items
                .collect::<Option<_>>()
                .map_or(Value::Null, Value::List)
        }
        _ => Value::Null,
    }
}

/// The day that a text of the form `2018-02-01` says.
fn day(text: &str) -> Option<Date> {
    let day: Date = (text.len() == 10).then(|| text.parse().ok())??;
    (day.to_string() == text).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_of_the_type_that_holds_all_values() {
        for (column, values, kind, last) in [
            ("a", json!([]), Kind::Text, json!(null)),
            ("a", json!([null, 1]), Kind::Integer, json!(1)),
            ("a", json!([1, 2.5, 1]), Kind::Real, json!(1.0)),
            ("a", json!([true, null]), Kind::Boolean, json!(null)),
            ("a", json!(["2018-02-01"]), Kind::Date, json!("2018-02-01")),
            (
                "a",
                json!(["2018-02-01", "2018-02-30"]),
                Kind::Text,
                json!("2018-02-30"),
            ),
            ("a", json!(["20180201"]), Kind::Text, json!("20180201")),
            ("a", json!(["x", 1]), Kind::Text, json!("1")),
            ("a", json!([["x"], []]), Kind::List, json!([])),
            ("a", json!([["x"], [1]]), Kind::Json, json!([1])),
            ("a", json!(["x", {"b": 1}]), Kind::Json, json!({"b": 1})),
            (
                "a",
                json!([9_223_372_036_854_775_808_u64]),
                Kind::Real,
                json!(9_223_372_036_854_775_808.0),
            ),
            // What this program knows, also where cells are text.
            ("fatalities", json!([]), Kind::Integer, json!(null)),
            ("fatalities", json!(["7"]), Kind::Integer, json!(7)),
            (
                "fatalities",
                json!(["7", "many"]),
                Kind::Text,
                json!("many"),
            ),
            ("disputed", json!(["false"]), Kind::Boolean, json!(false)),
            ("confidence", json!(["0.5", 1]), Kind::Real, json!(1.0)),
            ("event_date", json!([null]), Kind::Date, json!(null)),
        ] {
            let mut guess = Guess::new(column);
            let values = values.as_array().unwrap();
            values.iter().for_each(|value| guess.see(value));
            assert_eq!(guess.kind(), kind, "{column} {values:?}");
            let found = typed(values.last().unwrap_or(&Json::Null), kind);
            assert_eq!(
                serde_json::to_value(found).unwrap(),
                last,
                "{column} {values:?}"
            );
        }
    }
}
