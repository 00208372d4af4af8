//! Which dates share a map when there is one per date.

use std::collections::BTreeMap;

use super::scene::Dot;
use super::words::Words;
use crate::document::DaySpan;
use crate::layer::layer;

/// With more dates than this, a map shows a month, and with more months a year.
const MOST: usize = 24;

/// Events by the name of their date: a day (`2017-08-26`), a month or a year; empty for those without a date, which come
/// last.
pub fn periods<'a>(dots: &'a [Dot]) -> Vec<(String, Vec<&'a Dot>)> {
    let by = |length: usize| {
        let mut periods: BTreeMap<(bool, String), Vec<&'a Dot>> = BTreeMap::new();
        for dot in dots {
            let mut name = dot.days.map(layer).unwrap_or_default();
            name.truncate(length);
            let without = name.is_empty();
            periods.entry((without, name)).or_default().push(dot);
        }
        periods
    };
    let lengths = ["2017-08-26", "2017-08", "2017"].map(str::len);
    let fitting = lengths
        .into_iter()
        .map(by)
        .find(|periods| periods.len() <= MOST);
    let periods = fitting.unwrap_or_else(|| by(lengths[2]));
    let named = periods.into_iter().map(|((_, name), dots)| (name, dots));
    named.collect()
}

/// How people write the name of a period.
pub fn title(name: &str, words: &Words) -> String {
    match (name.len(), DaySpan::parse_iso(name)) {
        (10, Some(days)) => words.day(days.first()),
        (7, Some(days)) => words.month(days.first()),
        (0, _) => words.get("no_date").to_owned(),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(first: &str, last: &str) -> Dot {
        let day = |text| DaySpan::parse_iso(text);
        Dot {
            days: day(first).map(|first| day(last).map_or(first, |last| first.hull(last))),
            ..Dot::default()
        }
    }

    #[test]
    fn days_months_and_years() {
        let mut dots = vec![
            dot("", ""),
            dot("2017-10-01", "2017-10-31"),
            dot("2017-10-02", "2017-10-02"),
            dot("2017-09-30", "2017-10-01"),
        ];
        let names = |dots: &[Dot]| {
            let periods = periods(dots);
            let names = periods
                .iter()
                .map(|(name, dots)| format!("{name}:{}", dots.len()));
            names.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names(&dots), "2017-09-30:1 2017-10:1 2017-10-02:1 :1");
        dots.extend((1..=28).map(|day| dot(&format!("2017-11-{day:02}"), "")));
        assert_eq!(names(&dots), "2017-09:1 2017-10:2 2017-11:28 :1");
        dots.extend((1960..1990).map(|year| dot(&format!("{year}-05-05"), "")));
        assert_eq!(periods(&dots).len(), 32);
        assert_eq!(periods(&dots)[0].0, "1960");
        assert!(periods(&[]).is_empty());
    }

    #[test]
    fn titles() {
        let words = Words::of(Some("fr")).unwrap();
        for (name, expected) in [
            ("2017-08-01", "1er août 2017"),
            ("2017-10", "octobre 2017"),
            ("2017", "2017"),
            ("", "Sans date"),
        ] {
            assert_eq!(title(name, &words), expected);
        }
    }
}
