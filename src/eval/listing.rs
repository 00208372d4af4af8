//! Every miss and false alarm, with what was expected and what was given.

use std::fmt::Write as _;
use std::ops::Range;

use super::events::{self, PLACE_DATE_TYPE, Standing};
use super::gold::{Gold, GoldDocument, GoldEvent, GoldToponym};
use super::toponyms::{self, Fate, tolerance_m};
use super::{Part, PredictedEvent, PredictedToponym, Prediction, by_id};
use crate::document::DaySpan;
use crate::place::sphere::distance_m;

/// Lists the mistakes in the documents of these parts; a document without mistakes is left out.
///
/// [`Part::UNSEALED`] keeps the documents closed that are set aside.
pub fn misses(gold: &Gold, predictions: &[Prediction], parts: &[Part]) -> String {
    let nothing = Prediction::default();
    let predictions = by_id(predictions);
    let mut out = String::new();
    for document in gold.documents.iter().filter(|d| parts.contains(&d.part)) {
        let prediction = predictions.get(document.id()).copied().unwrap_or(&nothing);
        let mut lines = about_document(document, prediction);
        lines.extend(about_toponyms(document, prediction));
        lines.extend(about_events(document, prediction));
        if !lines.is_empty() {
            let gap = if out.is_empty() { "" } else { "\n" };
            // A string takes any text.
            let _ = writeln!(out, "{gap}{}", document.id());
            for line in lines {
                let _ = writeln!(out, "  {line}");
            }
        }
    }
    out
}

fn about_document(document: &GoldDocument, prediction: &Prediction) -> Vec<String> {
    let mut lines = Vec::new();
    if prediction.language != document.language {
        lines.push(format!(
            "language: expected {}, given “{}”",
            document.language, prediction.language
        ));
    }
    if let Some(truth) = document.publication
        && !prediction.published.is_some_and(|days| truth.agrees(days))
    {
        let given = prediction.published.map_or("none".to_owned(), show_days);
        lines.push(format!(
            "publication: expected {}, given {given}",
            show_days(truth.days)
        ));
    }
    lines
}

fn about_toponyms(document: &GoldDocument, prediction: &Prediction) -> Vec<String> {
    let compared = toponyms::Compared::new(document, prediction);
    let text: Vec<char> = document.document.text.chars().collect();
    let mut lines = Vec::new();
    for (number, expected) in document.toponyms.iter().enumerate() {
        let given = compared.pairs[number].map(|n| &prediction.toponyms[n]);
        let here = context(&text, &expected.span);
        let wanted = show_toponym(expected);
        let what = match (compared.fate(number), given) {
            (Fate::Missed, _) => Some("missed".to_owned()),
            (Fate::Unplaced, _) => Some("without a place".to_owned()),
            (Fate::Placed { off_m, right }, Some(given)) if !right => Some(format!(
                "misplaced, {} off ({} allowed), given {}",
                km(off_m),
                km(tolerance_m(&expected.kind)),
                show_given(given)
            )),
            _ => None,
        };
        if let Some(what) = what {
            lines.push(format!("toponym {what}: {here}: expected {wanted}"));
        }
        if let Some(given) = given
            && given.metonym != expected.metonym
        {
            let what = if given.metonym {
                "a place taken for a metonym"
            } else {
                "a metonym taken for a place"
            };
            lines.push(format!("toponym role, {what}: {here}"));
        }
    }
    for number in compared.false_alarms() {
        let given = &prediction.toponyms[number];
        let here = context(&text, &given.span);
        lines.push(format!(
            "toponym false alarm: {here}: given {}",
            show_given(given)
        ));
    }
    lines
}

fn about_events(document: &GoldDocument, prediction: &Prediction) -> Vec<String> {
    let compared = events::Compared::new(document, prediction);
    let pairs = compared.pairs(PLACE_DATE_TYPE);
    let mapped = compared.wrongly_mapped();
    let free: Vec<usize> = (0..prediction.events.len())
        .filter(|n| !pairs.contains(&Some(*n)))
        .collect();
    let mut lines = Vec::new();
    for (row, gold) in document.events.iter().enumerate() {
        if let Some(column) = pairs[row] {
            if events::standing(gold) == Standing::Asked {
                lines.extend(details(
                    &compared,
                    row,
                    column,
                    gold,
                    &prediction.events[column],
                ));
            }
        } else if events::standing(gold) == Standing::Asked {
            lines.push(format!("event missed: {}", show_expected(gold)));
            lines.push(match nearest(&compared, row, gold, &free, prediction) {
                Some(column) => {
                    let event = &prediction.events[column];
                    let agreement = compared.agreement(row, column);
                    let wrong = [
                        (!agreement.place).then(|| match gold.point {
                            Some(at) => format!("place by {}", km(distance_to(at, event))),
                            None => "place".to_owned(),
                        }),
                        (!agreement.date).then(|| "date".to_owned()),
                        (!agreement.kind).then(|| "type".to_owned()),
                    ];
                    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
                    // All three agree where a likelier row took the answer from this one.
                    let wrong = if wrong.is_empty() {
                        "nothing, but it stands for another".to_owned()
                    } else {
                        wrong.join(", ")
                    };
                    format!("  nearest: {}; wrong: {wrong}", show_event(event))
                }
                None => "  nothing near it".to_owned(),
            });
        }
        if let Some(column) = mapped[row] {
            let how = match gold.days {
                None if gold.modality.name() == "asserted" => "undated",
                _ => gold.modality.name(),
            };
            lines.push(format!(
                "event mapped though {how}: {}",
                show_expected(gold)
            ));
            lines.push(format!(
                "  given: {}",
                show_event(&prediction.events[column])
            ));
        }
    }
    // What was told above is not told again.
    let rest = free.iter().filter(|n| !mapped.contains(&Some(**n)));
    for &column in rest {
        let event = &prediction.events[column];
        lines.push(format!("event false alarm: {}", show_event(event)));
    }
    lines
}

/// What is wrong with an event that counts as right.
fn details(
    compared: &events::Compared,
    row: usize,
    column: usize,
    gold: &GoldEvent,
    event: &PredictedEvent,
) -> Vec<String> {
    let agreement = compared.agreement(row, column);
    let mut lines = Vec::new();
    if !agreement.sub_type {
        lines.push(format!(
            "event sub-type: expected {}, given {}: “{}”",
            gold.sub_event_type,
            event.sub_event_type,
            one_line(&gold.quote)
        ));
    }
    if !agreement.deaths {
        lines.push(format!(
            "event fatalities: expected {}, given {}: “{}”",
            bounds(gold.fatalities_min, gold.fatalities_max),
            bounds(event.fatalities_low, event.fatalities_high),
            one_line(&gold.quote)
        ));
    }
    lines
}

/// The mapped event, among those that stand for no other, that is likest to a missed one: same
/// words first, then what else agrees, then distance. Nothing in common is not near.
fn nearest(
    compared: &events::Compared,
    row: usize,
    gold: &GoldEvent,
    free: &[usize],
    prediction: &Prediction,
) -> Option<usize> {
    let rank = |column: usize| {
        let a = compared.agreement(row, column);
        let alike = [a.place, a.date, a.kind].iter().filter(|&&x| x).count();
        let off = gold
            .point
            .map_or(0.0, |at| distance_to(at, &prediction.events[column]));
        (a.passage, alike, a.likeness(), off)
    };
    free.iter()
        .copied()
        .filter(|&column| {
            let (passage, alike, ..) = rank(column);
            passage || alike >= 2
        })
        .min_by(|&a, &b| {
            let ((pa, na, la, da), (pb, nb, lb, db)) = (rank(a), rank(b));
            (pb, nb, lb).cmp(&(pa, na, la)).then(da.total_cmp(&db))
        })
}

fn distance_to(at: (f64, f64), event: &PredictedEvent) -> f64 {
    distance_m(at, (event.lat, event.lon))
}

fn show_toponym(toponym: &GoldToponym) -> String {
    format!(
        "{}{}, {}",
        toponym.name,
        show_point(toponym.point),
        toponym.kind
    )
}

fn show_given(toponym: &PredictedToponym) -> String {
    let name = toponym.place.as_deref().unwrap_or("no place");
    format!("{name}{}", show_point(toponym.point))
}

fn show_expected(event: &GoldEvent) -> String {
    format!(
        "{}{} ({}), {}, {} / {}: “{}”",
        event.place,
        show_point(event.point),
        km(event.where_precision.tolerance_m()),
        event.days.map_or("undated".to_owned(), show_days),
        event.event_type,
        event.sub_event_type,
        one_line(&event.quote)
    )
}

fn show_event(event: &PredictedEvent) -> String {
    format!(
        "{}{}, {}, {} / {}{}: “{}”",
        event.place.as_deref().unwrap_or("at"),
        show_point(Some((event.lat, event.lon))),
        show_days(event.days),
        event.event_type,
        event.sub_event_type,
        if event.disputed { ", disputed" } else { "" },
        one_line(&event.quote)
    )
}

fn show_point(point: Option<(f64, f64)>) -> String {
    point.map_or(String::new(), |(lat, lon)| format!(" {lat:.3} {lon:.3}"))
}

fn show_days(days: DaySpan) -> String {
    match days.as_day() {
        Some(day) => day.to_string(),
        None => format!("{}/{}", days.first(), days.last()),
    }
}

fn bounds(low: Option<u32>, high: Option<u32>) -> String {
    let show = |bound: Option<u32>| bound.map_or("?".to_owned(), |n| n.to_string());
    match (low, high) {
        (None, None) => "none".to_owned(),
        _ => format!("{}..{}", show(low), show(high)),
    }
}

fn km(metres: f64) -> String {
    format!("{:.0} km", metres / 1_000.0)
}

/// The name in brackets with some words on both sides.
fn context(text: &[char], span: &Range<usize>) -> String {
    const AROUND: usize = 32;
    let piece =
        |range: Range<usize>| -> String { text.get(range).unwrap_or_default().iter().collect() };
    let end = span.end.min(text.len());
    let start = span.start.min(end);
    let before = piece(start.saturating_sub(AROUND)..start);
    let after = piece(end..(end + AROUND).min(text.len()));
    one_line(&format!("“{before}[{}]{after}”", piece(start..end)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
