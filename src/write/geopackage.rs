//! GeoPackage 1.3: several layers in one SQLite file, each with a spatial index, parts of them as views, and styles.
//!
//! Days are columns of type `DATE`. Lists are text with JSON in it, which `gpkg_data_columns` says, and GDAL
//! and QGIS read as such. The clock is never asked: where the standard wants a time of change, it is that of the
//! beginning of 1970.

mod table;

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use rusqlite::{Connection, Transaction, params};

use crate::feature::Layer;
use table::Table;

const TABLES: &str = include_str!("geopackage/tables.sql");
/// When everything was changed last.
const CHANGED: &str = "1970-01-01T00:00:00.000Z";
/// WGS 84, by its EPSG code.
const WGS84: i32 = 4326;

/// All that a file holds.
#[derive(Default)]
pub struct Package<'a> {
    /// The layers, with different names.
    pub layers: Vec<Layer<'a>>,
    /// Layers made of some rows of another one.
    pub parts: Vec<Part>,
    /// How QGIS draws layers that want it.
    pub styles: Vec<Style>,
}

/// A layer that is a view of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The name of the layer whose rows it shows.
    pub of: String,
    /// Which of them, as a condition in SQL.
    pub condition: String,
}

/// How QGIS draws a layer or part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// The name of the layer.
    pub layer: String,
    /// The style, in the XML of QGIS.
    pub qml: String,
}

/// Writes a file with its layers.
///
/// # Errors
/// When `out` or the temporary file, which SQLite needs, cannot be written.
pub fn write(package: Package, out: &mut impl Write) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("layers.gpkg");
    build(&path, package).map_err(io::Error::other)?;
    io::copy(&mut File::open(&path)?, out)?;
    Ok(())
}

type BoxedError = Box<dyn std::error::Error + Send + Sync>;

fn build(path: &Path, package: Package) -> Result<(), BoxedError> {
    let mut db = Connection::open(path)?;
    // Nobody else looks at the file, and what is left of it after a failure is thrown away.
    db.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    let db = db.transaction()?;
    db.execute_batch(TABLES)?;
    let mut tables = Vec::with_capacity(package.layers.len());
    for layer in package.layers {
        let table = Table::new(&layer);
        table.create(&db)?;
        let extent = table.fill(layer, &db)?;
        table.register(extent, &db)?;
        tables.push(table);
    }
    for part in &package.parts {
        if let Some(table) = tables.iter().find(|table| table.name == part.of) {
            table.view(part, &db)?;
        }
    }
    write_styles(&package.styles, &tables, &db)?;
    Ok(db.commit()?)
}

fn write_styles(styles: &[Style], tables: &[Table], db: &Transaction) -> rusqlite::Result<()> {
    for style in styles {
        // Every layer here has its geometry in a column of the same name, unless it is taken.
        let column = tables.iter().find(|table| table.name == style.layer);
        let column = column.map_or(table::GEOMETRY, |table| &table.geometry);
        db.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,
                styleQML, useAsDefault, update_time) VALUES ('', '', ?1, ?2, ?1, ?3, TRUE, ?4)",
            params![style.layer, column, style.qml, CHANGED],
        )?;
    }
    let listed = "INSERT INTO gpkg_contents (table_name, data_type, identifier, last_change)
        VALUES ('layer_styles', 'attributes', 'layer_styles', ?1)";
    db.execute(listed, [CHANGED])?;
    Ok(())
}
