//! Every format holds what was written: read back by the crates of the formats, without other programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use dateline::feature::{Column, Kind, Layer, Row, Shape, Value};
use dateline::write::format::{Format, Options};
use geo::{Geometry, Point, polygon};
use geozero::ToGeo;
use jiff::civil::date;
use serde_json::{Map, Value as Json, json};

/// A layer as it was read: the type of each column, and the features by id, each with its properties and its geometry
/// in well-known text.
#[derive(Debug, PartialEq)]
struct Table {
    types: Vec<(String, Kind)>,
    features: BTreeMap<String, (Map<String, Json>, String)>,
}

const COLUMNS: [(&str, Kind); 14] = [
    ("name", Kind::Text),
    ("select \"x\"; --", Kind::Text),
    ("count", Kind::Integer),
    ("share", Kind::Real),
    ("sure", Kind::Boolean),
    ("day", Kind::Date),
    ("texts", Kind::List),
    ("anything", Kind::Json),
    ("no_text", Kind::Text),
    ("no_count", Kind::Integer),
    ("no_share", Kind::Real),
    ("no_sure", Kind::Boolean),
    ("no_day", Kind::Date),
    ("geometry", Kind::Text),
];

fn columns() -> Vec<Column> {
    let column = |(name, kind): (&str, Kind)| Column::named(name, kind);
    COLUMNS.map(column).to_vec()
}

/// Rows with everything that formats treat differently: Arabic, quotes, line ends, nothing, empty lists, old days, great numbers.
fn rows(shape: Shape) -> Vec<Row<'static>> {
    let filled: [[Value<'static>; 8]; 4] = [
        [
            "دير الزور".into(),
            "l'armée \"a repris\" la ville; DROP TABLE layer; --".into(),
            Value::Integer(-3),
            0.25.into(),
            true.into(),
            date(2018, 2, 1).into(),
            vec!["a|b", "ب", ""].into(),
            Value::Json(json!({"Battles": 4, "د": [1, null]})),
        ],
        [
            "line\nend, and a <tag> & more".into(),
            Value::Null,
            Value::Integer(i64::from(u32::MAX) * 100),
            (-1.5e-7).into(),
            false.into(),
            date(1969, 12, 31).into(),
            Value::List(Vec::new()),
            Value::Json(json!([1.5, "x"])),
        ],
        [const { Value::Null }; 8],
        [
            "".into(),
            "=1+1".into(),
            0u32.into(),
            0.0.into(),
            Value::Null,
            date(2017, 8, 26).into(),
            vec!["one"].into(),
            Value::Json(json!("text")),
        ],
    ];
    let row = |(number, values): (usize, [Value<'static>; 8])| {
        let x = 40.0 + number as f64 / 8.0;
        let nothing = std::iter::repeat_n(Value::Null, COLUMNS.len() - 9);
        Row {
            id: Some(format!("row {number}").into()),
            geometry: Some(match shape {
                Shape::Point => Point::new(x, 35.0).into(),
                _ => polygon![(x: x, y: 35.0), (x: x + 1.0, y: 35.0), (x: x, y: 36.5), (x: x, y: 35.0)].into(),
            }),
            values: (values.into_iter().chain(nothing))
                .chain([format!("row {number}").into()])
                .collect(),
        }
    };
    filled.into_iter().enumerate().map(row).collect()
}

fn layer(shape: Shape) -> Layer<'static> {
    Layer {
        name: "a \"layer\"".into(),
        shape,
        columns: columns().into(),
        rows: Box::new(rows(shape).into_iter()),
    }
}

fn text_of(geometry: &Geometry) -> String {
    use geozero::ToWkt;
    geometry.to_wkt().unwrap()
}

fn expected(shape: Shape) -> Table {
    let feature = |row: Row| {
        let values = row
            .values
            .iter()
            .map(|value| serde_json::to_value(value).unwrap());
        let names = COLUMNS.iter().map(|(name, _)| (*name).to_owned());
        let geometry = text_of(row.geometry.as_ref().unwrap());
        (
            row.id.unwrap().into_owned(),
            (names.zip(values).collect(), geometry),
        )
    };
    Table {
        types: COLUMNS.map(|(name, kind)| (name.to_owned(), kind)).into(),
        features: rows(shape).into_iter().map(feature).collect(),
    }
}

fn written(format: Format, layer: Layer) -> Vec<u8> {
    let mut out = Vec::new();
    format.write(layer, Options::default(), &mut out).unwrap();
    out
}

fn check(format: Format, read: fn(&[u8]) -> Table) {
    for shape in [Shape::Point, Shape::Polygon, Shape::Any] {
        let bytes = written(format, layer(shape));
        assert!(
            bytes == written(format, layer(shape)),
            "{format:?}: other bytes the second time"
        );
        let mut expected = expected(shape);
        let found = read(&bytes);
        if found.types.is_empty() {
            // GeoJSON has no types.
            expected.types.clear();
        }
        assert_eq!(found, expected, "{format:?} {shape:?}");
    }
    let nothing = Layer {
        rows: Box::new(std::iter::empty()),
        ..layer(Shape::Point)
    };
    assert_eq!(
        read(&written(format, nothing)).features,
        BTreeMap::new(),
        "{format:?}"
    );
}

/// A feature that was read, by its key.
fn keyed(
    properties: Map<String, Json>,
    geometry: &Geometry,
) -> (String, (Map<String, Json>, String)) {
    let id = properties["geometry"].as_str().unwrap().to_owned();
    (id, (properties, text_of(geometry)))
}

fn feature(json: &Json) -> (String, (Map<String, Json>, String)) {
    let geometry: geojson::Geometry = serde_json::from_value(json["geometry"].clone()).unwrap();
    assert_eq!(json["id"], json["properties"]["geometry"]);
    keyed(
        json["properties"].as_object().unwrap().clone(),
        &Geometry::try_from(geometry).unwrap(),
    )
}

fn read_lines(bytes: &[u8], prefix: &str) -> Table {
    let text = std::str::from_utf8(bytes).unwrap();
    let line =
        |line: &str| feature(&serde_json::from_str(line.strip_prefix(prefix).unwrap()).unwrap());
    Table {
        types: Vec::new(),
        features: text.split_terminator('\n').map(line).collect(),
    }
}

#[test]
fn geojson_holds_what_was_written() {
    check(Format::GeoJson, |bytes| {
        let collection: Json = serde_json::from_slice(bytes).unwrap();
        assert_eq!(collection["name"], "a \"layer\"");
        Table {
            types: Vec::new(),
            features: collection["features"]
                .as_array()
                .unwrap()
                .iter()
                .map(feature)
                .collect(),
        }
    });
    check(Format::GeoJsonLines, |bytes| read_lines(bytes, ""));
    check(Format::GeoJsonSeq, |bytes| read_lines(bytes, "\u{1e}"));
}

#[cfg(feature = "geopackage")]
mod geopackage {
    use super::*;
    use geozero::wkb::GpkgWkb;
    use rusqlite::types::Value as Sql;
    use rusqlite::{Connection, OpenFlags};

    fn kind(declared: &str, mime: Option<String>) -> Kind {
        match (declared, mime.as_deref()) {
            ("TEXT", Some("application/json")) => Kind::Json,
            ("TEXT", None) => Kind::Text,
            ("INTEGER", None) => Kind::Integer,
            ("REAL", None) => Kind::Real,
            ("BOOLEAN", None) => Kind::Boolean,
            ("DATE", None) => Kind::Date,
            other => panic!("{other:?}"),
        }
    }

    fn json(value: Sql, kind: Kind) -> Json {
        match (value, kind) {
            (Sql::Null, _) => Json::Null,
            (Sql::Integer(value @ (0 | 1)), Kind::Boolean) => json!(value == 1),
            (Sql::Integer(number), Kind::Integer) => json!(number),
            (Sql::Real(number), Kind::Real) => json!(number),
            (Sql::Text(text), Kind::Text | Kind::Date) => json!(text),
            (Sql::Text(text), Kind::Json | Kind::List) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn open(bytes: &[u8]) -> (tempfile::TempDir, Connection) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.gpkg");
        fs::write(&path, bytes).unwrap();
        let db = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        (folder, db)
    }

    fn read(bytes: &[u8]) -> Table {
        let (_folder, db) = open(bytes);
        let mut info = db
            .prepare(
                "SELECT info.name, info.type, mime_type FROM pragma_table_info(?1) AS info
                LEFT JOIN gpkg_data_columns ON table_name = ?1 AND column_name = info.name WHERE cid > 1",
            )
            .unwrap();
        let types = info.query_map(["a \"layer\""], |row| {
            let declared: String = row.get(1)?;
            Ok((row.get::<_, String>(0)?, kind(&declared, row.get(2)?)))
        });
        let types: Vec<(String, Kind)> = types.unwrap().map(Result::unwrap).collect();
        let mut rows = db.prepare("SELECT * FROM \"a \"\"layer\"\"\"").unwrap();
        let features = rows.query_map([], |row| {
            let value = |(at, (name, kind)): (usize, &(String, Kind))| {
                (name.clone(), json(row.get(at + 2).unwrap(), *kind))
            };
            let blob: Vec<u8> = row.get(1)?;
            let geometry = GpkgWkb(blob).to_geo().unwrap();
            Ok(keyed(
                types.iter().enumerate().map(value).collect(),
                &geometry,
            ))
        });
        let features = features.unwrap().map(Result::unwrap).collect();
        // A list is JSON here, and nothing tells the two apart.
        let types = types.into_iter().map(|(name, kind)| match &*name {
            "texts" => (name, if kind == Kind::Json { Kind::List } else { kind }),
            _ => (name, kind),
        });
        Table {
            types: types.collect(),
            features,
        }
    }

    #[test]
    fn geopackage_holds_what_was_written() {
        check(Format::GeoPackage, read);
    }

    #[test]
    fn geopackage_has_an_index_and_is_whole() {
        let (_folder, db) = open(&written(Format::GeoPackage, layer(Shape::Polygon)));
        for (sql, expected) in [
            ("PRAGMA integrity_check", "ok"),
            ("PRAGMA application_id", "1196444487"),
            ("PRAGMA user_version", "10300"),
            ("SELECT count(*) FROM pragma_foreign_key_check", "0"),
            (
                "SELECT count(*) FROM \"rtree_a \"\"layer\"\"_geom\" WHERE minx >= 40.125 AND maxy <= 36.5",
                "3",
            ),
            (
                "SELECT min_x || ' ' || max_y FROM gpkg_contents WHERE srs_id = 4326",
                "40.0 36.5",
            ),
            ("SELECT feature_count FROM gpkg_ogr_contents", "4"),
            (
                "SELECT group_concat(DISTINCT last_change) FROM gpkg_contents",
                "1970-01-01T00:00:00.000Z",
            ),
            (
                "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'",
                "8",
            ),
        ] {
            let found: Sql = db.query_row(sql, [], |row| row.get(0)).unwrap();
            let found = match found {
                Sql::Integer(number) => number.to_string(),
                Sql::Text(text) => text,
                other => format!("{other:?}"),
            };
            assert_eq!(found, expected, "{sql}");
        }
    }
}

#[cfg(feature = "flatgeobuf")]
mod flatgeobuf {
    use super::*;
    use ::flatgeobuf::{ColumnType, FallibleStreamingIterator, FgbReader};
    use geozero::{ColumnValue, FeatureProperties, PropertyProcessor};

    #[derive(Default)]
    struct Properties(Map<String, Json>);

    impl PropertyProcessor for Properties {
        fn property(
            &mut self,
            _: usize,
            name: &str,
            value: &ColumnValue,
        ) -> geozero::error::Result<bool> {
            let value = match value {
                ColumnValue::String(text) => json!(text),
                ColumnValue::Long(number) => json!(number),
                ColumnValue::Double(number) => json!(number),
                ColumnValue::Bool(value) => json!(value),
                ColumnValue::Json(text) => serde_json::from_str(text).unwrap(),
                other => panic!("{other:?}"),
            };
            self.0.insert(name.to_owned(), value);
            Ok(false)
        }
    }

    fn read(bytes: &[u8]) -> Table {
        let reader = FgbReader::open(std::io::Cursor::new(bytes)).unwrap();
        let columns = reader.header().columns().unwrap();
        let kind = |column: ::flatgeobuf::Column| match (column.type_(), column.metadata()) {
            (ColumnType::String, Some(r#"{"type":"date"}"#)) => Kind::Date,
            (ColumnType::String, None) => Kind::Text,
            (ColumnType::Long, None) => Kind::Integer,
            (ColumnType::Double, None) => Kind::Real,
            (ColumnType::Bool, None) => Kind::Boolean,
            // A list is JSON here, and nothing tells the two apart.
            (ColumnType::Json, None) if column.name() == "texts" => Kind::List,
            (ColumnType::Json, None) => Kind::Json,
            other => panic!("{other:?}"),
        };
        let types: Vec<(String, Kind)> = columns
            .iter()
            .map(|column| (column.name().to_owned(), kind(column)))
            .collect();
        let mut features = BTreeMap::new();
        let mut all = reader.select_all().unwrap();
        while let Some(feature) = all.next().unwrap() {
            let mut properties = Properties::default();
            feature.process_properties(&mut properties).unwrap();
            for (name, _) in &types {
                properties.0.entry(name.clone()).or_insert(Json::Null);
            }
            features.extend([keyed(properties.0, &feature.to_geo().unwrap())]);
        }
        Table { types, features }
    }

    #[test]
    fn flatgeobuf_holds_what_was_written() {
        check(Format::FlatGeobuf, read);
    }

    #[test]
    fn flatgeobuf_has_an_index() {
        let bytes = written(Format::FlatGeobuf, layer(Shape::Point));
        let count = |west: f64, east: f64| {
            let reader = FgbReader::open(std::io::Cursor::new(&bytes)).unwrap();
            let found = reader.select_bbox(west, 34.0, east, 36.0).unwrap();
            found.count().unwrap()
        };
        assert_eq!(
            (count(40.1, 40.3), count(39.0, 41.0), count(50.0, 51.0)),
            (2, 4, 0)
        );
        let nothing = Layer {
            rows: Box::new(std::iter::empty()),
            ..layer(Shape::Point)
        };
        let nothing = written(Format::FlatGeobuf, nothing);
        let reader = FgbReader::open(std::io::Cursor::new(nothing)).unwrap();
        assert_eq!(reader.header().index_node_size(), 0);
    }

    #[test]
    fn a_feature_without_a_geometry_is_refused() {
        let mut without = rows(Shape::Any);
        without[1].geometry = None;
        let layer = Layer {
            rows: Box::new(without.into_iter()),
            ..layer(Shape::Any)
        };
        let error = Format::FlatGeobuf.write(layer, Options::default(), &mut Vec::new());
        assert!(
            error
                .unwrap_err()
                .to_string()
                .contains("without a geometry")
        );
    }
}

#[cfg(feature = "geoparquet")]
mod geoparquet {
    use super::*;
    use std::io::Write;

    use geozero::wkb::Wkb;
    use parquet::basic::{LogicalType, Type as Physical};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use parquet::schema::types::Type;

    fn kind(field: &Type) -> Kind {
        match (field.get_basic_info().logical_type_ref(), field.is_group()) {
            (Some(LogicalType::List), true) => Kind::List,
            (Some(LogicalType::String), false) => Kind::Text,
            (Some(LogicalType::Json), false) => Kind::Json,
            (Some(LogicalType::Date), false) => Kind::Date,
            (None, false) => match field.get_physical_type() {
                Physical::INT64 => Kind::Integer,
                Physical::DOUBLE => Kind::Real,
                Physical::BOOLEAN => Kind::Boolean,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    fn json(field: &Field, kind: Kind) -> Json {
        match (field, kind) {
            (Field::Null, _) => Json::Null,
            (Field::Str(text), Kind::Text) => json!(text),
            (Field::Str(text), Kind::Json) => serde_json::from_str(text).unwrap(),
            (Field::Long(number), Kind::Integer) => json!(number),
            (Field::Double(number), Kind::Real) => json!(number),
            (Field::Bool(value), Kind::Boolean) => json!(value),
            (Field::Date(days), Kind::Date) => {
                let day = date(1970, 1, 1) + jiff::Span::new().days(*days);
                json!(day.to_string())
            }
            (Field::ListInternal(items), Kind::List) => items
                .elements()
                .iter()
                .map(|item| json(item, Kind::Text))
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    fn open(bytes: &[u8]) -> SerializedFileReader<fs::File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    fn read(bytes: &[u8]) -> Table {
        let file = open(bytes);
        let schema = file.metadata().file_metadata().schema().get_fields();
        let (columns, place) = schema.split_at(schema.len() - 2);
        assert_eq!([place[0].name(), place[1].name()], ["geometry_", "bbox"]);
        let types: Vec<(String, Kind)> = columns
            .iter()
            .map(|field| (field.name().to_owned(), kind(field)))
            .collect();
        let features = file.get_row_iter(None).unwrap().map(|row| {
            let row = row.unwrap();
            let mut fields = row.get_column_iter();
            let value = |(name, kind): &(String, Kind)| {
                (name.clone(), json(fields.next().unwrap().1, *kind))
            };
            let properties = types.iter().map(value).collect();
            let Some((_, Field::Bytes(wkb))) = fields.next() else {
                panic!("no geometry");
            };
            keyed(properties, &Wkb(wkb.data()).to_geo().unwrap())
        });
        Table {
            features: features.collect(),
            types,
        }
    }

    #[test]
    fn geoparquet_holds_what_was_written() {
        check(Format::GeoParquet, read);
    }

    #[test]
    fn geoparquet_tells_where_everything_lies() {
        let file = open(&written(Format::GeoParquet, layer(Shape::Polygon)));
        let metadata = file
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap();
        let geo = metadata.iter().find(|pair| pair.key == "geo").unwrap();
        let geo: Json = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
        assert_eq!(geo["version"], "1.1.0");
        let column = &geo["columns"][geo["primary_column"].as_str().unwrap()];
        assert_eq!(column["geometry_types"], json!(["Polygon"]));
        assert_eq!(column["bbox"], json!([40.0, 35.0, 41.375, 36.5]));
        assert_eq!(column["covering"]["bbox"]["xmax"], json!(["bbox", "xmax"]));
        let row = file.get_row_iter(None).unwrap().nth(1).unwrap().unwrap();
        let bbox = row.get_column_iter().last().unwrap().1.to_string();
        assert_eq!(bbox, "{xmin: 40.125, ymin: 35.0, xmax: 41.125, ymax: 36.5}");
    }
}

/// Runs `dateline map` on the seeds with all formats; they stand beside the usual files, and the next run takes them away.
#[test]
fn map_writes_formats_beside_the_usual_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let map = |formats: &[Format]| {
        let formats = formats
            .iter()
            .flat_map(|format| ["--format", format.name()]);
        let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["map", "seeds", "--quiet", "--out"])
            .arg(&out)
            .args(formats)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .status()
            .unwrap();
        assert!(run.success());
        let entries = fs::read_dir(&out).unwrap().map(|entry| entry.unwrap());
        let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
        let names = entries.map(name).filter(|name| name.starts_with("events."));
        names.collect::<std::collections::BTreeSet<String>>()
    };
    let mut expected: Vec<String> = Format::ALL
        .iter()
        .map(|format| format!("events.{}", format.name()))
        .collect();
    expected.push("events.csvt".to_owned());
    assert_eq!(map(Format::ALL), expected.into_iter().collect());
    // The names, the order and the values are those of the records that the usual files are made of.
    let text = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let collection = text("events.geojson");
    let features = collection
        .lines()
        .skip(1)
        .filter(|line| line.starts_with("{"));
    let features: Vec<&str> = features.map(|line| line.trim_end_matches(',')).collect();
    assert!(!features.is_empty());
    assert_eq!(
        text("events.geojsonl").lines().collect::<Vec<_>>(),
        features
    );
    assert_eq!(map(&[]), ["events.geojson".to_owned()].into());
}
