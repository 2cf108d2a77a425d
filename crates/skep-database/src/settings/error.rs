//! What can be wrong with settings. All of it is for the user to mend: the command line's kind of error.

use std::fmt;
use std::io;
use std::path::Path;

/// Why settings can't be had: what was attempted on what, and what to do. Never holds a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    message: String,
    hint: Option<String>,
}

impl SettingsError {
    /// An error by its message.
    pub fn new(message: impl Into<String>) -> SettingsError {
        SettingsError {
            message: message.into(),
            hint: None,
        }
    }

    /// With what to do about it.
    pub fn with_hint(self, hint: impl Into<String>) -> SettingsError {
        SettingsError {
            hint: Some(hint.into()),
            ..self
        }
    }

    /// A file that can't be read.
    pub(super) fn of_file(path: &Path, error: &io::Error) -> SettingsError {
        SettingsError::new(format!("cannot read `{}`: {error}", path.display()))
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SettingsError {}
