//! Reading what is compared: a folder that `map` wrote, or a layer in any format that `query` reads.

use std::ops::ControlFlow;
use std::path::Path;

use super::feature::Feature;
use crate::error::Error;
use crate::ingest::Problem;
use crate::query::bounds::Bounds;
use crate::query::read::json::Columns;
use crate::query::read::{Ask, Options, Sink, open};
use crate::query::row::Row;

/// The features of a layer, or of the layer of all events in a folder.
///
/// # Errors
/// A path that cannot be read; a folder without that layer; a layer of which something cannot be read, since a part that is
/// missing would pass for events that were removed.
pub fn read(path: &Path) -> Result<Vec<Feature>, Error> {
    let (reader, _) = open(path, Options { index: false })?;
    let ask = Ask {
        bounds: &Bounds::default(),
        looks_at: &[],
        keeps: &|_| true,
        gives: Columns::All,
        text: true,
    };
    let mut features = Features(Vec::new());
    reader.read(&ask, &mut features)?;
    Ok(features.0)
}

struct Features(Vec<Feature>);

impl Sink for Features {
    fn row(&mut self, row: Row) -> Result<ControlFlow<()>, Error> {
        self.0.push(row.into());
        Ok(ControlFlow::Continue(()))
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        match problem {
            Problem::Skipped(error) => Err(error),
            Problem::Warning(_) => Ok(()),
        }
    }
}
