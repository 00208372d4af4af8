//! Distances, bearings and destinations on the sphere; pairs are (latitude, longitude) in degrees.

/// Mean radius of the earth in metres (IUGG).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// Great-circle distance in metres (haversine).
pub fn distance_m(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.1 - a.1).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
}

/// A point as a vector of length 1 from the middle of the earth.
pub type Direction = [f64; 3];

/// The vector of a point, for many distances from it.
pub fn direction((lat, lon): (f64, f64)) -> Direction {
    let ((sin_lat, cos_lat), (sin_lon, cos_lon)) =
        (lat.to_radians().sin_cos(), lon.to_radians().sin_cos());
    [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat]
}

/// The straight way through the earth between two points, in metres: never longer than the great circle.
pub fn chord_m(a: Direction, b: Direction) -> f64 {
    let square = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
    EARTH_RADIUS_M * (square(0) + square(1) + square(2)).sqrt()
}

/// The great-circle distance of two points whose chord is known, in metres.
pub fn arc_m(chord_m: f64) -> f64 {
    let diameter = 2.0 * EARTH_RADIUS_M;
    diameter * (chord_m / diameter).min(1.0).asin()
}

/// The point that lies `distance_m` metres from `from` in the direction `bearing` (degrees clockwise from north).
pub fn destination(from: (f64, f64), bearing: f64, distance_m: f64) -> (f64, f64) {
    let angle = distance_m / EARTH_RADIUS_M;
    let (lat, lon) = (from.0.to_radians(), from.1.to_radians());
    let bearing = bearing.to_radians();
    let to_lat = (lat.sin() * angle.cos() + lat.cos() * angle.sin() * bearing.cos()).asin();
    let y = bearing.sin() * angle.sin() * lat.cos();
    let x = angle.cos() - lat.sin() * to_lat.sin();
    let to_lon = (lon + y.atan2(x)).to_degrees();
    (
        to_lat.to_degrees(),
        (to_lon + 540.0).rem_euclid(360.0) - 180.0,
    )
}

/// The initial bearing from `a` to `b` in degrees clockwise from north.
pub fn bearing(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let lon = (b.1 - a.1).to_radians();
    let y = lon.sin() * lat_b.cos();
    let x = lat_a.cos() * lat_b.sin() - lat_a.sin() * lat_b.cos() * lon.cos();
    y.atan2(x).to_degrees().rem_euclid(360.0)
}

/// The point halfway between two.
pub fn midpoint(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    destination(a, bearing(a, b), distance_m(a, b) / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances_and_back() {
        // Damascus to Deir ez-Zor; one degree of latitude; across the antimeridian; pole to pole.
        for (a, b, expected) in [
            ((33.5102, 36.2913), (35.3359, 40.1408), 406_000.0),
            ((35.0, 40.0), (36.0, 40.0), 111_195.0),
            ((0.0, 179.5), (0.0, -179.5), 111_195.0),
            ((90.0, 0.0), (-90.0, 0.0), 20_015_115.0),
            ((35.0, 40.0), (35.0, 40.0), 0.0),
        ] {
            let distance = distance_m(a, b);
            assert!(
                (distance - expected).abs() < 2_000.0,
                "{a:?} {b:?}: {distance}"
            );
            let chord = chord_m(direction(a), direction(b));
            assert!(chord <= distance + 0.01, "{a:?} {b:?}: {chord}");
            assert!((arc_m(chord) - distance).abs() < 0.01, "{a:?} {b:?}");
        }
        let there = destination((35.0, 40.0), 45.0, 10_000.0);
        assert!((distance_m((35.0, 40.0), there) - 10_000.0).abs() < 0.01);
        assert!((bearing((35.0, 40.0), there) - 45.0).abs() < 1e-6);
        let (_, lon) = destination((0.0, 179.9), 90.0, 100_000.0);
        assert!(lon < -178.0, "{lon}");
    }
}
