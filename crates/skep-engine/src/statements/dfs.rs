//! `dfs -ls …`: Hadoop's file system shell over skep's locations, printing as Hadoop does.

mod arguments;
mod copy;

use std::time::SystemTime;

use skep_storage::{DirEntry, FileEntry, Location, name_pattern};

use self::arguments::{Arguments, parse};
use crate::error::{EngineError, Result};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

/// The most that `-cat` prints; more than this is a mistake in a shell.
const MAX_CAT: u64 = 256 << 20;

impl Session {
    pub(super) async fn dfs(&mut self, command: &str) -> Result<Outcome> {
        let arguments = parse(command)?;
        let lines = match arguments.verb.as_str() {
            "ls" | "lsr" => self.dfs_ls(&arguments).await?,
            "du" | "dus" => self.dfs_du(&arguments).await?,
            "count" => self.dfs_count(&arguments).await?,
            "cat" | "text" => self.dfs_cat(&arguments).await?,
            "mkdir" => self.dfs_mkdir(&arguments).await?,
            "rm" | "rmr" => self.dfs_rm(&arguments).await?,
            "rmdir" => self.dfs_rmdir(&arguments).await?,
            "touchz" | "touch" => self.dfs_touch(&arguments).await?,
            "test" => self.dfs_test(&arguments).await?,
            "put" | "copyFromLocal" | "moveFromLocal" | "get" | "copyToLocal" | "cp" | "mv" => {
                self.dfs_copy(&arguments).await?
            }
            // Rights are the file system's own affair; scripts set them so that Hadoop's other users may read.
            "chmod" | "chown" | "chgrp" | "setrep" => Vec::new(),
            verb => {
                return Err(EngineError::query(format!("dfs: unknown command `-{verb}`")).hint(
                    "there are -ls, -du, -count, -cat, -mkdir, -put, -get, -cp, -mv, -rm, -rmdir, -touchz and -test",
                ));
            }
        };
        Ok(Rows::lines("DFS Output", lines)?.into())
    }

    /// The locations that a word names; `*` and `?` in its parts stand for names that are there.
    pub(super) async fn glob(&self, word: &str) -> Result<Vec<Location>> {
        let location = self.location(word)?;
        if !word.contains(['*', '?']) {
            return Ok(vec![location]);
        }
        let mut parts: Vec<String> = Vec::new();
        let mut base = location.clone();
        while base.key().contains(['*', '?']) {
            parts.push(base.file_name().to_owned());
            match base.parent() {
                Some(parent) => base = parent,
                None => break,
            }
        }
        let mut found = vec![base];
        while let Some(part) = parts.pop() {
            let mut next = Vec::new();
            for base in &found {
                if !part.contains(['*', '?']) {
                    next.push(base.join(&part));
                    continue;
                }
                match self.stores().list(base).await {
                    Ok(entries) => next.extend(
                        entries
                            .into_iter()
                            .map(|entry| entry.location().clone())
                            .filter(|location| fits(&part, location.file_name())),
                    ),
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error.into()),
                }
            }
            found = next;
        }
        match found.is_empty() {
            true => Err(EngineError::query(format!(
                "`{word}`: no such file or directory"
            ))),
            false => Ok(found),
        }
    }

    async fn targets(&self, arguments: &Arguments) -> Result<Vec<Location>> {
        let mut all = Vec::new();
        for word in &arguments.words {
            all.extend(self.glob(word).await?);
        }
        Ok(all)
    }

    async fn dfs_ls(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let recursive = arguments.verb == "lsr" || arguments.has('R');
        let mut lines = Vec::new();
        let targets = match arguments.words.is_empty() {
            true => vec![self.location(".")?],
            false => self.targets(arguments).await?,
        };
        for target in targets {
            let mut level = self.stores().list(&target).await?;
            if !recursive && level.iter().any(|entry| *entry.location() != target) {
                lines.push(format!("Found {} items", level.len()));
            }
            level.reverse();
            while let Some(entry) = level.pop() {
                lines.push(self.ls_line(&entry));
                if let (true, DirEntry::Dir(location)) = (recursive, &entry) {
                    let mut below = self.stores().list(location).await?;
                    below.reverse();
                    level.extend(below);
                }
            }
        }
        Ok(lines)
    }

    fn ls_line(&self, entry: &DirEntry) -> String {
        let (mode, size, modified) = match entry {
            DirEntry::Dir(_) => ("drwxr-xr-x   -", 0, None),
            DirEntry::File(file) => ("-rw-r--r--   1", file.size, Some(file.modified)),
        };
        let time =
            chrono::DateTime::<chrono::Utc>::from(modified.unwrap_or(SystemTime::UNIX_EPOCH));
        let time = time
            .with_timezone(&self.timezone())
            .format("%Y-%m-%d %H:%M");
        let user = self.user();
        format!(
            "{mode} {user} {user} {size:>10} {time} {}",
            entry.location()
        )
    }

    /// All files below a place, hidden ones too.
    pub(super) async fn all_files(&self, root: &Location) -> Result<Vec<FileEntry>> {
        let mut files = Vec::new();
        let mut open = vec![root.clone()];
        while let Some(directory) = open.pop() {
            for entry in self.stores().list(&directory).await? {
                match entry {
                    DirEntry::File(file) => files.push(file),
                    DirEntry::Dir(location) => open.push(location),
                }
            }
        }
        Ok(files)
    }

    async fn dfs_du(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let sum = arguments.verb == "dus" || arguments.has('s');
        let mut lines = Vec::new();
        for target in self.targets(arguments).await? {
            let parts = match sum {
                true => vec![target],
                false => self
                    .stores()
                    .list(&target)
                    .await?
                    .iter()
                    .map(|e| e.location().clone())
                    .collect(),
            };
            for part in parts {
                let size: u64 = self
                    .all_files(&part)
                    .await?
                    .iter()
                    .map(|file| file.size)
                    .sum();
                let size = if arguments.has('h') {
                    human(size)
                } else {
                    size.to_string()
                };
                lines.push(format!("{size}  {size}  {part}"));
            }
        }
        Ok(lines)
    }

    /// Directories, files, bytes and path, as `hadoop fs -count` prints them.
    async fn dfs_count(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for target in self.targets(arguments).await? {
            let (mut directories, mut files, mut bytes) = (0_u64, 0_u64, 0_u64);
            let mut open = vec![target.clone()];
            while let Some(directory) = open.pop() {
                let entries = self.stores().list(&directory).await?;
                let is_file = entries
                    .first()
                    .is_some_and(|entry| *entry.location() == directory);
                directories += u64::from(!is_file);
                for entry in entries {
                    match entry {
                        DirEntry::Dir(location) => open.push(location),
                        DirEntry::File(file) => {
                            files += 1;
                            bytes += file.size;
                        }
                    }
                }
            }
            lines.push(format!(
                "{directories:>12} {files:>12} {bytes:>18} {target}"
            ));
        }
        Ok(lines)
    }

    async fn dfs_cat(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        for target in self.targets(arguments).await? {
            let files = self.stores().list(&target).await?;
            let [DirEntry::File(file)] = files.as_slice() else {
                return Err(EngineError::query(format!(
                    "cannot print `{target}`: it is a directory"
                )));
            };
            if file.size > MAX_CAT {
                return Err(EngineError::query(format!(
                    "cannot print `{target}`: it has {} bytes",
                    file.size
                )));
            }
            let bytes = self.stores().get(&file.location).await?;
            lines.extend(String::from_utf8_lossy(&bytes).lines().map(str::to_owned));
        }
        Ok(lines)
    }

    async fn dfs_mkdir(&self, arguments: &Arguments) -> Result<Vec<String>> {
        for word in &arguments.words {
            let location = self.location(word)?;
            if !arguments.has('p') && location.is_local() && self.stores().exists(&location).await?
            {
                return Err(EngineError::query(format!(
                    "cannot make `{location}`: it exists"
                )));
            }
            self.stores().make_dir(&location).await?;
        }
        Ok(Vec::new())
    }

    async fn dfs_rm(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let recursive = arguments.verb == "rmr" || arguments.has('r') || arguments.has('R');
        let mut lines = Vec::new();
        for word in &arguments.words {
            let targets = match self.glob(word).await {
                Err(_) if arguments.has('f') => continue,
                other => other?,
            };
            for target in targets {
                let entries = match self.stores().list(&target).await {
                    Err(error) if error.is_not_found() && arguments.has('f') => continue,
                    other => other?,
                };
                let is_file = entries
                    .first()
                    .is_some_and(|entry| *entry.location() == target);
                if !is_file && !recursive {
                    return Err(EngineError::query(format!(
                        "cannot remove `{target}`: it is a directory"
                    ))
                    .hint("dfs -rm -r removes a directory and all in it"));
                }
                if target.key().is_empty() {
                    return Err(EngineError::query(format!(
                        "cannot remove `{target}`: it is a whole file system"
                    )));
                }
                self.stores().delete(&target).await?;
                lines.push(format!("Deleted {target}"));
            }
        }
        Ok(lines)
    }

    async fn dfs_rmdir(&self, arguments: &Arguments) -> Result<Vec<String>> {
        for target in self.targets(arguments).await? {
            if !self.stores().list(&target).await?.is_empty() {
                return Err(EngineError::query(format!(
                    "cannot remove `{target}`: it is not empty"
                )));
            }
            self.stores().delete(&target).await?;
        }
        Ok(Vec::new())
    }

    async fn dfs_touch(&self, arguments: &Arguments) -> Result<Vec<String>> {
        for word in &arguments.words {
            let location = self.location(word)?;
            if !self.stores().exists(&location).await? {
                self.stores().put(&location, Vec::new()).await?;
            }
        }
        Ok(Vec::new())
    }

    /// `-test -e|-d|-f|-z|-s path`: an error where it doesn't hold.
    async fn dfs_test(&self, arguments: &Arguments) -> Result<Vec<String>> {
        let Some(word) = arguments.words.first() else {
            return Err(EngineError::query("dfs -test needs a path"));
        };
        let location = self.location(word)?;
        let entries = match self.stores().list(&location).await {
            Ok(entries) => Some(entries),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        };
        let file = entries.as_ref().and_then(|entries| match entries.first() {
            Some(DirEntry::File(file)) if file.location == location => Some(file),
            _ => None,
        });
        let holds = match arguments.flags.chars().next() {
            Some('d') => entries.is_some() && file.is_none(),
            Some('f') => file.is_some(),
            Some('z') => file.is_some_and(|file| file.size == 0),
            Some('s') => file.map_or(entries.is_some(), |file| file.size > 0),
            _ => entries.is_some(),
        };
        match holds {
            true => Ok(Vec::new()),
            false => Err(EngineError::query(format!(
                "dfs -test -{} {location}: it is not so",
                arguments.flags
            ))),
        }
    }
}

/// True where a name fits a part of a path with `*` and `?`. As in a shell, names that begin with a dot are only meant
/// by patterns that do: a write under way has such a name.
fn fits(pattern: &str, name: &str) -> bool {
    let meant = !name.starts_with('.') || pattern.starts_with('.');
    meant && name_pattern::fits(pattern, name)
}

/// `1.5 K`, `20 M`: a size for people.
fn human(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["K", "M", "G", "T", "P"];
    let mut tenths = u128::from(bytes) * 10;
    let mut unit = None;
    for name in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = Some(name);
    }
    match unit {
        Some(unit) => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        None => bytes.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{fits, human};

    #[test]
    fn globs() {
        for (pattern, name, expected) in [
            ("*.gz", "a.gz", true),
            ("*.gz", "a.g", false),
            ("?", "ä", true),
            ("a*b*c", "axxbc", true),
            ("", "", true),
            ("*", ".skep_writes", false),
            (".*", ".skep_writes", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(human(1023), "1023");
        assert_eq!(human(1536), "1.5 K");
        assert_eq!(human(20 << 20), "20.0 M");
    }
}
