//! What the tests of this folder share: a text made ready for the rules, and the rows of a table.

use crate::event::adverbial;
use crate::language::Source;
use crate::pack::{self, LanguagePack};
use crate::pattern::{MentionClass, MentionIndex, View};
use crate::segment::{Sentence, sentences};
use crate::token::{Tokens, tokenize};

/// A text cut into tokens and sentences, with numbers and adverbials as the only mentions.
pub struct Prepared {
    /// Its tokens.
    pub tokens: Tokens,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Its numbers and adverbials.
    pub mentions: MentionIndex,
}

/// Prepares a text.
pub fn prepare(pack: &LanguagePack, text: &str) -> Prepared {
    let base = &pack.base;
    let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
    let mut mentions = MentionIndex::new(&tokens, &base.openers);
    for number in pack.numbers.find(text, &tokens, base, &mut mentions) {
        mentions.add(MentionClass::Number, number.first, number.end);
    }
    let sentences = sentences(text, &tokens, &base.segmentation);
    let (lexicon, rules) = (&base.lexicon, &pack.adverbials);
    adverbial::note(&tokens, lexicon, &sentences, rules, &mut mentions);
    Prepared {
        sentences,
        tokens,
        mentions,
    }
}

impl Prepared {
    /// What rules are matched against.
    pub fn view<'a>(&'a self, pack: &'a LanguagePack) -> View<'a> {
        View {
            tokens: &self.tokens,
            lexicon: &pack.base.lexicon,
            mentions: &self.mentions,
        }
    }
}

/// Runs every row of a table that has an example, in every language, and reports all that differ at once.
pub fn check_rows(table: &str, actual: impl Fn(&LanguagePack, &str) -> String) {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for source in pack::embedded_sources() {
        let source: Source = source;
        let pack = LanguagePack::compile(&source).unwrap();
        for row in source.table(table).rows() {
            let (example, expected) = (row.get("example"), row.get("expected"));
            assert!(
                !example.is_empty(),
                "{}",
                row.error("a row without example")
            );
            rows += 1;
            let actual = actual(&pack, example);
            if actual != expected {
                wrong.push(row.error(format!("{example:?}\n  is  {actual}\n  not {expected}")));
            }
        }
    }
    let report: Vec<String> = wrong.iter().map(ToString::to_string).collect();
    assert!(
        wrong.is_empty(),
        "{} of {rows} rows\n{}",
        wrong.len(),
        report.join("\n")
    );
    assert!(rows > 0, "{table} has no rows");
}
