//! What the interface says: `assets/map/words.csv`, a row per phrase, a column per language.

use std::collections::BTreeMap;
use std::path::Path;

use crate::error::Error;
use crate::table::Table;

use super::assets;

/// By language code: the phrases by key.
pub(super) type Words = BTreeMap<Box<str>, BTreeMap<String, Box<str>>>;

const FILE: &str = "assets/map/words.csv";

/// The phrases that are built in.
///
/// # Errors
/// When the table cannot be read, which the tests exclude.
pub(super) fn embedded() -> Result<Words, Error> {
    let table = Table::parse(Path::new(FILE), assets::WORDS)?;
    let mut words = Words::new();
    for row in table.rows() {
        for (language, phrase) in row.named("say_") {
            let key = row.get("key").to_owned();
            words.entry(language).or_default().insert(key, phrase);
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::event::types::Ontology;

    fn keys(of: &BTreeMap<String, Box<str>>) -> BTreeSet<&str> {
        of.keys().map(String::as_str).collect()
    }

    fn slots(phrase: &str) -> BTreeSet<&str> {
        let slots = phrase.split('{').skip(1);
        slots
            .map(|slot| slot.split('}').next().unwrap_or_default())
            .collect()
    }

    #[test]
    fn every_language_says_everything() {
        let words = embedded().unwrap();
        let languages: Vec<&str> = words.keys().map(|code| &**code).collect();
        assert_eq!(languages, ["ar", "en", "fr"]);
        for (language, phrases) in &words {
            assert_eq!(keys(phrases), keys(&words["en"]), "{language}");
        }
        for (key, english) in &words["en"] {
            let mut needed = slots(english);
            for language in ["fr", "ar"] {
                let used = slots(&words[language][key]);
                assert!(used.is_subset(&needed), "{key} in {language}");
            }
            // The numbers one and two are words in Arabic.
            needed.remove("n");
            assert!(needed.is_subset(&slots(&words["ar"][key])), "{key}");
        }
    }

    #[test]
    fn every_sub_type_has_a_name() {
        let words = embedded().unwrap();
        for event_type in Ontology::embedded().unwrap().types() {
            let key = format!("sub.{}", event_type.sub_event_type);
            assert!(words["en"].contains_key(&key), "{key}");
        }
    }

    /// What a script asks for by a literal key is there, and every phrase is asked for.
    #[test]
    fn scripts_and_template_use_the_keys_that_there_are() {
        let words = embedded().unwrap();
        let code = [assets::script(), assets::PAGE].concat();
        let literal = |before: &str| {
            let after = code.split(before).skip(1);
            let keys = after.map(|rest| rest.split('"').next().unwrap_or_default().to_owned());
            keys.collect::<Vec<String>>()
        };
        let used = ["say(\"", "data-say=\"", "data-label=\""]
            .map(literal)
            .concat();
        assert!(used.len() > 40, "{used:?}");
        for key in &used {
            assert!(words["en"].contains_key(key), "{key}");
        }
        // Keys with a dot are put together from a group and a value.
        for key in words["en"].keys().filter(|key| !key.contains('.')) {
            assert!(code.contains(&format!("\"{key}\"")), "nothing says {key}");
        }
    }
}
