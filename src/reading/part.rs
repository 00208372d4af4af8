//! One passage read with the pack of its language: first everything up to the names of places, which are then resolved for
//! the whole document, then what happens there.

use std::cell::OnceCell;

use crate::engine::Engine;
use crate::event::actor::{self, ActorMention};
use crate::event::adverbial;
use crate::event::frame::{self, Findings, Frame, Knowledge};
use crate::event::known_actors::ActorKind;
use crate::event::site;
use crate::event::speech::{self, Attribution};
use crate::event::trigger;
use crate::number::Number;
use crate::pack::LanguagePack;
use crate::pattern::{Match, MentionClass, MentionIndex, View};
use crate::place::anaphor::{add_only_ones, anaphors};
use crate::place::recognise::{self, Taken};
use crate::place::{Relation, Toponym};
use crate::reading::Step;
use crate::reading::words::Words;
use crate::segment::Sentence;
use crate::time::{Text, TimeMention, TimeRules};
use crate::token::Tokens;

/// A passage in which everything but its happenings was found.
pub(super) struct Part<'a> {
    pub pack: &'a LanguagePack,
    pub tokens: Tokens,
    pub sentences: Vec<Sentence>,
    pub mentions: MentionIndex,
    pub numbers: Vec<Number>,
    pub times: Vec<TimeMention>,
    pub actors: Vec<ActorMention>,
    pub toponyms: Vec<Toponym>,
    /// Which tokens are no places, see [`recognise::Scene`].
    taken: Vec<Taken>,
    /// The nouns for kinds of place, likewise.
    nouns: Vec<Match>,
    /// The relations that each sentence says, likewise.
    relations: Vec<OnceCell<Vec<Relation>>>,
}

/// What happens in a passage, and who says so.
pub(super) struct Told {
    pub attributions: Vec<Attribution>,
    pub frames: Vec<Frame>,
}

/// Finds numbers, times, actors and the names of places.
pub(super) fn part<'a>(
    text: &str,
    words: Words,
    pack: &'a LanguagePack,
    engine: &Engine,
    done: &mut impl FnMut(Step),
) -> Part<'a> {
    let Words { tokens, sentences } = words;
    let base = &pack.base;
    let mut mentions = MentionIndex::new(&tokens, &base.openers);
    let numbers = pack.numbers.find(text, &tokens, base, &mut mentions);
    for number in &numbers {
        mentions.add(MentionClass::Number, number.first, number.end);
    }
    done(Step::Numbers);
    let said = Text {
        view: view(&tokens, pack, &mentions),
        sentences: &sentences,
        numbers: &numbers,
    };
    let times = pack.times.find(&said);
    for (first, end) in pack.times.phrases(&said, &times) {
        mentions.add(MentionClass::Time, first, end);
    }
    done(Step::Times);
    let mut actors = actor::find(&tokens, &base.lexicon, &mut mentions, &pack.actors);
    actor::resolve_generic(&mut actors, &engine.actors);
    done(Step::Actors);
    let taken = taken(&actors, &times, tokens.len(), engine);
    let nouns = recognise::nouns(view(&tokens, pack, &mentions), &pack.places, &sentences);
    let mut part = Part {
        relations: recognise::no_relations(&sentences),
        pack,
        tokens,
        sentences,
        mentions,
        numbers,
        times,
        actors,
        toponyms: Vec::new(),
        taken,
        nouns,
    };
    part.toponyms = recognise::recognise(&part.scene(engine), &part.sentences);
    done(Step::Names);
    part
}

impl Part<'_> {
    fn view(&self) -> View<'_> {
        view(&self.tokens, self.pack, &self.mentions)
    }

    fn scene<'a>(&'a self, engine: &'a Engine) -> recognise::Scene<'a> {
        recognise::Scene {
            view: self.view(),
            base: &self.pack.base,
            rules: &self.pack.places,
            gazetteer: &engine.gazetteer,
            taken: &self.taken,
            numbers: &self.numbers,
            nouns: &self.nouns,
            relations: &self.relations,
        }
    }

    /// Finds what happens, once the toponyms are resolved.
    pub(super) fn told(&mut self, engine: &Engine, done: &mut impl FnMut(Step)) -> Told {
        let mut toponyms = std::mem::take(&mut self.toponyms);
        let scene = self.scene(engine);
        let mut anaphors = anaphors(&scene, &self.sentences, &toponyms);
        add_only_ones(&scene, &mut anaphors, &mut toponyms);
        self.toponyms = toponyms;
        for toponym in &self.toponyms {
            let (first, end) = (toponym.first, toponym.end);
            self.mentions.add(MentionClass::Place, first, end);
        }
        let sites = site::sites(&self.toponyms, &anaphors, &engine.gazetteer);
        done(Step::Places);
        let mut times = std::mem::take(&mut self.times);
        let pack = self.pack;
        let (tokens, lexicon) = (&self.tokens, &pack.base.lexicon);
        let mentions = &mut self.mentions;
        adverbial::note(tokens, lexicon, &self.sentences, &pack.adverbials, mentions);
        let view = self.view();
        let triggers = trigger::find(view, &self.sentences, &pack.triggers);
        done(Step::Triggers);
        let attributions = speech::attribute(
            view,
            &self.sentences,
            &self.actors,
            &engine.actors,
            &pack.speech,
        );
        done(Step::Speech);
        set_said_aside(
            view,
            &self.sentences,
            &attributions,
            &pack.times,
            &mut times,
        );
        let findings = Findings {
            view,
            sentences: &self.sentences,
            triggers: &triggers,
            toponyms: &self.toponyms,
            sites: &sites,
            times: &times,
            actors: &self.actors,
            numbers: &self.numbers,
            attributions: &attributions,
        };
        let knowledge = Knowledge {
            pack,
            ontology: &engine.ontology,
            actors: &engine.actors,
            gazetteer: &engine.gazetteer,
        };
        let frames = frame::frames(&findings, &knowledge);
        self.times = times;
        done(Step::Frames);
        Told {
            attributions,
            frames,
        }
    }
}

/// Notes which times only say when something was said, beside the time of what is told: «ten died on Tuesday, the
/// monitor said on Wednesday». The story does not go on from there.
fn set_said_aside(
    view: View,
    sentences: &[Sentence],
    attributions: &[Attribution],
    rules: &TimeRules,
    times: &mut [TimeMention],
) {
    for claim in attributions {
        let sentence = sentences[claim.sentence];
        let from = times.partition_point(|time| time.first < sentence.first);
        let to = times.partition_point(|time| time.first < sentence.end);
        let said = |time: &TimeMention| {
            let behind = claim.end..time.first.max(claim.end);
            time.first >= claim.first && behind.into_iter().all(|at| rules.links(view, at))
        };
        let here = &mut times[from..to];
        let told = here.iter().any(|time| time.dates_event() && !said(time));
        for time in here.iter_mut().filter(|time| told && said(time)) {
            time.names = true;
        }
    }
}

/// What a pack's rules are matched against.
pub(super) fn view<'a>(
    tokens: &'a Tokens,
    pack: &'a LanguagePack,
    mentions: &'a MentionIndex,
) -> View<'a> {
    View {
        tokens,
        lexicon: &pack.base.lexicon,
        mentions,
    }
}

/// Which tokens belong to names of actors or to times, so that no place is read into them.
fn taken(
    actors: &[ActorMention],
    times: &[TimeMention],
    tokens: usize,
    engine: &Engine,
) -> Vec<Taken> {
    let mut taken = vec![Taken::Free; tokens];
    for time in times {
        taken[time.first..time.end].fill(Taken::Organisation);
    }
    for mention in actors {
        let kind = engine.actors[mention.actor].kind;
        let governs = matches!(
            kind,
            ActorKind::Government | ActorKind::Military | ActorKind::Militia
        );
        let by_place = governs && mention.naming != actor::Naming::Name;
        taken[mention.first..mention.end].fill(match by_place {
            true => Taken::Government,
            false => Taken::Organisation,
        });
    }
    taken
}
