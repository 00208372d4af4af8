//! The parts of a document made one: what they name by number is numbered through.

use crate::event::frame::Frame;
use crate::event::speech::{Attribution, Source};
use crate::event::when::When;
use crate::gazetteer::Gazetteer;
use crate::place::{Relation, Toponym, resolve};
use crate::reading::Reading;
use crate::reading::part::{Part, Told};
use crate::time::{Expression, TimeMention};

/// Resolves the toponyms of all parts together, as one document names them.
pub(super) fn resolve_together(parts: &mut [Part], gazetteer: &Gazetteer) {
    if let [one] = parts {
        return resolve::resolve(&mut one.toponyms, gazetteer);
    }
    let mut all: Vec<Toponym> = Vec::new();
    let mut begins = Vec::new();
    for part in parts.iter_mut() {
        let by = all.len();
        begins.push(by);
        all.extend(part.toponyms.drain(..).map(|toponym| Toponym {
            qualifies: toponym.qualifies.map(|at| at + by),
            ..toponym
        }));
    }
    resolve::resolve(&mut all, gazetteer);
    for (part, begin) in parts.iter_mut().zip(begins).rev() {
        let own = all.split_off(begin).into_iter();
        part.toponyms.extend(own.map(|toponym| Toponym {
            qualifies: toponym.qualifies.map(|at| at - begin),
            ..toponym
        }));
    }
}

/// How many of each thing stand before a part.
struct Before {
    tokens: usize,
    sentences: usize,
    paragraphs: usize,
    toponyms: usize,
    times: usize,
}

impl Reading {
    /// Adds a later part of the document with what it tells.
    pub(super) fn append(&mut self, part: Part, told: Told) {
        if self.tokens.is_empty() {
            return self.begin(part, told);
        }
        let before = Before {
            tokens: self.tokens.len(),
            sentences: self.sentences.len(),
            paragraphs: self.sentences.last().map_or(0, |s| s.paragraph + 1),
            toponyms: self.toponyms.len(),
            times: self.times.len(),
        };
        let Part {
            tokens,
            mentions,
            mut sentences,
            mut numbers,
            mut times,
            mut actors,
            mut toponyms,
            ..
        } = part;
        let Told {
            mut attributions,
            mut frames,
        } = told;
        for sentence in &mut sentences {
            before.move_tokens(&mut sentence.first, &mut sentence.end);
            sentence.paragraph += before.paragraphs;
        }
        for number in &mut numbers {
            before.move_tokens(&mut number.first, &mut number.end);
        }
        for actor in &mut actors {
            before.move_tokens(&mut actor.first, &mut actor.end);
        }
        times.iter_mut().for_each(|time| before.move_time(time));
        toponyms.iter_mut().for_each(|t| before.move_toponym(t));
        attributions
            .iter_mut()
            .for_each(|a| before.move_attribution(a));
        frames.iter_mut().for_each(|frame| before.move_frame(frame));
        self.tokens.append(tokens);
        self.mentions.append(mentions);
        self.sentences.append(&mut sentences);
        self.numbers.append(&mut numbers);
        self.times.append(&mut times);
        self.actors.append(&mut actors);
        self.toponyms.append(&mut toponyms);
        self.attributions.append(&mut attributions);
        self.frames.append(&mut frames);
    }

    /// Takes the first part of the document, mostly all of it, as it is.
    fn begin(&mut self, part: Part, told: Told) {
        self.tokens = part.tokens;
        self.mentions = part.mentions;
        self.sentences = part.sentences;
        self.numbers = part.numbers;
        self.times = part.times;
        self.actors = part.actors;
        self.toponyms = part.toponyms;
        self.attributions = told.attributions;
        self.frames = told.frames;
    }
}

impl Before {
    fn move_tokens(&self, first: &mut usize, end: &mut usize) {
        *first += self.tokens;
        *end += self.tokens;
    }

    fn move_time(&self, time: &mut TimeMention) {
        self.move_tokens(&mut time.first, &mut time.end);
        if let Expression::Event { first, end, .. } = &mut time.expression {
            self.move_tokens(first, end);
        }
    }

    fn move_toponym(&self, toponym: &mut Toponym) {
        self.move_tokens(&mut toponym.first, &mut toponym.end);
        toponym.phrase_first += self.tokens;
        if let Some(Relation { first, end, .. }) = &mut toponym.relation {
            self.move_tokens(first, end);
        }
        toponym.qualifies = toponym.qualifies.map(|at| at + self.toponyms);
    }

    fn move_attribution(&self, attribution: &mut Attribution) {
        self.move_tokens(&mut attribution.first, &mut attribution.end);
        attribution.sentence += self.sentences;
        for source in [&mut attribution.claimed_by, &mut attribution.relayed_by] {
            if let Some(Source::Described(first, end)) = source {
                self.move_tokens(first, end);
            }
        }
    }

    fn move_frame(&self, frame: &mut Frame) {
        self.move_tokens(&mut frame.first, &mut frame.end);
        frame.sentence += self.sentences;
        for place in &mut frame.places {
            *place += self.toponyms;
        }
        frame.time = frame.time.map(|when| match when {
            When::At(time) => When::At(time + self.times),
            When::Since(time) => When::Since(time + self.times),
            When::Background => When::Background,
        });
    }
}
