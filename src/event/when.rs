//! When an event happened: the time that belongs to a trigger, and occasions that a sentence lists with a time each.

use std::ops::Range;

use crate::event::arguments::Scene;
use crate::event::site::Site;
use crate::event::trigger::{self, Trigger, Voice};
use crate::event::words::Word;
use crate::language::Features;
use crate::place::Preposition;
use crate::time::expression::Unit;
use crate::time::{Expression, Role, TimeMention};
use crate::token::Kind;

/// A time farther than this says nothing of when.
const FARTHEST_TIME: f32 = 7.0;
/// A time that begins within so many words of its sentence is said of the whole sentence, at this cost.
const OPENING: usize = 2;
const OPENS_COST: f32 = 2.5;
/// What it costs a time that it belongs to a participle which describes a noun.
const DESCRIBED: f32 = 10.0;
/// A year that stands alone makes background of what is nearer than this.
const FARTHEST_BACKGROUND: f32 = 2.5;
/// A time from which on something lasts stands near it.
const FARTHEST_SINCE: f32 = 2.5;

/// When something happened, by number of time mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At this time.
    At(usize),
    /// From this time on.
    Since(usize),
    /// In a year long past, or for years: no date of an event.
    Background,
}

/// Chooses the time of a trigger among those of its sentence.
pub fn time(scene: &Scene, trigger: &Trigger) -> Option<When> {
    let apart = |time: &TimeMention| {
        let span = (time.first, time.end);
        let apart = scene.distances.apart(span, (trigger.first, trigger.end));
        // What opens a sentence is said of all of it.
        let opens = time.first <= scene.sentence.first + OPENING;
        match opens {
            true => apart.min(OPENS_COST),
            false if described_by(scene, trigger, time) => apart + DESCRIBED,
            false => apart,
        }
    };
    let dated = scene.times.iter().filter(|(_, time)| time.dates_event());
    let dated = dated
        .map(|(number, time)| (*number, apart(time)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, apart)| *apart <= FARTHEST_TIME);
    let vague = scene.times.iter().filter(|(_, time)| is_background(time));
    let vague = vague.map(|(_, time)| apart(time)).min_by(f32::total_cmp);
    // A sentence that opens with a date is about that day.
    let opens = |number: usize| {
        let at = scene.times.iter().find(|(n, _)| *n == number);
        at.is_some_and(|(_, time)| time.first <= scene.sentence.first + OPENING)
    };
    match (dated, vague) {
        (Some((number, near)), Some(vague)) if vague < near && !opens(number) => {
            Some(When::Background)
        }
        (None, Some(vague)) if vague <= FARTHEST_BACKGROUND => Some(When::Background),
        (Some((number, _)), _) => Some(When::At(number)),
        (None, _) => {
            let lasting = scene.times.iter().filter(|(_, t)| t.role == Role::Since);
            let near = lasting.map(|(number, time)| (*number, apart(time)));
            let nearest = near.min_by(|a, b| a.1.total_cmp(&b.1));
            let (number, _) = nearest.filter(|(_, apart)| *apart <= FARTHEST_SINCE)?;
            Some(When::Since(number))
        }
    }
}

/// Whether a time stands right behind a participle that describes a noun and is no trigger: «a town lost three weeks
/// before».
fn described_by(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> bool {
    let small = |at: &usize| scene.words.is(&scene.view.tokens[*at], Word::Definite);
    let before = (scene.sentence.first..time.first).rev();
    let Some(before) = before.into_iter().find(|at| !small(at)) else {
        return false;
    };
    let features = scene.view.lexicon.features_of(&scene.view.tokens[before]);
    let only_participle = features.meets(Features::PARTICIPLE)
        && !features.meets(Features::FINITE.union(Features::NOUN));
    // «The strikes carried out on Monday»: the noun is what happened.
    let of_noun = trigger.voice == Voice::Nominal && follows_noun(trigger, before);
    only_participle
        && !of_noun
        && !(trigger.first..trigger.end).contains(&before)
        && trigger::is_reduced(scene.view, before, scene.triggers)
}

/// Whether a participle stands right behind a noun and its adjectives.
fn follows_noun(trigger: &Trigger, participle: usize) -> bool {
    const ADJECTIVES: usize = 3;
    (trigger.end..=trigger.end + ADJECTIVES).contains(&participle)
}

/// Places of a sentence that each have a time of their own right beside them, where it lists at least two: «in X on
/// Monday, in Y on Tuesday».
pub fn occasions(scene: &Scene, triggers: &[Trigger]) -> Vec<(usize, When)> {
    /// So many words lie between a place and its own time.
    const BESIDE: usize = 2;
    /// So many tokens lie between one occasion and the next.
    const APART: usize = 6;
    let dated = || scene.times.iter().filter(|(_, time)| time.dates_event());
    if scene.sites.len() < 2 || dated().count() < 2 {
        return Vec::new();
    }
    let beside = |site: &&Site| {
        let spot = !site.aside && !site.anaphor;
        let there = spot && !matches!(site.preposition, Some(Preposition::To | Preposition::From));
        let (number, time) = dated().find(|(_, time)| {
            let between = gap((site.first, site.end), (time.first, time.end));
            let marked = |at: usize| scene.view.tokens[at].kind == Kind::Mark;
            there && between.len() <= BESIDE && !between.clone().any(marked)
        })?;
        let span = (site.first.min(time.first), site.end.max(time.end));
        Some((span, site.toponym, *number))
    };
    let all: Vec<_> = scene
        .sites
        .iter()
        .filter_map(|site| beside(&site))
        .collect();
    let next = |pair: &[((usize, usize), usize, usize)]| {
        let between = gap(pair[0].0, pair[1].0);
        let told = |t: &Trigger| between.contains(&t.first);
        let other_time = pair[0].2 != pair[1].2;
        other_time && between.len() <= APART && !triggers.iter().any(told)
    };
    let run = all.windows(2).position(next).map_or(0..0, |first| {
        let more = all[first..].windows(2).take_while(|pair| next(pair));
        first..first + more.count() + 1
    });
    let run = all[run].iter();
    run.map(|&(_, toponym, time)| (toponym, When::At(time)))
        .collect()
}

/// The tokens between two ranges; empty where they overlap.
fn gap(a: (usize, usize), b: (usize, usize)) -> Range<usize> {
    match a.1 <= b.0 {
        true => a.1..b.0,
        false => b.1..a.0.max(b.1),
    }
}

/// A year without a month, or a time from which on something has lasted.
fn is_background(time: &TimeMention) -> bool {
    let year_only = match time.expression {
        Expression::Date(calendar, _) => calendar.year.is_some() && calendar.month.is_none(),
        Expression::Duration(_, unit) => matches!(unit, Unit::Month | Unit::Year),
        Expression::Shift { unit, .. } => unit == Unit::Year,
        _ => false,
    };
    year_only && time.role != Role::Event
}
