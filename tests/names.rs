//! Names of places as they stand in texts, row by row of `names.csv`.

mod table;

use dateline::document::Document;
use dateline::engine::Engine;
use dateline::reading::{Reading, read};

fn found(engine: &Engine, text: &str) -> String {
    let document = Document {
        id: "row".to_owned(),
        text: text.to_owned(),
        ..Document::default()
    };
    let pack = engine.identify(&document).expect("a language");
    let reading: Reading = read(document, pack, engine);
    let mentions = reading.toponyms.iter().map(|toponym| {
        let span = reading.tokens.span(toponym.first, toponym.end - 1);
        let place = toponym.place();
        let place = place.map(|place| engine.gazetteer.place(place).name.to_string());
        let place = place.unwrap_or_else(|| "?".to_owned());
        format!("{}={place}", span.of(text))
    });
    mentions.collect::<Vec<_>>().join("|")
}

#[test]
fn names_in_texts_are_the_places_of_the_rows() {
    let engine = Engine::embedded().expect("embedded tables");
    table::check("names.csv", |text| found(&engine, text));
}
