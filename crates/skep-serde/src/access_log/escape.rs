//! The servers' escapes, undone.
//!
//! Apache writes `\"`, `\\`, `\n` and the like, and `\xhh` for what can't be printed (`ap_escape_logitem`); nginx writes `\xHH` for all of it
//! (`ngx_http_log_escape`), or JSON's escapes. Bytes that aren't UTF-8 keep the form `\xhh`: a value is always a text.

use std::borrow::Cow;

use memchr::memchr;

/// How a field's characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// As they are.
    None,
    /// With backslashes.
    Server,
    /// With JSON's backslashes (RFC 8259).
    Json,
    /// `+` stands for a blank (IIS).
    Plus,
    /// `%20` (CloudFront).
    Percent,
}

/// The text that `raw` stands for.
#[inline]
pub(super) fn undo(raw: &[u8], escape: Escape) -> Cow<'_, str> {
    let mark = match escape {
        Escape::None => None,
        Escape::Server | Escape::Json => memchr(b'\\', raw),
        Escape::Plus => memchr(b'+', raw),
        Escape::Percent => memchr(b'%', raw),
    };
    match (mark, std::str::from_utf8(raw)) {
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) => Cow::Owned(printable(raw)),
        (Some(_), _) => Cow::Owned(undone(raw, escape)),
    }
}

#[cold]
fn undone(raw: &[u8], escape: Escape) -> String {
    match escape {
        Escape::None => printable(raw),
        Escape::Server => printable(&server(raw)),
        Escape::Json => json(raw),
        Escape::Plus => printable(
            &raw.iter()
                .map(|b| if *b == b'+' { b' ' } else { *b })
                .collect::<Vec<_>>(),
        ),
        Escape::Percent => printable(&percent(raw, false)),
    }
}

/// The bytes as a text: what isn't UTF-8 as `\xhh`.
pub(super) fn printable(bytes: &[u8]) -> String {
    by_chunks(bytes, |valid, text| text.push_str(valid))
}

/// What is made of the bytes that are UTF-8, and `\xhh` for the others.
fn by_chunks(bytes: &[u8], append: impl Fn(&str, &mut String)) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        append(chunk.valid(), &mut text);
        for byte in chunk.invalid() {
            text.push_str("\\x");
            text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
            text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        }
    }
    text
}

fn server(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        let (value, taken) = match (byte, tail) {
            (b'\\', [b'x' | b'X', high, low, ..]) => match hex(*high, *low) {
                Some(value) => (value, 4),
                None => (byte, 1),
            },
            (b'\\', [letter, ..]) => match letter {
                b'n' => (b'\n', 2),
                b't' => (b'\t', 2),
                b'r' => (b'\r', 2),
                b'b' => (8, 2),
                b'f' => (12, 2),
                b'v' => (11, 2),
                b'"' | b'\\' | b'\'' => (*letter, 2),
                _ => (byte, 1),
            },
            _ => (byte, 1),
        };
        bytes.push(value);
        rest = rest.get(taken..).unwrap_or_default();
    }
    bytes
}

/// nginx passes bytes that aren't UTF-8 on as they are.
fn json(raw: &[u8]) -> String {
    by_chunks(raw, |valid, text| {
        // A text without a raw quote or control character needs only its quotes to be JSON.
        match serde_json::from_str::<String>(&["\"", valid, "\""].concat()) {
            Ok(undone) => text.push_str(&undone),
            Err(_) => text.push_str(&printable(&server(valid.as_bytes()))),
        }
    })
}

/// `%hh` undone, and `+` where it stands for a blank; what is no such escape stays.
pub(super) fn percent(raw: &[u8], plus: bool) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((&byte, tail)) = rest.split_first() {
        let (value, taken) = match (byte, tail) {
            (b'%', [high, low, ..]) => match hex(*high, *low) {
                Some(value) => (value, 3),
                None => (byte, 1),
            },
            (b'+', _) if plus => (b' ', 1),
            _ => (byte, 1),
        };
        bytes.push(value);
        rest = rest.get(taken..).unwrap_or_default();
    }
    bytes
}

fn hex(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        for (raw, escape, expected) in [
            // ap_escape_logitem
            (
                r#"GET /a\"b\\c HTTP/1.1"#,
                Escape::Server,
                "GET /a\"b\\c HTTP/1.1",
            ),
            (r"a\tb\nc\x01", Escape::Server, "a\tb\nc\u{1}"),
            // 'ä' in UTF-8, then 'ä' in Latin-1
            (r"\xc3\xa4", Escape::Server, "ä"),
            (r"\xe4\x22", Escape::Server, "\\xe4\""),
            // no escapes
            (r"\q\x4", Escape::Server, r"\q\x4"),
            (r"C:\", Escape::Server, r"C:\"),
            (r"\u00e4\/\n", Escape::Json, "ä/\n"),
            ("Mozilla/5.0+(X)", Escape::Plus, "Mozilla/5.0 (X)"),
            ("a%20b%", Escape::Percent, "a b%"),
            ("a+%", Escape::None, "a+%"),
        ] {
            assert_eq!(undo(raw.as_bytes(), escape), expected, "{raw}");
        }
        assert_eq!(undo(b"a\xffb", Escape::Server), "a\\xffb");
        assert_eq!(undo(b"a\xff\\u0041", Escape::Json), "a\\xffA");
    }
}
