//! What lies below the events: land, water, borders, and their names.

use std::collections::BTreeSet;
use std::io::Write;

use geo::BoundingRect;
use geojson::GeoJson;

use super::expression;
use super::layer::{Geometry, Layer};
use super::project::Bounds;
use super::style::{self, Label, category, labeling};
use super::symbol::{self, Fill, Line};
use crate::error::Error;
use crate::write::atomic::{BASEMAP, Staging};

/// Files by their name, which need not change on their way.
const FILES: [(&str, &str); 4] = [
    (
        "countries.geojson",
        include_str!("../../../assets/basemap/countries.geojson"),
    ),
    (
        "water.geojson",
        include_str!("../../../assets/basemap/water.geojson"),
    ),
    (
        "borders.geojson",
        include_str!("../../../assets/basemap/borders.geojson"),
    ),
    (
        "labels.geojson",
        include_str!("../../../assets/basemap/labels.geojson"),
    ),
];

/// Writes the files.
///
/// # Errors
/// When a file cannot be written.
pub(super) fn write(staging: &Staging) -> Result<(), Error> {
    FILES.iter().try_for_each(|(name, content)| {
        staging.write(&format!("{BASEMAP}/{name}"), |file| {
            file.write_all(content.as_bytes())
        })
    })
}

/// What the map covers, in degrees.
pub(super) fn bounds() -> Option<Bounds> {
    let countries: GeoJson = FILES[0].1.parse().ok()?;
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
        rivers(),
        water(),
        countries(),
    ]
}

fn layer(part: &str, name: &str, file: &str, geometry: Geometry) -> Layer {
    let id = format!("dateline_basemap_{part}");
    Layer::new(id, name, format!("{BASEMAP}/{file}"), geometry)
        .about("Natural Earth, public domain.")
}

fn countries() -> Layer {
    let land = Fill {
        colour: "#faf8f3",
        opacity: 255,
        outline: "#faf8f3",
        width: "0.1",
        style: "solid",
    };
    layer("countries", "Land", "countries.geojson", Geometry::Polygon)
        .styled([style::single(symbol::fill(0, &land, &[]), None)])
}

const WATER: &str = "#cfdfe8";

fn water() -> Layer {
    let sea = Fill {
        colour: WATER,
        opacity: 255,
        outline: "#b4cad6",
        width: "0.15",
        style: "solid",
    };
    layer(
        "water",
        "Water",
        "water.geojson|geometrytype=Polygon",
        Geometry::Polygon,
    )
    .styled([style::single(symbol::fill(0, &sea, &[]), None)])
}

fn rivers() -> Layer {
    let river = Line {
        colour: "#a9c4d3",
        width: "0.4",
        style: "solid",
    };
    let width = [("outlineWidth", expression::RIVER_WIDTH)];
    layer(
        "rivers",
        "Rivers",
        "water.geojson|geometrytype=LineString",
        Geometry::Line,
    )
    .styled([style::single(symbol::line(0, &river, &width), None)])
}

/// Kinds of borders: value, label, colour, width in millimetres, style.
const BORDERS: [(&str, &str, Line); 3] = [
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
    let (categories, symbols) = BORDERS
        .iter()
        .enumerate()
        .map(|(number, (value, label, line))| {
            (
                category(number, value, label),
                symbol::line(number, line, &[]),
            )
        })
        .unzip();
    layer("borders", "Borders", "borders.geojson", Geometry::Line)
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
    layer("names", "Names", "labels.geojson", Geometry::Point)
        .styled([style::single(symbol::nothing(0), None)])
        .labelled(labeling(&labels))
}
