//! Records that wait for their turn: in memory while they are few, in a temporary file when they are many.

use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use tempfile::SpooledTempFile;

/// Up to so many bytes stay in memory.
const IN_MEMORY: usize = 16 << 20;

/// Numbered records, written one after the other.
#[derive(Debug)]
pub struct Spool {
    file: BufWriter<SpooledTempFile>,
    last: Option<u64>,
}

/// The records of a [`Spool`], read one after the other.
#[derive(Debug)]
pub struct Records {
    file: BufReader<SpooledTempFile>,
}

impl Default for Spool {
    fn default() -> Spool {
        Spool {
            file: BufWriter::new(SpooledTempFile::new(IN_MEMORY)),
            last: None,
        }
    }
}

impl Spool {
    /// Adds a record.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn push(&mut self, number: u64, bytes: &[u8]) -> io::Result<()> {
        self.last = Some(number);
        self.file.write_all(&number.to_le_bytes())?;
        self.file.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write_all(bytes)
    }

    /// The number of the record that was added last.
    pub fn last(&self) -> Option<u64> {
        self.last
    }

    /// Turns from writing to reading.
    ///
    /// # Errors
    /// When the temporary file cannot be written to its end.
    pub fn records(self) -> io::Result<Records> {
        let mut file = self.file.into_inner()?;
        file.rewind()?;
        Ok(Records {
            file: BufReader::new(file),
        })
    }
}

impl Iterator for Records {
    type Item = io::Result<(u64, Vec<u8>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut number = [0; 8];
        match self.file.read_exact(&mut number) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
            Err(error) => return Some(Err(error)),
            Ok(()) => {}
        }
        let mut record = || {
            let mut length = [0; 8];
            self.file.read_exact(&mut length)?;
            let length = u64::from_le_bytes(length) as usize;
            let mut bytes = vec![0; length];
            self.file.read_exact(&mut bytes)?;
            Ok((u64::from_le_bytes(number), bytes))
        };
        Some(record())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_from_memory_and_from_disk() {
        for length in [0, 3, IN_MEMORY] {
            let mut spool = Spool::default();
            let records = [(1, vec![7; length]), (5, vec![]), (9, vec![1, 2])];
            for (number, bytes) in &records {
                spool.push(*number, bytes).unwrap();
            }
            assert_eq!(spool.last(), Some(9));
            let read: Vec<_> = spool.records().unwrap().map(Result::unwrap).collect();
            assert!(read == records, "{length}");
        }
    }
}
