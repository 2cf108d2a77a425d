//! Strings by character, as Hive counts them.

use arrow::array::{Array, ArrayRef, StringViewBuilder};
use datafusion::common::Result;

use crate::rows::Rows;
use std::sync::Arc;

/// The characters `[pos, pos + len)` of `len_total`, as `UDFSubstr.makeIndex` finds them.
pub(super) fn window(pos: i64, len: i64, total: usize) -> Option<(usize, usize)> {
    let total_i = i64::try_from(total).ok()?;
    if len <= 0 || pos.checked_abs()? > total_i {
        return Some((0, 0));
    }
    let start = match pos {
        1.. => pos - 1,
        0 => 0,
        _ => total_i + pos,
    };
    let end = start.saturating_add(len).min(total_i);
    Some((usize::try_from(start).ok()?, usize::try_from(end).ok()?))
}

/// The characters `[start, end)` of `s`, without a copy.
pub(super) fn slice(s: &str, start: usize, end: usize) -> &str {
    if s.is_ascii() {
        return s.get(start.min(s.len())..end.min(s.len())).unwrap_or("");
    }
    let mut at = s.char_indices().map(|(i, _)| i).chain([s.len()]);
    let Some(from) = at.nth(start) else { return "" };
    let to = match end.checked_sub(start) {
        None | Some(0) => from,
        Some(n) => at.nth(n - 1).unwrap_or(s.len()),
    };
    s.get(from..to).unwrap_or("")
}

/// How many characters `s` has.
pub(super) fn count(s: &str) -> usize {
    if s.is_ascii() {
        s.len()
    } else {
        s.chars().count()
    }
}

pub(super) fn substr(rows: &Rows<'_>) -> Result<ArrayRef> {
    let (s, pos) = (rows.strs(0)?, rows.nums::<arrow::datatypes::Int64Type>(1)?);
    let len = match rows.width() {
        2 => None,
        _ => Some(rows.nums::<arrow::datatypes::Int64Type>(2)?),
    };
    let mut out = StringViewBuilder::with_capacity(rows.len);
    for i in 0..rows.len {
        let part = || {
            let (s, pos) = (s.get(i)?, pos.get(i)?);
            let len = match &len {
                None => i64::from(i32::MAX),
                Some(len) => len.get(i)?,
            };
            let int = |n: i64| i32::try_from(n).is_ok();
            if !int(pos) || !int(len) {
                return None;
            }
            let (start, end) = window(pos, len, count(s))?;
            Some(slice(s, start, end))
        };
        out.append_option(part());
    }
    let out = out.finish();
    debug_assert_eq!(out.len(), rows.len);
    Ok(Arc::new(out))
}

/// `lpad`/`rpad`: `s` cut or filled to `len` characters.
pub(super) fn pad(s: &str, len: i32, pad: &str, left: bool) -> Option<String> {
    if pad.is_empty() {
        return None;
    }
    let len = usize::try_from(len).unwrap_or(0);
    let have = count(s);
    if have >= len {
        return Some(slice(s, 0, len).to_owned());
    }
    let fill = pad.chars().cycle().take(len - have);
    Some(if left {
        fill.chain(s.chars()).collect()
    } else {
        s.chars().chain(fill).collect()
    })
}

/// `GenericUDFInstr`: the place of an occurrence of `part`, from 1, searched from `pos`, backwards when it is negative.
pub(super) fn instr(s: &str, part: &str, pos: i32, occurrence: i32) -> Option<i32> {
    if pos == 0 {
        return Some(0);
    }
    if occurrence <= 0 {
        return None;
    }
    if pos > 0 && occurrence == 1 {
        return Some(find(s, part, pos - 1));
    }
    let s = s.chars().collect::<Vec<_>>();
    let part = part.chars().collect::<Vec<_>>();
    let matches = |at: usize| s.get(at..).is_some_and(|rest| rest.starts_with(&part));
    let total = i64::try_from(s.len()).ok()?;
    let mut places: Box<dyn Iterator<Item = i64>> = if pos > 0 {
        Box::new(i64::from(pos) - 1..total)
    } else {
        Box::new((0..=total + i64::from(pos)).rev())
    };
    let found = places
        .by_ref()
        .filter(|at| usize::try_from(*at).is_ok_and(&matches))
        .nth(usize::try_from(occurrence - 1).ok()?);
    Some(found.and_then(|at| i32::try_from(at + 1).ok()).unwrap_or(0))
}

/// Where `part` is in `s` at or after character `start` (from 0), from 1; 0 when it isn't there.
pub(super) fn find(s: &str, part: &str, start: i32) -> i32 {
    let Ok(start) = usize::try_from(start) else {
        return 0;
    };
    let at = s.char_indices().map(|(i, _)| i).chain([s.len()]).nth(start);
    let Some(from) = at else { return 0 };
    let found = s.get(from..).and_then(|rest| rest.find(part));
    match found {
        Some(byte) => {
            let before = s.get(..from + byte).map_or(0, count);
            i32::try_from(before + 1).unwrap_or(0)
        }
        None => 0,
    }
}

/// `GenericUDFSubstringIndex`. Counted from the end, all but the first character of the delimiter stays, as in Hive.
pub(super) fn substring_index<'a>(s: &'a str, delim: &str, n: i32) -> &'a str {
    if delim.is_empty() || n == 0 {
        return "";
    }
    let nth = usize::try_from(n.unsigned_abs()).unwrap_or(usize::MAX) - 1;
    let mut places = s
        .char_indices()
        .map(|(at, c)| (at, at + c.len_utf8()))
        .filter(|(at, _)| s.get(*at..).is_some_and(|rest| rest.starts_with(delim)));
    if n > 0 {
        let found = places.nth(nth);
        return found.and_then(|(at, _)| s.get(..at)).unwrap_or(s);
    }
    let found = places.rev().nth(nth);
    found.and_then(|(_, next)| s.get(next..)).unwrap_or(s)
}

/// `WordUtils.capitalizeFully` with Hive's blanks.
pub(super) fn initcap(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut first = true;
    for c in s.to_lowercase().chars() {
        let blank = matches!(
            c,
            ' ' | '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{1c}'..='\u{1f}'
        ) || matches!(c, '\u{1680}' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200a}')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{205f}' | '\u{3000}');
        if first && !blank {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        first = blank;
    }
    out
}

/// `GenericUDFTranslate`: the first of a repeated character counts; one without a counterpart is left out.
pub(super) fn translate(s: &str, from: &str, to: &str) -> String {
    let from = from.chars().collect::<Vec<_>>();
    let to = to.chars().collect::<Vec<_>>();
    s.chars()
        .filter_map(|c| match from.iter().position(|f| *f == c) {
            Some(at) => to.get(at).copied(),
            None => Some(c),
        })
        .collect()
}

/// commons-codec's `Soundex`, US English.
pub(super) fn soundex(s: &str) -> Option<String> {
    const CODES: &[u8; 26] = b"01230120022455012623010202";
    let code = |c: char| -> Option<char> {
        let at = u32::from(c).checked_sub(u32::from('A'))?;
        CODES.get(usize::try_from(at).ok()?).map(|b| char::from(*b))
    };
    let letters = s
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_uppercase);
    let letters = letters.collect::<Vec<_>>();
    let Some(first) = letters.first() else {
        return Some(String::new());
    };
    if letters.iter().any(|c| code(*c).is_none()) {
        return None;
    }
    let mut out = String::from(*first);
    let mut last = code(*first)?;
    for c in letters.iter().skip(1) {
        if out.len() == 4 {
            break;
        }
        if matches!(c, 'H' | 'W') {
            continue;
        }
        let digit = code(*c)?;
        if digit != '0' && digit != last {
            out.push(digit);
        }
        last = digit;
    }
    Some(format!("{out:0<4}"))
}

/// How many insertions, deletions and changes of a character turn `a` into `b`.
pub(super) fn levenshtein(a: &str, b: &str) -> usize {
    let b = b.chars().collect::<Vec<_>>();
    let mut row = (0..=b.len()).collect::<Vec<_>>();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, cb) in row.iter_mut().skip(1).zip(&b) {
            let up = *cell;
            left = (up + 1)
                .min(left + 1)
                .min(diagonal + usize::from(ca != *cb));
            diagonal = up;
            *cell = left;
        }
        if let Some(cell) = row.first_mut() {
            *cell = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
