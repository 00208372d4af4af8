//! A language pack: what every stage made of the tables in one language folder.

use crate::data;
use crate::error::Error;
use crate::event::actor::ActorRules;
use crate::event::factuality::FactualityRules;
use crate::event::known_actors::KnownActors;
use crate::event::speech::SpeechRules;
use crate::event::trigger;
use crate::language::{Base, Source};
use crate::number::NumberRules;
use crate::place::rules::Rules as PlaceRules;

/// Everything that the pipeline knows about one language.
#[derive(Debug)]
pub struct LanguagePack {
    /// ISO 639-1 code: the name of the folder.
    pub code: String,
    /// Words and where they end.
    pub base: Base,
    /// Numbers in digits and words.
    pub numbers: NumberRules,
    /// Words around place names.
    pub places: PlaceRules,
    /// Names and descriptions of actors.
    pub actors: ActorRules,
    /// Words of speech.
    pub speech: SpeechRules,
    /// Cues of what did not happen.
    pub factuality: FactualityRules,
    /// The words that say an event happened.
    pub triggers: trigger::Rules,
}

impl LanguagePack {
    /// Compiles the tables of a language folder.
    ///
    /// # Errors
    /// The first row that cannot be used, with its file and line.
    pub fn compile(source: &Source) -> Result<LanguagePack, Error> {
        // Every stage adds its words to the vocabulary first; patterns are finished when all words are known.
        let mut base = Base::compile(source)?;
        let mut numbers = NumberRules::compile(source, &mut base)?;
        let mut places = PlaceRules::compile(source, &mut base)?;
        let actors = KnownActors::embedded()?;
        let mut actors = ActorRules::compile(source, &actors, &mut base)?;
        let mut speech = SpeechRules::compile(source, &mut base)?;
        let mut factuality = FactualityRules::compile(source, &mut base)?;
        let mut triggers = trigger::Rules::compile(source, &mut base)?;
        numbers.finish(&base);
        places.finish(&base);
        actors.finish(&base);
        speech.finish(&base);
        factuality.finish(&base);
        triggers.finish(&base);
        Ok(LanguagePack {
            code: source.code.clone(),
            base,
            numbers,
            places,
            actors,
            speech,
            factuality,
            triggers,
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
