//! Java's regular expressions, near enough: compiled once while the pattern stays the same.

use std::cell::RefCell;
use std::rc::Rc;

use datafusion::common::{DataFusionError, Result};
use fancy_regex::Regex;

/// The pattern compiled last.
#[derive(Default)]
pub(crate) struct Patterns(RefCell<Option<(String, Rc<Regex>)>>);

impl Patterns {
    /// The compiled pattern.
    pub(crate) fn get(&self, pattern: &str) -> Result<Rc<Regex>> {
        let mut last = self.0.borrow_mut();
        if let Some((text, regex)) = last.as_ref()
            && text == pattern
        {
            return Ok(Rc::clone(regex));
        }
        let regex = Regex::new(pattern).map_err(|e| {
            DataFusionError::Execution(format!("invalid regular expression `{pattern}`: {e}"))
        })?;
        let regex = Rc::new(regex);
        *last = Some((pattern.to_owned(), Rc::clone(&regex)));
        Ok(regex)
    }
}

fn failed(e: fancy_regex::Error) -> DataFusionError {
    DataFusionError::Execution(format!("regular expression gave up: {e}"))
}

/// `Matcher.appendReplacement` for every match: `$1` and `${name}` are groups, a backslash takes the next character as it is.
pub(super) fn replace(regex: &Regex, s: &str, replacement: &str) -> Result<String> {
    let mut out = String::with_capacity(s.len());
    let mut end = 0;
    for found in regex.captures_iter(s) {
        let found = found.map_err(failed)?;
        let Some(whole) = found.get(0) else { continue };
        out.push_str(s.get(end..whole.start()).unwrap_or(""));
        expand(&found, replacement, &mut out)?;
        end = whole.end();
    }
    out.push_str(s.get(end..).unwrap_or(""));
    Ok(out)
}

fn expand(found: &fancy_regex::Captures<'_>, replacement: &str, out: &mut String) -> Result<()> {
    let mut chars = replacement.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '$' if chars.peek() == Some(&'{') => {
                chars.next();
                let name = chars.by_ref().take_while(|c| *c != '}').collect::<String>();
                out.push_str(found.name(&name).map_or("", |m| m.as_str()));
            }
            '$' => {
                let digit = chars.next().and_then(|c| c.to_digit(10));
                let mut group = digit.map_or(usize::MAX, |d| d as usize);
                if group >= found.len() {
                    return Err(DataFusionError::Execution(format!(
                        "no such group in the replacement `{replacement}`"
                    )));
                }
                // more digits belong to the number while there is such a group
                while let Some(d) = chars.peek().and_then(|c| c.to_digit(10)) {
                    let longer = group * 10 + d as usize;
                    if longer >= found.len() {
                        break;
                    }
                    group = longer;
                    chars.next();
                }
                out.push_str(found.get(group).map_or("", |m| m.as_str()));
            }
            c => out.push(c),
        }
    }
    Ok(())
}

/// A group of the first match: empty without a match, NULL for a group that took no part.
pub(super) fn extract(regex: &Regex, s: &str, group: i32) -> Result<Option<String>> {
    let Some(found) = regex.captures(s).map_err(failed)? else {
        return Ok(Some(String::new()));
    };
    match usize::try_from(group).ok().filter(|g| *g < found.len()) {
        Some(group) => Ok(found.get(group).map(|m| m.as_str().to_owned())),
        None => Err(DataFusionError::Execution(format!(
            "regexp_extract: the pattern has no group {group}"
        ))),
    }
}

/// `String.split(regex, limit)` with Java's rule that a match without width at the start gives no empty part.
pub(super) fn split<'a>(regex: &Regex, s: &'a str, limit: Option<usize>) -> Result<Vec<&'a str>> {
    let mut parts = Vec::new();
    let mut from = 0;
    for found in regex.find_iter(s) {
        let found = found.map_err(failed)?;
        if limit.is_some_and(|n| parts.len() + 1 >= n) {
            break;
        }
        if found.end() == 0 || (found.start() == found.end() && found.start() >= s.len()) {
            continue;
        }
        parts.push(s.get(from..found.start()).unwrap_or(""));
        from = found.end();
    }
    parts.push(s.get(from..).unwrap_or(""));
    Ok(parts)
}
