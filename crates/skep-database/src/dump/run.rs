//! A run: every table of the job, one after the other; one that fails doesn't keep the others from being dumped.

use std::sync::Arc;

use skep_storage::escape_name;
use uuid::Uuid;

use super::archive::{Archive, TableLock};
use super::layout::{LOCK, Places};
use super::manifest::{DataFile, Manifest, ServerIdentity, Snapshot};
use super::pace::Pace;
use super::reading::{Reader, Reading, Wanted};
use super::table::text;
use super::{DayRange, DumpError, Event, Job, Result, Session, Source, Summary, Watch, structure};

/// Dumps what is due. An error is one of the whole run; what failed of single tables is in the summary.
pub async fn dump(
    source: Source,
    archive: Archive,
    job: Job,
    watch: Arc<dyn Watch>,
) -> Result<Summary> {
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
        run.note(&table, done);
    }
    for table in run.job.whole.clone() {
        let done = run.whole(&table).await;
        run.note(&table, done);
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
        self.archive.clear_spool(&books, &[])?;
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
            into: Some((self.archive.spool_dir(&places.books), self.job.compression)),
            columns: None,
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

    /// Moves the files that were read into the archive, and says so in the manifest. `replacing`: in place of others.
    pub(super) async fn store(
        &self,
        places: &Places,
        manifest: &mut Manifest,
        reading: Reading,
        replacing: bool,
    ) -> Result<()> {
        let several = reading.files.len() > 1;
        let day = manifest.day.as_ref().map(|range| range.day);
        for (at, spooled) in reading.files.into_iter().enumerate() {
            self.watch.step("store");
            let name = places.file(day, several.then_some(at), self.job.compression);
            let mut file = DataFile {
                name: name.clone(),
                staged: None,
                bytes: spooled.bytes,
                sha256: spooled.sha256.clone(),
                rows: spooled.tally.rows,
            };
            match replacing {
                true => {
                    (file.name, file.staged) = self
                        .archive
                        .stage(&places.data, &name, &places.books, &manifest.id, spooled)
                        .await?
                }
                false => {
                    file.name = self
                        .archive
                        .add(&places.data, &name, &manifest.id, spooled)
                        .await?
                }
            }
            manifest.files.push(file);
        }
        self.watch.step("stored");
        Ok(())
    }

    /// Gives staged files their names, and removes files that the manifest which was replaced names and the new one doesn't.
    pub(super) async fn put_in_place(
        &self,
        places: &Places,
        manifest: &Manifest,
        old: Option<&Manifest>,
    ) -> Result<()> {
        for file in &manifest.files {
            if let Some(staged) = &file.staged {
                self.watch.step("rename");
                self.archive
                    .unstage(&places.data, &file.name, &places.books, staged)?;
            }
        }
        self.watch.step("replaced");
        for file in old.iter().flat_map(|old| &old.files) {
            if manifest.files.iter().all(|new| new.name != file.name) {
                self.archive
                    .remove(&format!("{}/{}", places.data, file.name))
                    .await?;
            }
        }
        Ok(())
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
