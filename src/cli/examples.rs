//! Examples, as they end the help of each command. A test reads every line as the command line would.

/// Of `map`.
pub const MAP: &str = "Examples:
  dateline map articles/ --out mymap
  dateline map articles.jsonl more.csv --format gpkg
  dateline map - --out mymap < articles.jsonl
  dateline map articles/ --out mymap --check
  dateline map articles/ --gazetteer myplaces.csv --fail-if-empty --summary summary.md";

/// Of `annotate`.
pub const ANNOTATE: &str = "Examples:
  dateline annotate article.txt
  dateline annotate --format html articles/ > read.html
  dateline annotate --format jsonl articles/ > read.jsonl";

/// Of `render`.
pub const RENDER: &str = "Examples:
  dateline render mymap > map.svg
  dateline render mymap --out map.png --width 1600";

/// Of `diff`.
pub const DIFF: &str = "Examples:
  dateline diff lastweek/ output/
  dateline diff old.geojson new.geojson --exit-code
  dateline diff lastweek/ output/ --format markdown --limit 100 > comment.md
  dateline diff lastweek/ output/ --format geojson --ignore confidence > changes.geojson

Events are matched by id, then by what they tell: sentence, place, days, type, actors, documents. The column `change` of
--format geojson is one of added, removed, moved, re-dated, re-typed, figures, other.";

/// Of `eval`.
pub const EVAL: &str = "Examples:
  dateline eval tests/gold
  dateline eval tests/gold --show misses --part open
  dateline eval tests/gold --format csv > scores.csv";

/// Of `gazetteer`.
pub const GAZETTEER: &str = "Examples:
  dateline gazetteer lookup Mayadine
  dateline gazetteer lookup Deir ez-Zor
  dateline gazetteer check --gazetteer myplaces.csv
  dateline gazetteer import geonames SY.txt --out places.csv";

/// Of `completions`.
pub const COMPLETIONS: &str = "Examples:
  dateline completions bash > ~/.local/share/bash-completion/completions/dateline
  dateline completions zsh > ~/.zfunc/_dateline
  dateline completions fish > ~/.config/fish/completions/dateline.fish";

/// Of `man`.
pub const MAN: &str = "Examples:
  dateline man | man -l -
  dateline man map > dateline-map.1
  dateline man --out ~/.local/share/man/man1";

/// Of the program.
pub const ALL: &str = "Examples:
  dateline map articles/ --out mymap
  dateline annotate articles.jsonl
  dateline diff lastweek/ mymap/

Exit codes: 0 done; 1 done, but some records were skipped, or something differs; 2 wrong use; 3 cannot read or write.";

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory};

    use super::super::args::Args;

    /// The arguments of a line as a shell parts them, up to a pipe or a redirection.
    fn arguments(line: &str) -> Vec<String> {
        let mut arguments = vec![String::new()];
        let mut quote = None;
        for c in line.chars() {
            match (quote, c) {
                (None, '|' | '<' | '>') => break,
                (None, ' ') => arguments.push(String::new()),
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if c == open => quote = None,
                (_, c) => arguments.last_mut().unwrap().push(c),
            }
        }
        arguments.retain(|argument| !argument.is_empty());
        arguments
    }

    /// The examples of a command and its subcommands, and the names of those that have none.
    fn examples(command: &Command, lines: &mut Vec<String>, without: &mut Vec<String>) {
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let found = help.lines().filter(|line| line.starts_with("  dateline "));
        let before = lines.len();
        lines.extend(found.map(|line| line.trim().to_owned()));
        if lines.len() == before {
            without.push(command.get_name().to_owned());
        }
        for command in command.get_subcommands() {
            examples(command, lines, without);
        }
    }

    #[test]
    fn every_example_is_a_command_line() {
        let (mut lines, mut without) = (Vec::new(), Vec::new());
        examples(&Args::command(), &mut lines, &mut without);
        for line in &lines {
            let read = Args::command().try_get_matches_from(arguments(line));
            assert!(read.is_ok(), "{line}: {}", read.unwrap_err());
        }
        // Those of gazetteer stand in its own help; languages takes nothing.
        let wanted = ["lookup", "check", "stats", "import", "languages"];
        without.retain(|name| !wanted.contains(&name.as_str()));
        assert!(without.is_empty(), "without examples: {without:?}");
        assert!(
            Args::command()
                .try_get_matches_from(arguments("dateline map x --fly"))
                .is_err()
        );
    }
}
