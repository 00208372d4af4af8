//! Stretches of bytes that are shared, not copied.

use std::sync::Arc;

/// A stretch of bytes that belongs to a file read in one go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bytes {
    all: Arc<Vec<u8>>,
    from: usize,
    to: usize,
}

impl Bytes {
    /// The stretch from one byte up to another; `None` where there are fewer.
    pub(crate) fn part(&self, from: usize, to: usize) -> Option<Bytes> {
        let inside = from <= to && to <= self.to - self.from;
        inside.then(|| Bytes {
            all: Arc::clone(&self.all),
            from: self.from + from,
            to: self.from + to,
        })
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(all: Vec<u8>) -> Bytes {
        Bytes {
            from: 0,
            to: all.len(),
            all: Arc::new(all),
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.all[self.from..self.to]
    }
}

/// The number in four bytes, the lowest first; `None` where there are fewer.
pub(crate) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}
