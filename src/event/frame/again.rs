//! What a sentence tells that the text has told before: taken up, counted, gone on with.

use crate::event::factuality::Factuality;
use crate::event::frame::{Findings, Frame, PLACE_LASTS, Tie};
use crate::event::trigger::Trigger;
use crate::event::when::When;
use crate::segment::Sentence;
use crate::time::{Expression, TimeMention};
use crate::token::Kind;

/// So many happenings later nobody takes one up by «the attack».
const REMEMBERED: usize = 100;

/// Whether a trigger only says from what a time is counted, and the text has told that before: «the day after the
/// attack».
pub(super) fn is_told_again(
    trigger: &Trigger,
    earlier: &[Frame],
    found: &Findings,
    (sentence, times): (&Sentence, &[(usize, TimeMention)]),
) -> bool {
    let counted = times.iter().any(|(_, time)| match time.expression {
        Expression::Event { first, end, .. } => (first..end).contains(&trigger.first),
        _ => false,
    });
    if !counted {
        return false;
    }
    // «The day after the attack on X» may be the first that is told of X.
    let tokens = found.view.tokens;
    let end = (trigger.end..sentence.end).find(|&at| tokens[at].kind == Kind::Mark);
    let clause = trigger.end..end.unwrap_or(sentence.end);
    let next = found
        .sites
        .partition_point(|site| site.first < clause.start);
    let placed = found
        .sites
        .get(next)
        .is_some_and(|site| clause.contains(&site.first));
    let word = |at: usize| tokens[at].word;
    let same = |frame: &Frame| {
        (frame.first..frame.end)
            .any(|at| (trigger.first..trigger.end).any(|own| word(own) == word(at)))
    };
    !placed && earlier.iter().rev().take(REMEMBERED).any(same)
}

/// «Then it was X's turn»: what happened there is what was told last. Whether anything was.
pub(super) fn take_up_type(draft: &mut Frame, earlier: &[Frame]) -> bool {
    let last = earlier
        .last()
        .filter(|frame| draft.sentence - frame.sentence <= PLACE_LASTS);
    // «X fell; before they left, they had shelled Y. Z followed»: it fell.
    let told = earlier.iter().rev();
    let mut told = told.take_while(|frame| last.is_some_and(|l| l.sentence == frame.sentence));
    let last = told.find(|frame| frame.event_type.takes_ground()).or(last);
    if let Some(last) = last {
        draft.event_type = last.event_type.clone();
        draft.agent = draft.agent.or(last.agent);
        draft.patient = draft.patient.or(last.patient);
    }
    last.is_some()
}

/// Victims that a text counts without saying who killed them were killed as those told just before: by the same raids.
pub(super) fn take_up_weapon(draft: &mut Frame, earlier: &[Frame], found: &Findings) {
    /// So many sentences later nobody thinks of the raids any more.
    const LASTS: usize = 5;
    /// A type of more detail than that of weapons used again and again.
    const WEAPON: u8 = 1;
    if !draft.toll || draft.agent.is_some() {
        return;
    }
    // That the place changes hands meanwhile kills nobody by itself.
    let passed = |frame: &Frame| {
        let here = frame.places == draft.places;
        frame.event_type.is_strategic() || here && frame.event_type.takes_ground()
    };
    let mut before = earlier
        .iter()
        .rev()
        .take_while(|frame| draft.sentence - frame.sentence <= LASTS)
        .filter(|frame| !passed(frame));
    // «The strikes went on, while X tried to take the hill. Seven died in Y»: of the strikes.
    let last = before.next();
    let together = |other: &&Frame| last.is_some_and(|last| last.sentence == other.sentence);
    let mut beside = before.take_while(together);
    // Raids go on elsewhere; a gas attack or a bomber has one place.
    let reaches = |frame: &&Frame| {
        let anywhere = frame.event_type.detail <= WEAPON;
        frame.event_type.is_remote() && (anywhere || frame.places == draft.places)
    };
    let before = last.filter(reaches).or_else(|| beside.find(reaches));
    if let Some(before) = before {
        draft.event_type = before.event_type.clone();
        // And on the same day: «raids killed 23 on Tuesday … Seven died in X»; unless another was told meanwhile.
        let told = found.sentences[before.sentence].end..draft.first;
        let from = found.times.partition_point(|t| t.first < told.start);
        let since = found.times[from..].iter();
        let mut since = since.take_while(|t| t.first < told.end);
        let other = since.any(TimeMention::dates_event);
        let dated = before
            .time
            .filter(|time| matches!(time, When::At(_)) && !draft.now && !other);
        draft.time = draft.time.or(dated);
    }
}

/// Whether a frame only counts the victims of one before, without a place of its own: «the toll was put at 25».
pub(super) fn is_counted(draft: &Frame, before: &Frame) -> bool {
    /// A place nearer than this is the toll's own.
    const OWN: f32 = 1.5;
    let placed = matches!(draft.tie, Tie::Sentence(cost) if cost < OWN);
    draft.counted
        && !placed
        && !before.event_type.is_strategic()
        && told_alike(draft.factuality, before.factuality)
}

/// Whether a frame goes on telling one shortly before: no place of its own, no other time, and of the same type or
/// nothing said of how; or those who lost a place leave it.
pub(super) fn is_consequence(draft: &Frame, before: &Frame) -> bool {
    let same_time = draft.time.is_none_or(|time| Some(time) == before.time);
    let same_place = draft.places == before.places;
    let carried = matches!(draft.tie, Tie::Carried(1..));
    let same_type = draft.event_type.event_type == before.event_type.event_type;
    let goes_on = carried && ((draft.vague && !before.event_type.is_strategic()) || same_type);
    let leaves = draft.event_type.is_withdrawal() && before.event_type.takes_ground();
    same_time
        && same_place
        && told_alike(draft.factuality, before.factuality)
        && (goes_on || leaves)
}

/// Whether two frames can be of one happening by how they are told: hearsay goes on from fact.
fn told_alike(a: Factuality, b: Factuality) -> bool {
    let told = |f| matches!(f, Factuality::Asserted | Factuality::Hearsay);
    a == b || told(a) && told(b)
}
