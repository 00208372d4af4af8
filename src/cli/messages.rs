//! Messages about the input, on the standard error.

use std::io::{self, Write};

use dateline::error::Error;
use dateline::ingest::{Problem, Reader};

use super::github::{Github, harmless};
use super::progress::Progress;

/// How much is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Volume {
    /// Errors only.
    Quiet,
    /// The first messages, and a summary.
    Normal,
    /// Every message.
    Verbose,
}

/// So many problems are told one by one; the summary counts the rest.
const FIRST_FEW: u64 = 20;

/// Tells problems, or ends the run at the first one.
#[derive(Debug)]
pub struct Messages {
    volume: Volume,
    strict: bool,
    github: Option<Github>,
    progress: Progress,
    /// Records that were left out.
    pub skipped: u64,
    /// Problems that left nothing out.
    pub warnings: u64,
}

impl Messages {
    /// With a progress bar where the input is long and somebody is watching.
    pub fn new(
        volume: Volume,
        strict: bool,
        github: Option<Github>,
        reader: Option<&Reader>,
    ) -> Messages {
        let progress = match reader {
            Some(reader) if volume > Volume::Quiet => Progress::new(reader.total_bytes()),
            _ => Progress::default(),
        };
        let messages = Messages {
            volume,
            strict,
            github,
            progress,
            skipped: 0,
            warnings: 0,
        };
        for path in reader.map_or(&[][..], Reader::ignored) {
            messages.detail(&format!("{}: not read", path.display()));
        }
        messages
    }

    /// Tells a problem.
    ///
    /// # Errors
    /// The problem, when the run is strict.
    pub fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        if self.strict {
            return Err(problem.into_error());
        }
        let told = self.skipped + self.warnings;
        let kind = match &problem {
            Problem::Skipped(_) => {
                self.skipped += 1;
                "skipped"
            }
            Problem::Warning(_) => {
                self.warnings += 1;
                "warning"
            }
        };
        if self.volume == Volume::Verbose || self.volume == Volume::Normal && told < FIRST_FEW {
            self.tell(kind, problem.error());
        } else if self.volume == Volume::Normal && told == FIRST_FEW {
            self.say("more problems follow; --verbose lists all");
        }
        Ok(())
    }

    /// Tells what only a thorough reader wants to know.
    pub fn detail(&self, text: &str) {
        if self.volume == Volume::Verbose {
            self.say(text);
        }
    }

    /// Tells how a run ended, and takes the bar away.
    pub fn summary(&self, text: &str) {
        self.progress.finish();
        if self.volume > Volume::Quiet {
            self.say(text.trim_end());
        }
    }

    /// Moves the bar on.
    pub fn advance(&self, bytes: u64) {
        self.progress.advance(bytes);
    }

    fn tell(&self, kind: &str, error: &Error) {
        let text = format!("{kind}: {error}");
        let line = match &self.github {
            Some(github) => github.annotation("warning", error, &text),
            None => text,
        };
        self.print(&line);
    }

    fn say(&self, text: &str) {
        match &self.github {
            Some(_) => self.print(&harmless(text)),
            None => self.print(text),
        }
    }

    fn print(&self, text: &str) {
        // Where the standard error is closed, nobody is told anything.
        self.progress.aside(|| _ = writeln!(io::stderr(), "{text}"));
    }
}
