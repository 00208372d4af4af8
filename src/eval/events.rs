//! Events: which of the mapped ones stand for which annotated ones, in each of three senses.

use super::assignment::assign;
use super::gold::{GoldDocument, GoldEvent, Modality};
use super::{Measure, PredictedEvent, Prediction, Tally};
use crate::document::{DaySpan, Span};
use crate::place::sphere::distance_m;

/// What has to agree, beside the place.
#[derive(Clone, Copy)]
pub(super) struct Sense {
    date: bool,
    kind: bool,
}

const PLACE_DATE: Sense = Sense {
    date: true,
    kind: false,
};
const PLACE_TYPE: Sense = Sense {
    date: false,
    kind: true,
};
/// The sense of the main figure.
pub(super) const PLACE_DATE_TYPE: Sense = Sense {
    date: true,
    kind: true,
};

/// In what an annotated and a mapped event agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Agreement {
    /// Near enough; for what the annotator could not place, told by the same words.
    pub place: bool,
    /// The day, or a fitting span of days.
    pub date: bool,
    /// The event type.
    pub kind: bool,
    /// The quotes overlap in the text.
    pub passage: bool,
    /// The sub-event type.
    pub sub_type: bool,
    /// The number of deaths.
    pub deaths: bool,
}

impl Agreement {
    fn new(text: &str, gold: &GoldEvent, event: &PredictedEvent) -> Agreement {
        let passage = match (find(text, &gold.quote), find(text, &event.quote)) {
            (Some(a), Some(b)) => a.overlaps(b),
            _ => false,
        };
        Agreement {
            place: match gold.point {
                Some(at) => {
                    distance_m(at, (event.lat, event.lon)) <= gold.where_precision.tolerance_m()
                }
                None => passage,
            },
            date: gold.days.is_some_and(|days| date_agrees(days, event.days)),
            kind: gold.event_type == event.event_type,
            passage,
            sub_type: gold.sub_event_type == event.sub_event_type,
            deaths: deaths_agree(gold, event),
        }
    }

    /// Whether the two may be one in this sense.
    fn meets(self, sense: Sense) -> bool {
        self.place && (self.date || !sense.date) && (self.kind || !sense.kind)
    }

    /// How alike the two are; decides between assignments with as many pairs.
    pub fn likeness(self) -> i64 {
        let parts = [
            self.place,
            self.date,
            self.kind,
            self.passage,
            self.sub_type,
            self.deaths,
        ];
        parts.iter().fold(0, |sum, &part| 2 * sum + i64::from(part))
    }
}

/// Where a quote stands in the text, for the first time.
fn find(text: &str, quote: &str) -> Option<Span> {
    let start = text.find(quote)?;
    let end = start + quote.len();
    (start < end).then_some(Span { start, end })
}

/// A date known to the day must be that day. For the others the answer has a day in common and
/// is at most twice as wide plus a day, or at most a month.
fn date_agrees(gold: DaySpan, answer: DaySpan) -> bool {
    const MONTH: i32 = 31;
    match gold.as_day() {
        Some(_) => answer == gold,
        None => {
            gold.intersect(answer).is_some() && answer.days() <= (2 * gold.days() + 1).max(MONTH)
        }
    }
}

/// Every bound that the annotation has must be the answer's; one number is both bounds.
fn deaths_agree(gold: &GoldEvent, event: &PredictedEvent) -> bool {
    let low = event.fatalities_low.or(event.fatalities_high);
    let high = event.fatalities_high.or(event.fatalities_low);
    let (min, max) = (gold.fatalities_min, gold.fatalities_max);
    match (min, max) {
        (None, None) => low.is_none(),
        _ => (min.is_none() || min == low) && (max.is_none() || max == high),
    }
}

/// How an annotated event counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is asked for.
    Asked,
    /// Mapping it is neither right nor wrong.
    Excused,
    /// Mapping it as disputed is neither right nor wrong; mapping it as a fact is wrong.
    Contested,
    /// Mapping it is wrong.
    Forbidden,
}

/// How an annotated event counts.
pub(super) fn standing(event: &GoldEvent) -> Standing {
    match event.modality {
        _ if event.optional => Standing::Excused,
        Modality::Denied => Standing::Contested,
        Modality::Planned | Modality::Hypothetical => Standing::Forbidden,
        Modality::Asserted if event.days.is_none() => Standing::Forbidden,
        Modality::Asserted if event.point.is_none() => Standing::Excused,
        Modality::Asserted => Standing::Asked,
    }
}

/// One pair of an event that is asked for outweighs all pairs of others in a document, and one
/// of those outweighs all likenesses.
const ASKED: i64 = 1_000_000_000_000;
const EXCUSED: i64 = 1_000_000;

/// A document's annotated and mapped events side by side.
pub(super) struct Compared<'a> {
    gold: &'a [GoldEvent],
    predicted: &'a [PredictedEvent],
    agreements: Vec<Vec<Agreement>>,
}

impl<'a> Compared<'a> {
    /// Compares every annotated event with every mapped one.
    pub fn new(document: &'a GoldDocument, prediction: &'a Prediction) -> Compared<'a> {
        let (gold, predicted) = (&document.events[..], &prediction.events[..]);
        let text = &document.document.text;
        let row = |g| {
            predicted
                .iter()
                .map(|p| Agreement::new(text, g, p))
                .collect()
        };
        Compared {
            gold,
            predicted,
            agreements: gold.iter().map(row).collect(),
        }
    }

    /// In what the annotated and the mapped event of these numbers agree.
    pub fn agreement(&self, gold: usize, predicted: usize) -> Agreement {
        self.agreements[gold][predicted]
    }

    /// For each annotated event the mapped one that stands for it: as many of those asked for as
    /// possible, then of those excused, then the likest.
    pub fn pairs(&self, sense: Sense) -> Vec<Option<usize>> {
        assign(self.gold.len(), self.predicted.len(), |row, column| {
            let agreement = self.agreements[row][column];
            let worth = match standing(&self.gold[row]) {
                Standing::Asked => ASKED,
                Standing::Excused => EXCUSED,
                Standing::Contested if self.predicted[column].disputed => EXCUSED,
                Standing::Contested | Standing::Forbidden => 0,
            };
            if worth > 0 && agreement.meets(sense) {
                worth + agreement.likeness()
            } else {
                0
            }
        })
    }

    /// For each annotated event that must not be mapped the one that maps it as a fact: same
    /// place and type, and no event that happened has both.
    pub fn wrongly_mapped(&self) -> Vec<Option<usize>> {
        let explained = |column: usize| {
            (0..self.gold.len()).any(|row| {
                let happened =
                    self.gold[row].modality == Modality::Asserted && self.gold[row].days.is_some();
                happened && self.agreements[row][column].meets(PLACE_TYPE)
            })
        };
        let explained: Vec<bool> = (0..self.predicted.len()).map(explained).collect();
        assign(self.gold.len(), self.predicted.len(), |row, column| {
            let wrong = match standing(&self.gold[row]) {
                Standing::Forbidden => true,
                Standing::Contested => !self.predicted[column].disputed,
                Standing::Asked | Standing::Excused => false,
            };
            let agreement = self.agreements[row][column];
            if wrong && !explained[column] && agreement.meets(PLACE_TYPE) {
                EXCUSED + agreement.likeness()
            } else {
                0
            }
        })
    }

    /// Every figure about events.
    pub fn tallies(&self) -> Vec<(Measure, Tally)> {
        let [by_date, by_type, full] =
            [PLACE_DATE, PLACE_TYPE, PLACE_DATE_TYPE].map(|sense| self.pairs(sense));
        let mapped = self.wrongly_mapped();
        let kept_out = |modality| self.kept_out(&mapped, modality);
        vec![
            (Measure::EventsPlaceDate, self.matched(&by_date)),
            (Measure::EventsPlaceType, self.matched(&by_type)),
            (Measure::EventsPlaceDateType, self.matched(&full)),
            (Measure::EventDates, self.share(&by_type, |a| a.date)),
            (Measure::SubEventTypes, self.share(&full, |a| a.sub_type)),
            (Measure::Fatalities, self.deaths(&full)),
            (Measure::PlannedKeptOut, kept_out(Modality::Planned)),
            (
                Measure::HypotheticalKeptOut,
                kept_out(Modality::Hypothetical),
            ),
            (Measure::DeniedKeptOut, kept_out(Modality::Denied)),
            (Measure::UndatedKeptOut, kept_out(Modality::Asserted)),
        ]
    }

    fn asked(&self, number: usize) -> bool {
        standing(&self.gold[number]) == Standing::Asked
    }

    /// The pairs of events that were asked for.
    fn right(&self, pairs: &[Option<usize>]) -> impl Iterator<Item = (usize, usize)> {
        let pairs = pairs.iter().enumerate();
        pairs.filter_map(|(row, column)| Some((row, (*column)?)).filter(|_| self.asked(row)))
    }

    fn matched(&self, pairs: &[Option<usize>]) -> Tally {
        let right = self.right(pairs).count();
        let excused = pairs.iter().flatten().count() - right;
        Tally {
            right,
            given: self.predicted.len() - excused,
            asked: (0..self.gold.len()).filter(|&n| self.asked(n)).count(),
        }
    }

    /// The share of the matched that agree in one thing more.
    fn share(&self, pairs: &[Option<usize>], what: impl Fn(Agreement) -> bool) -> Tally {
        Tally::share(
            self.right(pairs)
                .map(|(row, column)| what(self.agreements[row][column])),
        )
    }

    /// Numbers of deaths among the matched: given where one is mapped, asked for where one is
    /// annotated.
    fn deaths(&self, pairs: &[Option<usize>]) -> Tally {
        let one = |(row, column): (usize, usize)| {
            let (gold, event) = (&self.gold[row], &self.predicted[column]);
            let asked = gold.fatalities_min.or(gold.fatalities_max).is_some();
            let given = event.fatalities_low.or(event.fatalities_high).is_some();
            Tally {
                right: usize::from(asked && given && self.agreements[row][column].deaths),
                given: usize::from(given),
                asked: usize::from(asked),
            }
        };
        self.right(pairs).map(one).sum()
    }

    /// The share of the events of a modality that must not be mapped and are not.
    fn kept_out(&self, mapped: &[Option<usize>], modality: Modality) -> Tally {
        let rows = self.gold.iter().zip(mapped);
        let forbidden = rows.filter(|(gold, _)| {
            let standing = standing(gold);
            gold.modality == modality
                && matches!(standing, Standing::Forbidden | Standing::Contested)
        });
        Tally::share(forbidden.map(|(_, mapped)| mapped.is_none()))
    }
}

#[cfg(test)]
mod tests;
