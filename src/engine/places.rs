//! The places that are built in, loaded while the first language is compiled.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{LazyLock, mpsc};

use rayon::ThreadPoolBuilder;

use crate::error::Error;
use crate::gazetteer::Gazetteer;

/// A gazetteer that may still be on its way: who needs it waits.
#[derive(Debug)]
pub struct Places(LazyLock<Gazetteer, Arrival>);

/// Waits for the gazetteer.
type Arrival = Box<dyn FnOnce() -> Gazetteer + Send>;

impl Places {
    /// A gazetteer that is there.
    pub(super) fn new(gazetteer: Gazetteer) -> Places {
        Places(LazyLock::new(Box::new(|| gazetteer)))
    }

    /// The gazetteer of [`Gazetteer::open`]: when it is the one that is built in, on its way.
    pub(super) fn open(paths: &[PathBuf], only: bool) -> Result<Places, Error> {
        match paths.is_empty() && !only {
            true => Places::loading(),
            false => Ok(Places::new(Gazetteer::open(paths, only)?)),
        }
    }

    fn loading() -> Result<Places, Error> {
        // In a pool of its own: threads that wait for it while they read documents could not help with it.
        let Ok(pool) = ThreadPoolBuilder::new().num_threads(1).build() else {
            return Ok(Places::new(Gazetteer::embedded()?));
        };
        let (sender, receiver) = mpsc::sync_channel(1);
        pool.spawn(move || _ = sender.send(Gazetteer::embedded()));
        let arrival = move || match receiver.recv() {
            Ok(Ok(gazetteer)) => gazetteer,
            Ok(Err(error)) => panic!("{error}"),
            Err(error) => panic!("{error}"),
        };
        Ok(Places(LazyLock::new(Box::new(arrival))))
    }
}

impl Deref for Places {
    type Target = Gazetteer;

    /// # Panics
    /// When an embedded row is wrong, which the tests exclude.
    fn deref(&self) -> &Gazetteer {
        &self.0
    }
}
