//! No score on the annotated documents is lower than the committed one.
//!
//! After a change for the better, for each of the two folders:
//! `cargo run --release -- eval tests/gold --format csv > tests/gold/scores.csv`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// How much a score may fall by rounding.
const ROUNDING: f64 = 0.0005;

/// The F1 of every row, by language, part and measure.
fn scores(csv: &str) -> BTreeMap<String, f64> {
    let rows = csv.lines().skip(1).map(|line| {
        let (rest, f1) = line.rsplit_once(',').unwrap();
        let name = rest.split(',').take(3).collect::<Vec<_>>().join(",");
        (name, f1.parse().unwrap_or(0.0))
    });
    rows.collect()
}

#[test]
fn no_score_of_the_gold_documents_drops() {
    check("tests/gold");
}

#[test]
fn no_score_of_other_hands_drops() {
    check("tests/hands");
}

fn check(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let committed = std::fs::read_to_string(root.join(folder).join("scores.csv")).unwrap();
    let committed = scores(&committed);
    let run = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["eval", folder, "--format", "csv", "--quiet"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let now = scores(&String::from_utf8(run.stdout).unwrap());
    assert!(committed.len() > 100, "{} rows", committed.len());
    let worse: Vec<String> = committed
        .iter()
        .filter_map(|(name, before)| match now.get(name) {
            Some(f1) if f1 + ROUNDING >= *before => None,
            Some(f1) => Some(format!("{name}: {before} before, {f1} now")),
            None => Some(format!("{name}: no score any more")),
        })
        .collect();
    assert_eq!(worse, [""; 0]);
}
