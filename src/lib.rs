//! News text in; dated, typed, located and sourced events out.

pub mod cluster;
pub mod data;
pub mod document;
pub mod error;
pub mod event;
pub mod gazetteer;
pub mod ingest;
pub mod language;
pub mod number;
pub mod pack;
pub mod pattern;
pub mod place;
pub mod segment;
pub mod table;
pub mod token;
pub mod write;
