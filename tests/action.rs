//! The GitHub Action and the jobs of `docs/ci.md`, as far as they run without GitHub and GitLab: their shell steps, with the
//! variables that are set there, and with programs in the place of `gh`, `cargo` and `curl` that write down how they were called.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use yaml_rust2::{Yaml, YamlLoader};

const ACTION: &str = include_str!("../action.yml");
const GUIDE: &str = include_str!("../docs/ci.md");

fn yaml(text: &str) -> Yaml {
    YamlLoader::load_from_str(text).unwrap().remove(0)
}

/// Key and value of a mapping, as text.
fn texts(map: &Yaml) -> Vec<(String, String)> {
    let text = |value: &Yaml| match value {
        Yaml::Boolean(value) => value.to_string(),
        Yaml::Integer(value) => value.to_string(),
        other => other.as_str().unwrap().to_owned(),
    };
    let map = map.as_hash().into_iter().flatten();
    map.map(|(key, value)| (text(key), text(value))).collect()
}

/// A repository in which a job runs.
struct Job {
    /// Holds `work` (the repository), `temp`, `bin`, and files that the steps write.
    folder: TempDir,
    inputs: BTreeMap<String, String>,
    /// The event that started it.
    event: &'static str,
    /// What steps gave, as `step.name`.
    outputs: BTreeMap<String, String>,
    /// Everything that was printed.
    log: String,
}

/// A village, so that the large gazetteer need not be loaded.
const PLACES: &str = "id,name,kind,lat,lon,radius_m\nx-varna,Varnakoum,town,35.3,40.1,3000\n";
const FIRST: &str = r#"{"id":"a","published":"2017-08-28","text":"Le 26 août 2017, douze soldats ont été tués dans une embuscade à Varnakoum."}"#;
const SECOND: &str = r#"{"id":"b","published":"2017-09-28","text":"Le 12 septembre 2017, l'armée a bombardé Varnakoum."}"#;

impl Job {
    /// A repository with one commit for each state of its articles.
    fn new(commits: &[&str]) -> Job {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["work/articles", "temp", "bin"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        let job = Job {
            folder,
            inputs: BTreeMap::new(),
            event: "pull_request",
            outputs: BTreeMap::new(),
            log: String::new(),
        };
        job.write("work/places.csv", PLACES);
        job.git(&["init", "--quiet"]);
        for articles in commits {
            job.write("work/articles/a.jsonl", articles);
            job.git(&["add", "--all"]);
            job.git(&["commit", "--quiet", "--allow-empty", "-m", "articles"]);
        }
        job
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Puts a script in the place of a program; it also writes down its arguments.
    fn program(&self, name: &str, script: &str) {
        let calls = self.path(&format!("{name}.calls"));
        let script = format!(
            "#!/bin/sh\necho \"$@\" >> '{}'\n{script}\n",
            calls.display()
        );
        let name = format!("bin/{name}");
        self.write(&name, &script);
        fs::set_permissions(self.path(&name), fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
        let git = git.args(identity).args(args);
        assert!(
            git.current_dir(self.path("work"))
                .status()
                .unwrap()
                .success()
        );
    }

    /// A shell as jobs have it.
    fn bash(&mut self, script: &str, variables: &[(String, String)]) -> i32 {
        self.write("step.sh", script);
        let path = std::env::var("PATH").unwrap();
        let bin = self.path("bin");
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(self.path("step.sh"))
            .current_dir(self.path("work"))
            .env_clear()
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("HOME", self.folder.path())
            .envs(variables.iter().cloned());
        let output = bash.output().unwrap();
        self.log += &String::from_utf8_lossy(&output.stdout);
        self.log += &String::from_utf8_lossy(&output.stderr);
        output.status.code().unwrap_or(-1)
    }

    /// The value of an expression of the action.
    fn expression(&self, expression: &str) -> String {
        let parts: Vec<&str> = expression.split('.').collect();
        match parts.as_slice() {
            ["inputs", name] => self.inputs[*name].clone(),
            ["steps", step, "outputs", name] => {
                let given = self.outputs.get(&format!("{step}.{name}"));
                given.cloned().unwrap_or_default()
            }
            ["github", "event_name"] => self.event.to_owned(),
            ["github", "event", "pull_request", "number"] => "7".to_owned(),
            ["github", "token"] => "secret".to_owned(),
            _ => panic!("what is {expression}?"),
        }
    }

    /// A text with its expressions replaced.
    fn value(&self, text: &str) -> String {
        let mut parts = text.split("${{ ");
        let mut value = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (expression, rest) = part.split_once(" }}").unwrap();
            value += &self.expression(expression);
            value += rest;
        }
        value
    }

    /// Whether a condition of the action holds.
    fn holds(&self, condition: &str) -> bool {
        condition.split(" && ").all(|part| {
            let (parts, wanted) = match part.split_once(" == ") {
                Some(parts) => (parts, true),
                None => (part.split_once(" != ").unwrap(), false),
            };
            (self.expression(parts.0) == parts.1.trim_matches('\'')) == wanted
        })
    }

    /// Runs the action; gives the exit code of the step that failed, or 0.
    fn action(&mut self, inputs: &[(&str, &str)]) -> i32 {
        let action = yaml(ACTION);
        for (name, input) in action["inputs"].as_hash().unwrap() {
            let name = name.as_str().unwrap();
            let given = inputs.iter().find(|(given, _)| *given == name);
            let default = || input["default"].as_str().map(|text| self.value(text));
            let value = given.map(|(_, value)| (*value).to_owned()).or_else(default);
            self.inputs.insert(name.to_owned(), value.unwrap());
        }
        for step in action["runs"]["steps"].as_vec().unwrap() {
            let holds = step["if"]
                .as_str()
                .is_none_or(|condition| self.holds(condition));
            if let (true, Some(script)) = (holds, step["run"].as_str()) {
                let code = self.step(step, script);
                if code != 0 {
                    return code;
                }
            }
        }
        0
    }

    fn step(&mut self, step: &Yaml, script: &str) -> i32 {
        assert_eq!(step["shell"].as_str(), Some("bash"));
        assert!(
            !script.contains("${{"),
            "an expression in a script: {script}"
        );
        self.write("output", "");
        let file = |name| self.path(name).display().to_string();
        let mut variables: Vec<(String, String)> = [
            ("GITHUB_ACTIONS", "true".to_owned()),
            ("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR").to_owned()),
            ("GITHUB_OUTPUT", file("output")),
            ("GITHUB_REPOSITORY", "owner/maps".to_owned()),
            ("GITHUB_STEP_SUMMARY", file("summary.md")),
            ("GITHUB_WORKSPACE", file("work")),
            ("RUNNER_TEMP", file("temp")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let own = texts(&step["env"]).into_iter();
        variables.extend(own.map(|(name, value)| (name, self.value(&value))));
        let code = self.bash(script, &variables);
        let id = step["id"].as_str().unwrap_or_default();
        for line in self.read("output").lines() {
            let (name, value) = line.split_once('=').unwrap();
            self.outputs
                .insert(format!("{id}.{name}"), value.to_owned());
        }
        code
    }
}

/// What every run of the action here is given.
const GIVEN: [(&str, &str); 3] = [
    ("articles", "articles"),
    ("program", env!("CARGO_BIN_EXE_dateline")),
    (
        "arguments",
        "--no-default-gazetteer\n--gazetteer\nplaces.csv\n",
    ),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut inputs = more.to_vec();
    inputs.extend(GIVEN);
    inputs
}

#[track_caller]
fn contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no «{part}» in:\n{text}");
    }
}

#[test]
fn a_pull_request_gets_map_summary_and_comment() {
    let mut job = Job::new(&[FIRST, &format!("{FIRST}\n{SECOND}\n")]);
    job.program("gh", "");
    let code = job.action(&with(&[("comment", "true")]));
    assert_eq!(code, 0, "{}", job.log);
    assert!(job.read("work/output/events.geojson").contains("Varnakoum"));
    contains(
        &job.read("summary.md"),
        &[
            "2 documents, 2 events",
            "**1 added, 0 removed",
            "#### 2017-09-12",
        ],
    );
    assert_eq!(job.outputs["diff.events"], "2");
    assert_eq!(job.outputs["diff.changed"], "true");
    contains(
        &fs::read_to_string(&job.outputs["diff.changes"]).unwrap(),
        &["\"change\":\"added\""],
    );
    contains(
        &job.read("gh.calls"),
        &["--method POST repos/owner/maps/issues/7/comments -F body=@"],
    );
    contains(
        &job.read("temp/dateline-map/comment.md"),
        &["<!-- dateline -->", "1 added"],
    );
    assert!(!job.log.contains("::"), "{}", job.log);
}

#[test]
fn the_comment_is_written_anew_and_a_fork_gets_a_warning() {
    let mut job = Job::new(&[FIRST, FIRST]);
    job.program("gh", "case $2 in --paginate) printf '17\\n18\\n';; esac");
    assert_eq!(job.action(&with(&[("comment", "true")])), 0, "{}", job.log);
    contains(
        &job.read("gh.calls"),
        &["--method PATCH repos/owner/maps/issues/comments/17 -F"],
    );
    assert_eq!(job.outputs["diff.changed"], "false");
    job.program("gh", "exit 1");
    assert_eq!(job.action(&with(&[("comment", "true")])), 0, "{}", job.log);
    contains(
        &job.log,
        &["::warning title=dateline::the comment could not be written"],
    );
}

#[test]
fn a_push_gets_no_comment_and_the_first_commit_has_nothing_before_it() {
    let mut job = Job::new(&[FIRST]);
    job.program("gh", "exit 1");
    job.event = "push";
    assert_eq!(job.action(&with(&[("comment", "true")])), 0, "{}", job.log);
    contains(
        &job.log,
        &["::notice title=dateline::there is no commit HEAD^"],
    );
    assert_eq!(job.read("gh.calls"), "");
    assert_eq!(job.outputs["diff.changed"], "true");
}

#[test]
fn a_line_that_cannot_be_read_is_shown_where_it_stands() {
    let mut job = Job::new(&[FIRST, &format!("{FIRST}\n{{\"text\n")]);
    assert_eq!(job.action(&with(&[])), 0, "{}", job.log);
    contains(
        &job.log,
        &["::warning file=articles/a.jsonl,line=2,title=dateline::skipped: "],
    );
    contains(&job.read("summary.md"), &["1 record skipped"]);
}

#[test]
fn a_job_that_checks_and_one_that_needs_events() {
    let mut job = Job::new(&[FIRST]);
    assert_eq!(job.action(&with(&[("check", "true")])), 1, "{}", job.log);
    contains(
        &job.log,
        &[
            "output is not what the inputs make",
            "events.geojson is missing",
        ],
    );
    contains(&job.read("summary.md"), &["**1 added, 0 removed"]);
    assert!(!job.path("work/output").exists());
    assert_eq!(job.action(&with(&[])), 0);
    assert_eq!(job.action(&with(&[("check", "true")])), 0, "{}", job.log);

    let mut job = Job::new(&[FIRST, r#"{"text":"Rien."}"#]);
    assert_eq!(
        job.action(&with(&[("fail-if-empty", "true")])),
        3,
        "{}",
        job.log
    );
    contains(
        &job.log,
        &["::error title=dateline::", "no event came of the inputs"],
    );
    contains(&job.read("summary.md"), &["no event came of the inputs"]);
    assert_eq!(job.action(&with(&[])), 0, "{}", job.log);
}

#[test]
fn names_are_no_commands() {
    let mut job = Job::new(&[FIRST]);
    let name = "$(touch pwned); `touch pwned` & x.txt";
    job.write(&format!("work/--articles/{name}"), "Rien.");
    let inputs = [
        ("articles", "--articles\narticles\n"),
        ("out", "my map; touch pwned"),
        ("compare-with", "--articles"),
    ];
    job.write(
        "work/--articles/events.geojson",
        r#"{"type":"FeatureCollection","features":[]}"#,
    );
    assert_eq!(job.action(&with(&inputs)), 0, "{}", job.log);
    assert_eq!(job.outputs["diff.events"], "1");
    assert!(job.path("work/my map; touch pwned/events.geojson").exists());
    assert!(!job.path("work/pwned").exists());
}

#[test]
fn the_program_is_built_where_none_is_given() {
    let mut job = Job::new(&[FIRST]);
    let program = env!("CARGO_BIN_EXE_dateline");
    let install = format!("mkdir -p \"$6/bin\" && cp '{program}' \"$6/bin/dateline\"");
    job.program("cargo", &install);
    assert_eq!(job.action(&with(&[("program", "")])), 0, "{}", job.log);
    contains(
        &job.read("cargo.calls"),
        &["install --locked --path ", " --root "],
    );
    assert_eq!(job.outputs["source.hash"].len(), 40);
    assert_eq!(job.outputs["diff.events"], "1");
}

/// The blocks of the guide that are of a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let opening = format!("```{language}\n");
    let blocks = GUIDE.split(&opening).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

#[test]
fn the_workflows_of_the_guide_know_the_action() {
    let action = yaml(ACTION);
    let mut count = 0;
    for workflow in blocks("yaml").into_iter().map(yaml) {
        let steps = workflow["jobs"]["map"]["steps"].as_vec();
        for step in steps.into_iter().flatten() {
            if !step["uses"]
                .as_str()
                .unwrap_or_default()
                .contains("dateline@")
            {
                continue;
            }
            count += 1;
            let given = texts(&step["with"]);
            for (name, _) in &given {
                assert!(
                    !action["inputs"][name.as_str()].is_badvalue(),
                    "no input {name}"
                );
            }
            for (name, input) in action["inputs"].as_hash().unwrap() {
                let required = input["required"].as_bool() == Some(true);
                let name = name.as_str().unwrap();
                assert!(
                    !required || given.iter().any(|(given, _)| given == name),
                    "{name}"
                );
            }
        }
        let outputs = blocks("yaml").join("\n");
        for part in outputs.split("steps.map.outputs.").skip(1) {
            let end = part
                .find(|c: char| !c.is_alphanumeric() && c != '-')
                .unwrap();
            let output = &action["outputs"][&part[..end]];
            assert!(!output.is_badvalue(), "no output {}", &part[..end]);
        }
    }
    assert_eq!(count, 2);
}

#[test]
fn the_job_for_gitlab_runs() {
    let guide = blocks("yaml").into_iter().map(yaml);
    let jobs: Vec<Yaml> = guide
        .filter(|job| !job["map"]["script"].is_badvalue())
        .collect();
    let script = jobs[0]["map"]["script"].as_vec().unwrap().iter();
    let script: Vec<&str> = script.map(|line| line.as_str().unwrap()).collect();
    let mut job = Job::new(&[FIRST, &format!("{FIRST}\n{SECOND}\n")]);
    let program = env!("CARGO_BIN_EXE_dateline");
    let given = "--no-default-gazetteer --gazetteer places.csv";
    let wrapper = format!(
        "#!/bin/sh\ncase $1 in map) exec '{program}' \"$@\" {given};; esac\nexec '{program}' \"$@\"\n"
    );
    job.write("wrapper", &wrapper);
    let wrapper = job.path("wrapper");
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
    let install = format!(
        "mkdir -p \"$6/bin\" && cp '{}' \"$6/bin/dateline\"",
        wrapper.display()
    );
    job.program("cargo", &install);
    job.program("curl", "");
    let variables = [
        ("DATELINE_GIT", "https://example.org/dateline.git"),
        ("CI_COMMIT_SHA", "HEAD"),
        ("CI_API_V4_URL", "https://gitlab.example.org/api/v4"),
        ("CI_PROJECT_ID", "5"),
        ("CI_MERGE_REQUEST_IID", "7"),
        ("MAP_TOKEN", "secret"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(job.bash(&script.join("\n"), &variables), 0, "{}", job.log);
    contains(&job.read("work/after/diff.md"), &["**1 added, 0 removed"]);
    contains(
        &job.read("work/after/summary.md"),
        &["2 documents, 2 events"],
    );
    contains(
        &job.read("work/after/changes.geojson"),
        &["\"change\":\"added\""],
    );
    contains(
        &job.read("curl.calls"),
        &["body@after/diff.md https://gitlab.example.org/api/v4/projects/5/merge_requests/7/notes"],
    );
}
