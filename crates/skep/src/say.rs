//! Words for people, on stderr.

use std::io::{Write, stderr};

/// Prints a line on stderr. Nobody listening is no error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(stderr().lock(), "{text}");
}
