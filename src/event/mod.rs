//! From words to events: triggers, their types, and the frames round them.

pub mod actor;
pub mod adverbial;
pub mod arguments;
mod captor;
pub mod count;
pub mod factuality;
pub mod frame;
pub mod known_actors;
pub mod sentence;
pub mod participants;
pub mod site;
pub mod speech;
pub mod trigger;
pub mod types;
pub mod when;
pub mod words;

#[cfg(test)]
mod testing;
