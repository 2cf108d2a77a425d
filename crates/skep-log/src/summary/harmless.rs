//! Text from a log that can do no harm where it is shown.

use std::fmt::Write as _;

/// Text from a log that does nothing but stand there: control characters, direction marks and what has no shape
/// are spelled out.
pub(super) fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => {
                let _ = write!(out, "\\x{:02x}", u32::from(c));
            }
            c if c.is_control() || is_invisible(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Characters that change how others are shown, or show nothing: Unicode's category Cf, line and paragraph separators, fillers,
/// variation selectors, private use and what is no character.
fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0xad | 0x34f | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x8e2 | 0x115f | 0x1160 | 0x17b4 | 0x17b5
            | 0x180b..=0x180f | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0x3164 | 0xe000..=0xf8ff
            | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 | 0xfff0..=0xfffb | 0xfffe | 0xffff | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a | 0xe0000..=0x10_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_harmless() {
        let text = "a\u{1b}[2Jb\r\nc\t\u{7f}\u{9b}31m\u{202e}evil\u{2066}\u{200b}\u{feff}é日本\u{85}\u{e0041}";
        assert_eq!(
            harmless(text),
            "a\\x1b[2Jb\\r\\nc\\t\\x7f\\u{9b}31m\\u{202e}evil\\u{2066}\\u{200b}\\u{feff}é日本\\u{85}\\u{e0041}"
        );
    }
}
