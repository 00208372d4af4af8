//! What the README promises: its commands exist, and its article makes its feature.

use std::path::Path;
use std::process::Command;

use dateline::analysis::{Siblings, settle};
use dateline::cluster::events::DEFAULT;
use dateline::document::{DaySpan, Document};
use dateline::engine::Engine;
use dateline::layer::Map;
use dateline::reading::read;
use dateline::record::Recorder;
use dateline::write::geojson::write_events;
use serde_json::Value;

const README: &str = include_str!("../README.md");

/// The fenced blocks of the README in one language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let opening = format!("```{language}\n");
    let starts = README.match_indices(&opening).map(|(at, _)| at);
    let starts: Vec<usize> = starts.map(|at| at + opening.len()).collect();
    starts.into_iter().map(|start| {
        let length = README[start..].find("```").unwrap_or(0);
        &README[start..start + length]
    })
}

/// The help of a command and its subcommand.
fn help(words: &[&str]) -> Option<String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    let output = command.args(words).arg("--help").output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What is wrong with a line of a console block, if anything.
fn fault(line: &str) -> Option<String> {
    let words: Vec<&str> = line.trim_start_matches("$ ").split(' ').collect();
    let arguments = match words.as_slice() {
        ["cargo", "run", "--release", "--", rest @ ..] | ["dateline", rest @ ..] => rest,
        ["cargo", "test" | "doc" | "install", ..] => return None,
        ["cargo", "bench", "--bench", name] => {
            let file = format!("{}/benches/{name}.rs", env!("CARGO_MANIFEST_DIR"));
            return (!Path::new(&file).exists()).then(|| format!("no {file}"));
        }
        _ => return Some("neither cargo nor dateline".to_owned()),
    };
    let depth = if arguments[0] == "gazetteer" { 2 } else { 1 };
    let Some(help) = help(&arguments[..depth]) else {
        return Some("no such command".to_owned());
    };
    let options = arguments.iter().filter(|word| word.starts_with("--"));
    let unknown = options.copied().find(|option| !help.contains(*option));
    unknown.map(|option| format!("no option {option}"))
}

#[test]
fn every_command_exists() {
    let mut count = 0;
    let mut wrong = String::new();
    for line in blocks("console").flat_map(str::lines) {
        count += 1;
        if let Some(fault) = fault(line) {
            wrong += &format!("{line}: {fault}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(count > 10, "the README shows {count} commands");
    assert!(fault("$ dateline fly").is_some() && fault("$ dateline map x --fly").is_some());
}

/// The words of a command line; double quotes hold some together.
fn words(line: &str) -> Vec<String> {
    let pieces = line.split('"').enumerate();
    let words = pieces.flat_map(|(number, piece)| match number % 2 {
        0 => piece.split_whitespace().map(str::to_owned).collect(),
        _ => vec![piece.to_owned()],
    });
    words.collect()
}

/// The questions to `output` in the README and in the help are answered.
#[test]
fn every_question_is_answered() {
    let help = help(&["query"]).unwrap();
    let readme: Vec<&str> = blocks("console").flat_map(str::lines).collect();
    let mut questions = Vec::new();
    for text in [readme.join("\n"), help] {
        let lines = text
            .lines()
            .map(|line| line.trim().trim_start_matches("$ "));
        let asked = lines.filter(|line| line.starts_with("dateline query output "));
        questions.extend(asked.map(str::to_owned));
    }
    assert!(questions.len() > 8, "{questions:?}");
    for line in &questions {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command
            .args(&words(line)[1..])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        let output = command.output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{line}: {told}");
    }
}

#[test]
fn the_article_makes_the_feature() {
    let engine = Engine::embedded().unwrap();
    let article: Value = serde_json::from_str(blocks("jsonl").next().unwrap()).unwrap();
    let shown: Value = serde_json::from_str(blocks("json").next().unwrap()).unwrap();
    let document = Document {
        id: article["id"].as_str().unwrap().to_owned(),
        text: article["text"].as_str().unwrap().to_owned(),
        published: DaySpan::parse_iso(article["published"].as_str().unwrap()),
        ..Document::default()
    };
    let pack = engine.identify(&document).unwrap();
    let settled = settle(read(document, pack, &engine), &Siblings::default(), &engine);
    let map = Map::new(settled.outcome.reports, &DEFAULT, &engine);
    let mut made = Vec::new();
    write_events(&mut made, "events", &map.events, &Recorder::new(&engine)).unwrap();
    let made: Value = serde_json::from_slice(&made).unwrap();

    let features = made["features"].as_array().unwrap();
    assert_eq!(features.len(), 1, "{features:#?}");
    let made = &features[0];
    assert_eq!(made["id"], shown["id"]);
    assert_eq!(made["geometry"], shown["geometry"]);
    // The README leaves out some columns; those that it shows are as they are made.
    for (column, value) in shown["properties"].as_object().unwrap() {
        assert_eq!(&made["properties"][column], value, "{column}");
    }
}
