//! What the common options come to.

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::path::Path;

use dateline::engine::{Config, Engine};
use dateline::error::Error;
use dateline::ingest::{Input, Reader};

use super::args::{Color, Common};
use super::github::Github;
use super::messages::{Messages, Volume};

/// The setting in which a command runs.
#[derive(Debug)]
pub struct Session {
    pub common: Common,
    /// Where the run is part of a job of GitHub Actions.
    pub github: Option<Github>,
}

impl Session {
    pub fn new(common: Common) -> Session {
        Session {
            common,
            github: Github::from_env(),
        }
    }

    /// Runs something with as many threads as were asked for.
    pub fn in_pool<T: Send>(
        &self,
        run: impl FnOnce() -> anyhow::Result<T> + Send,
    ) -> anyhow::Result<T> {
        match self.common.jobs {
            None => run(),
            Some(jobs) => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get());
                pool.build()?.install(run)
            }
        }
    }

    /// Languages, places, actors, event types; kept until the process ends, which is sooner when nothing is taken apart.
    pub fn engine(&self) -> Result<&'static Engine, Error> {
        let common = self.common.clone();
        let engine = Engine::open(&Config {
            gazetteers: common.gazetteer,
            no_default_gazetteer: common.no_default_gazetteer,
            languages: common.languages,
        })?;
        Ok(Box::leak(Box::new(engine)))
    }

    /// The inputs that were named.
    pub fn reader(&self, input: &[OsString]) -> Result<Reader, Error> {
        Reader::open(input.iter().map(|name| Input::from_argument(name)))
    }

    /// Where messages about the input go.
    pub fn messages(&self, reader: Option<&Reader>) -> Messages {
        let volume = match (self.common.quiet, self.common.verbose) {
            (true, _) => Volume::Quiet,
            (_, true) => Volume::Verbose,
            _ => Volume::Normal,
        };
        Messages::new(volume, self.common.strict, self.github.clone(), reader)
    }

    /// Whether the standard output takes colours.
    pub fn color(&self) -> bool {
        match self.common.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                !unwanted && io::stdout().is_terminal()
            }
        }
    }
}

/// An error while writing to the standard output.
pub fn stdout_failed(error: io::Error) -> Error {
    Error::io(Path::new("standard output"), error)
}
