//! Names to places: two finite-state transducers over keys, walked word by word from where a word starts.

use fst::raw::{CompiledAddr, Fst};

use crate::gazetteer::PlaceId;
use crate::gazetteer::romanise;

/// One name of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The place.
    pub place: PlaceId,
    /// Where its folded name begins in the text of names.
    name: u32,
    length: u16,
    /// Whether it is the main name, or one of the names by language.
    pub main: bool,
}

/// The index of a gazetteer's names.
pub struct NameIndex {
    exact: Fst<Vec<u8>>,
    sound: Fst<Vec<u8>>,
    postings: Vec<Posting>,
    sound_postings: Vec<Posting>,
    text: String,
}

impl std::fmt::Debug for NameIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NameIndex({} names)", self.exact.len())
    }
}

/// A name on its way into the index.
#[derive(Clone, Debug)]
pub struct Name<'a> {
    /// The place that has it.
    pub place: PlaceId,
    /// Its folded words.
    pub words: &'a [String],
    /// Whether it is a main name.
    pub main: bool,
}

/// Fewest consonants in a sound key.
const FEWEST_SOUNDS: usize = 1;

impl NameIndex {
    /// Builds the index.
    pub fn build<'a>(names: impl Iterator<Item = Name<'a>>) -> NameIndex {
        let mut text = String::new();
        let mut exact: Vec<(String, Posting)> = Vec::new();
        let mut sound: Vec<(String, Posting)> = Vec::new();
        for name in names {
            let words: Vec<&str> = name.words.iter().map(String::as_str).collect();
            let Some(key) = exact_key(&words) else {
                continue;
            };
            let start = text.len();
            text.push_str(&romanise::plain(&words));
            let posting = Posting {
                place: name.place,
                name: start as u32,
                length: (text.len() - start) as u16,
                main: name.main,
            };
            exact.push((key, posting));
            let mut key = String::new();
            words.iter().for_each(|w| romanise::push_sound(&mut key, w));
            if key.chars().count() >= FEWEST_SOUNDS {
                sound.push((key, posting));
            }
        }
        // Spellings of one place that share a sound stay, because likeness is measured against each.
        let plain = |p: &Posting| &text[p.name as usize..p.name as usize + p.length as usize];
        let ((exact, postings), (sound, sound_postings)) =
            rayon::join(|| compile(exact, |_| ""), || compile(sound, plain));
        NameIndex {
            exact,
            sound,
            postings,
            sound_postings,
            text,
        }
    }

    /// Begins a walk over exact keys.
    pub fn walk(&self) -> Walk<'_> {
        Walk {
            index: self,
            node: self.exact.root().addr(),
            output: 0,
            empty: true,
        }
    }

    /// The names that share a sound key.
    pub fn by_sound(&self, key: &str) -> &[Posting] {
        let found = self.sound.get(key.as_bytes());
        found.map_or(&[], |value| list(&self.sound_postings, value.value()))
    }

    /// The folded name of a posting in the spelling of [`romanise::plain`].
    pub fn plain(&self, posting: &Posting) -> &str {
        &self.text[posting.name as usize..posting.name as usize + posting.length as usize]
    }

    /// The names with exactly this key.
    pub fn exact(&self, words: &[&str]) -> &[Posting] {
        let found = exact_key(words).and_then(|key| self.exact.get(key.as_bytes()));
        found.map_or(&[], |value| list(&self.postings, value.value()))
    }
}

/// The key of a name in the exact index: its words without articles, joined by spaces.
pub(crate) fn exact_key(words: &[&str]) -> Option<String> {
    let kept: Vec<&str> = words
        .iter()
        .filter(|w| !romanise::is_article(w))
        .map(|w| romanise::key_word(w))
        .collect();
    (!kept.is_empty()).then(|| kept.join(" "))
}

/// Sorts, keeps one name of each spelling per key and place, and compiles; values pack an offset into the postings and a count.
fn compile<'a>(
    mut names: Vec<(String, Posting)>,
    spelling: impl Fn(&Posting) -> &'a str,
) -> (Fst<Vec<u8>>, Vec<Posting>) {
    let order = |(key, posting): &(String, Posting), other: &(String, Posting)| {
        let (a, b) = (posting, &other.1);
        let by_place = key.cmp(&other.0).then(a.place.cmp(&b.place));
        let by_spelling = by_place.then_with(|| spelling(a).cmp(spelling(b)));
        by_spelling.then(b.main.cmp(&a.main))
    };
    names.sort_by(order);
    names.dedup_by(|later, earlier| {
        let (a, b) = (&later.1, &earlier.1);
        later.0 == earlier.0 && a.place == b.place && spelling(a) == spelling(b)
    });
    let mut postings: Vec<Posting> = Vec::with_capacity(names.len());
    let mut builder = fst::raw::Builder::memory();
    for group in names.chunk_by(|a, b| a.0 == b.0) {
        let count = group.len().min(COUNT_MASK as usize);
        let value = (postings.len() as u64) << COUNT_BITS | count as u64;
        // Keys are sorted and unique, and memory does not fail: an insert cannot go wrong.
        let _ = builder.insert(group[0].0.as_bytes(), value);
        postings.extend(group[..count].iter().map(|(_, posting)| *posting));
    }
    let bytes = builder.into_inner().unwrap_or_default();
    let fst = Fst::new(bytes).unwrap_or_else(|_| empty_fst());
    (fst, postings)
}

fn empty_fst() -> Fst<Vec<u8>> {
    let empty: [(&[u8], u64); 0] = [];
    Fst::from_iter_map(empty).expect("an empty index compiles")
}

const COUNT_BITS: u32 = 16;
const COUNT_MASK: u64 = (1 << COUNT_BITS) - 1;

fn list(postings: &[Posting], value: u64) -> &[Posting] {
    let from = (value >> COUNT_BITS) as usize;
    &postings[from..from + (value & COUNT_MASK) as usize]
}

/// A walk through the exact keys, fed one word at a time.
#[derive(Clone, Copy)]
pub struct Walk<'a> {
    index: &'a NameIndex,
    node: CompiledAddr,
    output: u64,
    empty: bool,
}

impl<'a> Walk<'a> {
    /// Goes on by a folded word; `false` when no name goes on so. Articles are to be left out by the caller.
    pub fn feed(&mut self, word: &str) -> bool {
        let separator = if self.empty { "" } else { " " };
        self.empty = false;
        let fst = &self.index.exact;
        for &byte in separator.as_bytes().iter().chain(word.as_bytes()) {
            let node = fst.node(self.node);
            let Some(at) = node.find_input(byte) else {
                return false;
            };
            let transition = node.transition(at);
            self.output += transition.out.value();
            self.node = transition.addr;
        }
        true
    }

    /// The names that end here.
    pub fn names(&self) -> &'a [Posting] {
        let node = self.index.exact.node(self.node);
        if self.empty || !node.is_final() {
            return &[];
        }
        let value = self.output + node.final_output().value();
        list(&self.index.postings, value)
    }
}
