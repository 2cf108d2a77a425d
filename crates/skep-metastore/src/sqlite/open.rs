//! Opening the SQLite file: lazily, with its schema brought up to date, safely beside other processes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection};

use crate::{MetastoreError, Result};

/// How long to wait for another process's write. They last milliseconds, so this is only reached where one hangs.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(20);

/// Connections of one process: reads may overlap.
const MAX_CONNECTIONS: u32 = 4;

/// The schema's versions: applying `MIGRATIONS[n]` leads from version n to n + 1 (`PRAGMA user_version`).
const MIGRATIONS: &[&str] = &[include_str!("schema.sql")];

/// Opens the file, which is made where it is missing, along with its directory.
pub(super) async fn file(path: &Path, busy_timeout: Duration) -> Result<SqlitePool> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).map_err(|e| MetastoreError::Io {
            attempt: "create the directory of",
            path: path.into(),
            reason: e.to_string(),
        })?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        // A commit that was reported survives a power cut too. Definitions change rarely; the fsync is affordable.
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(busy_timeout);
    let pool = SqlitePoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(busy_timeout + Duration::from_secs(5))
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    let mut connection = pool
        .acquire()
        .await
        .map_err(|e| failure("open", path, &e))?;
    migrate(&mut connection, path, busy_timeout).await?;
    drop(connection);
    Ok(pool)
}

/// A metastore that is gone with the process.
pub(super) async fn memory() -> Result<SqlitePool> {
    let path = PathBuf::from(":memory:");
    let options = SqliteConnectOptions::new()
        .in_memory(true)
        .foreign_keys(true);
    // One connection that is never given up: every connection to `:memory:` is a database of its own.
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_lazy_with(options);
    let mut connection = pool
        .acquire()
        .await
        .map_err(|e| failure("open", &path, &e))?;
    migrate(&mut connection, &path, BUSY_TIMEOUT).await?;
    drop(connection);
    Ok(pool)
}

async fn version(connection: &mut SqliteConnection, path: &Path) -> Result<i64> {
    let version = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(connection)
        .await;
    let found: i64 = version.map_err(|e| failure("open", path, &e))?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        let path = path.into();
        return Err(MetastoreError::NewerSchema { path, found, known });
    }
    Ok(found)
}

async fn migrate(
    connection: &mut SqliteConnection,
    path: &Path,
    busy_timeout: Duration,
) -> Result<()> {
    let pending = |version: i64| {
        MIGRATIONS
            .get(usize::try_from(version).unwrap_or(0)..)
            .unwrap_or(&[])
    };
    if pending(version(connection, path).await?).is_empty() {
        return Ok(());
    }
    let fail = |e: sqlx::Error| failure("update", path, &e);
    write_ahead(connection, busy_timeout).await.map_err(fail)?;
    let mut tx = connection
        .begin_with("BEGIN IMMEDIATE")
        .await
        .map_err(fail)?;
    // Another process may have done it while this one waited for the lock.
    let from = version(&mut tx, path).await?;
    for migration in pending(from) {
        sqlx::raw_sql(*migration)
            .execute(&mut *tx)
            .await
            .map_err(fail)?;
    }
    let set = format!("PRAGMA user_version = {}", MIGRATIONS.len());
    sqlx::raw_sql(sqlx::AssertSqlSafe(set))
        .execute(&mut *tx)
        .await
        .map_err(fail)?;
    tx.commit().await.map_err(fail)
}

/// Switches the file to write-ahead logging, which it then keeps: readers don't wait for a writer. SQLite answers "busy" at once,
/// whatever the timeout, where two connections switch at the same time, so this asks again.
async fn write_ahead(connection: &mut SqliteConnection, limit: Duration) -> sqlx::Result<()> {
    let start = Instant::now();
    loop {
        let done = sqlx::raw_sql("PRAGMA journal_mode = WAL")
            .execute(&mut *connection)
            .await;
        match done {
            Err(e) if is_busy(&e) && start.elapsed() < limit => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            done => return done.map(drop),
        }
    }
}

/// SQLite's primary result code (<https://www.sqlite.org/rescode.html>).
fn primary_code(error: &sqlx::Error) -> Option<i32> {
    let code = error.as_database_error()?.code()?;
    code.parse::<i32>().ok().map(|code| code & 0xff)
}

fn is_busy(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(5 | 6))
}

/// What an error of SQLite means to a caller. `attempt` is "open", "read", "write" or "update".
pub(super) fn failure(attempt: &'static str, path: &Path, error: &sqlx::Error) -> MetastoreError {
    let path = path.to_path_buf();
    match (error, primary_code(error)) {
        (_, Some(5 | 6)) | (sqlx::Error::PoolTimedOut, _) => MetastoreError::Busy { path },
        (_, Some(11 | 26)) => MetastoreError::Corrupt {
            path,
            what: message(error),
        },
        (sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_), _) => MetastoreError::Corrupt {
            path,
            what: error.to_string(),
        },
        _ => MetastoreError::Io {
            attempt,
            path,
            reason: message(error),
        },
    }
}

fn message(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(e) => e.message().to_owned(),
        None => error.to_string(),
    }
}
