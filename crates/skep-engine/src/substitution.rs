//! `${…}` in statements, replaced before they are parsed, with the rules of Hive's `SystemVariables.substitute`.

use crate::error::{EngineError, Result};
use crate::settings::Settings;

/// The longest text that substitution may make.
const MAX_LEN: usize = 64 << 20;

/// Replaces `${hivevar:x}`, `${hiveconf:x}`, `${env:x}`, `${system:x}` and `${x}` (a hivevar) in `text`, inner ones
/// first, again and again until nothing changes. What has no value stays as it is.
///
/// Errors if the text still changes after `hive.variable.substitute.depth` rounds.
pub fn substitute(settings: &Settings, text: &str) -> Result<String> {
    let mut text = text.to_owned();
    if !text.contains("${") || !settings.is_true("hive.variable.substitute") {
        return Ok(text);
    }
    let depth = settings
        .get("hive.variable.substitute.depth")
        .and_then(|depth| depth.trim().parse().ok())
        .unwrap_or(40_usize);
    for _ in 0..=depth {
        match replace_once(settings, &text) {
            Some(replaced) if replaced.len() > MAX_LEN => break,
            Some(replaced) => text = replaced,
            None => return Ok(text),
        }
    }
    Err(EngineError::query(format!(
        "variables refer to each other more than {depth} deep in `{}`",
        text.chars().take(60).collect::<String>()
    )))
}

/// One pass over the text; `None` if nothing was replaced.
fn replace_once(settings: &Settings, text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut found = false;
    while let Some((start, name)) = next_variable(rest) {
        let end = start + name.len() + 3;
        let (before, after) = (rest.get(..start)?, rest.get(end..)?);
        out.push_str(before);
        match settings.variable(name) {
            Some(value) => {
                found = true;
                out.push_str(value);
            }
            None => out.push_str(rest.get(start..end)?),
        }
        rest = after;
    }
    out.push_str(rest);
    found.then_some(out)
}

/// The first `${name}` whose name holds no `}`, `$` or blank (Hive's `\$\{[^\}\$ ]+\}`): where it starts, and the name.
fn next_variable(text: &str) -> Option<(usize, &str)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find("${") {
        let start = from + at;
        let inner = text.get(start + 2..)?;
        match inner.find(['}', '$', ' ']) {
            Some(end) if end > 0 && inner.as_bytes().get(end) == Some(&b'}') => {
                return Some((start, inner.get(..end)?));
            }
            Some(_) => from = start + 2,
            None => return None,
        }
    }
    None
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn check(input: &str, expected: &str) {
        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect()
        };
        let settings = Settings::new(
            map(&[
                ("dir", "/data"),
                ("which", "d"),
                ("loop", "${hiveconf:loop}x"),
            ]),
            map(&[("d", "day"), ("day", "2009-12-13"), ("a.b", "dotted")]),
            map(&[("HOME", "/home/ann")]),
            map(&[("user.name", "ann")]),
        );
        assert_eq!(
            substitute(&settings, input).unwrap_or_else(|e| e.message),
            expected
        );
    }

    #[test]
    fn every_namespace() {
        check("${hivevar:day} ${day}", "2009-12-13 2009-12-13");
        check("${hiveconf:dir}/x", "/data/x");
        check("${env:HOME} ${system:user.name}", "/home/ann ann");
        check("${a.b}", "dotted");
    }

    #[test]
    fn inner_ones_first() {
        check("${hivevar:${d}}", "2009-12-13");
        check("${${${hiveconf:which}}}", "2009-12-13");
    }

    #[test]
    fn what_has_no_value_stays() {
        check(
            "${nothing} ${ day } ${} $ {day} ${day",
            "${nothing} ${ day } ${} $ {day} ${day",
        );
        check("${nothing}${day}ä", "${nothing}2009-12-13ä");
        check("${dir}", "${dir}");
    }

    #[test]
    fn a_loop_is_an_error() {
        let mut settings = Settings::default();
        settings.set_hivevar("x", "${y}");
        settings.set_hivevar("y", "${x}${x}");
        assert!(substitute(&settings, "${x}").is_err());
    }

    #[test]
    fn it_can_be_turned_off() {
        let mut settings = Settings::default();
        settings.set_hivevar("x", "1");
        settings
            .assign("hive.variable.substitute", "false")
            .unwrap();
        assert_eq!(substitute(&settings, "${x}").unwrap(), "${x}");
    }
}
