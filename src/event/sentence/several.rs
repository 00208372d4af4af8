//! One trigger, several places: what a sentence lists with a time each, and what it goes on to without a verb.

use std::ops::Range;

use crate::event::arguments::{Places, Scene, Where};
use crate::event::count::Count;
use crate::event::sentence::Draft;
use crate::event::site::Site;
use crate::event::trigger::{Form, Trigger};
use crate::event::when::{self, Occasion, When};
use crate::event::words::Word;
use crate::language::Features;
use crate::place::Preposition;
use crate::token::{Kind, Token};

/// One draft for each occasion that a trigger is told of: «in X on Monday and in Y on Tuesday».
pub(super) fn on_occasions<'a>(
    scene: &Scene,
    drafts: Vec<Draft<'a>>,
    triggers: &[Trigger],
) -> Vec<Draft<'a>> {
    let occasions = when::occasions(scene);
    if occasions.is_empty() {
        return drafts;
    }
    let mut out = Vec::with_capacity(drafts.len() + occasions.len());
    for draft in drafts {
        add_occasions(scene, draft, triggers, &occasions, &mut out);
    }
    out
}

/// Adds a draft as often as the occasions of its sentence say: mostly once, as it is.
fn add_occasions<'a>(
    scene: &Scene,
    draft: Draft<'a>,
    triggers: &[Trigger],
    occasions: &[Occasion],
    out: &mut Vec<Draft<'a>>,
) {
    let named = draft.place.as_ref().filter(|place| !place.anaphor);
    let Some(place) = named.cloned() else {
        out.push(draft);
        return;
    };
    let alone = occasions.len() == 1;
    let own = |occasion: &Occasion| occasion.places.iter().any(|at| place.toponyms.contains(at));
    let mut span = (draft.trigger.first, draft.trigger.end);
    for site in scene
        .sites
        .iter()
        .filter(|site| place.toponyms.contains(&site.toponym))
    {
        span = (span.0.min(site.first), span.1.max(site.end));
    }
    let from = out.len();
    let mut rest = place.toponyms.clone();
    for occasion in occasions {
        let told = |t: &Trigger| {
            let toll = scene.triggers.rule(t).form == Form::Toll;
            span.1 <= t.first && t.first < occasion.span.0 && !toll
        };
        let follows = occasion.span.0 >= span.1
            && when::told_together(scene, span, occasion.span)
            && !triggers.iter().any(told);
        // One place beside one of two times is no list: «after X, taken on the 12th, Y has fallen on the 24th».
        let whole = || place.toponyms.iter().all(|at| occasion.places.contains(at));
        if !follows && (!own(occasion) || alone && whole()) {
            continue;
        }
        rest.retain(|at| !occasion.places.contains(at));
        span.1 = span.1.max(occasion.span.1);
        out.push(Draft {
            count: draft.count.filter(|_| own(occasion)),
            time: Some(occasion.time),
            place: Some(Where {
                toponyms: occasion.places.clone(),
                ..place.clone()
            }),
            ..draft.clone()
        });
    }
    if !rest.is_empty() {
        let toponyms = rest;
        let others: Vec<When> = out[from..].iter().filter_map(|draft| draft.time).collect();
        let time = match draft.time.is_some_and(|time| others.contains(&time)) {
            true => when::time_but(scene, draft.trigger, triggers, &others),
            false => draft.time,
        };
        out.insert(
            from,
            Draft {
                place: Some(Where { toponyms, ..place }),
                time,
                ..draft
            },
        );
    }
}

/// The drafts, and behind each one for every place that its sentence goes on to without a verb: «raids killed five in X,
/// and two children in Y».
pub(super) fn told_on<'a>(
    scene: &Scene,
    drafts: Vec<Draft<'a>>,
    triggers: &[Trigger],
) -> Vec<Draft<'a>> {
    // Where it goes on, it has a second place.
    if scene.sites.len() < 2 {
        return drafts;
    }
    let mut out = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let at = out.len();
        out.push(draft);
        add_told_on(scene, at, triggers, &mut out);
    }
    out
}

/// Adds what is told on of the last draft, which stands at a place of the list.
fn add_told_on<'a>(scene: &Scene, draft: usize, triggers: &[Trigger], out: &mut Vec<Draft<'a>>) {
    let own = |site: &&Site| {
        let place = out[draft].place.as_ref();
        place.is_some_and(|place| !place.anaphor && place.toponyms.contains(&site.toponym))
    };
    let Some(last) = scene.sites.iter().rposition(|site| own(&site)) else {
        return;
    };
    let mut end = scene.sites[last].end.max(out[draft].trigger.end);
    let mut at = last + 1;
    while let Some(site) = scene.sites.get(at) {
        if site.aside {
            end = end.max(site.end);
            at += 1;
            continue;
        }
        let between = end..site.first.max(end);
        if !is_taken_up(scene, site, &between) && !goes_on(scene, site, &between, triggers) {
            break;
        }
        let list = scene.sites[at..].iter().enumerate();
        let list = list.take_while(|(n, site)| *n == 0 || site.listed && !site.aside);
        let toponyms: Places = list.map(|(_, site)| site.toponym).collect();
        at += toponyms.len();
        end = scene.sites[at - 1].end;
        let number = scene.numbers.iter().find(|n| between.contains(&n.first));
        let draft = out[draft].clone();
        out.push(Draft {
            count: draft.count.and(number.map(Count::of)),
            place: Some(Where {
                toponyms,
                cost: TOLD_ON,
                anaphor: false,
            }),
            ..draft
        });
    }
}

/// What it costs a place that the verb before it is told of it too.
const TOLD_ON: f32 = 2.0;

/// Whether nothing but «and» and a time stands between two places, and no verb behind: «took X on Thursday, then Y».
fn is_taken_up(scene: &Scene, site: &Site, between: &Range<usize>) -> bool {
    /// The next clause has its verb within so many words.
    const VERB: usize = 8;
    let timed = |at: usize| {
        let mut times = scene.times.iter();
        times.any(|(_, time)| (time.first..time.end).contains(&at))
    };
    let small = |at: usize| {
        let token = &scene.view.tokens[at];
        token.is_mark(',')
            || scene.words.is(token, Word::Coordinator)
            || scene.words.is(token, Word::Connector)
            || scene.words.is(token, Word::Definite)
            || scene.words.is(token, Word::TimeLink)
            || scene.words.is(token, Word::Conjunction)
            || scene.words.is(token, Word::Adverb)
            || timed(at)
    };
    let joins = |at: usize| {
        let token = &scene.view.tokens[at];
        scene.words.is(token, Word::Coordinator) || scene.words.is(token, Word::Conjunction)
    };
    let finite = |at: usize| {
        let features = scene.view.lexicon.features_of(&scene.view.tokens[at]);
        features.meets(Features::FINITE) && !features.meets(Features::NOUN)
    };
    if site.anaphor || !between.clone().all(small) {
        return false;
    }
    let joined = between.clone().find(|&at| joins(at));
    let behind = site.end..scene.sentence.end.min(site.end + VERB);
    let mut clause = behind.take_while(|&at| scene.view.tokens[at].kind != Kind::Mark);
    joined.is_some_and(|at| (between.start..at).any(timed) && !(at..between.end).any(timed))
        && !clause.any(|at| finite(at) || timed(at))
}

/// Whether what stands before a place takes up the verb of the place before: «, and two children in Y».
fn goes_on(scene: &Scene, site: &Site, between: &Range<usize>, triggers: &[Trigger]) -> bool {
    /// More words than these are a clause of their own.
    const LONGEST: usize = 7;
    let there = site.preposition == Some(Preposition::In) && !site.anaphor && !site.listed;
    let tokens = &scene.view.tokens[between.clone()];
    let joined = tokens
        .first()
        .is_some_and(|token| token.is_mark(',') || scene.words.is(token, Word::Coordinator));
    let counted = || scene.numbers.iter().any(|n| between.contains(&n.first));
    let told = || triggers.iter().any(|t| between.contains(&t.first));
    let finite = |token: &Token| {
        let features = scene.view.lexicon.features_of(token);
        features.meets(Features::FINITE) && !features.meets(Features::NOUN)
    };
    let clause = |token: &Token| {
        finite(token) || scene.words.is(token, Word::Boundary) || token.is_mark(';')
    };
    let timed = || scene.times.iter().any(|(_, t)| between.contains(&t.first));
    there
        && joined
        && tokens.len() <= LONGEST
        && counted()
        && !told()
        && !timed()
        && !tokens.iter().any(clause)
}
