//! The tense beside a time expression: what decides between last Tuesday and next Tuesday.

use crate::error::Error;
use crate::language::{Base, Features, Lexicon, Source, WordId};
use crate::segment::Sentence;
use crate::time::expression::Tense;
use crate::token::{Case, Kind, Token, Tokens};

/// The words and endings of `tense.csv`, beside the features of the lexicon.
#[derive(Debug, Default)]
pub struct TenseRules {
    words: Vec<(WordId, Option<Tense>)>,
    endings: Vec<(String, Tense)>,
    by_word: Vec<Option<Option<Tense>>>,
}

impl TenseRules {
    /// Compiles `tense.csv` (`kind,text,tense`).
    ///
    /// # Errors
    /// An unknown kind or tense, with its file and line.
    pub fn compile(source: &Source, base: &mut Base) -> Result<TenseRules, Error> {
        let mut rules = TenseRules::default();
        for row in source.table("tense").rows() {
            let tense = match row.get("tense") {
                "past" => Some(Tense::Past),
                "future" => Some(Tense::Future),
                "none" => None,
                other => return Err(row.error(format!("unknown tense {other:?}"))),
            };
            let folded = crate::token::fold_words(row.get("text"), &base.segmentation).concat();
            match (row.get("kind"), tense) {
                ("word", tense) => rules.words.push((base.vocabulary.intern(&folded), tense)),
                ("ending", Some(tense)) => rules.endings.push((folded, tense)),
                (other, _) => return Err(row.error(format!("unknown kind {other:?}"))),
            }
        }
        Ok(rules)
    }

    /// Prepares the words for look-up.
    pub fn finish(&mut self, base: &Base) {
        self.by_word = vec![None; base.vocabulary.size()];
        for &(word, tense) in &self.words {
            self.by_word[word.0 as usize] = Some(tense);
        }
    }

    /// The tense that a word is evidence of.
    fn of_word(&self, tokens: &Tokens, lexicon: &Lexicon, token: &Token) -> Option<Tense> {
        if token.kind != Kind::Word {
            return None;
        }
        if let Some(known) = self.by_word.get(token.word.0 as usize).copied().flatten() {
            return known;
        }
        let features = lexicon.features(token.word);
        if features.meets(Features::FUTURE) {
            return Some(Tense::Future);
        }
        if features.meets(Features::PAST.union(Features::PARTICIPLE)) {
            return Some(Tense::Past);
        }
        // Names are no verbs, and an ending alone is no word.
        let word = tokens.folded(token);
        let verb = |ending: &&(String, Tense)| {
            token.case == Case::Lower
                && word.len() > ending.0.len() + 2
                && word.ends_with(&ending.0)
        };
        self.endings.iter().find(verb).map(|(_, tense)| *tense)
    }

    /// The tense of the nearest verb round a mention, between the colons and semicolons of its sentence.
    pub fn near(
        &self,
        tokens: &Tokens,
        lexicon: &Lexicon,
        sentence: Sentence,
        first: usize,
        end: usize,
    ) -> Tense {
        let evidence = |at: usize| self.of_word(tokens, lexicon, &tokens[at]);
        let stop = |at: &usize| tokens[*at].is_mark(';') || tokens[*at].is_mark(':');
        let after = (end..sentence.end)
            .take_while(|at| !stop(at))
            .find_map(|at| Some((at - end, evidence(at)?)));
        let before = (sentence.first..first)
            .rev()
            .take_while(|at| !stop(at))
            .find_map(|at| Some((first - 1 - at, evidence(at)?)));
        match (before, after) {
            (Some((near, tense)), Some((far, _))) if near <= far => tense,
            (_, Some((_, tense))) | (Some((_, tense)), None) => tense,
            (None, None) => Tense::Open,
        }
    }
}
