//! The command line: arguments, what they come to, the run, the exit code.

mod annotate;
mod args;
mod check;
mod completions;
mod diff;
mod eval;
mod examples;
mod exit;
mod gazetteer;
mod github;
mod languages;
mod man;
mod map;
mod messages;
mod progress;
mod query;
mod render;
mod session;
mod summary;

use clap::Parser;

use args::{Args, Command};
use exit::Exit;
use session::Session;

/// Runs the command that the process was given.
pub fn main() -> Exit {
    let args = match Args::try_parse() {
        Ok(args) => args,
        // This is also how help and version arrive.
        Err(error) => {
            // Whoever closed the pipe does not want to read it.
            let _ = error.print();
            return match error.use_stderr() {
                true => Exit::Usage,
                false => Exit::Done,
            };
        }
    };
    let session = Session::new(args.common);
    let done = session.in_pool(|| match args.command {
        Command::Map(command) => map::run(&command, &session),
        Command::Annotate(command) => annotate::run(&command, &session),
        Command::Query(command) => query::run(&command, &session),
        Command::Render(command) => render::run(&command, &session),
        Command::Diff(command) => diff::run(&command),
        Command::Eval(command) => eval::run(&command, &session),
        Command::Gazetteer(command) => gazetteer::run(&command, &session),
        Command::Languages => languages::run(&session),
        Command::Completions(command) => completions::run(&command),
        Command::Man(command) => man::run(&command),
    });
    done.unwrap_or_else(|error| exit::of_error(&error))
}
