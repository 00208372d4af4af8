//! Clauses to reports: who did what, who says so, and whether it happened at all.

pub mod actor;
//pub mod factuality;
pub mod known_actors;
pub mod speech;

#[cfg(test)]
mod testing;
