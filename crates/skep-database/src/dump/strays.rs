//! What is in a table's directories: the days that are done, and what dumps that died have left.

use std::collections::{BTreeMap, BTreeSet};

use super::data_file::SPOOL_PREFIX;
use super::layout::{DAYS, Places, STAGED_PREFIX, day_of_changed, day_of_manifest};
use super::run::Run;
use super::{Archive, Day, Result};

/// The names in a table's directories, by what they mean.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Days that have a manifest.
    pub(crate) done: BTreeSet<Day>,
    /// Days with a note that they have changed.
    pub(crate) noted: BTreeSet<Day>,
    /// Data files, by their days.
    pub(crate) files: BTreeMap<Day, Vec<String>>,
    /// Files that wait for their names.
    staged: Vec<String>,
    /// There is something hidden, that a dump which died may have left.
    is_left: bool,
}

impl Archive {
    /// Looks what there is of a table that is archived a day at a time. One listing.
    pub(crate) async fn find(&self, places: &Places) -> Result<Found> {
        let mut found = Found::default();
        for path in self.tree(&places.data).await? {
            match path
                .strip_prefix(DAYS)
                .and_then(|rest| rest.strip_prefix('/'))
            {
                Some(name) => {
                    found.done.extend(day_of_manifest(name));
                    found.noted.extend(day_of_changed(name));
                    found.is_left |=
                        name.starts_with(STAGED_PREFIX) || name.starts_with(SPOOL_PREFIX);
                    if name.starts_with(STAGED_PREFIX) {
                        // Where it is decided its day has a file.
                        if let Some(day) = places.day_of_staged(name) {
                            found.files.entry(day).or_default();
                        }
                        found.staged.push(name.to_owned());
                    }
                }
                None => {
                    if let Some(day) = places.day_of_file(&path) {
                        found.files.entry(day).or_default().push(path);
                    }
                }
            }
        }
        Ok(found)
    }
}

impl Run {
    /// Finishes what a dump that died had decided, and removes what it had not.
    pub(super) async fn tidy(&self, places: &Places) -> Result<Found> {
        let mut found = self.archive.find(places).await?;
        let waiting: BTreeSet<Day> = found
            .staged
            .iter()
            .filter_map(|name| places.day_of_staged(name))
            .collect();
        for day in waiting.intersection(&found.done) {
            if let Some((manifest, _)) = self.read_manifest(&places.manifest(*day)).await? {
                self.put_in_place(places, &manifest).await?;
                let files = found.files.entry(*day).or_default();
                files.extend(manifest.files.into_iter().map(|file| file.name));
            }
        }
        if found.is_left {
            self.archive.clear_staged(&places.books).await?;
        }
        for (day, files) in &found.files {
            // The usual case, for which no manifest needs to be read.
            let is_usual = match files.as_slice() {
                [] => true,
                [one] => places.is_usual(*day, one),
                _ => false,
            };
            if !is_usual && found.done.contains(day) {
                self.remove_strays(places, *day, files).await?;
            }
        }
        Ok(found)
    }

    /// Removes files of a day that is done which its manifest doesn't name.
    async fn remove_strays(&self, places: &Places, day: Day, files: &[String]) -> Result<()> {
        let Some((manifest, _)) = self.read_manifest(&places.manifest(day)).await? else {
            return Ok(());
        };
        self.remove_others(places, &manifest, files).await
    }
}
