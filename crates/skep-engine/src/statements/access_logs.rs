//! Tables of access logs: the format is found in the files and the columns in the format, where a definition doesn't say.

use arrow::buffer::Buffer;
use skep_metastore::{Column, Partition, Table};
use skep_serde::access_log::{LOG_FORMAT, LogFormat, LogOptions, first_line};
use skep_serde::charset::Charset;

use crate::error::{EngineError, Result};
use crate::outcome::Done;
use crate::scan::{head, is_access_log};
use crate::session::Session;

/// So much of a file is enough to tell its format, in bytes.
const SAMPLE: usize = 256 << 10;

impl Session {
    /// Writes into the definition of a table of access logs what it leaves out, the log's format and the columns, and
    /// refuses columns that the format hasn't. Of other tables nothing is asked. What was found is told in a note.
    pub(super) async fn complete_access_log(&self, table: &mut Table) -> Result<Done> {
        let mut done = Done::default();
        if !is_access_log(&table.serde) {
            return Ok(done);
        }
        if is_left_out(table.serde_properties.get(LOG_FORMAT)) {
            let own = table
                .properties
                .get(LOG_FORMAT)
                .filter(|own| !is_left_out(Some(own)));
            let format = match own {
                Some(own) => own.clone(),
                None => {
                    let found = self.detect_log_format(table, &table.location).await?;
                    done.notes
                        .push(format!("note: the log's format is `{found}`"));
                    found
                }
            };
            table.serde_properties.insert(LOG_FORMAT.to_owned(), format);
        }
        let options = LogOptions::from_properties(&table.serde_properties).map_err(refused)?;
        if table.columns.is_empty() {
            table.columns = all_columns(&options.format, &table.partition_keys);
        }
        check_columns(&options, table)?;
        Ok(done)
    }

    /// The same of a partition whose format is another than its table's.
    pub(super) async fn complete_partition_log(
        &self,
        table: &Table,
        partition: &mut Partition,
    ) -> Result<()> {
        let serde = partition.serde.as_ref().unwrap_or(&table.serde);
        let Some(properties) = &mut partition.serde_properties else {
            return Ok(());
        };
        if !is_access_log(serde) {
            return Ok(());
        }
        if is_left_out(properties.get(LOG_FORMAT)) {
            let format = self.detect_log_format(table, &partition.location).await?;
            properties.insert(LOG_FORMAT.to_owned(), format);
        }
        check_columns(
            &LogOptions::from_properties(properties).map_err(refused)?,
            table,
        )
    }

    /// The name of the format that the first file's first lines have.
    async fn detect_log_format(&self, table: &Table, location: &str) -> Result<String> {
        let files = self.data_files(&[location.to_owned()]).await?;
        let Some(file) = files.iter().find(|file| file.size > 0) else {
            return Err(EngineError::query(format!(
                "cannot tell how the lines of table `{}` are written: `{location}` holds no files yet",
                table.name
            ))
            .hint(example()));
        };
        let sample = head(self.stores(), file, SAMPLE).await?;
        let charset = Charset::from_properties(&table.serde_properties).map_err(refused)?;
        let sample = charset.decode(Buffer::from_vec(sample));
        match LogFormat::detect(&sample) {
            Some(format) => Ok(format.name().to_owned()),
            None => Err(EngineError::query(format!(
                "the lines of `{}` fit none of the known log formats ({}); the first is `{}`",
                file.location,
                names(),
                first_line(&sample)
            ))
            .hint(example())),
        }
    }
}

/// Whether a table leaves it to skep how its lines are written.
fn is_left_out(format: Option<&String>) -> bool {
    format.is_none_or(|format| matches!(format.trim().to_ascii_lowercase().as_str(), "" | "auto"))
}

/// All that a line gives, but not what the directories say already.
fn all_columns(format: &LogFormat, keys: &[Column]) -> Vec<Column> {
    let fields = format.columns().iter();
    fields
        .filter(|field| !keys.iter().any(|key| key.name == field.name))
        .map(|field| Column {
            name: field.name.clone(),
            ty: field.ty.clone(),
            comment: Some(field.about.clone()),
        })
        .collect()
}

fn check_columns(options: &LogOptions, table: &Table) -> Result<()> {
    let columns = table.columns.iter();
    let columns: Vec<_> = columns
        .map(|column| (column.name.clone(), column.ty.clone()))
        .collect();
    options.check(&columns).map_err(refused)
}

fn refused(error: skep_serde::format::FormatError) -> EngineError {
    EngineError::query(error.to_string())
}

fn names() -> String {
    let names: Vec<_> = LogFormat::known().iter().map(|known| known.0).collect();
    names.join(", ")
}

fn example() -> String {
    format!(
        "say it: `stored as accesslog with serdeproperties ('{LOG_FORMAT}' = 'combined')`, or give the format string of the server's configuration"
    )
}
