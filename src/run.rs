//! A run: documents in, and whatever a [`Desk`] makes of each, on all threads, in memory that does not grow with
//! the input.
//!
//! Documents that date themselves are done at once. The others are set aside, the first megabytes with what was found
//! in them, the rest as text, in a temporary file when they are many, and done when all that the run says is known.
//! Those that even then hang on the event of another one get a second round, in which that one may have been dated.

mod waiting;

use rayon::prelude::*;

use crate::analysis::{Progress, Settled, Siblings, begin, is_anchored, settle};
use crate::document::Document;
use crate::engine::Engine;
use crate::error::Error;
use crate::ingest::{Batch, Problem};
use crate::reading::read;
use waiting::{Room, Waiting, Waits};

/// What became of a document.
#[derive(Debug)]
pub enum Outcome {
    /// It was read.
    Read(Box<Settled>),
    /// It was not.
    Unread(Document, Why),
}

/// Why a document was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// There is no letter in it.
    NoLetters,
    /// No language pack reads it.
    Language,
}

impl Why {
    /// The name in lists of what was not mapped.
    pub fn name(self) -> &'static str {
        match self {
            Why::NoLetters => "no letters",
            Why::Language => "language",
        }
    }
}

/// Where the documents of a run arrive.
pub trait Desk: Sync {
    /// What is kept of a document.
    type Digest: Send;

    /// Takes from a document what is to be kept; on any thread, in any order.
    fn digest(&self, outcome: Outcome) -> Self::Digest;

    /// Takes the digest of a document, numbered from 0 in input order.
    ///
    /// Documents that date themselves come in ascending order; so do then those of the first round, and at last those
    /// of the second.
    ///
    /// # Errors
    /// Whatever ends the run.
    fn take(&mut self, number: u64, digest: Self::Digest) -> Result<(), Error>;

    /// Hears what is wrong with the input.
    ///
    /// # Errors
    /// The problem itself, where problems end the run.
    fn problem(&mut self, problem: Problem) -> Result<(), Error>;

    /// Hears how much more of the input was done, in bytes.
    fn advance(&mut self, bytes: u64);
}

/// Takes all documents of the batches through the pipeline.
///
/// # Errors
/// When an input cannot be read, when the temporary file cannot be written, and whatever the desk answers.
pub fn run<D: Desk>(
    batches: &mut (impl Iterator<Item = Result<Batch, Error>> + Send),
    engine: &Engine,
    desk: &mut D,
) -> Result<(), Error> {
    let (mut waiting, room) = (Waiting::default(), Room::default());
    let mut siblings = Siblings::default();
    let mut number = 0;
    let mut batch = batches.next();
    while let Some(now) = batch {
        let now = now?;
        let problems = now.problems;
        // The next batch is read while this one is analysed.
        let (next, steps) = rayon::join(
            || batches.next(),
            || alone(now.documents, &room, engine, &*desk),
        );
        batch = next;
        for problem in problems {
            desk.problem(problem)?;
        }
        for step in steps {
            match step {
                Step::Done(digest, said) => {
                    siblings.join(said);
                    desk.take(number, digest)?;
                }
                Step::Wait(waits) => waiting.push(number, waits)?,
            }
            number += 1;
        }
        desk.advance(now.bytes);
    }
    let (again, said) = round(waiting, &siblings, Round::First, &room, engine, desk)?;
    siblings.join(said);
    round(again, &siblings, Round::Last, &room, engine, desk)?;
    Ok(())
}

/// How far one document has come.
enum Step<T> {
    Done(T, Siblings),
    Wait(Waits),
}

/// What documents give without each other.
fn alone<D: Desk>(
    documents: Vec<Document>,
    room: &Room,
    engine: &Engine,
    desk: &D,
) -> Vec<Step<D::Digest>> {
    let step = |document: Document| {
        if !document.text.chars().any(char::is_alphabetic) {
            return unread(document, Why::NoLetters, desk);
        }
        match begin(document, engine) {
            Progress::Settled(settled) => done(settled, desk),
            Progress::Waiting(reading) => Step::Wait(room.keep(reading)),
            Progress::UnknownLanguage(document) => unread(document, Why::Language, desk),
        }
    };
    documents.into_par_iter().map(step).collect()
}

fn done<D: Desk>(settled: Box<Settled>, desk: &D) -> Step<D::Digest> {
    let said = Siblings::of(&settled);
    Step::Done(desk.digest(Outcome::Read(settled)), said)
}

fn unread<D: Desk>(document: Document, why: Why, desk: &D) -> Step<D::Digest> {
    Step::Done(
        desk.digest(Outcome::Unread(document, why)),
        Siblings::default(),
    )
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Round {
    First,
    Last,
}

/// Settles waiting documents; gives back those that wait on, and what the others say.
fn round<D: Desk>(
    waiting: Waiting,
    siblings: &Siblings,
    which: Round,
    room: &Room,
    engine: &Engine,
    desk: &mut D,
) -> Result<(Waiting, Siblings), Error> {
    let mut again = Waiting::default();
    let mut said = Siblings::default();
    for chunk in waiting.chunks()? {
        let (numbers, documents): (Vec<u64>, Vec<Waits>) = chunk?.into_iter().unzip();
        let step = |waits: Waits| {
            let (reading, kept) = match waits {
                Waits::Read(reading) => (*reading, true),
                Waits::Unread(document) => match engine.identify(&document) {
                    None => return unread(document, Why::Language, &*desk),
                    Some(pack) => (read(document, pack, engine), false),
                },
            };
            let anchored = which == Round::First && is_anchored(&reading);
            let settled = settle(reading, siblings, engine);
            let publication = settled.publication;
            let dated = publication.is_some_and(|p| p.days.as_day().is_some());
            match (anchored && !dated, kept) {
                (false, _) => done(Box::new(settled), &*desk),
                (true, true) => Step::Wait(Waits::Read(Box::new(settled.reading))),
                (true, false) => Step::Wait(room.keep(Box::new(settled.reading))),
            }
        };
        let steps: Vec<_> = documents.into_par_iter().map(step).collect();
        for (number, step) in numbers.into_iter().zip(steps) {
            match step {
                Step::Done(digest, more) => {
                    said.join(more);
                    desk.take(number, digest)?;
                }
                Step::Wait(waits) => again.push(number, waits)?,
            }
        }
    }
    Ok((again, said))
}
