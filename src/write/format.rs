//! The formats of layers: what each is called, and the one function through which all of them are written.

use std::io::{self, Write};

use crate::feature::Layer;
#[cfg(feature = "flatgeobuf")]
use crate::write::flatgeobuf;
#[cfg(feature = "geopackage")]
use crate::write::geopackage::{self, Package};
#[cfg(feature = "geoparquet")]
use crate::write::geoparquet;
use crate::write::{csv, geojson};

/// A format in which a layer can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// One GeoJSON collection (RFC 7946), one feature per line.
    GeoJson,
    /// GeoJSON features, one per line and nothing else.
    GeoJsonLines,
    /// A GeoJSON text sequence (RFC 8142): such lines, each after a record separator (U+001E).
    GeoJsonSeq,
    /// Comma-separated values (RFC 4180) with coordinates as columns.
    Csv,
    /// GeoPackage 1.3, with spatial index and styles.
    #[cfg(feature = "geopackage")]
    GeoPackage,
    /// FlatGeobuf with its index.
    #[cfg(feature = "flatgeobuf")]
    FlatGeobuf,
    /// GeoParquet 1.1.
    #[cfg(feature = "geoparquet")]
    GeoParquet,
}

/// What can be chosen about formats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// CSV gets a second row with the HXL tags of the columns.
    pub hxl: bool,
}

impl Format {
    /// Every format that this build of the program writes.
    pub const ALL: &'static [Format] = &[
        Format::GeoJson,
        Format::GeoJsonLines,
        Format::GeoJsonSeq,
        Format::Csv,
        #[cfg(feature = "geopackage")]
        Format::GeoPackage,
        #[cfg(feature = "flatgeobuf")]
        Format::FlatGeobuf,
        #[cfg(feature = "geoparquet")]
        Format::GeoParquet,
    ];

    /// The name on the command line, which is also the extension of files.
    pub fn name(self) -> &'static str {
        match self {
            Format::GeoJson => "geojson",
            Format::GeoJsonLines => "geojsonl",
            Format::GeoJsonSeq => "geojsons",
            Format::Csv => "csv",
            #[cfg(feature = "geopackage")]
            Format::GeoPackage => "gpkg",
            #[cfg(feature = "flatgeobuf")]
            Format::FlatGeobuf => "fgb",
            #[cfg(feature = "geoparquet")]
            Format::GeoParquet => "parquet",
        }
    }

    /// The format of a name, or of the extension of a file.
    pub fn named(name: &str) -> Option<Format> {
        let mut all = Format::ALL.iter().copied();
        all.find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// Whether it is for programs only, and a terminal has no use for it.
    pub fn is_binary(self) -> bool {
        !matches!(
            self,
            Format::GeoJson | Format::GeoJsonLines | Format::GeoJsonSeq | Format::Csv
        )
    }

    /// Writes a layer. The same layer gives the same bytes.
    ///
    /// # Errors
    /// When `out` or a temporary file cannot be written, and when the format cannot hold the layer; the message then says why.
    pub fn write(
        self,
        layer: Layer,
        options: Options,
        out: &mut (impl Write + Send),
    ) -> io::Result<()> {
        match self {
            Format::GeoJson => geojson::write(layer, out),
            Format::GeoJsonLines => geojson::write_lines(layer, "", out),
            Format::GeoJsonSeq => geojson::write_lines(layer, "\u{1e}", out),
            Format::Csv => csv::write(layer, options.hxl, out),
            #[cfg(feature = "geopackage")]
            Format::GeoPackage => {
                let layers = vec![layer];
                geopackage::write(
                    Package {
                        layers,
                        ..Package::default()
                    },
                    out,
                )
            }
            #[cfg(feature = "flatgeobuf")]
            Format::FlatGeobuf => flatgeobuf::write(layer, out),
            #[cfg(feature = "geoparquet")]
            Format::GeoParquet => geoparquet::write(layer, out),
        }
    }
}
