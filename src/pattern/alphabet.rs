//! What the edges of a table match, by number: a table says the same word many times, which is read and compared once.

use std::ops::Index;

use rustc_hash::FxHashMap;

use crate::pattern::{Label, Slot};

/// What an edge matches and the name under which it is captured, by their number in the table's [`Alphabet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol(u32);

impl Symbol {
    /// Its number, counted from 0.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// The symbols of a table while patterns are added.
#[derive(Debug, Default)]
pub(super) struct Alphabet {
    symbols: Vec<(Label, Option<Slot>)>,
    numbers: FxHashMap<(Label, Option<Slot>), Symbol>,
    /// The symbols that words of patterns are, as they are written.
    written: FxHashMap<Box<str>, Symbol>,
    /// The names of captures.
    pub slots: Vec<String>,
}

impl Index<Symbol> for Alphabet {
    type Output = (Label, Option<Slot>);

    fn index(&self, symbol: Symbol) -> &(Label, Option<Slot>) {
        &self.symbols[symbol.0 as usize]
    }
}

impl Alphabet {
    /// How many symbols there are.
    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    /// What they match, in the order of their numbers.
    pub fn labels(&self) -> impl Iterator<Item = Label> {
        self.symbols.iter().map(|(label, _)| *label)
    }

    /// The symbol of a label with a name, made now where there was none.
    pub fn symbol(&mut self, label: Label, name: Option<&str>) -> Symbol {
        let slot = name.map(|name| self.slot(name));
        *self.numbers.entry((label, slot)).or_insert_with(|| {
            self.symbols.push((label, slot));
            Symbol(self.symbols.len() as u32 - 1)
        })
    }

    /// The symbol that a word of a pattern was before.
    pub fn written(&self, word: &str) -> Option<Symbol> {
        self.written.get(word).copied()
    }

    /// Notes the symbol that a word of a pattern is.
    pub fn note(&mut self, word: &str, symbol: Symbol) {
        self.written.insert(word.into(), symbol);
    }

    /// The slot of a name, given now where it had none.
    fn slot(&mut self, name: &str) -> Slot {
        let known = self.slots.iter().position(|slot| slot == name);
        let at = known.unwrap_or_else(|| {
            self.slots.push(name.to_owned());
            self.slots.len() - 1
        });
        Slot::of(at)
    }
}
