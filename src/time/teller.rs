//! What a text has told so far, and what the next time expression means after it.

use jiff::civil::Date;

use crate::document::{DaySpan, add_days, days_between};
use crate::time::calendar::{
    in_year, nearest_year, period, weekday_from, weekday_of, weekday_until,
};
use crate::time::expression::*;
use crate::time::resolve::{Basis, Resolved};

/// Publication known worse than this is good for the year of a date and for nothing that is counted from it.
const MONTH_DAYS: i32 = 31;

/// Up to so many possible days of publication are tried one by one.
const FEW_DAYS: i32 = 7;

/// When a text was written whose day of publication has the name of a weekday that it tells about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenOn {
    /// On that very day.
    Weekday,
    /// A week later.
    Later,
}

/// What has been told so far.
pub(super) struct Teller {
    publication: Option<DaySpan>,
    /// Whether the weekday of the publication is that day or the one a week before.
    written: WrittenOn,
    /// The day that is being told about.
    narrative: Option<DaySpan>,
    /// The day that a text has told about last without looking back from it.
    main: Option<DaySpan>,
    /// The day before the one that is being told about, where it was counted as the next day.
    start: Option<DaySpan>,
    /// The day that a sentence has named without going there: when somebody said so.
    aside: Option<DaySpan>,
    /// The last date that lies within one month.
    month: Option<DaySpan>,
    /// The coming days that were named in full, by weekday: "samedi 29 mai … samedi".
    coming: [Option<Date>; 8],
}

impl Teller {
    /// Nothing told yet.
    pub(super) fn new(publication: Option<DaySpan>, written: WrittenOn) -> Teller {
        Teller {
            publication,
            written,
            narrative: None,
            main: None,
            start: None,
            aside: None,
            month: None,
            coming: [None; 8],
        }
    }

    /// Whether the end of a sentence changes anything.
    pub(super) fn has_aside(&self) -> bool {
        self.aside.is_some()
    }

    /// Whether the end of a paragraph changes anything.
    pub(super) fn looks_back(&self) -> bool {
        self.main.is_some() && self.main != self.narrative
    }

    /// Ends a sentence: what it named by the way is no day to count from any more.
    pub(super) fn end_sentence(&mut self) {
        self.aside = None;
    }

    /// Ends a paragraph: from what had happened before, the text comes back to what it tells.
    pub(super) fn end_paragraph(&mut self) {
        self.narrative = self.main.or(self.narrative);
    }

    /// Leaves the day that was told about behind.
    pub(super) fn begin_anew(&mut self) {
        self.narrative = None;
        self.main = None;
    }

    /// Takes a resolved mention as what is being told about from here on.
    pub(super) fn tell(&mut self, mention: &TimeMention, resolved: Resolved) {
        if mention.role == Role::Publication {
            return;
        }
        let days = resolved.days;
        if days.days() <= MONTH_DAYS && days.first().month() == days.last().month() {
            self.month = Some(days);
        }
        if let (Some(day), Some(published)) = (days.as_day(), self.publication)
            && day > published.last()
            && day <= add_days(published.last(), FEW_DAYS)
            && let Some(slot) = self.coming.get_mut(weekday_of(day) as usize)
        {
            *slot = Some(day);
        }
        if mention.names {
            self.aside = Some(days).filter(|days| days.days() <= FEW_DAYS);
            return;
        }
        let told = match mention.role {
            Role::Event => mention.expression != Expression::PartOfDay,
            // What has lasted for long is not what is being told about.
            Role::Since => self
                .publication
                .is_some_and(|p| days_between(days.first(), p.first()) <= FEW_DAYS),
            _ => false,
        };
        if told && days.days() <= FEW_DAYS {
            let next = Some(days) == self.narrative.map(|day| day.shift(1));
            let counts = matches!(
                mention.expression,
                Expression::Shift {
                    anchor: Anchor::Narrative,
                    ..
                }
            );
            self.start = self.narrative.filter(|_| next && counts);
            // «The day before» in a text of Tuesday that speaks of «last night» is Monday.
            let last_night = mention.time == Some(TimeOfDay::Night)
                && self.publication.is_some_and(|p| p.last() == days.last());
            self.narrative = self.publication.filter(|_| last_night).or(Some(days));
            if !mention.past_perfect {
                self.main = self.narrative;
            }
        }
    }

    /// The days of a mention, after what was told; `None` where nothing says which.
    pub(super) fn resolve(&self, mention: &TimeMention) -> Option<Resolved> {
        let relative = |days: DaySpan| Resolved {
            days,
            basis: Basis::Relative,
        };
        match mention.expression {
            Expression::Date(calendar, direction) => self.date(&calendar, direction, mention),
            Expression::Range(from, to) => self.range(&from, &to, mention),
            Expression::Shift {
                anchor: Anchor::Publication,
                sign,
                amount,
                unit,
            } => {
                let days = self.counted_from_publication(|p| shifted(p, sign, amount, unit))?;
                Some(relative(self.night(mention, days)))
            }
            Expression::Shift {
                anchor: anchor @ (Anchor::Narrative | Anchor::Start),
                sign,
                amount,
                unit,
            } => {
                let start = self.start.filter(|_| anchor == Anchor::Start);
                let told = self.aside.or(start).or(self.narrative);
                let told = told.or(self.publication_day())?;
                let anchor = if sign < 0 { told.first() } else { told.last() };
                let days = match (sign * amount.low, amount.high) {
                    (0, 0) => told,
                    _ => shifted_exactly(anchor, sign, amount, unit)?,
                };
                Some(relative(days))
            }
            Expression::Period {
                anchor,
                offset,
                unit,
                part,
            } => {
                let past = mention.tense != Tense::Future && offset == 0;
                let find = |day: Date| {
                    let whole = period(day, offset, unit, part)?;
                    // What has happened this month has happened by now.
                    let until_now = whole.intersect(DaySpan::new(whole.first(), day));
                    if past && day >= whole.first() {
                        until_now
                    } else {
                        Some(whole)
                    }
                };
                let days = match anchor {
                    Anchor::Publication => self.counted_from_publication(find)?,
                    Anchor::Narrative | Anchor::Start => {
                        period(self.narrative?.first(), offset, unit, part)?
                    }
                };
                Some(relative(days))
            }
            Expression::Within { sign, amount, unit } => {
                let days = self.counted_from_publication(|p| {
                    let far = shifted_exactly(p, sign, amount, unit)?;
                    Some(far.hull(DaySpan::day(p)))
                })?;
                Some(relative(days))
            }
            Expression::PartOfDay => {
                let told = self.narrative.or(self.publication_day())?;
                let night = mention.time == Some(TimeOfDay::Night) && self.narrative.is_none();
                let days = if night {
                    told.hull(told.shift(-1))
                } else {
                    told
                };
                Some(relative(days))
            }
            Expression::Event { .. } | Expression::Duration(..) | Expression::Set => None,
        }
    }

    /// The night before the day of publication began a day earlier.
    fn night(&self, mention: &TimeMention, days: DaySpan) -> DaySpan {
        let last = mention.time == Some(TimeOfDay::Night) && Some(days) == self.publication;
        if last {
            days.hull(days.shift(-1))
        } else {
            days
        }
    }

    /// The publication date where it is known to the month or better.
    fn publication_day(&self) -> Option<DaySpan> {
        self.publication.filter(|p| p.days() <= MONTH_DAYS)
    }

    /// Counts from the publication date: from each possible day where few are possible; where it is a month,
    /// what lies near stays that month, what lies far is moved as a whole.
    fn counted_from_publication(&self, find: impl Fn(Date) -> Option<DaySpan>) -> Option<DaySpan> {
        let publication = self.publication_day()?;
        if publication.days() <= FEW_DAYS {
            let days = (0..publication.days()).map(|n| find(add_days(publication.first(), n)));
            return days.flatten().reduce(DaySpan::hull);
        }
        let (first, last) = (find(publication.first())?, find(publication.last())?);
        let near = days_between(first.first(), publication.first()).abs() <= FEW_DAYS;
        Some(if near { publication } else { first.hull(last) })
    }

    fn date(
        &self,
        calendar: &Calendar,
        direction: Direction,
        mention: &TimeMention,
    ) -> Option<Resolved> {
        let basis = Basis::Explicit;
        if let Some(year) = calendar.year {
            let free = Calendar {
                weekday: None,
                ..*calendar
            };
            let days = in_year(calendar, year).or_else(|| in_year(&free, year))?;
            return Some(Resolved { days, basis });
        }
        if calendar.month.is_some() || calendar.season.is_some() {
            let Some(publication) = self.publication else {
                // "le 3 mai 2017 … le 4 juin": the year that the text itself has given.
                let days = in_year(calendar, self.month?.first().year())?;
                let basis = Basis::Inferred;
                return Some(Resolved { days, basis });
            };
            let tense = match mention.role {
                Role::Since => Tense::Past,
                Role::Until if mention.tense == Tense::Past => Tense::Open,
                _ => mention.tense,
            };
            let days = nearest_year(calendar, publication, tense, direction)?;
            // Months of vague publication: the year must be the same wherever in it the text belongs.
            if publication.days() > MONTH_DAYS {
                let at = |day| nearest_year(calendar, DaySpan::day(day), tense, direction);
                let told = add_days(days.last(), 1);
                let same = at(publication.first().max(told)) == at(publication.last());
                return same.then_some(Resolved { days, basis });
            }
            return Some(Resolved { days, basis });
        }
        if let Some(day) = calendar.day {
            return self.day_of_month(day, calendar.weekday);
        }
        let weekday = calendar.weekday?;
        let coming = self.coming.get(weekday as usize).copied().flatten();
        let days = match direction {
            Direction::Tense if coming.is_some() && mention.role != Role::Since => {
                DaySpan::day(coming?)
            }
            Direction::Same => {
                let told = self.narrative.or(self.publication_day())?;
                DaySpan::day(weekday_until(weekday, told.last()))
            }
            Direction::Following => {
                DaySpan::day(weekday_from(weekday, add_days(self.narrative?.last(), 1)))
            }
            Direction::Preceding => DaySpan::day(weekday_until(
                weekday,
                add_days(self.narrative?.first(), -1),
            )),
            _ => self.counted_from_publication(|p| {
                let direction = match (direction, self.written) {
                    (Direction::Tense, WrittenOn::Later) => Direction::Last,
                    _ => direction,
                };
                Some(DaySpan::day(weekday_near(weekday, p, direction, mention)))
            })?,
        };
        Some(Resolved {
            days,
            basis: Basis::Relative,
        })
    }

    /// "Le 22", "Jeudi 8": the month is the one of an earlier date, or the last before publication.
    fn day_of_month(&self, day: i8, weekday: Option<i8>) -> Option<Resolved> {
        let fits = |date: &Date| weekday.is_none_or(|w| weekday_of(*date) == w);
        let in_month = |month: Date| Date::new(month.year(), month.month(), day).ok();
        let told = self.month.and_then(|m| in_month(m.first())).filter(fits);
        let date = match (told, self.publication_day()) {
            (Some(date), _) => date,
            (None, Some(p)) => {
                let months = (0..12).filter_map(|back| {
                    let month = period(p.last(), -back, Unit::Month, None)?;
                    in_month(month.first())
                });
                let mut past = months.filter(|date| *date <= p.last());
                past.find(fits)?
            }
            (None, None) => return None,
        };
        Some(Resolved {
            days: DaySpan::day(date),
            basis: Basis::Inferred,
        })
    }

    fn range(&self, from: &Calendar, to: &Calendar, mention: &TimeMention) -> Option<Resolved> {
        let end = self.date(to, Direction::Tense, mention)?;
        let last = end.days.last();
        let start = match from {
            Calendar {
                year: Some(year), ..
            } => in_year(from, *year)?.first(),
            Calendar {
                month: Some(_),
                year: None,
                ..
            } => {
                let year = last.year();
                let free = Calendar {
                    weekday: None,
                    ..*from
                };
                let earlier = |span: &DaySpan| span.first() <= last;
                let this = in_year(&free, year).filter(earlier);
                this.or_else(|| in_year(&free, year - 1))?.first()
            }
            Calendar { day: Some(day), .. } => {
                let of =
                    |month: DaySpan| Date::new(month.first().year(), month.first().month(), *day);
                let this = of(end.days).ok().filter(|date| *date <= last);
                let before = || of(period(last, -1, Unit::Month, None)?).ok();
                this.or_else(before)?
            }
            Calendar {
                weekday: Some(weekday),
                ..
            } => weekday_until(*weekday, last),
            _ => return None,
        };
        Some(Resolved {
            days: DaySpan::new(start, last),
            basis: end.basis,
        })
    }
}

fn weekday_near(weekday: i8, day: Date, direction: Direction, mention: &TimeMention) -> Date {
    let future = mention.tense == Tense::Future || mention.role == Role::Until;
    match direction {
        Direction::Last => weekday_until(weekday, add_days(day, -1)),
        Direction::LastWeek => {
            let monday = weekday_until(1, day);
            weekday_until(weekday, add_days(monday, -1))
        }
        Direction::Next => weekday_from(weekday, add_days(day, 1)),
        _ if future && mention.role != Role::Since => weekday_from(weekday, day),
        _ => weekday_until(weekday, day),
    }
}

/// A day moved by an amount that somebody counted back from today: round amounts are taken as round.
fn shifted(day: Date, sign: i32, amount: Amount, unit: Unit) -> Option<DaySpan> {
    let exact = shifted_exactly(day, sign, amount, unit)?;
    let slack = match (unit, amount.exact) {
        (Unit::Week, true) => 1,
        (Unit::Day, false) if amount.low == amount.high => 1 + amount.low / 7,
        (Unit::Week, false) if amount.low == amount.high => 3,
        (Unit::Month, false) => 10,
        _ => 0,
    };
    Some(DaySpan::new(
        add_days(exact.first(), -slack),
        add_days(exact.last(), slack),
    ))
}

/// A day moved by an amount as it was said; months and years give the whole month or year.
fn shifted_exactly(day: Date, sign: i32, amount: Amount, unit: Unit) -> Option<DaySpan> {
    let days = |length: i32| {
        let to = |count: i32| add_days(day, sign * count * length);
        Some(DaySpan::new(to(amount.low), to(amount.high)))
    };
    let whole = |unit| {
        let at = |count: i32| period(day, sign * count, unit, None);
        Some(at(amount.low)?.hull(at(amount.high)?))
    };
    match unit {
        Unit::Minute => Some(DaySpan::day(day)),
        Unit::Hour => {
            let to = |hours: i32| add_days(day, sign * (hours / 24));
            Some(DaySpan::new(to(amount.low), to(amount.high)))
        }
        Unit::Day => days(1),
        Unit::Week | Unit::Weekend => days(7),
        Unit::Month => whole(Unit::Month),
        Unit::Year => whole(Unit::Year),
    }
}
