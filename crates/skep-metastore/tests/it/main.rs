//! The metastore from outside.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod contract;
mod crash;
mod sqlite;
