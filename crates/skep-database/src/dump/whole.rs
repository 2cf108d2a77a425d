//! Tables that are archived whole: each run replaces what the last one made.

use std::collections::BTreeSet;

use skep_storage::escape_name;

use super::layout::{KEY, Places};
use super::register::Registered;
use super::run::Run;
use super::{Event, Format, Result};

impl Run {
    /// Dumps a whole table.
    pub(super) async fn whole(&mut self, table: &str) -> Result<()> {
        let places = Places::whole(&self.database, table);
        let _lock = self.lock(&places.books, table)?;
        let path = places.whole_manifest();
        let old = self.read_manifest(&path).await?;
        if let Some((old, _)) = &old {
            // What a dump that died had decided.
            self.put_in_place(&places, old).await?;
        }
        self.archive.clear_staged(&places.books).await?;
        self.watch.event(Event::Due(table.to_owned(), 1));
        self.watch.event(Event::Begin(table.to_owned()));
        let started = self.watch.now();
        let wanted = self.wanted(table.to_owned(), table, &places);
        let naming = self.naming(table, KEY);
        let mut reading = self.reader.read(&wanted).await?;
        let mut manifest = self.manifest(&reading, &wanted, None, started);
        let files = std::mem::take(&mut reading.files);
        self.stage(&places, &naming, &mut manifest, files).await?;
        let (old, version) = old.unzip();
        if self.decide(&places, &path, &manifest, version).await? {
            self.put_in_place(&places, &manifest).await?;
            let before = old.into_iter().flat_map(|old| old.files);
            let before: Vec<String> = before.map(|file| file.name).collect();
            self.remove_others(&places, &manifest, &before).await?;
            if naming.format == Format::Parquet {
                let registered = Registered {
                    table: &reading.table,
                    dir: &format!("{}/{}", places.data, escape_name(table)),
                    key: None,
                };
                self.register(registered, &BTreeSet::new()).await;
            }
            self.done(&manifest);
        }
        Ok(())
    }
}
