//! Frames of one sentence that tell one happening made one.

use crate::event::arguments::Places;
use crate::event::frame::{Frame, Knowledge};
use crate::event::known_actors::{ActorId, ActorKind};
use crate::event::sentence::Draft;
use crate::event::types::{Code, Nature};
use crate::event::when::When;
use crate::time::TimeMention;

/// A word for any attack or killing tells nothing beside one that says how, at the same place.
///
/// `said` are the times of the sentence.
pub(super) fn drop_generic(
    drafts: &[Draft],
    frames: &mut Vec<Frame>,
    said: &[(usize, TimeMention)],
    knowledge: &Knowledge,
) {
    let vague = |code: Code| knowledge.ontology.is_vague(code);
    if !drafts.iter().any(|draft| vague(draft.code)) {
        return;
    }
    let specific: Vec<(Places, Option<When>)> = drafts
        .iter()
        .zip(frames.iter())
        .filter(|(draft, frame)| !vague(draft.code) && !frame.event_type.is_strategic())
        .map(|(_, frame)| (frame.places.clone(), frame.time))
        .collect();
    let mut at = 0;
    let mut counts = None;
    frames.retain(|frame| {
        let draft = &drafts[at];
        at += 1;
        // «Bombed on Sunday, X was attacked on Tuesday» tells two things.
        let explained = vague(draft.code)
            && specific.iter().any(|(places, time)| {
                (frame.places.is_empty() || *places == frame.places)
                    && same_time(*time, frame.time, said)
            });
        if explained {
            counts = counts.or(frame.fatalities);
        }
        !explained
    });
    if let Some(first) = frames.first_mut() {
        first.fatalities = first.fatalities.or(counts);
    }
}

/// Arms seized and soldiers set down in a fight are part of the fight.
pub(super) fn drop_accompanying(frames: &mut Vec<Frame>) {
    let accompanies = |frame: &Frame| frame.event_type.nature == Nature::Accompanies;
    if !frames.iter().any(accompanies) {
        return;
    }
    let fights: Vec<Places> = frames
        .iter()
        .filter(|frame| !frame.event_type.is_strategic())
        .map(|frame| frame.places.clone())
        .collect();
    frames.retain(|frame| !(accompanies(frame) && fights.contains(&frame.places)));
}

/// Those who help or mediate take no ground: a convoy has entered a town.
pub(super) fn drop_unarmed(frames: &mut Vec<Frame>, knowledge: &Knowledge) {
    let helps = |actor: ActorId| knowledge.actors[actor].kind == ActorKind::Organisation;
    frames.retain(|frame| !frame.event_type.takes_ground() || !frame.agent.is_some_and(helps));
}

/// Frames of one type at one place are one happening; the sub-type that says more stays.
///
/// `said` are the times of the sentence.
pub(super) fn unite(frames: Vec<Frame>, said: &[(usize, TimeMention)]) -> Vec<Frame> {
    if frames.len() < 2 {
        return frames;
    }
    let mut out: Vec<Frame> = Vec::new();
    for frame in frames {
        let same = out.iter_mut().find(|other| {
            let places =
                other.places.is_empty() || frame.places.is_empty() || other.places == frame.places;
            let times = same_time(other.time, frame.time, said);
            other.event_type.event_type == frame.event_type.event_type
                && other.factuality == frame.factuality
                && places
                && times
        });
        match same {
            None => out.push(frame),
            Some(other) => absorb(other, frame),
        }
    }
    out
}

/// Whether two times can be one: «yesterday» said twice is one day.
fn same_time(a: Option<When>, b: Option<When>, said: &[(usize, TimeMention)]) -> bool {
    let expression = |number: usize| {
        let found = said.iter().find(|(at, _)| *at == number);
        found.map(|(_, time)| time.expression)
    };
    match (a, b) {
        (Some(When::At(a)), Some(When::At(b))) => expression(a) == expression(b),
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

fn absorb(kept: &mut Frame, other: Frame) {
    if other.event_type.detail > kept.event_type.detail {
        kept.event_type = other.event_type;
    }
    if kept.places.is_empty() {
        kept.places = other.places;
        kept.tie = other.tie;
    }
    kept.time = kept.time.or(other.time);
    kept.agent = kept.agent.or(other.agent);
    kept.patient = kept.patient.or(other.patient);
    kept.fatalities = kept.fatalities.or(other.fatalities);
}
