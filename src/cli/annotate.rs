//! `dateline annotate`.

use std::io::{self, BufWriter, Stdout, Write};
use std::time::Instant;

use dateline::annotate::Format;
use dateline::engine::Engine;
use dateline::error::Error;
use dateline::ingest::Problem;
use dateline::order::InOrder;
use dateline::run::{self, Desk, Outcome};

use super::args::{self, AnnotateFormat};
use super::exit::Exit;
use super::messages::Messages;
use super::session::{Session, stdout_failed};
use super::summary;

/// Prints the documents with everything that was found in them.
pub fn run(args: &args::Annotate, session: &Session) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let mut reader = session.reader(&args.input)?;
    let engine = session.engine()?;
    let format = match args.format {
        AnnotateFormat::Text => Format::Text {
            color: session.color(),
        },
        AnnotateFormat::Jsonl => Format::Jsonl,
        AnnotateFormat::Html => Format::Html,
    };
    let mut out = BufWriter::new(io::stdout());
    out.write_all(format.opening().as_bytes())
        .map_err(stdout_failed)?;
    let mut desk = AnnotateDesk {
        engine,
        format,
        messages: session.messages(Some(&reader)),
        out: InOrder::new(out),
    };
    run::run(&mut reader, engine, &mut desk)?;
    let mut out = desk.out.finish().map_err(stdout_failed)?;
    out.write_all(format.closing().as_bytes())
        .and_then(|()| out.flush())
        .map_err(stdout_failed)?;
    let messages = desk.messages;
    let bytes = reader.inputs().iter().map(|input| input.bytes).sum();
    let last_words = [
        summary::problems(messages.skipped, messages.warnings),
        summary::speed(bytes, start.elapsed()),
    ];
    messages.summary(&last_words.concat());
    Ok(Exit::skipped(messages.skipped))
}

/// Prints documents in the order of the input.
struct AnnotateDesk<'a> {
    engine: &'a Engine,
    format: Format,
    messages: Messages,
    out: InOrder<BufWriter<Stdout>>,
}

impl Desk for AnnotateDesk<'_> {
    type Digest = Vec<u8>;

    fn digest(&self, outcome: Outcome) -> Vec<u8> {
        self.format.document(&outcome, self.engine)
    }

    fn take(&mut self, number: u64, digest: Vec<u8>) -> Result<(), Error> {
        self.out.push(number, &digest).map_err(stdout_failed)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        self.messages.problem(problem)
    }

    fn advance(&mut self, bytes: u64) {
        self.messages.advance(bytes);
    }
}
