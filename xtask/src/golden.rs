//! `cargo xtask golden`: statements and their answers together, in `tests/golden/*.sql`.
//!
//! A golden file is a HiveQL script that Hive itself could run. A statement ends at a line that ends in `;`. What it
//! answers stands below it in comments: `--| ` and a row as Hive's CLI prints it, or `--! ` and words that the error
//! message holds. A statement without such lines gives no rows.
//!
//! Each file runs in a fresh metastore and warehouse, on disk and on a real S3 server, with 1 and with 4 partitions.
//! `${hivevar:root}` is an empty place on that storage, `${hivevar:data}` the folder `tests/golden/data`.

pub(crate) mod file;
pub(crate) mod run;
