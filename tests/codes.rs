//! The code that reads texts names no language: a language is a folder of tables.

use std::fs;
use std::path::{Path, PathBuf};

use dateline::pack::embedded_sources;

/// What takes part in reading; the writers have columns and labels per language.
const READING: [&str; 20] = [
    "token",
    "segment",
    "language",
    "pattern",
    "pack",
    "number",
    "time",
    "place",
    "event",
    "engine",
    "reading",
    "report",
    "analysis",
    "merge",
    "cluster",
    "layer",
    "order",
    "spool",
    "identifier",
    "table",
];

/// The Rust files of a module: its file and those of its folder.
fn files(module: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("src")
        .join(module);
    let mut found = vec![root.with_extension("rs")];
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.retain(|path| path.is_file());
    found
}

#[test]
fn no_code_knows_a_language() {
    let codes: Vec<String> = embedded_sources().into_iter().map(|s| s.code).collect();
    assert!(codes.len() >= 3, "{codes:?}");
    let mut named = Vec::new();
    for module in READING {
        let files = files(module);
        assert!(!files.is_empty(), "no module {module}");
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            for (number, line) in text.lines().enumerate() {
                if codes
                    .iter()
                    .any(|code| line.contains(&format!("\"{code}\"")))
                {
                    named.push(format!("{}:{}: {line}", file.display(), number + 1));
                }
            }
        }
    }
    assert_eq!(named, [""; 0]);
}
