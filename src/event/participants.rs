//! Who belongs to a trigger: who acts, and who suffers it or is the other side.

use smallvec::SmallVec;

use crate::event::actor::ActorMention;
use crate::event::arguments::Scene;
use crate::event::known_actors::ActorKind;
use crate::event::trigger::{self, Rule, Trigger, Voice};
use crate::event::words::Word;
use crate::language::Features;

/// An actor farther than this has no part in it.
const FARTHEST_ACTOR: f32 = 4.0;

/// Who acts and who suffers, by number among the sentence's actors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Participants {
    /// Who acts.
    pub agent: Option<usize>,
    /// Who suffers, or the other side.
    pub patient: Option<usize>,
}

/// Chooses agent and patient of a trigger among the actors of its sentence.
pub fn participants(scene: &Scene, trigger: &Trigger, rule: &Rule) -> Participants {
    let takes_part = |mention: &ActorMention| {
        let kind = scene.known[mention.actor].kind;
        !matches!(
            kind,
            ActorKind::Media | ActorKind::Observer | ActorKind::Source
        )
    };
    let near = |mention: &ActorMention| {
        let span = (mention.first, mention.end);
        scene.distances.apart(span, (trigger.first, trigger.end)) <= FARTHEST_ACTOR
    };
    let claims = |mention: &ActorMention| {
        let from = mention.first.saturating_sub(2).max(scene.sentence.first);
        scene.distances.any(from..mention.first, Word::According)
    };
    let usable = |mention: &ActorMention| takes_part(mention) && near(mention) && !claims(mention);
    let is_before = |m: &ActorMention| m.first < trigger.head && m.end <= trigger.end;
    let is_after = |m: &ActorMention| m.first >= trigger.first.max(trigger.head);
    let numbered = || scene.actors.iter().enumerate();
    let usable_after = numbered().filter(|(_, m)| is_after(m) && usable(m));
    let usable_after: SmallVec<[usize; 8]> = usable_after.map(|(at, _)| at).collect();
    let after = || usable_after.iter().copied();
    let marked = |at: usize, word: Word| {
        let first = scene.actors[at].first;
        let from = first.saturating_sub(3).max(scene.sentence.first);
        scene.distances.any(from..first, word)
    };
    let subject = scene.actors.iter().rposition(|m| is_before(m) && usable(m));
    let against = match scene.distances.has(Word::Against) {
        true => after().find(|&at| marked(at, Word::Against)),
        false => None,
    };
    let (agent, patient) = match trigger.voice {
        Voice::Active if scene.words.verb_first => {
            // The subject follows its verb; where it does not, the clause goes on with the one before.
            let acts = |at: &usize| {
                scene.known[scene.actors[*at].actor].kind != ActorKind::Civilians
                    && Some(*at) != against
                    && near_noun(scene, trigger, *at)
            };
            let follower = after().find(acts);
            let object = after().find(|&at| Some(at) != follower);
            (follower.or(subject), against.or(object))
        }
        Voice::Active => {
            let next = |at: &usize| heads_next_clause(scene, trigger, &scene.actors[*at]);
            let agent = subject.or_else(|| after().find(next).filter(|_| opens(scene, trigger)));
            (
                agent,
                against.or_else(|| after().find(|&at| Some(at) != agent)),
            )
        }
        Voice::Passive | Voice::Reduced => {
            let suffers = subject.filter(|&at| !describes_place(scene, trigger, at));
            (after().find(|&at| marked(at, Word::By)), suffers)
        }
        Voice::Nominal => {
            let owner = after().find(|&at| Some(at) != against && near_noun(scene, trigger, at));
            (owner.or(subject), against)
        }
    };
    // Rows may turn the roles round: «to fall into the hands of» has its agent behind it.
    let turned = rule.subject == trigger::Role::Patient || rule.object == trigger::Role::Agent;
    let plain = matches!(trigger.voice, Voice::Active);
    match turned && plain {
        true => Participants {
            agent: patient,
            patient: agent,
        },
        false => Participants { agent, patient },
    }
}

/// Whether a trigger is told by an infinitive or a gerund that has no subject of its own: «after having taken X, the army».
fn opens(scene: &Scene, trigger: &Trigger) -> bool {
    let verb = trigger.auxiliary.unwrap_or(trigger.head);
    let features = scene.view.lexicon.features_of(&scene.view.tokens[verb]);
    features.meets(Features::INFINITIVE.union(Features::GERUND))
}

/// Whether an actor stands right behind the comma that closes what a trigger tells.
fn heads_next_clause(scene: &Scene, trigger: &Trigger, actor: &ActorMention) -> bool {
    let from = actor.first.saturating_sub(3).max(trigger.end);
    from < actor.first && (scene.view.tokens[from..actor.first].iter()).any(|t| t.is_mark(','))
}

/// Whether an actor stands close behind a noun: «strikes of the coalition».
fn near_noun(scene: &Scene, trigger: &Trigger, at: usize) -> bool {
    let mention = &scene.actors[at];
    let span = (mention.first, mention.end);
    scene.distances.apart(span, (trigger.first, trigger.end)) < 1.0
}

/// Whether a participle describes a place named behind an actor: who holds «X, taken in May» has not lost it.
fn describes_place(scene: &Scene, trigger: &Trigger, actor: usize) -> bool {
    /// A comma stands between.
    const BESIDE: usize = 1;
    let actor = scene.actors[actor];
    let described = |end: usize| (end..=end + BESIDE).contains(&trigger.head);
    let mut sites = scene.sites.iter();
    trigger.voice == Voice::Reduced
        && sites.any(|site| !site.anaphor && site.first >= actor.end && described(site.end))
}
