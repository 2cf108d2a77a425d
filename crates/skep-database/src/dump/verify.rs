//! Whether an archive is what its manifests say, and, deep, what the live tables have.

use std::sync::Arc;

use super::layout::Places;
use super::reading::{Reader, Wanted};
use super::{
    Archive, DataFile, Day, DumpError, Event, Job, Manifest, Result, Source, Summary, Watch,
    statements,
};

/// What is to be looked at.
#[derive(Debug, Clone, Default)]
pub struct VerifyJob {
    /// The database in the archive.
    pub database: String,
    /// Tables: names or patterns; none for all.
    pub tables: Vec<String>,
    /// The first day.
    pub from: Option<Day>,
    /// The last day.
    pub to: Option<Day>,
}

/// Compares files with manifests, and rows with the live tables where there is a `source`. What isn't right is in the summary.
pub async fn verify(
    archive: &Archive,
    job: &VerifyJob,
    live: Option<(Source, &Job)>,
    watch: Arc<dyn Watch>,
) -> Result<Summary> {
    let mut summary = Summary::default();
    let reader = live
        .as_ref()
        .map(|(source, _)| Reader::of(source.clone(), Arc::clone(&watch)));
    let dump_job = live.as_ref().map(|(_, job)| *job);
    for table in archive.tables_like(&job.database, &job.tables).await? {
        let (places, manifests) = table.manifests(&job.database, job.from, job.to);
        watch.event(Event::Due(table.table.clone(), manifests.len()));
        for (subject, path) in manifests {
            watch.event(Event::Begin(subject.clone()));
            let checked = match archive.manifest(&path).await {
                Ok(manifest) => {
                    check(
                        archive,
                        &places,
                        &manifest,
                        reader.as_ref().zip(dump_job),
                        &watch,
                    )
                    .await
                }
                Err(error) => Err(error),
            };
            match checked {
                Ok((manifest, None)) => {
                    summary.done += 1;
                    summary.rows += manifest.rows;
                    let bytes = manifest.files.iter().map(|file| file.bytes).sum();
                    watch.event(Event::Done(subject, manifest.rows, bytes));
                }
                Ok((manifest, Some(rows))) => {
                    summary.changed += 1;
                    watch.event(Event::Changed(subject, manifest.rows, rows));
                }
                Err(error) => {
                    watch.event(Event::Failed(subject.clone(), error.clone()));
                    summary.failed.push((subject, error));
                }
            }
        }
    }
    Ok(summary)
}

/// Checks one day; gives how many rows the live table has where they aren't the archive's.
async fn check(
    archive: &Archive,
    places: &Places,
    manifest: &Manifest,
    live: Option<(&Reader, &Job)>,
    watch: &Arc<dyn Watch>,
) -> Result<(Manifest, Option<u64>)> {
    let mut rows = 0;
    let times = if live.is_some() { 2 } else { 1 };
    watch.expected(manifest.rows.saturating_mul(times));
    for file in &manifest.files {
        same(archive, places, file).await?;
        watch.read(file.rows, file.bytes);
        rows += file.rows;
    }
    if rows != manifest.rows {
        return Err(DumpError::data(format!(
            "the manifest of `{}` says {} rows, its files {rows}",
            manifest.subject(),
            manifest.rows
        )));
    }
    let Some((reader, job)) = live else {
        return Ok((manifest.clone(), None));
    };
    let tally = reader.read(&Wanted::of_dumped(manifest, job)).await?.tally;
    let is_same = tally.rows == manifest.rows && tally.checksum == manifest.checksum;
    Ok((manifest.clone(), (!is_same).then_some(tally.rows)))
}

async fn same(archive: &Archive, places: &Places, file: &DataFile) -> Result<()> {
    let data = archive.data_file(places, file).await?;
    let facts = tokio::task::spawn_blocking(move || statements::facts(data)).await;
    let facts = match facts {
        Ok(facts) => {
            facts.map_err(|error| DumpError::of_io(format!("read `{}`", file.name), &error))?
        }
        Err(error) => {
            return Err(DumpError::remote(format!(
                "cannot read `{}`: {error}",
                file.name
            )));
        }
    };
    if facts.bytes == file.bytes && facts.sha256 == file.sha256 {
        return Ok(());
    }
    Err(DumpError::data(format!(
        "the file `{}` has {} bytes with SHA-256 {}, and its manifest says {} with {}",
        file.name, facts.bytes, facts.sha256, file.bytes, file.sha256
    ))
    .with_hint("put back a good copy, or remove the day's manifest to have it dumped again"))
}
