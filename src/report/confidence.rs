//! How sure a report is: what it rests on, weighed by what that was worth in annotated articles.

use crate::event::factuality::Factuality;
use crate::event::frame::{Frame, Telling, Tie};
use crate::event::site::EventPlace;
use crate::event::when::When;
use crate::time::Basis;

/// What there is to see of a report's evidence, with the weight of each in the logarithm of the odds.
///
/// The weights are those of a logistic regression (L2, C = 0.3) of «right», that is place, days and type as annotated,
/// on the reports of the open documents of `tests/gold` and `tests/hands`. On documents left out of the fit, the shares
/// that are right come out as the confidence says. `annotate --format jsonl` prints the values (`evidence`), so that
/// anybody can fit them again.
const WEIGHTS: [(&str, f32); COUNT] = [
    // What any report has.
    ("base", -0.09),
    // How sure the place of the name is, 0 to 1.
    ("place", 1.04),
    // What stands between the trigger and the place, see `event/arguments.rs`.
    ("cost", -0.08),
    ("far", -0.10),
    // The place is that of a noun, of the same sentence, of the one before, of one farther back.
    ("anaphor", -0.64),
    ("carried_here", 0.16),
    ("carried_once", -0.77),
    ("carried_on", -0.05),
    // What the date rests on.
    ("explicit", 0.42),
    ("publication", -0.93),
    // How it is told.
    ("hearsay", -0.36),
    ("denied", -0.64),
    ("vague", -0.14),
    ("toll", -0.11),
    ("late_in_text", -0.34),
    ("quoted", -0.98),
    ("crowded", -0.57),
    // What it is.
    ("strategic", -0.30),
    ("demonstration", 0.04),
    ("ground_taken", 0.78),
    ("remote_violence", 0.93),
    ("agent", 0.40),
    // What the place is.
    ("unlisted", -0.82),
    ("area", -0.82),
    ("abroad", -0.26),
    // The date is more than some days wide.
    ("wide", -0.75),
    // No time of its own, and no more said than that somebody attacked; or told in the past of the past.
    ("untold_vague", -0.51),
    ("untold_past_perfect", -0.65),
    // Nothing but the publication dates it, and: the place is that of another sentence, who acted or suffered is told,
    // what stands between the trigger and the place.
    ("today_carried", -0.53),
    ("today_agent", 0.39),
    ("today_patient", 0.58),
    ("today_cost", -0.24),
];

const COUNT: usize = 32;

/// More happenings than these make a sentence crowded.
const CROWD: usize = 2;
/// A place that costs more than this is far from its trigger.
const FAR: f32 = 2.5;
/// Beyond this the cost of a place says no more.
const MOST_COST: f32 = 5.0;

/// What a report rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence([f32; COUNT]);

/// What a report's frame does not say of it.
pub(super) struct Setting<'a> {
    pub(super) place: &'a EventPlace,
    pub(super) basis: Basis,
    /// Whether the place is an area that the gazetteer has.
    pub(super) area: bool,
    /// Whether it lies in another country than most places of the text.
    pub(super) abroad: bool,
    /// Whether somebody's own words tell it.
    pub(super) quoted: bool,
    /// How many frames its sentence has.
    pub(super) frames: usize,
    /// How far into the text it stands, 0 to 1.
    pub(super) late: f32,
    /// Whether its date is more than some days wide.
    pub(super) wide: bool,
}

impl Evidence {
    pub(super) fn new(frame: &Frame, setting: &Setting) -> Evidence {
        let is = |condition: bool| f32::from(u8::from(condition));
        let cost = match frame.tie {
            Tie::Sentence(cost) | Tie::Anaphor(cost) => cost,
            Tie::Carried(_) | Tie::None => 0.0,
        };
        let basis = |wanted: Basis| is(setting.basis == wanted);
        let kind = &frame.event_type;
        let untold = !matches!(frame.time, Some(When::At(_)));
        let today = basis(Basis::Publication);
        Evidence([
            1.0,
            setting.place.confidence,
            cost.min(MOST_COST),
            is(cost > FAR),
            is(matches!(frame.tie, Tie::Anaphor(_))),
            is(frame.tie == Tie::Carried(0)),
            is(frame.tie == Tie::Carried(1)),
            is(matches!(frame.tie, Tie::Carried(2..))),
            basis(Basis::Explicit),
            basis(Basis::Publication),
            is(frame.factuality == Factuality::Hearsay),
            is(frame.factuality == Factuality::Denied),
            is(frame.vague),
            is(frame.toll),
            setting.late,
            is(setting.quoted),
            is(setting.frames > CROWD),
            is(kind.is_strategic()),
            is(kind.is_demonstration()),
            is(kind.takes_ground()),
            is(kind.is_remote()),
            is(frame.agent.is_some()),
            is(!setting.place.listed),
            is(setting.area),
            is(setting.abroad),
            is(setting.wide),
            is(untold && frame.vague),
            is(untold && frame.telling == Telling::PastPerfect),
            today * is(matches!(frame.tie, Tie::Carried(1..))),
            today * is(frame.agent.is_some()),
            today * is(frame.patient.is_some()),
            today * cost.min(MOST_COST),
        ])
    }

    /// What there is, by name; what is not seen is left out.
    pub fn seen(&self) -> impl Iterator<Item = (&'static str, f32)> + '_ {
        let named = WEIGHTS.iter().zip(self.0);
        named
            .filter(|(_, value)| *value != 0.0)
            .map(|((name, _), value)| (*name, value))
    }

    /// How probable it is that the report is right, 0 to 1.
    pub(super) fn confidence(&self) -> f32 {
        let odds: f32 = WEIGHTS
            .iter()
            .zip(self.0)
            .map(|((_, weight), value)| weight * value)
            .sum();
        1.0 / (1.0 + (-odds).exp())
    }
}
