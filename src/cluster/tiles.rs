//! Events grouped by place and day, and places grouped by nearness.

use super::Occurrence;
use super::reach::{Point, Reach, point};
use rstar::{AABB, RTree, RTreeObject};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// All events, as cells in tiles: tile by tile, and by day within a tile.
pub struct Tiles {
    reach: Reach,
    tiles: Vec<Tile>,
    /// The place of each cell; by column, because the search for days should not read places.
    places: Vec<Point>,
    /// The day of each cell.
    days: Vec<i32>,
    /// How many events lie in earlier cells; one entry more than there are cells.
    events_before: Vec<u32>,
    /// The tiles around each tile, one list after the other.
    near: Vec<u32>,
}

/// Places that are all within the radius of each other.
struct Tile {
    cells: Range<usize>,
    near: Range<usize>,
    bounds: AABB<Point>,
}

/// A tile as the R-tree knows it.
struct Leaf {
    tile: u32,
    bounds: AABB<Point>,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<Point>;

    fn envelope(&self) -> AABB<Point> {
        self.bounds
    }
}

/// An event in the order of tiles and cells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seat {
    tile: u32,
    day: i32,
    place: u32,
    event: u32,
}

impl Tiles {
    /// Also the cell of each event; `None` for an event that can have no neighbours.
    pub fn new(events: &[Occurrence], reach: Reach) -> (Tiles, Vec<Option<u32>>) {
        let (places, seats) = seat(events, reach);
        let mut built = Tiles {
            reach,
            tiles: Vec::new(),
            places: Vec::new(),
            days: Vec::new(),
            events_before: Vec::new(),
            near: Vec::new(),
        };
        let mut cell_of_event = vec![None; events.len()];
        let mut seated = 0;
        for tile in seats.chunk_by(|a, b| a.tile == b.tile) {
            let first = built.days.len();
            for cell in tile.chunk_by(|a, b| (a.day, a.place) == (b.day, b.place)) {
                for seat in cell {
                    cell_of_event[seat.event as usize] = Some(built.days.len() as u32);
                }
                built.places.push(places[cell[0].place as usize]);
                built.days.push(cell[0].day);
                built.events_before.push(seated);
                seated += cell.len() as u32;
            }
            built.tiles.push(Tile {
                cells: first..built.days.len(),
                near: 0..0,
                bounds: AABB::from_points(&built.places[first..]),
            });
        }
        built.events_before.push(seated);
        built.find_near();
        (built, cell_of_event)
    }

    /// Lists the tiles around each tile.
    fn find_near(&mut self) {
        let leaf = |(tile, bounds)| Leaf { tile, bounds };
        let bounds = self.tiles.iter().map(|tile| tile.bounds);
        let tree = RTree::bulk_load((0..).zip(bounds).map(leaf).collect());
        let chord = self.reach.chord;
        for (index, tile) in (0..).zip(&mut self.tiles) {
            let start = self.near.len();
            let around = AABB::from_corners(
                tile.bounds.lower().map(|axis| axis - chord),
                tile.bounds.upper().map(|axis| axis + chord),
            );
            let found = tree.locate_in_envelope_intersecting(&around);
            self.near
                .extend(found.map(|leaf| leaf.tile).filter(|&other| other != index));
            tile.near = start..self.near.len();
        }
    }

    /// The number of tiles.
    pub fn len(&self) -> usize {
        self.tiles.len()
    }

    /// Every cell in order, with its tile.
    pub fn cells(&self) -> impl Iterator<Item = (usize, usize)> {
        let with_cells =
            |(index, tile): (usize, &Tile)| tile.cells.clone().map(move |c| (index, c));
        self.tiles.iter().enumerate().flat_map(with_cells)
    }

    /// The cells of a tile.
    pub fn cells_of(&self, tile: usize) -> Range<usize> {
        self.tiles[tile].cells.clone()
    }

    /// The tiles that may hold neighbours of a tile, without itself.
    pub fn near(&self, tile: usize) -> impl Iterator<Item = usize> {
        let near = &self.near[self.tiles[tile].near.clone()];
        near.iter().map(|&other| other as usize)
    }

    /// The number of events in a range of cells.
    pub fn events_in(&self, cells: Range<usize>) -> usize {
        (self.events_before[cells.end] - self.events_before[cells.start]) as usize
    }

    /// The day of a cell.
    pub fn day(&self, cell: usize) -> i32 {
        self.days[cell]
    }

    /// Those of `cells`, a range within one tile, whose day is within reach of `day`.
    pub fn in_days(&self, cells: Range<usize>, day: i32) -> Range<usize> {
        let (first, last) = self.reach.days_around(day);
        let days = &self.days[cells.clone()];
        let start = days.partition_point(|&day| day < first);
        let length = days[start..].partition_point(|&day| day <= last);
        let start = cells.start + start;
        start..start + length
    }

    /// The neighbours of a cell inside its own tile, itself included.
    pub fn around(&self, tile: usize, cell: usize) -> Range<usize> {
        self.in_days(self.tiles[tile].cells.clone(), self.days[cell])
    }

    /// The neighbours of a cell among some cells of another tile.
    pub fn neighbours_among(
        &self,
        tile: usize,
        cells: Range<usize>,
        cell: usize,
    ) -> impl Iterator<Item = usize> {
        let place = self.places[cell];
        self.candidates(tile, cells, cell)
            .filter(move |&other| self.reach.joins(place, self.places[other]))
    }

    /// The number of events that are neighbours of a cell in another tile.
    pub fn neighbouring_events(&self, tile: usize, cell: usize) -> usize {
        let place = self.places[cell];
        let candidates = self.candidates(tile, self.tiles[tile].cells.clone(), cell);
        let before = &self.events_before[candidates.start..=candidates.end];
        // A sum without branches: in dense data about half of the candidates are neighbours, in no
        // order that a processor could foresee.
        let joined = |(&other, before): (&Point, &[u32])| {
            u32::from(self.reach.joins(place, other)) * (before[1] - before[0])
        };
        let candidates = self.places[candidates].iter().zip(before.windows(2));
        candidates.map(joined).sum::<u32>() as usize
    }

    /// Those of some cells of another tile that are neighbours of a cell if they are near enough.
    fn candidates(&self, tile: usize, cells: Range<usize>, cell: usize) -> Range<usize> {
        let place = self.places[cell];
        let nearest = self.tiles[tile].bounds.min_point(&place);
        if self.reach.joins(place, nearest) {
            self.in_days(cells, self.days[cell])
        } else {
            cells.start..cells.start
        }
    }
}

/// The distinct places, and the events that have one (and a day, if days matter), in order.
fn seat(events: &[Occurrence], reach: Reach) -> (Vec<Point>, Vec<Seat>) {
    let mut places = Vec::new();
    let mut known = FxHashMap::default();
    let mut seats = Vec::with_capacity(events.len());
    for (index, event) in events.iter().enumerate() {
        let Some(day) = reach.day(event) else {
            continue;
        };
        let place = *known
            .entry((event.lon.to_bits(), event.lat.to_bits()))
            .or_insert_with(|| {
                let place = point(event)?;
                places.push(place);
                Some(places.len() as u32 - 1)
            });
        if let Some(place) = place {
            seats.push(Seat {
                // Set below, when all places are known.
                tile: 0,
                day,
                place,
                event: u32::try_from(index).expect("at most u32::MAX events"),
            });
        }
    }
    let tiles = tile_places(&places, reach);
    for seat in &mut seats {
        seat.tile = tiles[seat.place as usize];
    }
    seats.sort_unstable();
    (places, seats)
}

/// The number of each place's tile.
fn tile_places(places: &[Point], reach: Reach) -> Vec<u32> {
    let cube = |(index, &place)| (reach.cube(place), index);
    let mut cubes: Vec<([i64; 3], u32)> = (0..).zip(places).map(cube).collect();
    cubes.sort_unstable();
    let mut tiles = vec![0; places.len()];
    for (tile, members) in (0..).zip(cubes.chunk_by(|a, b| a.0 == b.0)) {
        for &(_, place) in members {
            tiles[place as usize] = tile;
        }
    }
    tiles
}
