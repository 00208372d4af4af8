//! The examples for users of the library, as they are run by those who read them.

use std::path::Path;
use std::process::Command;

/// What an example prints. `cargo test` builds the examples first; with `--test examples` alone they are those of before.
fn printed(example: &str, arguments: &[&str]) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_dateline"));
    let program = program.with_file_name("examples").join(example);
    let mut command = Command::new(&program);
    let output = command
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!(
            "{}: {error}; cargo build --examples makes it",
            program.display()
        )
    });
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{example}: {message}");
    String::from_utf8(output.stdout).unwrap() + &message
}

#[test]
fn every_example_runs() {
    let text = "Vendredi, l'armée syrienne a repris le village d'al-Choula, selon l'OSDH.";
    let half = "tests/cases/half_line/input/half.jsonl";
    let map = "tests/cases/diff_text/input/new.geojson";
    for (example, arguments, expected) in [
        (
            "read_jsonl",
            &[half][..],
            &["a: 22 bytes", "half.jsonl:2: not a JSON object"][..],
        ),
        (
            "extract",
            &["2017-09-08", text],
            &["2017-09-08 Shula: Government regains territory\n"],
        ),
        ("cluster", &[map], &["Mayadin: alone\n", "Palmyra: alone\n"]),
        ("cluster", &["output"], &["Deir ez-Zor: 0\n"]),
    ] {
        let printed = printed(example, arguments);
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
        assert!(tests.contains(&format!("(\"{name}\", ")), "{name}");
    }
}
