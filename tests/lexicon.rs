//! Every row of every lexicon table analyses its example as it says.

use dateline::language::{Base, Features};
use dateline::pack::embedded_sources;
use dateline::table::Row;
use dateline::token::{Tokens, tokenize};

/// Whether the first token of a text is `lemma:feature`, of a `class`, or `class=value`.
fn holds(tokens: &Tokens, expected: &str, base: &Base) -> bool {
    let (token, lexicon) = (&tokens[0], &base.lexicon);
    if let Some((lemma, feature)) = expected.split_once(':') {
        let (lemma, feature) = (lexicon.lemma(lemma), Features::named(feature));
        return lexicon
            .forms_of(token)
            .iter()
            .any(|(l, f)| Some(*l) == lemma && feature.is_some_and(|feature| f.meets(feature)));
    }
    let (class, value) = expected.split_once('=').unwrap_or((expected, ""));
    let member = lexicon.class(class);
    let member = member.and_then(|class| lexicon.membership(token.word, class));
    member.is_some_and(|m| value.is_empty() || &*m.value == value)
}

/// What is wrong with a row, if anything; what `expected` lists behind `!` must not hold.
fn fault(row: Row, base: &Base) -> Option<String> {
    let example = row.get("example");
    let tokens = tokenize(example, &base.segmentation, &base.vocabulary);
    if tokens.len() != 1 {
        return Some(format!("{example:?} is not one word"));
    }
    let wrong = |expected: &&str| match expected.strip_prefix('!') {
        Some(unwanted) => holds(&tokens, unwanted, base),
        None => !holds(&tokens, expected, base),
    };
    let wrong = row.list("expected").find(wrong)?;
    Some(format!("{example:?}: {wrong:?} is not so"))
}

#[test]
fn every_row_analyses_its_example() {
    let mut wrong = String::new();
    for source in embedded_sources() {
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

#[test]
fn every_segmentation_row_cuts_its_example() {
    let mut wrong = String::new();
    for source in embedded_sources() {
        let base = Base::compile(&source).expect("a language that compiles");
        for row in source.table("segmentation").rows() {
            let tokens = tokenize(row.get("example"), &base.segmentation, &base.vocabulary);
            let words: Vec<&str> = tokens.iter().map(|t| tokens.folded(t)).collect();
            if words.join(" ") != row.get("expected") {
                wrong += &format!("{}\n", row.error(words.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
