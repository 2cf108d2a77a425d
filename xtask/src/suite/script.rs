//! A `.q` script: its `--! qt:` directives and its statements.

use regex::Regex;

/// A parsed script.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Script {
    /// `qt:dataset:` names, in order.
    pub(crate) datasets: Vec<String>,
    /// `qt:replace:/pattern/replacement/`, applied to both sides.
    pub(crate) replaces: Vec<(String, String)>,
    /// `qt:timezone:`
    pub(crate) timezone: Option<String>,
    /// How the golden rows of each statement were sorted.
    pub(crate) sorted: bool,
    /// The golden rows were replaced by a hash.
    pub(crate) hashed: bool,
    /// The statements, comments dropped, trimmed, none empty.
    pub(crate) statements: Vec<String>,
}

impl Script {
    /// Reads a script's text.
    pub(crate) fn parse(text: &str) -> Script {
        let mut script = Script::default();
        let mut body = String::new();
        for line in text.lines() {
            if let Some(directive) = line.trim_start().strip_prefix("--!") {
                script.directive(directive.trim());
            }
            if line.starts_with("--") {
                script.note(line);
                continue;
            }
            body.push_str(line);
            body.push('\n');
        }
        script.statements = split(&body);
        script
    }

    fn directive(&mut self, text: &str) {
        let Some(text) = text.strip_prefix("qt:") else {
            return;
        };
        if let Some(names) = text.strip_prefix("dataset:") {
            let names = names.split(':').next().unwrap_or_default();
            let names = names.split(',').map(str::trim).filter(|n| !n.is_empty());
            self.datasets.extend(names.map(str::to_string));
        } else if let Some(zone) = text.strip_prefix("timezone:") {
            self.timezone = Some(zone.trim().to_string());
        } else if let Some(rule) = text.strip_prefix("replace:") {
            let delimiter = rule.chars().next().unwrap_or('/');
            let parts: Vec<&str> = rule.split(delimiter).collect();
            if let [_, pattern, replacement, ..] = parts.as_slice() {
                self.replaces
                    .push(((*pattern).to_string(), (*replacement).to_string()));
            }
        }
    }

    fn note(&mut self, line: &str) {
        let word = line.trim_start_matches('-').trim();
        match word {
            "SORT_QUERY_RESULTS" => self.sorted = true,
            "SORT_BEFORE_DIFF" => self.sorted = true,
            "HASH_QUERY_RESULTS" | "SORT_AND_HASH_QUERY_RESULTS" => self.hashed = true,
            _ => {}
        }
    }
}

/// Splits on `;` outside quotes (a backslash escapes inside them); a part that ends in `\` goes on in the next.
fn split(body: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut current = String::new();
    let mut quote = None;
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => {
                current.push(c);
                current.extend(chars.next());
                continue;
            }
            (Some(q), c) if q == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            // A comment after code: its apostrophes are not quotes.
            (None, '-') if chars.peek() == Some(&'-') => {
                current.push(c);
                while let Some(&next) = chars.peek() {
                    if next == '\n' {
                        break;
                    }
                    current.push(next);
                    chars.next();
                }
                continue;
            }
            (None, ';') => {
                if current.ends_with('\\') {
                    current.pop();
                    current.push(';');
                } else {
                    parts.push(std::mem::take(&mut current));
                }
                continue;
            }
            _ => {}
        }
        current.push(c);
    }
    parts.push(current);
    let parts = parts.iter().map(|p| p.trim().to_string());
    parts.filter(|p| !p.is_empty()).collect()
}

/// What a statement is, as far as the yardstick cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Gives rows that are counted.
    Select,
    /// EXPLAIN and DESCRIBE FUNCTION: left out.
    Excluded,
    /// SHOW and DESCRIBE: compared after masks, counted in the script only.
    Show,
    /// `set`, `dfs`, `add`, `!` …: leaves no hook lines.
    Unhooked,
    /// Anything else: must raise no error.
    Effect,
}

/// Tells a statement's kind from its words.
pub(crate) fn kind(statement: &str) -> Kind {
    let text = without_comments(statement).to_lowercase();
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '!');
    let first = words.next().unwrap_or_default();
    let second = words.find(|w| !w.is_empty()).unwrap_or_default();
    match first {
        "explain" => Kind::Excluded,
        "desc" | "describe" if second == "function" => Kind::Excluded,
        "show" if second == "functions" => Kind::Excluded,
        "show" | "desc" | "describe" => Kind::Show,
        "set" if second != "role" => Kind::Unhooked,
        "dfs" | "add" | "delete" | "list" | "reset" | "source" | "compile" | "reload"
        | "crypto" | "erasure"
            if first != "delete"
                || matches!(second, "jar" | "file" | "files" | "jars" | "archive") =>
        {
            Kind::Unhooked
        }
        _ if text.starts_with('!') => Kind::Unhooked,
        "select" | "with" | "from" | "values" | "map" | "reduce" | "table" => {
            if has_word(text, "insert") {
                Kind::Effect
            } else {
                Kind::Select
            }
        }
        _ => Kind::Effect,
    }
}

/// The statement without `--` comments.
pub(crate) fn without_comments(statement: &str) -> String {
    let lines = statement.lines().map(|l| match l.find("--") {
        Some(at) if l[..at].matches(['\'', '"']).count() % 2 == 0 => &l[..at],
        _ => l,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn has_word(text: &str, word: &str) -> bool {
    let strings = Regex::new(r#"'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*""#);
    let bare = strings.map_or_else(|_| text.into(), |r| r.replace_all(text, "''"));
    bare.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|w| w == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_split_outside_quotes() {
        let script = Script::parse(
            "--! qt:dataset:src,src1\n-- SORT_QUERY_RESULTS\nset a=b;\nselect ';' , \"\\\";\" from src;\nselect 1 -- it's\n;\ndfs -ls a\\;b;\n",
        );
        assert_eq!(script.datasets, ["src", "src1"]);
        assert!(script.sorted);
        assert_eq!(
            script.statements,
            [
                "set a=b",
                "select ';' , \"\\\";\" from src",
                "select 1 -- it's",
                "dfs -ls a;b"
            ]
        );
    }

    #[test]
    fn kinds_are_told_by_words() {
        assert_eq!(kind("(select 1) union all select 2"), Kind::Select);
        assert_eq!(
            kind("from src insert overwrite table a select *"),
            Kind::Effect
        );
        assert_eq!(kind("from src select 'insert'"), Kind::Select);
        assert_eq!(
            kind("with q as (select 1) insert into t select * from q"),
            Kind::Effect
        );
        assert_eq!(kind("EXPLAIN select 1"), Kind::Excluded);
        assert_eq!(kind("desc function extended abs"), Kind::Excluded);
        assert_eq!(kind("desc formatted t"), Kind::Show);
        assert_eq!(kind("delete from t"), Kind::Effect);
        assert_eq!(kind("!ls"), Kind::Unhooked);
    }
}
