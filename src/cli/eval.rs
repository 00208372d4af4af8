//! `dateline eval`.

use std::io::{self, Write};

use dateline::analysis::Settled;
use dateline::cluster::events::DEFAULT as CLUSTERS;
use dateline::code_points::CodePoints;
use dateline::engine::Engine;
use dateline::error::Error;
use dateline::eval::{
    Part, PredictedEvent, PredictedToponym, Prediction, csv, misses, read_gold, score, table,
};
use dateline::ingest::{Batch, Problem};
use dateline::layer::Map;
use dateline::merge::Event;
use dateline::place::{Role, Toponym};
use dateline::run::{self, Desk, Outcome};

use super::args::{self, EvalFormat};
use super::exit::Exit;
use super::session::{Session, stdout_failed};

/// Prints the scores, or the mistakes.
pub fn run(args: &args::Eval, session: &Session) -> anyhow::Result<Exit> {
    let parts = args.part.iter().map(|name| part(name));
    let mut parts = parts.collect::<anyhow::Result<Vec<Part>>>()?;
    if parts.is_empty() {
        parts = Part::UNSEALED.to_vec();
    }
    let gold = read_gold(&args.gold)?;
    let engine = session.engine()?;
    let batch = Batch {
        documents: gold.documents.iter().map(|g| g.document.clone()).collect(),
        ..Batch::default()
    };
    let mut desk = EvalDesk {
        engine,
        predictions: Vec::new(),
    };
    run::run(&mut std::iter::once(Ok(batch)), engine, &mut desk)?;
    let predictions = desk.predictions;
    let shown = match (args.show, args.format) {
        (Some(args::Show::Misses), _) => misses(&gold, &predictions, &parts),
        (None, EvalFormat::Table) => table(&score(&gold, &predictions)),
        (None, EvalFormat::Csv) => csv(&score(&gold, &predictions)),
    };
    let mut out = io::stdout().lock();
    out.write_all(shown.as_bytes()).map_err(stdout_failed)?;
    Ok(Exit::Done)
}

fn part(name: &str) -> anyhow::Result<Part> {
    Part::named(name).ok_or_else(|| {
        let names = [Part::Seeds, Part::Open, Part::SetAside].map(Part::name);
        let message = format!("no such part; the parts are {}", names.join(", "));
        Error::usage(name.as_ref(), message).into()
    })
}

/// Gathers answers; their order does not matter.
struct EvalDesk<'a> {
    engine: &'a Engine,
    predictions: Vec<Prediction>,
}

impl Desk for EvalDesk<'_> {
    type Digest = Prediction;

    fn digest(&self, outcome: Outcome) -> Prediction {
        match outcome {
            Outcome::Read(settled) => prediction(*settled, self.engine),
            Outcome::Unread(document, _) => Prediction {
                id: document.id,
                published: document.published,
                ..Prediction::default()
            },
        }
    }

    fn take(&mut self, _: u64, digest: Prediction) -> Result<(), Error> {
        self.predictions.push(digest);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        Err(problem.into_error())
    }

    fn advance(&mut self, _: u64) {}
}

/// What one document alone puts on the map.
fn prediction(settled: Settled, engine: &Engine) -> Prediction {
    let reading = settled.reading;
    let text = &reading.document.text;
    let points = CodePoints::new(text);
    let toponym = |toponym: &Toponym| {
        let span = reading.tokens.span(toponym.first, toponym.end - 1);
        let (start, end) = points.of(span);
        let place = toponym.place().map(|id| engine.gazetteer.place(id));
        PredictedToponym {
            span: start..end,
            surface: span.of(text).to_owned(),
            metonym: toponym.role == Role::Metonym,
            place: place.map(|place| place.name.to_string()),
            point: place.map(|place| (place.lat, place.lon)),
        }
    };
    let map = Map::new(settled.outcome.reports, &CLUSTERS, engine);
    Prediction {
        id: reading.document.id.clone(),
        published: settled.publication.map(|publication| publication.days),
        language: engine.pack(reading.pack).code.clone(),
        toponyms: reading.toponyms.iter().map(toponym).collect(),
        events: map.events.iter().map(event).collect(),
    }
}

fn event(event: &Event) -> PredictedEvent {
    let best = event.best();
    PredictedEvent {
        lat: best.place.located.lat,
        lon: best.place.located.lon,
        place: Some(best.place.name.clone()),
        days: event.days,
        event_type: event.event_type.event_type.to_string(),
        sub_event_type: event.event_type.sub_event_type.clone(),
        fatalities_low: event.fatalities_low,
        fatalities_high: event.fatalities_high,
        disputed: event.disputed,
        quote: best.quote.clone(),
    }
}
