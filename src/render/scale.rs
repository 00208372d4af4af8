//! The scale bar.

use super::project::View;

/// A length that people like to see on a scale bar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// On the ground, in metres: 1, 2 or 5 and zeros.
    pub metres: f64,
    /// On the picture.
    pub pixels: f64,
}

/// The longest bar that is not longer than `most` pixels, true in the middle of the view.
pub fn bar(view: &View, most: f64) -> Bar {
    let per_pixel = view.metres_per_pixel(view.middle_lat());
    let longest = per_pixel * most;
    let power = 10f64.powf(longest.log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|step| step * power);
    let metres = steps.into_iter().find(|m| *m <= longest).unwrap_or(power);
    Bar {
        metres,
        pixels: metres / per_pixel,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::sphere::distance_m;
    use crate::render::project::Extent;

    #[test]
    fn bars_are_round_and_true() {
        for (metres, expected) in [
            (500.0, 200.0),
            (10_000.0, 5_000.0),
            (60_000.0, 20_000.0),
            (150_000.0, 100_000.0),
            (400_000.0, 200_000.0),
        ] {
            let view = View::new(Extent::around(40.0, 35.0, metres), 400.0);
            let bar = bar(&view, 100.0);
            assert_eq!(bar.metres, expected, "{metres}");
            assert!(bar.pixels <= 100.0 && bar.pixels > 35.0, "{bar:?}");
            // As long on the picture as two places so far from each other in its middle.
            let lat = view.middle_lat();
            let degrees = bar.pixels / (view.at(41.0, lat).x - view.at(40.0, lat).x);
            let there = distance_m((lat, 40.0), (lat, 40.0 + degrees));
            assert!((there / bar.metres - 1.0).abs() < 0.001, "{there}");
        }
    }
}
