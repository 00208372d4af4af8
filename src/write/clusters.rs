//! Clusters as polygons round their places.

use std::io::{self, Write};

use geo::{ConvexHull, LineString, MultiPoint, Point, Polygon};

use crate::cluster::events::Cluster;
use crate::place::sphere;
use crate::record::{ClusterRecord, position};
use crate::write::geojson::Collection;
use crate::write::simplestyle::Shaded;

/// The polygon keeps so far from the places, in metres, so that one place alone has a polygon too.
const MARGIN_M: f64 = 2_000.0;
/// Corners of the circle round a place.
const CORNERS: usize = 32;

/// Writes clusters as polygons.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_clusters(out: &mut impl Write, clusters: &[Cluster]) -> io::Result<()> {
    let mut collection = Collection::begin(out, "clusters")?;
    for cluster in clusters {
        let polygon = ("Polygon", [outline(&cluster.points)]);
        collection.feature(&cluster.id, polygon, ClusterRecord::new(cluster))?;
    }
    collection.end()
}

/// Writes clusters as polygons with the properties of simplestyle.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_shaded_clusters(out: &mut impl Write, clusters: &[Cluster]) -> io::Result<()> {
    let mut collection = Collection::begin(out, "clusters")?;
    for cluster in clusters {
        let polygon = ("Polygon", [outline(&cluster.points)]);
        let shaded = Shaded::new(ClusterRecord::new(cluster));
        collection.feature(&cluster.id, polygon, shaded)?;
    }
    collection.end()
}

/// The polygon of a cluster.
pub fn polygon(cluster: &Cluster) -> Polygon {
    Polygon::new(LineString::from(outline(&cluster.points)), Vec::new())
}

/// The convex hull of circles round the points, closed and anticlockwise, as RFC 7946 wants it.
///
/// Round the antimeridian longitudes go on beyond 180.
fn outline(points: &[(f64, f64)]) -> Vec<[f64; 2]> {
    let middle = points.first().map_or(0.0, |point| point.1);
    let unwrapped = |lon: f64| lon - 360.0 * ((lon - middle) / 360.0).round();
    let corners = points.iter().flat_map(|&point| {
        (0..CORNERS).map(move |corner| {
            let bearing = 360.0 * corner as f64 / CORNERS as f64;
            let (lat, lon) = sphere::destination(point, bearing, MARGIN_M);
            Point::new(unwrapped(lon), lat)
        })
    });
    let hull = MultiPoint::from_iter(corners).convex_hull();
    let ring = hull.exterior().coords();
    ring.map(|corner| position((corner.y, corner.x))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twice the area within a ring, in square degrees; positive when it runs anticlockwise.
    fn area(ring: &[[f64; 2]]) -> f64 {
        let cross = |pair: &[[f64; 2]]| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1];
        ring.windows(2).map(cross).sum()
    }

    #[test]
    fn polygons_are_closed_anticlockwise_and_hold_their_places() {
        for points in [
            &[(35.0, 40.0)][..],
            &[(35.0, 40.0), (35.05, 40.05)],
            &[(35.0, 40.0), (35.05, 40.05), (35.1, 40.0), (35.05, 40.02)],
            &[(10.0, 179.99), (10.0, -179.99)],
        ] {
            let ring = outline(points);
            assert_eq!(ring.first(), ring.last());
            assert!(area(&ring) > 0.0, "{points:?}");
            let [west, south] = [0, 1].map(|at| ring.iter().map(|p| p[at]).fold(999.0, f64::min));
            let [east, north] = [0, 1].map(|at| ring.iter().map(|p| p[at]).fold(-999.0, f64::max));
            assert!(east - west < 1.0 && north - south < 1.0, "{points:?}");
            for &(lat, lon) in points {
                let lon = if lon < west { lon + 360.0 } else { lon };
                assert!(south < lat && lat < north && west < lon && lon < east);
            }
        }
    }
}
