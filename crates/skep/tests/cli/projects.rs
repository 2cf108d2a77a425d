//! A project's `skep.toml` in place of the flags of `skep dump` and `skep restore`.

use expect_test::expect;
use skep_testkit::database::MariaDb;
use skep_testkit::sandbox::Sandbox;

use crate::dumps::{check, shop};

/// What the documentation shows, on a server of its own.
fn project() -> Option<(MariaDb, Sandbox)> {
    let (server, sandbox) = shop()?;
    server
        .sql("create table shop.cache_a (day date); insert into shop.cache_a values ('2009-12-14')")
        .unwrap();
    sandbox.write("config/url", server.url("shop")).unwrap();
    sandbox
        .write(
            "skep.toml",
            r#"
[dump]
to = "backups"
url-file = "config/url"
time-zone = "Europe/Berlin"
start = 2009-12-12
until = 2009-12-15
settle-empty = "1d"

[dump.tables]
log = { daily = "at", start = 2009-12-13 }
"cache_*" = { daily = "day" }
users = { whole = true, mask = { email = "drop" } }

[other]
verb = "that is none of dump's business"
"#,
        )
        .unwrap();
    Some((server, sandbox))
}

#[test]
fn a_project_needs_no_flags() {
    let Some((server, mut sandbox)) = project() else {
        return;
    };
    // The file counts for more than the variable.
    sandbox.env("SKEP_DATABASE_URL", "mysql://nobody@127.0.0.1:1/none");
    check(
        &sandbox,
        &["dump"],
        &expect![[r#"
            exit 0
            -- stderr
            log 2009-12-13: dumped, 4 rows, [size]
            log 2009-12-14: dumped, 4 rows, [size]
            log 2009-12-15: dumped, 1 row, [size]
            warning: no index of `cache_a` begins with `day`: every day reads the whole table
            cache_a 2009-12-12: no rows
            cache_a 2009-12-13: no rows
            cache_a 2009-12-14: dumped, 1 row, [size]
            cache_a 2009-12-15: no rows
            users: dumped, 1 row, [size]
            5 dumped, 3 empty; 11 rows in [t]
        "#]],
    );
    check(
        &sandbox,
        &["dump", "verify", "--deep"],
        &expect![[r#"
            exit 0
            -- stderr
            cache_a 2009-12-12: right, 0 rows, [size]
            cache_a 2009-12-13: right, 0 rows, [size]
            cache_a 2009-12-14: right, 1 row, [size]
            cache_a 2009-12-15: right, 0 rows, [size]
            log 2009-12-13: right, 4 rows, [size]
            log 2009-12-14: right, 4 rows, [size]
            log 2009-12-15: right, 1 row, [size]
            users: right, 1 row, [size]
            8 right; 11 rows in [t]
        "#]],
    );
    check(
        &sandbox,
        &["restore", "log", "--day=2009-12-14"],
        &expect![[r#"
            exit 3
            -- stderr
            error: cannot connect to `nobody@127.0.0.1:1/none`: error communicating with database: Connection refused (os error 111)
            hint: is the server running? check host, port and socket
        "#]],
    );
    server.sql("create database other").unwrap();
    check(
        &sandbox,
        &[
            "restore",
            "log",
            "--day=2009-12-14",
            "--url-file",
            "config/url",
            "--database=other",
        ],
        &expect![[r#"
            exit 0
            -- stderr
            log 2009-12-14: restored, 4 rows, [size]
            1 restored; 4 rows in [t]
        "#]],
    );
}

#[test]
fn flags_count_for_more_than_the_project() {
    let Some((_server, sandbox)) = project() else {
        return;
    };
    check(
        &sandbox,
        &["dump", "--to=elsewhere", "--whole=log", "--no-structure"],
        &expect![[r#"
            exit 0
            -- stderr
            log: dumped, 9 rows, [size]
            1 dumped; 9 rows in [t]
        "#]],
    );
    let run = sandbox.run(&["dump", "--user=nobody"]).unwrap();
    let denied = "Access denied for user 'nobody'@";
    assert!(
        run.code == Some(2) && run.stderr.contains(denied),
        "{run:?}"
    );
    check(
        &sandbox,
        &["dump", "status", "users", "--json"],
        &expect![[r#"
            exit 2
            -- stderr
            error: there is no archive in `file:[dir]/backups`
            hint: check the place; `skep dump` makes one
        "#]],
    );
}

#[test]
fn a_wrong_setting_is_told() {
    let sandbox = crate::sandbox();
    sandbox.write("skep.toml", "[dump]\ntoo = \"b\"\n").unwrap();
    for arguments in [
        &["dump"] as &[&str],
        &["dump", "status"],
        &["dump", "verify"],
        &["restore"],
    ] {
        check(
            &sandbox,
            arguments,
            &expect![[r#"
                exit 2
                -- stderr
                error: [dir]/skep.toml:2: there is no setting `dump.too`
                hint: did you mean `to`?
            "#]],
        );
    }
    sandbox.write("skep.toml", "").unwrap();
    check(
        &sandbox,
        &["dump"],
        &expect![[r#"
            exit 2
            -- stderr
            error: where is the archive?
            hint: --to DIRECTORY or --to s3://BUCKET/PATH; for restore it is --from; or `to` in [dump] of skep.toml
        "#]],
    );
}
