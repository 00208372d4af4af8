//! Sets of words as a few bits, so that a node can turn away most words at once.

use rustc_hash::FxHashMap;

use crate::language::{ClassId, Features, LemmaId, Lexicon, WordId};
use crate::pattern::{Key, Label, Patterns, Step};

/// A set of words that may take in others: one bit for all words of one remainder.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WordSet {
    /// The bits by the remainder of 64: they lie where the set does, and turn most words away.
    coarse: u64,
    /// Where the bits of a larger set begin in its table's [`WordSets`].
    from: u32,
    /// One less than the number of these, which is a power of two; 0 where 64 bits are enough.
    mask: u32,
}

/// The bits of a table's sets of more words.
#[derive(Debug, Default)]
pub(super) struct WordSets(Vec<u64>);

impl WordSets {
    /// So many bits for a word let one word in so many through that is not in the set.
    const BITS_PER_WORD: usize = 16;

    /// Makes room for the sets of so many edges at once: to copy them while they grow costs more than room that stays unused.
    pub fn reserve(&mut self, edges: usize) {
        /// More edges than one share a set, but the sets of classes are large.
        const PER_EDGE: usize = 4;
        self.0.reserve(PER_EDGE * edges);
    }

    /// A set of some words.
    pub fn add(&mut self, words: &[WordId]) -> WordSet {
        let mut set = WordSet {
            from: self.0.len() as u32,
            ..WordSet::NONE
        };
        let size = (words.len() * WordSets::BITS_PER_WORD).next_power_of_two();
        if size > u64::BITS as usize {
            set.mask = size as u32 - 1;
            self.0.resize(self.0.len() + size / u64::BITS as usize, 0);
        }
        for word in words {
            let bit = 1 << (word.0 & 63);
            set.coarse |= bit;
            if set.mask != 0 {
                self.0[set.place(*word)] |= bit;
            }
        }
        set
    }

    /// Whether a set may hold a word.
    #[inline]
    pub fn may_hold(&self, set: WordSet, word: WordId) -> bool {
        let holds = |bits: u64| bits >> (word.0 & 63) & 1 == 1;
        holds(set.coarse) && (set.mask == 0 || holds(self.0[set.place(word)]))
    }
}

impl WordSet {
    /// The set of no words.
    pub const NONE: WordSet = WordSet {
        coarse: 0,
        from: 0,
        mask: 0,
    };

    /// Which of the table's numbers has the bit of a word.
    #[inline]
    fn place(self, word: WordId) -> usize {
        (self.from + ((word.0 & self.mask) >> 6)) as usize
    }
}

impl Key {
    /// Tells the words that are what a step with this key looks at.
    pub fn tell_words(self, lexicon: &Lexicon, words: &mut Vec<WordId>) {
        let number = self.0 as u16;
        match self.0 & (Key::LEMMA | Key::CLASS) {
            Key::LEMMA => words.extend(lexicon.words_of(LemmaId(number))),
            Key::CLASS => words.extend(lexicon.members(ClassId(number))),
            _ => words.push(WordId(self.0)),
        }
    }
}

/// The words of nodes, found out once for all that look at the same.
#[derive(Default)]
pub(super) struct Sets {
    known: FxHashMap<Box<[Key]>, WordSet>,
    keys: Vec<Key>,
    words: Vec<WordId>,
}

impl Sets {
    /// The words that some steps, sorted by key, look at.
    pub fn of(&mut self, steps: &[Step], lexicon: &Lexicon, all: &mut WordSets) -> WordSet {
        self.keys.clear();
        self.keys.extend(steps.iter().map(|step| step.key));
        match self.known(lexicon) {
            Some(known) => known,
            None => self.add(all),
        }
    }

    /// The words that the steps of some nodes look at; `None` where these are so many that a look would turn few away.
    pub fn of_nodes(
        &mut self,
        nodes: &[u32],
        patterns: &mut Patterns,
        lexicon: &Lexicon,
    ) -> Option<WordSet> {
        const MANY: usize = 2048;
        self.keys.clear();
        for &node in nodes {
            let [from, .., to] = patterns.nodes[node as usize].steps;
            let steps = &patterns.steps[from as usize..to as usize];
            self.keys.extend(steps.iter().map(|step| step.key));
        }
        self.keys.sort_unstable();
        match self.known(lexicon) {
            None if self.words.len() > MANY => None,
            None => Some(self.add(&mut patterns.words)),
            known => known,
        }
    }

    /// The set of the words that the keys look at; where it is not known yet, the words are told.
    fn known(&mut self, lexicon: &Lexicon) -> Option<WordSet> {
        self.keys.dedup();
        let known = self.known.get(self.keys.as_slice()).copied();
        if known.is_none() {
            self.words.clear();
            for key in &self.keys {
                key.tell_words(lexicon, &mut self.words);
            }
        }
        known
    }

    /// Adds the set of the words that were told.
    fn add(&mut self, all: &mut WordSets) -> WordSet {
        let set = all.add(&self.words);
        self.known.insert(self.keys.as_slice().into(), set);
        set
    }
}

/// Whether a label fits a word in some spelling.
pub(super) fn fits(label: Label, word: WordId, lexicon: &Lexicon) -> bool {
    match label {
        Label::Word(wanted) => wanted == word,
        Label::Lemma(lemma, features) => lexicon
            .forms(word)
            .iter()
            .any(|(l, f)| *l == lemma && (features == Features::ANY || f.meets(features))),
        Label::Class(class) => lexicon.membership(word, class).is_some(),
        Label::Mention(_) | Label::Digits(..) | Label::Gap(_) => false,
    }
}
