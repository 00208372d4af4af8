//! What every document is read with: languages, places, actors, event types.

pub mod identify;
mod language;
mod places;

use std::path::PathBuf;

use rayon::prelude::*;

use crate::engine::language::Language;
pub use crate::engine::places::Places;
use crate::error::Error;
use crate::event::known_actors::KnownActors;
use crate::event::types::Ontology;
use crate::gazetteer::Gazetteer;
use crate::language::Base;
use crate::pack::{LanguagePack, sources};

/// What every document is read with; shared by all threads.
///
/// A language that is built in is compiled when the first document needs it, so that who reads one language does not wait
/// for all.
#[derive(Debug)]
pub struct Engine {
    languages: Vec<Language>,
    /// Places and their names.
    pub gazetteer: Places,
    /// Who acts and who says so.
    pub actors: KnownActors,
    /// Event types.
    pub ontology: Ontology,
}

/// What an engine has beside or instead of what is built in.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Tables of places, folders of them, or compiled gazetteers.
    pub gazetteers: Vec<PathBuf>,
    /// Whether the built-in places are left out.
    pub no_default_gazetteer: bool,
    /// Folders of languages, see [`sources`].
    pub languages: Vec<PathBuf>,
}

/// All that is built in but the places.
struct Embedded {
    languages: Vec<Language>,
    actors: KnownActors,
    ontology: Ontology,
}

impl Embedded {
    /// With the languages of some folders added.
    fn read(languages: &[PathBuf]) -> Result<Embedded, Error> {
        let sources = sources(languages)?.into_iter();
        Ok(Embedded {
            languages: sources.map(Language::new).collect(),
            actors: KnownActors::embedded()?,
            ontology: Ontology::embedded()?,
        })
    }
}

impl Engine {
    /// Everything that is built in.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn embedded() -> Result<Engine, Error> {
        Engine::open(&Config::default())
    }

    /// Everything that is built in, with more places and languages.
    ///
    /// # Errors
    /// A gazetteer or a language that cannot be read, or a row that is wrong, with its line.
    pub fn open(config: &Config) -> Result<Engine, Error> {
        let gazetteer = || Places::open(&config.gazetteers, config.no_default_gazetteer);
        let embedded = || Embedded::read(&config.languages);
        let (gazetteer, embedded) = rayon::join(gazetteer, embedded);
        let engine = Engine::new(embedded?, gazetteer?);
        // What others have written may be wrong, and they want to know before anything is read.
        if !config.languages.is_empty() {
            engine.check_languages()?;
        }
        Ok(engine)
    }

    /// The built-in languages, actors and event types with another gazetteer.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Result<Engine, Error> {
        Ok(Engine::new(Embedded::read(&[])?, Places::new(gazetteer)))
    }

    fn new(embedded: Embedded, gazetteer: Places) -> Engine {
        Engine {
            languages: embedded.languages,
            gazetteer,
            actors: embedded.actors,
            ontology: embedded.ontology,
        }
    }

    /// Compiles the rules of all languages.
    fn check_languages(&self) -> Result<(), Error> {
        let languages = self.languages.par_iter();
        let checks: Vec<Result<(), Error>> = languages.map(|one| one.check(self)).collect();
        checks.into_iter().collect()
    }

    /// A language pack by number, compiled now where no document has needed it before.
    ///
    /// # Panics
    /// When there are not so many languages, or when an embedded row is wrong, which the tests exclude.
    pub fn pack(&self, number: usize) -> &LanguagePack {
        self.languages[number].pack(self)
    }

    /// What tells whether words are of a language. Where words are cut by whether the parts are known, the words of rules
    /// count too.
    fn words(&self, number: usize) -> &Base {
        let base = self.languages[number].base();
        match base.segmentation.proclitics.is_empty() {
            true => base,
            false => &self.pack(number).base,
        }
    }

    /// The codes of the languages, in the order of their numbers.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.iter().map(Language::code)
    }
}
