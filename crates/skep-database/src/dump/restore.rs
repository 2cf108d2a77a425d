//! The way back: a day, or a table, in one transaction that ends only when the rows read back are the archive's.

use std::sync::Arc;

use super::contents::Archived;
use super::layout::Places;
use super::literal::{name, quoted};
use super::reading::{Reader, Wanted};
use super::structure::TABLE_MARK;
use super::{
    Archive, DataFile, Day, DumpError, Event, Job, Manifest, Result, Rules, Session, Source,
    Summary, Tally, Watch, statements,
};

/// What is to be restored.
#[derive(Debug, Clone, Default)]
pub struct RestoreJob {
    /// The database in the archive.
    pub database: String,
    /// Tables: names or patterns; none for all.
    pub tables: Vec<String>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
    /// Rows of the day that are there and aren't the archive's are deleted first. Else they are an error.
    pub replace: bool,
    /// Where tables were made and all of them are restored, views, routines, triggers and events are made in the end.
    pub programs: bool,
}

/// Restores. What failed of single days is in the summary; what was restored stays.
pub async fn restore(
    source: Source,
    archive: Archive,
    job: RestoreJob,
    watch: Arc<dyn Watch>,
) -> Result<Summary> {
    let session = source.open().await?;
    let mut restore = Restore {
        source,
        archive,
        session,
        watch,
        summary: Summary::default(),
        made: false,
        job,
    };
    let RestoreJob {
        database, tables, ..
    } = &restore.job;
    let wanted = restore.archive.tables_like(database, tables).await?;
    for table in &wanted {
        restore.table(table).await?;
    }
    if restore.made && restore.job.programs && restore.job.tables.is_empty() {
        restore.programs().await?;
    }
    restore.session.close().await;
    Ok(restore.summary)
}

struct Restore {
    source: Source,
    archive: Archive,
    session: Session,
    watch: Arc<dyn Watch>,
    summary: Summary,
    /// A table was made.
    made: bool,
    job: RestoreJob,
}

impl Restore {
    async fn table(&mut self, archived: &Archived) -> Result<()> {
        let RestoreJob {
            database, from, to, ..
        } = &self.job;
        let (places, manifests) = archived.manifests(database, *from, *to);
        if let Err(error) = self.prepare(&archived.table).await {
            self.failed(&archived.table, error);
            return Ok(());
        }
        self.watch
            .event(Event::Due(archived.table.clone(), manifests.len()));
        for (subject, path) in manifests {
            let done = match self.archive.manifest(&path).await {
                Ok(manifest) => self.rows(&places, &manifest).await,
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                // Whatever was begun is undone; a connection that is lost has done it itself.
                let _ = self.session.run("ROLLBACK", "undo").await;
                self.failed(&subject, error);
                self.session = self.source.open().await?;
            }
        }
        Ok(())
    }

    fn failed(&mut self, subject: &str, error: DumpError) {
        self.watch
            .event(Event::Failed(subject.to_owned(), error.clone()));
        self.summary.failed.push((subject.to_owned(), error));
    }

    /// Makes the table where it is missing, and looks for triggers, which would fire on every row.
    async fn prepare(&mut self, table: &str) -> Result<()> {
        let of = format!(
            "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
            quoted(table)
        );
        let there = format!("SELECT 1 FROM information_schema.TABLES WHERE {of}");
        if self
            .session
            .value(&there, "look for the table")
            .await?
            .is_none()
        {
            let create = self.create_statement(table).await?;
            self.session
                .run(&create, &format!("make the table `{table}`"))
                .await?;
            self.made = true;
        }
        let triggers = format!(
            "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = DATABASE() AND EVENT_OBJECT_TABLE = {} AND EVENT_MANIPULATION = 'INSERT'",
            quoted(table)
        );
        match self.session.value(&triggers, "look for triggers").await? {
            None => Ok(()),
            Some(trigger) => Err(DumpError::usage(format!("`{table}` has a trigger, `{trigger}`, that would fire on every row that is put back"))
                .with_hint(format!("DROP TRIGGER {} first; triggers.sql in the archive has it", name(&trigger)))),
        }
    }

    async fn create_statement(&self, table: &str) -> Result<String> {
        let path = format!(
            "{}/structure.sql",
            skep_storage::escape_name(&self.job.database)
        );
        let text = match self.archive.read(&path).await? {
            Some((bytes, _)) => String::from_utf8_lossy(&bytes).into_owned(),
            None => String::new(),
        };
        let mark = format!("\n{TABLE_MARK}{}\n", name(table));
        let create = text
            .split_once(&mark)
            .and_then(|(_, rest)| rest.split_once(";\n\n"))
            .map(|(create, _)| create.to_owned());
        create.ok_or_else(|| {
            DumpError::usage(format!(
                "there is no table `{table}` in `{}`, and `{path}` doesn't say how to make it",
                self.source.database()
            ))
            .with_hint("make the table first")
        })
    }

    async fn rows(&mut self, places: &Places, manifest: &Manifest) -> Result<()> {
        let subject = manifest.subject();
        let condition = condition(manifest);
        let selected = condition
            .as_deref()
            .map(|c| format!(" WHERE {c}"))
            .unwrap_or_default();
        let count = format!("SELECT COUNT(*) FROM {}{selected}", name(&manifest.table));
        let there = self
            .session
            .value(&count, &format!("count the rows of `{subject}`"))
            .await?;
        if there.as_deref() != Some("0") {
            if self.read_back(manifest).await?.checksum == manifest.checksum
                && there == Some(manifest.rows.to_string())
            {
                self.watch.event(Event::Open(
                    subject,
                    "its rows are there already".to_owned(),
                ));
                self.summary.open += 1;
                return Ok(());
            }
            if !self.job.replace {
                return Err(DumpError::data(format!(
                    "`{}` in `{}` has {} rows of `{subject}` already, and they aren't those of the archive",
                    manifest.table,
                    self.source.database(),
                    there.unwrap_or_default()
                ))
                .with_hint("--replace deletes them first"));
            }
        }
        self.watch.event(Event::Begin(subject.clone()));
        self.watch.expected(manifest.rows);
        self.session
            .run("START TRANSACTION", "begin a transaction")
            .await?;
        if self.job.replace {
            let delete = format!("DELETE FROM {}{selected}", name(&manifest.table));
            self.session
                .run(&delete, &format!("delete the rows of `{subject}`"))
                .await?;
        }
        for file in &manifest.files {
            self.file(places, manifest, file).await?;
        }
        self.watch.step("rows");
        let tally = self.read_back_here(manifest).await?;
        if tally.rows != manifest.rows || tally.checksum != manifest.checksum {
            return Err(DumpError::data(format!(
                "the {} rows of `{subject}` that were put back aren't the {} of the archive: nothing of it was kept",
                tally.rows, manifest.rows
            ))
            .with_hint("compare the table's columns with those in the manifest: types, character sets, defaults"));
        }
        self.watch.step("commit");
        self.session.commit().await?;
        self.summary.done += 1;
        self.summary.rows += manifest.rows;
        let bytes = manifest.files.iter().map(|file| file.bytes).sum();
        self.watch.event(Event::Done(subject, manifest.rows, bytes));
        Ok(())
    }

    async fn file(&mut self, places: &Places, manifest: &Manifest, file: &DataFile) -> Result<()> {
        let data = self.archive.data_file(places, file).await?;
        let shown = format!("read `{}`", file.name);
        let (mut statements, thread) =
            statements::read(data, manifest).map_err(|error| DumpError::of_io(&shown, &error))?;
        let attempt = format!("put back rows of `{}`", manifest.subject());
        let mut done = Ok(());
        while let Some(statement) = statements.recv().await {
            let bytes = statement.len() as u64;
            done = self
                .insert(statement, &attempt)
                .await
                .map(|rows| self.watch.read(rows, bytes));
            if done.is_err() {
                break;
            }
        }
        drop(statements);
        let facts = tokio::task::spawn_blocking(move || thread.join()).await;
        let Ok(Ok(facts)) = facts else {
            return Err(DumpError::remote(format!(
                "the thread that reads `{}` has failed",
                file.name
            )));
        };
        done?;
        match facts {
            Ok(facts) if facts.sha256 == file.sha256 && facts.bytes == file.bytes => Ok(()),
            Ok(_) => Err(broken(
                file,
                "its bytes aren't those that its manifest tells of",
            )),
            Err(error) => Err(broken(file, &error.to_string())),
        }
    }

    async fn insert(&mut self, statement: Vec<u8>, attempt: &str) -> Result<u64> {
        match String::from_utf8(statement) {
            Ok(statement) => self.session.run(&statement, attempt).await,
            Err(bytes) => {
                let (sql, parameters) = statements::with_parameters(bytes.as_bytes());
                let sql = String::from_utf8(sql).map_err(|_| {
                    DumpError::data(format!("cannot {attempt}: a value isn't UTF-8"))
                })?;
                self.session.run_with(&sql, parameters, attempt).await
            }
        }
    }

    /// The table's rows as they are, on a connection of its own.
    async fn read_back(&self, manifest: &Manifest) -> Result<Tally> {
        let reader = Reader::of(self.source.clone(), Arc::clone(&self.watch));
        Ok(reader.read(&Wanted::of_restored(manifest)).await?.tally)
    }

    /// The rows as this transaction sees them.
    async fn read_back_here(&mut self, manifest: &Manifest) -> Result<Tally> {
        super::reading::tally_of(&mut self.session, manifest, condition(manifest).as_deref()).await
    }

    /// Makes what isn't tables: it comes after the rows, which triggers would fire on.
    async fn programs(&mut self) -> Result<()> {
        let dir = skep_storage::escape_name(&self.job.database).to_string();
        for name in ["structure.sql", "triggers.sql"] {
            let Some((bytes, _)) = self.archive.read(&format!("{dir}/{name}")).await? else {
                continue;
            };
            let attempt = format!("run a statement of `{name}`");
            for statement in scripted(&String::from_utf8_lossy(&bytes)) {
                if statement.starts_with("CREATE TABLE ") {
                    continue;
                }
                match self.session.run(&statement, &attempt).await {
                    Err(error) if !error.is_there_already() => self.failed(name, error),
                    _ => {}
                }
            }
        }
        Ok(())
    }
}

/// The statements of one of our scripts with DELIMITER lines.
fn scripted(text: &str) -> Vec<String> {
    let mut delimiter = ";".to_owned();
    let (mut statements, mut open) = (Vec::new(), String::new());
    for line in text.lines() {
        if let Some(new) = line.strip_prefix("DELIMITER ").filter(|_| open.is_empty()) {
            new.clone_into(&mut delimiter);
        } else if open.is_empty() && (line.is_empty() || line.starts_with("-- ")) {
        } else if let Some(last) = line.strip_suffix(&delimiter) {
            open.push_str(last);
            statements.push(std::mem::take(&mut open).trim_end().to_owned());
        } else {
            open.push_str(line);
            open.push('\n');
        }
    }
    statements
}

/// Which rows of a table are those of a manifest.
pub(crate) fn condition(manifest: &Manifest) -> Option<String> {
    let day = manifest.day.as_ref().map(|range| {
        let column = name(&range.column);
        format!("({column} >= {} AND {column} < {})", range.from, range.to)
    });
    let own = manifest
        .r#where
        .as_ref()
        .map(|condition| format!("({condition})"));
    let parts: Vec<String> = [day, own].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" AND "))
}

fn broken(file: &DataFile, why: &str) -> DumpError {
    DumpError::data(format!("the file `{}` is damaged: {why}", file.name))
        .with_hint("put back a good copy, or remove the day's manifest to have it dumped again")
}

impl Wanted {
    /// The rows of a manifest as a table has them, masked values as they are.
    fn of_restored(manifest: &Manifest) -> Wanted {
        Wanted {
            subject: manifest.subject(),
            table: manifest.table.clone(),
            window: condition(manifest),
            day_column: None,
            rules: Rules::default(),
            mask_key: String::new(),
            chunks: 1,
            into: None,
            columns: Some(manifest.columns.clone()),
            known: None,
            ceiling: None,
        }
    }

    /// The rows of a manifest as the table has them that they were read from.
    pub(crate) fn of_dumped(manifest: &Manifest, job: &Job) -> Wanted {
        let mut wanted = Wanted::of_restored(manifest);
        wanted.rules.masks = manifest
            .masks
            .iter()
            .map(|(column, kind)| (column.clone(), *kind))
            .collect();
        wanted.mask_key.clone_from(&job.mask_key);
        wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_cut_at_its_delimiters() {
        let script = "-- t\nSET a = 1;\n\nDELIMITER ;;\nCREATE TRIGGER x\nBEGIN a; b; END\n;;\nDELIMITER ;\nSET b = 2;\n";
        assert_eq!(
            scripted(script),
            [
                "SET a = 1",
                "CREATE TRIGGER x\nBEGIN a; b; END",
                "SET b = 2"
            ]
        );
    }
}
