//! The patterns of a table put together: rows that begin alike share their beginning, and the alternatives of a row
//! share what follows them, so that a table grows with what is written in it and not with all that it can match.

use rustc_hash::FxHashMap;

use crate::pattern::parse::Element;
use crate::pattern::{Edge, Label, Slot};

/// A node while patterns are added.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub edges: Vec<Edge>,
    /// The first row that ends here.
    pub row: Option<u32>,
    /// How many edges lead here.
    incoming: usize,
}

/// The patterns of a table while they are added.
///
/// While a row is added, every node on its way is its own: whatever leads there is a beginning of this row. A node to which
/// other rows lead as well is split before the row goes on from it.
#[derive(Debug)]
pub(super) struct Graph {
    pub nodes: Vec<Draft>,
    /// Where an edge leads, by its node and what it matches.
    children: FxHashMap<(u32, Label, Option<Slot>), u32>,
    /// The nodes that the row now added has split, and the copy of each.
    splits: Vec<(u32, u32)>,
    /// The names of captures.
    pub slots: Vec<String>,
}

impl Default for Graph {
    fn default() -> Graph {
        Graph {
            nodes: vec![Draft::default()],
            children: FxHashMap::default(),
            splits: Vec::new(),
            slots: Vec::new(),
        }
    }
}

impl Graph {
    /// Adds a row; `false` where it matches nothing at all.
    pub fn add(&mut self, row: u32, pattern: &Element) -> bool {
        self.splits.clear();
        let ends = self.insert(&[0], pattern, &mut None);
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
    fn insert(&mut self, from: &[u32], element: &Element, join: &mut Option<u32>) -> Vec<u32> {
        let splits = self.splits.len();
        let mut ends = match element {
            Element::One(label, name) => {
                let slot = name.as_ref().map(|name| self.slot(name));
                let ends = self.descend(from, *label, slot, join);
                match label {
                    Label::Gap(_) => [from, &ends].concat(),
                    _ => ends,
                }
            }
            Element::Sequence(list) => {
                let mut nodes = from.to_vec();
                for (at, part) in list.iter().enumerate() {
                    let mut own = None;
                    let last = at + 1 == list.len();
                    let join = if last { &mut *join } else { &mut own };
                    nodes = self.insert(&nodes, part, join);
                }
                nodes
            }
            Element::Choice(list) => {
                let (mut from, mut ends) = (from.to_vec(), Vec::new());
                for (part, alone) in list.iter().zip(begin_alone(list)) {
                    let mut own = None;
                    // What begins like another alternative may pass through where that one ends.
                    let join = if alone { &mut *join } else { &mut own };
                    ends.extend(self.insert(&from, part, join));
                    self.add_copies(&mut from, splits);
                }
                ends
            }
            Element::Optional(part) => [from, &self.insert(from, part, join)].concat(),
        };
        self.add_copies(&mut ends, splits);
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// Adds to nodes the copies that were made of them since so many splits.
    fn add_copies(&self, nodes: &mut Vec<u32>, since: usize) {
        for (node, copy) in &self.splits[since..] {
            if nodes.contains(node) && !nodes.contains(copy) {
                nodes.push(*copy);
            }
        }
    }

    /// Where an edge from each of some nodes leads; those that have none get one to `join`.
    fn descend(
        &mut self,
        from: &[u32],
        label: Label,
        slot: Option<Slot>,
        join: &mut Option<u32>,
    ) -> Vec<u32> {
        let mut known: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut ends = Vec::with_capacity(from.len());
        for &parent in from {
            let child = self.children.get(&(parent, label, slot)).copied();
            let Some(child) = child else {
                let target = *join.get_or_insert_with(|| {
                    self.nodes.push(Draft::default());
                    self.nodes.len() as u32 - 1
                });
                self.link(parent, label, slot, target);
                ends.push(target);
                continue;
            };
            match known.iter_mut().find(|(target, _)| *target == child) {
                Some((_, parents)) => parents.push(parent),
                None => known.push((child, vec![parent])),
            }
        }
        for (child, parents) in known {
            ends.push(match self.nodes[child as usize].incoming == parents.len() {
                true => child,
                false => self.split(child, &parents, label, slot),
            });
        }
        ends
    }

    fn link(&mut self, parent: u32, label: Label, slot: Option<Slot>, target: u32) {
        self.children.insert((parent, label, slot), target);
        self.nodes[target as usize].incoming += 1;
        let edges = &mut self.nodes[parent as usize].edges;
        edges.push(Edge {
            label,
            slot,
            target,
        });
    }

    /// Gives some of the parents of a node a copy of it.
    fn split(&mut self, node: u32, parents: &[u32], label: Label, slot: Option<Slot>) -> u32 {
        let copy = self.nodes.len() as u32;
        let edges = self.nodes[node as usize].edges.clone();
        self.nodes.push(Draft {
            row: self.nodes[node as usize].row,
            ..Draft::default()
        });
        for edge in edges {
            self.link(copy, edge.label, edge.slot, edge.target);
        }
        for &parent in parents {
            self.children.insert((parent, label, slot), copy);
            let edges = self.nodes[parent as usize].edges.iter_mut();
            let moved = edges.filter(|edge| (edge.label, edge.slot) == (label, slot));
            moved.for_each(|edge| edge.target = copy);
        }
        self.nodes[node as usize].incoming -= parents.len();
        self.nodes[copy as usize].incoming = parents.len();
        self.splits.push((node, copy));
        copy
    }

    /// The slot of a name, given now where it had none.
    fn slot(&mut self, name: &str) -> Slot {
        let known = self.slots.iter().position(|slot| slot == name);
        let at = known.unwrap_or_else(|| {
            self.slots.push(name.to_owned());
            self.slots.len() - 1
        });
        Slot(at as u8)
    }
}

/// By alternative, whether it begins with no edge that another one begins with.
fn begin_alone(list: &[Element]) -> Vec<bool> {
    let mut all = Vec::new();
    let mut ends = Vec::new();
    for part in list {
        openings(part, &mut all);
        ends.push(all.len());
    }
    let mut from = 0;
    let alone = ends.into_iter().map(|end| {
        let mut others = all[..from].iter().chain(&all[end..]);
        let alone = !others.any(|other| all[from..end].contains(other));
        from = end;
        alone
    });
    alone.collect()
}

/// Collects what an element may begin with; whether it may be empty.
fn openings<'e>(element: &'e Element, out: &mut Vec<(Label, Option<&'e str>)>) -> bool {
    match element {
        Element::One(label, name) => {
            out.push((*label, name.as_deref()));
            matches!(label, Label::Gap(_))
        }
        Element::Sequence(list) => list.iter().all(|part| openings(part, out)),
        Element::Choice(list) => list
            .iter()
            .fold(false, |empty, part| empty | openings(part, out)),
        Element::Optional(part) => {
            openings(part, out);
            true
        }
    }
}
