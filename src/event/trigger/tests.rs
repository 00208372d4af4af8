use std::path::Path;

use super::*;
use crate::event::adverbial;
use crate::pack::{LanguagePack, embedded_sources};
use crate::pattern::MentionIndex;
use crate::segment::sentences;
use crate::table::Table;
use crate::token::{Tokens, tokenize};

/// Tokens of an example and its mentions: `{braces}` mark a place.
fn read(example: &str, pack: &LanguagePack) -> (Tokens, MentionIndex) {
    let mut text = String::new();
    let mut spans = Vec::new();
    for (at, part) in example.split(['{', '}']).enumerate() {
        let first = text.len();
        text.push_str(part);
        if at % 2 == 1 {
            spans.push(first..text.len());
        }
    }
    let tokens = tokenize(&text, &pack.base.segmentation, &pack.base.vocabulary);
    let mut mentions = MentionIndex::new(&tokens, &pack.base.openers);
    for span in spans {
        let first = tokens.partition_point(|t| (t.start as usize) < span.start);
        let end = tokens.partition_point(|t| (t.start as usize) < span.end);
        mentions.add(MentionClass::Place, first, end);
    }
    (tokens, mentions)
}

/// Runs `check` on a text: its view and the language's rules.
fn with<T>(example: &str, pack: &LanguagePack, check: impl FnOnce(View, &[Sentence]) -> T) -> T {
    let (tokens, mut mentions) = read(example, pack);
    let sentences = sentences(example, &tokens, &pack.base.segmentation);
    let (lexicon, rules) = (&pack.base.lexicon, &pack.adverbials);
    adverbial::note(&tokens, lexicon, &sentences, rules, &mut mentions);
    let view = View {
        tokens: &tokens,
        lexicon: &pack.base.lexicon,
        mentions: &mentions,
    };
    check(view, &sentences)
}

/// Whether a pattern matches somewhere in an example when no other row can.
fn matches_alone(pattern: &str, example: &str, pack: &mut LanguagePack) -> bool {
    let mut alone = Patterns::default();
    let added = alone.add(pattern, 0, &mut pack.base);
    added.expect("a pattern that was compiled before");
    alone.finish(&mut pack.base);
    with(example, pack, |view, sentences| {
        let found = |s: &Sentence| alone.find_all(view, s.first, s.end).next().is_some();
        sentences.iter().any(found)
    })
}

#[test]
fn every_row_matches_its_example() {
    let ontology = Ontology::embedded().expect("the embedded ontology");
    let mut wrong = String::new();
    for source in embedded_sources() {
        let mut pack = LanguagePack::compile(&source).expect("a language that compiles");
        let mut taken_by_others = Vec::new();
        for (number, row) in source.table("trigger").rows().enumerate() {
            let rules = &pack.triggers;
            let (fired, found) = with(row.get("example"), &pack, |view, sentences| {
                let all = sentences
                    .iter()
                    .flat_map(|s| rules.patterns.find_all(view, s.first, s.end));
                let fired: Vec<u64> = all.map(|m| rules.rules[m.row as usize].line).collect();
                let codes = find(view, sentences, rules);
                let codes = codes.iter().filter_map(|t| rules.rule(t).code);
                (fired, codes.collect::<Vec<_>>())
            });
            let found: Vec<&str> = found.iter().map(|code| ontology.name(*code)).collect();
            let expected: Vec<&str> = row.list("expected").filter(|n| *n != "none").collect();
            if found != expected {
                let error = row.error(format!("found {found:?} by lines {fired:?}"));
                wrong += &format!("{error}\n");
            } else if !fired.contains(&rules.rules[number].line) {
                taken_by_others.push(row);
            }
        }
        // A longer match of another row may take the example of a wide one; by itself it has to match.
        for row in taken_by_others {
            if !matches_alone(row.get("pattern"), row.get("example"), &mut pack) {
                wrong += &format!("{}\n", row.error("does not match its example"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn voices_and_heads() {
    let ontology = Ontology::embedded().expect("the embedded ontology");
    let file = "tests/voices.csv";
    let content = include_str!("../../../tests/voices.csv");
    let table = Table::parse(Path::new(file), content).expect("a table");
    let mut wrong = String::new();
    for source in embedded_sources() {
        let pack = LanguagePack::compile(&source).expect("a language that compiles");
        let rows = table.rows().filter(|r| r.get("language") == source.code);
        for row in rows {
            let found = with(row.get("example"), &pack, |view, sentences| {
                let read = |t: &Trigger| {
                    let code = pack.triggers.rule(t).code.map_or("", |c| ontology.name(c));
                    let head = view.tokens.folded(&view.tokens[t.head]);
                    format!("{code} {:?} {head}", t.voice)
                };
                let found = find(view, sentences, &pack.triggers);
                found.iter().map(read).collect::<Vec<_>>().join(", ")
            });
            if found != row.get("expected") {
                wrong += &format!("{}\n", row.error(format!("found {found}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
