//! Rows of a binary format, looked at on all threads and given in their order.

use std::ops::ControlFlow;
use std::path::Path;

use rayon::prelude::*;

use super::Sink;
use crate::error::Error;
use crate::ingest::Problem;
use crate::query::row::Row;

/// So many rows are looked at together.
const ROWS: usize = 4096;

/// Rows that wait to be looked at. `look` gives the row of a number and what was read, nothing where it is not wanted, or what is
/// wrong with it.
pub(super) struct Batch<'p, T, F> {
    path: &'p Path,
    look: F,
    rows: Vec<(u64, T)>,
}

impl<'p, T, F> Batch<'p, T, F>
where
    T: Send + Sync,
    F: Fn(u64, &T) -> Result<Option<Row>, String> + Sync,
{
    pub(super) fn new(path: &'p Path, look: F) -> Batch<'p, T, F> {
        Batch {
            path,
            look,
            rows: Vec::with_capacity(ROWS),
        }
    }

    /// Adds what was read of a row.
    pub(super) fn push(
        &mut self,
        number: u64,
        read: T,
        sink: &mut dyn Sink,
    ) -> Result<ControlFlow<()>, Error> {
        self.rows.push((number, read));
        match self.rows.len() < ROWS {
            true => Ok(ControlFlow::Continue(())),
            false => self.finish(sink),
        }
    }

    /// Looks at the rows that wait.
    pub(super) fn finish(&mut self, sink: &mut dyn Sink) -> Result<ControlFlow<()>, Error> {
        let look = |(number, read): &(u64, T)| (self.look)(*number, read).transpose();
        let found: Vec<Result<Row, String>> = self.rows.par_iter().filter_map(look).collect();
        self.rows.clear();
        for found in found {
            match found {
                Ok(row) => {
                    if sink.row(row)?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                Err(message) => {
                    let error = Error::content(self.path, None, message);
                    sink.problem(Problem::Skipped(error))?;
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
