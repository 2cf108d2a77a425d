//! The text of an option file, as MySQL's and MariaDB's clients read it.
//!
//! Where the files are is said in `option_files.rs`, what the options mean too. The rules are those of
//! <https://dev.mysql.com/doc/refman/8.4/en/option-files.html> and of MariaDB's `mysys/my_default.c`.

/// A line that says something.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// `[name]`
    Group(String),
    /// `name=value` or `name`; the name in lower case and with `-` for `_`.
    Option(String, Option<String>),
    /// `!include file`
    Include(String),
    /// `!includedir directory`
    IncludeDirectory(String),
    /// `[name` and the like
    Broken,
}

/// The lines of `text`, each with its number.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, Line)> {
    let numbered = text.lines().enumerate();
    numbered.filter_map(|(at, text)| Some((at + 1, line(text.trim())?)))
}

fn line(text: &str) -> Option<Line> {
    if text.is_empty() || text.starts_with(['#', ';']) {
        return None;
    }
    if let Some(directive) = text.strip_prefix('!') {
        return Some(include(directive));
    }
    if let Some(group) = text.strip_prefix('[') {
        return Some(match group.split_once(']') {
            Some((name, _)) => Line::Group(name.trim().to_owned()),
            None => Line::Broken,
        });
    }
    let text = without_comment(text).trim_end();
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name.trim_end(), Some(unquoted(value.trim()))),
        None => (text, None),
    };
    Some(Line::Option(
        name.to_ascii_lowercase().replace('_', "-"),
        value,
    ))
}

fn include(directive: &str) -> Line {
    match directive.trim().split_once(char::is_whitespace) {
        Some(("include", file)) => Line::Include(file.trim().to_owned()),
        Some(("includedir", dir)) => Line::IncludeDirectory(dir.trim().to_owned()),
        _ => Line::Broken,
    }
}

/// What stands before a `#` outside quotes (`remove_end_comment`).
fn without_comment(text: &str) -> &str {
    let (mut quote, mut escaped) = (None, false);
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('\'' | '"', None) if !escaped => quote = Some(c),
            ('\'' | '"', Some(open)) if !escaped && open == c => quote = None,
            ('#', None) => return text.get(..at).unwrap_or(text),
            _ => {}
        }
        escaped = quote.is_some() && c == '\\' && !escaped;
    }
    text
}

/// A value without the quotes around it and with its escapes undone; `\` before another character stays.
fn unquoted(value: &str) -> String {
    let inside = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let value = inside('"').or_else(|| inside('\'')).unwrap_or(value);
    let mut plain = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('b') => plain.push('\u{8}'),
            Some('s') => plain.push(' '),
            Some(same @ ('"' | '\'' | '\\')) => plain.push(same),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, value: Option<&str>) {
        let expected = Line::Option(name.to_owned(), value.map(str::to_owned));
        assert_eq!(line(text.trim()), Some(expected), "{text}");
    }

    #[test]
    fn options_are_read_as_the_manual_says() {
        check("user=root", "user", Some("root"));
        check("  SSL_CA = /etc/ca.pem  ", "ssl-ca", Some("/etc/ca.pem"));
        check("skip-ssl", "skip-ssl", None);
        check("password=", "password", Some(""));
        check("password=a#b", "password", Some("a"));
        check(r#"password="a#b" # mine"#, "password", Some("a#b"));
        check("password='it\\'s'", "password", Some("it's"));
        check(r"password=a\sb\\c\t\x", "password", Some("a b\\c\t\\x"));
        check(r#"password="a\\" # x"#, "password", Some("a\\"));
        check("password=\"unended", "password", Some("\"unended"));
        check("password=a=b", "password", Some("a=b"));
        check("password=\"", "password", Some("\""));
    }

    proptest::proptest! {
        /// A value in double quotes, with its escapes, comes back as it was.
        #[test]
        fn any_value(text in "\\PC*", value in "[^\r\n]*") {
            let _ = lines(&text).count();
            let escaped = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\'', "\\'");
            let expected = Line::Option("a".to_owned(), Some(value));
            proptest::prop_assert_eq!(line(&format!("a=\"{escaped}\"")), Some(expected));
        }
    }

    #[test]
    fn other_lines() {
        let read: Vec<_> =
            lines("# x\n; y\n\n[client]\n[a b\n!include /a b.cnf\n!includedir /d\n!x\n").collect();
        let expected = [
            (4, Line::Group("client".to_owned())),
            (5, Line::Broken),
            (6, Line::Include("/a b.cnf".to_owned())),
            (7, Line::IncludeDirectory("/d".to_owned())),
            (8, Line::Broken),
        ];
        assert_eq!(read, expected);
    }
}
