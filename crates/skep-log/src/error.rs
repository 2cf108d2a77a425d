//! What can go wrong with logs.

use std::io;

use skep_hiveql::ParseError;
use skep_serde::format::FormatError;

/// Why a log can't be read as asked.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A file can't be read.
    #[error("cannot read `{file}`: {error}")]
    Read {
        /// The file.
        file: String,
        /// Why.
        error: io::Error,
    },
    /// What comes out can't be written; a closed pipe, too.
    #[error("cannot write {what}: {error}")]
    Write {
        /// What was written.
        what: String,
        /// Why.
        error: io::Error,
    },
    /// A file looks like no known format.
    #[error("`{file}` looks like no known log; its first line is `{line}`")]
    Unknown {
        /// The file.
        file: String,
        /// The line, shortened.
        line: String,
    },
    /// A log format that isn't one.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// A field that lines of the format don't have.
    #[error("a line of the format `{format}` has no field `{field}`; it has {known}")]
    Field {
        /// The format.
        format: String,
        /// The field asked for.
        field: String,
        /// Those there are.
        known: String,
    },
    /// A condition that can't be read, as a report of several lines.
    #[error("{0}")]
    Condition(String),
    /// A text that names no moment.
    #[error(
        "`{0}` is no time: 2015-05-17, `2015-05-17 10:05:03`, 2015-05-17T10:05:03+02:00, today, yesterday, now, now-2h and -1d are"
    )]
    Moment(String),
}

impl LogError {
    /// A condition's fault, shown in its text.
    pub(crate) fn condition(text: &str, error: &ParseError) -> LogError {
        LogError::Condition(error.render(text))
    }
}
