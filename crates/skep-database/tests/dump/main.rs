//! Dumps and restores on a real MariaDB.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod days;
mod losses;
mod setup;
mod values;
