//! Where labels go: beside what they name, and over nothing else.

use super::clip::Rect;
use super::project::Point;

/// The distance of a label from its marker, in pixels.
const GAP: f64 = 2.5;

/// How far apart places are tried for what may stand in several, in pixels.
const STEP: f64 = 6.0;

/// The directions in which a label may stand from its point, the best first: (x, y) of -1, 0 or 1.
const SIDES: [(f64, f64); 8] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (1.0, -1.0),
    (1.0, 1.0),
    (-1.0, -1.0),
    (-1.0, 1.0),
];

/// The size of a line of text, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Block {
    /// From its left to its right end.
    pub width: f64,
    /// Above the baseline.
    pub above: f64,
    /// Below the baseline.
    pub below: f64,
}

/// A frame in which some room is taken.
#[derive(Clone, Debug)]
pub struct Board {
    frame: Rect,
    taken: Vec<Rect>,
}

impl Board {
    /// An empty frame.
    pub fn new(frame: Rect) -> Board {
        Board {
            frame,
            taken: Vec::new(),
        }
    }

    /// Takes room for something that is drawn in any case.
    pub fn block(&mut self, rect: Rect) {
        self.taken.push(rect);
    }

    /// The nearest place to a point where all rectangles that belong there are free, if there is one not far away.
    pub fn near(&self, at: Point, rects: impl Fn(Point) -> Vec<Rect>) -> Option<Point> {
        let rings = (1..=8).flat_map(|ring| {
            let away = f64::from(ring) * STEP;
            SIDES.map(|(right, down)| at.moved(right * away, down * away))
        });
        let mut places = std::iter::once(at).chain(rings);
        places.find(|place| rects(*place).iter().all(|rect| self.is_free(rect)))
    }

    /// Finds room beside a point for a text and takes it; gives the left end of its baseline.
    ///
    /// `clear` is how far the marker reaches from the point. The sides are tried in order; `None` where all are taken.
    pub fn beside(&mut self, at: Point, clear: f64, text: Block) -> Option<Point> {
        SIDES
            .iter()
            .find_map(|side| self.take(beside(at, clear, text, *side), text))
    }

    /// Takes the room around a point for a text whose middle stands on it; gives the left end of its baseline.
    pub fn on(&mut self, at: Point, text: Block) -> Option<Point> {
        let left = Point {
            x: at.x - text.width / 2.0,
            y: at.y + (text.above - text.below) / 2.0,
        };
        self.take(left, text)
    }

    fn is_free(&self, rect: &Rect) -> bool {
        self.frame.holds(rect) && !self.taken.iter().any(|taken| taken.overlaps(rect))
    }

    fn take(&mut self, left: Point, text: Block) -> Option<Point> {
        let rect = Rect {
            left: left.x,
            top: left.y - text.above,
            right: left.x + text.width,
            bottom: left.y + text.below,
        };
        self.is_free(&rect).then(|| {
            self.taken.push(rect);
            left
        })
    }
}

/// The left end of the baseline of a text on one side of a point.
fn beside(at: Point, clear: f64, text: Block, (right, down): (f64, f64)) -> Point {
    // On a diagonal, a round marker reaches less far.
    let share = if right != 0.0 && down != 0.0 {
        0.7
    } else {
        1.0
    };
    let away = clear * share + GAP;
    let middle = (text.above - text.below) / 2.0;
    Point {
        x: match right {
            r if r > 0.0 => at.x + away,
            r if r < 0.0 => at.x - away - text.width,
            _ => at.x - text.width / 2.0,
        },
        y: match down {
            d if d > 0.0 => at.y + away + text.above,
            d if d < 0.0 => at.y - away - text.below,
            _ => at.y + middle,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rect = Rect {
        left: 0.0,
        top: 0.0,
        right: 100.0,
        bottom: 100.0,
    };
    const TEXT: Block = Block {
        width: 30.0,
        above: 8.0,
        below: 2.0,
    };

    fn rect(left: Point) -> Rect {
        Rect {
            left: left.x,
            top: left.y - TEXT.above,
            right: left.x + TEXT.width,
            bottom: left.y + TEXT.below,
        }
    }

    #[test]
    fn the_first_free_side() {
        for (x, y, taken, expected) in [
            // Right; then left at the right edge; below in the corner where neither is free.
            (50.0, 50.0, None, Some((57.5, 53.0))),
            (90.0, 50.0, None, Some((52.5, 53.0))),
            (
                50.0,
                50.0,
                Some(Rect::around(Point { x: 70.0, y: 50.0 }, 5.0)),
                Some((12.5, 53.0)),
            ),
            (50.0, 50.0, Some(FRAME), None),
            (500.0, 50.0, None, None),
        ] {
            let mut board = Board::new(FRAME);
            taken.into_iter().for_each(|rect| board.block(rect));
            let found = board.beside(Point { x, y }, 5.0, TEXT);
            assert_eq!(found.map(|p| (p.x, p.y)), expected, "{x},{y}");
        }
    }

    #[test]
    fn labels_never_overlap() {
        let mut board = Board::new(FRAME);
        let mut placed: Vec<Rect> = Vec::new();
        for i in 0..200 {
            let at = Point {
                x: f64::from(i * 37 % 100),
                y: f64::from(i * 61 % 100),
            };
            if let Some(left) = board.beside(at, 3.0, TEXT) {
                let rect = rect(left);
                assert!(FRAME.holds(&rect));
                assert!(placed.iter().all(|other| !other.overlaps(&rect)));
                placed.push(rect);
            }
        }
        assert!(placed.len() > 5, "{}", placed.len());
    }

    #[test]
    fn on_a_point() {
        let mut board = Board::new(FRAME);
        let at = Point { x: 50.0, y: 50.0 };
        assert_eq!(board.on(at, TEXT).map(|p| (p.x, p.y)), Some((35.0, 53.0)));
        assert_eq!(board.on(at, TEXT), None);
    }
}
