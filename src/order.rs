//! Output in the order of the input, although some documents are done later than those behind them.

use std::io::{self, Write};
use std::iter::Peekable;

use crate::spool::{Records, Spool};

/// Takes the numbered pieces of an output in a few ascending runs and writes them in ascending order.
///
/// Pieces are written through as long as none is missing before them; the rest waits in [`Spool`]s, one for each
/// ascending run.
#[derive(Debug)]
pub struct InOrder<W> {
    out: W,
    /// The piece that may be written through.
    next: u64,
    runs: Vec<Spool>,
}

impl<W: Write> InOrder<W> {
    /// Nothing written yet; pieces are numbered from 0.
    pub fn new(out: W) -> InOrder<W> {
        InOrder {
            out,
            next: 0,
            runs: Vec::new(),
        }
    }

    /// Takes a piece. Every number comes once; that of a piece without content may be left out only by an empty piece.
    ///
    /// # Errors
    /// When the output or a temporary file cannot be written.
    pub fn push(&mut self, number: u64, bytes: &[u8]) -> io::Result<()> {
        if number == self.next && self.runs.is_empty() {
            self.next += 1;
            return self.out.write_all(bytes);
        }
        let goes_on = |run: &Spool| run.last().is_some_and(|last| last < number);
        if !self.runs.last().is_some_and(goes_on) {
            self.runs.push(Spool::default());
        }
        match self.runs.last_mut() {
            Some(run) => run.push(number, bytes),
            None => Ok(()),
        }
    }

    /// Writes what waits, and gives the output back.
    ///
    /// # Errors
    /// When the output or a temporary file cannot be written or read.
    pub fn finish(mut self) -> io::Result<W> {
        let runs = self.runs.into_iter().map(Spool::records);
        let mut runs = runs
            .map(|run| run.map(Iterator::peekable))
            .collect::<io::Result<Vec<Peekable<Records>>>>()?;
        let number = |run: &mut Peekable<Records>| match run.peek() {
            None => None,
            // An error is next in line, whatever it stands for.
            Some(Err(_)) => Some(0),
            Some(Ok((number, _))) => Some(*number),
        };
        loop {
            let numbered = runs.iter_mut().enumerate();
            let waiting = numbered.filter_map(|(at, run)| Some((number(run)?, at)));
            let Some((_, at)) = waiting.min() else { break };
            if let Some(record) = runs[at].next() {
                self.out.write_all(&record?.1)?;
            }
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[u64], through: &str, whole: &str) {
        let mut order = InOrder::new(Vec::new());
        for number in numbers {
            order.push(*number, number.to_string().as_bytes()).unwrap();
        }
        assert_eq!(order.out, through.as_bytes(), "{numbers:?}");
        assert_eq!(order.finish().unwrap(), whole.as_bytes(), "{numbers:?}");
    }

    #[test]
    fn late_pieces_go_where_they_belong() {
        check(&[], "", "");
        check(&[0, 1, 2], "012", "012");
        check(&[1, 2, 0], "", "012");
        check(&[0, 2, 4, 1, 3], "0", "01234");
        check(&[0, 3, 5, 1, 4, 2], "0", "012345");
    }
}
