//! The circle within which each event lies, as a polygon.

use std::f64::consts::PI;
use std::io::{self, Write};

use crate::merge::Event;
use crate::place::sphere;
use crate::record::{Recorder, UncertaintyRecord, position};
use crate::write::geojson::Collection;

/// Corners of the polygon.
const CORNERS: usize = 36;
/// Coordinates have five decimals: a smaller circle would have no area.
const LEAST_RADIUS_M: f64 = 10.0;

/// Writes the circles of events, in their order.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_uncertainty<'a>(
    out: &mut impl Write,
    events: &'a [Event],
    recorder: &Recorder<'a>,
) -> io::Result<()> {
    let mut collection = Collection::begin(out, "uncertainty")?;
    for event in events {
        let record = UncertaintyRecord::from(&recorder.event(event));
        let [lon, lat] = recorder.position(event);
        let ring = circle((lat, lon), record.uncertainty_m as f64);
        collection.feature(&event.id, ("Polygon", [ring]), record)?;
    }
    collection.end()
}

/// A polygon round a circle on the sphere, closed and anticlockwise, as RFC 7946 wants it.
///
/// The sides touch the circle, so that the polygon holds all of it. Round the antimeridian longitudes go on
/// beyond 180.
fn circle(middle: (f64, f64), radius_m: f64) -> Vec<[f64; 2]> {
    let to_corner = radius_m.max(LEAST_RADIUS_M) / (PI / CORNERS as f64).cos();
    let corner = |number: usize| {
        let bearing = -360.0 * (number % CORNERS) as f64 / CORNERS as f64;
        let (lat, lon) = sphere::destination(middle, bearing, to_corner);
        let lon = lon - 360.0 * ((lon - middle.1) / 360.0).round();
        position((lat, lon))
    };
    (0..=CORNERS).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use geo::{Area, Contains, Coord, LineString, Polygon};

    use super::*;

    #[test]
    fn a_circle_holds_what_is_within_the_radius_and_little_else() {
        for (middle, radius) in [
            ((35.336, 40.141), 6_000.0),
            ((35.0, 40.3), 95_000.0),
            ((-64.0, 179.99), 20_000.0),
            ((0.0, 0.0), 0.0),
        ] {
            let ring = circle(middle, radius);
            assert_eq!(ring.first(), ring.last());
            let corners = ring.iter().map(|&[x, y]| Coord { x, y });
            let polygon = Polygon::new(LineString::from_iter(corners), Vec::new());
            assert!(polygon.signed_area() > 0.0, "{middle:?} runs clockwise");
            let has = |bearing: f64, share: f64| {
                let (lat, lon) = sphere::destination(middle, bearing, radius * share);
                let lon = lon - 360.0 * ((lon - middle.1) / 360.0).round();
                polygon.contains(&Coord { x: lon, y: lat })
            };
            for bearing in 0..360 {
                assert!(has(f64::from(bearing), 0.999), "{middle:?} {bearing}");
                let beyond = radius > 0.0 && has(f64::from(bearing), 1.01);
                assert!(!beyond, "{middle:?} {bearing}");
            }
        }
    }
}
