//! Access logs as rows of chosen fields, and at a glance.
//!
//! What a line's fields are is `skep_serde::access_log`'s business. Here lines come in blocks from files ([`input`]), are chosen ([`sieve`],
//! [`condition`]) and written ([`rows`]) or counted ([`summary`]). It knows no terminal, no clock and no query engine: the caller hands these down.

pub mod condition;
pub mod error;
pub mod follow;
pub mod input;
pub mod moment;
pub mod rows;
pub mod sieve;
pub mod summary;

pub use error::LogError;
