//! `map.html`: the map for a browser, one file that needs nothing else.
//!
//! The page is put together from `assets/`: a template, a style sheet, scripts, words and outlines. What is known of the
//! events goes into it as JSON that cannot end its block, and the page's own security policy names the blocks that may
//! run by their hashes, so that nothing that an article says can become code.

mod assets;
mod data;
mod page;
mod script;
mod words;

use std::io::{self, Write};

use crate::error::Error;
use crate::layer::Map;
use crate::record::Recorder;
use crate::write::atomic::{HTML, Staging};
use crate::write::manifest::Manifest;
use crate::write::style;

/// Writes the page.
///
/// # Errors
/// When the file cannot be written.
pub fn write_html(
    staging: &Staging,
    map: &Map,
    manifest: &Manifest,
    recorder: &Recorder,
) -> Result<(), Error> {
    let styles = style::embedded()?;
    let words = words::embedded()?;
    let data = data::Data::new(map, manifest, &styles, recorder);
    staging.write(HTML, |file| page(file, &data, &words))
}

fn page(out: &mut impl Write, data: &data::Data, words: &words::Words) -> io::Result<()> {
    page::write(out, |name, out| match name {
        "style" => out.write_all(assets::style().as_bytes()),
        "script" => out.write_all(assets::script().as_bytes()),
        "policy" => out.write_all(page::policy(assets::style(), assets::script()).as_bytes()),
        "basemap" => basemap(out),
        "words" => script::write(out, words),
        "data" => script::write(out, data),
        _ => Err(io::Error::other(format!("assets/map/page.html: {name}?"))),
    })
}

/// The collections are JSON already; a test makes sure that they do not leave their block.
fn basemap(out: &mut impl Write) -> io::Result<()> {
    for (at, (name, collection)) in assets::BASEMAP.iter().enumerate() {
        let before = if at == 0 { '{' } else { ',' };
        write!(out, "{before}\"{name}\":{}", collection.trim_end())?;
    }
    out.write_all(b"}")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use serde_json::{Value, json};
    use sha2::{Digest, Sha256};

    use super::*;
    use crate::analysis::{Siblings, settle};
    use crate::cluster::events::DEFAULT;
    use crate::document::{DaySpan, Document};
    use crate::engine::Engine;
    use crate::reading::read;

    const TEXT: &str = "Vendredi, l'armée syrienne a repris le village d'al-Choula, selon l'OSDH.";

    fn article(text: &str) -> Document {
        Document {
            id: "depeche-17".to_owned(),
            text: text.to_owned(),
            language: Some("fr".to_owned()),
            published: DaySpan::parse_iso("2017-09-08"),
            ..Document::default()
        }
    }

    /// The page for some articles.
    fn page_of(documents: Vec<Document>) -> String {
        let engine = Engine::embedded().unwrap();
        let reports = documents.into_iter().flat_map(|document| {
            let pack = engine.identify(&document).unwrap();
            let settled = settle(read(document, pack, &engine), &Siblings::default(), &engine);
            settled.outcome.reports
        });
        let map = Map::new(reports.collect(), &DEFAULT, &engine);
        let recorder = Recorder::new(&engine);
        let (styles, words) = (style::embedded().unwrap(), words::embedded().unwrap());
        let manifest = Manifest::default();
        let mut made = Vec::new();
        let data = data::Data::new(&map, &manifest, &styles, &recorder);
        page(&mut made, &data, &words).unwrap();
        String::from_utf8(made).unwrap()
    }

    /// What stands between an opening tag and the next closing one of its name, as a browser reads it.
    fn block<'p>(page: &'p str, opening: &str) -> &'p str {
        let name = opening[1..].split([' ', '>']).next().unwrap();
        let (_, after) = page.split_once(opening).unwrap();
        after.split_once(&format!("</{name}")).unwrap().0
    }

    fn data_of(page: &str) -> Value {
        let data = block(page, r#"<script type="application/json" id="data">"#);
        serde_json::from_str(data).unwrap()
    }

    #[test]
    fn the_policy_names_the_blocks_of_the_page() {
        let page = page_of(Vec::new());
        for (directive, tag) in [("script-src", "<script>"), ("style-src", "<style>")] {
            let hash = BASE64.encode(Sha256::digest(block(&page, tag)));
            assert!(
                page.contains(&format!("{directive} 'sha256-{hash}';")),
                "{directive}"
            );
        }
        let policy = block(&page, "<head>");
        assert!(!policy.contains("unsafe") && !policy.contains("{{"));
    }

    #[test]
    fn a_map_without_events() {
        let data = data_of(&page_of(Vec::new()));
        assert_eq!(data["events"], json!([]));
        assert_eq!(data["places"], json!([]));
    }

    #[test]
    fn one_event() {
        let data = data_of(&page_of(vec![article(TEXT)]));
        let named = |table: &str, at: &Value| data[table][at.as_u64().unwrap() as usize].clone();
        let event = &data["events"][0];
        assert_eq!(data["events"].as_array().unwrap().len(), 1);
        assert_eq!(event["days"], json!(["2017-09-08"]));
        assert_eq!(event["at"], json!([39.848, 35.18]));
        assert_eq!(named("places", &event["place"])["en"], "Shula");
        assert_eq!(named("names", &event["actor1"]), "Syrian Arab Army");
        let subtype = named("subtypes", &event["subtype"]);
        assert_eq!(subtype["name"], "Government regains territory");
        assert_eq!(named("types", &subtype["type"])["en"], "Battles");
        let report = &event["reports"][0];
        assert_eq!(named("quotes", &report["quote"]), TEXT);
        assert_eq!(named("names", &report["by"]), "SOHR");
        assert_eq!(named("documents", &report["document"])["id"], "depeche-17");
    }

    #[test]
    fn every_report_of_an_event_is_told_the_best_first() {
        let other = "Vendredi, l'armée syrienne a repris le village d'al-Choula, a annoncé Sana.";
        let second = Document {
            id: "depeche-18".to_owned(),
            url: Some("https://example.org/18".to_owned()),
            ..article(other)
        };
        let data = data_of(&page_of(vec![article(TEXT), second]));
        assert_eq!(data["events"].as_array().unwrap().len(), 1);
        assert_eq!(data["events"][0]["reports"].as_array().unwrap().len(), 2);
        assert_eq!(data["quotes"], json!([TEXT, other]));
        assert_eq!(data["documents"][1]["url"], "https://example.org/18");
    }

    #[test]
    fn what_an_article_says_stays_in_its_block() {
        let hostile = "Vendredi, l'armée syrienne a repris le village d'al-Choula \
            </script><script>alert(1)</script><!-- <img src=x onerror=alert(1)> \u{2028}, selon l'OSDH.";
        let page = page_of(vec![Document {
            id: "</script><b>".to_owned(),
            url: Some("javascript:alert(1)".to_owned()),
            ..article(hostile)
        }]);
        let calm = page_of(vec![article(TEXT)]);
        let tags = |page: &str| page.matches('<').count();
        assert_eq!(tags(&page), tags(&calm));
        let data = data_of(&page);
        let quotes = data["quotes"].to_string();
        assert!(quotes.contains("<script>alert(1)"), "{quotes}");
        assert_eq!(data["documents"][0]["id"], "</script><b>");
    }
}
