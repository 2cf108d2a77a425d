//! INSERT OVERWRITE [LOCAL] DIRECTORY.

use skep_hiveql::ast::{FileFormat, RowFormat};
use skep_planner::Bound;
use skep_storage::Location;

use super::super::formats::Storage;
use crate::error::{EngineError, Result};
use crate::session::Session;
use crate::sink::Target;

/// A directory, and how its files are written.
pub(super) struct Directory {
    location: Location,
    storage: Storage,
}

impl Session {
    pub(super) fn directory_target(
        &self,
        local: bool,
        path: &str,
        row_format: Option<&RowFormat>,
        file_format: Option<&FileFormat>,
    ) -> Result<Directory> {
        let location = self.location(path)?;
        if local && !location.is_local() {
            return Err(
                EngineError::query(format!("`{location}` is not on this machine"))
                    .hint("INSERT OVERWRITE DIRECTORY, without LOCAL, writes to an object store"),
            );
        }
        if location.key().is_empty() {
            return Err(EngineError::query(format!(
                "cannot overwrite `{location}`: it is a whole file system"
            )));
        }
        Ok(Directory {
            location,
            storage: Storage::resolve(row_format, file_format, "TextFile")?,
        })
    }

    pub(super) fn write_directory(&self, directory: Directory, bound: &Bound) -> Result<Target> {
        let storage = directory.storage;
        Ok(Target {
            location: directory.location,
            columns: bound
                .output
                .iter()
                .map(|column| (column.name.clone(), column.ty.clone()))
                .collect(),
            dynamic: Vec::new(),
            format: self.write_format(&storage.format, &storage.serde, &storage.properties)?,
            overwrite: true,
            max_partitions: 1,
            zone: self.timezone(),
        })
    }
}
