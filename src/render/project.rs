//! From degrees to pixels: Mercator's projection, which keeps shapes, so that a circle on the ground is one on the map.

use crate::place::sphere::EARTH_RADIUS_M;

/// Beyond this latitude the projection runs away to infinity.
const MAX_LAT: f64 = 85.0;

/// A place on the picture, in pixels from the upper left corner of its frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Downwards.
    pub y: f64,
}

impl Point {
    /// The point so far from here.
    pub fn moved(self, x: f64, y: f64) -> Point {
        Point {
            x: self.x + x,
            y: self.y + y,
        }
    }
}

/// A part of the world, in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least longitude.
    pub west: f64,
    /// The least latitude.
    pub south: f64,
    /// The greatest longitude.
    pub east: f64,
    /// The greatest latitude.
    pub north: f64,
}

impl Extent {
    /// Around a point and so many metres on all sides of it.
    pub fn around(lon: f64, lat: f64, metres: f64) -> Extent {
        let high = (metres / EARTH_RADIUS_M).to_degrees();
        let wide = high / lat.to_radians().cos().max(0.05);
        Extent {
            west: lon - wide,
            south: lat - high,
            east: lon + wide,
            north: lat + high,
        }
    }

    /// Holds both.
    pub fn hull(self, other: Extent) -> Extent {
        Extent {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// Whether a point lies in it.
    pub fn holds(&self, lon: f64, lat: f64) -> bool {
        (self.west..=self.east).contains(&lon) && (self.south..=self.north).contains(&lat)
    }
}

/// The least height of a frame, as a share of its width.
pub const LOWEST: f64 = 0.62;
/// The greatest height of a frame, as a share of its width.
pub const HIGHEST: f64 = 0.85;

/// Room between what must be seen and the frame, as a share of the width.
const PADDING: f64 = 0.07;

/// A part of the world in a frame.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// The upper left corner in the projection's own units, which are radians at the equator.
    corner: Point,
    /// Pixels per unit.
    scale: f64,
    /// Pixels.
    pub width: f64,
    /// Pixels.
    pub height: f64,
}

impl View {
    /// Shows an extent in a frame of this width, whose height follows from it.
    pub fn new(extent: Extent, width: f64) -> View {
        let from = project(extent.west, extent.north);
        let to = project(extent.east, extent.south);
        let room = (to.x - from.x).max(to.y - from.y).max(1e-9) * PADDING * 2.0;
        let (wide, high) = (to.x - from.x + room, to.y - from.y + room);
        let height = (width * (high / wide).clamp(LOWEST, HIGHEST)).round();
        let scale = (width / wide).min(height / high);
        // What the frame has to spare is shared by both sides.
        let corner = Point {
            x: (from.x + to.x) / 2.0 - width / scale / 2.0,
            y: (from.y + to.y) / 2.0 - height / scale / 2.0,
        };
        View {
            corner,
            scale,
            width,
            height,
        }
    }

    /// Where a place lies in the frame, or outside of it.
    pub fn at(&self, lon: f64, lat: f64) -> Point {
        let point = project(lon, lat);
        Point {
            x: (point.x - self.corner.x) * self.scale,
            y: (point.y - self.corner.y) * self.scale,
        }
    }

    /// What is shown, corners included.
    pub fn extent(&self) -> Extent {
        let west = self.corner.x.to_degrees();
        let east = (self.corner.x + self.width / self.scale).to_degrees();
        Extent {
            west,
            south: latitude(self.corner.y + self.height / self.scale),
            east,
            north: latitude(self.corner.y),
        }
    }

    /// How many metres on the ground a pixel is at a latitude.
    pub fn metres_per_pixel(&self, lat: f64) -> f64 {
        EARTH_RADIUS_M * lat.clamp(-MAX_LAT, MAX_LAT).to_radians().cos() / self.scale
    }

    /// The latitude in the middle of the frame.
    pub fn middle_lat(&self) -> f64 {
        latitude(self.corner.y + self.height / self.scale / 2.0)
    }
}

/// Mercator's projection of the unit sphere, y downwards.
fn project(lon: f64, lat: f64) -> Point {
    let lat = lat.clamp(-MAX_LAT, MAX_LAT).to_radians();
    Point {
        x: lon.to_radians(),
        y: -lat.tan().asinh(),
    }
}

fn latitude(y: f64) -> f64 {
    (-y).sinh().atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::sphere::distance_m;

    const SYRIA: Extent = Extent {
        west: 35.5,
        south: 32.3,
        east: 42.4,
        north: 37.4,
    };

    #[test]
    fn corners_lie_in_the_frame() {
        let view = View::new(SYRIA, 600.0);
        assert!(view.height >= LOWEST * 600.0 && view.height <= HIGHEST * 600.0);
        for (lon, lat) in [(35.5, 37.4), (42.4, 32.3), (39.0, 35.0)] {
            let at = view.at(lon, lat);
            assert!((-0.01..=600.01).contains(&at.x), "{at:?}");
            assert!((-0.01..=view.height + 0.01).contains(&at.y), "{at:?}");
            assert!(view.extent().holds(lon, lat) || at.x.min(at.y) < 0.01);
        }
        let middle = view.at(38.95, view.middle_lat());
        assert!((middle.x - 300.0).abs() < 0.01 && (middle.y - view.height / 2.0).abs() < 0.01);
    }

    #[test]
    fn pixels_are_metres() {
        let view = View::new(SYRIA, 800.0);
        for (lon, lat) in [(36.0, 33.0), (40.0, 35.0), (42.0, 37.0)] {
            let (here, there) = (view.at(lon, lat), view.at(lon + 0.1, lat));
            let metres = distance_m((lat, lon), (lat, lon + 0.1));
            let pixels = metres / view.metres_per_pixel(lat);
            assert!((there.x - here.x - pixels).abs() < 0.01, "{pixels}");
            let (north, metres) = (
                view.at(lon, lat + 0.1),
                distance_m((lat, lon), (lat + 0.1, lon)),
            );
            let pixels = metres / view.metres_per_pixel(lat + 0.05);
            assert!((here.y - north.y - pixels).abs() < 0.01, "{pixels}");
        }
    }

    #[test]
    fn a_point_and_the_poles_have_a_view() {
        for (lon, lat, metres) in [(40.0, 35.0, 0.0), (0.0, 90.0, 1000.0), (-180.0, -90.0, 1.0)] {
            let view = View::new(Extent::around(lon, lat, metres), 300.0);
            let at = view.at(lon, lat);
            assert!(
                at.x.is_finite() && at.y.is_finite() && view.height > 0.0,
                "{view:?}"
            );
        }
    }
}
