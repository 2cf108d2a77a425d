//! Row formats: bytes to Arrow arrays and back, by Hive's rules.
//!
//! It knows nothing of DataFusion and does no I/O: bytes come in, arrays go out, and the other way round.

pub mod access_log;
pub mod charset;
mod column;
pub mod csv;
pub mod delimited;
pub mod display;
pub mod filter;
pub mod format;
pub mod infer;
pub mod json;
pub mod lines;
pub mod primitive;
pub mod regex;
mod rows;
pub mod types;
mod views;
mod wanted;
