//! One layer as a table of a GeoPackage.

use geo::Geometry;
use geozero::{CoordDimensions, ToWkb};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Transaction, params, params_from_iter};

use super::{BoxedError, CHANGED, Part, WGS84};
use crate::feature::{Column, Kind, Layer, Shape, Value, free_name};
use crate::write::extent::{Corners, Extent};

/// The column of geometries, where no other bears the name.
pub(super) const GEOMETRY: &str = "geom";
/// The definition of the extension that the spatial index is.
const RTREE: &str = "http://www.geopackage.org/spec120/#extension_rtree";

const NULL: ToSqlOutput = ToSqlOutput::Borrowed(ValueRef::Null);

/// What a table is called, and its columns.
pub(super) struct Table {
    pub(super) name: String,
    pub(super) geometry: String,
    fid: String,
    shape: Shape,
    columns: Vec<Column>,
}

impl Table {
    pub(super) fn new(layer: &Layer) -> Table {
        let columns = distinct(&layer.columns);
        Table {
            name: table_name(&layer.name),
            geometry: free_name(&columns, GEOMETRY),
            fid: free_name(&columns, "fid"),
            shape: layer.shape,
            columns,
        }
    }

    /// The name of the spatial index, which the standard prescribes.
    fn rtree(&self) -> String {
        format!("rtree_{}_{}", self.name, self.geometry)
    }

    /// Makes the table and its spatial index, both empty.
    pub(super) fn create(&self, db: &Transaction) -> rusqlite::Result<()> {
        let column =
            |column: &Column| format!(", {} {}", quoted(&column.name), sql_type(column.kind));
        db.execute_batch(&format!(
            "CREATE TABLE {table} ({fid} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {geometry} {shape}{columns});
            CREATE VIRTUAL TABLE {rtree} USING rtree (id, minx, maxx, miny, maxy);",
            table = quoted(&self.name),
            fid = quoted(&self.fid),
            geometry = quoted(&self.geometry),
            shape = shape_type(self.shape),
            columns = self.columns.iter().map(column).collect::<String>(),
            rtree = quoted(&self.rtree()),
        ))
    }

    /// Writes the rows; returns the box round them.
    pub(super) fn fill(&self, layer: Layer, db: &Transaction) -> Result<Extent, BoxedError> {
        let places = ", ?".repeat(self.columns.len());
        let table = quoted(&self.name);
        let mut insert = db.prepare(&format!("INSERT INTO {table} VALUES (?, ?{places})"))?;
        let rtree = quoted(&self.rtree());
        let mut index = db.prepare(&format!("INSERT INTO {rtree} VALUES (?, ?, ?, ?, ?)"))?;
        let mut extent = Extent::default();
        for (fid, row) in (1i64..).zip(layer.rows) {
            let corners = row.geometry.as_ref().and_then(|shape| extent.add(shape));
            let geometry = match &row.geometry {
                None => NULL,
                Some(shape) => blob(shape, corners)?.into(),
            };
            let values = row.values.iter().map(sql_value);
            let begin = [fid.into(), geometry];
            insert.execute(params_from_iter(begin.into_iter().chain(values)))?;
            if let Some([west, south, east, north]) = corners {
                index.execute(params![fid, west, east, south, north])?;
            }
        }
        Ok(extent)
    }

    /// Tells other programs of the layer, its columns and its index, which triggers keep right when they edit it.
    pub(super) fn register(&self, extent: Extent, db: &Transaction) -> rusqlite::Result<()> {
        self.list(&self.name, extent.0, db)?;
        db.execute(
            "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', ?, 'write-only')",
            params![self.name, self.geometry, RTREE],
        )?;
        self.create_triggers(db)?;
        self.count(db)
    }

    /// Counts the features, and keeps counting when others edit the table.
    fn count(&self, db: &Transaction) -> rusqlite::Result<()> {
        let table = quoted(&self.name);
        let count = format!("INSERT INTO gpkg_ogr_contents SELECT ?, count(*) FROM {table}");
        db.execute(&count, [&self.name])?;
        for (event, change) in [("insert", "+ 1"), ("delete", "- 1")] {
            db.execute_batch(&format!(
                "CREATE TRIGGER {trigger} AFTER {event} ON {table} BEGIN
                    UPDATE gpkg_ogr_contents SET feature_count = feature_count {change} WHERE table_name = '{name}'; END",
                trigger = quoted(&format!("trigger_{event}_feature_count_{}", self.name)),
                name = self.name.replace('\'', "''"),
            ))?;
        }
        Ok(())
    }

    /// Makes a layer of some of the rows.
    pub(super) fn view(&self, part: &Part, db: &Transaction) -> rusqlite::Result<()> {
        let name = table_name(&part.name);
        db.execute_batch(&format!(
            "CREATE VIEW {} AS SELECT * FROM {} WHERE {}",
            quoted(&name),
            quoted(&self.name),
            part.condition
        ))?;
        let extent = format!(
            "SELECT min(minx), min(miny), max(maxx), max(maxy) FROM {} WHERE id IN (SELECT {} FROM {})",
            quoted(&self.rtree()),
            quoted(&self.fid),
            quoted(&name)
        );
        let corners = db.query_row(&extent, [], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })?;
        let corners: [Option<f64>; 4] = corners;
        let [Some(west), Some(south), Some(east), Some(north)] = corners else {
            return self.list(&name, None, db);
        };
        self.list(&name, Some([west, south, east, north]), db)
    }

    fn list(&self, name: &str, extent: Option<Corners>, db: &Transaction) -> rusqlite::Result<()> {
        let corner = |at: usize| extent.map(|corners| corners[at]);
        db.execute(
            "INSERT INTO gpkg_contents VALUES (?1, 'features', ?1, '', ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                name,
                CHANGED,
                corner(0),
                corner(1),
                corner(2),
                corner(3),
                WGS84
            ],
        )?;
        db.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)",
            params![name, self.geometry, shape_type(self.shape), WGS84],
        )?;
        let is_json = |column: &&Column| matches!(column.kind, Kind::List | Kind::Json);
        for column in self.columns.iter().filter(is_json) {
            db.execute(
                "INSERT INTO gpkg_data_columns (table_name, column_name, mime_type) VALUES (?, ?, 'application/json')",
                params![name, column.name],
            )?;
        }
        Ok(())
    }

    /// The six triggers of the standard: each says when, and whether the old or the new feature leaves or enters the index.
    fn create_triggers(&self, db: &Transaction) -> rusqlite::Result<()> {
        let [table, geometry, fid] =
            [&self.name, &self.geometry, &self.fid].map(|name| quoted(name));
        let rtree = quoted(&self.rtree());
        let there = format!("(NEW.{geometry} NOTNULL AND NOT ST_IsEmpty(NEW.{geometry}))");
        let absent = format!("(NEW.{geometry} ISNULL OR ST_IsEmpty(NEW.{geometry}))");
        let same = format!("OLD.{fid} = NEW.{fid}");
        let other = format!("OLD.{fid} != NEW.{fid}");
        let enter = format!(
            "INSERT OR REPLACE INTO {rtree} VALUES (NEW.{fid}, ST_MinX(NEW.{geometry}), ST_MaxX(NEW.{geometry}),
                ST_MinY(NEW.{geometry}), ST_MaxY(NEW.{geometry}));"
        );
        let leave = format!("DELETE FROM {rtree} WHERE id = OLD.{fid};");
        let both_leave = format!("DELETE FROM {rtree} WHERE id IN (OLD.{fid}, NEW.{fid});");
        let of_geometry = format!("UPDATE OF {geometry}");
        let rows = [
            ("insert", "INSERT", there.clone(), enter.clone()),
            (
                "update1",
                &of_geometry,
                format!("{same} AND {there}"),
                enter.clone(),
            ),
            (
                "update2",
                &of_geometry,
                format!("{same} AND {absent}"),
                leave.clone(),
            ),
            (
                "update3",
                "UPDATE",
                format!("{other} AND {there}"),
                format!("{leave} {enter}"),
            ),
            (
                "update4",
                "UPDATE",
                format!("{other} AND {absent}"),
                both_leave,
            ),
            (
                "delete",
                "DELETE",
                format!("OLD.{geometry} NOT NULL"),
                leave,
            ),
        ];
        for (name, event, condition, action) in rows {
            let name = quoted(&format!("{}_{name}", self.rtree()));
            db.execute_batch(&format!(
                "CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {condition} BEGIN {action} END"
            ))?;
        }
        Ok(())
    }
}

/// An identifier as SQL takes any text for one.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The name of a table; some are kept for the standard and for SQLite.
fn table_name(name: &str) -> String {
    let reserved = ["", "gpkg_", "rtree_", "sqlite_"];
    let lower = name.to_ascii_lowercase();
    let is_reserved = reserved[1..].iter().any(|start| lower.starts_with(start));
    if name.is_empty() || lower == "layer_styles" || is_reserved {
        format!("layer_{name}")
    } else {
        name.to_owned()
    }
}

/// The columns by names of which no two differ in case only.
fn distinct(columns: &[Column]) -> Vec<Column> {
    let mut all: Vec<Column> = Vec::with_capacity(columns.len());
    for column in columns {
        let name = free_name(&all, &column.name);
        all.push(Column {
            name: name.into(),
            ..column.clone()
        });
    }
    all
}

fn sql_type(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List | Kind::Json => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Real => "REAL",
        Kind::Boolean => "BOOLEAN",
        Kind::Date => "DATE",
    }
}

fn shape_type(shape: Shape) -> &'static str {
    match shape {
        Shape::Point => "POINT",
        Shape::Polygon => "POLYGON",
        Shape::Any => "GEOMETRY",
    }
}

fn sql_value<'r>(value: &'r Value) -> ToSqlOutput<'r> {
    match value {
        Value::Null => NULL,
        Value::Text(text) => (&**text).into(),
        Value::Integer(number) => (*number).into(),
        Value::Real(number) => (*number).into(),
        Value::Boolean(value) => (*value).into(),
        Value::Date(day) => day.to_string().into(),
        // Texts and numbers in memory: there is nothing that could fail.
        Value::List(_) | Value::Json(_) => serde_json::to_string(value).unwrap_or_default().into(),
    }
}

/// A geometry with the header of the standard, and its box where it is more than a point.
fn blob(shape: &Geometry, corners: Option<Corners>) -> Result<Vec<u8>, BoxedError> {
    const LITTLE_ENDIAN: u8 = 1;
    const WITH_BOX: u8 = 1 << 1;
    const EMPTY: u8 = 1 << 4;
    let (flags, corners) = match corners {
        None => (LITTLE_ENDIAN | EMPTY, None),
        Some(_) if matches!(shape, Geometry::Point(_)) => (LITTLE_ENDIAN, None),
        Some(corners) => (LITTLE_ENDIAN | WITH_BOX, Some(corners)),
    };
    let mut blob = vec![b'G', b'P', 0, flags];
    blob.extend(WGS84.to_le_bytes());
    if let Some([west, south, east, north]) = corners {
        blob.extend(
            [west, east, south, north]
                .into_iter()
                .flat_map(f64::to_le_bytes),
        );
    }
    blob.extend(shape.to_wkb(CoordDimensions::xy())?);
    Ok(blob)
}
