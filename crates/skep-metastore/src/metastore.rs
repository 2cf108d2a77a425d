//! The one trait that every metastore implements.

use async_trait::async_trait;

use crate::{Database, LikePattern, Partition, Result, Table, TableName};

/// Databases, tables, views and partitions, shared by several processes.
///
/// Names are case-insensitive. Every call is atomic: after a crash it either happened or did not.
#[async_trait]
pub trait Metastore: Send + Sync + std::fmt::Debug {
    /// All databases, by name.
    async fn databases(&self) -> Result<Vec<Database>>;

    /// The database, or NotFound.
    async fn database(&self, name: &str) -> Result<Database>;

    /// Makes a database; AlreadyExists where the name is taken.
    async fn create_database(&self, database: &Database) -> Result<()>;

    /// Replaces the definition of the database that has this name.
    async fn alter_database(&self, database: &Database) -> Result<()>;

    /// Drops a database; NotEmpty where it has tables and `cascade` is false. Gives the tables that went with it, so
    /// that the caller can delete the files of managed ones.
    async fn drop_database(&self, name: &str, cascade: bool) -> Result<Vec<Table>>;

    /// The tables and views of a database whose name matches, by name.
    async fn tables(&self, database: &str, pattern: Option<&LikePattern>)
    -> Result<Vec<TableName>>;

    /// The table or view, or NotFound (of the database or of the table).
    async fn table(&self, database: &str, name: &str) -> Result<Table>;

    /// Makes a table or view; AlreadyExists where the name is taken.
    async fn create_table(&self, table: &Table) -> Result<()>;

    /// Replaces the definition of `database.name` by `table`, whose own database and name may be new ones. Partitions
    /// stay. Conflict where `table.version` isn't the stored version.
    async fn alter_table(&self, database: &str, name: &str, table: &Table) -> Result<()>;

    /// Drops a table or view with its partitions; gives what it was.
    async fn drop_table(&self, database: &str, name: &str) -> Result<Table>;

    /// The partitions that satisfy every predicate, ordered by their values; all of them for `&[]`.
    ///
    /// Comparisons are done where they can be exact: on keys of string, char, varchar and date types by bytes, and on integer keys
    /// by number. Predicates on other keys are not applied, so the answer there can be a superset. An equality on
    /// a string or integer key is an index look-up: it does not read the other partitions.
    async fn partitions_matching(
        &self,
        database: &str,
        table: &str,
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<Partition>>;

    /// All partitions, ordered by their values.
    async fn partitions(&self, database: &str, table: &str) -> Result<Vec<Partition>> {
        self.partitions_matching(database, table, &[]).await
    }

    /// The partition with exactly these values (one a key), if there is one.
    async fn partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
    ) -> Result<Option<Partition>>;

    /// Adds partitions in one transaction. One that exists is an AlreadyExists error, and none is added; with
    /// `if_not_exists` it is left as it is. Gives how many were added.
    async fn add_partitions(
        &self,
        database: &str,
        table: &str,
        partitions: &[Partition],
        if_not_exists: bool,
    ) -> Result<u64>;

    /// Drops the partitions with exactly these values in one transaction; gives those that existed.
    async fn drop_partitions(
        &self,
        database: &str,
        table: &str,
        values: &[Vec<String>],
    ) -> Result<Vec<Partition>>;

    /// Replaces the partition with the values `values` by `partition`, whose values may be new (`RENAME TO PARTITION`).
    async fn alter_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        partition: &Partition,
    ) -> Result<()>;
}

/// A condition on one partition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionPredicate {
    /// The key's place among `Table::partition_keys`.
    pub key: usize,
    /// The comparison of the partition's value (left) with `values`.
    pub compare: Compare,
    /// What it is compared with: one value, any number for [`Compare::In`].
    pub values: Vec<String>,
}

impl PartitionPredicate {
    /// `key = value`
    pub fn equals(key: usize, value: impl Into<String>) -> Self {
        PartitionPredicate {
            key,
            compare: Compare::Eq,
            values: vec![value.into()],
        }
    }
}

/// A comparison of [`PartitionPredicate`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `=`
    Eq,
    /// `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
    /// `IN (…)`
    In,
}
