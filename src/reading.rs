//! One document read: everything that a text says before anybody asks when it was published.
//!
//! A text in one language is one [`Passage`]; in one that mixes languages each passage is read with its own pack. Offsets,
//! the resolution of places, the publication date and the days are those of the one document.

mod join;
mod part;
pub mod passage;
mod words;

use crate::document::{Document, Span};
use crate::engine::Engine;
use crate::event::actor::ActorMention;
use crate::event::frame::Frame;
use crate::event::speech::Attribution;
use crate::number::Number;
use crate::pack::LanguagePack;
use crate::pattern::{MentionIndex, View};
use crate::place::Toponym;
use crate::reading::passage::{Cut, Passage};
use crate::reading::words::Words;
use crate::segment::Sentence;
use crate::time::publication::infer;
use crate::time::{Facts, Publication, Resolved, TimeMention, resolve};
use crate::token::Tokens;

/// What was found in a document.
#[derive(Debug)]
pub struct Reading {
    /// The document.
    pub document: Document,
    /// Number of the language pack, in the [`Engine`], of most of it.
    pub pack: usize,
    /// Its passages in text order; where a language is unknown, nothing was found.
    pub passages: Vec<Passage>,
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
    /// Tokens and sentences, and where the language changes.
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

/// Reads a document whose language is that of a pack, see [`Engine::identify`]; paragraphs in another one with theirs.
pub fn read(document: Document, pack: usize, engine: &Engine) -> Reading {
    read_watched(document, pack, engine, |_| ())
}

/// Reads a document, and tells a watch of every step when it is done, in every passage.
pub fn read_watched(
    document: Document,
    pack: usize,
    engine: &Engine,
    mut done: impl FnMut(Step),
) -> Reading {
    let text = document.text.as_str();
    let words = Words::of(text, engine.pack(pack));
    let cut = Cut::of(text, &words, pack, engine);
    let readable = match cut.passages.as_slice() {
        [
            Passage {
                pack: Some(one), ..
            },
        ] if *one == pack => vec![(pack, words)],
        several => readable(text, several, engine),
    };
    done(Step::Words);
    let part = |(pack, words)| part::part(text, words, engine.pack(pack), engine, &mut done);
    let mut parts: Vec<part::Part> = readable.into_iter().map(part).collect();
    join::resolve_together(&mut parts, &engine.gazetteer);
    let mut reading = Reading::new(document, cut);
    for mut part in parts {
        let told = part.told(engine, &mut done);
        reading.append(part, told);
    }
    reading
}

/// The words of the passages that some pack reads.
fn readable(text: &str, passages: &[Passage], engine: &Engine) -> Vec<(usize, Words)> {
    let words = |passage: &Passage| {
        let pack = passage.pack?;
        Some((pack, Words::within(text, passage.span, engine.pack(pack))))
    };
    passages.iter().filter_map(words).collect()
}

impl Reading {
    /// A document of which nothing is read yet.
    fn new(document: Document, cut: Cut) -> Reading {
        Reading {
            document,
            pack: cut.pack,
            passages: cut.passages,
            tokens: Tokens::default(),
            sentences: Vec::new(),
            mentions: MentionIndex::default(),
            numbers: Vec::new(),
            times: Vec::new(),
            toponyms: Vec::new(),
            actors: Vec::new(),
            attributions: Vec::new(),
            frames: Vec::new(),
        }
    }

    /// What the rules of a pack are matched against; tokens of other packs mean nothing to it.
    pub fn view<'a>(&'a self, pack: &'a LanguagePack) -> View<'a> {
        part::view(&self.tokens, pack, &self.mentions)
    }

    /// The number of the pack that has read a token.
    pub fn pack_at(&self, token: usize) -> usize {
        let start = self.tokens[token].span().start;
        let at = self.passages.partition_point(|p| p.span.end <= start);
        let own = self.passages.get(at).and_then(|passage| passage.pack);
        own.unwrap_or(self.pack)
    }

    /// The sentence that holds a token.
    pub fn sentence_at(&self, token: usize) -> Option<Sentence> {
        let at = self.sentences.partition_point(|s| s.end <= token);
        self.sentences.get(at).copied()
    }

    /// The passages that nobody has read, since no pack knows their language.
    pub fn unread(&self) -> impl Iterator<Item = Span> {
        let unread = self.passages.iter().filter(|p| p.pack.is_none());
        unread.map(|passage| passage.span)
    }

    /// The publication date, from what the text says and what is known beside it.
    pub fn published(&self, facts: &Facts) -> Option<Publication> {
        infer(&self.tokens, &self.sentences, &self.times, facts)
    }

    /// The days of the time expressions for a publication date.
    pub fn days(&self, publication: Option<&Publication>) -> Vec<Option<Resolved>> {
        resolve(&self.tokens, &self.times, publication)
    }
}
