//! Triggers to event frames: what happened, where, when, who, how many, whether at all.

mod again;
mod carry;
mod upcoming;

use std::borrow::Cow;
use std::sync::Arc;

use crate::event::actor::ActorMention;
use crate::event::arguments::{Places, Scene};
use crate::event::captor;
use crate::event::count::Count;
use crate::event::factuality::Factuality;
use crate::event::frame::again::{
    is_consequence, is_counted, is_told_again, take_up_type, take_up_weapon,
};
use crate::event::frame::carry::Carried;
use crate::event::frame::upcoming::{Rest, claims, said_behind, sources};
use crate::event::known_actors::{ActorId, KnownActors};
use crate::event::sentence;
use crate::event::site::Site;
use crate::event::speech::Attribution;
use crate::event::trigger::Trigger;
use crate::event::types::{EventType, Ontology};
use crate::event::when::When;
use crate::event::words::Distances;
use crate::gazetteer::{Gazetteer, KindClass, PlaceId};
use crate::number::Number;
use crate::pack::LanguagePack;
use crate::pattern::View;
use crate::place::Toponym;
use crate::segment::Sentence;
use crate::time::TimeMention;

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

/// So many sentences later a place still goes on.
const PLACE_LASTS: usize = 2;
/// So many sentences later somebody may still count the victims.
const COUNT_LASTS: usize = 5;

/// Makes the frames of a text, in text order.
pub fn frames(found: &Findings, knowledge: &Knowledge) -> Vec<Frame> {
    let mut out: Vec<Frame> = Vec::new();
    let mut distances = Distances::default();
    let mut times: Vec<(usize, TimeMention)> = Vec::new();
    let mut rest = Rest::of(found);
    let mut carried = Carried::of(found, knowledge.gazetteer);
    for (number, sentence) in found.sentences.iter().enumerate() {
        let triggers = rest.triggers.next(sentence, |t| t.first);
        if triggers.is_empty() {
            continue;
        }
        let words = &knowledge.pack.event_words;
        distances.measure(found.view, sentence, words);
        let (first_time, said) = rest.times.next_numbered(sentence, |t| t.first);
        times.clear();
        times.extend((first_time..).zip(said.iter().copied()));
        let attributions = rest.attributions(number);
        let scene = Scene {
            view: found.view,
            words,
            distances: &distances,
            sentence,
            toponyms: found.toponyms,
            sites: rest.sites.next(sentence, |s| s.first),
            times: &times,
            actors: rest.actors.next(sentence, |a| a.first),
            numbers: rest.numbers.next(sentence, |n| n.first),
            sources: sources(attributions),
            added: said_behind(found, sentence, attributions),
            claims: claims(attributions),
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
        let new = |trigger: &Trigger| !named(trigger) && !told(trigger);
        let triggers = match triggers.iter().all(new) {
            true => Cow::Borrowed(triggers),
            false => triggers.iter().filter(|t| new(t)).copied().collect(),
        };
        let mut drafts = sentence::drafts(&scene, number, &triggers, knowledge);
        carried.carry(&mut drafts, &out, number);
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
