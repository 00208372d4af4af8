//! Reading what is compared: a folder that `map` wrote, or a layer.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::error::Category;

use super::feature::Feature;
use crate::error::Error;
use crate::write::atomic::EVENTS;

/// The features of a GeoJSON layer, or of the layer of all events in a folder.
///
/// # Errors
/// A path that cannot be read; a folder without that layer; a file that is no collection of features, with the line.
pub fn read(path: &Path) -> Result<Vec<Feature>, Error> {
    #[derive(Deserialize)]
    struct Collection {
        features: Vec<Feature>,
    }
    let path = layer(path)?;
    let file = File::open(&path).map_err(|error| Error::io(&path, error))?;
    let read = serde_json::from_reader::<_, Collection>(BufReader::new(file));
    read.map(|collection| collection.features).map_err(|error| {
        let message = match error.classify() {
            Category::Io => return Error::io(&path, error.into()),
            Category::Eof => "the layer ends too early; was it written to its end?".to_owned(),
            _ => format!("no GeoJSON collection of features: {error}"),
        };
        Error::content(&path, Some(error.line() as u64), message)
    })
}

/// The file that is meant.
fn layer(path: &Path) -> Result<PathBuf, Error> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let events = path.join(EVENTS);
    match events.is_file() {
        true => Ok(events),
        false => {
            let message = format!(
                "there is no {EVENTS} in this folder; name one that `dateline map` wrote, or a layer"
            );
            Err(Error::usage(path, message))
        }
    }
}
