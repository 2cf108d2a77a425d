//! Directory names of partitions: `dt=2026-08-01/page=a%2Fb` (Hive's `FileUtils.makePartName`, `escapePathName`).

/// The value that stands for NULL and the empty string.
const DEFAULT: &str = "__HIVE_DEFAULT_PARTITION__";

/// The path of a partition below its table: keys (in lower case) and values escaped, an empty value as
/// `__HIVE_DEFAULT_PARTITION__`.
pub fn partition_path(keys: &[impl AsRef<str>], values: &[impl AsRef<str>]) -> String {
    let part = |(key, value): (&_, &_)| part(AsRef::as_ref(key), AsRef::as_ref(value));
    let parts: Vec<String> = keys.iter().zip(values).map(|(k, v)| part((k, v))).collect();
    parts.join("/")
}

fn part(key: &str, value: &str) -> String {
    format!(
        "{}={}",
        escape_name(&key.to_lowercase()),
        escape_name(value)
    )
}

/// The keys and values of a path of `k=v` names; None where one isn't such a name.
pub fn partition_of_path(path: &str) -> Option<Vec<(String, String)>> {
    let split = |part: &str| {
        let (key, value) = part.split_once('=')?;
        (!key.is_empty()).then(|| (unescape_name(key), unescape_name(value)))
    };
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(split)
        .collect()
}

/// A value as a name: `a/b` is `a%2Fb`.
pub fn escape_name(text: &str) -> String {
    if text.is_empty() {
        return DEFAULT.to_owned();
    }
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\0'..='\x1f'
            | '\x7f'
            | '"'
            | '#'
            | '%'
            | '\''
            | '*'
            | '/'
            | ':'
            | '='
            | '?'
            | '\\'
            | '{'
            | '['
            | ']'
            | '^' => name.push_str(&format!("%{:02X}", u32::from(c))),
            c => name.push(c),
        }
    }
    name
}

/// The inverse of [`escape_name`]; a `%` that two hex digits don't follow stays.
pub fn unescape_name(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        text.push_str(before);
        let hex = after
            .get(..2)
            .filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                text.push(char::from(code));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                text.push('%');
                rest = after;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::{escape_name, partition_of_path, partition_path, unescape_name};

    #[test]
    fn names_are_escaped_as_hive_does() {
        for (value, name) in [
            ("2008-04-08", "2008-04-08"),
            ("a/b=c:d", "a%2Fb%3Dc%3Ad"),
            ("50%", "50%25"),
            ("a b", "a b"),
            ("12:00:00", "12%3A00%3A00"),
            ("\u{1}\n\u{7f}", "%01%0A%7F"),
            ("é{x}", "é%7Bx}"),
        ] {
            assert_eq!(escape_name(value), name);
            assert_eq!(unescape_name(name), value);
        }
        assert_eq!(escape_name(""), "__HIVE_DEFAULT_PARTITION__");
        assert_eq!(unescape_name("100%"), "100%");
        assert_eq!(unescape_name("%zz%4"), "%zz%4");
    }

    #[test]
    fn paths_and_specs() {
        assert_eq!(
            partition_path(&["DS", "hr"], &["a/b", ""]),
            "ds=a%2Fb/hr=__HIVE_DEFAULT_PARTITION__"
        );
        let spec = vec![
            ("ds".to_owned(), "a/b".to_owned()),
            ("hr".to_owned(), "1=2".to_owned()),
        ];
        assert_eq!(partition_of_path("ds=a%2Fb/hr=1=2/"), Some(spec));
        assert_eq!(partition_of_path("ds=1/x"), None);
    }
}
