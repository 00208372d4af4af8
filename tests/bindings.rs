//! Days and places belong to what is told with them, row by row of `bindings.csv`.

use std::path::Path;

use dateline::analysis::{Progress, begin};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;

/// Places and days of the events of a text, each once, in the order of the text.
fn told(engine: &Engine, text: &str) -> String {
    let published = "2016-08-31".parse().expect("a day");
    let document = Document {
        id: "row".to_owned(),
        text: text.to_owned(),
        published: Some(DaySpan::day(published)),
        ..Document::default()
    };
    let reports = match begin(document, engine) {
        Progress::Settled(settled) => settled.outcome.reports,
        _ => Vec::new(),
    };
    let mut told: Vec<String> = Vec::new();
    for report in reports {
        let (first, last) = (report.days.first(), report.days.last());
        let days = match report.days.as_day() {
            Some(day) => day.to_string(),
            None => format!("{first}/{last}"),
        };
        let event = format!("{} {days}", report.place.name);
        if !told.contains(&event) {
            told.push(event);
        }
    }
    told.join("|")
}

#[test]
fn days_and_places_belong_to_what_is_told_with_them() {
    let engine = Engine::embedded().expect("embedded tables");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bindings.csv");
    let mut rows = csv::ReaderBuilder::new();
    let mut rows = rows.comment(Some(b'#')).from_path(path).expect("the table");
    let wrong: Vec<String> = rows
        .records()
        .map(|row| row.expect("a row"))
        .filter_map(|row| {
            let told = told(&engine, &row[0]);
            (told != row[1])
                .then(|| format!("{}\n  told     {told}\n  expected {}", &row[0], &row[1]))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
