//! What dumps that died have left in a table's directories.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Places, day_of_manifest};
use super::run::Run;
use super::{Day, Result};

impl Run {
    /// Finishes what a dump that died had decided, removes what it had not, and gives the days that are done.
    pub(super) async fn tidy(&self, places: &Places) -> Result<BTreeSet<Day>> {
        let books = self.archive.names(&places.books).await?;
        let done: BTreeSet<Day> = books
            .iter()
            .filter_map(|name| day_of_manifest(name))
            .collect();
        if books
            .iter()
            .any(|name| name.starts_with(super::archive::STAGED_PREFIX))
        {
            for day in &done {
                if let Some((manifest, _)) = self.read_manifest(&places.manifest(*day)).await? {
                    for file in manifest.files.iter().filter(|file| file.staged.is_some()) {
                        self.archive.unstage(
                            &places.data,
                            &file.name,
                            &places.books,
                            file.staged.as_deref().unwrap_or_default(),
                        )?;
                    }
                }
            }
        }
        self.archive.clear_spool(&places.books, &[])?;
        self.remove_strays(places, &done).await?;
        Ok(done)
    }

    /// Removes data files that no manifest names. In an object store those of days that aren't done may be of a dump that is under way:
    /// they are left until their day is done.
    async fn remove_strays(&self, places: &Places, done: &BTreeSet<Day>) -> Result<()> {
        let mut by_day: BTreeMap<Day, Vec<String>> = BTreeMap::new();
        for file in self.archive.names(&places.data).await? {
            if let Some(day) = places.day_of_file(&file) {
                by_day.entry(day).or_default().push(file);
            }
        }
        for (day, files) in by_day {
            let named = match done.contains(&day) {
                false if self.archive.root().is_local() => Vec::new(),
                false => continue,
                // The usual case, for which no manifest needs to be read.
                true if matches!(files.as_slice(), [one] if places.is_usual(day, one)) => continue,
                true => match self.read_manifest(&places.manifest(day)).await? {
                    Some((manifest, _)) => manifest.files,
                    None => continue,
                },
            };
            for file in files
                .iter()
                .filter(|file| named.iter().all(|named| named.name != **file))
            {
                self.archive
                    .remove(&format!("{}/{file}", places.data))
                    .await?;
            }
        }
        Ok(())
    }
}
