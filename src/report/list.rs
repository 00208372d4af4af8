//! Lists: «On 5 November the coalition struck:» and then one line for each place; chronicles: a line with the day, and
//! below it what happened.

use std::ops::Range;

use crate::reading::Reading;
use crate::segment::Sentence;
use crate::time::{Basis, Resolved};
use crate::token::Kind;

/// A list lies under no more headings than these.
const DEEPEST: usize = 4;

/// What a paragraph that is no item gives to the items below it.
#[derive(Clone, Copy, Default)]
struct Lead {
    day: Option<Resolved>,
    /// So many headings lie between the paragraph that tells the day and the items.
    headings: usize,
}

/// The day that the lead of a list gives to its items and a heading to what stands below it, by sentence.
///
/// Headings and leads that announce the list without a day leave it to the paragraph above.
pub(super) fn days_of_items(
    reading: &Reading,
    times: &[Option<Resolved>],
) -> Vec<Option<Resolved>> {
    let mut days = Vec::with_capacity(reading.sentences.len());
    let mut lead = Lead::default();
    let mut heading = None;
    for paragraph in reading
        .sentences
        .chunk_by(|a, b| a.paragraph == b.paragraph)
    {
        let item = is_item(reading, paragraph);
        if !item {
            lead = match day_of(reading, times, paragraph) {
                None if announces(reading, paragraph) && lead.headings + 1 < DEEPEST => Lead {
                    headings: lead.headings + 1,
                    ..lead
                },
                day => Lead { day, headings: 0 },
            };
        }
        let day = day_alone(reading, times, paragraph);
        heading = day.or(heading);
        let day = lead.day.filter(|_| item).or(heading);
        days.extend(paragraph.iter().map(|_| day));
    }
    days
}

/// The first day of the calendar that a paragraph tells.
fn day_of(
    reading: &Reading,
    times: &[Option<Resolved>],
    paragraph: &[Sentence],
) -> Option<Resolved> {
    let (first, end) = (paragraph[0].first, paragraph[paragraph.len() - 1].end);
    let from = reading.times.partition_point(|time| time.first < first);
    let to = reading.times.partition_point(|time| time.first < end);
    let mut told = (from..to).filter(|&at| reading.times[at].dates_event());
    let day = told.find_map(|at| times[at].filter(|time| time.days.as_day().is_some()))?;
    Some(Resolved {
        basis: Basis::Inferred,
        ..day
    })
}

/// The day of a paragraph that says nothing else: «TUESDAY 30 AUGUST».
fn day_alone(
    reading: &Reading,
    times: &[Option<Resolved>],
    paragraph: &[Sentence],
) -> Option<Resolved> {
    /// Emphasis, weekday, article, day, month, year and marks round them are no more tokens than these.
    const LONGEST: usize = 12;
    let (first, end) = (paragraph[0].first, paragraph[paragraph.len() - 1].end);
    if end - first > LONGEST {
        return None;
    }
    let from = reading.times.partition_point(|time| time.first < first);
    let time = reading.times.get(from).filter(|time| time.end <= end)?;
    // An article may stand before the date.
    let words = |range: Range<usize>| {
        let tokens = reading.tokens[range].iter();
        tokens.filter(|token| token.kind != Kind::Mark).count()
    };
    let alone = words(first..time.first) <= 1 && words(time.end..end) == 0;
    let day = times[from].filter(|day| day.days.as_day().is_some())?;
    (alone && time.dates_event()).then_some(Resolved {
        basis: Basis::Inferred,
        ..day
    })
}

/// Whether a paragraph is a heading or ends with a colon.
fn announces(reading: &Reading, paragraph: &[Sentence]) -> bool {
    let last = &reading.tokens[paragraph[paragraph.len() - 1].end - 1];
    !['.', '!', '?', '…'].iter().any(|&mark| last.is_mark(mark))
}

/// Whether a paragraph begins with the mark of a list's item.
fn is_item(reading: &Reading, paragraph: &[Sentence]) -> bool {
    let token = &reading.tokens[paragraph[0].first];
    ['-', '–', '•', '*', '·']
        .iter()
        .any(|&mark| token.is_mark(mark))
}
