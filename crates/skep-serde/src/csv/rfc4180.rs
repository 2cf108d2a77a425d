//! Rows as RFC 4180 has them: a field is quoted where it begins with a quote, and a quote in it is doubled; there are no escapes.
//!
//! What the RFC doesn't allow keeps all its characters: quotes inside a field that isn't quoted, text after a closing quote.

use super::CsvOptions;

/// The fields of a row.
pub(super) fn split(options: &CsvOptions, row: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut rest = row;
    loop {
        let (field, after) = field(options, rest);
        fields.push(field);
        match after {
            Some(after) => rest = after,
            None => return fields,
        }
    }
}

/// The first field, and what follows its separator.
fn field<'r>(options: &CsvOptions, row: &'r str) -> (String, Option<&'r str>) {
    let mut text = String::new();
    let mut rest = row;
    if let Some(mut quoted) = row.strip_prefix(options.quote) {
        loop {
            let Some((before, after)) = quoted.split_once(options.quote) else {
                text.push_str(quoted);
                return (text, None);
            };
            text.push_str(before);
            match after.strip_prefix(options.quote) {
                Some(after) => {
                    text.push(options.quote);
                    quoted = after;
                }
                None => {
                    rest = after;
                    break;
                }
            }
        }
    }
    match rest.split_once(options.separator) {
        Some((before, after)) => {
            text.push_str(before);
            (text, Some(after))
        }
        None => {
            text.push_str(rest);
            (text, None)
        }
    }
}

/// Whether quotes are open at the end of a line, at whose beginning they are `open` or not.
pub(super) fn is_open(options: &CsvOptions, open: bool, line: &str) -> bool {
    let (mut quoted, mut begins) = (open, !open);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted {
            if c == options.quote && chars.next_if_eq(&options.quote).is_none() {
                quoted = false;
            }
        } else {
            quoted = begins && c == options.quote;
            begins = c == options.separator;
        }
    }
    quoted
}
