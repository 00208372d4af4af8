//! Gathers the data folders into one table of embedded files, so that the code names no language and no region.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let mut files = Vec::new();
    for folder in ["assets", "gazetteer", "languages", "ontology"] {
        println!("cargo::rerun-if-changed={folder}");
        collect(&root.join(folder), &mut files)?;
    }
    let named = files.iter().map(|file| {
        let name = file.strip_prefix(&root).unwrap_or(file).to_string_lossy();
        (name.replace('\\', "/"), file)
    });
    // Sorted by name, so that a file is found by binary search.
    let named: BTreeMap<_, _> = named.collect();
    let mut table = String::from("&[\n");
    for (name, file) in named {
        let path = file.to_string_lossy();
        let _ = writeln!(table, "    ({name:?}, include_str!({path:?})),");
    }
    table.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR").map_err(io::Error::other)?);
    fs::write(out.join("embedded.rs"), table)
}

/// The data files below a folder; a folder that does not exist has none.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path
            .extension()
            .is_some_and(|e| e == "csv" || e == "geojson")
        {
            files.push(path);
        }
    }
    Ok(())
}
