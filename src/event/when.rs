//! When an event happened: the time that belongs to a trigger, and occasions that a sentence lists with a time each.

use std::ops::Range;

use crate::event::arguments::{Places, Scene, opens_next_clause};
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
/// What it costs a time that it names no day.
const HOUR: f32 = 0.1;
/// What it costs a time that it only counts from another.
const COUNTED: f32 = 3.0;
/// What it costs a time that it is when somebody says so.
const SAID: f32 = 1.5;
/// What it costs a time that it stands in another clause, with a trigger of its own.
const OF_ANOTHER: f32 = 4.0;
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
///
/// `triggers` are all of the sentence.
pub fn time(scene: &Scene, trigger: &Trigger, triggers: &[Trigger]) -> Option<When> {
    time_but(scene, trigger, triggers, &[])
}

/// The same, where some times belong to others.
pub fn time_but(
    scene: &Scene,
    trigger: &Trigger,
    triggers: &[Trigger],
    others: &[When],
) -> Option<When> {
    if scene.times.is_empty() {
        return None;
    }
    let apart = |time: &TimeMention| {
        let span = (time.first, time.end);
        let hour = match time.expression {
            Expression::PartOfDay => HOUR,
            _ => 0.0,
        };
        // «X, which fell on the 12th, was retaken on Tuesday»: a trigger may span a clause that is not its own.
        let words = match span.1 <= trigger.head {
            true => (trigger.head, trigger.end),
            false => (trigger.first, trigger.end),
        };
        let apart = hour + scene.distances.apart(span, words);
        let opens = opens(scene, trigger, time);
        match opens {
            true => apart.min(OPENS_COST + hour),
            false if described_by(scene, trigger, triggers, time) => apart + DESCRIBED,
            false if is_of_participle(scene, trigger, triggers, time) => apart + DESCRIBED,
            false if is_of_another(scene, trigger, triggers, time) => apart + OF_ANOTHER,
            false if is_in_aside(scene, trigger, time) => apart + OF_ANOTHER,
            false if looks_back_before(scene, trigger, time) => apart + OF_ANOTHER,
            false if looks_back_behind(scene, trigger, time) => apart + OF_ANOTHER,
            false if opens_next_clause(scene, trigger.end, time.first, time.end) => {
                apart + OF_ANOTHER
            }
            false => apart,
        }
    };
    let dated = scene
        .times
        .iter()
        .filter(|(number, time)| time.dates_event() && !others.contains(&When::At(*number)));
    // «8:15: a raid yesterday»: the day says more than the hour.
    let hour = |time: &TimeMention| time.expression == Expression::PartOfDay;
    let names_day = |time: &TimeMention| {
        let counts = matches!(time.expression, Expression::Event { .. });
        time.dates_event() && !hour(time) && !counts
    };
    let day = scene.times.iter().any(|(_, time)| names_day(time));
    let yields = |time: &TimeMention| match dates_saying(scene, time) {
        true => SAID,
        false if hour(time) && day => COUNTED,
        false => counts_from_another(scene, trigger, time),
    };
    let dated = dated
        .map(|(number, time)| (*number, apart(time), yields(time)))
        .min_by(|a, b| (a.1 + a.2).total_cmp(&(b.1 + b.2)))
        .map(|(number, apart, _)| (number, apart))
        .filter(|(_, apart)| *apart <= FARTHEST_TIME)
        .map(|(number, apart)| (day_within(scene, number).unwrap_or(number), apart))
        .map(|(number, apart)| (day_behind(scene, number).unwrap_or(number), apart));
    // «X, besieged since June, was shelled»: what describes X says nothing of the shelling.
    let describes = |time: &TimeMention| time.described && time.end <= trigger.first;
    let vague = (scene.times.iter()).filter(|(_, time)| is_background(time) && !describes(time));
    let vague = vague.map(|(_, time)| apart(time)).min_by(f32::total_cmp);
    // A sentence that opens with a date is about that day.
    let opens = |number: usize| {
        let at = scene.times.iter().find(|(n, _)| *n == number);
        at.is_some_and(|(_, time)| self::opens(scene, trigger, time))
    };
    match (dated, vague) {
        (Some((number, near)), Some(vague)) if vague < near && !opens(number) => {
            Some(When::Background)
        }
        (None, Some(vague)) if vague <= FARTHEST_BACKGROUND => Some(When::Background),
        (Some((number, _)), _) => Some(When::At(number)),
        (None, _) => {
            let lasting = scene.times.iter().filter(|(_, t)| t.role == Role::Since);
            let lasting = lasting.filter(|(_, time)| !describes(time));
            let near = lasting.map(|(number, time)| (*number, apart(time)));
            let nearest = near.min_by(|a, b| a.1.total_cmp(&b.1));
            let (number, _) = nearest.filter(|(_, apart)| *apart <= FARTHEST_SINCE)?;
            Some(When::Since(number))
        }
    }
}

/// Whether a time opens its sentence and so is said of all of it; not so behind a participle where another follows:
/// «driven back on Sunday, they struck again on Tuesday».
fn opens(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> bool {
    let first = scene.sentence.first;
    let participle = || {
        (first..time.first).any(|at| {
            let features = scene.view.lexicon.features_of(&scene.view.tokens[at]);
            features.meets(Features::PARTICIPLE)
                && !features.meets(Features::FINITE.union(Features::NOUN))
        })
    };
    let dated = scene.times.iter().filter(|(_, time)| time.dates_event());
    let dated = || dated.clone();
    // «On Tuesday X fell; on Wednesday, while Y burnt, …»: each part has its own.
    let part = part_of(scene, trigger);
    let opens = |part: usize, time: &TimeMention| (part..=part + OPENING).contains(&time.first);
    let own = || dated().find(|(_, time)| opens(part, time));
    match (part > first).then(own).flatten() {
        Some((_, own)) => own.first == time.first,
        None => opens(first, time) && !(participle() && dated().count() > 1),
    }
}

/// Where the part of its sentence begins that a trigger stands in: behind the semicolon before it.
fn part_of(scene: &Scene, trigger: &Trigger) -> usize {
    if !scene.distances.has_semicolon() {
        return scene.sentence.first;
    }
    let before = scene.sentence.first..trigger.first;
    let semicolon = before.rev().find(|&at| scene.view.tokens[at].is_mark(';'));
    semicolon.map_or(scene.sentence.first, |at| at + 1)
}

/// Whether a time stands beside a verb of saying: «admitted on Tuesday having killed three men on the 19th».
fn dates_saying(scene: &Scene, time: &TimeMention) -> bool {
    let small = |at: usize| scene.words.is(&scene.view.tokens[at], Word::TimeLink);
    let beside = |&(first, end): &(usize, usize)| {
        time.first >= first && (end..time.first.max(end)).all(small)
    };
    scene.claims.iter().any(beside)
}

/// What it costs a time that it counts from an event, where the sentence tells another: of the event itself («the day
/// after Sunday's attack»), or of what came after («on Tuesday X fell, two days after Y»).
fn counts_from_another(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> f32 {
    let Expression::Event { first, end, .. } = time.expression else {
        // «Two days after Sunday's attack, Y»: Sunday is no day of Y's.
        let of_event = scene.times.iter().any(|(_, event)| match event.expression {
            Expression::Event { first, end, .. } => {
                (first..end).contains(&time.first) && !(first..end).contains(&trigger.first)
            }
            _ => false,
        });
        return if of_event { DESCRIBED } else { 0.0 };
    };
    let counts = |t: &TimeMention| matches!(t.expression, Expression::Event { .. });
    let mut named = scene.times.iter().map(|(_, other)| other);
    let of_event = (first..end).contains(&trigger.first);
    let other = named.any(|other| {
        let within = (first..end).contains(&other.first);
        other.dates_event() && !counts(other) && within == of_event
    });
    match (other, of_event) {
        (true, true) => DESCRIBED,
        (true, false) => COUNTED,
        _ => 0.0,
    }
}

/// The day of a month that its sentence names apart: «in March X fell, on the 12th».
fn day_within(scene: &Scene, month: usize) -> Option<usize> {
    let calendar = |time: &TimeMention| match time.expression {
        Expression::Date(calendar, _) => Some(calendar),
        _ => None,
    };
    let mut times = scene
        .times
        .iter()
        .skip_while(|(number, _)| *number != month);
    let (_, time) = times.next()?;
    let only_month = calendar(time).is_some_and(|c| c.month.is_some() && c.day.is_none());
    let (day, time) = times.find(|(_, time)| time.dates_event())?;
    let only_day = calendar(time).is_some_and(|c| c.day.is_some() && c.month.is_none());
    (only_month && only_day).then_some(*day)
}

/// Whether a time belongs to a participle behind a comma that tells of a place: «the army shelled X, taken by Y on
/// Monday».
fn is_of_participle(
    scene: &Scene,
    trigger: &Trigger,
    triggers: &[Trigger],
    time: &TimeMention,
) -> bool {
    let comma = |at: usize| scene.view.tokens[at - 1].is_mark(',');
    let describes = |other: &Trigger| {
        other.voice == Voice::Reduced
            && (trigger.end + 1..time.first).contains(&other.head)
            && comma(other.head)
    };
    triggers.iter().any(describes)
}

/// The date in parentheses behind a day: «last Sunday (20 August)».
fn day_behind(scene: &Scene, day: usize) -> Option<usize> {
    let mut times = scene.times.iter().skip_while(|(number, _)| *number != day);
    let (_, time) = times.next()?;
    let (number, date) = times.next()?;
    let explicit = matches!(date.expression, Expression::Date(..)) && date.dates_event();
    let opened = scene.view.tokens[..date.first].get(time.end);
    let inside = opened.is_some_and(|token| token.is_mark('('));
    (explicit && inside && date.first <= time.end + 2).then_some(*number)
}

/// Whether a time stands beside another trigger in a clause that describes: «fighting goes on in X, which fell on Monday».
fn is_of_another(
    scene: &Scene,
    trigger: &Trigger,
    triggers: &[Trigger],
    time: &TimeMention,
) -> bool {
    let apart = |t: &Trigger| {
        scene
            .distances
            .apart((time.first, time.end), (t.first, t.end))
    };
    if time.first < trigger.end || !scene.distances.has(Word::Relative) {
        return false;
    }
    let mut behind = trigger.end..scene.sentence.end;
    let Some(relative) = behind.find(|&at| scene.words.is(&scene.view.tokens[at], Word::Relative))
    else {
        return false;
    };
    let own = apart(trigger);
    let next = triggers.partition_point(|other| other.first <= relative);
    triggers[next..].iter().any(|other| apart(other) < own)
}

/// Whether a time stands in a clause that describes behind a comma: «an ambush near X, which changed hands on Monday».
fn is_in_aside(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> bool {
    if !scene.distances.has(Word::Relative) {
        return false;
    }
    let tokens = &scene.view.tokens[..time.first];
    let comma = (trigger.end..time.first)
        .rev()
        .find(|&at| tokens[at].is_mark(','));
    let next = comma.and_then(|comma| tokens.get(comma + 1));
    next.is_some_and(|token| scene.words.is(token, Word::Relative))
}

/// Whether a time looks back in a clause before that of a trigger: «on Thursday X was shelled after the death of five the
/// day before, while they fought in Y».
fn looks_back_before(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> bool {
    let between = time.end.min(trigger.first)..trigger.first;
    let mut times = scene.times.iter().map(|(_, time)| time);
    time.looks_back()
        && times.any(|other| other.dates_event() && !other.looks_back())
        && scene.distances.any(between, Word::Boundary)
}

/// Whether a time looks back behind a trigger whose sentence opens with another: «on Sunday the raids went on despite the
/// vote, the day before, of a truce».
fn looks_back_behind(scene: &Scene, trigger: &Trigger, time: &TimeMention) -> bool {
    let mut times = scene.times.iter().map(|(_, time)| time);
    time.looks_back()
        && time.first >= trigger.end
        && times.any(|other| other.first < trigger.first && opens(scene, trigger, other))
}

/// Whether a time stands right behind a participle that describes a noun and is no trigger: «a town lost three weeks
/// before».
fn described_by(
    scene: &Scene,
    trigger: &Trigger,
    triggers: &[Trigger],
    time: &TimeMention,
) -> bool {
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
    // «Set off in March by the repression of X»: by what comes behind, in the same clause.
    let same_clause = trigger.voice == Voice::Nominal
        && time.end <= trigger.first
        && !(scene.view.tokens[time.end..trigger.first].iter()).any(|t| t.kind == Kind::Mark);
    // A trigger may begin with its subject: «fighters who came last week were killed».
    let verb = match trigger.voice {
        Voice::Nominal => trigger.first,
        _ => trigger.auxiliary.unwrap_or(trigger.head).min(trigger.head),
    };
    // «Admitted an operation carried out on Saturday in X: a bomb …»: what was carried out is the bomb.
    let told = |t: &Trigger| follows_noun(t, before);
    let took_place = scene.words.is(&scene.view.tokens[before], Word::Happens);
    let is_act = took_place && !triggers.iter().any(told);
    only_participle
        && !of_noun
        && !is_act
        && !same_clause
        && !(verb..trigger.end).contains(&before)
        && trigger::is_reduced(scene.view, before, scene.triggers)
}

/// Whether a participle stands right behind a noun and its adjectives.
fn follows_noun(trigger: &Trigger, participle: usize) -> bool {
    const ADJECTIVES: usize = 3;
    (trigger.end..=trigger.end + ADJECTIVES).contains(&participle)
}

/// Places of a sentence, listed together, with a time of their own right beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// The places, by number of toponym.
    pub places: Places,
    /// The time.
    pub time: When,
    /// The first token of both, and one past their last.
    pub span: (usize, usize),
}

/// The occasions of a sentence: «in X on Monday, in Y and Z on Tuesday» has two.
pub fn occasions(scene: &Scene) -> Vec<Occasion> {
    /// So many words lie between a place and its own time.
    const BESIDE: usize = 2;
    /// And so many where they only say who acted.
    const BY_SOMEBODY: usize = 6;
    /// A comma between them counts as so many words.
    const COMMA: usize = 3;
    // What a time counts from has not happened at that time.
    let counts = |time: &TimeMention| matches!(time.expression, Expression::Event { .. });
    let dates = |time: &TimeMention| time.dates_event() && !counts(time);
    let dated = || scene.times.iter().filter(|(_, time)| dates(time));
    if dated().count() < 2 {
        return Vec::new();
    }
    let there = |site: &&Site| {
        let moving = matches!(site.preposition, Some(Preposition::To | Preposition::From));
        !site.aside && !site.anaphor && !moving
    };
    // What lies between a place and its time, if they belong together: «on Monday, in X», «in X, on Monday».
    let beside = |a: (usize, usize), b: (usize, usize)| {
        let between = gap(a, b);
        if between.len() > BESIDE.max(BY_SOMEBODY) {
            return None;
        }
        let marks = || {
            between
                .clone()
                .filter(|&at| scene.view.tokens[at].kind == Kind::Mark)
        };
        let comma = marks().count() == 1
            && scene.view.tokens[between.start].is_mark(',')
            && between.len() <= BESIDE;
        // «And Y by the army on the 24th»
        let by = a.1 <= b.0
            && between.len() <= BY_SOMEBODY
            && between
                .clone()
                .next()
                .is_some_and(|at| scene.words.is(&scene.view.tokens[at], Word::By))
            && told_together(scene, a, b);
        // «On Monday and X»: what «and» joins to the place is another.
        let joined = |at: usize| scene.words.is(&scene.view.tokens[at], Word::Coordinator);
        match (marks().next(), comma) {
            _ if b.1 <= a.0 && between.clone().take(1).any(joined) => None,
            (None, _) if between.len() <= BESIDE || by => Some(between.len()),
            (Some(_), true) => Some(between.len() + COMMA),
            _ => None,
        }
    };
    let lists = lists(scene.sites.iter().filter(there), dated());
    let span = |list: &Vec<&Site>| (list[0].first, list[list.len() - 1].end);
    // A time belongs to the places that it stands nearest to: «X, on Monday Y and on Tuesday Z».
    let nearest = |(_, time): &(usize, TimeMention)| {
        let apart = |list: &Vec<&Site>| beside(span(list), (time.first, time.end));
        lists.iter().filter_map(apart).min()
    };
    let nearest: Vec<Option<usize>> = dated().map(nearest).collect();
    let mut out: Vec<Occasion> = Vec::new();
    for list in &lists {
        let span = span(list);
        let near = dated()
            .zip(&nearest)
            .filter_map(|((number, time), nearest)| {
                let apart = beside(span, (time.first, time.end))?;
                (*nearest == Some(apart)).then_some((apart, number, time))
            });
        if let Some((_, number, time)) = near.min_by_key(|near| near.0) {
            out.push(Occasion {
                places: list.iter().map(|site| site.toponym).collect(),
                time: When::At(*number),
                span: (span.0.min(time.first), span.1.max(time.end)),
            });
        }
    }
    out
}

/// Sites that stand in one list with no time between them.
fn lists<'a>(
    sites: impl Iterator<Item = &'a Site>,
    times: impl Iterator<Item = &'a (usize, TimeMention)> + Clone,
) -> Vec<Vec<&'a Site>> {
    let mut out: Vec<Vec<&Site>> = Vec::new();
    for site in sites {
        let goes_on = |list: &Vec<&Site>| {
            let between = list[list.len() - 1].end..site.first;
            let timed = times.clone().any(|(_, time)| between.contains(&time.first));
            site.listed && !timed
        };
        match out.last_mut().filter(|list| goes_on(list)) {
            Some(list) => list.push(site),
            None => out.push(vec![site]),
        }
    }
    out
}

/// Whether what is told of one range of tokens is told of the next: no verb stands between, and not much else.
pub fn told_together(scene: &Scene, a: (usize, usize), b: (usize, usize)) -> bool {
    const APART: usize = 8;
    let between = gap(a, b);
    let finite = |at: usize| {
        let features = scene.view.lexicon.features_of(&scene.view.tokens[at]);
        features.meets(Features::FINITE) && !features.meets(Features::NOUN)
    };
    between.len() <= APART && !between.clone().any(finite)
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
    let lasted = matches!(time.expression, Expression::Duration(_, unit) if matches!(unit, Unit::Month | Unit::Year));
    names_year(time) || lasted && time.role != Role::Event
}

/// A year that has passed, without a month: «in 2012», «two years ago», «last year».
pub fn names_year(time: &TimeMention) -> bool {
    match time.expression {
        Expression::Date(calendar, _) => {
            calendar.year.is_some() && calendar.month.is_none() && time.role != Role::Event
        }
        Expression::Shift { unit, .. } => unit == Unit::Year && time.role != Role::Event,
        Expression::Period { offset, unit, .. } => unit == Unit::Year && offset < 0,
        _ => false,
    }
}
