//! A language as an engine holds it: its words and its rules are compiled when a document needs them.

use std::sync::OnceLock;

use crate::engine::Engine;
use crate::error::Error;
use crate::language::{Base, Source};
use crate::pack::LanguagePack;

/// A language that can be read.
#[derive(Debug)]
pub(super) struct Language {
    source: Source,
    /// Whether it is written in a script that has capitals.
    pub cased: bool,
    base: OnceLock<Base>,
    pack: OnceLock<LanguagePack>,
}

impl Language {
    /// The language of some tables.
    pub fn new(source: Source) -> Language {
        Language {
            cased: source.is_cased(),
            source,
            base: OnceLock::new(),
            pack: OnceLock::new(),
        }
    }

    /// Its ISO 639-1 code.
    pub fn code(&self) -> &str {
        &self.source.code
    }

    /// The words of its lexicon.
    pub fn base(&self) -> &Base {
        self.base.get_or_init(|| right(Base::compile(&self.source)))
    }

    /// The whole pack. Nothing in its making waits for threads that read documents: those may wait for it.
    pub fn pack(&self, engine: &Engine) -> &LanguagePack {
        self.pack.get_or_init(|| right(self.compile(engine)))
    }

    /// Compiles everything, to find out whether a row is wrong.
    pub fn check(&self, engine: &Engine) -> Result<(), Error> {
        let base = Base::compile(&self.source)?;
        self.base.get_or_init(|| base);
        let pack = self.compile(engine)?;
        self.pack.get_or_init(|| pack);
        Ok(())
    }

    fn compile(&self, engine: &Engine) -> Result<LanguagePack, Error> {
        let (base, actors, ontology) = (self.base().clone(), &engine.actors, &engine.ontology);
        let mut pack = LanguagePack::with(base, &self.source, actors, ontology)?;
        pack.know_names(&engine.gazetteer);
        Ok(pack)
    }
}

/// What was made of rows that are right: the tests see to it for those that are built in, [`Language::check`] for others.
fn right<T>(made: Result<T, Error>) -> T {
    made.unwrap_or_else(|error| panic!("{error}"))
}
