//! The patterns of a table put together: rows that begin alike share their beginning, and the alternatives of a row
//! share what follows them, so that a table grows with what is written in it and not with all that it can match.

use std::num::NonZeroU32;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::pattern::Label;
use crate::pattern::alphabet::{Alphabet, Symbol};
use crate::pattern::parse::Element;

/// A few nodes, by number.
type Nodes = SmallVec<[u32; 8]>;

/// The number of an edge, counted from 1.
type WayId = NonZeroU32;

/// An edge while patterns are added. All stand in one list, each with the next of its node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub symbol: Symbol,
    pub target: u32,
    next: Option<WayId>,
}

/// Fewer edges are quicker looked through than looked up.
const MANY: u32 = 24;

/// A node while patterns are added.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The first and the last of its edges.
    ways: Option<(WayId, WayId)>,
    /// How many edges it has.
    outgoing: u32,
    /// The first row that ends here.
    pub row: Option<u32>,
    /// How many edges lead here.
    incoming: u32,
}

/// The patterns of a table while they are added.
///
/// While a row is added, every node on its way is its own: whatever leads there is a beginning of this row. A node to which
/// other rows lead as well is split before the row goes on from it.
#[derive(Debug)]
pub(super) struct Graph {
    pub nodes: Vec<Draft>,
    pub ways: Vec<Way>,
    /// The edges of nodes that have many, by node and what they match.
    places: FxHashMap<(u32, Symbol), WayId>,
    /// The nodes that the row now added has split, and the copy of each.
    splits: Vec<(u32, u32)>,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph {
            nodes: vec![Draft::default()],
            ways: Vec::new(),
            places: FxHashMap::default(),
            splits: Vec::new(),
        }
    }
}

impl Graph {
    /// Adds a row; `false` where it matches nothing at all.
    pub fn add(&mut self, row: u32, pattern: &Element, alphabet: &Alphabet) -> bool {
        self.splits.clear();
        let ends = self.insert(&[0], pattern, &mut None, alphabet);
        if ends.is_empty() || ends.contains(&0) {
            return false;
        }
        for end in ends {
            let known = &mut self.nodes[end as usize].row;
            *known = Some(known.map_or(row, |known| known.min(row)));
        }
        true
    }

    /// Goes on from some nodes with an element; the nodes where it ends. What is new there is one node, `join`.
    fn insert(
        &mut self,
        from: &[u32],
        element: &Element,
        join: &mut Option<u32>,
        alphabet: &Alphabet,
    ) -> Nodes {
        let mut ends = match element {
            Element::One(symbol) => {
                let mut from = Nodes::from_slice(from);
                let ends = self.descend(&mut from, *symbol, join);
                match alphabet[*symbol].0 {
                    Label::Gap(_) => {
                        from.extend(ends);
                        from
                    }
                    _ => ends,
                }
            }
            Element::Sequence(list) => {
                let mut nodes = Nodes::from_slice(from);
                for (at, part) in list.iter().enumerate() {
                    let mut own = None;
                    let last = at + 1 == list.len();
                    let join = if last { &mut *join } else { &mut own };
                    nodes = self.insert(&nodes, part, join, alphabet);
                }
                nodes
            }
            Element::Choice(list) => {
                let (mut from, mut ends) = (Nodes::from_slice(from), Nodes::new());
                for (part, alone) in list.iter().zip(begin_alone(list, alphabet)) {
                    let mut own = None;
                    // What begins like another alternative may pass through where that one ends.
                    let join = if alone { &mut *join } else { &mut own };
                    let splits = self.splits.len();
                    let more = self.insert(&from, part, join, alphabet);
                    self.add_copies(&mut from, splits);
                    self.add_copies(&mut ends, splits);
                    ends.extend(more);
                }
                ends
            }
            Element::Optional(part) => {
                let mut stay = Nodes::from_slice(from);
                let splits = self.splits.len();
                let ends = self.insert(from, part, join, alphabet);
                self.add_copies(&mut stay, splits);
                stay.extend(ends);
                stay
            }
        };
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Adds to nodes, held since so many splits, the copies that were made of them.
    fn add_copies(&self, nodes: &mut Nodes, since: usize) {
        for (node, copy) in &self.splits[since..] {
            if nodes.contains(node) && !nodes.contains(copy) {
                nodes.push(*copy);
            }
        }
    }

    /// Where an edge from each of some nodes leads; those that have none get one to `join`. The nodes may become more.
    fn descend(&mut self, from: &mut Nodes, symbol: Symbol, join: &mut Option<u32>) -> Nodes {
        let mut ends = Nodes::new();
        for &parent in from.iter() {
            ends.push(match self.child(parent, symbol) {
                Some(known) => known,
                None => {
                    let target = *join.get_or_insert_with(|| {
                        self.nodes.push(Draft::default());
                        self.nodes.len() as u32 - 1
                    });
                    self.link(parent, symbol, target);
                    target
                }
            });
        }
        loop {
            ends.sort_unstable();
            let shared = ends.chunk_by(|a, b| a == b).find(|edges| {
                let incoming = self.nodes[edges[0] as usize].incoming;
                // All that leads to where alternatives join is of this row.
                incoming as usize > edges.len() && Some(edges[0]) != *join
            });
            let Some(shared) = shared.map(|edges| edges[0]) else {
                ends.dedup();
                return ends;
            };
            let child = |parent: &u32| self.child(*parent, symbol);
            let ours = from.iter().copied();
            let ours: Nodes = ours
                .filter(|parent| child(parent) == Some(shared))
                .collect();
            let splits = self.splits.len();
            self.split(shared, &ours, symbol);
            self.add_copies(from, splits);
            let child = |parent: &u32| self.child(*parent, symbol);
            ends = from.iter().filter_map(child).collect();
        }
    }

    /// The edges of a node, in the order in which they were added.
    pub fn ways(&self, node: u32) -> impl Iterator<Item = &Way> {
        self.numbers(node).map(|number| self.way(number))
    }

    /// The numbers of the edges of a node.
    fn numbers(&self, node: u32) -> impl Iterator<Item = WayId> {
        let first = self.nodes[node as usize].ways.map(|(first, _)| first);
        std::iter::successors(first, |number| self.way(*number).next)
    }

    fn way(&self, number: WayId) -> &Way {
        &self.ways[number.get() as usize - 1]
    }

    fn way_mut(&mut self, number: WayId) -> &mut Way {
        &mut self.ways[number.get() as usize - 1]
    }

    /// The edge of a node that matches a symbol.
    fn find(&self, parent: u32, symbol: Symbol) -> Option<WayId> {
        if self.nodes[parent as usize].outgoing >= MANY {
            return self.places.get(&(parent, symbol)).copied();
        }
        self.numbers(parent)
            .find(|number| self.way(*number).symbol == symbol)
    }

    /// Where an edge leads.
    fn child(&self, parent: u32, symbol: Symbol) -> Option<u32> {
        Some(self.way(self.find(parent, symbol)?).target)
    }

    fn link(&mut self, parent: u32, symbol: Symbol, target: u32) {
        self.nodes[target as usize].incoming += 1;
        self.ways.push(Way {
            symbol,
            target,
            next: None,
        });
        let new = WayId::MIN.saturating_add(self.ways.len() as u32 - 1);
        let node = &mut self.nodes[parent as usize];
        node.outgoing += 1;
        let many = node.outgoing;
        let before = node.ways;
        node.ways = Some((before.map_or(new, |(first, _)| first), new));
        if let Some((_, last)) = before {
            self.way_mut(last).next = Some(new);
        }
        if many == MANY {
            let all: SmallVec<[WayId; MANY as usize]> = self.numbers(parent).collect();
            let place = |number: WayId| {
                (
                    (parent, self.ways[number.get() as usize - 1].symbol),
                    number,
                )
            };
            self.places.extend(all.into_iter().map(place));
        } else if many > MANY {
            self.places.insert((parent, symbol), new);
        }
    }

    /// Gives some of the parents of a node a copy of it.
    fn split(&mut self, node: u32, parents: &[u32], symbol: Symbol) {
        let copy = self.nodes.len() as u32;
        let ways: Vec<Way> = self.ways(node).copied().collect();
        self.nodes.push(Draft {
            row: self.nodes[node as usize].row,
            ..Draft::default()
        });
        for way in ways {
            self.link(copy, way.symbol, way.target);
        }
        for &parent in parents {
            if let Some(way) = self.find(parent, symbol) {
                self.way_mut(way).target = copy;
            }
        }
        self.nodes[node as usize].incoming -= parents.len() as u32;
        self.nodes[copy as usize].incoming = parents.len() as u32;
        self.splits.push((node, copy));
    }
}

/// By alternative, whether it begins with no edge that another one begins with.
fn begin_alone(list: &[Element], alphabet: &Alphabet) -> SmallVec<[bool; 8]> {
    let mut all: SmallVec<[(Symbol, usize); 8]> = SmallVec::new();
    for (number, part) in list.iter().enumerate() {
        openings(part, alphabet, &mut |opening| all.push((opening, number)));
    }
    all.sort_unstable();
    let mut alone = SmallVec::from_elem(true, list.len());
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        if same[0].1 != same[same.len() - 1].1 {
            same.iter().for_each(|&(_, number)| alone[number] = false);
        }
    }
    alone
}

/// Tells what an element may begin with; whether it may be empty.
fn openings(element: &Element, alphabet: &Alphabet, tell: &mut impl FnMut(Symbol)) -> bool {
    match element {
        Element::One(symbol) => {
            tell(*symbol);
            matches!(alphabet[*symbol].0, Label::Gap(_))
        }
        Element::Sequence(list) => list.iter().all(|part| openings(part, alphabet, tell)),
        Element::Choice(list) => list
            .iter()
            .fold(false, |empty, part| empty | openings(part, alphabet, tell)),
        Element::Optional(part) => {
            openings(part, alphabet, tell);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::language::{Base, WordId};
    use crate::pattern::alphabet::Alphabet;
    use crate::pattern::dice::Dice;
    use crate::pattern::parse::{Element, Parser};
    use crate::pattern::{Label, MentionIndex, Patterns, View};
    use crate::token::tokenize;

    /// The row and the end of the match at the beginning of a text.
    fn find(rows: &[&str], text: &str) -> Option<(u32, usize)> {
        let mut base = Base::default();
        let mut patterns = Patterns::default();
        for (row, pattern) in rows.iter().enumerate() {
            patterns.add(pattern, row as u32, &mut base).unwrap();
        }
        patterns.finish(&mut base);
        let tokens = tokenize(text, &base.segmentation, &base.vocabulary);
        let view = View {
            tokens: &tokens,
            lexicon: &base.lexicon,
            mentions: &MentionIndex::new(&tokens, &base.openers),
        };
        patterns.find_at(view, 0).map(|m| (m.row, m.end))
    }

    #[test]
    fn rows_that_share_nodes_match_only_their_own_words() {
        for (rows, text, found) in [
            // The second row goes on from one of the alternatives that the first one has joined.
            (&["(aa|bb) xx zz", "aa xx yy"][..], "aa xx yy", Some((1, 3))),
            (&["(aa|bb) xx zz", "aa xx yy"], "bb xx yy", None),
            (&["(aa|bb) xx zz", "aa xx yy"], "aa xx zz", Some((0, 3))),
            (&["(aa|bb) xx zz", "aa xx yy"], "bb xx zz", Some((0, 3))),
            (&["(aa|bb) xx", "bb"], "aa", None),
            (&["(aa|bb) xx", "bb"], "bb", Some((1, 1))),
            (&["yy? aa zz", "yy? aa bb", "aa cc"], "aa cc", Some((2, 2))),
            (&["yy? aa zz", "yy? aa bb", "aa cc"], "yy aa cc", None),
            (
                &["yy? aa zz", "yy? aa bb", "aa cc"],
                "yy aa bb",
                Some((1, 3)),
            ),
            // One alternative passes through where another ends.
            (&["(aa|aa bb) cc"], "aa cc", Some((0, 2))),
            (&["(aa|aa bb) cc"], "aa bb cc", Some((0, 3))),
            (&["(aa|aa bb) cc"], "aa bb bb cc", None),
            (&["(yy? aa|aa bb) cc"], "aa cc", Some((0, 2))),
            (&["(yy? aa|aa bb) cc"], "yy aa cc", Some((0, 3))),
            (&["(yy? aa|aa bb) cc"], "yy aa bb cc", None),
            (&["yy? aa zz", "(yy? aa|aa bb) cc"], "aa cc", Some((1, 2))),
            (
                &["yy? aa zz", "(yy? aa|aa bb) cc"],
                "aa bb cc",
                Some((1, 3)),
            ),
            (&["yy? aa zz", "(yy? aa|aa bb) cc"], "aa zz", Some((0, 2))),
            // A node that is split on the way of one alternative is where another ends.
            (&["(aa|cc) xx", "(aa bb|cc) dd"], "aa dd", None),
            (&["(aa|cc) xx", "(aa bb|cc) dd"], "aa bb dd", Some((1, 3))),
            (&["(aa|cc) xx", "(aa bb|cc) dd"], "cc dd", Some((1, 2))),
            (&["(aa|cc) xx", "(aa bb|cc) dd"], "aa xx", Some((0, 2))),
            (&["(aa ~2 bb|cc) dd"], "aa xx bb dd", Some((0, 4))),
            (&["(aa ~2 bb|cc) dd"], "cc dd", Some((0, 2))),
            (&["(aa ~2 bb|cc) dd"], "cc bb dd", None),
        ] {
            assert_eq!(find(rows, text), found, "{rows:?} in {text}");
        }
    }

    /// So many words there are.
    const WORDS: u32 = 3;

    impl Dice {
        fn pattern(&mut self, depth: u32) -> String {
            let parts = (0..=self.below(2)).map(|_| match (depth, self.below(4)) {
                (1.., 0) => format!("({}|{})", self.pattern(depth - 1), self.pattern(depth - 1)),
                (1.., 1) => format!("({})?", self.pattern(depth - 1)),
                (_, 2) => format!("{}?", self.word(WORDS)),
                _ => self.word(WORDS),
            });
            parts.collect::<Vec<_>>().join(" ")
        }
    }

    /// Where an element may end that begins at a word, found by trying everything.
    fn ends(element: &Element, words: &[WordId], from: usize, alphabet: &Alphabet) -> Vec<usize> {
        match element {
            Element::One(symbol) => {
                let fits = words
                    .get(from)
                    .is_some_and(|word| Label::Word(*word) == alphabet[*symbol].0);
                if fits { vec![from + 1] } else { Vec::new() }
            }
            Element::Sequence(list) => list.iter().fold(vec![from], |from, part| {
                from.iter()
                    .flat_map(|&at| ends(part, words, at, alphabet))
                    .collect()
            }),
            Element::Choice(list) => list
                .iter()
                .flat_map(|p| ends(p, words, from, alphabet))
                .collect(),
            Element::Optional(part) => [vec![from], ends(part, words, from, alphabet)].concat(),
        }
    }

    #[test]
    fn matches_are_those_of_trying_everything() {
        let mut dice = Dice(1);
        let mut matched = 0;
        for _ in 0..300 {
            let rows: Vec<String> = (0..4).map(|_| dice.pattern(2)).collect();
            // A row that can be empty is refused.
            let (mut base, mut alphabet) = (Base::default(), Alphabet::default());
            let mut kept: Vec<&str> = Vec::new();
            let mut elements = Vec::new();
            for row in &rows {
                let rest = row.as_str();
                let element = (Parser {
                    rest,
                    base: &mut base,
                    alphabet: &mut alphabet,
                })
                .sequence()
                .unwrap();
                if !ends(&element, &[], 0, &alphabet).contains(&0) {
                    kept.push(row);
                    elements.push(element);
                }
            }
            for _ in 0..20 {
                let text = [
                    dice.word(WORDS),
                    dice.word(WORDS),
                    dice.word(WORDS),
                    dice.word(WORDS),
                ];
                let words = text.each_ref().map(|word| base.vocabulary.get(word));
                let longest = |(row, element): (usize, &Element)| {
                    let end = ends(element, &words, 0, &alphabet).into_iter().max()?;
                    Some((end, std::cmp::Reverse(row as u32)))
                };
                let best = elements.iter().enumerate().filter_map(longest).max();
                let expected = best.map(|(end, row)| (row.0, end));
                assert_eq!(
                    find(&kept, &text.join(" ")),
                    expected,
                    "{kept:?} in {text:?}"
                );
                matched += usize::from(expected.is_some());
            }
        }
        assert!(matched > 1_000, "{matched}");
    }

    #[test]
    fn a_row_grows_by_what_is_written_in_it() {
        let mut base = Base::default();
        let mut patterns = Patterns::default();
        let row = "(aa|bb|cc)? (dd|ee|ff)? (gg|hh|ii)? (jj|kk) ll";
        patterns.add(row, 0, &mut base).unwrap();
        patterns.finish(&mut base);
        // The beginning, and one node behind each of the five parts.
        assert_eq!(patterns.nodes.len(), 6);
    }
}
