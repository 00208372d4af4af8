//! `dateline gazetteer`.

use std::fs::File;
use std::io::{self, Write};

use dateline::error::Error;
use dateline::gazetteer::Gazetteer;
use dateline::gazetteer::check::check;
use dateline::gazetteer::import::{Format, Options, import};
use dateline::gazetteer::load::{PACKED, read_tables};
use dateline::gazetteer::lookup::{Likely, lookup, score};
use dateline::gazetteer::stats::stats;
use dateline::language::Base;
use dateline::pack::embedded_sources;
use dateline::query::names;
use dateline::table::Table;

use super::args::{self, ImportFormat};
use super::exit::Exit;
use super::session::{Session, stdout_failed};

/// Runs a command about the gazetteer.
pub fn run(args: &args::Gazetteer, session: &Session) -> anyhow::Result<Exit> {
    let common = &session.common;
    let gazetteer = || Gazetteer::open(&common.gazetteer, common.no_default_gazetteer);
    let (lines, exit) = match args {
        args::Gazetteer::Lookup { name } => (found(&name.join(" "), &gazetteer()?), Exit::Done),
        args::Gazetteer::Stats => (counts(&gazetteer()?), Exit::Done),
        args::Gazetteer::Check { all } => checked(*all, session)?,
        args::Gazetteer::Import(args) => return imported(args),
    };
    let mut out = io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}").map_err(stdout_failed)?;
    }
    Ok(exit)
}

/// The places that a name may mean, the likeliest first.
fn found(name: &str, gazetteer: &Gazetteer) -> Vec<String> {
    let found = lookup(gazetteer, name);
    if found.is_empty() {
        // Where nothing is found, the names most like it are.
        let nearest = names::places(gazetteer, name).err().unwrap_or_default();
        let line = format!(
            "no place bears a name like {name}; most like it are {}",
            nearest.join(", ")
        );
        return vec![line];
    }
    let line = |likely: &Likely| {
        let place = gazetteer.place(likely.place);
        let area = gazetteer
            .admin1(likely.place)
            .or_else(|| gazetteer.containers(likely.place).next());
        let area = area.map_or_else(String::new, |id| format!(", {}", gazetteer.place(id).name));
        format!(
            "{:6.2}  {:.2} {:8}  {} ({}), {}{area}, {:.4},{:.4}",
            score(gazetteer, likely),
            likely.likeness,
            likely.matched.name(),
            place.name,
            place.id,
            gazetteer.kind(likely.place).name,
            place.lat,
            place.lon,
        )
    };
    found.iter().map(line).collect()
}

/// What is wrong in the tables, and with `all` also what is odd.
fn checked(all: bool, session: &Session) -> anyhow::Result<(Vec<String>, Exit)> {
    let common = &session.common;
    let tables = read_tables(&common.gazetteer, common.no_default_gazetteer)?;
    let languages = embedded_sources();
    let languages = languages.iter().map(Base::compile);
    let languages: Vec<Base> = languages.collect::<Result<_, _>>()?;
    let findings = check(&tables, &languages)?;
    let exit = match findings.iter().any(|finding| finding.serious) {
        true => Exit::Partly,
        false => Exit::Done,
    };
    let shown = findings.iter().filter(|finding| finding.serious || all);
    Ok((
        shown.map(|finding| finding.error.to_string()).collect(),
        exit,
    ))
}

/// How many places there are, by kind, by what lies around them, and with a name in a language.
fn counts(gazetteer: &Gazetteer) -> Vec<String> {
    let stats = stats(gazetteer);
    let lines = |before: &'static str, counts| {
        let counts: std::collections::BTreeMap<String, usize> = counts;
        counts
            .into_iter()
            .map(move |(what, count)| format!("{count:8} {before}{what}"))
    };
    let mut out = vec![format!("{:8} places", stats.places)];
    out.extend(lines("", stats.kinds));
    out.extend(lines("in ", stats.areas));
    out.extend(lines("with a name in ", stats.languages));
    out
}

/// Writes the table that a file of another gazetteer becomes.
fn imported(args: &args::Import) -> anyhow::Result<Exit> {
    let format = match args.format {
        ImportFormat::Geonames => Format::GeoNames,
        ImportFormat::Ocha => Format::Ocha,
        ImportFormat::Osm => Format::Osm,
        ImportFormat::Csv => Format::Csv,
    };
    let options = Options {
        alternate_names: args.alternate_names.clone(),
        columns: args.column.iter().cloned().collect(),
        within: args.within.clone(),
        kind: args.kind.clone(),
    };
    let summary = match &args.out {
        Some(path) if path.extension().is_some_and(|e| e == PACKED) => {
            let mut table = Vec::new();
            let summary = import(format, &args.file, &options, &mut table)?;
            let table = String::from_utf8_lossy(&table).into_owned();
            Gazetteer::pack(&[Table::parse(&args.file, table)?], path)?;
            summary
        }
        Some(path) => {
            let file = File::create(path).map_err(|e| Error::io(path, e))?;
            import(format, &args.file, &options, io::BufWriter::new(file))?
        }
        None => import(format, &args.file, &options, io::stdout().lock())?,
    };
    for error in &summary.unusable {
        eprintln!("{error}");
    }
    eprintln!(
        "{} places, {} of kinds that we do not have, {} that cannot be used",
        summary.written,
        summary.other_kinds,
        summary.unusable.len()
    );
    Ok(match summary.unusable.is_empty() {
        true => Exit::Done,
        false => Exit::Partly,
    })
}
