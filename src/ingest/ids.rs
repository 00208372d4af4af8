//! Every document under an id of its own.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::fields::Place;
use crate::document::Document;
use crate::error::Error;

/// The ids of a run with the places where they were first seen.
///
/// Ids are held as 64-bit hashes, 17 bytes each: among five million ids the chance that two
/// share a hash is below one in a million, and all that follows is a needless `#2`.
#[derive(Default)]
pub(super) struct Ids {
    first: FxHashMap<u64, Seen>,
    /// How many documents wanted an id, where it was more than one.
    repeats: FxHashMap<u64, u64>,
    files: Vec<Arc<Path>>,
}

#[derive(Clone, Copy)]
struct Seen {
    file: u32,
    line: u32,
}

impl Ids {
    /// Gives a later document with the same id the name `id#2`, `id#3` and so on, and says so.
    pub(super) fn claim(
        &mut self,
        document: &mut Document,
        file: &Arc<Path>,
        line: u64,
    ) -> Option<Error> {
        let hash = hash_of(&document.id);
        let Some(seen) = self.first.get(&hash).copied() else {
            let seen = self.place(file, line);
            self.first.insert(hash, seen);
            return None;
        };
        let count = self.repeats.entry(hash).or_insert(1);
        let id = loop {
            *count += 1;
            let id = format!("{}#{count}", document.id);
            if !self.first.contains_key(&hash_of(&id)) {
                break id;
            }
        };
        let first = self.files[seen.file as usize].display();
        let warning = Place { file, line }.error(format!(
            "the id {} is taken by the document at {first}:{}; this one is kept as {id}",
            document.id, seen.line,
        ));
        let seen = self.place(file, line);
        self.first.insert(hash_of(&id), seen);
        document.id = id;
        Some(warning)
    }

    fn place(&mut self, file: &Arc<Path>, line: u64) -> Seen {
        if self.files.last() != Some(file) {
            self.files.push(Arc::clone(file));
        }
        let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Seen {
            file: narrow(self.files.len() as u64 - 1),
            line: narrow(line),
        }
    }
}

fn hash_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
