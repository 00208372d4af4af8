//! A language as an engine holds it: its words at once, its rules when a document needs them.

use std::sync::OnceLock;

use crate::engine::Engine;
use crate::error::Error;
use crate::language::{Base, Source};
use crate::pack::LanguagePack;

/// A language that can be read.
#[derive(Debug)]
pub(super) struct Language {
    source: Source,
    base: Base,
    pack: OnceLock<LanguagePack>,
}

impl Language {
    /// Reads the words of a language.
    pub fn new(source: Source) -> Result<Language, Error> {
        Ok(Language {
            base: Base::compile(&source)?,
            source,
            pack: OnceLock::new(),
        })
    }

    /// Its ISO 639-1 code.
    pub fn code(&self) -> &str {
        &self.source.code
    }

    /// The words of its lexicon.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// The whole pack. Nothing in its making waits for other threads, as those may wait for it.
    pub fn pack(&self, engine: &Engine) -> &LanguagePack {
        let compile = || self.compile(engine);
        self.pack
            .get_or_init(|| compile().unwrap_or_else(|error| panic!("{error}")))
    }

    /// Compiles the pack, to find out whether a row is wrong.
    pub fn check(&self, engine: &Engine) -> Result<(), Error> {
        let pack = self.compile(engine)?;
        self.pack.get_or_init(|| pack);
        Ok(())
    }

    fn compile(&self, engine: &Engine) -> Result<LanguagePack, Error> {
        let (actors, ontology) = (&engine.actors, &engine.ontology);
        let mut pack = LanguagePack::with(self.base.clone(), &self.source, actors, ontology)?;
        pack.know_names(&engine.gazetteer);
        Ok(pack)
    }
}
