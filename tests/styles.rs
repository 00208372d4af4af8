//! How wires and bulletins write, point by point: the texts of `styles.csv`, from text to events.

use std::collections::BTreeSet;
use std::path::Path;

use dateline::analysis::{Siblings, settle};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::reading::read;
use dateline::report::Report;
use dateline::table::{Row, Table};

/// Day or first and last day, sub-type, place, number of those killed where it is told.
fn show(report: &Report) -> String {
    let (first, last) = (report.days.first(), report.days.last());
    let days = match report.days.as_day() {
        Some(day) => day.to_string(),
        None => format!("{first}/{last}"),
    };
    let relation = report.place.relation.as_deref();
    let relation = relation.map_or(String::new(), |relation| format!("{relation} "));
    let (kind, place) = (&report.event_type.sub_event_type, &report.place.name);
    let killed = report.fatalities_low;
    let killed = killed.map_or(String::new(), |killed| format!(", {killed}"));
    format!("{days} {kind}, {relation}{place}{killed}")
}

/// What a row's text tells.
fn told(row: &Row, engine: &Engine) -> String {
    let document = Document {
        id: "text".to_owned(),
        text: row.get("text").to_owned(),
        language: Some(row.get("language").to_owned()),
        published: DaySpan::parse_iso(row.get("published")),
        ..Document::default()
    };
    let pack = engine.identify(&document).expect("a language of ours");
    let settled = settle(read(document, pack, engine), &Siblings::default(), engine);
    let told: BTreeSet<String> = settled.outcome.reports.iter().map(show).collect();
    told.into_iter().collect::<Vec<_>>().join("; ")
}

#[test]
fn every_point() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/styles.csv");
    let content = std::fs::read_to_string(&path).expect("the table");
    let table = Table::parse(&path, content).expect("a table");
    let engine = Engine::embedded().expect("the embedded tables");
    let wrong = |row: Row| {
        let (told, expected) = (told(&row, &engine), row.get("expected"));
        let message = format!("{}: {told}, not {expected}", row.get("point"));
        (told != expected).then(|| row.error(message).to_string())
    };
    let wrong: Vec<String> = table.rows().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
