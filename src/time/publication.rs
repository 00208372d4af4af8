//! The publication date as what remains possible: metadata, headings, weekdays that fit a date, the latest
//! day told about, and the day of an event that another document dates.

use jiff::civil::Date;

use crate::document::{DaySpan, add_days};
use crate::segment::Sentence;
use crate::time::calendar::{in_year, period, weekday_from, weekday_of};
use crate::time::expression::*;
use crate::time::resolve::resolve;
use crate::token::Tokens;

/// What the publication date rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PublicationBasis {
    /// The document's record says so.
    Metadata,
    /// A heading or a metadata line in the text says so.
    Text,
    /// The text names today's or yesterday's date, or calls its own day by its weekday.
    Weekday,
    /// Shortly after the latest day that the text tells of.
    LatestEvent,
    /// Another document dates the event that this one counts from.
    Sibling,
}

/// A publication date as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The possible days. More than a month of them say which year is meant and no more.
    pub days: DaySpan,
    /// What they rest on.
    pub basis: PublicationBasis,
}

/// What is known beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// The publication date of the document's record: a day, a month or a year.
    pub metadata: Option<DaySpan>,
    /// No text was published outside: the life spans of those that it names.
    pub bounds: DaySpan,
    /// Decides between years that are all possible.
    pub likely: Option<DaySpan>,
    /// The date of the event that [`event_anchor`] names, from another document.
    pub sibling: Option<DaySpan>,
}

impl Default for Facts {
    /// Nothing known; the bounds are 2011 to 2024.
    fn default() -> Facts {
        let year = |y| DaySpan::year(y).unwrap_or(DaySpan::day(Date::constant(2011, 1, 1)));
        Facts {
            metadata: None,
            bounds: year(2011).hull(year(2024)),
            likely: None,
            sibling: None,
        }
    }
}

/// News goes out within so many days after the latest day that it tells of.
const NEWS_DAYS: i32 = 3;

/// "le 26 août dernier" is said of days that are no longer quite fresh, for about so long.
const PAST_DAYS: i32 = 90;

/// The first mention that dates the text's news by an event: "au lendemain de la rupture du blocus".
///
/// Its [`Expression::Event`] holds the tokens that name the event.
pub fn event_anchor<'m>(
    sentences: &[Sentence],
    mentions: &'m [TimeMention],
) -> Option<&'m TimeMention> {
    // Further down such an expression dates some event, not the news.
    let opening = sentences.get(2).map_or(usize::MAX, |s| s.end);
    mentions
        .iter()
        .take_while(|m| m.first < opening)
        .find(|m| matches!(m.expression, Expression::Event { .. }))
}

/// The publication date; `None` where nothing tells even the year.
pub fn infer(
    tokens: &Tokens,
    sentences: &[Sentence],
    mentions: &[TimeMention],
    facts: &Facts,
) -> Option<Publication> {
    let given = |days, basis| Some(Publication { days, basis });
    let metadata = facts.metadata.map(|days| Publication {
        days,
        basis: PublicationBasis::Metadata,
    });
    let stated = combine(metadata, stated_in_text(mentions));
    if let Some(known) = stated
        && known.days.as_day().is_some()
    {
        return stated;
    }
    let within = stated.map_or(facts.bounds, |known| known.days);
    if let (Some(sibling), Some(mention)) = (facts.sibling, event_anchor(sentences, mentions))
        && let Expression::Event { days, .. } = mention.expression
        && let Some(days) = sibling.apart(days).intersect(within)
    {
        return given(days, PublicationBasis::Sibling);
    }
    // A stated month stays a month unless the text says outright which day it is.
    let year = year_of_pairs(mentions, within, facts.likely);
    let stated_month = stated.is_some_and(|known| known.days.days() <= 31);
    let inside = if stated_month { Some(within) } else { year };
    let Some(inside) = inside else { return stated };
    if let Some(day) = outright(mentions, inside) {
        return given(DaySpan::day(day), PublicationBasis::Weekday);
    }
    if stated_month {
        let today = told_of_today(mentions, inside).map(|day| Publication {
            days: DaySpan::day(day),
            basis: PublicationBasis::LatestEvent,
        });
        return today.or(stated);
    }
    let after_latest = after_latest(tokens, mentions, inside)?;
    let days = after_latest.days.intersect(within)?;
    Some(Publication {
        days,
        ..after_latest
    })
    .or(stated)
}

/// The narrower of two statements where they agree, else the first.
fn combine(a: Option<Publication>, b: Option<Publication>) -> Option<Publication> {
    match (a, b) {
        (Some(a), Some(b)) if a.days != b.days && a.days.intersect(b.days) == Some(b.days) => {
            Some(b)
        }
        (a, b) => a.or(b),
    }
}

/// The date of a heading or a metadata line with its year.
fn stated_in_text(mentions: &[TimeMention]) -> Option<Publication> {
    let stated = mentions.iter().filter(|m| m.role == Role::Publication);
    let days = stated.filter_map(|m| match m.expression {
        Expression::Date(calendar, _) => in_year(&calendar, calendar.year?),
        _ => None,
    });
    let days = days.min_by_key(|days| days.days())?;
    Some(Publication {
        days,
        basis: PublicationBasis::Text,
    })
}

/// The calendar dates with a day and no year that an expression names.
fn days_without_year(mention: &TimeMention) -> impl Iterator<Item = Calendar> {
    let pair = match mention.expression {
        Expression::Date(calendar, _) => [Some(calendar), None],
        Expression::Range(from, to) => {
            let month = from.month.or(to.month);
            [Some(Calendar { month, ..from }), Some(to)]
        }
        _ => [None, None],
    };
    let named = |c: &Calendar| c.names_day() && c.year.is_none();
    pair.into_iter().flatten().filter(named)
}

/// The year in which every "samedi 26 août" of a text is right, as the days from its latest pair on.
fn year_of_pairs(
    mentions: &[TimeMention],
    within: DaySpan,
    likely: Option<DaySpan>,
) -> Option<DaySpan> {
    let mut pairs: Vec<Calendar> = mentions
        .iter()
        .flat_map(days_without_year)
        .filter(|c| c.weekday.is_some())
        .collect();
    if pairs.is_empty() {
        pairs.extend(heading_pair(mentions));
    }
    // "Tuesday, August 21, 2018" leaves no doubt about the year.
    let stated = mentions.iter().filter_map(|m| match m.expression {
        Expression::Date(c, _) if c.weekday.is_some() && c.names_day() => c.year,
        _ => None,
    });
    let stated = stated.max();
    if let Some(year) = stated {
        pairs.extend(mentions.iter().filter_map(|m| match m.expression {
            Expression::Date(c, _) if c.names_day() && c.year == Some(year) => Some(c),
            _ => None,
        }));
    }
    // Texts written in winter speak of days of the year before.
    let winter = pairs.iter().any(|c| c.month <= Some(3));
    let latest = |year: i16| {
        let day = |c: &Calendar| {
            let before = winter && c.month >= Some(10);
            in_year(c, if before { year - 1 } else { year })
        };
        let days: Option<Vec<DaySpan>> = pairs.iter().map(day).collect();
        days?.into_iter().map(DaySpan::last).max()
    };
    let years = match stated {
        Some(year) => year..=year,
        None => within.first().year()..=within.last().year(),
    };
    let fitting: Vec<Date> = years
        .filter_map(latest)
        .filter(|day| within.intersect(DaySpan::day(*day)).is_some())
        .collect();
    let day = match fitting.as_slice() {
        [one] => *one,
        several => {
            let likely = likely?;
            let mut likely = several
                .iter()
                .filter(|day| likely.intersect(DaySpan::day(**day)).is_some());
            let one = *likely.next()?;
            if likely.next().is_some() {
                return None;
            }
            one
        }
    };
    Some(DaySpan::new(day, add_days(day, PAST_DAYS)))
}

/// The date of a heading with the weekday that the text names first: "BEIRUT, Sept 5 (Reuters) - … on Tuesday".
fn heading_pair(mentions: &[TimeMention]) -> Option<Calendar> {
    let calendar = |m: &TimeMention| match m.expression {
        Expression::Date(calendar, _) => Some((m.role, calendar)),
        _ => None,
    };
    let dates = || mentions.iter().filter_map(calendar);
    let heading = dates().find(|(role, c)| {
        *role == Role::Publication && c.names_day() && c.year.is_none() && c.weekday.is_none()
    });
    let (_, heading) = heading?;
    let (_, told) = dates().find(|(role, c)| *role == Role::Event && c.weekday.is_some())?;
    (told.day.is_none()).then_some(Calendar {
        weekday: told.weekday,
        ..heading
    })
}

/// The day that a text calls its own: "ce mardi 17 octobre", "hier, dimanche 19 février".
///
/// `inside` holds the possible days, or those from the latest dated day on.
fn outright(mentions: &[TimeMention], inside: DaySpan) -> Option<Date> {
    let near = DaySpan::new(add_days(inside.first(), -31), inside.last());
    let day_of = |calendar: &Calendar| {
        let years = calendar
            .year
            .into_iter()
            .chain(near.first().year()..=near.last().year());
        let mut days = years.filter_map(|year| in_year(calendar, year)?.as_day());
        days.find(|day| near.intersect(DaySpan::day(*day)).is_some())
    };
    let today = mentions.iter().find_map(|m| match m.expression {
        Expression::Date(calendar, Direction::Today) if calendar.names_day() => day_of(&calendar),
        Expression::Date(calendar, _) if m.role == Role::Publication && calendar.names_day() => {
            day_of(&calendar)
        }
        _ => None,
    });
    let named = mentions.windows(2).find_map(|pair| {
        let [a, b] = pair else { return None };
        // One token between them at most: a comma.
        let offset = whole_days_from_publication(a).filter(|_| b.first <= a.end + 1)?;
        match b.expression {
            Expression::Date(calendar, _) if calendar.names_day() => {
                Some(add_days(day_of(&calendar)?, -offset))
            }
            _ => None,
        }
    });
    let day = today.or(named)?;
    let fits = mentions.windows(2).all(|pair| weekday_agrees(pair, day));
    fits.then_some(day)
}

/// Whether "aujourd'hui lundi" is right if the text was published that day; other pairs always are.
fn weekday_agrees(pair: &[TimeMention], published: Date) -> bool {
    let [a, b] = pair else { return true };
    let Some(offset) = whole_days_from_publication(a).filter(|_| b.first <= a.end + 1) else {
        return true;
    };
    match b.expression {
        Expression::Date(
            Calendar {
                weekday: Some(weekday),
                day: None,
                ..
            },
            _,
        ) => weekday_of(add_days(published, offset)) == weekday,
        _ => true,
    }
}

/// 0 for today, -1 for yesterday.
fn whole_days_from_publication(mention: &TimeMention) -> Option<i32> {
    match mention.expression {
        Expression::Shift {
            anchor: Anchor::Publication,
            sign,
            amount,
            unit: Unit::Day,
        } if amount.exact && amount.low == amount.high => Some(sign * amount.low),
        _ => None,
    }
}

/// The one day that a text dates to the hour, where it also speaks of "earlier in the day".
fn told_of_today(mentions: &[TimeMention], month: DaySpan) -> Option<Date> {
    let today = Expression::Period {
        anchor: Anchor::Publication,
        offset: 0,
        unit: Unit::Day,
        part: None,
    };
    mentions.iter().find(|m| m.expression == today)?;
    let mut days = mentions.iter().flat_map(|m| {
        let timed = m.time.is_some();
        days_without_year(m).map(move |c| (c, timed))
    });
    let (calendar, true) = days.next()? else {
        return None;
    };
    if days.any(|(other, _)| (other.month, other.day) != (calendar.month, calendar.day)) {
        return None;
    }
    let day = in_year(&calendar, month.first().year())?;
    month.intersect(day)?.as_day()
}

/// The days shortly after the latest one that a text tells of; `inside` begins with its latest dated day.
fn after_latest(tokens: &Tokens, mentions: &[TimeMention], inside: DaySpan) -> Option<Publication> {
    let vague = Publication {
        days: inside,
        basis: PublicationBasis::LatestEvent,
    };
    let resolved = resolve(tokens, mentions, Some(&vague));
    let told = mentions.iter().zip(&resolved).enumerate();
    let told = told.filter_map(|(at, (mention, resolved))| {
        let days = resolved.as_ref()?.days;
        let asserted = matches!(mention.role, Role::Event | Role::Since)
            && mention.tense != Tense::Future
            && days.days() <= NEWS_DAYS;
        asserted.then_some((days.last(), at))
    });
    let (latest, at) = told.max_by_key(|&(day, at)| (day, std::cmp::Reverse(at)))?;
    let last = |m: &TimeMention| matches!(m.expression, Expression::Date(_, Direction::Last));
    let stale = mentions
        .iter()
        .zip(&resolved)
        .any(|(m, r)| last(m) && r.is_some_and(|r| r.days.last() == latest));
    if stale {
        let first = add_days(latest, 1);
        return Some(Publication {
            days: DaySpan::new(first, add_days(first, PAST_DAYS)),
            basis: PublicationBasis::LatestEvent,
        });
    }
    if let Some(weekday) = weekday_of_today(mentions) {
        return Some(Publication {
            days: DaySpan::day(weekday_from(weekday, latest)),
            basis: PublicationBasis::Weekday,
        });
    }
    // "mardi" told after "lundi 23 mai" is the day after; the text is of that day. A night that ends on
    // "lundi" may be told a day later.
    let following = |weekday: i8| {
        let day = weekday_from(weekday, add_days(latest, 1));
        (day <= add_days(latest, NEWS_DAYS)).then_some(day)
    };
    let later = mentions[at + 1..]
        .iter()
        .filter(|m| m.role == Role::Event && m.tense != Tense::Future);
    let later = later.filter_map(|m| match m.expression {
        Expression::Date(calendar, Direction::Tense) if bare_weekday(&calendar) => {
            Some((following(calendar.weekday?)?, 0))
        }
        Expression::Range(_, to) if bare_weekday(&to) => Some((following(to.weekday?)?, 1)),
        _ => None,
    });
    if let Some((day, more)) = later.max() {
        return Some(Publication {
            days: DaySpan::new(day, add_days(day, more)),
            basis: PublicationBasis::Weekday,
        });
    }
    // "au début du mois" was said in the month of the latest day.
    let begun = |day: &Date| {
        mentions.iter().all(|m| match m.expression {
            Expression::Period {
                anchor: Anchor::Publication,
                offset: 0,
                unit,
                part,
            } if m.tense != Tense::Future => {
                period(*day, 0, unit, part).is_none_or(|whole| whole.first() <= latest)
            }
            _ => true,
        })
    };
    let days = (0..=NEWS_DAYS).map(|n| add_days(latest, n)).filter(begun);
    let days = days.map(DaySpan::day).reduce(DaySpan::hull)?;
    Some(Publication {
        days,
        basis: PublicationBasis::LatestEvent,
    })
}

/// The weekday that a text calls its own: "ce mardi", "aujourd'hui mardi".
fn weekday_of_today(mentions: &[TimeMention]) -> Option<i8> {
    let bare = |m: &TimeMention| match m.expression {
        Expression::Date(calendar, direction) if bare_weekday(&calendar) => {
            Some((calendar.weekday?, direction))
        }
        _ => None,
    };
    let own = mentions.iter().filter_map(bare);
    let mut own = own.filter(|(_, direction)| *direction == Direction::Today);
    let named = || {
        mentions.windows(2).find_map(|pair| {
            let offset = whole_days_from_publication(&pair[0])?;
            let (weekday, _) = bare(&pair[1]).filter(|_| pair[1].first <= pair[0].end + 1)?;
            let own = (i32::from(weekday) - 1 - offset).rem_euclid(7) + 1;
            i8::try_from(own).ok()
        })
    };
    own.next().map(|(weekday, _)| weekday).or_else(named)
}

fn bare_weekday(calendar: &Calendar) -> bool {
    calendar.weekday.is_some() && calendar.day.is_none() && calendar.month.is_none()
}
