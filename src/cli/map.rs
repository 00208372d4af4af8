//! `dateline map`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use rustc_hash::FxHashMap;

use dateline::cluster::events::DEFAULT as CLUSTERS;
use dateline::code_points::CodePoints;
use dateline::engine::Engine;
use dateline::error::Error;
use dateline::ingest::{InputCount, Problem, Reader};
use dateline::layer::Map;
use dateline::order::InOrder;
use dateline::record::{Recorder, UnmappedRecord};
use dateline::report::{Reason, Report};
use dateline::run::{self, Desk, Outcome, Why};
use dateline::write::atomic::{StagedFile, Staging, UNMAPPED};
use dateline::write::exports::write_formats;
use dateline::write::format::{self, Format};
use dateline::write::html::write_html;
use dateline::write::manifest::{Counts, Input, Manifest, Options};
use dateline::write::qgis::write_project;
use dateline::write::{labels, style, unmapped, write_map};

use super::args;
use super::check::{Target, Told};
use super::exit::Exit;
use super::messages::Messages;
use super::session::Session;
use super::summary;

/// Reads the inputs and writes the layers.
pub fn run(args: &args::Map, session: &Session) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let mut reader = session.reader(&args.input)?;
    let engine = session.engine()?;
    check_language(&args.labels, engine)?;
    let target = Target::new(args)?;
    let staging = Staging::new(target.folder())?;
    let unmapped = staging.open(UNMAPPED)?;
    let failed = {
        let destination = unmapped.destination().to_owned();
        move |error| Error::io(&destination, error)
    };
    let mut desk = MapDesk {
        engine,
        messages: session.messages(Some(&reader)),
        reports: Vec::new(),
        unmapped: InOrder::new(unmapped),
        failed: &failed,
        denied: FxHashMap::default(),
        counts: Counts::default(),
    };
    run::run(&mut reader, engine, &mut desk)?;
    let MapDesk {
        messages,
        reports,
        unmapped,
        denied,
        mut counts,
        ..
    } = desk;
    counts.skipped = messages.skipped;
    counts.reports = reports.len() as u64;
    let map = Map::new(reports, &CLUSTERS, engine);
    let unmapped = unmapped.finish().map_err(&failed)?;
    let denied = write_denied(unmapped, &map, &denied).map_err(&failed)?;
    if denied > 0 {
        *counts.unmapped.entry(Reason::Denied.name()).or_default() += denied;
    }
    counts.events = map.events.len() as u64;
    counts.layers = map.layers().len() as u64;
    counts.clusters = map.clusters.len() as u64;
    let manifest = Manifest {
        version: concat!("dateline ", env!("CARGO_PKG_VERSION")).to_owned(),
        options: options(session),
        gazetteer: engine.gazetteer.fingerprint().to_owned(),
        inputs: inputs(&reader),
        counts,
    };
    let told = Told {
        counts: &manifest.counts,
        problems: summary::problems(messages.skipped, messages.warnings),
    };
    if args.fail_if_empty && map.events.is_empty() {
        return target.empty(&told, session);
    }
    let recorder = Recorder::new(engine);
    let styles = args.simplestyle.then(style::embedded).transpose()?;
    write_map(&staging, &map, &manifest, &recorder, styles.as_deref())?;
    let options = format::Options { hxl: args.hxl };
    write_formats(&staging, &map, &recorder, &formats(args), options)?;
    if !args.no_project {
        write_project(&staging, &map, &recorder, &args.labels)?;
    }
    if !args.no_html {
        write_html(&staging, &map, &manifest, &recorder)?;
    }
    staging.commit()?;
    let bytes = manifest.inputs.iter().map(|input| input.bytes).sum();
    target.done(
        &told,
        &summary::speed(bytes, start.elapsed()),
        &messages,
        session,
    )
}

/// The language of labels has to be one that places have names in.
fn check_language(language: &str, engine: &Engine) -> Result<(), Error> {
    let known = labels::languages(engine);
    if known.contains(language) {
        return Ok(());
    }
    let known: Vec<&str> = known.into_iter().collect();
    let message = format!(
        "no names of places in {language:?}; there are: {}",
        known.join(", ")
    );
    Err(Error::usage(Path::new("--labels"), message))
}

/// The sentence of a denied report by document and first byte, in code points.
type DeniedSpans = FxHashMap<(String, usize), (usize, usize)>;

/// Keeps the reports of a run and writes down what is not mapped.
struct MapDesk<'a, F> {
    engine: &'a Engine,
    messages: Messages,
    reports: Vec<Report>,
    unmapped: InOrder<StagedFile>,
    failed: &'a F,
    /// Whether a denied report is mapped shows when all are joined, and the text is gone by then.
    denied: DeniedSpans,
    counts: Counts,
}

/// What is kept of a document.
struct Digest {
    language: Option<String>,
    reports: Vec<Report>,
    /// Lines of the list of what was not mapped.
    unmapped: Vec<u8>,
    /// Their reasons.
    reasons: Vec<&'static str>,
    denied: DeniedSpans,
    /// What a thorough reader wants to know.
    note: Option<String>,
}

impl<F: Fn(io::Error) -> Error + Sync> Desk for MapDesk<'_, F> {
    type Digest = Digest;

    fn digest(&self, outcome: Outcome) -> Digest {
        let settled = match outcome {
            Outcome::Read(settled) => settled,
            Outcome::Unread(document, why) => {
                let record = UnmappedRecord::of_document(&document.id, why.name());
                return Digest {
                    language: None,
                    reports: Vec::new(),
                    unmapped: unmapped::line(&record),
                    reasons: vec![why.name()],
                    denied: DeniedSpans::default(),
                    note: Some(format!("{}: not read: {}", document.id, why.name())),
                };
            }
        };
        let document = &settled.reading.document;
        let text = &document.text;
        let outcome = settled.outcome;
        let mut unmapped = unmapped::lines(&outcome.unmapped, text);
        unmapped.extend(unmapped::unread(document, settled.reading.unread()));
        let reasons = outcome.unmapped.iter().map(|u| u.reason.name());
        let unread = settled.reading.unread().map(|_| Why::Language.name());
        let mut denied = outcome.reports.iter().filter(|r| r.denied).peekable();
        let denied = match denied.peek() {
            None => DeniedSpans::default(),
            Some(_) => {
                let points = CodePoints::new(text);
                let place = |r: &Report| ((r.document.clone(), r.span.start), points.of(r.span));
                denied.map(place).collect()
            }
        };
        Digest {
            language: Some(self.engine.pack(settled.reading.pack).code.clone()),
            unmapped,
            reasons: reasons.chain(unread).collect(),
            reports: outcome.reports,
            denied,
            note: None,
        }
    }

    fn take(&mut self, number: u64, digest: Digest) -> Result<(), Error> {
        self.counts.documents += 1;
        if let Some(language) = digest.language {
            *self.counts.languages.entry(language).or_default() += 1;
        }
        for reason in digest.reasons {
            *self.counts.unmapped.entry(reason).or_default() += 1;
        }
        if let Some(note) = digest.note {
            self.messages.detail(&note);
        }
        self.reports.extend(digest.reports);
        self.denied.extend(digest.denied);
        let written = self.unmapped.push(number, &digest.unmapped);
        written.map_err(self.failed)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        self.messages.problem(problem)
    }

    fn advance(&mut self, bytes: u64) {
        self.messages.advance(bytes);
    }
}

/// Adds what every report denies to the list of what was not mapped, and tells how much that is.
fn write_denied(mut out: StagedFile, map: &Map, spans: &DeniedSpans) -> io::Result<u64> {
    let mut count = 0;
    for report in map.denied.iter().flat_map(|event| &event.reports) {
        let key = (report.document.clone(), report.span.start);
        let span = spans.get(&key).copied().unwrap_or_default();
        let record = UnmappedRecord::of_report(report, Reason::Denied.name(), span);
        out.write_all(&unmapped::line(&record))?;
        count += 1;
    }
    out.flush()?;
    Ok(count)
}

/// What is asked for, each once.
fn formats(args: &args::Map) -> Vec<Format> {
    let formats: BTreeSet<Format> = args.format.iter().copied().collect();
    formats.into_iter().collect()
}

fn options(session: &Session) -> Options {
    let name = |path: &PathBuf| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into()
    };
    Options {
        default_gazetteer: !session.common.no_default_gazetteer,
        gazetteers: session.common.gazetteer.iter().map(name).collect(),
        cluster_radius_m: CLUSTERS.radius_m,
        cluster_days: CLUSTERS.days,
        cluster_events: CLUSTERS.min_events,
    }
}

fn inputs(reader: &Reader) -> Vec<Input> {
    let input = |count: &InputCount| Input {
        name: count.name.clone(),
        bytes: count.bytes,
        documents: count.documents,
    };
    reader.inputs().iter().map(input).collect()
}
