//! What a job of GitHub Actions reads of a run: annotations of lines of the input, and a summary.

use std::env;
use std::path::{Path, PathBuf, absolute};

use dateline::error::Error;

/// The job that a run is part of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Github {
    /// The folder that files are named from.
    workspace: Option<PathBuf>,
    /// The file of Markdown that the job shows.
    pub summary: Option<PathBuf>,
}

impl Github {
    /// The job that the environment tells of.
    pub fn from_env() -> Option<Github> {
        let path = |name| {
            let value = env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from)
        };
        (env::var_os("GITHUB_ACTIONS")? == "true").then(|| Github {
            workspace: path("GITHUB_WORKSPACE"),
            summary: path("GITHUB_STEP_SUMMARY"),
        })
    }

    /// A line that makes a job show `text` as a `warning` or an `error`, beside the line of input that `error` is about.
    pub fn annotation(&self, level: &str, error: &Error, text: &str) -> String {
        let file = error.file().filter(|file| file.exists());
        let mut properties = Vec::new();
        if let Some(file) = file {
            properties.push(format!("file={}", property(&self.name(file))));
            properties.extend(error.line().map(|line| format!("line={line}")));
        }
        properties.push("title=dateline".to_owned());
        format!("::{level} {}::{}", properties.join(","), data(text))
    }

    /// A file as the job names it.
    fn name(&self, file: &Path) -> String {
        let inside = |workspace: &PathBuf| {
            let file = absolute(file).ok()?;
            file.strip_prefix(workspace).map(Path::to_owned).ok()
        };
        let inside = self.workspace.as_ref().and_then(inside);
        let name = inside.unwrap_or_else(|| file.to_owned());
        name.to_string_lossy().into_owned()
    }
}

/// The text of a workflow command.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of one of its properties.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// A message in which nothing is taken for a workflow command, whatever the input brought into it.
pub fn harmless(text: &str) -> String {
    let line = |line: &str| match line.trim_start().starts_with("::") {
        true => format!("'{line}"),
        false => line.to_owned(),
    };
    let lines: Vec<String> = text
        .replace("##[", "## [")
        .split(['\n', '\r'])
        .map(line)
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn github(workspace: Option<&Path>) -> Github {
        Github {
            workspace: workspace.map(Path::to_owned),
            summary: None,
        }
    }

    #[test]
    fn annotations() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a,b:c%.jsonl");
        std::fs::write(&file, "").unwrap();
        let missing = folder.path().join("missing");
        for (file, line, text, expected) in [
            (
                &file,
                Some(3),
                "bad",
                "::warning file=a%2Cb%3Ac%25.jsonl,line=3,title=dateline::bad",
            ),
            (
                &file,
                None,
                "50 %\r\n::error::x",
                "::warning file=a%2Cb%3Ac%25.jsonl,title=dateline::50 %25%0D%0A::error::x",
            ),
            // Where there is no file to show, there is no line.
            (&missing, Some(3), "bad", "::warning title=dateline::bad"),
        ] {
            let error = Error::content(file, line, text);
            let found = github(Some(folder.path())).annotation("warning", &error, text);
            assert_eq!(found, expected);
        }
        let error = Error::content(&file, Some(1), "");
        let outside = github(None).annotation("error", &error, "x");
        assert!(
            outside.starts_with("::error file=/") || cfg!(windows),
            "{outside}"
        );
    }

    #[test]
    fn nothing_else_is_a_command() {
        for (text, expected) in [
            ("a :: b", "a :: b"),
            ("a\n  ::error::b", "a\n'  ::error::b"),
            ("::stop-commands::x", "'::stop-commands::x"),
            ("a\r::b", "a\n'::b"),
            ("x ##[error]y", "x ## [error]y"),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }
}
