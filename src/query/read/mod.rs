//! Reading layers: our own and those of others, as rows that come in the order of the file.

mod batch;
pub mod csv;
pub mod features;
#[cfg(feature = "flatgeobuf")]
pub mod flatgeobuf;
pub mod geojson;
#[cfg(feature = "geopackage")]
pub mod geopackage;
pub mod json;
pub mod objects;
mod place;
pub mod wkb;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use geo::Point;
use memchr::memchr_iter;

use super::bounds::Bounds;
use super::row::Row;
use crate::error::Error;
use crate::ingest::Problem;
use crate::write::atomic::EVENTS;
use json::Columns;

/// What is asked of a layer.
#[derive(Clone, Copy)]
pub struct Ask<'q> {
    /// What rows must meet at least. A reader with an index goes by it; others may leave it to `keeps`.
    pub bounds: &'q Bounds,
    /// The columns that `keeps` looks at; a reader may leave out all others when it asks.
    pub looks_at: &'q [String],
    /// Whether a row is wanted.
    pub keeps: &'q (dyn Fn(&Row) -> bool + Sync),
    /// The columns that the rows which are given must have.
    pub gives: Columns<'q>,
    /// Whether these rows must also bring the text of the feature, from a reader of GeoJSON.
    pub text: bool,
}

impl<'q> Ask<'q> {
    /// The columns that rows without text must have: where text is asked for, features are made of all of them.
    pub fn columns(&self) -> Columns<'q> {
        match self.text {
            true => Columns::All,
            false => self.gives,
        }
    }
}

/// Where rows and problems go.
pub trait Sink {
    /// Takes a row; `Break` when no further one is wanted.
    ///
    /// # Errors
    /// Those of the output.
    fn row(&mut self, row: Row) -> Result<ControlFlow<()>, Error>;

    /// Takes something that is not as it should be.
    ///
    /// # Errors
    /// The problem, where none is accepted.
    fn problem(&mut self, problem: Problem) -> Result<(), Error>;
}

/// A layer of some format.
pub trait Reader {
    /// Gives the rows that are wanted, in the order of the file.
    ///
    /// # Errors
    /// A file that cannot be read, and those of the sink.
    fn read(&self, ask: &Ask, sink: &mut dyn Sink) -> Result<(), Error>;

    /// A radius in metres round a point within which so many features lie that meet bounds, where that is quickly
    /// found; it is infinite where there are not as many.
    ///
    /// # Errors
    /// A file that cannot be read.
    fn reach(&self, _from: Point, _count: usize, _bounds: &Bounds) -> Result<Option<f64>, Error> {
        Ok(None)
    }

    /// The names of all columns, where the format knows them.
    fn declared_columns(&self) -> Option<Vec<String>> {
        None
    }
}

/// What a part of a question needs of a layer: one of these columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The option that asks for it.
    pub option: &'static str,
    /// One of these is enough.
    pub any_of: Vec<String>,
}

/// Checks that a layer has the columns that are needed. Reads as far as it must to see them, which is mostly one row; a layer
/// without any row has all.
///
/// # Errors
/// A file that cannot be read, or a column that it does not have.
pub fn check_columns(reader: &dyn Reader, path: &Path, needs: &[Need]) -> Result<(), Error> {
    let mut seen = Seen {
        needs,
        columns: BTreeSet::new(),
    };
    match reader.declared_columns() {
        Some(columns) => seen.columns.extend(columns),
        None if needs.is_empty() => {}
        None => {
            let ask = Ask {
                bounds: &Bounds::default(),
                looks_at: &[],
                keeps: &|_| true,
                gives: Columns::All,
                text: false,
            };
            reader.read(&ask, &mut seen)?;
        }
    }
    match seen.missing() {
        Some(need) if !seen.columns.is_empty() => {
            let wanted = need.any_of.join(", ");
            let columns: Vec<&str> = seen.columns.iter().map(String::as_str).collect();
            let option = need.option;
            let message = match need.any_of.len() {
                1 => format!(
                    "{option}: there is no column {wanted}; the columns are {}",
                    columns.join(", ")
                ),
                _ => format!(
                    "{option}: there is none of the columns {wanted}; the columns are {}",
                    columns.join(", ")
                ),
            };
            Err(Error::usage(path, message))
        }
        _ => Ok(()),
    }
}

struct Seen<'a> {
    needs: &'a [Need],
    columns: BTreeSet<String>,
}

impl Seen<'_> {
    fn has(&self, column: &str) -> bool {
        let outer = column.split_once('.').map(|(outer, _)| outer);
        self.columns.contains(column) || outer.is_some_and(|outer| self.columns.contains(outer))
    }

    fn missing(&self) -> Option<&Need> {
        let mut needs = self.needs.iter();
        needs.find(|need| !need.any_of.iter().any(|name| self.has(name)))
    }
}

impl Sink for Seen<'_> {
    fn row(&mut self, row: Row) -> Result<ControlFlow<()>, Error> {
        for (name, _) in &row.properties {
            if !self.columns.contains(&**name) {
                self.columns.insert(name.to_string());
            }
        }
        Ok(match self.missing() {
            None => ControlFlow::Break(()),
            Some(_) => ControlFlow::Continue(()),
        })
    }

    fn problem(&mut self, _: Problem) -> Result<(), Error> {
        // It is told when the rows are read.
        Ok(())
    }
}

/// The number of the line in which a byte of a file lies.
fn line_at(path: &Path, offset: u64) -> Option<u64> {
    let mut file = File::open(path).ok()?.take(offset);
    let mut buffer = vec![0; 1 << 20];
    let mut line = 1;
    loop {
        match file.read(&mut buffer).ok()? {
            0 => return Some(line),
            read => line += memchr_iter(b'\n', &buffer[..read]).count() as u64,
        }
    }
}

/// How a layer is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether an index beside the file is used, and made for a large file that has none.
    pub index: bool,
}

/// What became of the index of a layer, to be told.
pub type Note = String;

/// Opens a layer, or the layer of all events in a folder that `map` wrote. A GeoPackage has several: `map.gpkg|layername=clusters` names
/// one.
///
/// # Errors
/// A path that cannot be read, or that is no layer.
pub fn open(path: &Path, options: Options) -> Result<(Box<dyn Reader>, Vec<Note>), Error> {
    let (path, layer) = split_layer(path);
    let path = layer_of(&path)?;
    let format = format_of(&path)?;
    if layer.is_some() && format != Format::GeoPackage {
        return Err(Error::usage(&path, "only a GeoPackage has several layers"));
    }
    Ok(match format {
        Format::Csv => (Box::new(csv::CsvReader::open(&path)?), Vec::new()),
        #[cfg(feature = "flatgeobuf")]
        Format::FlatGeobuf => {
            let reader = flatgeobuf::FlatGeobufReader::open(&path)?;
            (Box::new(reader), Vec::new())
        }
        #[cfg(feature = "geopackage")]
        Format::GeoPackage => {
            let reader = geopackage::GeoPackageReader::open(&path, layer.as_deref())?;
            (Box::new(reader), Vec::new())
        }
        _ if layer.is_some() => {
            return Err(Error::usage(&path, "only a GeoPackage has several layers"));
        }
        Format::GeoJson => {
            let (reader, notes) = geojson::GeoJsonReader::open(&path, options)?;
            (Box::new(reader), notes)
        }
        #[cfg(not(all(feature = "flatgeobuf", feature = "geopackage")))]
        _ => {
            return Err(Error::usage(
                &path,
                "this build of dateline does not read this format",
            ));
        }
    })
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    GeoJson,
    FlatGeobuf,
    GeoPackage,
}

/// What a file says that it is by its first bytes, or else by its name.
fn format_of(path: &Path) -> Result<Format, Error> {
    let failed = |error| Error::io(path, error);
    let mut start = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(16).read_to_end(&mut start).map_err(failed)?;
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    Ok(match (&*start, extension.as_deref()) {
        ([b'f', b'g', b'b', ..], _) | (_, Some("fgb")) => Format::FlatGeobuf,
        (b"SQLite format 3\0", _) | (_, Some("gpkg")) => Format::GeoPackage,
        (_, Some("csv" | "tsv" | "txt")) => Format::Csv,
        _ => Format::GeoJson,
    })
}

/// A path as QGIS and GDAL write it, with the name of a layer behind it.
fn split_layer(path: &Path) -> (PathBuf, Option<String>) {
    let text = path
        .to_str()
        .and_then(|path| path.split_once("|layername="));
    match text {
        Some((path, layer)) => (path.into(), Some(layer.to_owned())),
        None => (path.to_owned(), None),
    }
}

/// The file that is meant.
fn layer_of(path: &Path) -> Result<PathBuf, Error> {
    let meta = std::fs::metadata(path).map_err(|error| Error::io(path, error))?;
    if !meta.is_dir() {
        return Ok(path.to_owned());
    }
    let events = path.join(EVENTS);
    match events.is_file() {
        true => Ok(events),
        false => Err(Error::usage(
            path,
            format!(
                "there is no {EVENTS} in this folder; name one that `dateline map` wrote, or a layer"
            ),
        )),
    }
}
