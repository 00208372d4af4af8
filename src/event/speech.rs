//! Who says so: the claims of a sentence, and through whom they came.
//!
//! Rules name the words of speech and where their source stands; finding the source beside them, taking
//! up an earlier one ("the same source", "he added") and following quotes is done here.

use crate::error::Error;
use crate::event::actor::ActorMention;
use crate::event::known_actors::{ActorId, ActorKind, KnownActors};
use crate::language::{Base, ClassId, Features, Source as Tables};
use crate::pattern::{Match, MentionClass, Patterns, View};
use crate::segment::Sentence;
use crate::token::{Case, Kind};

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

/// How many tokens a source's name or description may be away from the words of speech.
const REACH_AFTER: usize = 9;
const REACH_BEFORE: usize = 14;
/// The longest description of an unknown source.
const DESCRIPTION: usize = 7;

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
    pub fn finish(&mut self, base: &Base) {
        self.patterns.finish(base);
    }
}

/// A source found beside a cue.
#[derive(Clone, Copy)]
enum Found {
    Source(Source, usize),

    /// The source that was named before.
    Earlier(usize, usize),
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
    let mut reader = Reader {
        view,
        mentions,
        actors,
        rules,
        out: Vec::new(),
        last: None,
        spoken: 0,
        uncited: None,
    };
    for (number, &sentence) in sentences.iter().enumerate() {
        reader.sentence(number, sentence);
    }
    spread_over_quotes(view, sentences, reader.out)
}

struct Reader<'a> {
    view: View<'a>,
    mentions: &'a [ActorMention],
    actors: &'a KnownActors,
    rules: &'a SpeechRules,
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
        let mut at = sentence.first;
        while at < sentence.end {
            let found = self.rules.patterns.find_at(self.view, at);
            match found.filter(|m| m.end <= sentence.end) {
                Some(found) => {
                    at = found.end;
                    self.cue(number, sentence, &found, from);
                    let claim = self.out[from..].last();
                    self.spoken = claim.map_or(self.spoken, |claim| claim.end.max(self.spoken));
                }
                None if self.view.tokens[at].is_mark('(') => {
                    self.parenthesis(number, sentence, at);
                    at += 1;
                }
                None => at += 1,
            }
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
                let told = self.told(bounds, found.end);
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
                    None => self.actor_before(found.first).map(|(s, ..)| s),
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

    /// Whether the words are a finite verb: a single word must be one, a compound must end in a participle.
    fn is_verb(&self, found: &Match) -> bool {
        // What somebody will say is no claim yet.
        let finite = Features::PRESENT.union(Features::PAST);
        let features = |at: usize| self.view.lexicon.features(self.view.tokens[at].word);
        let after_article = found.first > 0 && {
            let before = found.first - 1;
            self.is(before, self.rules.definite) || self.is(before, self.rules.indefinite)
        };
        // A relative clause says something about its noun, not about the sentence.
        let relative = found.first > 0 && self.is(found.first - 1, self.rules.relative);
        let single = found.end - found.first == 1;
        !relative && (!single || features(found.first).meets(finite) && !after_article)
    }

    /// The subject of a verb of saying: behind it when it is inverted, else before it.
    fn subject(&self, bounds: Sentence, found: &Match) -> Option<(Option<Source>, usize, usize)> {
        let tokens = self.view.tokens;
        let next = tokens.get(found.end).filter(|_| found.end < bounds.end);
        let goes_on = next.is_none_or(|t| {
            (t.kind == Kind::Mark && !t.is_mark('«')) || self.is(found.end, self.rules.stop)
        });
        let outlet = || {
            let mention =
                (found.end..bounds.end.min(found.end + 3)).find_map(|at| self.mention_at(at));
            mention.is_some_and(|m| self.actors[m.actor].is_source())
        };
        let inverted = found.first > bounds.first
            && tokens[found.first - 1].kind == Kind::Mark
            && !goes_on
            && !(found.first..=found.end).any(|at| self.counts(at))
            && (tokens[found.first - 1].is_mark('»')
                || (found.first >= 2 && tokens[found.first - 2].is_mark('»'))
                || self.is_told(bounds.first, found.first)
                || outlet());
        let earlier = |first, end| {
            let source = self.last.and_then(|last| last.claimed_by);
            let source = source.or_else(|| self.named_before(found.first));
            source.map(|source| (Some(source), first, end))
        };
        if self.rules.verb_first {
            return self.follower(bounds, found).or_else(|| {
                let last = self.last.and_then(|last| last.claimed_by);
                Some((Some(last?), found.first, found.end))
            });
        }
        if inverted {
            let at = self.behind_told(bounds, found.end);
            match self.after(bounds, at) {
                Some(Found::Source(source, end)) => {
                    return Some((Some(source), found.first, end));
                }
                Some(Found::Earlier(first, end)) => return earlier(first, end),
                // `says the head of a school`
                None if self.is(at, self.rules.definite) => {
                    let end = self.phrase_end(bounds, at);
                    return Some((Some(Source::Described(at, end)), found.first, end));
                }
                None => {}
            }
        } else if !goes_on && self.is(found.end - 1, self.rules.needs_clause) {
            return None;
        }
        if found.first > bounds.first && self.is(found.first - 1, self.rules.pronoun) {
            return earlier(found.first - 1, found.end);
        }
        if let Some((first, end)) = self.taken_up(bounds, found.first) {
            return earlier(first, end);
        }
        if let Some((source, first, end)) = self.actor_before(found.first) {
            return Some((Some(source), first, end));
        }
        let (first, end) = self.description_before(found.first)?;
        Some((Some(Source::Described(first, end)), first, end))
    }

    /// The subject of a verb of saying that stands behind it, or right before it in the clause.
    fn follower(&self, bounds: Sentence, found: &Match) -> Option<(Option<Source>, usize, usize)> {
        let at = self.behind_told(bounds, found.end);
        let end = match at < bounds.end && !self.ends_phrase(at) {
            true => self.phrase_end(bounds, at),
            false => at,
        };
        let named = (at..end).find_map(|at| self.mention_at(at));
        if let Some(mention) = named {
            let source = Source::Actor(mention.actor);
            return Some((Some(source), found.first, mention.end));
        }
        let before = found.first.checked_sub(1);
        let subject = before.and_then(|before| {
            let upto = self.mentions.partition_point(|m| m.end <= before + 1);
            let last = self.mentions[..upto].last()?;
            let joined = last.first >= bounds.first && last.end + 1 >= before + 1;
            (joined && last.first >= self.spoken).then_some(last)
        });
        if let Some(mention) = subject {
            let source = Source::Actor(mention.actor);
            return Some((Some(source), mention.first, found.end));
        }
        let described = end > at && end < bounds.end && self.is(end, self.rules.stop);
        described.then_some((Some(Source::Described(at, end)), found.first, end))
    }

    /// Whether a number other than an article stands at a token.
    fn counts(&self, at: usize) -> bool {
        let number = at < self.view.tokens.len()
            && self.view.mentions.end(MentionClass::Number, at).is_some();
        number && !self.is(at, self.rules.indefinite)
    }

    /// The one named last before a token, who can be meant by `their spokesman`.
    fn named_before(&self, at: usize) -> Option<Source> {
        let upto = self.mentions.partition_point(|m| m.end <= at);
        let mut before = self.mentions[..upto].iter().rev();
        let civilian = |m: &&ActorMention| self.actors[m.actor].kind != ActorKind::Civilians;
        before.find(civilian).map(|m| Source::Actor(m.actor))
    }

    /// A definite noun right before a verb that points back: `the source added`.
    fn taken_up(&self, bounds: Sentence, verb: usize) -> Option<(usize, usize)> {
        let from = verb.saturating_sub(4).max(bounds.first);
        let article = (from..verb)
            .rev()
            .find(|&at| self.is(at, self.rules.definite) && self.is(at + 1, self.rules.noun))?;
        let capital = |at: usize| self.view.tokens[at].case != Case::Lower && at > bounds.first;
        let named = (article..verb).any(|at| self.mention_at(at).is_some() || capital(at));
        (!named && article + 1 < verb).then_some((article, verb))
    }

    /// The source whose name or description begins at a token.
    fn after(&self, bounds: Sentence, at: usize) -> Option<Found> {
        let tokens = self.view.tokens;
        let mut end = at;
        let most = bounds.end.min(at + REACH_AFTER);
        while end < most && !self.ends_phrase(end) {
            if let Some(mention) = self.mention_at(end) {
                let source = Source::Actor(mention.actor);
                return Some(Found::Source(source, mention.end));
            }
            end += 1;
        }
        if end == at {
            return None;
        }
        let back = self.is(at, self.rules.pronoun)
            || (self.is(at, self.rules.definite) && self.is(at + 1, self.rules.noun));
        if back {
            return Some(Found::Earlier(at, end));
        }
        let end = end.min(at + DESCRIPTION);
        let person = (at..end).any(|t| tokens[t].case == Case::Capital);
        let new = self.is(at, self.rules.indefinite);
        (person || new).then_some(Found::Source(Source::Described(at, end), end))
    }

    /// Where the description that begins at a token ends.
    fn phrase_end(&self, bounds: Sentence, at: usize) -> usize {
        let most = bounds.end.min(at + DESCRIPTION);
        (at + 1..most)
            .find(|&end| self.ends_phrase(end))
            .unwrap_or(most)
    }

    /// Whether the name or description of a source ends before a token.
    fn ends_phrase(&self, at: usize) -> bool {
        let token = &self.view.tokens[at];
        let quote = token.is_mark('«') || token.is_mark('»');
        (token.kind == Kind::Mark && !quote) || self.is(at, self.rules.stop)
    }

    /// Whether the words up to a verb of saying have a finite verb of their own, so that they are what is said.
    fn is_told(&self, from: usize, to: usize) -> bool {
        let certain = Features::PAST
            .union(Features::FUTURE)
            .union(Features::CONDITIONAL);
        let noun = Features::SINGULAR.union(Features::PLURAL);
        self.view.tokens[from..to].iter().any(|token| {
            let features = self.view.lexicon.features(token.word);
            features.meets(certain) || (features.meets(Features::PRESENT) && !features.meets(noun))
        })
    }

    /// The token behind `to Reuters`, where that stands between an inverted verb and its subject.
    fn behind_told(&self, bounds: Sentence, at: usize) -> usize {
        if !self.is(at, self.rules.to) {
            return at;
        }
        let most = bounds.end.min(at + 4);
        let outlet = (at + 1..most).find_map(|at| self.mention_at(at));
        outlet.map_or(at, |outlet| outlet.end)
    }

    /// The one who was told, when the words behind a verb name an outlet: `told Reuters`.
    fn told(&self, bounds: Sentence, from: usize) -> Option<Source> {
        let most = bounds.end.min(from + REACH_AFTER + 3);
        let mut at = from;
        while at + 1 < most && !self.view.tokens[at].is_mark(',') {
            if self.is(at, self.rules.to) {
                let outlet = (at + 1..most.min(at + 4)).find_map(|at| self.mention_at(at));
                if let Some(outlet) = outlet.filter(|m| self.actors[m.actor].is_source()) {
                    return Some(Source::Actor(outlet.actor));
                }
            }
            at += 1;
        }
        None
    }

    /// The actor named last before a verb, in its clause; one that reports rather than one that acts.
    fn actor_before(&self, verb: usize) -> Option<(Source, usize, usize)> {
        let from = self.clause_start(verb);
        let upto = self.mentions.partition_point(|m| m.end <= verb);
        let named = self.mentions[..upto].iter().rev();
        let mut named = named.take_while(|m| m.first >= from).peekable();
        let nearest = *named.peek()?;
        let reports = named.find(|m| self.actors[m.actor].is_source());
        let mention = reports.unwrap_or(nearest);
        Some((Source::Actor(mention.actor), mention.first, mention.end))
    }

    /// The words before a verb that describe who says it, when they look like a person or a new source.
    fn description_before(&self, verb: usize) -> Option<(usize, usize)> {
        let from = self.clause_start(verb);
        let tokens = self.view.tokens;
        let comma = (from..verb).rev().find(|&at| tokens[at].kind == Kind::Mark);
        let first = comma.map_or(from, |at| at + 1);
        let short = first < verb && verb - first <= DESCRIPTION;
        // A capital behind the first word, which has one at the start of a sentence.
        let mut later = tokens[first..verb].iter().skip(1);
        let person = later.any(|t| t.case == Case::Capital);
        (short && (person || self.is(first, self.rules.indefinite))).then_some((first, verb))
    }

    /// Where the clause of a verb begins, at most [`REACH_BEFORE`] tokens before it.
    fn clause_start(&self, verb: usize) -> usize {
        let from = verb.saturating_sub(REACH_BEFORE).max(self.spoken);
        let strong = |at: &usize| {
            let token = &self.view.tokens[*at];
            [';', ':', '»', '«'].iter().any(|&mark| token.is_mark(mark))
        };
        (from..verb).rev().find(strong).map_or(from, |at| at + 1)
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
        self.view.lexicon.membership(token.word, class).is_some()
    }
}

/// Gives the sentences of a quote that names no source the one that the quote has in another sentence,
/// and a quote that follows a quote the same speaker.
fn spread_over_quotes(
    view: View,
    sentences: &[Sentence],
    claims: Vec<Attribution>,
) -> Vec<Attribution> {
    let mut out = Vec::with_capacity(claims.len());
    let mut claims = claims.into_iter().peekable();
    // Sentences of the quote that is open, still without a source.
    let mut waiting: Vec<usize> = Vec::new();
    let mut open = false;
    let mut quoted = false;
    let mut last: Option<Attribution> = None;
    let mut paragraph = 0;
    for (number, sentence) in sentences.iter().enumerate() {
        if sentence.paragraph != paragraph {
            paragraph = sentence.paragraph;
            open = false;
            waiting.clear();
            last = None;
        }
        let continued = open;
        let starts = quoted && view.tokens[sentence.first].is_mark('«');
        quoted = false;
        for token in &view.tokens[sentence.first..sentence.end] {
            quoted |= token.is_mark('»');
            open = (open || token.is_mark('«')) && !token.is_mark('»');
        }
        let from = out.len();
        while let Some(claim) = claims.next_if(|claim| claim.sentence == number) {
            out.push(claim);
        }
        match out.get(from).copied() {
            Some(claim) => {
                let quoted = waiting.drain(..).filter(|_| continued);
                out.extend(quoted.map(|sentence| Attribution { sentence, ..claim }));
                last = out.get(from).copied();
            }
            None => match last.filter(|_| continued || starts) {
                Some(claim) => out.push(Attribution {
                    sentence: number,
                    ..claim
                }),
                None => {
                    last = None;
                    if open {
                        waiting.push(number);
                    } else {
                        waiting.clear();
                    }
                }
            },
        }
    }
    out.sort_by_key(|claim| claim.sentence);
    out
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
