//! Place names in text, and the geometry of where they are.

pub mod sphere;
