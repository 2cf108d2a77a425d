//! MSCK REPAIR TABLE: the directories that are there, against the partitions that the metastore knows.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt};
use skep_hiveql::ast::{Msck, MsckAction, PartitionFilter};
use skep_metastore::{Metastore, Partition, Table};
use skep_storage::{Location, partition_of_path};

use super::partitions::partition_name;
use crate::error::{EngineError, Result};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

/// Directories listed at the same time.
const LISTINGS: usize = 16;

/// Partitions added in one transaction.
const ADDED_AT_ONCE: usize = 1000;

/// What a table's directory and the metastore disagree on.
struct Difference {
    /// In the directory only.
    new: Vec<Partition>,
    /// In the metastore only.
    gone: Vec<Partition>,
}

impl Session {
    pub(super) async fn msck(&mut self, statement: &Msck) -> Result<Outcome> {
        let table = self.real_table(&statement.table, "repair").await?;
        if table.partition_keys.is_empty() {
            return Ok(Outcome::done());
        }
        let difference = self.difference(&table, &statement.filter).await?;
        let adds = statement.action != MsckAction::Drop;
        let drops = statement.action != MsckAction::Add;
        let names = |partitions: &[Partition]| -> String {
            partitions
                .iter()
                .map(|p| format!("\t{}:{}", table.name, partition_name(&table, &p.values)))
                .collect()
        };
        // With its catalog, of which Hive has one by default.
        let whole_name = format!("hive.{}.{}", table.database, table.name);
        let mut lines = Vec::new();
        if adds && !difference.new.is_empty() {
            lines.push(format!(
                "Partitions not in metastore:{}",
                names(&difference.new)
            ));
        }
        if !difference.gone.is_empty() {
            lines.push(format!(
                "Partitions missing from filesystem:{}",
                names(&difference.gone)
            ));
        }
        if statement.repair && adds {
            self.add_found(&table, &difference.new).await?;
            lines.extend(difference.new.iter().map(|partition| {
                format!(
                    "Repair: Added partition to metastore {whole_name}:{}",
                    partition_name(&table, &partition.values)
                )
            }));
        }
        if statement.repair && drops {
            let values: Vec<_> = difference
                .gone
                .iter()
                .map(|partition| partition.values.clone())
                .collect();
            self.metastore()
                .drop_partitions(&table.database, &table.name, &values)
                .await?;
            lines.extend(difference.gone.iter().map(|partition| {
                format!(
                    "Repair: Dropped partition from metastore {whole_name}:{}",
                    partition_name(&table, &partition.values)
                )
            }));
        }
        Ok(Rows::lines("msck", lines)?.into())
    }

    /// `ALTER TABLE … RECOVER PARTITIONS`: adds what is there.
    pub(super) async fn recover_partitions(&mut self, table: &Table) -> Result<Outcome> {
        let difference = self.difference(table, &[]).await?;
        self.add_found(table, &difference.new).await?;
        Ok(Outcome::done())
    }

    async fn add_found(&self, table: &Table, partitions: &[Partition]) -> Result<()> {
        for some in partitions.chunks(ADDED_AT_ONCE) {
            self.metastore()
                .add_partitions(&table.database, &table.name, some, true)
                .await?;
        }
        Ok(())
    }

    async fn difference(&self, table: &Table, filter: &[PartitionFilter]) -> Result<Difference> {
        self.progress().stage("listing");
        let mut known: BTreeMap<Vec<String>, Partition> = BTreeMap::new();
        for partition in self
            .metastore()
            .partitions(&table.database, &table.name)
            .await?
        {
            known.insert(partition.values.clone(), partition);
        }
        let mut new = Vec::new();
        let mut seen = Vec::new();
        for (values, location) in self.partition_directories(table).await? {
            let mut partition = Partition::new(values, location.to_string());
            partition.created_at = self.now().timestamp();
            if !self.meets(table, filter, &partition)? {
                continue;
            }
            match known.contains_key(&partition.values) {
                true => seen.push(partition.values),
                false => new.push(partition),
            }
        }
        let mut gone = Vec::new();
        for (values, partition) in known {
            let here = seen.contains(&values) || !self.meets(table, filter, &partition)?;
            if !here
                && !self
                    .stores()
                    .exists(&self.location(&partition.location)?)
                    .await?
            {
                gone.push(partition);
            }
        }
        Ok(Difference { new, gone })
    }

    /// The `k=v/k=v` directories below the table's, with their values.
    async fn partition_directories(&self, table: &Table) -> Result<Vec<(Vec<String>, Location)>> {
        let lenient = self.settings().get("hive.msck.path.validation") != Some("throw");
        let mut level = vec![(Vec::new(), self.location(&table.location)?)];
        for key in &table.partition_keys {
            let stores = self.stores();
            let listings =
                futures::stream::iter(level.into_iter().map(|(values, location)| async move {
                    let dirs = stores.list_dirs(&location).await?;
                    Ok::<_, EngineError>((values, dirs))
                }));
            let found: Vec<(Vec<String>, Vec<Location>)> =
                listings.buffered(LISTINGS).try_collect().await?;
            let mut next = Vec::new();
            for (values, dirs) in found {
                for dir in dirs {
                    let named = partition_of_path(dir.file_name())
                        .and_then(|parts| parts.into_iter().next());
                    match named {
                        Some((name, value)) if name.eq_ignore_ascii_case(&key.name) => {
                            let mut values: Vec<String> = values.clone();
                            values.push(value);
                            next.push((values, dir));
                        }
                        _ if lenient => {}
                        _ => {
                            return Err(EngineError::query(format!(
                                "directory `{dir}` is no value of partition column `{}`",
                                key.name
                            ))
                            .hint(
                                "`set hive.msck.path.validation=skip` leaves such directories out",
                            ));
                        }
                    }
                }
            }
            level = next;
        }
        Ok(level)
    }
}
