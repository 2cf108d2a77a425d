//! For tests only: private real servers, sandboxed runs of the binary, and a plain reader to check the fast one with.
//!
//! Servers and runs know nothing of what skep does: they start processes on free ports and in temporary directories,
//! and end them. The plain reader knows Hive's text files, and the fast reader's types.

pub mod database;
pub mod faulty;
pub mod plain_reader;
pub mod postgres;
pub mod random_log;
pub mod random_scan;
pub mod sandbox;
pub mod servers;
pub mod web;
