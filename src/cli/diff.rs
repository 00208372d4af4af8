//! `dateline diff`.

use std::io::{self, BufWriter, Write};

use dateline::diff::{Config, Diff, compare, geojson, json, markdown, read::read, text};

use super::args::{self, DiffFormat};
use super::exit::Exit;
use super::session::stdout_failed;

/// Prints what changed from one map to another.
pub fn run(args: &args::Diff) -> anyhow::Result<Exit> {
    let (old, new) = (read(&args.old)?, read(&args.new)?);
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

fn write(diff: &Diff, args: &args::Diff, out: &mut impl Write) -> io::Result<()> {
    let limit = args.limit.unwrap_or(usize::MAX);
    match args.format {
        DiffFormat::Text => text::write(diff, limit, out),
        DiffFormat::Markdown => markdown::write(diff, limit, out),
        DiffFormat::Json => json::write(diff, out),
        DiffFormat::Geojson => geojson::write(diff, out),
    }
}
