//! Archives of a MySQL or MariaDB database, a day at a time: `skep dump`, `skep restore`.
//!
//! Rows that belong to a day that is over are read once, in a short snapshot of their own, and are done when a manifest says so. The modules in
//! the order of a run: [`Job`] says what is wanted, `run` goes through the tables, `daily` and `whole` decide what is due, `reading`
//! reads rows in a snapshot, `spool` writes them to a local file (`sql_file` or `parquet`), `archive` moves files to where they stay, and [`Manifest`] says that they
//! are whole; `register` makes tables of them. `restore` goes the other way, `verify` and `status` look.
//!
//! Nothing here prints, reads the environment or the clock: [`Watch`] is told and tells.

mod archive;
mod block;
mod checksum;
mod contents;
mod daily;
mod data_file;
mod day;
mod error;
mod format;
mod job;
mod late;
mod layout;
mod literal;
mod manifest;
mod mask;
mod pace;
mod parquet;
mod reading;
mod register;
mod restore;
mod run;
mod session;
mod spool;
mod sql_file;
mod statements;
mod status;
mod strays;
mod structure;
mod table;
mod tables;
mod verify;
mod whole;
mod window;

pub use archive::Archive;
pub use checksum::{Checksum, Tally};
pub use contents::Archived;
pub use day::Day;
pub use error::{DumpError, Kind, Result};
pub use format::{Compression, Format};
pub use job::{Event, Job, Rules, Summary, Watch};
pub use manifest::{DataFile, DayRange, Manifest, Position, ServerIdentity, Snapshot};
pub use mask::{Mask, MaskKind};
pub use register::Lake;
pub use restore::{RestoreJob, restore};
pub use run::dump;
pub use session::{Session, Source};
pub use status::{DayState, TableStatus, WholeStatus, status};
pub use table::{Column, Nature, Table};
pub use tables::closest;
pub use verify::{VerifyJob, verify};
pub use window::{DayKind, Window};
