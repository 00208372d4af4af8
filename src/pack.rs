//! A language pack: what every stage made of the tables in one language folder.

use crate::data;
use crate::error::Error;
use crate::event::actor::ActorRules;
use crate::event::known_actors::KnownActors;
use crate::event::speech::SpeechRules;
use crate::language::{Base, Source};

/// Everything that the pipeline knows about one language.
#[derive(Debug)]
pub struct LanguagePack {
    /// ISO 639-1 code: the name of the folder.
    pub code: String,
    /// Words and where they end.
    pub base: Base,
    /// Names and descriptions of actors.
    pub actor: ActorRules,
    /// Words of speech.
    pub speech: SpeechRules,
}

impl LanguagePack {
    /// Compiles the tables of a language folder.
    ///
    /// # Errors
    /// The first row that cannot be used, with its file and line.
    pub fn compile(source: &Source) -> Result<LanguagePack, Error> {
        // Every stage adds its words to the vocabulary first; patterns are finished when all words are known.
        let mut base = Base::compile(source)?;
        let actors = KnownActors::embedded()?;
        let mut actor = ActorRules::compile(source, &actors, &mut base)?;
        let mut speech = SpeechRules::compile(source, &mut base)?;
        actor.finish(&base);
        speech.finish(&base);
        Ok(LanguagePack {
            code: source.code.clone(),
            base,
            actor,
            speech,
        })
    }
}

/// The sources of the packs that are built in, in order of their codes.
///
/// # Errors
/// When an embedded file is not a table, which the tests exclude.
pub fn embedded_sources() -> Result<Vec<Source>, Error> {
    let mut codes: Vec<&str> = data::folder("languages")
        .filter_map(|(path, _)| Some(path.split_once('/')?.0))
        .collect();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| {
            let folder = format!("languages/{code}");
            let files: Vec<_> = data::folder(&folder).collect();
            Source::new(code, files)
        })
        .collect()
}
