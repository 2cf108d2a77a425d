//! Archived tables of Parquet files as external tables of the metastore: what was dumped can be queried.

use std::collections::BTreeSet;
use std::sync::Arc;

use skep_hiveql::types::HiveType;
use skep_metastore::{
    Column as HiveColumn, Database, FileFormat, Metastore, MetastoreError, Partition,
    Table as HiveTable, TableKind,
};

use super::layout::KEY;
use super::parquet::Kept;
use super::run::Run;
use super::{Day, DumpError, Event, Result, Table};

/// Where archived tables are registered.
#[derive(Debug, Clone)]
pub struct Lake {
    /// The metastore.
    pub metastore: Arc<dyn Metastore>,
    /// The database there; `None` for one with the name of the dumped one. It is made where it is missing.
    pub database: Option<String>,
    /// The directory under which databases that are made have theirs.
    pub warehouse: String,
}

/// The key of a table's partitions: `day`, or `dump_day` where a column has that name which says something else.
pub(super) fn partition_key(table: &Table, day_column: &str) -> String {
    let is_the_day = |name: &str| {
        let column = table.column(name);
        name.eq_ignore_ascii_case(day_column)
            && table.columns.len() > 1
            && column.is_some_and(|column| column.data_type() == "date")
    };
    match table.column(KEY) {
        Some(column) if !is_the_day(&column.name) => format!("dump_{KEY}"),
        _ => KEY.to_owned(),
    }
}

/// A table to register.
pub(super) struct Registered<'a> {
    pub(super) table: &'a Table,
    /// The directory of its files.
    pub(super) dir: &'a str,
    /// The partition key of a table that is archived a day at a time.
    pub(super) key: Option<&'a str>,
}

impl Run {
    /// Registers a table, and those of its days that aren't yet. What fails is told, and keeps nothing from being dumped.
    pub(super) async fn register(&mut self, of: Registered<'_>, days: &BTreeSet<Day>) {
        let Some(lake) = self.job.lake.clone() else {
            return;
        };
        let database = lake.database.as_deref().unwrap_or(&self.database);
        let database = database.to_lowercase();
        let name = of.table.name.to_lowercase();
        let subject = format!("{database}.{name}");
        let registered = self.try_register(&lake, &database, &of, days).await;
        self.note(
            &subject,
            registered.map_err(|error| {
                DumpError::remote(format!("cannot register the table `{subject}`: {error}"))
                    .with_hint("its files are in the archive; the next dump tries again")
            }),
        );
    }

    async fn try_register(
        &self,
        lake: &Lake,
        database: &str,
        of: &Registered<'_>,
        days: &BTreeSet<Day>,
    ) -> Result<(), MetastoreError> {
        let wanted = self.table(database, of);
        match lake.metastore.table(database, &wanted.name).await {
            Ok(there) if there.location != wanted.location || there.kind == TableKind::View => {
                self.watch.event(Event::Warning(format!(
                    "`{database}.{}` is there already and isn't this archive's: the archive is not registered",
                    wanted.name
                )));
                return Ok(());
            }
            Ok(there) => {
                let columns = merged(&wanted.columns, &there.columns);
                if columns != there.columns {
                    let changed = HiveTable { columns, ..there };
                    lake.metastore
                        .alter_table(database, &wanted.name, &changed)
                        .await?;
                }
            }
            Err(error) if error.is_not_found() => {
                made(
                    lake.metastore
                        .create_database(&home_of(lake, database))
                        .await,
                )?;
                made(lake.metastore.create_table(&wanted).await)?;
            }
            Err(error) => return Err(error),
        }
        let Some(key) = of.key else {
            return Ok(());
        };
        // One more day is added without looking which ones there are.
        let there = match days.len() {
            0 | 1 => Vec::new(),
            _ => lake.metastore.partitions(database, &wanted.name).await?,
        };
        let there: BTreeSet<&str> = there
            .iter()
            .filter_map(|partition| partition.values.first().map(String::as_str))
            .collect();
        let partitions: Vec<Partition> = days
            .iter()
            .map(Day::to_string)
            .filter(|day| !there.contains(day.as_str()))
            .map(|day| {
                let dir = self.archive.place(&format!("{}/{key}={day}", of.dir));
                Partition {
                    created_at: self.watch.now().timestamp(),
                    ..Partition::new(vec![day], dir.to_string())
                }
            })
            .collect();
        if !partitions.is_empty() {
            lake.metastore
                .add_partitions(database, &wanted.name, &partitions, true)
                .await?;
        }
        Ok(())
    }

    fn table(&self, database: &str, of: &Registered<'_>) -> HiveTable {
        let key = of.key.unwrap_or_default();
        let columns = of.table.columns.iter();
        let partition_key = HiveColumn::new(key, HiveType::Date);
        HiveTable {
            database: database.to_owned(),
            name: of.table.name.to_lowercase(),
            kind: TableKind::External,
            columns: columns
                .filter(|column| !column.name.eq_ignore_ascii_case(key))
                .map(|column| HiveColumn {
                    name: column.name.to_lowercase(),
                    ty: Kept::of(column).hive,
                    comment: Some(column.column_type.clone()),
                })
                .collect(),
            partition_keys: of.key.map(|_| partition_key).into_iter().collect(),
            location: self.archive.place(of.dir).to_string(),
            format: FileFormat::Parquet,
            comment: Some(format!("archive of {}.{}", self.database, of.table.name)),
            created_at: self.watch.now().timestamp(),
            ..HiveTable::default()
        }
    }
}

/// The columns that there are now, and those that older files have and newer ones don't.
fn merged(now: &[HiveColumn], before: &[HiveColumn]) -> Vec<HiveColumn> {
    let of = |columns: &[HiveColumn], name: &str| {
        columns.iter().find(|column| column.name == name).cloned()
    };
    // Columns keep their places: queries with `*` give what they gave, and more.
    let kept = before
        .iter()
        .map(|column| of(now, &column.name).unwrap_or_else(|| column.clone()));
    let new = now
        .iter()
        .filter(|column| of(before, &column.name).is_none())
        .cloned();
    kept.chain(new).collect()
}

/// A database of the metastore, as it is made.
fn home_of(lake: &Lake, name: &str) -> Database {
    Database {
        name: name.to_owned(),
        location: format!("{}/{name}.db", lake.warehouse),
        ..Database::default()
    }
}

/// What another dump has made meanwhile is there, too.
fn made(done: Result<(), MetastoreError>) -> Result<(), MetastoreError> {
    match done {
        Err(error) if error.is_already_exists() => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(names: &[(&str, HiveType)]) -> Vec<HiveColumn> {
        names
            .iter()
            .map(|(name, ty)| HiveColumn::new(*name, ty.clone()))
            .collect()
    }

    #[test]
    fn columns_are_added_widened_and_never_lost() {
        let before = columns(&[
            ("id", HiveType::Int),
            ("gone", HiveType::String),
            ("at", HiveType::Date),
        ]);
        let now = columns(&[
            ("new", HiveType::Int),
            ("id", HiveType::BigInt),
            ("at", HiveType::Date),
        ]);
        let expected = columns(&[
            ("id", HiveType::BigInt),
            ("gone", HiveType::String),
            ("at", HiveType::Date),
            ("new", HiveType::Int),
        ]);
        assert_eq!(merged(&now, &before), expected);
    }
}
