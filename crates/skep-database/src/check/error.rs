//! Why a check gives no answer.

use std::fmt;

/// What can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckErrorKind {
    /// The question is wrong: a condition, a table or a column that isn't there. Asking again gives the same.
    Question,
    /// The server doesn't let us in, or not there.
    Denied,
    /// The answer wasn't there in time.
    Late,
    /// The server failed, or can't be reached.
    Remote,
}

/// Why there is no answer, in one line, without passwords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckError {
    /// What can be done about it.
    pub kind: CheckErrorKind,
    message: String,
    hint: Option<String>,
}

impl CheckError {
    /// An error by its message.
    pub fn new(kind: CheckErrorKind, message: impl Into<String>) -> CheckError {
        CheckError {
            kind,
            message: one_line(&message.into()),
            hint: None,
        }
    }

    pub(crate) fn question(message: impl Into<String>) -> CheckError {
        CheckError::new(CheckErrorKind::Question, message)
    }

    pub(crate) fn remote(message: impl Into<String>) -> CheckError {
        CheckError::new(CheckErrorKind::Remote, message)
    }

    pub(crate) fn late(message: impl Into<String>) -> CheckError {
        CheckError::new(CheckErrorKind::Late, message)
    }

    /// With what to do about it.
    pub fn with_hint(self, hint: impl Into<String>) -> CheckError {
        CheckError {
            hint: Some(one_line(&hint.into())),
            ..self
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        self.hint.as_deref()
    }
}

/// A monitor shows one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl fmt::Display for CheckError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CheckError {}
