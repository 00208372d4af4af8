//! Whether a happening is told as a fact, a plan, a possibility, a habit, or not at all.
//!
//! Cues of the language folder govern triggers within a scope. A scope ends where a clause does: at a
//! strong mark, at a comma before a conjunction or a finite verb, at a relative pronoun.

use crate::error::Error;
use crate::language::{Base, ClassId, Features, Source};
use crate::pattern::{Patterns, View};
use crate::segment::Sentence;
use crate::token::{Kind, Token};

/// How a happening is told; of several cues the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Factuality {
    /// As a fact, an attempt included: whoever tried to enter a town fought there.
    Asserted,
    /// As what is said to have been (`auraient attaqué`).
    Hearsay,
    /// As a habit or a state of long standing.
    Habitual,
    /// As something still to come.
    Planned,
    /// As something that could be.
    Hypothetical,
    /// As something that someone denies.
    Denied,
    /// As something that did not happen: «did not take X», «failed to», «prevented».
    Negated,
}

/// Which triggers a cue governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// Infinitives and nouns that depend on the cue.
    Infinitive,
    /// The same, where an infinitive follows at once.
    ThenInfinitive,
    /// All to the right in the clause.
    Right,
    /// All to the right in the sentence.
    Sentence,
    /// What begins within a few tokens.
    Next,
    /// What begins within a few tokens or lies between the words of the cue, as in `ne … pas`.
    Inside,
    /// All in the clause, before and after.
    Clause,
    /// All in the clause but a completed past.
    Open,
    /// All to the left in the clause before.
    Left,
}

const EFFECTS: [(&str, Factuality); 7] = [
    ("asserted", Factuality::Asserted),
    ("hearsay", Factuality::Hearsay),
    ("habitual", Factuality::Habitual),
    ("planned", Factuality::Planned),
    ("hypothetical", Factuality::Hypothetical),
    ("denied", Factuality::Denied),
    ("negated", Factuality::Negated),
];

const SCOPES: [(&str, Scope); 9] = [
    ("infinitive", Scope::Infinitive),
    ("then_infinitive", Scope::ThenInfinitive),
    ("right", Scope::Right),
    ("sentence", Scope::Sentence),
    ("next", Scope::Next),
    ("inside", Scope::Inside),
    ("clause", Scope::Clause),
    ("open", Scope::Open),
    ("left", Scope::Left),
];

/// How many tokens behind a cue something still begins at once.
const AT_ONCE: usize = 3;
/// How many tokens behind a cue a noun can still be what its infinitive is about.
const OBJECT: usize = 7;

/// The compiled cues of one language.
#[derive(Debug, Default)]
pub struct FactualityRules {
    patterns: Patterns,
    rules: Vec<(Factuality, Scope)>,
    classes: Classes,
}

#[derive(Clone, Copy, Debug, Default)]
struct Classes {
    /// Words that end a scope: relative pronouns, `after`, `while`.
    scope_end: Option<ClassId>,
    /// Words that begin a clause behind a comma.
    clause_start: Option<ClassId>,
    active_auxiliary: Option<ClassId>,
    passive_auxiliary: Option<ClassId>,
}

impl FactualityRules {
    /// Compiles `factuality.csv` (`pattern,effect,scope,example,expected`).
    ///
    /// # Errors
    /// A pattern, effect or scope that does not exist, with its file and line.
    pub fn compile(source: &Source, base: &mut Base) -> Result<FactualityRules, Error> {
        let mut out = FactualityRules::default();
        for row in source.table("factuality").rows() {
            if row.get("pattern").is_empty() {
                continue;
            }
            let effect = EFFECTS.iter().find(|(name, _)| *name == row.get("effect"));
            let scope = SCOPES.iter().find(|(name, _)| *name == row.get("scope"));
            let (Some(&(_, effect)), Some(&(_, scope))) = (effect, scope) else {
                return Err(row.error("unknown effect or scope"));
            };
            let number = out.rules.len() as u32;
            let added = out.patterns.add(row.get("pattern"), number, base);
            added.map_err(|e| row.error(e))?;
            out.rules.push((effect, scope));
        }
        let class = |name| base.lexicon.class(name);
        out.classes = Classes {
            scope_end: class("scope_end"),
            clause_start: class("clause_start"),
            active_auxiliary: class("active_auxiliary"),
            passive_auxiliary: class("passive_auxiliary"),
        };
        Ok(out)
    }

    /// Prepares for matching, when all tables of the language are compiled.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
    }
}

/// A cue in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// What it makes of the triggers it governs.
    pub effect: Factuality,
    scope: Scope,
}

/// A trigger as this stage sees it.
#[derive(Clone, Copy, Debug)]
pub struct Happening {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// The features of the word that carries its tense.
    pub features: Features,
    /// Its auxiliary, or that of the participle that it is joined to.
    pub auxiliary: Option<usize>,
}

/// The cues of a sentence, to be looked up once for all its triggers.
pub fn cues(view: View, sentence: Sentence, rules: &FactualityRules) -> Vec<Cue> {
    let found = rules.patterns.find_all(view, sentence.first, sentence.end);
    found
        .map(|found| {
            let (effect, scope) = rules.rules[found.row as usize];
            Cue {
                first: found.first,
                end: found.end,
                effect,
                scope,
            }
        })
        .filter(|cue| cue.effect != Factuality::Asserted)
        .collect()
}

/// How a trigger of a sentence is told, with the cues of that sentence.
pub fn factuality(
    view: View,
    sentence: Sentence,
    happening: Happening,
    cues: &[Cue],
    rules: &FactualityRules,
) -> Factuality {
    let clauses = Clauses {
        view,
        classes: rules.classes,
        from: sentence.first,
        to: sentence.end,
    };
    let own = clauses.tense(happening);
    let own = match clauses.is_asked(happening) {
        true => own.max(Factuality::Hypothetical),
        false => own,
    };
    let governing = cues.iter().filter(|cue| clauses.governs(cue, happening));
    governing.map(|cue| cue.effect).fold(own, Factuality::max)
}

const FINITE: Features = Features::PRESENT
    .union(Features::PAST)
    .union(Features::FUTURE)
    .union(Features::CONDITIONAL);
const CERTAINLY_FINITE: Features = Features::PAST
    .union(Features::FUTURE)
    .union(Features::CONDITIONAL);
const NOUN: Features = Features::SINGULAR.union(Features::PLURAL);

/// Whether a clause ends at a token, whatever stands behind it.
fn is_strong(token: &Token) -> bool {
    token.kind == Kind::Mark
        && matches!(token.mark(), Some(';' | ':' | '.' | '!' | '?' | '(' | '–'))
}

struct Clauses<'a> {
    view: View<'a>,
    classes: Classes,
    from: usize,
    to: usize,
}

impl Clauses<'_> {
    /// What the tense of a trigger says by itself.
    fn tense(&self, happening: Happening) -> Factuality {
        let auxiliary = self.auxiliary(happening);
        let features = auxiliary.map_or(happening.features, |at| self.features(at));
        // A form that may as well be a present or a past is not taken for a future.
        let only = |wanted: Features| {
            features.meets(wanted) && !features.meets(Features::PRESENT.union(Features::PAST))
        };
        match auxiliary {
            _ if only(Features::FUTURE) => Factuality::Planned,
            Some(_) if only(Features::CONDITIONAL) => Factuality::Hearsay,
            None if only(Features::CONDITIONAL.union(Features::SUBJUNCTIVE)) => {
                Factuality::Hypothetical
            }
            None if features.meets(NOUN) => self.tense_of_verb(happening),
            _ => Factuality::Asserted,
        }
    }

    /// What the verb of its clause says of a noun: the last one before it, or else the next.
    fn tense_of_verb(&self, happening: Happening) -> Factuality {
        let told = |at: usize| {
            let features = self.features(at);
            let other = NOUN.union(Features::PRESENT).union(Features::PAST);
            if features.meets(Features::FUTURE) && !features.meets(other) {
                Some(Factuality::Planned)
            } else if features.meets(Features::CONDITIONAL)
                && !features.meets(other)
                && !self.is_compound(at)
            {
                Some(Factuality::Hypothetical)
            } else {
                self.is_verb_group(at).then_some(Factuality::Asserted)
            }
        };
        let before = (self.from..happening.first).rev();
        let before = before
            .take_while(|&at| !self.begins_clause(at))
            .find_map(told);
        let after = || {
            let tokens = happening.end..self.to;
            tokens
                .take_while(|&at| !self.begins_clause(at))
                .find_map(told)
        };
        before.or_else(after).unwrap_or(Factuality::Asserted)
    }

    /// Whether a clause begins or ends at a token.
    fn begins_clause(&self, at: usize) -> bool {
        self.is_clause_end(at) || self.is(at, self.classes.clause_start)
    }

    /// The auxiliary of a participle: in the trigger or right before it.
    fn auxiliary(&self, happening: Happening) -> Option<usize> {
        let features = happening.features;
        let participle = |at: usize| self.features(at).meets(Features::PARTICIPLE);
        // The features may be those of the auxiliary; then the participle is in the trigger.
        let compound = features.meets(FINITE)
            && !features.meets(NOUN)
            && (happening.first..happening.end).any(participle);
        if !features.meets(Features::PARTICIPLE) && !compound {
            return None;
        }
        let from = happening.first.saturating_sub(AT_ONCE).max(self.from);
        let mut found = None;
        for at in (from..happening.end).rev() {
            if at < happening.first && self.view.tokens[at].kind == Kind::Mark {
                break;
            }
            let finite = self.features(at).meets(FINITE);
            if finite && (self.is_active(at) || self.is(at, self.classes.passive_auxiliary)) {
                found = Some(at);
                break;
            }
        }
        found
    }

    fn is_active(&self, at: usize) -> bool {
        self.is(at, self.classes.active_auxiliary)
    }

    /// Whether a trigger is a completed past: `a pris`, `a été pris`.
    fn is_perfect(&self, happening: Happening) -> bool {
        self.auxiliary(happening)
            .is_some_and(|at| self.is_active(at))
    }

    fn is_finite(&self, happening: Happening) -> bool {
        let features = happening.features;
        let verb = features.meets(FINITE) && !features.meets(NOUN);
        let not_infinitive = !features.meets(Features::INFINITIVE);
        not_infinitive
            && (self.auxiliary(happening).is_some()
                || verb && !features.meets(Features::PARTICIPLE))
    }

    fn governs(&self, cue: &Cue, happening: Happening) -> bool {
        let behind = cue.end <= happening.first;
        let before = happening.end <= cue.first;
        let near = behind
            && happening.first <= cue.end + AT_ONCE
            && !self.has_mark(cue.end, happening.first);
        // «They have fired to disperse them and arrested ten»: the auxiliary before the cue holds behind it.
        let goes_on = happening.auxiliary.is_some_and(|at| at < cue.first);
        match cue.scope {
            // The last word of the cue may be the first of the trigger: «si Alep tombe».
            Scope::Sentence => cue.first < happening.first,
            Scope::Next => near,
            Scope::Inside => {
                near && !self.ends_scope(cue.end, happening.first) || !behind && !before
            }
            Scope::Right => behind && !self.ends_clause(cue.end, happening.first),
            Scope::Infinitive | Scope::ThenInfinitive if goes_on => false,
            Scope::Infinitive => behind && self.depends(cue, happening),
            Scope::ThenInfinitive => {
                behind && self.infinitive_follows(cue.end) && self.depends(cue, happening)
            }
            Scope::Clause | Scope::Open => {
                let between = if behind {
                    (cue.end, happening.first)
                } else {
                    (happening.end, cue.first)
                };
                (behind || before)
                    && !self.ends_clause(between.0, between.1)
                    && (cue.scope == Scope::Clause || !self.is_perfect(happening))
            }
            Scope::Left => before && !self.has_strong_mark(happening.end, cue.first),
        }
    }

    /// Whether the clause of a trigger ends with a question mark.
    fn is_asked(&self, happening: Happening) -> bool {
        let tokens = self.view.tokens[happening.end..self.to].iter();
        let mut marks = tokens.filter(|token| token.kind == Kind::Mark);
        let asked = marks.find_map(|mark| match mark.mark()? {
            '.' | '!' | ';' | ':' => Some(false),
            '?' | '؟' => Some(true),
            _ => None,
        });
        asked.unwrap_or(false)
    }

    /// Whether a trigger depends on the infinitive or the noun that a cue introduces.
    fn depends(&self, cue: &Cue, happening: Happening) -> bool {
        let is_object =
            happening.features.meets(Features::INFINITIVE) || happening.first <= cue.end + OBJECT;
        is_object
            && !self.is_finite(happening)
            && !self.ends_clause(cue.end, happening.first)
            && !(cue.end..happening.first).any(|at| self.is_verb_group(at))
    }

    /// Whether an infinitive stands within two words of a token.
    fn infinitive_follows(&self, at: usize) -> bool {
        let end = self.view.tokens.len().min(at + AT_ONCE);
        (at..end)
            .take_while(|&at| self.view.tokens[at].kind != Kind::Mark)
            .any(|at| self.features(at).meets(Features::INFINITIVE))
    }

    /// Whether a clause ends between two tokens.
    fn ends_clause(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| self.is_clause_end(at))
    }

    /// Whether a clause ends at a token.
    fn is_clause_end(&self, at: usize) -> bool {
        let token = &self.view.tokens[at];
        if token.kind != Kind::Mark {
            return self.is(at, self.classes.scope_end);
        }
        let parts = || self.is(at + 1, self.classes.clause_start) || self.is_verb_group(at + 1);
        is_strong(token) || token.is_mark(',') && parts() || self.is(at, self.classes.scope_end)
    }

    /// Whether a word between two tokens ends the reach of a cue.
    fn ends_scope(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| self.is(at, self.classes.scope_end))
    }

    fn has_mark(&self, from: usize, to: usize) -> bool {
        let tokens = &self.view.tokens[from..to];
        tokens
            .iter()
            .any(|t| !matches!(t.mark(), None | Some('«' | '»')))
    }

    fn has_strong_mark(&self, from: usize, to: usize) -> bool {
        let tokens = &self.view.tokens[from..to];
        tokens.iter().any(is_strong)
    }

    /// Whether an auxiliary stands at a token and its participle behind it.
    fn is_compound(&self, at: usize) -> bool {
        let end = self.view.tokens.len().min(at + AT_ONCE);
        (self.is_active(at) || self.is(at, self.classes.passive_auxiliary))
            && (at + 1..end).any(|at| self.features(at).meets(Features::PARTICIPLE))
    }

    /// Whether a finite verb begins at a token: a form that is nothing else, or an auxiliary before a participle.
    fn is_verb_group(&self, at: usize) -> bool {
        if at >= self.view.tokens.len() {
            return false;
        }
        let features = self.features(at);
        if self.is_active(at) || self.is(at, self.classes.passive_auxiliary) {
            return features.meets(FINITE) && self.is_compound(at);
        }
        let other = NOUN.union(Features::PARTICIPLE).union(Features::INFINITIVE);
        features.meets(CERTAINLY_FINITE) && !features.meets(other)
    }

    fn features(&self, at: usize) -> Features {
        self.view.lexicon.features(self.view.tokens[at].word)
    }

    fn is(&self, at: usize, class: Option<ClassId>) -> bool {
        let (Some(token), Some(class)) = (self.view.tokens.get(at), class) else {
            return false;
        };
        self.view.lexicon.is_member(token.word, class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::actor;
    use crate::event::testing::{check_rows, prepare};
    use crate::pack::LanguagePack;

    /// How the trigger between two asterisks is told.
    fn read(pack: &LanguagePack, example: &str) -> String {
        let parts: Vec<&str> = example.split('*').collect();
        let [before, trigger, after] = parts[..] else {
            return format!("{example:?} marks no trigger");
        };
        let mut ready = prepare(pack, &format!("{before}{trigger}{after}"));
        let index = &mut ready.mentions;
        actor::find(&ready.tokens, &pack.base.lexicon, index, &pack.actors);
        let inside = |at: &usize| {
            let start = ready.tokens[*at].start as usize;
            start >= before.len() && start < before.len() + trigger.len()
        };
        let tokens: Vec<usize> = (0..ready.tokens.len()).filter(inside).collect();
        let (first, last) = (tokens[0], tokens[tokens.len() - 1]);
        let view = ready.view(pack);
        let holds = |s: &&Sentence| s.first <= first && first < s.end;
        let sentence = *ready.sentences.iter().find(holds).unwrap();
        let happening = Happening {
            first,
            end: last + 1,
            features: view.lexicon.features(ready.tokens[first].word),
            auxiliary: None,
        };
        let cues = cues(view, sentence, &pack.factuality);
        let told = factuality(view, sentence, happening, &cues, &pack.factuality);
        let name = EFFECTS.iter().find(|(_, effect)| *effect == told);
        name.map_or(String::new(), |(name, _)| (*name).to_owned())
    }

    #[test]
    fn rows_of_the_language_folders() {
        check_rows("factuality", read);
    }
}
