//! A log format: how lines are written, and the fields they give.

use std::fmt;
use std::sync::Arc;

use super::build::Layout;
use super::escape::Escape;
use super::fields::Field;
use super::items::Items;
use super::{apache, detect, known, nginx, w3c};
use crate::format::FormatError;

/// How lines are written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Grammar {
    Items(Items),
    W3c(w3c::W3c),
    Json,
    ApacheError,
    NginxError,
}

/// A format of a server's log, compiled. Cheap to clone; equal where the text is that it was compiled from.
#[derive(Clone)]
pub struct LogFormat(Arc<Compiled>);

struct Compiled {
    name: String,
    grammar: Grammar,
    layout: Layout,
}

impl PartialEq for LogFormat {
    fn eq(&self, other: &LogFormat) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for LogFormat {}

impl fmt::Debug for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LogFormat({})", self.0.name)
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.name)
    }
}

/// The property of a table that holds its log format.
pub const LOG_FORMAT: &str = "log.format";

impl LogFormat {
    /// The format that `text` describes: a name of [`known`](LogFormat::known), a string of Apache's `LogFormat` or nginx's
    /// `log_format`, or such a directive with its name as it stands in the server's configuration.
    ///
    /// # Errors
    /// It is none of these; the message tells why.
    pub fn parse(text: &str) -> Result<LogFormat, FormatError> {
        let text = text.trim();
        let wrong = |reason: &str| FormatError::property(LOG_FORMAT, text, reason);
        if let Some(known) = known::named(text) {
            return LogFormat::of_known(known).ok_or_else(|| wrong("it can't be compiled"));
        }
        let compiled = match directive(text) {
            Some(Directive::Apache(format)) => apache::compile(&format),
            Some(Directive::Nginx(format, escape)) => nginx::compile(&format, escape),
            None if looks_like_nginx(text) => nginx::compile(text, Escape::Server),
            None if text.contains('%') => apache::compile(&text.replace("\\\"", "\"")),
            None => {
                let names: Vec<_> = known::NAMES.iter().map(|known| known.0).collect();
                return Err(wrong(&format!(
                    "there are {}, strings of Apache's LogFormat (`%h %l %u %t \"%r\" %>s %b`) and of nginx's log_format (`$remote_addr [$time_local] …`)",
                    names.join(", ")
                )));
            }
        };
        let (grammar, layout) = compiled.map_err(|reason| wrong(&reason))?;
        Ok(LogFormat::new(text, grammar, layout))
    }

    fn new(name: &str, grammar: Grammar, layout: Layout) -> LogFormat {
        LogFormat(Arc::new(Compiled {
            name: name.to_owned(),
            grammar,
            layout,
        }))
    }

    pub(super) fn of_known(known: &known::Known) -> Option<LogFormat> {
        let (grammar, layout) = known.compile().ok()?;
        Some(LogFormat::new(known.name, grammar, layout))
    }

    /// The format that a file's first lines are written in; None where they look like no known one.
    ///
    /// `sample` is the beginning of the file; its last line may be cut off.
    pub fn detect(sample: &[u8]) -> Option<LogFormat> {
        detect::by_lines(sample)
    }

    /// Its name, or the text that it was compiled from: [`parse`](LogFormat::parse) makes the same format of it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Name and meaning of the formats that have names.
    pub fn known() -> &'static [(&'static str, &'static str)] {
        &known::NAMES
    }

    /// What its lines give, in the order of a table's columns; the last is `line`, the whole line.
    pub fn fields(&self) -> &[Field] {
        &self.0.layout.fields
    }

    /// What makes a table's columns: all fields but the line itself.
    pub fn columns(&self) -> &[Field] {
        self.fields().split_last().map_or(&[], |(_, fields)| fields)
    }

    /// The field of that name, in any case: its place among [`fields`](LogFormat::fields).
    pub fn field(&self, name: &str) -> Option<usize> {
        let fields = self.fields();
        fields
            .iter()
            .position(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// Whether a line can be read without those before it. Where not (`#Fields:` says what later lines hold), a file can't be read from the
    /// middle.
    pub fn cuttable(&self) -> bool {
        !matches!(self.grammar(), Grammar::W3c(_))
    }

    pub(super) fn grammar(&self) -> &Grammar {
        &self.0.grammar
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.0.layout
    }
}

/// A directive of a server's configuration.
enum Directive {
    Apache(String),
    Nginx(String, Escape),
}

/// `LogFormat "…" name`, `log_format name [escape=…] '…' '…';`
fn directive(text: &str) -> Option<Directive> {
    let (word, rest) = text.split_once(char::is_whitespace)?;
    let rest = rest.trim();
    if word.eq_ignore_ascii_case("LogFormat") {
        return strings(rest).into_iter().next().map(Directive::Apache);
    }
    if word != "log_format" {
        return None;
    }
    let head = rest.split(['\'', '"']).next().unwrap_or_default();
    let escape = match head.split("escape=").nth(1).map(str::trim) {
        Some("json") => Escape::Json,
        Some("none") => Escape::None,
        _ => Escape::Server,
    };
    Some(Directive::Nginx(strings(rest).concat(), escape))
}

/// The quoted strings of a directive, without their quotes and backslashes.
fn strings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut chars = text.chars();
    while let Some(quote) = chars.by_ref().find(|c| matches!(c, '\'' | '"')) {
        let mut string = String::new();
        while let Some(c) = chars.next().filter(|c| *c != quote) {
            match c {
                '\\' => match chars.next() {
                    Some('n') => string.push('\n'),
                    Some('t') => string.push('\t'),
                    Some(c @ ('"' | '\'' | '\\')) => string.push(c),
                    Some(c) => string.extend(['\\', c]),
                    None => string.push('\\'),
                },
                c => string.push(c),
            }
        }
        found.push(string);
    }
    found
}

/// Whether it has variables and no directive of Apache's.
fn looks_like_nginx(text: &str) -> bool {
    let begins = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '{');
    let variable = text.match_indices('$').any(|(at, _)| {
        text.get(at + 1..)
            .is_some_and(|rest| rest.starts_with(begins))
    });
    variable && !text.contains("%h") && !text.contains("%t") && !text.contains("%{")
}
