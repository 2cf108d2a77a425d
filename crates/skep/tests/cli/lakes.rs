//! Archives of Parquet files, queried right after the dump.

use expect_test::expect;
use skep_testkit::database::MariaDb;
use skep_testkit::sandbox::Sandbox;

use crate::dumps::{check, shop};
use crate::sandbox;

fn sql(sandbox: &Sandbox, text: &str) -> String {
    let run = sandbox.run(&["sql", "-e", text]).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stdout
}

#[test]
fn what_was_dumped_is_a_table() {
    let Some((server, sandbox)) = shop() else {
        return;
    };
    let dump = [
        "dump",
        "--to",
        "backups",
        "--daily",
        "log:at",
        "--whole",
        "users",
        "--until=2009-12-14",
        "--format=parquet",
        "--time-zone=UTC",
    ];
    check(
        &sandbox,
        &dump,
        &expect![[r#"
            exit 0
            -- stderr
            log 2009-12-13: dumped, 4 rows, [size]
            log 2009-12-14: dumped, 4 rows, [size]
            users: dumped, 1 row, [size]
            3 dumped; 9 rows in [t]
        "#]],
    );
    // Rows 0 to 8 are six hours apart, from midnight of the 13th.
    let days = "select day, count(*), min(id), max(at) from shop.log group by day order by day";
    let expected = "2009-12-13\t4\t1\t2009-12-13 18:00:00\n2009-12-14\t4\t5\t2009-12-14 18:00:00\n";
    assert_eq!(sql(&sandbox, days), expected);
    let joined = "select u.email, count(*) from shop.users u join shop.log l on u.id = l.id group by u.email";
    assert_eq!(sql(&sandbox, joined), "ann@example.org\t1\n");
    assert_eq!(
        sql(&sandbox, "show partitions shop.log"),
        "day=2009-12-13\nday=2009-12-14\n"
    );

    // The next night: one day more, a column more, another user.
    server
        .sql("use shop; alter table log add host varchar(20) default 'web1'; update users set email = 'bob@example.org'; insert into log (at, host) values ('2009-12-15 07:00', 'web2')")
        .unwrap();
    let mut dump = dump.to_vec();
    dump[7] = "--until=2009-12-15";
    let run = sandbox.run(&dump).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let hosts = "select day, host, count(*) from shop.log group by day, host order by day, host";
    let expected =
        "2009-12-13\tNULL\t4\n2009-12-14\tNULL\t4\n2009-12-15\tweb1\t1\n2009-12-15\tweb2\t1\n";
    assert_eq!(sql(&sandbox, hosts), expected);
    assert_eq!(
        sql(&sandbox, "select email from shop.users"),
        "bob@example.org\n"
    );
    // The monitor asks the archive, and no engine is started.
    let there = sandbox
        .run(&["check", "lake:shop.log", "day=2009-12-15"])
        .unwrap();
    assert_eq!(there.stdout, "1\n", "{}", there.stderr);
    let missing = sandbox
        .run(&["check", "lake:shop.log", "day=2009-12-16"])
        .unwrap();
    assert_eq!(missing.stdout, "0\n", "{}", missing.stderr);
}

/// Values of every kind are what the server says they are.
#[test]
fn types_are_exact() {
    let Some(server) = MariaDb::start().unwrap() else {
        return;
    };
    let mut sandbox = sandbox();
    sandbox.env("SKEP_DATABASE_URL", server.url("shop"));
    server
        .sql(
            "create database shop; use shop; set sql_mode = '', time_zone = '+00:00';
            create table t (id int primary key, `day` int, ub bigint unsigned, ui int unsigned, n decimal(38,10), wide decimal(65,30), f float, d double,
              b1 bit(1), b12 bit(12), at datetime(6), ts timestamp(6) null, da date, ti time(3), y year, e enum('a','b c'), s set('x','y'), j json, txt text, bin varbinary(20));
            insert into t values
             (1, 7, 18446744073709551615, 4294967295, -1234567890123456789012345678.0123456789, 99999999999999999999999999999999999.999999999999999999999999999999, 0.5, -1.25, 1, 4095,
              '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', '0001-01-01', '-838:59:59.999', 2155, 'b c', 'x,y', '{\"k\": [1]}', '\u{1f41d} it''s', x'00ff'),
             (2, null, 0, 0, 0, 0, -0.0, 1e15, 0, 0, '1000-01-01 00:00:00.000001', '1970-01-01 00:00:01.000001', '9999-12-31', '00:00:00', 1901, 'a', '', '1', '', ''),
             (3, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
             (4, null, null, null, null, null, null, null, null, null, '0000-00-00', '0000-00-00', '2009-02-00', null, 0, null, null, null, null, null)",
        )
        .unwrap();
    let run = sandbox
        .run(&[
            "dump", "--to", "backups", "--whole", "t", "--format", "parquet",
        ])
        .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    // Each is printed alike by both; dates that are none are NULL in Hive.
    let ours = "set hive.local.time.zone=UTC; select id, `day`, ub, ui, cast(n as string), wide, f, d, cast(b1 as int), b12, at, cast(ts as timestamp), da, ti, y, e, s, j, txt, hex(bin) from shop.t order by id";
    let theirs = "use shop; set time_zone = '+00:00'; select id, `day`, ub, ui, trim(trailing '.' from trim(trailing '0' from n)), wide, round(f, 1), round(d, 2), b1 + 0, b12 + 0, if(at = 0, null, at), if(ts = 0, null, ts), if(day(da) = 0, null, da),
      ti, y, e, s, j, txt, hex(bin) from t order by id";
    let (ours, theirs) = (sql(&sandbox, ours), server.sql(theirs).unwrap());
    let pairs = ours.lines().zip(theirs.lines());
    for (ours, theirs) in pairs {
        let differ: Vec<_> = ours
            .split('\t')
            .zip(theirs.split('\t'))
            .filter(|(a, b)| !is_same(a, b))
            .collect();
        assert!(differ.is_empty(), "{differ:?}");
    }
    assert_eq!(ours.lines().count(), 4);
    let types = sql(&sandbox, "describe shop.t");
    let expected = [
        ("id", "int"),
        ("day", "int"),
        ("ub", "decimal(20,0)"),
        ("ui", "bigint"),
        ("n", "decimal(38,10)"),
        ("wide", "string"),
        ("ts", "timestamp with local time zone"),
        ("bin", "binary"),
    ];
    for (name, ty) in expected {
        let line = types.lines().find(|line| {
            let mut words = line.split('\t');
            words.next().map(str::trim) == Some(name) && words.next().map(str::trim) == Some(ty)
        });
        assert!(line.is_some(), "{name} {ty}: {types}");
    }
}

/// The same, but for how numbers are printed.
fn is_same(a: &str, b: &str) -> bool {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) if a.len() < 16 && b.len() < 20 => x == y,
        _ => a == b,
    }
}

/// A table of somebody else's keeps its name.
#[test]
fn what_is_there_is_left_alone() {
    let Some((_server, sandbox)) = shop() else {
        return;
    };
    sql(
        &sandbox,
        "create database shop; create table shop.users (x int)",
    );
    let dump = [
        "dump", "--to", "backups", "--whole", "users", "--format", "parquet",
    ];
    let run = sandbox.run(&dump).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("`shop.users` is there already and isn't this archive's"),
        "{}",
        run.stderr
    );
    let mut other = dump.to_vec();
    other.extend(["--register", "archive"]);
    let run = sandbox.run(&other).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        sql(&sandbox, "select email from archive.users"),
        "ann@example.org\n"
    );
}
