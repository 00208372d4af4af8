use super::*;
use crate::eval::gold::tests::gold;

/// One document of each part with the same text and annotations.
fn documents() -> Gold {
    let index = [
        r#"{"id":"s","lang":"xx","origin":"user","published":"2017-08-27"}"#,
        r#"{"id":"o","lang":"xx","published":"2017-08-27"}"#,
        r#"{"id":"c","lang":"xx","published":"2017-08-27","set_aside":true}"#,
    ];
    let toponym = |doc: &str| {
        format!(
            r#"{{"doc":"{doc}","start":3,"end":7,"surface":"Raqa","name":"Raqqa","lat":35.95,"lon":39.01,"kind":"city","role":"event"}}"#
        )
    };
    let event = |doc: &str, quote: &str, modality: &str| {
        format!(
            r#"{{"doc":"{doc}","quote":"{quote}","place":"Raqqa","lat":35.95,"lon":39.01,"where_precision":"exact","date_start":"2017-08-26","date_end":"2017-08-26","event_type":"Battles","sub_event_type":"Armed clash","modality":"{modality}","fatalities_min":2}}"#
        )
    };
    let toponyms = ["s", "o", "c"].map(toponym);
    let events: Vec<String> = ["s", "o", "c"]
        .iter()
        .flat_map(|doc| {
            [
                event(doc, "In Raqa\\nthey fought", "asserted"),
                event(doc, "will fight", "planned").replace("Battles", "Riots"),
            ]
        })
        .collect();
    let texts = ["In Raqa\nthey fought and will fight."; 3];
    let toponyms: Vec<&str> = toponyms.iter().map(|row| &**row).collect();
    let events: Vec<&str> = events.iter().map(|row| &**row).collect();
    gold(&index, &texts, &toponyms, &events)
}

/// An answer without any mistake.
fn right(id: &str) -> Prediction {
    let day = |text| DaySpan::parse_iso(text).unwrap();
    Prediction {
        id: id.to_owned(),
        published: Some(day("2017-08-27")),
        language: "xx".to_owned(),
        toponyms: vec![PredictedToponym {
            span: 3..7,
            surface: "Raqa".to_owned(),
            metonym: false,
            place: Some("Ar-Raqqa".to_owned()),
            point: Some((35.95, 39.01)),
        }],
        events: vec![PredictedEvent {
            lat: 35.95,
            lon: 39.01,
            place: Some("Ar-Raqqa".to_owned()),
            days: day("2017-08-26"),
            event_type: "Battles".to_owned(),
            sub_event_type: "Armed clash".to_owned(),
            fatalities_low: Some(2),
            fatalities_high: None,
            disputed: false,
            quote: "In Raqa\nthey fought and will fight.".to_owned(),
        }],
    }
}

/// Lists the mistakes of one document, of which the right answer is changed.
fn check(change: fn(&mut Prediction), expected: &[&str]) {
    let mut prediction = right("o");
    change(&mut prediction);
    let listing = misses(&documents(), &[prediction], &[Part::Open]);
    let lines: Vec<&str> = listing.lines().skip(1).map(|line| &line[2..]).collect();
    assert_eq!(lines, expected);
}

#[test]
fn mistakes() {
    const RAQA: &str = "“In [Raqa] they fought and will fight.”";
    const EVENT: &str = "Ar-Raqqa 35.950 39.010, 2017-08-26, Battles / Armed clash: “In Raqa they fought and will fight.”";
    const GOLD: &str =
        "Raqqa 35.950 39.010 (10 km), 2017-08-26, Battles / Armed clash: “In Raqa they fought”";
    check(|_| (), &[]);
    check(
        |p| {
            p.language.clear();
            p.published = None;
        },
        &[
            "language: expected xx, given “”",
            "publication: expected 2017-08-27, given none",
        ],
    );
    check(
        |p| p.toponyms.clear(),
        &[&format!(
            "toponym missed: {RAQA}: expected Raqqa 35.950 39.010, city"
        )],
    );
    check(
        |p| p.toponyms[0].point = None,
        &[&format!(
            "toponym without a place: {RAQA}: expected Raqqa 35.950 39.010, city"
        )],
    );
    check(
        |p| p.toponyms[0].point = Some((36.95, 39.01)),
        &[&format!(
            "toponym misplaced, 111 km off (10 km allowed), given Ar-Raqqa 36.950 39.010: {RAQA}: expected Raqqa 35.950 39.010, city"
        )],
    );
    check(
        |p| p.toponyms[0].metonym = true,
        &[&format!(
            "toponym role, a place taken for a metonym: {RAQA}"
        )],
    );
    check(
        |p| {
            p.toponyms.push(PredictedToponym {
                span: 0..2,
                ..PredictedToponym::default()
            });
        },
        &["toponym false alarm: “[In] Raqa they fought and will fight”: given no place"],
    );
    check(
        |p| p.events.clear(),
        &[&format!("event missed: {GOLD}"), "  nothing near it"],
    );
    check(
        |p| {
            p.events[0].days = p.events[0].days.shift(1);
            p.events[0].lat += 1.0;
        },
        &[
            &format!("event missed: {GOLD}"),
            &format!(
                "  nearest: {}; wrong: place by 111 km, date",
                EVENT.replace("35.9", "36.9").replace("08-26", "08-27")
            ),
            &format!(
                "event false alarm: {}",
                EVENT.replace("35.9", "36.9").replace("08-26", "08-27")
            ),
        ],
    );
    check(
        |p| p.events.push(p.events[0].clone()),
        &[&format!("event false alarm: {EVENT}")],
    );
    check(
        |p| {
            p.events[0].sub_event_type = "Shelling".to_owned();
            p.events[0].fatalities_low = None;
        },
        &[
            "event sub-type: expected Armed clash, given Shelling: “In Raqa they fought”",
            "event fatalities: expected 2..?, given none: “In Raqa they fought”",
        ],
    );
    check(
        |p| {
            let mut riot = p.events[0].clone();
            riot.event_type = "Riots".to_owned();
            riot.quote = "will fight".to_owned();
            p.events.push(riot);
        },
        &[
            "event mapped though planned: Raqqa 35.950 39.010 (10 km), 2017-08-26, Riots / Armed clash: “will fight”",
            "  given: Ar-Raqqa 35.950 39.010, 2017-08-26, Riots / Armed clash: “will fight”",
        ],
    );
}

#[test]
fn what_is_set_aside_stays_closed() {
    let seen = |parts: &[Part]| {
        let listing = misses(&documents(), &[right("s")], parts);
        let ids = listing
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with(' '));
        ids.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(seen(&Part::UNSEALED), ["o"]);
    assert_eq!(seen(&[Part::SetAside]), ["c"]);
    assert_eq!(seen(&[Part::Seeds]), [""; 0]);
}
