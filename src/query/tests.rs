//! Whole questions, to the same rows in several layouts: every reader and every short cut must give what looking at each row gives.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use geo::{Distance, Geodesic, Geometry, Point, polygon};
use serde_json::json;

use super::area::Area;
use super::bounds::parse_boxes;
use super::days::parse_days;
use super::expression::Expression;
use super::filter::{Filter, TextFilter};
use super::index::Index;
use super::read::features::Features;
use super::read::{Options, open};
use super::top::SortKey;
use super::write::Format;
use super::{Query, run};

struct Event {
    id: usize,
    point: Option<Point>,
    date: &'static str,
    fatalities: Option<u64>,
    kind: &'static str,
}

/// Events all over a globe that is fuller round two points: on the antimeridian and near the pole.
fn events() -> Vec<Event> {
    const DATES: [&str; 4] = ["2017-08-26", "2017-09-01", "2017-10", "2018"];
    let mut state: u64 = 7;
    let mut next = move |below: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let event = |id: usize| {
        let (lon, lat) = (
            next(36_000) as f64 / 100.0 - 180.0,
            next(18_000) as f64 / 100.0 - 90.0,
        );
        let point = match id % 4 {
            0 => Point::new(lon, lat),
            1 => Point::new(
                (179.0 + (lon + 180.0) / 180.0 + 180.0) % 360.0 - 180.0,
                lat / 90.0 - 17.0,
            ),
            2 => Point::new(lon, 89.0 + (lat + 90.0) / 180.0),
            _ => Point::new(38.0 + lon / 90.0, 35.0 + lat / 90.0),
        };
        Event {
            id,
            point: Some(point).filter(|_| id % 50 != 49),
            date: DATES[next(4) as usize],
            fatalities: Some(next(20)).filter(|n| *n < 15),
            kind: ["Battles", "Riots"][next(2) as usize],
        }
    };
    (0..800).map(event).collect()
}

fn days(event: &Event) -> [String; 2] {
    let days = parse_days(event.date).unwrap();
    [days.first().to_string(), days.last().to_string()]
}

/// A feature as `map` writes it.
fn feature(event: &Event) -> String {
    let geometry = event.point.map_or("null".to_owned(), |p| {
        format!(r#"{{"type":"Point","coordinates":[{},{}]}}"#, p.x(), p.y())
    });
    let ([first, last], id) = (days(event), event.id);
    let (fatalities, kind) = (json!(event.fatalities), event.kind);
    format!(
        r#"{{"type":"Feature","id":"{id}","geometry":{geometry},"properties":{{"event_id":"{id}","event_date":"{first}","event_date_end":"{last}","event_type":"{kind}","fatalities":{fatalities}}}}}"#
    )
}

/// The same events in several files.
fn layers(folder: &Path) -> Vec<PathBuf> {
    let events = events();
    let ours: Vec<String> = events.iter().map(feature).collect();
    let spread = |line: &String| line.replace(",\"", ",\n  \"").replace("},", "} ,");
    let cell = |event: &Event| {
        let [lon, lat] = event.point.map_or(["", ""].map(str::to_owned), |p| {
            [p.x().to_string(), p.y().to_string()]
        });
        let [first, last] = days(event);
        let fatalities = event.fatalities.map_or_else(String::new, |n| n.to_string());
        format!(
            "{},{first},{last},{},{fatalities},{lon},{lat}\n",
            event.id, event.kind
        )
    };
    let head = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    let files = [
        ("ours.geojson", format!("{head}{}\n]}}\n", ours.join(",\n"))),
        (
            "indexed.geojson",
            format!("{head}{}\n]}}\n", ours.join(",\n")),
        ),
        (
            "spread.geojson",
            format!(
                "{head}{}]}}",
                ours.iter().map(spread).collect::<Vec<_>>().join(",\n")
            ),
        ),
        ("one_line.geojson", format!("{head}{}]}}", ours.join(","))),
        ("sequence.geojsonl", ours.join("\n")),
        (
            "separated.geojsons",
            format!("\u{1e}{}", ours.join("\n\u{1e}")),
        ),
        (
            "table.csv",
            "event_id,event_date,event_date_end,event_type,fatalities,lon,lat\n".to_owned()
                + &events.iter().map(cell).collect::<String>(),
        ),
    ];
    let paths = files.map(|(name, content)| {
        fs::write(folder.join(name), content).unwrap();
        folder.join(name)
    });
    let features = Features::open(&folder.join("indexed.geojson")).unwrap();
    assert!(Index::build(&features).unwrap().0.is_some());
    paths.into()
}

/// The ids of the rows that a question gives, parted by spaces.
fn answer(query: &Query, path: &Path) -> String {
    let (reader, notes) = open(path, Options { index: true }).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    let mut out = Vec::new();
    let mut tell = |problem: crate::ingest::Problem| Err(problem.into_error());
    run(query, &*reader, path, &mut out, &mut tell).unwrap();
    let text = String::from_utf8(out).unwrap();
    let ids: Vec<&str> = text
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap())
        .collect();
    ids.join(" ")
}

fn check(paths: &[PathBuf], query: Query, expected: impl Fn(Vec<Event>) -> Vec<Event>) {
    let query = Query {
        columns: vec!["event_id".to_owned()],
        format: Format::Csv,
        ..query
    };
    let expected: Vec<String> = expected(events())
        .iter()
        .map(|event| event.id.to_string())
        .collect();
    assert!(!expected.is_empty());
    for path in paths {
        assert_eq!(
            answer(&query, path),
            expected.join(" "),
            "{}",
            path.display()
        );
    }
}

fn keep(test: impl Fn(&Event) -> bool) -> impl Fn(Vec<Event>) -> Vec<Event> {
    move |events| events.into_iter().filter(&test).collect()
}

fn metres(from: Point, event: &Event) -> Option<f64> {
    event.point.map(|point| Geodesic.distance(from, point))
}

#[test]
fn every_reader_gives_what_looking_at_each_row_gives() {
    let folder = tempfile::tempdir().unwrap();
    let paths = layers(folder.path());
    let filters = |filters: Vec<Filter>| Query {
        filters: filters
            .into_iter()
            .map(|filter| ("--filter", filter))
            .collect(),
        ..Query::default()
    };
    let day = |text: &str| parse_days(text).unwrap();
    let meets = |event: &Event, text: &str| day(event.date).intersect(day(text)).is_some();

    check(
        &paths,
        filters(vec![Filter::Boxes(parse_boxes("37,34,39,36").unwrap())]),
        keep(|e| {
            e.point
                .is_some_and(|p| (37.0..=39.0).contains(&p.x()) && (34.0..=36.0).contains(&p.y()))
        }),
    );
    check(
        &paths,
        filters(vec![Filter::Boxes(
            parse_boxes("179.5,-20,-179.5,-10").unwrap(),
        )]),
        keep(|e| {
            e.point
                .is_some_and(|p| p.x().abs() >= 179.5 && (-20.0..=-10.0).contains(&p.y()))
        }),
    );
    check(
        &paths,
        filters(vec![Filter::Days(day("2017-10-15"))]),
        keep(|e| meets(e, "2017-10-15")),
    );
    check(
        &paths,
        filters(vec![
            Filter::Days(day("2017")),
            Filter::Text(TextFilter::whole(&["event_type"], ["riots".to_owned()])),
            Filter::AtLeast(&["fatalities"], 10.0),
        ]),
        keep(|e| meets(e, "2017") && e.kind == "Riots" && e.fatalities.is_some_and(|n| n >= 10)),
    );
    let expression = Expression::parse("not fatalities < 14 and event_date >= '2017-09'").unwrap();
    check(
        &paths,
        filters(vec![Filter::Where(expression)]),
        keep(|e| e.fatalities == Some(14) && e.date != "2017-08-26"),
    );
    for center in [(180.0, -17.0), (-179.9, -17.2), (10.0, 89.9), (38.0, 35.0)] {
        let center = Point::from(center);
        for radius in [60_000.0, 300_000.0] {
            check(
                &paths,
                filters(vec![Filter::Near(center, radius)]),
                keep(|e| metres(center, e).is_some_and(|metres| metres <= radius)),
            );
        }
        for count in [7, 300, 5_000] {
            let query = Query {
                near: Some(center),
                nearest: Some(count),
                filters: vec![(
                    "--type",
                    Filter::Text(TextFilter::whole(&["event_type"], ["Riots".to_owned()])),
                )],
                ..Query::default()
            };
            check(&paths, query, |events| {
                let mut near: Vec<Event> = keep(|e| e.kind == "Riots" && e.point.is_some())(events);
                let tenths = |e: &Event| (metres(center, e).unwrap() * 10.0).round();
                near.sort_by(|a, b| tenths(a).total_cmp(&tenths(b)).then(a.id.cmp(&b.id)));
                near.truncate(count);
                near
            });
        }
    }
    let triangle: geo::Polygon =
        polygon![(x: 37.0, y: 34.2), (x: 39.5, y: 35.0), (x: 37.5, y: 35.9)];
    let plain = triangle.clone();
    check(
        &paths,
        filters(vec![Filter::Area(Area::new([triangle]))]),
        keep(|e| e.point.is_some_and(|p| geo::Contains::contains(&plain, &p))),
    );
    let query = Query {
        sort: SortKey::parse_list("fatalities:desc,event_id:desc"),
        limit: Some(40),
        ..Query::default()
    };
    check(&paths, query, |mut events| {
        events.sort_by_key(|e| (std::cmp::Reverse(e.fatalities), std::cmp::Reverse(e.id)));
        events.truncate(40);
        events
    });
    check(
        &paths,
        Query {
            limit: Some(3),
            ..Query::default()
        },
        |mut events| {
            events.truncate(3);
            events
        },
    );
}

/// A reader that has the output's fault as its own.
#[test]
fn an_output_that_fails_ends_the_run() {
    struct Closed;
    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = &layers(folder.path())[0];
    let (reader, _) = open(path, Options { index: false }).unwrap();
    for format in [
        Format::Table,
        Format::GeoJson,
        Format::GeoJsonl,
        Format::Csv,
        Format::Json,
        Format::Count,
    ] {
        let query = Query {
            format,
            ..Query::default()
        };
        let failed = run(&query, &*reader, path, &mut Closed, &mut |problem| {
            Err(problem.into_error())
        });
        assert!(failed.is_err(), "{format:?}");
    }
}

/// Points count as what they are wherever a geometry may be nothing.
#[test]
fn rows_without_a_place_have_no_distance() {
    let row = super::row::Row::default();
    assert!(!Filter::Near(Point::new(0.0, 0.0), 1e9).keeps(&row));
    let row = super::row::Row {
        geometry: Some(Geometry::Point(Point::new(0.0, 0.0))),
        ..row
    };
    assert!(Filter::Near(Point::new(0.0, 0.0), 0.0).keeps(&row));
}
