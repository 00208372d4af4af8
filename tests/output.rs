//! The folder `output` is what `dateline map seeds` writes, byte for byte.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The files of the output, relative to their folder.
fn names(folder: &Path) -> BTreeSet<String> {
    let inside = |folder: &Path, prefix: &str| -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        let files = entries
            .map(|entry| entry.unwrap())
            .filter(|entry| entry.path().is_file());
        files
            .map(|entry| format!("{prefix}{}", entry.file_name().to_string_lossy()))
            .collect()
    };
    let layers = inside(&folder.join("layers"), "layers/");
    inside(folder, "").into_iter().chain(layers).collect()
}

#[test]
fn output_is_what_the_seeds_give() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("output");
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["map", "seeds", "--quiet", "--out"])
        .arg(&fresh)
        .current_dir(root)
        .status()
        .unwrap();
    assert!(run.success());
    let committed = root.join("output");
    let all = names(&fresh);
    let all = all.union(&names(&committed)).cloned().collect::<Vec<_>>();
    let differs =
        |name: &&String| fs::read(fresh.join(name)).ok() != fs::read(committed.join(name)).ok();
    let differing: Vec<&String> = all.iter().filter(differs).collect();
    assert!(
        differing.is_empty(),
        "{differing:?} in output/ are not what the seeds give; cargo run --release -- map seeds writes them anew"
    );
}
