//! The child's side: one script in one process, told as events on stdout.

use std::io::Write;
use std::path::Path;

use anyhow::Result;

use super::script::{Kind, Script, kind, without_comments};
use super::verdict::Answer;

/// What the child tells, one JSON line each.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(crate) enum Event {
    /// A data set could not be loaded.
    Dataset {
        /// Its name.
        name: String,
        /// Why.
        error: String,
    },
    /// The script's own statements begin.
    Started,
    /// The next statement's answer.
    Answer(Answer),
    /// All statements were run.
    Finished,
}
