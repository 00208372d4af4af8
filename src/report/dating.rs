//! When what a frame tells happened: its own time, that of the sentences round it, or the publication.

use std::ops::Range;

use crate::document::{DaySpan, days_between};
use crate::event::factuality::Factuality;
use crate::event::frame::{Frame, Telling};
use crate::event::when::{self, When};
use crate::event::words::Word;
use crate::gazetteer::PlaceId;
use crate::language::{Features, WordId};
use crate::report::{Maker, Reason};
use crate::time::{Basis, Expression, Resolved};

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
/// So many happenings later nobody takes one up by «the attack».
const REMEMBERED: usize = 100;
/// No more frames than these lie within as many sentences.
const RECENT: usize = 12;

impl Maker<'_> {
    /// The days of a frame: its own, those told last, or the day of publication.
    pub(super) fn date(&self, frame: &Frame) -> Result<Resolved, Reason> {
        let date = match frame.time {
            Some(When::Background) => return Err(Reason::Background),
            Some(When::At(time)) if !self.counts_from_event(time) => {
                let told = self.times[time].ok_or(Reason::NoDate)?;
                self.before_counting(frame, time, told)
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

    /// The days of a frame that a time counts from: «on the 24th, twelve days after the fall of X».
    fn before_counting(&self, frame: &Frame, time: usize, told: Resolved) -> Resolved {
        match self.reading.times[time].expression {
            Expression::Event { days, first, end } if (first..end).contains(&frame.first) => {
                Resolved {
                    days: told.days.apart((-days.0, -days.1)),
                    ..told
                }
            }
            _ => told,
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
            .then(|| self.told_before(frame))
            .flatten()
            .or_else(|| {
                let day = self.list_days[frame.sentence];
                day.filter(|day| self.has_passed(day))
            });
        // What had happened before what is told, or is told with years, did not happen on the day of publication.
        let past = self.looks_back(frame) || self.tells_of_years(frame);
        let missing = if past {
            Reason::Background
        } else {
            Reason::NoDate
        };
        let today = || self.told_on_publication().filter(|_| !past);
        let date = told
            .or_else(|| self.told_after(frame))
            .or_else(|| self.told_already(frame))
            .or_else(today);
        let Some(When::At(time)) = time else {
            return date.ok_or(missing);
        };
        let counted = |days: DaySpan, by: (i32, i32)| Resolved {
            days: days.apart(by),
            basis: Basis::Relative,
        };
        match self.reading.times[time].expression {
            // «This comes the day after X»: what the words of X tell was a day before.
            Expression::Event { days, first, end } if (first..end).contains(&frame.first) => self
                .told_beside(frame, first..end)
                .or(date)
                .map(|date| counted(date.days, (-days.0, -days.1))),
            // «The day after the attack»: the attack has been told.
            Expression::Event { days, first, end } => self
                .told_within(first..end)
                .or_else(|| self.told_event(frame.sentence, first..end))
                .or(told)
                .map(|told| counted(told.days, days))
                .filter(|counted| self.has_passed(counted))
                .or(date),
            _ => date,
        }
        .ok_or(missing)
    }

    /// Whether a frame is told in the past of the past, and not because somebody said so in the past.
    fn looks_back(&self, frame: &Frame) -> bool {
        let all = &self.reading.attributions;
        let first = all.partition_point(|a| a.sentence < frame.sentence);
        let mut here = all[first..]
            .iter()
            .take_while(|a| a.sentence == frame.sentence);
        frame.telling == Telling::PastPerfect && !here.any(|a| a.first < frame.first)
    }

    /// Whether the sentence of a frame, or one just before it in the paragraph, names a year.
    fn tells_of_years(&self, frame: &Frame) -> bool {
        let sentences = &self.reading.sentences;
        let here = sentences[frame.sentence];
        let earliest = (frame.sentence.saturating_sub(DATE_LASTS)..=frame.sentence)
            .find(|&at| sentences[at].paragraph == here.paragraph);
        let first = sentences[earliest.unwrap_or(frame.sentence)].first;
        let times = &self.reading.times;
        let from = times.partition_point(|time| time.first < first);
        let to = times.partition_point(|time| time.first < here.end);
        times[from..to].iter().any(when::names_year)
    }

    /// What nothing dates happened when the text was published.
    fn told_on_publication(&self) -> Option<Resolved> {
        Some(Resolved {
            days: self.published?,
            basis: Basis::Publication,
        })
    }

    /// The day that stands within the words of an event: «the day after Sunday's attack».
    fn told_within(&self, words: Range<usize>) -> Option<Resolved> {
        let times = &self.reading.times;
        let from = times.partition_point(|time| time.first < words.start);
        let to = times.partition_point(|time| time.first < words.end);
        (from..to).find_map(|at| self.times[at].filter(|time| time.days.as_day().is_some()))
    }

    /// The day that a sentence tells beside the words of an event from which it counts: «on Tuesday X fell, two days
    /// after Y».
    fn told_beside(&self, frame: &Frame, words: Range<usize>) -> Option<Resolved> {
        let sentence = self.reading.sentences[frame.sentence];
        let times = &self.reading.times;
        let from = times.partition_point(|t| t.first < sentence.first);
        let to = times.partition_point(|t| t.first < sentence.end);
        let day = |at: usize| self.times[at].filter(|time| time.days.as_day().is_some());
        let beside = |at: &usize| times[*at].dates_event() && !words.contains(&times[*at].first);
        (from..to).filter(beside).find_map(day)
    }

    /// The day of what a text has told in the words that take it up again: «an attack … the day after the attack».
    fn told_event(&self, sentence: usize, words: Range<usize>) -> Option<Resolved> {
        let tokens = &self.reading.tokens;
        let pack = self.reading.pack_at(words.start);
        let lexicon = &self.engine.pack(pack).base.lexicon;
        let noun = |at: &usize| lexicon.features_of(&tokens[*at]).meets(Features::NOUN);
        let named: Vec<WordId> = words.filter(noun).map(|at| tokens[at].word).collect();
        let frames = &self.reading.frames;
        let before = frames.partition_point(|frame| frame.sentence < sentence);
        let mut told = frames[..before].iter().rev().take(REMEMBERED);
        let told = told.find(|frame| {
            let mut words = (frame.first..frame.end).map(|at| tokens[at].word);
            self.reading.pack_at(frame.first) == pack && words.any(|word| named.contains(&word))
        })?;
        let day = match told.time {
            Some(When::At(time)) => self.times[time],
            _ => self.told_before(told),
        };
        day.or(self.told_on_publication())
            .filter(|day| day.days.as_day().is_some())
    }

    /// The day of what the text has told already, where it tells again of the same ground taken.
    fn told_already(&self, frame: &Frame) -> Option<Resolved> {
        if !frame.event_type.takes_ground() {
            return None;
        }
        let frames = &self.reading.frames;
        let place = |at: &usize| self.reading.toponyms[*at].place();
        let here = |other: &Frame| {
            let mut places = other.places.iter().filter_map(place);
            places.any(|there| {
                frame
                    .places
                    .iter()
                    .filter_map(place)
                    .any(|here| here == there)
            })
        };
        let before = frames.partition_point(|other| other.sentence < frame.sentence);
        let told = frames[..before].iter().rev().take(REMEMBERED);
        let told = told.filter(|f| f.factuality == Factuality::Asserted);
        let mut told = told.filter(|f| f.event_type == frame.event_type && here(f));
        told.find_map(|told| match told.time {
            Some(When::At(time)) => self.times[time].filter(|t| t.days.as_day().is_some()),
            _ => None,
        })
    }

    /// The day that the next sentences give to what a lead tells: «X has fallen. On Tuesday the army took …».
    fn told_after(&self, frame: &Frame) -> Option<Resolved> {
        let frames = &self.reading.frames;
        let from = frames.partition_point(|f| f.sentence <= frame.sentence);
        let place = |at: &usize| self.reading.toponyms[*at].place();
        let own = |there: PlaceId| {
            frame
                .places
                .iter()
                .filter_map(place)
                .any(|own| own == there)
        };
        let detail = frames[from..]
            .iter()
            .take_while(|f| f.sentence <= frame.sentence + DATE_LASTS)
            .filter(|f| f.event_type == frame.event_type && f.factuality == Factuality::Asserted)
            // «The day before, thirty had died there already» is no detail of today's.
            .filter(|f| f.telling != Telling::PastPerfect)
            .find(|f| f.places.iter().filter_map(place).any(own))?;
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
    fn told_before(&self, frame: &Frame) -> Option<Resolved> {
        let sentence = frame.sentence;
        let sentences = &self.reading.sentences;
        let here = sentences[sentence];
        let earliest = (sentence.saturating_sub(DATE_LASTS)..=sentence)
            .find(|&at| sentences[at].paragraph == here.paragraph)?;
        // A sentence that begins another topic leaves the dates before it behind.
        let before = self
            .reading
            .frames
            .partition_point(|f| f.sentence < sentence);
        let told = self.reading.frames[..before].iter().rev();
        let mut told = told.take_while(|f| f.sentence > earliest);
        let earliest = told
            .find(|f| f.shifted)
            .map_or(earliest, |shift| shift.sentence);
        let from = self
            .reading
            .times
            .partition_point(|t| t.first < sentences[earliest].first);
        let to = self.reading.times.partition_point(|t| t.first < here.first);
        // «On Sunday X had already fallen»: the story does not go on from there, but the look back does.
        let aside = |time: usize| {
            if self.looks_back(frame) {
                return false;
            }
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
            time.dates_event()
                && !time.looks_back()
                && !time.names
                && !aside(at)
                && (at == from || !self.only_describes(at))
        });
        let told = told
            .filter_map(|at| self.times[at])
            .find(|time| self.has_passed(time))?;
        Some(Resolved {
            basis: Basis::Relative,
            ..told
        })
    }

    /// Whether a time stands in a clause that describes, behind one in the main clause: «on Tuesday the fighting went on
    /// in X, where the rebels had broken through on Saturday».
    fn only_describes(&self, time: usize) -> bool {
        let times = &self.reading.times;
        let (main, time) = (&times[time - 1], &times[time]);
        let words = &self
            .engine
            .pack(self.reading.pack_at(time.first))
            .event_words;
        let between = &self.reading.tokens[main.end.min(time.first)..time.first];
        let opens = between.iter().rposition(|t| words.is(t, Word::Relative));
        let one_sentence = || {
            let sentence = self.reading.sentence_at(time.first);
            sentence.is_some_and(|sentence| sentence.first <= main.first)
        };
        opens.is_some_and(|opens| !between[opens..].iter().any(|t| t.is_mark(',')))
            && main.dates_event()
            && one_sentence()
    }

    /// Whether a time has begun when the text was published.
    fn has_passed(&self, time: &Resolved) -> bool {
        let begun = |published: DaySpan| time.days.first() <= published.last();
        self.published.is_none_or(begun)
    }
}
