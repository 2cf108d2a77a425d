//! Tables that are archived whole: each run replaces what the last one made.

use skep_storage::name_pattern::fits;

use super::layout::Places;
use super::run::Run;
use super::table::text;
use super::{DumpError, Event, Result};

impl Run {
    /// The tables that the job's patterns mean, and an error for each pattern that means none.
    pub(super) async fn whole_tables(&mut self) -> Result<(Vec<String>, Vec<DumpError>)> {
        if self.job.whole.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let all = "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME";
        let all = self.session.rows(all, "list the tables").await?;
        let all: Vec<String> = all.iter().map(|row| text(row, 0)).collect();
        let mut unmatched = Vec::new();
        let mut wanted = Vec::new();
        for pattern in &self.job.whole {
            let found: Vec<&String> = all.iter().filter(|name| fits(pattern, name)).collect();
            if found.is_empty() {
                let error = DumpError::usage(format!(
                    "no table of `{}` is called `{pattern}`",
                    self.database
                ));
                unmatched.push(
                    error.with_hint("check the spelling; `*` and `?` stand for any characters"),
                );
            }
            // Of the tables that a pattern means, those that are dumped daily are not meant.
            let is_daily = |name: &str| self.job.daily.iter().any(|(table, _)| table == name);
            let is_pattern = pattern.contains(['*', '?']);
            wanted.extend(
                found
                    .into_iter()
                    .filter(|name| !(is_pattern && is_daily(name)))
                    .cloned(),
            );
        }
        wanted.dedup();
        let mut seen = std::collections::BTreeSet::new();
        wanted.retain(|name| seen.insert(name.clone()));
        Ok((wanted, unmatched))
    }

    /// Dumps a whole table.
    pub(super) async fn whole(&mut self, table: &str) -> Result<()> {
        let places = Places::whole(&self.database, table);
        let _lock = self.lock(&places.books, table)?;
        let path = places.whole_manifest();
        let old = self.read_manifest(&path).await?;
        if let Some((old, _)) = &old {
            // What a dump that died had decided.
            self.put_in_place(&places, old, None).await?;
        }
        self.archive.clear_spool(&places.books, &[])?;
        self.watch.event(Event::Begin(table.to_owned()));
        let started = self.watch.now();
        let wanted = self.wanted(table.to_owned(), table, &places);
        let reading = self.reader.read(&wanted).await?;
        let mut manifest = self.manifest(&reading, &wanted, None, started);
        self.store(&places, &mut manifest, reading, true).await?;
        self.watch.step("manifest");
        let (old, version) = old.unzip();
        if !self
            .archive
            .replace(&path, &manifest.to_bytes(), version)
            .await?
        {
            let theirs = self.read_manifest(&path).await?;
            if let Some((theirs, _)) = theirs.filter(|(theirs, _)| theirs.id != manifest.id) {
                for file in manifest
                    .files
                    .iter()
                    .filter(|file| theirs.files.iter().all(|t| t.name != file.name))
                {
                    self.archive
                        .remove(&format!("{}/{}", places.data, file.name))
                        .await?;
                }
                self.watch.event(Event::Lost(manifest.subject()));
                return Ok(());
            }
        }
        self.put_in_place(&places, &manifest, old.as_ref()).await?;
        self.done(&manifest);
        Ok(())
    }
}
