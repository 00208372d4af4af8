//! The names of tables, indexed in memory: quicker to build than a transducer, and as quick to read.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use smallvec::{SmallVec, smallvec};

use crate::gazetteer::index::{FEWEST_SOUNDS, Name, Posting, key_words};
use crate::gazetteer::romanise;
use crate::language::{Vocabulary, WordId};

/// A beginning of names, by number; the first is that of no word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Node(u32);

/// One spelling of a name under its sound.
type Spelling = (Posting, Box<str>);

/// The names of one sound.
#[derive(Debug)]
struct Sounding {
    /// Their numbers.
    names: SmallVec<[u32; 4]>,
    /// How each is spelled, found out when the sound is first asked for: most never are.
    spellings: OnceLock<Vec<Spelling>>,
}

impl Sounding {
    fn of(name: u32) -> Sounding {
        Sounding {
            names: smallvec![name],
            spellings: OnceLock::new(),
        }
    }
}

/// About so many names share a sound.
const NAMES_OF_SOUND: usize = 3;

/// The names of tables.
#[derive(Debug, Default)]
pub(super) struct Listed {
    all: Vec<Name>,
    words: Vocabulary,
    /// The beginning that each word is alone, that of no word where no name begins with it: most questions end here.
    first: Vec<Node>,
    /// Which beginning a word makes of another.
    longer: FxHashMap<(Node, WordId), Node>,
    /// Whether any word makes a longer one of a beginning.
    go_on: Vec<bool>,
    /// The names that are just a beginning, main ones first for each place.
    names: Vec<SmallVec<[Posting; 2]>>,
    sounds: FxHashMap<Box<str>, Sounding>,
}

impl Listed {
    pub const ROOT: Node = Node(0);

    pub fn new(names: Vec<Name>) -> Listed {
        let mut out = Listed {
            names: vec![SmallVec::new()],
            go_on: vec![true],
            ..Listed::default()
        };
        out.names.reserve(names.len());
        out.go_on.reserve(names.len());
        out.sounds.reserve(names.len() / NAMES_OF_SOUND);
        let (mut sound, mut sounds) = (String::new(), romanise::Sounds::default());
        for (number, name) in names.iter().enumerate() {
            sound.clear();
            name.words().for_each(|word| sounds.push(&mut sound, word));
            out.add(number as u32, name, &sound);
        }
        for names in &mut out.names {
            names.sort_by_key(|name| (name.place, !name.main));
            names.dedup_by_key(|name| name.place);
        }
        out.all = names;
        out
    }

    fn add(&mut self, number: u32, name: &Name, sound: &str) {
        let words = key_words(name.words());
        let end = words.fold(Listed::ROOT, |node, word| self.lengthen(node, word));
        if end == Listed::ROOT {
            return;
        }
        let names = &mut self.names[end.0 as usize];
        let last = names.last();
        if last.is_some_and(|last| last.place == name.place && last.main >= name.main) {
            // The same name in another language, or with another article.
            return;
        }
        names.push(name.posting());
        if sound.chars().count() >= FEWEST_SOUNDS {
            match self.sounds.get_mut(sound) {
                Some(sounding) => sounding.names.push(number),
                None => _ = self.sounds.insert(sound.into(), Sounding::of(number)),
            }
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
            self.names.push(SmallVec::new());
            self.go_on.push(false);
            self.go_on[node.0 as usize] = true;
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

    /// Whether some name is longer than a beginning.
    #[inline]
    pub fn goes_on(&self, node: Node) -> bool {
        self.go_on[node.0 as usize]
    }

    /// The names that are just a beginning.
    pub fn names(&self, node: Node) -> &[Posting] {
        &self.names[node.0 as usize]
    }

    /// The names of a sound, by place, each spelling of a place once.
    pub fn by_sound(&self, key: &str) -> &[Spelling] {
        let Some(sounding) = self.sounds.get(key) else {
            return &[];
        };
        let spell = || self.spell(&sounding.names);
        sounding.spellings.get_or_init(spell)
    }

    /// How names are spelled.
    fn spell(&self, names: &[u32]) -> Vec<Spelling> {
        let names = names.iter().map(|&number| &self.all[number as usize]);
        let mut spellings: Vec<Spelling> = names
            .map(|name| {
                let words: Vec<&str> = name.words().collect();
                (name.posting(), romanise::plain(&words).into())
            })
            .collect();
        let order = |(name, plain): &Spelling| (name.place, plain.clone(), !name.main);
        spellings.sort_by_cached_key(order);
        spellings
            .dedup_by(|later, earlier| later.0.place == earlier.0.place && later.1 == earlier.1);
        spellings
    }

    /// How many beginnings of names there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }
}
