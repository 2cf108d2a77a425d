//! A server, whole: what the clients' defaults make of settings.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use skep_storage::{Environment, Secret};

use super::{Result, Settings, SettingsError};

/// Kinds of databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// MySQL and MariaDB.
    MySql,
    /// PostgreSQL.
    PostgreSql,
    /// SQLite, a file.
    Sqlite,
}

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A host (a name, or an address without brackets) and a port.
    Tcp(String, u16),
    /// A Unix socket.
    Socket(PathBuf),
    /// No server: the file itself.
    File(PathBuf),
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Tcp(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Address::Tcp(host, port) => write!(f, "{host}:{port}"),
            Address::Socket(path) | Address::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// Whether a connection is encrypted, and what the server's certificate has to be. The names are the `mysql` client's `--ssl-mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TlsMode {
    /// Never.
    Disabled,
    /// If the server can.
    #[default]
    Preferred,
    /// Always, whoever the server is.
    Required,
    /// Always, with a certificate of a known authority.
    VerifyCa,
    /// Always, with a certificate of a known authority for the host's name.
    VerifyIdentity,
}

impl FromStr for TlsMode {
    type Err = SettingsError;

    /// From MySQL's names (`VERIFY_CA`), PostgreSQL's (`verify-full`) and those of the Ruby drivers, in any case.
    fn from_str(text: &str) -> Result<TlsMode> {
        let name = text.trim_start_matches(':').to_ascii_lowercase();
        Ok(match name.replace('-', "_").as_str() {
            "disabled" | "disable" => TlsMode::Disabled,
            "preferred" | "prefer" | "allow" => TlsMode::Preferred,
            "required" | "require" => TlsMode::Required,
            "verify_ca" => TlsMode::VerifyCa,
            "verify_identity" | "verify_full" => TlsMode::VerifyIdentity,
            _ => {
                return Err(SettingsError::new(format!("`{text}` is no TLS mode"))
                    .with_hint("DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY"));
            }
        })
    }
}

/// How a connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls {
    /// Whether, and what the server has to show.
    pub mode: TlsMode,
    /// A file with the authorities' certificates (PEM); else the machine's.
    pub ca: Option<PathBuf>,
    /// The client's certificate and its key (PEM files).
    pub client: Option<(PathBuf, PathBuf)>,
}

/// A database and how to get in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Which kind it is.
    pub dialect: Dialect,
    /// Where it is.
    pub address: Address,
    /// The user; empty for SQLite.
    pub user: String,
    /// The password.
    pub password: Option<Secret>,
    /// The database; `None` for none, and for SQLite.
    pub database: Option<String>,
    /// The encryption.
    pub tls: Tls,
}

impl fmt::Display for Server {
    /// `user@host:port/database`, for messages: never the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.dialect != Dialect::Sqlite {
            write!(f, "{}@", self.user)?;
        }
        write!(f, "{}", self.address)?;
        match (&self.address, &self.database) {
            (Address::Tcp(..), Some(database)) => write!(f, "/{database}"),
            (_, Some(database)) => write!(f, " {database}"),
            (_, None) => Ok(()),
        }
    }
}

/// Where servers of MySQL and MariaDB listen when nobody said otherwise: Debian's place, Red Hat's, the source's.
const MYSQL_SOCKETS: [&str; 5] = [
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/run/mysql/mysql.sock",
    "/tmp/mysql.sock",
];
/// The same for PostgreSQL: directories.
const POSTGRESQL_SOCKETS: [&str; 3] = ["/run/postgresql", "/var/run/postgresql", "/tmp"];

pub(super) fn resolve(settings: Settings, env: &Environment) -> Result<Server> {
    let dialect = settings.dialect.unwrap_or(Dialect::MySql);
    let address = match dialect {
        Dialect::MySql => mysql_address(&settings),
        Dialect::PostgreSql => postgresql_address(&settings),
        Dialect::Sqlite => sqlite_address(&settings, env)?,
    };
    let user = settings.user.clone().unwrap_or_else(|| match dialect {
        Dialect::Sqlite => String::new(),
        _ => system_user(env),
    });
    let database = match dialect {
        Dialect::MySql => settings.database,
        // libpq's rule: the database is called like the user.
        Dialect::PostgreSql => Some(settings.database.unwrap_or_else(|| user.clone())),
        Dialect::Sqlite => None,
    };
    let client = match (settings.tls_cert, settings.tls_key) {
        (Some(cert), Some(key)) => Some((env.cwd().join(cert), env.cwd().join(key))),
        (None, None) => None,
        _ => {
            return Err(
                SettingsError::new("a client's certificate and its key go together")
                    .with_hint("give both ssl-cert and ssl-key"),
            );
        }
    };
    Ok(Server {
        dialect,
        address,
        user,
        password: settings.password,
        database,
        tls: Tls {
            // As for `mysql`: who names an authority wants the server's certificate to be of it.
            mode: settings.tls_mode.unwrap_or(match &settings.tls_ca {
                Some(_) => TlsMode::VerifyCa,
                None => TlsMode::Preferred,
            }),
            ca: settings.tls_ca.map(|path| env.cwd().join(path)),
            client,
        },
    })
}

fn mysql_address(settings: &Settings) -> Address {
    let port = settings.port.unwrap_or(3306);
    match settings.host.as_deref() {
        None | Some("" | "localhost") => {}
        Some(host) => return Address::Tcp(bare(host), port),
    }
    match &settings.socket {
        Some(socket) => Address::Socket(socket.clone()),
        None if settings.port.is_some() => Address::Tcp("127.0.0.1".to_owned(), port),
        None => match existing(&MYSQL_SOCKETS) {
            Some(socket) => Address::Socket(socket.into()),
            None => Address::Tcp("127.0.0.1".to_owned(), port),
        },
    }
}

fn postgresql_address(settings: &Settings) -> Address {
    let port = settings.port.unwrap_or(5432);
    let of_directory = |dir: &Path| Address::Socket(dir.join(format!(".s.PGSQL.{port}")));
    match (settings.host.as_deref(), &settings.socket) {
        (Some(directory), _) if directory.starts_with('/') => of_directory(Path::new(directory)),
        (_, Some(socket)) if socket.is_dir() => of_directory(socket),
        (_, Some(socket)) => Address::Socket(socket.clone()),
        (None | Some(""), None) => {
            let sockets = POSTGRESQL_SOCKETS.map(|dir| format!("{dir}/.s.PGSQL.{port}"));
            match existing(&sockets) {
                Some(socket) => Address::Socket(socket.into()),
                None => Address::Tcp("localhost".to_owned(), port),
            }
        }
        (Some(host), None) => Address::Tcp(bare(host), port),
    }
}

fn sqlite_address(settings: &Settings, env: &Environment) -> Result<Address> {
    match settings.database.as_deref() {
        None | Some("") => Err(
            SettingsError::new("no file of the SQLite database is named")
                .with_hint("say which, as in sqlite:db/production.sqlite3"),
        ),
        Some(path) => Ok(Address::File(env.cwd().join(path))),
    }
}

/// The first that is there.
fn existing<S: AsRef<str>>(places: &[S]) -> Option<&str> {
    places
        .iter()
        .map(AsRef::as_ref)
        .find(|place| Path::new(place).exists())
}

/// `[::1]` without its brackets.
fn bare(host: &str) -> String {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(host)
        .to_owned()
}

/// The user of the machine, whom the clients take where none is named.
fn system_user(env: &Environment) -> String {
    ["USER", "LOGNAME"]
        .iter()
        .find_map(|name| env.var(name))
        .unwrap_or("root")
        .to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::settings::database_url;

    fn server(url: &str) -> Server {
        let env = Environment::new([("USER", "ann")], "/app");
        database_url(url).unwrap().server(&env).unwrap()
    }

    fn check(url: &str, shown: &str) {
        assert_eq!(server(url).to_string(), shown, "{url}");
    }

    #[test]
    fn what_is_missing_is_filled_in_as_the_clients_do() {
        check("mysql://root:pw@db1/shop", "root@db1:3306/shop");
        check("mysql://db1", "ann@db1:3306");
        check("mysql://localhost:3307/shop", "ann@127.0.0.1:3307/shop");
        check("mysql://root@h/shop?socket=/s", "root@/s shop");
        check("mysql://[::1]/shop", "ann@[::1]:3306/shop");
        check("postgresql://db1", "ann@db1:5432/ann");
        check(
            "postgresql:///shop?host=/s&port=5433",
            "ann@/s/.s.PGSQL.5433 shop",
        );
        check("sqlite:a.db", "/app/a.db");
        assert_eq!(server("mysql://h/?ssl-ca=a").tls.mode, TlsMode::VerifyCa);
        assert_eq!(server("mysql://h/").tls.mode, TlsMode::Preferred);
    }

    #[test]
    fn what_cannot_be_is_an_error_and_no_password_is_shown() {
        let env = Environment::default();
        for url in ["sqlite:", "mysql://h/?ssl-cert=a"] {
            assert!(database_url(url).unwrap().server(&env).is_err(), "{url}");
        }
        let shown = format!("{:?}", server("mysql://root:hunter2@db1/shop"));
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
