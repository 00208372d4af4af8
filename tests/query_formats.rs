//! `query` reads FlatGeobuf and GeoPackage, our own and those of others: the same rows as from GeoJSON, and a clear answer where a file is
//! not as it should be.

#![cfg(all(feature = "flatgeobuf", feature = "geopackage"))]

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use dateline::error::Error;
use dateline::feature::{Column, Kind, Layer, Row as Written, Shape, Value};
use dateline::ingest::Problem;
use dateline::query::bounds::{Bounds, meet, parse_boxes};
use dateline::query::read::json::Columns;
use dateline::query::read::{Ask, Options, Reader, Sink, open};
use dateline::query::row::Row;
use dateline::write::format::{self, Format};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geo::{BoundingRect, Geometry, Line, Point, Polygon, polygon};
use geozero::{ColumnValue, PropertyProcessor};
use rusqlite::Connection;
use serde_json::{Value as Json, json};

/// Takes everything.
#[derive(Default)]
struct Everything {
    rows: Vec<Row>,
    problems: Vec<String>,
    /// After so many rows no more are wanted.
    enough: Option<usize>,
}

impl Sink for Everything {
    fn row(&mut self, row: Row) -> Result<ControlFlow<()>, Error> {
        self.rows.push(row);
        Ok(match self.enough == Some(self.rows.len()) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        })
    }

    fn problem(&mut self, problem: Problem) -> Result<(), Error> {
        self.problems.push(problem.into_error().to_string());
        Ok(())
    }
}

fn open_layer(path: &Path) -> Result<Box<dyn Reader>, Error> {
    open(path, Options { index: false }).map(|(reader, _)| reader)
}

/// The rows of a layer that meet bounds.
fn rows(reader: &dyn Reader, bounds: &Bounds, enough: Option<usize>) -> Result<Everything, Error> {
    let meets = |row: &Row| {
        let rect = row.geometry.as_ref().and_then(BoundingRect::bounding_rect);
        let rect = rect.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]);
        bounds.boxes.is_none()
            || rect.is_some_and(|rect| bounds.boxes.iter().flatten().any(|ours| meet(ours, &rect)))
    };
    let mut all = Everything {
        enough,
        ..Everything::default()
    };
    let ask = Ask {
        bounds,
        looks_at: &[],
        keeps: &meets,
        gives: Columns::All,
        text: false,
    };
    reader.read(&ask, &mut all)?;
    Ok(all)
}

/// Rows by the text in the column `name`, as geometry and properties.
fn by_name(all: Everything) -> BTreeMap<String, (Option<Geometry>, BTreeMap<String, Json>)> {
    assert_eq!(all.problems, Vec::<String>::new());
    let keyed = |row: Row| {
        let properties = row.properties.into_iter();
        let properties: BTreeMap<String, Json> = properties
            .map(|(name, value)| (name.into(), value))
            .collect();
        let name = properties["name"].as_str().unwrap_or_default().to_owned();
        (name, (row.geometry, properties))
    };
    all.rows.into_iter().map(keyed).collect()
}

/// So many features all over the world, a few beyond 180 degrees: more than three levels of an index.
const FEATURES: usize = 5_000;

fn layer(shape: Shape) -> Layer<'static> {
    let columns = [
        Column::named("name", Kind::Text),
        Column::named("day", Kind::Date),
        Column::named("count", Kind::Integer),
        Column::named("sure", Kind::Boolean),
        Column::named("texts", Kind::List),
        Column::named("nothing", Kind::Real),
    ];
    let row = move |number: usize| {
        let turn = |step: f64, size: f64| (number as f64 * step).fract() * size;
        let (lon, lat) = (
            turn(0.754_877_7, 390.0) - 185.0,
            turn(0.569_840_3, 170.0) - 85.0,
        );
        let (lon, lat) = (
            (lon * 1024.0).round() / 1024.0,
            (lat * 1024.0).round() / 1024.0,
        );
        let square = polygon![(x: lon, y: lat), (x: lon + 0.5, y: lat), (x: lon, y: lat + 0.5)];
        Written {
            id: None,
            geometry: Some(match shape {
                Shape::Point => Point::new(lon, lat).into(),
                _ if number.is_multiple_of(2) => square.into(),
                _ => Geometry::LineString(Line::new((lon, lat), (lon + 1.0, lat)).into()),
            }),
            values: vec![
                format!("قرية {number}").into(),
                jiff::civil::date(2017, 1 + (number % 12) as i8, 1).into(),
                number.into(),
                number.is_multiple_of(3).into(),
                vec!["a", "b"].into(),
                Value::Null,
            ],
        }
    };
    Layer {
        name: "events".into(),
        shape,
        columns: columns.to_vec().into(),
        rows: Box::new((0..FEATURES).map(row)),
    }
}

fn write(folder: &Path, format: Format, layer: Layer) -> PathBuf {
    let path = folder.join(format!("layer.{}", format.name()));
    let mut out = Vec::new();
    format
        .write(layer, format::Options::default(), &mut out)
        .unwrap();
    fs::write(&path, out).unwrap();
    path
}

#[test]
fn the_same_rows_as_from_geojson() {
    let folder = tempfile::tempdir().unwrap();
    for shape in [Shape::Point, Shape::Any] {
        let readers = [Format::GeoJson, Format::FlatGeobuf, Format::GeoPackage]
            .map(|format| open_layer(&write(folder.path(), format, layer(shape))).unwrap());
        for (area, least) in [
            (None, FEATURES),
            (Some("38,34,42,37"), 1),
            (Some("-180,-90,180,90"), FEATURES),
            (Some("170,-60,-170,60"), 100),
            (Some("0,89,1,90"), 0),
        ] {
            let mut bounds = Bounds::default();
            if let Some(area) = area {
                bounds.narrow(&parse_boxes(area).unwrap());
            }
            let [expected, fgb, gpkg] = readers
                .each_ref()
                .map(|reader| by_name(rows(&**reader, &bounds, None).unwrap()));
            assert!(
                expected.len() >= least && (least > 0 || expected.is_empty()),
                "{area:?}: {}",
                expected.len()
            );
            for (format, found) in [("FlatGeobuf", fgb), ("GeoPackage", gpkg)] {
                assert_eq!(
                    found.len(),
                    expected.len(),
                    "{area:?} {shape:?} of {format}"
                );
                // All of them would be too much to read.
                for (found, expected) in found.iter().zip(&expected) {
                    assert_eq!(found, expected, "{area:?} {shape:?} of {format}");
                }
            }
        }
    }
}

#[test]
fn the_same_nearest_rows_as_from_geojson() {
    let folder = tempfile::tempdir().unwrap();
    let layers = [Format::GeoJson, Format::FlatGeobuf, Format::GeoPackage]
        .map(|format| write(folder.path(), format, layer(Shape::Any)));
    for (near, count) in [
        ("40.1,35.3", 1),
        ("40.1,35.3", 25),
        ("179.9,-12", 25),
        ("0,89.9", 3),
        ("0,0", FEATURES + 1),
    ] {
        let answers = layers.each_ref().map(|path| {
            let count = count.to_string();
            let near = [
                "--near",
                near,
                "--nearest",
                &count,
                "--columns",
                "name,distance_m",
            ];
            query(
                path,
                &[&near[..], &["--format", "json", "--no-index"]].concat(),
            )
        });
        let rows: Vec<Json> = serde_json::from_slice(&answers[0]).unwrap();
        assert_eq!(rows.len(), count.min(FEATURES), "{near}");
        assert!(answers[1] == answers[0], "{near} {count} in FlatGeobuf");
        assert!(answers[2] == answers[0], "{near} {count} in GeoPackage");
        let from: Vec<f64> = near
            .split(',')
            .map(|degrees| degrees.parse().unwrap())
            .collect();
        for path in &layers[1..] {
            let reader = open_layer(path).unwrap();
            let reach = reader.reach(Point::new(from[0], from[1]), count, &Bounds::default());
            assert_eq!(
                reach.unwrap().unwrap().is_finite(),
                count <= FEATURES,
                "{near}"
            );
        }
    }
}

/// What `query` prints.
fn query(path: &Path, arguments: &[&str]) -> Vec<u8> {
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["query", "--quiet"])
        .arg(path)
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    run.stdout
}

#[test]
fn no_more_is_read_than_is_wanted() {
    let folder = tempfile::tempdir().unwrap();
    for format in [Format::FlatGeobuf, Format::GeoPackage] {
        let reader = open_layer(&write(folder.path(), format, layer(Shape::Point))).unwrap();
        let few = rows(&*reader, &Bounds::default(), Some(3)).unwrap();
        assert_eq!(few.rows.len(), 3);
        let mut nowhere = Bounds::default();
        nowhere.narrow(&[]);
        assert_eq!(rows(&*reader, &nowhere, None).unwrap().rows, []);
    }
}

/// A file cut anywhere, or with a wrong byte anywhere, gives rows or an error, and never more rows than it had.
#[test]
fn broken_files_are_told() {
    let folder = tempfile::tempdir().unwrap();
    // A GeoPackage has a hundred thousand bytes, of which most are empty.
    for (format, step) in [(Format::FlatGeobuf, 61), (Format::GeoPackage, 1009)] {
        let whole = Layer {
            rows: Box::new(layer(Shape::Any).rows.take(40)),
            ..layer(Shape::Any)
        };
        let path = write(folder.path(), format, whole);
        let bytes = fs::read(&path).unwrap();
        let read = |bytes: &[u8]| {
            fs::write(&path, bytes).unwrap();
            let mut somewhere = Bounds::default();
            somewhere.narrow(&[[-90.0, -45.0, 90.0, 45.0]]);
            let reader = open_layer(&path)?;
            rows(&*reader, &somewhere, None)?;
            rows(&*reader, &Bounds::default(), None)
        };
        assert_eq!(read(&bytes).unwrap().rows.len(), 40);
        for cut in (0..bytes.len() - 1).step_by(step) {
            match read(&bytes[..cut]) {
                // SQLite does not miss pages that it does not need.
                Ok(found) => assert!(
                    format == Format::GeoPackage && found.rows.len() <= 40,
                    "{format:?} cut at {cut}"
                ),
                Err(error) => assert!(
                    error.to_string().starts_with(&path.display().to_string()),
                    "{error}"
                ),
            }
        }
        for at in (0..bytes.len()).step_by(step) {
            for wrong in [0, 1, 0x7f, 0xff] {
                let mut broken = bytes.clone();
                broken[at] = wrong;
                if let Ok(found) = read(&broken) {
                    assert!(found.rows.len() <= 40, "{format:?} {at}");
                }
            }
        }
    }
}

#[test]
fn truncated_and_foreign_files_have_clear_messages() {
    let folder = tempfile::tempdir().unwrap();
    let check = |name: &str, bytes: &[u8], expected: &str| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let outcome = open_layer(&path).and_then(|reader| rows(&*reader, &Bounds::default(), None));
        let message = outcome
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(
            message.contains(expected),
            "{name}: {message:?} instead of {expected:?}"
        );
    };
    let fgb = fs::read(write(
        folder.path(),
        Format::FlatGeobuf,
        layer(Shape::Point),
    ))
    .unwrap();
    let gpkg = fs::read(write(
        folder.path(),
        Format::GeoPackage,
        layer(Shape::Point),
    ))
    .unwrap();
    check("a.fgb", b"", "ends too early");
    check(
        "a.fgb",
        b"{\"type\":\"FeatureCollection\"}",
        "no FlatGeobuf",
    );
    check("a.fgb", &fgb[..200], "ends too early");
    check("a.fgb", &fgb[..fgb.len() / 8], "ends too early");
    check("a.fgb", &fgb[..fgb.len() - 1], "ends too early");
    check(
        "a.gpkg",
        b"PK\x03\x04 something else, and longer than the header of a database",
        "no GeoPackage",
    );
    check(
        "a.gpkg",
        &gpkg[..gpkg.len() / 2],
        "broken or ends too early",
    );
    let json = write(folder.path(), Format::GeoJson, layer(Shape::Point));
    let message = open_layer(Path::new(&format!("{}|layername=a", json.display()))).err();
    assert!(message.is_some_and(|error| error.to_string().contains("only a GeoPackage")));
    let sqlite = folder.path().join("b.gpkg");
    Connection::open(&sqlite)
        .unwrap()
        .execute_batch("CREATE TABLE a (b)")
        .unwrap();
    let sqlite = fs::read(sqlite).unwrap();
    check("a.gpkg", &sqlite, "no GeoPackage");
}

/// Writes a FlatGeobuf file that our own writer does not make.
fn foreign_fgb(folder: &Path, options: FgbWriterOptions, shapes: &[Geometry]) -> PathBuf {
    let mut writer =
        FgbWriter::create_with_options("foreign", GeometryType::Unknown, options).unwrap();
    writer.add_column("when", ColumnType::DateTime, |_, _| {});
    writer.add_column("small", ColumnType::Short, |_, _| {});
    writer.add_column("bytes", ColumnType::Binary, |_, _| {});
    for shape in shapes {
        let added = writer.add_feature_geom(shape.clone(), |feature| {
            feature
                .property(0, "when", &ColumnValue::DateTime("2018-02-01T00:00:00Z"))
                .unwrap();
            feature
                .property(1, "small", &ColumnValue::Short(-7))
                .unwrap();
            feature
                .property(2, "bytes", &ColumnValue::Binary(b"\0\xff"))
                .unwrap();
        });
        added.unwrap();
    }
    let path = folder.join("foreign.fgb");
    writer.write(fs::File::create(&path).unwrap()).unwrap();
    path
}

#[test]
fn flatgeobuf_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let no_index = || FgbWriterOptions {
        write_index: false,
        detect_type: false,
        promote_to_multi: false,
        ..FgbWriterOptions::default()
    };
    let hole = Polygon::new(
        vec![(0.0, 0.0), (9.0, 0.0), (0.0, 9.0), (0.0, 0.0)].into(),
        vec![vec![(1.0, 1.0), (2.0, 1.0), (1.0, 2.0), (1.0, 1.0)].into()],
    );
    let line = Geometry::LineString(Line::new((1.0, 2.0), (3.0, 4.0)).into());
    let shapes: Vec<Geometry> = vec![
        Point::new(40.0, 35.0).into(),
        geo::MultiPoint::from(vec![(1.0, 2.0), (3.0, 4.0)]).into(),
        line.clone(),
        geo::MultiLineString::new(vec![Line::new((1.0, 2.0), (3.0, 4.0)).into()]).into(),
        hole.clone().into(),
        geo::MultiPolygon::new(vec![hole.clone(), hole]).into(),
    ];
    let path = foreign_fgb(folder.path(), no_index(), &shapes);
    let all = rows(&*open_layer(&path).unwrap(), &Bounds::default(), None).unwrap();
    assert_eq!(all.problems, Vec::<String>::new());
    let found: Vec<Geometry> = all
        .rows
        .iter()
        .filter_map(|row| row.geometry.clone())
        .collect();
    assert_eq!(found, shapes);
    for row in &all.rows {
        assert_eq!(row.get("when"), &json!("2018-02-01T00:00:00Z"));
        assert_eq!(row.get("small"), &json!(-7));
        assert_eq!(row.column("bytes"), Some(&json!(null)));
    }
    let near = Bounds {
        boxes: Some(vec![[39.0, 34.0, 41.0, 36.0]]),
        ..Bounds::default()
    };
    let found = rows(&*open_layer(&path).unwrap(), &near, None).unwrap();
    assert_eq!(found.rows.len(), 1);

    let crs = |code, code_string| FgbCrs {
        code,
        code_string,
        ..FgbCrs::default()
    };
    for (crs, expected) in [
        (crs(0, None), ""),
        (crs(4326, None), ""),
        (crs(0, Some("CRS84")), ""),
        (
            crs(32637, None),
            "its coordinates are EPSG:32637; turn them",
        ),
        (
            crs(0, Some("ESRI:54009")),
            "its coordinates are ESRI:54009; turn them",
        ),
    ] {
        let path = foreign_fgb(
            folder.path(),
            FgbWriterOptions { crs, ..no_index() },
            std::slice::from_ref(&line),
        );
        let message = open_layer(&path)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default();
        assert!(
            message.contains(expected) && message.is_empty() == expected.is_empty(),
            "{message}"
        );
    }
}

/// A GeoPackage as others make them: without an index, in another coordinate system, with several layers, with odd geometries.
#[test]
fn geopackages_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), Format::GeoPackage, layer(Shape::Point));
    let edit = |sql: &str| {
        let sql = format!("PRAGMA foreign_keys = OFF; {sql}");
        Connection::open(&path)
            .unwrap()
            .execute_batch(&sql)
            .unwrap();
    };
    let read = |name: &str| {
        let path = PathBuf::from(format!("{}{name}", path.display()));
        open_layer(&path).and_then(|reader| rows(&*reader, &Bounds::default(), None))
    };
    let message = |name: &str| {
        read(name)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    // A point with height, one with a box before it, none, an empty one, and one that is torn.
    // They need functions that SQLite does not have.
    for number in 1..=4 {
        edit(&format!("DROP TRIGGER rtree_events_geom_update{number}"));
    }
    for (fid, blob) in [
        (
            1,
            "4750000100000000 01 e9030000 0000000000004440 0000000000804140 0000000000000000",
        ),
        (
            2,
            "4750000300000000 0000000000004440 0000000000004440 0000000000804140 0000000000804140
            01 01000000 0000000000004440 0000000000804140",
        ),
        (3, ""),
        (
            4,
            "4750001100000000 01 01000000 000000000000f87f 000000000000f87f",
        ),
        (5, "47500001"),
    ] {
        let blob: String = blob.split_whitespace().collect();
        edit(&format!(
            "UPDATE events SET geom = nullif(x'{blob}', x'') WHERE fid = {fid}"
        ));
    }
    let all = read("").unwrap();
    let point: Geometry = Point::new(40.0, 35.0).into();
    let geometries: Vec<_> = all.rows[..4]
        .iter()
        .map(|row| row.geometry.clone())
        .collect();
    assert_eq!(geometries, [Some(point.clone()), Some(point), None, None]);
    assert_eq!((all.rows.len(), all.problems.len()), (FEATURES - 1, 1));
    assert!(
        all.problems[0].contains("feature 5: its geometry"),
        "{:?}",
        all.problems
    );

    assert!(
        message("|layername=villages").contains("there is no layer \"villages\"; there are events")
    );
    assert_eq!(read("|layername=EVENTS").unwrap().rows.len(), FEATURES - 1);
    edit(
        "INSERT INTO gpkg_contents SELECT 'a', data_type, 'a', description, last_change, min_x, min_y, max_x, max_y, srs_id FROM
            gpkg_contents WHERE table_name = 'events';
        INSERT INTO gpkg_geometry_columns SELECT 'a', column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns;
        CREATE VIEW a AS SELECT * FROM events WHERE fid <= 7;",
    );
    assert_eq!(read("").unwrap().rows.len(), FEATURES - 1);
    assert_eq!(read("|layername=a").unwrap().rows.len(), 6);
    edit("UPDATE gpkg_contents SET table_name = 'b' WHERE table_name = 'events';");
    edit(
        "UPDATE gpkg_geometry_columns SET table_name = 'b' WHERE table_name = 'events'; ALTER TABLE events RENAME TO b;",
    );
    let several = message("");
    assert!(
        several.contains("name one of its layers") && several.contains("b, a"),
        "{several}"
    );
    edit(
        "INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 32637, 'epsg', 32637, 'x', 'x'); UPDATE gpkg_geometry_columns SET srs_id = 32637;",
    );
    assert!(message("|layername=a").contains("its coordinates are EPSG:32637; turn them"));
}

/// What `query` writes as a layer, it reads again as the same rows.
#[test]
fn layers_that_query_writes() {
    let folder = tempfile::tempdir().unwrap();
    let json = ["--format", "json", "--sort", "event_id"];
    let expected = query(Path::new("output"), &json);
    let events: Vec<Json> = serde_json::from_slice(&expected).unwrap();
    assert!(!events.is_empty());
    for format in ["geojsons", "gpkg", "fgb"] {
        let path = folder.path().join(format!("again.{format}"));
        fs::write(&path, query(Path::new("output"), &["--format", format])).unwrap();
        assert_eq!(query(&path, &json), expected, "{format}");
    }
    let nothing = ["--format", "gpkg", "--since", "2030"];
    let path = folder.path().join("nothing.gpkg");
    let error = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["query", "output", "--format", "gpkg", "--group-by", "month"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(error.status.code(), Some(2));
    fs::write(&path, query(Path::new("output"), &nothing)).unwrap();
    assert_eq!(query(&path, &["--format", "count"]), b"0\n");
}
