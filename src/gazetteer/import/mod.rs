//! Other people's gazetteers to tables with our columns.

mod columns;
mod geonames;
mod osm;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use crate::data;
use crate::error::Error;
use crate::table::Table;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A GeoNames dump: 19 columns separated by tabs, no header.
    GeoNames,
    /// Populated places of OCHA (Humanitarian Data Exchange): CSV with P-codes.
    Ocha,
    /// GeoJSON points with OpenStreetMap's tags.
    Osm,
    /// CSV with a header.
    Csv,
}

/// What the file does not say itself.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// GeoNames' alternateNames file, for names by language.
    pub alternate_names: Option<PathBuf>,
    /// Our columns and what they are called in the file; those not named are guessed.
    pub columns: BTreeMap<String, String>,
    /// Id of what contains all places whose container the file does not give.
    pub within: String,
    /// Kind of all places whose kind the file does not give; `village` when empty.
    pub kind: String,
}

/// A place on its way into a table; texts are empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq)]
struct Imported {
    id: String,
    name: String,
    /// Names by language code.
    names: BTreeMap<String, String>,
    aliases: Vec<String>,
    kind: String,
    lat: String,
    lon: String,
    admin1: String,
    within: String,
    radius_m: String,
}

/// What an import came to.
#[derive(Debug, Default)]
pub struct Summary {
    /// Rows that were written.
    pub written: usize,
    /// Rows of kinds that we do not have.
    pub other_kinds: usize,
    /// Rows that could not be used, with file and line.
    pub unusable: Vec<Error>,
}

const HEADER: [&str; 12] = [
    "id", "name", "name_fr", "name_ar", "aliases", "kind", "lat", "lon", "admin1", "within",
    "radius_m", "source",
];

/// Reads a file and writes a table with the columns of `gazetteer/places/*.csv`, in the order of the file.
///
/// # Errors
/// A file that cannot be read, that is not what the format says, or an output that cannot be written.
pub fn import(
    format: Format,
    file: &Path,
    options: &Options,
    out: impl Write,
) -> Result<Summary, Error> {
    let mut sink = Sink {
        writer: csv::Writer::from_writer(out),
        file,
        options,
        source: match format {
            Format::GeoNames => "geonames",
            Format::Ocha => "ocha",
            Format::Osm => "osm",
            Format::Csv => "own",
        },
        summary: Summary::default(),
    };
    sink.record(HEADER)?;
    match format {
        Format::GeoNames => geonames::read(file, options, &mut sink)?,
        Format::Ocha => columns::read(file, columns::OCHA, "", options, &mut sink)?,
        Format::Csv => columns::read(file, columns::ANY, "place-", options, &mut sink)?,
        Format::Osm => osm::read(file, &mut sink)?,
    }
    sink.writer
        .flush()
        .map_err(|e| Error::io(Path::new("output"), e))?;
    Ok(sink.summary)
}

/// Where imported places go.
struct Sink<'a, W: Write> {
    writer: csv::Writer<W>,
    file: &'a Path,
    options: &'a Options,
    source: &'static str,
    summary: Summary,
}

impl<W: Write> Sink<'_, W> {
    fn record<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), Error> {
        let written = self.writer.write_record(cells);
        written.map_err(|e| Error::io(Path::new("output"), std::io::Error::other(e)))
    }

    /// Writes a place, or notes why not; `line` is where it stands in the file.
    fn put(&mut self, place: Imported, line: u64) -> Result<(), Error> {
        if let Some(fault) = place.fault() {
            let error = Error::content(self.file, Some(line), fault);
            self.summary.unusable.push(error);
            return Ok(());
        }
        let or = |text: &str, other: &str| {
            if text.is_empty() {
                other.to_owned()
            } else {
                text.to_owned()
            }
        };
        let named = |code: &str| place.names.get(code).cloned().unwrap_or_default();
        let kind = or(&place.kind, &or(&self.options.kind, "village"));
        let within = or(&place.within, &or(&place.admin1, &self.options.within));
        let aliases = aliases(&place);
        let row = [
            place.id.clone(),
            place.name.clone(),
            named("fr"),
            named("ar"),
            aliases,
            kind,
            place.lat.clone(),
            place.lon.clone(),
            place.admin1.clone(),
            within,
            place.radius_m.clone(),
            self.source.to_owned(),
        ];
        self.summary.written += 1;
        self.record(row)
    }
}

impl Imported {
    /// Why it cannot be used.
    fn fault(&self) -> Option<String> {
        let degrees = |text: &str, limit: f64| text.parse().is_ok_and(|v: f64| v.abs() <= limit);
        if self.id.is_empty() || self.name.is_empty() {
            return Some("a place needs an id and a name".to_owned());
        }
        if !degrees(&self.lat, 90.0) || !degrees(&self.lon, 180.0) {
            return Some(format!("{:?}, {:?} are not degrees", self.lat, self.lon));
        }
        None
    }
}

/// The other names, each once, separated by `|`.
fn aliases(place: &Imported) -> String {
    let mut out: Vec<&str> = Vec::new();
    for alias in place.aliases.iter().map(|a| a.trim()) {
        let known =
            alias == place.name || out.contains(&alias) || place.names.values().any(|n| n == alias);
        if !alias.is_empty() && !known && !alias.contains('|') {
            out.push(alias);
        }
    }
    out.join("|")
}

/// Our kinds by the codes of a scheme of `ontology/feature_codes.csv`.
fn kinds_of(scheme: &str) -> Result<FxHashMap<String, String>, Error> {
    let path = "ontology/feature_codes.csv";
    let table = Table::parse(Path::new(path), data::file(path).unwrap_or_default())?;
    let rows = table.rows().filter(|row| row.get("scheme") == scheme);
    Ok(rows
        .map(|row| (row.get("code").to_owned(), row.get("kind").to_owned()))
        .collect())
}

/// Whether a text is in Arabic letters.
fn is_arabic(text: &str) -> bool {
    text.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c))
}
