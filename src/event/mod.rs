//! From words to events: triggers, their types, and the frames round them.

pub mod site;
pub mod trigger;
pub mod types;
