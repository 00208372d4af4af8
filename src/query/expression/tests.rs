use serde_json::{Value, json};

use super::Expression;
use crate::query::row::Row;

fn row() -> Row {
    let properties = json!({
        "fatalities": 12, "n_sources": 2, "none": null, "text_number": "7", "disputed": false, "yes": "true",
        "event_type": "Battles", "location": "Al-Mayadin 100%", "event_date": "2017-10-14", "month": "2017-10",
        "documents": ["seed-1", "seed-2"], "inner": {"deep": {"x": 3}}, "a name": "it's", "big": 9007199254740993_i64,
    });
    let mut row = Row::default();
    for (name, value) in properties.as_object().unwrap() {
        row.set(name, value.clone());
    }
    row.set("quote", Value::String("L'hôpital d'AL-MAYADIN".to_owned()));
    row
}

#[test]
fn what_expressions_say_of_a_row() {
    let row = row();
    for (text, expected) in [
        // Comparisons of numbers, also of those that are written as text.
        ("fatalities >= 10 and n_sources > 1", Some(true)),
        ("fatalities = 12.0", Some(true)),
        ("fatalities <> 12", Some(false)),
        ("fatalities != 12", Some(false)),
        ("fatalities < -1.5e3", Some(false)),
        ("text_number < 10", Some(true)),
        ("text_number > '10'", Some(true)),
        ("fatalities > 'many'", None),
        ("event_type > 3", None),
        ("10 <= fatalities", Some(true)),
        ("fatalities > n_sources", Some(true)),
        // Texts.
        ("event_type = 'Battles'", Some(true)),
        ("event_type == \"Battles\"", Some(true)),
        ("event_type = 'battles'", Some(false)),
        ("`a name` = 'it''s'", Some(true)),
        ("location like 'al-%'", Some(true)),
        ("location like '%\u{0}%'", Some(false)),
        ("location like 'al-may_din%'", Some(true)),
        ("location like 'mayadin'", Some(false)),
        ("location not like '%mayadin%'", Some(false)),
        ("location like '%100%'", Some(true)),
        ("quote contains 'HÔPITAL'", Some(true)),
        ("quote contains 'school'", Some(false)),
        ("documents contains 'seed-2'", Some(true)),
        ("documents contains 'seed-3'", Some(false)),
        ("quote not contains 'school'", Some(true)),
        // Dates, reduced ones too.
        ("event_date = '2017-10'", Some(true)),
        ("event_date = '2017-10-14'", Some(true)),
        ("event_date <> '2017'", Some(false)),
        ("event_date > '2017-10'", Some(false)),
        ("event_date >= '2017-10'", Some(true)),
        ("event_date < '2017-10-15'", Some(true)),
        ("event_date <= '2017-10'", Some(true)),
        (
            "event_date between '2017-10-01' and '2017-10-14'",
            Some(true),
        ),
        ("month = '2017-10-31'", Some(true)),
        ("event_type = '2017'", Some(false)),
        // Lists and ranges.
        ("event_type in ('Riots', 'Battles')", Some(true)),
        ("fatalities in (1, 2, 12)", Some(true)),
        ("fatalities not in (1, 2)", Some(true)),
        ("none in (1, 2)", None),
        ("fatalities in (1, none)", None),
        ("fatalities between 12 and 13", Some(true)),
        ("fatalities not between 12 and 13", Some(false)),
        ("fatalities between none and 11", Some(false)),
        ("fatalities between none and 13", None),
        // Three values.
        ("none = 1", None),
        ("none <> 1", None),
        ("not none = 1", None),
        ("none = 1 or fatalities = 12", Some(true)),
        ("none = 1 and fatalities = 12", None),
        ("none = 1 and fatalities = 13", Some(false)),
        ("fatalities = 13 or none = 1", None),
        ("none is null", Some(true)),
        ("absent is null", Some(true)),
        ("fatalities is not null", Some(true)),
        // Truth, nesting, precedence.
        ("disputed", Some(false)),
        ("not disputed", Some(true)),
        ("yes", Some(true)),
        ("disputed = false", Some(true)),
        ("disputed = true", Some(false)),
        ("inner.deep.x = 3", Some(true)),
        ("inner.deep.y = 3", None),
        (
            "fatalities = 1 or n_sources = 2 and not disputed",
            Some(true),
        ),
        (
            "(fatalities = 1 or n_sources = 2) and disputed",
            Some(false),
        ),
        ("not (not (NOT disputed))", Some(true)),
        ("FATALITIES > 1", None),
    ] {
        let expression = Expression::parse(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(expression.evaluate(&row), expected, "{text}");
    }
}

#[test]
fn what_is_wrong_is_marked() {
    for (text, at, part) in [
        ("", 0, "a column or a value"),
        ("fatalities >=", 13, "a column or a value"),
        ("fatalities >= and x", 14, "a column or a value"),
        ("fatalities 10", 11, "and, or, or the end"),
        ("(fatalities > 1", 15, "expected )"),
        ("fatalities > 1)", 14, "the end"),
        ("location like 5", 14, "text in quotes"),
        (
            "event_date > 2017-10-14",
            13,
            "stands in quotes: '2017-10-14'",
        ),
        ("quote = 'open", 8, "not closed"),
        ("a in ()", 6, "a column or a value"),
        ("a is 5", 5, "expected null"),
        ("a not 5", 6, "in, between, like or contains"),
        ("a between 1 or 2", 12, "expected and"),
        ("a = 1; drop", 5, "no meaning"),
        ("é = 'x' & 1", 9, "no meaning"),
    ] {
        let error = Expression::parse(text).unwrap_err();
        assert_eq!(error.at, at, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
    let deep = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(
        Expression::parse(&deep)
            .unwrap_err()
            .message
            .contains("deep")
    );
    let shown = Expression::parse("é > &").unwrap_err().to_string();
    assert!(shown.ends_with("\n  é > &\n      ^"), "{shown}");
}

#[test]
fn columns_are_told() {
    let expression =
        Expression::parse("a = 1 or not (b in (c, 2) and `d e` is null) or f like 'x'").unwrap();
    assert_eq!(expression.columns(), ["a", "b", "c", "d e", "f"]);
}

/// Whatever is typed is answered.
#[test]
fn any_text_is_an_expression_or_an_error() {
    let pieces = [
        "a", "=", "'x'", "(", ")", "and", "not", "in", "is", "null", "1", ",", "like", "é", "`",
        "\"", "-",
    ];
    let mut number: usize = 1;
    for _ in 0..20_000 {
        let mut text = String::new();
        for _ in 0..number % 9 {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text += pieces[(number >> 33) % pieces.len()];
            text += " ";
        }
        number = number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        if let Err(error) = Expression::parse(&text) {
            assert!(error.at <= text.len() && !error.to_string().is_empty());
        }
    }
}
