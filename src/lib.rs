//! News text in; dated, typed, located and sourced events out.

pub mod data;
pub mod document;
pub mod error;
pub mod event;
pub mod language;
pub mod pack;
pub mod pattern;
pub mod segment;
pub mod table;
pub mod token;
