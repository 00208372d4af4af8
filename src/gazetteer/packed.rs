//! The compiled form of tables, `.gaz`: one file that is read in one go and decoded place by place, when first asked for.
//!
//! Eight bytes of magic and version, eight of a check sum over the rest, then the lengths of seven sections (eight bytes each)
//! and the sections: names of kinds, the four of the name index, where the record of each place begins, the records.

use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::error::Error;
use crate::gazetteer::bytes::{Bytes, read_u32};
use crate::gazetteer::index::Sections;
use crate::gazetteer::{KindId, Place, PlaceId, PlaceKind};

/// The first bytes of a file; the last is the version of the format.
const MAGIC: [u8; 8] = *b"DLGAZET\x01";
const SECTIONS: usize = 7;
const HEADER: usize = 16 + 8 * SECTIONS;
/// Decimals of a degree that are kept: a metre.
const PER_DEGREE: f64 = 100_000.0;
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
    let (mut offsets, mut records) = (Vec::new(), Vec::new());
    for packable in places {
        offsets.extend((records.len() as u32).to_le_bytes());
        push_record(&mut records, &packable);
    }
    let names: Vec<&str> = kinds.iter().map(|kind| &*kind.name).collect();
    let names = names.join("\n").into_bytes();
    let [exact, exact_lists, sound, sound_lists] = index;
    let sections = [
        &names,
        exact,
        exact_lists,
        sound,
        sound_lists,
        &offsets,
        &records,
    ];
    let mut body = Vec::new();
    for section in sections {
        body.extend((section.len() as u64).to_le_bytes());
    }
    sections
        .iter()
        .for_each(|section| body.extend(section.iter()));
    let failed = |error| Error::io(file, error);
    let mut out = std::fs::File::create(file).map_err(failed)?;
    let head = [MAGIC, checksum(&body).to_le_bytes()].concat();
    out.write_all(&head)
        .and_then(|()| out.write_all(&body))
        .map_err(failed)
}

fn push_record(out: &mut Vec<u8>, packable: &Packable) {
    let place = packable.place;
    let whole = |degrees: f64| (degrees * PER_DEGREE).round() as i32;
    out.extend(whole(place.lat).to_le_bytes());
    out.extend(whole(place.lon).to_le_bytes());
    out.extend((place.radius_m.round() as u32).to_le_bytes());
    out.extend(place.within.map_or(0, |id| id.0 + 1).to_le_bytes());
    out.push(place.kind.0);
    out.push(place.names.len() as u8);
    let admin1 = place.admin1.as_deref().unwrap_or_default();
    let names = place
        .names
        .iter()
        .flat_map(|(code, name)| [&**code, &**name]);
    for text in [&*place.id, &*place.name, admin1, packable.outside]
        .into_iter()
        .chain(names)
    {
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
    offsets: Bytes,
    records: Bytes,
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
        let all = std::fs::read(file).map_err(|e| Error::io(file, e))?;
        let wrong = |message: &str| Error::content(file, None, message);
        if all.get(..7) != Some(&MAGIC[..7]) {
            return Err(wrong("this is no compiled gazetteer"));
        }
        if all[..8.min(all.len())] != MAGIC {
            return Err(wrong(
                "this compiled gazetteer is of another version: import it again",
            ));
        }
        let stated = all.get(8..16).and_then(|b| b.first_chunk::<8>());
        let checksum = checksum(all.get(16..).unwrap_or_default());
        if stated != Some(&checksum.to_le_bytes()) {
            return Err(wrong("this compiled gazetteer is damaged: import it again"));
        }
        let all = Bytes::from(all);
        let sections = sections(&all).ok_or_else(|| wrong("this compiled gazetteer is cut off"))?;
        let [
            names,
            exact,
            exact_lists,
            sound,
            sound_lists,
            offsets,
            records,
        ] = sections;
        let names = std::str::from_utf8(names.as_ref()).unwrap_or_default();
        let known = |name: &str| {
            let at = kinds.iter().position(|kind| &*kind.name == name);
            at.map(|at| KindId(at as u8))
                .ok_or_else(|| wrong("it has a kind of place that is not known"))
        };
        let count = offsets.as_ref().len() / 4;
        let outside = tables.iter().enumerate();
        let packed = Packed {
            first: tables.len() as u32,
            count,
            kinds: names.split('\n').map(known).collect::<Result<_, _>>()?,
            offsets,
            records,
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
        // The check sum was right, so that a record can be read unless the writer is wrong, which tests exclude.
        chunk[number % CHUNK]
            .get_or_init(|| self.decode(number).expect("a record as it was written"))
    }

    fn decode(&self, number: usize) -> Option<Place> {
        let at = read_u32(self.offsets.as_ref(), 4 * number)? as usize;
        let record = self.records.as_ref().get(at..)?;
        let degrees = |at: usize| Some(f64::from(read_u32(record, at)?.cast_signed()) / PER_DEGREE);
        let within = read_u32(record, 12)?;
        let (&kind, &names) = (record.get(16)?, record.get(17)?);
        let mut rest = record.get(18..)?;
        let mut text = || {
            let (&length, after) = rest.split_first()?;
            let (text, after) = after.split_at_checked(usize::from(length))?;
            rest = after;
            std::str::from_utf8(text).ok()
        };
        let (id, name, admin1, outside) = (text()?, text()?, text()?, text()?);
        let names = (0..names).map(|_| Some((text()?.into(), text()?.into())));
        Some(Place {
            id: id.into(),
            name: name.into(),
            names: names.collect::<Option<_>>()?,
            kind: *self.kinds.get(usize::from(kind))?,
            lat: degrees(0)?,
            lon: degrees(4)?,
            admin1: (!admin1.is_empty()).then(|| admin1.into()),
            within: match within {
                0 => self.outside.get(outside).copied(),
                number => Some(PlaceId(number - 1 + self.first)),
            },
            radius_m: f64::from(read_u32(record, 8)?),
        })
    }
}

fn sections(all: &Bytes) -> Option<[Bytes; SECTIONS]> {
    let mut out: [Bytes; SECTIONS] = Default::default();
    let mut from = HEADER;
    for (number, section) in out.iter_mut().enumerate() {
        let length = all.as_ref().get(16 + 8 * number..)?.first_chunk::<8>()?;
        let to = from.checked_add(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        *section = all.part(from, to)?;
        from = to;
    }
    Some(out)
}
