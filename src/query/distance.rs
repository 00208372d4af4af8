//! Distances on the ellipsoid, right across the antimeridian and near the poles.

use geo::{Closest, Distance, Geodesic, Geometry, HaversineClosestPoint, Point};

use super::bounds::Rect;
use crate::place::sphere;

/// The ellipsoid's distance between two points lies within these shares of the sphere's: its radii of curvature lie
/// between 6,335 and 6,400 km, the sphere's radius is 6,371 km.
const LEAST: f64 = 0.9944;
/// See [`LEAST`].
const MOST: f64 = 1.0046;
/// No degree of latitude is shorter, in metres.
const SHORTEST_DEGREE_M: f64 = 110_574.0;

/// The distance in metres from a point to the nearest part of a geometry; `None` where the geometry is empty or has no valid
/// position.
pub fn distance_m(from: Point, geometry: &Geometry) -> Option<f64> {
    Some(Geodesic.distance(from, nearest_point(from, geometry)?))
}

/// Whether a geometry lies within so many metres of a point. The ellipsoid is asked only where the sphere cannot tell.
pub fn is_within(from: Point, geometry: &Geometry, limit_m: f64) -> bool {
    let Some(to) = nearest_point(from, geometry) else {
        return false;
    };
    let on_sphere = sphere::distance_m((from.y(), from.x()), (to.y(), to.x()));
    on_sphere * MOST <= limit_m
        || on_sphere * LEAST <= limit_m && Geodesic.distance(from, to) <= limit_m
}

/// A distance that two points have at most, in metres, quickly.
pub fn most_m(a: Point, b: Point) -> f64 {
    sphere::distance_m((a.y(), a.x()), (b.y(), b.x())) * MOST
}

/// The part of a geometry that lies nearest to a point; edges are arcs of great circles.
fn nearest_point(from: Point, geometry: &Geometry) -> Option<Point> {
    if let Geometry::Point(point) = geometry {
        return is_position(*point).then_some(*point);
    }
    match geometry.haversine_closest_point(&from) {
        Closest::Intersection(point) | Closest::SinglePoint(point) => {
            is_position(point).then_some(point)
        }
        Closest::Indeterminate => None,
    }
}

/// Whether there is such a place; longitudes may be counted round the globe more than once.
pub fn is_position(point: Point) -> bool {
    point.x().is_finite() && (-90.0..=90.0).contains(&point.y())
}

/// Rectangles that hold everything within so many metres of a point.
pub fn boxes_around(center: Point, radius_m: f64) -> Vec<Rect> {
    let (lon, lat) = (center.x(), center.y());
    let half_height = radius_m / SHORTEST_DEGREE_M;
    let (south, north) = (lat - half_height, lat + half_height);
    if south <= -90.0 || north >= 90.0 {
        // Round a pole lie all longitudes.
        return vec![[-180.0, south.max(-90.0), 180.0, north.min(90.0)]];
    }
    let angle = radius_m / (sphere::EARTH_RADIUS_M * LEAST);
    let sine = angle.sin() / lat.to_radians().cos();
    if angle >= std::f64::consts::FRAC_PI_2 || sine >= 1.0 {
        return vec![[-180.0, south, 180.0, north]];
    }
    let half_width = sine.asin().to_degrees();
    let (west, east) = (lon - half_width, lon + half_width);
    if west < -180.0 {
        vec![
            [west + 360.0, south, 180.0, north],
            [-180.0, south, east, north],
        ]
    } else if east > 180.0 {
        vec![
            [west, south, 180.0, north],
            [-180.0, south, east - 360.0, north],
        ]
    } else {
        vec![[west, south, east, north]]
    }
}

/// Reads a distance: `25km`, `800 m`, `3 mi`, `2 nmi`; a bare number is metres.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_distance(text: &str) -> Result<f64, String> {
    const UNITS: [(&str, f64); 5] = [
        ("km", 1000.0),
        ("nmi", 1852.0),
        ("mi", 1609.344),
        ("m", 1.0),
        ("", 1.0),
    ];
    let text = text.trim().to_lowercase();
    let parsed = UNITS.iter().find_map(|(unit, metres)| {
        let number: f64 = text.strip_suffix(unit)?.trim_end().parse().ok()?;
        Some(number * metres)
    });
    let usable = parsed.filter(|metres| metres.is_finite() && *metres >= 0.0);
    usable.ok_or_else(|| format!("{text:?} is not a distance such as 25km, 800m or 3mi"))
}

#[cfg(test)]
mod tests {
    use super::super::bounds::Bounds;
    use super::*;
    use geo::{Destination, line_string, polygon};

    /// Published solutions of the inverse problem, and edges of the globe.
    #[test]
    fn distances_on_the_ellipsoid() {
        for (from, to, expected) in [
            // New York to London, from the documentation of GeographicLib's ports.
            ((-74.0060, 40.7128), (-0.1278, 51.5074), 5_585_234.0),
            ((179.5, 0.0), (-179.5, 0.0), 111_319.0),
            ((0.0, 89.5), (180.0, 89.5), 111_694.0),
            ((40.0, 35.0), (40.0, 36.0), 110_950.0),
            ((190.0, 10.0), (-170.0, 10.0), 0.0),
        ] {
            let to = Geometry::Point(to.into());
            let distance = distance_m(from.into(), &to).unwrap();
            assert!((distance - expected).abs() < 20.0, "{from:?}: {distance}");
        }
    }

    #[test]
    fn the_quick_decision_is_the_exact_one() {
        // Just inside and just outside of a circle, all round it, wherever it lies.
        for center in [
            (40.0, 35.0),
            (179.99, 0.0),
            (-179.9, -16.0),
            (10.0, 89.9),
            (0.0, -89.999),
        ] {
            let center = Point::from(center);
            for radius in [500.0, 25_000.0, 900_000.0] {
                let mut bounds = Bounds::default();
                bounds.narrow(&boxes_around(center, radius));
                for bearing in (0..360).step_by(15) {
                    for (share, expected) in
                        [(0.99999, true), (1.00001, false), (0.5, true), (1.5, false)]
                    {
                        let to = Geodesic.destination(center, bearing.into(), radius * share);
                        let geometry = Geometry::Point(to);
                        let is = is_within(center, &geometry, radius);
                        assert_eq!(is, expected, "{center:?} {radius} {bearing} {share}");
                        let rect = [to.x(), to.y(), to.x(), to.y()];
                        assert!(!is || bounds.meets(Some(&rect)), "{center:?} {to:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn lines_and_areas_are_as_near_as_their_nearest_part() {
        let from = Point::new(40.0, 35.0);
        let area: Geometry = polygon![(x: 39.0, y: 34.0), (x: 41.0, y: 34.0), (x: 41.0, y: 36.0), (x: 39.0, y: 36.0)].into();
        let line: Geometry = line_string![(x: 39.0, y: 35.1), (x: 41.0, y: 35.1)].into();
        let across: Geometry = line_string![(x: 179.5, y: 1.0), (x: -179.5, y: 1.0)].into();
        let nothing = Geometry::MultiPoint(geo::MultiPoint::new(vec![]));
        let far = Geometry::Point(Point::new(f64::NAN, 35.0));
        for (from, geometry, expected) in [
            (from, &area, Some(0.0..1.0)),
            (from, &line, Some(11_000.0..12_500.0)),
            (Point::new(180.0, 0.0), &across, Some(110_000.0..111_500.0)),
            (from, &nothing, None),
            (from, &far, None),
        ] {
            let distance = distance_m(from, geometry);
            let fits = match (&expected, distance) {
                (None, None) => true,
                (Some(range), Some(distance)) => range.contains(&distance),
                _ => false,
            };
            assert!(fits, "{geometry:?}: {distance:?}");
        }
    }

    #[test]
    fn distances_as_they_are_written() {
        for (text, expected) in [
            ("25km", Some(25_000.0)),
            ("1.5 KM", Some(1_500.0)),
            ("800m", Some(800.0)),
            ("800", Some(800.0)),
            ("1nmi", Some(1852.0)),
            ("1 mi", Some(1609.344)),
            ("-3km", None),
            ("NaNkm", None),
            ("far", None),
            ("", None),
        ] {
            assert_eq!(parse_distance(text).ok(), expected, "{text}");
        }
    }
}
