//! What is common to binary formats: coordinates that are longitude and latitude, and numbers; and what an index tells of distances.

use geo::{CoordsIter, Geometry, Point};

use crate::error::Error;
use crate::query::bounds::{Bounds, Rect};
use crate::query::distance::boxes_around;
use crate::query::nearest::Nearest;

/// A geometry that can be used; nothing where it is empty.
///
/// # Errors
/// What is wrong with it.
pub(super) fn usable(geometry: Geometry) -> Result<Option<Geometry>, &'static str> {
    // An empty point is one whose coordinates are no numbers.
    if matches!(geometry, Geometry::Point(point) if point.x().is_nan() && point.y().is_nan()) {
        return Ok(None);
    }
    let is_number = |coord: geo::Coord| coord.x.is_finite() && coord.y.is_finite();
    if !geometry.coords_iter().all(is_number) {
        return Err("its coordinates are no numbers");
    }
    let is_empty = geometry.coords_count() == 0;
    Ok((!is_empty).then_some(geometry))
}

/// What to tell of a layer with other coordinates.
pub(super) fn other_crs(name: &str) -> String {
    format!(
        "its coordinates are {name}; turn them into longitude and latitude first, for example with ogr2ogr -t_srs EPSG:4326"
    )
}

/// The first circle in which the nearest features are looked for, in metres.
const FIRST_M: f64 = 10_000.0;
/// Where it holds too few, it grows by this.
const GROWTH: f64 = 4.0;
/// Half round the earth: the last circle.
const LAST_M: f64 = 20_050_000.0;

/// A radius in metres round a point within which so many features lie, infinite where there are not as many. `search` gives the
/// boxes of the features that meet one of some rectangles.
///
/// # Errors
/// Those of `search`.
pub(super) fn reach(
    from: Point,
    count: usize,
    bounds: &Bounds,
    mut search: impl FnMut(&[Rect]) -> Result<Vec<Rect>, Error>,
) -> Result<f64, Error> {
    let mut radius = FIRST_M;
    loop {
        let nearest = Nearest::new(from, count);
        let found = search(&boxes_around(from, radius))?;
        let found = found.into_iter().filter(|rect| bounds.meets(Some(rect)));
        found.for_each(|rect| nearest.add(rect));
        let reach = nearest.reach();
        if reach.is_finite() || radius >= LAST_M {
            return Ok(reach);
        }
        radius = (radius * GROWTH).min(LAST_M);
    }
}
