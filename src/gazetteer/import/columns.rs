//! CSV with a header: the populated places of OCHA, and any other with the names of its columns.

use std::io::Write;
use std::path::Path;

use super::{Imported, Options, Sink};
use crate::error::Error;
use crate::table::{Row, Table};

/// What our columns may be called, first come, first served.
pub(super) type Guesses = &'static [(&'static str, &'static [&'static str])];

/// Column names in OCHA's tables of populated places over the years.
pub(super) const OCHA: Guesses = &[
    (
        "id",
        &[
            "pcode",
            "ppl_pcode",
            "locationpcode",
            "location_pcode",
            "admin4pcode",
            "admin4_pcode",
            "adm4_pcode",
        ],
    ),
    (
        "name",
        &[
            "name_en",
            "ppl_name_en",
            "admin4name_en",
            "admin4_en",
            "adm4_en",
            "locationname_en",
            "location",
            "name",
        ],
    ),
    (
        "name_ar",
        &[
            "name_ar",
            "ppl_name_ar",
            "admin4name_ar",
            "admin4_ar",
            "adm4_ar",
            "locationname_ar",
        ],
    ),
    (
        "aliases",
        &[
            "name_alt",
            "alternate_name",
            "altname_en",
            "name_alt1_en",
            "admin4altn1_en",
        ],
    ),
    ("lat", &["latitude", "lat", "latitude_y", "point_y", "y"]),
    (
        "lon",
        &["longitude", "lon", "long", "longitude_x", "point_x", "x"],
    ),
    (
        "admin1",
        &[
            "admin1pcode",
            "admin1_pcode",
            "adm1_pcode",
            "governorate_pcode",
        ],
    ),
];

/// Column names that any table may have.
pub(super) const ANY: Guesses = &[
    ("id", &["id", "code", "pcode", "geonameid"]),
    ("name", &["name", "name_en", "place", "placename", "title"]),
    ("name_fr", &["name_fr", "name:fr", "nom"]),
    ("name_ar", &["name_ar", "name:ar"]),
    (
        "aliases",
        &["aliases", "alternatenames", "alt_name", "other_names"],
    ),
    ("kind", &["kind", "type", "feature", "place_type"]),
    ("lat", &["lat", "latitude", "y"]),
    ("lon", &["lon", "lng", "long", "longitude", "x"]),
    ("admin1", &["admin1", "admin1_pcode", "admin1pcode"]),
    ("within", &["within", "parent"]),
    ("radius_m", &["radius_m", "radius"]),
];

/// Columns without which there is no place.
const NEEDED: [&str; 3] = ["name", "lat", "lon"];

pub(super) fn read<W: Write>(
    file: &Path,
    guesses: Guesses,
    prefix: &str,
    options: &Options,
    sink: &mut Sink<W>,
) -> Result<(), Error> {
    let content = std::fs::read_to_string(file).map_err(|e| Error::io(file, e))?;
    let table = Table::parse(file, content)?;
    let columns = Columns::find(&table, guesses, options)?;
    for (number, row) in (1..).zip(table.rows()) {
        let mut place = Imported {
            id: columns.get(&row, "id").to_owned(),
            name: columns.get(&row, "name").to_owned(),
            kind: columns.get(&row, "kind").to_owned(),
            lat: columns.get(&row, "lat").to_owned(),
            lon: columns.get(&row, "lon").to_owned(),
            admin1: columns.get(&row, "admin1").to_owned(),
            within: columns.get(&row, "within").to_owned(),
            radius_m: columns.get(&row, "radius_m").to_owned(),
            ..Imported::default()
        };
        if place.id.is_empty() {
            place.id = format!("{prefix}{number}");
        }
        for code in ["fr", "ar"] {
            let name = columns.get(&row, &format!("name_{code}"));
            if !name.is_empty() {
                place.names.insert(code.to_owned(), name.to_owned());
            }
        }
        let aliases = columns.get(&row, "aliases").split(['|', ';', ',']);
        place.aliases = aliases.map(str::to_owned).collect();
        sink.put(place, row.line)?;
    }
    Ok(())
}

/// Our columns and what they are called in a table.
struct Columns(Vec<(&'static str, String)>);

impl Columns {
    /// The names that the options give, else the first guess that the table has, whatever its case.
    fn find(table: &Table, guesses: Guesses, options: &Options) -> Result<Columns, Error> {
        let has = |name: &str| {
            table
                .header()
                .iter()
                .find(|h| h.eq_ignore_ascii_case(name))
                .cloned()
        };
        let mut found = Vec::new();
        for &(ours, names) in guesses.iter().chain(ANY) {
            if found.iter().any(|(known, _)| *known == ours) {
                continue;
            }
            if let Some(theirs) = options.columns.get(ours) {
                let Some(theirs) = has(theirs) else {
                    let message = format!("there is no column {theirs:?} for {ours}");
                    return Err(Error::content(&table.file, Some(1), message));
                };
                found.push((ours, theirs));
            } else if let Some(theirs) = names.iter().find_map(|name| has(name)) {
                found.push((ours, theirs));
            }
        }
        match NEEDED
            .iter()
            .find(|ours| !found.iter().any(|(known, _)| known == *ours))
        {
            None => Ok(Columns(found)),
            Some(ours) => {
                let message =
                    format!("no column is known for {ours}: name it with --column {ours}=NAME");
                Err(Error::content(&table.file, Some(1), message))
            }
        }
    }

    fn get<'a>(&self, row: &Row<'a>, ours: &str) -> &'a str {
        let theirs = self.0.iter().find(|(known, _)| *known == ours);
        theirs.map_or("", |(_, theirs)| row.get(theirs))
    }
}
