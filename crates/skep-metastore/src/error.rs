//! What can go wrong, by what a caller can do about it.

use std::path::PathBuf;

/// An error of the metastore.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MetastoreError {
    /// There is no such thing.
    #[error("{object} does not exist")]
    NotFound {
        /// What was looked for: "table `default.t`".
        object: String,
    },
    /// The name is taken.
    #[error("{object} already exists")]
    AlreadyExists {
        /// What is there: "table `default.t`".
        object: String,
    },
    /// The database has tables and `CASCADE` was not said.
    #[error("database `{database}` is not empty")]
    NotEmpty {
        /// The database.
        database: String,
    },
    /// What was asked for makes no sense.
    #[error("{0}")]
    Invalid(String),
    /// Another session changed the same thing meanwhile; asking again may work.
    #[error("{object} was changed by another session meanwhile")]
    Conflict {
        /// What was changed.
        object: String,
    },
    /// Another process kept the metastore locked for too long; retrying may help.
    #[error("metastore `{path}` is busy: another process has kept it locked", path = path.display())]
    Busy {
        /// The metastore's file.
        path: PathBuf,
    },
    /// A newer skep wrote it.
    #[error("metastore `{path}` has schema version {found}; this skep knows up to {known}: update skep", path = path.display())]
    NewerSchema {
        /// The metastore's file.
        path: PathBuf,
        /// The version it has.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// What is stored can't be read.
    #[error("metastore `{path}` is damaged: {what}", path = path.display())]
    Corrupt {
        /// The metastore's file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The file can't be opened, read or written.
    #[error("cannot {attempt} metastore `{path}`: {reason}", path = path.display())]
    Io {
        /// "open", "read", "write".
        attempt: &'static str,
        /// The metastore's file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

impl MetastoreError {
    /// "database `d` does not exist"
    pub fn no_database(name: &str) -> Self {
        MetastoreError::NotFound {
            object: format!("database `{name}`"),
        }
    }

    /// "table `d.t` does not exist"
    pub fn no_table(database: &str, name: &str) -> Self {
        MetastoreError::NotFound {
            object: format!("table `{database}.{name}`"),
        }
    }

    /// True where a thing was asked for that isn't there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, MetastoreError::NotFound { .. })
    }

    /// True where the name is taken.
    pub fn is_already_exists(&self) -> bool {
        matches!(self, MetastoreError::AlreadyExists { .. })
    }
}
