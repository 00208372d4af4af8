//! From words to events: triggers, their types, and the frames round them; who did it, who says so, and
//! whether it happened at all.

pub mod actor;
pub mod factuality;
pub mod known_actors;
pub mod site;
pub mod speech;
pub mod trigger;
pub mod types;

#[cfg(test)]
mod testing;
