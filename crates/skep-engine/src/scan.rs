//! Hive tables as DataFusion sees them: a provider that prunes partitions and lists files, and the file sources.
//!
//! A table is a directory: [`HiveTable`] finds the files of the partitions that a query needs and hands them to a
//! `DataSourceExec`. How lines become rows is `skep-serde`'s business; where bytes come from is `skep-storage`'s.

mod bounds;
mod buffers;
mod chunks;
mod columns;
mod conform;
mod head;
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
use skep_metastore::Table;
use skep_serde::access_log::REJECTED_FIELD;
use skep_serde::format::LOG_SERDE;

pub(crate) use columns::columns_of;
pub(crate) use head::{head, head_of, probe};
pub(crate) use inflate::Seen;
pub(crate) use listing::Named;
pub(crate) use source::ROWS_FILTERED;
pub use source::{HiveSource, SourceFormat};
pub use table::HiveTable;

/// The file that a row is in.
pub const FILE_NAME: &str = "INPUT__FILE__NAME";

/// Where in its file a row's line begins.
pub const BLOCK_OFFSET: &str = "BLOCK__OFFSET__INSIDE__FILE";

/// The columns that a [`HiveTable`] has besides its own.
pub fn virtual_columns(table: &Table) -> Vec<(String, HiveType)> {
    let mut columns = vec![
        (BLOCK_OFFSET.into(), HiveType::BigInt),
        (FILE_NAME.into(), HiveType::String),
    ];
    columns.extend(tells_rejects(table).then(|| (REJECTED_FIELD.into(), HiveType::String)));
    columns
}

/// Whether [`REJECTED_FIELD`] says which lines don't fit: of access logs, unless it is a column of the table.
fn tells_rejects(table: &Table) -> bool {
    let listed = |name: &str| name.eq_ignore_ascii_case(REJECTED_FIELD);
    is_access_log(&table.serde) && !table.columns.iter().any(|column| listed(&column.name))
}

/// Whether a SerDe's class is the one of access logs.
pub(crate) fn is_access_log(class: &str) -> bool {
    class == LOG_SERDE
}

#[cfg(test)]
mod tests;
