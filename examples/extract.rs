//! Tells what a text reports: `cargo run --example extract -- 2017-09-08 "Vendredi, l'armée syrienne a repris al-Choula."`.

use dateline::analysis::{Siblings, settle};
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::reading::read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let document = Document {
        published: arguments.next().and_then(|day| DaySpan::parse_iso(&day)),
        text: arguments.next().unwrap_or_default(),
        ..Document::default()
    };
    let engine = Engine::embedded()?;
    let pack = engine
        .identify(&document)
        .ok_or("no language that is known")?;
    let reading = read(document, pack, &engine);
    for report in settle(reading, &Siblings::default(), &engine)
        .outcome
        .reports
    {
        let (place, sub_type) = (&report.place.name, &report.event_type.sub_event_type);
        println!("{} {place}: {sub_type}", report.days.first());
    }
    Ok(())
}
