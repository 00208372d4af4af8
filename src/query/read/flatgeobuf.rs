//! FlatGeobuf: where a place is asked for, the packed R-tree says which features to read; the others are not touched.
//!
//! Files of others may be torn or wrong in any part, so nothing is believed: neither sizes nor offsets.

mod feature;
mod tree;

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read, Seek};
use std::path::{Path, PathBuf};

use flatgeobuf::{ColumnType, Crs, FgbReader, GeometryType, Header};

use geo::Point;

use super::batch::Batch;
use super::place::{other_crs, reach};
use super::{Ask, Reader, Sink};
use crate::error::Error;
use crate::query::bounds::{Bounds, Rect};
use tree::{Leaf, Tree};

/// A FlatGeobuf file, with an index or without.
#[derive(Debug)]
pub struct FlatGeobufReader {
    path: PathBuf,
    layout: Layout,
}

/// What the header tells.
#[derive(Debug)]
pub(super) struct Layout {
    columns: Vec<(Box<str>, ColumnType)>,
    /// Of all features, where they are alike.
    shape: GeometryType,
    /// `None` where the header does not know.
    count: Option<u64>,
    tree: Option<Tree>,
    /// Where the features begin, in bytes.
    begin: u64,
    /// Where the file ends.
    end: u64,
}

/// What to tell of a file that ends too early.
const TRUNCATED: &str = "the file ends too early; fetch or make it again";

impl FlatGeobufReader {
    /// Reads the header.
    ///
    /// # Errors
    /// A file that cannot be read, that is no FlatGeobuf, or whose coordinates are not longitude and latitude.
    pub fn open(path: &Path) -> Result<FlatGeobufReader, Error> {
        let wrong = |message: String| Error::content(path, None, message);
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        let end = file
            .metadata()
            .map_err(|error| Error::io(path, error))?
            .len();
        let mut file = BufReader::new(file);
        let layout = match FgbReader::open(&mut file) {
            Ok(reader) => Layout::of(&reader.header(), end),
            Err(flatgeobuf::Error::IO(error)) if error.kind() == ErrorKind::UnexpectedEof => {
                Err(TRUNCATED.to_owned())
            }
            Err(flatgeobuf::Error::IO(error)) => return Err(Error::io(path, error)),
            Err(_) => Err("this is no FlatGeobuf, or one with a broken header".to_owned()),
        };
        let mut layout = layout.map_err(wrong)?;
        let begin = file
            .stream_position()
            .map_err(|error| Error::io(path, error))?;
        layout.place(begin).map_err(wrong)?;
        Ok(FlatGeobufReader {
            path: path.to_owned(),
            layout,
        })
    }

    fn failed(&self, error: io::Error) -> Error {
        match error.kind() {
            ErrorKind::UnexpectedEof => Error::content(&self.path, None, TRUNCATED),
            ErrorKind::InvalidData => Error::content(&self.path, None, error.to_string()),
            _ => Error::io(&self.path, error),
        }
    }

    fn open_file(&self) -> Result<File, Error> {
        File::open(&self.path).map_err(|error| Error::io(&self.path, error))
    }
}

impl Reader for FlatGeobufReader {
    fn read(&self, ask: &Ask, sink: &mut dyn Sink) -> Result<(), Error> {
        let mut file = self.open_file()?;
        let found = match (&self.layout.tree, &ask.bounds.boxes) {
            (Some(tree), Some(boxes)) => Some(tree.search(&mut file, boxes)),
            _ => None,
        };
        let found = found.transpose().map_err(|error| self.failed(error))?;
        let mut features = Features::new(&self.layout, file, found).map_err(|e| self.failed(e))?;
        let look = |number: u64, bytes: &Vec<u8>| feature::row(number, bytes, &self.layout, ask);
        let mut batch = Batch::new(&self.path, look);
        while let Some((number, bytes)) = features.next().map_err(|error| self.failed(error))? {
            if batch.push(number, bytes, sink)?.is_break() {
                return Ok(());
            }
        }
        batch.finish(sink).map(drop)
    }

    fn reach(&self, from: Point, count: usize, bounds: &Bounds) -> Result<Option<f64>, Error> {
        let Some(tree) = &self.layout.tree else {
            return Ok(None);
        };
        let mut file = self.open_file()?;
        let search = |boxes: &[Rect]| {
            let found = tree
                .search(&mut file, boxes)
                .map_err(|error| self.failed(error))?;
            Ok(found.into_iter().map(|leaf| leaf.rect).collect())
        };
        reach(from, count, bounds, search).map(Some)
    }

    fn declared_columns(&self) -> Option<Vec<String>> {
        let names = self.layout.columns.iter().map(|(name, _)| name.to_string());
        Some(names.collect())
    }
}

impl Layout {
    fn of(header: &Header, end: u64) -> Result<Layout, String> {
        if let Some(crs) = header.crs() {
            check_crs(&crs)?;
        }
        let columns = header.columns().into_iter().flatten();
        let count = header.features_count();
        let node_size = header.index_node_size();
        let tree = match (count, node_size) {
            (0, _) | (_, 0) => None,
            _ => Some(Tree::new(count, node_size, end).ok_or(TRUNCATED)?),
        };
        Ok(Layout {
            columns: columns
                .map(|column| (column.name().into(), column.type_()))
                .collect(),
            shape: header.geometry_type(),
            count: (count > 0).then_some(count),
            tree,
            begin: 0,
            end,
        })
    }

    /// Sets where the header ends.
    fn place(&mut self, end_of_header: u64) -> Result<(), String> {
        self.begin = end_of_header;
        if let Some(tree) = &mut self.tree {
            tree.begin = end_of_header;
            self.begin += tree.size();
        }
        match self.begin <= self.end {
            true => Ok(()),
            false => Err(TRUNCATED.to_owned()),
        }
    }
}

/// Accepts longitude and latitude on WGS 84, and what does not say what it is.
fn check_crs(crs: &Crs) -> Result<(), String> {
    let name = match (crs.code(), crs.code_string()) {
        (0, None) | (4326, _) | (0, Some("CRS84" | "OGC:CRS84" | "4326" | "EPSG:4326")) => {
            return Ok(());
        }
        (0, Some(code)) => code.to_owned(),
        (code, _) => format!("{}:{code}", crs.org().unwrap_or("EPSG")),
    };
    Err(other_crs(&name))
}

/// The features of a file, one after the other, as the bytes that they are.
struct Features<'r> {
    layout: &'r Layout,
    file: BufReader<File>,
    /// Where the file is read next.
    at: u64,
    /// How many came.
    number: u64,
    found: Option<std::vec::IntoIter<Leaf>>,
}

impl<'r> Features<'r> {
    fn new(
        layout: &'r Layout,
        mut file: File,
        found: Option<Vec<Leaf>>,
    ) -> io::Result<Features<'r>> {
        file.seek(io::SeekFrom::Start(layout.begin))?;
        Ok(Features {
            layout,
            file: BufReader::with_capacity(1 << 16, file),
            at: layout.begin,
            number: 0,
            found: found.map(Vec::into_iter),
        })
    }

    /// The next feature with its number in the file, with its size before it.
    fn next(&mut self) -> io::Result<Option<(u64, Vec<u8>)>> {
        let number = match &mut self.found {
            Some(found) => match found.next() {
                None => return Ok(None),
                Some(leaf) => {
                    self.go_to(leaf.offset)?;
                    leaf.number
                }
            },
            None if self.layout.count == Some(self.number) => return Ok(None),
            None if self.layout.count.is_none() && self.at == self.layout.end => return Ok(None),
            None => self.number,
        };
        self.number += 1;
        let mut size = [0; 4];
        self.file.read_exact(&mut size)?;
        let length = u64::from(u32::from_le_bytes(size));
        self.at += 4;
        if length > self.layout.end.saturating_sub(self.at) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let mut bytes = Vec::with_capacity(length as usize + 4);
        bytes.extend(size);
        bytes.resize(length as usize + 4, 0);
        self.file.read_exact(&mut bytes[4..])?;
        self.at += length;
        Ok(Some((number, bytes)))
    }

    /// Goes to a feature; what lies in the buffer is not read again.
    fn go_to(&mut self, offset: u64) -> io::Result<()> {
        let target = self.layout.begin.checked_add(offset);
        let target = target.filter(|&target| target < self.layout.end);
        let target = target.ok_or(ErrorKind::UnexpectedEof)?;
        self.file
            .seek_relative(target.wrapping_sub(self.at) as i64)?;
        self.at = target;
        Ok(())
    }
}
