//! Gazetteer tables to a [`Gazetteer`].

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, OnceLock};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::data;
use crate::error::Error;
use crate::gazetteer::facilities::Facilities;
use crate::gazetteer::index::{self, Name, NameIndex};
use crate::gazetteer::packed::{self, Packable, Packed};
use crate::gazetteer::{Gazetteer, KindClass, KindId, Place, PlaceId, PlaceKind};
use crate::identifier::identifier;
use crate::table::{Row, Table};
use crate::token::fold_name;

/// Radius in metres of a place whose row has none.
const DEFAULT_RADIUS_M: f64 = 1_000.0;
/// So many rows are read as one piece of work.
const ROWS_AT_ONCE: usize = 1024;
/// About so many names has a place.
const NAMES_OF_PLACE: usize = 6;
/// How the name of a compiled file ends.
pub const PACKED: &str = "gaz";

impl Gazetteer {
    /// The gazetteer that is built in.
    ///
    /// # Errors
    /// When an embedded row is wrong, which the tests exclude.
    pub fn embedded() -> Result<Gazetteer, Error> {
        let fingerprint = || fingerprint(&embedded_tables().unwrap_or_default());
        Ok(Gazetteer {
            fingerprint: LazyLock::new(Box::new(fingerprint)),
            ..Gazetteer::without_fingerprint(&embedded_tables()?)?
        })
    }

    /// The built-in gazetteer, unless `only`, with the tables at `paths` (files, or folders of them) added.
    ///
    /// # Errors
    /// A file that cannot be read, or a row that is wrong, with its line.
    pub fn open(paths: &[PathBuf], only: bool) -> Result<Gazetteer, Error> {
        let is_packed = |path: &&PathBuf| path.extension().is_some_and(|e| e == PACKED);
        let (compiled, tables): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(is_packed);
        let tables: Vec<PathBuf> = tables.into_iter().cloned().collect();
        let mut gazetteer = Gazetteer::from_tables(&read_tables(&tables, only)?)?;
        match compiled[..] {
            [] => {}
            [file] => gazetteer.add_packed(file)?,
            [_, file, ..] => {
                let message = "only one compiled gazetteer can be added: import them into one";
                return Err(Error::usage(file, message));
            }
        }
        Ok(gazetteer)
    }

    fn add_packed(&mut self, file: &Path) -> Result<(), Error> {
        let (packed, sections) = Packed::read(file, &self.places, &self.kinds)?;
        if !self.names.add(self.places.len() as u32, sections) {
            return Err(Error::content(
                file,
                None,
                "its index of names cannot be read",
            ));
        }
        let sum = format!("{:016x}", packed.checksum);
        let both = identifier([self.fingerprint.as_str(), sum.as_str()]);
        self.fingerprint = LazyLock::new(Box::new(|| both));
        self.packed = Some(packed);
        Ok(())
    }

    /// Compiles tables into a file that opens at once, however many places it has.
    ///
    /// # Errors
    /// The first row that is wrong, or a file that cannot be written.
    pub fn pack(tables: &[Table], file: &Path) -> Result<(), Error> {
        let kinds = kinds()?;
        let rows = Rows::read(tables, &kinds)?;
        let sections = index::build(&rows.names);
        let places = rows.places.iter().zip(&rows.outside);
        let places = places.map(|(place, outside)| Packable { place, outside });
        packed::write(places, &kinds, &sections, file)
    }

    /// Compiles tables with the columns of `gazetteer/places/*.csv`.
    ///
    /// # Errors
    /// The first row that is wrong: coordinates out of range, an unknown kind, an id given twice.
    pub fn from_tables(tables: &[Table]) -> Result<Gazetteer, Error> {
        let (fingerprint, gazetteer) = rayon::join(
            || fingerprint(tables),
            || Gazetteer::without_fingerprint(tables),
        );
        Ok(Gazetteer {
            fingerprint: LazyLock::new(Box::new(|| fingerprint)),
            ..gazetteer?
        })
    }

    fn without_fingerprint(tables: &[Table]) -> Result<Gazetteer, Error> {
        let kinds = kinds()?;
        let rows = Rows::read(tables, &kinds)?;
        let Rows { places, names, .. } = rows;
        let facility = |place: &Place| {
            matches!(
                kinds[place.kind.0 as usize].class,
                KindClass::Facility | KindClass::Relief | KindClass::Quarter
            )
        };
        let facilities = (0..places.len() as u32)
            .map(PlaceId)
            .filter(|id| facility(&places[id.0 as usize]))
            .collect();
        let (mut first_words, mut single_words) = (FxHashSet::default(), FxHashSet::default());
        for name in &names {
            let word = name.words().next().unwrap_or_default();
            if word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase()) {
                first_words.insert(word.into());
                if word == name.folded {
                    single_words.insert(word.into());
                }
            }
        }
        let count = places.len();
        let directions = std::iter::repeat_with(OnceLock::new).take(count);
        let mut gazetteer = Gazetteer {
            directions: directions.collect(),
            places,
            kinds,
            names: NameIndex::of_tables(names),
            first_words,
            single_words,
            countries: Vec::new(),
            facilities: Facilities::new(facilities, count),
            fingerprint: LazyLock::new(Box::new(String::new)),
            packed: None,
        };
        let ids = gazetteer.places().map(|(id, _)| id);
        gazetteer.countries = ids.map(|id| gazetteer.find_country(id)).collect();
        Ok(gazetteer)
    }
}

/// The rows of tables, read.
struct Rows<'a> {
    places: Vec<Place>,
    names: Vec<Name>,
    /// By place: the id of a container that no row has, or nothing.
    outside: Vec<&'a str>,
}

impl<'a> Rows<'a> {
    fn read(tables: &'a [Table], kinds: &[PlaceKind]) -> Result<Rows<'a>, Error> {
        let all: Vec<Row> = tables.iter().flat_map(|table| table.rows()).collect();
        let mut rows = Rows {
            places: Vec::with_capacity(all.len()),
            names: Vec::with_capacity(all.len() * NAMES_OF_PLACE),
            outside: Vec::with_capacity(all.len()),
        };
        let read =
            |(number, chunk): (usize, &[Row])| read_chunk(number * ROWS_AT_ONCE, chunk, kinds);
        let chunks = all.par_chunks(ROWS_AT_ONCE).enumerate().map(read);
        for chunk in chunks.collect::<Vec<_>>() {
            let (places, names) = chunk?;
            rows.places.extend(places);
            rows.names.extend(names);
        }
        let mut ids: FxHashMap<&str, PlaceId> = FxHashMap::default();
        for (number, row) in all.iter().enumerate() {
            let id = row.get("id");
            if ids.insert(id, PlaceId(number as u32)).is_some() {
                return Err(row.error(format!("id {id:?} was given to an earlier row")));
            }
            rows.outside.push(row.get("within"));
        }
        for (place, within) in rows.places.iter_mut().zip(&mut rows.outside) {
            // A container from a table that is not loaded is no error: users add tables to a part of ours.
            place.within = ids.get(*within).copied();
            if place.within.is_some() {
                *within = "";
            }
        }
        Ok(rows)
    }
}

/// Reads the places of some rows, numbered from `first`, and their names.
fn read_chunk(
    first: usize,
    rows: &[Row],
    kinds: &[PlaceKind],
) -> Result<(Vec<Place>, Vec<Name>), Error> {
    let mut places = Vec::with_capacity(rows.len());
    let mut names = Vec::with_capacity(rows.len() * NAMES_OF_PLACE);
    for (number, row) in rows.iter().enumerate() {
        let place = place(row, kinds)?;
        add_names(PlaceId((first + number) as u32), &place, row, &mut names);
        places.push(place);
    }
    Ok((places, names))
}

/// Adds the names of a row's place: those by language, the one that events carry, and the aliases.
fn add_names(id: PlaceId, place: &Place, row: &Row, out: &mut Vec<Name>) {
    let mut add = |name: &str, main: bool| {
        out.push(Name {
            place: id,
            folded: fold_name(name),
            main,
        });
    };
    let main = place.names.iter().map(|(_, name)| &**name);
    let main = main.chain([&*place.name]).map(|name| (name, true));
    let aliases = row.list("aliases").map(|name| (name, false));
    for (name, is_main) in main.chain(aliases) {
        add(name, is_main);
        if let Some(name) = without_elision(name) {
            add(&name, false);
        }
    }
}

/// A name with a lone letter before an apostrophe (`palais d'al-Hayr`) as a language reads it that elides: in two words.
fn without_elision(name: &str) -> Option<String> {
    let at = name.find(['\'', '’'])?;
    let before = name[..at].rsplit([' ', '-']).next()?;
    let mut letters = before.chars();
    let lone = letters
        .next()
        .is_some_and(|c| matches!(c, 'd' | 'l' | 'D' | 'L'))
        && letters.next().is_none();
    lone.then(|| name.replacen(['\'', '’'], " ", 1))
}

/// Names of columns and cells, in the order of the tables.
fn fingerprint(tables: &[Table]) -> String {
    let cells = tables.iter().flat_map(|table| {
        let header = table.header().iter().map(String::as_str);
        header.chain(table.rows().flat_map(|row| row.cells()))
    });
    identifier(cells)
}

/// The built-in tables, unless `only`, and those at `paths` (files, or folders of them).
///
/// # Errors
/// A file that cannot be read, or that is no table.
pub fn read_tables(paths: &[PathBuf], only: bool) -> Result<Vec<Table>, Error> {
    let mut tables = if only { Vec::new() } else { embedded_tables()? };
    for path in paths {
        for file in table_files(path)? {
            let content = std::fs::read_to_string(&file).map_err(|e| Error::io(&file, e))?;
            tables.push(Table::parse(&file, content)?);
        }
    }
    Ok(tables)
}

fn embedded_tables() -> Result<Vec<Table>, Error> {
    let files: Vec<(&str, &str)> = data::folder("gazetteer/places").collect();
    let parse = |(file, content): &(&str, &'static str)| {
        Table::parse(&Path::new("gazetteer/places").join(file), *content)
    };
    files.par_iter().map(parse).collect()
}

/// The CSV files at a path: itself, or those directly in the folder or in its `places`, in order of their names.
fn table_files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let places = path.join("places");
    let folder = if places.is_dir() { &places } else { path };
    let entries = std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))?;
    let mut files = Vec::new();
    for entry in entries {
        let file = entry.map_err(|e| Error::io(folder, e))?.path();
        if file.extension().is_some_and(|e| e == "csv") {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Error::content(
            folder,
            None,
            "no .csv tables in this folder",
        ));
    }
    Ok(files)
}

/// The kinds of place that there are.
pub(crate) fn kinds() -> Result<Vec<PlaceKind>, Error> {
    let path = "ontology/place_kinds.csv";
    let table = Table::parse(Path::new(path), data::file(path).unwrap_or_default())?;
    let like = |row: &Row| match row.get("like") {
        "" => Ok(None),
        name => {
            let at = table.rows().position(|kind| kind.get("kind") == name);
            let unknown = || row.error(format!("there is no kind {name:?}"));
            at.map(|at| Some(KindId(at as u8))).ok_or_else(unknown)
        }
    };
    table
        .rows()
        .map(|row| {
            let class = KindClass::NAMES
                .iter()
                .find(|(n, _)| *n == row.get("class"));
            let (_, class) = class.ok_or_else(|| row.error("unknown class"))?;
            let prior = row.get("prior").parse();
            Ok(PlaceKind {
                name: row.get("kind").into(),
                class: *class,
                prior: prior.map_err(|_| row.error("prior is not a number"))?,
                like: like(&row)?,
            })
        })
        .collect()
}

fn place(row: &Row, kinds: &[PlaceKind]) -> Result<Place, Error> {
    let degrees = |column: &str, limit: f64| {
        let text = row.get(column);
        match text.parse::<f64>() {
            Ok(value) if value.abs() <= limit => Ok(value),
            _ => Err(row.error(format!(
                "column {column}: {text:?} is not a number of degrees between -{limit} and {limit}"
            ))),
        }
    };
    let required = |column: &str| match row.get(column) {
        "" => Err(row.error(format!("column {column} is empty"))),
        text => Ok(text),
    };
    let kind = required("kind")?;
    let kind = kinds.iter().position(|k| &*k.name == kind).ok_or_else(|| {
        let known: Vec<&str> = kinds.iter().map(|k| &*k.name).collect();
        row.error(format!("kind {kind:?} is none of {}", known.join(", ")))
    })?;
    let radius = match row.get("radius_m") {
        "" => DEFAULT_RADIUS_M,
        text => text
            .parse()
            .ok()
            .filter(|r: &f64| r.is_finite() && *r >= 0.0)
            .ok_or_else(|| row.error(format!("column radius_m: {text:?} is not metres")))?,
    };
    let admin1 = row.get("admin1");
    Ok(Place {
        id: required("id")?.into(),
        name: required("name")?.into(),
        names: row.named("name_"),
        kind: KindId(kind as u8),
        lat: degrees("lat", 90.0)?,
        lon: degrees("lon", 180.0)?,
        admin1: (!admin1.is_empty()).then(|| admin1.into()),
        within: None,
        radius_m: radius,
    })
}
