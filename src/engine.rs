//! What every document is read with: languages, places, actors, event types.

use std::path::PathBuf;

use rayon::prelude::*;

use crate::document::Document;
use crate::error::Error;
use crate::event::known_actors::KnownActors;
use crate::event::types::Ontology;
use crate::gazetteer::Gazetteer;
use crate::pack::{LanguagePack, embedded_sources};
use crate::token::{Kind, tokenize};

/// The compiled data; shared by all threads.
#[derive(Debug)]
pub struct Engine {
    packs: Vec<LanguagePack>,
    /// Places and their names.
    pub gazetteer: Gazetteer,
    /// Who acts and who says so.
    pub actors: KnownActors,
    /// Event types.
    pub ontology: Ontology,
}

/// A text in a language has at least this share of words that its rules know; a related language has some too, so
/// that a longer text needs more.
const FEWEST_KNOWN: [f64; 2] = [0.25, 0.45];
/// From so many words on a text is a longer one.
const LONGER: usize = 25;
/// So many bytes tell the language.
const PREFIX_BYTES: usize = 2_000;

impl Engine {
    /// Everything that is built in.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn embedded() -> Result<Engine, Error> {
        Engine::with_gazetteer(Gazetteer::embedded()?)
    }

    /// Everything that is built in, with the gazetteers at `paths` added, or instead of the built-in one if `only`.
    ///
    /// # Errors
    /// A gazetteer that cannot be read, or a row of it that is wrong, with its line.
    pub fn open(paths: &[PathBuf], only: bool) -> Result<Engine, Error> {
        // The two halves of the work of starting.
        let (gazetteer, rest) = rayon::join(
            || Gazetteer::open(paths, only),
            || Engine::with_gazetteer(Gazetteer::from_tables(&[])?),
        );
        Ok(Engine {
            gazetteer: gazetteer?,
            ..rest?
        })
    }

    /// The built-in languages, actors and event types with another gazetteer.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Result<Engine, Error> {
        let packs = embedded_sources()?;
        let packs = packs.par_iter().map(LanguagePack::compile);
        Ok(Engine {
            packs: packs.collect::<Result<_, _>>()?,
            gazetteer,
            actors: KnownActors::embedded()?,
            ontology: Ontology::embedded()?,
        })
    }

    /// A language pack by number.
    pub fn pack(&self, number: usize) -> &LanguagePack {
        &self.packs[number]
    }

    /// The codes of the languages, in the order of their numbers.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.packs.iter().map(|pack| pack.code.as_str())
    }

    /// The pack of a document's language: the one that its metadata names, or the one that knows most words of
    /// its beginning; `None` where no pack knows enough of them.
    pub fn identify(&self, document: &Document) -> Option<usize> {
        if let Some(code) = &document.language {
            return self.packs.iter().position(|pack| pack.code == *code);
        }
        let mut end = document.text.len().min(PREFIX_BYTES);
        while !document.text.is_char_boundary(end) {
            end -= 1;
        }
        let prefix = &document.text[..end];
        let share = |pack: &LanguagePack| {
            let base = &pack.base;
            let tokens = tokenize(prefix, &base.segmentation, &base.vocabulary);
            let words = tokens.iter().filter(|t| t.kind == Kind::Word);
            let known = words
                .clone()
                .filter(|t| !base.lexicon.memberships(t.word).is_empty());
            let words = words.count();
            let needed = FEWEST_KNOWN[usize::from(words >= LONGER)];
            let share = known.count() as f64 / words.max(1) as f64;
            (share >= needed).then_some(share)
        };
        let shares = self.packs.iter().map(share).enumerate();
        let known = shares.filter_map(|(pack, share)| Some((pack, share?)));
        let best = known.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(best.0)
    }
}
