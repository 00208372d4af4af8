//! On which days a row's event happened.

use std::ops::RangeInclusive;

use jiff::civil::Date;

use super::row::Row;
use crate::document::DaySpan;

/// The columns that tell first and last possible day, ours and those of others; a row's first pair counts.
pub const DATE_COLUMNS: [(&str, &str); 8] = [
    ("event_date", "event_date_end"),
    ("date_start", "date_end"),
    ("start_date", "end_date"),
    ("date_first", "date_last"),
    ("date", "date_end"),
    ("datetime", ""),
    ("timestamp", ""),
    ("day", ""),
];

/// A day as a number that grows with it.
pub type DayKey = i32;

/// The number of a day.
pub fn day_key(day: Date) -> DayKey {
    key(i32::from(day.year()), day.month().into(), day.day().into())
}

/// The first and last number of some days.
pub fn keys(days: DaySpan) -> RangeInclusive<DayKey> {
    day_key(days.first())..=day_key(days.last())
}

fn key(year: i32, month: i32, day: i32) -> DayKey {
    year << 9 | month << 5 | day
}

/// The number of a day as our layers write it; `None` for any other text. Whether there is such a day is not asked.
pub fn plain_key(text: &[u8]) -> Option<DayKey> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h] = text else {
        return None;
    };
    let mut digits = [a, b, c, d, e, f, g, h];
    for digit in &mut digits {
        *digit = digit.wrapping_sub(b'0');
        if *digit > 9 {
            return None;
        }
    }
    let number = |digits: &[u8]| digits.iter().fold(0, |n, &d| n * 10 + i32::from(d));
    let (year, month, day) = (&digits[..4], &digits[4..6], &digits[6..]);
    Some(key(number(year), number(month), number(day)))
}

/// Reads a date: ISO 8601, reduced or with a time; with slashes for dashes, as GDAL writes it; `26 August 2017`, as
/// ACLED's exports write it.
pub fn parse_days(text: &str) -> Option<DaySpan> {
    let text = text.trim();
    let slashes = || DaySpan::parse_iso(&text.replace('/', "-"));
    let spelled = || Date::strptime("%d %B %Y", text).ok().map(DaySpan::day);
    DaySpan::parse_iso(text).or_else(slashes).or_else(spelled)
}

/// The days on which a row's event can have happened; `None` where no column tells.
pub fn days_of(row: &Row) -> Option<DaySpan> {
    let days = |column: &str| parse_days(row.get(column).as_str()?);
    let found = |&(start, end): &(&str, &str)| {
        let first = days(start)?;
        Some(days(end).map_or(first, |last| first.hull(last)))
    };
    DATE_COLUMNS.iter().find_map(found)
}

/// The names of [`DATE_COLUMNS`], each once.
pub fn date_columns() -> Vec<String> {
    let names = DATE_COLUMNS.iter().flat_map(|&(start, end)| [start, end]);
    let mut columns: Vec<String> = Vec::new();
    for name in names.filter(|name| !name.is_empty()) {
        if !columns.iter().any(|column| column == name) {
            columns.push(name.to_owned());
        }
    }
    columns
}

/// Whether a column is one of [`DATE_COLUMNS`].
pub fn is_date_column(column: &str) -> bool {
    let is = |&(start, end): &(&str, &str)| column == start || column == end;
    DATE_COLUMNS.iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dates_of_several_makers() {
        for (properties, expected) in [
            (
                json!({"event_date": "2017-08-26", "event_date_end": "2017-08-28"}),
                Some("2017-08-26/2017-08-28"),
            ),
            (json!({"date": "2017-10"}), Some("2017-10-01/2017-10-31")),
            (
                json!({"event_date": null, "date": "2017"}),
                Some("2017-01-01/2017-12-31"),
            ),
            (
                json!({"event_date": "26 August 2017"}),
                Some("2017-08-26/2017-08-26"),
            ),
            (
                json!({"timestamp": "2017-08-26T10:00:00Z"}),
                Some("2017-08-26/2017-08-26"),
            ),
            (json!({"day": "2017/08/26"}), Some("2017-08-26/2017-08-26")),
            (json!({"event_date": "soon"}), None),
            (json!({"event_date": 20170826}), None),
            (json!({}), None),
        ] {
            let mut row = Row::default();
            for (name, value) in properties.as_object().unwrap() {
                row.set(name, value.clone());
            }
            let days = days_of(&row).map(|days| format!("{}/{}", days.first(), days.last()));
            assert_eq!(days.as_deref(), expected, "{properties}");
        }
    }

    #[test]
    fn both_ways_give_the_same_number() {
        for day in ["2017-08-26", "0001-01-01", "9999-12-31"] {
            assert_eq!(
                plain_key(day.as_bytes()),
                Some(day_key(day.parse().unwrap()))
            );
        }
        for other in ["2017-08", "2017-08-2x", "2017/08/26", ""] {
            assert_eq!(plain_key(other.as_bytes()), None);
        }
    }
}
