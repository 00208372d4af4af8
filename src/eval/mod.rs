//! How good the answers are: precision, recall and F1 against annotated documents.
//!
//! `tests/gold/README.md` says what counts as right; here is the arithmetic. Every figure is a
//! [`Tally`] of things right, given and asked for, so figures of documents simply add up, and a
//! score that is a mere share (fatalities among the matched events) has as much given as asked.

mod area;
mod assignment;
mod events;
mod gold;
mod listing;
mod report;
mod toponyms;

use std::collections::{BTreeMap, HashMap};
use std::iter::Sum;
use std::ops::{Add, Range};

use crate::document::DaySpan;

pub use gold::{
    Gold, GoldDocument, GoldEvent, GoldToponym, Modality, Publication, WherePrecision, read_gold,
};
pub use listing::misses;
pub use report::{csv, regressions, table};

/// What was made of one document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prediction {
    /// The document's id.
    pub id: String,
    /// The publication date; `None` where it stayed unknown.
    pub published: Option<DaySpan>,
    /// The language's code, as in the annotations; empty where it stayed unknown.
    pub language: String,
    /// Place names that were found, in any order.
    pub toponyms: Vec<PredictedToponym>,
    /// Events that were mapped, in any order.
    pub events: Vec<PredictedEvent>,
}

/// A place name that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PredictedToponym {
    /// Where in the text, in Unicode code points.
    pub span: Range<usize>,
    /// The words of the text.
    pub surface: String,
    /// Whether it was taken for a government or its forces.
    pub metonym: bool,
    /// Name of the chosen place, for the listing only.
    pub place: Option<String>,
    /// Latitude and longitude of the chosen place in degrees; `None` where none was chosen.
    pub point: Option<(f64, f64)>,
}

/// An event that was mapped.
#[derive(Clone, Debug, PartialEq)]
pub struct PredictedEvent {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Name of the place, for the listing only.
    pub place: Option<String>,
    /// First and last possible day.
    pub days: DaySpan,
    /// ACLED's event type.
    pub event_type: String,
    /// ACLED's sub-event type.
    pub sub_event_type: String,
    /// The lowest number of deaths reported.
    pub fatalities_low: Option<u32>,
    /// The highest number of deaths reported.
    pub fatalities_high: Option<u32>,
    /// Whether another source denies or contradicts it.
    pub disputed: bool,
    /// The sentence as it stands in the text.
    pub quote: String,
}

/// Which share of the annotated documents one belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The articles that the project began with.
    Seeds,
    /// Documents to learn from.
    Open,
    /// Documents that stay closed while rules are written.
    SetAside,
}

impl Part {
    /// The parts whose mistakes may be looked at without spoiling the measure.
    pub const UNSEALED: [Part; 2] = [Part::Seeds, Part::Open];

    /// The name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Part::Seeds => "seeds",
            Part::Open => "open",
            Part::SetAside => "set_aside",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Part> {
        [Part::Seeds, Part::Open, Part::SetAside]
            .into_iter()
            .find(|part| part.name() == name)
    }
}

/// The name under which all languages, or all parts, are added up.
pub const ALL: &str = "all";

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// The document's language.
    Language,
    /// The publication date, where it can be known at all.
    Publication,
    /// The same, for the documents whose metadata does not simply say it.
    PublicationInferred,
    /// Place names whose span overlaps an annotated one.
    ToponymsFound,
    /// Place names found and rightly placed.
    ToponymsPlaced,
    /// Populated places, buildings and the like in Syria, found and placed within 5 km.
    ToponymsPlaced5Km,
    /// Place names that stand for a government or its forces.
    Metonyms,
    /// Events by place and date.
    EventsPlaceDate,
    /// Events by place and type.
    EventsPlaceType,
    /// Events by place, date and type: the main figure.
    EventsPlaceDateType,
    /// Right dates among the events matched by place and type.
    EventDates,
    /// Right sub-event types among the events matched by place, date and type.
    SubEventTypes,
    /// Right numbers of deaths among the same.
    Fatalities,
    /// Plans that were not mapped as facts.
    PlannedKeptOut,
    /// Hypotheses that were not mapped as facts.
    HypotheticalKeptOut,
    /// Denied events that were not mapped as undisputed.
    DeniedKeptOut,
    /// Events that nothing in the text dates and that nobody dated.
    UndatedKeptOut,
}

impl Measure {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Language => "language",
            Measure::Publication => "publication",
            Measure::PublicationInferred => "publication_inferred",
            Measure::ToponymsFound => "toponyms_found",
            Measure::ToponymsPlaced => "toponyms_placed",
            Measure::ToponymsPlaced5Km => "toponyms_placed_5km",
            Measure::Metonyms => "metonyms",
            Measure::EventsPlaceDate => "events_place_date",
            Measure::EventsPlaceType => "events_place_type",
            Measure::EventsPlaceDateType => "events_place_date_type",
            Measure::EventDates => "event_dates",
            Measure::SubEventTypes => "sub_event_types",
            Measure::Fatalities => "fatalities",
            Measure::PlannedKeptOut => "planned_kept_out",
            Measure::HypotheticalKeptOut => "hypothetical_kept_out",
            Measure::DeniedKeptOut => "denied_kept_out",
            Measure::UndatedKeptOut => "undated_kept_out",
        }
    }
}

/// Three counts from which precision, recall and F1 follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Answers that are right.
    pub right: usize,
    /// Answers given.
    pub given: usize,
    /// Answers asked for.
    pub asked: usize,
}

impl Tally {
    /// A tally of yes-or-no questions, each of which has an answer.
    fn share(answers: impl Iterator<Item = bool>) -> Tally {
        answers
            .map(|right| Tally {
                right: usize::from(right),
                given: 1,
                asked: 1,
            })
            .sum()
    }

    /// Share of the given answers that is right, 0 to 1; `None` where none was given.
    pub fn precision(self) -> Option<f64> {
        ratio(self.right, self.given)
    }

    /// Share of what was asked for that was answered rightly, 0 to 1; `None` where nothing was.
    pub fn recall(self) -> Option<f64> {
        ratio(self.right, self.asked)
    }

    /// Harmonic mean of the two, 0 to 1; `None` where nothing was given or asked for.
    pub fn f1(self) -> Option<f64> {
        ratio(2 * self.right, self.given + self.asked)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Add for Tally {
    type Output = Tally;

    fn add(self, other: Tally) -> Tally {
        Tally {
            right: self.right + other.right,
            given: self.given + other.given,
            asked: self.asked + other.asked,
        }
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Tally>>(tallies: I) -> Tally {
        tallies.fold(Tally::default(), Add::add)
    }
}

/// All figures, for each language and part and for their sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Sorted by language, part and measure; figures of which nothing was asked or given are absent.
    pub rows: Vec<Score>,
}

/// One figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// The language's code, or [`ALL`].
    pub language: String,
    /// The name of a [`Part`], or [`ALL`].
    pub part: &'static str,
    /// What is measured.
    pub measure: Measure,
    /// The counts.
    pub tally: Tally,
}

/// Compares predictions with annotations.
///
/// A document without a prediction counts as one in which nothing was found; a prediction for
/// a document that is not annotated counts for nothing.
pub fn score(gold: &Gold, predictions: &[Prediction]) -> Scores {
    let nothing = Prediction::default();
    let predictions = by_id(predictions);
    let mut sums = BTreeMap::<(String, &'static str, Measure), Tally>::new();
    let several = gold.languages().len() > 1;
    for document in &gold.documents {
        let prediction = predictions.get(document.id()).copied().unwrap_or(&nothing);
        for (measure, tally) in tallies(document, prediction) {
            // One language is its own sum.
            for language in [Some(&*document.language), several.then_some(ALL)] {
                for part in [document.part.name(), ALL] {
                    if let Some(language) = language {
                        let sum = sums.entry((language.to_owned(), part, measure));
                        let sum = sum.or_default();
                        *sum = *sum + tally;
                    }
                }
            }
        }
    }
    let rows = sums.into_iter().filter(|(_, t)| t.given + t.asked > 0);
    Scores {
        rows: rows
            .map(|((language, part, measure), tally)| Score {
                language,
                part,
                measure,
                tally,
            })
            .collect(),
    }
}

fn by_id(predictions: &[Prediction]) -> HashMap<&str, &Prediction> {
    predictions.iter().map(|p| (&*p.id, p)).collect()
}

/// Every figure of one document.
fn tallies(document: &GoldDocument, prediction: &Prediction) -> Vec<(Measure, Tally)> {
    let mut all = about_document(document, prediction);
    all.extend(toponyms::Compared::new(document, prediction).tallies());
    all.extend(events::Compared::new(document, prediction).tallies());
    all
}

/// Language and publication date.
fn about_document(document: &GoldDocument, prediction: &Prediction) -> Vec<(Measure, Tally)> {
    let language = Tally {
        right: usize::from(prediction.language == document.language),
        given: usize::from(!prediction.language.is_empty()),
        asked: 1,
    };
    let mut all = vec![(Measure::Language, language)];
    if let Some(truth) = document.publication {
        let published = Tally {
            right: usize::from(prediction.published.is_some_and(|days| truth.agrees(days))),
            given: usize::from(prediction.published.is_some()),
            asked: 1,
        };
        all.push((Measure::Publication, published));
        if truth.inferred {
            all.push((Measure::PublicationInferred, published));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::gold::tests::gold;
    use super::*;

    #[test]
    fn tallies_give_precision_recall_and_f1() {
        let tally = |right, given, asked| Tally {
            right,
            given,
            asked,
        };
        for (tally, expected) in [
            (tally(3, 4, 6), [Some(0.75), Some(0.5), Some(0.6)]),
            (tally(0, 0, 5), [None, Some(0.0), Some(0.0)]),
            (tally(0, 5, 0), [Some(0.0), None, Some(0.0)]),
            (tally(0, 0, 0), [None, None, None]),
        ] {
            assert_eq!(
                [tally.precision(), tally.recall(), tally.f1()],
                expected,
                "{tally:?}"
            );
        }
    }

    #[test]
    fn languages_and_parts_are_added_up() {
        let gold = gold(
            &[
                r#"{"id":"a","lang":"xx","published":"2017-10-02","origin":"user"}"#,
                r#"{"id":"b","lang":"xx","published":null,"published_true":"2017-10","set_aside":false}"#,
                r#"{"id":"c","lang":"yy","published":null,"published_true":null,"set_aside":true}"#,
            ],
            &["", "", ""],
            &[],
            &[],
        );
        let day = DaySpan::parse_iso("2017-10-02");
        let predict = |id: &str, published| Prediction {
            id: id.to_owned(),
            published,
            language: "xx".to_owned(),
            ..Prediction::default()
        };
        let predictions = [predict("a", day), predict("b", day), predict("c", day)];
        let seen: Vec<String> = score(&gold, &predictions).rows.iter().map(show).collect();
        assert_eq!(
            seen,
            [
                "all all language 2/3/3",
                "all all publication 1/2/2",
                "all all publication_inferred 0/1/1",
                "all open language 1/1/1",
                "all open publication 0/1/1",
                "all open publication_inferred 0/1/1",
                "all seeds language 1/1/1",
                "all seeds publication 1/1/1",
                "all set_aside language 0/1/1",
                "xx all language 2/2/2",
                "xx all publication 1/2/2",
                "xx all publication_inferred 0/1/1",
                "xx open language 1/1/1",
                "xx open publication 0/1/1",
                "xx open publication_inferred 0/1/1",
                "xx seeds language 1/1/1",
                "xx seeds publication 1/1/1",
                "yy all language 0/1/1",
                "yy set_aside language 0/1/1",
            ]
        );
    }

    fn show(score: &Score) -> String {
        let Tally {
            right,
            given,
            asked,
        } = score.tally;
        let measure = score.measure.name();
        format!(
            "{} {} {measure} {right}/{given}/{asked}",
            score.language, score.part
        )
    }
}
