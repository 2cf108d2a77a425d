//! What says that a day is done, and what was done. Written last, and once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Checksum, Column, Compression, Day, DumpError, Format, MaskKind, Result, Tally};

/// The version of the form below.
const VERSION: u32 = 1;

/// What is known of one archived day, or of one table that is archived whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The form's version, 1.
    pub manifest: u32,
    /// The program that wrote it, with its version.
    pub by: String,
    /// Of this attempt: tells two writers apart.
    pub id: String,
    /// The database.
    pub database: String,
    /// The table.
    pub table: String,
    /// Which rows: the day and how it was found. `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<DayRange>,
    /// A further condition that rows had to meet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#where: Option<String>,
    /// Columns whose values were replaced.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub masks: BTreeMap<String, MaskKind>,
    /// How many rows.
    pub rows: u64,
    /// Their checksum (see `checksum`).
    pub checksum: Checksum,
    /// The least value of the day column, as the server prints it in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The greatest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// The columns, in the files' order.
    pub columns: Vec<Column>,
    /// The data files, beside or above the manifest; none for an empty day.
    pub files: Vec<DataFile>,
    /// What the files are.
    #[serde(default)]
    pub format: Format,
    /// How the files are compressed.
    pub compression: Compression,
    /// The server.
    pub server: ServerIdentity,
    /// Where the server's binary log was when the snapshot was taken, if the user may see that.
    #[serde(default, skip_serializing_if = "Position::is_unknown")]
    pub position: Position,
    /// How the rows were read.
    pub snapshot: Snapshot,
    /// When reading began.
    pub started: DateTime<Utc>,
    /// When the files were whole.
    pub finished: DateTime<Utc>,
}

/// The rows of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayRange {
    /// The day.
    pub day: Day,
    /// The column that says it.
    pub column: String,
    /// The time zone that the day is of.
    pub zone: String,
    /// The first value in it: an SQL literal; TIMESTAMP is in UTC.
    pub from: String,
    /// The first value after it.
    pub to: String,
}

/// A file of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataFile {
    /// Its name.
    pub name: String,
    /// The hidden name it may still have: a replacement that was decided and is not yet in place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staged: Option<String>,
    /// Its length.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Its rows.
    pub rows: u64,
}

/// Which server the rows are from.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServerIdentity {
    /// `@@version`
    pub version: String,
    /// `@@hostname`
    pub host: String,
    /// `@@server_id`
    pub id: String,
    /// `@@server_uuid`, or MariaDB's `@@server_uid`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub uuid: String,
}

/// A position of the binary log.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Position {
    /// The log's file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// The place in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub position: String,
    /// The global transaction ids.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gtid: String,
}

impl Position {
    fn is_unknown(&self) -> bool {
        *self == Position::default()
    }
}

/// How consistent the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Snapshot {
    /// All are as of one moment.
    One,
    /// Each file is as of one moment, and other files may be of others.
    Chunks,
    /// The engine has no snapshots: rows may have changed while they were read.
    None,
}

impl Manifest {
    /// The form's current version.
    pub const VERSION: u32 = VERSION;

    /// Reads one.
    pub fn parse(bytes: &[u8], place: &str) -> Result<Manifest> {
        let manifest: Manifest = serde_json::from_slice(bytes).map_err(|error| {
            DumpError::data(format!("cannot read the manifest `{place}`: {error}"))
                .with_hint("put back a good copy of it, or remove it to have its day dumped again")
        })?;
        match manifest.manifest {
            VERSION => Ok(manifest),
            newer => Err(
                DumpError::data(format!("the manifest `{place}` is of version {newer}"))
                    .with_hint("a newer skep wrote it: use that one"),
            ),
        }
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).unwrap_or_default();
        text.push(b'\n');
        text
    }

    /// Takes over what was counted.
    pub(crate) fn set_tally(&mut self, tally: Tally) {
        self.rows = tally.rows;
        self.checksum = tally.checksum;
        (self.min, self.max) = tally.range.unzip();
    }

    /// `log_entries 2009-12-13`, or `users`.
    pub fn subject(&self) -> String {
        match &self.day {
            Some(range) => format!("{} {}", self.table, range.day),
            None => self.table.clone(),
        }
    }
}
