//! Characters, bytes and digits.

use std::fmt::Write as _;

use base64::Engine;
use datafusion::common::{Result, exec_err};

/// Two capital digits a byte.
pub(crate) fn hex(bytes: &[u8], upper: bool) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        let _ = if upper {
            write!(out, "{b:02X}")
        } else {
            write!(out, "{b:02x}")
        };
    }
    out
}

/// The bytes written in hexadecimal, with a 0 before an odd number of digits.
pub(super) fn unhex(s: &str) -> Option<Vec<u8>> {
    let odd = (s.len() % 2 == 1).then_some(b'0');
    let digits = odd.into_iter().chain(s.bytes());
    let digits = digits
        .map(|b| char::from(b).to_digit(16))
        .collect::<Option<Vec<_>>>()?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [a, b] => u8::try_from(a * 16 + b).ok(),
            _ => None,
        })
        .collect()
}

/// Base 64 in one line.
pub(crate) fn base64(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// What base 64 text stands for; characters outside its alphabet are skipped, as commons-codec does.
pub(crate) fn unbase64(s: &str) -> Option<Vec<u8>> {
    let kept = s.bytes().filter_map(|b| match b {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b if b.is_ascii_alphanumeric() || b == b'+' || b == b'/' => Some(b),
        _ => None,
    });
    let kept = kept.collect::<Vec<_>>();
    base64::engine::general_purpose::STANDARD_NO_PAD
        .decode(kept)
        .ok()
}

/// `Charset.encode`
pub(super) fn encode(s: &str, charset: &str) -> Result<Vec<u8>> {
    let narrow = |limit: u32| {
        let byte = |c: char| {
            if u32::from(c) < limit {
                u8::try_from(c).unwrap_or(b'?')
            } else {
                b'?'
            }
        };
        s.chars().map(byte).collect::<Vec<_>>()
    };
    let wide = |bytes: fn(u16) -> [u8; 2]| s.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    match charset.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => Ok(s.as_bytes().to_vec()),
        "US-ASCII" | "ASCII" => Ok(narrow(128)),
        "ISO-8859-1" | "LATIN1" => Ok(narrow(256)),
        "UTF-16BE" => Ok(wide(u16::to_be_bytes)),
        "UTF-16LE" => Ok(wide(u16::to_le_bytes)),
        "UTF-16" => Ok([vec![0xfe, 0xff], wide(u16::to_be_bytes)].concat()),
        _ => exec_err!("unknown character set `{charset}`"),
    }
}

/// `Charset.decode`
pub(super) fn decode(bytes: &[u8], charset: &str) -> Result<String> {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = bytes.chunks(2).map(|c| match c {
            [a, b] => unit([*a, *b]),
            _ => 0xfffd,
        });
        String::from_utf16_lossy(&units.collect::<Vec<_>>())
    };
    match charset.to_ascii_uppercase().as_str() {
        "UTF-8" | "UTF8" => Ok(String::from_utf8_lossy(bytes).into_owned()),
        "US-ASCII" | "ASCII" => {
            let char = |b: &u8| {
                if b.is_ascii() {
                    char::from(*b)
                } else {
                    '\u{fffd}'
                }
            };
            Ok(bytes.iter().map(char).collect())
        }
        "ISO-8859-1" | "LATIN1" => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
        "UTF-16BE" => Ok(wide(bytes, u16::from_be_bytes)),
        "UTF-16LE" => Ok(wide(bytes, u16::from_le_bytes)),
        "UTF-16" => Ok(match bytes {
            [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
            [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
            _ => wide(bytes, u16::from_be_bytes),
        }),
        _ => exec_err!("unknown character set `{charset}`"),
    }
}

/// `UDFConv`: digits up to the first that isn't one; too large a number is 2^64 - 1.
pub(super) fn conv(s: &str, from: i32, to: i32) -> Option<String> {
    let from = u32::try_from(from).ok().filter(|b| (2..=36).contains(b))?;
    let base = Some(u64::from(to.unsigned_abs())).filter(|b| (2..=36).contains(b))?;
    if s.is_empty() {
        return None;
    }
    let (mut negative, digits) = match s.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, s),
    };
    let digits = digits.chars().map_while(|c| c.to_digit(from));
    let value = digits
        .map(u64::from)
        .try_fold(0_u64, |v, d| v.checked_mul(u64::from(from))?.checked_add(d));
    let mut value = value.unwrap_or(u64::MAX);
    let signed = |v: u64| v > i64::MAX.unsigned_abs();
    if negative && to > 0 {
        value = if signed(value) {
            u64::MAX
        } else {
            value.wrapping_neg()
        };
    }
    if to < 0 && signed(value) {
        value = value.wrapping_neg();
        negative = true;
    }
    let mut out = Vec::new();
    while value != 0 || out.is_empty() {
        let digit = u32::try_from(value % base).unwrap_or(0);
        out.push(char::from_digit(digit, 36)?.to_ascii_uppercase());
        value /= base;
    }
    if negative && to < 0 {
        out.push('-');
    }
    Some(out.iter().rev().collect())
}

/// `UDFChr`: the number is cut to 16 bits first, as Java's cast to short does.
pub(super) fn chr(n: f64) -> String {
    if n < 0.0 {
        return String::new();
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Java's narrowing: saturated to int, then its low 16 bits"
    )]
    let n = n as i32 as i16;
    match u8::try_from(if n > 255 { n % 256 } else { n }) {
        Ok(n) => char::from(n).to_string(),
        Err(_) => String::new(),
    }
}
