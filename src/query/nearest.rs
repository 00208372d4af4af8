//! Within which distance of a point the nearest features lie.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use geo::Point;

use super::bounds::Rect;
use super::distance::most_m;

/// The rectangles that seem nearest to a point. Seeming is enough: how far away they are at most is then asked of the sphere, and
/// what is nearer than that is looked for among all.
pub struct Nearest {
    from: Point,
    count: usize,
    /// How wide a degree of longitude is there, in degrees of latitude.
    width: f64,
    /// The bits of how far the farthest of them seems, when there are enough.
    farthest: AtomicU64,
    rects: Mutex<Vec<(f64, Rect)>>,
}

impl Nearest {
    /// None yet of so many.
    pub fn new(from: Point, count: usize) -> Nearest {
        Nearest {
            from,
            count,
            width: from.y().to_radians().cos(),
            farthest: AtomicU64::new(f64::INFINITY.to_bits()),
            rects: Mutex::default(),
        }
    }

    /// Looks at a rectangle.
    pub fn add(&self, rect: Rect) {
        let [west, south, east, north] = rect;
        let up = (south + north) / 2.0 - self.from.y();
        let along = ((west + east) / 2.0 - self.from.x()).abs() % 360.0;
        let along = along.min(360.0 - along) * self.width;
        let seems = up * up + along * along;
        if seems >= f64::from_bits(self.farthest.load(Ordering::Relaxed)) {
            return;
        }
        let Ok(mut rects) = self.rects.lock() else {
            return;
        };
        rects.push((seems, rect));
        if rects.len() > self.count.saturating_mul(2).saturating_add(64) {
            self.cut(&mut rects);
        }
    }

    fn cut(&self, rects: &mut Vec<(f64, Rect)>) {
        rects.sort_by(|a, b| a.0.total_cmp(&b.0));
        rects.truncate(self.count);
        if let Some((farthest, _)) = rects.last().filter(|_| rects.len() == self.count) {
            self.farthest.store(farthest.to_bits(), Ordering::Relaxed);
        }
    }

    /// A radius in metres within which as many lie as are wanted; infinite where there are not as many.
    pub fn reach(self) -> f64 {
        let Ok(mut rects) = self.rects.lock() else {
            return f64::INFINITY;
        };
        self.cut(&mut rects);
        let far = rects.iter().map(|(_, rect)| farthest_m(self.from, rect));
        match rects.len() < self.count {
            true => f64::INFINITY,
            false => far.fold(0.0, f64::max),
        }
    }
}

/// No part of a rectangle lies farther from a point, in metres: the distance of a corner and both diagonals together.
fn farthest_m(from: Point, &[west, south, east, north]: &Rect) -> f64 {
    let corner = |x: f64, y: f64| Point::new(x, y.clamp(-90.0, 90.0));
    let (low, high) = (corner(west, south), corner(east, north));
    let across = most_m(low, high) + most_m(corner(west, north), corner(east, south));
    most_m(from, low) + across
}
