//! What every document is read with: languages, places, actors, event types.

pub mod identify;

use std::path::PathBuf;

use rayon::prelude::*;

use crate::error::Error;
use crate::event::known_actors::KnownActors;
use crate::event::types::Ontology;
use crate::gazetteer::Gazetteer;
use crate::language::Source;
use crate::pack::{LanguagePack, sources};

/// The compiled data; shared by all threads.
#[derive(Debug)]
pub struct Engine {
    pub(crate) packs: Vec<LanguagePack>,
    /// Places and their names.
    pub gazetteer: Gazetteer,
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
    packs: Vec<LanguagePack>,
    actors: KnownActors,
    ontology: Ontology,
}

impl Embedded {
    /// With the languages of some folders added.
    fn compile(languages: &[PathBuf]) -> Result<Embedded, Error> {
        let (actors, ontology) = (KnownActors::embedded()?, Ontology::embedded()?);
        let sources = sources(languages)?;
        let pack = |source: &Source| LanguagePack::with(source, &actors, &ontology);
        Ok(Embedded {
            packs: sources.par_iter().map(pack).collect::<Result<_, _>>()?,
            actors,
            ontology,
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
        // The two halves of the work of starting.
        let gazetteer = || Gazetteer::open(&config.gazetteers, config.no_default_gazetteer);
        let embedded = || Embedded::compile(&config.languages);
        let (gazetteer, embedded) = rayon::join(gazetteer, embedded);
        Ok(Engine::new(embedded?, gazetteer?))
    }

    /// The built-in languages, actors and event types with another gazetteer.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn with_gazetteer(gazetteer: Gazetteer) -> Result<Engine, Error> {
        Ok(Engine::new(Embedded::compile(&[])?, gazetteer))
    }

    fn new(embedded: Embedded, gazetteer: Gazetteer) -> Engine {
        let Embedded {
            mut packs,
            actors,
            ontology,
        } = embedded;
        for pack in &mut packs {
            pack.know_names(&gazetteer);
        }
        Engine {
            packs,
            gazetteer,
            actors,
            ontology,
        }
    }

    /// A language pack by number.
    pub fn pack(&self, number: usize) -> &LanguagePack {
        &self.packs[number]
    }

    /// The codes of the languages, in the order of their numbers.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.packs.iter().map(|pack| pack.code.as_str())
    }
}
