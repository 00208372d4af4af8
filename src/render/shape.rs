//! Outlines and lines in degrees, as they come from GeoJSON.

use geojson::GeometryValue;

use super::clip::{self, Rect};
use super::project::{Point, View};

/// Longitude and latitude, in degrees.
pub type Position = [f64; 2];

/// What is drawn of a geometry.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Rings of any number of polygons; what lies within an odd number of them is inside.
    Area(Vec<Vec<Position>>),
    /// Lines.
    Lines(Vec<Vec<Position>>),
    /// Points.
    Points(Vec<Position>),
}

impl Shape {
    /// The shape of a geometry. A collection of geometries has none.
    pub fn of(geometry: &GeometryValue) -> Shape {
        match geometry {
            GeometryValue::Polygon { coordinates } => Shape::Area(lists(coordinates)),
            GeometryValue::MultiPolygon { coordinates } => {
                Shape::Area(coordinates.iter().flat_map(|p| lists(p)).collect())
            }
            GeometryValue::LineString { coordinates } => Shape::Lines(vec![list(coordinates)]),
            GeometryValue::MultiLineString { coordinates } => Shape::Lines(lists(coordinates)),
            GeometryValue::Point { coordinates } => {
                Shape::Points(list(std::slice::from_ref(coordinates)))
            }
            GeometryValue::MultiPoint { coordinates } => Shape::Points(list(coordinates)),
            GeometryValue::GeometryCollection { .. } => Shape::Points(Vec::new()),
        }
    }

    /// Whether a place lies in an area.
    pub fn holds(&self, at: Position) -> bool {
        let Shape::Area(rings) = self else {
            return false;
        };
        let crossed = rings.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next)
        });
        let crossed = crossed.filter(|(a, b)| {
            (a[1] > at[1]) != (b[1] > at[1])
                && at[0] < (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) + a[0]
        });
        crossed.count() % 2 == 1
    }

    /// The data of the SVG path of what a view shows; empty where it shows nothing.
    pub fn path(&self, view: &View, frame: &Rect) -> String {
        let seen = |points: &Vec<Position>| -> Vec<Point> {
            points.iter().map(|p| view.at(p[0], p[1])).collect()
        };
        match self {
            Shape::Area(rings) => rings
                .iter()
                .map(|ring| clip::path(&clip::ring(&seen(ring), frame), true))
                .collect(),
            Shape::Lines(lines) => lines
                .iter()
                .flat_map(|line| clip::line(&seen(line), frame))
                .map(|run| clip::path(&run, false))
                .collect(),
            Shape::Points(_) => String::new(),
        }
    }
}

fn lists(coordinates: &[Vec<geojson::Position>]) -> Vec<Vec<Position>> {
    coordinates.iter().map(|points| list(points)).collect()
}

fn list(points: &[geojson::Position]) -> Vec<Position> {
    let pair = |p: &geojson::Position| Some([*p.as_slice().first()?, *p.as_slice().get(1)?]);
    points.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_and_outside() {
        let square = |low: f64, high: f64| {
            vec![
                [low, low],
                [high, low],
                [high, high],
                [low, high],
                [low, low],
            ]
        };
        let area = Shape::Area(vec![square(0.0, 10.0), square(4.0, 6.0)]);
        for (at, expected) in [
            ([1.0, 1.0], true),
            ([5.0, 5.0], false),
            ([11.0, 5.0], false),
            ([-1.0, 5.0], false),
        ] {
            assert_eq!(area.holds(at), expected, "{at:?}");
        }
        assert!(!Shape::Lines(vec![square(0.0, 10.0)]).holds([5.0, 5.0]));
    }
}
