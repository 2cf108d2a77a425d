//! Each step of a SELECT, run to rows over small tables in memory.
//!
//! The harness parses, binds, optimises and runs a query, checks that the optimizer kept every type, and prints rows
//! as Hive's CLI does. Expected rows come from Hive's documented rules or from arithmetic.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod harness;

mod from;
mod group;
mod order;
mod rejected;
mod select;
mod setop;
mod subquery;
mod window;
