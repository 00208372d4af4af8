//! One happening told in two or three languages is one event; two that only look alike are two.
//!
//! Every line of `pairs.jsonl` is a case: `name`, `events` (how many there are), `low` and `high` (how many were killed,
//! where there is one event and the reports count them), and `texts`, each with `language`, `published` and `text`.

use std::path::Path;

use dateline::analysis::{Progress, begin};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::merge::{Event, merge};
use serde_json::Value;

/// The documents of a case.
fn documents(case: &Value) -> Vec<Document> {
    let texts = case["texts"].as_array().expect("a list of texts");
    let document = |(number, text): (usize, &Value)| {
        let field = |name: &str| text[name].as_str().expect("a string").to_owned();
        let day = field("published").parse().expect("a day");
        Document {
            id: format!("{}-{number}", case["name"].as_str().unwrap_or_default()),
            text: field("text"),
            language: Some(field("language")),
            published: Some(DaySpan::day(day)),
            ..Document::default()
        }
    };
    texts.iter().enumerate().map(document).collect()
}

/// The events that a case's documents give together.
fn events(case: &Value, engine: &Engine) -> Vec<Event> {
    let reports = documents(case)
        .into_iter()
        .flat_map(|document| match begin(document, engine) {
            Progress::Settled(settled) => settled.outcome.reports,
            _ => Vec::new(),
        });
    merge(reports.collect(), &engine.actors)
}

/// What is wrong with a case; `None` where nothing is.
fn check(case: &Value, engine: &Engine) -> Option<String> {
    let events = events(case, engine);
    let whole = |name: &str| case[name].as_u64();
    let texts = case["texts"].as_array().map_or(0, Vec::len);
    let killed = |event: &Event| (event.fatalities_low, event.fatalities_high);
    let wanted = |name: &str| whole(name).map(|count| count as u32);
    let found: Vec<String> = events
        .iter()
        .map(|event| {
            let place = &event.best().place.name;
            let reports = event.reports.len();
            let sub_type = &event.event_type.sub_event_type;
            format!(
                "{place}, {sub_type}, {reports} reports, killed {:?}",
                killed(event)
            )
        })
        .collect();
    let right = whole("events") == Some(events.len() as u64)
        && (events.len() > 1
            || events.iter().all(|event| {
                event.reports.len() >= texts && killed(event) == (wanted("low"), wanted("high"))
            }));
    (!right).then(|| format!("{}: {}", case["name"], found.join("; ")))
}

#[test]
fn every_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pairs.jsonl");
    let lines = std::fs::read_to_string(path).expect("the table of cases");
    let engine = Engine::embedded().expect("the embedded tables");
    let cases = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a case in JSON"));
    let wrong: Vec<String> = cases.filter_map(|case| check(&case, &engine)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
