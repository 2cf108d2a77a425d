//! URLs, as the MySQL, PostgreSQL and Rails documentation write them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use super::*;
use crate::settings::TlsMode;

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn a_server_with_everything() {
    let read = database_url(
        "mysql2://us%40er:p%40ss%2F%23%25@db.example.com:3307/shop?ssl-mode=VERIFY_CA&ssl-ca=/etc/ca.pem&pool=5",
    );
    let expected = Settings {
        dialect: Some(Dialect::MySql),
        host: text("db.example.com"),
        port: Some(3307),
        user: text("us@er"),
        password: Some(Secret::new("p@ss/#%")),
        database: text("shop"),
        tls_mode: Some(TlsMode::VerifyCa),
        tls_ca: Some("/etc/ca.pem".into()),
        ..Settings::default()
    };
    assert_eq!(read.unwrap(), expected);
}

#[test]
fn a_socket_counts_for_more_than_a_host() {
    let read = database_url("mysql://root@localhost:3306/shop?socket=%2Frun%2Fmy.sock").unwrap();
    assert_eq!((read.host, read.port), (None, None));
    assert_eq!(read.socket, Some("/run/my.sock".into()));
}

#[test]
fn other_kinds() {
    let read = database_url("postgresql://app@[::1]/shop?sslmode=verify-full").unwrap();
    assert_eq!(read.dialect, Some(Dialect::PostgreSql));
    assert_eq!(read.host, text("[::1]"));
    assert_eq!(read.tls_mode, Some(TlsMode::VerifyIdentity));
    let sockets = database_url("postgresql:///shop?host=/run/postgresql&user=app").unwrap();
    assert_eq!(sockets.host, text("/run/postgresql"));
    assert_eq!(sockets.user, text("app"));
    for (url, path) in [
        ("sqlite:db/a.sqlite3", "db/a.sqlite3"),
        ("sqlite3:db/a%20b", "db/a b"),
        ("sqlite:///var/a.db?mode=ro", "/var/a.db"),
        ("sqlite://a.db", "a.db"),
    ] {
        let read = database_url(url).unwrap();
        assert_eq!(read.database, text(path), "{url}");
        assert_eq!(read.dialect, Some(Dialect::Sqlite));
    }
}

#[test]
fn what_is_no_url_is_refused_without_showing_it() {
    for (url, said) in [
        ("redis://:hunter2@h", "no database is reached by `redis:`"),
        ("hunter2@h/db", "the database's URL is none"),
        ("", "the database's URL is none"),
        ("mysql://u:hunter2@h:port/db", "cannot be read"),
        (
            "mysql://u:hunter2@h/db?ssl-mode=often",
            "`often` is no TLS mode",
        ),
        ("mysql://u:hunter2@h/db?port=1x", "`1x` is no port"),
    ] {
        let error = database_url(url).unwrap_err();
        let all = format!("{error} {:?}", error.hint());
        assert!(all.contains(said), "{url}: {all}");
        assert!(!all.contains("hunter2"), "{all}");
    }
}
