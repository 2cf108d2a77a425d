//! What skep can do: the program's table of contents. One verb, one file.

mod check;
mod connection;
mod dump;
mod log;
mod restore;
mod sql;

use clap::{Parser, Subcommand};

use crate::failure::Failure;

/// A small hive: HiveQL over plain files, on disk or in S3, with nothing to load and nothing to run
///
/// Without a verb it is `skep sql`: a shell on a terminal, a batch with -e, -f or a script on standard input.
#[derive(Debug, Parser)]
#[command(name = "skep", version, args_conflicts_with_subcommands = true, after_help = sql::EXAMPLES)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    sql: sql::Arguments,
}

/// The verbs.
#[derive(Debug, Subcommand)]
enum Verb {
    /// Run HiveQL statements: a shell on a terminal, else a batch
    Sql(sql::Arguments),
    /// Turn access-log lines into rows of chosen fields
    Log(Box<log::Arguments>),
    /// Is the row there? Prints 1 or 0 within a deadline, for monitors
    Check(Box<check::Arguments>),
    /// Archive a MySQL or MariaDB database: tables that grow by a day a day at a time, each day once
    Dump(Box<dump::Arguments>),
    /// Put rows of an archive back, and check that they are what they were
    Restore(Box<restore::Arguments>),
}

/// Does what the command line asks for.
pub(crate) fn run(line: CommandLine) -> Result<(), Failure> {
    match line.verb {
        None => sql::run(line.sql),
        Some(Verb::Sql(arguments)) => sql::run(arguments),
        Some(Verb::Log(arguments)) => log::run(*arguments),
        Some(Verb::Check(arguments)) => check::run(*arguments),
        Some(Verb::Dump(arguments)) => dump::run(&arguments),
        Some(Verb::Restore(arguments)) => restore::run(&arguments),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::CommandLine::command().debug_assert();
    }
}
