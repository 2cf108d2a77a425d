//! Dumps and restores on a real MariaDB.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod crashes;
mod days;
mod locks;
mod losses;
mod month;
mod parquet;
mod s3;
mod setup;
mod store_faults;
mod values;
