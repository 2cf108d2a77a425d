//! The little of ERB that a `config/database.yml` needs: environment variables, with or without a default.
//!
//! `<%= ENV['X'] %>`, `ENV["X"] || 'y'`, `ENV.fetch('X')`, `ENV.fetch('X', 'y')`, `ENV.fetch("X") { 5 }` and a literal alone. Anything else
//! would need Ruby. It isn't refused where it stands but where its value is used: an environment that nobody asked for may
//! say what it wants.

use skep_storage::Environment;

use super::{Result, SettingsError};

/// Around the number of an expression that can't be had. Private use: no configuration has it.
const BEFORE: char = '\u{E0FE}';
const AFTER: char = '\u{E0FF}';

/// A text with its expressions replaced.
pub(super) struct Rendered {
    pub(super) text: String,
    refused: Vec<String>,
}

impl Rendered {
    /// The value, unless an expression that can't be had is in it.
    pub(super) fn used<'a>(&self, value: &'a str) -> Result<&'a str> {
        let Some((_, from)) = value.split_once(BEFORE) else {
            return Ok(value);
        };
        let number = from.split_once(AFTER).and_then(|(n, _)| n.parse().ok());
        let why = number.and_then(|n: usize| self.refused.get(n));
        Err(refusal(why.map_or("an expression", String::as_str)))
    }
}

fn refusal(what: &str) -> SettingsError {
    SettingsError::new(format!("{what} can't be had without Ruby")).with_hint(
        "only <%= ENV['X'] %> and <%= ENV.fetch('X', 'default') %> are understood; name the database by --url-file instead",
    )
}

/// Replaces the expressions of `text`, the content of the file `name`.
pub(super) fn render(text: &str, name: &str, env: &Environment) -> Result<Rendered> {
    let mut rendered = Rendered {
        text: String::with_capacity(text.len()),
        refused: Vec::new(),
    };
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("<%") {
        rendered.text.push_str(before);
        if let Some(literal) = from.strip_prefix('%') {
            rendered.text.push_str("<%");
            rest = literal;
            continue;
        }
        let line = text.len() - from.len();
        let line = text.get(..line).map_or(1, |t| t.matches('\n').count() + 1);
        let Some((code, after)) = from.split_once("%>") else {
            return Err(SettingsError::new(format!(
                "{name}:{line}: `<%` without `%>`"
            )));
        };
        let in_comment = before
            .rsplit('\n')
            .next()
            .is_some_and(|start| start.trim_start().starts_with('#'));
        rest = after;
        match code
            .strip_prefix('=')
            .map(|e| e.trim_end_matches('-').trim())
        {
            _ if in_comment || code.starts_with('#') => {}
            Some(expression) => match value(expression, env) {
                Some(value) => rendered.text.push_str(&value),
                None => {
                    let number = rendered.refused.len();
                    rendered.text.push_str(&format!("{BEFORE}{number}{AFTER}"));
                    rendered
                        .refused
                        .push(format!("{name}:{line}: `{expression}`"));
                }
            },
            None => {
                let code = code.trim_matches(['-', ' ']);
                return Err(refusal(&format!("{name}:{line}: `{code}`")));
            }
        }
    }
    rendered.text.push_str(rest);
    Ok(rendered)
}

/// The value of an expression; `None` where it can't be had.
fn value(expression: &str, env: &Environment) -> Option<String> {
    let expression = expression
        .strip_suffix(".to_s")
        .or_else(|| expression.strip_suffix(".to_i"))
        .unwrap_or(expression);
    if let Some((first, second)) = expression.split_once("||") {
        return match variable(first.trim(), env)? {
            Some(value) => Some(value),
            None => literal(second.trim()),
        };
    }
    match variable(expression, env) {
        Some(value) => Some(value.unwrap_or_default()),
        None => fetch(expression, env).or_else(|| literal(expression)),
    }
}

/// `ENV['X']`: its value if it is set. `None` outside if it is no such expression.
fn variable(expression: &str, env: &Environment) -> Option<Option<String>> {
    let name = expression.strip_prefix("ENV[")?.strip_suffix(']')?;
    Some(look_up(&quoted(name.trim())?, env))
}

/// `ENV.fetch('X')`, with a default as the second argument or as a block.
fn fetch(expression: &str, env: &Environment) -> Option<String> {
    let rest = expression.strip_prefix("ENV.fetch")?.trim_start();
    let (arguments, after) = rest.strip_prefix('(')?.split_once(')')?;
    let after = after.trim();
    let (name, default) = match arguments.split_once(',') {
        Some((name, default)) if after.is_empty() => (name, Some(default)),
        None if after.is_empty() => (arguments, None),
        None => (arguments, Some(after.strip_prefix('{')?.strip_suffix('}')?)),
        Some(_) => return None,
    };
    let name = quoted(name.trim())?;
    match (look_up(&name, env), default) {
        (Some(value), _) => Some(value),
        (None, Some(default)) => literal(default.trim()),
        (None, None) => None,
    }
}

/// A variable that is set, be it to nothing, as in Ruby.
fn look_up(name: &str, env: &Environment) -> Option<String> {
    env.var_os(name)?.into_string().ok()
}

/// `'text'`, `"text"`, `nil` or a number.
fn literal(text: &str) -> Option<String> {
    match text {
        "nil" => Some(String::new()),
        "true" | "false" => Some(text.to_owned()),
        _ if text.parse::<i64>().is_ok() => Some(text.to_owned()),
        _ => quoted(text),
    }
}

/// What stands in quotes, where that is plain text: no escapes, nothing to compute.
fn quoted(text: &str) -> Option<String> {
    let inside = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    let plain = inside('\'').or_else(|| inside('"'))?;
    (!plain.contains(['\'', '"', '\\', '#'])).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn rendered(text: &str) -> Rendered {
        let vars = [("PW", "s3cret"), ("EMPTY", "")];
        render(text, "database.yml", &Environment::new(vars, "/")).unwrap()
    }

    fn check(expression: &str, expected: &str) {
        let rendered = rendered(&format!("a: <%= {expression} %>!"));
        assert_eq!(rendered.text, format!("a: {expected}!"), "{expression}");
    }

    #[test]
    fn variables_and_defaults() {
        check("ENV['PW']", "s3cret");
        check("ENV[\"PW\"]", "s3cret");
        check("ENV['NONE']", "");
        check("ENV['NONE'] || 'x'", "x");
        check("ENV['EMPTY'] || 'x'", "");
        check("ENV.fetch('PW')", "s3cret");
        check("ENV.fetch('NONE', 'x y')", "x y");
        check("ENV.fetch(\"NONE\") { 5 }", "5");
        check("ENV.fetch('PW', nil)", "s3cret");
        check("5", "5");
        assert_eq!(rendered("<%# x %>a<%% b").text, "a<% b");
        assert_eq!(rendered("# <%= x %>\na").text, "# \na");
    }

    proptest::proptest! {
        #[test]
        fn any_text(text in "(<%|%>|=|-|ENV|fetch|\\[|\\(|'|\"|X|\n|#|\\PC)*") {
            let env = Environment::new([("X", "y")], "/");
            if let Ok(rendered) = render(&text, "f", &env) {
                let _ = rendered.used(&rendered.text);
            }
        }
    }

    #[test]
    fn what_needs_ruby_is_named_where_it_is_used() {
        let file =
            rendered("a: b\nc: <%= Rails.application.credentials.pw %>\nd: <%= ENV.fetch('NO') %>");
        assert_eq!(file.used("b").unwrap(), "b");
        let used: Vec<&str> = file.text.lines().skip(1).collect();
        let message = |at: usize| file.used(used[at]).unwrap_err().to_string();
        assert!(message(0).starts_with("database.yml:2: `Rails.application.credentials.pw` can't"));
        assert!(message(1).starts_with("database.yml:3: `ENV.fetch('NO')` can't"));
        let env = Environment::default();
        let refused = |text| render(text, "f", &env).err().unwrap().to_string();
        assert!(refused("\n<% if x %>").starts_with("f:2: `if x` can't"));
        assert!(refused("a <%= x").starts_with("f:1: `<%` without"));
    }
}
