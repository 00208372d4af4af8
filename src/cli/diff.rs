//! `dateline diff`.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};

use dateline::diff::{
    Config, Diff, compare, feature::Feature, geojson, json, markdown, read::read, text,
};
use dateline::error::Error;

use super::args::{self, DiffFormat};
use super::exit::Exit;
use super::session::stdout_failed;

/// Prints what changed from one map to another.
pub fn run(args: &args::Diff) -> anyhow::Result<Exit> {
    let (mut old, mut new) = (read(&args.old)?, read(&args.new)?);
    for column in args.ignore.iter().chain(&args.id) {
        check_column(column, &old, &new)?;
    }
    if let Some(column) = &args.id {
        let features = old.iter_mut().chain(&mut new);
        features.for_each(|feature| feature.id = feature.id_in(column));
    }
    let mut config = Config::default();
    config.ignore.extend(args.ignore.iter().cloned());
    let diff = compare(&old, &new, &config);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(&diff, args, &mut out).and_then(|()| out.flush());
    written.map_err(stdout_failed)?;
    Ok(match args.exit_code && !diff.is_empty() {
        true => Exit::Partly,
        false => Exit::Done,
    })
}

/// A column that no event has was misspelt. Maps without events have all.
fn check_column(column: &str, old: &[Feature], new: &[Feature]) -> Result<(), Error> {
    let features = old.iter().chain(new);
    let columns = features.flat_map(|feature| feature.properties.iter().map(|(name, _)| &**name));
    let columns: BTreeSet<&str> = columns.collect();
    if columns.is_empty() || columns.contains(column) {
        return Ok(());
    }
    let columns: Vec<&str> = columns.into_iter().collect();
    let message = format!(
        "there is no such column; the columns are {}",
        columns.join(", ")
    );
    Err(Error::usage(column.as_ref(), message))
}

fn write(diff: &Diff, args: &args::Diff, out: &mut impl Write) -> io::Result<()> {
    let limit = args.limit.unwrap_or(usize::MAX);
    match args.format {
        DiffFormat::Text => text::write(diff, limit, out),
        DiffFormat::Markdown => markdown::write(diff, limit, out),
        DiffFormat::Json => json::write(diff, out),
        DiffFormat::Geojson => geojson::write(diff, out),
    }
}
