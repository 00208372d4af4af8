//! The frames of one sentence: every trigger with its arguments, then those that tell one happening made one.

mod several;
mod unite;

use std::ops::Range;

use smallvec::SmallVec;

use crate::event::arguments::{self, Scene, Where};
use crate::event::count::{Count, count};
use crate::event::factuality::{self, Cue, Happening};
use crate::event::frame::{Frame, Knowledge, Telling, Tie};
use crate::event::known_actors::{ActorId, ActorKind, Side};
use crate::event::participants;
use crate::event::trigger::{Form, Rule, Trigger, Voice};
use crate::event::types::{Circumstances, Code, Toll};
use crate::event::when::{self, When};
use crate::event::words::Word;
use crate::language::Features;
use crate::place::Preposition;
use crate::time::{Expression, TimeMention};
use crate::token::Token;

/// A trigger with its arguments.
#[derive(Clone)]
struct Draft<'a> {
    trigger: &'a Trigger,
    rule: &'a Rule,
    code: Code,
    place: Option<Where>,
    time: Option<When>,
    count: Option<Count>,
}

/// More dead than these are counted of a war, not of one happening.
const MOST_KILLED: u32 = 5_000;

/// Makes the frames of one sentence.
pub fn drafts(
    scene: &Scene,
    number: usize,
    triggers: &[Trigger],
    knowledge: &Knowledge,
) -> Vec<Frame> {
    let mut drafts: Vec<Draft> = Vec::with_capacity(triggers.len());
    let mut tolls: Vec<Draft> = Vec::new();
    for trigger in triggers {
        let rule = knowledge.pack.triggers.rule(trigger);
        let Some(code) = rule.code else { continue };
        let draft = Draft {
            trigger,
            rule,
            code,
            place: arguments::place(scene, trigger, rule)
                .filter(|place| !leaves_for(scene, place, code, knowledge)),
            time: when::time(scene, trigger, triggers),
            count: None,
        };
        if knowledge.ontology.toll(code).is_some() {
            tolls.push(Draft {
                count: count(scene, trigger, triggers),
                ..draft
            });
        } else if !takes_up(scene, &draft) {
            let words = trigger.first..trigger.end;
            let victims = scene.distances.any(words, Word::Kills)
                || knowledge.ontology.has_victims(code) && rule.form == Form::Verb;
            drafts.push(Draft {
                count: victims.then(|| count(scene, trigger, triggers)).flatten(),
                ..draft
            });
        }
    }
    let of_war = |toll: &Draft| toll.count.is_some_and(|count| count.low > MOST_KILLED);
    tolls.retain(|toll| !of_war(toll));
    attach_tolls(scene, &mut drafts, tolls, knowledge);
    if drafts.is_empty() {
        return Vec::new();
    }
    drop_relative_present(scene, &mut drafts);
    let drafts = several::on_occasions(scene, drafts, triggers);
    let drafts = several::told_on(scene, drafts, triggers);
    let cues = factuality::cues(scene.view, *scene.sentence, &knowledge.pack.factuality);
    let mut frames: Vec<Frame> = drafts
        .iter()
        .map(|draft| frame(scene, number, draft, &cues, knowledge))
        .collect();
    unite::drop_generic(&drafts, &mut frames, scene.times, knowledge);
    unite::drop_accompanying(&mut frames);
    unite::drop_unarmed(&mut frames, knowledge);
    unite::unite(frames, scene.times)
}

/// A relative clause in the present («the ring that tightens round X») describes; beside a main clause that tells, it
/// is no news.
fn drop_relative_present(scene: &Scene, drafts: &mut Vec<Draft>) {
    if !scene.distances.has(Word::Boundary) {
        return;
    }
    let present = |features: Features| {
        features.meets(Features::PRESENT)
            && !features.meets(Features::PAST.union(Features::PARTICIPLE))
    };
    let describes = |draft: &Draft| {
        let trigger = draft.trigger;
        let own = present(trigger.features) && trigger.auxiliary.is_none();
        let may = match trigger.voice {
            Voice::Active => own,
            Voice::Nominal => true,
            Voice::Passive | Voice::Reduced => false,
        };
        if !may {
            return false;
        }
        let tokens = &scene.view.tokens[scene.sentence.first..trigger.first];
        let ends = |t: &Token| matches!(t.mark(), Some(',' | ';' | ':' | '–' | '.'));
        let marked = tokens.iter().rposition(ends).map_or(0, |at| at + 1);
        let clause = &tokens[marked..];
        let relative = clause
            .iter()
            .rposition(|token| scene.words.is(token, Word::Boundary));
        let present = |t: &Token| present(scene.view.lexicon.features_of(t));
        relative.is_some_and(|relative| {
            trigger.voice == Voice::Active || clause[relative..].iter().any(present)
        })
    };
    let tells: SmallVec<[bool; 8]> = drafts.iter().map(|draft| !describes(draft)).collect();
    if tells.contains(&true) {
        let mut tells = tells.into_iter();
        drafts.retain(|_| tells.next().unwrap_or(true));
    }
}

/// Whether a noun only takes up what was told before: «the attack», without a place or a time of its own.
fn takes_up(scene: &Scene, draft: &Draft) -> bool {
    /// A place or time nearer than this is the noun's own.
    const OWN: f32 = 2.6;
    let trigger = draft.trigger;
    if draft.rule.form != Form::Noun || trigger.voice != Voice::Nominal {
        return false;
    }
    let from = trigger.first.saturating_sub(2).max(scene.sentence.first);
    // «Ce mardi» points to a day.
    let of_time = |at: usize| {
        let mut times = scene.times.iter();
        times.any(|(_, time)| time.first <= at + 1 && at < time.end)
    };
    let points = |at: usize| scene.distances.is(at, Word::Demonstrative) && !of_time(at);
    if scene.distances.has(Word::Demonstrative) && (from..trigger.first).any(points) {
        return true;
    }
    if !scene.distances.any(from..trigger.first, Word::Definite) {
        return false;
    }
    let own_place = draft
        .place
        .as_ref()
        .is_some_and(|place| place.cost < OWN && !place.anaphor);
    let own_time = scene.times.iter().any(|(_, time)| {
        let span = (time.first, time.end);
        // «The day after the attack»: that is the time of something else.
        let names_it = matches!(time.expression, Expression::Event { first, end, .. }
            if (first..end).contains(&trigger.first));
        !names_it && scene.distances.apart(span, (trigger.first, trigger.end)) < OWN
    });
    !own_place && !own_time
}

/// Whether those who leave go to a place: they leave another.
fn leaves_for(scene: &Scene, place: &Where, code: Code, knowledge: &Knowledge) -> bool {
    let plain = || knowledge.ontology.resolve(code, &Circumstances::default());
    let to = |at: &usize| scene.toponyms[*at].preposition == Some(Preposition::To);
    place.toponyms.iter().all(to) && plain().is_withdrawal()
}

/// Gives counts of killed people to the nearest happening of the sentence; without one, the toll is a happening.
fn attach_tolls<'a>(
    scene: &Scene,
    drafts: &mut Vec<Draft<'a>>,
    tolls: Vec<Draft<'a>>,
    knowledge: &Knowledge,
) {
    let kills = |draft: &Draft| knowledge.ontology.toll(draft.code) == Some(Toll::Fatalities);
    let explained = !drafts.is_empty();
    let undated = drafts.iter().all(|draft| draft.time.is_none());
    let any_killed = tolls.iter().any(kills);
    for toll in tolls {
        if explained && kills(&toll) && is_elsewhere(&toll, drafts) {
            drafts.push(toll);
        } else if explained {
            let apart = |draft: &Draft| {
                let (a, b) = (draft.trigger, toll.trigger);
                scene.distances.apart((a.first, a.end), (b.first, b.end))
            };
            let nearest =
                (0..drafts.len()).min_by(|&a, &b| apart(&drafts[a]).total_cmp(&apart(&drafts[b])));
            if let Some(nearest) = nearest.map(|at| &mut drafts[at])
                && kills(&toll)
            {
                nearest.count = nearest.count.or(toll.count);
                // «Strikes, which killed ten on Sunday»: the victims' day is that of the strikes.
                nearest.time = nearest.time.or(toll.time.filter(|_| undated));
            }
        } else if kills(&toll) || !any_killed {
            let told = drafts
                .last_mut()
                .filter(|last| last.code == toll.code && last.place == toll.place);
            match told {
                Some(last) => last.count = last.count.or(toll.count),
                None => drafts.push(Draft {
                    count: toll.count.filter(|_| kills(&toll)),
                    ..toll
                }),
            }
        }
    }
}

/// Whether a toll with a number is told of a place right beside it where nothing else happened: «raids killed ten in X,
/// and seven died in Y».
fn is_elsewhere(toll: &Draft, drafts: &[Draft]) -> bool {
    /// A place farther off is not the toll's own.
    const OWN: f32 = 1.0;
    let own = toll.place.as_ref().filter(|place| {
        let other = |draft: &Draft| {
            draft
                .place
                .as_ref()
                .is_some_and(|there| there.toponyms.iter().all(|t| !place.toponyms.contains(t)))
        };
        place.cost < OWN && !place.anaphor && drafts.iter().all(other)
    });
    own.is_some() && toll.count.is_some()
}

fn frame(
    scene: &Scene,
    number: usize,
    draft: &Draft,
    cues: &[Cue],
    knowledge: &Knowledge,
) -> Frame {
    let trigger = draft.trigger;
    let actor = |at: Option<usize>| at.map(|at| scene.actors[at].actor);
    let participants = participants::participants(scene, trigger, draft.rule);
    let (agent, patient) = (actor(participants.agent), actor(participants.patient));
    let agent = agent
        .or_else(|| seat_of_power(scene, trigger, knowledge))
        .or_else(|| pronoun(scene, draft, knowledge));
    // Who tells of ground taken has not taken it.
    let tells = |agent: &ActorId| {
        let kind = knowledge.actors[*agent].kind;
        matches!(
            kind,
            ActorKind::Media | ActorKind::Observer | ActorKind::Source
        )
    };
    let agent = agent.filter(|agent| !tells(agent));
    let (agent, patient) = settle_civilians(agent, patient, draft, knowledge);
    let circumstances = match knowledge.ontology.is_generic(draft.code) {
        true => circumstances(scene, draft, agent, patient, knowledge),
        false => Circumstances::default(),
    };
    let event_type = knowledge
        .ontology
        .resolve(draft.code, &circumstances)
        .clone();
    let taken_by = |state: bool| {
        let by_state = Some(state);
        let known = Circumstances {
            by_state,
            ..circumstances
        };
        knowledge.ontology.resolve(draft.code, &known)
    };
    let captor_unsaid = circumstances.by_state.is_none()
        && event_type.takes_ground()
        && taken_by(true) != taken_by(false);
    let head = scene.sentence.first..(scene.sentence.first + 8).min(scene.sentence.end);
    let has = |tokens: Range<usize>, word| scene.distances.any(tokens, word);
    let near = trigger.first.saturating_sub(3).max(scene.sentence.first)
        ..(trigger.end + 2).min(scene.sentence.end);
    let is_toll = draft.rule.form == Form::Toll || knowledge.ontology.toll(draft.code).is_some();
    Frame {
        sentence: number,
        first: trigger.first,
        end: trigger.end,
        event_type,
        places: draft
            .place
            .as_ref()
            .map(|p| p.toponyms.clone())
            .unwrap_or_default(),
        tie: match &draft.place {
            None => Tie::None,
            Some(place) if place.anaphor => Tie::Anaphor(place.cost),
            Some(place) => Tie::Sentence(place.cost),
        },
        time: draft.time,
        now: has(near.clone(), Word::Now),
        already: has(near, Word::Already),
        earlier: is_dated_aside(scene, draft)
            || trigger.auxiliary.is_some_and(|at| {
                let features = scene.view.lexicon.features_of(&scene.view.tokens[at]);
                features.meets(Features::PAST) && !features.meets(Features::PRESENT)
            }),
        telling: telling(scene, trigger),
        shifted: has(head, Word::Shift),
        agent,
        patient,
        captor_unsaid,
        fatalities: draft.count,
        vague: knowledge.ontology.is_vague(draft.code),
        same: knowledge.ontology.is_same(draft.code),
        toll: is_toll,
        counted: is_toll && scene.distances.has(Word::Counts),
        factuality: factuality::factuality(
            scene.view,
            *scene.sentence,
            Happening {
                first: told_from(trigger),
                end: trigger.end,
                features: trigger.features,
                auxiliary: trigger.auxiliary,
            },
            cues,
            &knowledge.pack.factuality,
        ),
    }
}

/// Where the words begin that say whether something happened: a trigger may hold its subject, and a modal or a
/// negation behind that: «the planes could strike».
fn told_from(trigger: &Trigger) -> usize {
    match trigger.voice {
        Voice::Nominal => trigger.first,
        _ => {
            let verb = trigger.auxiliary.unwrap_or(trigger.head).min(trigger.head);
            verb.max(trigger.first)
        }
    }
}

/// What kind of words a trigger is.
fn telling(scene: &Scene, trigger: &Trigger) -> Telling {
    let present =
        |features: Features| features.meets(Features::PRESENT) && !features.meets(Features::PAST);
    let auxiliary = trigger
        .auxiliary
        .map(|at| scene.view.lexicon.features_of(&scene.view.tokens[at]));
    match (trigger.voice, auxiliary) {
        (Voice::Nominal, _) => Telling::Noun,
        (Voice::Reduced, _) => Telling::Participle,
        (Voice::Passive, Some(auxiliary)) if present(auxiliary) => Telling::Present,
        (_, Some(_)) if is_past_perfect(scene, trigger) => Telling::PastPerfect,
        (_, Some(_)) => Telling::Past,
        _ if present(trigger.features) => Telling::Present,
        _ if trigger.features.meets(Features::INFINITIVE) => Telling::Infinitive,
        _ => Telling::Past,
    }
}

/// Whether the auxiliary of a trigger, or the one before that, stands in the past: «had taken», «had been taken».
fn is_past_perfect(scene: &Scene, trigger: &Trigger) -> bool {
    /// An adverb may stand between the two auxiliaries.
    const BEFORE: usize = 2;
    let lexicon = scene.view.lexicon;
    let past = |at: usize| {
        let features = lexicon.features_of(&scene.view.tokens[at]);
        features.meets(Features::PAST) && !features.meets(Features::PRESENT)
    };
    let Some(own) = trigger.auxiliary else {
        return false;
    };
    let from = own.saturating_sub(BEFORE).max(scene.sentence.first);
    let active = |at: usize| {
        scene
            .words
            .is(&scene.view.tokens[at], Word::ActiveAuxiliary)
    };
    let has = |at: usize| past(at) && active(at);
    trigger.voice == Voice::Active && past(own) || (from..=own).any(has)
}

/// Whether a participle that describes a noun has its time right behind it: «X, freed two days ago, …».
fn is_dated_aside(scene: &Scene, draft: &Draft) -> bool {
    /// A preposition may stand between.
    const BESIDE: usize = 1;
    let trigger = draft.trigger;
    let beside = |(number, time): &(usize, TimeMention)| {
        draft.time == Some(When::At(*number))
            && (trigger.first..=trigger.end + BESIDE).contains(&time.first)
    };
    trigger.voice == Voice::Reduced && scene.times.iter().any(beside)
}

/// The government that a capital right behind a trigger stands for: «under the control of Damascus».
fn seat_of_power(scene: &Scene, trigger: &Trigger, knowledge: &Knowledge) -> Option<ActorId> {
    const FARTHEST: f32 = 0.8;
    let near = scene.sites.iter().find(|site| {
        let span = (site.first, site.end);
        site.aside
            && site.first >= trigger.first
            && scene.distances.apart(span, (trigger.first, trigger.end)) < FARTHEST
    })?;
    let class = scene.view.lexicon.class("metonym")?;
    let word = scene.view.tokens[scene.toponyms[near.toponym].first].word;
    let nation = &scene.view.lexicon.membership(word, class)?.value;
    knowledge.actors.of_nation(nation, ActorKind::Government)
}

/// Who a pronoun right before an active verb stands for: «it took X». Where verbs begin their clauses, «took X» says so
/// of ground by itself.
fn pronoun(scene: &Scene, draft: &Draft, knowledge: &Knowledge) -> Option<ActorId> {
    /// Auxiliaries and reflexive pronouns stand between.
    const REACH: usize = 4;
    let trigger = draft.trigger;
    let last = scene
        .last_agent
        .filter(|_| trigger.voice == Voice::Active)?;
    let from = trigger.head.saturating_sub(REACH).max(scene.sentence.first);
    let named = scene.distances.any(from..trigger.head, Word::Pronoun);
    let unsaid = || {
        let plain = knowledge
            .ontology
            .resolve(draft.code, &Circumstances::default());
        scene.words.verb_first && plain.takes_ground()
    };
    (named || unsaid()).then_some(last)
}

/// Civilians suffer violence; they act in demonstrations only.
fn settle_civilians(
    agent: Option<ActorId>,
    patient: Option<ActorId>,
    draft: &Draft,
    knowledge: &Knowledge,
) -> (Option<ActorId>, Option<ActorId>) {
    let civilian = agent.is_some_and(|a| knowledge.actors[a].kind == ActorKind::Civilians);
    let suffers = || {
        let plain = knowledge
            .ontology
            .resolve(draft.code, &Circumstances::default());
        !plain.is_demonstration() && !plain.is_strategic()
    };
    match civilian && suffers() {
        true => (None, patient.or(agent)),
        false => (agent, patient),
    }
}

/// What decides among the sub-types of a generic trigger.
fn circumstances(
    scene: &Scene,
    draft: &Draft,
    agent: Option<ActorId>,
    patient: Option<ActorId>,
    knowledge: &Knowledge,
) -> Circumstances {
    let side = |actor: ActorId| knowledge.actors[actor].side;
    // Who takes ground is known by who loses it, where the text names only the loser.
    let by_state = match (agent, patient) {
        (Some(agent), _) => Some(side(agent) == Side::State),
        (None, Some(patient)) => match side(patient) {
            Side::State => Some(false),
            Side::Jihadist | Side::Rebel => Some(true),
            _ => None,
        },
        (None, None) => None,
    };
    let trigger = (draft.trigger.first, draft.trigger.end);
    let near = |word: Word, farthest: f32| {
        let apart = |at: usize| scene.distances.apart((at, at + 1), trigger);
        let mut words = scene.distances.all(word);
        words.any(|at| apart(at) < farthest)
    };
    let suffer = patient.map(|patient| knowledge.actors[patient].kind);
    Circumstances {
        by_state,
        on_civilians: suffer == Some(ActorKind::Civilians)
            || (suffer.is_none() && near(Word::Civilian, 1.2) && !near(Word::Fighter, 1.2)),
        from_air: near(Word::Aircraft, 4.0),
        on_fighters: by_state != Some(true) && near(Word::Fighter, 1.2),
        by_projectile: near(Word::Projectile, 3.5),
    }
}
