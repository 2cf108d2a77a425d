//! The files that a path or a pattern names.
//!
//! What is named directly is read whatever its name is; of a directory all files are, also those below it, but for hidden ones.

use std::collections::BTreeMap;

use futures::FutureExt;
use futures::future::BoxFuture;
use skep_storage::{DirEntry, FileEntry, Location, Stores, is_hidden};

use super::glob::{braces, is_pattern, matches};
use crate::error::{EngineError, Result};

/// No pattern names more files.
const MOST_FILES: usize = 1_000_000;

/// Any number of directories.
const ANY_DEPTH: &str = "**";

/// The files that were found.
#[derive(Debug)]
pub(super) struct Found {
    /// The directory that they are all below: what of the pattern is no pattern.
    pub(super) base: Location,
    /// By name.
    pub(super) files: Vec<FileEntry>,
}

/// Files by location, so that each is there once.
type Files = BTreeMap<Location, FileEntry>;

/// Finds the files of a path or a pattern: `*`, `?`, `[a-z]`, `[!a-z]`, `{a,b}`, and `**` for any number of directories.
///
/// # Errors
/// Nothing is there, or too much.
pub(super) async fn find(stores: &Stores, path: &str) -> Result<Found> {
    let mut files = Files::new();
    let mut base: Option<Location> = None;
    for pattern in braces(path)? {
        let location = stores.location(&pattern)?;
        let below = find_one(stores, &location, &mut files).await?;
        base = Some(match base {
            Some(base) => common(base, &below),
            None => below,
        });
    }
    match base {
        Some(base) if !files.is_empty() => Ok(Found {
            base,
            files: files.into_values().collect(),
        }),
        base => Err(nothing(stores, path, base).await),
    }
}

/// Adds the files of a pattern without braces, and gives what they are below.
async fn find_one(stores: &Stores, location: &Location, files: &mut Files) -> Result<Location> {
    let key = location.key().to_owned();
    let is_plain = !is_pattern(&key);
    // A name may hold the characters of patterns.
    if is_plain || stores.exists(location).await? {
        let entries = match stores.list(location).await {
            Err(error) if error.is_not_found() => Vec::new(),
            entries => entries?,
        };
        if let [DirEntry::File(file)] = entries.as_slice()
            && file.location == *location
        {
            add(files, [file.clone()])?;
            return Ok(location.parent().unwrap_or_else(|| location.clone()));
        }
        if !entries.is_empty() {
            add(files, stores.list_files(location, true).await?)?;
        }
        return Ok(location.clone());
    }
    let parts: Vec<&str> = key.split('/').collect();
    let fixed = parts.iter().take_while(|part| !is_pattern(part)).count();
    let mut base = location.clone();
    for _ in fixed..parts.len() {
        base = base.parent().unwrap_or(base);
    }
    walk(
        stores,
        base.clone(),
        parts.get(fixed..).unwrap_or_default(),
        files,
    )
    .await?;
    Ok(base)
}

/// Adds the files below a directory that the parts of a pattern name.
fn walk<'w>(
    stores: &'w Stores,
    dir: Location,
    parts: &'w [&'w str],
    files: &'w mut Files,
) -> BoxFuture<'w, Result<()>> {
    async move {
        let Some((part, rest)) = parts.split_first() else {
            return add(files, stores.list_files(&dir, true).await?);
        };
        if *part == ANY_DEPTH {
            for below in stores.list_dirs(&dir).await? {
                walk(stores, below, parts, files).await?;
            }
            return walk(stores, dir, rest, files).await;
        }
        let entries = match stores.list(&dir).await {
            Err(error) if error.is_not_found() => return Ok(()),
            entries => entries?,
        };
        for entry in entries {
            let name = entry.location().file_name();
            // As in a shell, hidden names have to be meant.
            let meant = !is_hidden(name) || part.starts_with(['_', '.']);
            if !meant || !matches(part, name) {
                continue;
            }
            match entry {
                DirEntry::Dir(below) => walk(stores, below, rest, files).await?,
                DirEntry::File(file) if rest.is_empty() => add(files, [file])?,
                DirEntry::File(_) => {}
            }
        }
        Ok(())
    }
    .boxed()
}

fn add(files: &mut Files, found: impl IntoIterator<Item = FileEntry>) -> Result<()> {
    files.extend(found.into_iter().map(|file| (file.location.clone(), file)));
    match files.len() <= MOST_FILES {
        true => Ok(()),
        false => Err(EngineError::query(format!(
            "more than {MOST_FILES} files are named; a partitioned table reads only those that a query needs"
        ))),
    }
}

/// The nearest directory that both are below.
fn common(mut a: Location, b: &Location) -> Location {
    while b.below(&a).is_none() {
        match a.parent() {
            Some(parent) => a = parent,
            None => return a,
        }
    }
    a
}

/// How far up is looked for something that is there.
const LEVELS: usize = 8;

async fn nothing(stores: &Stores, path: &str, base: Option<Location>) -> EngineError {
    let error = EngineError::query(format!("no file is named by `{path}`"));
    let mut place = base;
    for _ in 0..LEVELS {
        let Some(location) = place else { break };
        if stores.exists(&location).await.unwrap_or_default() {
            return error.hint(format!(
                "`dfs -ls {location}` shows what is in the nearest directory that is there"
            ));
        }
        place = location.parent();
    }
    error
}
