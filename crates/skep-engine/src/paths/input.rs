//! Standard input as a file: what comes through a pipe comes once, but a query may read it twice.

use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Read, Write, copy};
use std::path::{Path, PathBuf};

use skep_storage::DirEntry;
use tokio::sync::OnceCell;

use super::find::Found;
use crate::error::{EngineError, Result};
use crate::session::Session;

/// Opens standard input, where it is data.
pub type Input = fn() -> Box<dyn Read + Send>;

/// What came through standard input, once it was asked for.
#[derive(Debug, Default)]
pub(crate) struct Spool(OnceCell<PathBuf>);

/// Its name in the session's own directory.
const NAME: &str = "standard-input";

impl Session {
    /// Standard input, written to a file that goes with the session.
    pub(super) async fn spooled_input(&self) -> Result<Found> {
        let Some(input) = self.input() else {
            return Err(EngineError::query(
                "cannot read `-`: standard input is where the statements come from",
            )
            .hint("give them with -e or -f: skep -e 'select * from `-`' < FILE"));
        };
        let (directory, spool) = self.spool();
        let path = spool.0.get_or_try_init(|| async {
            let path = directory.join(NAME);
            let target = path.clone();
            self.progress().stage("reading standard input");
            let written = tokio::task::spawn_blocking(move || write(input, &target)).await;
            let written = written.map_err(|error| EngineError::query(error.to_string()))?;
            written.map_err(|error| {
                EngineError::query(format!(
                    "cannot write standard input to `{}`: {error}",
                    path.display()
                ))
                .hint("it needs as much room as its data; --home names another place")
            })?;
            Ok::<_, EngineError>(path)
        });
        let location = self.location(&path.await?.to_string_lossy())?;
        match self.stores().list(&location).await?.into_iter().next() {
            Some(DirEntry::File(entry)) => Ok(Found::one(entry)),
            _ => Err(EngineError::query("what standard input gave is gone")),
        }
    }
}

fn write(input: Input, path: &Path) -> std::io::Result<()> {
    if let Some(directory) = path.parent() {
        create_dir_all(directory)?;
    }
    let mut file = BufWriter::new(File::create(path)?);
    copy(&mut input(), &mut file)?;
    file.flush()
}
