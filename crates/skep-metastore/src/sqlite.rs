//! The embedded metastore: one SQLite file, read and written by several processes at once.
//!
//! Every write is one `BEGIN IMMEDIATE` transaction in WAL mode, so a crash at any moment leaves the old or the
//! new definition.

mod databases;
mod open;
mod partitions;
mod tables;

use std::path::{Path, PathBuf};
use std::time::Duration;

use async_trait::async_trait;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, Transaction};
use tokio::sync::OnceCell;

use crate::{
    Database, LikePattern, Metastore, MetastoreError, Partition, PartitionPredicate, Result, Table,
    TableName,
};

/// The file's name in the skep home.
pub const METASTORE_FILE: &str = "metastore.sqlite";

/// A [`Metastore`] in a SQLite file.
///
/// Nothing is opened before the first call, and nothing is created before the first write: reading a metastore that does not exist
/// finds the empty `default` database.
#[derive(Debug)]
pub struct SqliteMetastore {
    /// None: in memory.
    path: Option<PathBuf>,
    warehouse: String,
    busy_timeout: Duration,
    file: OnceCell<SqlitePool>,
    /// The whole metastore where there is no path; else what is read while the file does not exist.
    memory: OnceCell<SqlitePool>,
}

impl SqliteMetastore {
    /// The metastore of a skep home. `warehouse` is the URI of the `default` database.
    pub fn new(home: &Path, warehouse: impl Into<String>) -> Self {
        SqliteMetastore {
            path: Some(home.join(METASTORE_FILE)),
            ..Self::in_memory(warehouse)
        }
    }

    /// A metastore that lives as long as the value: for tests and throw-away sessions.
    pub fn in_memory(warehouse: impl Into<String>) -> Self {
        SqliteMetastore {
            path: None,
            warehouse: warehouse.into(),
            busy_timeout: open::BUSY_TIMEOUT,
            file: OnceCell::new(),
            memory: OnceCell::new(),
        }
    }

    /// Waits this long for other processes' writes, instead of 20 s.
    pub fn with_busy_timeout(self, busy_timeout: Duration) -> Self {
        SqliteMetastore {
            busy_timeout,
            ..self
        }
    }

    /// Closes the file once the calls under way are done. Dropping does too, later.
    pub async fn close(&self) {
        for pool in [&self.file, &self.memory]
            .into_iter()
            .filter_map(OnceCell::get)
        {
            pool.close().await;
        }
    }

    async fn reader(&self) -> Result<&SqlitePool> {
        match &self.path {
            Some(path) if self.file.initialized() || path.exists() => self.writer().await,
            _ => self.memory.get_or_try_init(open::memory).await,
        }
    }

    async fn writer(&self) -> Result<&SqlitePool> {
        match &self.path {
            Some(path) => {
                let open = || open::file(path, self.busy_timeout);
                self.file.get_or_try_init(open).await
            }
            None => self.memory.get_or_try_init(open::memory).await,
        }
    }

    /// Begins a write; no other process writes until it ends.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        let pool = self.writer().await?;
        pool.begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(|e| self.unwritten(&e))
    }

    async fn commit(&self, tx: Transaction<'static, Sqlite>) -> Result<()> {
        tx.commit().await.map_err(|e| self.unwritten(&e))
    }

    fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(":memory:"))
    }

    fn unread(&self, error: &sqlx::Error) -> MetastoreError {
        open::failure("read", self.path(), error)
    }

    fn unwritten(&self, error: &sqlx::Error) -> MetastoreError {
        open::failure("write", self.path(), error)
    }

    fn decode<T: DeserializeOwned>(&self, what: &str, json: &str) -> Result<T> {
        serde_json::from_str(json).map_err(|e| MetastoreError::Corrupt {
            path: self.path().into(),
            what: format!("{what}: {e}"),
        })
    }
}

fn encode<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| MetastoreError::Invalid(e.to_string()))
}

fn lower(name: &str) -> String {
    name.to_lowercase()
}

fn is_taken(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(|e| e.is_unique_violation())
}

#[async_trait]
impl Metastore for SqliteMetastore {
    async fn databases(&self) -> Result<Vec<Database>> {
        self.read_databases(None).await
    }

    async fn database(&self, name: &str) -> Result<Database> {
        let name = lower(name);
        let mut found = self.read_databases(Some(&name)).await?;
        found
            .pop()
            .ok_or_else(|| MetastoreError::no_database(&name))
    }

    async fn create_database(&self, database: &Database) -> Result<()> {
        self.insert_database(database).await
    }

    async fn alter_database(&self, database: &Database) -> Result<()> {
        self.update_database(database).await
    }

    async fn drop_database(&self, name: &str, cascade: bool) -> Result<Vec<Table>> {
        self.delete_database(&lower(name), cascade).await
    }

    async fn tables(
        &self,
        database: &str,
        pattern: Option<&LikePattern>,
    ) -> Result<Vec<TableName>> {
        let mut names = self.read_table_names(&lower(database)).await?;
        names.retain(|t| pattern.is_none_or(|p| p.matches(&t.name)));
        Ok(names)
    }

    async fn table(&self, database: &str, name: &str) -> Result<Table> {
        let mut connection = self
            .reader()
            .await?
            .acquire()
            .await
            .map_err(|e| self.unread(&e))?;
        let found = self
            .read_table(&mut connection, &lower(database), &lower(name))
            .await?;
        Ok(found.table)
    }

    async fn create_table(&self, table: &Table) -> Result<()> {
        self.insert_table(table).await
    }

    async fn alter_table(&self, database: &str, name: &str, table: &Table) -> Result<()> {
        self.update_table(&lower(database), &lower(name), table)
            .await
    }

    async fn drop_table(&self, database: &str, name: &str) -> Result<Table> {
        self.delete_table(&lower(database), &lower(name)).await
    }

    async fn partitions_matching(
        &self,
        database: &str,
        table: &str,
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<Partition>> {
        self.read_partitions(&lower(database), &lower(table), predicates)
            .await
    }

    async fn partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
    ) -> Result<Option<Partition>> {
        self.read_partition(&lower(database), &lower(table), values)
            .await
    }

    async fn add_partitions(
        &self,
        database: &str,
        table: &str,
        partitions: &[Partition],
        if_not_exists: bool,
    ) -> Result<u64> {
        self.insert_partitions(&lower(database), &lower(table), partitions, if_not_exists)
            .await
    }

    async fn drop_partitions(
        &self,
        database: &str,
        table: &str,
        values: &[Vec<String>],
    ) -> Result<Vec<Partition>> {
        self.delete_partitions(&lower(database), &lower(table), values)
            .await
    }

    async fn alter_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        partition: &Partition,
    ) -> Result<()> {
        self.replace_partition(&lower(database), &lower(table), values, partition)
            .await
    }
}
