//! The packed R-tree of a FlatGeobuf file: nodes of 40 bytes, level by level from the root to the features.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;

use flatgeobuf::packed_r_tree::NodeItem;

use crate::query::bounds::{Rect, meet};

/// Bytes of a node: its box, and where it leads.
const NODE: u64 = size_of::<NodeItem>() as u64;

/// Where the nodes lie.
#[derive(Debug)]
pub struct Tree {
    /// Where it begins in the file, in bytes.
    pub begin: u64,
    node_size: u64,
    /// The numbers of the nodes of each level, the root first.
    levels: Vec<Range<u64>>,
}

impl Tree {
    /// The tree of so many features; `None` where a file with `end` bytes cannot hold it.
    pub fn new(features: u64, node_size: u16, end: u64) -> Option<Tree> {
        if node_size < 2 || features.checked_mul(NODE)? > end {
            return None;
        }
        let node_size = u64::from(node_size);
        let mut sizes = vec![features];
        let mut size = features;
        // A single feature has a root as well.
        while size > 1 || sizes.len() == 1 {
            size = size.div_ceil(node_size);
            sizes.push(size);
        }
        let mut begin = 0;
        let level = |size: u64| {
            begin += size;
            begin - size..begin
        };
        Some(Tree {
            begin: 0,
            node_size,
            levels: sizes.into_iter().rev().map(level).collect(),
        })
    }

    /// Its bytes.
    pub fn size(&self) -> u64 {
        self.levels.last().map_or(0, |leaves| leaves.end * NODE)
    }

    /// The features whose boxes meet one of the rectangles: their numbers, and where they lie behind the tree, in bytes.
    ///
    /// # Errors
    /// A file that cannot be read, and as [`ErrorKind::InvalidData`] a node that leads nowhere.
    pub fn search(&self, file: &mut File, boxes: &[Rect]) -> io::Result<Vec<(u64, u64)>> {
        let mut found = vec![(0, 0)];
        for (depth, level) in self.levels.iter().enumerate() {
            let mut next = Vec::new();
            for (_, first) in found {
                // The first node of the root, and later what a node says that its children are.
                let is_there =
                    level.contains(&first) && (first - level.start) % self.node_size == 0;
                if !is_there {
                    let message =
                        "the index of the file is broken; make it again, for example with ogr2ogr";
                    return Err(io::Error::new(ErrorKind::InvalidData, message));
                }
                let nodes = first..level.end.min(first + self.node_size);
                for (number, node) in nodes.clone().zip(self.nodes(file, nodes)?) {
                    let rect = [node.min_x, node.min_y, node.max_x, node.max_y];
                    if boxes.iter().any(|ours| meet(ours, &rect)) {
                        next.push((number - level.start, node.offset));
                    }
                }
            }
            found = next;
            if depth + 1 < self.levels.len() {
                found.sort_unstable_by_key(|&(_, first)| first);
                found.dedup_by_key(|(_, first)| *first);
            }
        }
        Ok(found)
    }

    fn nodes(&self, file: &mut File, nodes: Range<u64>) -> io::Result<Vec<NodeItem>> {
        let mut bytes = vec![0; ((nodes.end - nodes.start) * NODE) as usize];
        file.seek(SeekFrom::Start(self.begin + nodes.start * NODE))?;
        file.read_exact(&mut bytes)?;
        let nodes = bytes.chunks_exact(NODE as usize);
        let node = |bytes: &[u8]| NodeItem::from_reader(bytes).map_err(io::Error::other);
        nodes.map(node).collect()
    }
}
