//! Cutting lines and rings to a frame, so that a picture holds only what it shows.

use super::project::Point;
use super::svg::Num;

/// Points nearer to the last one than this are left out, in pixels.
const FINEST: f64 = 0.5;

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Least x.
    pub left: f64,
    /// Least y.
    pub top: f64,
    /// Greatest x.
    pub right: f64,
    /// Greatest y.
    pub bottom: f64,
}

impl Rect {
    /// Whether they have a point in common.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether the other lies in it.
    pub fn holds(&self, other: &Rect) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// The square around a point.
    pub fn around(at: Point, half: f64) -> Rect {
        Rect {
            left: at.x - half,
            top: at.y - half,
            right: at.x + half,
            bottom: at.y + half,
        }
    }
}

/// One side of a rectangle.
#[derive(Clone, Copy)]
enum Side {
    Left(f64),
    Top(f64),
    Right(f64),
    Bottom(f64),
}

impl Side {
    fn of(rect: &Rect) -> [Side; 4] {
        [
            Side::Left(rect.left),
            Side::Top(rect.top),
            Side::Right(rect.right),
            Side::Bottom(rect.bottom),
        ]
    }

    fn has_inside(self, p: Point) -> bool {
        match self {
            Side::Left(x) => p.x >= x,
            Side::Top(y) => p.y >= y,
            Side::Right(x) => p.x <= x,
            Side::Bottom(y) => p.y <= y,
        }
    }

    /// Where a line that crosses the side does so.
    fn cut(self, a: Point, b: Point) -> Point {
        match self {
            Side::Left(x) | Side::Right(x) => Point {
                x,
                y: a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x),
            },
            Side::Top(y) | Side::Bottom(y) => Point {
                x: a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y),
                y,
            },
        }
    }
}

/// The part of a ring within a rectangle, after Sutherland and Hodgman; empty where there is none.
pub fn ring(points: &[Point], frame: &Rect) -> Vec<Point> {
    Side::of(frame)
        .into_iter()
        .fold(points.to_vec(), |ring, side| {
            let before = ring.iter().cycle().skip(ring.len().saturating_sub(1));
            let mut kept = Vec::with_capacity(ring.len());
            for (a, b) in before.zip(&ring) {
                if side.has_inside(*a) != side.has_inside(*b) {
                    kept.push(side.cut(*a, *b));
                }
                if side.has_inside(*b) {
                    kept.push(*b);
                }
            }
            kept
        })
}

/// The runs of a line that may be seen in a rectangle: every segment whose own rectangle touches it.
pub fn line(points: &[Point], frame: &Rect) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in points.windows(2) {
        let [a, b] = [pair[0], pair[1]];
        let seen = a.x.min(b.x) <= frame.right
            && a.x.max(b.x) >= frame.left
            && a.y.min(b.y) <= frame.bottom
            && a.y.max(b.y) >= frame.top;
        match (seen, open) {
            (true, true) => runs.last_mut().into_iter().for_each(|run| run.push(b)),
            (true, false) => runs.push(vec![a, b]),
            (false, _) => {}
        }
        open = seen;
    }
    runs
}

/// The data of an SVG path through these points, without those that nobody could tell apart.
pub fn path(points: &[Point], closed: bool) -> String {
    let mut out = String::new();
    let mut last: Option<Point> = None;
    for (i, point) in points.iter().enumerate() {
        let near = last.is_some_and(|l| (l.x - point.x).hypot(l.y - point.y) < FINEST);
        if near && i + 1 < points.len() {
            continue;
        }
        let (x, y) = (tenth(point.x), tenth(point.y));
        let letter = if last.is_none() { 'M' } else { 'L' };
        out.push_str(&format!("{letter}{x},{y}"));
        last = Some(*point);
    }
    if closed && last.is_some() {
        out.push('Z');
    }
    out
}

fn tenth(value: f64) -> Num {
    Num((value * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect {
        left: 0.0,
        top: 0.0,
        right: 10.0,
        bottom: 10.0,
    };

    fn points(list: &[(f64, f64)]) -> Vec<Point> {
        list.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    #[test]
    fn rings() {
        let area = |ring: &[Point]| {
            let next = ring.iter().cycle().skip(1);
            let twice: f64 = ring
                .iter()
                .zip(next)
                .map(|(a, b)| a.x * b.y - b.x * a.y)
                .sum();
            (twice / 2.0).abs()
        };
        for (corners, expected) in [
            (vec![(2.0, 2.0), (8.0, 2.0), (8.0, 8.0), (2.0, 8.0)], 36.0),
            (
                vec![(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)],
                25.0,
            ),
            (
                vec![(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)],
                100.0,
            ),
            (vec![(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], 0.0),
            (vec![], 0.0),
        ] {
            let found = area(&ring(&points(&corners), &FRAME));
            assert!((found - expected).abs() < 1e-9, "{corners:?}: {found}");
        }
    }

    #[test]
    fn lines() {
        for (list, expected) in [
            (vec![(1.0, 1.0), (9.0, 9.0)], vec!["M1,1L9,9"]),
            (vec![(20.0, 1.0), (20.0, 9.0)], vec![]),
            (
                vec![(1.0, 1.0), (1.0, 20.0), (5.0, 20.0), (5.0, 1.0)],
                vec!["M1,1L1,20", "M5,20L5,1"],
            ),
            (vec![(1.0, 1.0), (1.1, 1.0), (1.2, 1.0)], vec!["M1,1L1.2,1"]),
        ] {
            let runs = line(&points(&list), &FRAME);
            let paths: Vec<String> = runs.iter().map(|run| path(run, false)).collect();
            assert_eq!(paths, expected);
        }
    }
}
