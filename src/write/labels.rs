//! What maps write beside events, in several languages, and how they part events that lie on one point.
//!
//! The columns of an event do not depend on how it is drawn, so this is a table of its own, joined by the event's id.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use rustc_hash::FxHashMap;

use crate::engine::Engine;
use crate::layer::layer;
use crate::merge::Event;
use crate::place::locate::Precision;
use crate::record::{LabelRecord, Recorder};
use crate::write::geojson::Collection;

/// The column with the labels in a language.
pub fn column(language: &str) -> String {
    format!("label_{language}")
}

/// The languages that places can be labelled in: those that are read, and those of the gazetteer.
pub fn languages(engine: &Engine) -> BTreeSet<&str> {
    let read = engine.languages();
    read.chain(engine.gazetteer.languages()).collect()
}

/// Writes the labels of events, in their order, each at the event's point.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_labels<'a>(
    out: &mut impl Write,
    events: &'a [Event],
    recorder: &Recorder<'a>,
) -> io::Result<()> {
    let engine = recorder.engine();
    let languages = languages(engine);
    let seats = seats(events, |event| format!("{:?}", recorder.position(event)));
    let on_layer = |event: &Event| format!("{:?} {}", recorder.position(event), layer(event.days));
    let seats_of_date = self::seats(events, on_layer);
    let mut collection = Collection::begin(out, "labels")?;
    for (at, event) in events.iter().enumerate() {
        let labels = languages.iter().map(|code| {
            let label = label(event, code, engine);
            (column(code), label)
        });
        let record = LabelRecord {
            event_id: &event.id,
            seat: seats[at],
            seat_of_date: seats_of_date[at],
            labels: labels.collect::<BTreeMap<_, _>>(),
        };
        collection.feature(&event.id, ("Point", recorder.position(event)), record)?;
    }
    collection.end()
}

/// The name of an event's place in a language, or that of the text where the gazetteer lacks the place.
pub fn place_name<'a>(event: &'a Event, language: &str, engine: &'a Engine) -> &'a str {
    let place = &event.best().place;
    if place.listed {
        engine.gazetteer.place(place.place).name_in(language)
    } else {
        &place.name
    }
}

/// The name of the place; where the event does not lie in the place but near it, a sign tells so.
fn label(event: &Event, language: &str, engine: &Engine) -> String {
    let name = place_name(event, language, engine);
    match event.best().place.located.precision {
        Precision::Near => format!("≈ {name}"),
        _ => name.to_owned(),
    }
}

/// The number of each event among those of its group; those with most reports come first.
fn seats(events: &[Event], group: impl Fn(&Event) -> String) -> Vec<usize> {
    let mut order: Vec<usize> = (0..events.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(events[at].reports.len()));
    let mut taken: FxHashMap<String, usize> = FxHashMap::default();
    let mut seats = vec![0; events.len()];
    for at in order {
        let next = taken.entry(group(&events[at])).or_default();
        seats[at] = *next;
        *next += 1;
    }
    seats
}
