//! Where `map` writes, and what it tells in the end: into a folder, or only whether that folder is what the inputs make.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use dateline::diff::folder::{Fault, faults};
use dateline::diff::{Config, compare, feature::Feature, markdown, read::read, text};
use dateline::error::Error;
use dateline::write::atomic::EVENTS;
use dateline::write::manifest::Counts;
use tempfile::TempDir;

use super::args;
use super::exit::Exit;
use super::github::harmless;
use super::messages::Messages;
use super::session::{Session, stdout_failed};
use super::summary;

/// The summary of a job holds a megabyte; so many changes fit.
const CHANGES_IN_SUMMARY: usize = 500;

/// The folder that `map` is asked to make.
#[derive(Debug)]
pub struct Target<'a> {
    args: &'a args::Map,
    /// Where it is made instead, to be compared.
    draft: Option<TempDir>,
}

/// What a run is told by.
#[derive(Debug)]
pub struct Told<'a> {
    pub counts: &'a Counts,
    /// A line about records that were left out; empty where none was.
    pub problems: String,
}

impl<'a> Target<'a> {
    /// Makes a place for a draft where nothing is to be written.
    pub fn new(args: &'a args::Map) -> Result<Target<'a>, Error> {
        let draft = args.check.then(tempfile::tempdir).transpose();
        let failed = |error| Error::io(Path::new("temporary folder"), error);
        Ok(Target {
            args,
            draft: draft.map_err(failed)?,
        })
    }

    /// Where the files go.
    pub fn folder(&self) -> &Path {
        self.draft.as_ref().map_or(&self.args.out, TempDir::path)
    }

    fn name(&self) -> String {
        self.args.out.display().to_string()
    }

    /// What ends a run of which no event came.
    pub fn empty(&self, told: &Told, session: &Session) -> anyhow::Result<Exit> {
        let message = "no event came of the inputs, and nothing was written";
        self.summarise(told, message, session)?;
        Err(Error::content(&self.args.out, None, message).into())
    }

    /// Ends a run whose files are written.
    pub fn done(
        self,
        told: &Told,
        speed: &str,
        messages: &Messages,
        session: &Session,
    ) -> anyhow::Result<Exit> {
        let name = self.name();
        let last_words = [&summary::map(told.counts, &name), &told.problems, speed].concat();
        let skipped = Exit::skipped(messages.skipped);
        let Some(draft) = &self.draft else {
            self.summarise(told, "", session)?;
            messages.summary(&last_words);
            return Ok(skipped);
        };
        let faults = faults(&self.args.out, draft.path())?;
        messages.summary(&last_words);
        if faults.is_empty() {
            let text = format!("{name} is what the inputs make\n");
            self.summarise(told, &text, session)?;
            messages.summary(&text);
            return Ok(skipped);
        }
        // A layer that is missing or broken is told as a file, and has no events to compare.
        let found = read(&self.args.out.join(EVENTS)).unwrap_or_default();
        let made = read(draft.path())?;
        self.differs(&faults, &found, &made, told, session)?;
        messages.summary("the same command without --check makes it anew");
        Ok(Exit::Partly)
    }

    /// Prints in what the folder is not what the inputs make.
    fn differs(
        &self,
        faults: &[(String, Fault)],
        found: &[Feature],
        made: &[Feature],
        told: &Told,
        session: &Session,
    ) -> Result<(), Error> {
        let name = self.name();
        let diff = compare(found, made, &Config::default());
        let mut files = String::new();
        for (file, fault) in faults {
            files += &format!("  {file} {}\n", fault.name());
        }
        let mut shown = format!("{name} is not what the inputs make:\n{files}").into_bytes();
        let mut summary = format!("{name} is not what the inputs make: ").into_bytes();
        // Memory takes any text.
        let _ = text::write(&diff, usize::MAX, &mut shown);
        let _ = markdown::write(&diff, CHANGES_IN_SUMMARY, &mut summary);
        self.summarise(told, &String::from_utf8_lossy(&summary), session)?;
        if session.github.is_some() {
            shown = harmless(&String::from_utf8_lossy(&shown)).into_bytes();
        }
        io::stdout().write_all(&shown).map_err(stdout_failed)
    }

    /// Appends to the file of the summary, if there is one.
    fn summarise(&self, told: &Told, verdict: &str, session: &Session) -> Result<(), Error> {
        let github = session.github.as_ref();
        let of_job = || github.and_then(|github| github.summary.clone());
        let Some(path) = self.args.summary.clone().or_else(of_job) else {
            return Ok(());
        };
        let text = summary::markdown(told.counts, &self.name(), &told.problems, verdict);
        append(&path, &text).map_err(|error| Error::io(&path, error))
    }
}

fn append(path: &PathBuf, text: &str) -> io::Result<()> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file?.write_all(text.as_bytes())
}
