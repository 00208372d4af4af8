//! Frames to reports: a frame gets its days, its places their points, and what cannot be mapped its reason.

use std::ops::Range;
use std::sync::Arc;

mod confidence;
mod dating;
mod list;

use crate::document::{DaySpan, Span};
use crate::engine::Engine;
use crate::event::factuality::Factuality;
use crate::event::frame::{Frame, Tie};
use crate::event::known_actors::ActorId;
use crate::event::site::{EventPlace, event_place};
use crate::event::speech::Source;
use crate::event::types::EventType;
use crate::gazetteer::{KindClass, PlaceId};
use crate::language::Features;
use crate::place::Toponym;
use crate::reading::Reading;
pub use crate::report::confidence::Evidence;
use crate::report::confidence::Setting;
use crate::time::{Basis, Publication, Resolved};
use crate::token::{Kind, Token};

/// One document's account of an event.
#[derive(Clone, Debug)]
pub struct Report {
    /// The document's id.
    pub document: String,
    /// When the document was published, as far as it is known.
    pub published: Option<DaySpan>,
    /// Where the document can be read.
    pub url: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// The sentence, as bytes of the document's text.
    pub span: Span,
    /// The sentence, as it stands.
    pub quote: String,
    /// What happened.
    pub event_type: Arc<EventType>,
    /// When.
    pub days: DaySpan,
    /// What the date rests on.
    pub basis: Basis,
    /// Where.
    pub place: EventPlace,
    /// Who acted.
    pub agent: Option<ActorId>,
    /// Who suffered, or the other side.
    pub patient: Option<ActorId>,
    /// At least so many were killed.
    pub fatalities_low: Option<u32>,
    /// At most so many were killed.
    pub fatalities_high: Option<u32>,
    /// Who says so.
    pub claimed_by: Option<String>,
    /// Through whom.
    pub relayed_by: Option<String>,
    /// Whether a source denies it.
    pub denied: bool,
    /// How probable it is that all of it is right, 0 to 1.
    pub confidence: f32,
    /// What that rests on.
    pub evidence: Evidence,
}

/// Why something that looked like an event is not on the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is a plan, an order or a threat.
    Planned,
    /// It is a condition, a fear, a possibility.
    Hypothetical,
    /// The text says that it did not happen.
    Denied,
    /// It is a habit or lasts for long.
    Habitual,
    /// It lies long before the publication.
    Background,
    /// No place is named.
    NoPlace,
    /// The place is a whole country or a name that nothing locates.
    VaguePlace,
    /// Nothing says when.
    NoDate,
    /// The date is known too roughly.
    VagueDate,
    /// The evidence is too weak.
    LowConfidence,
}

impl Reason {
    /// The name in the unmapped list.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Planned => "planned",
            Reason::Hypothetical => "hypothetical",
            Reason::Denied => "denied",
            Reason::Habitual => "habitual",
            Reason::Background => "background",
            Reason::NoPlace => "no place",
            Reason::VaguePlace => "place too vague",
            Reason::NoDate => "no date",
            Reason::VagueDate => "date too vague",
            Reason::LowConfidence => "low confidence",
        }
    }
}

/// A candidate that was not mapped, with its evidence.
#[derive(Clone, Debug)]
pub struct Unmapped {
    /// The document's id.
    pub document: String,
    /// Why not.
    pub reason: Reason,
    /// The sentence, as bytes of the document's text.
    pub span: Span,
    /// The sentence.
    pub quote: String,
    /// The words of the trigger.
    pub trigger: String,
    /// What it would have been.
    pub event_type: Arc<EventType>,
    /// The name of the place, where one was found.
    pub place: Option<String>,
    /// The days, where they are known.
    pub days: Option<DaySpan>,
}

/// What a reading gives once its publication date is settled.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// What can be mapped.
    pub reports: Vec<Report>,
    /// What cannot.
    pub unmapped: Vec<Unmapped>,
}

/// Dates wider than this are known roughly, in days.
const WIDE_DAYS: i32 = 2;
/// Below this the evidence is too weak for the map.
const LOWEST_CONFIDENCE: f32 = 0.35;

/// Makes reports of a reading's frames.
pub fn reports(
    reading: &Reading,
    times: &[Option<Resolved>],
    publication: Option<&Publication>,
    engine: &Engine,
) -> Outcome {
    let mut maker = Maker {
        reading,
        engine,
        times,
        published: publication.map(|p| p.days),
        country: main_country(reading, engine),
        list_days: list::days_of_items(reading, times),
        quotes: Quotes::default(),
        out: Outcome::default(),
    };
    for frame in &reading.frames {
        maker.frame(frame);
    }
    maker.out
}

/// The country in which most spots that a text names lie.
fn main_country(reading: &Reading, engine: &Engine) -> Option<PlaceId> {
    let gazetteer = &engine.gazetteer;
    let spots = reading.toponyms.iter().filter_map(Toponym::place);
    let spots = spots.filter(|&place| !gazetteer.class(place).is_areal());
    let mut countries: Vec<PlaceId> = spots.filter_map(|p| gazetteer.country(p)).collect();
    countries.sort_unstable();
    let runs = countries.chunk_by(|a, b| a == b);
    runs.max_by_key(|run| run.len()).map(|run| run[0])
}

/// The quotation marks in some tokens; mostly those asked for next go on from those asked for last.
#[derive(Default)]
struct Quotes {
    read: Range<usize>,
    /// How many more open than close.
    open: i32,
    /// Whether those that do not tell opening from closing are odd in number.
    straight: bool,
}

impl Quotes {
    fn read(&mut self, all: &[Token], tokens: Range<usize>) {
        if tokens.start != self.read.start || tokens.end < self.read.end {
            *self = Quotes {
                read: tokens.start..tokens.start,
                ..Quotes::default()
            };
        }
        let unread = all[self.read.end..tokens.end].iter();
        for mark in unread.filter(|token| token.kind == Kind::Mark) {
            match mark.mark() {
                Some('«' | '“') => self.open += 1,
                Some('»' | '”') => self.open -= 1,
                Some('"') => self.straight = !self.straight,
                _ => {}
            }
        }
        self.read = tokens;
    }
}

struct Maker<'a> {
    reading: &'a Reading,
    engine: &'a Engine,
    times: &'a [Option<Resolved>],
    published: Option<DaySpan>,
    /// The country of most places of the text.
    country: Option<PlaceId>,
    /// By sentence: the day that the lead of a list gives to its items.
    list_days: Vec<Option<Resolved>>,
    quotes: Quotes,
    out: Outcome,
}

impl Maker<'_> {
    fn frame(&mut self, frame: &Frame) {
        let date = self.date(frame);
        let reason = match frame.factuality {
            Factuality::Planned => Some(Reason::Planned),
            Factuality::Hypothetical => Some(Reason::Hypothetical),
            Factuality::Habitual => Some(Reason::Habitual),
            Factuality::Negated => Some(Reason::Denied),
            // «X denies having aimed at civilians» tells nothing that anybody says has happened.
            Factuality::Denied
                if frame.places.is_empty()
                    || date.is_err()
                    || matches!(frame.tie, Tie::Carried(1..)) =>
            {
                Some(Reason::Denied)
            }
            _ => None,
        };
        if let Some(reason) = reason {
            return self.unmapped(frame, reason, date.ok());
        }
        let date = match date {
            Ok(date) => date,
            Err(reason) => return self.unmapped(frame, reason, None),
        };
        if frame.places.is_empty() {
            return self.unmapped(frame, Reason::NoPlace, Some(date));
        }
        for &toponym in &frame.places {
            self.report(frame, toponym, date);
        }
    }

    fn report(&mut self, frame: &Frame, toponym: usize, date: Resolved) {
        let text_of = |toponym: &Toponym| self.text(toponym.first, toponym.end);
        let gazetteer = &self.engine.gazetteer;
        let place = event_place(toponym, &self.reading.toponyms, &text_of, gazetteer);
        let Some(place) = place else {
            return self.unmapped(frame, Reason::VaguePlace, Some(date));
        };
        if place.listed && matches!(gazetteer.class(place.place), KindClass::Country)
            || place.located.uncertainty_m > FARTHEST_OFF_M
        {
            return self.unmapped(frame, Reason::VaguePlace, Some(date));
        }
        let sentences = &self.reading.sentences;
        let frames = &self.reading.frames;
        let from = frames.partition_point(|f| f.sentence < frame.sentence);
        let to = frames.partition_point(|f| f.sentence <= frame.sentence);
        let setting = Setting {
            place: &place,
            basis: date.basis,
            area: place.listed && gazetteer.class(place.place).is_areal(),
            abroad: self.country.is_some() && gazetteer.country(place.place) != self.country,
            quoted: self.is_quoted(frame),
            frames: to - from,
            late: frame.sentence as f32 / sentences.len().max(1) as f32,
            wide: self.is_wide(date.days),
        };
        let evidence = Evidence::new(frame, &setting);
        let confidence = evidence.confidence();
        if confidence < LOWEST_CONFIDENCE {
            return self.unmapped(frame, Reason::LowConfidence, Some(date));
        }
        let span = self.sentence_span(frame);
        let document = &self.reading.document;
        let (claimed_by, relayed_by) = self.attribution(frame);
        // A toll told of several places together is an upper bound for each.
        let joint = frame.places.len() > 1;
        let report = Report {
            document: document.id.clone(),
            published: self.published,
            url: document.url.clone(),
            source: document.source.clone(),
            span,
            quote: span.of(&document.text).trim().to_owned(),
            event_type: frame.event_type.clone(),
            days: date.days,
            basis: date.basis,
            place,
            agent: frame.agent,
            patient: frame.patient,
            fatalities_low: frame.fatalities.filter(|_| !joint).map(|count| count.low),
            fatalities_high: frame.fatalities.and_then(|count| count.high),
            claimed_by,
            relayed_by: relayed_by.or_else(|| document.source.clone()),
            denied: frame.factuality == Factuality::Denied,
            confidence,
            evidence,
        };
        self.out.reports.push(report);
    }

    fn unmapped(&mut self, frame: &Frame, reason: Reason, date: Option<Resolved>) {
        let span = self.sentence_span(frame);
        let place = frame.places.first().map(|&at| {
            let toponym = &self.reading.toponyms[at];
            self.text(toponym.first, toponym.end)
        });
        self.out.unmapped.push(Unmapped {
            document: self.reading.document.id.clone(),
            reason,
            span,
            quote: span.of(&self.reading.document.text).trim().to_owned(),
            trigger: self.text(frame.first, frame.end),
            event_type: frame.event_type.clone(),
            place,
            days: date.map(|date| date.days),
        });
    }

    /// Whether days are known worse than the text lets expect, by the day or by the month of its publication.
    fn is_wide(&self, days: DaySpan) -> bool {
        let published = self.published.map_or(0, |published| published.days());
        days.days() > WIDE_DAYS.max(published)
    }

    /// Whether more quotation marks open than close between the beginning of a frame's paragraph and its trigger.
    fn is_quoted(&mut self, frame: &Frame) -> bool {
        /// No quotation is longer than so many tokens.
        const LONGEST: usize = 300;
        let sentences = &self.reading.sentences;
        let paragraph = sentences[frame.sentence].paragraph;
        let first = sentences.partition_point(|s| s.paragraph < paragraph);
        let first = sentences[first].first;
        let first = first.max(frame.first.saturating_sub(LONGEST));
        self.quotes.read(&self.reading.tokens, first..frame.first);
        self.quotes.open > 0 || self.quotes.straight
    }

    fn sentence_span(&self, frame: &Frame) -> Span {
        let sentence = self.reading.sentences[frame.sentence];
        self.reading.tokens.span(sentence.first, sentence.end - 1)
    }

    fn text(&self, first: usize, end: usize) -> String {
        let span = self.reading.tokens.span(first, end - 1);
        span.of(&self.reading.document.text).to_owned()
    }

    /// Whether tokens hold a finite verb, so that they describe nobody.
    fn is_clause(&self, first: usize, end: usize) -> bool {
        let lexicon = &self.engine.pack(self.reading.pack_at(first)).base.lexicon;
        let finite = Features::PRESENT
            .union(Features::PAST)
            .union(Features::FUTURE);
        self.reading.tokens[first..end].iter().any(|token| {
            let features = lexicon.features(token.word);
            let noun = Features::SINGULAR
                .union(Features::PLURAL)
                .union(Features::PARTICIPLE);
            features.meets(finite) && !features.meets(noun)
        })
    }

    /// Who claims a frame, and through whom: by the attribution of its sentence that stands nearest.
    fn attribution(&self, frame: &Frame) -> (Option<String>, Option<String>) {
        let all = &self.reading.attributions;
        let first = all.partition_point(|a| a.sentence < frame.sentence);
        let here = all[first..]
            .iter()
            .take_while(|a| a.sentence == frame.sentence);
        let nearest = here.min_by_key(|a| {
            let after = a.first.saturating_sub(frame.end);
            let before = frame.first.saturating_sub(a.end);
            after.max(before)
        });
        let name = |source: Option<Source>| {
            Some(match source? {
                Source::Actor(actor) => str::to_owned(&self.engine.actors[actor].name),
                Source::Described(first, end) if self.is_clause(first, end) => return None,
                Source::Described(first, end) => self.text(first, end),
            })
        };
        nearest.map_or((None, None), |a| (name(a.claimed_by), name(a.relayed_by)))
    }
}

/// Places known worse than this are no point on a map, in metres.
const FARTHEST_OFF_M: f64 = 300_000.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Vocabulary;
    use crate::token::{Segmentation, tokenize};

    #[test]
    fn quotation_marks_are_counted_from_where_they_were() {
        let text = "a «b» «c \"d e» f\" «g «h i»";
        let tokens = tokenize(text, &Segmentation::default(), &Vocabulary::default());
        let mut gone_on = Quotes::default();
        for tokens_read in [0..2, 0..5, 0..9, 0..tokens.len(), 0..3, 4..7, 4..12] {
            let mut anew = Quotes::default();
            anew.read(&tokens, tokens_read.clone());
            gone_on.read(&tokens, tokens_read);
            assert_eq!((gone_on.open, gone_on.straight), (anew.open, anew.straight));
        }
    }
}
