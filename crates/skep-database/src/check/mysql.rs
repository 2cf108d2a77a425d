//! The question to MySQL and MariaDB.

use sqlx::mysql::{MySqlConnection, MySqlDatabaseError};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Executor, Row, Statement, TypeInfo};

use super::operand::{Bind, Kind};
use super::{Answer, CheckError, CheckErrorKind, Clock, Deadline, Question, Result, sql};
use crate::{Dialect, Server, mysql_options};

pub(super) async fn ask(
    server: &Server,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
) -> Result<Answer> {
    let place = server.to_string();
    let fail = |error: sqlx::Error| of_server(&place, &error);
    let connecting = async { mysql_options(server).connect().await.map_err(fail) };
    let mut connection = deadline.soft(&place, "connecting", connecting).await?;
    let entering = async { enter(&mut connection, deadline).await.map_err(fail) };
    let id = deadline.soft(&place, "saying hello", entering).await?;
    let asking = rows(&mut connection, question, clock, deadline, &place);
    match deadline.soft(&place, "asking", asking).await {
        Ok(rows) => {
            // Said goodbye to, the server doesn't log an aborted connection.
            let goodbye = async { connection.close().await.map_err(fail) };
            let _ = deadline.soft(&place, "closing", goodbye).await;
            Ok(Answer::of(rows, question))
        }
        Err(error) if error.kind == CheckErrorKind::Late => {
            drop(connection);
            kill(server, id).await;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// Moments are in UTC, and nobody is waited for longer than we have: the connection's number, for [`kill`].
async fn enter(connection: &mut MySqlConnection, deadline: &Deadline) -> sqlx::Result<u64> {
    let patience = deadline.left_ms().div_ceil(1_000);
    let settings = format!(
        "SET SESSION time_zone = '+00:00', lock_wait_timeout = {patience}, transaction_read_only = 1; \
         SELECT CONNECTION_ID()"
    );
    // MariaDB before 11.1 calls it tx_read_only.
    let older = settings.replace("transaction_read_only", "tx_read_only");
    let row = match sqlx::raw_sql(AssertSqlSafe(settings))
        .fetch_one(&mut *connection)
        .await
    {
        Err(sqlx::Error::Database(error)) if number(&*error) == Some(1193) => {
            sqlx::raw_sql(AssertSqlSafe(older))
                .fetch_one(connection)
                .await?
        }
        other => other?,
    };
    row.try_get_unchecked(0)
}

/// How many rows there are, up to the number that was asked for.
async fn rows(
    connection: &mut MySqlConnection,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
    place: &str,
) -> Result<u64> {
    let fail = |error: sqlx::Error| of_server(place, &error);
    let columns = match question.conditions.is_empty() {
        true => Vec::new(),
        false => {
            let text = AssertSqlSafe(sql::description(question, Dialect::MySql));
            let described = connection
                .prepare(sqlx::SqlSafeStr::into_sql_str(text))
                .await
                .map_err(fail)?;
            let columns = described.columns().iter();
            columns
                .map(|column| {
                    let name = column.type_info().name();
                    (kind(name), name.to_owned())
                })
                .collect()
        }
    };
    let limit_ms = deadline.left_ms();
    let statement = sql::question(question, &columns, Dialect::MySql, limit_ms, clock)?;
    let mut query = sqlx::query(AssertSqlSafe(statement.text));
    for bind in statement.binds {
        query = match bind {
            Bind::Integer(number) => query.bind(number),
            Bind::Unsigned(number) => query.bind(number),
            Bind::Text(text) => query.bind(text),
            Bind::Bytes(bytes) => query.bind(bytes),
        };
    }
    let row = query.fetch_optional(connection).await.map_err(fail)?;
    match row {
        None => Ok(0),
        Some(_) if question.rows == 1 => Ok(1),
        Some(row) => {
            let count: i64 = row.try_get_unchecked(0).map_err(fail)?;
            Ok(u64::try_from(count).unwrap_or(0))
        }
    }
}

/// What the names of types say (`sqlx_mysql::protocol::text::ColumnType::name`). A table.
fn kind(name: &str) -> Kind {
    match name.trim_end_matches(" UNSIGNED") {
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR" | "BIT" => Kind::Integer,
        "FLOAT" | "DOUBLE" | "DECIMAL" => Kind::Number,
        "BOOLEAN" => Kind::Boolean,
        "DATE" => Kind::Date,
        "DATETIME" => Kind::Wall,
        "TIMESTAMP" => Kind::Moment,
        "CHAR" | "VARCHAR" | "TINYTEXT" | "TEXT" | "MEDIUMTEXT" | "LONGTEXT" => Kind::Text,
        // Texts in a `_bin` collation look so, too.
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" => Kind::Text,
        _ => Kind::Other,
    }
}

/// Stops what a connection is doing; the hard deadline ends our trying.
async fn kill(server: &Server, id: u64) {
    if let Ok(mut second) = mysql_options(server).connect().await {
        let text = AssertSqlSafe(format!("KILL CONNECTION {id}"));
        // It may be over by now: then there is nothing to kill.
        let _ = second.execute(sqlx::raw_sql(text)).await;
        let _ = second.close().await;
    }
}

fn number(error: &dyn sqlx::error::DatabaseError) -> Option<u16> {
    Some(error.try_downcast_ref::<MySqlDatabaseError>()?.number())
}

/// The server's errors by their numbers
/// (<https://mariadb.com/kb/en/mariadb-error-code-reference/>), and those of the way there.
fn of_server(place: &str, error: &sqlx::Error) -> CheckError {
    let sqlx::Error::Database(database) = error else {
        return super::of_connection(place, error);
    };
    let text = database.message();
    let told = format!("`{place}`: {text}");
    match number(&**database) {
        // A user, a host or a right.
        Some(1044 | 1045 | 1130 | 1142 | 1143 | 1227 | 1698 | 1820 | 3118) => {
            CheckError::new(CheckErrorKind::Denied, told)
                .with_hint("check the user, the password and what the user may read")
        }
        Some(1049) => CheckError::question(told).with_hint("check the database's name"),
        Some(1146) => CheckError::question(told).with_hint("check the table's name"),
        Some(1054) => CheckError::question(told).with_hint("check the column's name"),
        Some(1046) => {
            CheckError::question(told).with_hint("name the database: shop.orders, or in the URL")
        }
        Some(1064 | 1267 | 1271 | 1292 | 1366 | 1525) => CheckError::question(told),
        // Too slow for max_statement_time, MAX_EXECUTION_TIME or lock_wait_timeout, or stopped.
        Some(1969 | 3024 | 1205 | 1317) => CheckError::late(told)
            .with_hint("is there an index for these conditions? else --timeout gives it longer"),
        _ => CheckError::remote(told),
    }
}
