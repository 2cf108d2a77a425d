//! A script to statements: cut at `;` outside quotes and comments.

use crate::lexer::closing_quote;

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptStatement {
    /// The statement without its `;`, and without blanks and comments around it. `\;` has become `;`.
    pub text: String,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// The byte at which it begins.
    pub offset: usize,
    /// A `;` ended it. Only the last statement of a script can lack one.
    pub terminated: bool,
}

/// What a scan of one piece found.
enum Piece {
    /// A `;` at this offset ended it.
    Terminated(usize),
    /// The text ended; within a string or comment if `open`.
    Ended { open: bool },
}

/// Cuts a script into statements. Empty ones (blanks and comments only) are left out.
///
/// Never fails: a string or comment that is not closed runs to the end, and the parser says so.
pub fn split_script(script: &str) -> Vec<ScriptStatement> {
    let mut statements = Vec::new();
    let mut place = 0;
    let mut line = 1;
    let mut counted = 0;
    while let Some(rest) = script.get(place..).filter(|rest| !rest.is_empty()) {
        let begin = place + skip_blanks(rest);
        let body = script.get(begin..).unwrap_or_default();
        let (length, terminated) = match scan(body) {
            Piece::Terminated(at) => (at, true),
            Piece::Ended { .. } => (body.len(), false),
        };
        let text = body.get(..length).unwrap_or_default().trim_end();
        line += newlines(script.get(counted..begin).unwrap_or_default());
        counted = begin;
        if !text.is_empty() {
            statements.push(ScriptStatement {
                text: text.replace("\\;", ";"),
                line,
                offset: begin,
                terminated,
            });
        }
        place = begin + length + usize::from(terminated);
    }
    statements
}

/// True if what was typed so far is whole: nothing but blanks and comments, or statements that all end in `;`.
pub fn is_complete(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.get(skip_blanks(rest)..).unwrap_or_default();
        if rest.is_empty() {
            return true;
        }
        match scan(rest) {
            Piece::Terminated(at) => rest = rest.get(at + 1..).unwrap_or_default(),
            Piece::Ended { .. } => return false,
        }
    }
}

/// True if the text ends within a string, a name in backticks or a comment.
pub fn is_open(text: &str) -> bool {
    let mut rest = text;
    loop {
        match scan(rest) {
            Piece::Terminated(at) => rest = rest.get(at + 1..).unwrap_or_default(),
            Piece::Ended { open } => return open,
        }
    }
}

fn newlines(text: &str) -> u32 {
    let count = text.bytes().filter(|b| *b == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The length of the blanks and comments at the start.
pub(crate) fn skip_blanks(text: &str) -> usize {
    let mut place = 0;
    loop {
        let rest = text.get(place..).unwrap_or_default();
        let blanks = rest.len() - rest.trim_start().len();
        let rest = rest.get(blanks..).unwrap_or_default();
        let comment = if rest.starts_with("--") || rest.starts_with("/*") {
            skip(rest).unwrap_or(0)
        } else {
            0
        };
        if blanks + comment == 0 {
            return place;
        }
        place += blanks + comment;
    }
}

/// The length of the quoted thing or comment at the start; none if it isn't closed. One character if it is neither.
fn skip(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    let inner = rest.get(first.len_utf8()..).unwrap_or_default();
    match first {
        '\'' | '"' => closing_quote(inner, first).map(|end| end + 2),
        '`' => inner.find('`').map(|end| end + 2),
        '-' if inner.starts_with('-') => Some(rest.find('\n').map_or(rest.len(), |end| end + 1)),
        '/' if inner.starts_with('*') => {
            let end = rest.get(2..).and_then(|inner| inner.find("*/"));
            end.map(|end| end + 4)
        }
        // `\;` is a semicolon that ends nothing.
        '\\' if inner.starts_with(';') => Some(2),
        _ => Some(first.len_utf8()),
    }
}

fn scan(text: &str) -> Piece {
    let mut place = 0;
    while let Some(rest) = text.get(place..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(';') {
            return Piece::Terminated(place);
        }
        match skip(rest) {
            Some(length) => place += length,
            None => return Piece::Ended { open: true },
        }
    }
    Piece::Ended { open: false }
}

#[cfg(test)]
mod tests {
    use super::{is_complete, is_open, split_script};

    /// Statements as `line:text`, with `…` behind one that has no `;`.
    fn check(script: &str, expected: &[&str]) {
        let shown: Vec<String> = split_script(script)
            .iter()
            .map(|s| {
                let end = if s.terminated { "" } else { "…" };
                assert!(script.is_char_boundary(s.offset));
                format!("{}:{}{end}", s.line, s.text)
            })
            .collect();
        assert_eq!(shown, expected, "of {script}");
    }

    #[test]
    fn cuts_at_semicolons() {
        check("a; b\n;\n\n c", &["1:a", "1:b", "4:c…"]);
        check(";;  ;", &[]);
        check("select ';' ; b", &["1:select ';'", "1:b…"]);
        check(r"a '\';' ; b;", &[r"1:a '\';'", "1:b"]);
        check("a \";\" `;` ;", &["1:a \";\" `;`"]);
        check(r"!echo a\;b; c;", &["1:!echo a;b", "1:c"]);
    }

    #[test]
    fn comments_are_no_statements() {
        check("-- a; b\nc;", &["2:c"]);
        check("/* a; b */ c; -- d", &["1:c"]);
        check("a -- ;\n b;", &["1:a -- ;\n b"]);
        check("/*\n\n*/ a\n-- it's\n; b;", &["3:a\n-- it's", "5:b"]);
    }

    #[test]
    fn what_is_open() {
        check("select 'a; b;", &["1:select 'a; b;…"]);
        assert!(is_complete("select 1;  -- done"));
        assert!(is_complete(" \n"));
        assert!(!is_complete("select 1"));
        assert!(!is_complete("select ';"));
        assert!(is_open("select 'a;"));
        assert!(is_open("a; /* b"));
        assert!(!is_open("select 'a'"));
    }
}
