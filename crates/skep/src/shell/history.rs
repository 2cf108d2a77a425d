//! What was typed, across runs: a file in the skep home that its owner alone may read.

use std::fs::{self, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use reedline::FileBackedHistory;

/// Statements kept.
const CAPACITY: usize = 10_000;
/// The file, in the home.
const NAME: &str = "history";
/// Statements may hold secrets.
const OWNER_ONLY: u32 = 0o600;

/// Opens the history of a home, making both if needed.
pub(super) fn open(home: &Path) -> Result<FileBackedHistory, String> {
    let path = home.join(NAME);
    let told = |error: &dyn std::fmt::Display| format!("cannot open `{}`: {error}", path.display());
    make(&path).map_err(|error| told(&error))?;
    FileBackedHistory::with_file(CAPACITY, path.clone()).map_err(|error| told(&error))
}

fn make(path: &Path) -> io::Result<()> {
    if let Some(home) = path.parent() {
        fs::create_dir_all(home)?;
    }
    let file = OpenOptions::new()
        .create(true)
        .append(true)
        .mode(OWNER_ONLY)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(OWNER_ONLY))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use reedline::{History, HistoryItem};

    use super::*;

    #[test]
    fn statements_are_kept_for_their_owner() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        let mut history = open(&home).unwrap();
        history
            .save(HistoryItem::from_command_line("select\n  1;"))
            .unwrap();
        drop(history);
        let mode = fs::metadata(home.join(NAME)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, OWNER_ONLY);
        let again = open(&home).unwrap();
        assert_eq!(again.count_all().unwrap(), 1);
        assert!(open(Path::new("/dev/null/home")).is_err());
    }
}
