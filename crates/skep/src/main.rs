//! `skep`: HiveQL over plain files, from the command line.
//!
//! This crate knows the terminal: verbs, flags, printing, exit codes. What a statement means is `skep-engine`'s work.

mod failure;
mod interrupt;
mod print;
mod progress;
mod project;
mod report;
mod runner;
mod say;
mod shell;
mod surroundings;
mod verbs;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let line = verbs::CommandLine::parse();
    match verbs::run(line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.end(),
    }
}
