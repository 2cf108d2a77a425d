//! The text of a condition: `column operator value`.
//!
//! ```text
//! day=yesterday    bytes>=100    status!=200    host=@hostname    name='it''s'    hash=x'1f2e'
//! status in (200, 304)    status not in (500)    error=null    error!=null    error is null    `odd=name`=1
//! ```

use super::{CheckError, Clock, Compare, Condition, Test, Value};

/// The longer ones first.
const OPERATORS: [(&str, Compare); 7] = [
    ("!=", Compare::NotEq),
    ("<>", Compare::NotEq),
    (">=", Compare::GtEq),
    ("<=", Compare::LtEq),
    ("=", Compare::Eq),
    ("<", Compare::Lt),
    (">", Compare::Gt),
];

/// A list longer than this is a mistake.
const MAX_VALUES: usize = 1_000;

pub(super) fn parse(text: &str, clock: &Clock) -> Result<Condition, CheckError> {
    let wrong = || {
        CheckError::question(format!("`{text}` is no condition"))
            .with_hint("as in day=yesterday, 'bytes>=100', 'status in (200, 304)', 'error is null'")
    };
    let (column, rest) = name(text.trim_start()).ok_or_else(wrong)?;
    let rest = rest.trim();
    if let Some(test) = words(rest, clock)? {
        return Ok(Condition { column, test });
    }
    let (compare, value) = OPERATORS
        .iter()
        .find_map(|(operator, compare)| Some((*compare, rest.strip_prefix(operator)?.trim())))
        .ok_or_else(wrong)?;
    Ok(Condition {
        column,
        test: test(compare, value, clock)?,
    })
}

/// `is null`, `is not null`, `in (…)`, `not in (…)`.
fn words(rest: &str, clock: &Clock) -> Result<Option<Test>, CheckError> {
    let lower = rest.to_ascii_lowercase();
    let said: Vec<&str> = lower.split_whitespace().collect();
    match said.as_slice() {
        ["is", "null"] => return Ok(Some(Test::Null)),
        ["is", "not", "null"] => return Ok(Some(Test::NotNull)),
        _ => {}
    }
    for (word, negated) in [("in", false), ("not in", true)] {
        let after = lower.strip_prefix(word).map(str::trim_start);
        if after.is_some_and(|after| after.starts_with('(')) {
            let at = rest.find('(').unwrap_or_default();
            let values = list(rest.get(at..).unwrap_or_default(), clock)?;
            return Ok(Some(match negated {
                true => Test::NotIn(values),
                false => Test::In(values),
            }));
        }
    }
    Ok(None)
}

fn test(compare: Compare, text: &str, clock: &Clock) -> Result<Test, CheckError> {
    let list_after_in = |text: &str| {
        let after = text
            .get(..2)?
            .eq_ignore_ascii_case("in")
            .then(|| text.get(2..))??;
        let after = after.trim_start();
        (after.starts_with('(') && after.ends_with(')')).then(|| after.to_owned())
    };
    Ok(match (compare, list_after_in(text)) {
        (Compare::Eq, Some(values)) => Test::In(list(&values, clock)?),
        (Compare::NotEq, Some(values)) => Test::NotIn(list(&values, clock)?),
        _ if text.eq_ignore_ascii_case("null") => match compare {
            Compare::Eq => Test::Null,
            Compare::NotEq => Test::NotNull,
            _ => {
                return Err(CheckError::question("nothing is less or greater than null")
                    .with_hint("column=null, column!=null, or column='null' for the text"));
            }
        },
        _ => Test::Compare(compare, value(text, clock)?),
    })
}

/// `(a, 'b, c', yesterday)`
fn list(text: &str, clock: &Clock) -> Result<Vec<Value>, CheckError> {
    let wrong = || CheckError::question(format!("`{text}` is no list")).with_hint("as in (a, b)");
    let inside = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
        .ok_or_else(wrong)?;
    let parts = split(inside).ok_or_else(wrong)?;
    if parts.len() > MAX_VALUES || parts.iter().any(|part| part.trim().is_empty()) {
        return Err(wrong());
    }
    parts
        .into_iter()
        .map(|part| value(part.trim(), clock))
        .collect()
}

/// At commas outside quotes; `None` where a quote stays open.
fn split(text: &str) -> Option<Vec<&str>> {
    let (mut parts, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, c) in text.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            ',' if !quoted => {
                parts.push(text.get(start..at)?);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (!quoted).then_some(parts)
}

fn value(text: &str, clock: &Clock) -> Result<Value, CheckError> {
    if let Some(inside) = text.strip_prefix('\'') {
        return quoted(inside, '\'')
            .filter(|(_, rest)| rest.is_empty())
            .map(|(text, _)| Value::Text(text))
            .ok_or_else(|| {
                CheckError::question(format!("the text {text} does not end with its quote"))
                    .with_hint("a quote inside is written twice: 'it''s'")
            });
    }
    if let Some(hex) = text.strip_prefix("x'").and_then(|t| t.strip_suffix('\'')) {
        return bytes(hex).map(Value::Bytes).ok_or_else(|| {
            CheckError::question(format!(
                "`{text}` is no bytes: an even number of hexadecimal digits"
            ))
        });
    }
    if text == "@hostname" || text == "@shorthost" {
        let host = clock.host.as_deref().ok_or_else(|| {
            CheckError::question(format!("`{text}` is not known: this machine has no name"))
        })?;
        let short = host.split('.').next().unwrap_or(host);
        let name = if text == "@hostname" { host } else { short };
        return Ok(Value::Text(name.to_owned()));
    }
    if text.starts_with('@') {
        return Err(
            CheckError::question(format!("`{text}` is not known")).with_hint(
                "@hostname or @shorthost; a text that begins with @ goes into quotes: '@x'",
            ),
        );
    }
    match clock.word(text) {
        Some(value) => value,
        None => Ok(Value::Plain(text.to_owned())),
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok())
        .collect()
}

/// A column's name at the start of a text, and what follows it. In `` ` `` or `"` it may be any text.
fn name(text: &str) -> Option<(String, &str)> {
    let first = text.chars().next()?;
    let (name, rest) = match first {
        '`' | '"' => quoted(text.get(1..)?, first)?,
        _ => {
            let end = text.find(|c: char| c.is_whitespace() || "=!<>(".contains(c))?;
            let (name, rest) = text.split_at_checked(end)?;
            (name.to_owned(), rest)
        }
    };
    (!name.is_empty() && !name.contains('\0')).then_some((name, rest))
}

/// A table's name: up to three parts with dots between them.
pub(super) fn table(text: &str) -> Result<Vec<String>, CheckError> {
    let wrong = || {
        CheckError::question(format!("`{text}` is no table's name"))
            .with_hint("as in log_entries, shop.orders or `odd.name`")
    };
    let (mut parts, mut rest) = (Vec::new(), text);
    loop {
        let first = rest.chars().next().ok_or_else(wrong)?;
        let (part, after) = match first {
            '`' | '"' => quoted(rest.get(1..).unwrap_or_default(), first).ok_or_else(wrong)?,
            _ => {
                let end = rest.find('.').unwrap_or(rest.len());
                let (part, after) = rest.split_at_checked(end).ok_or_else(wrong)?;
                (part.to_owned(), after)
            }
        };
        if part.is_empty() || part.contains('\0') {
            return Err(wrong());
        }
        parts.push(part);
        match after.strip_prefix('.') {
            Some(after) => rest = after,
            None if after.is_empty() && parts.len() <= 3 => return Ok(parts),
            None => return Err(wrong()),
        }
    }
}

/// A text up to its closing quote, which is written twice inside; and what follows.
fn quoted(text: &str, quote: char) -> Option<(String, &str)> {
    let (mut plain, mut rest) = (String::new(), text);
    loop {
        let (before, after) = rest.split_once(quote)?;
        plain.push_str(before);
        let Some(after_both) = after.strip_prefix(quote) else {
            return Some((plain, after));
        };
        plain.push(quote);
        rest = after_both;
    }
}

#[cfg(test)]
mod tests;
