//! The question to an SQLite file, which is opened for reading only.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{AssertSqlSafe, Column, ConnectOptions, Connection, Executor, Row, Statement, TypeInfo};

use super::operand::{Bind, Kind};
use super::{Answer, CheckError, Clock, Deadline, Question, Result, sql};
use crate::{Address, Dialect, Server};

pub(super) async fn ask(
    server: &Server,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
) -> Result<Answer> {
    let place = server.to_string();
    let Address::File(path) = &server.address else {
        return Err(CheckError::question("an SQLite database is a file"));
    };
    if !path.is_file() {
        return Err(CheckError::question(format!("there is no file `{place}`")));
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .busy_timeout(std::time::Duration::from_millis(deadline.left_ms()))
        .disable_statement_logging();
    let asking = async {
        let mut connection = options
            .connect()
            .await
            .map_err(|error| of_file(&place, &error))?;
        let rows = rows(&mut connection, question, clock, &place).await?;
        let _ = connection.close().await;
        Ok(Answer::of(rows, question))
    };
    deadline.soft(&place, "asking", asking).await
}

async fn rows(
    connection: &mut SqliteConnection,
    question: &Question,
    clock: &Clock,
    place: &str,
) -> Result<u64> {
    let fail = |error: sqlx::Error| of_file(place, &error);
    let text = AssertSqlSafe(sql::description(question, Dialect::Sqlite));
    let described = connection
        .prepare(sqlx::SqlSafeStr::into_sql_str(text))
        .await
        .map_err(fail)?;
    let columns: Vec<_> = described
        .columns()
        .iter()
        .map(|column| {
            let name = column.type_info().name().to_owned();
            (kind(&name), name)
        })
        .collect();
    let statement = sql::question(question, &columns, Dialect::Sqlite, 0, clock)?;
    let mut query = sqlx::query(AssertSqlSafe(statement.text));
    for bind in statement.binds {
        query = match bind {
            Bind::Integer(number) => query.bind(number),
            // SQLite has no more than 63 bits: beyond are floating point numbers, which it makes of the text.
            Bind::Unsigned(number) => query.bind(number.to_string()),
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

/// By the declared type, as SQLite's own rules of affinity do (<https://sqlite.org/datatype3.html>, 3.1), with dates known besides.
fn kind(name: &str) -> Kind {
    let name = name.to_ascii_uppercase();
    let has = |part: &str| name.contains(part);
    match () {
        () if has("DATETIME") || has("TIMESTAMP") => Kind::Wall,
        () if has("DATE") => Kind::Date,
        () if has("BOOL") => Kind::Boolean,
        () if has("INT") => Kind::Integer,
        () if has("CHAR") || has("CLOB") || has("TEXT") => Kind::Text,
        () if has("REAL") || has("FLOA") || has("DOUB") || has("DEC") || has("NUMERIC") => {
            Kind::Number
        }
        () if has("BLOB") => Kind::Bytes,
        () => Kind::Text,
    }
}

fn of_file(place: &str, error: &sqlx::Error) -> CheckError {
    let sqlx::Error::Database(database) = error else {
        return super::of_connection(place, error);
    };
    let told = format!("`{place}`: {}", database.message());
    match database.message() {
        text if text.contains("no such table") => {
            CheckError::question(told).with_hint("check the table's name")
        }
        text if text.contains("no such column") => {
            CheckError::question(told).with_hint("check the column's name")
        }
        text if text.contains("locked") || text.contains("busy") => CheckError::late(told),
        text if text.contains("not a database") => CheckError::question(told),
        _ => CheckError::remote(told),
    }
}
