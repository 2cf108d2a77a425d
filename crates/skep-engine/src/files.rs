//! What statements do to files and directories, in the words that statements use.

use std::path::Path;

use skep_storage::{Environment, FileEntry, Location, Staging};

use crate::error::{EngineError, Result};
use crate::outcome::Script;
use crate::session::Session;

/// A location as a user writes it, before there is a session.
pub(crate) fn parse_location(text: &str, cwd: &Path) -> Result<Location> {
    let none: [(&str, &str); 0] = [];
    Ok(Location::parse(text, &Environment::new(none, cwd))?)
}

impl Session {
    /// A location as a user or the metastore writes it.
    pub(crate) fn location(&self, text: &str) -> Result<Location> {
        Ok(self.stores().location(text)?)
    }

    /// Makes a directory and those above it. An object store needs none.
    pub(crate) async fn make_directory(&self, location: &str) -> Result<()> {
        let location = self.location(location)?;
        Ok(self.stores().make_dir(&location).await?)
    }

    /// Deletes a directory with all in it; one that isn't there is no error.
    pub(crate) async fn delete_directory(&self, location: &str) -> Result<()> {
        let location = self.location(location)?;
        match self.stores().delete(&location).await {
            Err(error) if !error.is_not_found() => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Deletes a directory if nothing is in it.
    pub(crate) async fn delete_directory_if_empty(&self, location: &str) -> Result<()> {
        let place = self.location(location)?;
        match self.stores().list(&place).await {
            Ok(entries) if entries.is_empty() => self.delete_directory(location).await,
            _ => Ok(()),
        }
    }

    /// Makes the data files of a directory disappear, all at once.
    pub(crate) async fn empty_directory(&self, location: &str) -> Result<()> {
        let location = self.location(location)?;
        if !self.stores().exists(&location).await? {
            return Ok(());
        }
        let staging = Staging::begin(self.stores(), &location).await?;
        staging.commit(&[String::new()]).await?;
        Ok(())
    }

    /// Moves a directory. One that isn't there is an empty one, and no error.
    pub(crate) async fn move_directory(&self, from: &str, to: &str) -> Result<()> {
        let (from, to) = (self.location(from)?, self.location(to)?);
        if !self.stores().exists(&from).await? {
            return Ok(());
        }
        Ok(self.stores().rename(&from, &to).await?)
    }

    /// The data files of some directories; one that isn't there has none.
    pub(crate) async fn data_files(&self, locations: &[String]) -> Result<Vec<FileEntry>> {
        let mut files = Vec::new();
        for location in locations {
            match self
                .stores()
                .list_files(&self.location(location)?, true)
                .await
            {
                Ok(found) => files.extend(found),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(files)
    }

    /// Reads a script; a relative path starts from the session's directory.
    pub(crate) fn read_script(&self, path: &Path) -> Result<Script> {
        let path = self.cwd().join(path);
        let bytes = std::fs::read(&path).map_err(|error| {
            EngineError::query(format!("cannot read script `{}`: {error}", path.display()))
        })?;
        let text = String::from_utf8(bytes).map_err(|_| {
            EngineError::query(format!("script `{}` is not UTF-8 text", path.display()))
        })?;
        Ok(Script { path, text })
    }
}
