//! One document read: everything that a text says before anybody asks when it was published.

use crate::document::Document;
use crate::engine::{Beginning, Engine};
use crate::event::actor::{self, ActorMention};
use crate::event::frame::{self, Findings, Frame, Knowledge};
use crate::event::known_actors::ActorKind;
use crate::event::site;
use crate::event::speech::{self, Attribution};
use crate::event::trigger;
use crate::number::Number;
use crate::pack::LanguagePack;
use crate::pattern::{MentionClass, MentionIndex, View};
use crate::place::anaphor::{add_only_ones, anaphors};
use crate::place::recognise::{self, Taken};
use crate::place::{Toponym, resolve};
use crate::segment::{Sentence, sentences};
use crate::time::{Text, TimeMention};
use crate::token::Tokens;

/// What was found in a document.
#[derive(Debug)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Number of its language pack in the [`Engine`].
    pub pack: usize,
    /// Its tokens.
    pub tokens: Tokens,
    /// Its sentences.
    pub sentences: Vec<Sentence>,
    /// Where mentions begin and end.
    pub mentions: MentionIndex,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// Its time expressions.
    pub times: Vec<TimeMention>,
    /// Its toponyms, resolved.
    pub toponyms: Vec<Toponym>,
    /// Its actors.
    pub actors: Vec<ActorMention>,
    /// Who claims what.
    pub attributions: Vec<Attribution>,
    /// What happens in it.
    pub frames: Vec<Frame>,
}

/// A step of reading, for those who measure how long each takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Tokens and sentences.
    Words,
    /// Numbers.
    Numbers,
    /// Time expressions.
    Times,
    /// Actors.
    Actors,
    /// Toponyms, found.
    Names,
    /// Toponyms, resolved.
    Places,
    /// Triggers.
    Triggers,
    /// Claims.
    Speech,
    /// Frames.
    Frames,
}

/// Reads a document with the pack of its language.
pub fn read(document: Document, pack_number: usize, engine: &Engine) -> Reading {
    read_on(document, Beginning::unread(pack_number), engine)
}

/// Reads a document of which the beginning is known.
pub fn read_on(document: Document, beginning: Beginning, engine: &Engine) -> Reading {
    read_watched(document, beginning, engine, |_| ())
}

/// Reads a document, and tells a watch of every step when it is done.
pub fn read_watched(
    document: Document,
    beginning: Beginning,
    engine: &Engine,
    mut done: impl FnMut(Step),
) -> Reading {
    let pack_number = beginning.pack;
    let pack = engine.pack(pack_number);
    let base = &pack.base;
    let text = document.text.as_str();
    let tokens = beginning.tokens(text, engine);
    let sentences = sentences(text, &tokens, &base.segmentation);
    done(Step::Words);
    let mut mentions = MentionIndex::new(&tokens, &base.openers);

    let numbers = pack.numbers.find(text, &tokens, base, &mut mentions);
    for number in &numbers {
        mentions.add(MentionClass::Number, number.first, number.end);
    }
    done(Step::Numbers);
    let times = {
        let view = view(&tokens, pack, &mentions);
        pack.times.find(&Text {
            view,
            sentences: &sentences,
            numbers: &numbers,
        })
    };
    for time in &times {
        mentions.add(MentionClass::Time, time.first, time.end);
    }
    done(Step::Times);
    let mut actors = actor::find(&tokens, &base.lexicon, &mut mentions, &pack.actors);
    actor::resolve_generic(&mut actors, &engine.actors);
    done(Step::Actors);
    let (toponyms, anaphors) = {
        let view = view(&tokens, pack, &mentions);
        let scene = recognise::Scene {
            view,
            base,
            rules: &pack.places,
            gazetteer: &engine.gazetteer,
            taken: &taken(&actors, &times, tokens.len(), engine),
            numbers: &numbers,
            nouns: &recognise::nouns(view, &pack.places, &sentences),
        };
        let mut toponyms = recognise::recognise(&scene, &sentences);
        done(Step::Names);
        resolve::resolve(&mut toponyms, &engine.gazetteer);
        let mut anaphors = anaphors(&scene, &sentences, &toponyms);
        add_only_ones(&scene, &mut anaphors, &mut toponyms);
        (toponyms, anaphors)
    };
    for toponym in &toponyms {
        mentions.add(MentionClass::Place, toponym.first, toponym.end);
    }
    let sites = site::sites(&toponyms, &anaphors, &engine.gazetteer);
    done(Step::Places);
    let (attributions, frames) = {
        let view = view(&tokens, pack, &mentions);
        let triggers = trigger::find(view, &sentences, &pack.triggers);
        done(Step::Triggers);
        let attributions =
            speech::attribute(view, &sentences, &actors, &engine.actors, &pack.speech);
        done(Step::Speech);
        let findings = Findings {
            view,
            sentences: &sentences,
            triggers: &triggers,
            toponyms: &toponyms,
            sites: &sites,
            times: &times,
            actors: &actors,
            numbers: &numbers,
        };
        let knowledge = Knowledge {
            pack,
            ontology: &engine.ontology,
            actors: &engine.actors,
            gazetteer: &engine.gazetteer,
        };
        (attributions, frame::frames(&findings, &knowledge))
    };
    done(Step::Frames);
    Reading {
        document,
        pack: pack_number,
        tokens,
        sentences,
        mentions,
        numbers,
        times,
        toponyms,
        actors,
        attributions,
        frames,
    }
}

fn view<'a>(tokens: &'a Tokens, pack: &'a LanguagePack, mentions: &'a MentionIndex) -> View<'a> {
    View {
        tokens,
        lexicon: &pack.base.lexicon,
        mentions,
    }
}

impl Reading {
    /// What rules are matched against.
    pub fn view<'a>(&'a self, engine: &'a Engine) -> View<'a> {
        view(&self.tokens, engine.pack(self.pack), &self.mentions)
    }

    /// The text as the stage of dating takes it.
    pub fn text<'a>(&'a self, engine: &'a Engine) -> Text<'a> {
        Text {
            view: self.view(engine),
            sentences: &self.sentences,
            numbers: &self.numbers,
        }
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
