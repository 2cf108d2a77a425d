//! What an archive holds.

use std::collections::BTreeSet;

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
    /// The places of its manifests: paths in the archive, and the days.
    pub(crate) fn manifests(&self, database: &str) -> (Places, Vec<(Option<Day>, String)>) {
        match &self.days {
            Some(days) => {
                let places = Places::daily(database, &self.table);
                let paths = days
                    .iter()
                    .map(|day| (Some(*day), places.manifest(*day)))
                    .collect();
                (places, paths)
            }
            None => {
                let places = Places::whole(database, &self.table);
                let path = places.whole_manifest();
                (places, vec![(None, path)])
            }
        }
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
                .names(&books)
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
