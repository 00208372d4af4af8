//! Which starts of a sentence's rest are worth a look: every row has words that it cannot do without, and most words that
//! may begin a match stand in sentences where none of those of their rows follow.

use rustc_hash::FxHashMap;

use crate::language::{Lexicon, WordId};
use crate::pattern::Label;
use crate::pattern::alphabet::{Alphabet, Symbol};
use crate::pattern::mentions::Others;
use crate::pattern::parse::Element;
use crate::token::Token;

/// What matches begin with, as bits: mentions and digits each have theirs, words share the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Kinds(u64);

impl Kinds {
    pub const ALL: Kinds = Kinds(u64::MAX);

    /// What begins with a symbol.
    pub fn of(symbol: Symbol, label: Label) -> Kinds {
        match label {
            Label::Mention(class) => Kinds(Others::of(class).bits()),
            Label::Digits(..) => Kinds(Others::DIGITS.bits()),
            _ => Kinds(1 << (Others::BITS + symbol.number() % (u64::BITS - Others::BITS))),
        }
    }

    pub fn join(&mut self, other: Kinds) {
        self.0 |= other.0;
    }

    #[inline]
    pub fn meets(self, other: Kinds) -> bool {
        self.0 & other.0 != 0
    }

    /// Those that begin with no word.
    #[inline]
    pub fn others(self) -> Others {
        Others::of_bits(self.0)
    }
}

/// The words that some row of a table cannot do without, and what such rows begin with.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// By word, counted from 1 in `kinds`.
    of_words: Vec<u32>,
    kinds: Vec<Kinds>,
    /// What rows without such a word begin with.
    always: Kinds,
}

impl Anchors {
    /// Chooses a word of every row that it cannot do without, the one that fewest rows have.
    pub fn new(rows: &[Element], alphabet: &Alphabet, lexicon: &Lexicon, words: usize) -> Anchors {
        let mut out = Anchors::default();
        let uses = Uses::new(rows, alphabet, lexicon);
        let mut by_symbol = vec![Kinds::default(); alphabet.len()];
        for row in rows {
            let mut kinds = Kinds::default();
            row.firsts(&mut kinds, alphabet);
            match uses.of(row) {
                Some(_) => uses.tell(row, &mut |symbol| {
                    by_symbol[symbol.number() as usize].join(kinds);
                }),
                None => out.always.join(kinds),
            }
        }
        out.note(&by_symbol, alphabet, lexicon, words);
        out
    }

    /// Notes for the words of symbols what begins the rows that need them.
    fn note(&mut self, by_symbol: &[Kinds], alphabet: &Alphabet, lexicon: &Lexicon, words: usize) {
        let mut of_words = vec![Kinds::default(); words];
        let mut told = Vec::new();
        for (label, kinds) in alphabet.labels().zip(by_symbol) {
            if let Some(key) = label.key().filter(|_| *kinds != Kinds::default()) {
                told.clear();
                key.tell_words(lexicon, &mut told);
                for word in &told {
                    of_words[word.0 as usize].join(*kinds);
                }
            }
        }
        let mut numbers = FxHashMap::from_iter([(Kinds::default(), 0)]);
        self.of_words = of_words
            .into_iter()
            .map(|kinds| {
                *numbers.entry(kinds).or_insert_with(|| {
                    self.kinds.push(kinds);
                    self.kinds.len() as u32
                })
            })
            .collect();
    }

    /// What matches may begin with at each of some tokens, if they end with the last of them; nothing where all is worth
    /// a look.
    pub fn ahead(&self, tokens: &[Token]) -> Vec<Kinds> {
        if self.kinds.is_empty() {
            return Vec::new();
        }
        let mut out = vec![self.always; tokens.len()];
        let mut kinds = self.always;
        for (token, ahead) in tokens.iter().zip(&mut out).rev() {
            kinds.join(self.of(token.word));
            *ahead = kinds;
        }
        out
    }

    #[inline]
    fn of(&self, word: WordId) -> Kinds {
        match self.of_words.get(word.0 as usize) {
            None | Some(0) => Kinds::default(),
            Some(&number) => self.kinds[number as usize - 1],
        }
    }
}

/// In how many places of a table its symbols stand.
struct Uses(Vec<Option<u32>>);

impl Uses {
    fn new(rows: &[Element], alphabet: &Alphabet, lexicon: &Lexicon) -> Uses {
        let mut told = Vec::new();
        let once = alphabet.labels().map(|label| {
            told.clear();
            // The more words, the oftener one of them stands in a text.
            let key = label.key()?;
            if let Label::Class(_) = label {
                key.tell_words(lexicon, &mut told);
            }
            Some(told.len().max(1) as u32)
        });
        let once: Vec<Option<u32>> = once.collect();
        let mut uses: Vec<Option<u32>> = once.iter().map(|once| once.map(|_| 0)).collect();
        rows.iter().for_each(|row| {
            row.each(&mut |symbol: Symbol| {
                let at = symbol.number() as usize;
                uses[at] = uses[at].zip(once[at]).map(|(uses, once)| uses + once);
            })
        });
        Uses(uses)
    }

    /// How common what a match of an element cannot do without is: the rarest of a sequence, the most common of a choice.
    /// `None` where it can do without words.
    fn of(&self, element: &Element) -> Option<u32> {
        match element {
            Element::One(symbol) => self.0[symbol.number() as usize],
            Element::Sequence(parts) => parts.iter().filter_map(|part| self.of(part)).min(),
            Element::Choice(parts) => parts
                .iter()
                .try_fold(0, |most, part| Some(most.max(self.of(part)?))),
            Element::Optional(_) => None,
        }
    }

    /// Tells the symbols of which a match of an element has one.
    fn tell(&self, element: &Element, tell: &mut impl FnMut(Symbol)) {
        match element {
            Element::One(symbol) => tell(*symbol),
            Element::Sequence(parts) => {
                let known = parts.iter().filter_map(|part| Some((self.of(part)?, part)));
                if let Some((_, rarest)) = known.min_by_key(|(uses, _)| *uses) {
                    self.tell(rarest, tell);
                }
            }
            Element::Choice(parts) => parts.iter().for_each(|part| self.tell(part, tell)),
            Element::Optional(_) => {}
        }
    }
}

impl Element {
    /// Tells every symbol in it.
    fn each(&self, tell: &mut impl FnMut(Symbol)) {
        match self {
            Element::One(symbol) => tell(*symbol),
            Element::Sequence(parts) | Element::Choice(parts) => {
                parts.iter().for_each(|part| part.each(tell));
            }
            Element::Optional(part) => part.each(tell),
        }
    }

    /// Takes in what its matches begin with; whether it can match nothing.
    fn firsts(&self, kinds: &mut Kinds, alphabet: &Alphabet) -> bool {
        match self {
            Element::One(symbol) => {
                let label = alphabet[*symbol].0;
                kinds.join(Kinds::of(*symbol, label));
                matches!(label, Label::Gap(_))
            }
            Element::Sequence(parts) => parts.iter().all(|part| part.firsts(kinds, alphabet)),
            Element::Choice(parts) => {
                let mut empty = false;
                for part in parts {
                    empty |= part.firsts(kinds, alphabet);
                }
                empty
            }
            Element::Optional(part) => {
                part.firsts(kinds, alphabet);
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::language::Base;
    use crate::pattern::dice::Dice;
    use crate::pattern::{Match, MentionIndex, Patterns, View};
    use crate::token::tokenize;

    /// So many words there are.
    const WORDS: u32 = 20;

    fn element(dice: &mut Dice) -> String {
        match dice.below(6) {
            0 => format!("{}?", dice.word(WORDS)),
            1 => format!(
                "({}|{} {}?)",
                dice.word(WORDS),
                dice.word(WORDS),
                dice.word(WORDS)
            ),
            2 => format!("~2 {}", dice.word(WORDS)),
            _ => dice.word(WORDS),
        }
    }

    #[test]
    fn starts_that_are_passed_over_have_no_match() {
        let (mut dice, mut base, mut patterns) = (Dice(1), Base::default(), Patterns::anchored());
        for row in 0..600 {
            let elements: Vec<String> = (0..3).map(|_| element(&mut dice)).collect();
            let pattern = format!("{} {}", dice.word(WORDS), elements.join(" "));
            patterns.add(&pattern, row, &mut base).unwrap();
        }
        patterns.finish(&mut base);
        let (mut matched, mut passed) = (0, 0);
        for _ in 0..500 {
            let text: Vec<String> = (0..12).map(|_| dice.word(WORDS)).collect();
            let tokens = tokenize(&text.join(" "), &base.segmentation, &base.vocabulary);
            let view = View {
                tokens: &tokens,
                lexicon: &base.lexicon,
                mentions: &MentionIndex::new(&tokens, &base.openers),
            };
            let found: Vec<Match> = patterns.find_all(view, 0, tokens.len()).collect();
            let mut at = 0;
            let mut one_by_one = Vec::new();
            while at < tokens.len() {
                let found = patterns.find_at(view, at).filter(|m| m.end <= tokens.len());
                at = found.as_ref().map_or(at + 1, |found| found.end);
                one_by_one.extend(found);
            }
            assert_eq!(found, one_by_one, "{text:?}");
            matched += found.len();
            let ahead = patterns.anchors.ahead(&tokens);
            passed += (tokens.iter().zip(&ahead))
                .filter(|(token, ahead)| {
                    let start = patterns.start(token.word);
                    start.is_some_and(|start| !start.kinds.meets(**ahead))
                })
                .count();
        }
        assert!(matched > 500 && passed > 100, "{matched} {passed}");
    }
}
