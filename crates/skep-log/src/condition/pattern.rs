//! `LIKE` patterns.

use memchr::memmem::Finder;
use regex::{Regex, RegexBuilder};

/// A pattern: the usual kinds need no regular expression.
#[derive(Debug)]
pub(super) enum Pattern {
    Whole(String),
    Start(String),
    End(String),
    Anywhere(Box<Finder<'static>>),
    Other(Box<Regex>),
}

impl Pattern {
    /// `%` is any text, `_` any character, `\` takes the next character as it is.
    pub(super) fn new(text: &str) -> Option<Pattern> {
        let plain = |text: &str| !text.contains(['%', '_', '\\']);
        let inner = text.trim_matches('%');
        if !plain(inner) {
            return regex(text).map(|regex| Pattern::Other(Box::new(regex)));
        }
        Some(match (text.starts_with('%'), text.ends_with('%')) {
            (false, false) => Pattern::Whole(text.to_owned()),
            (false, true) => Pattern::Start(inner.to_owned()),
            (true, false) => Pattern::End(inner.to_owned()),
            (true, true) => Pattern::Anywhere(Box::new(Finder::new(inner.as_bytes()).into_owned())),
        })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::Whole(whole) => text == whole,
            Pattern::Start(start) => text.starts_with(start),
            Pattern::End(end) => text.ends_with(end),
            Pattern::Anywhere(finder) => finder.find(text.as_bytes()).is_some(),
            Pattern::Other(regex) => regex.is_match(text),
        }
    }
}

fn regex(pattern: &str) -> Option<Regex> {
    let mut written = String::from("^");
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '%' => written.push_str(".*"),
            '_' => written.push('.'),
            '\\' => written.push_str(&regex::escape(&chars.next().unwrap_or('\\').to_string())),
            c => written.push_str(&regex::escape(&c.to_string())),
        }
    }
    written.push('$');
    RegexBuilder::new(&written)
        .dot_matches_new_line(true)
        .build()
        .ok()
}
