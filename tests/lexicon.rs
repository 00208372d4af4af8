//! Every row of every lexicon table analyses its example as it says.

use dateline::language::{Base, Features};
use dateline::pack::embedded_sources;
use dateline::table::Row;
use dateline::token::fold_words;

/// What is wrong with a row, if anything: `expected` is `lemma:feature`, `class` or `class=value`.
fn fault(row: Row, base: &Base) -> Option<String> {
    let (example, expected) = (row.get("example"), row.get("expected"));
    let words = fold_words(example, &base.segmentation);
    let [word] = words.as_slice() else {
        return Some(format!("{example:?} is not one word"));
    };
    let word = base.vocabulary.get(word);
    let lexicon = &base.lexicon;
    let holds = if let Some((lemma, feature)) = expected.split_once(':') {
        let (lemma, feature) = (lexicon.lemma(lemma), Features::named(feature));
        let mut forms = lexicon.forms(word).iter();
        forms.any(|(l, f)| Some(*l) == lemma && feature.is_some_and(|feature| f.meets(feature)))
    } else {
        let (class, value) = expected.split_once('=').unwrap_or((expected, ""));
        let member = lexicon.class(class);
        let member = member.and_then(|class| lexicon.membership(word, class));
        member.is_some_and(|m| value.is_empty() || &*m.value == value)
    };
    (!holds).then(|| format!("{example:?} is not {expected:?}"))
}

#[test]
fn every_row_analyses_its_example() {
    let mut wrong = String::new();
    for source in embedded_sources().expect("embedded tables") {
        let base = Base::compile(&source).expect("a language that compiles");
        for table in source.tables_named("lexicon") {
            for row in table.rows() {
                if let Some(fault) = fault(row, &base) {
                    wrong += &format!("{}\n", row.error(fault));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
