//! `skep.toml`, the file that makes a directory a project. Here it is found and read, and what is wrong with it is told with file, line and
//! key; what the settings of a section mean is its verb's.

mod entry;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use skep_storage::Environment;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

pub(crate) use entry::{Entry, Setting, set};
use entry::{Origin, Value};

use crate::failure::Failure;

/// A project's settings, by section.
#[derive(Debug)]
pub(crate) struct Project {
    sections: Vec<Entry>,
}

impl Project {
    /// The one of the nearest `skep.toml` at or above the working directory; without settings where there is none.
    pub(crate) fn find(env: &Environment) -> Result<Project, Failure> {
        let Some(file) = skep_metastore::home::project_file(env.cwd()) else {
            return Ok(Project {
                sections: Vec::new(),
            });
        };
        let text = std::fs::read_to_string(&file).map_err(|error| {
            Failure::usage(format!("cannot read `{}`: {error}", file.display()))
        })?;
        Project::parse(file, &text, env)
    }

    fn parse(file: PathBuf, text: &str, env: &Environment) -> Result<Project, Failure> {
        let origin = Origin {
            env: Environment::new(env.vars(), file.parent().unwrap_or(Path::new("/"))),
            file,
        };
        let root = DeTable::parse(text).map_err(|error| {
            let line = error.span().map(|span| line(text, &span)).unwrap_or(1);
            Failure::usage(format!("{}: {}", origin.place(line), error.message()))
        })?;
        let reader = Reader {
            origin: Arc::new(origin),
            text,
        };
        Ok(Project {
            sections: reader.entries(root.into_inner(), ""),
        })
    }

    /// The settings of a section, in their order; none where it isn't there. Other verbs' sections are nobody's business.
    pub(crate) fn section(&self, name: &str) -> Result<&[Entry], Failure> {
        match self.sections.iter().find(|section| section.key() == name) {
            Some(section) => section.entries(),
            None => Ok(&[]),
        }
    }
}

/// Takes a parsed file over, with the lines of its keys.
struct Reader<'t> {
    origin: Arc<Origin>,
    text: &'t str,
}

impl Reader<'_> {
    /// A table's entries in the file's order.
    fn entries(&self, table: DeTable<'_>, path: &str) -> Vec<Entry> {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, value)| self.entry(key, value, path);
        entries.into_iter().map(entry).collect()
    }

    fn entry(&self, key: Spanned<DeString<'_>>, value: Spanned<DeValue<'_>>, path: &str) -> Entry {
        let line = line(self.text, &key.span());
        let key = key.into_inner().into_owned();
        let path = match path.is_empty() {
            true => key.clone(),
            false => format!("{path}.{key}"),
        };
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) if number.radix() == 10 => {
                Value::Number(number.as_str().to_owned())
            }
            DeValue::Datetime(moment) => Value::Moment(moment.to_string()),
            DeValue::Boolean(truth) => Value::Truth(truth),
            DeValue::Table(table) => Value::Table(self.entries(table, &path)),
            DeValue::Array(_) => Value::Other("a list"),
            DeValue::Integer(_) | DeValue::Float(_) => Value::Other("such a number"),
        };
        Entry::new(Arc::clone(&self.origin), line, path, key, value)
    }
}

/// The line, counted from 1, on which a range of the text begins.
fn line(text: &str, range: &Range<usize>) -> usize {
    let before = text.as_bytes().get(..range.start).unwrap_or_default();
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn parse(text: &str) -> Result<Project, Failure> {
        let env = Environment::new([("HOME", "/home/u")], "/shop/deep");
        Project::parse(PathBuf::from("/shop/skep.toml"), text, &env)
    }

    #[test]
    fn entries_come_in_order_and_know_their_places() {
        let text = "[ship]\nx = 1\n\n[dump]\nto = 'b'\n# …\nconfig = \"~/c\"\nstart = 2009-12-13\n[dump.tables.\"a.*\"]\nwhole = true\n";
        let project = parse(text).unwrap();
        let dump = project.section("dump").unwrap();
        let keys: Vec<&str> = dump.iter().map(Entry::key).collect();
        assert_eq!(keys, ["to", "config", "start", "tables"]);
        let [to, config, start, tables] = dump else {
            panic!()
        };
        assert_eq!(to.location().unwrap(), "file:/shop/b");
        assert_eq!(config.path().unwrap(), Path::new("/home/u/c"));
        assert_eq!(start.word().unwrap(), "2009-12-13");
        let whole = &tables.entries().unwrap()[0].entries().unwrap()[0];
        assert!(whole.truth().unwrap());
        assert_eq!(
            whole.text().unwrap_err().message(),
            "/shop/skep.toml:10: `dump.tables.a.*.whole` is a text in quotes, and not true or false"
        );
        assert!(project.section("none").unwrap().is_empty());
        assert!(parse("").unwrap().section("dump").unwrap().is_empty());
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let message = |text| parse(text).unwrap_err().message().to_owned();
        let twice = message("[dump]\nto = 'a'\nto = 'b'\n");
        assert!(twice.starts_with("/shop/skep.toml:3: "), "{twice}");
        let open = message("[dump]\n\nurl = \"mysql://u:geheim@h/d\n");
        assert!(open.starts_with("/shop/skep.toml:3: "), "{open}");
        assert!(!open.contains("geheim"), "{open}");
        let section = parse("dump = 1").unwrap();
        assert_eq!(
            section.section("dump").unwrap_err().message(),
            "/shop/skep.toml:1: `dump` is a table, and not a number"
        );
    }
}
