//! The project's own tools: `cargo xtask TASK`.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "these tools talk to a person"
)]

mod golden;
mod lines;
mod suite;
mod tidy;

use std::path::PathBuf;

use clap::Parser;

/// The project's own tools
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Check the house rules that no compiler checks
    Tidy,
    /// Run the golden files: statements with their answers, on disk and on S3
    Golden(golden::run::Golden),
    /// Run Apache Hive's own query tests
    HiveSuite(suite::run::Suite),
    /// One script of Hive's suite, in a process of its own
    #[command(hide = true)]
    HiveScript {
        /// The script
        file: PathBuf,
        /// Where the suite's data is
        tree: PathBuf,
        /// Where this script's metastore and warehouse go
        place: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Tidy => tidy::run(),
        Task::Golden(golden) => golden::run::run(&golden),
        Task::HiveSuite(suite) => suite::run::run(&suite),
        Task::HiveScript { file, tree, place } => suite::child::run(&file, &tree, &place),
    }
}
