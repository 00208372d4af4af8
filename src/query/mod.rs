//! Asking the map: which rows of a layer meet some conditions, in which order, and how many.
//!
//! A layer is anything with a [`read::Reader`]. Rows flow from it one after the other: through the [`filter`]s, which all must hold,
//! through the choice of the nearest or first ones ([`top`]), into [`group`]s or an output ([`mod@write`]). Only sorting keeps
//! rows in memory.

pub mod area;
pub mod bounds;
pub mod days;
pub mod distance;
pub mod expression;
pub mod filter;
pub mod group;
pub mod index;
pub mod names;
pub mod nearest;
pub mod read;
pub mod row;
pub mod top;
pub mod write;

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use geo::Point;

use crate::error::Error;
use crate::ingest::Problem;
use bounds::Bounds;
use filter::Filter;
use group::{Groups, Key};
use read::json::Columns;
use read::{Ask, Need, Reader, Sink};
use row::Row;
use top::{SortKey, Top};
use write::{Format, RowWriter, rounded};

/// A question to a layer.
#[derive(Default)]
pub struct Query {
    /// All of them must hold; each with the option that it came from.
    pub filters: Vec<(&'static str, Filter)>,
    /// Tells every row's distance from here, in the column [`DISTANCE`].
    pub near: Option<Point>,
    /// Keeps only so many rows, the nearest, in order of distance; nothing without `near`.
    pub nearest: Option<usize>,
    /// The order of the rows; without keys that of the file.
    pub sort: Vec<SortKey>,
    /// Gives only so many rows, or groups.
    pub limit: Option<usize>,
    /// Counts rows instead of giving them.
    pub group_by: Vec<Key>,
    /// What is summed of each group; empty: what is known of in [`group::SUMMED`].
    pub sums: Vec<String>,
    /// The columns that are given; empty: all.
    pub columns: Vec<String>,
    /// How rows are written.
    pub format: Format,
}

/// The column with the distance in metres.
pub const DISTANCE: &str = "distance_m";

/// Half round the earth and a little more, in metres: nothing is farther away.
const ANYWHERE_M: f64 = 20_050_000.0;

impl Query {
    /// What the layer must have.
    fn needs(&self) -> Vec<Need> {
        let mut needs = Vec::new();
        for (option, filter) in &self.filters {
            let columns = filter.columns().into_iter();
            needs.extend(columns.map(|any_of| Need { option, any_of }));
        }
        let mut column = |option, name: &str| {
            needs.push(Need {
                option,
                any_of: vec![name.to_owned()],
            });
        };
        let made = |name: &str| self.near.is_some() && name == DISTANCE;
        let is_group =
            |name: &str| self.group_by.iter().any(|key| key.name() == name) || name == group::COUNT;
        let grouped = !self.group_by.is_empty();
        for name in self.sort.iter().map(|key| key.column.as_str()) {
            if !made(name) && !(grouped && (is_group(name) || group::SUMMED.contains(&name))) {
                column("--sort", name);
            }
        }
        for name in &self.sums {
            column("--sum", name);
        }
        for name in self
            .columns
            .iter()
            .filter(|name| !made(name) && !write::is_position(name))
        {
            column("--columns", name);
        }
        for key in &self.group_by {
            match key {
                Key::Column(name) if made(name) => {}
                Key::Column(name) => column("--group-by", name),
                Key::Date | Key::Month | Key::Year => {}
            }
        }
        if self
            .group_by
            .iter()
            .any(|key| !matches!(key, Key::Column(_)))
        {
            needs.push(Need {
                option: "--group-by",
                any_of: days::date_columns(),
            });
        }
        needs
    }

    /// The columns that the rows need which are given; `None` for all.
    fn given_columns(&self) -> Option<Vec<String>> {
        let sort = self.sort.iter().map(|key| key.column.clone());
        if !self.group_by.is_empty() {
            let keys = self.group_by.iter().map(|key| key.name().to_owned());
            let sums = self.summed();
            return Some(
                sort.chain(keys)
                    .chain(sums)
                    .chain(days::date_columns())
                    .collect(),
            );
        }
        match self.format {
            Format::Count => Some(sort.collect()),
            Format::GeoJson | Format::GeoJsonl if self.columns.is_empty() => Some(sort.collect()),
            _ if self.columns.is_empty() => None,
            _ => Some(sort.chain(self.columns.iter().cloned()).collect()),
        }
    }

    fn summed(&self) -> Vec<String> {
        match self.sums.is_empty() {
            true => group::SUMMED.map(str::to_owned).to_vec(),
            false => self.sums.clone(),
        }
    }
}

/// Asks a layer; gives the number of rows, or groups, that were written. `tell` takes what is not as it should be.
///
/// # Errors
/// A layer that cannot be read or lacks a column, an output that cannot be written, and those of `tell`.
pub fn run(
    query: &Query,
    reader: &dyn Reader,
    path: &Path,
    out: &mut dyn Write,
    tell: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<u64, Error> {
    read::check_columns(reader, path, &query.needs())?;
    let mut output = Output::new(query, out);
    let rows = match query.nearest {
        Some(count) => Some(nearest(query, count, reader, tell)?),
        None if !query.sort.is_empty() && query.group_by.is_empty() => {
            Some(sorted(query, reader, tell)?)
        }
        None => {
            read_rows(query, None, reader, &mut |row| output.add(&row), tell)?;
            None
        }
    };
    for row in rows.into_iter().flatten() {
        if output.add(&row).map_err(written)?.is_break() {
            break;
        }
    }
    output.finish().map_err(written)
}

fn written(error: io::Error) -> Error {
    Error::io(Path::new("standard output"), error)
}

/// How far away a row may be, where that shrinks as rows come in.
struct Reach {
    from: Point,
    /// The bits of a number of metres, which are in the order of the number.
    metres: AtomicU64,
}

impl Reach {
    fn metres(&self) -> f64 {
        f64::from_bits(self.metres.load(Ordering::Relaxed))
    }

    fn shrink(&self, metres: f64) {
        self.metres.fetch_min(metres.to_bits(), Ordering::Relaxed);
    }
}

/// The rows that are kept, one after the other, with their distance.
fn read_rows(
    query: &Query,
    reach: Option<&Reach>,
    reader: &dyn Reader,
    take: &mut dyn FnMut(Row) -> io::Result<ControlFlow<()>>,
    tell: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut bounds = Bounds::default();
    query
        .filters
        .iter()
        .for_each(|(_, filter)| filter.narrow(&mut bounds));
    if let Some(reach) = reach {
        let metres = reach.metres();
        if metres < ANYWHERE_M {
            bounds.narrow(&distance::boxes_around(reach.from, metres));
        }
    }
    let near = |row: &Row| match (reach, &row.geometry) {
        (None, _) => true,
        (Some(reach), Some(geometry)) => distance::is_within(reach.from, geometry, reach.metres()),
        (Some(_), None) => false,
    };
    let looks_at = query
        .filters
        .iter()
        .flat_map(|(_, filter)| filter.columns());
    let looks_at: Vec<String> = looks_at.flatten().collect();
    let gives = query.given_columns();
    let ask = Ask {
        bounds: &bounds,
        looks_at: &looks_at,
        keeps: &|row| near(row) && query.filters.iter().all(|(_, filter)| filter.keeps(row)),
        gives: gives.as_deref().map_or(Columns::All, Columns::Only),
        text: query.format.takes_text() && query.columns.is_empty(),
    };
    let mut rows = Rows {
        near: query.near,
        take,
        tell,
    };
    reader.read(&ask, &mut rows)
}

struct Rows<'a> {
    near: Option<Point>,
    take: &'a mut dyn FnMut(Row) -> io::Result<ControlFlow<()>>,
    tell: &'a mut dyn FnMut(Problem) -> Result<(), Error>,
}

impl Sink for Rows<'_> {
    fn row(&mut self, mut row: Row) -> Result<ControlFlow<()>, Error> {
        if let Some(from) = self.near {
            let metres = row
                .geometry
                .as_ref()
                .and_then(|g| distance::distance_m(from, g));
            row.set(DISTANCE, metres.map_or(serde_json::Value::Null, rounded));
        }
        (self.take)(row).map_err(written)
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        (self.tell)(problem)
    }
}

/// The rows in the order that was asked for.
fn sorted(
    query: &Query,
    reader: &dyn Reader,
    tell: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<Vec<Row>, Error> {
    let mut top = Top::new(query.sort.clone(), query.limit);
    let mut take = |row| {
        top.push(row);
        Ok(ControlFlow::Continue(()))
    };
    read_rows(query, None, reader, &mut take, tell)?;
    Ok(top.finish())
}

/// The nearest rows, nearest first unless another order was asked for.
fn nearest(
    query: &Query,
    count: usize,
    reader: &dyn Reader,
    tell: &mut dyn FnMut(Problem) -> Result<(), Error>,
) -> Result<Vec<Row>, Error> {
    /// Where other conditions reject what is near, the circle grows by this.
    const GROWTH: f64 = 4.0;
    /// Distances are rounded to less than this.
    const ROUNDING_M: f64 = 0.1;
    let Some(from) = query.near.filter(|_| count > 0) else {
        return Ok(Vec::new());
    };
    let mut bounds = Bounds::default();
    query
        .filters
        .iter()
        .for_each(|(_, filter)| filter.narrow(&mut bounds));
    let radius = reader.reach(from, count, &bounds)?;
    let mut radius = radius.map_or(f64::INFINITY, |radius| radius.max(ROUNDING_M));
    let by_distance = SortKey {
        column: DISTANCE.to_owned(),
        descending: false,
    };
    loop {
        let reach = Reach {
            from,
            metres: AtomicU64::new(radius.to_bits()),
        };
        let mut top = Top::new(vec![by_distance.clone()], Some(count));
        let mut take = |row| {
            if let Some(last) = top.push(row).and_then(|row| row::number(row.get(DISTANCE))) {
                reach.shrink(last + ROUNDING_M);
            }
            Ok(ControlFlow::Continue(()))
        };
        read_rows(query, Some(&reach), reader, &mut take, tell)?;
        let mut rows = top.finish();
        if rows.len() >= count || radius >= ANYWHERE_M {
            if !query.sort.is_empty() {
                rows.sort_by(|a, b| top::order(a, b, &query.sort));
            }
            return Ok(rows);
        }
        radius *= GROWTH;
    }
}

/// Where the rows go.
struct Output<'a> {
    query: &'a Query,
    groups: Option<Groups>,
    writer: Box<dyn RowWriter + 'a>,
    written: u64,
}

impl<'a> Output<'a> {
    fn new(query: &'a Query, out: &'a mut dyn Write) -> Output<'a> {
        let grouped = !query.group_by.is_empty();
        Output {
            query,
            groups: grouped.then(|| Groups::new(query.group_by.clone(), query.summed())),
            writer: write::writer(query.format, &query.columns, !grouped, out),
            written: 0,
        }
    }

    fn add(&mut self, row: &Row) -> io::Result<ControlFlow<()>> {
        if let Some(groups) = &mut self.groups {
            groups.add(row);
            return Ok(ControlFlow::Continue(()));
        }
        let limit = self.query.limit.unwrap_or(usize::MAX) as u64;
        if self.written < limit {
            self.writer.row(row)?;
            self.written += 1;
        }
        Ok(match self.written < limit {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        })
    }

    fn finish(mut self) -> io::Result<u64> {
        if let Some(groups) = self.groups.take() {
            for row in groups.finish(self.query.sort.clone(), self.query.limit) {
                self.writer.row(&row)?;
                self.written += 1;
            }
        }
        self.writer.finish(self.written)?;
        Ok(self.written)
    }
}

#[cfg(test)]
mod tests;
