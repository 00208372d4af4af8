//! The names of a compiled file: two finite-state transducers over keys, walked word by word from where a word starts.
//!
//! An index is bytes. A transducer's value is where the list of a key begins; lists hold codes of places, those of sounds also
//! how the name is spelled.

use fst::raw::{CompiledAddr, Fst};

use crate::gazetteer::PlaceId;
use crate::gazetteer::bytes::{Bytes, read_u32};
use crate::gazetteer::index::{FEWEST_SOUNDS, Name, Posting, exact_key};
use crate::gazetteer::romanise;

impl Posting {
    fn code(self) -> u32 {
        self.place.0 << 1 | u32::from(self.main)
    }

    fn decoded(code: u32, first: u32) -> Posting {
        Posting {
            place: PlaceId((code >> 1) + first),
            main: code & 1 == 1,
        }
    }
}

/// A value with this bit holds the only code of a key instead of where its list begins.
const SINGLE: u64 = 1;

/// The bytes of an index: transducer and lists of exact keys, transducer and lists of sounds.
pub(crate) type Sections = [Vec<u8>; 4];

/// Builds the bytes of an index.
pub(crate) fn build(names: &[Name]) -> Sections {
    let mut exact: Vec<(String, u32)> = Vec::new();
    let mut sound: Vec<(String, u32, String)> = Vec::new();
    for name in names {
        let Some(key) = exact_key(name.words()) else {
            continue;
        };
        let words: Vec<&str> = name.words().collect();
        let posting = name.posting();
        exact.push((key, posting.code()));
        let mut key = String::new();
        words.iter().for_each(|w| romanise::push_sound(&mut key, w));
        if key.chars().count() >= FEWEST_SOUNDS {
            sound.push((key, posting.code(), romanise::plain(&words)));
        }
    }
    let ((exact, exact_lists), (sound, sound_lists)) =
        rayon::join(|| exact_sections(exact), || sound_sections(sound));
    [exact, exact_lists, sound, sound_lists]
}

/// Main names first, each place once per key.
fn exact_sections(mut names: Vec<(String, u32)>) -> (Vec<u8>, Vec<u8>) {
    names.sort_unstable_by(|a, b| (&a.0, a.1 >> 1, !a.1 & 1).cmp(&(&b.0, b.1 >> 1, !b.1 & 1)));
    names.dedup_by(|later, earlier| later.0 == earlier.0 && later.1 >> 1 == earlier.1 >> 1);
    let mut lists = Vec::new();
    let groups = names.chunk_by(|a, b| a.0 == b.0).map(|group| {
        let value = match group {
            [(_, code)] => u64::from(*code) << 1 | SINGLE,
            _ => {
                let at = lists.len() as u64;
                lists.extend((group.len() as u32).to_le_bytes());
                lists.extend(group.iter().flat_map(|(_, code)| code.to_le_bytes()));
                at << 1
            }
        };
        (group[0].0.as_str(), value)
    });
    (transducer(groups), lists)
}

/// Each spelling of a place once per key, because likeness is measured against each.
fn sound_sections(mut names: Vec<(String, u32, String)>) -> (Vec<u8>, Vec<u8>) {
    names.sort_unstable_by(|a, b| {
        (&a.0, a.1 >> 1, &a.2, !a.1 & 1).cmp(&(&b.0, b.1 >> 1, &b.2, !b.1 & 1))
    });
    names.dedup_by(|later, earlier| {
        later.0 == earlier.0 && later.1 >> 1 == earlier.1 >> 1 && later.2 == earlier.2
    });
    let mut lists = Vec::new();
    let groups = names.chunk_by(|a, b| a.0 == b.0).map(|group| {
        let at = lists.len() as u64;
        lists.extend((group.len() as u32).to_le_bytes());
        for (_, code, plain) in group {
            // A longer name would not be alike anything that stands in a text.
            let mut length = plain.len().min(usize::from(u8::MAX));
            while !plain.is_char_boundary(length) {
                length -= 1;
            }
            lists.extend(code.to_le_bytes());
            lists.push(length as u8);
            lists.extend(&plain.as_bytes()[..length]);
        }
        (group[0].0.as_str(), at)
    });
    (transducer(groups), lists)
}

fn transducer<'a>(keys: impl Iterator<Item = (&'a str, u64)>) -> Vec<u8> {
    let mut builder = fst::raw::Builder::memory();
    for (key, value) in keys {
        // Keys are sorted and unique, and memory does not fail: an insert cannot go wrong.
        let _ = builder.insert(key, value);
    }
    builder.into_inner().unwrap_or_default()
}

/// The index of a compiled file.
pub(super) struct Part {
    /// Number of its first place.
    first: u32,
    exact: Fst<Bytes>,
    exact_lists: Bytes,
    sound: Fst<Bytes>,
    sound_lists: Bytes,
}

impl Part {
    /// The index in some bytes, whose places are numbered from `first`; `None` where they are none.
    pub fn new(first: u32, sections: [Bytes; 4]) -> Option<Part> {
        let [exact, exact_lists, sound, sound_lists] = sections;
        Some(Part {
            first,
            exact: Fst::new(exact).ok()?,
            exact_lists,
            sound: Fst::new(sound).ok()?,
            sound_lists,
        })
    }

    /// Where a walk begins.
    pub fn root(&self) -> Step {
        Step {
            node: self.exact.root().addr(),
            output: 0,
        }
    }

    /// Goes on by some bytes; `None` where no key goes on so.
    pub fn step(&self, from: Step, bytes: impl Iterator<Item = u8>) -> Option<Step> {
        let mut bytes = bytes;
        bytes.try_fold(from, |step, byte| {
            let node = self.exact.node(step.node);
            let transition = node.transition(node.find_input(byte)?);
            Some(Step {
                node: transition.addr,
                output: step.output + transition.out.value(),
            })
        })
    }

    /// The names whose key ends here.
    pub fn names(&self, step: Step) -> Option<Codes<'_>> {
        let node = self.exact.node(step.node);
        let value = step.output + node.final_output().value();
        node.is_final().then(|| self.codes(value))
    }

    /// The names that share a sound key, with their spelling by [`romanise::plain`].
    pub fn by_sound(&self, key: &str) -> impl Iterator<Item = (Posting, &str)> {
        let found = self.sound.get(key.as_bytes());
        let lists = self.sound_lists.as_ref();
        let at = found.map(|value| value.value() as usize);
        let count = at.and_then(|at| read_u32(lists, at)).unwrap_or(0);
        let mut at = at.unwrap_or(0) + 4;
        (0..count).map_while(move |_| {
            let code = read_u32(lists, at)?;
            let length = usize::from(*lists.get(at + 4)?);
            let plain = lists.get(at + 5..at + 5 + length)?;
            at += 5 + length;
            let plain = std::str::from_utf8(plain).ok()?;
            Some((Posting::decoded(code, self.first), plain))
        })
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.exact.len()
    }

    fn codes(&self, value: u64) -> Codes<'_> {
        if value & SINGLE == SINGLE {
            return Codes {
                first: self.first,
                single: Some((value >> 1) as u32),
                list: &[],
            };
        }
        let lists = self.exact_lists.as_ref();
        let at = (value >> 1) as usize;
        let count = read_u32(lists, at).unwrap_or(0) as usize;
        Codes {
            first: self.first,
            single: None,
            list: lists.get(at + 4..at + 4 + 4 * count).unwrap_or(&[]),
        }
    }
}

/// The names of one key.
#[derive(Clone, Copy)]
pub(super) struct Codes<'a> {
    first: u32,
    single: Option<u32>,
    list: &'a [u8],
}

impl<'a> Codes<'a> {
    /// The names, main ones first for each place.
    pub fn iter(self) -> impl Iterator<Item = Posting> + 'a {
        let listed = self.list.as_chunks::<4>().0.iter();
        let listed = listed.map(|&code| u32::from_le_bytes(code));
        let codes = self.single.into_iter().chain(listed);
        codes.map(move |code| Posting::decoded(code, self.first))
    }
}

/// Where a walk stands.
#[derive(Clone, Copy)]
pub(super) struct Step {
    node: CompiledAddr,
    output: u64,
}
