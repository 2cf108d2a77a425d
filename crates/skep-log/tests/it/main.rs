//! Tests of the crate from outside: real lines against another parser, and any bytes at all.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod any_bytes;
mod files_side_by_side;
mod first_look;
mod real_log;
