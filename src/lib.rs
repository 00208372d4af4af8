//! News text in; dated, typed, located and sourced events out.

pub mod cluster;
pub mod document;
pub mod error;
