//! What exists and where: databases, tables, views and partitions.
//!
//! [`Metastore`] is the one trait; [`SqliteMetastore`] keeps it in a file of the skep home ([`home::find`]).
//! It knows nothing of Arrow, DataFusion or files: a location is a string that is kept as it was given.

mod error;
pub mod home;
mod metastore;
mod model;
mod pattern;
mod sqlite;
mod type_text;

pub use error::MetastoreError;
pub use metastore::{Compare, Metastore, PartitionPredicate};
pub use model::{
    BucketSpec, Column, DEFAULT_DATABASE, DEFAULT_PARTITION, Database, FileFormat, Partition,
    SortColumn, Table, TableKind, TableName, ViewText,
};
pub use pattern::LikePattern;
pub use sqlite::{METASTORE_FILE, SqliteMetastore};
pub use type_text::parse_type;

/// What a metastore call gives.
pub type Result<T, E = MetastoreError> = std::result::Result<T, E>;
