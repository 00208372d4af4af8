//! From a place and a relation to a point with an honest radius.

use crate::gazetteer::{Gazetteer, PlaceId};
use crate::place::{Relation, RelationKind, sphere};

/// A point within which radius something lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Located {
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lon: f64,
    /// Metres.
    pub uncertainty_m: f64,
    /// How exactly the place is known.
    pub precision: Precision,
}

/// ACLED's geographic precision codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// At the named place.
    Exact = 1,
    /// Near it, or in a part of it that has no place of its own.
    Near = 2,
    /// Somewhere in a region.
    Region = 3,
}

/// «North of X» without a distance: so far from the edge of X, within such a radius, in metres.
const DIRECTION_OFFSET_M: f64 = 5_000.0;
const DIRECTION_RADIUS_M: f64 = 15_000.0;
/// «Near X», in metres from its edge.
const NEAR_RADIUS_M: f64 = 5_000.0;
/// A stated direction is right to about a sixteenth of the compass: this share of the distance to each side.
const DIRECTION_SHARE: f64 = 0.4;
/// A stated distance alone puts something anywhere on a circle.
const DISTANCE_SHARE: f64 = 1.1;
/// A village that the gazetteer lacks, located by a neighbour in the text.
const NEIGHBOUR_RADIUS_M: f64 = 20_000.0;

/// Where something is that stands in a relation to a place; `other` is the far end of «between X and Y».
pub fn locate(
    place: PlaceId,
    relation: Option<&Relation>,
    other: Option<PlaceId>,
    gazetteer: &Gazetteer,
) -> Located {
    let row = gazetteer.place(place);
    let areal = gazetteer.class(place).is_areal();
    let here = (row.lat, row.lon);
    let at = |(lat, lon), uncertainty_m: f64, precision| Located {
        lat,
        lon,
        uncertainty_m: uncertainty_m.round(),
        precision: if areal { Precision::Region } else { precision },
    };
    let plain = at(here, row.radius_m, Precision::Exact);
    let Some(relation) = relation else {
        return plain;
    };
    if let (RelationKind::Between | RelationKind::Road, Some(other)) = (relation.kind, other) {
        let far = gazetteer.place(other);
        let far = (far.lat, far.lon);
        let half = sphere::distance_m(here, far) / 2.0;
        return at(sphere::midpoint(here, far), half, Precision::Near);
    }
    match (relation.distance_m, relation.bearing) {
        (Some(distance), Some(bearing)) if relation.kind != RelationKind::Part => {
            let point = sphere::destination(here, bearing, distance);
            at(
                point,
                row.radius_m + distance * DIRECTION_SHARE,
                Precision::Near,
            )
        }
        (Some(distance), None) => at(
            here,
            row.radius_m + distance * DISTANCE_SHARE,
            Precision::Near,
        ),
        (None, Some(bearing)) if relation.kind != RelationKind::Part && !areal => {
            let offset = row.radius_m + DIRECTION_OFFSET_M;
            let point = sphere::destination(here, bearing, offset);
            at(point, row.radius_m + DIRECTION_RADIUS_M, Precision::Near)
        }
        (None, Some(_)) if areal => plain,
        _ => at(here, row.radius_m + NEAR_RADIUS_M, Precision::Near),
    }
}

/// Where a place lies that the gazetteer lacks, known only by a neighbour or a container that it has.
pub fn locate_unknown(
    anchor: PlaceId,
    relation: Option<&Relation>,
    gazetteer: &Gazetteer,
) -> Located {
    let located = locate(anchor, relation, None, gazetteer);
    Located {
        uncertainty_m: located.uncertainty_m.max(NEIGHBOUR_RADIUS_M),
        precision: located.precision.max(Precision::Near),
        ..located
    }
}

/// A relation in the words of the event record: `13 km W of`, `near`, `outskirts of`.
pub fn describe(relation: &Relation) -> String {
    const COMPASS: [&str; 8] = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];
    let compass = relation.bearing.map(|bearing| {
        let at = (bearing / 45.0).round() as usize % COMPASS.len();
        COMPASS[at]
    });
    match (relation.kind, relation.distance_m, compass) {
        (RelationKind::Part, _, Some(compass)) => format!("{compass} part of"),
        (_, Some(metres), Some(compass)) => format!("{} {compass} of", kilometres(metres)),
        (_, Some(metres), None) => format!("{} from", kilometres(metres)),
        (RelationKind::Direction, None, Some(compass)) => format!("{compass} of"),
        (RelationKind::Outskirts, ..) => "outskirts of".to_owned(),
        (RelationKind::Along, ..) => "along".to_owned(),
        (RelationKind::Between, ..) => "between".to_owned(),
        (RelationKind::Road, ..) => "road from".to_owned(),
        _ => "near".to_owned(),
    }
}

fn kilometres(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("{metres} m")
    } else {
        format!("{} km", (metres / 100.0).round() / 10.0)
    }
}
