//! Matches to time mentions: reading the captures, joining days with their hours, and the role of each.

use crate::language::{ClassId, Features};
use crate::number::Number;
use crate::pattern::{Match, Slot, View};
use crate::segment::Sentence;
use crate::time::expression::*;
use crate::time::rules::{Function, TimeRules};
use crate::token::{Gap, Kind};

/// A text as the stages before have left it.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Tokens, lexicon and the mentions found so far.
    pub view: View<'a>,
    /// The sentences.
    pub sentences: &'a [Sentence],
    /// The numbers in order.
    pub numbers: &'a [Number],
}

impl Text<'_> {
    /// The sentence that holds a token.
    pub fn sentence(&self, token: usize) -> Sentence {
        let at = self.sentences.partition_point(|s| s.end <= token);
        let none = Sentence {
            first: token,
            end: token + 1,
            paragraph: 0,
        };
        self.sentences.get(at).copied().unwrap_or(none)
    }

    pub(super) fn in_class(&self, token: usize, class: Option<ClassId>) -> Option<&str> {
        let word = self.view.tokens.get(token)?.word;
        let membership = self.view.lexicon.membership(word, class?)?;
        Some(&membership.value)
    }
}

/// A heading stands within so many tokens from the start of the text: places, the date, nothing else.
const HEADING_TOKENS: usize = 12;

impl TimeRules {
    /// All time expressions of a text, from left to right.
    pub fn find(&self, text: &Text) -> Vec<TimeMention> {
        let mut out: Vec<TimeMention> = Vec::new();
        let mut at = 0;
        while at < text.view.tokens.len() {
            let next = self
                .patterns
                .find_at(text.view, at)
                .and_then(|found| self.read(text, &found, &mut out));
            at = next.unwrap_or(at + 1);
        }
        self.join(text, &mut out);
        for mention in &mut out {
            self.place(text, mention);
        }
        out
    }

    /// Adds the mentions that a match stands for; returns where to go on, or nothing where the captures make no date.
    fn read(&self, text: &Text, found: &Match, out: &mut Vec<TimeMention>) -> Option<usize> {
        let captures = Captures {
            rules: self,
            text,
            found,
        };
        let function = self.functions[found.row as usize];
        let mut mention = TimeMention {
            first: found.first,
            end: found.end,
            kind: TimexType::Date,
            expression: Expression::Set,
            time: captures.time(),
            role: Role::Event,
            tense: Tense::Open,
        };
        mention.expression = match function {
            Function::Nothing => return Some(found.end),
            Function::Date(direction, day) => {
                let mut calendar = captures.calendar()?;
                calendar.day = calendar.day.or(day);
                mention.end = captures.close(&mut calendar);
                if calendar.month.is_none() && calendar.day.is_none() && calendar.weekday.is_none()
                {
                    mention.role = Role::Background;
                }
                Expression::Date(calendar, direction)
            }
            Function::Day => {
                let calendar = captures.calendar()?;
                if !captures.closed(found.end) {
                    return None;
                }
                if calendar.day.is_none() {
                    mention.role = Role::Background;
                }
                Expression::Date(calendar, Direction::Tense)
            }
            Function::Days => return captures.days(mention, out),
            Function::Digits => {
                let glued = |at: usize| text.view.tokens[at].gap <= Gap::Hyphen;
                if !(found.first + 1..found.end).all(glued) {
                    return None;
                }
                Expression::Date(captures.calendar()?, Direction::Tense)
            }
            Function::Publication => {
                mention.role = Role::Publication;
                Expression::Date(captures.calendar()?, Direction::Tense)
            }
            Function::Range => {
                let (from, to) = captures.range()?;
                if from.month.is_none() && from.day.is_none() && from.weekday.is_none() {
                    mention.role = Role::Background;
                }
                Expression::Range(from, to)
            }
            Function::Shift(anchor, sign, amount, unit) => Expression::Shift {
                anchor,
                sign,
                amount: amount.or_else(|| captures.amount())?,
                unit: unit.or_else(|| captures.unit())?,
            },
            Function::Period(anchor, offset, unit) => {
                let unit = unit.or_else(|| captures.unit())?;
                if unit == Unit::Year && captures.part().is_none() {
                    mention.role = Role::Background;
                }
                Expression::Period {
                    anchor,
                    offset,
                    unit,
                    part: captures.part(),
                }
            }
            Function::Within(sign, amount, unit) => {
                let unit = unit.or_else(|| captures.unit())?;
                if unit == Unit::Year {
                    mention.role = Role::Background;
                }
                Expression::Within {
                    sign,
                    amount: amount.or_else(|| captures.amount())?,
                    unit,
                }
            }
            Function::Clock => {
                mention.time = Some(captures.clock()?);
                Expression::PartOfDay
            }
            Function::PartOfDay => Expression::PartOfDay,
            Function::Fragment => {
                mention.role = Role::Background;
                Expression::PartOfDay
            }
            Function::Event(sign, days) => {
                let days = match days {
                    Some(days) => days,
                    None => sign * captures.days_of_amount()?,
                };
                Expression::Event {
                    days,
                    first: found.end,
                    end: clause_end(text, found.end),
                }
            }
            Function::Duration => {
                mention.kind = TimexType::Duration;
                mention.role = Role::Background;
                Expression::Duration(captures.amount()?, captures.unit()?)
            }
            Function::Set => {
                mention.kind = TimexType::Set;
                mention.role = Role::Background;
                Expression::Set
            }
        };
        out.push(mention);
        Some(mention.end)
    }

    /// Joins a day and a part of a day that stand together ("mardi vers 4 heures", "dans la matinée du 5
    /// septembre") and drops the parts of a day that count only beside a date.
    fn join(&self, text: &Text, mentions: &mut Vec<TimeMention>) {
        let linked = |a: &TimeMention, b: &TimeMention| {
            b.first - a.end <= 4
                && (a.end..b.first).all(|at| text.in_class(at, self.classes.link).is_some())
                && text.sentence(a.first).first == text.sentence(b.first).first
        };
        let is_part = |m: &TimeMention| m.expression == Expression::PartOfDay;
        let is_day = |m: &TimeMention| {
            matches!(
                m.expression,
                Expression::Date(..) | Expression::Shift { .. }
            ) && m.role != Role::Background
        };
        let mut out: Vec<TimeMention> = Vec::with_capacity(mentions.len());
        for &mention in mentions.iter() {
            if let Some(last) = out.last_mut()
                && linked(last, &mention)
                && (is_day(last) && is_part(&mention) && last.time.is_none()
                    || is_part(last) && is_day(&mention) && mention.time.is_none())
            {
                if is_part(last) {
                    last.expression = mention.expression;
                    last.role = mention.role;
                } else {
                    last.time = mention.time;
                }
                last.end = mention.end;
                last.time = last.time.or(mention.time);
                continue;
            }
            out.push(mention);
        }
        out.retain(|m| !(is_part(m) && m.role == Role::Background));
        *mentions = out;
    }

    /// Sets kind, role and tense, which depend on what stands round a mention.
    fn place(&self, text: &Text, mention: &mut TimeMention) {
        let tokens = text.view.tokens;
        if mention.time.is_some() && mention.kind == TimexType::Date {
            mention.kind = TimexType::Time;
        }
        let sentence = text.sentence(mention.first);
        mention.tense = self.tenses.near(
            tokens,
            text.view.lexicon,
            sentence,
            mention.first,
            mention.end,
        );
        if points_ahead(&mention.expression) {
            mention.tense = Tense::Future;
        }
        if mention.role == Role::Publication {
            return;
        }
        if is_heading(text, mention) {
            mention.role = Role::Publication;
            return;
        }
        if mention.role != Role::Event {
            return;
        }
        // "jusqu'au 30 juin", "depuis le jeudi 24 août": the signal, perhaps with an article behind it.
        let from = mention.first.saturating_sub(4).max(sentence.first);
        let linked = |at: &usize| text.in_class(*at, self.classes.link).is_some();
        let nearest = (from..mention.first).rev().find(|at| !linked(at));
        let signal = |at| text.in_class(at, self.classes.signal);
        match signal(mention.first).or_else(|| signal(nearest?)) {
            Some("since") => mention.role = Role::Since,
            Some("until") => mention.role = Role::Until,
            _ => {}
        }
    }
}

/// Whether an expression is of the future by itself: "demain", "mardi prochain".
fn points_ahead(expression: &Expression) -> bool {
    match expression {
        Expression::Date(_, direction) => *direction == Direction::Next,
        Expression::Shift {
            anchor: Anchor::Publication,
            sign: 1,
            amount,
            ..
        } => amount.high > 0,
        Expression::Period { offset, .. } => *offset > 0,
        Expression::Within { sign, .. } => *sign > 0,
        _ => false,
    }
}

/// Whether a date stands alone in the first line, behind nothing but place names: "BEYROUTH, 28 mars 2017 (agences) —".
fn is_heading(text: &Text, mention: &TimeMention) -> bool {
    let tokens = text.view.tokens;
    let Expression::Date(calendar, _) = mention.expression else {
        return false;
    };
    if !calendar.names_day() || mention.first > HEADING_TOKENS {
        return false;
    }
    let name = |at: usize| {
        let token = &tokens[at];
        match token.kind {
            Kind::Word => token.case != crate::token::Case::Lower,
            Kind::Mark => !token.is_mark('.') && !token.is_mark('«'),
            Kind::Number => false,
        }
    };
    let article = usize::from(mention.first > 0 && !name(mention.first - 1));
    if !(0..mention.first - article).all(name) || article > 0 && mention.first < 2 {
        return false;
    }
    match tokens.get(mention.end) {
        None => false,
        Some(next) if next.gap >= Gap::Line => true,
        Some(next) => ['(', '–', '.', ':', '|', '[']
            .iter()
            .any(|&c| next.is_mark(c)),
    }
}

/// Where the words that name an event end: at the next mark.
fn clause_end(text: &Text, from: usize) -> usize {
    let sentence = text.sentence(from.saturating_sub(1));
    (from..sentence.end)
        .find(|&at| text.view.tokens[at].kind == Kind::Mark)
        .unwrap_or(sentence.end.max(from))
}

/// The captures of one match under their fixed names.
struct Captures<'a> {
    rules: &'a TimeRules,
    text: &'a Text<'a>,
    found: &'a Match,
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

    fn unit(&self) -> Option<Unit> {
        self.named(self.rules.slots.unit, Unit::named)
    }

    fn part(&self) -> Option<Part> {
        self.named(self.rules.slots.part, |name| match name {
            "start" => Some(Part::Start),
            "middle" => Some(Part::Middle),
            "end" => Some(Part::End),
            _ => None,
        })
    }

    fn time(&self) -> Option<TimeOfDay> {
        let afternoon = || {
            self.token(self.rules.slots.afternoon)?;
            Some(TimeOfDay::Afternoon)
        };
        afternoon().or_else(|| self.named(self.rules.slots.time, TimeOfDay::named))
    }

    fn clock(&self) -> Option<TimeOfDay> {
        let hour = match self.value(self.rules.slots.hour) {
            Some(hour) => hour,
            None => self.amount()?.low,
        };
        let minute = self.value(self.rules.slots.minute).unwrap_or(0);
        let fits = (0..=24).contains(&hour) && (0..60).contains(&minute);
        fits.then(|| TimeOfDay::Clock(hour as u8, minute as u8))
    }

    /// The captured number; one where the pattern has an article instead.
    fn amount(&self) -> Option<Amount> {
        let Some(first) = self.token(self.rules.slots.number) else {
            return Some(Amount::exactly(1));
        };
        let numbers = self.text.numbers;
        let at = numbers.binary_search_by_key(&first, |n| n.first).ok()?;
        let number = numbers[at];
        let low = i32::try_from(number.low).ok().filter(|&n| n < 10_000)?;
        Some(match number.high {
            // "plusieurs", "quelques": a few.
            None if low <= 3 => match self.unit() {
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

    /// The captured amount in days, for units of fixed length.
    fn days_of_amount(&self) -> Option<i32> {
        let amount = self.amount()?;
        match self.unit()? {
            Unit::Day => Some(amount.low),
            Unit::Week => Some(amount.low * 7),
            _ => None,
        }
    }

    fn calendar(&self) -> Option<Calendar> {
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
            part: self.part(),
        };
        // February has 29 days in some year; 30 February is no date.
        let leap = jiff::civil::Date::new(2000, calendar.month.unwrap_or(1), 1).ok()?;
        let days = leap.days_in_month();
        (calendar.day.is_none_or(|day| (1..=days).contains(&day))).then_some(calendar)
    }

    fn range(&self) -> Option<(Calendar, Calendar)> {
        let slots = &self.rules.slots;
        let from = self.calendar_of(slots.weekday, slots.day, slots.month, slots.year)?;
        let to = self.calendar_of(slots.weekday2, slots.day2, slots.month2, slots.year2)?;
        Some((from, to))
    }

    /// Gives back a year of two digits or a day without its month that are the count of something:
    /// "vendredi | 12 soldats". Returns where the date ends.
    fn close(&self, calendar: &mut Calendar) -> usize {
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
        if let Some(at) = self.token(slots.day)
            && calendar.month.is_none()
        {
            calendar.day = None;
            return at;
        }
        self.found.end
    }

    /// Whether a number that ends before a token counts nothing: a mark, a verb or a preposition follows.
    fn closed(&self, at: usize) -> bool {
        let Some(next) = self.text.view.tokens.get(at) else {
            return true;
        };
        match next.kind {
            Kind::Mark => !next.is_mark('%') && !next.is_mark('/') && !next.is_mark('°'),
            Kind::Number => false,
            Kind::Word if next.gap < Gap::Space => false,
            Kind::Word => {
                let verb = Features::PAST.union(Features::PRESENT);
                next.gap >= Gap::Line
                    || self
                        .text
                        .in_class(at, self.rules.classes.after_day)
                        .is_some()
                    || self.text.view.lexicon.features(next.word).meets(verb)
            }
        }
    }

    /// One mention for each day of "les 3, 4 et 5 mai"; all take month and year from the end.
    fn days(&self, mention: TimeMention, out: &mut Vec<TimeMention>) -> Option<usize> {
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
