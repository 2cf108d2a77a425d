//! A session: one user's settings, current database and temporary tables, and the way to run statements in it.

mod interruptible;
mod options;
mod runtime;
mod script;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use skep_hiveql::ast::Statement;
use skep_metastore::{DEFAULT_DATABASE, SqliteMetastore};
use skep_planner::Macro;

pub use options::SessionOptions;
pub use script::ScriptStatement;

use crate::error::{EngineError, Result};
use crate::outcome::Outcome;
use crate::paths::{Input, Spool};
use crate::progress::Progress;
use crate::settings::Settings;
use crate::substitution::substitute;
use crate::temporary::SessionMetastore;

/// One user's session. Statements run one after the other; their rows are pulled when they are wanted.
#[derive(Debug)]
pub struct Session {
    settings: Settings,
    at_start: Settings,
    metastore: Arc<SessionMetastore>,
    stores: Arc<skep_storage::Stores>,
    database: String,
    user: String,
    home: PathBuf,
    cwd: PathBuf,
    timezone: Tz,
    clock: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
    progress: Progress,
    runtime: runtime::Runtime,
    scratch: Scratch,
    input: Option<Input>,
    spool: Spool,
    /// By name in lower case.
    macros: Arc<HashMap<String, Macro>>,
}

/// The directory of the session's temporary tables; goes with the session.
#[derive(Debug)]
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nobody is left to tell: what stays is removed with the home's `tmp` directory.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Session {
    /// Opens a session. Nothing is read yet, and nothing is made on disk before a statement needs it.
    pub fn open(options: SessionOptions) -> Result<Session> {
        for (key, value) in &options.hiveconf {
            crate::settings::check(key, value)
                .map_err(|error| EngineError::usage(error.message))?;
        }
        let mut settings = options.settings();
        let warehouse = match settings.get("hive.metastore.warehouse.dir") {
            Some(dir) => dir.to_owned(),
            None => options
                .home
                .join("warehouse")
                .to_string_lossy()
                .into_owned(),
        };
        let warehouse = crate::files::parse_location(&warehouse, &options.cwd)?.to_string();
        settings.set_conf("hive.metastore.warehouse.dir", warehouse.as_str());
        let permanent: Arc<dyn skep_metastore::Metastore> = match &options.metastore {
            Some(metastore) => Arc::clone(metastore),
            None => Arc::new(SqliteMetastore::new(&options.home, warehouse)),
        };
        let timezone = options.timezone;
        let now = options.clock.unwrap_or_else(Utc::now);
        Ok(Session {
            at_start: settings.clone(),
            metastore: Arc::new(SessionMetastore::new(permanent)),
            stores: options.stores(),
            database: options
                .database
                .map_or_else(|| DEFAULT_DATABASE.to_owned(), |name| name.to_lowercase()),
            user: options.user,
            macros: Arc::default(),
            scratch: Scratch(
                options
                    .home
                    .join("tmp")
                    .join(uuid::Uuid::new_v4().simple().to_string()),
            ),
            input: options.input,
            spool: Spool::default(),
            home: options.home,
            cwd: options.cwd,
            timezone,
            clock: options.clock,
            now,
            progress: Progress::default(),
            runtime: runtime::Runtime::default(),
            settings,
        })
    }

    /// Runs one statement, after variables in it are replaced. A `;` at its end is no harm.
    ///
    /// The outcome's rows are made as they are pulled. Dropping the future or the rows stops the work.
    pub async fn execute(&mut self, text: &str) -> Result<Outcome> {
        self.execute_at(text, 1, None).await
    }

    /// Runs a statement that begins in a line of a script.
    pub(crate) async fn execute_at(
        &mut self,
        text: &str,
        line: usize,
        file: Option<&str>,
    ) -> Result<Outcome> {
        let text = substitute(&self.settings, text)?;
        let place = |error: EngineError| error.placed(&text, line, file);
        let statement = skep_hiveql::parse_statement(&text).map_err(|error| place(error.into()))?;
        self.execute_statement(&statement, &text)
            .await
            .map_err(place)
    }

    /// Runs a parsed statement; `text` is what its spans refer to.
    pub async fn execute_statement(
        &mut self,
        statement: &Statement,
        text: &str,
    ) -> Result<Outcome> {
        let token = self.progress.begin();
        self.now = self.clock.unwrap_or_else(Utc::now);
        tokio::select! {
            biased;
            () = token.cancelled() => Err(EngineError::interrupted()),
            outcome = Box::pin(self.dispatch(statement, text)) => outcome,
        }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The settings, to change them.
    pub fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Makes or forgets a macro; true where there was one of that name.
    pub(crate) fn set_macro(&mut self, name: String, made: Option<Macro>) -> bool {
        let macros = Arc::make_mut(&mut self.macros);
        match made {
            Some(made) => macros.insert(name, made).is_some(),
            None => macros.remove(&name).is_some(),
        }
    }

    /// The session's macros by name.
    pub(crate) fn macros(&self) -> Arc<HashMap<String, Macro>> {
        Arc::clone(&self.macros)
    }

    /// Forgets what SET changed.
    pub(crate) fn reset_settings(&mut self) {
        let at_start = self.at_start.clone();
        self.settings.reset(&at_start);
    }

    /// What a key had when the session began.
    pub(crate) fn setting_at_start(&self, key: &str) -> Option<String> {
        self.at_start.conf().get(key).cloned()
    }

    /// The metastore as the session sees it.
    pub fn metastore(&self) -> &SessionMetastore {
        &self.metastore
    }

    /// The metastore, to share.
    pub(crate) fn metastore_arc(&self) -> Arc<SessionMetastore> {
        Arc::clone(&self.metastore)
    }

    /// The object stores that the session has opened.
    pub(crate) fn stores(&self) -> &Arc<skep_storage::Stores> {
        &self.stores
    }

    /// The database in which unqualified names are looked up.
    pub fn current_database(&self) -> &str {
        &self.database
    }

    pub(crate) fn set_current_database(&mut self, name: &str) {
        name.clone_into(&mut self.database);
    }

    /// Who runs the session.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The directory that relative paths start from.
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The skep home.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Where managed tables of new databases go.
    pub(crate) fn warehouse(&self) -> String {
        self.settings
            .get("hive.metastore.warehouse.dir")
            .unwrap_or_default()
            .trim_end_matches('/')
            .to_owned()
    }

    /// Where a temporary table's files go.
    pub(crate) fn temporary_location(&self, database: &str, table: &str) -> Result<String> {
        let path = self.scratch.0.join(format!("{database}.{table}"));
        Ok(self.location(&path.to_string_lossy())?.to_string())
    }

    /// Standard input, where it is data.
    pub(crate) fn input(&self) -> Option<Input> {
        self.input
    }

    /// The session's own directory, and what of it holds standard input.
    pub(crate) fn spool(&self) -> (&Path, &Spool) {
        (&self.scratch.0, &self.spool)
    }

    /// The session's time zone (`hive.local.time.zone`).
    pub fn timezone(&self) -> Tz {
        self.settings.timezone(self.timezone)
    }

    /// The running statement's clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// How far the current statement is, and the way to stop it; the handle stays good for later statements.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }
}
