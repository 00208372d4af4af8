//! An index beside a large GeoJSON layer: where each feature lies in the file, its box and its days.
//!
//! It is a list in the order of the file that is read as a whole, which takes milliseconds for a million features: there is no
//! tree to keep. It holds only if size, time of change and a sample of the content of the layer are those that it was made of.
//! What it gives is then read from the layer and looked at again, so that it can only leave something out, never make it up.
//!
//! | bytes | what |
//! | --- | --- |
//! | 16 | `dateline index 1` |
//! | 8, 8, 8 | size of the layer, time of change in nanoseconds since 1970, checksum of the sample |
//! | 8, 4, 16, 8 for each feature | offset, length, box (west, south, east, north, rounded outwards), first and last day |

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use geo::Point;
use rayon::prelude::*;

use super::bounds::{Bounds, Rect};
use super::nearest::Nearest;
use super::read::features::{Features, Found};
use super::read::json::{Extent, Parts, own_extent};
use crate::error::Error;

/// An index that fits its layer.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    features: u64,
}

const MAGIC: &[u8; 16] = b"dateline index 1";
const HEAD: usize = 40;
const ENTRY: usize = 36;

/// How a layer was when its index was made.
type Stamp = [u8; 24];

impl Index {
    /// The index beside a layer, if there is one that fits it.
    pub fn open(features: &Features) -> Option<Index> {
        let path = path_of(&features.path);
        let mut file = File::open(&path).ok()?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head).ok()?;
        let length = file.metadata().ok()?.len() - HEAD as u64;
        let fits = head.starts_with(MAGIC)
            && head[MAGIC.len()..] == stamp(&features.path).ok()?
            && length.is_multiple_of(ENTRY as u64);
        fits.then_some(Index {
            path,
            features: length / ENTRY as u64,
        })
    }

    /// Makes the index of a layer. There is none where the layer has faults, which only reading it as a whole tells, or where the
    /// folder cannot be written; the note says so.
    ///
    /// # Errors
    /// A layer that cannot be read.
    pub fn build(features: &Features) -> Result<(Option<Index>, Option<String>), Error> {
        let before = stamp(&features.path).map_err(|error| Error::io(&features.path, error))?;
        let mut entries = [MAGIC.as_slice(), before.as_slice()].concat();
        let mut whole = true;
        let make = |text: &[u8], offset: u64| {
            let extent = match own_extent(text) {
                Some(extent) => extent,
                None => Parts::find(text)?.extent(),
            };
            Ok(Some(entry(offset, text.len(), extent)))
        };
        features.each(&make, &mut |found| {
            match found {
                Found::Made(Some(entry)) => entries.extend(entry),
                Found::Made(None) | Found::Fault(..) => whole = false,
            }
            Ok(match whole {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            })
        })?;
        if !whole {
            return Ok((None, None));
        }
        let path = path_of(&features.path);
        let shown = path.display();
        Ok(match replace(&path, &entries) {
            Ok(()) => {
                let megabytes = entries.len() >> 20;
                let note = format!("made {shown} ({megabytes} MB); --no-index does without");
                (Index::open(features), Some(note))
            }
            Err(error) => {
                let note = format!("{shown}: {error}: the layer is read as a whole each time");
                (None, Some(note))
            }
        })
    }

    /// A radius in metres round a point within which so many features lie that meet bounds; infinite where there are
    /// not as many.
    ///
    /// # Errors
    /// An index that cannot be read.
    pub fn reach(&self, from: Point, count: usize, bounds: &Bounds) -> Result<f64, Error> {
        let nearest = Nearest::new(from, count);
        self.pieces(|entries| {
            let rects = entries.filter_map(|entry| rect_of(entry, bounds));
            rects.for_each(|rect| nearest.add(rect));
        })?;
        Ok(nearest.reach())
    }

    /// Where the features lie that bounds let through; `None` where they are so many that the whole file is better read.
    ///
    /// # Errors
    /// An index that cannot be read.
    pub fn places(&self, bounds: &Bounds) -> Result<Option<Vec<(u64, u32)>>, Error> {
        /// Of so many features one must be let through at most.
        const FEW: usize = 4;
        let pieces = self.pieces(|entries| -> Vec<(u64, u32)> {
            entries.filter_map(|entry| place(entry, bounds)).collect()
        })?;
        let places = pieces.concat();
        let few = places.len() * FEW <= self.features as usize;
        Ok(few.then_some(places))
    }

    /// What is made of the entries, a piece at a time on all threads, in their order.
    fn pieces<T: Send>(
        &self,
        make: impl Fn(std::slice::ChunksExact<'_, u8>) -> T + Sync,
    ) -> Result<Vec<T>, Error> {
        /// So many entries are one piece of work.
        const PIECE: u64 = 1 << 15;
        let piece = |number: u64| -> io::Result<T> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(HEAD as u64 + number * PIECE * ENTRY as u64))?;
            let mut entries = Vec::with_capacity(PIECE as usize * ENTRY);
            file.take(PIECE * ENTRY as u64).read_to_end(&mut entries)?;
            Ok(make(entries.chunks_exact(ENTRY)))
        };
        let pieces = (0..self.features.div_ceil(PIECE))
            .into_par_iter()
            .map(piece);
        let pieces: io::Result<Vec<T>> = pieces.collect();
        pieces.map_err(|error| Error::io(&self.path, error))
    }
}

/// What the index of a layer is called.
fn path_of(layer: &Path) -> PathBuf {
    let mut name = layer.as_os_str().to_owned();
    name.push(".index");
    name.into()
}

/// Size, time of change, and a checksum of evenly spread samples of a file.
fn stamp(path: &Path) -> io::Result<Stamp> {
    const SAMPLES: u64 = 64;
    const SAMPLE: u64 = 4 << 10;
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    let size = meta.len();
    let changed = meta.modified()?.duration_since(UNIX_EPOCH);
    let changed = changed.map_or(0, |time| time.as_nanos() as u64);
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    let mut sample = Vec::new();
    for number in 0..SAMPLES {
        sample.clear();
        let last = size.saturating_sub(SAMPLE);
        file.seek(SeekFrom::Start(last / (SAMPLES - 1) * number))?;
        (&mut file).take(SAMPLE).read_to_end(&mut sample)?;
        for word in sample.chunks(8) {
            let word = word
                .iter()
                .fold(0, |word: u64, &b| word << 8 | u64::from(b));
            sum = (sum ^ word)
                .wrapping_mul(0x0000_0100_0000_01b3)
                .rotate_left(23);
        }
    }
    let mut stamp = [0; 24];
    stamp[..8].copy_from_slice(&size.to_le_bytes());
    stamp[8..16].copy_from_slice(&changed.to_le_bytes());
    stamp[16..].copy_from_slice(&sum.to_le_bytes());
    Ok(stamp)
}

/// Writes a file that is there as a whole or not at all.
fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.persist(path)?;
    Ok(())
}

/// The entry of a feature; `None` for one that is too long.
fn entry(offset: u64, length: usize, extent: Extent) -> Option<[u8; ENTRY]> {
    let mut entry = [0; ENTRY];
    entry[..8].copy_from_slice(&offset.to_le_bytes());
    entry[8..12].copy_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    // A comparison with NaN is false: a feature without geometry lies nowhere.
    let [west, south, east, north] = extent.rect.unwrap_or([f64::NAN; 4]);
    let outward = [
        (west as f32).next_down(),
        (south as f32).next_down(),
        (east as f32).next_up(),
        (north as f32).next_up(),
    ];
    for (slot, degrees) in entry[12..28].chunks_exact_mut(4).zip(outward) {
        slot.copy_from_slice(&degrees.to_le_bytes());
    }
    let (first, last) = extent.days.unwrap_or((i32::MAX, i32::MIN));
    entry[28..32].copy_from_slice(&first.to_le_bytes());
    entry[32..].copy_from_slice(&last.to_le_bytes());
    Some(entry)
}

/// Where a feature lies, if its entry meets bounds.
fn place(entry: &[u8], bounds: &Bounds) -> Option<(u64, u32)> {
    if !meets_days(entry, bounds) {
        return None;
    }
    if bounds.boxes.is_some() {
        rect_of(entry, bounds)?;
    }
    let offset = u64::from_le_bytes(*entry.first_chunk::<8>()?);
    Some((offset, u32::from_le_bytes(four(entry, 8)?)))
}

/// The box of a feature that meets bounds, if it lies somewhere.
fn rect_of(entry: &[u8], bounds: &Bounds) -> Option<Rect> {
    let mut rect: Rect = [0.0; 4];
    for (side, at) in rect.iter_mut().zip([12, 16, 20, 24]) {
        *side = f32::from_le_bytes(four(entry, at)?).into();
    }
    let fits = !rect[0].is_nan() && bounds.meets(Some(&rect)) && meets_days(entry, bounds);
    fits.then_some(rect)
}

fn meets_days(entry: &[u8], bounds: &Bounds) -> bool {
    let day = |at| four(entry, at).map(i32::from_le_bytes);
    bounds.days.is_none() || bounds.meets_days(day(28).zip(day(32)))
}

fn four(entry: &[u8], at: usize) -> Option<[u8; 4]> {
    entry.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests;
