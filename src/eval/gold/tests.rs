use std::fs;
use std::path::Path;

use super::*;

/// Writes rows and texts (the text of each row of the index) into a folder.
fn write(folder: &Path, index: &[&str], texts: &[&str], toponyms: &[&str], events: &[&str]) {
    fs::create_dir_all(folder.join("docs")).unwrap();
    for (name, rows) in [("index", index), ("toponyms", toponyms), ("events", events)] {
        fs::write(folder.join(format!("{name}.jsonl")), rows.join("\n")).unwrap();
    }
    for (row, text) in index.iter().zip(texts) {
        if let Ok(row) = serde_json::from_str::<row::Index>(row) {
            fs::write(folder.join(format!("docs/{}.txt", row.id)), text).unwrap();
        }
    }
}

/// Annotated documents from rows and texts.
pub(in crate::eval) fn gold(
    index: &[&str],
    texts: &[&str],
    toponyms: &[&str],
    events: &[&str],
) -> Gold {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), index, texts, toponyms, events);
    read_gold(folder.path()).unwrap()
}

#[test]
fn publication_dates() {
    let show = |days: DaySpan| format!("{}/{}", days.first(), days.last());
    for (fields, expected, answers) in [
        (
            r#""published":"2017-10-02""#,
            "2017-10-02/2017-10-02 whole",
            &[
                ("2017-10-02", true),
                ("2017-10-03", false),
                ("2017-10", false),
            ][..],
        ),
        (
            r#""published":null,"published_true":"2017-10""#,
            "2017-10-01/2017-10-31 whole inferred",
            &[("2017-10", true), ("2017-10-12", false), ("2017-11", false)],
        ),
        (
            r#""published":"2017","published_true":"2017-10-30/2017-11-02""#,
            "2017-10-30/2017-11-02 inferred",
            &[
                ("2017-10-31", true),
                ("2017-11-03", false),
                ("2017-11", false),
            ],
        ),
        (
            r#""published":null,"published_true":["2017-10-02","2017-10-03"]"#,
            "2017-10-02/2017-10-03 inferred",
            &[("2017-10-03", true), ("2017-10-01", false)],
        ),
        (
            r#""published":"2017-10","published_true":null"#,
            "none",
            &[],
        ),
        (r#""published":null"#, "none", &[]),
    ] {
        let row = format!(r#"{{"id":"a","lang":"xx",{fields}}}"#);
        let document = &gold(&[&row], &[""], &[], &[]).documents[0];
        let seen = document.publication.map_or("none".to_owned(), |p| {
            let whole = if p.whole { " whole" } else { "" };
            let inferred = if p.inferred { " inferred" } else { "" };
            format!("{}{whole}{inferred}", show(p.days))
        });
        assert_eq!(seen, expected, "{fields}");
        for (answer, right) in answers {
            let days = DaySpan::parse_iso(answer).unwrap();
            let agrees = document.publication.is_some_and(|p| p.agrees(days));
            assert_eq!(agrees, *right, "{fields}: {answer}");
        }
    }
}

#[test]
fn offsets_are_code_points() {
    let gold = gold(
        &[r#"{"id":"a","lang":"xx"}"#],
        &["à é 𐎀 Raqa."],
        &[
            r#"{"doc":"a","start":6,"end":10,"surface":"Raqa","name":"Raqqa","lat":35.95,"lon":39.01,"kind":"city","role":"event"}"#,
        ],
        &[],
    );
    let toponym = &gold.documents[0].toponyms[0];
    assert_eq!(toponym.span, 6..10);
    assert_eq!(toponym.point, Some((35.95, 39.01)));
}

#[test]
fn what_is_wrong_is_said_with_file_and_line() {
    const INDEX: &str = r#"{"id":"a","lang":"xx"}"#;
    const TOPONYM: &str = r#"{"doc":"a","start":0,"end":4,"surface":"Raqa","name":"Raqqa","lat":35.95,"lon":39.01,"kind":"city","role":"event"}"#;
    const EVENT: &str = r#"{"doc":"a","quote":"Raqa falls","date_start":"2017-10-17","date_end":"2017-10-18","place":"Raqqa","lat":35.95,"lon":39.01,"where_precision":"exact","event_type":"Battles","sub_event_type":"Armed clash","modality":"asserted","fatalities_min":2,"fatalities_max":3}"#;
    // The row, what is replaced in it, by what, and the message.
    for (row, old, new, expected) in [
        (
            INDEX,
            r#""id":"a""#,
            r#""id":7"#,
            "index.jsonl:2: not an annotation: ",
        ),
        (
            INDEX,
            "xx",
            "yy",
            "index.jsonl:2: a second document with the id a",
        ),
        (
            INDEX,
            r#""id":"a""#,
            r#""id":"a2","published":"soon""#,
            "index.jsonl:2: `published` is no date: soon",
        ),
        (
            INDEX,
            r#""id":"a""#,
            r#""id":"a2","published_true":[]"#,
            "index.jsonl:2: `published_true` is no date: []",
        ),
        (
            TOPONYM,
            r#""doc":"a""#,
            r#""doc":"b""#,
            "toponyms.jsonl:2: no document b in index.jsonl",
        ),
        (
            TOPONYM,
            "\"end\":4",
            "\"end\":5",
            "toponyms.jsonl:2: the text has “Raqa ” at 0..5, not “Raqa”",
        ),
        (
            TOPONYM,
            "\"start\":0",
            "\"start\":99",
            "toponyms.jsonl:2: the text has “” at 99..4, not “Raqa”",
        ),
        (
            TOPONYM,
            "35.95",
            "95.95",
            "toponyms.jsonl:2: no point on the earth: 95.95, 39.01",
        ),
        (
            TOPONYM,
            "35.95",
            "null",
            "toponyms.jsonl:2: `lat` without `lon`, or the reverse",
        ),
        (
            TOPONYM,
            "\"event\"",
            "\"verb\"",
            "toponyms.jsonl:2: not an annotation: unknown variant `verb`",
        ),
        (
            EVENT,
            "Raqa falls",
            "Raqa stands",
            "events.jsonl:2: the text does not have “Raqa stands”",
        ),
        (
            EVENT,
            "10-18",
            "10-16",
            "events.jsonl:2: not the days of an event: 2017-10-17 to 2017-10-16",
        ),
        (
            EVENT,
            "10-18",
            "13-18",
            "events.jsonl:2: not the days of an event: 2017-10-17 to 2017-13-18",
        ),
        (
            EVENT,
            "\"2017-10-18\"",
            "null",
            "events.jsonl:2: `date_start` without `date_end`, or the reverse",
        ),
        (
            EVENT,
            "_min\":2",
            "_min\":4",
            "events.jsonl:2: `fatalities_min` 4 is above `fatalities_max` 3",
        ),
        (
            EVENT,
            "asserted",
            "sung",
            "events.jsonl:2: not an annotation: unknown variant `sung`",
        ),
        (
            EVENT,
            "_min\":2",
            "_min\":-2",
            "events.jsonl:2: not an annotation: invalid value",
        ),
    ] {
        let bad = row.replace(old, new);
        assert_ne!(bad, row, "{old}");
        let rows = |of: &'static str| [of, if of == row { &bad } else { "" }];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        write(
            path,
            &rows(INDEX),
            &["Raqa falls"; 2],
            &rows(TOPONYM),
            &rows(EVENT),
        );
        let message = read_gold(path).unwrap_err().to_string();
        let message = message.replace(&format!("{}/", path.display()), "");
        assert!(message.starts_with(expected), "{message}\n{expected}");
    }
}

#[test]
fn folders_of_languages_and_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let message = read_gold(path).unwrap_err().to_string();
    assert!(message.contains("no index.jsonl"), "{message}");
    for language in ["yy", "xx"] {
        let row = format!(r#"{{"id":"{language}1","lang":"{language}"}}"#);
        write(&path.join(language), &[&row], &[""], &[], &[]);
    }
    let gold = read_gold(path).unwrap();
    let ids: Vec<&str> = gold.documents.iter().map(GoldDocument::id).collect();
    assert_eq!(ids, ["xx1", "yy1"]);
    assert_eq!(gold.languages(), ["xx", "yy"]);
    fs::remove_file(path.join("xx/docs/xx1.txt")).unwrap();
    let message = read_gold(path).unwrap_err().to_string();
    assert!(
        message.ends_with("xx1.txt: no such file or folder"),
        "{message}"
    );
}
