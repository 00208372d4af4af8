//! What lies below the events: land, water, borders, and their names.

use std::collections::BTreeSet;
use std::io::{self, Write};

use geo::BoundingRect;
use geojson::{Feature, FeatureCollection, GeoJson, GeometryValue};

use super::expression;
use super::layer::{Geometry, Layer};
use super::project::Bounds;
use super::style::{self, Label, category, labeling};
use super::symbol::{self, Fill, Line};
use crate::error::Error;
use crate::write::atomic::{BASEMAP, Staging};

const COUNTRIES: &str = include_str!("../../../assets/basemap/countries.geojson");
const WATER: &str = include_str!("../../../assets/basemap/water.geojson");
const BORDERS: &str = include_str!("../../../assets/basemap/borders.geojson");
const NAMES: &str = include_str!("../../../assets/basemap/labels.geojson");

/// Files with what they are made from: all of it, or features of one kind. Each has geometries of one type, as QGIS
/// wants it.
const FILES: [(&str, &str, Option<&str>); 6] = [
    ("sea", WATER, Some("sea")),
    ("land", COUNTRIES, None),
    ("lakes", WATER, Some("lake")),
    ("rivers", WATER, Some("river")),
    ("borders", BORDERS, None),
    ("names", NAMES, None),
];

/// Writes the files.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(staging: &Staging) -> Result<(), Error> {
    FILES.iter().try_for_each(|&(name, source, kind)| {
        let path = format!("{BASEMAP}/{name}.geojson");
        staging.write(&path, |file| write_part(file, name, source, kind))
    })
}

fn write_part(
    out: &mut impl Write,
    name: &str,
    source: &str,
    kind: Option<&str>,
) -> io::Result<()> {
    let features =
        FeatureCollection::try_from(source.parse::<GeoJson>().map_err(io::Error::other)?);
    let features = features.map_err(io::Error::other)?.features.into_iter();
    let wanted = |feature: &Feature| match kind {
        Some(kind) => feature.property("kind").is_some_and(|found| found == kind),
        None => true,
    };
    let lines = features
        .filter(wanted)
        .map(|feature| filled(feature).to_string());
    let lines: Vec<String> = lines.collect();
    let lines = lines.join(",\n");
    write!(
        out,
        "{{\"type\":\"FeatureCollection\",\"name\":\"{name}\",\"features\":[\n{lines}\n]}}\n"
    )
}

/// A feature without the holes of its areas: what lies in them is drawn above, and some programs cannot read holes.
fn filled(mut feature: Feature) -> Feature {
    if let Some(geometry) = &mut feature.geometry {
        match &mut geometry.value {
            GeometryValue::Polygon { coordinates } => coordinates.truncate(1),
            GeometryValue::MultiPolygon { coordinates } => {
                coordinates
                    .iter_mut()
                    .for_each(|polygon| polygon.truncate(1));
            }
            _ => {}
        }
    }
    feature
}

/// What the map covers, in degrees.
pub(super) fn bounds() -> Option<Bounds> {
    let countries: GeoJson = COUNTRIES.parse().ok()?;
    let countries = geo::GeometryCollection::<f64>::try_from(&countries).ok()?;
    let found = countries.bounding_rect()?;
    let (min, max) = (found.min(), found.max());
    Some([min.x, min.y, max.x, max.y])
}

/// The layers from top to bottom; names that events are labelled with are left to these.
pub(super) fn layers(language: &str, labelled: &BTreeSet<&str>) -> Vec<Layer> {
    vec![
        names(language, labelled),
        borders(),
        lakes(),
        rivers(),
        land(),
        sea(),
    ]
}

fn layer(part: &str, name: &str, geometry: Geometry) -> Layer {
    let id = format!("dateline_basemap_{part}");
    let file = format!("{BASEMAP}/{part}.geojson");
    Layer::new(id, name, file, geometry).about("Natural Earth, public domain.")
}

fn land() -> Layer {
    let land = Fill {
        colour: "#faf8f3",
        opacity: 255,
        outline: "#faf8f3",
        width: "0.1",
        style: "solid",
    };
    layer("land", "Land", Geometry::Polygon)
        .styled([style::single(symbol::fill(0, &land, &[]), None)])
}

const WATER_FILL: Fill = Fill {
    colour: "#cfdfe8",
    opacity: 255,
    outline: "#b4cad6",
    width: "0.15",
    style: "solid",
};

fn sea() -> Layer {
    layer("sea", "Sea", Geometry::Polygon)
        .styled([style::single(symbol::fill(0, &WATER_FILL, &[]), None)])
}

fn lakes() -> Layer {
    layer("lakes", "Lakes", Geometry::Polygon)
        .styled([style::single(symbol::fill(0, &WATER_FILL, &[]), None)])
}

fn rivers() -> Layer {
    let river = Line {
        colour: "#a9c4d3",
        width: "0.4",
        style: "solid",
    };
    let width = [("outlineWidth", expression::RIVER_WIDTH)];
    layer("rivers", "Rivers", Geometry::Line)
        .styled([style::single(symbol::line(0, &river, &width), None)])
}

/// Kinds of borders: value, label, colour, width in millimetres, style.
const BORDER_KINDS: [(&str, &str, Line); 3] = [
    (
        "country",
        "Country",
        Line {
            colour: "#9c9486",
            width: "0.45",
            style: "solid",
        },
    ),
    (
        "governorate",
        "Governorate",
        Line {
            colour: "#c4bdb0",
            width: "0.25",
            style: "dash",
        },
    ),
    (
        "ceasefire",
        "Ceasefire line",
        Line {
            colour: "#9c9486",
            width: "0.3",
            style: "dot",
        },
    ),
];

fn borders() -> Layer {
    let (categories, symbols) = BORDER_KINDS
        .iter()
        .enumerate()
        .map(|(number, (value, label, line))| {
            (
                category(number, value, label),
                symbol::line(number, line, &[]),
            )
        })
        .unzip();
    layer("borders", "Borders", Geometry::Line)
        .styled([style::categorized("kind", categories, symbols, None)])
}

fn names(language: &str, labelled: &BTreeSet<&str>) -> Layer {
    let show = expression::is_basemap_shown(language, labelled);
    let expression = expression::basemap_name(language);
    let font = expression::font(&expression);
    let spacing = expression::letter_spacing(&expression);
    let labels = Label {
        expression: &expression,
        colour: "#a39b8d",
        text: &[("fontSize", "8"), ("fontLetterSpacing", "1")],
        placement: &[("placement", "1"), ("quadOffset", "4"), ("priority", "0")],
        smallest_scale: "15000000",
        driven: &[
            ("Show", &show),
            ("Family", &font),
            ("FontLetterSpacing", &spacing),
            ("Size", expression::BASEMAP_SIZE),
            ("Color", expression::BASEMAP_COLOUR),
            ("Italic", expression::BASEMAP_ITALIC),
        ],
    };
    layer("names", "Names", Geometry::Point)
        .styled([style::single(symbol::nothing(0), None)])
        .labelled(labeling(&labels))
}
