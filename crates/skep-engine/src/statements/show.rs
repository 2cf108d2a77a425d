//! SHOW of tables, views, columns, properties, and TABLE EXTENDED.

use skep_hiveql::ast::{Ident, ObjectName, PartitionValue, Show};
use skep_metastore::{Column, Metastore, Table, TableKind};

use super::describe::table_parameters;
use super::formats::classes;
use super::hive_text::{matches_pattern, padded};
use crate::error::{EngineError, Result};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) async fn show(&mut self, show: &Show) -> Result<Outcome> {
        match show {
            Show::Databases { like } => self.show_databases(like.as_deref()).await,
            Show::Tables {
                extended,
                database,
                like,
                filter,
            } => {
                let kind = filter
                    .as_ref()
                    .map(|(column, value)| kind_filter(column, value))
                    .transpose()?;
                self.show_tables(*extended, database.as_ref(), like.as_deref(), |k| {
                    kind.is_none_or(|kind| k == kind)
                })
                .await
            }
            Show::Views {
                materialized: true, ..
            } => Ok(Rows::lines("tab_name", [])?.into()),
            Show::Views { database, like, .. } => {
                self.show_tables(false, database.as_ref(), like.as_deref(), |kind| {
                    kind == TableKind::View
                })
                .await
            }
            Show::Columns {
                sorted,
                table,
                like,
            } => self.show_columns(*sorted, table, like.as_deref()).await,
            Show::Functions { like } => self.show_functions(like.as_deref()),
            Show::Partitions {
                table,
                partition,
                filter,
                order_by,
                limit,
            } => {
                self.show_partitions(table, partition, filter.as_ref(), order_by, limit.as_ref())
                    .await
            }
            Show::CreateTable(name) => self.show_create_table(name).await,
            Show::CreateDatabase(name) => self.show_create_database(name).await,
            Show::TableExtended {
                database,
                like,
                partition,
            } => {
                self.show_table_extended(database.as_ref(), like, partition)
                    .await
            }
            Show::TableProperties { table, key } => {
                self.show_properties(table, key.as_deref()).await
            }
            Show::Conf(key) => self.show_conf(key),
            Show::Locks(_) | Show::Transactions | Show::Compactions(_) => Err(
                EngineError::unsupported("SHOW of locks, transactions and compactions")
                    .hint("skep has none of them: writes are committed by name"),
            ),
            Show::Other { name, .. } => Err(EngineError::unsupported(format!("SHOW {name}"))),
        }
    }

    /// The database that a statement names, or the current one; errors if it doesn't exist.
    async fn database_or_current(&self, name: Option<&Ident>) -> Result<String> {
        match name {
            Some(name) => Ok(self.database_named(name).await?.name),
            None => Ok(self.current_database().to_owned()),
        }
    }

    async fn show_tables(
        &self,
        extended: bool,
        database: Option<&Ident>,
        like: Option<&str>,
        wanted: impl Fn(TableKind) -> bool,
    ) -> Result<Outcome> {
        let database = self.database_or_current(database).await?;
        let mut names = self.metastore().tables(&database, None).await?;
        names.retain(|name| {
            wanted(name.kind) && like.is_none_or(|like| matches_pattern(like, &name.name))
        });
        if !extended {
            return Ok(Rows::lines("tab_name", names.into_iter().map(|name| name.name))?.into());
        }
        let rows = names
            .into_iter()
            .map(|name| vec![name.name, name.kind.hive_name().to_owned()])
            .collect();
        Ok(Rows::text(&["tab_name", "table_type"], rows)?.into())
    }

    async fn show_columns(
        &self,
        sorted: bool,
        name: &ObjectName,
        like: Option<&str>,
    ) -> Result<Outcome> {
        let table = self.table_named(name).await?;
        let mut names: Vec<_> = table
            .columns
            .iter()
            .chain(&table.partition_keys)
            .map(|column| column.name.clone())
            .filter(|name| like.is_none_or(|like| matches_pattern(like, name)))
            .collect();
        if sorted {
            names.sort();
        }
        Ok(Rows::lines("field", names.iter().map(|name| padded(name)))?.into())
    }

    async fn show_properties(&self, name: &ObjectName, key: Option<&str>) -> Result<Outcome> {
        let table = self.table_named(name).await?;
        let all = table_parameters(&table);
        let rows = match key {
            None => all
                .into_iter()
                .map(|(key, value)| vec![key, value])
                .collect(),
            Some(key) => match all.get(key) {
                Some(value) => vec![vec![key.to_owned(), value.clone()]],
                None => vec![vec![
                    format!(
                        "Table {}.{} does not have property: {key}",
                        table.database, table.name
                    ),
                    " ".to_owned(),
                ]],
            },
        };
        Ok(Rows::text(&["prpt_name", "prpt_value"], rows)?.into())
    }

    async fn show_table_extended(
        &self,
        database: Option<&Ident>,
        like: &str,
        partition: &[PartitionValue],
    ) -> Result<Outcome> {
        let database = self.database_or_current(database).await?;
        let mut lines = Vec::new();
        for name in self.metastore().tables(&database, None).await? {
            if matches_pattern(like, &name.name) {
                let table = self.metastore().table(&database, &name.name).await?;
                lines.extend(self.table_status(&table, partition).await?);
            }
        }
        if lines.is_empty() && !partition.is_empty() {
            return Err(EngineError::query(format!(
                "table `{database}.{like}` does not exist"
            )));
        }
        Ok(Rows::lines("tab_name", lines)?.into())
    }

    /// What SHOW TABLE EXTENDED says of a table (`TextShowTableStatusFormatter`).
    async fn table_status(
        &self,
        table: &Table,
        partition: &[PartitionValue],
    ) -> Result<Vec<String>> {
        let partition = match partition.is_empty() {
            true => None,
            false => Some(self.partition_named(table, partition).await?),
        };
        let (_, input, output) = classes(&table.format, &table.serde);
        let location = partition.as_ref().map_or(&table.location, |p| &p.location);
        let keys = match table.partition_keys.is_empty() {
            true => String::new(),
            false => thrift_struct("partition_columns", &table.partition_keys),
        };
        let mut lines = vec![
            format!("tableName:{}", table.name),
            format!("owner:{}", table.owner.as_deref().unwrap_or_default()),
            format!("location:{location}"),
            format!("inputformat:{input}"),
            format!("outputformat:{output}"),
            format!("columns:{}", thrift_struct("columns", &table.columns)),
            format!("partitioned:{}", !table.partition_keys.is_empty()),
            format!("partitionColumns:{keys}"),
        ];
        if table.kind != TableKind::View {
            let locations = match &partition {
                Some(partition) => vec![partition.location.clone()],
                None => self.data_locations(table).await?,
            };
            let files = self.data_files(&locations).await?;
            let sizes = || files.iter().map(|file| file.size);
            let updated = files
                .iter()
                .map(|file| chrono::DateTime::<chrono::Utc>::from(file.modified).timestamp_millis())
                .max()
                .unwrap_or(0);
            lines.extend([
                format!("totalNumberFiles:{}", files.len()),
                format!("totalFileSize:{}", sizes().sum::<u64>()),
                format!("maxFileSize:{}", sizes().max().unwrap_or(0)),
                format!("minFileSize:{}", sizes().min().unwrap_or(0)),
                "lastAccessTime:unknown".to_owned(),
                format!("lastUpdateTime:{updated}"),
            ]);
        }
        lines.push(String::new());
        Ok(lines)
    }

    /// The directories that hold a table's data: its own, or those of its partitions.
    pub(super) async fn data_locations(&self, table: &Table) -> Result<Vec<String>> {
        if table.partition_keys.is_empty() {
            return Ok(vec![table.location.clone()]);
        }
        let partitions = self
            .metastore()
            .partitions(&table.database, &table.name)
            .await?;
        Ok(partitions
            .into_iter()
            .map(|partition| partition.location)
            .collect())
    }
}

/// `SHOW TABLES WHERE table_type = 'VIEW'`
fn kind_filter(column: &Ident, value: &str) -> Result<TableKind> {
    if column.lower() != "table_type" {
        return Err(
            EngineError::query("SHOW TABLES WHERE can only test `table_type`").at(column.span),
        );
    }
    [TableKind::Managed, TableKind::External, TableKind::View]
        .into_iter()
        .find(|kind| kind.hive_name().eq_ignore_ascii_case(value))
        .ok_or_else(|| {
            EngineError::query(format!("unknown table type `{value}`"))
                .hint("there are MANAGED_TABLE, EXTERNAL_TABLE and VIRTUAL_VIEW")
        })
}

/// `struct columns { string key, i32 value}`: columns in Thrift's old words (`MetaStoreUtils.getDDLFromFieldSchema`).
fn thrift_struct(name: &str, columns: &[Column]) -> String {
    let columns: Vec<_> = columns
        .iter()
        .map(|column| format!("{} {}", thrift_type(&column.ty.to_string()), column.name))
        .collect();
    format!("struct {name} {{ {}}}", columns.join(", "))
}

fn thrift_type(ty: &str) -> &str {
    match ty {
        "boolean" => "bool",
        "tinyint" => "byte",
        "smallint" => "i16",
        "int" => "i32",
        "bigint" => "i64",
        other => other,
    }
}
