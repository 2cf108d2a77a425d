//! One session: parse, bind, run, cancel, progress.
//!
//! A [`Session`] takes the text of statements and gives [`Outcome`]s. It knows nothing of a terminal: who calls it prints.
//! The scans and sinks of Hive tables live here too ([`scan`], [`sink`]).

mod catalog;
mod error;
mod files;
mod joins;
mod names;
mod outcome;
mod paths;
mod progress;
pub mod scan;
mod session;
mod settings;
pub mod sink;
mod statements;
mod statistics;
mod substitution;
mod temporary;

pub use error::{EngineError, ErrorKind, Position, Result};
pub use outcome::{Batches, Done, Outcome, OutputColumn, Rows, Script};
pub use paths::Input;
pub use progress::{Progress, Snapshot};
pub use session::{ScriptStatement, Session, SessionOptions};
pub use settings::{KNOWN, Known, Settings, is_secret};
pub use substitution::substitute;
pub use temporary::SessionMetastore;
