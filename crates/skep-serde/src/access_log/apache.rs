//! Apache's `LogFormat` (mod_log_config, mod_logio, mod_ssl), and what is written with its directives.
//!
//! <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats>

use skep_hiveql::types::HiveType;

use super::assemble::{Directive, assemble};
use super::build::{Layout, Meaning};
use super::escape::Escape;
use super::fields::of_header;
use super::format::Grammar;
use super::strftime::{self, Piece, Unit};
use super::time::Pattern;

/// A directive without an argument: letter, the field's name, what it logs. (A table.)
const DIRECTIVES: &[(char, &str, Meaning)] = &[
    ('a', "host", Meaning::Text),
    ('A', "server_ip", Meaning::Text),
    ('b', "bytes", Meaning::Integer(HiveType::BigInt)),
    ('B', "bytes", Meaning::Integer(HiveType::BigInt)),
    ('D', "duration", Meaning::Seconds(1e6)),
    ('f', "file", Meaning::Text),
    ('h', "host", Meaning::Text),
    ('H', "protocol", Meaning::Text),
    ('I', "bytes_in", Meaning::Integer(HiveType::BigInt)),
    ('k', "keepalives", Meaning::Integer(HiveType::Int)),
    ('l', "ident", Meaning::Text),
    ('L', "log_id", Meaning::Text),
    ('m', "method", Meaning::Text),
    ('O', "bytes_out", Meaning::Integer(HiveType::BigInt)),
    ('p', "port", Meaning::Integer(HiveType::Int)),
    ('P', "pid", Meaning::Integer(HiveType::BigInt)),
    ('q', "query", Meaning::Query),
    ('r', "request", Meaning::Request),
    ('R', "handler", Meaning::Text),
    ('s', "status", Meaning::Status),
    ('S', "bytes_total", Meaning::Integer(HiveType::BigInt)),
    ('T', "duration", Meaning::Seconds(1.0)),
    ('u', "user", Meaning::Text),
    ('U', "path", Meaning::Text),
    ('v', "vhost", Meaning::Text),
    ('V', "vhost", Meaning::Text),
    ('X', "connection", Meaning::Text),
];

/// A format string's grammar and fields.
///
/// # Errors
/// What is wrong with it.
pub(super) fn compile(format: &str) -> Result<(Grammar, Layout), String> {
    let mut parts = Parts::default();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        parts.literal(rest.get(..at).unwrap_or_default());
        let (directive, tail) = directive(rest.get(at..).unwrap_or_default())?;
        match directive {
            Some(directive) => parts.field(directive)?,
            None => parts.literal("%"),
        }
        rest = tail;
    }
    parts.literal(rest);
    parts.finish()
}

/// Literals and directives in turn.
#[derive(Default)]
struct Parts {
    head: String,
    fields: Vec<(Directive, String)>,
}

impl Parts {
    fn literal(&mut self, text: &str) {
        match self.fields.last_mut() {
            Some((_, after)) => after.push_str(text),
            None => self.head.push_str(text),
        }
    }

    fn field(&mut self, directive: Directive) -> Result<(), String> {
        // `%{%F %T}t.%{msec_frac}t` is one time.
        if let (Meaning::Time(Pattern::Strftime(more)), Some((last, between))) =
            (&directive.meaning, self.fields.last_mut())
            && let Meaning::Time(Pattern::Strftime(first)) = &mut last.meaning
            && adds_to(more)
        {
            let literal = between.bytes().map(Piece::Literal);
            let all = first
                .iter()
                .cloned()
                .chain(literal)
                .chain(more.iter().cloned());
            *first = all.collect();
            between.clear();
            return Ok(());
        }
        if let Some((last, after)) = self.fields.last()
            && after.is_empty()
            && last.width.is_none()
            && !matches!(last.meaning, Meaning::Time(_))
            && !(directive.meaning == Meaning::Query && last.name == "path")
            && directive.name != "time"
        {
            return Err(format!(
                "nobody can tell where `{}` ends: nothing stands between it and `{}`",
                last.own, directive.own
            ));
        }
        // Its brackets belong to it, but are no part of the time.
        let brackets = directive.meaning == Meaning::Time(Pattern::Clf);
        if brackets {
            self.literal("[");
        }
        self.fields.push((directive, String::new()));
        if brackets {
            self.literal("]");
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(Grammar, Layout), String> {
        self.merge_targets();
        if self.fields.is_empty() {
            return Err("it has no directive".to_owned());
        }
        Ok(assemble(&self.head, &self.fields, Escape::Server))
    }

    /// `%U%q` is one text: path and query.
    fn merge_targets(&mut self) {
        let mut merged: Vec<(Directive, String)> = Vec::new();
        for (directive, after) in std::mem::take(&mut self.fields) {
            match merged.last_mut() {
                Some((last, between))
                    if between.is_empty()
                        && last.name == "path"
                        && directive.meaning == Meaning::Query =>
                {
                    last.meaning = Meaning::Target;
                    last.own.push_str(&directive.own);
                    *between = after;
                }
                _ => merged.push((directive, after)),
            }
        }
        self.fields = merged;
    }
}

/// Whether these pieces only make a time before them more exact.
fn adds_to(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| {
        matches!(
            piece,
            Piece::Number(Unit::Milli | Unit::Micro, ..)
                | Piece::Offset
                | Piece::ZoneName
                | Piece::Literal(_)
        )
    })
}

/// The directive at the front of `text`, None for `%%`; and the rest.
fn directive(text: &str) -> Result<(Option<Directive>, &str), String> {
    let body = text.get(1..).unwrap_or_default();
    // `!200,304` and `<`, `>` only choose when or which value is logged.
    let flags =
        body.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '!' | ',' | '<' | '>'));
    let (argument, tail) = match flags.strip_prefix('{') {
        Some(inside) => {
            let end = inside
                .find('}')
                .ok_or_else(|| format!("`{text}` has no closing brace"))?;
            let tail = inside.get(end + 1..).unwrap_or_default();
            (inside.get(..end), tail.trim_start_matches(['<', '>']))
        }
        None => (None, flags),
    };
    let length = match tail {
        _ if tail.starts_with("^ti") || tail.starts_with("^to") => 3,
        _ => tail.chars().next().map_or(0, char::len_utf8),
    };
    let (letter, rest) = tail.split_at_checked(length).unwrap_or((tail, ""));
    let own = text
        .get(..text.len() - rest.len())
        .unwrap_or(text)
        .to_owned();
    let unknown = || format!("`{own}` is no directive of Apache's LogFormat");
    let letter = match letter {
        "%" => return Ok((None, rest)),
        "^ti" | "^to" => '^',
        _ => letter.chars().next().ok_or_else(unknown)?,
    };
    let directive = match argument {
        None => plain(letter).ok_or_else(unknown)?,
        Some(argument) => with_argument(letter, argument, &own).ok_or_else(unknown)??,
    };
    Ok((Some(Directive { own, ..directive }), rest))
}

fn named(name: impl Into<String>, meaning: Meaning) -> Directive {
    Directive {
        own: String::new(),
        name: name.into(),
        meaning,
        width: None,
    }
}

fn plain(letter: char) -> Option<Directive> {
    if letter == 't' {
        return Some(named("time", Meaning::Time(Pattern::Clf)));
    }
    let (_, name, meaning) = DIRECTIVES.iter().find(|(known, ..)| *known == letter)?;
    let mut directive = named(*name, meaning.clone());
    directive.width = (letter == 'X').then_some(1);
    Some(directive)
}

/// A directive with something in braces; None where there is none of this letter. (A table.)
fn with_argument(letter: char, argument: &str, own: &str) -> Option<Result<Directive, String>> {
    let prefixed = |prefix: &str| named(format!("{prefix}{}", of_header(argument)), Meaning::Text);
    Some(Ok(match letter {
        'a' => named("peer", Meaning::Text),
        'h' => named("peer", Meaning::Text),
        'C' => prefixed("cookie_"),
        'e' => prefixed("env_"),
        'i' => named(of_header(argument), Meaning::Text),
        'n' => prefixed("note_"),
        'o' => prefixed("sent_"),
        'c' | 'x' => prefixed("ssl_"),
        '^' => prefixed("trailer_"),
        'p' => match argument {
            "local" | "remote" => {
                named(format!("{argument}_port"), Meaning::Integer(HiveType::Int))
            }
            _ => named("port", Meaning::Integer(HiveType::Int)),
        },
        'P' => match argument {
            "pid" => named("pid", Meaning::Integer(HiveType::BigInt)),
            "hextid" => named("tid", Meaning::Text),
            _ => named("tid", Meaning::Integer(HiveType::BigInt)),
        },
        'T' => match argument {
            "ms" => named("duration", Meaning::Seconds(1e3)),
            "us" => named("duration", Meaning::Seconds(1e6)),
            "s" => named("duration", Meaning::Seconds(1.0)),
            _ => return Some(Err(format!("`{own}`: the units are ms, us and s"))),
        },
        't' => return Some(time(argument, own)),
        _ => return None,
    }))
}

/// `%{format}t`
fn time(argument: &str, own: &str) -> Result<Directive, String> {
    let (name, format) = match argument.split_once(':') {
        Some(("begin", format)) => ("time", format),
        Some(("end", format)) => ("time", format),
        _ => ("time", argument),
    };
    let pattern = match format {
        "sec" => Pattern::Epoch(1_000_000),
        "msec" => Pattern::Epoch(1_000),
        "usec" => Pattern::Epoch(1),
        "msec_frac" => Pattern::Strftime([Piece::Number(Unit::Milli, 3, false)].into()),
        "usec_frac" => Pattern::Strftime([Piece::Number(Unit::Micro, 6, false)].into()),
        "" => Pattern::Clf,
        _ => {
            let pieces = strftime::compile(format)
                .map_err(|c| format!("`{own}`: `%{c}` isn't known to strftime"))?;
            Pattern::Strftime(pieces.into())
        }
    };
    Ok(named(name, Meaning::Time(pattern)))
}
