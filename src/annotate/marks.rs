//! The sentences of a document, each with what was found in it: what the renderers for people share.

use std::collections::BTreeMap;

use crate::analysis::Settled;
use crate::annotate::{days, publication_basis};
use crate::document::Span;
use crate::engine::Engine;
use crate::place::{Role, Toponym};
use crate::reading::Reading;
use crate::record::basis;
use crate::report::{Report, Unmapped};
use crate::time::{Resolved, TimeMention, resolve};

/// What a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Place,
    Time,
    Actor,
    Trigger,
}

/// What is told of a passage in an unknown language.
pub(super) const NOT_READ: &str = "not read: language";

/// A stretch of text with what was made of it.
pub(super) struct Mark {
    pub span: Span,
    pub class: Class,
    pub what: String,
}

/// A sentence with its marks, which follow each other without overlap, and its happenings; or a passage that was not read.
pub(super) struct Line<'a> {
    pub span: Span,
    /// The language; `None` where the passage was not read.
    pub language: Option<&'a str>,
    pub marks: Vec<Mark>,
    pub reports: Vec<&'a Report>,
    pub unmapped: Vec<&'a Unmapped>,
}

/// The title of a document: id, language, date of publication.
pub(super) fn title(settled: &Settled, engine: &Engine) -> String {
    let reading = &settled.reading;
    let published = match settled.publication {
        Some(p) => format!(
            "published {} ({})",
            days(p.days),
            publication_basis(p.basis)
        ),
        None => "publication date unknown".to_owned(),
    };
    format!(
        "{}  {}  {published}",
        reading.document.id,
        languages(reading, engine)
    )
}

/// The main language of a document, and the others of its passages.
fn languages(reading: &Reading, engine: &Engine) -> String {
    let mut packs = vec![Some(reading.pack)];
    for passage in &reading.passages {
        if !packs.contains(&passage.pack) {
            packs.push(passage.pack);
        }
    }
    let code = |pack: Option<usize>| pack.map_or("?", |pack| engine.pack(pack).code.as_str());
    packs.into_iter().map(code).collect::<Vec<_>>().join("+")
}

/// The sentences of a document, and what of it was not read, in their order.
pub(super) fn lines<'a>(settled: &'a Settled, engine: &'a Engine) -> Vec<Line<'a>> {
    let reading = &settled.reading;
    let marks = marks(settled, engine);
    let mut marks = marks.into_iter().peekable();
    let mut reports: BTreeMap<Span, Vec<&Report>> = BTreeMap::new();
    for report in &settled.outcome.reports {
        reports.entry(report.span).or_default().push(report);
    }
    let mut unmapped: BTreeMap<Span, Vec<&Unmapped>> = BTreeMap::new();
    for candidate in &settled.outcome.unmapped {
        unmapped.entry(candidate.span).or_default().push(candidate);
    }
    let lines = reading.sentences.iter().map(|sentence| {
        let span = reading.tokens.span(sentence.first, sentence.end - 1);
        let mut here = Vec::new();
        while let Some(mark) = marks.next_if(|mark| mark.span.start < span.end) {
            here.push(mark);
        }
        Line {
            span,
            language: Some(&engine.pack(reading.pack_at(sentence.first)).code),
            marks: here,
            reports: reports.remove(&span).unwrap_or_default(),
            unmapped: unmapped.remove(&span).unwrap_or_default(),
        }
    });
    let mut lines: Vec<Line> = lines.collect();
    lines.extend(reading.unread().map(|span| Line {
        span,
        language: None,
        marks: Vec::new(),
        reports: Vec::new(),
        unmapped: Vec::new(),
    }));
    lines.sort_by_key(|line| line.span);
    lines
}

/// All marks of a text; where two overlap, the one that begins first stays, or else the longer one.
fn marks(settled: &Settled, engine: &Engine) -> Vec<Mark> {
    let reading = &settled.reading;
    let mark = |first: usize, end: usize, class, what| Mark {
        span: reading.tokens.span(first, end - 1),
        class,
        what,
    };
    let places = reading
        .toponyms
        .iter()
        .map(|t| mark(t.first, t.end, Class::Place, place(t, engine)));
    let times = reading.times.iter().zip(&settled.times);
    let times = times.map(|(t, days)| mark(t.first, t.end, Class::Time, time(t, days.as_ref())));
    let actors = reading.actors.iter().map(|a| {
        let name = engine.actors[a.actor].name.to_string();
        mark(a.first, a.end, Class::Actor, name)
    });
    let triggers = reading.frames.iter().map(|frame| {
        let what = frame.event_type.sub_event_type.clone();
        mark(frame.first, frame.end, Class::Trigger, what)
    });
    let mut all: Vec<Mark> = places.chain(times).chain(actors).chain(triggers).collect();
    all.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.class));
    let mut end = 0;
    all.retain(|mark| {
        let free = mark.span.start >= end;
        if free {
            end = mark.span.end;
        }
        free
    });
    all
}

fn place(toponym: &Toponym, engine: &Engine) -> String {
    let Some(id) = toponym.place() else {
        return "a place that the gazetteer lacks".to_owned();
    };
    let place = engine.gazetteer.place(id);
    let role = match toponym.role {
        Role::Place => "",
        Role::Metonym => ", its government",
        Role::Region => ", region",
    };
    format!(
        "{} ({}){role}, confidence {:.2}, candidates {}",
        place.name,
        place.id,
        toponym.confidence,
        toponym.candidates.len()
    )
}

fn time(mention: &TimeMention, resolved: Option<&Resolved>) -> String {
    let value = resolve::value(mention, resolved);
    match resolved {
        Some(resolved) => format!("{value} ({})", basis(resolved.basis)),
        None if value.is_empty() => "not resolved".to_owned(),
        None => value,
    }
}

/// An event in one line: when, where, what, who, how many, who says so.
pub(super) fn event(report: &Report, engine: &Engine) -> String {
    let located = &report.place.located;
    let relation = report.place.relation.as_deref();
    let relation = relation.map_or(String::new(), |relation| format!("{relation}: "));
    let mut out = format!(
        "{} ({})  {relation}{} {:.3},{:.3} ±{:.0} km  {}",
        days(report.days),
        basis(report.basis),
        report.place.name,
        located.lat,
        located.lon,
        located.uncertainty_m / 1_000.0,
        report.event_type.sub_event_type,
    );
    let name = |id| engine.actors[id].name.to_string();
    let actors: Vec<String> = [report.agent, report.patient]
        .into_iter()
        .flatten()
        .map(name)
        .collect();
    let killed = match (report.fatalities_low, report.fatalities_high) {
        (None, None) => None,
        (Some(low), None) => Some(format!("at least {low} killed")),
        (None, Some(high)) => Some(format!("at most {high} killed")),
        (Some(low), Some(high)) if low == high => Some(format!("{low} killed")),
        (Some(low), Some(high)) => Some(format!("{low} to {high} killed")),
    };
    let said = |how: &str, who: &Option<String>| who.as_ref().map(|who| format!("{how} {who}"));
    let parts = [
        (!actors.is_empty()).then(|| actors.join(" / ")),
        killed,
        said("says", &report.claimed_by),
        said("via", &report.relayed_by),
        report.denied.then(|| "denied".to_owned()),
        Some(format!("confidence {:.2}", report.confidence)),
    ];
    for part in parts.into_iter().flatten() {
        out.push_str(", ");
        out.push_str(&part);
    }
    out
}

/// A candidate that was not mapped, in one line.
pub(super) fn candidate(unmapped: &Unmapped) -> String {
    let place = unmapped.place.as_deref().unwrap_or("no place");
    let when = unmapped.days.map_or("no date".to_owned(), days);
    format!(
        "not mapped, {}: «{}» {}, {place}, {when}",
        unmapped.reason.name(),
        unmapped.trigger,
        unmapped.event_type.sub_event_type,
    )
}
