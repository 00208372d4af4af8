//! News text in; dated, typed, located and sourced events out.

pub mod document;
pub mod error;
pub mod ingest;
pub mod write;
