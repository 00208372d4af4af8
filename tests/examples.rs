//! The examples for users of the library, as they are run by those who read them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the examples, which cargo does by itself only where all tests are run; gives their folder.
fn build() -> PathBuf {
    let beside = Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap();
    let profile = if cfg!(debug_assertions) {
        "dev"
    } else {
        "release"
    };
    let built = Command::new(env!("CARGO"))
        .args(["build", "--examples", "--quiet", "--locked", "--offline"])
        .args(["--profile", profile, "--target-dir"])
        .arg(beside.parent().unwrap())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status();
    assert!(built.unwrap().success());
    beside.join("examples")
}

/// What an example prints.
fn printed(program: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    let output = command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {message}", program.display());
    String::from_utf8(output.stdout).unwrap() + &message
}

#[test]
fn every_example_runs() {
    let folder = build();
    let text = "Vendredi, l'armée syrienne a repris le village d'al-Choula, selon l'OSDH.";
    let half = "tests/cases/half_line/input/half.jsonl";
    let map = "tests/cases/diff_text/input/new.geojson";
    for (example, arguments, expected) in [
        (
            "read_jsonl",
            &[half][..],
            &["a: 17 bytes", "half.jsonl:2: not a JSON object"][..],
        ),
        (
            "extract",
            &["2017-09-08", text],
            &["2017-09-08 Shula: Government regains territory\n"],
        ),
        ("cluster", &[map], &["Mayadin: alone\n", "Palmyra: alone\n"]),
        (
            "query",
            &[map, "40.45", "35.02", "2017-08"],
            &["event_date,location,sub_event_type\n2017-08-24,Mayadin,Armed clash\n"],
        ),
        ("cluster", &["output"], &[": 0\n", ": alone\n"]),
    ] {
        let printed = printed(&folder.join(example), arguments);
        for part in expected {
            assert!(
                printed.contains(part),
                "{example} {arguments:?}: no «{part}» in\n{printed}"
            );
        }
    }
}

#[test]
fn every_example_is_tested() {
    let tests = include_str!("examples.rs");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy();
        assert!(tests.contains(&format!("\"{name}\",")), "{name}");
    }
}
