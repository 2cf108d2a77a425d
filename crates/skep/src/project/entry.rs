//! A setting of `skep.toml`: its place, its key and its value, read as the type that is wanted.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use skep_hiveql::nearest;
use skep_storage::{Environment, Location};

use crate::failure::Failure;

/// The file that entries stand in.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) file: PathBuf,
    /// As if one stood in the file's directory: paths are relative to that.
    pub(super) env: Environment,
}

impl Origin {
    /// `/shop/skep.toml:5`
    pub(super) fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.file.display())
    }
}

/// What is said of a setting.
#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    /// A whole number, in decimal digits.
    Number(String),
    /// A date or a time.
    Moment(String),
    Truth(bool),
    Table(Vec<Entry>),
    /// What no setting is, by its name for people.
    Other(&'static str),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Moment(_) => "a date",
            Value::Truth(_) => "true or false",
            Value::Table(_) => "a table",
            Value::Other(kind) => kind,
        }
    }
}

/// A setting.
#[derive(Debug)]
pub(crate) struct Entry {
    origin: Arc<Origin>,
    line: usize,
    path: String,
    key: String,
    value: Value,
}

/// A key, and how what is said of it gets into a `T`.
pub(crate) type Setting<T> = (&'static str, fn(&mut T, &Entry) -> Result<(), Failure>);

/// Takes an entry over if `settings` has its key; tells whether it has.
pub(crate) fn set<T>(
    into: &mut T,
    settings: &[Setting<T>],
    entry: &Entry,
) -> Result<bool, Failure> {
    match settings.iter().find(|(key, _)| *key == entry.key) {
        Some((_, set)) => set(into, entry).map(|()| true),
        None => Ok(false),
    }
}

impl Entry {
    pub(super) fn new(
        origin: Arc<Origin>,
        line: usize,
        path: String,
        key: String,
        value: Value,
    ) -> Entry {
        Entry {
            origin,
            line,
            path,
            key,
            value,
        }
    }

    /// The last part of its key.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Something is wrong with what is said: place, key and what.
    pub(crate) fn wrong(&self, what: impl Display) -> Failure {
        let place = self.origin.place(self.line);
        Failure::usage(format!("{place}: `{}`: {what}", self.path))
    }

    /// There is no such key; the ones there are.
    pub(crate) fn unknown(&self, known: &[&str]) -> Failure {
        let place = self.origin.place(self.line);
        let hint = match nearest(&self.key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known.join(", ")),
        };
        Failure::usage(format!(
            "{place}: there is no setting `{}`\nhint: {hint}",
            self.path
        ))
    }

    fn is_no(&self, wanted: &str) -> Failure {
        let place = self.origin.place(self.line);
        Failure::usage(format!(
            "{place}: `{}` is {wanted}, and not {}",
            self.path,
            self.value.kind()
        ))
    }

    /// A text.
    pub(crate) fn text(&self) -> Result<&str, Failure> {
        match &self.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.is_no("a text in quotes")),
        }
    }

    /// A text, or what needs no quotes: a number, a date.
    pub(crate) fn word(&self) -> Result<&str, Failure> {
        match &self.value {
            Value::Text(text) | Value::Number(text) | Value::Moment(text) => Ok(text),
            _ => Err(self.is_no("a text in quotes")),
        }
    }

    /// A whole number.
    pub(crate) fn number<T: FromStr<Err: Display>>(&self) -> Result<T, Failure> {
        match &self.value {
            Value::Number(digits) => digits.parse().map_err(|error| self.wrong(error)),
            _ => Err(self.is_no("a whole number")),
        }
    }

    /// True or false.
    pub(crate) fn truth(&self) -> Result<bool, Failure> {
        match self.value {
            Value::Truth(truth) => Ok(truth),
            _ => Err(self.is_no("true or false")),
        }
    }

    /// The entries of a table.
    pub(crate) fn entries(&self) -> Result<&[Entry], Failure> {
        match &self.value {
            Value::Table(entries) => Ok(entries),
            _ => Err(self.is_no("a table")),
        }
    }

    /// What a flag's reader makes of a word.
    pub(crate) fn read<T, E: Display>(
        &self,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<T, Failure> {
        read(self.word()?).map_err(|error| self.wrong(error))
    }

    /// A path, relative to the file's directory; `~/` is the user's.
    pub(crate) fn path(&self) -> Result<PathBuf, Failure> {
        let (text, env) = (self.text()?, &self.origin.env);
        Ok(match text.strip_prefix("~/").zip(env.var("HOME")) {
            Some((rest, home)) => PathBuf::from(home).join(rest),
            None => env.cwd().join(text),
        })
    }

    /// A place as [`Location`] has it, relative to the file's directory.
    pub(crate) fn location(&self) -> Result<String, Failure> {
        let location = Location::parse(self.text()?, &self.origin.env);
        location
            .map(|location| location.to_string())
            .map_err(|error| self.wrong(error))
    }
}
