//! The arguments of `query` as they are written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use dateline::document::DaySpan;
use dateline::query::bounds::{Rect, parse_boxes};
use dateline::query::days::parse_days;
use dateline::query::distance::parse_distance;
use dateline::query::expression::Expression;
use dateline::query::write::Format;
use dateline::write::format;

const EXAMPLES: &str = "Examples:
  dateline query output --since 2017-08 --until 2017-09 --type Battles
  dateline query output --near Mayadine --within 25km --sort fatalities:desc --limit 10
  dateline query output --near 40.45,35.02 --nearest 5 --format geojson
  dateline query output --area SY09 --where \"fatalities >= 10 and n_sources > 1\"
  dateline query output --group-by month,event_type --format csv
  dateline query acled.csv --bbox 38,34,42,37 --actor Daech --format count

The language of --where: columns, numbers, 'texts', '2017-10' (a date, also reduced); = <> < <= > >=,
and, or, not, in (a, b), between a and b, like 'al-%', contains 'text', is null, is not null. A column whose name is
not one word stands between backticks, and a.b is the member b of the column a. What is not known is neither
true nor false.";

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Query {
    /// A folder that map wrote, or a layer: GeoJSON, a sequence of GeoJSON features, CSV with longitude and latitude
    pub path: PathBuf,

    /// Lies in this rectangle, in degrees; west may be greater than east, across the antimeridian
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, value_parser = boxes, help_heading = "Where")]
    pub bbox: Option<Boxes>,
    /// Tells the distance from a place, by any name in any script, or from a position; with --within or --nearest
    #[arg(
        long,
        value_name = "PLACE|LON,LAT",
        allow_hyphen_values = true,
        help_heading = "Where"
    )]
    pub near: Option<String>,
    /// Lies at most so far from --near: 25km, 800m, 3mi
    #[arg(long, value_name = "DISTANCE", value_parser = parse_distance, requires = "near", help_heading = "Where")]
    pub within: Option<f64>,
    /// The K nearest to --near of what the other conditions leave
    #[arg(long, value_name = "K", requires = "near", help_heading = "Where")]
    pub nearest: Option<usize>,
    /// Lies in the polygons of a GeoJSON file; or is filed under a governorate or country, by name or code, in the
    /// columns admin1, admin1_pcode, country
    #[arg(long, value_name = "FILE|GOVERNORATE", help_heading = "Where")]
    pub area: Option<String>,
    /// Its location is this place, by any name in any script
    #[arg(long, value_name = "PLACE", help_heading = "Where")]
    pub place: Option<String>,

    /// Can have happened on this day or later: 2017-08-26, 2017-08, 2017
    #[arg(long, value_name = "DATE", value_parser = days, help_heading = "When")]
    pub since: Option<DaySpan>,
    /// Can have happened on this day or before; of a month or a year its last day
    #[arg(long, value_name = "DATE", value_parser = days, help_heading = "When")]
    pub until: Option<DaySpan>,
    /// Can have happened on this day, or in this month or year
    #[arg(long, value_name = "DATE", value_parser = days, conflicts_with_all = ["since", "until"], help_heading = "When")]
    pub on: Option<DaySpan>,

    /// Has this event type (may be repeated, as those below)
    #[arg(long = "type", value_name = "TYPE", help_heading = "What")]
    pub event_type: Vec<String>,
    /// Has this sub-event type
    #[arg(long, value_name = "TYPE", help_heading = "What")]
    pub sub_type: Vec<String>,
    /// This actor takes part, by canonical name or any other in any language
    #[arg(long, value_name = "NAME", help_heading = "What")]
    pub actor: Vec<String>,
    /// Is claimed or relayed by this source, or rests on a document or address with these words
    #[arg(long, value_name = "NAME", help_heading = "What")]
    pub source: Vec<String>,
    /// Rests on at least so many reports
    #[arg(long, value_name = "N", help_heading = "What")]
    pub min_reports: Option<f64>,
    /// Is placed within at most so much
    #[arg(long, value_name = "DISTANCE", value_parser = parse_distance, help_heading = "What")]
    pub max_uncertainty: Option<f64>,
    /// Has at least this confidence, 0 to 1
    #[arg(long, value_name = "SHARE", help_heading = "What")]
    pub min_confidence: Option<f64>,
    /// An expression is true of it
    #[arg(long = "where", value_name = "EXPRESSION", value_parser = expression, help_heading = "What")]
    pub expression: Option<Expression>,

    /// Order by columns: fatalities:desc,event_date
    #[arg(long, value_name = "COLUMN[:desc],…", help_heading = "Output")]
    pub sort: Option<String>,
    /// Give so many rows at most
    #[arg(long, value_name = "N", help_heading = "Output")]
    pub limit: Option<usize>,
    /// Count by date, month, year, or the values of columns
    #[arg(
        long,
        value_name = "COLUMN,…",
        value_delimiter = ',',
        help_heading = "Output"
    )]
    pub group_by: Vec<String>,
    /// Sum these columns of each group [default: fatalities, fatalities_low, fatalities_high]
    #[arg(
        long,
        value_name = "COLUMN,…",
        value_delimiter = ',',
        requires = "group_by",
        help_heading = "Output"
    )]
    pub sum: Vec<String>,
    /// Give these columns
    #[arg(
        long,
        value_name = "COLUMN,…",
        value_delimiter = ',',
        conflicts_with = "group_by",
        help_heading = "Output"
    )]
    pub columns: Vec<String>,
    /// How rows are written
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "table",
        help_heading = "Output"
    )]
    pub format: QueryFormat,
    /// Neither use nor make the index that lies beside a large layer, as LAYER.index
    #[arg(long, help_heading = "Output")]
    pub no_index: bool,
}

/// The rectangles of a bounding box.
#[derive(Clone, Debug)]
pub struct Boxes(pub Vec<Rect>);

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum QueryFormat {
    /// For the eye
    Table,
    /// A GeoJSON collection, features as they stood in the layer
    Geojson,
    /// The same, as a feature per line
    Geojsonl,
    /// All columns, with longitude and latitude
    Csv,
    /// A list of objects
    Json,
    /// The number of rows
    Count,
    /// A GeoJSON text sequence (RFC 8142)
    Geojsons,
    /// A GeoPackage
    #[cfg(feature = "geopackage")]
    Gpkg,
    /// FlatGeobuf with an index
    #[cfg(feature = "flatgeobuf")]
    Fgb,
    /// GeoParquet
    #[cfg(feature = "geoparquet")]
    Parquet,
}

impl QueryFormat {
    pub fn format(self) -> Format {
        match self {
            QueryFormat::Table => Format::Table,
            QueryFormat::Geojson => Format::GeoJson,
            QueryFormat::Geojsonl => Format::GeoJsonl,
            QueryFormat::Csv => Format::Csv,
            QueryFormat::Json => Format::Json,
            QueryFormat::Count => Format::Count,
            QueryFormat::Geojsons => Format::Layer(format::Format::GeoJsonSeq),
            #[cfg(feature = "geopackage")]
            QueryFormat::Gpkg => Format::Layer(format::Format::GeoPackage),
            #[cfg(feature = "flatgeobuf")]
            QueryFormat::Fgb => Format::Layer(format::Format::FlatGeobuf),
            #[cfg(feature = "geoparquet")]
            QueryFormat::Parquet => Format::Layer(format::Format::GeoParquet),
        }
    }
}

fn boxes(text: &str) -> Result<Boxes, String> {
    parse_boxes(text).map(Boxes)
}

fn days(text: &str) -> Result<DaySpan, String> {
    parse_days(text)
        .ok_or_else(|| "must be a day (2017-08-26), a month (2017-08) or a year (2017)".to_owned())
}

fn expression(text: &str) -> Result<Expression, String> {
    Expression::parse(text).map_err(|error| error.to_string())
}
