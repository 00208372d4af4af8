//! The rows of `place.csv` of every language do what their examples say.

use dateline::document::Document;
use dateline::engine::Engine;
use dateline::event::frame::{Frame, Tie};
use dateline::pack::embedded_sources;
use dateline::place::Toponym;
use dateline::reading::read;

/// What the words before the bracketed name of an example say, as `expected` has it.
fn described(engine: &Engine, pack: usize, code: &str, example: &str) -> Vec<String> {
    let from = example.find('[').unwrap_or(0);
    let text = example.replace(['[', ']'], "");
    let to = example.find(']').map_or(text.len(), |at| at - 1);
    let document = Document {
        id: "row".to_owned(),
        text,
        language: Some(code.to_owned()),
        ..Document::default()
    };
    let reading = read(document, pack, engine);
    // A word that stands for the place named before it puts what happens there.
    let there = |frame: &Frame| matches!(frame.tie, Tie::Anaphor(_));
    if reading.frames.iter().any(there) {
        return vec!["there".to_owned()];
    }
    let here = |t: &&Toponym| {
        let span = reading.tokens.span(t.first, t.end - 1);
        span.start < to && from < span.end
    };
    let Some(toponym) = reading.toponyms.iter().find(here) else {
        return vec!["none".to_owned()];
    };
    let kinds = toponym
        .kinds
        .iter()
        .map(|&kind| engine.gazetteer.kind_name(kind));
    let kinds = kinds.collect::<Vec<_>>().join("|");
    let mut said = vec![format!("feature:{kinds}")];
    match &toponym.relation {
        Some(relation) => said.push(format!("relation:{}", relation.kind.name())),
        None => said.push("none".to_owned()),
    }
    said
}

#[test]
fn every_place_row_matches_its_example() {
    let engine = Engine::embedded().unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for (pack, source) in embedded_sources().iter().enumerate() {
        for row in source.table("place").rows() {
            let (example, expected) = (row.get("example"), row.get("expected"));
            let said = described(&engine, pack, &source.code, example);
            if !said.iter().any(|said| said == expected) {
                wrong.push(
                    row.error(format!("{example}: {said:?}, not {expected}"))
                        .to_string(),
                );
            }
            rows += 1;
        }
    }
    assert!(rows > 50, "{rows} rows");
    assert_eq!(wrong, [""; 0]);
}
