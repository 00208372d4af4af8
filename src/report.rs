//! Frames to reports: a frame gets its days, its places their points, and what cannot be mapped its reason.

use std::sync::Arc;

use jiff::civil::Date;

use crate::document::{DaySpan, Span};
use crate::engine::Engine;
use crate::event::factuality::Factuality;
use crate::event::frame::{Frame, Tie};
use crate::event::known_actors::ActorId;
use crate::event::site::{EventPlace, event_place};
use crate::event::speech::Source;
use crate::event::types::EventType;
use crate::event::when::When;
use crate::gazetteer::KindClass;
use crate::language::Features;
use crate::place::Toponym;
use crate::reading::Reading;
use crate::time::{Basis, Expression, Publication, Resolved, resolve};

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
    /// How sure all of it is, 0 to 1.
    pub confidence: f32,
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

/// Happenings longer before the publication are background, in days.
const BACKGROUND_DAYS: i32 = 183;
/// Dates known worse than this put nothing on a map of days, in days.
const VAGUEST_DAYS: i32 = 45;
/// What has lasted for longer is no event of some day, in days.
const LASTS_DAYS: i32 = 4;
/// What has gone on for longer is background, in days.
const LONG_DAYS: i32 = 21;
/// A date goes on for so many sentences of its paragraph.
const DATE_LASTS: usize = 2;
/// No more frames than these lie within as many sentences.
const RECENT: usize = 12;
/// Below this the evidence is too weak for the map.
const LOWEST_CONFIDENCE: f32 = 0.33;

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
        out: Outcome::default(),
    };
    for frame in &reading.frames {
        maker.frame(frame);
    }
    maker.out
}

/// Resolves a reading's times for a publication date.
pub fn resolve_times(
    reading: &Reading,
    publication: Option<&Publication>,
    engine: &Engine,
) -> Vec<Option<Resolved>> {
    resolve(&reading.text(engine), &reading.times, publication)
}

struct Maker<'a> {
    reading: &'a Reading,
    engine: &'a Engine,
    times: &'a [Option<Resolved>],
    published: Option<DaySpan>,
    out: Outcome,
}

impl Maker<'_> {
    fn frame(&mut self, frame: &Frame) {
        let date = self.date(frame);
        let reason = match frame.factuality {
            Factuality::Planned => Some(Reason::Planned),
            Factuality::Hypothetical => Some(Reason::Hypothetical),
            Factuality::Habitual => Some(Reason::Habitual),
            Factuality::Denied if frame.places.is_empty() || date.is_err() => Some(Reason::Denied),
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

    /// The days of a frame: its own, those told last, or the day of publication.
    fn date(&self, frame: &Frame) -> Result<Resolved, Reason> {
        let date = match frame.time {
            Some(When::Background) => return Err(Reason::Background),
            Some(When::At(time)) if !self.counts_from_event(time) => {
                self.times[time].ok_or(Reason::NoDate)?
            }
            Some(When::Since(time)) if self.lasts_long(time) => return Err(Reason::Background),
            Some(When::Since(time)) if self.lasted(time).is_some() => {
                self.lasted(time).ok_or(Reason::NoDate)?
            }
            None if frame.already => return Err(Reason::Background),
            event => self.untold_date(frame, event)?,
        };
        if date.days.days() > VAGUEST_DAYS {
            return Err(Reason::VagueDate);
        }
        match self.published {
            Some(published)
                if days_between(date.days.last(), published.first()) > BACKGROUND_DAYS =>
            {
                Err(Reason::Background)
            }
            Some(published) if days_between(published.last(), date.days.first()) > 1 => {
                Err(Reason::Planned)
            }
            _ => Ok(date),
        }
    }

    /// The days from a time mention to the publication, where they are few.
    fn lasted(&self, time: usize) -> Option<Resolved> {
        let since = self.times[time]?;
        let days = since.days.hull(self.published?);
        (days.days() <= LASTS_DAYS).then_some(Resolved { days, ..since })
    }

    /// Whether what has lasted from a time mention on is a time of its own, not an event.
    fn lasts_long(&self, time: usize) -> bool {
        let since = self.times[time].map(|since| since.days.last());
        let days = since
            .zip(self.published)
            .map(|(since, to)| days_between(since, to.first()));
        days.is_some_and(|days| days > LONG_DAYS)
    }

    /// Whether a time mention counts from an event that the text names instead of dating it, and nothing dates that.
    fn counts_from_event(&self, time: usize) -> bool {
        let mention = &self.reading.times[time];
        matches!(mention.expression, Expression::Event { .. }) && self.times[time].is_none()
    }

    /// The date of a frame that its sentence does not date: that of the sentences before it, or the publication.
    fn untold_date(&self, frame: &Frame, time: Option<When>) -> Result<Resolved, Reason> {
        let told = (!frame.now && !frame.shifted)
            .then(|| self.told_before(frame.sentence))
            .flatten();
        let date = told.or_else(|| self.told_after(frame)).or_else(|| {
            Some(Resolved {
                days: self.published?,
                basis: Basis::Publication,
            })
        });
        let date = date.ok_or(Reason::NoDate)?;
        // «This comes the day after X»: what the words of X tell was a day before.
        if let Some(When::At(time)) = time
            && let Expression::Event { days, first, end } = self.reading.times[time].expression
            && frame.first >= first
            && frame.first < end
        {
            return Ok(Resolved {
                days: date.days.shift(-days),
                basis: Basis::Relative,
            });
        }
        Ok(date)
    }

    /// The day that the next sentences give to what a lead tells: «X has fallen. On Tuesday the army took …».
    fn told_after(&self, frame: &Frame) -> Option<Resolved> {
        let frames = &self.reading.frames;
        let from = frames.partition_point(|f| f.sentence <= frame.sentence);
        let places = |frame: &Frame| {
            let places = frame.places.iter();
            places
                .filter_map(|&at| self.reading.toponyms[at].place())
                .collect::<Vec<_>>()
        };
        let own = places(frame);
        let detail = frames[from..]
            .iter()
            .take_while(|f| f.sentence <= frame.sentence + DATE_LASTS)
            .filter(|f| f.event_type == frame.event_type && f.factuality == Factuality::Asserted)
            .find(|f| places(f).iter().any(|place| own.contains(place)))?;
        let Some(When::At(time)) = detail.time else {
            return None;
        };
        let day = self.times[time].filter(|time| time.days.as_day().is_some())?;
        Some(Resolved {
            basis: Basis::Inferred,
            ..day
        })
    }

    /// The last date that the sentences before one tell, in its paragraph.
    fn told_before(&self, sentence: usize) -> Option<Resolved> {
        let sentences = &self.reading.sentences;
        let here = sentences[sentence];
        let earliest = (sentence.saturating_sub(DATE_LASTS)..=sentence)
            .find(|&at| sentences[at].paragraph == here.paragraph)?;
        // A sentence that begins another topic leaves the dates before it behind.
        let before = self
            .reading
            .frames
            .partition_point(|f| f.sentence < sentence);
        let shift = self.reading.frames[..before]
            .iter()
            .rposition(|f| f.shifted);
        let earliest = shift.map_or(earliest, |at| {
            earliest.max(self.reading.frames[at].sentence)
        });
        let from = self
            .reading
            .times
            .partition_point(|t| t.first < sentences[earliest].first);
        let to = self.reading.times.partition_point(|t| t.first < here.first);
        // «On Sunday X had already fallen»: the story does not go on from there.
        let aside = |time: usize| {
            // An hour leaves the day as it is.
            if self.reading.times[time].expression == Expression::PartOfDay {
                return false;
            }
            let dated = |frame: &Frame| frame.time == Some(When::At(time));
            let told = &self.reading.frames[..before];
            let mut dated = told
                .iter()
                .rev()
                .take(RECENT)
                .filter(|frame| dated(frame))
                .peekable();
            dated.peek().is_some() && dated.all(|frame| frame.earlier)
        };
        let told = (from..to).rev().filter(|&at| {
            let time = &self.reading.times[at];
            time.dates_event() && !time.looks_back() && !aside(at)
        });
        let past = |time: &Resolved| {
            self.published
                .is_none_or(|published| time.days.first() <= published.last())
        };
        let told = told.filter_map(|at| self.times[at]).find(past)?;
        Some(Resolved {
            basis: Basis::Relative,
            ..told
        })
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
        let confidence = confidence(frame, &place, date.basis);
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
        let lexicon = &self.engine.pack(self.reading.pack).base.lexicon;
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
                Source::Actor(actor) => self.engine.actors[actor].name.to_string(),
                Source::Described(first, end) if self.is_clause(first, end) => return None,
                Source::Described(first, end) => self.text(first, end),
            })
        };
        nearest.map_or((None, None), |a| (name(a.claimed_by), name(a.relayed_by)))
    }
}

/// Places known worse than this are no point on a map, in metres.
const FARTHEST_OFF_M: f64 = 300_000.0;

fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// How sure a report is: how sure each of its parts is, taken as independent.
fn confidence(frame: &Frame, place: &EventPlace, basis: Basis) -> f32 {
    let tie = match frame.tie {
        Tie::Sentence(cost) => 0.98 - 0.05 * cost,
        Tie::Anaphor(cost) => 0.85 - 0.05 * cost,
        Tie::Carried(0) => 0.75,
        Tie::Carried(1) => 0.65,
        Tie::Carried(_) => 0.5,
        Tie::None => 0.0,
    };
    let time = match basis {
        Basis::Explicit => 0.97,
        Basis::Relative => 0.9,
        Basis::Inferred => 0.85,
        Basis::Publication => 0.7,
    };
    let factuality = match frame.factuality {
        Factuality::Asserted => 1.0,
        Factuality::Hearsay => 0.85,
        _ => 0.5,
    };
    (place.confidence * tie * time * factuality).clamp(0.0, 1.0)
}
