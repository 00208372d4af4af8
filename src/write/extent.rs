//! The box round geometries.

use geo::{BoundingRect, Geometry};

/// West, south, east, north, in degrees.
pub type Corners = [f64; 4];

/// A box that grows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent(pub Option<Corners>);

impl Extent {
    /// Takes a geometry in; returns its own box, which an empty one lacks.
    pub fn add(&mut self, shape: &Geometry) -> Option<Corners> {
        let rect = shape.bounding_rect()?;
        let corners = [rect.min().x, rect.min().y, rect.max().x, rect.max().y];
        self.0 = Some(match self.0 {
            None => corners,
            Some([west, south, east, north]) => [
                west.min(corners[0]),
                south.min(corners[1]),
                east.max(corners[2]),
                north.max(corners[3]),
            ],
        });
        Some(corners)
    }
}
