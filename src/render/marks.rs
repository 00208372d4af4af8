//! Markers: a shape and a colour for the type, an area for the number of reports.

use super::project::Point;
use super::svg::Num;

/// The smallest marker that can still be told from dust, in pixels.
const SMALLEST: f64 = 1.8;

/// Between markers of one place.
const BETWEEN: f64 = 0.8;
/// Where the second one stands, clockwise from above: below to the right, out of the way of most labels.
const FIRST_ANGLE: f64 = 2.0;

/// Markers cover no more of a map than this share of it, as long as they are no dust.
const COVERED: f64 = 0.15;

/// How large markers are on one picture.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// The radius of the marker of one report.
    one: f64,
}

impl Sizes {
    /// One report has the radius `usual`, unless its map is crowded, or the largest marker would be larger than `largest`.
    ///
    /// `maps` gives the numbers of reports of all markers of each map, and `area` is that of one map in pixels.
    pub fn new(maps: &[Vec<u64>], area: f64, usual: f64, largest: f64) -> Sizes {
        let most = maps.iter().flatten().copied().max().unwrap_or(1).max(1);
        let all: u64 = maps.iter().map(|map| map.iter().sum()).max().unwrap_or(1);
        let crowded = (COVERED * area / std::f64::consts::PI / all.max(1) as f64).sqrt();
        let fitting = largest / (most as f64).sqrt();
        Sizes {
            one: usual.min(fitting).min(crowded),
        }
    }

    /// The radius of so many reports; the area grows with their number.
    pub fn radius(&self, reports: u64) -> f64 {
        (self.one * (reports.max(1) as f64).sqrt()).max(SMALLEST)
    }
}

/// The outline of a shape whose area is that of a circle of this radius, around the origin.
///
/// Shapes are called as QGIS calls them; one that is not known is a circle.
pub fn shape(name: &str, at: Point, radius: f64) -> String {
    let (corners, reach, turn, inner) = match name {
        "square" => (4, 1.253, 45.0, None),
        "diamond" => (4, 1.253, 0.0, None),
        "triangle" => (3, 1.555, 0.0, None),
        "pentagon" => (5, 1.149, 0.0, None),
        "star" => (5, 1.6, 0.0, Some(0.5)),
        _ => return circle(at, radius),
    };
    let steps = if inner.is_some() {
        corners * 2
    } else {
        corners
    };
    let mut out = String::new();
    for step in 0..steps {
        let share = match (inner, step % 2) {
            (Some(inner), 1) => inner,
            _ => 1.0,
        };
        let angle = (360.0 * f64::from(step) / f64::from(steps) + turn).to_radians();
        let (x, y) = (angle.sin(), -angle.cos());
        let far = radius * reach * share;
        let letter = if step == 0 { 'M' } else { 'L' };
        out += &format!("{letter}{},{}", Num(at.x + x * far), Num(at.y + y * far));
    }
    out + "Z"
}

fn circle(at: Point, radius: f64) -> String {
    let (left, right, y, r) = (
        Num(at.x - radius),
        Num(at.x + radius),
        Num(at.y),
        Num(radius),
    );
    format!("M{left},{y}A{r},{r} 0 1 1 {right},{y}A{r},{r} 0 1 1 {left},{y}Z")
}

/// Where markers of these radii stand that share one place: the largest on it, the others around that one, none over
/// another.
pub fn arrange(radii: &[f64]) -> Vec<Point> {
    let mut places = vec![Point { x: 0.0, y: 0.0 }; radii.len()];
    let largest = (0..radii.len()).max_by(|a, b| radii[*a].total_cmp(&radii[*b]).then(b.cmp(a)));
    let Some(largest) = largest else {
        return places;
    };
    let mut angle: Option<f64> = None;
    for (i, radius) in radii.iter().enumerate().filter(|(i, _)| *i != largest) {
        let away = radii[largest] + radius + BETWEEN;
        // Half of the angle under which it is seen from the place.
        let half = ((radius + BETWEEN / 2.0) / away).asin();
        let middle = angle.map_or(FIRST_ANGLE, |end| end + half);
        places[i] = Point {
            x: away * middle.sin(),
            y: -away * middle.cos(),
        };
        angle = Some(middle + half);
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_grow_with_reports() {
        let sizes = |maps: &[Vec<u64>]| Sizes::new(maps, 500_000.0, 4.0, 20.0);
        for (maps, reports, expected) in [
            (vec![vec![100]], 100, 20.0),
            (vec![vec![100]], 25, 10.0),
            (vec![vec![1, 4], vec![2]], 4, 8.0),
            (vec![vec![1, 4], vec![2]], 0, 4.0),
            // A crowd on one map makes the markers of all maps small.
            (vec![vec![1; 3_000], vec![2]], 4, 5.6),
            (vec![vec![1_000_000]], 1, SMALLEST),
            (vec![], 1, 4.0),
        ] {
            let radius = sizes(&maps).radius(reports);
            assert!((radius - expected).abs() < 0.1, "{reports}: {radius}");
        }
    }

    #[test]
    fn markers_of_one_place_do_not_cover_each_other() {
        for radii in [
            vec![],
            vec![3.0],
            vec![3.0, 9.0],
            vec![2.0, 8.0, 3.0],
            vec![4.0; 7],
            vec![9.0, 9.0, 2.0, 1.0, 9.0, 9.0, 9.0],
        ] {
            let places = arrange(&radii);
            assert_eq!(places.len(), radii.len());
            for i in 0..radii.len() {
                for j in 0..i {
                    let gap = (places[i].x - places[j].x).hypot(places[i].y - places[j].y);
                    assert!(gap >= radii[i] + radii[j], "{radii:?}");
                }
            }
        }
    }

    #[test]
    fn shapes_are_as_large_as_the_circle() {
        let corners = |path: &str| -> Vec<(f64, f64)> {
            let inside = path.trim_start_matches('M').trim_end_matches('Z');
            let pairs = inside.split('L').map(|pair| pair.split_once(',').unwrap());
            pairs
                .map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap()))
                .collect()
        };
        for name in ["square", "diamond", "triangle", "pentagon", "star"] {
            let points = corners(&shape(name, Point { x: 5.0, y: 5.0 }, 100.0));
            let next = points.iter().cycle().skip(1);
            let twice: f64 = points
                .iter()
                .zip(next)
                .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
                .sum();
            let share = twice.abs() / 2.0 / (std::f64::consts::PI * 100.0 * 100.0);
            assert!((0.9..1.3).contains(&share), "{name}: {share}");
        }
    }
}
