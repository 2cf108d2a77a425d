//! The question to PostgreSQL.

use super::operand::{Bind, Kind};
use super::{Answer, CheckError, CheckErrorKind, Clock, Deadline, Question, Result, sql};
use crate::postgresql::{Connection, PgError, cancel, connect};
use crate::{Dialect, Server};

pub(super) async fn ask(
    server: &Server,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
) -> Result<Answer> {
    let place = server.to_string();
    let fail = |error: PgError| of_server(&place, &error);
    let connecting = async { connect(server).await.map_err(fail) };
    let mut connection = deadline.soft(&place, "connecting", connecting).await?;
    let key = connection.key;
    let asking = async { rows(&mut connection, question, clock, deadline, &place).await };
    match deadline.soft(&place, "asking", asking).await {
        Ok(rows) => {
            let goodbye = async { connection.close().await.map_err(fail) };
            let _ = deadline.soft(&place, "closing", goodbye).await;
            Ok(Answer::of(rows, question))
        }
        Err(error) if error.kind == CheckErrorKind::Late => {
            // It may be over by now; the hard deadline ends our trying.
            let _ = cancel(server, key).await;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

async fn rows(
    connection: &mut Connection,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
    place: &str,
) -> Result<u64> {
    let fail = |error: PgError| of_server(place, &error);
    let limit_ms = deadline.left_ms();
    let settings = format!(
        "SET statement_timeout = {limit_ms}; SET lock_timeout = {limit_ms}; SET timezone = 'UTC'; \
         SET default_transaction_read_only = on; SET standard_conforming_strings = on"
    );
    connection.run(&settings).await.map_err(fail)?;
    let described = connection
        .run(&sql::description(question, Dialect::PostgreSql))
        .await;
    let columns: Vec<_> = described
        .map_err(fail)?
        .types
        .into_iter()
        .map(kind)
        .collect();
    let statement = sql::question(question, &columns, Dialect::PostgreSql, limit_ms, clock)?;
    let binds: Vec<String> = statement.binds.into_iter().map(text).collect();
    let found = connection
        .ask(&statement.text, &binds)
        .await
        .map_err(fail)?;
    match (question.rows, found.first.first()) {
        (_, None) => Ok(0),
        (1, Some(_)) => Ok(1),
        (_, Some(count)) => Ok(count
            .as_deref()
            .and_then(|count| count.parse().ok())
            .unwrap_or(0)),
    }
}

fn text(bind: Bind) -> String {
    match bind {
        Bind::Integer(number) => number.to_string(),
        Bind::Unsigned(number) => number.to_string(),
        Bind::Text(text) => text,
        Bind::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("\\x{digits}")
        }
    }
}

/// The types' numbers in `src/include/catalog/pg_type.dat`. A table.
fn kind(oid: u32) -> (Kind, String) {
    let (kind, name) = match oid {
        16 => (Kind::Boolean, "boolean"),
        17 => (Kind::Other, "bytea"),
        20 => (Kind::Integer, "bigint"),
        21 => (Kind::Integer, "smallint"),
        23 => (Kind::Integer, "integer"),
        26 => (Kind::Integer, "oid"),
        18 | 19 | 25 | 1042 | 1043 => (Kind::Text, "text"),
        700 | 701 => (Kind::Number, "double precision"),
        1700 => (Kind::Number, "numeric"),
        1082 => (Kind::Date, "date"),
        1114 => (Kind::Wall, "timestamp"),
        1184 => (Kind::Moment, "timestamptz"),
        2950 => (Kind::Other, "uuid"),
        _ => (Kind::Other, "another"),
    };
    (kind, name.to_owned())
}

/// By SQLSTATE (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
fn of_server(place: &str, error: &PgError) -> CheckError {
    let (code, text) = match error {
        PgError::Io(cause) => {
            return CheckError::remote(format!("cannot reach `{place}`: {cause}"));
        }
        PgError::Tls(cause) => {
            return CheckError::remote(format!("cannot talk to `{place}` over TLS: {cause}"))
                .with_hint("ssl-mode and ssl-ca say what the server has to show");
        }
        PgError::Protocol(cause) => return CheckError::remote(format!("`{place}`: {cause}")),
        PgError::Server(code, text) => (code.as_str(), text),
    };
    let told = format!("`{place}`: {text}");
    match code {
        "57014" | "55P03" => CheckError::late(told)
            .with_hint("is there an index for these conditions? else --timeout gives it longer"),
        "42501" => denied(told),
        "3D000" => CheckError::question(told).with_hint("check the database's name"),
        "42P01" | "3F000" => CheckError::question(told).with_hint("check the table's name"),
        "42703" => CheckError::question(told).with_hint("check the column's name"),
        _ if code.starts_with("28") => denied(told),
        _ if code.starts_with("42") || code.starts_with("22") => CheckError::question(told),
        _ => CheckError::remote(told),
    }
}

fn denied(told: String) -> CheckError {
    CheckError::new(CheckErrorKind::Denied, told)
        .with_hint("check the user, the password and what the user may read")
}
