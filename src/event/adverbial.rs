//! Adverbials: the words beside a verb that say when, how, how often or by whose account, and that may stand wherever an
//! adverb may. They are noted as mentions, so that a row of `trigger.csv` can let them stand between its parts as one element.

use crate::error::Error;
use crate::language::{Base, Lexicon, Source};
use crate::pattern::{MentionClass, MentionIndex, Patterns, View};
use crate::segment::Sentence;
use crate::token::Tokens;

/// The adverbials of a language.
#[derive(Debug, Default)]
pub struct Rules {
    patterns: Patterns,
}

impl Rules {
    /// Compiles `adverbial.csv`: `pattern,example,expected,note`.
    ///
    /// # Errors
    /// A row with a wrong pattern.
    pub fn compile(source: &Source, base: &mut Base) -> Result<Rules, Error> {
        let mut out = Rules::default();
        for (number, row) in source.table("adverbial").rows().enumerate() {
            let added = out.patterns.add(row.get("pattern"), number as u32, base);
            added.map_err(|message| row.error(message))?;
        }
        Ok(out)
    }

    /// Prepares for matching, when all tables of the language are compiled.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
    }
}

/// Notes the longest adverbial that begins at each token, within its sentence.
///
/// It goes from the end to the beginning, so that a row may hold adverbials that begin behind its own first word.
pub fn note(
    tokens: &Tokens,
    lexicon: &Lexicon,
    sentences: &[Sentence],
    rules: &Rules,
    mentions: &mut MentionIndex,
) {
    for sentence in sentences {
        let mut end = sentence.end;
        loop {
            let view = View {
                tokens,
                lexicon,
                mentions,
            };
            let Some(token) = rules.patterns.last_start(view, sentence.first, end) else {
                break;
            };
            let found = rules.patterns.find_at(view, token);
            if let Some(found) = found.filter(|found| found.end <= sentence.end) {
                mentions.add(MentionClass::Adverbial, found.first, found.end);
            }
            end = token;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::testing::{check_rows, prepare};
    use crate::pack::LanguagePack;
    use crate::time::Text;

    /// The adverbials of a text that stand in no other, as `one | two`.
    fn read(pack: &LanguagePack, text: &str) -> String {
        let mut ready = prepare(pack, text);
        let numbers = pack
            .numbers
            .find(text, &ready.tokens, &pack.base, &mut ready.mentions);
        let said = Text {
            view: ready.view(pack),
            sentences: &ready.sentences,
            numbers: &numbers,
        };
        let times = pack.times.find(&said);
        for (first, end) in pack.times.phrases(&said, &times) {
            ready.mentions.add(MentionClass::Time, first, end);
        }
        let (tokens, lexicon) = (&ready.tokens, &pack.base.lexicon);
        let (rules, mentions) = (&pack.adverbials, &mut ready.mentions);
        note(tokens, lexicon, &ready.sentences, rules, mentions);
        let mut found = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            at = match mentions.end(MentionClass::Adverbial, at) {
                Some(end) => {
                    found.push(tokens.span(at, end - 1).of(text));
                    end
                }
                None => at + 1,
            };
        }
        found.join(" | ")
    }

    #[test]
    fn rows_of_the_language_folders() {
        check_rows("adverbial", read);
    }
}
