//! Statements that Hive's shell reads by itself, before the grammar sees them: their text is raw.

use crate::ast::{SetCommand, ShellCommand, Statement};
use crate::script::skip_blanks;

/// The statement, if it is one of these: `set`, `reset`, `dfs`, `source`, `!`, `add|delete|list jar|file|archive`.
pub(super) fn statement(source: &str) -> Option<Statement> {
    let text = source.get(skip_blanks(source)..)?.trim_end();
    let text = text.trim_end_matches(';').trim_end();
    if let Some(command) = text.strip_prefix('!') {
        let command = command.trim().to_string();
        return Some(Statement::Shell(ShellCommand::System(command)));
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, tail) = text.split_at_checked(end)?;
    if !(tail.is_empty() || tail.starts_with(char::is_whitespace)) {
        return None;
    }
    let tail = tail.trim();
    let shell = match word.to_ascii_lowercase().as_str() {
        "set" => return set(tail).map(Statement::Set),
        "reset" => {
            let keys = tail.split_whitespace().map(str::to_string).collect();
            return Some(Statement::Set(SetCommand::Reset(keys)));
        }
        "dfs" => ShellCommand::Dfs(tail.to_string()),
        "source" => ShellCommand::Source(tail.to_string()),
        "add" => {
            let (kind, paths) = resources(tail)?;
            ShellCommand::Add { kind, paths }
        }
        "delete" => {
            let (kind, paths) = resources(tail)?;
            ShellCommand::Delete { kind, paths }
        }
        "list" => {
            let (kind, paths) = resources(tail)?;
            ShellCommand::List { kind, paths }
        }
        _ => return None,
    };
    Some(Statement::Shell(shell))
}

/// `SET …`; none for `SET ROLE` and `SET AUTOCOMMIT`, which are statements of the grammar.
fn set(tail: &str) -> Option<SetCommand> {
    let (key, value) = match tail.split_once('=') {
        Some((key, value)) => (key.trim(), Some(value.trim())),
        None => (tail, None),
    };
    let first = key.split_whitespace().next().unwrap_or_default();
    let grammar = ["role", "autocommit"]
        .iter()
        .any(|word| first.eq_ignore_ascii_case(word));
    if grammar && value.is_none() {
        return None;
    }
    Some(match value {
        Some(value) => SetCommand::Assign {
            key: key.to_string(),
            value: value.to_string(),
        },
        None if key.is_empty() => SetCommand::List { verbose: false },
        None if key == "-v" => SetCommand::List { verbose: true },
        None => SetCommand::Show(key.to_string()),
    })
}

/// `jar path …`, `files path …`: the kind in the singular, and the paths; none if it is something else (DELETE FROM).
fn resources(tail: &str) -> Option<(String, Vec<String>)> {
    let mut words = tail.split_whitespace();
    let kind = words.next()?.to_ascii_lowercase();
    let kind = kind.strip_suffix('s').unwrap_or(&kind);
    matches!(kind, "jar" | "file" | "archive")
        .then(|| (kind.to_string(), words.map(str::to_string).collect()))
}
