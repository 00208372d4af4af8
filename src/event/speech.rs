//! Who says so: the claims of a sentence, and through whom they came.
//!
//! Rules name the words of speech and where their source stands; finding the source beside them, taking
//! up an earlier one ("the same source", "he added") and following quotes is done here.

mod quotes;
mod subject;

use quotes::spread_over_quotes;
use subject::Found;

use crate::error::Error;
use crate::event::actor::ActorMention;
use crate::event::known_actors::{ActorId, KnownActors};
use crate::language::{Base, ClassId, Source as Tables};
use crate::pattern::{Match, MentionClass, Patterns, View};
use crate::segment::Sentence;
use crate::token::{Kind, Token};

/// Who makes or carries a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A known actor.
    Actor(ActorId),
    /// Someone whom only these tokens describe: first, one past the last.
    Described(usize, usize),
}

/// A claim: a sentence, or the part of it near some tokens, rests on a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribution {
    /// Number of the sentence that it covers.
    pub sentence: usize,
    /// First token of the words that attribute; they may stand in another sentence of the same quote.
    pub first: usize,
    /// One past their last token.
    pub end: usize,
    /// Who says so.
    pub claimed_by: Option<Source>,
    /// Through whom.
    pub relayed_by: Option<Source>,
}

/// Where the source of a cue stands, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cue {
    /// A verb of saying: its subject claims, before or after it.
    Says,
    /// What follows claims: `according to`.
    After,
    /// What follows claims, what stands before relays: `citing`.
    Cites,
    /// What stands before claims, what follows relays: `cited by`.
    CitedBy,
    /// What follows relays: `told`.
    Told,
    /// The source of the sentence before claims: `the same source`.
    Same,
    /// Looks like speech and is none.
    Nothing,
}

const CUES: [(&str, Cue); 7] = [
    ("says", Cue::Says),
    ("after", Cue::After),
    ("cites", Cue::Cites),
    ("cited_by", Cue::CitedBy),
    ("told", Cue::Told),
    ("same", Cue::Same),
    ("none", Cue::Nothing),
];

/// The compiled rules of speech of one language.
#[derive(Debug, Default)]
pub struct SpeechRules {
    patterns: Patterns,
    cues: Vec<Cue>,
    /// `le`, `la`: what makes a noun like `source` point back.
    definite: Option<ClassId>,
    /// Articles before a new description of a source.
    indefinite: Option<ClassId>,
    /// Nouns that point back to a source.
    noun: Option<ClassId>,
    /// Pronouns that do.
    pronoun: Option<ClassId>,
    /// Words where the name of a source ends.
    stop: Option<ClassId>,
    /// Prepositions before the one who was told.
    to: Option<ClassId>,
    /// Relative pronouns that are a subject.
    relative: Option<ClassId>,
    /// Verbs that are of speech only before a clause: `maintains that`.
    needs_clause: Option<ClassId>,
    /// Whether the subject follows its verb.
    verb_first: bool,
}

impl SpeechRules {
    /// Compiles `speech.csv` (`pattern,cue,example,expected`).
    ///
    /// # Errors
    /// A pattern or cue that does not exist, with its file and line.
    pub fn compile(source: &Tables, base: &mut Base) -> Result<SpeechRules, Error> {
        let mut out = SpeechRules::default();
        for row in source.table("speech").rows() {
            if row.get("pattern").is_empty() {
                continue;
            }
            let cue = CUES.iter().find(|(name, _)| *name == row.get("cue"));
            let Some(&(_, cue)) = cue else {
                return Err(row.error(format!("unknown cue {:?}", row.get("cue"))));
            };
            let number = out.cues.len() as u32;
            let added = out.patterns.add(row.get("pattern"), number, base);
            added.map_err(|e| row.error(e))?;
            out.cues.push(cue);
        }
        out.verb_first = base.segmentation.verb_first;
        let class = |name| base.lexicon.class(name);
        out.definite = class("definite");
        out.indefinite = class("indefinite");
        out.noun = class("source_anaphor");
        out.pronoun = class("anaphor");
        out.stop = class("source_stop");
        out.to = class("told_to");
        out.relative = class("relative");
        out.needs_clause = class("say_that");
        Ok(out)
    }

    /// Prepares for matching, when all tables of the language are compiled.
    pub fn finish(&mut self, base: &mut Base) {
        self.patterns.finish(base);
    }
}

/// The claims of a document, in order of sentences; a sentence without one is its writer's own.
///
/// `mentions` are the actors of the document in order; [`MentionClass::Actor`] in the view's index must
/// hold them too.
pub fn attribute(
    view: View,
    sentences: &[Sentence],
    mentions: &[ActorMention],
    actors: &KnownActors,
    rules: &SpeechRules,
) -> Vec<Attribution> {
    let signs = Signs::of(view.tokens);
    let mut reader = Reader {
        view,
        mentions,
        actors,
        rules,
        parentheses: &signs.parentheses,
        out: Vec::new(),
        last: None,
        spoken: 0,
        uncited: None,
    };
    for (number, &sentence) in sentences.iter().enumerate() {
        reader.sentence(number, sentence);
    }
    spread_over_quotes(view, sentences, &signs.quotes, reader.out)
}

/// The tokens that this stage looks at beside words of speech, in text order.
#[derive(Default)]
struct Signs {
    /// Where parentheses open.
    parentheses: Vec<usize>,
    /// Quotation marks.
    quotes: Vec<usize>,
}

impl Signs {
    fn of(tokens: &[Token]) -> Signs {
        let mut signs = Signs::default();
        for (at, token) in tokens.iter().enumerate() {
            if token.kind != Kind::Mark {
                continue;
            }
            match token.mark() {
                Some('(') => signs.parentheses.push(at),
                Some('«' | '»') => signs.quotes.push(at),
                _ => {}
            }
        }
        signs
    }
}

struct Reader<'a> {
    view: View<'a>,
    mentions: &'a [ActorMention],
    actors: &'a KnownActors,
    rules: &'a SpeechRules,
    /// The tokens that open parentheses and were not passed yet.
    parentheses: &'a [usize],
    out: Vec<Attribution>,
    /// The claim made last, for those that take it up.
    last: Option<Attribution>,
    /// Where the words of speech found last in the sentence end: no subject stands before that.
    spoken: usize,
    /// The claim that was last when the sentence cited someone without saying who cites.
    uncited: Option<Option<Attribution>>,
}

impl Reader<'_> {
    fn sentence(&mut self, number: usize, sentence: Sentence) {
        let from = self.out.len();
        self.spoken = sentence.first;
        self.uncited = None;
        let patterns = &self.rules.patterns;
        for found in patterns.find_all(self.view, sentence.first, sentence.end) {
            self.parentheses(number, sentence, found.first);
            // Those within the words of speech are a part of them.
            let within = self.parentheses.iter().take_while(|at| **at < found.end);
            self.parentheses = &self.parentheses[within.count()..];
            self.cue(number, sentence, &found, from);
            let claim = self.out[from..].last();
            self.spoken = claim.map_or(self.spoken, |claim| claim.end.max(self.spoken));
        }
        self.parentheses(number, sentence, sentence.end);
    }

    /// Reads what stands in the parentheses that open before a token.
    fn parentheses(&mut self, number: usize, sentence: Sentence, end: usize) {
        while let [at, behind @ ..] = self.parentheses
            && *at < end
        {
            self.parentheses = behind;
            self.parenthesis(number, sentence, *at);
        }
    }

    fn cue(&mut self, sentence: usize, bounds: Sentence, found: &Match, from: usize) {
        let claim = |claimed: Option<Source>, first, end| Attribution {
            sentence,
            first,
            end,
            claimed_by: claimed,
            relayed_by: None,
        };
        match self.rules.cues[found.row as usize] {
            Cue::Nothing => {}
            Cue::Says if !self.is_verb(found) => {}
            Cue::Says => {
                // "told Reuters": the verb itself may say that somebody was told.
                let told = self.told(bounds, found.end - 1);
                let cited = self.uncited.take();
                if let Some(before) = cited {
                    // `Citing the army, the site reports`: the subject carries what was cited.
                    self.last = before;
                }
                let subject = self.subject(bounds, found);
                if let (Some(_), Some(claim)) = (cited, self.out[from..].last_mut()) {
                    let carrier = subject.and_then(|(carrier, ..)| carrier);
                    claim.relayed_by = carrier.filter(|c| Some(*c) != claim.claimed_by);
                    claim.end = claim.end.max(found.end);
                    self.last = Some(*claim);
                } else if let Some((source, first, end)) = subject {
                    let mut made = claim(source, first.min(found.first), end.max(found.end));
                    made.relayed_by = told.filter(|t| Some(*t) != made.claimed_by);
                    self.push(made);
                }
            }
            Cue::After => match self.after(bounds, found.end) {
                Some(Found::Source(source, end)) => {
                    self.push(claim(Some(source), found.first, end));
                }
                Some(Found::Earlier(_, end)) => self.again(sentence, found.first, end),
                None => {}
            },
            Cue::Same => self.again(sentence, found.first, found.end),
            Cue::Cites => {
                let Some(Found::Source(source, end)) = self.after(bounds, found.end) else {
                    return;
                };
                // The outlet that cites made a claim of its own just before, or is the subject.
                let carrier = match self.out[from..].last() {
                    Some(claim) => claim.claimed_by,
                    None => {
                        // `Reuters` stands within `cited Reuters as` where the subject follows.
                        let until = match self.rules.verb_first {
                            true => found.end,
                            false => found.first,
                        };
                        self.actor_before(until).map(|(s, ..)| s)
                    }
                };
                let mut made = claim(Some(source), found.first, end);
                made.relayed_by = carrier.filter(|c| *c != source);
                if carrier.is_none() {
                    self.uncited = Some(self.last);
                }
                if self.out.len() > from {
                    self.out.pop();
                }
                self.push(made);
            }
            Cue::CitedBy => {
                let Some(Found::Source(carrier, end)) = self.after(bounds, found.end) else {
                    return;
                };
                if self.out.len() > from {
                    let last = self.out.len() - 1;
                    self.out[last].relayed_by = Some(carrier);
                    self.out[last].end = end;
                    self.last = Some(self.out[last]);
                } else if let Some((source, first, _)) = self.actor_before(found.first) {
                    let mut made = claim(Some(source), first, end);
                    made.relayed_by = Some(carrier);
                    self.push(made);
                }
            }
            Cue::Told => {
                let Some(Found::Source(carrier, end)) = self.after(bounds, found.end) else {
                    return;
                };
                match self.out[from..].last_mut() {
                    // `according to a fighter reached by Reuters`
                    Some(before) if before.end == found.first => {
                        before.relayed_by = Some(carrier);
                        before.end = end;
                        self.last = Some(*before);
                    }
                    _ => {
                        let mut made = claim(None, found.first, end);
                        made.relayed_by = Some(carrier);
                        self.push(made);
                    }
                }
            }
        }
    }

    /// Adds a claim; one without claimant waits for the verb of saying that follows it.
    fn push(&mut self, mut made: Attribution) {
        if let Some(before) = self.out.last_mut()
            && before.sentence == made.sentence
            && before.claimed_by.is_none()
        {
            made.relayed_by = made.relayed_by.or(before.relayed_by);
            made.relayed_by = made.relayed_by.filter(|r| Some(*r) != made.claimed_by);
            *before = made;
        } else {
            self.out.push(made);
        }
        if made.claimed_by.is_some() {
            self.last = Some(made);
        }
    }

    /// The claim made last, made once more.
    fn again(&mut self, sentence: usize, first: usize, end: usize) {
        if let Some(last) = self.last {
            self.push(Attribution {
                sentence,
                first,
                end,
                ..last
            });
        }
    }

    /// A name alone in parentheses: `(Reuters)`; not after the same name spelled out.
    fn parenthesis(&mut self, sentence: usize, bounds: Sentence, open: usize) {
        let Some(mention) = self.mention_at(open + 1) else {
            return;
        };
        let closed = self.view.tokens.get(mention.end);
        if mention.end >= bounds.end || !closed.is_some_and(|t| t.is_mark(')')) {
            return;
        }
        let named = self.mentions.partition_point(|m| m.end < open);
        let defined = self.mentions[named..]
            .first()
            .is_some_and(|m| m.end == open);
        if !self.speaks(mention.actor) || defined {
            return;
        }
        let source = Some(Source::Actor(mention.actor));
        // A dash behind it makes it the end of a dateline: the outlet that carries the text.
        let behind = self.view.tokens.get(mention.end + 1);
        let dateline = behind.is_some_and(|t| t.is_mark('–'));
        self.push(Attribution {
            sentence,
            first: open,
            end: mention.end + 1,
            claimed_by: source.filter(|_| !dateline),
            relayed_by: source.filter(|_| dateline),
        });
    }

    /// Whether an actor is one that reports, rather than one that happens to be named in parentheses.
    fn speaks(&self, actor: ActorId) -> bool {
        use crate::event::known_actors::ActorKind::*;
        let actor = &self.actors[actor];
        actor.is_source() || matches!(actor.kind, Organisation | Government)
    }

    fn mention_at(&self, token: usize) -> Option<ActorMention> {
        if token >= self.view.tokens.len() {
            return None;
        }
        self.view.mentions.end(MentionClass::Actor, token)?;
        let at = self
            .mentions
            .binary_search_by_key(&token, |m| m.first)
            .ok()?;
        Some(self.mentions[at])
    }

    fn is(&self, token: usize, class: Option<ClassId>) -> bool {
        let (Some(token), Some(class)) = (self.view.tokens.get(token), class) else {
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

    /// The claims of a text, by sentence: `1: claimed by < relayed by`.
    fn read(pack: &LanguagePack, text: &str) -> String {
        let mut ready = prepare(pack, text);
        let index = &mut ready.mentions;
        let mentions = actor::find(&ready.tokens, &pack.base.lexicon, index, &pack.actors);
        let actors = KnownActors::embedded().unwrap();
        let view = ready.view(pack);
        let claims = attribute(view, &ready.sentences, &mentions, &actors, &pack.speech);
        let name = |source: Option<Source>| match source {
            None => "?".to_owned(),
            Some(Source::Actor(id)) => actors[id].name.to_string(),
            Some(Source::Described(first, end)) => {
                format!("{:?}", ready.tokens.span(first, end - 1).of(text))
            }
        };
        let shown: Vec<String> = claims
            .iter()
            .map(|claim| {
                let relay = claim.relayed_by.map(|r| format!(" via {}", name(Some(r))));
                let number = match ready.sentences.len() {
                    1 => String::new(),
                    _ => format!("{}: ", claim.sentence + 1),
                };
                format!(
                    "{number}{}{}",
                    name(claim.claimed_by),
                    relay.unwrap_or_default()
                )
            })
            .collect();
        match shown.is_empty() {
            true => "none".to_owned(),
            false => shown.join("; "),
        }
    }

    #[test]
    fn rows_of_the_language_folders() {
        check_rows("speech", read);
    }
}
