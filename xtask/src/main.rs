//! The project's own tools: `cargo xtask TASK`.

mod tidy;

use clap::Parser;

/// The project's own tools
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
enum Task {
    /// Check the house rules that no compiler checks
    Tidy,
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Tidy => tidy::run(),
    }
}
