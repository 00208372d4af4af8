//! Clusters: events near each other in space and time, by exact DBSCAN.
//!
//! Events sit on gazetteer places, thousands on one point, so a list of neighbours per event
//! would be quadratic. The work is on three coarser things instead:
//!
//! * a *cell* is one place on one day. Its events have the same neighbours, hence one fate.
//! * a *tile* is a set of places so close together that all are within the radius of each other.
//!   Its cells are sorted by day, so that the neighbours of a cell inside its own tile are a
//!   stretch of that list, counted by one subtraction. The R-tree holds the tiles.
//! * a *run* is a stretch of a tile's core cells without a gap longer than the days allowed. Its
//!   cells belong together without looking at any pair, and runs of two tiles are joined by the
//!   first pair of cells found to be neighbours.

pub mod events;
mod reach;
mod runs;
mod tiles;

use reach::Reach;
use runs::Runs;
use tiles::Tiles;

/// One event as clustering sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Occurrence {
    /// Longitude in degrees east; 180 and -180 are the same meridian.
    pub lon: f64,
    /// Latitude in degrees north.
    pub lat: f64,
    /// Days since any epoch that all events share; `None` where the day is not known.
    pub day: Option<i32>,
}

/// What counts as near, and how many make a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Greatest great-circle distance between neighbours, in metres on a sphere of radius
    /// 6,371,008.8 m. What is not a positive number counts as 0: the same spot only.
    pub radius_m: f64,
    /// Greatest difference between the days of neighbours; `None` clusters in space alone.
    pub days: Option<u32>,
    /// Neighbours that make an event the core of a cluster; every event is its own neighbour,
    /// so 0 means the same as 1.
    pub min_events: usize,
}

/// The cluster of each event, numbered from 0; `None` is noise.
///
/// This is DBSCAN as defined by Ester et al. (1996). Events are neighbours when both their
/// distance and the difference of their days are within the limits, and the limits are inside. An
/// event with at least `min_events` neighbours is a core event; core events that are neighbours
/// share a cluster. Any other event with a core neighbour is on the border of that neighbour's
/// cluster, and the rest is noise.
///
/// The definition leaves open which cluster takes an event on the border of several, and how
/// clusters are numbered. As in scikit-learn, which completes one cluster before it starts the next
/// from the first core event left in the input, clusters are numbered by their first *core* event,
/// and a border event goes to the lowest number that reaches it. Labels therefore depend on the
/// order of the events and on nothing else.
///
/// Distances are compared with a tolerance of one micrometre, a hundred times what rounding can
/// add to points that lie exactly at the radius. (Within 100 km of half the Earth's circumference,
/// chords no longer tell distances that well.) Poles and antimeridian are points like any others.
///
/// Events with a coordinate that is infinite or not a number are noise; so are those without a
/// day when `config.days` is set.
///
/// ```
/// use dateline::cluster::{Config, Occurrence, cluster};
///
/// let config = Config { radius_m: 5_000.0, days: Some(3), min_events: 2 };
/// let events = [(40.15, 35.33, 0), (40.45, 35.02, 1), (40.16, 35.34, 2), (40.15, 35.33, 9)]
///     .map(|(lon, lat, day)| Occurrence { lon, lat, day: Some(day) });
/// assert_eq!(cluster(&events, &config), [Some(0), None, Some(0), None]);
/// ```
///
/// # Panics
///
/// With more than `u32::MAX` events, which take 100 GB before clustering starts.
pub fn cluster(events: &[Occurrence], config: &Config) -> Vec<Option<u32>> {
    let reach = Reach::new(config);
    let (tiles, cell_of_event) = Tiles::new(events, reach);
    let mut runs = Runs::new(&tiles, config.min_events);
    runs.join_neighbours(&tiles);
    let clusters = runs.number(&cell_of_event);
    let labels = label_cells(&tiles, &clusters);
    let label_of_event = |cell: Option<u32>| labels[cell? as usize];
    cell_of_event.into_iter().map(label_of_event).collect()
}

/// Adds the borders to the clusters of the core cells.
fn label_cells(tiles: &Tiles, clusters: &[Option<u32>]) -> Vec<Option<u32>> {
    let has_core = |tile| clusters[tiles.cells_of(tile)].iter().any(Option::is_some);
    let has_core: Vec<bool> = (0..tiles.len()).map(has_core).collect();
    let border = |tile, cell| {
        let others = tiles.near(tile).filter(|&other| has_core[other]);
        others
            .flat_map(|other| tiles.neighbours_among(other, tiles.cells_of(other), cell))
            .chain(tiles.around(tile, cell))
            .filter_map(|other| clusters[other])
            .min()
    };
    tiles
        .cells()
        .map(|(tile, cell)| clusters[cell].or_else(|| border(tile, cell)))
        .collect()
}
