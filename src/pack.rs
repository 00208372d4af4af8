//! A language pack: what every stage made of the tables in one language folder.

use crate::data;
use crate::error::Error;
use crate::language::{Base, Source};
use crate::number::NumberRules;
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
        let mut times = TimeRules::compile(source, &mut base)?;
        numbers.finish(&base);
        times.finish(&base);
        Ok(LanguagePack {
            code: source.code.clone(),
            base,
            numbers,
            times,
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
