//! `cargo xtask hive-suite`: Apache Hive's own query tests as a yardstick.
//!
//! The suite is read from a checkout (`--src`, `HIVE_SRC`) and never copied. Each script runs in a process of its own
//! (`xtask hive-script`), in a fresh metastore and warehouse, so that a panic or a hang costs one script.

pub(crate) mod child;
pub(crate) mod compare;
pub(crate) mod expected;
pub(crate) mod mask;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod script;
pub(crate) mod verdict;
