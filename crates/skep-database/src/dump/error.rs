//! What can go wrong with an archive, by what a caller can do about it.

use std::fmt;

use skep_storage::StorageError;

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What was asked for can't be: a table or a column isn't there, two settings don't fit.
    Usage,
    /// The data is not what it should be: a file doesn't fit its manifest, a table has rows already.
    Data,
    /// A server or a store failed; trying again may help.
    Remote,
}

/// An error, in words that name the table, the file or the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DumpError {
    /// What kind it is.
    pub kind: Kind,
    /// Lower case, without a full stop.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The server's error number, where the server said no.
    pub number: Option<u16>,
}

/// What a call gives.
pub type Result<T, E = DumpError> = std::result::Result<T, E>;

impl DumpError {
    fn new(kind: Kind, message: impl Into<String>) -> DumpError {
        DumpError {
            kind,
            message: message.into(),
            hint: None,
            number: None,
        }
    }

    /// What was asked for can't be.
    pub fn usage(message: impl Into<String>) -> DumpError {
        DumpError::new(Kind::Usage, message)
    }

    /// The data is not what it should be.
    pub fn data(message: impl Into<String>) -> DumpError {
        DumpError::new(Kind::Data, message)
    }

    /// A server or a store failed.
    pub fn remote(message: impl Into<String>) -> DumpError {
        DumpError::new(Kind::Remote, message)
    }

    /// With what to do about it.
    pub fn with_hint(mut self, hint: impl Into<String>) -> DumpError {
        self.hint = Some(hint.into());
        self
    }

    /// Of a file or a pipe of this machine.
    pub(crate) fn of_io(attempt: impl fmt::Display, error: &std::io::Error) -> DumpError {
        let full = error.kind() == std::io::ErrorKind::StorageFull;
        let failed = DumpError::remote(format!("cannot {attempt}: {error}"));
        match full {
            true => {
                failed.with_hint("free some space and run it again: days that are done stay done")
            }
            false => failed,
        }
    }

    /// Of the database server, while `attempt` was made.
    pub(crate) fn of_server(attempt: impl fmt::Display, error: &sqlx::Error) -> DumpError {
        let Some(said) = error
            .as_database_error()
            .and_then(|error| error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>())
        else {
            return DumpError::remote(format!("cannot {attempt}: {error}"));
        };
        let number = said.number();
        let (kind, hint) = SERVER_ERRORS
            .iter()
            .find(|(known, ..)| *known == number)
            .map_or((Kind::Remote, None), |(_, kind, hint)| (*kind, Some(*hint)));
        DumpError {
            kind,
            message: format!("cannot {attempt}: {} (error {number})", said.message()),
            hint: hint.map(str::to_owned),
            number: Some(number),
        }
    }

    /// True where the same read may succeed in a moment: the table was altered under the snapshot, a lock wasn't to be had, or the
    /// connection was given up for somebody who waited.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self.number,
            Some(TABLE_CHANGED | LOCK_TIMEOUT | DEADLOCK | GAVE_WAY | CHANGED)
        )
    }

    /// True where a table, view, routine, trigger or event that was to be made is there.
    pub(crate) fn is_there_already(&self) -> bool {
        // ER_TABLE_EXISTS_ERROR, ER_SP_ALREADY_EXISTS, ER_TRG_ALREADY_EXISTS, ER_EVENT_ALREADY_EXISTS
        matches!(self.number, Some(1050 | 1304 | 1359 | 1537))
    }
}

/// `ER_TABLE_DEF_CHANGED`: the table was altered after the snapshot was taken.
pub(crate) const TABLE_CHANGED: u16 = 1412;
/// `ER_LOCK_WAIT_TIMEOUT`.
const LOCK_TIMEOUT: u16 = 1205;
/// `ER_LOCK_DEADLOCK`.
const DEADLOCK: u16 = 1213;
/// `ER_CONNECTION_KILLED` and `ER_QUERY_INTERRUPTED`: our own giving way looks like this.
pub(crate) const GAVE_WAY: u16 = 1927;

/// No server's number: snapshots of several moments had other rows than one.
pub(crate) const CHANGED: u16 = u16::MAX;

/// The server's errors that are no trouble of the server: number, kind, what to do. A table.
const SERVER_ERRORS: [(u16, Kind, &str); 9] = [
    (1044, Kind::Usage, "check the user's rights: SHOW GRANTS"),
    (1045, Kind::Usage, "check user and password"),
    (1049, Kind::Usage, "check the spelling of the database"),
    (1054, Kind::Usage, "check the spelling of the column"),
    (1064, Kind::Usage, "check what is given with --where"),
    (
        1142,
        Kind::Usage,
        "the user needs SELECT on the table: SHOW GRANTS tells",
    ),
    (1146, Kind::Usage, "check the spelling of the table"),
    (
        1062,
        Kind::Data,
        "the table has rows with these keys already: restore into an empty table",
    ),
    (
        1153,
        Kind::Usage,
        "raise max_allowed_packet on the server: a row is longer",
    ),
];

impl fmt::Display for DumpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for DumpError {}

impl From<StorageError> for DumpError {
    fn from(error: StorageError) -> DumpError {
        DumpError {
            kind: Kind::Remote,
            message: error.to_string(),
            hint: error.hint().map(str::to_owned),
            number: None,
        }
    }
}
