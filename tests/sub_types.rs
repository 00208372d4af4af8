//! Every sub-type of ACLED can be told in every language, and what only sounds like one is none: the sentences of
//! `sub_types.csv`, from text to events.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use dateline::analysis::{Siblings, settle};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::reading::read;
use dateline::table::{Row, Table};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::embedded().expect("embedded tables"));

/// The sub-types of what a text tells, each once; `none` where that is nothing.
fn told(language: &str, text: &str) -> String {
    let document = Document {
        id: "sentence".to_owned(),
        text: text.to_owned(),
        language: Some(language.to_owned()),
        published: DaySpan::parse_iso("2019-08-14"),
        ..Document::default()
    };
    let pack = ENGINE.identify(&document).expect("a language of ours");
    let reading = read(document, pack, &ENGINE);
    let settled = settle(reading, &Siblings::default(), &ENGINE);
    let asserted = settled
        .outcome
        .reports
        .iter()
        .filter(|report| !report.denied);
    let types = asserted.map(|report| report.event_type.sub_event_type.as_str());
    let types: BTreeSet<&str> = types.collect();
    match types.is_empty() {
        true => "none".to_owned(),
        false => types.into_iter().collect::<Vec<_>>().join("; "),
    }
}

fn table() -> Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sub_types.csv");
    let content = std::fs::read_to_string(&path).expect("the table");
    Table::parse(&path, content).expect("a table")
}

#[test]
fn every_sentence() {
    let table = table();
    let wrong = |row: Row| {
        let (text, expected) = (row.get("text"), row.get("expected"));
        let told = told(row.get("language"), text);
        let message = format!("{text} tells {told}, not {expected}");
        (told != expected).then(|| row.error(message).to_string())
    };
    let wrong: Vec<String> = table.rows().filter_map(wrong).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_sub_type_in_every_language() {
    let table = table();
    let mut told: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in table.rows() {
        told.entry(row.get("language"))
            .or_default()
            .insert(row.get("expected"));
    }
    let mut all: BTreeSet<&str> = ENGINE
        .ontology
        .types()
        .map(|event_type| event_type.sub_event_type.as_str())
        .collect();
    all.insert("none");
    for language in ENGINE.languages() {
        let missing: Vec<_> = all.difference(&told[language]).collect();
        assert!(missing.is_empty(), "{language}: {missing:?}");
    }
}
