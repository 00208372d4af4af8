//! Mentions of actors: names, descriptions ("the Russian air force"), generic words and metonyms.
//!
//! Names come from the ontology, descriptions from the language folder, where a class of nouns and a
//! class of nationalities make an actor together, so that combinations are not listed.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::event::known_actors::{Actor, ActorId, ActorKind, KnownActors, Side};
use crate::language::{Base, Lexicon, Source, WordId};
use crate::pattern::{Match, MentionClass, MentionIndex, Patterns, Slot, View};
use crate::table::Row;
use crate::token::{Case, Tokens, fold_words, tokenize};

/// How a mention names its actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Naming {
    /// By a name of its own.
    Name,
    /// By words that mean this actor and no other: `Russian jets`.
    Description,
    /// By a word for any of its side, which the text may use of a member named before: `the militants`.
    AnyOfSide,
    /// By a word for any army, which means this one unless another is near: `the army`.
    AnyOfKind,
    /// By a capital or country: `Ankara denies`.
    Metonym,
}

/// Tokens that stand for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorMention {
    /// First token.
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    /// Who it is.
    pub actor: ActorId,
    /// How that is said.
    pub naming: Naming,
}

/// Where a row's actor comes from.
#[derive(Clone, Copy, Debug)]
enum Who {
    Known(ActorId),
    OfNation(ActorKind),
    Inner,
    /// The one named before, or its army: `its soldiers`.
    Owner,
    /// The words are something else and must not be read as an actor.
    Nobody,
}

#[derive(Clone, Copy, Debug)]
struct Rule {
    who: Who,
    naming: Naming,
    /// How a one-word name is written at least, so that a common word is not taken for it.
    case: Case,
}

/// What the patterns of a table capture.
#[derive(Clone, Copy, Debug, Default)]
struct Slots {
    /// The words of a match that alone are the mention.
    of: Option<Slot>,
    /// The mention inside.
    actor: Option<Slot>,
}

/// The compiled names and descriptions of one language.
#[derive(Debug, Default)]
pub struct ActorRules {
    rules: Vec<Rule>,
    names: Patterns,
    /// Patterns around a mention that the first pass found: `fighters of <actor>`.
    phrases: Patterns,
    name_slots: Slots,
    phrase_slots: Slots,
    /// The words of nations, with the actor that each kind of noun makes of them.
    nations: FxHashMap<(WordId, ActorKind), ActorId>,
    /// Who fights for each actor; `None` for those that report or do not fight.
    forces: Vec<Option<ActorId>>,
}

/// Word class of the Arabic article's spellings.
const ARTICLE: &str = "arabic_article";

/// How many tokens before the name in it a phrase such as `fighters of …` begins at most.
const PHRASE: usize = 10;

/// Word classes whose values are nations.
const NATION_CLASSES: [&str; 4] = ["nationality", "pro_nationality", "metonym", "country"];

impl ActorRules {
    /// Compiles the aliases of the language and `actor.csv` (`pattern,kind,actor,example,expected`).
    ///
    /// `actor` is an id, `nation:<kind>` for the actor of that kind and of the nation whose word was
    /// matched, `inner` for the mention inside, or `owner` for the forces of the one named before. Where a pattern captures `of`, only that is the mention.
    ///
    /// # Errors
    /// A pattern, kind or actor that does not exist, with its file and line.
    pub fn compile(
        source: &Source,
        actors: &KnownActors,
        base: &mut Base,
    ) -> Result<ActorRules, Error> {
        let mut out = ActorRules {
            nations: nations(actors, base),
            forces: forces(actors),
            ..ActorRules::default()
        };
        // Names stand before descriptions, so that a name wins over a description of the same length.
        for (actor, alias) in actors.aliases(&source.code) {
            let (pattern, case) = alias_pattern(alias, base);
            let rule = Rule {
                who: Who::Known(*actor),
                naming: Naming::Name,
                case,
            };
            out.add(&pattern, rule, base).map_err(|e| {
                let file = Path::new("ontology/actors.csv");
                Error::content(file, None, format!("alias {alias:?}: {e}"))
            })?;
        }
        for row in source.table("actor").rows() {
            let pattern = row.get("pattern");
            // A row without a pattern is an example of what no other row may match.
            if pattern.is_empty() {
                continue;
            }
            let rule = Rule {
                who: who(&row, actors)?,
                naming: naming(&row)?,
                case: Case::Lower,
            };
            out.add(pattern, rule, base).map_err(|e| row.error(e))?;
        }
        Ok(out)
    }

    fn add(&mut self, pattern: &str, rule: Rule, base: &mut Base) -> Result<(), String> {
        let row = self.rules.len() as u32;
        self.rules.push(rule);
        let table = if pattern.contains("<actor>") {
            &mut self.phrases
        } else {
            &mut self.names
        };
        table.add(pattern, row, base)
    }

    /// Prepares for matching, when all tables of the language are compiled.
    pub fn finish(&mut self, base: &mut Base) {
        self.names.finish(base);
        self.phrases.finish(base);
        let slots = |table: &Patterns| Slots {
            of: table.slot("of"),
            actor: table.slot("actor"),
        };
        self.name_slots = slots(&self.names);
        self.phrase_slots = slots(&self.phrases);
    }

    /// The mention that a match makes; `None` where its words are no actor.
    fn mention(
        &self,
        slots: Slots,
        tokens: &Tokens,
        found: &Match,
        inner: Inner,
        before: &[ActorMention],
    ) -> Read {
        let rule = self.rules[found.row as usize];
        let (first, end) = slots
            .of
            .and_then(|of| found.capture(of))
            .unwrap_or((found.first, found.end));
        if end == first + 1 && !written_as(tokens[first].case, rule.case) {
            return Read::Nothing;
        }
        // The word of a nation that comes last is the one that tells: Syrian rebels backed by Ankara.
        let nation = |kind| {
            let mut words = (first..end).rev().map(|at| tokens[at].word);
            words.find_map(|word| self.nations.get(&(word, kind)).copied())
        };
        let who = match rule.who {
            Who::Known(actor) => Some((actor, rule.naming)),
            Who::OfNation(kind) => nation(kind).map(|actor| (actor, rule.naming)),
            Who::Inner => slots
                .actor
                .and_then(|slot| found.capture(slot))
                .and_then(|(first, _)| inner(first)),
            Who::Owner => {
                let mut owners = before.iter().rev();
                let owner = owners.find_map(|m| self.forces[m.actor.0 as usize]);
                owner.map(|actor| (actor, rule.naming))
            }
            Who::Nobody => None,
        };
        match who {
            Some((actor, naming)) => Read::Mention(ActorMention {
                first,
                end,
                actor,
                naming,
            }),
            None => Read::NoActor(found.end),
        }
    }
}

/// Who the mention that begins at a token is, and how that is said.
type Inner<'a> = &'a dyn Fn(usize) -> Option<(ActorId, Naming)>;

enum Read {
    Mention(ActorMention),
    /// Words up to this token that are not to be looked at again.
    NoActor(usize),
    Nothing,
}

/// Finds the actors of a text and notes them in the index of mentions.
///
/// Longest match from left to right; then descriptions round a name (`fighters of …`) replace the name.
pub fn find(
    tokens: &Tokens,
    lexicon: &Lexicon,
    mentions: &mut MentionIndex,
    rules: &ActorRules,
) -> Vec<ActorMention> {
    let view = View {
        tokens,
        lexicon,
        mentions,
    };
    let names = (&rules.names, rules.name_slots);
    let named = scan(view, names, rules, &|_| None, |at| at);
    for mention in &named {
        mentions.add(MentionClass::Actor, mention.first, mention.end);
    }
    if named.is_empty() {
        return named;
    }
    let inner = |first: usize| {
        let at = named.binary_search_by_key(&first, |m| m.first).ok()?;
        Some((named[at].actor, named[at].naming))
    };
    let view = View {
        tokens,
        lexicon,
        mentions,
    };
    // A phrase holds a name, so it begins not far before one.
    let mut upcoming = named.iter().peekable();
    let near = |at: usize| {
        while upcoming.next_if(|m| m.first < at).is_some() {}
        let next = upcoming.peek();
        next.map_or(tokens.len(), |m| at.max(m.first.saturating_sub(PHRASE)))
    };
    let phrases = (&rules.phrases, rules.phrase_slots);
    let wider = scan(view, phrases, rules, &inner, near);
    let mut out: Vec<ActorMention> = Vec::with_capacity(named.len());
    let mut wider = wider.into_iter().peekable();
    for mention in named {
        while let Some(phrase) = wider.next_if(|w| w.first <= mention.first) {
            mentions.add(MentionClass::Actor, phrase.first, phrase.end);
            // A description that began before the phrase and reaches into it was a part of it.
            while out.last().is_some_and(|m| m.end > phrase.first) {
                out.pop();
            }
            out.push(phrase);
        }
        if out.last().is_none_or(|last| last.end <= mention.first) {
            out.push(mention);
        }
    }
    out
}

/// Reads a text from left to right; `next` says from which token on there may be something again.
fn scan(
    view: View,
    (table, slots): (&Patterns, Slots),
    rules: &ActorRules,
    inner: Inner,
    mut next: impl FnMut(usize) -> usize,
) -> Vec<ActorMention> {
    let read = |at, before: &[ActorMention]| match table.find_at(view, at) {
        Some(found) => rules.mention(slots, view.tokens, &found, inner, before),
        None => Read::Nothing,
    };
    let mut out: Vec<ActorMention> = Vec::new();
    let mut at = next(0);
    while at < view.tokens.len() {
        let Some(start) = table.next_start(view, at, view.tokens.len()) else {
            break;
        };
        at = match read(start, &out) {
            Read::Mention(mut mention) => {
                // Where only a part of the match is the mention, a longer one may begin with it.
                if mention.first > start
                    && let Read::Mention(longer) = read(mention.first, &out)
                    && longer.end > mention.end
                {
                    mention = longer;
                }
                out.push(mention);
                mention.end
            }
            Read::NoActor(end) => end,
            Read::Nothing => start + 1,
        };
        at = next(at);
    }
    out
}

/// Gives the words that mean any of a side the actor of that side that the text named last, or else first.
///
/// `the militants` in a text about one militant group are that group; where the text names none, the
/// actor of the rule stays.
pub fn resolve_generic(mentions: &mut [ActorMention], actors: &KnownActors) {
    let named = |m: &ActorMention| {
        let actor = &actors[m.actor];
        let names = matches!(m.naming, Naming::Name | Naming::Description);
        (names && !actor.is_source()).then_some((actor.side, m.actor))
    };
    // There are few sides: the actor of each that was named last, and before any was, the first one.
    let mut told: Vec<(Side, ActorId)> = Vec::new();
    for (side, actor) in mentions.iter().filter_map(named) {
        if told.iter().all(|(other, _)| *other != side) {
            told.push((side, actor));
        }
    }
    for mention in mentions {
        let (side, actor) = match (mention.naming, named(mention)) {
            (Naming::AnyOfSide, _) => (actors[mention.actor].side, None),
            (_, Some((side, actor))) => (side, Some(actor)),
            (_, None) => continue,
        };
        let last = told.iter_mut().find(|(other, _)| *other == side);
        match (actor, last) {
            (Some(actor), Some((_, last))) => *last = actor,
            (None, Some((_, last))) => mention.actor = *last,
            (_, None) => {}
        }
    }
}

fn who(row: &Row, actors: &KnownActors) -> Result<Who, Error> {
    let text = row.get("actor");
    if row.get("kind") == "none" {
        return Ok(Who::Nobody);
    }
    if text == "owner" {
        return Ok(Who::Owner);
    }
    if text == "inner" {
        return Ok(Who::Inner);
    }
    if let Some(kind) = text.strip_prefix("nation:") {
        let kind = ActorKind::named(kind);
        return kind
            .map(Who::OfNation)
            .ok_or_else(|| row.error(format!("{text:?}: no such kind of actor")));
    }
    let known = actors.by_id(text).map(Who::Known);
    known.ok_or_else(|| row.error(format!("ontology/actors.csv has no {text:?}")))
}

fn naming(row: &Row) -> Result<Naming, Error> {
    match row.get("kind") {
        "name" => Ok(Naming::Name),
        "description" | "none" => Ok(Naming::Description),
        "side" => Ok(Naming::AnyOfSide),
        "kind" => Ok(Naming::AnyOfKind),
        "metonym" => Ok(Naming::Metonym),
        other => Err(row.error(format!("unknown kind {other:?}"))),
    }
}

/// Who fights for each actor; nobody for those that only report, and for civilians.
fn forces(actors: &KnownActors) -> Vec<Option<ActorId>> {
    let fights = |(id, actor): (ActorId, &Actor)| {
        let speaks = actor.is_source() || actor.kind == ActorKind::Civilians;
        (!speaks).then(|| actors.forces_of(id))
    };
    actors.iter().map(fights).collect()
}

/// For every word of a nation the actor of each kind; where a nation has no army its militia stands for
/// it, and the other way round.
fn nations(actors: &KnownActors, base: &Base) -> FxHashMap<(WordId, ActorKind), ActorId> {
    use ActorKind::*;
    let mut out = FxHashMap::default();
    let classes = NATION_CLASSES.map(|name| base.lexicon.class(name));
    for word in (0..base.vocabulary.size()).map(|n| WordId(n as u32)) {
        for class in classes.into_iter().flatten() {
            let Some(membership) = base.lexicon.membership(word, class) else {
                continue;
            };
            for (kind, instead) in [
                (Military, Militia),
                (Militia, Military),
                (Government, Government),
                (Media, Media),
            ] {
                let actor = actors.of_nation(&membership.value, kind);
                let actor = actor.or_else(|| actors.of_nation(&membership.value, instead));
                if let Some(actor) = actor {
                    out.entry((word, kind)).or_insert(actor);
                }
            }
        }
    }
    out
}

/// An alias as a pattern, and how it must be written when it is one word.
///
/// An Arabic article stands for all its spellings, and inside a name may be missing.
fn alias_pattern(alias: &str, base: &Base) -> (String, Case) {
    let article = base.lexicon.class(ARTICLE);
    let words = fold_words(alias, &base.segmentation);
    let mut pattern = String::new();
    for (at, word) in words.iter().enumerate() {
        let id = base.vocabulary.get(word);
        let is_article = article.is_some_and(|class| base.lexicon.membership(id, class).is_some());
        match (is_article, at) {
            (false, _) => pattern.push_str(word),
            (true, 0) => pattern.push_str("<arabic_article>"),
            (true, _) => pattern.push_str("<arabic_article>?"),
        }
        pattern.push(' ');
    }
    let case = match words.len() {
        1 => {
            let tokens = tokenize(alias, &base.segmentation, &base.vocabulary);
            tokens.first().map_or(Case::Lower, |token| token.case)
        }
        _ => Case::Lower,
    };
    (pattern, case)
}

/// Whether a word is written with at least the capitals that its name has.
fn written_as(case: Case, wanted: Case) -> bool {
    match wanted {
        Case::Lower => true,
        Case::Capital => case != Case::Lower,
        Case::Upper => case == Case::Upper,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::testing::{check_rows, prepare};
    use crate::pack::{LanguagePack, embedded_sources};

    /// The mentions of a text as `surface=Canonical name`.
    fn read(pack: &LanguagePack, text: &str) -> String {
        let mut ready = prepare(pack, text);
        let mentions = &mut ready.mentions;
        let found = find(&ready.tokens, &pack.base.lexicon, mentions, &pack.actors);
        let actors = KnownActors::embedded().unwrap();
        let shown: Vec<String> = found
            .iter()
            .map(|m| {
                let surface = ready.tokens.span(m.first, m.end - 1).of(text);
                format!("{surface}={}", actors[m.actor].name)
            })
            .collect();
        match shown.is_empty() {
            true => "none".to_owned(),
            false => shown.join("; "),
        }
    }

    #[test]
    fn rows_of_the_language_folders() {
        check_rows("actor", read);
    }

    #[test]
    fn every_alias_is_found_whole() {
        let actors = KnownActors::embedded().unwrap();
        for source in embedded_sources() {
            let pack = LanguagePack::compile(&source).unwrap();
            for (id, alias) in actors.aliases(&source.code) {
                assert_eq!(read(&pack, alias), format!("{alias}={}", actors[*id].name));
            }
        }
    }
}
