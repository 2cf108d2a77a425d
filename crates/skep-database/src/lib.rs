//! Databases outside skep: how they are reached, the monitor's check, and archives of their days.
//!
//! It knows nothing of queries over files: no DataFusion; Arrow is what writes Parquet. Environment, home and working directory come in through
//! `skep_storage::Environment`; nothing here prints.

pub mod check;
pub mod dump;
mod mysql;
mod postgresql;
pub mod settings;

pub use mysql::mysql_options;
pub use settings::{Address, Dialect, Server, SettingsError, Tls, TlsMode};
