//! `dateline man`.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use clap_mangen::{Man, generate_to};
use dateline::error::Error;

use super::args::{self, Args};
use super::exit::Exit;
use super::session::stdout_failed;

/// Prints a page of the manual, or writes all of them into a folder.
pub fn run(args: &args::Man) -> anyhow::Result<Exit> {
    let command = Args::command();
    match &args.out {
        Some(folder) => {
            generate_to(command, folder).map_err(|error| Error::io(folder, error))?;
        }
        None => {
            let mut page = Vec::new();
            Man::new(find(command, &args.command)?).render(&mut page)?;
            io::stdout().write_all(&page).map_err(stdout_failed)?;
        }
    }
    Ok(Exit::Done)
}

/// The command of these names, one inside the other.
fn find(mut command: Command, names: &[String]) -> Result<Command, Error> {
    // A page of its own has no subcommand for help.
    command = command.disable_help_subcommand(true);
    command.build();
    for name in names {
        let inner = command.find_subcommand(name);
        command = inner.cloned().ok_or_else(|| unknown(&command, name))?;
    }
    Ok(command)
}

fn unknown(command: &Command, name: &str) -> Error {
    let names: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    let message = match names.is_empty() {
        true => "there are no commands below this one".to_owned(),
        false => format!("there is no such command; there are {}", names.join(", ")),
    };
    Error::usage(name.as_ref(), message)
}
