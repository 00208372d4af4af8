//! Writing: files that replace those of an earlier run all at once.

pub mod atomic;
