//! Triggers: the words that say an event happened, with their type and the roles of what stands round them.

use crate::error::Error;
use crate::event::types::{Code, Ontology};
use crate::language::{Base, ClassId, Features, Source, WordId};
use crate::pattern::{Match, MentionClass, Patterns, Slot, View};
use crate::segment::Sentence;
use crate::table::Row;
use crate::token::{Gap, Kind, Token};

/// The features that only verbs have.
const VERB: Features = Features(0x1ff);
/// The features that only nouns have.
const NOUN: Features = Features(0xe00);
/// The forms of a verb that take a subject and an object without any auxiliary.
const ACTIVE: Features = Features(VERB.0 & !Features::PARTICIPLE.0 & !Features::PASSIVE.0);
/// So many words may stand between an auxiliary and its participle.
const AUXILIARY_REACH: usize = 5;
/// So many tokens may stand between two participles that share an auxiliary.
const COORDINATION_REACH: usize = 20;
/// So many words may stand between a passive verb and the noun that names what did it.
const AGENT_REACH: usize = 5;

/// What kind of words a rule is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A verb, alone or with its fixed complements.
    Verb,
    /// A noun.
    Noun,
    /// A participle that stands with a noun.
    Participle,
    /// A verb that tells what became of an event that its subject names (`une frappe a visé …`); an event
    /// of its own only where no such noun stands before it.
    Light,
    /// People killed or wounded: a count, and an event only where nothing else explains it.
    Toll,
}

/// What stands before or after a trigger, as seen from the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who acts.
    Agent,
    /// Who suffers it, or the other side.
    Patient,
    /// Where it happens, or what is taken.
    Place,
    /// Nothing of interest.
    None,
}

/// One row of `trigger.csv`.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The event type; `None` for words that look like a trigger and are none.
    pub code: Option<Code>,
    /// What kind of words it is.
    pub form: Form,
    /// What the subject of the active verb is, or who stands behind the noun.
    pub subject: Role,
    /// What its object is.
    pub object: Role,
    /// Line of the row in its file, counted from 1.
    pub line: u64,
}

/// How the participants stand round a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The subject stands before it, the object after it.
    Active,
    /// With a passive auxiliary: the object stands before it, the subject after it behind a preposition.
    Passive,
    /// A participle without auxiliary, next to the noun that is its object.
    Reduced,
    /// A noun: both stand after it behind prepositions, or are the subject or object of its verb.
    Nominal,
}

/// A trigger found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Number of its rule, see [`Rules::rule`].
    pub row: u32,
    /// The token that carries tense and voice.
    pub head: usize,
    /// The auxiliary of the head, before or within the trigger.
    pub auxiliary: Option<usize>,
    /// How the participants stand round it.
    pub voice: Voice,
    /// The features of the head that fit its voice.
    pub features: Features,
}

/// The triggers of a language.
#[derive(Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
    patterns: Patterns,
    head: Option<Slot>,
    classes: Classes,
    /// Whether the subject follows its verb.
    verb_first: bool,
}

/// The word classes that decide about voice.
#[derive(Debug, Default)]
struct Classes {
    passive_auxiliary: Option<ClassId>,
    active_auxiliary: Option<ClassId>,
    /// Pronouns that make the passive auxiliary a mere mark of the past.
    reflexive: Option<ClassId>,
    /// Pronouns that may stand between it and the auxiliary.
    clitic: Option<ClassId>,
    /// Verbs whose past is formed with the passive auxiliary.
    intransitive: Option<ClassId>,
    /// Words that may stand between auxiliary and participle.
    adverb: Option<ClassId>,
    /// Words that join a participle to one before it, which shares its auxiliary.
    coordinator: Option<ClassId>,
    /// Words that a noun, not a verb, follows.
    determiner: Option<ClassId>,
    /// Adjectives that stand between determiner and noun.
    fore_adjective: Option<ClassId>,
}

impl Rules {
    /// Compiles `trigger.csv`: `pattern,type,form,subject,object,example,expected,note`.
    ///
    /// # Errors
    /// A row with a wrong pattern, type, form or role.
    pub fn compile(source: &Source, ontology: &Ontology, base: &mut Base) -> Result<Rules, Error> {
        let mut out = Rules {
            verb_first: base.segmentation.verb_first,
            patterns: Patterns::anchored(),
            ..Rules::default()
        };
        for row in source.table("trigger").rows() {
            let number = out.rules.len() as u32;
            out.rules.push(rule(row, ontology)?);
            let added = out.patterns.add(row.get("pattern"), number, base);
            added.map_err(|message| row.error(message))?;
        }
        Ok(out)
    }

    /// Prepares for matching, when all tables of the language are compiled.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
        self.head = self.patterns.slot("head");
        let class = |name| base.lexicon.class(name);
        self.classes = Classes {
            passive_auxiliary: class("passive_auxiliary"),
            active_auxiliary: class("active_auxiliary"),
            reflexive: class("reflexive"),
            clitic: class("clitic"),
            intransitive: class("intransitive"),
            adverb: class("adverb"),
            coordinator: class("coordinator"),
            determiner: class("determiner"),
            fore_adjective: class("fore_adjective"),
        };
    }

    /// The row that a trigger was found by.
    pub fn rule(&self, trigger: &Trigger) -> &Rule {
        &self.rules[trigger.row as usize]
    }
}

fn rule(row: Row, ontology: &Ontology) -> Result<Rule, Error> {
    let code = match row.get("type") {
        "none" => None,
        name => {
            let code = ontology.code(name);
            Some(code.ok_or_else(|| row.error(format!("unknown event type {name:?}")))?)
        }
    };
    let form = match row.get("form") {
        "verb" => Form::Verb,
        "noun" => Form::Noun,
        "participle" => Form::Participle,
        "light" => Form::Light,
        "toll" => Form::Toll,
        other => return Err(row.error(format!("unknown form {other:?}"))),
    };
    let role = |column| match row.get(column) {
        "agent" => Ok(Role::Agent),
        "patient" => Ok(Role::Patient),
        "place" => Ok(Role::Place),
        "none" => Ok(Role::None),
        other => Err(row.error(format!("{column}: unknown role {other:?}"))),
    };
    Ok(Rule {
        code,
        form,
        subject: role("subject")?,
        object: role("object")?,
        line: row.line,
    })
}

/// The triggers of a text, in order; they do not overlap and do not cross sentences.
///
/// Words that only look like a trigger (rows of type `none`) take their place and are left out, and so are
/// light verbs whose subject or agent is itself a trigger.
pub fn find(view: View, sentences: &[Sentence], rules: &Rules) -> Vec<Trigger> {
    let mut out: Vec<Trigger> = Vec::new();
    for sentence in sentences {
        let start = out.len();
        let matches = rules.patterns.find_all(view, sentence.first, sentence.end);
        for found in matches.filter(|found| rules.rules[found.row as usize].code.is_some()) {
            let new = trigger(view, &found, rules);
            // `Gaza` is also a form of `gazer`.
            if view.mentions.end(MentionClass::Place, new.head).is_some() {
                continue;
            }
            out.push(new);
            let light = |t: &Trigger| rules.rule(t).form == Form::Light;
            if let [.., before, last] = out[start..] {
                if light(&last) && is_subject(view, &before, &last, rules) {
                    out.pop();
                } else if light(&before) && is_agent(view, &before, &last, rules) {
                    out.swap_remove(out.len() - 2);
                }
            }
        }
    }
    out
}

/// Whether a noun trigger may stand for who did what a passive verb before it says (`détruit par un raid`), or any
/// verb where the subject follows.
fn is_agent(view: View, verb: &Trigger, noun: &Trigger, rules: &Rules) -> bool {
    let between = verb.end..noun.first;
    (matches!(verb.voice, Voice::Passive | Voice::Reduced) || rules.verb_first)
        && noun.voice == Voice::Nominal
        && rules.rule(noun).form == Form::Noun
        && between.len() <= AGENT_REACH
        && view.tokens[between].iter().all(|t| t.kind != Kind::Mark)
}

/// Whether a noun trigger may be the subject of a verb behind it: in the same sentence, with nothing or
/// only a closed insertion between.
fn is_subject(view: View, noun: &Trigger, verb: &Trigger, rules: &Rules) -> bool {
    let between = &view.tokens[noun.end..verb.first];
    let commas = between.iter().filter(|t| t.is_mark(',')).count();
    let closed = |t: &Token| ['.', ';', ':', '!', '?'].iter().any(|m| t.is_mark(*m));
    noun.voice == Voice::Nominal
        && rules.rule(noun).form == Form::Noun
        && commas % 2 == 0
        && !between.iter().any(closed)
}

fn trigger(view: View, found: &Match, rules: &Rules) -> Trigger {
    let form = rules.rules[found.row as usize].form;
    let classes = &rules.classes;
    let head = head(view, found, form, rules);
    let features = view.lexicon.features_of(&view.tokens[head]);
    let auxiliary = match features.meets(Features::PARTICIPLE) {
        true => auxiliary(view, head, classes),
        false => None,
    };
    let voice = voice(view, form, head, features, auxiliary, classes);
    let finite = features.meets(Features::PAST.union(Features::PRESENT));
    let kept = match (voice, auxiliary) {
        (Voice::Nominal, _) => NOUN,
        // A form that can be both is no participle where nothing makes it one.
        (Voice::Active, None) if finite => Features(VERB.0 & !Features::PARTICIPLE.0),
        (_, Some(_)) | (Voice::Passive | Voice::Reduced, _) => Features::PARTICIPLE,
        (Voice::Active, None) => VERB,
    };
    Trigger {
        first: found.first,
        end: found.end,
        row: found.row,
        head,
        auxiliary,
        voice,
        features: Features(features.0 & kept.0),
    }
}

/// What the rule captures as `head`; otherwise the first token that can be the head of such a form and is
/// no auxiliary; otherwise the first that can.
fn head(view: View, found: &Match, form: Form, rules: &Rules) -> usize {
    let classes = &rules.classes;
    if let Some((head, _)) = rules.head.and_then(|slot| found.capture(slot)) {
        return head;
    }
    let wanted = match form {
        Form::Verb | Form::Participle | Form::Light => VERB,
        Form::Noun => NOUN,
        Form::Toll => VERB.union(NOUN),
    };
    let word = |at: usize| view.tokens[at].word;
    let fits = |at: &usize| view.lexicon.features_of(&view.tokens[*at]).meets(wanted);
    let is_auxiliary = |at: &usize| {
        is(view, classes.passive_auxiliary, word(*at))
            || is(view, classes.active_auxiliary, word(*at))
    };
    let all = found.first..found.end;
    let main = all.clone().find(|at| fits(at) && !is_auxiliary(at));
    main.or_else(|| all.clone().find(fits))
        .unwrap_or(found.first)
}

fn is(view: View, class: Option<ClassId>, word: WordId) -> bool {
    class.is_some_and(|class| view.lexicon.is_member(word, class))
}

/// The auxiliary of a participle: its own, or that of the participle which a coordinator joins it to.
fn auxiliary(view: View, head: usize, classes: &Classes) -> Option<usize> {
    if let Some(own) = own_auxiliary(view, head, classes) {
        return Some(own);
    }
    let before = view.tokens[..head].iter().rposition(|t| {
        !is(view, classes.adverb, t.word) || is(view, classes.coordinator, t.word)
    })?;
    if !is(view, classes.coordinator, view.tokens[before].word) {
        return None;
    }
    let farthest = before.saturating_sub(COORDINATION_REACH);
    let joined = (farthest..before).rev();
    joined
        .take_while(|&at| !view.tokens[at].is_mark('.') && !view.tokens[at].is_mark(';'))
        .filter(|&at| {
            let features = view.lexicon.features_of(&view.tokens[at]);
            features.meets(Features::PARTICIPLE)
        })
        .find_map(|at| own_auxiliary(view, at, classes))
}

/// The nearest auxiliary before a participle with nothing but adverbs and times between.
fn own_auxiliary(view: View, head: usize, classes: &Classes) -> Option<usize> {
    let nearest = head.saturating_sub(AUXILIARY_REACH);
    (nearest..head).rev().find(|&at| {
        let word = view.tokens[at].word;
        let auxiliary =
            is(view, classes.passive_auxiliary, word) || is(view, classes.active_auxiliary, word);
        auxiliary && only_adverbs(view, at + 1, head, classes)
    })
}

/// Whether a participle stands without an auxiliary: it describes a noun.
pub fn is_reduced(view: View, participle: usize, rules: &Rules) -> bool {
    auxiliary(view, participle, &rules.classes).is_none()
}

fn only_adverbs(view: View, from: usize, to: usize, classes: &Classes) -> bool {
    let mut at = from;
    while at < to {
        let word = view.tokens[at].word;
        let one = is(view, classes.adverb, word).then_some(at + 1);
        let mention = |class| view.mentions.end(class, at).filter(|end| *end <= to);
        let end = mention(MentionClass::Adverbial).or(mention(MentionClass::Time));
        let Some(end) = end.or(one) else {
            return false;
        };
        at = end;
    }
    true
}

fn voice(
    view: View,
    form: Form,
    head: usize,
    features: Features,
    auxiliary: Option<usize>,
    classes: &Classes,
) -> Voice {
    if !features.meets(VERB) {
        return Voice::Nominal;
    }
    let word = view.tokens[head].word;
    if let Some(at) = auxiliary {
        let passive = is(view, classes.passive_auxiliary, view.tokens[at].word)
            && !is_mark_of_past(view, at, word, classes);
        return if passive {
            Voice::Passive
        } else {
            Voice::Active
        };
    }
    let after_determiner = follows_determiner(view, head, classes);
    if features.meets(NOUN) && (after_determiner || (form == Form::Noun && !features.meets(ACTIVE)))
    {
        return Voice::Nominal;
    }
    if form == Form::Participle || !features.meets(ACTIVE) {
        return match is(view, classes.intransitive, word) {
            true => Voice::Active,
            false => Voice::Reduced,
        };
    }
    Voice::Active
}

/// Whether the passive auxiliary only marks the past: after a reflexive pronoun, or with verbs of moving
/// and becoming, unless it is itself a participle behind another auxiliary.
fn is_mark_of_past(view: View, auxiliary: usize, participle: WordId, classes: &Classes) -> bool {
    let word = view.tokens[auxiliary].word;
    let compound = view.lexicon.features(word).meets(Features::PARTICIPLE);
    let before = view.tokens[..auxiliary].iter().rev();
    let mut before = before.skip_while(|t| is(view, classes.clitic, t.word));
    let reflexive = (before.next()).is_some_and(|t| is(view, classes.reflexive, t.word));
    reflexive || (!compound && is(view, classes.intransitive, participle))
}

/// Whether a determiner, a preposition or a number stands before a word, with adjectives between, or nothing: no
/// verb opens a sentence.
fn follows_determiner(view: View, word: usize, classes: &Classes) -> bool {
    let adjective = |at: &usize| is(view, classes.fore_adjective, view.tokens[*at].word);
    let first = (0..word).rev().take_while(adjective).last();
    let first = first.unwrap_or(word);
    let opens = view.tokens[first].gap >= Gap::Line;
    opens
        || view.tokens[first - 1].kind == Kind::Number
        || is(view, classes.determiner, view.tokens[first - 1].word)
        || ['.', ':', '!', '?']
            .iter()
            .any(|&mark| view.tokens[first - 1].is_mark(mark))
}

#[cfg(test)]
mod tests;
