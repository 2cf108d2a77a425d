//! Rows as Parquet: typed columns to query, from which every value comes back as it was.
//!
//! A file has a table's columns in order, each of the Hive type that holds all of its values ([`Kept`]). What a type can't say, as the date
//! `0000-00-00`, is NULL in its column, and stands in the column `_exact` of the row, a JSON object from column names to
//! values as the server prints them. Restore reads it; a query needn't.

mod column;
mod file;
mod kept;
mod rows;

pub(crate) use file::ParquetFile;
pub(crate) use kept::Kept;
pub(crate) use rows::statements;

/// What the column of values is called that their own columns can't hold.
const EXACT: &str = "_exact";
