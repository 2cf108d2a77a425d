//! What a wrong statement is answered with.

use std::fmt;

use crate::ast::Span;

/// Why a text is not HiveQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// One line, in lower case: `expected FROM, found "form"`.
    pub message: String,
    /// What could have stood there; empty if that is not the point.
    pub expected: Vec<String>,
    /// What stood there.
    pub found: String,
    /// What was perhaps meant.
    pub suggestion: Option<String>,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
    /// Where in the source it is.
    pub span: Span,
}

impl ParseError {
    /// An error at a place of `source`.
    pub fn at(source: &str, span: Span, message: impl Into<String>) -> ParseError {
        let before = source.get(..span.start as usize).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        ParseError {
            message: message.into(),
            expected: Vec::new(),
            found: String::new(),
            suggestion: None,
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
            span,
        }
    }

    /// The message, the line with a caret under the place, and the hint. Several lines, without a newline at the end.
    ///
    /// ```text
    /// line 1, column 10: expected FROM or the end, found `form`
    ///   select * form t
    ///            ^^^^
    /// did you mean FROM?
    /// ```
    pub fn render(&self, source: &str) -> String {
        let mut out = self.to_string();
        let start = (self.span.start as usize).min(source.len());
        let before = source.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let rest = source.get(line_start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let left = source.get(line_start..start).unwrap_or_default();
        let (line, left) = window(line, left);
        if !line.trim().is_empty() {
            // Tabs stay tabs, so that the caret stands under its place however wide they are.
            let pad: String = left
                .chars()
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            let under = source
                .get(start..self.span.end as usize)
                .unwrap_or_default();
            let under = under.lines().next().unwrap_or_default().chars().count();
            let room = line.chars().count().saturating_sub(left.chars().count());
            let carets = "^".repeat(under.min(room).max(1));
            out.push_str(&format!("\n  {line}\n  {pad}{carets}"));
        }
        if let Some(suggestion) = &self.suggestion {
            out.push_str(&format!("\ndid you mean {suggestion}?"));
        }
        out
    }
}

/// Cuts a line to what fits on a screen around the place that `left` leads up to.
fn window<'s>(line: &'s str, left: &'s str) -> (&'s str, &'s str) {
    const BEFORE: usize = 80;
    const WIDTH: usize = 120;
    let skipped = left.chars().count().saturating_sub(BEFORE);
    let cut = |text: &'s str| {
        let from = text
            .char_indices()
            .nth(skipped)
            .map_or(text.len(), |(at, _)| at);
        text.get(from..).unwrap_or_default()
    };
    let (line, left) = (cut(line), cut(left));
    let end = line
        .char_indices()
        .nth(WIDTH)
        .map_or(line.len(), |(at, _)| at);
    (line.get(..end).unwrap_or_default(), left)
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for ParseError {}

/// The candidate that `word` most looks like, in any case, if it looks like one: at most two letters off, one in short words.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_ascii_uppercase();
    let allowed = match word.len() {
        0..3 => return None,
        3..6 => 1,
        6..25 => 2,
        _ => return None,
    };
    let far =
        |candidate: &&str| distance(word.as_bytes(), candidate.to_ascii_uppercase().as_bytes());
    let best = candidates.into_iter().min_by_key(far)?;
    // A swapped pair of letters in a short word (FORM, SELCET) counts as one.
    (far(&best) <= allowed && !best.eq_ignore_ascii_case(&word)).then_some(best)
}

/// Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cell = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (cell(&row, j) + 1)
                .min(cell(&above, j + 1) + 1)
                .min(cell(&above, j) + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(cell(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn near_and_far_words() {
        assert_eq!(distance(b"FORM", b"FROM"), 1);
        assert_eq!(distance(b"KITTEN", b"SITTING"), 3);
        assert_eq!(nearest("selct", ["FROM", "SELECT"]), Some("SELECT"));
        assert_eq!(nearest("tabel", ["VIEW", "TABLE"]), Some("TABLE"));
        assert_eq!(nearest("t", ["TO"]), None);
        assert_eq!(nearest("where", ["WHERE"]), None);
        assert_eq!(nearest("Hots", ["agent", "host"]), Some("host"));
    }
}
