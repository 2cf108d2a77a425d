//! What an archive holds.

use std::collections::BTreeSet;

use skep_storage::name_pattern::fits;
use skep_storage::{escape_name, unescape_name};

use super::layout::{Places, TABLES, WHOLE_MANIFEST};
use super::{Archive, Day, DumpError, Manifest, Result};

/// A table in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    /// Its name.
    pub table: String,
    /// The days that are done; `None` for a table that is archived whole.
    pub days: Option<BTreeSet<Day>>,
    /// Days that are done and have no rows.
    pub empty: BTreeSet<Day>,
    /// Days that had changed when they were last counted.
    pub changed: BTreeSet<Day>,
}

impl Archived {
    /// Its places, and its manifests from one day to another: what each is called in messages, and its path.
    pub(crate) fn manifests(
        &self,
        database: &str,
        from: Option<Day>,
        to: Option<Day>,
    ) -> (Places, Vec<(String, String)>) {
        let Some(days) = &self.days else {
            let places = Places::whole(database, &self.table);
            let path = places.whole_manifest();
            return (places, vec![(self.table.clone(), path)]);
        };
        let places = Places::daily(database, &self.table);
        let is_wanted =
            |day: &&Day| from.is_none_or(|from| from <= **day) && to.is_none_or(|to| **day <= to);
        let manifests = days
            .iter()
            .filter(is_wanted)
            .map(|day| (format!("{} {day}", self.table), places.manifest(*day)))
            .collect();
        (places, manifests)
    }
}

impl Archive {
    /// The databases in it.
    pub async fn databases(&self) -> Result<Vec<String>> {
        let dirs = self.dirs("").await?;
        Ok(dirs
            .iter()
            .map(|dir| unescape_name(dir).to_string())
            .collect())
    }

    /// The database that is meant: the one that is named, else the only one there is.
    pub async fn database(&self, named: Option<&str>) -> Result<String> {
        let all = self.databases().await?;
        let listed = || format!("there are: {}", all.join(", "));
        match (named, all.as_slice()) {
            (Some(named), _) if all.iter().any(|name| name == named) => Ok(named.to_owned()),
            (None, [one]) => Ok(one.clone()),
            (_, []) => Err(
                DumpError::usage(format!("there is no archive in `{}`", self.root()))
                    .with_hint("check the place; `skep dump` makes one"),
            ),
            (Some(named), _) => Err(DumpError::usage(format!(
                "`{}` has no archive of a database `{named}`",
                self.root()
            ))
            .with_hint(listed())),
            (None, _) => Err(DumpError::usage(format!(
                "which database's archive in `{}`?",
                self.root()
            ))
            .with_hint(listed())),
        }
    }

    /// The tables of a database whose names fit one of the patterns, all where there is none; an error where there is no such table.
    pub(crate) async fn tables_like(
        &self,
        database: &str,
        patterns: &[String],
    ) -> Result<Vec<Archived>> {
        let mut tables = self.tables(database).await?;
        tables.retain(|table| {
            patterns.is_empty() || patterns.iter().any(|pattern| fits(pattern, &table.table))
        });
        match tables.is_empty() {
            false => Ok(tables),
            true => Err(DumpError::usage(format!(
                "the archive in `{}` has no table of that name",
                self.root()
            ))
            .with_hint("`skep dump status` tells what it has")),
        }
    }

    /// The tables of a database, by name.
    pub async fn tables(&self, database: &str) -> Result<Vec<Archived>> {
        let dir = escape_name(database).to_string();
        let mut tables = Vec::new();
        for stem in self.dirs(&dir).await? {
            let table = unescape_name(&stem).to_string();
            if let Some(archived) = self.daily_table(database, &table).await? {
                tables.push(archived);
            }
        }
        // The directory's own name is hidden, those in it aren't.
        for stem in self.dirs(&format!("{dir}/{TABLES}")).await? {
            let table = unescape_name(&stem).to_string();
            let books = Places::whole(database, &table).books;
            if self
                .tree(&books)
                .await?
                .iter()
                .any(|name| name == WHOLE_MANIFEST)
            {
                tables.push(Archived {
                    table,
                    days: None,
                    empty: BTreeSet::new(),
                    changed: BTreeSet::new(),
                });
            }
        }
        tables.sort_by(|a, b| a.table.cmp(&b.table));
        Ok(tables)
    }

    async fn daily_table(&self, database: &str, table: &str) -> Result<Option<Archived>> {
        let found = self.find(&Places::daily(database, table)).await?;
        if found.done.is_empty() {
            return Ok(None);
        }
        let is_empty = |day: &&Day| !found.files.contains_key(day);
        Ok(Some(Archived {
            table: table.to_owned(),
            empty: found.done.iter().filter(is_empty).copied().collect(),
            changed: found.noted.intersection(&found.done).copied().collect(),
            days: Some(found.done),
        }))
    }

    /// The manifest at a path, which has to be there.
    pub(crate) async fn manifest(&self, path: &str) -> Result<Manifest> {
        match self.read(path).await? {
            Some((bytes, _)) => Manifest::parse(&bytes, path),
            None => Err(DumpError::data(format!(
                "the manifest `{}` is gone",
                self.place(path)
            ))),
        }
    }

    /// A data file of a manifest, wherever it is: under its name, or still under its hidden one.
    pub(crate) async fn data_file(
        &self,
        places: &Places,
        file: &super::DataFile,
    ) -> Result<std::fs::File> {
        if let Some(staged) = &file.staged
            && let Some(found) = self.open(&format!("{}/{staged}", places.books)).await?
        {
            return Ok(found);
        }
        let path = format!("{}/{}", places.data, file.name);
        self.open(&path).await?.ok_or_else(|| {
            DumpError::data(format!(
                "the file `{}` is gone, which its manifest names",
                self.place(&path)
            ))
            .with_hint("put back a good copy, or remove the day's manifest to have it dumped again")
        })
    }
}
