//! Place names in text: finding them, choosing the place that is meant, and where «10 km north of it» lies.

pub mod anaphor;
pub mod beginnings;
mod context;
mod cue;
mod describe;
mod known;
mod name;
mod nearness;
pub mod locate;
pub mod recognise;
pub mod resolve;
pub mod rules;
pub mod sphere;

use crate::gazetteer::{KindId, PlaceId};

/// A mention of a place name.
#[derive(Clone, Debug)]
pub struct Toponym {
    /// First token of the name, with the noun that belongs to it (`aéroport de Tabqa`).
    pub first: usize,
    /// One past its last token.
    pub end: usize,
    /// First token of the whole phrase: kind of place, direction and distance included.
    pub phrase_first: usize,
    /// Kinds of place that the words before the name allow; empty when they say nothing.
    pub kinds: Vec<KindId>,
    /// What the words before it say it is to the scene: `in`, `to`, `from`, as the language's table has it.
    pub preposition: Option<Preposition>,
    /// Direction and distance from the name to what is meant.
    pub relation: Option<Relation>,
    /// Places that bear the name.
    pub candidates: Vec<Candidate>,
    /// The toponym (by number) that this one only helps to locate: «Qaminas, south-east of Idlib».
    pub qualifies: Option<usize>,
    /// Whether it stands in one list with the toponym before it.
    pub listed: bool,
    /// The role in the text.
    pub role: Role,
    /// The chosen place, by number in `candidates`.
    pub choice: Option<usize>,
    /// How sure the choice is, 0 to 1.
    pub confidence: f32,
}

/// A place that may be meant.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// The place.
    pub place: PlaceId,
    /// How alike name and text are, 0 to 1; 1 when folded names are equal.
    pub likeness: f32,
    /// Score among the candidates, as a natural logarithm; filled by resolution.
    pub score: f32,
}

/// What a mention of a place stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The place.
    Place,
    /// Its government or forces.
    Metonym,
    /// An area in which something lies.
    Region,
}

/// How a preposition ties a place to what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preposition {
    /// There.
    In,
    /// On the way there.
    To,
    /// On the way from there.
    From,
}

/// A spatial relation to a named place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// Which relation.
    pub kind: RelationKind,
    /// Metres, where the text gives a distance.
    pub distance_m: Option<f64>,
    /// Degrees clockwise from north, where the text gives a direction.
    pub bearing: Option<f64>,
    /// First token of the words that say it.
    pub first: usize,
    /// One past their last token.
    pub end: usize,
}

/// The relations that the tables name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelationKind {
    /// Outside, in a direction.
    Direction,
    /// Inside, in one part.
    Part,
    /// At a distance.
    Distance,
    /// Close by.
    Near,
    /// At the edge.
    Outskirts,
    /// On the banks of a river, along a road.
    Along,
    /// Between this place and the next one.
    Between,
    /// On the road from this place to the next one.
    Road,
}

impl RelationKind {
    const NAMES: [(&'static str, RelationKind); 8] = [
        ("direction", RelationKind::Direction),
        ("part", RelationKind::Part),
        ("distance", RelationKind::Distance),
        ("near", RelationKind::Near),
        ("outskirts", RelationKind::Outskirts),
        ("along", RelationKind::Along),
        ("between", RelationKind::Between),
        ("road", RelationKind::Road),
    ];

    /// The relation of this name.
    pub fn named(name: &str) -> Option<RelationKind> {
        let row = RelationKind::NAMES.iter().find(|(n, _)| *n == name);
        row.map(|&(_, kind)| kind)
    }

    /// The name in the tables.
    pub fn name(self) -> &'static str {
        let row = RelationKind::NAMES.iter().find(|(_, k)| *k == self);
        row.map_or("", |(name, _)| name)
    }
}

impl Toponym {
    /// The chosen place.
    pub fn place(&self) -> Option<PlaceId> {
        self.choice.map(|at| self.candidates[at].place)
    }
}
