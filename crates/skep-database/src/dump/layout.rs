//! Where things are in an archive, and which name means what.

use skep_storage::escape_name;

use super::{Compression, Day};

/// The places of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Places {
    /// The directory of its data files.
    pub(crate) data: String,
    /// The directory of its manifests, its lock, and what is under way.
    pub(crate) books: String,
    /// What its data files' names begin with.
    stem: String,
}

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

    /// The name of a data file: of a day or of all, the only one or one of several.
    pub(crate) fn file(
        &self,
        day: Option<Day>,
        part: Option<usize>,
        compression: Compression,
    ) -> String {
        let day = day.map(|day| format!(".{day}")).unwrap_or_default();
        let part = part
            .map(|part| format!(".part{}", part + 1))
            .unwrap_or_default();
        format!("{}{day}{part}.sql.{}", self.stem, compression.extension())
    }

    /// True of the name that a day's only file has.
    pub(crate) fn is_usual(&self, day: Day, name: &str) -> bool {
        [Compression::Zstd, Compression::Gzip]
            .iter()
            .any(|c| self.file(Some(day), None, *c) == name)
    }

    /// The day of a data file.
    pub(crate) fn day_of_file(&self, name: &str) -> Option<Day> {
        let rest = name.strip_prefix(&self.stem)?.strip_prefix('.')?;
        rest.get(..10)?
            .parse()
            .ok()
            .filter(|_| rest.get(10..).is_some_and(|rest| rest.starts_with('.')))
    }
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
        let places = Places::daily("db", "log_entries");
        assert_eq!(places.manifest(day), "db/log_entries/_days/2009-12-13.json");
        let file = places.file(Some(day), None, Compression::Zstd);
        assert_eq!(file, "log_entries.2009-12-13.sql.zst");
        assert_eq!(places.day_of_file(&file), Some(day));
        assert_eq!(
            places.day_of_file("log_entries.2009-12-13.part2.sql.gz"),
            Some(day)
        );
        assert_eq!(places.day_of_file("log_entries.2009-12-13"), None);
        assert_eq!(places.day_of_file("other.2009-12-13.sql.gz"), None);
        assert_eq!(day_of_manifest("2009-12-13.json"), Some(day));
        assert_eq!(
            Places::whole("db", "users").file(None, None, Compression::Gzip),
            "users.sql.gz"
        );
    }
}
