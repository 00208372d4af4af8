//! The packed R-tree of a FlatGeobuf file: nodes of 40 bytes, level by level from the root to the features.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;

use flatgeobuf::packed_r_tree::NodeItem;

use crate::query::bounds::{Rect, meet};

/// Bytes of a node: its box, and where it leads.
const NODE: u64 = size_of::<NodeItem>() as u64;

/// A feature as the tree knows it.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    /// Its number in the file.
    pub number: u64,
    /// Where it lies behind the tree, in bytes.
    pub offset: u64,
    /// Its box.
    pub rect: Rect,
}

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

    /// The features whose boxes meet one of the rectangles, in the order of the file.
    ///
    /// # Errors
    /// A file that cannot be read, and as [`ErrorKind::InvalidData`] a node that leads nowhere.
    pub fn search(&self, file: &mut File, boxes: &[Rect]) -> io::Result<Vec<Leaf>> {
        // The first nodes of what has to be looked at on a level: the root, and later what nodes say that their children are.
        let mut first = vec![0];
        let mut found = Vec::new();
        for level in &self.levels {
            found.clear();
            for &first in &first {
                let nodes = self.siblings(first, level)?;
                for (number, node) in nodes.clone().zip(self.nodes(file, nodes)?) {
                    let rect = [node.min_x, node.min_y, node.max_x, node.max_y];
                    if boxes.iter().any(|ours| meet(ours, &rect)) {
                        found.push(Leaf {
                            number: number - level.start,
                            offset: node.offset,
                            rect,
                        });
                    }
                }
            }
            first = found.iter().map(|node| node.offset).collect();
            first.sort_unstable();
            first.dedup();
        }
        Ok(found)
    }

    /// A node and those of the same parent behind it.
    fn siblings(&self, first: u64, level: &Range<u64>) -> io::Result<Range<u64>> {
        let begins = |number: u64| (number - level.start).is_multiple_of(self.node_size);
        if !level.contains(&first) || !begins(first) {
            let message =
                "the index of the file is broken; make it again, for example with ogr2ogr";
            return Err(io::Error::new(ErrorKind::InvalidData, message));
        }
        Ok(first..level.end.min(first + self.node_size))
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
