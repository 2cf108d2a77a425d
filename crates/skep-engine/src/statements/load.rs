//! LOAD DATA: files are put into a table's or partition's directory as they are.

use skep_hiveql::ast::Load;
use skep_metastore::{FileFormat, Metastore, Partition, Table};
use skep_storage::{DirEntry, FileEntry, Location, Staging, is_hidden};

use crate::error::{EngineError, Result};
use crate::outcome::{Done, Outcome};
use crate::session::Session;

impl Session {
    pub(super) async fn load(&mut self, statement: &Load) -> Result<Outcome> {
        let table = self.real_table(&statement.table, "load into").await?;
        let span = statement.table.name.span;
        if statement.format.is_some() {
            return Err(EngineError::unsupported("LOAD DATA … INPUTFORMAT … SERDE"));
        }
        let values = match (
            table.partition_keys.is_empty(),
            statement.partition.is_empty(),
        ) {
            (true, true) => None,
            (false, true) => {
                return Err(EngineError::query(format!(
                    "table `{}` is partitioned: LOAD DATA must say which partition",
                    table.name
                ))
                .at(span));
            }
            _ => Some(self.full_partition(&table, &statement.partition)?),
        };
        let source = self.load_source(statement)?;
        let files = self.files_to_load(&source, statement).await?;
        self.check_content(&table, &files).await?;
        let target = match &values {
            None => self.location(&table.location)?,
            Some(values) => {
                let known = self
                    .metastore()
                    .partition(&table.database, &table.name, values)
                    .await?;
                match known {
                    Some(partition) => self.location(&partition.location)?,
                    None => self.location(&self.own_location(&table, values)?)?,
                }
            }
        };
        self.progress().stage("writing");
        self.bring(&files, &target, statement).await?;
        if let Some(values) = values {
            let mut partition = Partition::new(values.clone(), target.to_string());
            partition.created_at = self.now().timestamp();
            self.metastore()
                .add_partitions(&table.database, &table.name, &[partition], true)
                .await?;
            self.forget_statistics(&table, &[values]).await?;
        } else {
            self.forget_statistics(&table, &[]).await?;
        }
        Ok(Done::default().into())
    }

    /// Puts files into a directory, all at once. Without LOCAL they leave the place where they were.
    async fn bring(&self, files: &[FileEntry], target: &Location, statement: &Load) -> Result<()> {
        let staging = Staging::begin(self.stores(), target).await?;
        for file in files {
            let staged = staging.file_named("", file.location.file_name());
            if statement.local || !linked(&file.location, &staged) {
                self.stores().copy(&file.location, &staged).await?;
            }
        }
        let replace: &[String] = if statement.overwrite {
            &[String::new()]
        } else {
            &[]
        };
        staging.commit(replace).await?;
        if !statement.local {
            for file in files {
                self.delete_directory(&file.location.to_string()).await?;
            }
        }
        Ok(())
    }

    /// Where the files are: with LOCAL always on this machine.
    fn load_source(&self, statement: &Load) -> Result<Location> {
        let location = self.location(&statement.path)?;
        match statement.local && !location.is_local() {
            true => Err(
                EngineError::query(format!("`{location}` is not on this machine"))
                    .hint("LOAD DATA INPATH, without LOCAL, moves files of an object store"),
            ),
            false => Ok(location),
        }
    }

    /// The files that a path, a directory or a pattern names. Hidden ones are left out.
    async fn files_to_load(&self, source: &Location, statement: &Load) -> Result<Vec<FileEntry>> {
        let mut files = Vec::new();
        for location in self.glob(&statement.path).await? {
            let entries = match self.stores().list(&location).await {
                Err(error) if error.is_not_found() => {
                    return Err(EngineError::query(format!(
                        "cannot load `{location}`: there is no such file or directory"
                    ))
                    .hint("a relative path starts from the directory that skep runs in"));
                }
                other => other?,
            };
            for entry in entries {
                match entry {
                    DirEntry::File(file) if !is_hidden(file.location.file_name()) => {
                        files.push(file)
                    }
                    DirEntry::Dir(below) if !is_hidden(below.file_name()) => {
                        return Err(EngineError::query(format!(
                            "cannot load `{source}`: it contains the directory `{below}`"
                        )));
                    }
                    _ => {}
                }
            }
        }
        match files.is_empty() && !statement.overwrite {
            true => Err(EngineError::query(format!(
                "cannot load `{source}`: there are no files"
            ))),
            false => Ok(files),
        }
    }

    /// Refuses files that are plainly of another format than the table's, by their first bytes.
    async fn check_content(&self, table: &Table, files: &[FileEntry]) -> Result<()> {
        let magic: &[u8] = match table.format {
            FileFormat::Parquet => b"PAR1",
            FileFormat::Orc => b"ORC",
            _ => return Ok(()),
        };
        for file in files.iter().filter(|file| file.size > 0) {
            let store = self.stores().object_store(&file.location)?;
            let range = 0..magic.len() as u64;
            let path = file.location.object_path()?;
            let head = object_store::ObjectStoreExt::get_range(store.as_ref(), &path, range)
                .await
                .map_err(|error| {
                    skep_storage::StorageError::of_store("read", &file.location, &error)
                })?;
            if head.as_ref() != magic {
                return Err(EngineError::query(format!(
                    "cannot load `{}` into table `{}`: it is no {} file",
                    file.location,
                    table.name,
                    String::from_utf8_lossy(magic)
                )));
            }
        }
        Ok(())
    }
}

/// Gives a local file a second name, which is as good as a copy where the first name is going to be deleted. False where
/// that can't be done: on another file system, or in an object store.
fn linked(from: &Location, to: &Location) -> bool {
    let (Some(from), Some(to)) = (from.local_path(), to.local_path()) else {
        return false;
    };
    let made = to
        .parent()
        .is_some_and(|parent| std::fs::create_dir_all(parent).is_ok());
    made && std::fs::hard_link(from, to).is_ok()
}
