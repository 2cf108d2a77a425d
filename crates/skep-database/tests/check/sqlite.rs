//! SQLite files.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use skep_database::check::CheckErrorKind;
use sqlx::{Connection, Executor};

use crate::asked::Asker;

fn file(statements: &'static str) -> (tempfile::TempDir, Asker) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let url = format!("sqlite:{}?mode=rwc", path.display());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        connection.execute(sqlx::raw_sql(statements)).await.unwrap();
        connection.close().await.unwrap();
    });
    (dir, Asker::new(&url))
}

#[test]
fn conditions() {
    let (_dir, asker) = file(
        "create table e (id integer, name text, day date, at datetime, ts integer, x); \
         insert into e values (1, 'o''neil', '2026-11-22', '2026-11-22 23:59:59.123456', 1795388399, null);",
    );
    for (condition, expected) in [
        ("id=1", true),
        ("id='1'", true),
        ("id=2", false),
        ("name=o'neil", true),
        ("name=1' or '1'='1", false),
        ("day=yesterday", true),
        ("at=yesterday", true),
        ("ts=yesterday", true),
        ("at=today", false),
        ("ts=today", false),
        ("x is null", true),
        ("x=null", true),
        ("id not in (1, 2)", false),
    ] {
        asker.check("e", &[condition], expected);
    }
    assert_eq!(asker.ask("e", &[], 2).unwrap().rows, 1);
}

#[test]
fn a_column_that_is_not_there_is_no_text() {
    let (_dir, asker) = file("create table e (id integer); insert into e values (1);");
    asker.fails(
        "e",
        &["nope=nope"],
        CheckErrorKind::Question,
        "no such column: nope",
    );
    asker.fails("nope", &[], CheckErrorKind::Question, "no such table: nope");
    asker.fails(
        "e",
        &["id=abc"],
        CheckErrorKind::Question,
        "`abc` is no value",
    );
    let asker = Asker::new("sqlite:/no/such/file.db");
    asker.fails("e", &[], CheckErrorKind::Question, "there is no file");
}
