//! Where things are in an archive, and which name means what.

use skep_storage::escape_name;

use super::{Compression, Day, Format};

/// The places of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    /// The directory below which its data files are.
    pub(crate) data: String,
    /// The directory of its manifests, its lock, and what is under way.
    pub(crate) books: String,
    /// What its data files' names begin with.
    stem: String,
}

/// How a table's data files are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) format: Format,
    pub(crate) compression: Compression,
    /// What days' directories of Parquet files are named after: the partition key.
    pub(crate) key: String,
}

/// The usual partition key.
pub(crate) const KEY: &str = "day";
/// Ends manifests' names.
const MANIFEST: &str = ".json";
/// Ends the names of notes that a day has changed since.
const CHANGED: &str = ".changed";
/// The manifest of a table that is archived whole.
pub(crate) const WHOLE_MANIFEST: &str = "manifest.json";
/// The file that a dump locks.
pub(crate) const LOCK: &str = ".lock";
/// A database's directory of whole tables' books.
pub(crate) const TABLES: &str = "_tables";
/// A table's directory of days' manifests.
pub(crate) const DAYS: &str = "_days";
/// Names of files that wait to be given their names begin so.
pub(crate) const STAGED_PREFIX: &str = ".next-";

impl Places {
    /// Of a table that is archived a day at a time.
    pub(crate) fn daily(database: &str, table: &str) -> Places {
        let stem = escape_name(table).to_string();
        let data = format!("{}/{stem}", escape_name(database));
        Places {
            books: format!("{data}/{DAYS}"),
            data,
            stem,
        }
    }

    /// Of a table that is archived whole.
    pub(crate) fn whole(database: &str, table: &str) -> Places {
        let stem = escape_name(table).to_string();
        let data = escape_name(database).to_string();
        Places {
            books: format!("{data}/{TABLES}/{stem}"),
            data,
            stem,
        }
    }

    /// The manifest of a day.
    pub(crate) fn manifest(&self, day: Day) -> String {
        format!("{}/{day}{MANIFEST}", self.books)
    }

    /// The manifest of the whole table.
    pub(crate) fn whole_manifest(&self) -> String {
        format!("{}/{WHOLE_MANIFEST}", self.books)
    }

    /// The note that a day has changed since it was dumped.
    pub(crate) fn changed(&self, day: Day) -> String {
        format!("{}/{day}{CHANGED}", self.books)
    }

    /// The path of a data file below [`data`](Self::data): of a day or of all, the only one or one of several.
    pub(crate) fn file(&self, day: Option<Day>, part: Option<usize>, naming: &Naming) -> String {
        let part = part
            .map(|part| format!(".part{}", part + 1))
            .unwrap_or_default();
        let stem = &self.stem;
        let dotted = day.map(|day| format!(".{day}")).unwrap_or_default();
        match (naming.format, day) {
            (Format::Sql, _) => {
                format!(
                    "{stem}{dotted}{part}.sql.{}",
                    naming.compression.extension()
                )
            }
            (Format::Parquet, Some(day)) => {
                let key = escape_name(&naming.key);
                format!("{key}={day}/{stem}{dotted}{part}.parquet")
            }
            (Format::Parquet, None) => format!("{stem}/{stem}{part}.parquet"),
        }
    }

    /// True of the path that a day's only file usually has.
    pub(crate) fn is_usual(&self, day: Day, path: &str) -> bool {
        let name = file_name(path);
        ["sql.zst", "sql.gz", "parquet"]
            .iter()
            .any(|extension| name == format!("{}.{day}.{extension}", self.stem))
    }

    /// The day of a data file, by its path below [`data`](Self::data).
    pub(crate) fn day_of_file(&self, path: &str) -> Option<Day> {
        let rest = match path.split_once('/') {
            None => path.strip_prefix(&self.stem)?.strip_prefix('.')?,
            // A partition's directory: hidden ones are none.
            Some((dir, _)) if !skep_storage::is_hidden(dir) => {
                return dir.split_once('=')?.1.parse().ok();
            }
            Some(_) => return None,
        };
        rest.get(..10)?
            .parse()
            .ok()
            .filter(|_| rest.get(10..).is_some_and(|rest| rest.starts_with('.')))
    }

    /// The day of a file that waits for its name.
    pub(crate) fn day_of_staged(&self, name: &str) -> Option<Day> {
        let (_, name) = name.strip_prefix(STAGED_PREFIX)?.split_once('-')?;
        self.day_of_file(name)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The day of a manifest's name.
pub(crate) fn day_of_manifest(name: &str) -> Option<Day> {
    name.strip_suffix(MANIFEST)?.parse().ok()
}

/// The day of a note's name.
pub(crate) fn day_of_changed(name: &str) -> Option<Day> {
    name.strip_suffix(CHANGED)?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn names_are_those_of_the_issue() {
        let day: Day = "2009-12-13".parse().unwrap();
        let mut naming = Naming {
            format: Format::Sql,
            compression: Compression::Zstd,
            key: KEY.to_owned(),
        };
        let places = Places::daily("db", "log_entries");
        assert_eq!(places.manifest(day), "db/log_entries/_days/2009-12-13.json");
        let file = places.file(Some(day), None, &naming);
        assert_eq!(file, "log_entries.2009-12-13.sql.zst");
        assert_eq!(places.day_of_file(&file), Some(day));
        assert!(places.is_usual(day, &file));
        let part = "log_entries.2009-12-13.part2.sql.gz";
        assert_eq!(places.day_of_file(part), Some(day));
        assert!(!places.is_usual(day, part));
        assert_eq!(places.day_of_file("log_entries.2009-12-13"), None);
        assert_eq!(places.day_of_file("other.2009-12-13.sql.gz"), None);
        assert_eq!(places.day_of_file("_days/2009-12-13.json"), None);
        assert_eq!(day_of_manifest("2009-12-13.json"), Some(day));
        let staged = ".next-0a1b-log_entries.2009-12-13.sql.zst";
        assert_eq!(places.day_of_staged(staged), Some(day));
        naming.format = Format::Parquet;
        let file = places.file(Some(day), None, &naming);
        assert_eq!(file, "day=2009-12-13/log_entries.2009-12-13.parquet");
        assert_eq!(places.day_of_file(&file), Some(day));
        assert!(places.is_usual(day, &file));
        let users = Places::whole("db", "users");
        assert_eq!(users.file(None, None, &naming), "users/users.parquet");
        naming.format = Format::Sql;
        naming.compression = Compression::Gzip;
        assert_eq!(users.file(None, None, &naming), "users.sql.gz");
    }
}
