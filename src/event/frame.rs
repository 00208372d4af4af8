//! Triggers to event frames: what happened, where, when, who, how many, whether at all.

use crate::event::actor::ActorMention;
use crate::event::arguments::{Count, Scene};
use crate::event::factuality::Factuality;
use crate::event::known_actors::{ActorId, KnownActors};
use crate::event::sentence;
use crate::event::site::Site;
use crate::event::trigger::Trigger;
use crate::event::types::{EventType, Ontology};
use crate::event::words::Distances;
use crate::gazetteer::Gazetteer;
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
    /// Line of the rule in `trigger.csv`, for evidence.
    pub rule_line: u64,
    /// What happened.
    pub event_type: EventType,
    /// Where: toponyms by number; empty where the text does not say.
    pub places: Vec<usize>,
    /// How the place is tied to the trigger.
    pub tie: Tie,
    /// When: time mention by number.
    pub time: Option<usize>,
    /// Whether the sentence speaks of the present of the publication.
    pub now: bool,
    /// Whether the sentence begins a new topic.
    pub shifted: bool,
    /// Who acted.
    pub agent: Option<ActorId>,
    /// Who suffered, or the other side.
    pub patient: Option<ActorId>,
    /// How many were killed.
    pub fatalities: Option<Count>,
    /// Whether it happened at all.
    pub factuality: Factuality,
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
            .filter(|(_, time)| time.dates_event())
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
            known: knowledge.actors,
            gazetteer: knowledge.gazetteer,
        };
        let mut drafts = sentence::drafts(&scene, number, triggers, knowledge);
        carry_places(&mut drafts, &out, found.sentences, number);
        out.extend(drafts);
    }
    out
}

/// The items of a text that begin in a sentence.
fn within<'a, T>(list: &'a [T], sentence: &Sentence, first: impl Fn(&T) -> usize) -> &'a [T] {
    let from = list.partition_point(|item| first(item) < sentence.first);
    let to = list.partition_point(|item| first(item) < sentence.end);
    &list[from..to.max(from)]
}

/// Frames without a place take that of the frame before: in their sentence, or in the last ones of their paragraph.
fn carry_places(drafts: &mut [Frame], earlier: &[Frame], sentences: &[Sentence], number: usize) {
    let here = drafts
        .iter()
        .find(|f| !f.places.is_empty())
        .map(|f| f.places.clone());
    let before = earlier
        .iter()
        .rev()
        .find(|f| !f.places.is_empty())
        .filter(|f| {
            let same = sentences[f.sentence].paragraph == sentences[number].paragraph;
            same && number - f.sentence <= PLACE_LASTS
        });
    for frame in drafts.iter_mut().filter(|f| f.places.is_empty()) {
        if let Some(places) = &here {
            frame.places.clone_from(places);
            frame.tie = Tie::Carried(0);
        } else if let Some(before) = before.filter(|_| !frame.shifted) {
            frame.places.clone_from(&before.places);
            frame.tie = Tie::Carried(number - before.sentence);
        }
    }
}
