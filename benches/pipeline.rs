//! How fast text becomes events, on one core: `cargo bench --bench pipeline`.
//!
//! The documents are the annotated ones of each language, repeated with distinct ids to `BENCH_MB` megabytes (8 unless told
//! otherwise, 50 for the figure of record). Every line is the median of five runs. Goals: 50 MB/s from text to events, every language
//! at half the speed of French or more; under 50 ms from the start to the reports of one article.

#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use dateline::analysis::{Siblings, settle};
use dateline::document::Document;
use dateline::engine::Engine;
use dateline::error::Error;
use dateline::ingest::{Input, Problem, Reader};
use dateline::merge::merge;
use dateline::reading::{Reading, read, read_watched};
use dateline::report::Report;
use dateline::run::{Desk, Outcome, run};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// That of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;

fn main() -> Result<(), Failure> {
    start_up()?;
    // One thread, so that every figure below is one of a core.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let engine = Engine::embedded()?;
    for language in engine.languages() {
        pool.install(|| measure(language, &engine))?;
    }
    Ok(())
}

fn measure(language: &str, engine: &Engine) -> Result<(), Failure> {
    let megabytes = env::var("BENCH_MB").map_or(Ok(8), |size| size.parse())?;
    let documents = documents(language, megabytes * 1_000_000)?;
    let bytes: usize = documents.iter().map(|d| d.text.len()).sum();
    let count = documents.len();
    println!("{language}: {count} documents, {} MB", bytes / 1_000_000);

    // A stream is read on any thread, at any time: its bytes stay.
    let lines: &'static [u8] = jsonl(&documents)?.leak();
    let mut reports = Vec::new();
    speed("text to events", bytes, || {
        let input = Input::Stream("bench".to_owned(), Box::new(lines));
        let mut desk = Reports::default();
        run(&mut Reader::open([input])?, engine, &mut desk)?;
        let (read, now) = (desk.0, Instant::now());
        reports.clone_from(&read);
        let copying = now.elapsed();
        let events = merge(read, &engine.actors);
        assert!(!events.is_empty());
        Ok(copying)
    })?;
    println!("  each stage alone:");
    speed("reading JSONL", bytes, || {
        let input = Input::Stream("bench".to_owned(), Box::new(lines));
        for batch in Reader::open([input])? {
            assert!(batch?.problems.is_empty());
        }
        Ok(Duration::ZERO)
    })?;
    speed("which language", bytes, || {
        let known = documents.iter().filter_map(|d| engine.identify(d));
        assert_eq!(known.count(), documents.len());
        Ok(Duration::ZERO)
    })?;
    steps(&documents, bytes, engine);
    dating(&documents, bytes, engine);
    speed("merge", bytes, || {
        let now = Instant::now();
        let reports = reports.clone();
        let copying = now.elapsed();
        assert!(!merge(reports, &engine.actors).is_empty());
        Ok(copying)
    })?;
    Ok(())
}

/// Time from nothing to the reports of one short article, by its language; on all threads.
fn start_up() -> Result<(), Failure> {
    for language in Engine::embedded()?.languages() {
        let documents = documents(language, 1_000_000)?.into_iter();
        let Some(document) = documents.min_by_key(|document| document.text.len()) else {
            continue;
        };
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let document = document.clone();
            let now = Instant::now();
            let engine = Engine::embedded()?;
            let pack = engine.identify(&document).unwrap_or(0);
            let settled = settle(read(document, pack, &engine), &Siblings::default(), &engine);
            times.push(now.elapsed());
            drop(settled);
        }
        println!("start-up, {language:<14}{:8.1} ms", median(times) * 1e3);
    }
    Ok(())
}

/// Every step of reading.
fn steps(documents: &[Document], bytes: usize, engine: &Engine) {
    let mut times: BTreeMap<_, Vec<Duration>> = BTreeMap::new();
    for _ in 0..RUNS {
        let mut sums: BTreeMap<_, Duration> = BTreeMap::new();
        for document in documents {
            let document = document.clone();
            let pack = engine.identify(&document).unwrap_or(0);
            let mut before = Instant::now();
            read_watched(document, pack, engine, |step| {
                let now = Instant::now();
                *sums.entry(step).or_default() += now - before;
                before = Instant::now();
            });
        }
        for (step, sum) in sums {
            times.entry(step).or_default().push(sum);
        }
    }
    for (step, times) in times {
        line(&format!("{step:?}").to_lowercase(), bytes, median(times));
    }
}

/// The publication date, the days and the reports of documents that are read.
fn dating(documents: &[Document], bytes: usize, engine: &Engine) {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let mut sum = Duration::ZERO;
        for document in documents {
            let pack = engine.identify(document).unwrap_or(0);
            let reading: Reading = read(document.clone(), pack, engine);
            let now = Instant::now();
            let settled = settle(reading, &Siblings::default(), engine);
            sum += now.elapsed();
            drop(settled);
        }
        times.push(sum);
    }
    line("dating and reports", bytes, median(times));
}

/// Measures work that tells which part of its time does not count.
fn speed(
    name: &str,
    bytes: usize,
    mut work: impl FnMut() -> Result<Duration, Failure>,
) -> Result<(), Failure> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let now = Instant::now();
        let beside = work()?;
        times.push(now.elapsed() - beside);
    }
    line(name, bytes, median(times));
    Ok(())
}

fn line(name: &str, bytes: usize, seconds: f64) {
    let speed = bytes as f64 / 1e6 / seconds;
    println!("{name:<24}{speed:8.1} MB/s {seconds:8.3} s");
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

/// The annotated documents of a language, again and again under new ids.
fn documents(language: &str, bytes: usize) -> Result<Vec<Document>, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = root.join("tests/gold").join(language);
    let folder = Input::Path(root.join("docs"));
    let mut originals = Vec::new();
    for batch in Reader::open([folder])? {
        originals.extend(batch?.documents);
    }
    let index = published(&root.join("index.jsonl"))?;
    for document in &mut originals {
        let published = index.get(&document.id).map(String::as_str);
        document.published = published.and_then(dateline::document::DaySpan::parse_iso);
    }
    let mut size = 0;
    let endless = originals.iter().cycle().enumerate();
    let enough = endless.take_while(|(_, document)| {
        size += document.text.len();
        size <= bytes
    });
    let renamed = enough.map(|(number, document)| Document {
        id: format!("{number}"),
        ..document.clone()
    });
    Ok(renamed.collect())
}

/// Publication dates by document, as the index of the annotated documents has them.
fn published(index: &PathBuf) -> Result<BTreeMap<String, String>, Failure> {
    let mut dates = BTreeMap::new();
    for line in fs::read_to_string(index)?.lines() {
        let entry: serde_json::Value = serde_json::from_str(line)?;
        if let (Some(id), Some(day)) = (entry["id"].as_str(), entry["published"].as_str()) {
            dates.insert(id.to_owned(), day.to_owned());
        }
    }
    Ok(dates)
}

fn jsonl(documents: &[Document]) -> Result<Vec<u8>, Failure> {
    let mut lines = Vec::new();
    for document in documents {
        let published = document.published.map(|days| match days.as_day() {
            Some(day) => day.to_string(),
            None => format!("{:04}-{:02}", days.first().year(), days.first().month()),
        });
        let record =
            serde_json::json!({"id": document.id, "text": document.text, "published": published});
        serde_json::to_writer(&mut lines, &record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

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

    fn take(&mut self, _: u64, digest: Vec<Report>) -> Result<(), Error> {
        self.0.extend(digest);
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        Err(problem.into_error())
    }

    fn advance(&mut self, _: u64) {}
}
