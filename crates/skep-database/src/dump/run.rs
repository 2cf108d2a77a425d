//! A run: every table of the job, one after the other; one that fails doesn't keep the others from being dumped.

use std::sync::Arc;

use skep_storage::escape_name;
use uuid::Uuid;

use super::archive::{Archive, TableLock, Version};
use super::layout::{LOCK, Naming, Places};
use super::manifest::{DataFile, Manifest, ServerIdentity, Snapshot};
use super::pace::Pace;
use super::reading::{Into, Reader, Reading, Wanted};
use super::spool::Spooled;
use super::table::text;
use super::{
    DayRange, DumpError, Event, Format, Job, Result, Session, Source, Summary, Watch, structure,
};

/// Dumps what is due. An error is one of the whole run; what failed of single tables is in the summary.
pub async fn dump(
    source: Source,
    archive: Archive,
    job: Job,
    watch: Arc<dyn Watch>,
) -> Result<Summary> {
    archive.prepare().await?;
    let mut session = source.open().await?;
    let mut run = Run {
        database: source.database().to_owned(),
        server: identity(&mut session).await?,
        reader: Reader {
            source,
            pace: Arc::new(Pace::new(job.max_rate)),
            watch: Arc::clone(&watch),
        },
        archive,
        job,
        watch,
        session,
        summary: Summary::default(),
    };
    let unmatched = run.name_tables().await?;
    if run.job.structure {
        let done = run.structure().await;
        run.note("structure.sql", done);
    }
    for (table, column) in run.job.daily.clone() {
        let done = run.daily(&table, &column).await;
        run.ended(&table, done).await?;
    }
    for table in run.job.whole.clone() {
        let done = run.whole(&table).await;
        run.ended(&table, done).await?;
    }
    for (pattern, error) in unmatched {
        run.note(&pattern, Err(error));
    }
    run.session.close().await;
    Ok(run.summary)
}

/// A run under way.
pub(super) struct Run {
    pub(super) database: String,
    server: ServerIdentity,
    pub(super) reader: Reader,
    pub(super) archive: Archive,
    pub(super) job: Job,
    pub(super) watch: Arc<dyn Watch>,
    /// For questions; rows are read on connections of their own.
    pub(super) session: Session,
    pub(super) summary: Summary,
}

impl Run {
    /// Says a table's error, and goes on with the next one, on a new connection where the old one was lost. A server that is gone ends the run.
    async fn ended(&mut self, table: &str, done: Result<()>) -> Result<()> {
        let failed = done.is_err();
        self.note(table, done);
        if failed && !self.is_connected().await {
            self.session = self.reader.source.open().await?;
        }
        Ok(())
    }

    /// Whether the server answers.
    pub(super) async fn is_connected(&mut self) -> bool {
        let answer = self.session.value("SELECT 1", "ask the server");
        let answer = tokio::time::timeout(self.reader.source.patience(), answer).await;
        matches!(answer, Ok(Ok(_)))
    }

    /// Says an error, and goes on.
    pub(super) fn note(&mut self, subject: &str, done: Result<()>) {
        if let Err(error) = done {
            self.watch
                .event(Event::Failed(subject.to_owned(), error.clone()));
            self.summary.failed.push((subject.to_owned(), error));
        }
    }

    async fn structure(&mut self) -> Result<()> {
        let dir = escape_name(&self.database).to_string();
        let books = format!("{dir}/_structure");
        let _lock = self.lock(&books, "structure.sql")?;
        if self.archive.root().is_local() {
            // In an object store nothing waits here.
            self.archive.clear_staged(&books).await?;
        }
        let structure = structure::read(&mut self.session, &self.job.by).await?;
        for warning in structure.warnings {
            self.watch.event(Event::Warning(warning));
        }
        self.watch.step("structure");
        for (name, text) in [
            ("structure.sql", structure.tables),
            ("triggers.sql", structure.triggers),
        ] {
            self.archive
                .write(&format!("{dir}/{name}"), &books, text.as_bytes())
                .await?;
        }
        Ok(())
    }

    /// Keeps other dumps of this machine away.
    pub(super) fn lock(&self, books: &str, subject: &str) -> Result<TableLock> {
        self.archive.lock(books, LOCK)?.ok_or_else(|| {
            DumpError::remote(format!(
                "another dump of `{subject}` into `{}` is under way",
                self.archive.root()
            ))
            .with_hint("let it end: this one leaves the table to it")
        })
    }

    pub(super) fn wanted(&self, subject: String, table: &str, places: &Places) -> Wanted {
        Wanted {
            subject,
            table: table.to_owned(),
            window: None,
            day_column: None,
            rules: self.job.rules_of(table),
            mask_key: self.job.mask_key.clone(),
            chunks: self.job.chunks,
            known: None,
            ceiling: None,
            into: Some(Into {
                dir: self.archive.spool_dir(&places.books),
                format: self.format_of(table),
                compression: self.job.compression,
            }),
            columns: None,
        }
    }

    fn format_of(&self, table: &str) -> Format {
        let said = self.job.rules_of(table).format;
        said.unwrap_or(self.job.format)
    }

    /// How a table's files are called; `key` is what days' directories are named after.
    pub(super) fn naming(&self, table: &str, key: &str) -> Naming {
        Naming {
            format: self.format_of(table),
            compression: self.job.compression,
            key: key.to_owned(),
        }
    }

    /// What is to be said of rows that were read.
    pub(super) fn manifest(
        &self,
        reading: &Reading,
        wanted: &Wanted,
        day: Option<DayRange>,
        started: chrono::DateTime<chrono::Utc>,
    ) -> Manifest {
        let mut manifest = Manifest {
            manifest: Manifest::VERSION,
            by: self.job.by.clone(),
            id: Uuid::new_v4().simple().to_string(),
            database: self.database.clone(),
            table: reading.table.name.clone(),
            day,
            r#where: wanted.rules.condition.clone(),
            masks: wanted.rules.masks.iter().cloned().collect(),
            rows: 0,
            checksum: super::Checksum::default(),
            min: None,
            max: None,
            columns: reading.table.columns.clone(),
            files: Vec::new(),
            format: self.format_of(&reading.table.name),
            compression: self.job.compression,
            server: self.server.clone(),
            position: reading.position.clone(),
            snapshot: reading.snapshot,
            started,
            finished: self.watch.now(),
        };
        manifest.set_tally(reading.tally.clone());
        if manifest.snapshot == Snapshot::None {
            self.watch.event(Event::Warning(format!(
                "`{}` is a table of {}, which has no snapshots: a row that was changed during the {} s of reading may be in the \
                 archive as it was before or after",
                manifest.table,
                reading.table.engine,
                (manifest.finished - manifest.started).num_seconds().max(1)
            )));
        }
        manifest
    }

    /// Keeps the files that were read in the archive, under hidden names, and says so in the manifest.
    pub(super) async fn stage(
        &self,
        places: &Places,
        naming: &Naming,
        manifest: &mut Manifest,
        files: Vec<Spooled>,
    ) -> Result<()> {
        let several = files.len() > 1;
        let day = manifest.day.as_ref().map(|range| range.day);
        for (at, spooled) in files.into_iter().enumerate() {
            self.watch.step("stage");
            let name = places.file(day, several.then_some(at), naming);
            let rows = spooled.tally.rows;
            let (bytes, sha256) = (spooled.file.bytes, spooled.file.sha256.clone());
            let staged = self
                .archive
                .stage(&name, &places.books, &manifest.id, spooled.file)
                .await?;
            manifest.files.push(DataFile {
                name,
                staged: Some(staged),
                bytes,
                sha256,
                rows,
            });
        }
        self.watch.step("staged");
        Ok(())
    }

    /// Makes a manifest that of its day or table, which is done from here on; `old` is the one to replace. False where somebody else was faster.
    pub(super) async fn decide(
        &self,
        places: &Places,
        path: &str,
        manifest: &Manifest,
        old: Option<Version>,
    ) -> Result<bool> {
        self.watch.step("decide");
        let decided = self.archive.replace(path, &manifest.to_bytes(), old).await;
        if let Ok(true) = decided {
            return Ok(true);
        }
        // An answer that was lost on its way may have been good.
        let stored = self.read_manifest(path).await;
        if let Ok(Some((stored, _))) = &stored
            && stored.id == manifest.id
        {
            return Ok(true);
        }
        decided?;
        stored?;
        for staged in manifest
            .files
            .iter()
            .filter_map(|file| file.staged.as_ref())
        {
            self.archive
                .remove(&format!("{}/{staged}", places.books))
                .await?;
        }
        self.watch.event(Event::Lost(manifest.subject()));
        Ok(false)
    }

    /// Gives the files of a manifest their names, where that hasn't happened.
    pub(super) async fn put_in_place(&self, places: &Places, manifest: &Manifest) -> Result<()> {
        for file in &manifest.files {
            if let Some(staged) = &file.staged {
                self.watch.step("put in place");
                self.archive
                    .unstage(&places.data, &file.name, &places.books, staged)
                    .await?;
            }
        }
        self.watch.step("in place");
        Ok(())
    }

    /// Removes files that were there before, and that the manifest doesn't name.
    pub(super) async fn remove_others(
        &self,
        places: &Places,
        manifest: &Manifest,
        others: &[String],
    ) -> Result<()> {
        for other in others {
            if manifest.files.iter().all(|file| file.name != *other) {
                let path = format!("{}/{other}", places.data);
                self.archive.remove(&path).await?;
            }
        }
        Ok(())
    }

    pub(super) async fn read_manifest(&self, path: &str) -> Result<Option<(Manifest, Version)>> {
        match self.archive.read(path).await? {
            Some((bytes, version)) => Ok(Some((Manifest::parse(&bytes, path)?, version))),
            None => Ok(None),
        }
    }

    pub(super) fn done(&mut self, manifest: &Manifest) {
        let bytes = manifest.files.iter().map(|file| file.bytes).sum();
        self.summary.done += 1;
        self.summary.rows += manifest.rows;
        self.watch
            .event(Event::Done(manifest.subject(), manifest.rows, bytes));
    }
}

async fn identity(session: &mut Session) -> Result<ServerIdentity> {
    let attempt = "read which server it is";
    let rows = session
        .rows("SELECT @@version, @@hostname, @@server_id", attempt)
        .await?;
    let row = rows.first().map(Vec::as_slice).unwrap_or_default();
    let mut uuid = String::new();
    // MySQL's name, and that of MariaDB from 10.5 on.
    for variable in ["@@server_uuid", "@@server_uid"] {
        if let Ok(Some(found)) = session.value(&format!("SELECT {variable}"), attempt).await {
            uuid = found;
            break;
        }
    }
    Ok(ServerIdentity {
        version: text(row, 0),
        host: text(row, 1),
        id: text(row, 2),
        uuid,
    })
}
