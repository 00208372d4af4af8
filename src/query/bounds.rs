//! What a feature must meet at least, told by its box and its days alone: what an index knows.

use std::ops::RangeInclusive;

use super::days::DayKey;

/// A rectangle in degrees: west, south, east, north; west is not greater than east.
pub type Rect = [f64; 4];

/// Where and when the features lie that can be kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// A feature must meet one of these; `None` when it may lie anywhere, also nowhere.
    pub boxes: Option<Vec<Rect>>,
    /// Its days must meet these; `None` when they need not be known.
    pub days: Option<RangeInclusive<DayKey>>,
}

impl Bounds {
    /// Asks for one of some rectangles beside what was asked for before.
    pub fn narrow(&mut self, boxes: &[Rect]) {
        let Some(old) = self.boxes.take() else {
            self.boxes = Some(boxes.to_vec());
            return;
        };
        let pairs = old
            .iter()
            .flat_map(|a| boxes.iter().map(move |b| common(a, b)));
        self.boxes = Some(pairs.flatten().collect());
    }

    /// Whether a feature in this rectangle, or without one, can be kept.
    pub fn meets(&self, rect: Option<&Rect>) -> bool {
        match (&self.boxes, rect) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(boxes), Some(rect)) => boxes.iter().any(|b| meet(b, rect)),
        }
    }

    /// Whether a feature with these first and last days, or without any, can be kept.
    pub fn meets_days(&self, days: Option<(DayKey, DayKey)>) -> bool {
        match (&self.days, days) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(wanted), Some((first, last))) => {
                first <= *wanted.end() && last >= *wanted.start()
            }
        }
    }
}

fn common(a: &Rect, b: &Rect) -> Option<Rect> {
    let rect = [
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ];
    (rect[0] <= rect[2] && rect[1] <= rect[3]).then_some(rect)
}

/// Whether a rectangle of our own, between -180 and 180 degrees, meets one that may lie beyond, as in layers that count from 0 to
/// 360 degrees.
pub fn meet(ours: &Rect, other: &Rect) -> bool {
    let touches = |turn: f64| other[0] + turn <= ours[2] && other[2] + turn >= ours[0];
    other[1] <= ours[3]
        && other[3] >= ours[1]
        && (touches(0.0)
            || other[0] < -180.0 && touches(360.0)
            || other[2] > 180.0 && touches(-360.0))
}

/// The rectangles of `west,south,east,north`; where west is greater than east, the two on both sides of the antimeridian.
///
/// # Errors
/// What is wrong with the text.
pub fn parse_boxes(text: &str) -> Result<Vec<Rect>, String> {
    let numbers: Result<Vec<f64>, _> = text.split(',').map(|n| n.trim().parse()).collect();
    let Ok(&[west, south, east, north]) = numbers.as_deref() else {
        return Err("must be four numbers: west,south,east,north".to_owned());
    };
    if !(-90.0 <= south && south <= north && north <= 90.0) {
        return Err(format!(
            "south ({south}) must not be greater than north ({north}), and both lie from -90 to 90"
        ));
    }
    if [west, east]
        .iter()
        .any(|lon| !(-180.0..=180.0).contains(lon))
    {
        return Err(format!(
            "west ({west}) and east ({east}) must lie from -180 to 180"
        ));
    }
    Ok(match west <= east {
        true => vec![[west, south, east, north]],
        false => vec![[west, south, 180.0, north], [-180.0, south, east, north]],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_as_they_are_written() {
        for (text, expected) in [
            ("38,34,42,37", Ok(1)),
            (" 38, 34, 42, 37 ", Ok(1)),
            ("170,-20,-170,20", Ok(2)),
            ("38,37,42,34", Err("must not be greater")),
            ("38,34,42", Err("four numbers")),
            ("38,34,42,x", Err("four numbers")),
            ("38,34,190,37", Err("from -180 to 180")),
            ("38,34,42,NaN", Err("must not be greater")),
            ("NaN,34,42,37", Err("from -180 to 180")),
        ] {
            match (parse_boxes(text), expected) {
                (Ok(boxes), Ok(count)) => assert_eq!(boxes.len(), count, "{text}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{text}: {message}"),
                (is, _) => panic!("{text}: {is:?}"),
            }
        }
    }

    #[test]
    fn what_meets_what() {
        let mut bounds = Bounds::default();
        assert!(bounds.meets(None) && bounds.meets_days(None));
        bounds.narrow(&parse_boxes("170,-20,-170,20").unwrap());
        for (lon, lat, expected) in [
            (175.0, 0.0, true),
            (-175.0, 0.0, true),
            (180.0, 20.0, true),
            (185.0, 0.0, true),
            (-185.0, 0.0, true),
            (195.0, 0.0, false),
            (0.0, 0.0, false),
            (175.0, 21.0, false),
        ] {
            let rect = [lon, lat, lon, lat];
            assert_eq!(bounds.meets(Some(&rect)), expected, "{lon} {lat}");
        }
        assert!(!bounds.meets(None));
        bounds.narrow(&[[172.0, 0.0, 174.0, 5.0]]);
        assert_eq!(bounds.boxes, Some(vec![[172.0, 0.0, 174.0, 5.0]]));
        bounds.narrow(&[[0.0, 0.0, 1.0, 1.0]]);
        assert_eq!(bounds.boxes, Some(vec![]));
        bounds.days = Some(10..=20);
        for (days, expected) in [
            ((5, 10), true),
            ((20, 25), true),
            ((21, 25), false),
            ((1, 30), true),
        ] {
            assert_eq!(bounds.meets_days(Some(days)), expected, "{days:?}");
        }
    }
}
