//! `skep dump` and `skep restore` as commands, on a real MariaDB.

use expect_test::{Expect, expect};
use skep_testkit::database::MariaDb;
use skep_testkit::sandbox::Sandbox;

use crate::sandbox;

/// A shop with a log of three days in December 2009, and a sandbox that reaches it.
pub(crate) fn shop() -> Option<(MariaDb, Sandbox)> {
    let server = MariaDb::start().unwrap()?;
    server
        .sql(
            "create database shop; use shop;
            create table log (id int primary key auto_increment, at datetime, key (at));
            insert into log (at) select '2009-12-13' + interval seq * 6 hour from seq_0_to_8;
            create table users (id int primary key, email varchar(80)); insert into users values (1, 'ann@example.org')",
        )
        .unwrap();
    let mut sandbox = sandbox();
    sandbox.env("SKEP_DATABASE_URL", server.url("shop"));
    Some((server, sandbox))
}

/// What a run says, without sizes and times, which differ.
pub(crate) fn check(sandbox: &Sandbox, arguments: &[&str], expected: &Expect) {
    let run = sandbox.run(arguments).unwrap();
    let shown = sandbox.show(&run);
    let lines = shown.lines().map(|line| {
        let masked = [
            (" rows, ", "[size]"),
            (" row, ", "[size]"),
            (" rows in ", "[t]"),
            (" row in ", "[t]"),
            (", dumped ", "[t]"),
        ];
        let found = masked.iter().find_map(|(before, mask)| {
            let (start, rest) = line.rsplit_once(before)?;
            let is_it = *mask == "[t]" || rest.ends_with('B');
            is_it.then(|| format!("{start}{before}{mask}"))
        });
        found.unwrap_or_else(|| line.to_owned())
    });
    expected.assert_eq(&lines.map(|line| line + "\n").collect::<String>());
}

const DUMP: [&str; 8] = [
    "dump",
    "--to",
    "backups",
    "--daily",
    "log:at",
    "--whole",
    "users",
    "--until=2009-12-15",
];

#[test]
fn a_night_and_the_next() {
    let Some((_server, sandbox)) = shop() else {
        return;
    };
    check(
        &sandbox,
        &DUMP,
        &expect![[r#"
            exit 0
            -- stderr
            log 2009-12-13: dumped, 4 rows, [size]
            log 2009-12-14: dumped, 4 rows, [size]
            log 2009-12-15: dumped, 1 row, [size]
            users: dumped, 1 row, [size]
            4 dumped; 10 rows in [t]
        "#]],
    );
    check(
        &sandbox,
        &DUMP,
        &expect![[r#"
            exit 0
            -- stderr
            users: dumped, 1 row, [size]
            1 dumped; 1 row in [t]
        "#]],
    );
}

/// The shop, dumped, and then a row that came late.
fn changed_shop() -> Option<(MariaDb, Sandbox)> {
    let (server, sandbox) = shop()?;
    let run = sandbox.run(&DUMP).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    server
        .sql("insert into shop.log (at) values ('2009-12-14 12:34:56')")
        .unwrap();
    Some((server, sandbox))
}

#[test]
fn a_day_that_changed_is_told_until_it_is_dumped_again() {
    let Some((_server, sandbox)) = changed_shop() else {
        return;
    };
    // The day stays as it is, and the run says so by its exit code.
    check(
        &sandbox,
        &[
            "dump",
            "--to",
            "backups",
            "--daily",
            "log:at",
            "--until=2009-12-15",
            "--quiet",
        ],
        &expect![[r#"
            exit 1
            -- stderr
            log 2009-12-14: CHANGED since it was dumped: 4 rows then, 5 now
        "#]],
    );
    let calendar = sandbox
        .run(&["dump", "status", "--to", "backups", "log"])
        .unwrap()
        .stdout;
    let mut lines = calendar.lines();
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("log (UTC): ■ 2 done  · ") && first.ends_with(" MISSING  ! 1 CHANGED"),
        "{first}"
    );
    assert_eq!(
        lines.next().unwrap(),
        "  2009-12              ■!■················"
    );
    let json = sandbox
        .run(&["dump", "status", "--to", "backups", "--json", "users"])
        .unwrap()
        .stdout;
    assert!(json.contains(r#""table": "users""#), "{json}");

    let deep = ["dump", "verify", "--to", "backups", "--deep"];
    check(
        &sandbox,
        &deep,
        &expect![[r#"
            exit 1
            -- stderr
            log 2009-12-13: right, 4 rows, [size]
            log 2009-12-14: CHANGED since it was dumped: 4 rows then, 5 now
            log 2009-12-15: right, 1 row, [size]
            users: right, 1 row, [size]
            3 right, 1 changed since they were dumped; 6 rows in [t]
        "#]],
    );
}

#[test]
fn days_come_back_and_damaged_ones_do_not() {
    let Some((server, sandbox)) = changed_shop() else {
        return;
    };
    server.sql("create database other").unwrap();
    check(
        &sandbox,
        &[
            "restore",
            "--from",
            "backups",
            "--database",
            "other",
            "--since=2009-12-14",
        ],
        &expect![[r#"
            exit 0
            -- stderr
            log 2009-12-14: restored, 4 rows, [size]
            log 2009-12-15: restored, 1 row, [size]
            users: restored, 1 row, [size]
            3 restored; 6 rows in [t]
        "#]],
    );
    let ids = server
        .sql("select group_concat(id order by id) from other.log")
        .unwrap();
    assert_eq!(ids, "5,6,7,8,9\n");
    // The archive's first day, damaged.
    let file = sandbox
        .path()
        .join("backups/shop/log/log.2009-12-13.sql.zst");
    std::fs::write(file, "damaged").unwrap();
    let run = sandbox
        .run(&[
            "restore",
            "--from",
            "backups",
            "--database",
            "other",
            "--day=2009-12-13",
        ])
        .unwrap();
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("the file `log.2009-12-13.sql.zst` is damaged"),
        "{}",
        run.stderr
    );
    assert_eq!(server.sql("select count(*) from other.log").unwrap(), "5\n");
}

#[test]
fn masked_values_are_not_in_the_archive() {
    let Some((server, sandbox)) = shop() else {
        return;
    };
    let run = sandbox
        .run(&[
            "dump",
            "--to",
            "backups",
            "--whole",
            "users",
            "--mask",
            "users.email=hash",
        ])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    server.sql("create database other").unwrap();
    let run = sandbox
        .run(&["restore", "--from", "backups", "--database", "other"])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let email = server.sql("select email from other.users").unwrap();
    // By hand: eight bytes of length of the key, which is empty, and the value, through `sha256sum`.
    assert_eq!(
        email,
        "09efa19c62d22af2727a06e4805b00350c7ee5835029997523fad6ba24f7d5ac\n"
    );
    let run = sandbox
        .run(&["dump", "verify", "--to", "backups", "--deep"])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn wrong_command_lines_are_told() {
    let Some((_server, sandbox)) = shop() else {
        return;
    };
    check(
        &sandbox,
        &["dump", "--to", "backups", "--no-structure"],
        &expect![[r#"
            exit 2
            -- stderr
            error: there is nothing to dump: name tables with --daily TABLE:COLUMN or --whole TABLE, or in skep.toml
        "#]],
    );
    check(
        &sandbox,
        &[
            "dump",
            "--to",
            "backups",
            "--no-structure",
            "--daily",
            "log:id2",
        ],
        &expect![[r#"
            exit 2
            -- stderr
            error: log: `log` has no column `id2`
            hint: --daily is written TABLE:COLUMN
            1 failed; 0 rows in [t]
        "#]],
    );
    check(
        &sandbox,
        &["restore", "--from", "nowhere"],
        &expect![[r#"
            exit 2
            -- stderr
            error: there is no archive in `file:[dir]/nowhere`
            hint: check the place; `skep dump` makes one
        "#]],
    );
}
