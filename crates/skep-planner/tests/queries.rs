//! Each step of a SELECT, run to rows over small tables in memory.
//!
//! The harness parses, binds, optimises and runs a query, checks that the optimizer kept every type, and prints rows
//! as Hive's CLI does. Expected rows come from Hive's documented rules or from arithmetic.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "queries/harness.rs"]
mod harness;

#[path = "queries/from.rs"]
mod from;
#[path = "queries/group.rs"]
mod group;
#[path = "queries/insert.rs"]
mod insert;
#[path = "queries/order.rs"]
mod order;
#[path = "queries/rejected.rs"]
mod rejected;
#[path = "queries/select.rs"]
mod select;
#[path = "queries/setop.rs"]
mod setop;
#[path = "queries/subquery.rs"]
mod subquery;
#[path = "queries/window.rs"]
mod window;
