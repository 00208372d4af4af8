//! The manual and the completions, as they are used.

use std::process::{Command, Output};

fn dateline(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.args(arguments).output().unwrap()
}

/// The commands that the help lists.
fn commands() -> Vec<String> {
    let help = String::from_utf8(dateline(&["--help"]).stdout).unwrap();
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let lines = lines.take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next());
    names
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_has_a_page() {
    let commands = commands();
    assert!(commands.len() > 7, "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    assert!(dateline(&["man", "--out", out]).status.success());
    for command in &commands {
        let page = std::fs::read(folder.path().join(format!("dateline-{command}.1"))).unwrap();
        assert!(page.starts_with(b".ie"), "{command}");
        let printed = dateline(&["man", command]).stdout;
        assert!(
            printed == page,
            "man {command} is not what man --out writes"
        );
    }
    let inner = folder.path().join("dateline-gazetteer-lookup.1");
    assert_eq!(
        dateline(&["man", "gazetteer", "lookup"]).stdout,
        std::fs::read(inner).unwrap()
    );
}

#[test]
fn every_shell_gets_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = dateline(&["completions", shell]).stdout;
        let script = String::from_utf8(script).unwrap();
        for command in commands() {
            assert!(script.contains(&command), "{shell}: {command}");
        }
    }
}

/// Asks the script as the shell does.
#[cfg(unix)]
#[test]
fn bash_completes() {
    for (words, expected) in [
        ("dateline di", "diff"),
        ("dateline diff --form", "--format"),
        ("dateline diff a b --format mark", "markdown"),
        ("dateline gazetteer loo", "lookup"),
    ] {
        let script = format!(
            "source <('{}' completions bash) && COMP_WORDS=({words}) && \
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)) && \
             _dateline dateline \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\" && \
             echo \"${{COMPREPLY[@]}}\"",
            env!("CARGO_BIN_EXE_dateline"),
        );
        let output = Command::new("bash")
            .args(["--norc", "-c", &script])
            .output()
            .unwrap();
        let completed = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert_eq!(
            completed,
            expected,
            "{words}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
