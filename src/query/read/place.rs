//! What every binary format has to make sure of: that coordinates are longitude and latitude, and numbers.

use geo::{CoordsIter, Geometry};

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
