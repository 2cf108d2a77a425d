//! The same questions to a real PostgreSQL.

#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::time::{Duration, Instant};

use skep_database::TlsMode;
use skep_database::check::CheckErrorKind::{Denied, Late, Question, Remote};
use skep_storage::Secret;
use skep_testkit::database::{Certificates, PASSWORD_IN_URL};
use skep_testkit::postgres::Postgres;

use crate::asked::Asker;

const TABLES: &str = r#"
set timezone = 'Europe/Berlin';
create table e (id int, name text, day date, at timestamp, ts timestamptz, epoch bigint, price numeric(10,2), ok boolean, raw bytea, u uuid);
insert into e values
  (0, 'zero', '2026-11-20', '2026-11-20 00:00:00', '2026-11-20 00:00:00', 1795129200, 0, false, '\x00', null),
  (1, 'o''neil', '2026-11-22', '2026-11-22 23:59:59', '2026-11-22 23:59:59', 1795388399, 1.10, true, '\x00ff', '11111111-1111-1111-1111-111111111111');
create schema "odd "" schema";
create table "odd "" schema"."a.b" ("select" int, "a=b" int);
insert into "odd "" schema"."a.b" values (1, 2);
create view slow as with s as materialized (select pg_sleep(20)::text as x) select x from s;
create role poor login password 'secret';
set password_encryption = 'md5';
create role old login password 'secret';
create role plain login password 'secret';
set password_encryption = 'scram-sha-256';
create role tls login password 'secret';
grant select on e to old, plain, tls;
"#;

fn server(certificates: Option<&Certificates>) -> Option<Postgres> {
    let server = Postgres::start(certificates).unwrap()?;
    server.sql(TABLES).unwrap();
    Some(server)
}

fn asker(server: &Postgres) -> Asker {
    let port = server.port;
    Asker::new(&format!(
        "postgresql://skep:{PASSWORD_IN_URL}@localhost:{port}/postgres"
    ))
}

#[test]
fn conditions() {
    let Some(server) = server(None) else { return };
    let port = server.port;
    let sockets = server.sockets.display();
    let over_socket = Asker::new(&format!(
        "postgresql:///postgres?host={sockets}&port={port}&user=skep"
    ));
    for asker in [asker(&server), over_socket] {
        for (condition, expected) in [
            ("id=1", true),
            ("id='1'", true),
            ("id=2", false),
            ("id in (2, 0)", true),
            ("id not in (0, 1)", false),
            ("price>=1.1", true),
            ("price>1.1", false),
            ("ok=true", true),
            ("ok=no", true),
            ("name=o'neil", true),
            ("name=1' or '1'='1", false),
            ("name=$1", false),
            ("raw=x'00ff'", true),
            ("u=11111111-1111-1111-1111-111111111111", true),
            ("u is null", true),
            ("day=yesterday", true),
            ("at=yesterday", true),
            ("ts=yesterday", true),
            ("epoch=yesterday", true),
            ("at=today", false),
            ("ts=today", false),
            ("ts>=now-11h", true),
            ("ts>=now-10h", false),
            ("at>=now-11h", true),
            ("at>=now-10h", false),
        ] {
            asker.check("e", &[condition], expected);
        }
        asker.check("e", &[], true);
        asker.check("`odd \" schema`.`a.b`", &["select=1", "`a=b`=2"], true);
        assert_eq!(asker.ask("public.e", &[], 5).unwrap().rows, 2);
    }
}

#[test]
fn passwords() {
    let Some(server) = server(None) else { return };
    let mut asker = asker(&server);
    for (user, password, allowed) in [
        ("old", "secret", true),
        ("old", "wrong secret", false),
        ("plain", "secret", true),
        ("plain", "wrong secret", false),
        ("skep", "wrong secret", false),
        ("nobody", "secret", false),
    ] {
        asker.server.user = user.to_owned();
        asker.server.password = Some(Secret::new(password));
        match allowed {
            true => asker.check("e", &["id=1"], true),
            false => asker.fails("e", &["id=1"], Denied, ""),
        }
    }
    asker.server.user = "skep".to_owned();
    asker.server.password = None;
    asker.fails("e", &[], Denied, "wants a password");
}

#[test]
fn mistakes_and_failures() {
    let Some(server) = server(None) else { return };
    let mut asker = asker(&server);
    asker.fails("nope", &[], Question, "relation \"nope\" does not exist");
    asker.fails("e", &["nope=1"], Question, "column \"nope\" does not exist");
    asker.fails(
        "e",
        &["id=abc"],
        Question,
        "`abc` is no value for the column `id`",
    );
    asker.fails(
        "e",
        &["u=abc"],
        Question,
        "invalid input syntax for type uuid",
    );
    asker.timeout = Duration::from_millis(700);
    let started = Instant::now();
    asker.fails("slow", &[], Late, "");
    assert!(started.elapsed() < Duration::from_secs(2));
    let running = "select count(*) from pg_stat_activity where query like '%slow%' and state = 'active' and pid <> pg_backend_pid()";
    assert_eq!(server.sql(running).unwrap(), "0\n");
    asker.server.tls.mode = TlsMode::Required;
    asker.fails("e", &[], Remote, "the server has no TLS");
    asker.server.tls.mode = TlsMode::Preferred;
    server.signal("STOP").unwrap();
    asker.is_late("e", "gave no answer within 0.7 s");
    server.signal("CONT").unwrap();
    asker.timeout = Duration::from_secs(20);
    asker.server.database = Some("nope".to_owned());
    asker.fails("e", &[], Question, "database \"nope\" does not exist");
    drop(server);
    asker.fails("e", &[], Remote, "cannot reach");
}

#[test]
fn encryption() {
    let Some(certificates) = Certificates::new().unwrap() else {
        return;
    };
    let Some(server) = server(Some(&certificates)) else {
        return;
    };
    let mut asker = asker(&server);
    asker.server.user = "tls".to_owned();
    asker.server.password = Some(Secret::new("secret"));
    let ca = Some(certificates.ca.clone());
    crate::asked::check_tls(&mut asker, "e", ca, server.port);
}
