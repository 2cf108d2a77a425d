//! Values as SQL literals that mean the same on the server they go back to.
//!
//! Rows are read in the text protocol: what the server prints for a number is a literal already. Strings are escaped as
//! `mysql_real_escape_string` does it, so that a file has no NUL and no line end but our own and goes through the plain client;
//! bytes are hexadecimal.

use super::Nature;

/// A longer value is written with escapes even where it is binary: hexadecimal would be twice its length, more than a server takes.
const MAX_HEX: usize = 4 << 20;

/// What follows a backslash, for the bytes that need one; 0 for the others.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    table[0] = b'0';
    table[b'\n' as usize] = b'n';
    table[b'\r' as usize] = b'r';
    table[b'\\' as usize] = b'\\';
    table[b'\'' as usize] = b'\'';
    table[b'"' as usize] = b'"';
    table[0x1a] = b'Z';
    table
};

/// Writes a value that the server gave in the text protocol.
pub(crate) fn write(out: &mut Vec<u8>, nature: Nature, value: Option<&[u8]>) {
    let Some(value) = value else {
        out.extend_from_slice(b"NULL");
        return;
    };
    match nature {
        Nature::Number => out.extend_from_slice(value),
        // `-0` would be read as a whole number, which has no sign at zero.
        Nature::Float if value == b"-0" => out.extend_from_slice(b"-0e0"),
        Nature::Float => out.extend_from_slice(value),
        Nature::Text => string(out, value),
        Nature::Bytes if value.is_empty() => out.extend_from_slice(b"''"),
        Nature::Bytes if value.len() > MAX_HEX => {
            out.extend_from_slice(b"_binary");
            string(out, value);
        }
        Nature::Bytes => hexadecimal(out, value),
    }
}

fn string(out: &mut Vec<u8>, value: &[u8]) {
    out.reserve(value.len() + 2);
    out.push(b'\'');
    let mut rest = value;
    while let Some(at) = special(rest) {
        let (plain, special) = rest.split_at(at);
        out.extend_from_slice(plain);
        if let Some((byte, after)) = special.split_first() {
            out.extend_from_slice(&[b'\\', ESCAPES[usize::from(*byte)]]);
            rest = after;
        }
    }
    out.extend_from_slice(rest);
    out.push(b'\'');
}

/// Where the first byte is that needs a backslash. Most values have none: sixteen bytes are looked at together, and one by one only where one of
/// them might.
fn special(value: &[u8]) -> Option<usize> {
    let might = |byte: &u8| (*byte < 0x20) | (*byte == b'\'') | (*byte == b'"') | (*byte == b'\\');
    let mut start = 0;
    let (parts, _) = value.as_chunks::<16>();
    for part in parts {
        if part.iter().fold(false, |any, byte| any | might(byte))
            && let Some(at) = escaped(part)
        {
            return Some(start + at);
        }
        start += part.len();
    }
    escaped(value.get(start..)?).map(|at| start + at)
}

fn escaped(value: &[u8]) -> Option<usize> {
    value
        .iter()
        .position(|byte| ESCAPES[usize::from(*byte)] != 0)
}

fn hexadecimal(out: &mut Vec<u8>, value: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.reserve(2 * value.len() + 2);
    out.extend_from_slice(b"0x");
    for byte in value {
        out.extend_from_slice(&[
            DIGITS[usize::from(byte >> 4)],
            DIGITS[usize::from(byte & 15)],
        ]);
    }
}

/// A text of ours as a string literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = Vec::new();
    string(&mut out, text.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// A name in backquotes.
pub(crate) fn name(text: &str) -> String {
    format!("`{}`", text.replace('`', "``"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(nature: Nature, value: &[u8], expected: &str) {
        let mut out = Vec::new();
        write(&mut out, nature, Some(value));
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }

    #[test]
    fn values_are_literals() {
        check(Nature::Number, b"-12.50", "-12.50");
        check(
            Nature::Float,
            b"1.7976931348623157e308",
            "1.7976931348623157e308",
        );
        check(Nature::Float, b"-0", "-0e0");
        check(Nature::Text, b"it's \"5\\6\"", r#"'it\'s \"5\\6\"'"#);
        check(
            Nature::Text,
            b"a long text of plain ones, \t too, and then 'one' of the others, and \\ in the end",
            "'a long text of plain ones, \t too, and then \\'one\\' of the others, and \\\\ in the end'",
        );
        check(Nature::Text, b"a\0b\nc\rd\x1ae", r"'a\0b\nc\rd\Ze'");
        check(Nature::Text, "\u{1f41d}".as_bytes(), "'\u{1f41d}'");
        check(Nature::Bytes, b"", "''");
        check(Nature::Bytes, &[0, 0xff, b'\''], "0x00FF27");
        let mut out = Vec::new();
        write(&mut out, Nature::Text, None);
        assert_eq!(out, b"NULL");
    }

    #[test]
    fn names_are_quoted() {
        assert_eq!(name("or`der"), "`or``der`");
        assert_eq!(quoted("o'brien"), r"'o\'brien'");
    }
}
