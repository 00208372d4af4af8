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
    /// One bit for each byte that an ending ends with: most words end otherwise.
    last_bytes: [u64; 4],
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
                ("ending", Some(tense)) => {
                    if let Some(&last) = folded.as_bytes().last() {
                        rules.last_bytes[usize::from(last / 64)] |= 1 << (last % 64);
                    }
                    rules.endings.push((folded, tense));
                }
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
    fn of_word(&self, tokens: &Tokens, lexicon: &Lexicon, token: &Token) -> Option<Evidence> {
        if token.kind != Kind::Word {
            return None;
        }
        if let Some(known) = self.by_word.get(token.word.0 as usize).copied().flatten() {
            return known.map(Evidence::Verb);
        }
        let features = lexicon.features_of(token);
        if features.meets(Features::FUTURE) {
            return Some(Evidence::Verb(Tense::Future));
        }
        if features.meets(Features::PAST) {
            return Some(Evidence::Verb(Tense::Past));
        }
        if features.meets(Features::PARTICIPLE) {
            return Some(Evidence::Participle);
        }
        // Names are no verbs, and an ending alone is no word.
        if token.case != Case::Lower {
            return None;
        }
        let word = tokens.folded(token);
        let last = *word.as_bytes().last()?;
        if self.last_bytes[usize::from(last / 64)] >> (last % 64) & 1 == 0 {
            return None;
        }
        let verb = |(ending, _): &&(String, Tense)| {
            word.len() > ending.len() + 2 && word.ends_with(ending)
        };
        let ending = self.endings.iter().find(verb);
        ending.map(|(_, tense)| Evidence::Verb(*tense))
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
        let nearest = sentence.first.max(first.saturating_sub(VERB_TOKENS));
        let from = (nearest..first).rev().find(stop);
        let from = from.map_or(nearest, |at| at + 1);
        // "les mesures annoncées mercredi": a participle counts beside the mention; further off it is as
        // often a noun, and says the tense of its auxiliary, which is a verb on its own.
        if first > from && matches!(evidence(first - 1), Some(Evidence::Participle)) {
            let before = (first - 1).saturating_sub(AUXILIARY_TOKENS).max(from)..first - 1;
            let auxiliary = before.rev().find_map(|at| evidence(at)?.tense());
            return auxiliary.unwrap_or(Tense::Past);
        }
        let before = (from..first)
            .rev()
            .find_map(|at| Some((first - 1 - at, evidence(at)?.tense()?)));
        let after = (end..sentence.end.min(end + VERB_TOKENS))
            .take_while(|at| !stop(at))
            .find_map(|at| Some((at - end, evidence(at)?.tense()?)));
        match (before, after) {
            (Some((near, tense)), Some((far, _))) if near <= far => tense,
            (_, Some((_, tense))) | (Some((_, tense)), None) => tense,
            (None, None) => Tense::Open,
        }
    }
}

/// A verb further off says nothing about a mention; so a text without sentences costs no more than others.
const VERB_TOKENS: usize = 40;

/// How far before a participle its auxiliary may stand.
const AUXILIARY_TOKENS: usize = 3;

/// What a word says about tense.
enum Evidence {
    /// A verb, or a word that is as good as one.
    Verb(Tense),
    /// A participle.
    Participle,
}

impl Evidence {
    fn tense(&self) -> Option<Tense> {
        match self {
            Evidence::Verb(tense) => Some(*tense),
            Evidence::Participle => None,
        }
    }
}
