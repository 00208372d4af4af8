//! Core cells, and which of them belong together.

use super::tiles::Tiles;
use std::ops::Range;

/// The core cells of all tiles, as runs that are joined step by step.
pub struct Runs {
    runs: Vec<Run>,
    /// The runs of each tile, by day.
    of_tile: Vec<Range<usize>>,
    /// The run of each cell; `None` where it is not a core cell.
    of_cell: Vec<Option<u32>>,
    /// Disjoint sets: each run points to another of its set, and one of each set to itself.
    parent: Vec<u32>,
}

/// Core cells of one tile, each within the days allowed of the one before.
struct Run {
    /// From the first to the last; there may be cells between that are not core cells.
    cells: Range<usize>,
}

impl Runs {
    /// Every tile's core cells, cut where there is a gap of more than the days allowed.
    pub fn new(tiles: &Tiles, min_events: usize) -> Runs {
        let mut runs: Vec<Run> = Vec::new();
        let mut of_tile = Vec::with_capacity(tiles.len());
        let mut of_cell = Vec::new();
        for tile in 0..tiles.len() {
            let first = runs.len();
            for cell in tiles.cells_of(tile) {
                if !is_core(tiles, tile, cell, min_events) {
                    of_cell.push(None);
                    continue;
                }
                match runs[first..].last_mut() {
                    Some(run) if tiles.around(tile, cell).start < run.cells.end => {
                        run.cells.end = cell + 1;
                    }
                    _ => runs.push(Run {
                        cells: cell..cell + 1,
                    }),
                }
                of_cell.push(Some(runs.len() as u32 - 1));
            }
            of_tile.push(first..runs.len());
        }
        let parent = (0..runs.len() as u32).collect();
        Runs {
            runs,
            of_tile,
            of_cell,
            parent,
        }
    }

    /// Joins the runs of different tiles that hold neighbours.
    pub fn join_neighbours(&mut self, tiles: &Tiles) {
        for tile in 0..tiles.len() {
            for run in self.of_tile[tile].clone() {
                for other_tile in tiles.near(tile).filter(|&other| other > tile) {
                    for other in self.in_days(tiles, other_tile, run) {
                        self.join(tiles, run, other, other_tile);
                    }
                }
            }
        }
    }

    /// The cluster of each core cell, numbered by the first event in one.
    pub fn number(mut self, cell_of_event: &[Option<u32>]) -> Vec<Option<u32>> {
        let mut of_set = vec![None; self.runs.len()];
        let mut clusters = 0;
        for cell in cell_of_event.iter().flatten() {
            if let Some(run) = self.of_cell[*cell as usize] {
                of_set[self.set_of(run) as usize].get_or_insert_with(|| {
                    clusters += 1;
                    clusters - 1
                });
            }
        }
        let cells = std::mem::take(&mut self.of_cell).into_iter();
        cells
            .map(|run| of_set[self.set_of(run?) as usize])
            .collect()
    }

    /// The runs of another tile that come within the days allowed of a run.
    fn in_days(&self, tiles: &Tiles, other_tile: usize, run: usize) -> Range<usize> {
        let Range { start, end } = self.runs[run].cells;
        let cells = tiles.cells_of(other_tile);
        let from = tiles.in_days(cells.clone(), tiles.day(start)).start;
        let to = tiles.in_days(cells.clone(), tiles.day(end - 1)).end;
        let of_tile = self.of_tile[other_tile].clone();
        let runs = &self.runs[of_tile.clone()];
        let first = runs.partition_point(|other| other.cells.end <= from);
        let past = runs.partition_point(|other| other.cells.start < to);
        of_tile.start + first..of_tile.start + past.max(first)
    }

    /// Joins two runs if a core cell of one is a neighbour of a core cell of the other.
    fn join(&mut self, tiles: &Tiles, run: usize, other: usize, other_tile: usize) {
        let (set, other_set) = (self.set_of(run as u32), self.set_of(other as u32));
        if set == other_set {
            return;
        }
        let is_core = |cell: &usize| self.of_cell[*cell].is_some();
        let others = &self.runs[other].cells;
        let touches = |cell| {
            tiles
                .neighbours_among(other_tile, others.clone(), cell)
                .any(|neighbour| is_core(&neighbour))
        };
        if self.runs[run].cells.clone().filter(is_core).any(touches) {
            self.parent[set.max(other_set) as usize] = set.min(other_set);
        }
    }

    /// The run that stands for the set of `run`; the way there is halved for the next time.
    fn set_of(&mut self, mut run: u32) -> u32 {
        while self.parent[run as usize] != run {
            let next = self.parent[run as usize];
            self.parent[run as usize] = self.parent[next as usize];
            run = next;
        }
        run
    }
}

/// Whether a cell's events have `min_events` neighbours. Stops at that many: most cells have them
/// in their own tile.
fn is_core(tiles: &Tiles, tile: usize, cell: usize, min_events: usize) -> bool {
    let mut found = tiles.events_in(tiles.around(tile, cell));
    found >= min_events
        || tiles.near(tile).any(|other| {
            found += tiles.neighbouring_events(other, cell);
            found >= min_events
        })
}
