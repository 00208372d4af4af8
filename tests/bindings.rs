//! Days and places belong to what is told with them, row by row of `bindings.csv`.

mod table;

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
    table::check("bindings.csv", |text| told(&engine, text));
}
