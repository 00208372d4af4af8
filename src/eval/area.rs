//! The country that the gazetteer knows best, for the figure that is asked only there.

use geo::{Contains, LineString, Point, Polygon};

/// Latitude and longitude of the corners of Syria, true to some 5 km, with a strip of sea.
const OUTLINE: [(f64, f64); 50] = [
    (35.95, 35.60),
    (35.95, 36.00),
    (35.82, 36.16),
    (35.99, 36.36),
    (36.22, 36.39),
    (36.23, 36.67),
    (36.33, 36.66),
    (36.42, 36.55),
    (36.83, 36.64),
    (36.77, 37.00),
    (36.64, 37.09),
    (36.65, 37.45),
    (36.83, 38.02),
    (36.90, 38.20),
    (36.90, 38.40),
    (36.71, 38.75),
    (36.71, 39.40),
    (36.86, 40.07),
    (37.09, 40.65),
    (37.12, 40.93),
    (37.07, 41.20),
    (37.10, 41.50),
    (37.29, 42.20),
    (37.11, 42.36),
    (36.82, 42.08),
    (36.61, 41.84),
    (36.50, 41.40),
    (36.36, 41.30),
    (35.63, 41.38),
    (34.79, 41.23),
    (34.42, 41.00),
    (33.375, 38.79),
    (32.31, 36.84),
    (32.53, 36.20),
    (32.60, 36.04),
    (32.73, 35.79),
    (32.69, 35.66),
    (32.85, 35.63),
    (33.25, 35.63),
    (33.41, 35.85),
    (33.65, 35.95),
    (33.83, 36.08),
    (33.87, 36.35),
    (34.20, 36.60),
    (34.42, 36.53),
    (34.50, 36.34),
    (34.60, 36.44),
    (34.69, 36.34),
    (34.63, 35.97),
    (34.63, 35.60),
];

/// Syria as a polygon.
pub(super) fn syria() -> Polygon {
    let ring = OUTLINE.iter().map(|&(lat, lon)| (lon, lat));
    Polygon::new(LineString::from_iter(ring), Vec::new())
}

/// Whether a (latitude, longitude) in degrees lies inside.
pub(super) fn holds(area: &Polygon, (lat, lon): (f64, f64)) -> bool {
    area.contains(&Point::new(lon, lat))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cities_on_both_sides_of_every_border() {
        let syria = syria();
        for (name, lat, lon, inside) in [
            ("Damascus", 33.510, 36.291, true),
            ("Latakia", 35.517, 35.783, true),
            ("Kobani", 36.891, 38.354, true),
            ("Tal Abyad", 36.697, 38.957, true),
            ("Qamishli", 37.05, 41.22, true),
            ("Al-Malikiyah", 37.178, 42.14, true),
            ("Al-Bukamal", 34.453, 40.92, true),
            ("Al-Tanf", 33.489, 38.656, true),
            ("Daraa", 32.625, 36.106, true),
            ("Al-Qusayr", 34.51, 36.58, true),
            ("Antakya", 36.20, 36.16, false),
            ("Gaziantep", 37.06, 37.38, false),
            ("Sanliurfa", 37.16, 38.79, false),
            ("Al-Qaim", 34.37, 41.09, false),
            ("Sinjar", 36.32, 41.86, false),
            ("Irbid", 32.55, 35.85, false),
            ("Arsal", 34.18, 36.42, false),
            ("Tripoli", 34.43, 35.85, false),
            ("Beirut", 33.89, 35.50, false),
        ] {
            assert_eq!(holds(&syria, (lat, lon)), inside, "{name}");
        }
    }
}
