use super::*;
use crate::eval::gold::tests::gold;
use crate::eval::{ALL, Scores, score};

/// Sentence of each annotated event, and its row without document and quote.
const TEXT: &str = "Raqa was shelled. Homs was taken. They may strike Hama. \
    Idlib was raided, it is said. Tadmur changed hands. A village fell.";

const SHELLED: &str = r#""quote":"Raqa was shelled","place":"Raqqa","lat":35.95,"lon":39.01,"where_precision":"exact","date_start":"2017-08-26","date_end":"2017-08-26","event_type":"Explosions","sub_event_type":"Shelling","modality":"asserted""#;
const TAKEN: &str = r#""quote":"Homs was taken","place":"Homs","lat":34.73,"lon":36.71,"where_precision":"near","date_start":"2017-08-20","date_end":"2017-08-26","event_type":"Battles","sub_event_type":"Government regains territory","modality":"asserted","fatalities_min":3,"fatalities_max":5"#;
const MAY_STRIKE: &str = r#""quote":"may strike Hama","place":"Hama","lat":35.13,"lon":36.75,"where_precision":"exact","event_type":"Explosions","sub_event_type":"Air strike","modality":"hypothetical""#;
const RAIDED: &str = r#""quote":"Idlib was raided","place":"Idlib","lat":35.93,"lon":36.63,"where_precision":"admin","date_start":"2017-08-26","date_end":"2017-08-26","event_type":"Battles","sub_event_type":"Armed clash","modality":"denied""#;
const UNDATED: &str = r#""quote":"Tadmur changed hands","place":"Palmyra","lat":34.55,"lon":38.27,"where_precision":"exact","event_type":"Battles","sub_event_type":"Armed clash","modality":"asserted""#;
const UNLOCATED: &str = r#""quote":"A village fell","place":"?","where_precision":"exact","date_start":"2017-08-26","date_end":"2017-08-26","event_type":"Battles","sub_event_type":"Armed clash","modality":"asserted""#;

fn row(fields: &str) -> String {
    format!(r#"{{"doc":"a",{fields}}}"#)
}

/// The annotated event as a right answer; `change` makes it another.
fn answer(fields: &str, change: impl FnOnce(&mut PredictedEvent)) -> PredictedEvent {
    let gold = gold(&[INDEX], &[TEXT], &[], &[&row(fields)]);
    let gold = &gold.documents[0].events[0];
    let (lat, lon) = gold.point.unwrap_or((33.0, 36.0));
    let mut event = PredictedEvent {
        lat,
        lon,
        place: None,
        days: gold.days.unwrap_or(days("2017-08-26", "2017-08-26")),
        event_type: gold.event_type.clone(),
        sub_event_type: gold.sub_event_type.clone(),
        fatalities_low: gold.fatalities_min,
        fatalities_high: gold.fatalities_max,
        disputed: false,
        quote: format!("{}.", gold.quote),
    };
    change(&mut event);
    event
}

const INDEX: &str = r#"{"id":"a","lang":"xx"}"#;

fn days(first: &str, last: &str) -> DaySpan {
    DaySpan::new(first.parse().unwrap(), last.parse().unwrap())
}

/// Compares right/given/asked of the figures that are named; those without any are `-`.
fn check(rows: &[&str], events: Vec<PredictedEvent>, expected: &[(Measure, &str)]) {
    let rows: Vec<String> = rows.iter().map(|fields| row(fields)).collect();
    let rows: Vec<&str> = rows.iter().map(|row| &**row).collect();
    let gold = gold(&[INDEX], &[TEXT], &[], &rows);
    let prediction = Prediction {
        id: "a".to_owned(),
        events,
        ..Prediction::default()
    };
    let scores = score(&gold, &[prediction]);
    for (measure, expected) in expected {
        assert_eq!(&show(&scores, *measure), expected, "{measure:?} {rows:?}");
    }
}

fn show(scores: &Scores, measure: Measure) -> String {
    let row = scores.rows.iter();
    let row = row
        .filter(|row| row.part == ALL)
        .find(|row| row.measure == measure);
    row.map_or("-".to_owned(), |row| {
        let t = row.tally;
        format!("{}/{}/{}", t.right, t.given, t.asked)
    })
}

/// The three senses of being one event.
fn senses<'a>(date: &'a str, kind: &'a str, full: &'a str) -> Vec<(Measure, &'a str)> {
    vec![
        (Measure::EventsPlaceDate, date),
        (Measure::EventsPlaceType, kind),
        (Measure::EventsPlaceDateType, full),
    ]
}

#[test]
fn three_senses() {
    let one = |change: fn(&mut PredictedEvent)| vec![answer(SHELLED, change)];
    let rows = &[SHELLED, TAKEN];
    check(rows, one(|_| ()), &senses("1/1/2", "1/1/2", "1/1/2"));
    check(rows, vec![], &senses("0/0/2", "0/0/2", "0/0/2"));
    let other_day = one(|e| e.days = e.days.shift(1));
    check(rows, other_day, &senses("0/1/2", "1/1/2", "0/1/2"));
    let other_type = one(|e| e.event_type = "Riots".to_owned());
    check(rows, other_type, &senses("1/1/2", "0/1/2", "0/1/2"));
    // 12 km north.
    let other_place = one(|e| e.lat += 0.108);
    check(rows, other_place, &senses("0/1/2", "0/1/2", "0/1/2"));
    let twice = vec![answer(SHELLED, |_| ()), answer(SHELLED, |_| ())];
    check(rows, twice, &senses("1/2/2", "1/2/2", "1/2/2"));
}

#[test]
fn as_many_pairs_as_possible() {
    // The first answer fits both rows, the second fits the first row only.
    let wide = TAKEN.replace(r#""lat":34.73"#, r#""lat":34.9"#);
    let first = answer(TAKEN, |e| e.lat = 34.815);
    let second = answer(TAKEN, |e| e.lat = 34.6);
    let events = vec![first, second];
    check(
        &[TAKEN, &wide],
        events.clone(),
        &senses("2/2/2", "2/2/2", "2/2/2"),
    );
    // An optional row does not take an answer from one that is asked for.
    let optional = format!(r#"{TAKEN},"optional":true"#);
    check(
        &[&optional, &wide],
        events,
        &senses("1/1/1", "1/1/1", "1/1/1"),
    );
}

#[test]
fn distance_depends_on_precision() {
    for (precision, km, right) in [
        ("exact", 9.9, true),
        ("exact", 10.1, false),
        ("near", 24.9, true),
        ("near", 25.1, false),
        ("admin", 79.9, true),
        ("admin", 80.1, false),
    ] {
        let gold = SHELLED.replace("exact", precision);
        let event = answer(SHELLED, |e| e.lat += km / 111.195);
        let expected = if right { "1/1/1" } else { "0/1/1" };
        check(&[&gold], vec![event], &senses(expected, expected, expected));
    }
}

#[test]
fn dates() {
    for (gold, answer, right) in [
        (
            ("2017-08-26", "2017-08-26"),
            ("2017-08-26", "2017-08-26"),
            true,
        ),
        (
            ("2017-08-26", "2017-08-26"),
            ("2017-08-26", "2017-08-27"),
            false,
        ),
        (
            ("2017-08-26", "2017-08-26"),
            ("2017-08-01", "2017-08-31"),
            false,
        ),
        (
            ("2017-08-20", "2017-08-26"),
            ("2017-08-26", "2017-08-26"),
            true,
        ),
        (
            ("2017-08-20", "2017-08-26"),
            ("2017-08-27", "2017-08-27"),
            false,
        ),
        (
            ("2017-08-20", "2017-08-26"),
            ("2017-08-26", "2017-09-25"),
            true,
        ),
        (
            ("2017-08-20", "2017-08-26"),
            ("2017-08-26", "2017-09-26"),
            false,
        ),
        (
            ("2017-08-01", "2017-08-31"),
            ("2017-07-01", "2017-08-31"),
            true,
        ),
        (
            ("2017-08-01", "2017-08-31"),
            ("2017-06-30", "2017-08-31"),
            true,
        ),
        (
            ("2017-08-01", "2017-08-31"),
            ("2017-06-29", "2017-08-31"),
            false,
        ),
        (
            ("2017-08-01", "2017-08-31"),
            ("2017-01-01", "2017-12-31"),
            false,
        ),
    ] {
        let agrees = date_agrees(days(gold.0, gold.1), days(answer.0, answer.1));
        assert_eq!(agrees, right, "{gold:?} {answer:?}");
    }
}

#[test]
fn what_must_not_be_mapped() {
    use Measure::*;
    let rows = &[SHELLED, MAY_STRIKE, RAIDED, UNDATED];
    let kept = |plan, denied, undated| {
        [
            (HypotheticalKeptOut, plan),
            (DeniedKeptOut, denied),
            (UndatedKeptOut, undated),
            (PlannedKeptOut, "-"),
        ]
    };
    check(rows, vec![], &kept("1/1/1", "1/1/1", "1/1/1"));
    // A plan mapped as a fact is a false alarm and counted apart, whatever its date.
    let events = vec![answer(MAY_STRIKE, |e| e.days = e.days.shift(9))];
    check(rows, events.clone(), &senses("0/1/1", "0/1/1", "0/1/1"));
    check(rows, events, &kept("0/1/1", "1/1/1", "1/1/1"));
    // Contested: neither right nor wrong as disputed, wrong as a fact.
    let events = vec![answer(RAIDED, |e| e.disputed = true)];
    check(rows, events.clone(), &senses("0/0/1", "0/0/1", "0/0/1"));
    check(rows, events, &kept("1/1/1", "1/1/1", "1/1/1"));
    let events = vec![answer(RAIDED, |_| ())];
    check(rows, events.clone(), &senses("0/1/1", "0/1/1", "0/1/1"));
    check(rows, events, &kept("1/1/1", "0/1/1", "1/1/1"));
    // Nothing dates it: whoever does is wrong.
    let events = vec![answer(UNDATED, |_| ())];
    check(rows, events.clone(), &senses("0/1/1", "0/1/1", "0/1/1"));
    check(rows, events, &kept("1/1/1", "1/1/1", "0/1/1"));
    // Something of the kind did happen there: the plan was not mapped.
    let planned = SHELLED.replace("asserted", "planned");
    let happened = SHELLED.replace("Raqa was shelled", "Homs was taken");
    let events = vec![answer(SHELLED, |_| ()), answer(SHELLED, |_| ())];
    check(&[&planned, &happened], events, &[(PlannedKeptOut, "1/1/1")]);
    check(
        &[&planned],
        vec![answer(SHELLED, |_| ())],
        &[(PlannedKeptOut, "0/1/1")],
    );
}

#[test]
fn what_is_neither_asked_for_nor_wrong() {
    let optional = format!(r#"{TAKEN},"optional":true"#);
    let rows = &[SHELLED, &optional, UNLOCATED];
    check(rows, vec![], &senses("0/0/1", "0/0/1", "0/0/1"));
    let events = vec![answer(SHELLED, |_| ()), answer(TAKEN, |_| ())];
    check(rows, events, &senses("1/1/1", "1/1/1", "1/1/1"));
    // What the annotator could not place is known by its words.
    let events = vec![answer(UNLOCATED, |_| ())];
    check(rows, events, &senses("0/0/1", "0/0/1", "0/0/1"));
    let events = vec![answer(UNLOCATED, |e| {
        e.quote = "They may strike Hama.".to_owned()
    })];
    check(rows, events, &senses("0/1/1", "0/1/1", "0/1/1"));
    // A plan that is optional is excused too.
    let optional = format!(r#"{MAY_STRIKE},"optional":true"#);
    let events = vec![answer(MAY_STRIKE, |_| ())];
    check(
        &[&optional],
        events.clone(),
        &[(Measure::EventsPlaceType, "-")],
    );
    check(&[&optional], events, &[(Measure::HypotheticalKeptOut, "-")]);
}

#[test]
fn shares_among_the_matched() {
    use Measure::*;
    let rows = &[SHELLED, TAKEN];
    let all =
        |change: fn(&mut PredictedEvent)| vec![answer(SHELLED, |_| ()), answer(TAKEN, change)];
    let figures = |date, sub_type, deaths| {
        [
            (EventDates, date),
            (SubEventTypes, sub_type),
            (Fatalities, deaths),
        ]
    };
    check(rows, all(|_| ()), &figures("2/2/2", "2/2/2", "1/1/1"));
    check(
        rows,
        all(|e| e.days = days("2016-01-01", "2016-01-01")),
        &figures("1/2/2", "1/1/1", "-"),
    );
    check(
        rows,
        all(|e| e.sub_event_type.clear()),
        &figures("2/2/2", "1/2/2", "1/1/1"),
    );
    check(
        rows,
        all(|e| e.fatalities_high = None),
        &figures("2/2/2", "2/2/2", "0/1/1"),
    );
    check(rows, all(|e| e.lat = 0.0), &figures("1/1/1", "1/1/1", "-"));
    let deaths = vec![answer(SHELLED, |e| e.fatalities_low = Some(1))];
    check(rows, deaths, &figures("1/1/1", "1/1/1", "0/1/0"));
}

#[test]
fn deaths() {
    for (gold, answer, right) in [
        ((Some(3), Some(5)), (Some(3), Some(5)), true),
        ((Some(3), Some(5)), (Some(3), None), false),
        ((Some(3), Some(3)), (Some(3), None), true),
        ((Some(3), Some(3)), (None, Some(3)), true),
        ((Some(800), None), (Some(800), Some(800)), true),
        ((Some(800), None), (Some(80), Some(800)), false),
        ((None, Some(12)), (None, Some(12)), true),
        ((None, Some(12)), (Some(0), Some(12)), true),
        ((None, Some(12)), (None, None), false),
        ((None, None), (Some(1), Some(1)), false),
        ((None, None), (None, None), true),
    ] {
        let fields = |name: &str, value: Option<u32>| {
            value.map_or(String::new(), |n| format!(r#","fatalities_{name}":{n}"#))
        };
        let row = format!(
            "{SHELLED}{}{}",
            fields("min", gold.0),
            fields("max", gold.1)
        );
        let event = self::answer(&row, |e| {
            (e.fatalities_low, e.fatalities_high) = answer;
        });
        let gold = self::gold(&[INDEX], &[TEXT], &[], &[&self::row(&row)]);
        let agrees = deaths_agree(&gold.documents[0].events[0], &event);
        assert_eq!(agrees, right, "{row} {answer:?}");
    }
}
