//! Hive tables as DataFusion sees them: a provider that prunes partitions and lists files, and the file sources.
//!
//! A table is a directory: [`HiveTable`] finds the files of the partitions that a query needs and hands them to a
//! `DataSourceExec`. How lines become rows is `skep-serde`'s business; where bytes come from is `skep-storage`'s.

mod bounds;
mod buffers;
mod chunks;
mod conform;
mod inflate;
mod listing;
mod orc;
mod parquet;
mod parquet_reader;
mod prune;
mod pushdown;
mod source;
mod split;
mod table;
mod text;

use skep_hiveql::types::HiveType;

pub(crate) use source::ROWS_FILTERED;
pub use source::{HiveSource, SourceFormat};
pub use table::HiveTable;

/// The file that a row is in.
pub const FILE_NAME: &str = "INPUT__FILE__NAME";

/// Where in its file a row's line begins.
pub const BLOCK_OFFSET: &str = "BLOCK__OFFSET__INSIDE__FILE";

/// The columns that every [`HiveTable`] has besides its own.
pub fn virtual_columns() -> Vec<(String, HiveType)> {
    vec![
        (BLOCK_OFFSET.into(), HiveType::BigInt),
        (FILE_NAME.into(), HiveType::String),
    ]
}

#[cfg(test)]
mod tests;
