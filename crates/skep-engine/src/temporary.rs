//! The session's view of the metastore: everybody's tables, and over them the session's own temporary ones.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use skep_metastore::{
    Database, LikePattern, Metastore, MetastoreError, Partition, PartitionPredicate, Result, Table,
    TableName,
};

/// A metastore with temporary tables. A temporary table hides a permanent one of its name.
#[derive(Debug)]
pub struct SessionMetastore {
    permanent: Arc<dyn Metastore>,
    temporary: Mutex<BTreeMap<(String, String), Temporary>>,
}

/// A temporary table and its partitions, by their values.
#[derive(Debug)]
struct Temporary {
    table: Table,
    partitions: BTreeMap<Vec<String>, Partition>,
}

impl SessionMetastore {
    pub(crate) fn new(permanent: Arc<dyn Metastore>) -> SessionMetastore {
        SessionMetastore {
            permanent,
            temporary: Mutex::default(),
        }
    }

    /// The metastore without the temporary tables.
    pub fn permanent(&self) -> &Arc<dyn Metastore> {
        &self.permanent
    }

    /// True where this name is a temporary table's.
    pub fn is_temporary(&self, database: &str, name: &str) -> bool {
        self.lock().contains_key(&key(database, name))
    }

    /// Makes a temporary table.
    pub(crate) fn create_temporary(&self, table: &Table) -> Result<()> {
        let mut all = self.lock();
        let key = key(&table.database, &table.name);
        if all.contains_key(&key) {
            return Err(MetastoreError::AlreadyExists {
                object: format!("table `{}.{}`", key.0, key.1),
            });
        }
        let table = table.clone();
        all.insert(
            key,
            Temporary {
                table,
                partitions: BTreeMap::new(),
            },
        );
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, String), Temporary>> {
        self.temporary
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with a temporary table, if there is one of that name.
    fn with<T>(
        &self,
        database: &str,
        name: &str,
        f: impl FnOnce(&mut Temporary) -> T,
    ) -> Option<T> {
        self.lock().get_mut(&key(database, name)).map(f)
    }
}

fn key(database: &str, name: &str) -> (String, String) {
    (database.to_lowercase(), name.to_lowercase())
}

impl Temporary {
    fn add(&mut self, partitions: &[Partition], if_not_exists: bool) -> Result<u64> {
        let there = |partition: &Partition| self.partitions.contains_key(&partition.values);
        if let Some(partition) = partitions
            .iter()
            .find(|p| there(p))
            .filter(|_| !if_not_exists)
        {
            return Err(MetastoreError::AlreadyExists {
                object: format!(
                    "partition `{}` of `{}`",
                    partition.values.join("/"),
                    self.table.name
                ),
            });
        }
        let before = self.partitions.len();
        for partition in partitions {
            self.partitions
                .entry(partition.values.clone())
                .or_insert_with(|| partition.clone());
        }
        Ok((self.partitions.len() - before) as u64)
    }

    fn replace(&mut self, values: &[String], partition: &Partition) -> Result<()> {
        if partition.values != values && self.partitions.contains_key(&partition.values) {
            return Err(MetastoreError::AlreadyExists {
                object: format!(
                    "partition `{}` of `{}`",
                    partition.values.join("/"),
                    self.table.name
                ),
            });
        }
        match self.partitions.remove(values) {
            Some(_) => {
                self.partitions
                    .insert(partition.values.clone(), partition.clone());
                Ok(())
            }
            None => Err(MetastoreError::NotFound {
                object: format!("partition `{}` of `{}`", values.join("/"), self.table.name),
            }),
        }
    }
}

#[async_trait]
impl Metastore for SessionMetastore {
    async fn databases(&self) -> Result<Vec<Database>> {
        self.permanent.databases().await
    }

    async fn database(&self, name: &str) -> Result<Database> {
        self.permanent.database(name).await
    }

    async fn create_database(&self, database: &Database) -> Result<()> {
        self.permanent.create_database(database).await
    }

    async fn alter_database(&self, database: &Database) -> Result<()> {
        self.permanent.alter_database(database).await
    }

    async fn drop_database(&self, name: &str, cascade: bool) -> Result<Vec<Table>> {
        let mut dropped = self.permanent.drop_database(name, cascade).await?;
        let name = name.to_lowercase();
        let mut all = self.lock();
        let gone: Vec<_> = all.keys().filter(|key| key.0 == name).cloned().collect();
        dropped.extend(
            gone.iter()
                .filter_map(|key| all.remove(key))
                .map(|temporary| temporary.table),
        );
        Ok(dropped)
    }

    async fn tables(
        &self,
        database: &str,
        pattern: Option<&LikePattern>,
    ) -> Result<Vec<TableName>> {
        let mut names = self.permanent.tables(database, pattern).await?;
        let database = database.to_lowercase();
        for ((_, name), temporary) in self.lock().iter().filter(|(key, _)| key.0 == database) {
            if pattern.is_none_or(|pattern| pattern.matches(name)) {
                names.retain(|known| known.name != *name);
                names.push(TableName {
                    name: name.clone(),
                    kind: temporary.table.kind,
                });
            }
        }
        names.sort();
        Ok(names)
    }

    async fn table(&self, database: &str, name: &str) -> Result<Table> {
        match self.with(database, name, |temporary| temporary.table.clone()) {
            Some(table) => Ok(table),
            None => self.permanent.table(database, name).await,
        }
    }

    async fn create_table(&self, table: &Table) -> Result<()> {
        self.permanent.create_table(table).await
    }

    async fn alter_table(&self, database: &str, name: &str, table: &Table) -> Result<()> {
        let new = key(&table.database, &table.name);
        {
            let mut all = self.lock();
            if all.contains_key(&key(database, name)) {
                if new != key(database, name) && all.contains_key(&new) {
                    return Err(MetastoreError::AlreadyExists {
                        object: format!("table `{}.{}`", new.0, new.1),
                    });
                }
                if let Some(mut temporary) = all.remove(&key(database, name)) {
                    temporary.table = table.clone();
                    all.insert(new, temporary);
                }
                return Ok(());
            }
        }
        self.permanent.alter_table(database, name, table).await
    }

    async fn drop_table(&self, database: &str, name: &str) -> Result<Table> {
        let temporary = self.lock().remove(&key(database, name));
        match temporary {
            Some(temporary) => Ok(temporary.table),
            None => self.permanent.drop_table(database, name).await,
        }
    }

    async fn partitions_matching(
        &self,
        database: &str,
        table: &str,
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<Partition>> {
        let all = self.with(database, table, |t| {
            t.partitions.values().cloned().collect()
        });
        match all {
            Some(all) => Ok(all),
            None => {
                self.permanent
                    .partitions_matching(database, table, predicates)
                    .await
            }
        }
    }

    async fn partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
    ) -> Result<Option<Partition>> {
        match self.with(database, table, |t| t.partitions.get(values).cloned()) {
            Some(found) => Ok(found),
            None => self.permanent.partition(database, table, values).await,
        }
    }

    async fn add_partitions(
        &self,
        database: &str,
        table: &str,
        partitions: &[Partition],
        if_not_exists: bool,
    ) -> Result<u64> {
        match self.with(database, table, |t| t.add(partitions, if_not_exists)) {
            Some(added) => added,
            None => {
                self.permanent
                    .add_partitions(database, table, partitions, if_not_exists)
                    .await
            }
        }
    }

    async fn drop_partitions(
        &self,
        database: &str,
        table: &str,
        values: &[Vec<String>],
    ) -> Result<Vec<Partition>> {
        let dropped = self.with(database, table, |t| {
            values
                .iter()
                .filter_map(|values| t.partitions.remove(values))
                .collect()
        });
        match dropped {
            Some(dropped) => Ok(dropped),
            None => {
                self.permanent
                    .drop_partitions(database, table, values)
                    .await
            }
        }
    }

    async fn alter_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        partition: &Partition,
    ) -> Result<()> {
        match self.with(database, table, |t| t.replace(values, partition)) {
            Some(replaced) => replaced,
            None => {
                self.permanent
                    .alter_partition(database, table, values, partition)
                    .await
            }
        }
    }
}
