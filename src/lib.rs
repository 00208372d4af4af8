//! News text in; dated, typed, located and sourced events out.

pub mod analysis;
pub mod cluster;
pub mod data;
pub mod document;
pub mod engine;
pub mod error;
pub mod eval;
pub mod event;
pub mod gazetteer;
pub mod identifier;
pub mod ingest;
pub mod language;
pub mod merge;
pub mod number;
pub mod pack;
pub mod pattern;
pub mod place;
pub mod reading;
pub mod report;
pub mod segment;
pub mod table;
pub mod time;
pub mod token;
pub mod write;
