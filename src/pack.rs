//! A language pack: what every stage made of the tables in one language folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::data;
use crate::error::Error;
use crate::event::actor::ActorRules;
use crate::event::adverbial;
use crate::event::factuality::FactualityRules;
use crate::event::known_actors::KnownActors;
use crate::event::speech::SpeechRules;
use crate::event::trigger;
use crate::event::types::Ontology;
use crate::event::words::EventWords;
use crate::gazetteer::Gazetteer;
use crate::language::{Base, Source};
use crate::number::NumberRules;
use crate::place::beginnings::Beginnings;
use crate::place::rules::Rules as PlaceRules;
use crate::time::TimeRules;

/// Everything that the pipeline knows about one language.
#[derive(Debug)]
pub struct LanguagePack {
    /// ISO 639-1 code: the name of the folder.
    pub code: String,
    /// Words and where they end.
    pub base: Base,
    /// Numbers in digits and words.
    pub numbers: NumberRules,
    /// Time expressions.
    pub times: TimeRules,
    /// Names and descriptions of actors.
    pub actors: ActorRules,
    /// Words around place names.
    pub places: PlaceRules,
    /// Words that say when, how or how often beside a verb.
    pub adverbials: adverbial::Rules,
    /// The words that say an event happened.
    pub triggers: trigger::Rules,
    /// Who says so.
    pub speech: SpeechRules,
    /// Whether it happened at all.
    pub factuality: FactualityRules,
    /// Words that decide what belongs to a trigger.
    pub event_words: EventWords,
}

impl LanguagePack {
    /// Compiles the tables of a language folder.
    ///
    /// # Errors
    /// The first row that cannot be used, with its file and line.
    pub fn compile(source: &Source) -> Result<LanguagePack, Error> {
        let base = Base::compile(source)?;
        LanguagePack::with(
            base,
            source,
            &KnownActors::embedded()?,
            &Ontology::embedded()?,
        )
    }

    /// The same where the words, the actors and the event types are at hand.
    ///
    /// # Errors
    /// The first row that cannot be used, with its file and line.
    pub fn with(
        mut base: Base,
        source: &Source,
        known: &KnownActors,
        ontology: &Ontology,
    ) -> Result<LanguagePack, Error> {
        // Every stage adds its words to the vocabulary first; patterns are finished when all words are known.
        let mut numbers = NumberRules::compile(source, &mut base)?;
        let mut times = TimeRules::compile(source, &mut base)?;
        let mut actors = ActorRules::compile(source, known, &mut base)?;
        let mut places = PlaceRules::compile(source, &mut base)?;
        let mut adverbials = adverbial::Rules::compile(source, &mut base)?;
        let mut triggers = trigger::Rules::compile(source, ontology, &mut base)?;
        let mut speech = SpeechRules::compile(source, &mut base)?;
        let mut factuality = FactualityRules::compile(source, &mut base)?;
        let mut event_words = EventWords::compile(&mut base);
        numbers.finish(&mut base);
        times.finish(&mut base);
        actors.finish(&mut base);
        places.finish(&mut base);
        adverbials.finish(&mut base);
        triggers.finish(&mut base);
        speech.finish(&mut base);
        factuality.finish(&mut base);
        event_words.finish(&base);
        Ok(LanguagePack {
            code: source.code.clone(),
            base,
            numbers,
            times,
            actors,
            places,
            adverbials,
            triggers,
            speech,
            factuality,
            event_words,
        })
    }
}

impl LanguagePack {
    /// Takes note of the places whose names stand in the texts, and may be written together with a word before them.
    pub fn know_names(&mut self, gazetteer: &Gazetteer) {
        self.places.beginnings = Beginnings::new(self.base.vocabulary.size());
        let segmentation = &mut self.base.segmentation;
        if !segmentation.proclitics.is_empty() {
            segmentation.names = gazetteer.first_words().clone();
        }
    }
}

/// The codes of the languages that are built in, in their order.
pub fn embedded_codes() -> Vec<&'static str> {
    let mut codes: Vec<&str> = data::folder("languages")
        .filter_map(|(path, _)| Some(path.split_once('/')?.0))
        .collect();
    codes.dedup();
    codes
}

/// The tables of a language that is built in.
pub fn embedded_source(code: &str) -> Source {
    Source::built_in(code, data::folder(&format!("languages/{code}")))
}

/// The sources of the packs that are built in with those of some folders, in order of their codes: each folder is a
/// pack (it holds `lexicon.csv`) or holds packs. A pack takes the place of an earlier one with its code.
///
/// # Errors
/// A folder that cannot be read or holds no pack, a file that is not a table.
pub fn sources(folders: &[PathBuf]) -> Result<Vec<Source>, Error> {
    let mut all: BTreeMap<String, Source> = BTreeMap::new();
    let given = folders.iter().map(|folder| pack_folders(folder));
    let given = given.collect::<Result<Vec<_>, _>>()?;
    for source in embedded_sources() {
        all.insert(source.code.clone(), source);
    }
    for folder in given.iter().flatten() {
        let source = Source::open(folder)?;
        all.insert(source.code.clone(), source);
    }
    Ok(all.into_values().collect())
}

/// The pack that a folder is, or those that it holds.
fn pack_folders(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    const MARK: &str = "lexicon.csv";
    let io = |error| Error::io(folder, error);
    if folder.join(MARK).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut packs = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.join(MARK).is_file() {
            packs.push(path);
        }
    }
    packs.sort();
    match packs.is_empty() {
        true => Err(Error::usage(
            folder,
            "is no language: neither it nor a folder in it holds lexicon.csv",
        )),
        false => Ok(packs),
    }
}

/// The sources of the packs that are built in, in order of their codes.
pub fn embedded_sources() -> Vec<Source> {
    embedded_codes().into_iter().map(embedded_source).collect()
}
