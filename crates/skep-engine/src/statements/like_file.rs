//! `CREATE TABLE … LIKE FILE [format] 'path'`: what is found in files, written down (HIVE-26395; that the format may be left out,
//! and that an external table reads the files, is our own).

use skep_hiveql::ast::{CreateTableLike, Ident};
use skep_metastore::{FileFormat, Metastore, Table, TableKind};

use crate::error::{EngineError, Result};
use crate::outcome::Outcome;
use crate::paths::{HEADER, PathTable};
use crate::session::Session;

/// Properties that are about the files of the moment.
const OF_FILES: &[&str] = &["numFiles", "totalSize"];

impl Session {
    /// A managed table is empty and has the columns; an external one without a LOCATION is the files' directory.
    pub(super) async fn create_table_like_file(
        &mut self,
        statement: &CreateTableLike,
        format: Option<&Ident>,
        path: &str,
    ) -> Result<Outcome> {
        let name = &statement.name;
        if statement.partitioned_by.is_some() {
            return Err(EngineError::unsupported("PARTITIONED BY with LIKE FILE")
                .hint("directories `key=value` become partitions by themselves"));
        }
        if self
            .table_is_there(name, statement.if_not_exists, statement.temporary)
            .await?
        {
            return Ok(Outcome::done());
        }
        let found = self.path_table(path).await?;
        if let Some(format) = format {
            check_format(format, path, &found)?;
        }
        let mut table = self.new_table(name, statement.temporary).await?;
        table.kind = match statement.external {
            true => TableKind::External,
            false => TableKind::Managed,
        };
        table.columns.clone_from(&found.table.columns);
        let own = statement.row_format.is_none() && statement.file_format.is_none();
        if own {
            stored_like(&mut table, &found.table);
        } else {
            self.storage(
                statement.row_format.as_ref(),
                statement.file_format.as_ref(),
            )?
            .apply(&mut table);
        }
        let in_place = statement.external && statement.location.is_none();
        match &statement.location {
            Some(location) => table.location = self.location(location)?.to_string(),
            None if in_place => self.place_at(&mut table, &found, path).await?,
            // Files that are written have no header.
            None => drop(table.properties.remove(HEADER)),
        }
        table
            .properties
            .extend(statement.properties.iter().cloned());
        let done = self
            .define_table(&table, name, statement.if_not_exists, statement.temporary)
            .await?;
        if in_place && !found.partitions.is_empty() {
            self.metastore()
                .add_partitions(&table.database, &table.name, &found.partitions, true)
                .await?;
        }
        Ok(done)
    }

    /// Makes the table the files' directory: it may hold no others, and their names must tell how they are packed.
    async fn place_at(&self, table: &mut Table, found: &PathTable, path: &str) -> Result<()> {
        let directory = self.location(&found.table.location)?;
        let there = self.stores().list_files(&directory, true).await?;
        if there.len() != found.all().count() {
            return Err(EngineError::query(format!(
                "`{path}` names {} of the {} files in `{directory}`, but a table is a whole directory",
                found.all().count(),
                there.len()
            ))
            .hint(format!(
                "make a view of them: create view {} as select * from `{path}`",
                table.name
            )));
        }
        if let Some(file) = found.all().find(|file| !file.is_packed_as_named()) {
            return Err(EngineError::query(format!(
                "the name of `{}` does not tell how it is compressed, and a table goes by names",
                file.entry.location
            ))
            .hint(format!(
                "rename it, or make a view: create view {} as select * from `{path}`",
                table.name
            )));
        }
        table.location.clone_from(&found.table.location);
        table.partition_keys.clone_from(&found.table.partition_keys);
        Ok(())
    }
}

/// The files' format, and what goes with it.
fn stored_like(table: &mut Table, source: &Table) {
    table.format = source.format.clone();
    table.serde.clone_from(&source.serde);
    table.serde_properties.clone_from(&source.serde_properties);
    let kept = source
        .properties
        .iter()
        .filter(|(key, _)| !OF_FILES.contains(&key.as_str()));
    table
        .properties
        .extend(kept.map(|(key, value)| (key.clone(), value.clone())));
}

/// Refuses a format that the files haven't.
fn check_format(format: &Ident, path: &str, found: &PathTable) -> Result<()> {
    let about = found.about();
    let fits = match format.lower().as_str() {
        "parquet" | "parquetfile" => found.table.format == FileFormat::Parquet,
        "orc" | "orcfile" => found.table.format == FileFormat::Orc,
        "json" | "jsonfile" => found.table.format == FileFormat::JsonFile,
        "textfile" | "text" => found.table.format == FileFormat::TextFile,
        "csv" => about.starts_with("CSV"),
        "tsv" => about.starts_with("TSV"),
        "accesslog" => about.starts_with("access log"),
        other => return Err(EngineError::unsupported(format!(
            "LIKE FILE {}",
            other.to_uppercase()
        ))
        .at(format.span)
        .hint(
            "parquet, orc, json, csv, tsv, accesslog or textfile; without a word the files tell",
        )),
    };
    match fits {
        true => Ok(()),
        false => Err(EngineError::query(format!(
            "`{path}` is not {}: it holds {about}",
            format.value
        ))
        .at(format.span)),
    }
}
