//! Rows counted and summed by what they have in common.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use super::days::days_of;
use super::row::{Row, number, text};
use super::top::{SortKey, Top};
use crate::document::DaySpan;
use crate::layer::TimePrecision;

/// By what rows are grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// The first possible day, or the month where no more is known, like the layers that `map` writes.
    Date,
    /// The month of the first possible day.
    Month,
    /// The year of the first possible day.
    Year,
    /// The value of a column.
    Column(String),
}

impl Key {
    /// Reads one key.
    pub fn parse(text: &str) -> Key {
        match text.trim() {
            "date" => Key::Date,
            "month" => Key::Month,
            "year" => Key::Year,
            column => Key::Column(column.to_owned()),
        }
    }

    /// What the column is called that holds it.
    pub fn name(&self) -> &str {
        match self {
            Key::Date => "date",
            Key::Month => "month",
            Key::Year => "year",
            Key::Column(name) => name,
        }
    }

    fn value(&self, row: &Row) -> Option<String> {
        let date = |name: fn(DaySpan) -> String| days_of(row).map(name);
        match self {
            Key::Date => date(|days| match TimePrecision::of(days) {
                TimePrecision::Month => month(days),
                TimePrecision::Day | TimePrecision::Week => days.first().to_string(),
            }),
            Key::Month => date(month),
            Key::Year => date(|days| format!("{:04}", days.first().year())),
            Key::Column(name) => text(row.get(name)).map(Into::into),
        }
    }
}

fn month(days: DaySpan) -> String {
    let first = days.first();
    format!("{:04}-{:02}", first.year(), first.month())
}

/// The column with the number of rows.
pub const COUNT: &str = "events";

/// The columns that are summed when none are named, as far as a layer has them: those of ours, of ACLED and of UCDP.
pub const SUMMED: [&str; 6] = [
    "fatalities",
    "fatalities_low",
    "fatalities_high",
    "best",
    "low",
    "high",
];

/// Groups that rows are added to.
#[derive(Debug)]
pub struct Groups {
    keys: Vec<Key>,
    sums: Vec<String>,
    groups: BTreeMap<Vec<Option<String>>, Group>,
    seen: Vec<bool>,
}

#[derive(Debug)]
struct Group {
    rows: u64,
    /// Nothing where no row has a number.
    sums: Vec<Option<f64>>,
}

impl Groups {
    /// No groups yet.
    pub fn new(keys: Vec<Key>, sums: Vec<String>) -> Groups {
        Groups {
            keys,
            seen: vec![false; sums.len()],
            sums,
            groups: BTreeMap::new(),
        }
    }

    /// Counts a row.
    pub fn add(&mut self, row: &Row) {
        let key = self.keys.iter().map(|key| key.value(row)).collect();
        let group = self.groups.entry(key).or_insert_with(|| Group {
            rows: 0,
            sums: vec![None; self.sums.len()],
        });
        group.rows += 1;
        for (number_of, column) in self.sums.iter().enumerate() {
            let value = row.column(column);
            self.seen[number_of] |= value.is_some();
            if let Some(number) = value.and_then(number) {
                *group.sums[number_of].get_or_insert(0.0) += number;
            }
        }
    }

    /// A row for each group, in the order of the keys or in the one that is asked for. Columns that no row had are not summed.
    pub fn finish(self, sort: Vec<SortKey>, limit: Option<usize>) -> Vec<Row> {
        let mut sort = sort;
        if sort.is_empty() {
            let key = |key: &Key| SortKey {
                column: key.name().to_owned(),
                descending: false,
            };
            sort = self.keys.iter().map(key).collect();
        }
        let mut top = Top::new(sort, limit);
        for (position, (key, group)) in self.groups.into_iter().enumerate() {
            let mut row = Row {
                position: position as u64,
                ..Row::default()
            };
            for (name, value) in self.keys.iter().zip(key) {
                row.set(name.name(), value.map_or(Value::Null, Value::String));
            }
            row.set(COUNT, group.rows.into());
            let sums = self.sums.iter().zip(&self.seen).zip(group.sums);
            for ((name, _), sum) in sums.filter(|((_, seen), _)| **seen) {
                row.set(name, sum.map_or(Value::Null, whole));
            }
            top.push(row);
        }
        top.finish()
    }
}

/// A number without decimals where it has none.
fn whole(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match number.fract() == 0.0 && number.abs() <= EXACT {
        true => Value::from(number as i64),
        false => Number::from_f64(number).map_or(Value::Null, Value::Number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn counts_and_sums() {
        let rows = [
            ("2017-08-26", "2017-08-26", json!(3), json!("B")),
            ("2017-08-26", "2017-08-27", json!("4"), json!("A")),
            ("2017-10-01", "2017-10-31", json!(null), json!("A")),
            ("2017-10-05", "2017-10-05", json!(1.5), json!(null)),
        ];
        for (keys, sort, limit, expected) in [
            (
                "date",
                "",
                None,
                json!([
                    ["2017-08-26", 2, 7],
                    ["2017-10", 1, null],
                    ["2017-10-05", 1, 1.5]
                ]),
            ),
            (
                "month",
                "",
                None,
                json!([["2017-08", 2, 7], ["2017-10", 2, 1.5]]),
            ),
            ("year", "", None, json!([["2017", 4, 8.5]])),
            (
                "admin1",
                "",
                None,
                json!([["A", 2, 4], ["B", 1, 3], [null, 1, 1.5]]),
            ),
            ("admin1", "fatalities:desc", Some(1), json!([["A", 2, 4]])),
            (
                "month,admin1",
                "events:desc,admin1:desc",
                Some(2),
                json!([["2017-08", "B", 1, 3], ["2017-08", "A", 1, 4]]),
            ),
        ] {
            let keys = keys.split(',').map(Key::parse).collect();
            let sums = ["fatalities", "best"].map(str::to_owned).to_vec();
            let mut groups = Groups::new(keys, sums);
            for (first, last, fatalities, admin1) in &rows {
                let mut row = Row::default();
                row.set("event_date", json!(first));
                row.set("event_date_end", json!(last));
                row.set("fatalities", fatalities.clone());
                row.set("admin1", admin1.clone());
                groups.add(&row);
            }
            let rows = groups.finish(SortKey::parse_list(sort), limit);
            let values =
                |row: &Row| Value::Array(row.properties.iter().map(|(_, v)| v.clone()).collect());
            let is = Value::Array(rows.iter().map(values).collect());
            assert_eq!(is, expected, "{sort}");
        }
    }
}
