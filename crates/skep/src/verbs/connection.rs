//! Flags that say where a database is: shared by the verbs that go there.

use std::path::PathBuf;

use clap::Args;
use skep_database::settings::{
    OptionFiles, Settings, database_url, database_yml, mysql_environment, mysql_options,
    postgresql_environment,
};
use skep_database::{Dialect, Server, SettingsError};
use skep_storage::{Environment, Secret};

use crate::failure::Failure;
use crate::project::{Entry, Setting, set};

/// A URL with its password may stand in this variable.
const URL_VARIABLE: &str = "SKEP_DATABASE_URL";

/// Where the database is and how to get in. Nobody is asked for a password, and none is a flag: everybody could read it with `ps`.
#[derive(Debug, Clone, Default, Args)]
#[command(
    next_help_heading = "Connection (else $SKEP_DATABASE_URL, else ~/.my.cnf and the other option files)"
)]
pub(crate) struct Connection {
    /// mysql://USER@HOST/DATABASE, mariadb://…, postgresql://…, sqlite:PATH; without the password
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// The `url` of skep.toml, which may hold a password as it is a file.
    #[arg(skip)]
    kept_url: Option<Secret>,

    /// A file with the URL, password and all
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    url_file: Option<PathBuf>,

    /// A Rails application's config/database.yml
    #[arg(long, value_name = "FILE", conflicts_with_all = ["url", "url_file"])]
    config: Option<PathBuf>,

    /// Which environment of it, as in production or production.replica [default: $RAILS_ENV, else production]
    #[arg(long, value_name = "NAME")]
    env: Option<String>,

    /// Read MySQL's options from this file only
    #[arg(long, value_name = "FILE", conflicts_with = "config")]
    defaults_file: Option<PathBuf>,

    /// Read MySQL's options from this file, too
    #[arg(long, value_name = "FILE", conflicts_with_all = ["config", "defaults_file"])]
    defaults_extra_file: Option<PathBuf>,

    /// Read MySQL's options from groups like [clientSUFFIX], too
    #[arg(long, value_name = "SUFFIX", conflicts_with = "config")]
    defaults_group_suffix: Option<String>,

    /// The server's host; `localhost` is MySQL's socket
    #[arg(long, value_name = "HOST")]
    host: Option<String>,

    /// The server's TCP port
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,

    /// The server's Unix socket
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,

    /// The server's user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,

    /// The database on the server
    #[arg(long, value_name = "NAME")]
    database: Option<String>,

    /// DISABLED, PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY
    #[arg(long, value_name = "MODE")]
    ssl_mode: Option<String>,

    /// The authorities' certificates (PEM)
    #[arg(long, value_name = "FILE")]
    ssl_ca: Option<PathBuf>,

    /// The client's certificate (PEM)
    #[arg(long, value_name = "FILE")]
    ssl_cert: Option<PathBuf>,

    /// The key of the client's certificate (PEM)
    #[arg(long, value_name = "FILE")]
    ssl_key: Option<PathBuf>,
}

/// What `skep.toml` may say instead of the flags. A table.
const SETTINGS: [Setting<Connection>; 16] = [
    ("url", |s, e| {
        let url = e.text()?;
        // Looked at here, where the line is known.
        database_url(url).map_err(|error| e.wrong(error))?;
        s.kept_url = Some(Secret::new(url.to_owned()));
        Ok(())
    }),
    ("url-file", |s, e| path(&mut s.url_file, e)),
    ("config", |s, e| path(&mut s.config, e)),
    ("env", |s, e| text(&mut s.env, e)),
    ("defaults-file", |s, e| path(&mut s.defaults_file, e)),
    ("defaults-extra-file", |s, e| {
        path(&mut s.defaults_extra_file, e)
    }),
    ("defaults-group-suffix", |s, e| {
        text(&mut s.defaults_group_suffix, e)
    }),
    ("host", |s, e| text(&mut s.host, e)),
    ("port", |s, e| e.number().map(|port| s.port = Some(port))),
    ("socket", |s, e| path(&mut s.socket, e)),
    ("user", |s, e| text(&mut s.user, e)),
    ("database", |s, e| text(&mut s.database, e)),
    ("ssl-mode", |s, e| text(&mut s.ssl_mode, e)),
    ("ssl-ca", |s, e| path(&mut s.ssl_ca, e)),
    ("ssl-cert", |s, e| path(&mut s.ssl_cert, e)),
    ("ssl-key", |s, e| path(&mut s.ssl_key, e)),
];

fn text(slot: &mut Option<String>, entry: &Entry) -> Result<(), Failure> {
    *slot = Some(entry.text()?.to_owned());
    Ok(())
}

fn path(slot: &mut Option<PathBuf>, entry: &Entry) -> Result<(), Failure> {
    *slot = Some(entry.path()?);
    Ok(())
}

impl Connection {
    /// The keys that [`Connection::set`] knows.
    pub(crate) fn keys() -> Vec<&'static str> {
        SETTINGS.iter().map(|(key, _)| *key).collect()
    }

    /// Takes a setting of `skep.toml` over; false where it is none of a connection's.
    pub(crate) fn set(&mut self, entry: &Entry) -> Result<bool, Failure> {
        let is_known = set(self, &SETTINGS, entry)?;
        let names = [
            self.kept_url.is_some(),
            self.url_file.is_some(),
            self.config.is_some(),
        ];
        match names.iter().filter(|is_said| **is_said).count() {
            0 | 1 => Ok(is_known),
            _ => {
                Err(entry
                    .wrong("the database is said already: it is one of url, url-file and config"))
            }
        }
    }

    /// These flags, and where they say nothing, what `skep.toml` says. A flag that names the database leaves nothing of that, and one that
    /// says where the server is nothing of where it was.
    pub(crate) fn over(&self, file: &Connection) -> Connection {
        let flags = self.clone();
        if flags.url.is_some()
            || flags.url_file.is_some()
            || flags.config.is_some()
            || flags.defaults_file.is_some()
        {
            return flags;
        }
        let file = file.clone();
        let is_elsewhere = flags.host.is_some() || flags.port.is_some() || flags.socket.is_some();
        let stays = !is_elsewhere;
        Connection {
            url: None,
            kept_url: file.kept_url,
            url_file: file.url_file,
            config: file.config,
            env: flags.env.or(file.env),
            defaults_file: file.defaults_file,
            defaults_extra_file: flags.defaults_extra_file.or(file.defaults_extra_file),
            defaults_group_suffix: flags.defaults_group_suffix.or(file.defaults_group_suffix),
            host: flags.host.or(file.host.filter(|_| stays)),
            port: flags.port.or(file.port.filter(|_| stays)),
            socket: flags.socket.or(file.socket.filter(|_| stays)),
            user: flags.user.or(file.user),
            database: flags.database.or(file.database),
            ssl_mode: flags.ssl_mode.or(file.ssl_mode),
            ssl_ca: flags.ssl_ca.or(file.ssl_ca),
            ssl_cert: flags.ssl_cert.or(file.ssl_cert),
            ssl_key: flags.ssl_key.or(file.ssl_key),
        }
    }

    /// The server that the flags, the variable and the option files lead to. `groups` are read in option files besides the clients' own.
    pub(crate) fn server(&self, env: &Environment, groups: &[&str]) -> Result<Server, Failure> {
        self.settings(env, groups)
            .and_then(|settings| settings.server(env))
            .map_err(|error| failure(&error))
    }

    fn settings(&self, env: &Environment, groups: &[&str]) -> Result<Settings, SettingsError> {
        let named = self.named(env)?;
        let flags = self.flags()?;
        if self.config.is_some() {
            return Ok(flags.elsewhere(named));
        }
        let here = flags.elsewhere(named);
        match here.dialect {
            Some(Dialect::Sqlite) => return Ok(here),
            Some(Dialect::PostgreSql) => return Ok(here.elsewhere(postgresql_environment(env)?)),
            Some(Dialect::MySql) | None => {}
        }
        let files = OptionFiles {
            only: self.defaults_file.clone(),
            extra: self.defaults_extra_file.clone(),
            group_suffix: self.defaults_group_suffix.clone(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        };
        let below = mysql_options(&files, env)?.over(mysql_environment(env)?);
        Ok(here.elsewhere(below))
    }

    /// What the URL or `database.yml` says, whichever is named.
    fn named(&self, env: &Environment) -> Result<Settings, SettingsError> {
        if let Some(path) = &self.config {
            return database_yml(path, self.env.as_deref(), env);
        }
        if let Some(name) = &self.env {
            return Err(
                SettingsError::new(format!("`{name}` is an environment of which file?"))
                    .with_hint("--config config/database.yml"),
            );
        }
        if let Some(path) = &self.url_file {
            let path = env.cwd().join(path);
            let text = std::fs::read_to_string(&path).map_err(|error| {
                SettingsError::new(format!("cannot read `{}`: {error}", path.display()))
            })?;
            return database_url(&text);
        }
        if let Some(url) = &self.kept_url {
            return database_url(url.reveal());
        }
        match (&self.url, env.var(URL_VARIABLE)) {
            (Some(url), _) => {
                let settings = database_url(url)?;
                match settings.password {
                    None => Ok(settings),
                    Some(_) => Err(SettingsError::new(
                        "a password on the command line is shown to everybody by `ps`",
                    )
                    .with_hint(format!(
                        "put the URL into a file for --url-file or into ${URL_VARIABLE}, or the password into ~/.my.cnf"
                    ))),
                }
            }
            (None, Some(url)) if self.defaults_file.is_none() => database_url(url),
            _ => Ok(Settings::default()),
        }
    }

    fn flags(&self) -> Result<Settings, SettingsError> {
        Ok(Settings {
            host: self.host.clone(),
            port: self.port,
            socket: self.socket.clone(),
            user: self.user.clone(),
            database: self.database.clone(),
            tls_mode: self.ssl_mode.as_deref().map(str::parse).transpose()?,
            tls_ca: self.ssl_ca.clone(),
            tls_cert: self.ssl_cert.clone(),
            tls_key: self.ssl_key.clone(),
            ..Settings::default()
        })
    }
}

/// The error and its hint, as the program says them.
pub(crate) fn failure(error: &SettingsError) -> Failure {
    Failure::usage(match error.hint() {
        Some(hint) => format!("{error}\nhint: {hint}"),
        None => error.to_string(),
    })
}
