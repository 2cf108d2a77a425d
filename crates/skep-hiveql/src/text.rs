//! String literals: undoing Hive's escapes, and writing them.

/// The text that a string literal stands for (`BaseSemanticAnalyzer.unescapeSQLString`).
///
/// `literal` is one or more strings in quotes that touch. `\%` and `\_` keep their backslash, for LIKE.
pub fn unescape(literal: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(literal.len());
    let chars: Vec<char> = literal.chars().collect();
    let mut quote = None;
    let mut place = 0;
    while let Some(&c) = chars.get(place) {
        place += 1;
        match quote {
            None if c == '\'' || c == '"' => quote = Some(c),
            None => {}
            Some(open) if c == open => quote = None,
            Some(_) if c == '\\' => {
                place += escape(chars.get(place..).unwrap_or_default(), &mut units);
            }
            Some(_) => push(&mut units, c),
        }
    }
    String::from_utf16_lossy(&units)
}

fn push(units: &mut Vec<u16>, c: char) {
    units.extend_from_slice(c.encode_utf16(&mut [0; 2]));
}

/// Decodes what stands after a backslash; returns how many characters it took.
fn escape(tail: &[char], units: &mut Vec<u16>) -> usize {
    if let ['u', digits @ ..] = tail
        && let Some(unit) = hex(digits)
    {
        units.push(unit);
        return 5;
    }
    if let [a @ '0'..='1', b @ '0'..='7', c @ '0'..='7', ..] = tail {
        let digit = |c: &char| *c as u16 - '0' as u16;
        units.push(digit(a) * 64 + digit(b) * 8 + digit(c));
        return 3;
    }
    let Some(&c) = tail.first() else {
        units.push('\\' as u16);
        return 0;
    };
    match c {
        '0' => units.push(0),
        'b' => units.push(8),
        'n' => units.push(10),
        'r' => units.push(13),
        't' => units.push(9),
        'Z' => units.push(0x1a),
        '%' | '_' => {
            units.push('\\' as u16);
            push(units, c);
        }
        _ => push(units, c),
    }
    1
}

/// The code unit of `\uXXXX`, given what stands after the `u`.
fn hex(digits: &[char]) -> Option<u16> {
    let digits: String = digits.get(..4)?.iter().collect();
    if digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        u16::from_str_radix(&digits, 16).ok()
    } else {
        None
    }
}

/// A literal in single quotes that [`unescape`] turns back into `text`.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for c in text.chars() {
        match c {
            '\'' => out.push_str("\\'"),
            // `\%` stands for itself, and `\\%` for the same: a backslash, and a percent sign.
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 32 => out.push_str(&format!("\\{:03o}", c as u32)),
            _ => out.push(c),
        }
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::{quote, unescape};

    fn check(literal: &str, expected: &str) {
        assert_eq!(unescape(literal), expected, "of {literal}");
        assert_eq!(unescape(&quote(expected)), expected);
    }

    #[test]
    fn hives_escapes() {
        check(r"'a\tb\nc\rd\be'", "a\tb\nc\rd\u{8}e");
        check(r"'\001\011\0x\Z'", "\u{1}\t\0x\u{1a}");
        check(r"'\200'", "200");
        check(r"'\u0041\u00e9\uD83D\uDE00'", "Aé😀");
        check(r"'\%\_\\%'", r"\%\_\%");
        check(r#"'\'\"\q'"#, "'\"q");
        check(r#"'a''b'"c""#, "abc");
        check(r"'\u00g0'", "u00g0");
        check("''", "");
    }
}
