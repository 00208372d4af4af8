//! The command line, case by case: a folder under `tests/cases` holds what a command is given and what comes of it.
//!
//! | in the folder | what it is |
//! | --- | --- |
//! | `args` | what the case shows (lines that begin with `#`), then one argument per line |
//! | `input/` | the folder in which the command runs, copied elsewhere first |
//! | `stdin` | the standard input, if there is any |
//! | `env` | variables of the environment, one `NAME=value` per line |
//! | `expected/stdout`, `expected/stderr` | what is printed, without the line that tells the time taken |
//! | `expected/exit` | the exit code |
//! | `expected/files/` | every file that is there afterwards and was not, or not so, before |
//!
//! `DATELINE_BLESS=1 cargo test --test cases` rewrites everything under `expected/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rayon::prelude::*;

const BLESS: &str = "DATELINE_BLESS";

fn dateline(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("GITHUB_ACTIONS");
    command
}

fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The files below a folder by their path in it; a folder that is missing has none.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = fs::read_dir(next) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy();
                found.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn put(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    fs::create_dir_all(folder).unwrap();
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

fn run(mut command: Command, stdin: &[u8]) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that fails early does not read to the end.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    child.wait_with_output().unwrap()
}

/// What a command printed, without the line that differs from run to run.
fn timeless(printed: &[u8]) -> Vec<u8> {
    let printed = String::from_utf8_lossy(printed);
    let lines = printed.split_inclusive('\n');
    lines
        .filter(|line| !line.ends_with(" MB/s\n"))
        .collect::<String>()
        .into_bytes()
}

/// Runs a case; gives what was expected and what came.
fn outcome(case: &Path) -> [BTreeMap<String, Vec<u8>>; 2] {
    let input = files(&case.join("input"));
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &input);
    let args = fs::read_to_string(case.join("args")).unwrap();
    let args: Vec<&str> = args.lines().filter(|line| !line.starts_with('#')).collect();
    let stdin = fs::read(case.join("stdin")).unwrap_or_default();
    let mut command = dateline(folder.path(), &args);
    let variables = fs::read_to_string(case.join("env")).unwrap_or_default();
    command.envs(variables.lines().filter_map(|line| line.split_once('=')));
    let output = run(command, &stdin);

    let mut came = BTreeMap::new();
    came.insert("stdout".to_owned(), output.stdout);
    came.insert("stderr".to_owned(), timeless(&output.stderr));
    let code = output.status.code().unwrap_or(-1);
    came.insert("exit".to_owned(), format!("{code}\n").into_bytes());
    let after = files(folder.path());
    let lost = input.keys().find(|name| !after.contains_key(*name));
    assert_eq!(lost, None, "{}: a file is lost", case.display());
    for (name, content) in after {
        if input.get(&name) != Some(&content) {
            came.insert(format!("files/{name}"), content);
        }
    }
    [files(&case.join("expected")), came]
}

fn check(case: &Path) -> Vec<String> {
    let [expected, came] = outcome(case);
    let names: BTreeSet<_> = expected.keys().chain(came.keys()).collect();
    let mut wrong = Vec::new();
    for name in names {
        let show = |files: &BTreeMap<String, Vec<u8>>| {
            let content = files
                .get(name)
                .map(|content| String::from_utf8_lossy(content));
            content.map_or("(no such file)\n".to_owned(), |content| {
                content.into_owned()
            })
        };
        if expected.get(name) != came.get(name) {
            let (case, was, is) = (case.display(), show(&expected), show(&came));
            wrong.push(format!("{case}: {name} was\n{was}and is\n{is}"));
        }
    }
    if std::env::var_os(BLESS).is_some() {
        let folder = case.join("expected");
        let _ = fs::remove_dir_all(&folder);
        put(&folder, &came);
        wrong.clear();
    }
    wrong
}

#[test]
fn every_case() {
    let mut cases: Vec<PathBuf> = fs::read_dir(cases())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    assert!(!cases.is_empty());
    let wrong: Vec<String> = cases.par_iter().flat_map_iter(|case| check(case)).collect();
    let cure = format!("if all of this is meant: {BLESS}=1 cargo test --test cases");
    assert!(wrong.is_empty(), "{}\n{cure}", wrong.join("\n"));
}

/// Documents that need each other and documents that do not, in the order of the input, whatever the threads.
#[test]
fn same_bytes_with_any_number_of_threads() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for copy in 0..20 {
        for (name, text) in files(&seeds) {
            let text = String::from_utf8(text).unwrap();
            let line = serde_json::json!({"id": format!("{copy}/{name}"), "text": text});
            lines.push_str(&format!("{line}\n"));
        }
    }
    fs::write(folder.path().join("all.jsonl"), lines).unwrap();
    let with = |jobs: &str| {
        let out = format!("out{jobs}");
        let map = ["map", "all.jsonl", "--jobs", jobs, "--quiet", "--out", &out];
        let written = run(dateline(folder.path(), &map), b"");
        assert_eq!(written.status.code(), Some(0));
        let annotate = ["annotate", "all.jsonl", "--jobs", jobs, "--format", "jsonl"];
        let printed = run(dateline(folder.path(), &annotate), b"").stdout;
        (files(&folder.path().join(out)), printed)
    };
    let (map, annotations) = with("1");
    let ids = annotations
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let ids: Vec<String> = ids
        .map(|line| serde_json::from_slice::<serde_json::Value>(line).unwrap()["id"].to_string())
        .collect();
    assert_eq!(ids.len(), 100);
    assert!(ids[..5].iter().all(|id| id.starts_with("\"0/")), "{ids:?}");
    for jobs in ["2", "3", "8"] {
        let (again, printed) = with(jobs);
        assert!(again == map, "map with {jobs} threads");
        assert!(printed == annotations, "annotations with {jobs} threads");
    }
}

#[test]
fn a_line_of_50_megabytes() {
    let folder = tempfile::tempdir().unwrap();
    let sentence = "Le 26 août 2017, douze soldats ont été tués à Mayadine. ";
    let filler = "0123456789 ".repeat(50_000_000 / 11);
    let text = format!("{sentence}\n\n{filler}\n\n{sentence}");
    let long = serde_json::json!({"id": "long", "text": text, "published": "2017-08-28"});
    let short = serde_json::json!({"id": "short", "text": sentence, "published": "2017-08-28"});
    fs::write(folder.path().join("in.jsonl"), format!("{long}\n{short}\n")).unwrap();
    let output = run(dateline(folder.path(), &["map", "in.jsonl"]), b"");
    assert_eq!(output.status.code(), Some(0));
    let manifest = fs::read(folder.path().join("output/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(manifest["counts"]["documents"], 2);
    assert_eq!(manifest["counts"]["events"], 1);
}

/// Nobody may make folders there, whoever runs the test.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.txt"), "Rien.").unwrap();
    let output = run(
        dateline(folder.path(), &["map", "in.txt", "--out", "/sys/kernel"]),
        b"",
    );
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.starts_with("error: /sys/kernel: "), "{message}");
}

#[test]
fn a_closed_pipe_is_success() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Le 26 août 2017, douze soldats ont été tués à Mayadine.\n".repeat(20_000);
    fs::write(folder.path().join("in.txt"), text).unwrap();
    let mut child = dateline(folder.path(), &["annotate", "in.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut message = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut message)
        .unwrap();
    assert_eq!((child.wait().unwrap().code(), &*message), (Some(0), ""));
}
