//! What Hive's shell does itself: `!command`, `source`, `add jar` and the like. `dfs` is `dfs.rs`.

use std::path::Path;
use std::process::Stdio;

use skep_hiveql::ast::ShellCommand;

use crate::error::{EngineError, Result};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) async fn shell(&mut self, command: &ShellCommand) -> Result<Outcome> {
        match command {
            ShellCommand::System(command) => self.system(command).await,
            ShellCommand::Source(path) => {
                let path = path.trim().trim_matches(['\'', '"']);
                Ok(Outcome::Script(self.read_script(Path::new(path))?))
            }
            ShellCommand::Dfs(arguments) => self.dfs(arguments).await,
            ShellCommand::Add { kind, paths } => self.add_resources(kind, paths),
            ShellCommand::Delete { .. } => Ok(Outcome::done()),
            ShellCommand::List { .. } => Ok(Rows::lines("resource", [])?.into()),
        }
    }

    /// Runs a command in the session's directory and environment. What it prints is the outcome's rows.
    async fn system(&mut self, command: &str) -> Result<Outcome> {
        let command = command.trim();
        let output = tokio::process::Command::new("sh")
            .args(["-c", command])
            .current_dir(self.cwd())
            .env_clear()
            .envs(self.settings().env())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(|error| EngineError::query(format!("cannot run `{command}`: {error}")))?;
        if !output.status.success() {
            let code = output
                .status
                .code()
                .map_or_else(|| "a signal".to_owned(), |code| format!("exit code {code}"));
            let error = EngineError::query(format!("`{command}` failed with {code}"));
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            return Err(match said.is_empty() {
                true => error,
                false => error.hint(format!("it said: {said}")),
            });
        }
        let text = String::from_utf8_lossy(&output.stdout);
        Ok(Rows::lines("output", text.lines().map(str::to_owned))?.into())
    }

    /// Files for TRANSFORM need no adding, as scripts run on this machine; Java archives can't be used.
    fn add_resources(&self, kind: &str, paths: &[String]) -> Result<Outcome> {
        if kind == "jar" {
            return Err(EngineError::unsupported("ADD JAR")
                .hint("skep runs no Java; `show functions` lists what is built in"));
        }
        for path in paths {
            let location = self.location(path)?;
            if let Some(local) = location.local_path()
                && !local.exists()
            {
                return Err(EngineError::query(format!(
                    "cannot add `{path}`: there is no such file"
                )));
            }
        }
        Ok(Outcome::done())
    }
}
