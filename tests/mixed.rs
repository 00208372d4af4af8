//! An article that mixes languages is read paragraph by paragraph, and stays one document.
//!
//! Every line of `mixed.jsonl` is a case: `name`, `published` and `language` as a record may have them, `paragraphs` with the
//! language that each is to be read in (`?` where none is known), and, where they are asked for, the `events` that it
//! tells: day, sub-type, place.

use std::path::Path;
use std::sync::LazyLock;

use dateline::analysis::{Settled, Siblings, settle};
use dateline::document::{DaySpan, Document, Span};
use dateline::engine::Engine;
use dateline::merge::merge;
use dateline::reading::read;
use serde_json::Value;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("embedded tables"));

/// The paragraphs of a case: language and text.
fn paragraphs(case: &Value) -> Vec<(&str, &str)> {
    let list = case["paragraphs"].as_array().expect("a list");
    list.iter()
        .map(|pair| {
            let cell = |at: usize| pair[at].as_str().expect("a string");
            (cell(0), cell(1))
        })
        .collect()
}

fn settled(text: String, case: &Value) -> Settled {
    let document = Document {
        id: "mixed".to_owned(),
        text,
        language: case["language"].as_str().map(str::to_owned),
        published: case["published"].as_str().and_then(DaySpan::parse_iso),
        ..Document::default()
    };
    let pack = ENGINE.identify(&document).expect("a language");
    settle(read(document, pack, &ENGINE), &Siblings::default(), &ENGINE)
}

/// The language in which a stretch of the text was read.
fn language(settled: &Settled, span: Span) -> &str {
    let passages = &settled.reading.passages;
    let passage = passages.iter().find(|passage| passage.span.contains(span));
    let pack = passage.and_then(|passage| passage.pack);
    pack.map_or("?", |pack| &ENGINE.pack(pack).code)
}

/// The events: day, sub-type, place.
fn events(settled: Settled) -> Vec<String> {
    let events = merge(settled.outcome.reports, &ENGINE.actors);
    let show = |event: &dateline::merge::Event| {
        let (day, kind) = (event.days.first(), &event.event_type.sub_event_type);
        format!("{day} {kind} {}", event.best().place.name)
    };
    let mut events: Vec<String> = events.iter().map(show).collect();
    events.sort();
    events
}

/// What is wrong with a case.
fn check(case: &Value) -> Vec<String> {
    let paragraphs = paragraphs(case);
    let texts: Vec<&str> = paragraphs.iter().map(|(_, text)| *text).collect();
    let text = texts.join("\n\n");
    let settled = settled(text.clone(), case);
    let mut wrong = Vec::new();
    let mut start = 0;
    for (expected, paragraph) in paragraphs {
        let span = Span {
            start,
            end: start + paragraph.len(),
        };
        // A passage may leave out the mark or the quote at the very end of a paragraph, never its words.
        let found = language(&settled, span);
        if found != expected {
            wrong.push(format!("{}: {found}: {paragraph}", case["name"]));
        }
        start = span.end + 2;
    }
    for report in &settled.outcome.reports {
        assert_eq!(
            report.span.of(&text).trim(),
            report.quote,
            "{}",
            case["name"]
        );
    }
    if let Some(expected) = case["events"].as_array() {
        let found = events(settled);
        if *expected != found {
            wrong.push(format!("{}: {found:?}", case["name"]));
        }
    }
    wrong
}

#[test]
fn every_case() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mixed.jsonl");
    let lines = std::fs::read_to_string(path).expect("the table of cases");
    let cases = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a case in JSON"));
    let wrong: Vec<String> = cases.flat_map(|case| check(&case)).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
