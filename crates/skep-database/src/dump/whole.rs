//! Tables that are archived whole: each run replaces what the last one made.

use super::layout::Places;
use super::run::Run;
use super::{Event, Result};

impl Run {
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
