//! The limits within which events are neighbours.

use super::{Config, Occurrence};

/// The mean radius of the Earth (IUGG), in metres.
const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Points at exactly the radius are inside, whatever way their coordinates were rounded: double
/// precision is good for a hundredth of this on the Earth.
const TOLERANCE_M: f64 = 1e-6;

/// A place as a unit vector from the centre of the Earth. Straight chords between such points grow
/// with great-circle distance, and know neither poles nor antimeridian.
pub type Point = [f64; 3];

/// The limits, in the units of the calculation.
#[derive(Clone, Copy)]
pub struct Reach {
    /// Greatest chord, in Earth radii; infinite where the radius spans the Earth.
    pub chord: f64,
    /// Greatest difference in days; `None` where days do not matter.
    pub days: Option<u32>,
}

impl Reach {
    pub fn new(config: &Config) -> Reach {
        // `max` also turns what is not a number into 0.
        let angle = (config.radius_m.max(0.0) + TOLERANCE_M) / EARTH_RADIUS_M;
        let spans_earth = angle >= std::f64::consts::PI;
        Reach {
            chord: if spans_earth {
                f64::INFINITY
            } else {
                2.0 * (angle / 2.0).sin()
            },
            days: config.days,
        }
    }

    /// Whether two places are neighbours.
    pub fn joins(&self, a: Point, b: Point) -> bool {
        let square = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
        square(0) + square(1) + square(2) <= self.chord * self.chord
    }

    /// The day that places an event in time; the same for all where days do not matter.
    pub fn day(&self, event: &Occurrence) -> Option<i32> {
        match self.days {
            Some(_) => event.day,
            None => Some(0),
        }
    }

    /// The first and the last day within reach of `day`.
    pub fn days_around(&self, day: i32) -> (i32, i32) {
        let days = self.days.unwrap_or(0);
        (
            day.saturating_sub_unsigned(days),
            day.saturating_add_unsigned(days),
        )
    }

    /// The cube of a grid in which a point lies. Points of one cube are neighbours: its diagonal is
    /// the reach, less a hundredth, which is far more than rounding takes.
    pub fn cube(&self, point: Point) -> [i64; 3] {
        let side = 0.99 * self.chord / 3f64.sqrt();
        point.map(|axis| (axis / side).floor() as i64)
    }
}

/// The place of an event; `None` where a coordinate is infinite or not a number.
pub fn point(event: &Occurrence) -> Option<Point> {
    if !(event.lon.is_finite() && event.lat.is_finite()) {
        return None;
    }
    let (sin_lon, cos_lon) = event.lon.to_radians().sin_cos();
    let (sin_lat, cos_lat) = event.lat.to_radians().sin_cos();
    Some([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
}
