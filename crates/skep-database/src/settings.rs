//! Where a database is and how to get in: from a URL, MySQL's option files or a Rails `config/database.yml`.
//!
//! Each source gives [`Settings`], in which anything may be missing. They are laid over each other, and [`Settings::server`] makes
//! the whole of it a [`Server`], filling in what the database's own clients would take. Connecting is left to others.

mod environment;
mod erb;
mod error;
mod option_file;
mod option_files;
mod rails;
mod server;
mod url;

pub use environment::{mysql_environment, postgresql_environment};
pub use error::SettingsError;
pub use option_files::{OptionFiles, mysql_options};
pub use rails::database_yml;
pub use server::{Address, Dialect, Server, Tls, TlsMode};
pub use url::database_url;

use std::path::PathBuf;

use skep_storage::{Environment, Secret};

/// What a settings call gives.
pub type Result<T, E = SettingsError> = std::result::Result<T, E>;

/// What one source says; anything may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Which kind of database it is.
    pub dialect: Option<Dialect>,
    /// A name or an address; for PostgreSQL a directory of sockets, too, if it begins with `/`.
    pub host: Option<String>,
    /// The TCP port.
    pub port: Option<u16>,
    /// The Unix socket.
    pub socket: Option<PathBuf>,
    /// The server's user.
    pub user: Option<String>,
    /// The user's password.
    pub password: Option<Secret>,
    /// The database; for SQLite its file.
    pub database: Option<String>,
    /// Whether the connection is encrypted, and what the server has to show.
    pub tls_mode: Option<TlsMode>,
    /// A file with the authorities' certificates (PEM).
    pub tls_ca: Option<PathBuf>,
    /// A file with the client's certificate (PEM).
    pub tls_cert: Option<PathBuf>,
    /// A file with the key of the client's certificate (PEM).
    pub tls_key: Option<PathBuf>,
}

impl Settings {
    /// These, and where they say nothing, what `below` says.
    pub fn over(self, below: Settings) -> Settings {
        Settings {
            dialect: self.dialect.or(below.dialect),
            host: self.host.or(below.host),
            port: self.port.or(below.port),
            socket: self.socket.or(below.socket),
            user: self.user.or(below.user),
            password: self.password.or(below.password),
            database: self.database.or(below.database),
            tls_mode: self.tls_mode.or(below.tls_mode),
            tls_ca: self.tls_ca.or(below.tls_ca),
            tls_cert: self.tls_cert.or(below.tls_cert),
            tls_key: self.tls_key.or(below.tls_key),
        }
    }

    /// As [`Settings::over`], but where these say where the server is, nothing else does: a port of another host or a socket beside a host would lead
    /// astray.
    pub fn elsewhere(self, below: Settings) -> Settings {
        let here = self.host.is_some() || self.port.is_some() || self.socket.is_some();
        let below = match here {
            true => Settings {
                host: None,
                port: None,
                socket: None,
                ..below
            },
            false => below,
        };
        self.over(below)
    }

    /// The server, with what is missing as the database's own clients fill it in.
    ///
    /// Without a dialect it is MySQL. A MySQL host that is missing or `localhost` is the Unix socket, as for the `mysql` client, unless a
    /// port and no socket is given. An error where an SQLite database has no file.
    pub fn server(self, env: &Environment) -> Result<Server> {
        let server = server::resolve(self, env)?;
        Ok(match (server.dialect, &server.password) {
            (Dialect::PostgreSql, None) => Server {
                password: environment::pgpass(&server, env),
                ..server
            },
            _ => server,
        })
    }
}
