//! nginx's `log_format`.
//!
//! <https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format>

use skep_hiveql::types::HiveType;

use super::assemble::{Directive, assemble};
use super::build::{Layout, Meaning};
use super::escape::Escape;
use super::fields::of_header;
use super::format::Grammar;
use super::time::Pattern;

/// A variable: its name, the field's, what it holds. Others are texts by their own name. (A table, in order.)
const VARIABLES: &[(&str, &str, Meaning)] = &[
    ("args", "query", Meaning::Query),
    (
        "body_bytes_sent",
        "bytes",
        Meaning::Integer(HiveType::BigInt),
    ),
    (
        "bytes_sent",
        "bytes_out",
        Meaning::Integer(HiveType::BigInt),
    ),
    (
        "connection",
        "connection",
        Meaning::Integer(HiveType::BigInt),
    ),
    (
        "connection_requests",
        "keepalives",
        Meaning::Integer(HiveType::BigInt),
    ),
    ("gzip_ratio", "gzip_ratio", Meaning::Double),
    ("host", "vhost", Meaning::Text),
    ("http_host", "vhost", Meaning::Text),
    ("http_referer", "referer", Meaning::Text),
    ("http_user_agent", "agent", Meaning::Text),
    ("msec", "time", Meaning::Time(Pattern::Epoch(1_000_000))),
    ("pid", "pid", Meaning::Integer(HiveType::BigInt)),
    ("query_string", "query", Meaning::Query),
    ("realip_remote_addr", "peer", Meaning::Text),
    ("remote_addr", "host", Meaning::Text),
    (
        "remote_port",
        "remote_port",
        Meaning::Integer(HiveType::Int),
    ),
    ("remote_user", "user", Meaning::Text),
    ("request", "request", Meaning::Request),
    ("request_filename", "file", Meaning::Text),
    (
        "request_length",
        "bytes_in",
        Meaning::Integer(HiveType::BigInt),
    ),
    ("request_method", "method", Meaning::Text),
    ("request_time", "duration", Meaning::Seconds(1.0)),
    ("request_uri", "path", Meaning::Target),
    ("server_addr", "server_ip", Meaning::Text),
    ("server_name", "vhost", Meaning::Text),
    ("server_port", "port", Meaning::Integer(HiveType::Int)),
    ("server_protocol", "protocol", Meaning::Text),
    ("status", "status", Meaning::Status),
    ("time_iso8601", "time", Meaning::Time(Pattern::Iso)),
    ("time_local", "time", Meaning::Time(Pattern::Clf)),
    ("uri", "path", Meaning::Text),
];

/// A format string's grammar and fields.
///
/// # Errors
/// What is wrong with it.
pub(super) fn compile(format: &str, escape: Escape) -> Result<(Grammar, Layout), String> {
    let (head, variables) = variables(format)?;
    let last = variables.len().saturating_sub(1);
    let open = variables
        .iter()
        .take(last)
        .find(|(_, after)| after.is_empty());
    if let Some((variable, _)) = open {
        return Err(format!(
            "nobody can tell where `${variable}` ends: nothing stands between it and the next variable"
        ));
    }
    let part = |(variable, after): &Variable<'_>| {
        let (name, meaning) = known(variable);
        let directive = Directive {
            own: (*variable).to_owned(),
            name,
            meaning,
            width: None,
        };
        (directive, (*after).to_owned())
    };
    let parts: Vec<_> = variables.iter().map(part).collect();
    Ok(assemble(head, &parts, escape))
}

/// What a variable logs, and what that is called.
fn known(variable: &str) -> (String, Meaning) {
    if let Ok(at) = VARIABLES.binary_search_by_key(&variable, |(name, ..)| name)
        && let Some((_, name, meaning)) = VARIABLES.get(at)
    {
        return ((*name).to_owned(), meaning.clone());
    }
    let name = match variable.strip_prefix("http_") {
        Some(header) => of_header(header),
        None => match variable.strip_prefix("sent_http_") {
            Some(header) => format!("sent_{}", of_header(header)),
            None => variable.to_owned(),
        },
    };
    (name, Meaning::Text)
}

/// A variable, and what stands behind it.
type Variable<'f> = (&'f str, &'f str);

/// What stands before the first variable; and the variables.
fn variables(format: &str) -> Result<(&str, Vec<Variable<'_>>), String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = format.find('$').ok_or("it has no variable")?;
    let (head, mut rest) = format.split_at_checked(start).unwrap_or((format, ""));
    let mut found = Vec::new();
    while let Some(text) = rest.strip_prefix('$') {
        let (name, tail) = match text.strip_prefix('{') {
            Some(inside) => inside.split_once('}').ok_or("`${` has no closing brace")?,
            None => {
                let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
                text.split_at_checked(end).unwrap_or((text, ""))
            }
        };
        if name.is_empty() {
            return Err("`$` is followed by no variable's name".to_owned());
        }
        let end = tail.find('$').unwrap_or(tail.len());
        let (after, next) = tail.split_at_checked(end).unwrap_or((tail, ""));
        found.push((name, after));
        rest = next;
    }
    Ok((head, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(VARIABLES.is_sorted_by_key(|known| known.0));
    }
}
