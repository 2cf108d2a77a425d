//! Storage from outside: listing and commits, over every kind of store.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod contract;
mod crash;
mod local;
mod s3;
