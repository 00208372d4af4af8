//! The features of a GeoJSON file: where they lie in it, by lines on all threads, or by brackets where the layout asks for it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use memchr::memchr;
use rayon::prelude::*;

use super::json::{Fault, Members};
use super::line_at;
use super::objects::{End, Objects, RECORD_SEPARATOR};
use crate::error::Error;
use crate::ingest::Problem;

/// A GeoJSON file with what its beginning tells.
#[derive(Clone, Debug)]
pub struct Features {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// Where the first feature may begin.
    start: u64,
    /// Whether the features lie in an array, not in a sequence.
    array: bool,
    /// Whether the first feature has a line of its own.
    by_lines: bool,
    /// The name of the coordinate reference system, where the file names one that is not ours.
    pub foreign_crs: Option<String>,
}

/// What is made of a feature: nothing where it is not wanted.
pub type Make<'m, T> = &'m (dyn Fn(&[u8], u64) -> Result<Option<T>, Fault> + Sync);

/// Something found in a file.
pub enum Found<T> {
    /// What was made of a feature.
    Made(T),
    /// A feature that cannot be used, or something that is none: where, and what is wrong.
    Fault(u64, String),
}

/// Takes what is found, in the order of the file.
pub type Take<'t, T> = &'t mut dyn FnMut(Found<T>) -> Result<ControlFlow<()>, Error>;

/// The features must begin within so many bytes.
const HEAD: u64 = 1 << 20;
/// So much of a file is one piece of work.
const CHUNK: u64 = 1 << 20;
/// The first piece is smaller: often nothing more is wanted.
const FIRST_CHUNK: u64 = 64 << 10;
/// So many pieces per thread are worked on before their results are handed on.
const WAVE: usize = 8;

impl Features {
    /// Looks at the beginning of a file.
    ///
    /// # Errors
    /// A file that cannot be read, or that is no GeoJSON.
    pub fn open(path: &Path) -> Result<Features, Error> {
        let failed = |error| Error::io(path, error);
        let mut file = File::open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        (&mut file)
            .take(HEAD)
            .read_to_end(&mut head)
            .map_err(failed)?;
        let mut start = if head.starts_with(b"\xef\xbb\xbf") {
            3
        } else {
            0
        };
        while head.get(start).is_some_and(|b| b.is_ascii_whitespace()) {
            start += 1;
        }
        let (start, array) = match head.get(start) {
            None if size == 0 => {
                return Err(Error::content(
                    path,
                    None,
                    "the file is empty, not even an empty collection",
                ));
            }
            Some(b'[') => (start + 1, true),
            Some(&RECORD_SEPARATOR) => (start, false),
            Some(b'{') => match first_feature(&head[start..]) {
                Some(First::InArray(at)) => (start + at, true),
                Some(First::Here) => (start, false),
                None => return Err(Error::content(path, None, NO_FEATURES)),
            },
            _ => return Err(Error::content(path, None, NO_GEOJSON)),
        };
        Ok(Features {
            path: path.to_owned(),
            size,
            by_lines: has_line_of_its_own(&head[start..]),
            foreign_crs: foreign_crs(&head[..start]),
            start: start as u64,
            array,
        })
    }

    /// Makes something of every feature, on all threads.
    ///
    /// # Errors
    /// When the file cannot be read, and those of `take`.
    pub fn each<T: Send>(&self, make: Make<T>, take: Take<T>) -> Result<(), Error> {
        match self.by_lines {
            true => self.lines(make, take),
            false => self.objects(self.start, make, take),
        }
    }

    /// Makes something of some features, whose places in the file are known, in their order.
    ///
    /// # Errors
    /// When the file cannot be read, and those of `take`.
    pub fn at<T: Send>(
        &self,
        places: &[(u64, u32)],
        make: Make<T>,
        take: Take<T>,
    ) -> Result<(), Error> {
        let failed = |error| Error::io(&self.path, error);
        let piece = |places: &[(u64, u32)]| -> io::Result<Vec<Found<T>>> {
            let mut file = File::open(&self.path)?;
            let mut text = Vec::new();
            let mut found = Vec::new();
            for near in places.chunk_by(|a, b| b.0 - a.0 <= NEAR) {
                let (start, last) = (near[0].0, near[near.len() - 1]);
                text.clear();
                file.seek(SeekFrom::Start(start))?;
                let length = last.0 - start + u64::from(last.1);
                (&mut file).take(length).read_to_end(&mut text)?;
                for &(offset, length) in near {
                    let from = (offset - start) as usize;
                    let feature = text.get(from..from + length as usize).unwrap_or_default();
                    found.extend(made(make, feature, offset));
                }
            }
            Ok(found)
        };
        /// Features so near each other are read at once, in bytes.
        const NEAR: u64 = 8 << 10;
        const PIECE: usize = 256;
        for wave in places.chunks(PIECE * WAVE * rayon::current_num_threads()) {
            let pieces: io::Result<Vec<_>> = wave.par_chunks(PIECE).map(piece).collect();
            for found in pieces.map_err(failed)?.into_iter().flatten() {
                if take(found)?.is_break() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// Takes every line for a feature, and goes on by brackets from the first one that is none.
    fn lines<T: Send>(&self, make: Make<T>, take: Take<T>) -> Result<(), Error> {
        let mut chunks = Vec::new();
        let mut at = self.start;
        while at < self.size {
            let length = if chunks.is_empty() {
                FIRST_CHUNK
            } else {
                CHUNK
            };
            chunks.push((at, self.size.min(at + length)));
            at += length;
        }
        let (first, others) = chunks.split_at(chunks.len().min(1));
        let waves = others.chunks(WAVE * rayon::current_num_threads());
        for wave in std::iter::once(first).chain(waves) {
            let read = |&(start, end)| self.chunk(start, end, make);
            let pieces: io::Result<Vec<Piece<T>>> = wave.par_iter().map(read).collect();
            for piece in pieces.map_err(|error| Error::io(&self.path, error))? {
                for found in piece.found {
                    if take(found)?.is_break() {
                        return Ok(());
                    }
                }
                match piece.rest {
                    Rest::Lines => {}
                    Rest::End => return Ok(()),
                    Rest::Other(at) => return self.objects(at, make, take),
                }
            }
        }
        match self.array {
            true => self.ends_early(take),
            false => Ok(()),
        }
    }

    /// The lines that begin in a chunk.
    fn chunk<T>(&self, start: u64, end: u64, make: Make<T>) -> io::Result<Piece<T>> {
        let (text, base, mut at) = self.text_of_lines(start, end)?;
        let mut piece = Piece {
            found: Vec::new(),
            rest: Rest::Lines,
        };
        while at < text.len() {
            let length = memchr(b'\n', &text[at..]).map_or(text.len() - at, |length| length + 1);
            let line = &text[at..at + length];
            let offset = base + at as u64;
            match self.line(line) {
                Line::Blank => {}
                Line::End => {
                    piece.rest = Rest::End;
                    break;
                }
                Line::Other => {
                    piece.rest = Rest::Other(offset);
                    break;
                }
                Line::Feature(feature) => {
                    // The brackets in front are none of the line's.
                    let offset = offset + (line.len() - line.trim_ascii_start().len()) as u64;
                    match make(feature, offset) {
                        Ok(None) => {}
                        Ok(Some(made)) => piece.found.push(Found::Made(made)),
                        Err(Fault::Wrong(message)) => {
                            piece.found.push(Found::Fault(offset, message))
                        }
                        Err(Fault::Torn) => {
                            piece.rest = Rest::Other(offset);
                            break;
                        }
                    }
                }
            }
            at += length;
        }
        Ok(piece)
    }

    /// A text with the lines that begin in a part of the file, where it begins, and where in it the first line does.
    fn text_of_lines(&self, start: u64, end: u64) -> io::Result<(Vec<u8>, u64, usize)> {
        const MORE: u64 = 64 << 10;
        let mut file = File::open(&self.path)?;
        // The first line begins behind a line's end, which may be the byte before.
        let from = if start == self.start {
            start
        } else {
            start - 1
        };
        file.seek(SeekFrom::Start(from))?;
        let wanted = (end - from) as usize;
        let mut text = Vec::with_capacity(wanted + MORE as usize);
        (&mut file).take(wanted as u64).read_to_end(&mut text)?;
        let skipped = match from == start {
            true => 0,
            false => match memchr(b'\n', &text) {
                Some(at) => at + 1,
                None => return Ok((Vec::new(), end, 0)),
            },
        };
        // The last line may go on, unless the part ends with a line.
        let mut looked_at = text.len().saturating_sub(1);
        while memchr(b'\n', &text[looked_at.min(text.len())..]).is_none() {
            looked_at = text.len();
            if (&mut file).take(MORE).read_to_end(&mut text)? == 0 {
                break;
            }
        }
        if let Some(at) = memchr(b'\n', &text[looked_at.min(text.len())..]) {
            text.truncate(looked_at + at + 1);
        }
        Ok((text, from, skipped))
    }

    fn line<'t>(&self, line: &'t [u8]) -> Line<'t> {
        let line = line.trim_ascii();
        match line.first() {
            None => Line::Blank,
            Some(b']') if self.array => Line::End,
            Some(b'{') => {
                let feature = line.strip_suffix(b",").unwrap_or(line).trim_ascii_end();
                match feature.ends_with(b"}") {
                    true => Line::Feature(feature),
                    false => Line::Other,
                }
            }
            _ => Line::Other,
        }
    }

    /// Cuts features out by brackets from some place on; reads ahead while the last batch is worked on.
    fn objects<T: Send>(&self, from: u64, make: Make<T>, take: Take<T>) -> Result<(), Error> {
        let failed = |error| Error::io(&self.path, error);
        let mut file = File::open(&self.path).map_err(failed)?;
        file.seek(SeekFrom::Start(from)).map_err(failed)?;
        let mut objects = Objects::new(file, from, self.array);
        let mut next = objects.next_batch().map_err(failed)?;
        while let Some(batch) = next {
            let all = |range: &std::ops::Range<usize>| {
                let offset = batch.offset + range.start as u64;
                made(make, &batch.text[range.clone()], offset)
            };
            let work = || -> Vec<Found<T>> { batch.objects.par_iter().filter_map(all).collect() };
            let (found, after) = rayon::join(work, || objects.next_batch());
            let faults = batch
                .faults
                .iter()
                .map(|&(at, message)| Found::Fault(batch.offset + at as u64, message.to_owned()));
            for found in found.into_iter().chain(faults) {
                if take(found)?.is_break() {
                    return Ok(());
                }
            }
            next = after.map_err(failed)?;
        }
        match objects.end() {
            End::Early => self.ends_early(take),
            End::Proper | End::NotYet => Ok(()),
        }
    }

    fn ends_early<T>(&self, take: Take<T>) -> Result<(), Error> {
        let message = "the file ends before its list of features is closed: was it copied whole?";
        take(Found::Fault(self.size, message.to_owned())).map(|_| ())
    }

    /// A problem with what stands somewhere in the file.
    pub fn problem(&self, offset: u64, message: &str) -> Problem {
        Problem::Skipped(Error::content(
            &self.path,
            line_at(&self.path, offset),
            message,
        ))
    }
}

const NO_FEATURES: &str = "there are no features: a GeoJSON layer has a \"features\" list within its first megabyte, \
                           or one feature after the other";
const NO_GEOJSON: &str = "this is no GeoJSON: a layer begins with a brace";

struct Piece<T> {
    found: Vec<Found<T>>,
    rest: Rest,
}

/// What follows what was read.
enum Rest {
    /// Further lines.
    Lines,
    /// No more features.
    End,
    /// Something that is no feature on a line of its own.
    Other(u64),
}

enum Line<'t> {
    Blank,
    Feature(&'t [u8]),
    End,
    Other,
}

fn made<T>(make: Make<T>, text: &[u8], offset: u64) -> Option<Found<T>> {
    match make(text, offset) {
        Ok(made) => made.map(Found::Made),
        Err(Fault::Wrong(message)) => Some(Found::Fault(offset, message)),
        Err(Fault::Torn) => Some(Found::Fault(offset, "this is not JSON".to_owned())),
    }
}

/// Where the features of a file are that begins with a brace.
#[derive(Debug, PartialEq)]
enum First {
    /// In an array that begins here.
    InArray(usize),
    /// The brace is that of the first one.
    Here,
}

fn first_feature(head: &[u8]) -> Option<First> {
    let mut members = Members::new(head)?;
    loop {
        let before = members.rest();
        // The list itself need not end within the head.
        if let Some(list) = member_named(b"features", before) {
            return Some(First::InArray(head.len() - list.len()));
        }
        match members.next() {
            Some(Some((b"type", value))) if value != br#""FeatureCollection""# => {
                return Some(First::Here);
            }
            Some(Some((b"geometry" | b"properties" | b"coordinates", _))) => {
                return Some(First::Here);
            }
            Some(Some(_)) => {}
            // A geometry that is longer than the head.
            Some(None) if before.trim_ascii_start().starts_with(b"\"geometry\"") => {
                return Some(First::Here);
            }
            Some(None) | None => return None,
        }
    }
}

/// The name in the member `crs` before the features, which GeoJSON had before RFC 7946, unless it means WGS 84.
fn foreign_crs(before: &[u8]) -> Option<String> {
    let start = before.iter().position(|byte| *byte == b'{')?;
    let members = Members::new(&before[start..])?;
    let mut members = members.map_while(|member| member);
    let (_, crs) = members.find(|(name, _)| *name == b"crs")?;
    let crs: serde_json::Value = serde_json::from_slice(crs).ok()?;
    let name = crs["properties"]["name"].as_str()?;
    let ours = ["CRS84", ":4326", ":4979"]
        .iter()
        .any(|known| name.ends_with(known));
    (!ours).then(|| name.to_owned())
}

/// What follows the bracket of a member with this name that comes next.
fn member_named<'t>(name: &[u8], text: &'t [u8]) -> Option<&'t [u8]> {
    let text = text.trim_ascii_start().strip_prefix(b"\"")?;
    let text = text.strip_prefix(name)?.strip_prefix(b"\"")?;
    let text = text.trim_ascii_start().strip_prefix(b":")?;
    text.trim_ascii_start().strip_prefix(b"[")
}

/// Whether the first line that is not blank is a whole object.
fn has_line_of_its_own(text: &[u8]) -> bool {
    let mut lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let Some(line) = lines.find(|line| !line.is_empty()) else {
        return false;
    };
    let line = line.strip_suffix(b",").unwrap_or(line);
    let Some(mut members) = Members::new(line) else {
        return false;
    };
    members.by_ref().all(|member| member.is_some()) && members.rest().is_empty()
}

#[cfg(test)]
mod tests;
