//! GeoNames: `XX.txt` and `alternateNamesV2.txt`, columns separated by tabs, without a header.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use rustc_hash::FxHashMap;

use super::{Imported, Options, Sink, is_arabic, kinds_of};
use crate::error::Error;

/// Columns of the dump, by their numbers.
mod column {
    pub const ID: usize = 0;
    pub const NAME: usize = 1;
    pub const ASCII: usize = 2;
    pub const ALTERNATES: usize = 3;
    pub const LAT: usize = 4;
    pub const LON: usize = 5;
    pub const CLASS: usize = 6;
    pub const CODE: usize = 7;
    pub const COUNTRY: usize = 8;
    pub const POPULATION: usize = 14;
    pub const COUNT: usize = 19;
}

/// From so many people on a place is a city, or a town.
const CITY: u64 = 50_000;
const TOWN: u64 = 5_000;

/// Names by place and language.
type Names = FxHashMap<String, Vec<(String, String)>>;

pub(super) fn read<W: Write>(
    file: &Path,
    options: &Options,
    sink: &mut Sink<W>,
) -> Result<(), Error> {
    let kinds = kinds_of("geonames")?;
    let names = match &options.alternate_names {
        Some(path) => alternate_names(path)?,
        None => Names::default(),
    };
    lines(file, |line, number| {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() != column::COUNT {
            let message = format!("{} columns instead of {}", cells.len(), column::COUNT);
            sink.summary
                .unusable
                .push(Error::content(file, Some(number), message));
            return Ok(());
        }
        let (class, code) = (cells[column::CLASS], cells[column::CODE]);
        let Some(kind) = kinds.get(code).or_else(|| kinds.get(class)) else {
            sink.summary.other_kinds += 1;
            return Ok(());
        };
        let people = cells[column::POPULATION].parse().unwrap_or(0);
        let mut place = Imported {
            id: format!("gn-{}", cells[column::ID]),
            name: cells[column::NAME].to_owned(),
            kind: settlement(kind, people).to_owned(),
            lat: cells[column::LAT].to_owned(),
            lon: cells[column::LON].to_owned(),
            within: match options.within.is_empty() {
                true => cells[column::COUNTRY].to_owned(),
                false => options.within.clone(),
            },
            ..Imported::default()
        };
        for (language, name) in names.get(cells[column::ID]).into_iter().flatten() {
            match language.as_str() {
                "" | "en" => place.aliases.push(name.clone()),
                _ if place.names.contains_key(language) => place.aliases.push(name.clone()),
                _ => _ = place.names.insert(language.clone(), name.clone()),
            }
        }
        let others = cells[column::ALTERNATES]
            .split(',')
            .chain([cells[column::ASCII]]);
        for name in others {
            // Without the file of alternate names the script tells the Arabic name.
            if is_arabic(name) && !place.names.contains_key("ar") {
                place.names.insert("ar".to_owned(), name.to_owned());
            } else {
                place.aliases.push(name.to_owned());
            }
        }
        sink.put(place, number)
    })
}

/// A settlement by its people; other kinds stay what they are.
fn settlement(kind: &str, people: u64) -> &str {
    match kind {
        "village" | "town" if people >= CITY => "city",
        "village" if people >= TOWN => "town",
        other => other,
    }
}

/// The names in French, Arabic and English of the file, and those without a language.
fn alternate_names(file: &Path) -> Result<Names, Error> {
    let mut names = Names::default();
    lines(file, |line, _| {
        let mut cells = line.split('\t').skip(1);
        let (id, language, name) = (cells.next(), cells.next(), cells.next());
        let preferred = cells.next() == Some("1");
        if let (Some(id), Some(language), Some(name)) = (id, language, name)
            && matches!(language, "" | "ar" | "en" | "fr")
        {
            let list = names.entry(id.to_owned()).or_default();
            let at = if preferred { 0 } else { list.len() };
            list.insert(at, (language.to_owned(), name.to_owned()));
        }
        Ok(())
    })?;
    Ok(names)
}

/// Hands over the lines of a file with their numbers, from 1.
fn lines(file: &Path, mut each: impl FnMut(&str, u64) -> Result<(), Error>) -> Result<(), Error> {
    let opened = File::open(file).map_err(|e| Error::io(file, e))?;
    for (number, line) in (1..).zip(BufReader::new(opened).lines()) {
        each(&line.map_err(|e| Error::io(file, e))?, number)?;
    }
    Ok(())
}
