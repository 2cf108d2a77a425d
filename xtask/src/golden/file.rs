//! A golden file's text: read into cases, and written back with other answers.

/// What a statement is to give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expected {
    /// Rows as printed.
    Rows(Vec<String>),
    /// An error whose message holds this.
    Error(String),
}

/// One statement and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Case {
    /// Text before the statement: blank lines and comments.
    pub(crate) before: String,
    /// The statement with its `;`.
    pub(crate) statement: String,
    /// The line it begins at, from 1.
    pub(crate) line: usize,
    /// Its answer.
    pub(crate) expected: Expected,
}

/// A golden file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// The cases, in order.
    pub(crate) cases: Vec<Case>,
    /// Text after the last one.
    pub(crate) after: String,
}

const ROW: &str = "--|";
const ERROR: &str = "--!";

impl File {
    /// Reads a file's text.
    pub(crate) fn parse(text: &str) -> File {
        let mut cases = Vec::new();
        let (mut before, mut statement, mut line) = (String::new(), String::new(), 0);
        let mut lines = text.lines().enumerate().peekable();
        while let Some((at, current)) = lines.next() {
            let blank = current.trim().is_empty() || current.trim_start().starts_with("--");
            if statement.is_empty() && blank {
                before.push_str(current);
                before.push('\n');
                continue;
            }
            if statement.is_empty() {
                line = at + 1;
            } else {
                statement.push('\n');
            }
            statement.push_str(current);
            if !current.trim_end().ends_with(';') {
                continue;
            }
            let mut rows = Vec::new();
            let mut error = None;
            while let Some((_, answer)) =
                lines.next_if(|(_, l)| l.starts_with(ROW) || l.starts_with(ERROR))
            {
                if let Some(row) = answer.strip_prefix(ROW) {
                    rows.push(row.strip_prefix(' ').unwrap_or(row).to_string());
                } else {
                    error = Some(answer.trim_start_matches(ERROR).trim().to_string());
                }
            }
            cases.push(Case {
                before: std::mem::take(&mut before),
                statement: std::mem::take(&mut statement),
                line,
                expected: error.map_or(Expected::Rows(rows), Expected::Error),
            });
        }
        before.push_str(&statement);
        File {
            cases,
            after: before,
        }
    }

    /// The file's text.
    pub(crate) fn print(&self) -> String {
        let mut text = String::new();
        for case in &self.cases {
            text.push_str(&case.before);
            text.push_str(&case.statement);
            text.push('\n');
            match &case.expected {
                Expected::Rows(rows) => {
                    for row in rows {
                        text.push_str(ROW);
                        if !row.is_empty() {
                            text.push(' ');
                            text.push_str(row);
                        }
                        text.push('\n');
                    }
                }
                Expected::Error(words) => {
                    text.push_str(&format!("{ERROR} {words}\n"));
                }
            }
        }
        text + &self.after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_it_was_read() {
        let text = "-- What LIMIT does.\nselect 1\n  limit 1;\n--| 1\n\nselect x;\n--! no column `x`\n-- end\nselect '' ;\n--|\n";
        let file = File::parse(text);
        assert_eq!(file.print(), text);
        assert_eq!(file.cases.len(), 3);
        assert_eq!(
            file.cases[0].expected,
            Expected::Rows(vec!["1".to_string()])
        );
        assert_eq!(file.cases[1].line, 6);
        assert_eq!(
            file.cases[1].expected,
            Expected::Error("no column `x`".to_string())
        );
        assert_eq!(file.cases[2].expected, Expected::Rows(vec![String::new()]));
    }
}
