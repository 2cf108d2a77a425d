//! The monitor's question: is the row there? Answered within a deadline, or not at all.
//!
//! "No" means that the row isn't there, and never that it couldn't be told: that is a [`CheckError`]. [`ask`] is the door;
//! the question's text is read in `condition.rs` and `clock.rs`, becomes SQL in `operand.rs` and `sql.rs`, and is put to a server in
//! `mysql.rs`, `postgresql.rs` and `sqlite.rs`. Tables of skep's own metastore are asked in `lake.rs`.

mod clock;
mod condition;
mod error;
mod lake;
mod mysql;
mod operand;
mod postgresql;
mod question;
mod sql;
mod sqlite;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout_at};

pub use clock::{Clock, duration};
pub use error::{CheckError, CheckErrorKind};
pub use lake::ask_lake;
pub use question::{Compare, Condition, Question, Test, Value};

use crate::{Dialect, Server};

/// What a check gives.
pub type Result<T, E = CheckError> = std::result::Result<T, E>;

/// Of the time there is, what is kept for stopping a query that isn't done: a fifth, and at most this.
const TIDYING: Duration = Duration::from_millis(300);

/// What the server said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Rows that were found, counted up to the number that was asked for.
    pub rows: u64,
    /// Whether that is enough.
    pub is_there: bool,
}

impl Answer {
    fn of(rows: u64, question: &Question) -> Answer {
        Answer {
            rows,
            is_there: rows >= question.rows,
        }
    }
}

/// By when there has to be an answer. Clones are the same deadline.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The time there was.
    length: Duration,
    /// Then the server is told to stop.
    soft: Instant,
    /// Then it is over.
    hard: Instant,
    /// Somebody wants it to be over now.
    stop: Arc<Notify>,
}

impl Deadline {
    /// From now on.
    pub fn after(length: Duration) -> Deadline {
        let hard = Instant::now() + length;
        Deadline {
            length,
            soft: hard - TIDYING.min(length / 5),
            hard,
            stop: Arc::default(),
        }
    }

    /// Has whoever waits stop waiting now, and stop the server.
    pub fn stop(&self) {
        self.stop.notify_one();
    }

    /// What the server may take, in milliseconds: a little less than we wait.
    fn left_ms(&self) -> u64 {
        let left = self.soft.saturating_duration_since(Instant::now());
        u64::try_from(left.as_millis()).unwrap_or(u64::MAX).max(1)
    }

    /// The work's result, or that it was late while it was `doing` something with `place`.
    async fn soft<T>(
        &self,
        place: &str,
        doing: &str,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            biased;
            result = work => result,
            () = self.stop.notified() => {
                Err(CheckError::late(format!("stopped before `{place}` gave an answer")))
            }
            () = sleep_until(self.soft) => Err(self.late(place, doing)),
        }
    }

    fn late(&self, place: &str, doing: &str) -> CheckError {
        let seconds = self.length.as_secs_f64();
        CheckError::late(format!(
            "`{place}` gave no answer within {seconds} s (while {doing})"
        ))
    }
}

/// Puts the question to a server.
///
/// Ends at the deadline whatever happens: a name that isn't resolved, a server that accepts and says nothing, a query that runs on. Dropping
/// the future leaves a running query to the server, which was told how long it may take. Where it may linger, it is killed on a second
/// connection before this returns.
pub async fn ask(
    server: &Server,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
) -> Result<Answer> {
    let asked = async {
        match server.dialect {
            Dialect::MySql => mysql::ask(server, question, clock, deadline).await,
            Dialect::Sqlite => sqlite::ask(server, question, clock, deadline).await,
            Dialect::PostgreSql => postgresql::ask(server, question, clock, deadline).await,
        }
    };
    match timeout_at(deadline.hard, asked).await {
        Ok(answer) => answer,
        Err(_) => Err(deadline.late(&server.to_string(), "stopping")),
    }
}

/// Errors of the way to a server: sockets, TLS, the protocol.
fn of_connection(place: &str, error: &sqlx::Error) -> CheckError {
    match error {
        sqlx::Error::Io(cause) => CheckError::remote(format!("cannot reach `{place}`: {cause}")),
        sqlx::Error::Tls(cause) => {
            CheckError::remote(format!("cannot talk to `{place}` over TLS: {cause}"))
                .with_hint("ssl-mode and ssl-ca say what the server has to show")
        }
        sqlx::Error::Protocol(cause) if cause.contains("rsa") => CheckError::new(
            CheckErrorKind::Denied,
            format!("`{place}` wants the password, which is sent over TLS only"),
        )
        .with_hint("leave out ssl-mode=DISABLED"),
        other => CheckError::remote(format!("`{place}`: {other}")),
    }
}
