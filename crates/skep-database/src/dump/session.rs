//! A connection to the database, with the settings under which values are read and written exactly.

use std::io;
use std::time::Duration;

use futures::{FutureExt, TryStreamExt};
use sqlx::mysql::{MySqlConnectOptions, MySqlConnection, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Decode, Executor, MySql, Row};

use super::{DumpError, Result};
use crate::{Dialect, Server, mysql_options};

/// Where connections go.
#[derive(Clone)]
pub struct Source {
    options: MySqlConnectOptions,
    database: String,
    shown: String,
    /// How long a server that says nothing is waited for, where it should answer at once.
    patience: Duration,
}

/// Waited for an answer that should come at once.
const PATIENCE: Duration = Duration::from_secs(30);
/// Waited for an answer, or for more rows, whatever the server has to do for it.
const LONGEST: Duration = Duration::from_secs(3600);

impl Source {
    /// The database of a server as settings give it. An error where it is no MySQL, or names no database.
    pub fn of_server(server: &Server) -> Result<Source> {
        let shown = server.to_string();
        if server.dialect != Dialect::MySql {
            return Err(DumpError::usage(format!(
                "`{shown}` is no MySQL or MariaDB: others can't be dumped"
            )));
        }
        let Some(database) = &server.database else {
            return Err(DumpError::usage(format!("which database of `{shown}`?"))
                .with_hint("name it with --url mysql://user@host/DATABASE or with --database, or in skep.toml"));
        };
        Ok(Source {
            options: mysql_options(server),
            database: database.clone(),
            shown,
            patience: PATIENCE,
        })
    }

    /// Waits no longer than this for a server that says nothing; 30 s unless told.
    pub fn with_patience(self, patience: Duration) -> Source {
        Source { patience, ..self }
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Opens a connection.
    pub async fn open(&self) -> Result<Session> {
        let attempt = format!("connect to `{}`", self.shown);
        let opening = tokio::time::timeout(self.patience, self.open_as(&attempt));
        opening.await.unwrap_or_else(|_| Err(self.silent(&attempt)))
    }

    /// That the server has said nothing for as long as one waits for it.
    pub(crate) fn silent(&self, attempt: &str) -> DumpError {
        let seconds = self.patience.as_secs_f64();
        DumpError::remote(format!(
            "cannot {attempt}: the server has not answered for {seconds} s"
        ))
        .with_hint("look whether it is stuck; run it again then, what is done stays done")
    }

    async fn open_as(&self, attempt: &str) -> Result<Session> {
        let connection = self.options.connect().await;
        let connection = connection.map_err(|error| {
            let failed = DumpError::of_server(attempt, &error);
            match error {
                sqlx::Error::Io(_) => {
                    failed.with_hint("is the server running? check host, port and socket")
                }
                _ => failed,
            }
        })?;
        let mut session = Session {
            connection,
            id: String::new(),
            database: self.database.clone(),
        };
        for setting in SETTINGS {
            session.run(setting, attempt).await?;
        }
        for setting in WHERE_KNOWN {
            // Each is known to one of the two servers only.
            let _ = session.run(setting, attempt).await;
        }
        session.id = session
            .value("SELECT CONNECTION_ID()", attempt)
            .await?
            .unwrap_or_default();
        Ok(session)
    }
}

impl std::fmt::Debug for Source {
    /// Options hold the password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Source").field(&self.shown).finish()
    }
}

/// Moments are read and written in UTC, characters as UTF-8, and no SQL mode changes what a literal or a name means. Who waits for a lock of
/// somebody else gives up soon: others queue behind.
const SETTINGS: [&str; 3] = [
    "SET NAMES utf8mb4",
    "SET SESSION time_zone = '+00:00', sql_mode = 'NO_AUTO_VALUE_ON_ZERO', lock_wait_timeout = 1, \
     net_write_timeout = 3600, net_read_timeout = 3600, foreign_key_checks = 0, unique_checks = 0",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
];

/// No limit of the server's ends a long read.
const WHERE_KNOWN: [&str; 2] = [
    "SET SESSION max_statement_time = 0",
    "SET SESSION max_execution_time = 0",
];

/// An open connection.
#[derive(Debug)]
pub struct Session {
    connection: MySqlConnection,
    id: String,
    database: String,
}

impl Session {
    /// The server's number of this connection, for KILL.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// The database's name.
    pub fn database(&self) -> &str {
        &self.database
    }

    /// Runs a statement that gives no rows, or whose rows don't matter; gives how many rows it changed.
    pub async fn run(&mut self, sql: &str, attempt: &str) -> Result<u64> {
        let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        let done = limited(self.connection.execute(statement)).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| DumpError::of_server(attempt, &error))
    }

    /// Runs a statement with values for its `?`.
    pub(crate) async fn run_with(
        &mut self,
        sql: &str,
        values: Vec<Vec<u8>>,
        attempt: &str,
    ) -> Result<u64> {
        let mut query = sqlx::query(AssertSqlSafe(sql.to_owned())).persistent(false);
        for value in values {
            query = query.bind(value);
        }
        let done = limited(query.execute(&mut self.connection)).await;
        done.map(|done| done.rows_affected())
            .map_err(|error| DumpError::of_server(attempt, &error))
    }

    /// All rows as text. For few.
    pub async fn rows(&mut self, sql: &str, attempt: &str) -> Result<Vec<Vec<Option<String>>>> {
        let mut all = Vec::new();
        let mut rows = self.stream(sql);
        while let Some(row) = rows
            .next()
            .await
            .map_err(|error| DumpError::of_server(attempt, &error))?
        {
            let texts = (0..row.len())
                .map(|at| Some(String::from_utf8_lossy(value(&row, at)?).into_owned()));
            all.push(texts.collect());
        }
        Ok(all)
    }

    /// The first value of the first row; `None` where there is none or it is NULL.
    pub async fn value(&mut self, sql: &str, attempt: &str) -> Result<Option<String>> {
        let rows = self.rows(sql, attempt).await?;
        Ok(rows
            .into_iter()
            .next()
            .and_then(|row| row.into_iter().next())
            .flatten())
    }

    /// The rows as they come, in the text protocol.
    pub(crate) fn stream(&mut self, sql: &str) -> Rows<'_> {
        let statement = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        Rows(self.connection.fetch(statement))
    }

    /// Begins to read as of one moment.
    pub async fn begin_snapshot(&mut self) -> Result<()> {
        let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
        self.run(begin, "begin a consistent snapshot")
            .await
            .map(drop)
    }

    /// Ends a transaction.
    pub async fn commit(&mut self) -> Result<()> {
        self.run("COMMIT", "end the transaction").await.map(drop)
    }

    /// Says good-bye. An error of that is none.
    pub async fn close(self) {
        let _ = self.connection.close().await;
    }
}

/// Rows as they come.
pub(crate) struct Rows<'a>(futures::stream::BoxStream<'a, Result<MySqlRow, sqlx::Error>>);

impl Rows<'_> {
    pub(crate) async fn next(&mut self) -> Result<Option<MySqlRow>, sqlx::Error> {
        // What is there already needs no clock.
        match self.0.try_next().now_or_never() {
            Some(row) => row,
            None => limited(self.0.try_next()).await,
        }
    }
}

/// No answer is waited for without an end.
async fn limited<T>(
    answer: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let silent = |_| {
        let hour = "the server has sent nothing for an hour";
        Err(sqlx::Error::Io(io::Error::new(
            io::ErrorKind::TimedOut,
            hour,
        )))
    };
    let answer = tokio::time::timeout(LONGEST, answer).await;
    answer.unwrap_or_else(silent)
}

/// A value's bytes as the server sent them.
pub(crate) fn value(row: &MySqlRow, at: usize) -> Option<&[u8]> {
    // Not as an `Option`: that looks at each value's type for what only the binary protocol has.
    <&[u8] as Decode<'_, MySql>>::decode(row.try_get_raw(at).ok()?).ok()
}
