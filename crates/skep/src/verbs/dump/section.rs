//! What `skep.toml` says of dumps: the section `[dump]`, and for the way back `[restore]`.

use std::path::PathBuf;

use chrono::TimeDelta;
use chrono_tz::Tz;
use skep_database::dump::{Compression, Day, Format, Rules, closest};
use skep_storage::Environment;

use super::lake::Register;
use super::words::{chunks, compression, duration, size, zone};
use crate::failure::Failure;
use crate::project::{Entry, Project, Setting, set};
use crate::verbs::connection::Connection;

/// `[dump]`. What isn't said is `None`.
#[derive(Debug, Default)]
pub(crate) struct Dump {
    pub(crate) connection: Connection,
    pub(crate) to: Option<String>,
    pub(crate) archived: Option<String>,
    pub(crate) start: Option<Day>,
    pub(crate) until: Option<Day>,
    pub(crate) time_zone: Option<Tz>,
    pub(crate) settle: Option<TimeDelta>,
    pub(crate) settle_empty: Option<TimeDelta>,
    pub(crate) look_back: Option<usize>,
    pub(crate) redump: Option<bool>,
    pub(crate) chunks: Option<u16>,
    pub(crate) max_snapshot: Option<TimeDelta>,
    pub(crate) format: Option<Format>,
    pub(crate) compression: Option<Compression>,
    pub(crate) max_rate: Option<u64>,
    pub(crate) mask_key_file: Option<PathBuf>,
    pub(crate) structure: Option<bool>,
    pub(crate) register: Option<Register>,
    pub(crate) spool: Option<PathBuf>,
    /// Tables by name or pattern, in the file's order.
    pub(crate) tables: Vec<(String, Table)>,
}

/// `[dump.tables.NAME]`
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// The column that says the day.
    pub(crate) daily: Option<String>,
    pub(crate) whole: bool,
    pub(crate) rules: Rules,
}

/// `[restore]`
#[derive(Debug, Default)]
pub(crate) struct Restore {
    pub(crate) connection: Connection,
    pub(crate) from: Option<String>,
    pub(crate) archived: Option<String>,
    pub(crate) programs: Option<bool>,
    pub(crate) spool: Option<PathBuf>,
}

/// Keys of `[dump]` beside the connection's and `tables`.
const DUMP: [Setting<Dump>; 18] = [
    ("to", |s, e| put(&mut s.to, e.location())),
    ("archived", |s, e| put(&mut s.archived, e.text())),
    ("start", |s, e| put(&mut s.start, e.read(str::parse::<Day>))),
    ("until", |s, e| put(&mut s.until, e.read(str::parse::<Day>))),
    ("time-zone", |s, e| put(&mut s.time_zone, e.read(zone))),
    ("settle", |s, e| put(&mut s.settle, e.read(duration))),
    ("settle-empty", |s, e| {
        put(&mut s.settle_empty, e.read(duration))
    }),
    ("look-back", |s, e| {
        put(&mut s.look_back, e.number::<usize>())
    }),
    ("redump", |s, e| put(&mut s.redump, e.truth())),
    ("chunks", |s, e| put(&mut s.chunks, e.read(chunks))),
    ("max-snapshot", |s, e| {
        put(&mut s.max_snapshot, e.read(duration))
    }),
    ("format", |s, e| {
        put(&mut s.format, e.read(str::parse::<Format>))
    }),
    ("compression", |s, e| {
        put(&mut s.compression, e.read(compression))
    }),
    ("max-rate", |s, e| put(&mut s.max_rate, e.read(size))),
    ("mask-key-file", |s, e| put(&mut s.mask_key_file, e.path())),
    ("structure", |s, e| put(&mut s.structure, e.truth())),
    ("register", |s, e| put(&mut s.register, Register::read(e))),
    ("spool", |s, e| put(&mut s.spool, e.path())),
];

/// Keys of a table.
const TABLE: [Setting<Table>; 6] = [
    ("daily", |s, e| put(&mut s.daily, e.text())),
    ("whole", |s, e| e.truth().map(|whole| s.whole = whole)),
    ("format", |s, e| {
        put(&mut s.rules.format, e.read(str::parse::<Format>))
    }),
    ("where", |s, e| put(&mut s.rules.condition, e.text())),
    ("start", |s, e| {
        put(&mut s.rules.start, e.read(str::parse::<Day>))
    }),
    ("mask", masks),
];

/// Keys of `[restore]` beside the connection's.
const RESTORE: [Setting<Restore>; 4] = [
    ("from", |s, e| put(&mut s.from, e.location())),
    ("archived", |s, e| put(&mut s.archived, e.text())),
    ("programs", |s, e| put(&mut s.programs, e.truth())),
    ("spool", |s, e| put(&mut s.spool, e.path())),
];

fn put<T, V: Into<T>>(slot: &mut Option<T>, value: Result<V, Failure>) -> Result<(), Failure> {
    *slot = Some(value?.into());
    Ok(())
}

fn masks(table: &mut Table, entry: &Entry) -> Result<(), Failure> {
    for mask in entry.entries()? {
        let kind = mask.read(str::parse)?;
        table.rules.masks.push((mask.key().to_owned(), kind));
    }
    Ok(())
}

impl Dump {
    /// What the project around the working directory says.
    pub(crate) fn find(env: &Environment) -> Result<Dump, Failure> {
        Dump::of(&Project::find(env)?)
    }

    pub(crate) fn of(project: &Project) -> Result<Dump, Failure> {
        let mut dump = Dump::default();
        for entry in project.section("dump")? {
            if entry.key() == "tables" {
                dump.tables = entry
                    .entries()?
                    .iter()
                    .map(table)
                    .collect::<Result<_, _>>()?;
            } else if !set(&mut dump, &DUMP, entry)? && !dump.connection.set(entry)? {
                return Err(unknown(entry, &DUMP, &["tables"]));
            }
        }
        Ok(dump)
    }

    /// The first day of a table.
    pub(crate) fn start_of(&self, table: &str) -> Option<Day> {
        let own = |name: &str| {
            let found = self.tables.iter().find(|(of, _)| of == name);
            found.and_then(|(_, table)| table.rules.start)
        };
        let names = self.tables.iter().map(|(name, _)| name.as_str());
        let of_table = closest(names.filter(|name| own(name).is_some()), table);
        of_table.and_then(own).or(self.start)
    }
}

impl Restore {
    pub(crate) fn of(project: &Project) -> Result<Restore, Failure> {
        let mut restore = Restore::default();
        for entry in project.section("restore")? {
            if !set(&mut restore, &RESTORE, entry)? && !restore.connection.set(entry)? {
                return Err(unknown(entry, &RESTORE, &[]));
            }
        }
        Ok(restore)
    }
}

fn table(entry: &Entry) -> Result<(String, Table), Failure> {
    let mut table = Table::default();
    for setting in entry.entries()? {
        if !set(&mut table, &TABLE, setting)? {
            return Err(setting.unknown(&keys(&TABLE)));
        }
    }
    match (&table.daily, table.whole) {
        (Some(_), true) => Err(entry.wrong("a table is dumped daily or whole, and not both")),
        _ => Ok((entry.key().to_owned(), table)),
    }
}

fn keys<T>(settings: &[Setting<T>]) -> Vec<&'static str> {
    settings.iter().map(|(key, _)| *key).collect()
}

fn unknown<T>(entry: &Entry, own: &[Setting<T>], more: &[&str]) -> Failure {
    entry.unknown(&[&keys(own), more, &Connection::keys()].concat())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use std::collections::BTreeSet;
    use std::path::Path;

    use clap::{Args, Command};

    use super::*;

    fn read(text: &str) -> Result<Dump, String> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("skep.toml"), text).unwrap();
        let env = Environment::new([("HOME", "/home/u")], dir.path());
        let place = dir.path().display().to_string();
        Dump::find(&env).map_err(|failure| failure.message().replace(&place, "[dir]"))
    }

    #[test]
    fn each_flag_has_a_setting() {
        // What a run does once is no setting; what is said of tables stands with them.
        let others = [
            "daily",
            "whole",
            "where",
            "mask",
            "quiet",
            "no-structure",
            "no-register",
            "home",
        ];
        let flags = super::super::DumpArguments::augment_args(Command::new("dump"));
        let flags: BTreeSet<String> = flags
            .get_arguments()
            .filter_map(|flag| flag.get_long().map(str::to_owned))
            .filter(|flag| !others.contains(&flag.as_str()))
            .chain(["archived".to_owned(), "structure".to_owned()])
            .collect();
        let keys = [keys(&DUMP), Connection::keys()].concat();
        let keys: BTreeSet<String> = keys.into_iter().map(str::to_owned).collect();
        assert_eq!(keys, flags);
    }

    #[test]
    fn tables_have_settings_of_their_own() {
        let dump = read(
            "[dump]\nto = '~/backups'\nstart = 2009-01-01\nmax-rate = '20M'\nsettle = 0\nchunks = 2\nmask-key-file = 'k'\n\
             [dump.tables.log]\ndaily = 'at'\nstart = '2010-01-01'\nmask = { email = 'hash', card = 'drop' }\n\
             [dump.tables.'log_*']\ndaily = 'day'\nwhere = 'deleted = 0'\nstart = 2011-01-01\n\
             [dump.tables]\nusers.whole = true\n",
        )
        .unwrap();
        assert_eq!(dump.to.as_deref(), Some("file:/home/u/backups"));
        assert_eq!((dump.max_rate, dump.chunks), (Some(20 << 20), Some(2)));
        assert_eq!(dump.settle, Some(TimeDelta::zero()));
        assert!(dump.mask_key_file.as_deref().is_some_and(Path::is_absolute));
        let names: Vec<&str> = dump.tables.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["log", "log_*", "users"]);
        let starts = ["log", "log_a", "users"].map(|table| dump.start_of(table).unwrap());
        assert_eq!(
            starts.map(|day| day.to_string()),
            ["2010-01-01", "2011-01-01", "2009-01-01"]
        );
        assert_eq!(dump.tables[0].1.rules.masks.len(), 2);
        assert!(dump.tables[2].1.whole);
    }

    #[test]
    fn the_documentations_example_is_right() {
        let text = include_str!("../../../../../docs/dump.md");
        let (_, example) = text.split_once("```toml\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let dump = read(example).unwrap();
        let is_said = |key: &str| example.contains(&format!("\n{key} = "));
        let own = keys(&DUMP).into_iter().filter(|key| *key != "until");
        assert_eq!(own.filter(|key| !is_said(key)).collect::<Vec<_>>(), [""; 0]);
        assert_eq!(dump.tables.len(), 4);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("skep.toml"), example).unwrap();
        let env = Environment::new([("HOME", "/home/u")], dir.path());
        assert!(Restore::of(&Project::find(&env).unwrap()).is_ok());
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(read(text).unwrap_err(), expected);
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        check(
            "[dump]\n\nsetle = '1h'",
            "[dir]/skep.toml:3: there is no setting `dump.setle`\nhint: did you mean `settle`?",
        );
        check(
            "[dump]\nlook-back = 'seven'",
            "[dir]/skep.toml:2: `dump.look-back` is a whole number, and not a text",
        );
        check(
            "[dump]\nsettle = 'soon'",
            "[dir]/skep.toml:2: `dump.settle`: it is written 90s, 30m, 2h, 3d or 1w",
        );
        check(
            "[dump]\nchunks = 65",
            "[dir]/skep.toml:2: `dump.chunks`: a number from 1 to 64",
        );
        check(
            "[dump]\nto = 's4://b'",
            "[dir]/skep.toml:2: `dump.to`: cannot use `s4://b`: skep does not know the scheme `s4:`; it reads plain paths, file:, s3:, s3a: and s3n:",
        );
        check(
            "[dump.tables.log]\ndayly = 'at'",
            "[dir]/skep.toml:2: there is no setting `dump.tables.log.dayly`\nhint: did you mean `daily`?",
        );
        check(
            "[dump.tables.log]\nmask = { a = 'hush' }",
            "[dir]/skep.toml:2: `dump.tables.log.mask.a`: `hush` is no mask: `hash` or `drop`",
        );
        check(
            "[dump.tables.log]\ndaily = 'at'\nwhole = true",
            "[dir]/skep.toml:1: `dump.tables.log`: a table is dumped daily or whole, and not both",
        );
        check(
            "[dump]\nurl-file = 'a'\nconfig = 'b'",
            "[dir]/skep.toml:3: `dump.config`: the database is said already: it is one of url, url-file and config",
        );
        let port = read("[dump]\nurl = 'mysql://u:geheim@h:x/d'").unwrap_err();
        assert!(
            port.starts_with("[dir]/skep.toml:2: `dump.url`: "),
            "{port}"
        );
        assert!(!port.contains("geheim"), "{port}");
        // Others' sections are theirs.
        assert!(read("[shop]\nx = 1\n[dump]\nto = 'b'").is_ok());
    }
}
