//! From what a text says to days, once its publication date is known as far as it can be.

use crate::document::{DaySpan, add_days};
use crate::time::expression::*;
use crate::time::publication::Publication;
use crate::time::teller::{Teller, WrittenOn};
use crate::token::{Gap, Kind, Token, Tokens};

/// What a resolved date rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The text names day and month, or month and year.
    Explicit,
    /// Counted from the publication date or from the day that is being told about.
    Relative,
    /// A part that the text leaves out was taken from an earlier sentence.
    Inferred,
    /// The publication date itself, for want of anything else. Never set here; the caller may.
    Publication,
}

/// The days that a time expression means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Resolved {
    /// First and last possible day.
    pub days: DaySpan,
    /// What they rest on.
    pub basis: Basis,
}

/// Resolves mentions in text order; `None` where nothing says which days are meant.
pub fn resolve(
    tokens: &Tokens,
    mentions: &[TimeMention],
    publication: Option<&Publication>,
) -> Vec<Option<Resolved>> {
    let publication = publication.map(|p| p.days);
    let mut resolved = tell_all(tokens, mentions, publication, WrittenOn::Weekday);
    if is_overtaken(tokens, mentions, &resolved, publication) {
        resolved = tell_all(tokens, mentions, publication, WrittenOn::Later);
    }
    for at in 1..mentions.len() {
        same_day(tokens, mentions, &mut resolved, at);
    }
    if let Some(published) = publication {
        for (mention, resolved) in mentions.iter().zip(&mut resolved) {
            *resolved = resolved.and_then(|days| until(published, mention, days));
        }
    }
    resolved
}

/// What a text goes on to has happened before it was published: «some days later» ends there at the latest, and where it
/// would only begin later, it was not counted from what the text told last.
fn until(published: DaySpan, mention: &TimeMention, resolved: Resolved) -> Option<Resolved> {
    let goes_on = matches!(
        mention.expression,
        Expression::Shift { anchor: Anchor::Narrative, sign, .. } if sign > 0
    );
    let (first, last) = (resolved.days.first(), resolved.days.last());
    if !goes_on || last <= published.last() {
        return Some(resolved);
    }
    let days = DaySpan::new(first, published.last());
    (first <= published.last()).then_some(Resolved { days, ..resolved })
}

/// Resolves mentions one after the other.
fn tell_all(
    tokens: &Tokens,
    mentions: &[TimeMention],
    publication: Option<DaySpan>,
    written: WrittenOn,
) -> Vec<Option<Resolved>> {
    let mut teller = Teller::new(publication, written);
    let mut end = 0;
    let resolve = |(number, mention): (usize, &TimeMention)| {
        let since = || (end..).zip(tokens.get(end..=mention.first).unwrap_or(&[]));
        if teller.has_aside() && since().any(|(_, token)| ends_sentence(token)) {
            teller.end_sentence();
        }
        let begins_line = |(at, token): (usize, &Token)| at > 0 && token.gap >= Gap::Line;
        if teller.looks_back() && since().any(begins_line) {
            teller.end_paragraph();
        }
        end = end.max(mention.first + 1);
        // A line that begins with an hour, «9:05 – …», is a new item of news of the day; «In the evening» goes on.
        if mention.expression == Expression::PartOfDay && heads_line(tokens, mention.first) {
            teller.begin_anew();
        }
        let resolved = teller.resolve(mention);
        if let Some(resolved) = resolved.filter(|_| !only_describes(tokens, mentions, number)) {
            teller.tell(mention, resolved);
        }
        resolved
    };
    mentions.iter().enumerate().map(resolve).collect()
}

/// Whether a mention only describes what its sentence dates otherwise: «on Thursday they fought in X, taken on Monday».
fn only_describes(tokens: &Tokens, mentions: &[TimeMention], number: usize) -> bool {
    let mention = &mentions[number];
    let main = |before: &TimeMention| {
        before.dates_event()
            && !tokens[before.end.min(mention.first)..mention.first]
                .iter()
                .any(ends_sentence)
    };
    mention.described && number > 0 && main(&mentions[number - 1])
}

/// Whether a text goes on from a weekday to days that its publication had not seen: «on Sunday …; the day after …» in a
/// paper of Sunday tells of the Sunday before.
fn is_overtaken(
    tokens: &Tokens,
    mentions: &[TimeMention],
    resolved: &[Option<Resolved>],
    publication: Option<DaySpan>,
) -> bool {
    let Some(published) = publication.and_then(DaySpan::as_day) else {
        return false;
    };
    let bare = |m: &TimeMention| {
        matches!(m.expression, Expression::Date(calendar, Direction::Tense) if calendar.is_weekday())
            && m.tense != Tense::Future
            && m.role == Role::Event
    };
    let on = |r: &Option<Resolved>| r.is_some_and(|r| r.days.as_day() == Some(published));
    let all = || mentions.iter().zip(resolved);
    let Some(named) = all().position(|(m, r)| bare(m) && on(r)) else {
        return false;
    };
    // «On Tuesday 13 December …; on Wednesday» in a paper of Wednesday the 14th is the news of the day.
    let latest = |(m, r): (&TimeMention, &Option<Resolved>)| {
        let eve = add_days(published, -1);
        let day = r.and_then(|r| r.days.as_day());
        matches!(m.expression, Expression::Date(calendar, _) if calendar.names_day())
            && day.is_some_and(|day| day == published || day == eve)
    };
    if all().any(latest) {
        return false;
    }
    // «On Monday …; on Tuesday …» in a paper of Monday: the week before is told from its Monday on.
    let weekdays = || all().filter(|(m, _)| bare(m));
    let day_after = add_days(published, 1 - 7);
    let next = |r: &Option<Resolved>| r.is_some_and(|r| r.days.as_day() == Some(day_after));
    type Told<'a> = (&'a TimeMention, &'a Option<Resolved>);
    let follows = |a: &Told, b: &Told| on(a.1) && next(b.1);
    // A chronicle begins its sentences so and goes on to a third day; or a text lists the days of its week in one sentence.
    let third = |(_, r): &Told| {
        let day = r.and_then(|r| r.days.as_day());
        day.is_some_and(|day| day != published && day != day_after)
    };
    let heads = |(m, _): &Told| {
        tokens[m.first.saturating_sub(1)..=m.first]
            .iter()
            .any(ends_sentence)
    };
    let goes_on = || {
        weekdays().nth(2).is_some_and(|told| third(&told)) && weekdays().take(3).all(|w| heads(&w))
    };
    let together = |a: &TimeMention, b: &TimeMention| {
        !a.names
            && !b.names
            && !tokens[a.end.min(b.first)..b.first]
                .iter()
                .any(ends_sentence)
    };
    let mut pairs = weekdays().zip(weekdays().skip(1)).enumerate();
    if pairs.any(|(at, (a, b))| follows(&a, &b) && (at == 0 && goes_on() || together(a.0, b.0))) {
        return true;
    }
    let mut told = all()
        .skip(named + 1)
        .take_while(|(m, r)| !on(r) || !bare(m));
    told.any(|(m, r)| {
        let forward = match m.expression {
            Expression::Shift {
                anchor: Anchor::Narrative,
                sign,
                unit: Unit::Day,
                ..
            } => sign > 0,
            Expression::Date(_, direction) => direction == Direction::Following,
            _ => false,
        };
        // Told from a week earlier it would lie before the publication.
        let week = add_days(published, 1)..add_days(published, 7);
        let later = r.is_some_and(|r| week.contains(&r.days.first()));
        forward && later && m.role == Role::Event && m.tense != Tense::Future
    })
}

/// Whether a token may end a sentence, or begins a line.
fn ends_sentence(token: &Token) -> bool {
    token.gap >= Gap::Line || matches!(token.mark(), Some('.' | '!' | '?' | '…'))
}

/// Whether a number begins its line, or a word behind a bullet or marks of emphasis.
fn heads_line(tokens: &Tokens, token: usize) -> bool {
    let mark = |at: &usize| {
        ['*', '_', '-', '•', '#', '–', '[']
            .iter()
            .any(|&m| tokens[*at].is_mark(m))
    };
    let first = (0..token).rev().take_while(mark).last().unwrap_or(token);
    let stands_out = first < token || tokens[token].kind == Kind::Number;
    stands_out && (first..=token).any(|at| tokens[at].gap >= Gap::Line)
}

/// "Trois jours auparavant, le 31 janvier": of two expressions for one day the explicit one is right.
fn same_day(
    tokens: &Tokens,
    mentions: &[TimeMention],
    resolved: &mut [Option<Resolved>],
    at: usize,
) {
    let (a, b) = (&mentions[at - 1], &mentions[at]);
    if b.first > a.end + 2 {
        return;
    }
    let between = tokens[a.end..b.first].iter();
    if between.filter(|token| token.is_mark(',')).count() != 1 {
        return;
    }
    let counted = |m: &TimeMention| {
        matches!(
            m.expression,
            Expression::Shift { .. } | Expression::Event { .. }
        )
    };
    let day = |m: &TimeMention, r: Option<Resolved>| {
        let whole = matches!(m.expression, Expression::Date(calendar, _) if calendar.names_day());
        r.filter(|r| whole && r.days.as_day().is_some())
    };
    let from = |r: Resolved| Resolved {
        days: r.days,
        basis: Basis::Relative,
    };
    if let Some(known) = day(b, resolved[at]).filter(|_| counted(a)) {
        resolved[at - 1] = Some(from(known));
    } else if matches!(b.expression, Expression::Event { .. }) {
        resolved[at] = resolved[at - 1].map(from);
    }
}

/// What TIMEX3 writes as the value of a mention, as far as it is known.
pub fn value(mention: &TimeMention, resolved: Option<&Resolved>) -> String {
    if let Expression::Duration(amount, unit) = mention.expression {
        let count = if amount.low == amount.high {
            amount.low.to_string()
        } else {
            "X".to_owned()
        };
        return match unit {
            Unit::Minute => format!("PT{count}M"),
            Unit::Hour => format!("PT{count}H"),
            Unit::Day => format!("P{count}D"),
            Unit::Weekend => format!("P{count}WE"),
            Unit::Week => format!("P{count}W"),
            Unit::Month => format!("P{count}M"),
            Unit::Year => format!("P{count}Y"),
        };
    }
    let Some(Resolved { days, .. }) = resolved else {
        return String::new();
    };
    let first = days.first();
    if let Some(day) = days.as_day() {
        let time = mention.time.map(TimeOfDay::suffix).unwrap_or_default();
        return format!("{day}{time}");
    }
    if DaySpan::year(first.year()) == Some(*days) {
        return format!("{:04}", first.year());
    }
    if DaySpan::month(first.year(), first.month()) == Some(*days) {
        return format!("{:04}-{:02}", first.year(), first.month());
    }
    format!("{first}/{}", days.last())
}
