//! Hive's ways of laying out and escaping the text that SHOW and DESCRIBE print.

/// The width that DESCRIBE pads cells to (`ShowUtils.ALIGNMENT`).
const ALIGNMENT: usize = 20;

/// A cell padded as Hive pads it.
pub(crate) fn padded(cell: &str) -> String {
    format!("{cell:<ALIGNMENT$}")
}

/// A table of three padded cells a line; a last cell of several lines goes on below itself.
pub(crate) fn padded_rows(name: &str, ty: &str, comment: &str) -> Vec<Vec<String>> {
    let mut lines = comment.split('\n');
    let first = lines.next().unwrap_or_default();
    let mut rows = vec![vec![padded(name), padded(ty), padded(first)]];
    for line in lines {
        rows.push(vec![
            " ".repeat(name.len().max(ALIGNMENT)),
            " ".repeat(ty.len().max(ALIGNMENT)),
            padded(line),
        ]);
    }
    rows
}

/// A line of DESCRIBE FORMATTED with less than three cells: Hive prints a blank for each missing one.
pub(crate) fn short_row<const N: usize>(cells: [String; N]) -> Vec<String> {
    let mut row: Vec<String> = cells.into();
    row.resize(3, " ".to_owned());
    row
}

/// A value as `StringEscapeUtils.escapeJava` writes it.
pub(crate) fn escape_java(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04X}"));
                }
            }
        }
    }
    out
}

/// A string as it may stand between single quotes in HiveQL (`HiveStringUtils.escapeHiveCommand`), control characters
/// as `\u0001`.
pub(crate) fn escape_hive(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            '\\' => out.push_str("\\\\"),
            ';' => out.push_str("\\;"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// A name in backticks (`HiveUtils.unparseIdentifier`).
pub(crate) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A time as Java's `Date.toString` shows it: `Sun Dec 13 07:05:09 UTC 2009`.
pub(crate) fn java_date(seconds: i64, zone: chrono_tz::Tz) -> String {
    match chrono::DateTime::from_timestamp(seconds, 0) {
        Some(time) if seconds != 0 => time
            .with_timezone(&zone)
            .format("%a %b %d %H:%M:%S %Z %Y")
            .to_string(),
        _ => "UNKNOWN".to_owned(),
    }
}

/// True where a name fits one of the patterns of SHOW: `|` between choices, `*` or `%` any text, `_` or `.` one character.
pub(crate) fn matches_pattern(pattern: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    pattern.to_lowercase().split('|').any(|choice| {
        skep_metastore::LikePattern::new(&choice.trim().replace('*', "%")).matches(&name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_padded_to_twenty() {
        assert_eq!(padded("key"), "key                 ");
        assert_eq!(
            padded_rows("k", "int", "a\nb").last(),
            Some(&vec![" ".repeat(20), " ".repeat(20), padded("b")])
        );
    }

    #[test]
    fn escapes() {
        assert_eq!(
            escape_java("{\"a\":\"\t\"}\u{1}"),
            "{\\\"a\\\":\\\"\\t\\\"}\\u0001"
        );
        assert_eq!(escape_hive("it's;\t\u{1}"), "it\\'s\\;\\t\\u0001");
        assert_eq!(quoted("a`b"), "`a``b`");
    }

    #[test]
    fn dates_are_javas() {
        assert_eq!(
            java_date(1_260_687_909, chrono_tz::Tz::UTC),
            "Sun Dec 13 07:05:09 UTC 2009"
        );
        assert_eq!(java_date(0, chrono_tz::Tz::UTC), "UNKNOWN");
    }

    #[test]
    fn patterns() {
        assert!(matches_pattern("src*|x", "SRCPART"));
        assert!(matches_pattern("x", "x"));
        assert!(!matches_pattern("src", "srcpart"));
        assert!(matches_pattern("%part", "srcpart"));
    }
}
