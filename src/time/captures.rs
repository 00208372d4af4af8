//! What the captures of a match say: numbers, units, dates of the calendar.

use crate::language::Features;
use crate::pattern::{Match, Slot};
use crate::time::expression::*;
use crate::time::recognise::Text;
use crate::time::rules::TimeRules;
use crate::token::{Case, Gap, Kind};

/// The captures of one match under their fixed names.
pub(super) struct Captures<'a> {
    pub rules: &'a TimeRules,
    pub text: &'a Text<'a>,
    pub found: &'a Match,
}

impl Captures<'_> {
    fn token(&self, slot: Option<Slot>) -> Option<usize> {
        Some(self.found.capture(slot?)?.0)
    }

    /// The value in digits, or the number of the weekday or month that a word is.
    fn value(&self, slot: Option<Slot>) -> Option<i32> {
        let token = &self.text.view.tokens[self.token(slot)?];
        if token.kind == Kind::Number {
            return i32::try_from(token.value).ok();
        }
        let memberships = self.text.view.lexicon.memberships(token.word);
        let calendar = self.rules.classes.calendar;
        let named = memberships
            .iter()
            .find(|m| calendar.contains(&Some(m.class)));
        named.map(|m| m.number)
    }

    fn named<T>(&self, slot: Option<Slot>, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let token = &self.text.view.tokens[self.token(slot)?];
        let memberships = self.text.view.lexicon.memberships(token.word);
        memberships.iter().find_map(|m| read(&m.value))
    }

    pub fn unit(&self) -> Option<Unit> {
        self.named(self.rules.slots.unit, Unit::named)
    }

    pub fn part(&self) -> Option<Part> {
        self.named(self.rules.slots.part, |name| match name {
            "start" => Some(Part::Start),
            "middle" => Some(Part::Middle),
            "end" => Some(Part::End),
            _ => None,
        })
    }

    pub fn time(&self) -> Option<TimeOfDay> {
        let afternoon = || {
            self.token(self.rules.slots.afternoon)?;
            Some(TimeOfDay::Afternoon)
        };
        afternoon().or_else(|| self.named(self.rules.slots.time, TimeOfDay::named))
    }

    pub fn clock(&self) -> Option<TimeOfDay> {
        let hour = match self.value(self.rules.slots.hour) {
            Some(hour) => hour,
            None => self.amount()?.low,
        };
        // "5 p.m.": the afternoon counts its hours from noon.
        let hour = match self.token(self.rules.slots.afternoon) {
            Some(_) if hour < 12 => hour + 12,
            _ => hour,
        };
        let minute = self.value(self.rules.slots.minute).unwrap_or(0);
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
        fits.then_some(TimeOfDay::Clock(hour as u8, minute as u8))
    }

    /// The captured number; one where the pattern has an article instead.
    pub fn amount(&self) -> Option<Amount> {
        let Some(first) = self.token(self.rules.slots.number) else {
            return Some(Amount::exactly(1));
        };
        let numbers = self.text.numbers;
        let at = numbers.binary_search_by_key(&first, |n| n.first).ok()?;
        let number = numbers[at];
        let low = i32::try_from(number.low).ok().filter(|&n| n < 10_000)?;
        Some(match number.high {
            // "plusieurs", "quelques": a few.
            None if number.end - number.first == 1 => match self.unit() {
                Some(Unit::Day | Unit::Hour | Unit::Minute) => Amount {
                    low: 1,
                    high: 7,
                    exact: false,
                },
                _ => Amount {
                    low: 2,
                    high: 6,
                    exact: false,
                },
            },
            None => Amount {
                low,
                high: low + low / 2,
                exact: false,
            },
            Some(high) => Amount {
                low,
                high: i32::try_from(high).ok()?,
                exact: number.exact && high == number.low,
            },
        })
    }

    /// The captured amount in days, at least and at most, for units of fixed length.
    pub fn days_of_amount(&self) -> Option<(i32, i32)> {
        let amount = self.amount()?;
        let unit = match self.unit()? {
            Unit::Day => 1,
            Unit::Week => 7,
            _ => return None,
        };
        Some((amount.low * unit, amount.high * unit))
    }

    pub fn calendar(&self) -> Option<Calendar> {
        let slots = &self.rules.slots;
        self.calendar_of(slots.weekday, slots.day, slots.month, slots.year)
    }

    fn calendar_of(
        &self,
        weekday: Option<Slot>,
        day: Option<Slot>,
        month: Option<Slot>,
        year: Option<Slot>,
    ) -> Option<Calendar> {
        let small = |slot| self.value(slot).map(i8::try_from);
        let calendar = Calendar {
            year: self.value(year).and_then(full_year),
            month: small(month).transpose().ok()?,
            day: small(day).transpose().ok()?,
            weekday: small(weekday).transpose().ok()?,
            season: small(self.rules.slots.season).transpose().ok()?,
            part: self.part(),
        };
        // February has 29 days in some year; 30 February is no date.
        let leap = jiff::civil::Date::new(2000, calendar.month.unwrap_or(1), 1).ok()?;
        let days = leap.days_in_month();
        (calendar.day.is_none_or(|day| (1..=days).contains(&day))).then_some(calendar)
    }

    pub fn range(&self) -> Option<(Calendar, Calendar)> {
        let slots = &self.rules.slots;
        let from = self.calendar_of(slots.weekday, slots.day, slots.month, slots.year)?;
        let to = self.calendar_of(slots.weekday2, slots.day2, slots.month2, slots.year2)?;
        Some((from, to))
    }

    /// Whether day and month are joined to a name: "le 11-Septembre" is an event, every year.
    pub fn names_the_day(&self) -> bool {
        let slots = &self.rules.slots;
        let named = |at: usize| self.text.view.tokens[at].gap == Gap::Hyphen;
        self.token(slots.day).is_some() && self.token(slots.month).is_some_and(named)
    }

    /// Gives back a year of two digits or a day without its month that are the count of something:
    /// "vendredi | 12 soldats". Returns where the date ends.
    pub fn close(&self, calendar: &mut Calendar) -> usize {
        let slots = &self.rules.slots;
        if self.closed(self.found.end) {
            return self.found.end;
        }
        if let Some(at) = self.token(slots.year)
            && self.text.view.tokens[at].value < 100
        {
            calendar.year = None;
            return at;
        }
        let before = self.found.first.checked_sub(1);
        let articled = before.is_some_and(|at| {
            let class = self.rules.classes.before_day;
            self.text.is(at, class)
        });
        if let Some(at) = self.token(slots.day)
            && calendar.month.is_none()
            && !(articled && calendar.weekday.is_some())
        {
            calendar.day = None;
            return at;
        }
        self.found.end
    }

    /// Whether a number that ends before a token counts nothing: a mark, a verb or a preposition follows.
    pub fn closed(&self, at: usize) -> bool {
        let Some(next) = self.text.view.tokens.get(at) else {
            return true;
        };
        match next.kind {
            Kind::Mark => !next.is_mark('%') && !next.is_mark('/') && !next.is_mark('°'),
            Kind::Number => false,
            Kind::Word if next.gap < Gap::Space => false,
            Kind::Word => {
                let verb = Features::PAST.union(Features::PRESENT);
                // A name counts nothing: «on the 3rd Palmyra fell».
                next.gap >= Gap::Line
                    || next.case != Case::Lower
                    || self.text.is(at, self.rules.classes.after_day)
                    || self.text.view.lexicon.features(next.word).meets(verb)
            }
        }
    }

    /// One mention for each day of "les 3, 4 et 5 mai"; all take month and year from the end.
    pub fn days(&self, mention: TimeMention, out: &mut Vec<TimeMention>) -> Option<usize> {
        let slots = &self.rules.slots;
        let calendar = self.calendar()?;
        let days = [slots.day, slots.day3, slots.day2];
        let mut days = days.iter().filter_map(|&slot| self.token(slot)).peekable();
        let mut first = mention.first;
        while let Some(at) = days.next() {
            let day = i8::try_from(self.text.view.tokens[at].value).ok()?;
            let last = days.peek().is_none();
            out.push(TimeMention {
                first,
                end: if last { mention.end } else { at + 1 },
                expression: Expression::Date(
                    Calendar {
                        day: Some(day),
                        ..calendar
                    },
                    Direction::Tense,
                ),
                ..mention
            });
            first = days.peek().copied().unwrap_or(mention.end);
        }
        Some(mention.end)
    }
}

/// The century of a year of two digits: nothing before 1950, nothing after 2049.
fn full_year(year: i32) -> Option<i16> {
    let year = match year {
        0..=49 => year + 2000,
        50..=99 => year + 1900,
        _ => year,
    };
    i16::try_from(year).ok()
}
