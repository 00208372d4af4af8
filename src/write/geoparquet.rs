//! GeoParquet 1.1: a table for analysis, whose columns are read one by one.
//!
//! Geometries are well-known binary in the last column but one, and the last one holds the corners of each, so that
//! programs skip what lies elsewhere. Days are of the logical type `DATE`, lists of `LIST`, and rows keep their order.
//! Axes and coordinates are as in GeoJSON: longitude, latitude, WGS 84, which is what the standard takes for granted.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use geo::Geometry;
use geozero::{CoordDimensions, ToWkb};
use jiff::civil::{Date, date};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int32Type, Int64Type,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::json;

use crate::feature::{Column, Kind, Layer, Row, Value, free_name};
use crate::write::extent::Extent;

/// So many rows are gathered, and can be skipped together by who reads.
const GROUP: usize = 16_384;
/// The day that is number 0.
const EPOCH: Date = date(1970, 1, 1);

/// Writes a layer.
///
/// # Errors
/// When `out` cannot be written.
pub fn write(layer: Layer, out: &mut (impl Write + Send)) -> io::Result<()> {
    let names = Names {
        geometry: free_name(&layer.columns, "geometry"),
        bbox: free_name(&layer.columns, "bbox"),
    };
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let schema = schema(&layer.columns, &names)?;
    let mut file = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    let mut summary = Summary::default();
    let mut rows = layer.rows.peekable();
    while rows.peek().is_some() {
        let mut group = Group::new(&layer.columns);
        for row in rows.by_ref().take(GROUP) {
            group.push(&row, &mut summary)?;
        }
        group.write(&mut file)?;
    }
    let metadata = KeyValue::new("geo".to_owned(), summary.metadata(&names));
    file.append_key_value_metadata(metadata);
    file.close()?;
    Ok(())
}

/// Names of the columns that are not the layer's.
struct Names {
    geometry: String,
    bbox: String,
}

fn schema(columns: &[Column], names: &Names) -> Result<TypePtr, ParquetError> {
    let mut fields: Vec<TypePtr> = columns.iter().map(field).collect::<Result<_, _>>()?;
    let geometry = Type::primitive_type_builder(&names.geometry, Physical::BYTE_ARRAY)
        .with_repetition(Repetition::OPTIONAL);
    fields.push(Arc::new(geometry.build()?));
    let corner = |name| {
        let corner = Type::primitive_type_builder(name, Physical::DOUBLE);
        let corner = corner.with_repetition(Repetition::REQUIRED).build();
        corner.map(Arc::new)
    };
    let corners = ["xmin", "ymin", "xmax", "ymax"].map(corner);
    let bbox = Type::group_type_builder(&names.bbox)
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(corners.into_iter().collect::<Result<_, _>>()?);
    fields.push(Arc::new(bbox.build()?));
    let schema = Type::group_type_builder("schema").with_fields(fields);
    schema.build().map(Arc::new)
}

fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::Json)),
        Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Real => (Physical::DOUBLE, None),
        Kind::Boolean => (Physical::BOOLEAN, None),
        Kind::List => return list(&column.name),
    };
    let field = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL);
    field.build().map(Arc::new)
}

/// A list in the three levels that the format prescribes.
fn list(name: &str) -> Result<TypePtr, ParquetError> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_logical_type(Some(LogicalType::String))
        .with_repetition(Repetition::REQUIRED)
        .build()?;
    let items = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    let list = Type::group_type_builder(name)
        .with_logical_type(Some(LogicalType::List))
        .with_repetition(Repetition::OPTIONAL)
        .with_fields(vec![Arc::new(items)]);
    list.build().map(Arc::new)
}

/// The values of one column, with the levels that tell where some are missing or repeated.
struct Leaf {
    data: Data,
    definition: Vec<i16>,
    /// Of a list.
    repetition: Option<Vec<i16>>,
}

enum Data {
    Bytes(Vec<ByteArray>),
    Days(Vec<i32>),
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    Booleans(Vec<bool>),
}

impl Leaf {
    fn new(kind: Kind) -> Leaf {
        let data = match kind {
            Kind::Text | Kind::List | Kind::Json => Data::Bytes(Vec::new()),
            Kind::Date => Data::Days(Vec::new()),
            Kind::Integer => Data::Integers(Vec::new()),
            Kind::Real => Data::Reals(Vec::new()),
            Kind::Boolean => Data::Booleans(Vec::new()),
        };
        Leaf {
            data,
            definition: Vec::with_capacity(GROUP),
            repetition: (kind == Kind::List).then(Vec::new),
        }
    }

    /// Adds a value of the column's kind; one of another kind counts as missing.
    fn push(&mut self, value: &Value) {
        match (&mut self.data, value) {
            (Data::Bytes(all), Value::List(items)) => {
                all.extend(items.iter().map(|item| ByteArray::from(&**item)));
                return self.push_items(items.len());
            }
            (Data::Bytes(all), Value::Text(text)) => all.push(ByteArray::from(&**text)),
            (Data::Bytes(all), Value::Json(json)) => all.push(json.to_string().into_bytes().into()),
            (Data::Days(all), Value::Date(day)) => all.push((*day - EPOCH).get_days()),
            (Data::Integers(all), Value::Integer(number)) => all.push(*number),
            (Data::Reals(all), Value::Real(number)) => all.push(*number),
            (Data::Booleans(all), Value::Boolean(value)) => all.push(*value),
            _ => return self.push_level(0),
        }
        self.push_level(1);
    }

    /// Adds a geometry.
    fn push_bytes(&mut self, bytes: Vec<u8>) {
        if let Data::Bytes(all) = &mut self.data {
            all.push(bytes.into());
            self.push_level(1);
        }
    }

    /// 0 says that there is nothing, 1 that there is a value.
    fn push_level(&mut self, level: i16) {
        self.definition.push(level);
        if let Some(repetition) = &mut self.repetition {
            repetition.push(0);
        }
    }

    /// For a list, 1 says that it is there, 2 that there is an item in it; each but the first repeats the list.
    fn push_items(&mut self, items: usize) {
        self.push_level(if items == 0 { 1 } else { 2 });
        let others = items.saturating_sub(1);
        self.definition.extend(std::iter::repeat_n(2, others));
        if let Some(repetition) = &mut self.repetition {
            repetition.extend(std::iter::repeat_n(1, others));
        }
    }

    fn write(&self, column: &mut SerializedColumnWriter) -> Result<(), ParquetError> {
        match &self.data {
            Data::Bytes(all) => self.write_as::<ByteArrayType>(all, column),
            Data::Days(all) => self.write_as::<Int32Type>(all, column),
            Data::Integers(all) => self.write_as::<Int64Type>(all, column),
            Data::Reals(all) => self.write_as::<DoubleType>(all, column),
            Data::Booleans(all) => self.write_as::<BoolType>(all, column),
        }
    }

    fn write_as<T: DataType>(
        &self,
        values: &[T::T],
        column: &mut SerializedColumnWriter,
    ) -> Result<(), ParquetError> {
        let repetition = self.repetition.as_deref();
        let column = column.typed::<T>();
        column.write_batch(values, Some(&self.definition), repetition)?;
        Ok(())
    }
}

/// Rows that are written together, column by column.
struct Group {
    columns: Vec<Leaf>,
    geometry: Leaf,
    corners: [Leaf; 4],
}

impl Group {
    fn new(columns: &[Column]) -> Group {
        Group {
            columns: columns
                .iter()
                .map(|column| Leaf::new(column.kind))
                .collect(),
            geometry: Leaf::new(Kind::Text),
            corners: [Kind::Real; 4].map(Leaf::new),
        }
    }

    fn push(&mut self, row: &Row, summary: &mut Summary) -> io::Result<()> {
        for (leaf, value) in self.columns.iter_mut().zip(&row.values) {
            leaf.push(value);
        }
        let mut corners = None;
        match &row.geometry {
            None => self.geometry.push(&Value::Null),
            Some(shape) => {
                self.geometry.push_bytes(wkb(shape)?);
                summary.shapes.insert(shape_name(shape));
                corners = summary.extent.add(shape);
            }
        }
        for (at, leaf) in self.corners.iter_mut().enumerate() {
            leaf.push(&corners.map(|corners| corners[at]).into());
        }
        Ok(())
    }

    fn write<W: Write + Send>(&self, file: &mut SerializedFileWriter<W>) -> io::Result<()> {
        let mut group = file.next_row_group()?;
        let geometry = std::iter::once(&self.geometry);
        for leaf in self.columns.iter().chain(geometry).chain(&self.corners) {
            if let Some(mut column) = group.next_column()? {
                leaf.write(&mut column)?;
                column.close()?;
            }
        }
        group.close()?;
        Ok(())
    }
}

fn wkb(shape: &Geometry) -> io::Result<Vec<u8>> {
    shape
        .to_wkb(CoordDimensions::xy())
        .map_err(io::Error::other)
}

/// What is told of all geometries together.
#[derive(Default)]
struct Summary {
    extent: Extent,
    shapes: BTreeSet<&'static str>,
}

impl Summary {
    /// The text of the key `geo`.
    fn metadata(&self, names: &Names) -> String {
        let corner = |name: &str| json!([names.bbox, name]);
        let mut column = json!({
            "encoding": "WKB",
            "geometry_types": self.shapes,
            "covering": {"bbox": {
                "xmin": corner("xmin"), "ymin": corner("ymin"),
                "xmax": corner("xmax"), "ymax": corner("ymax"),
            }},
        });
        if let Some(corners) = self.extent.0 {
            column["bbox"] = json!(corners);
        }
        let geo = json!({
            "version": "1.1.0",
            "primary_column": names.geometry,
            "columns": {&names.geometry: column},
        });
        geo.to_string()
    }
}

fn shape_name(shape: &Geometry) -> &'static str {
    match shape {
        Geometry::Point(_) => "Point",
        Geometry::Line(_) | Geometry::LineString(_) => "LineString",
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => "Polygon",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        Geometry::GeometryCollection(_) => "GeometryCollection",
    }
}
