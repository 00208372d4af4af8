//! GeoJSON, as a collection in any layout or as a sequence of features.

use std::ops::ControlFlow;
use std::path::Path;

use geo::Point;

use super::features::{Features, Found};
use super::json::{Columns, Extent, Fault, Parts, is_json, own_extent, without_nan};
use super::{Ask, Note, Options, Reader, Sink, line_at};
use crate::error::Error;
use crate::ingest::Problem;
use crate::query::bounds::Bounds;
use crate::query::index::Index;
use crate::query::nearest::Nearest;
use crate::query::row::Row;

/// A GeoJSON file, with its index where there is one.
#[derive(Debug)]
pub struct GeoJsonReader {
    features: Features,
    index: Option<Index>,
}

/// From this size on a file gets an index; a smaller one is read faster than anybody notices.
const LARGE: u64 = 64 << 20;

impl GeoJsonReader {
    /// Opens a file.
    ///
    /// # Errors
    /// A file that cannot be read, or that is no GeoJSON.
    pub fn open(path: &Path, options: Options) -> Result<(GeoJsonReader, Vec<Note>), Error> {
        let features = Features::open(path)?;
        let mut notes = Vec::new();
        if let Some(name) = &features.foreign_crs {
            notes.push(format!(
                "{}: its coordinates are in {name}, but are taken for longitude and latitude (WGS 84); \
                 `ogr2ogr -t_srs EPSG:4326 NEW OLD` converts them",
                path.display()
            ));
        }
        let mut index = None;
        if options.index {
            index = Index::open(&features);
            if index.is_none() && features.size >= LARGE {
                match Index::build(&features) {
                    Ok((made, note)) => {
                        index = made;
                        notes.extend(note);
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok((GeoJsonReader { features, index }, notes))
    }

    /// Where the features lie that can be kept, if an index tells and it is worth while to go by it.
    fn places(&self, ask: &Ask) -> Result<Option<Vec<(u64, u32)>>, Error> {
        let Some(index) = &self.index else {
            return Ok(None);
        };
        if ask.bounds.boxes.is_none() && ask.bounds.days.is_none() {
            return Ok(None);
        }
        index.places(ask.bounds)
    }
}

impl Reader for GeoJsonReader {
    fn read(&self, ask: &Ask, sink: &mut dyn Sink) -> Result<(), Error> {
        let features = &self.features;
        let make = |text: &[u8], offset: u64| item(text, offset, ask);
        let mut take = |found| match found {
            Found::Fault(offset, message) => {
                sink.problem(features.problem(offset, &message))?;
                Ok(ControlFlow::Continue(()))
            }
            Found::Made(Item::Lost(offset, message)) => {
                sink.problem(features.problem(offset, message))?;
                Ok(ControlFlow::Continue(()))
            }
            Found::Made(Item::Mended(row, message)) => {
                let line = line_at(&features.path, row.position);
                let error = Error::content(&features.path, line, message);
                sink.problem(Problem::Warning(error))?;
                sink.row(row)
            }
            Found::Made(Item::Row(row)) => sink.row(row),
        };
        match self.places(ask)? {
            Some(places) => features.at(&places, &make, &mut take),
            None => features.each(&make, &mut take),
        }
    }

    fn reach(&self, from: Point, count: usize, bounds: &Bounds) -> Result<Option<f64>, Error> {
        if let Some(index) = &self.index {
            return index.reach(from, count, bounds).map(Some);
        }
        let nearest = Nearest::new(from, count);
        let make = |text: &[u8], _: u64| {
            let extent = match own_extent(text) {
                Some(extent) => extent,
                None => Parts::find(text)?.extent(),
            };
            let fits = bounds.meets(extent.rect.as_ref()) && bounds.meets_days(extent.days);
            if let Some(rect) = extent.rect.filter(|_| fits) {
                nearest.add(rect);
            }
            Ok(None::<()>)
        };
        self.features
            .each(&make, &mut |_| Ok(ControlFlow::Continue(())))?;
        Ok(Some(nearest.reach()))
    }
}

/// What a feature comes to.
enum Item {
    Row(Row),
    /// A row in which something had to be put right.
    Mended(Row, &'static str),
    /// A feature of which cannot be said whether it is wanted.
    Lost(u64, &'static str),
}

const NAN: &str = "NaN and Infinity are no JSON: read as null";
const ODD_GEOMETRY: &str =
    "the geometry cannot be used, so that nobody can say where this feature lies";

fn item(text: &[u8], offset: u64, ask: &Ask) -> Result<Option<Item>, Fault> {
    let bounded = ask.bounds.boxes.is_some() || ask.bounds.days.is_some();
    let own = if bounded { own_extent(text) } else { None };
    if let Some(Extent { rect, days }) = own
        && !(ask.bounds.meets(rect.as_ref()) && ask.bounds.meets_days(days))
    {
        return Ok(None);
    }
    let parts = Parts::find(text)?;
    if own.is_none() && !parts.meets(ask.bounds) {
        let lost = ask.bounds.boxes.is_some() && parts.has_odd_geometry();
        return Ok(lost.then_some(Item::Lost(offset, ODD_GEOMETRY)));
    }
    if !(ask.keeps)(&parts.row(offset, Columns::Only(ask.looks_at))) {
        return Ok(None);
    }
    match is_json(text) {
        Ok(()) => Ok(Some(Item::Row(whole(&parts, text, offset, ask)))),
        Err(message) => {
            let mended = without_nan(text).filter(|text| is_json(text).is_ok());
            let Some(mended) = mended else {
                return Err(Fault::Wrong(format!("this feature is not JSON: {message}")));
            };
            let row = whole(&Parts::find(&mended)?, &mended, offset, ask);
            Ok((ask.keeps)(&row).then_some(Item::Mended(row, NAN)))
        }
    }
}

/// The row as it is given, with the feature's text where that is wanted.
fn whole(parts: &Parts, text: &[u8], offset: u64, ask: &Ask) -> Row {
    Row {
        text: ask.text.then(|| parts.feature_text(text)),
        ..parts.row(offset, ask.gives)
    }
}
