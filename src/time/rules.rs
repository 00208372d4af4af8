//! `time.csv`: patterns over words and the closed set of functions that make expressions of their captures.
//!
//! Captured names have fixed meanings: `d` day, `m` month, `y` year, `w` weekday (`d2 m2 y2 w2` the second of
//! a range), `n` number, `u` unit, `s` season, `p` part of a month or year, `t` part of a day, `a` the afternoon, `h` hour, `i` minute.

use crate::error::Error;
use crate::language::{Base, ClassId, Source};
use crate::pattern::{Patterns, Slot, View};
use crate::time::expression::{Amount, Anchor, Direction, Unit};
use crate::time::tense::TenseRules;

/// What a row makes of its captures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Function {
    /// `date`, `date(last)`, `date(1)`: the captured calendar date; a number is its day.
    Date(Direction, Option<i8>),
    /// `days`: several days of one month (`d`, `d3`, `d2`), one mention each.
    Days,
    /// `day`: a day whose month an earlier sentence names, or a year, where the number counts nothing; `day(sure)`
    /// where the words leave no doubt.
    Day(bool),
    /// `digits`: a date in digits, its parts joined by marks or hyphens.
    Digits,
    /// `range`.
    Range,
    /// `shift(publication -1 day)`, `shift(narrative -)` with captured number and unit; `start` is the day from which the
    /// one that is being told about was counted as the next.
    Shift(Anchor, i32, Option<Amount>, Option<Unit>),
    /// `period(publication -1 month)`, `period(publication -1)` with captured unit.
    Period(Anchor, i32, Option<Unit>),
    /// `within(-)`, `within(-7 day)`.
    Within(i32, Option<Amount>, Option<Unit>),
    /// `clock`.
    Clock,
    /// `part_of_day`.
    PartOfDay,
    /// `fragment`: a part of a day that counts only beside a date.
    Fragment,
    /// `event(1)`, `event(+)` with captured number and unit: an event named instead of dated.
    Event(i32, Option<i32>),
    /// `duration`.
    Duration,
    /// `set`.
    Set,
    /// `publication`: a line or remark that dates the document.
    Publication,
    /// `none`: no time expression; the words are stepped over.
    Nothing,
}

impl Function {
    /// Reads `name(argument argument)`.
    fn parse(value: &str) -> Option<Function> {
        let (name, arguments) = match value.strip_suffix(')') {
            Some(open) => open.split_once('(')?,
            None => (value, ""),
        };
        let mut arguments = arguments.split(' ').filter(|a| !a.is_empty());
        let function = match name {
            "date" => match arguments.next() {
                None => Function::Date(Direction::Tense, None),
                Some("last") => Function::Date(Direction::Last, None),
                Some("last_week") => Function::Date(Direction::LastWeek, None),
                Some("next") => Function::Date(Direction::Next, None),
                Some("today") => Function::Date(Direction::Today, None),
                Some("same") => Function::Date(Direction::Same, None),
                Some("following") => Function::Date(Direction::Following, None),
                Some("preceding") => Function::Date(Direction::Preceding, None),
                Some(day) => Function::Date(Direction::Tense, Some(day.parse().ok()?)),
            },
            "days" => Function::Days,
            "day" => match arguments.next() {
                None => Function::Day(false),
                Some(sure) => Function::Day((sure == "sure").then_some(true)?),
            },
            "digits" => Function::Digits,
            "range" => Function::Range,
            "shift" => {
                let anchor = anchor(arguments.next()?)?;
                let (sign, amount) = signed(arguments.next()?)?;
                let unit = arguments.next().map(Unit::named);
                Function::Shift(anchor, sign, amount, flatten(unit)?)
            }
            "period" => {
                let anchor = anchor(arguments.next()?)?;
                let offset = arguments.next()?.parse().ok()?;
                let unit = arguments.next().map(Unit::named);
                Function::Period(anchor, offset, flatten(unit)?)
            }
            "within" => {
                let (sign, amount) = signed(arguments.next()?)?;
                let unit = arguments.next().map(Unit::named);
                Function::Within(sign, amount, flatten(unit)?)
            }
            "event" => match signed(arguments.next()?)? {
                (sign, None) => Function::Event(sign, None),
                (sign, Some(amount)) => Function::Event(sign, Some(sign * amount.low)),
            },
            "clock" => Function::Clock,
            "part_of_day" => Function::PartOfDay,
            "fragment" => Function::Fragment,
            "duration" => Function::Duration,
            "set" => Function::Set,
            "publication" => Function::Publication,
            "none" => Function::Nothing,
            _ => return None,
        };
        arguments.next().is_none().then_some(function)
    }
}

fn anchor(name: &str) -> Option<Anchor> {
    match name {
        "publication" => Some(Anchor::Publication),
        "narrative" => Some(Anchor::Narrative),
        "start" => Some(Anchor::Start),
        _ => None,
    }
}

/// Reads `-`, `+`, `-1`, `+2`, `0`: the sign and the amount where it is given.
fn signed(text: &str) -> Option<(i32, Option<Amount>)> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return Some((sign, None));
    }
    Some((sign, Some(Amount::exactly(digits.parse().ok()?))))
}

/// An unknown name is an error, a missing one is not.
fn flatten<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        None => Some(None),
        Some(None) => None,
        Some(known) => Some(known),
    }
}

/// The slots of the names with a fixed meaning.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slots {
    pub day: Option<Slot>,
    pub day2: Option<Slot>,
    pub day3: Option<Slot>,
    pub month: Option<Slot>,
    pub month2: Option<Slot>,
    pub year: Option<Slot>,
    pub year2: Option<Slot>,
    pub weekday: Option<Slot>,
    pub weekday2: Option<Slot>,
    pub number: Option<Slot>,
    pub unit: Option<Slot>,
    pub part: Option<Slot>,
    pub season: Option<Slot>,
    pub time: Option<Slot>,
    pub afternoon: Option<Slot>,
    pub hour: Option<Slot>,
    pub minute: Option<Slot>,
}

/// The word classes that the functions look up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Classes {
    pub link: Option<ClassId>,
    pub signal: Option<ClassId>,
    pub after_day: Option<ClassId>,
    /// Words that before a weekday say that a day of the month follows it: «le samedi 14».
    pub before_day: Option<ClassId>,
    /// «of».
    pub connector: Option<ClassId>,
    /// Auxiliaries of past tenses.
    pub auxiliaries: [Option<ClassId>; 2],
    /// «day», «week».
    pub time_unit: Option<ClassId>,
    /// «night», «evening».
    pub part_of_day: Option<ClassId>,
    /// `weekday`, `month`, `month_short`, `month_day`, `season`: whose values are numbers of the calendar.
    pub calendar: [Option<ClassId>; 5],
}

/// The time rules of one language.
#[derive(Debug, Default)]
pub struct TimeRules {
    pub(super) patterns: Patterns,
    pub(super) functions: Vec<Function>,
    pub(super) slots: Slots,
    pub(super) classes: Classes,
    pub(super) tenses: TenseRules,
}

impl TimeRules {
    /// Compiles `time.csv` and `tense.csv`.
    ///
    /// # Errors
    /// A pattern or a value that cannot be read, with its file and line.
    pub fn compile(source: &Source, base: &mut Base) -> Result<TimeRules, Error> {
        let mut rules = TimeRules {
            tenses: TenseRules::compile(source, base)?,
            ..TimeRules::default()
        };
        for row in source.table("time").rows() {
            let pattern = row.get("pattern");
            // A row without a pattern is one more example.
            if pattern.is_empty() {
                continue;
            }
            let at = rules.functions.len() as u32;
            let added = rules.patterns.add(pattern, at, base);
            added.map_err(|message| row.error(message))?;
            let value = row.get("value");
            let function = Function::parse(value);
            let unknown = || row.error(format!("{value:?} is no value of a time expression"));
            rules.functions.push(function.ok_or_else(unknown)?);
        }
        Ok(rules)
    }

    /// Whether a token is a small word before a time: «on», «at».
    pub fn links(&self, view: View, at: usize) -> bool {
        let word = view.tokens[at].word;
        let link = self.classes.link;
        link.is_some_and(|link| view.lexicon.is_member(word, link))
    }

    /// Prepares for matching once all words of the language are known.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
        self.tenses.finish(base);
        let slot = |name: &str| self.patterns.slot(name);
        self.slots = Slots {
            day: slot("d"),
            day2: slot("d2"),
            day3: slot("d3"),
            month: slot("m"),
            month2: slot("m2"),
            year: slot("y"),
            year2: slot("y2"),
            weekday: slot("w"),
            weekday2: slot("w2"),
            number: slot("n"),
            unit: slot("u"),
            part: slot("p"),
            season: slot("s"),
            time: slot("t"),
            afternoon: slot("a"),
            hour: slot("h"),
            minute: slot("i"),
        };
        let class = |name: &str| base.lexicon.class(name);
        self.classes = Classes {
            link: class("time_link"),
            signal: class("time_signal"),
            auxiliaries: ["active_auxiliary", "passive_auxiliary"].map(class),
            after_day: class("after_day"),
            before_day: class("before_day"),
            connector: class("connector"),
            time_unit: class("time_unit"),
            part_of_day: class("part_of_day"),
            calendar: ["weekday", "month", "month_short", "month_day", "season"].map(class),
        };
    }
}
