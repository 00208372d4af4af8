//! Areas: the polygons of a GeoJSON file.

use std::ops::ControlFlow;
use std::path::Path;

use geo::indexed::IntervalTreeMultiPolygon;
use geo::orient::Direction;
use geo::{
    BoundingRect, Contains, Coord, CoordsIter, Geometry, Intersects, LineString, MapCoords,
    MultiPolygon, Orient, Polygon, Validation,
};

use super::bounds::{Bounds, Rect};
use super::read::geojson::GeoJsonReader;
use super::read::json::Columns;
use super::read::{Ask, Options, Reader, Sink};
use super::row::Row;
use crate::error::Error;
use crate::ingest::Problem;

/// Some polygons that are asked together: what lies in any of them lies in the area.
///
/// The winding of rings does not matter. Where a ring crosses itself, what it goes round in either direction is inside. The edge
/// itself is not. A ring with an edge of more than 180 degrees is taken to cross the antimeridian.
pub struct Area {
    polygons: Vec<Prepared>,
}

struct Prepared {
    rect: Rect,
    polygon: Polygon,
    /// The same for quick questions about points.
    tree: IntervalTreeMultiPolygon<f64>,
}

/// A polygon with more corners is not checked for crossings, which takes the square of their number.
const MOST_CHECKED: usize = 4000;

impl Area {
    /// Reads all polygons of a file; the notes tell what is odd about them.
    ///
    /// # Errors
    /// A file that cannot be read, or that has no polygon.
    pub fn open(path: &Path) -> Result<(Area, Vec<String>), Error> {
        let (reader, _) = GeoJsonReader::open(path, Options { index: false })?;
        let mut found = Polygons::default();
        let ask = Ask {
            bounds: &Bounds::default(),
            looks_at: &[],
            keeps: &|_| true,
            gives: Columns::Only(&[]),
            text: false,
        };
        reader.read(&ask, &mut found)?;
        if found.polygons.is_empty() {
            let message = "there is no polygon in it: an area is made of polygons";
            return Err(Error::usage(path, message));
        }
        let crossing = found.polygons.iter().filter(|p| crosses_itself(p)).count();
        let note = format!(
            "{}: {crossing} of {} polygons are not simple (a ring crosses or touches itself, or another): \
             what a ring goes round in either direction counts as inside",
            path.display(),
            found.polygons.len()
        );
        let area = Area::new(found.polygons);
        Ok((area, if crossing > 0 { vec![note] } else { Vec::new() }))
    }

    /// An area of some polygons.
    pub fn new(polygons: impl IntoIterator<Item = Polygon>) -> Area {
        let prepared = polygons.into_iter().filter_map(Prepared::new);
        Area {
            polygons: prepared.collect(),
        }
    }

    /// Rectangles that hold all of it.
    pub fn boxes(&self) -> Vec<Rect> {
        self.polygons.iter().flat_map(|p| split(p.rect)).collect()
    }

    /// Whether a point lies inside, or anything else at least in part.
    pub fn meets(&self, geometry: &Geometry) -> bool {
        self.polygons.iter().any(|polygon| polygon.meets(geometry))
    }
}

impl Prepared {
    fn new(polygon: Polygon) -> Option<Prepared> {
        // The tree counts how often rings go round a point, so that holes must go the other way.
        let polygon = unwrapped(&polygon).orient(Direction::Default);
        let rect = polygon.bounding_rect()?;
        Some(Prepared {
            rect: [rect.min().x, rect.min().y, rect.max().x, rect.max().y],
            tree: IntervalTreeMultiPolygon::new(&MultiPolygon::new(vec![polygon.clone()])),
            polygon,
        })
    }

    fn meets(&self, geometry: &Geometry) -> bool {
        [0.0, 360.0, -360.0].into_iter().any(|turn| match geometry {
            Geometry::Point(point) => {
                let (x, y) = (point.x() + turn, point.y());
                let [west, south, east, north] = self.rect;
                west <= x
                    && x <= east
                    && south <= y
                    && y <= north
                    && self.tree.contains(&Coord { x, y })
            }
            other if turn == 0.0 => self.polygon.intersects(other),
            other => {
                let turned = || {
                    other.map_coords(|c| Coord {
                        x: c.x + turn,
                        y: c.y,
                    })
                };
                let beyond = self.rect[0] < -180.0 || self.rect[2] > 180.0;
                beyond && self.polygon.intersects(&turned())
            }
        })
    }
}

/// A rectangle that may lie beyond the antimeridian, as those between -180 and 180 degrees.
fn split([west, south, east, north]: Rect) -> Vec<Rect> {
    if east - west >= 360.0 {
        vec![[-180.0, south, 180.0, north]]
    } else if west < -180.0 {
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

/// A polygon whose rings go on beyond 180 degrees where they cross the antimeridian.
fn unwrapped(polygon: &Polygon) -> Polygon {
    let Some(start) = polygon.exterior().coords().next() else {
        return polygon.clone();
    };
    let ring = |ring: &LineString| -> LineString {
        let mut last = start.x;
        let coords = ring.coords().map(|c| {
            let turns = ((last - c.x) / 360.0).round();
            last = c.x + 360.0 * turns;
            Coord { x: last, y: c.y }
        });
        coords.collect()
    };
    let holes = polygon.interiors().iter().map(ring).collect();
    Polygon::new(ring(polygon.exterior()), holes)
}

fn crosses_itself(polygon: &Polygon) -> bool {
    polygon.coords_count() <= MOST_CHECKED && !polygon.is_valid()
}

#[derive(Default)]
struct Polygons {
    polygons: Vec<Polygon>,
}

impl Polygons {
    fn add(&mut self, geometry: Geometry) {
        match geometry {
            Geometry::Polygon(polygon) => self.polygons.push(polygon),
            Geometry::MultiPolygon(polygons) => self.polygons.extend(polygons),
            Geometry::GeometryCollection(all) => all.into_iter().for_each(|one| self.add(one)),
            _ => {}
        }
    }
}

impl Sink for Polygons {
    fn row(&mut self, row: Row) -> Result<ControlFlow<()>, Error> {
        row.geometry.into_iter().for_each(|one| self.add(one));
        Ok(ControlFlow::Continue(()))
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        // Part of an area is another area.
        Err(problem.into_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Point, line_string, polygon};

    fn square(west: f64, east: f64) -> Polygon {
        polygon![(x: west, y: 0.0), (x: east, y: 0.0), (x: east, y: 10.0), (x: west, y: 10.0)]
    }

    fn reversed(ring: &LineString) -> LineString {
        ring.coords().rev().copied().collect()
    }

    /// What lies inside, whatever the rings' winding.
    #[test]
    fn inside_and_outside() {
        let hole = polygon!(exterior: [(x: 0.0, y: 0.0), (x: 10.0, y: 0.0), (x: 10.0, y: 10.0), (x: 0.0, y: 10.0)],
            interiors: [[(x: 4.0, y: 4.0), (x: 6.0, y: 4.0), (x: 6.0, y: 6.0), (x: 4.0, y: 6.0)]]);
        let bow_tie =
            polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 10.0), (x: 10.0, y: 0.0), (x: 0.0, y: 10.0)];
        let star = polygon![(x: 0.0, y: 0.0), (x: 10.0, y: 6.0), (x: -2.0, y: 6.0), (x: 8.0, y: 0.0), (x: 4.0, y: 10.0)];
        let overlapping = vec![square(0.0, 6.0), square(4.0, 10.0)];
        let whole = vec![hole.clone()];
        for (polygons, inside, outside) in [
            (
                vec![square(0.0, 10.0)],
                vec![(5.0, 5.0), (365.0, 5.0)],
                vec![(5.0, 11.0), (-1.0, 5.0)],
            ),
            (whole, vec![(1.0, 5.0)], vec![(5.0, 5.0)]),
            (
                vec![bow_tie],
                vec![(1.0, 5.0), (9.0, 5.0)],
                vec![(5.0, 8.0), (5.0, 1.0)],
            ),
            (vec![star], vec![(4.0, 4.0), (4.0, 8.0)], vec![(4.0, 0.5)]),
            (
                overlapping,
                vec![(5.0, 5.0), (1.0, 5.0), (9.0, 5.0)],
                vec![(11.0, 5.0)],
            ),
            (
                vec![square(170.0, -170.0)],
                vec![(175.0, 5.0), (-175.0, 5.0), (180.0, 5.0)],
                vec![(0.0, 5.0), (165.0, 5.0)],
            ),
        ] {
            let turned = polygons.iter().map(|polygon| {
                let holes = polygon.interiors().iter().map(reversed).collect();
                Polygon::new(reversed(polygon.exterior()), holes)
            });
            let same_way = polygons.iter().map(|polygon| {
                Polygon::new(reversed(polygon.exterior()), polygon.interiors().to_vec())
            });
            for area in [
                Area::new(turned),
                Area::new(same_way),
                Area::new(polygons.clone()),
            ] {
                let mut bounds = Bounds::default();
                bounds.narrow(&area.boxes());
                for (points, expected) in [(&inside, true), (&outside, false)] {
                    for &(x, y) in points {
                        let point = Geometry::Point(Point::new(x, y));
                        assert_eq!(area.meets(&point), expected, "{x} {y} in {polygons:?}");
                        assert!(!expected || bounds.meets(Some(&[x, y, x, y])), "{x} {y}");
                    }
                }
            }
        }
    }

    #[test]
    fn lines_meet_an_area_in_part() {
        let area = Area::new([square(0.0, 10.0), square(175.0, -175.0)]);
        let line = |x0, x1| Geometry::LineString(line_string![(x: x0, y: 5.0), (x: x1, y: 5.0)]);
        for (from, to, expected) in [
            (-5.0, 5.0, true),
            (-5.0, -1.0, false),
            (-178.0, -176.0, true),
        ] {
            assert_eq!(area.meets(&line(from, to)), expected, "{from} {to}");
        }
    }
}
