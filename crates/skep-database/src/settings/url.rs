//! `mysql://user:password@host:port/database?socket=…&ssl-mode=…`, and the same for PostgreSQL; `sqlite:path`.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use skep_storage::Secret;
use url::Url;

use super::{Dialect, Result, Settings, SettingsError};

/// Schemes and what they are; Rails's adapters among them. A table.
const SCHEMES: [(&str, Dialect); 9] = [
    ("mysql", Dialect::MySql),
    ("mariadb", Dialect::MySql),
    ("mysql2", Dialect::MySql),
    ("trilogy", Dialect::MySql),
    ("postgres", Dialect::PostgreSql),
    ("postgresql", Dialect::PostgreSql),
    ("postgis", Dialect::PostgreSql),
    ("sqlite", Dialect::Sqlite),
    ("sqlite3", Dialect::Sqlite),
];

/// The dialect of an adapter's or scheme's name.
pub(super) fn dialect(name: &str) -> Option<Dialect> {
    let found = SCHEMES.iter().find(|(scheme, _)| *scheme == name)?;
    Some(found.1)
}

/// What a URL says. User, password and database are percent-decoded.
///
/// Parameters: `socket` (`host` and `port` then count for nothing), `ssl-mode` (`sslmode`), `ssl-ca` (`sslca`, `sslrootcert`), `ssl-cert`
/// (`sslcert`), `ssl-key` (`sslkey`), and for PostgreSQL `host` (a directory of sockets), `port`, `user`, `password`, `dbname`. Others are for
/// other programs and left alone (`encoding`, `pool` …). No error shows the password.
pub fn database_url(text: &str) -> Result<Settings> {
    let text = text.trim();
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let Some(dialect) = dialect(&scheme.to_ascii_lowercase()) else {
        return Err(unknown(scheme));
    };
    match dialect {
        Dialect::Sqlite => Ok(sqlite(text)),
        _ => of_server(text, dialect),
    }
}

fn unknown(scheme: &str) -> SettingsError {
    let known = "mysql://user@host/database, mariadb://…, postgresql://…, sqlite:path";
    match scheme.chars().all(|c| c.is_ascii_alphanumeric()) && scheme.len() < 20 {
        true if !scheme.is_empty() => {
            SettingsError::new(format!("no database is reached by `{scheme}:`")).with_hint(known)
        }
        _ => SettingsError::new("the database's URL is none").with_hint(known),
    }
}

/// `sqlite:path`, `sqlite://path` and `sqlite:///path`, `?…` left off.
fn sqlite(text: &str) -> Settings {
    let path = text.split_once(':').map_or("", |(_, path)| path);
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Settings {
        dialect: Some(Dialect::Sqlite),
        database: Some(decoded(path)),
        ..Settings::default()
    }
}

fn of_server(text: &str, dialect: Dialect) -> Result<Settings> {
    let url = Url::parse(text).map_err(|error| {
        SettingsError::new(format!("the database's URL cannot be read: {error}"))
            .with_hint("in a password write @ as %40, / as %2F, # as %23, % as %25 and so on")
    })?;
    let filled = |text: &str| Some(decoded(text)).filter(|text| !text.is_empty());
    let mut settings = Settings {
        dialect: Some(dialect),
        host: url.host_str().and_then(filled),
        port: url.port(),
        user: filled(url.username()),
        password: url
            .password()
            .map(|password| Secret::new(decoded(password))),
        database: filled(url.path().trim_start_matches('/')),
        ..Settings::default()
    };
    for (name, value) in url.query_pairs() {
        parameter(&mut settings, &name, &value)?;
    }
    if settings.socket.is_some() {
        settings.host = None;
        settings.port = settings.port.filter(|_| dialect == Dialect::PostgreSql);
    }
    Ok(settings)
}

fn parameter(settings: &mut Settings, name: &str, value: &str) -> Result<()> {
    let path = || Some(PathBuf::from(value));
    let text = || Some(value.to_owned());
    match name.replace(['-', '_'], "").to_ascii_lowercase().as_str() {
        "socket" | "unixsocket" => settings.socket = path(),
        "sslmode" => settings.tls_mode = Some(value.parse()?),
        "sslca" | "sslrootcert" => settings.tls_ca = path(),
        "sslcert" => settings.tls_cert = path(),
        "sslkey" => settings.tls_key = path(),
        "host" => settings.host = text(),
        "port" => settings.port = Some(port(value)?),
        "user" => settings.user = text(),
        "password" => settings.password = Some(Secret::new(value)),
        "dbname" => settings.database = text(),
        _ => {}
    }
    Ok(())
}

/// A TCP port.
pub(super) fn port(text: &str) -> Result<u16> {
    text.trim()
        .parse()
        .map_err(|_| SettingsError::new(format!("`{text}` is no port: 0 to 65535")))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
