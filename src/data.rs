//! The data folders as they were when the program was built.

/// (path from the project's root, content), sorted by path.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The embedded files below a folder, as (path below that folder, content).
pub fn folder(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().filter_map(move |(path, content)| {
        let below = path.strip_prefix(name)?.strip_prefix('/')?;
        Some((below, *content))
    })
}

/// One embedded file.
pub fn file(path: &str) -> Option<&'static str> {
    let at = FILES.binary_search_by_key(&path, |(p, _)| p).ok()?;
    Some(FILES[at].1)
}
