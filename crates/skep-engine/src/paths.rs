//! Files as tables: what a name that is a path stands for, without a definition in the metastore.
//!
//! A pattern gives files (`find`, `glob`), the first of them tell format and columns (`sample`), and both together make a [`Table`]
//! that is nowhere kept. Standard input is first written to a file (`input`).

mod find;
mod glob;
mod input;
mod sample;

use std::collections::BTreeMap;

use skep_hiveql::ast::ObjectName;
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table, TableKind};
use skep_storage::{Location, partition_of_path};

pub use input::Input;
pub(crate) use input::Spool;

use self::find::{Found, find};
use crate::error::Result;
use crate::scan::{HiveTable, Named};
use crate::session::Session;

/// What stands for standard input.
const STANDARD_INPUT: &str = "-";

/// The property that says in words what was inferred.
const ABOUT: &str = "skep.format";

/// Whether a table's name is a path: it holds a slash, or is `-`, standard input.
pub(crate) fn is_path(name: &str) -> bool {
    name.contains('/') || name == STANDARD_INPUT
}

/// A table that is made of files.
#[derive(Debug, Clone)]
pub(crate) struct PathTable {
    pub(crate) table: Table,
    /// One a directory, where the directories say `key=value`.
    pub(crate) partitions: Vec<Partition>,
    /// The files by directory: of a table without partitions all under its own.
    pub(crate) files: Vec<(Location, Vec<Named>)>,
}

impl PathTable {
    /// In words, what the files hold.
    pub(crate) fn about(&self) -> &str {
        self.table.properties.get(ABOUT).map_or("", String::as_str)
    }

    /// All its files.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Named> {
        self.files.iter().flat_map(|(_, files)| files)
    }
}

impl Session {
    /// The table or view of a name, or what a path stands for; a table of that name goes first.
    pub(crate) async fn table_or_path(&self, name: &ObjectName) -> Result<Table> {
        let path = &name.name.value;
        if !is_path(path) {
            return self.table_named(name).await;
        }
        let (database, table) = self.qualify(name);
        match self.metastore().table(&database, &table).await {
            Err(error) if error.is_not_found() => {
                let found = self.path_table(path).await;
                Ok(found.map_err(|error| error.at(name.name.span))?.table)
            }
            known => Ok(known?),
        }
    }

    /// What a path stands for: its files, and what the first of them tell.
    ///
    /// # Errors
    /// Nothing is there, the files hold different things, or nothing that can be read.
    pub(crate) async fn path_table(&self, path: &str) -> Result<PathTable> {
        self.progress().stage("looking into files");
        let found = match path {
            STANDARD_INPUT => self.spooled_input().await?,
            path => find(self.stores(), path).await?,
        };
        let files = sample::probed(self.stores(), found.files).await?;
        let sampled = sample::sampled(self.stores(), &files).await?;
        let bytes: u64 = files.iter().map(|file| file.entry.size).sum();
        let now = self.now().timestamp();
        let mut properties = BTreeMap::from([
            ("numFiles".to_owned(), files.len().to_string()),
            ("totalSize".to_owned(), bytes.to_string()),
            (ABOUT.to_owned(), sampled.about),
        ]);
        if sampled.header > 0 {
            let header = sampled.header.to_string();
            properties.insert(HEADER.to_owned(), header);
        }
        let table = Table {
            database: self.current_database().to_owned(),
            name: path.to_owned(),
            kind: TableKind::External,
            columns: sampled.columns,
            location: found.base.to_string(),
            format: sampled.format,
            serde: sampled.serde,
            serde_properties: sampled.properties,
            properties,
            owner: Some(self.user().to_owned()),
            created_at: now,
            ..Table::default()
        };
        Ok(partitioned(table, found.base, files))
    }

    /// The rows of such a table.
    pub(crate) fn path_provider(&self, path: &PathTable) -> HiveTable {
        let provider = self.provider(&path.table).with_files(path.files.clone());
        match path.table.partition_keys.is_empty() {
            true => provider,
            false => provider.with_partitions(path.partitions.clone()),
        }
    }
}

/// The property that says how many lines at a file's beginning are no rows.
pub(crate) const HEADER: &str = "skip.header.line.count";

/// Makes partition columns of directories `key=value`, where all files are below directories of the same keys, and none of these is
/// a column.
fn partitioned(mut table: Table, base: Location, files: Vec<Named>) -> PathTable {
    let mut partitions: Vec<Partition> = Vec::new();
    let mut by_directory: Vec<(Location, Vec<Named>)> = Vec::new();
    let mut keys: Option<Vec<String>> = None;
    for file in &files {
        let directory = file.entry.location.parent().unwrap_or_else(|| base.clone());
        if by_directory
            .last()
            .is_none_or(|(last, _)| *last != directory)
        {
            let pairs = directory
                .below(&base)
                .and_then(partition_of_path)
                .unwrap_or_default();
            let (names, values): (Vec<_>, Vec<_>) = pairs
                .into_iter()
                .map(|(k, v)| (k.to_lowercase(), v))
                .unzip();
            if names.is_empty() || keys.as_ref().is_some_and(|keys| *keys != names) {
                keys = None;
                break;
            }
            partitions.push(Partition::new(values, directory.to_string()));
            by_directory.push((directory, Vec::new()));
            keys = Some(names);
        }
        if let Some((_, files)) = by_directory.last_mut() {
            files.push(file.clone());
        }
    }
    let is_column = |key: &String| table.columns.iter().any(|column| column.name == *key);
    match keys.filter(|keys| !keys.iter().any(is_column)) {
        Some(keys) => {
            let keys = keys
                .into_iter()
                .map(|key| Column::new(key, HiveType::String));
            table.partition_keys = keys.collect();
            PathTable {
                table,
                partitions,
                files: by_directory,
            }
        }
        None => PathTable {
            table,
            partitions: Vec::new(),
            files: vec![(base, files)],
        },
    }
}

impl Found {
    /// One file.
    fn one(entry: skep_storage::FileEntry) -> Found {
        Found {
            base: entry
                .location
                .parent()
                .unwrap_or_else(|| entry.location.clone()),
            files: vec![entry],
        }
    }
}
