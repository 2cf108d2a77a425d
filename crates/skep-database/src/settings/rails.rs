//! A Rails `config/database.yml`: one environment of it, and of that one database.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use skep_storage::{Environment, Secret};

use super::erb::{self, Rendered};
use super::url::{dialect, port};
use super::{Dialect, Result, Settings, SettingsError, database_url};

/// What the file says of `environment`: `production`, or `production.replica` for one of several databases; without a name
/// `$RAILS_ENV`, `$RACK_ENV` or `production`. Of several databases `primary` is taken, else the first.
///
/// A `url:` counts for more than what stands beside it, as in Rails. `$DATABASE_URL` isn't looked at. Expressions: see `erb.rs`.
pub fn database_yml(path: &Path, environment: Option<&str>, env: &Environment) -> Result<Settings> {
    let path = env.cwd().join(path);
    let shown = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|error| SettingsError::of_file(&path, &error))?;
    let rendered = erb::render(&text, &shown, env)?;
    let file = File {
        root: root(&path),
        environments: parse(&rendered, &shown)?,
        rendered,
        path: shown,
    };
    let named = environment
        .or_else(|| env.var("RAILS_ENV"))
        .or_else(|| env.var("RACK_ENV"));
    file.environment(named.unwrap_or("production"))
}

/// The application's directory, from which SQLite's files are named.
fn root(path: &Path) -> PathBuf {
    let dir = path.parent().unwrap_or(path);
    match dir.ends_with("config") {
        true => dir.parent().unwrap_or(dir).to_owned(),
        false => dir.to_owned(),
    }
}

fn parse(rendered: &Rendered, path: &str) -> Result<Map<String, Value>> {
    let options = serde_saphyr::options! {
        duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins,
        leading_zero_numbers_as_strings: true,
        with_snippet: false,
    };
    // The parser's own words would show what stands there: perhaps a password.
    serde_saphyr::from_str_with_options(&rendered.text, options).map_err(
        |error: serde_saphyr::Error| {
            let line = error.location().map(|at| format!(":{}", at.line()));
            SettingsError::new(format!(
                "{path}{}: this is no YAML mapping",
                line.unwrap_or_default()
            ))
        },
    )
}

struct File {
    path: String,
    root: PathBuf,
    rendered: Rendered,
    environments: Map<String, Value>,
}

impl File {
    fn environment(&self, name: &str) -> Result<Settings> {
        let found = match self.environments.get(name) {
            Some(found) => self.primary(found),
            None => name
                .split_once(['.', '/'])
                .and_then(|(environment, database)| {
                    self.environments.get(environment)?.get(database)
                }),
        };
        match found {
            Some(Value::Object(entries)) => self.settings(entries),
            Some(Value::String(url)) => database_url(self.rendered.used(url)?),
            _ => Err(
                SettingsError::new(format!("`{}` has no environment `{name}`", self.path))
                    .with_hint(format!("it has {}", self.names())),
            ),
        }
    }

    /// The database of an environment: one of several where each entry is a mapping.
    fn primary<'a>(&self, environment: &'a Value) -> Option<&'a Value> {
        match environment {
            Value::Object(several)
                if !several.is_empty() && several.values().all(Value::is_object) =>
            {
                several.get("primary").or_else(|| several.values().next())
            }
            one => Some(one),
        }
    }

    /// `production, production.replica`
    fn names(&self) -> String {
        let names: Vec<String> = self
            .environments
            .iter()
            .flat_map(|(name, value)| match value {
                Value::Object(several) if several.values().all(Value::is_object) => several
                    .keys()
                    .map(|database| format!("{name}.{database}"))
                    .collect(),
                _ => vec![name.clone()],
            })
            .collect();
        match names.is_empty() {
            true => "none".to_owned(),
            false => names.join(", "),
        }
    }

    fn settings(&self, entries: &Map<String, Value>) -> Result<Settings> {
        let text = |names: &[&str]| self.text(entries, names);
        let dialect = text(&["adapter"])?.map(|name| adapter(&name)).transpose()?;
        let below = Settings {
            dialect,
            host: text(&["host", "hostname"])?,
            port: text(&["port"])?.map(|text| port(&text)).transpose()?,
            socket: text(&["socket"])?.map(PathBuf::from),
            user: text(&["username", "user"])?,
            password: text(&["password"])?.map(Secret::new),
            database: text(&["database"])?,
            tls_mode: text(&["ssl_mode", "sslmode"])?
                .map(|text| text.parse())
                .transpose()?,
            tls_ca: text(&["sslca", "ssl_ca", "sslrootcert"])?.map(PathBuf::from),
            tls_cert: text(&["sslcert", "ssl_cert"])?.map(PathBuf::from),
            tls_key: text(&["sslkey", "ssl_key"])?.map(PathBuf::from),
        };
        let mut settings = match text(&["url"])? {
            Some(url) => database_url(&url)
                .map_err(|error| SettingsError::new(format!("{}: {error}", self.path)))?
                .over(below),
            None => below,
        };
        if settings.dialect == Some(Dialect::Sqlite) {
            let file = settings.database.as_deref();
            settings.database = file.map(|file| self.root.join(file).display().to_string());
        }
        Ok(settings)
    }

    /// The first of these entries that says something.
    fn text(&self, entries: &Map<String, Value>, names: &[&str]) -> Result<Option<String>> {
        for name in names {
            let text = match entries.get(*name) {
                Some(Value::String(text)) => self.rendered.used(text)?.to_owned(),
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::Bool(yes)) => yes.to_string(),
                _ => continue,
            };
            if !text.is_empty() {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }
}

fn adapter(name: &str) -> Result<Dialect> {
    dialect(name).ok_or_else(|| {
        SettingsError::new(format!("skep has no adapter `{name}`"))
            .with_hint("mysql2, trilogy, postgresql or sqlite3")
    })
}

#[cfg(test)]
mod tests;
