//! The words that everything else is told in: documents, spans of text, spans of days.

use jiff::civil::Date;

/// A text with what its metadata says of it.
///
/// Any combination of values is legal: a document without a publication date is dated from
/// its text and its neighbours, one without a language is identified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Unique within a run.
    pub id: String,
    /// The text as it was read; every [`Span`] points into it.
    pub text: String,
    /// ISO 639-1 code of the language, where the metadata names one.
    pub language: Option<String>,
    /// The publication date (TimeML: document creation time) that the metadata gives.
    pub published: Option<DaySpan>,
    /// Where the document can be read.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
    /// The outlet that published it.
    pub source: Option<String>,
}

/// A half-open range of bytes in a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Whether the two share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text that the span covers; empty where it does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }
}

/// A closed interval of calendar days; `first <= last` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DaySpan {
    first: Date,
    last: Date,
}

impl DaySpan {
    /// One day.
    pub fn day(day: Date) -> DaySpan {
        DaySpan {
            first: day,
            last: day,
        }
    }

    /// The days from one to the other, in either order.
    pub fn new(a: Date, b: Date) -> DaySpan {
        DaySpan {
            first: a.min(b),
            last: a.max(b),
        }
    }

    /// A calendar month; `None` where there is no such month.
    pub fn month(year: i16, month: i8) -> Option<DaySpan> {
        let first = Date::new(year, month, 1).ok()?;
        Some(DaySpan {
            first,
            last: first.last_of_month(),
        })
    }

    /// A calendar year; `None` outside the calendar's range.
    pub fn year(year: i16) -> Option<DaySpan> {
        let first = Date::new(year, 1, 1).ok()?;
        Some(DaySpan {
            first,
            last: first.last_of_year(),
        })
    }

    /// First possible day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Last possible day.
    pub fn last(self) -> Date {
        self.last
    }

    /// Number of days, at least 1.
    pub fn days(self) -> i32 {
        days_between(self.first, self.last) + 1
    }

    /// The day, where only one is possible.
    pub fn as_day(self) -> Option<Date> {
        (self.first == self.last).then_some(self.first)
    }

    /// The days common to both.
    pub fn intersect(self, other: DaySpan) -> Option<DaySpan> {
        let first = self.first.max(other.first);
        let last = self.last.min(other.last);
        (first <= last).then_some(DaySpan { first, last })
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: DaySpan) -> DaySpan {
        DaySpan {
            first: self.first.min(other.first),
            last: self.last.max(other.last),
        }
    }

    /// Both ends moved by `days`; saturates at the ends of the calendar.
    pub fn shift(self, days: i32) -> DaySpan {
        self.apart((days, days))
    }

    /// The days that lie between so many and so many days later (negative: before).
    pub fn apart(self, (a, b): (i32, i32)) -> DaySpan {
        DaySpan {
            first: add_days(self.first, a.min(b)),
            last: add_days(self.last, a.max(b)),
        }
    }

    /// Reads ISO 8601: a day, a timestamp (its day), a month (`2017-10`) or a year (`2017`).
    pub fn parse_iso(text: &str) -> Option<DaySpan> {
        let text = text.trim();
        let part = |range: std::ops::Range<usize>| text.get(range)?.parse::<i16>().ok();
        let dash = |at: usize| text.as_bytes().get(at) == Some(&b'-');
        match text.len() {
            4 => DaySpan::year(part(0..4)?),
            7 if dash(4) => DaySpan::month(part(0..4)?, i8::try_from(part(5..7)?).ok()?),
            10 => text.parse().ok().map(DaySpan::day),
            11.. if matches!(text.as_bytes()[10], b'T' | b' ') => {
                text.get(..10)?.parse().ok().map(DaySpan::day)
            }
            _ => None,
        }
    }
}

/// So many days lie from one day to another; negative where that is earlier.
#[inline]
pub fn days_between(from: Date, to: Date) -> i32 {
    const DAY: i64 = 24 * 60 * 60;
    // No two days of the calendar are more than some millions apart.
    (to.duration_since(from).as_secs() / DAY) as i32
}

/// A day moved by a number of days; saturates at the ends of the calendar.
pub fn add_days(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_dates_full_and_reduced() {
        let show = |text| DaySpan::parse_iso(text).map(|s| format!("{}/{}", s.first, s.last));
        for (text, expected) in [
            ("2017-08-26", Some("2017-08-26/2017-08-26")),
            ("2017-08-26T10:00:00Z", Some("2017-08-26/2017-08-26")),
            ("2016-02", Some("2016-02-01/2016-02-29")),
            ("2017", Some("2017-01-01/2017-12-31")),
            ("2017-13", None),
            ("2017-02-30", None),
            ("yesterday", None),
            ("", None),
            ("20170826", None),
            ("été!", None),
        ] {
            assert_eq!(show(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn intervals_meet_and_join() {
        let october = DaySpan::month(2017, 10).unwrap();
        let day = DaySpan::parse_iso("2017-10-14").unwrap();
        assert_eq!(october.intersect(day), Some(day));
        assert_eq!(october.days(), 31);
        assert_eq!(october.intersect(day.shift(30)), None);
        assert_eq!(october.hull(day.shift(30)).days(), 44);
    }

    #[test]
    fn days_are_counted_across_years() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (from, to, expected) in [
            ("2016-02-28", "2016-03-01", 2),
            ("2017-03-01", "2016-02-28", -367),
            ("2017-01-01", "2017-01-01", 0),
        ] {
            assert_eq!(days_between(day(from), day(to)), expected);
        }
        let whole = (Date::MAX - Date::MIN).get_days();
        assert_eq!(days_between(Date::MIN, Date::MAX), whole);
    }
}
