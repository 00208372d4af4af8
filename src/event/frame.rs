//! Triggers to event frames: what happened, where, when, who, how many, whether at all.

mod again;

use std::sync::Arc;

use smallvec::smallvec;

use crate::event::actor::ActorMention;
use crate::event::arguments::{Places, Scene};
use crate::event::captor;
use crate::event::count::Count;
use crate::event::factuality::Factuality;
use crate::event::frame::again::{
    is_consequence, is_counted, is_told_again, take_up_type, take_up_weapon,
};
use crate::event::known_actors::{ActorId, KnownActors};
use crate::event::sentence;
use crate::event::site::Site;
use crate::event::speech::{Attribution, Source};
use crate::event::trigger::Trigger;
use crate::event::types::{EventType, Ontology};
use crate::event::when::When;
use crate::event::words::Distances;
use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::number::Number;
use crate::pack::LanguagePack;
use crate::pattern::View;
use crate::place::{Preposition, Toponym};
use crate::segment::Sentence;
use crate::time::TimeMention;
use crate::token::Kind;

/// A happening as one sentence tells it, still without a date of the calendar.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Number of the sentence.
    pub sentence: usize,
    /// First token of the trigger.
    pub first: usize,
    /// One past the last token of the trigger.
    pub end: usize,
    /// What happened.
    pub event_type: Arc<EventType>,
    /// Where: toponyms by number; empty where the text does not say.
    pub places: Places,
    /// How the place is tied to the trigger.
    pub tie: Tie,
    /// When.
    pub time: Option<When>,
    /// Whether the sentence speaks of the present of the publication.
    pub now: bool,
    /// Whether it is told as something that had happened before: «already».
    pub already: bool,
    /// Whether it is told as something that had happened before what is told: in the past of the past.
    pub earlier: bool,
    /// What kind of words tell it.
    pub telling: Telling,
    /// Whether the sentence begins a new topic.
    pub shifted: bool,
    /// Who acted.
    pub agent: Option<ActorId>,
    /// Who suffered, or the other side.
    pub patient: Option<ActorId>,
    /// Whether ground changes hands and the sentence names neither side, so that its type is open.
    pub captor_unsaid: bool,
    /// How many were killed.
    pub fatalities: Option<Count>,
    /// Whether the words say no more than that somebody attacked or was killed.
    pub vague: bool,
    /// Whether the words only count victims.
    pub toll: bool,
    /// Whether somebody counts them afterwards: «the toll», «documented».
    pub counted: bool,
    /// Whether it is what was told last, at another place.
    pub same: bool,
    /// Whether it happened at all.
    pub factuality: Factuality,
}

/// What kind of words tell a happening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// A verb in the present.
    Present,
    /// A verb in the past.
    Past,
    /// A verb in the past of the past.
    PastPerfect,
    /// A verb without a tense.
    Infinitive,
    /// A participle beside a noun.
    Participle,
    /// A noun.
    Noun,
}

/// How a place is tied to a trigger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tie {
    /// It stands in the sentence, at this cost.
    Sentence(f32),
    /// A noun in the sentence stands for it.
    Anaphor(f32),
    /// It is that of the frame before, so many sentences earlier.
    Carried(usize),
    /// There is none.
    None,
}

/// What frames are made from: everything found in one text.
pub struct Findings<'a> {
    /// Tokens, lexicon, mentions.
    pub view: View<'a>,
    /// The sentences.
    pub sentences: &'a [Sentence],
    /// The triggers in text order.
    pub triggers: &'a [Trigger],
    /// The toponyms in text order.
    pub toponyms: &'a [Toponym],
    /// The sites in text order.
    pub sites: &'a [Site],
    /// The time mentions in text order.
    pub times: &'a [TimeMention],
    /// The actors in text order.
    pub actors: &'a [ActorMention],
    /// The numbers in text order.
    pub numbers: &'a [Number],
    /// Who says so, in text order of the sentences.
    pub attributions: &'a [Attribution],
}

/// What frames are made with.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// The language.
    pub pack: &'a LanguagePack,
    /// Event types.
    pub ontology: &'a Ontology,
    /// Actors.
    pub actors: &'a KnownActors,
    /// Places.
    pub gazetteer: &'a Gazetteer,
}

/// A place that ends within so many words of the beginning of a text may be where it was written.
const DATELINE: usize = 4;
/// So many sentences later a place still goes on.
const PLACE_LASTS: usize = 2;
/// So many sentences later somebody may still count the victims.
const COUNT_LASTS: usize = 5;

/// Makes the frames of a text, in text order.
pub fn frames(found: &Findings, knowledge: &Knowledge) -> Vec<Frame> {
    let mut out: Vec<Frame> = Vec::new();
    for (number, sentence) in found.sentences.iter().enumerate() {
        let triggers = within(found.triggers, sentence, |t| t.first);
        if triggers.is_empty() {
            continue;
        }
        let distances = Distances::new(found.view, sentence, &knowledge.pack.event_words);
        let first_time = found.times.partition_point(|t| t.first < sentence.first);
        let times: Vec<(usize, TimeMention)> = within(found.times, sentence, |t| t.first)
            .iter()
            .enumerate()
            .map(|(at, time)| (first_time + at, *time))
            .collect();
        let scene = Scene {
            view: found.view,
            words: &knowledge.pack.event_words,
            distances: &distances,
            sentence,
            toponyms: found.toponyms,
            sites: within(found.sites, sentence, |s| s.first),
            times: &times,
            actors: within(found.actors, sentence, |a| a.first),
            numbers: within(found.numbers, sentence, |n| n.first),
            sources: sources(found.attributions, number),
            added: said_behind(found, number),
            claims: claims(found.attributions, number),
            known: knowledge.actors,
            gazetteer: knowledge.gazetteer,
            triggers: &knowledge.pack.triggers,
            last_agent: out
                .last()
                .filter(|frame| number - frame.sentence <= PLACE_LASTS)
                .and_then(|frame| frame.agent),
        };
        let told = |trigger: &Trigger| is_told_again(trigger, &out, found, (sentence, &times));
        // «The Front for the Liberation of X» has freed nothing by its name.
        let named = |trigger: &Trigger| {
            let mut actors = scene.actors.iter();
            actors.any(|actor| actor.first < trigger.first && trigger.end <= actor.end)
        };
        let triggers = triggers.iter().filter(|t| !named(t) && !told(t));
        let triggers: Vec<Trigger> = triggers.cloned().collect();
        let mut drafts = sentence::drafts(&scene, number, &triggers, knowledge);
        carry_places(&mut drafts, &out, found, knowledge.gazetteer, number);
        for draft in drafts {
            let mut draft = draft;
            if draft.same && !take_up_type(&mut draft, &out) {
                continue;
            }
            take_up_weapon(&mut draft, &out, found);
            let consequence = out
                .iter_mut()
                .rev()
                .take_while(|frame| {
                    let lasts = if draft.counted {
                        COUNT_LASTS
                    } else {
                        PLACE_LASTS
                    };
                    number - frame.sentence <= lasts
                })
                .find(|frame| is_counted(&draft, frame) || is_consequence(&draft, frame));
            match consequence {
                Some(frame) => frame.fatalities = frame.fatalities.or(draft.fatalities),
                None => out.push(draft),
            }
        }
    }
    drop_headline(&mut out, found, knowledge.gazetteer);
    captor::settle(&mut out);
    out
}

/// The words that describe who says what a sentence tells.
fn sources(attributions: &[Attribution], sentence: usize) -> Vec<(usize, usize)> {
    let from = attributions.partition_point(|a| a.sentence < sentence);
    let here = attributions[from..].iter();
    let here = here.take_while(|a| a.sentence == sentence);
    here.flat_map(|a| [a.claimed_by, a.relayed_by])
        .filter_map(|source| match source? {
            Source::Described(first, end) => Some((first, end)),
            Source::Actor(_) => None,
        })
        .collect()
}

/// The words of a sentence that say who says what: first token, one past the last.
fn claims(attributions: &[Attribution], sentence: usize) -> Vec<(usize, usize)> {
    let from = attributions.partition_point(|a| a.sentence < sentence);
    let here = attributions[from..].iter();
    let here = here.take_while(|a| a.sentence == sentence);
    here.map(|a| (a.first, a.end)).collect()
}

/// The clauses behind a comma that only say who says so: «…, the opposition said in X».
fn said_behind(found: &Findings, number: usize) -> Vec<(usize, usize)> {
    /// An auxiliary and a pronoun may stand before the verb of saying.
    const SMALL: usize = 2;
    let tokens = found.view.tokens;
    let sentence = found.sentences[number];
    let from = found.attributions.partition_point(|a| a.sentence < number);
    let here = found.attributions[from..].iter();
    let here = here.take_while(|a| a.sentence == number);
    let clause = |a: &Attribution| {
        let before = a.first.saturating_sub(SMALL + 1).max(sentence.first)..a.first;
        let behind = before.into_iter().any(|at| tokens[at].is_mark(','));
        let mark = |at: &usize| tokens[*at].kind == Kind::Mark;
        let end = || (a.end..sentence.end).find(mark).unwrap_or(sentence.end);
        (behind && a.end < sentence.end).then(|| (a.first, end()))
    };
    here.filter_map(clause).collect()
}

/// A headline tells what the text tells again, and less exactly: its frames go where a frame of the same type follows.
fn drop_headline(frames: &mut Vec<Frame>, found: &Findings, gazetteer: &Gazetteer) {
    /// The text takes up its headline within so many sentences.
    const TAKEN_UP: usize = 4;
    /// A headline has no more words than these.
    const LONGEST: usize = 25;
    let [headline, next, ..] = found.sentences else {
        return;
    };
    let last = &found.view.tokens[headline.end - 1];
    let closed = ['.', '!'].iter().any(|&mark| last.is_mark(mark));
    if next.paragraph == headline.paragraph || closed || headline.end - headline.first > LONGEST {
        return;
    }
    let later = frames.partition_point(|f| f.sentence == 0);
    let (headlines, told) = frames.split_at(later);
    let told: Vec<&Frame> = told.iter().take_while(|f| f.sentence <= TAKEN_UP).collect();
    let again = |headline: &Frame| {
        told.iter().any(|frame| {
            frame.event_type.event_type == headline.event_type.event_type
                && (headline.places.is_empty()
                    || names_area(headline, found, gazetteer)
                    || one_area(headline, frame, found, gazetteer))
        })
    };
    let kept: Vec<bool> = headlines.iter().map(|headline| !again(headline)).collect();
    let mut at = 0;
    frames.retain(|_| {
        at += 1;
        kept.get(at - 1).copied().unwrap_or(true)
    });
}

/// Whether a frame is at no spot, but somewhere along a river or in a region.
fn names_area(frame: &Frame, found: &Findings, gazetteer: &Gazetteer) -> bool {
    let mut places = frame
        .places
        .iter()
        .filter_map(|&at| found.toponyms[at].place());
    places
        .all(|place| gazetteer.class(place).is_areal() || gazetteer.class(place) == KindClass::Line)
}

/// Whether two frames are at one place, or one is in the area of the other.
fn one_area(a: &Frame, b: &Frame, found: &Findings, gazetteer: &Gazetteer) -> bool {
    /// A headline names the town, its text the village near it.
    const NEAR_M: f64 = 30_000.0;
    let places = |frame: &Frame| -> Vec<PlaceId> {
        let named = frame
            .places
            .iter()
            .filter_map(|&at| found.toponyms[at].place());
        named.collect()
    };
    let (first, second) = (places(a), places(b));
    first.iter().any(|&x| {
        second.iter().any(|&y| {
            gazetteer.is_within(x, y)
                || gazetteer.is_within(y, x)
                || gazetteer.distance_m(x, y) < NEAR_M
        })
    })
}

/// The items of a text that begin in a sentence.
fn within<'a, T>(list: &'a [T], sentence: &Sentence, first: impl Fn(&T) -> usize) -> &'a [T] {
    let from = list.partition_point(|item| first(item) < sentence.first);
    let to = list.partition_point(|item| first(item) < sentence.end);
    &list[from..to.max(from)]
}

/// Frames without a place take that of their sentence's other frames, or what the last sentences of their paragraph
/// are about.
fn carry_places(
    drafts: &mut [Frame],
    earlier: &[Frame],
    found: &Findings,
    gazetteer: &Gazetteer,
    number: usize,
) {
    let here = drafts
        .iter()
        .find(|f| !f.places.is_empty())
        .map(|f| f.places.clone());
    for frame in drafts.iter_mut().filter(|f| f.places.is_empty()) {
        if let Some(places) = &here {
            frame.places.clone_from(places);
            frame.tie = Tie::Carried(0);
        } else if !frame.shifted
            && let Some((places, steps)) = last_place(earlier, found, gazetteer, number)
        {
            frame.places = places;
            frame.tie = Tie::Carried(steps);
        } else if let Some(only) = only_place(found, gazetteer, number) {
            frame.places = smallvec![only];
            frame.tie = Tie::Carried(PLACE_LASTS);
        }
    }
}

/// The only town that a text has spoken of so far: what it is about.
fn only_place(found: &Findings, gazetteer: &Gazetteer, number: usize) -> Option<usize> {
    let end = found.sentences[number].end;
    let sites = &found.sites[..found.sites.partition_point(|site| site.first < end)];
    // Where a text was written stands before it; where governments sit, people speak.
    let head = |site: &&Site| {
        site.end <= found.sentences[0].first + DATELINE
            || is_seat(found, &found.toponyms[site.toponym])
    };
    let named = sites
        .iter()
        .filter(|site| !site.aside && !site.anaphor && !head(site));
    let place = |site: &Site| found.toponyms[site.toponym].place();
    let mut only: Option<&Site> = None;
    let spot = |site: &&Site| place(site).is_none_or(|p| !gazetteer.class(p).is_areal());
    // Where people only come from or go to, nothing need have happened.
    let there =
        |site: &Site| !matches!(site.preposition, Some(Preposition::To | Preposition::From));
    for site in named.filter(spot) {
        match only {
            Some(other) if place(other) != place(site) => return None,
            Some(other) if there(other) => {}
            _ => only = Some(site),
        }
    }
    only.filter(|site| place(site).is_some() && there(site))
        .map(|site| site.toponym)
}

/// Whether a name is that of a seat of government.
fn is_seat(found: &Findings, toponym: &Toponym) -> bool {
    let class = found.view.lexicon.class("metonym");
    let word = found.view.tokens[toponym.first].word;
    class.is_some_and(|class| found.view.lexicon.is_member(word, class))
}

/// Where the last happening of a paragraph was, or the first place that its last sentences name.
fn last_place(
    earlier: &[Frame],
    found: &Findings,
    gazetteer: &Gazetteer,
    number: usize,
) -> Option<(Places, usize)> {
    let paragraph = found.sentences[number].paragraph;
    let same = |steps: &usize| found.sentences[number - steps].paragraph == paragraph;
    let reach = (1..=PLACE_LASTS.min(number)).take_while(same);
    for steps in reach {
        let told = earlier
            .iter()
            .rev()
            .take_while(|f| f.sentence >= number - steps)
            .find(|f| f.sentence == number - steps && !f.places.is_empty());
        if let Some(frame) = told {
            return Some((frame.places.clone(), steps));
        }
        let sites = within(found.sites, &found.sentences[number - steps], |s| s.first);
        let spot = |site: &&Site| {
            let place = found.toponyms[site.toponym].place();
            let there = !matches!(site.preposition, Some(Preposition::To | Preposition::From));
            let seat = is_seat(found, &found.toponyms[site.toponym]);
            let scene = |place| !gazetteer.class(place).is_areal() && !site.remote;
            // «He promised in X»: where governments sit, people speak.
            there && !site.aside && !seat && place.is_some_and(scene)
        };
        if let Some(site) = sites.iter().find(spot) {
            return Some((smallvec![site.toponym], steps));
        }
    }
    None
}
