//! FlatGeobuf with its packed R-tree: one file that maps and programs read in part, by place.
//!
//! Days are columns of type `String` in the form `2018-02-01`. The format has no type for them but `DateTime`, which
//! GDAL and QGIS read as midnight, and then `event_date = '2018-02-01'` finds nothing; as text it does, and sorts and
//! compares rightly. The column's metadata, `{"type":"date"}`, tell what it is to programs that look. Lists are columns
//! of type `Json`.
//!
//! Features stand in the order of the index, along a Hilbert curve, and no longer by date.

use std::io::{self, Write};

use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::error::GeozeroError;
use geozero::{ColumnValue, PropertyProcessor};

use crate::feature::{Column, Kind, Layer, Row, Shape, Value};

/// What the metadata of a column of days say.
pub const DATE: &str = r#"{"type":"date"}"#;

/// Writes a layer.
///
/// # Errors
/// When `out` or the temporary file cannot be written, and for a row without a geometry, which the index cannot hold.
pub fn write(layer: Layer, out: &mut impl Write) -> io::Result<()> {
    let shape = match layer.shape {
        Shape::Point => GeometryType::Point,
        Shape::Polygon => GeometryType::Polygon,
        Shape::Any => GeometryType::Unknown,
    };
    let mut rows = layer.rows.peekable();
    let options = FgbWriterOptions {
        // GDAL does not open a file that claims to have an index of nothing.
        write_index: rows.peek().is_some(),
        detect_type: false,
        promote_to_multi: false,
        crs: FgbCrs {
            org: Some("EPSG"),
            code: 4326,
            name: Some("WGS 84"),
            ..FgbCrs::default()
        },
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options(&layer.name, shape, options).map_err(other)?;
    for column in &*layer.columns {
        writer.add_column(&column.name, column_type(column.kind), |text, args| {
            if column.kind == Kind::Date {
                args.metadata = Some(text.create_string(DATE));
            }
        });
    }
    for row in rows {
        add(&mut writer, &row, &layer.columns)?;
    }
    writer.write(out).map_err(other)
}

fn column_type(kind: Kind) -> ColumnType {
    match kind {
        Kind::Text | Kind::Date => ColumnType::String,
        Kind::Integer => ColumnType::Long,
        Kind::Real => ColumnType::Double,
        Kind::Boolean => ColumnType::Bool,
        Kind::List | Kind::Json => ColumnType::Json,
    }
}

fn add(writer: &mut FgbWriter, row: &Row, columns: &[Column]) -> io::Result<()> {
    let Some(geometry) = &row.geometry else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "FlatGeobuf with an index holds no feature without a geometry; leave such features out or take another format",
        ));
    };
    let mut outcome = Ok(());
    let added = writer.add_feature_geom(geometry.clone(), |feature| {
        outcome = row
            .values
            .iter()
            .zip(columns)
            .enumerate()
            .try_for_each(|(at, (value, column))| property(feature, at, &column.name, value));
    });
    added.and(outcome).map_err(other)
}

/// Sets one property; what is left out is null.
fn property(
    feature: &mut impl PropertyProcessor,
    at: usize,
    name: &str,
    value: &Value,
) -> Result<(), GeozeroError> {
    let mut set = |value: &ColumnValue| feature.property(at, name, value).map(drop);
    match value {
        Value::Null => Ok(()),
        Value::Text(text) => set(&ColumnValue::String(text)),
        Value::Integer(number) => set(&ColumnValue::Long(*number)),
        Value::Real(number) => set(&ColumnValue::Double(*number)),
        Value::Boolean(value) => set(&ColumnValue::Bool(*value)),
        Value::Date(day) => set(&ColumnValue::String(&day.to_string())),
        Value::List(_) | Value::Json(_) => {
            let json = serde_json::to_string(value).unwrap_or_default();
            set(&ColumnValue::Json(&json))
        }
    }
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::other(error)
}
