//! `boolean` (`LazyBoolean`).

/// `TRUE` or `FALSE` in any case; all else is NULL.
pub fn parse_bool(text: &[u8]) -> Option<bool> {
    if text.eq_ignore_ascii_case(b"true") {
        Some(true)
    } else if text.eq_ignore_ascii_case(b"false") {
        Some(false)
    } else {
        None
    }
}

/// [`parse_bool`], and the single letters that `hive.lazysimple.extended_boolean_literal` allows: `t T 1`, `f F 0`.
pub fn parse_bool_extended(text: &[u8]) -> Option<bool> {
    match text {
        [b't' | b'T' | b'1'] => Some(true),
        [b'f' | b'F' | b'0'] => Some(false),
        _ => parse_bool(text),
    }
}

/// Appends `true` or `false`.
pub fn format_bool(value: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
