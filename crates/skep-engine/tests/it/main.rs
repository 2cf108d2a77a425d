//! Statements run in a session over a temporary directory, with what Hive prints for them.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod analyze;
mod databases;
mod describe;
mod dfs;
mod examples;
mod harness;
mod insert;
mod partitions;
mod select;
mod settings;
mod tables;
mod tpch;
mod views;
