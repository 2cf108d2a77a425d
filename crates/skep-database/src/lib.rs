//! Databases outside skep: how they are reached, and the monitor's check.
//!
//! It knows nothing of queries over files: no DataFusion, no Arrow. Environment, home and working directory come in through
//! `skep_storage::Environment`; nothing here prints.

pub mod check;
mod mysql;
pub mod settings;

pub use mysql::mysql_options;
pub use settings::{Address, Dialect, Server, SettingsError, Tls, TlsMode};
