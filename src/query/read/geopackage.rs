//! GeoPackage: one of its layers, found by place through its spatial index where it has one.

use std::path::{Path, PathBuf};

use geo::Point;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Statement, params};
use serde_json::Value;

use super::batch::Batch;
use super::json::Columns;
use super::place::{other_crs, reach};
use super::{Ask, Reader, Sink, wkb};
use crate::error::Error;
use crate::query::bounds::{Bounds, Rect};
use crate::query::row::Row;

/// One layer of a GeoPackage.
#[derive(Debug)]
pub struct GeoPackageReader {
    path: PathBuf,
    layer: Layer,
}

/// What the tables about tables tell of it.
#[derive(Debug)]
struct Layer {
    name: String,
    geometry: String,
    /// The column that numbers the features, where there is one.
    key: Option<String>,
    columns: Vec<Column>,
    /// The table of the spatial index.
    rtree: Option<String>,
}

#[derive(Debug)]
struct Column {
    name: Box<str>,
    kind: Kind,
}

/// How values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    Boolean,
    Json,
}

impl GeoPackageReader {
    /// Finds a layer: the one that is named; or else `events`, or the only one.
    ///
    /// # Errors
    /// A file that cannot be read or is no GeoPackage, and a layer that is not there or whose coordinates are not longitude
    /// and latitude.
    pub fn open(path: &Path, layer: Option<&str>) -> Result<GeoPackageReader, Error> {
        let db = connect(path)?;
        let layers = layers(&db).map_err(|error| failed(path, error))?;
        let Some(name) = chosen(&layers, layer) else {
            let message = match layer {
                _ if layers.is_empty() => "there is no layer in it".to_owned(),
                Some(layer) => format!(
                    "there is no layer {layer:?}; there are {}",
                    layers.join(", ")
                ),
                None => format!(
                    "name one of its layers, as in {}|layername={}; there are {}",
                    path.display(),
                    layers[0],
                    layers.join(", ")
                ),
            };
            return Err(Error::usage(path, message));
        };
        let crs = crs(&db, name).map_err(|error| failed(path, error))?;
        if let Some(crs) = crs {
            return Err(Error::content(path, None, other_crs(&crs)));
        }
        Ok(GeoPackageReader {
            path: path.to_owned(),
            layer: Layer::of(&db, name).map_err(|error| failed(path, error))?,
        })
    }
}

impl Reader for GeoPackageReader {
    fn read(&self, ask: &Ask, sink: &mut dyn Sink) -> Result<(), Error> {
        let failed = |error| failed(&self.path, error);
        let db = connect(&self.path)?;
        let boxes = ask.bounds.boxes.as_deref();
        let mut statement = self.layer.select(&db, boxes).map_err(failed)?;
        let mut rows = statement.raw_query();
        let look = |number: u64, raw: &Raw| raw.row(number, &self.layer, ask);
        let mut batch = Batch::new(&self.path, look);
        let mut number = 0;
        while let Some(row) = rows.next().map_err(failed)? {
            let raw = Raw::of(row, &self.layer).map_err(failed)?;
            if batch.push(number, raw, sink)?.is_break() {
                return Ok(());
            }
            number += 1;
        }
        batch.finish(sink).map(drop)
    }

    fn reach(&self, from: Point, count: usize, bounds: &Bounds) -> Result<Option<f64>, Error> {
        let Some(rtree) = &self.layer.rtree else {
            return Ok(None);
        };
        let db = connect(&self.path)?;
        let search =
            |boxes: &[Rect]| search(&db, rtree, boxes).map_err(|error| failed(&self.path, error));
        reach(from, count, bounds, search).map(Some)
    }

    fn declared_columns(&self) -> Option<Vec<String>> {
        let names = self
            .layer
            .columns
            .iter()
            .map(|column| column.name.to_string());
        Some(names.collect())
    }
}

/// Opens a file for reading only. Where nothing waits to be written, it is taken as it stands, so that it may lie where nobody may write.
fn connect(path: &Path) -> Result<Connection, Error> {
    std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
    let mut waiting = path.as_os_str().to_owned();
    waiting.push("-wal");
    let immutable = if Path::new(&waiting).exists() {
        ""
    } else {
        "?immutable=1"
    };
    let escaped = path
        .to_string_lossy()
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(format!("file:{escaped}{immutable}"), flags);
    db.map_err(|error| failed(path, error))
}

fn failed(path: &Path, error: rusqlite::Error) -> Error {
    let message = match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => "this is no GeoPackage".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            "the file is broken or ends too early; fetch or make it again".to_owned()
        }
        _ if error.to_string().contains("no such table: gpkg_") => {
            "this is an SQLite file, but no GeoPackage".to_owned()
        }
        _ => error.to_string(),
    };
    Error::content(path, None, message)
}

fn layers(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut names = db.prepare(
        "SELECT table_name FROM gpkg_contents JOIN gpkg_geometry_columns USING (table_name)
        WHERE data_type = 'features' ORDER BY gpkg_contents.rowid",
    )?;
    names.query_map([], |row| row.get(0))?.collect()
}

fn chosen<'l>(layers: &'l [String], wanted: Option<&str>) -> Option<&'l str> {
    let named = |name: &str| layers.iter().find(|layer| layer.eq_ignore_ascii_case(name));
    let found = match (wanted, layers) {
        (Some(name), _) => named(name),
        (None, [only]) => Some(only),
        (None, _) => named("events"),
    };
    found.map(String::as_str)
}

/// The coordinate system of a layer, where it is another one than WGS 84.
fn crs(db: &Connection, layer: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT upper(organization), organization_coordsys_id FROM gpkg_geometry_columns
        JOIN gpkg_spatial_ref_sys USING (srs_id) WHERE table_name = ?";
    let found = db
        .query_row(sql, [layer], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let found: Option<(String, i64)> = found;
    Ok(
        found.and_then(|(organisation, code)| match (&*organisation, code) {
            // Nothing is said where the number is not positive.
            ("EPSG", 4326) | ("OGC", _) | (_, ..=0) => None,
            _ => Some(format!("{organisation}:{code}")),
        }),
    )
}

impl Layer {
    fn of(db: &Connection, name: &str) -> rusqlite::Result<Layer> {
        let geometry: String = db.query_row(
            "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?",
            [name],
            |row| row.get(0),
        )?;
        let json = json_columns(db, name);
        let mut info = db.prepare("SELECT name, upper(type), pk FROM pragma_table_info(?)")?;
        let info = info.query_map([name], |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, i64>(2)? > 0,
            ))
        })?;
        let mut key = None;
        let mut columns = Vec::new();
        for column in info {
            let (name, declared, is_key) = column?;
            if is_key {
                key = Some(name);
                continue;
            }
            let is_own = name.eq_ignore_ascii_case(&geometry) || name == "fid";
            let kind = match &*declared {
                "BOOLEAN" => Kind::Boolean,
                _ if json.contains(&name) => Kind::Json,
                _ => Kind::Plain,
            };
            if !is_own {
                columns.push(Column {
                    name: name.into(),
                    kind,
                });
            }
        }
        let rtree = format!("rtree_{name}_{geometry}");
        let is_there =
            "SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = lower(?)";
        let is_there = db.query_row(is_there, [&rtree], |_| Ok(())).optional()?;
        Ok(Layer {
            name: name.to_owned(),
            rtree: is_there.and(key.is_some().then_some(rtree)),
            geometry,
            key,
            columns,
        })
    }

    /// The rows that can meet one of the boxes, or all: the geometry, then the columns.
    fn select<'d>(
        &self,
        db: &'d Connection,
        boxes: Option<&[Rect]>,
    ) -> rusqlite::Result<Statement<'d>> {
        let names = self
            .columns
            .iter()
            .map(|column| format!(", {}", quoted(&column.name)));
        let mut sql = format!(
            "SELECT {}{} FROM {}",
            quoted(&self.geometry),
            names.collect::<String>(),
            quoted(&self.name)
        );
        let key = self.key.as_deref().map(quoted);
        if let (Some(boxes), Some(rtree), Some(key)) = (boxes, &self.rtree, &key) {
            let (rtree, meets) = (quoted(rtree), meets(boxes));
            sql += &format!(" WHERE {key} IN (SELECT id FROM {rtree} WHERE {meets})");
        }
        if let Some(key) = key {
            sql += &format!(" ORDER BY {key}");
        }
        db.prepare(&sql)
    }
}

/// The boxes of the features in an index that meet one of ours.
fn search(db: &Connection, rtree: &str, boxes: &[Rect]) -> rusqlite::Result<Vec<Rect>> {
    let (rtree, meets) = (quoted(rtree), meets(boxes));
    let sql = format!("SELECT minx, miny, maxx, maxy FROM {rtree} WHERE {meets}");
    let rect = |row: &rusqlite::Row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
    db.prepare(&sql)?.query_map([], rect)?.collect()
}

/// A condition on boxes of an index: that they meet one of ours.
fn meets(boxes: &[Rect]) -> String {
    let conditions: Vec<String> = boxes.iter().flat_map(condition).collect();
    match conditions.is_empty() {
        true => "FALSE".to_owned(),
        false => conditions.join(" OR "),
    }
}

/// Which boxes of the index meet ours, also those of layers that count beyond 180 degrees.
fn condition([west, south, east, north]: &Rect) -> [String; 3] {
    [0.0, 360.0, -360.0].map(|turn| {
        let (west, east) = (west + turn, east + turn);
        format!(
            "(maxx >= {west:?} AND minx <= {east:?} AND maxy >= {south:?} AND miny <= {north:?})"
        )
    })
}

/// The columns that a table about columns declares to be JSON; it need not be there.
fn json_columns(db: &Connection, layer: &str) -> Vec<String> {
    let sql = "SELECT column_name FROM gpkg_data_columns WHERE table_name = ? AND mime_type = 'application/json'";
    let Ok(mut names) = db.prepare(sql) else {
        return Vec::new();
    };
    let names = names.query_map(params![layer], |row| row.get(0));
    names
        .map(|names| names.flatten().collect())
        .unwrap_or_default()
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A row as SQLite gives it.
struct Raw {
    geometry: Option<Vec<u8>>,
    values: Vec<Value>,
}

impl Raw {
    fn of(row: &rusqlite::Row, layer: &Layer) -> rusqlite::Result<Raw> {
        let geometry = match row.get_ref(0)? {
            ValueRef::Blob(bytes) => Some(bytes.to_vec()),
            _ => None,
        };
        let values = layer.columns.iter().enumerate();
        let values = values.map(|(at, column)| Ok(value(row.get_ref(at + 1)?, column.kind)));
        Ok(Raw {
            geometry,
            values: values.collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The row, where it is wanted.
    fn row(&self, number: u64, layer: &Layer, ask: &Ask) -> Result<Option<Row>, String> {
        let geometry = match &self.geometry {
            None => None,
            Some(bytes) => wkb::of_geopackage(bytes)
                .map_err(|what| format!("feature {}: {what}", number + 1))?,
        };
        let mut row = Row {
            position: number,
            geometry,
            properties: self.properties(layer, Columns::Only(ask.looks_at)),
            text: None,
        };
        if !(ask.keeps)(&row) {
            return Ok(None);
        }
        row.properties = self.properties(layer, ask.columns());
        Ok(Some(row))
    }

    fn properties(&self, layer: &Layer, wanted: Columns) -> Vec<(Box<str>, Value)> {
        let all = layer.columns.iter().zip(&self.values);
        let wanted = all.filter(|(column, _)| wanted.has(&column.name));
        wanted
            .map(|(column, value)| (column.name.clone(), value.clone()))
            .collect()
    }
}

fn value(value: ValueRef, kind: Kind) -> Value {
    match (value, kind) {
        (ValueRef::Integer(number), Kind::Boolean) => (number != 0).into(),
        (ValueRef::Integer(number), _) => number.into(),
        (ValueRef::Real(number), _) => number.into(),
        (ValueRef::Text(text), kind) => {
            let text = String::from_utf8_lossy(text);
            match kind {
                Kind::Json => serde_json::from_str(&text).unwrap_or_else(|_| text.into()),
                _ => text.into(),
            }
        }
        // Bytes are nothing that could be asked for.
        (ValueRef::Null | ValueRef::Blob(_), _) => Value::Null,
    }
}
