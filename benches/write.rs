//! How fast features are written: `cargo bench --bench write`. Goal: 300 MB/s or more for one million features.

#![allow(missing_docs)]

use std::io::{self, Write};
use std::time::Instant;

use dateline::cluster::events::DEFAULT;
use dateline::document::{DaySpan, Document, add_days};
use dateline::engine::Engine;
use dateline::ingest::{Batch, Problem};
use dateline::layer::Map;
use dateline::merge::Event;
use dateline::record::Recorder;
use dateline::report::Report;
use dateline::run::{Desk, Outcome, run};
use dateline::write::geojson::write_events;

const FEATURES: usize = 1_000_000;
const TEXT: &str = "Le 26 août 2017, l'armée syrienne a repris la ville de Mayadine aux combattants de Daech. \
    Le 27 août, douze soldats ont été tués dans une embuscade près de Deir ez-Zor, selon l'OSDH.";

/// Keeps the reports.
#[derive(Default)]
struct Reports(Vec<Report>);

impl Desk for Reports {
    type Digest = Vec<Report>;

    fn digest(&self, outcome: Outcome) -> Vec<Report> {
        match outcome {
            Outcome::Read(settled) => settled.outcome.reports,
            Outcome::Unread(..) => Vec::new(),
        }
    }

    fn take(&mut self, _: u64, digest: Vec<Report>) -> Result<(), dateline::error::Error> {
        self.0.extend(digest);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> Result<(), dateline::error::Error> {
        Err(problem.into_error())
    }

    fn advance(&mut self, _: u64) {}
}

/// Counts bytes and throws them away.
#[derive(Default)]
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::embedded()?;
    let document = Document {
        id: "bench".to_owned(),
        text: TEXT.to_owned(),
        published: DaySpan::parse_iso("2017-08-28"),
        ..Document::default()
    };
    let batch = Batch {
        documents: vec![document],
        ..Batch::default()
    };
    let mut reports = Reports::default();
    run(&mut std::iter::once(Ok(batch)), &engine, &mut reports)?;
    let map = Map::new(reports.0, &DEFAULT, &engine);
    // One million events would take a gigabyte: a few thousand are written again and again.
    let events: Vec<Event> = (0..5_000)
        .map(|number| {
            let mut event = map.events[number % map.events.len()].clone();
            event.id = format!("{number:013}");
            event.days = DaySpan::day(add_days(event.days.first(), number as i32));
            event
        })
        .collect();
    let recorder = Recorder::new(&engine);
    for _ in 0..3 {
        let mut counter = Counter::default();
        let start = Instant::now();
        let all = events.iter().cycle().take(FEATURES);
        write_events(&mut counter, "events", all, &recorder)?;
        let seconds = start.elapsed().as_secs_f64();
        let megabytes = counter.0 as f64 / 1e6;
        println!(
            "{FEATURES} features, {megabytes:.0} MB: {seconds:.2} s, {:.0} MB/s",
            megabytes / seconds
        );
    }
    Ok(())
}
