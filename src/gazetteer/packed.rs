//! The compiled form of tables, `.gaz`: what is searched is read in one go, the names of a place when it is first asked for.
//!
//! Eight bytes of magic and version, eight of a check sum over what is read at once, then the lengths of eight sections
//! (eight bytes each) and the sections: names of kinds, the four of the name index, the points of the places, where the
//! texts of each place begin, and those texts, which stay in the file.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::gazetteer::bytes::{Bytes, read_u32};
use crate::gazetteer::index::Sections;
use crate::gazetteer::{KindId, Place, PlaceId, PlaceKind};

/// The first bytes of a file; the last is the version of the format.
const MAGIC: [u8; 8] = *b"DLGAZET\x01";
const SECTIONS: usize = 8;
const DAMAGED: &str = "this compiled gazetteer is damaged: import it again";
const HEADER: usize = 16 + 8 * SECTIONS;
/// Decimals of a degree that are kept: a metre.
const PER_DEGREE: f64 = 100_000.0;
/// Bytes of a place's point: latitude, longitude, container, kind and radius.
const POINT: usize = 16;
/// Bits of a radius in metres, below those of a kind.
const RADIUS_BITS: u32 = 24;
/// So many places share one table of decoded ones.
const CHUNK: usize = 256;

/// A place on its way into a file; `outside` is the id of a container that is not among them.
pub(crate) struct Packable<'a> {
    pub place: &'a Place,
    pub outside: &'a str,
}

/// Writes a compiled file.
pub(crate) fn write<'a>(
    places: impl Iterator<Item = Packable<'a>>,
    kinds: &[PlaceKind],
    index: &Sections,
    file: &Path,
) -> Result<(), Error> {
    let (mut points, mut offsets, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for packable in places {
        points.extend(point(packable.place));
        offsets.extend((texts.len() as u32).to_le_bytes());
        push_texts(&mut texts, &packable);
    }
    offsets.extend((texts.len() as u32).to_le_bytes());
    let names: Vec<&str> = kinds.iter().map(|kind| &*kind.name).collect();
    let names = names.join("\n").into_bytes();
    let [exact, exact_lists, sound, sound_lists] = index;
    let sections = [
        &names,
        exact,
        exact_lists,
        sound,
        sound_lists,
        &points,
        &offsets,
        &texts,
    ];
    let mut body = Vec::new();
    for section in sections {
        body.extend((section.len() as u64).to_le_bytes());
    }
    let searched = &sections[..SECTIONS - 1];
    searched
        .iter()
        .for_each(|section| body.extend(section.iter()));
    let failed = |error| Error::io(file, error);
    let mut out = File::create(file).map_err(failed)?;
    let head = [MAGIC, checksum(&body).to_le_bytes()].concat();
    for bytes in [&head, &body, &texts] {
        out.write_all(bytes).map_err(failed)?;
    }
    Ok(())
}

fn point(place: &Place) -> impl Iterator<Item = u8> + use<> {
    let whole = |degrees: f64| ((degrees * PER_DEGREE).round() as i32).cast_unsigned();
    let radius = (place.radius_m.round() as u32).min((1 << RADIUS_BITS) - 1);
    let within = place.within.map_or(0, |id| id.0 + 1);
    let kind = u32::from(place.kind.0) << RADIUS_BITS;
    let words = [whole(place.lat), whole(place.lon), within, kind | radius];
    words.into_iter().flat_map(u32::to_le_bytes)
}

fn push_texts(out: &mut Vec<u8>, packable: &Packable) {
    let place = packable.place;
    let admin1 = place.admin1.as_deref().unwrap_or_default();
    let names = place
        .names
        .iter()
        .flat_map(|(code, name)| [&**code, &**name]);
    let texts = [&*place.id, &*place.name, admin1, packable.outside];
    for text in texts.into_iter().chain(names) {
        let mut length = text.len().min(usize::from(u8::MAX));
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        out.push(length as u8);
        out.extend(&text.as_bytes()[..length]);
    }
}

/// Tells a damaged file, not a forged one.
fn checksum(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    // Four lanes, so that the sum is not slower than the reading.
    let mut lanes = [1u64, 2, 3, 4];
    let (blocks, rest) = bytes.as_chunks::<32>();
    for block in blocks {
        for (lane, word) in lanes.iter_mut().zip(block.as_chunks::<8>().0) {
            *lane = (*lane ^ u64::from_le_bytes(*word))
                .wrapping_mul(FACTOR)
                .rotate_left(29);
        }
    }
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let sum = lanes.into_iter().fold(bytes.len() as u64, mix);
    rest.iter()
        .fold(sum, |sum, &byte| mix(sum, u64::from(byte)))
}

/// The places of a compiled file.
#[derive(Debug)]
pub(crate) struct Packed {
    /// Number of its first place.
    first: u32,
    count: usize,
    /// Our numbers of the file's kinds.
    kinds: Vec<KindId>,
    points: Bytes,
    offsets: Bytes,
    /// The file, and where in it the texts begin.
    texts: (Mutex<File>, u64),
    /// The places of the tables by id, for containers that are not in the file.
    outside: FxHashMap<Box<str>, PlaceId>,
    decoded: Vec<OnceLock<Box<[OnceLock<Place>]>>>,
    /// Changes with any byte of the file.
    pub(crate) checksum: u64,
}

impl Packed {
    /// Reads a file; its places are numbered from the number of those in the tables. The sections of its name index come beside it.
    pub(crate) fn read(
        file: &Path,
        tables: &[Place],
        kinds: &[PlaceKind],
    ) -> Result<(Packed, [Bytes; 4]), Error> {
        let failed = |error| Error::io(file, error);
        let wrong = |message: &str| Error::content(file, None, message);
        let mut opened = File::open(file).map_err(failed)?;
        let mut all = Vec::new();
        let mut head = Read::by_ref(&mut opened).take(HEADER as u64);
        head.read_to_end(&mut all).map_err(failed)?;
        if all.get(..7) != Some(&MAGIC[..7]) {
            return Err(wrong("this is no compiled gazetteer"));
        }
        if all.get(..8) != Some(&MAGIC[..]) {
            return Err(wrong(
                "this compiled gazetteer is of another version: import it again",
            ));
        }
        let ends = ends(&all).ok_or_else(|| wrong(DAMAGED))?;
        let (searched, end) = (ends[SECTIONS - 2], ends[SECTIONS - 1]);
        if opened.metadata().map_err(failed)?.len() != end {
            return Err(wrong(DAMAGED));
        }
        all.reserve_exact(searched as usize - HEADER);
        let mut rest = Read::by_ref(&mut opened).take(searched - HEADER as u64);
        rest.read_to_end(&mut all).map_err(failed)?;
        if all.get(8..16) != Some(&checksum(all.get(16..).unwrap_or_default()).to_le_bytes()) {
            return Err(wrong(DAMAGED));
        }
        let sum = all.get(8..16).and_then(|b| b.first_chunk::<8>());
        let checksum = sum.map_or(0, |sum| u64::from_le_bytes(*sum));
        let sections = sections(&Bytes::from(all), &ends).ok_or_else(|| wrong(DAMAGED))?;
        let [
            names,
            exact,
            exact_lists,
            sound,
            sound_lists,
            points,
            offsets,
        ] = sections;
        let names = std::str::from_utf8(names.as_ref()).unwrap_or_default();
        let known = |name: &str| {
            let at = kinds.iter().position(|kind| &*kind.name == name);
            at.map(|at| KindId(at as u8))
                .ok_or_else(|| wrong("it has a kind of place that is not known"))
        };
        let count = points.as_ref().len() / POINT;
        let outside = tables.iter().enumerate();
        let packed = Packed {
            first: tables.len() as u32,
            count,
            kinds: names.split('\n').map(known).collect::<Result<_, _>>()?,
            points,
            offsets,
            texts: (Mutex::new(opened), searched),
            outside: outside
                .map(|(at, place)| (place.id.clone(), PlaceId(at as u32)))
                .collect(),
            decoded: std::iter::repeat_with(OnceLock::new)
                .take(count.div_ceil(CHUNK))
                .collect(),
            checksum,
        };
        Ok((packed, [exact, exact_lists, sound, sound_lists]))
    }

    /// How many places there are.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// A place by its number among those of the file.
    pub(crate) fn place(&self, number: usize) -> &Place {
        let empty = || std::iter::repeat_with(OnceLock::new).take(CHUNK).collect();
        let chunk = self.decoded[number / CHUNK].get_or_init(empty);
        chunk[number % CHUNK].get_or_init(|| self.decode(number))
    }

    /// A place whose texts cannot be read any more has none: where it lies is known all the same.
    fn decode(&self, number: usize) -> Place {
        let points = self.points.as_ref();
        let word = |at: usize| read_u32(points, POINT * number + 4 * at).unwrap_or(0);
        let degrees = |at: usize| f64::from(word(at).cast_signed()) / PER_DEGREE;
        let bytes = self.texts(number).unwrap_or_default();
        let mut texts = texts(&bytes);
        let mut next = || texts.next().unwrap_or_default();
        let (id, name, admin1, outside) = (next(), next(), next(), next());
        let mut names = Vec::new();
        while let (Some(code), Some(name)) = (texts.next(), texts.next()) {
            names.push((code.into(), name.into()));
        }
        let kind = (word(3) >> RADIUS_BITS) as usize;
        Place {
            id: id.into(),
            name: name.into(),
            names,
            kind: self.kinds.get(kind).copied().unwrap_or(KindId(0)),
            lat: degrees(0),
            lon: degrees(1),
            admin1: (!admin1.is_empty()).then(|| admin1.into()),
            within: match word(2) {
                0 => self.outside.get(outside).copied(),
                number => Some(PlaceId(number - 1 + self.first)),
            },
            radius_m: f64::from(word(3) & ((1 << RADIUS_BITS) - 1)),
        }
    }

    fn texts(&self, number: usize) -> Option<Vec<u8>> {
        let offset = |at: usize| read_u32(self.offsets.as_ref(), 4 * at);
        let (from, to) = (offset(number)?, offset(number + 1)?);
        let mut bytes = vec![0; to.checked_sub(from)? as usize];
        let (file, start) = &self.texts;
        // A thread that panicked while reading left no state behind: every reading begins by seeking.
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(start + u64::from(from))).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// Texts that each follow their length.
fn texts(mut bytes: &[u8]) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (&length, after) = bytes.split_first()?;
        let (text, after) = after.split_at_checked(usize::from(length))?;
        bytes = after;
        std::str::from_utf8(text).ok()
    })
}

/// Where each section ends in the file, by the lengths in its header.
fn ends(header: &[u8]) -> Option<[u64; SECTIONS]> {
    let mut out = [0; SECTIONS];
    let mut end = HEADER as u64;
    for (number, out) in out.iter_mut().enumerate() {
        let length = header.get(16 + 8 * number..)?.first_chunk::<8>()?;
        end = end.checked_add(u64::from_le_bytes(*length))?;
        *out = end;
    }
    Some(out)
}

/// The sections that are read at once.
fn sections(all: &Bytes, ends: &[u64; SECTIONS]) -> Option<[Bytes; SECTIONS - 1]> {
    let mut out: [Bytes; SECTIONS - 1] = Default::default();
    let mut from = HEADER;
    for (section, &end) in out.iter_mut().zip(ends) {
        *section = all.part(from, end as usize)?;
        from = end as usize;
    }
    Some(out)
}
