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
/// A `url:` counts for more than what stands beside it, as in Rails; without one `$DATABASE_URL` does for the primary database, and
/// `$REPLICA_DATABASE_URL` for one called `replica` (`ActiveRecord::DatabaseConfigurations`). Expressions: see `erb.rs`.
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
    let current = env.var("RAILS_ENV").or_else(|| env.var("RACK_ENV"));
    let named = environment.or(current).unwrap_or("production");
    file.environment(named, &Urls { current, env })
}

/// URLs in variables.
struct Urls<'e> {
    /// The environment that Rails would run in here.
    current: Option<&'e str>,
    env: &'e Environment,
}

impl Urls<'_> {
    /// That of a database. In another environment than the current one Rails doesn't look.
    fn of(&self, environment: &str, database: &str) -> Option<&str> {
        if self.current.is_some_and(|current| current != environment) {
            return None;
        }
        let own = format!("{}_DATABASE_URL", database.to_uppercase());
        let primary = (database == PRIMARY).then_some("DATABASE_URL");
        let find = |name| self.env.var(name);
        find(&own).or_else(|| primary.and_then(find))
    }
}

/// What the only or first database of an environment is called.
const PRIMARY: &str = "primary";

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
    fn environment(&self, name: &str, urls: &Urls<'_>) -> Result<Settings> {
        let (environment, found) = match self.environments.get(name) {
            Some(found) => (name, Some(primary(found))),
            None => {
                let (environment, database) =
                    name.split_once(['.', '/']).unwrap_or((name, PRIMARY));
                let several = self.environments.get(environment);
                let entry = several.and_then(|several| several.get(database));
                (environment, entry.map(|entry| (database, entry)))
            }
        };
        match found {
            Some((database, Value::Object(entries))) => {
                self.settings(entries, urls.of(environment, database))
            }
            Some((_, Value::String(url))) => database_url(self.rendered.used(url)?),
            // Rails needs no entry where there is a URL.
            None if environment == name && urls.of(name, PRIMARY).is_some() => {
                self.settings(&Map::new(), urls.of(name, PRIMARY))
            }
            _ => Err(
                SettingsError::new(format!("`{}` has no environment `{name}`", self.path))
                    .with_hint(format!("it has {}", self.names())),
            ),
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

    /// Of one entry, and of a URL in a variable.
    fn settings(&self, entries: &Map<String, Value>, url: Option<&str>) -> Result<Settings> {
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
        let mut settings = match (text(&["url"])?, url) {
            (Some(url), _) => database_url(&url)
                .map_err(|error| SettingsError::new(format!("{}: {error}", self.path)))?
                .over(below),
            (None, Some(url)) => database_url(url)
                .map_err(|error| SettingsError::new(format!("$DATABASE_URL: {error}")))?
                .over(below),
            (None, None) => below,
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

/// The database of an environment, with its name: one of several where each entry is a mapping.
fn primary(environment: &Value) -> (&str, &Value) {
    match environment {
        Value::Object(several) if !several.is_empty() && several.values().all(Value::is_object) => {
            let first = several
                .get_key_value(PRIMARY)
                .or_else(|| several.iter().next());
            first.map_or((PRIMARY, environment), |(name, entry)| (name, entry))
        }
        one => (PRIMARY, one),
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
