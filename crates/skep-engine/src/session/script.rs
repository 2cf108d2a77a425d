//! Running a whole script: its statements one after the other, and the scripts that it sources.

use std::path::Path;

use super::Session;
use crate::error::{EngineError, Result};
use crate::outcome::Outcome;

/// How deep scripts may source each other.
const MAX_DEPTH: usize = 32;

/// A statement of a script, as the script's runner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStatement {
    /// Its text, before variables are replaced.
    pub text: String,
    /// Its first line, from 1.
    pub line: usize,
    /// The sourced file that it stands in; none for the script itself.
    pub file: Option<String>,
}

impl Session {
    /// Runs the statements of a script and hands each outcome (or error) to `on_outcome`, which pulls the rows.
    ///
    /// What `on_outcome` returns decides how it goes on: an error ends the script, and is returned. Where a statement
    /// failed and `on_outcome` returns `Ok`, the next statement runs.
    pub async fn run_script(
        &mut self,
        text: &str,
        mut on_outcome: impl AsyncFnMut(&mut Session, &ScriptStatement, Result<Outcome>) -> Result<()>,
    ) -> Result<()> {
        self.run_script_in(text, None, 0, &mut on_outcome).await
    }

    async fn run_script_in(
        &mut self,
        text: &str,
        file: Option<&str>,
        depth: usize,
        on_outcome: &mut impl AsyncFnMut(&mut Session, &ScriptStatement, Result<Outcome>) -> Result<()>,
    ) -> Result<()> {
        for piece in skep_hiveql::split_script(text) {
            let statement = ScriptStatement {
                text: piece.text,
                line: piece.line as usize,
                file: file.map(str::to_owned),
            };
            match self.execute_at(&statement.text, statement.line, file).await {
                Ok(Outcome::Script(script)) if depth < MAX_DEPTH => {
                    let name = script.path.to_string_lossy().into_owned();
                    Box::pin(self.run_script_in(&script.text, Some(&name), depth + 1, on_outcome))
                        .await?;
                }
                Ok(Outcome::Script(script)) => {
                    let error = EngineError::query(format!(
                        "`{}` is sourced more than {MAX_DEPTH} scripts deep",
                        script.path.display()
                    ));
                    on_outcome(self, &statement, Err(error)).await?;
                }
                outcome => on_outcome(self, &statement, outcome).await?,
            }
        }
        Ok(())
    }

    /// Runs a script file; see [`Session::run_script`]. A relative path starts from the session's directory.
    pub async fn run_file(
        &mut self,
        path: &Path,
        mut on_outcome: impl AsyncFnMut(&mut Session, &ScriptStatement, Result<Outcome>) -> Result<()>,
    ) -> Result<()> {
        let script = self.read_script(path)?;
        let name = path.to_string_lossy().into_owned();
        self.run_script_in(&script.text, Some(&name), 0, &mut on_outcome)
            .await
    }
}
