//! Days of the calendar: which year, which week, which part of a month.

use jiff::civil::{Date, Weekday};

use crate::document::{DaySpan, add_days, days_between};
use crate::time::expression::{Calendar, Direction, Part, Tense, Unit};

/// A text may be dated a little before the day that it tells of: press goes out ahead, and time zones differ.
const AHEAD_DAYS: i32 = 2;

/// A date ahead counts as so many times as far as one behind, because news is about the past.
const AHEAD_WEIGHT: i32 = 4;

/// Number of a weekday, 1 (Monday) to 7.
pub fn weekday_of(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

/// The last day of this weekday up to `day`, which may be `day` itself.
pub fn weekday_until(weekday: i8, day: Date) -> Date {
    add_days(day, -i32::from((weekday_of(day) - weekday).rem_euclid(7)))
}

/// The first day of this weekday from `day` on, which may be `day` itself.
pub fn weekday_from(weekday: i8, day: Date) -> Date {
    add_days(day, i32::from((weekday - weekday_of(day)).rem_euclid(7)))
}

/// The days of a calendar that names a month, in a given year; `None` where there is no such day, or it has
/// another weekday than the text says.
pub fn in_year(calendar: &Calendar, year: i16) -> Option<DaySpan> {
    if let Some(first) = calendar.season {
        let months = DaySpan::month(year, first)?.first();
        return Some(month_from(months, 0)?.hull(month_from(months, 2)?));
    }
    let Some(month) = calendar.month else {
        return Some(part_of_year(DaySpan::year(year)?, calendar.part));
    };
    let Some(day) = calendar.day else {
        return Some(part_of_month(DaySpan::month(year, month)?, calendar.part));
    };
    let date = Date::new(year, month, day).ok()?;
    let fits = calendar.weekday.is_none_or(|w| weekday_of(date) == w);
    fits.then_some(DaySpan::day(date))
}

/// The days of a calendar that names a month but no year, as a text of that publication means them.
pub fn nearest_year(
    calendar: &Calendar,
    publication: DaySpan,
    tense: Tense,
    direction: Direction,
) -> Option<DaySpan> {
    let middle = publication.last().year();
    let distance = |span: DaySpan| {
        let ahead = days_between(publication.last(), span.first());
        let behind = || days_between(span.last(), publication.first());
        match (direction, tense) {
            (Direction::Last, _) if ahead >= 0 => None,
            (Direction::Last, _) => Some(behind().max(0)),
            (Direction::Next, _) if behind() >= 0 => None,
            (Direction::Next, _) => Some(ahead.max(0)),
            (_, Tense::Past) if ahead > AHEAD_DAYS => None,
            (_, Tense::Open) if ahead > AHEAD_DAYS => Some(ahead.saturating_mul(AHEAD_WEIGHT)),
            // What lies ahead does not lie behind.
            _ if ahead > 0 => Some(ahead),
            (_, Tense::Future) if behind() > AHEAD_DAYS => {
                Some(behind().saturating_mul(AHEAD_WEIGHT))
            }
            _ => Some(behind().max(0)),
        }
    };
    // A weekday fixes the year within a span in which no date and weekday agree twice.
    let reach = if calendar.weekday.is_some() { 6 } else { 1 };
    let nearest = |calendar: &Calendar, reach: i16| {
        (middle - reach..=middle + reach)
            .filter_map(|year| in_year(calendar, year))
            .filter_map(|span| Some((distance(span)?, span)))
            .min_by_key(|(distance, _)| *distance)
            .map(|(_, span)| span)
    };
    nearest(calendar, reach).or_else(|| {
        // A wrong weekday is a slip of the pen.
        let without = Calendar {
            weekday: None,
            ..*calendar
        };
        nearest(&without, 1)
    })
}

/// A third of a month; the whole where no part is named.
pub fn part_of_month(month: DaySpan, part: Option<Part>) -> DaySpan {
    let first = month.first();
    match part {
        None => month,
        Some(Part::Start) => DaySpan::new(first, add_days(first, 9)),
        Some(Part::Middle) => DaySpan::new(add_days(first, 10), add_days(first, 19)),
        Some(Part::End) => DaySpan::new(add_days(first, 20), month.last()),
    }
}

/// About a third of a year; the whole where no part is named.
pub fn part_of_year(year: DaySpan, part: Option<Part>) -> DaySpan {
    let months = |from: i8, to: i8| {
        let number = year.first().year();
        let from = DaySpan::month(number, from).unwrap_or(year);
        from.hull(DaySpan::month(number, to).unwrap_or(year))
    };
    match part {
        None => year,
        Some(Part::Start) => months(1, 3),
        Some(Part::Middle) => months(5, 8),
        Some(Part::End) => months(10, 12),
    }
}

/// The calendar unit that lies `offset` units from the one that holds a day.
pub fn period(day: Date, offset: i32, unit: Unit, part: Option<Part>) -> Option<DaySpan> {
    match unit {
        Unit::Minute | Unit::Hour | Unit::Day => Some(DaySpan::day(add_days(day, offset))),
        Unit::Week => {
            let monday = add_days(weekday_until(1, day), offset * 7);
            Some(match part {
                None => DaySpan::new(monday, add_days(monday, 6)),
                Some(Part::Start) => DaySpan::new(monday, add_days(monday, 2)),
                Some(Part::Middle) => DaySpan::new(add_days(monday, 1), add_days(monday, 3)),
                Some(Part::End) => DaySpan::new(add_days(monday, 3), add_days(monday, 6)),
            })
        }
        Unit::Weekend => {
            let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
            let saturday = match (weekend, offset) {
                (true, 0) => weekday_until(6, day),
                (_, 1) => weekday_from(6, add_days(day, 1)),
                _ => weekday_until(6, add_days(day, -2)),
            };
            Some(DaySpan::new(saturday, add_days(saturday, 1)))
        }
        Unit::Month => Some(part_of_month(month_from(day, offset)?, part)),
        Unit::Year => {
            let year = i32::from(day.year()) + offset;
            Some(part_of_year(
                DaySpan::year(i16::try_from(year).ok()?)?,
                part,
            ))
        }
    }
}

/// The month that lies so many months from the one that holds a day.
fn month_from(day: Date, offset: i32) -> Option<DaySpan> {
    let months = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + offset;
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    DaySpan::month(year, i8::try_from(months.rem_euclid(12) + 1).ok()?)
}
