//! `dateline render`.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use dateline::error::Error;
use dateline::gazetteer::Gazetteer;
use dateline::render::scene::Scene;
use dateline::render::{By, Kit, Options, page, png};

use super::args::{self, RenderBy};
use super::exit::Exit;
use super::session::{Session, stdout_failed};

/// Draws the map of an output folder.
pub fn run(args: &args::Render, session: &Session) -> anyhow::Result<Exit> {
    let kit = Kit::new(args.labels.as_deref())?;
    let common = &session.common;
    let gazetteer = Gazetteer::open(&common.gazetteer, common.no_default_gazetteer)?;
    let names: HashMap<&str, &str> = gazetteer
        .places()
        .map(|(_, place)| (&*place.id, place.name_in(&kit.words.code)))
        .collect();
    let scene = Scene::read(&args.map, &|id| {
        names.get(id).map(|name| (*name).to_owned())
    })?;
    let options = Options {
        by: match args.by {
            RenderBy::Date => By::Date,
            RenderBy::None => By::None,
        },
        width: args.width,
        title: args.title.clone(),
    };
    let svg = page::draw(&scene, &options, &kit);
    match &args.out {
        None => io::stdout()
            .lock()
            .write_all(svg.as_bytes())
            .map_err(stdout_failed)?,
        Some(file) if is_png(file) => {
            let png = png::encode(&svg, args.scale).map_err(|why| Error::usage(file, why))?;
            write(file, &png)?;
        }
        Some(file) => write(file, svg.as_bytes())?,
    }
    if scene.skipped > 0 && !common.quiet {
        eprintln!("{} features without a point were left out", scene.skipped);
    }
    Ok(Exit::skipped(scene.skipped))
}

fn is_png(file: &Path) -> bool {
    file.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("png"))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    fs::write(file, bytes).map_err(|error| Error::io(file, error))
}
