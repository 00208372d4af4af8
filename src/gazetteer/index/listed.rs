//! The names of tables, indexed in memory: quicker to build than a transducer, and as quick to read.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::gazetteer::index::{FEWEST_SOUNDS, Name, Posting, key_words};
use crate::gazetteer::romanise;
use crate::language::{Vocabulary, WordId};

/// A beginning of names, by number; the first is that of no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(u32);

/// One spelling of a name under its sound.
type Spelling = (Posting, Box<str>);

/// How a name sounds, and its spelling under that sound.
struct Sound {
    key: Box<str>,
    plain: Box<str>,
}

/// Enough names to hold most words more than once.
const NAMES_AT_ONCE: usize = 4096;

/// The sounds of names, one after the other.
fn sounds<'a>(names: &'a [Name]) -> impl Iterator<Item = Sound> {
    let mut known: FxHashMap<&'a str, String> = FxHashMap::default();
    names.iter().map(move |name| {
        let words: Vec<&str> = name.words.iter().map(String::as_str).collect();
        let mut key = String::with_capacity(words.iter().map(|word| word.len()).sum());
        for &word in &words {
            let sound = known.entry(word).or_insert_with(|| {
                let mut sound = String::with_capacity(word.len());
                romanise::push_sound(&mut sound, word);
                sound
            });
            key.push_str(sound);
        }
        Sound {
            key: key.into(),
            plain: romanise::plain(&words).into(),
        }
    })
}

/// The names of tables.
#[derive(Debug, Default)]
pub(super) struct Listed {
    words: Vocabulary,
    /// The beginning that each word is alone, that of no word where no name begins with it: most questions end here.
    first: Vec<Node>,
    /// Which beginning a word makes of another.
    longer: FxHashMap<(Node, WordId), Node>,
    /// The names that are just a beginning, main ones first for each place.
    names: Vec<Vec<Posting>>,
    sounds: FxHashMap<Box<str>, Vec<Spelling>>,
}

impl Listed {
    pub const ROOT: Node = Node(0);

    pub fn new<'a>(names: impl Iterator<Item = Name<'a>>) -> Listed {
        let mut out = Listed {
            names: vec![Vec::new()],
            ..Listed::default()
        };
        let names: Vec<Name> = names.collect();
        // Most of the work, and no sound needs another: on all threads.
        let sounds: Vec<Sound> = names
            .par_chunks(NAMES_AT_ONCE)
            .flat_map_iter(sounds)
            .collect();
        for (name, sound) in names.iter().zip(sounds) {
            out.add(name, sound);
        }
        for names in &mut out.names {
            names.sort_by_key(|name| (name.place, !name.main));
            names.dedup_by_key(|name| name.place);
        }
        for spellings in out.sounds.values_mut() {
            let order = |(name, plain): &Spelling| (name.place, plain.clone(), !name.main);
            spellings.sort_by_cached_key(order);
            spellings.dedup_by(|later, earlier| {
                later.0.place == earlier.0.place && later.1 == earlier.1
            });
        }
        out
    }

    fn add(&mut self, name: &Name, sound: Sound) {
        let words: Vec<&str> = name.words.iter().map(String::as_str).collect();
        let end = key_words(&words).fold(Listed::ROOT, |node, word| self.lengthen(node, word));
        if end == Listed::ROOT {
            return;
        }
        let posting = Posting {
            place: name.place,
            main: name.main,
        };
        let names = &mut self.names[end.0 as usize];
        let last = names.last();
        if last.is_some_and(|last| last.place == name.place && last.main >= name.main) {
            // The same name in another language, or with another article.
            return;
        }
        names.push(posting);
        if sound.key.chars().count() >= FEWEST_SOUNDS {
            let spellings = self.sounds.entry(sound.key).or_default();
            spellings.push((posting, sound.plain));
        }
    }

    /// The beginning that is longer by a word, made now where there was none.
    fn lengthen(&mut self, node: Node, word: &str) -> Node {
        let word = self.words.intern(word);
        self.first.resize(self.words.size(), Listed::ROOT);
        let next = Node(self.names.len() as u32);
        let longer = match node {
            Listed::ROOT => &mut self.first[word.0 as usize],
            _ => self.longer.entry((node, word)).or_insert(Listed::ROOT),
        };
        if *longer == Listed::ROOT {
            *longer = next;
            self.names.push(Vec::new());
        }
        *longer
    }

    /// The beginning that is longer by a word; `None` where no name goes on so.
    pub fn step(&self, node: Node, word: &str) -> Option<Node> {
        let longer = match (node, self.words.get(word)) {
            (_, WordId::UNKNOWN) => return None,
            (Listed::ROOT, word) => self.first[word.0 as usize],
            (_, word) => *self.longer.get(&(node, word))?,
        };
        (longer != Listed::ROOT).then_some(longer)
    }

    /// The names that are just a beginning.
    pub fn names(&self, node: Node) -> &[Posting] {
        &self.names[node.0 as usize]
    }

    /// The names of a sound.
    pub fn by_sound(&self, key: &str) -> &[Spelling] {
        self.sounds.get(key).map_or(&[], Vec::as_slice)
    }

    /// How many beginnings of names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
}
