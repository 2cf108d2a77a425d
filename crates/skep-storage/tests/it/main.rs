//! Storage from outside: listing and commits, over every kind of store.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(
    clippy::disallowed_methods,
    reason = "the processes to be killed are told what to do by a variable"
)]

mod contract;
mod crash;
mod local;
mod s3;
