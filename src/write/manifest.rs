//! What a run was: version, options, inputs and counts, and nothing that changes from run to run.

use std::collections::BTreeMap;

use serde::Serialize;

/// The manifest, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Manifest {
    /// The program and its version.
    pub version: String,
    /// What was asked for, as far as it changes the result.
    pub options: Options,
    /// An identifier that changes with any cell of the gazetteer.
    pub gazetteer: String,
    /// In their order.
    pub inputs: Vec<Input>,
    /// What came of them.
    pub counts: Counts,
}

/// Options that change the result.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Options {
    /// Whether the built-in gazetteer was used.
    pub default_gazetteer: bool,
    /// The names of the gazetteers that were added.
    pub gazetteers: Vec<String>,
    /// Neighbours in a cluster lie no farther apart, in metres.
    pub cluster_radius_m: f64,
    /// Neighbours in a cluster lie no more days apart.
    pub cluster_days: Option<u32>,
    /// An event with so many neighbours makes a cluster.
    pub cluster_events: usize,
}

/// One input.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Input {
    /// The last part of its path.
    pub name: String,
    /// How much was read.
    pub bytes: u64,
    /// How many documents came of it.
    pub documents: u64,
}

/// What came of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Documents by the code of the language in which they were read.
    pub languages: BTreeMap<String, u64>,
    /// Records that could not be read.
    pub skipped: u64,
    /// Reports, denied ones included.
    pub reports: u64,
    /// Events on the map.
    pub events: u64,
    /// Layers.
    pub layers: u64,
    /// Clusters.
    pub clusters: u64,
    /// What was not mapped, by reason.
    pub unmapped: BTreeMap<&'static str, u64>,
}
