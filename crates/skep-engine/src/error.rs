//! The engine's error: a kind for programs, and for people a message, a place in the script and a hint.
//!
//! Where an error comes from another crate, `convert.rs` beside this file says what kind it is.

mod convert;

use std::fmt;

/// What a caller can do about an error; the process's exit code follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The statement or its data is wrong: change one of them.
    Query,
    /// The command line or a setting is wrong.
    Usage,
    /// A remote system (object store, metastore server) failed: trying again may help.
    Remote,
    /// The user stopped it.
    Interrupted,
}

impl ErrorKind {
    /// The exit code of a process that ends with this error.
    pub fn exit_code(self) -> u8 {
        match self {
            ErrorKind::Query => 1,
            ErrorKind::Usage => 2,
            ErrorKind::Remote => 3,
            ErrorKind::Interrupted => 130,
        }
    }
}

/// Where in the script something stands, with the line itself for showing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The script file, if it isn't the one the caller gave.
    pub file: Option<String>,
    /// The line in the script, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The text of that line.
    pub text: String,
    /// How many characters of it are meant, at least 1.
    pub width: usize,
}

impl Position {
    /// Finds the place of the bytes `start..end` in `text`.
    pub fn locate(text: &str, start: usize, end: usize) -> Position {
        let start = floor_boundary(text, start);
        let end = floor_boundary(text, end).max(start);
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = text
            .get(start..)
            .and_then(|rest| rest.find('\n'))
            .map_or(text.len(), |at| start + at);
        let chars = |from: usize, to: usize| text.get(from..to).map_or(0, |s| s.chars().count());
        Position {
            file: None,
            line: before.matches('\n').count() + 1,
            column: chars(line_start, start) + 1,
            text: text
                .get(line_start..line_end)
                .unwrap_or_default()
                .trim_end_matches('\r')
                .to_owned(),
            width: chars(start, end.min(line_end)).max(1),
        }
    }
}

/// The last character boundary at or before `at`.
fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// An error of the engine. `Display` is the message alone; [`EngineError::report`] is what people should see.
#[derive(Debug, Clone)]
pub struct EngineError {
    /// What a caller can do about it.
    pub kind: ErrorKind,
    /// What went wrong: lower case, naming the object and what was attempted.
    pub message: String,
    /// Something that can be typed or checked.
    pub hint: Option<String>,
    /// Where in the script.
    pub position: Option<Box<Position>>,
    /// The span in the statement, before it is placed in the script.
    pub(crate) span: Option<(usize, usize)>,
}

/// The engine's result.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

impl EngineError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> EngineError {
        EngineError {
            kind,
            message: message.into(),
            hint: None,
            position: None,
            span: None,
        }
    }

    /// The statement or its data is wrong.
    pub fn query(message: impl Into<String>) -> EngineError {
        EngineError::new(ErrorKind::Query, message)
    }

    /// A setting or an option is wrong.
    pub fn usage(message: impl Into<String>) -> EngineError {
        EngineError::new(ErrorKind::Usage, message)
    }

    /// A construct that is understood and not supported.
    pub fn unsupported(what: impl fmt::Display) -> EngineError {
        EngineError::query(format!("{what} is not supported"))
    }

    /// The statement was cancelled.
    pub fn interrupted() -> EngineError {
        EngineError::new(ErrorKind::Interrupted, "interrupted")
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> EngineError {
        self.hint = Some(hint.into());
        self
    }

    /// The same error, about a piece of the statement.
    #[must_use]
    pub fn at(mut self, span: skep_hiveql::ast::Span) -> EngineError {
        self.span = Some((span.start as usize, span.end as usize));
        self
    }

    /// Fixes the place of the error, if it has a span: `text` is the statement, `line` its first line in the script.
    #[must_use]
    pub(crate) fn placed(mut self, text: &str, line: usize, file: Option<&str>) -> EngineError {
        if let (Some((start, end)), None) = (self.span, &self.position) {
            let mut position = Position::locate(text, start, end);
            position.line += line.saturating_sub(1);
            position.file = file.map(str::to_owned);
            self.position = Some(Box::new(position));
        }
        self
    }

    /// The message, the place with a caret, and the hint; several lines, no newline at the end.
    pub fn report(&self) -> String {
        let mut out = self.message.clone();
        if let Some(position) = &self.position {
            out.push_str(&excerpt(position));
        }
        if let Some(hint) = &self.hint {
            out.push_str("\nhint: ");
            out.push_str(hint);
        }
        out
    }
}

/// The characters of a long line that are shown around the caret.
const EXCERPT_WIDTH: usize = 120;

/// The line with a caret under the place.
fn excerpt(position: &Position) -> String {
    let from = (position.column - 1).saturating_sub(EXCERPT_WIDTH / 2);
    let line: String = position
        .text
        .chars()
        .skip(from)
        .take(EXCERPT_WIDTH)
        .map(|c| if c == '\t' { ' ' } else { c })
        .collect();
    let column = position.column - 1 - from;
    let width = position
        .width
        .min(line.chars().count().saturating_sub(column).max(1));
    let number = position.line.to_string();
    let gutter = " ".repeat(number.len());
    let file = match &position.file {
        Some(file) => format!("{file}, "),
        None => String::new(),
    };
    format!(
        "\n{gutter}--> {file}line {number}, column {}\n{number} | {line}\n{gutter} | {}{}",
        position.column,
        " ".repeat(column),
        "^".repeat(width),
    )
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for EngineError {}

/// "did you mean `x`?", if one of the names is near enough to what was written.
pub(crate) fn did_you_mean<'a>(
    written: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let written = written.to_lowercase();
    let limit = (written.chars().count() / 3).max(1);
    names
        .into_iter()
        .map(|name| (distance(&written, &name.to_lowercase()), name))
        .filter(|(distance, name)| {
            *distance <= limit && *distance < written.chars().count().max(name.chars().count())
        })
        .min()
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

/// Edits between two names, two swapped neighbours being one edit.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_a_caret() {
        let text = "select *\nfrom wordfrqs\nwhere 1 = 1";
        let error = EngineError {
            span: Some((14, 22)),
            ..EngineError::query("table `wordfrqs` not found").hint("did you mean `wordfreqs`?")
        };
        let report = error.placed(text, 10, None).report();
        assert_eq!(
            report,
            "table `wordfrqs` not found\n  --> line 11, column 6\n11 | from wordfrqs\n   |      ^^^^^^^^\n\
             hint: did you mean `wordfreqs`?"
        );
    }

    #[test]
    fn a_place_outside_the_text_does_no_harm() {
        for (start, end) in [(0, 0), (3, 1), (99, 120), (1, 2)] {
            let position = Position::locate("äö\r\n", start, end);
            assert!(position.width >= 1 && position.column >= 1);
            excerpt(&position);
        }
    }

    #[test]
    fn names_that_are_near_are_offered() {
        let names = ["wordfreqs", "words", "users"];
        assert_eq!(
            did_you_mean("wordfrqs", names).as_deref(),
            Some("did you mean `wordfreqs`?")
        );
        assert_eq!(
            did_you_mean("suers", names).as_deref(),
            Some("did you mean `users`?")
        );
        assert_eq!(did_you_mean("orders", names), None);
    }
}
