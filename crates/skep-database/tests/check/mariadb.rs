//! Every kind of condition, and of mistake, on a real MariaDB.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use chrono_tz::Tz;
use skep_database::check::CheckErrorKind;
use skep_storage::Secret;
use skep_testkit::database::{Certificates, MariaDb};

use crate::asked::Asker;

/// The clock stands at 2026-11-23 10:30 in Berlin, 9:30 in UTC. The session that writes is in Berlin's winter time.
const TABLES: &str = r#"
set time_zone = '+01:00', sql_mode = '';
create database shop;
use shop;
create table e (id int unsigned, name varchar(40), day date, at datetime, ts timestamp null, epoch bigint, price decimal(10,2),
                ok bool, raw varbinary(20), state enum('open','done'), note text collate utf8mb4_bin, key (at));
insert into e values
  (0, 'zero', '2026-11-20', '2026-11-20 00:00:00', '2026-11-20 00:00:00', 1795200000, 0, 0, 0x00, 'open', null),
  (1, 'o''neil', '2026-11-22', '2026-11-22 23:59:59', '2026-11-22 23:59:59', 1795388399, 1.10, 1, 0x00ff, 'done', 'a'),
  (4294967295, 'x=y; -- "`', '2026-11-21', '2026-11-21 12:00:00', '2026-11-21 12:00:00', 1795258800, 99999999.99, 1, 'b', 'done', 'Straße 😀');
create table `odd ``name` (`select` int, `a=b` int, `; drop table e` int, `täg` int);
insert into `odd ``name` values (1, 2, 3, 4);
create table empty (id int);
create table zero (day date);
insert into zero values ('0000-00-00');
create table dst (at datetime, ts timestamp null);
set time_zone = '+00:00';
insert into dst values ('2026-10-25 23:30:00', '2026-10-25 22:30:00');
create view v as select * from e where id = 1;
create user 'poor'@'%' identified by 'secret';
grant select (id) on shop.e to 'poor'@'%';
create user 'tls'@'%' identified by 'secret' require ssl;
"#;

fn server() -> Option<MariaDb> {
    let server = MariaDb::start_with(&["--default-time-zone=+05:30"]).unwrap()?;
    server.sql(TABLES).unwrap();
    Some(server)
}

#[test]
fn conditions_of_every_kind() {
    let Some(server) = server() else { return };
    for asker in [
        Asker::new(&server.url("shop")),
        Asker::new(&server.socket_url("shop")),
    ] {
        numbers_and_texts(&asker);
        days(&asker);
        names(&asker);
    }
}

fn numbers_and_texts(asker: &Asker) {
    for (condition, expected) in [
        ("id=1", true),
        ("id='1'", true),
        ("id=2", false),
        ("id=4294967295", true),
        ("id=18446744073709551615", false),
        ("id=-1", false),
        ("id>=4294967295", true),
        ("id>4294967295", false),
        ("id<1", true),
        ("id<0", false),
        ("id>0.5", true),
        ("id in (2, 3)", false),
        ("id in (2, 0)", true),
        ("id not in (0, 1, 4294967295)", false),
        ("price=1.1", true),
        ("price=99999999.99", true),
        ("price>99999999.99", false),
        ("ok=true", true),
        ("ok=no", true),
        ("ok=2", false),
        ("name='o''neil'", true),
        ("name=o'neil", true),
        ("name='x=y; -- \"`'", true),
        ("name=x=y; -- \"`", true),
        ("name=\" or 1=1 -- ", false),
        ("name=%", false),
        ("name=\\", false),
        ("name=", false),
        ("name in ('zero', 'x')", true),
        ("raw=x'00ff'", true),
        ("raw=b", true),
        ("state=done", true),
        ("state=gone", false),
        ("note=Straße 😀", true),
        ("note=A", false),
        ("note is null", true),
        ("note=null", true),
        ("note='null'", false),
        ("name is null", false),
        ("name!=null", true),
        ("name=@hostname", false),
    ] {
        asker.check("e", &[condition], expected);
    }
    for open in ["name='' or '1'='1", "name=' or 1=1 -- "] {
        asker.fails(
            "e",
            &[open],
            CheckErrorKind::Question,
            "does not end with its quote",
        );
    }
    asker.check("e", &[], true);
    asker.check("empty", &[], false);
    asker.check("shop.e", &["id=1", "state=done"], true);
    asker.check("e", &["id=1", "state=open"], false);
    asker.check("v", &["id=1"], true);
    asker.check("v", &["id=0"], false);
}

/// A day is a day in a DATE, a DATETIME, a TIMESTAMP and an integer of seconds, whatever the server's own zone.
fn days(asker: &Asker) {
    for column in ["day", "at", "ts", "epoch"] {
        let check =
            |test: &str, expected| asker.check("e", &[&format!("{column}{test}")], expected);
        check("=yesterday", true);
        check("=today", false);
        check("=today-2d", true);
        check("=today-4d", false);
        check(">yesterday", false);
        check(">=yesterday", true);
        check("<today-3d", false);
        check("<=today-3d", true);
        check(" in (today, yesterday)", true);
        check(" not in (yesterday, today-2d, today-3d)", false);
    }
    asker.check("e", &["at=2026-11-22"], true);
    asker.check("e", &["ts=2026-11-22"], true);
    asker.check("e", &["at=2026-11-22T23:59:59"], true);
    asker.check("e", &["ts=2026-11-22 23:59:59"], true);
    asker.check("e", &["ts=2026-11-22T22:59:59Z"], true);
    asker.check("e", &["at>=now-11h"], true);
    asker.check("e", &["at>=now-10h"], false);
    asker.check("e", &["ts>=now-11h"], true);
    asker.check("e", &["ts>=now-10h"], false);
    asker.check("e", &["epoch>=now-11h"], true);
    asker.check("e", &["epoch>=now-10h"], false);
    asker.check("zero", &["day=yesterday"], false);
    asker.check("zero", &["day<yesterday"], true);
    // On 2026-10-25 Berlin's day had 25 hours, and this row is in the last of them.
    asker.check("dst", &["at=2026-10-25"], true);
    asker.check("dst", &["ts=2026-10-25"], true);
    asker.check("dst", &["ts=2026-10-26"], false);
}

fn names(asker: &Asker) {
    let table = "`odd ``name`";
    asker.check(
        table,
        &["select=1", "`a=b`=2", "`; drop table e`=3", "täg=4"],
        true,
    );
    asker.fails(
        "e",
        &["; drop table e=1"],
        CheckErrorKind::Question,
        "is no condition",
    );
    asker.fails(
        "e",
        &["`id` = 1 or 1`=1"],
        CheckErrorKind::Question,
        "`1 or 1`=1` is no value",
    );
    asker.fails(
        "e",
        &["`id``=1 or ``1`=1"],
        CheckErrorKind::Question,
        "Unknown column",
    );
    asker.fails(
        "e; drop table e",
        &[],
        CheckErrorKind::Question,
        "e; drop table e' doesn't exist",
    );
    asker.fails(
        "e where 1=1",
        &[],
        CheckErrorKind::Question,
        "doesn't exist",
    );
    asker.check("e", &["id=1"], true);
}

#[test]
fn rows_are_counted_up_to_what_is_asked_for() {
    let Some(server) = server() else { return };
    let asker = Asker::new(&server.url("shop"));
    let rows = |conditions: &[&str], wanted| {
        let answer = asker.ask("e", conditions, wanted).unwrap();
        (answer.rows, answer.is_there)
    };
    assert_eq!(rows(&[], 2), (2, true));
    assert_eq!(rows(&[], 3), (3, true));
    assert_eq!(rows(&[], 4), (3, false));
    assert_eq!(rows(&["id=7"], 2), (0, false));
}

#[test]
fn columns_without_a_zone_may_be_written_in_another() {
    let Some(server) = server() else { return };
    let mut asker = Asker::new(&server.url("shop"));
    // 23:59:59 in UTC is the next day in Berlin.
    asker.clock.stored = Tz::UTC;
    asker.check("e", &["at=today"], true);
    asker.check("e", &["at=yesterday"], false);
    asker.check("e", &["ts=yesterday"], true);
    asker.check("e", &["day=yesterday"], true);
}

#[test]
fn mistakes_are_told_apart_from_failures() {
    let Some(server) = server() else { return };
    let mut asker = Asker::new(&server.url("shop"));
    use CheckErrorKind::{Denied, Question, Remote};
    asker.fails("nope", &[], Question, "nope' doesn't exist");
    asker.fails("e", &["nope=1"], Question, "Unknown column 'nope'");
    asker.fails(
        "e",
        &["id=abc"],
        Question,
        "`abc` is no value for the column `id`, whose type is int unsigned",
    );
    asker.fails(
        "e",
        &["day=2026-02-30"],
        Question,
        "is no value for the column `day`",
    );
    asker.fails("e", &["state=today"], Question, "a day is no value");
    asker.server.database = Some("nope".to_owned());
    asker.fails("e", &[], Question, "Unknown database 'nope'");
    asker.server.database = None;
    asker.fails("e", &[], Question, "No database selected");
    asker.check("shop.e", &[], true);
    asker.server.password = Some(Secret::new("wrong secret"));
    asker.fails("shop.e", &[], Denied, "Access denied for user 'skep'");
    asker.server.user = "poor".to_owned();
    asker.server.password = Some(Secret::new("secret"));
    asker.fails("shop.empty", &[], Denied, "denied");
    asker.fails("shop.e", &["name=zero"], Denied, "denied");
    asker.check("shop.e", &["id=1"], true);
    asker.server.user = "tls".to_owned();
    asker.fails("shop.e", &[], Denied, "Access denied");
    drop(server);
    asker.fails("shop.e", &[], Remote, "cannot reach");
}

#[test]
fn a_name_that_is_none_is_a_failure() {
    let asker = Asker::new("mysql://u:secret@no-such-host.invalid/d");
    asker.fails(
        "t",
        &[],
        CheckErrorKind::Remote,
        "cannot reach `u@no-such-host.invalid:3306/d`",
    );
}

#[test]
fn encryption() {
    let Some(certificates) = Certificates::new().unwrap() else {
        return;
    };
    let cert = format!("--ssl-cert={}", certificates.cert.display());
    let key = format!("--ssl-key={}", certificates.key.display());
    let ca = format!("--ssl-ca={}", certificates.ca.display());
    let Some(server) = MariaDb::start_with(&[&cert, &key, &ca]).unwrap() else {
        return;
    };
    server.sql(TABLES).unwrap();
    server.sql("grant select on shop.* to 'tls'@'%'").unwrap();
    let mut asker = Asker::new(&server.url("shop"));
    asker.server.user = "tls".to_owned();
    asker.server.password = Some(Secret::new("secret"));
    let ca = Some(certificates.ca.clone());
    crate::asked::check_tls(&mut asker, "e", ca, server.port);
}
