//! Names to places: those of tables in memory, those of a compiled file in its bytes, looked up alike word by word.

mod listed;
mod transducer;

use crate::gazetteer::PlaceId;
use crate::gazetteer::bytes::Bytes;
use crate::gazetteer::index::listed::Listed;
use crate::gazetteer::index::transducer::{Codes, Part, Step};
use crate::gazetteer::romanise;

pub(crate) use transducer::{Sections, build};

/// One name of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// The place.
    pub place: PlaceId,
    /// Whether it is the main name, or one of the names by language.
    pub main: bool,
}

/// A name on its way into the index.
#[derive(Clone, Debug)]
pub struct Name {
    /// The place that has it.
    pub place: PlaceId,
    /// Its folded words with a space between them.
    pub folded: String,
    /// Whether it is a main name.
    pub main: bool,
}

impl Name {
    /// Its folded words.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.folded.split(' ').filter(|word| !word.is_empty())
    }

    /// The same as the index gives them back.
    fn posting(&self) -> Posting {
        Posting {
            place: self.place,
            main: self.main,
        }
    }
}

/// Fewest consonants in a sound key.
const FEWEST_SOUNDS: usize = 1;

/// The names of one key.
#[derive(Clone, Copy, Default)]
pub struct Postings<'a> {
    listed: &'a [Posting],
    file: Option<Codes<'a>>,
}

impl<'a> Postings<'a> {
    /// The names, main ones first for each place.
    pub fn iter(self) -> impl Iterator<Item = Posting> + 'a {
        let file = self.file.into_iter().flat_map(Codes::iter);
        self.listed.iter().copied().chain(file)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.listed.is_empty() && self.file.is_none_or(|codes| codes.iter().next().is_none())
    }
}

/// The index of a gazetteer's names: those of its tables, and those of a compiled file.
pub struct NameIndex {
    listed: Listed,
    file: Option<Part>,
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let keys = self.listed.len() + self.file.as_ref().map_or(0, Part::len);
        write!(f, "NameIndex({keys} keys)")
    }
}

impl NameIndex {
    /// The index of tables.
    pub(crate) fn of_tables(names: Vec<Name>) -> NameIndex {
        NameIndex {
            listed: Listed::new(names),
            file: None,
        }
    }

    /// Adds the index of a compiled file whose places are numbered from `first`; `false` where its bytes are none.
    pub(crate) fn add(&mut self, first: u32, sections: [Bytes; 4]) -> bool {
        self.file = Part::new(first, sections);
        self.file.is_some()
    }

    /// Begins a walk over exact keys.
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            index: self,
            listed: Some(Listed::ROOT),
            file: self.file.as_ref().map(Part::root),
            empty: true,
        }
    }

    /// The names that share a sound key, with their spelling by [`romanise::plain`].
    pub fn by_sound(&self, key: &str) -> impl Iterator<Item = (Posting, &str)> {
        let listed = self.listed.by_sound(key).iter();
        let listed = listed.map(|(name, plain)| (*name, &**plain));
        listed.chain(self.file.iter().flat_map(move |part| part.by_sound(key)))
    }

    /// The names with exactly this key.
    pub fn exact(&self, words: &[&str]) -> Postings<'_> {
        let mut walk = self.walk();
        for word in key_words(words.iter().copied()) {
            walk.feed(word);
        }
        walk.names()
    }
}

/// The words of a name as they stand in its key: without articles.
fn key_words<'a>(words: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let kept = words.filter(|word| !romanise::is_article(word));
    kept.map(romanise::key_word)
}

/// The key of a name in the exact index: its words without articles, joined by spaces.
pub(crate) fn exact_key<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let kept: Vec<&str> = key_words(words).collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// A walk through the exact keys, fed one word at a time.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    index: &'a NameIndex,
    listed: Option<listed::Node>,
    file: Option<Step>,
    empty: bool,
}

impl<'a> Walk<'a> {
    /// Goes on by a folded word; `false` when no name goes on so. Articles are to be left out by the caller.
    pub fn feed(&mut self, word: &str) -> bool {
        let separator = if self.empty { "" } else { " " };
        self.empty = false;
        let listed = &self.index.listed;
        self.listed = self.listed.and_then(|node| listed.step(node, word));
        if let Some(part) = &self.index.file {
            let bytes = separator.bytes().chain(word.bytes());
            self.file = self.file.and_then(|step| part.step(step, bytes));
        }
        self.listed.is_some() || self.file.is_some()
    }

    /// Whether some name may be longer than what was fed.
    #[inline]
    pub fn goes_on(&self) -> bool {
        let listed = self.listed;
        listed.is_some_and(|node| self.index.listed.goes_on(node)) || self.file.is_some()
    }

    /// The names that end here.
    pub fn names(&self) -> Postings<'a> {
        if self.empty {
            return Postings::default();
        }
        let listed = self.listed.map(|node| self.index.listed.names(node));
        let file = self.file.zip(self.index.file.as_ref());
        Postings {
            listed: listed.unwrap_or_default(),
            file: file.and_then(|(step, part)| part.names(step)),
        }
    }
}
