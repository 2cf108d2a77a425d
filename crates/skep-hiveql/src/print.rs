//! Syntax tree to text: `Display` of every node, in one canonical spelling.
//!
//! The promise, held by `tests/roundtrip.rs`: what is printed parses to the same tree. Keywords are in upper case,
//! parentheses stand where precedence asks for them, and a clause that means the same as another is printed as that.

mod alter;
mod ddl;
mod dml;
mod expr;
mod from;
mod query;
mod show;
mod statement;

use std::fmt::{self, Display, Formatter};

use crate::ast::{Ident, ObjectName};
use crate::keywords;
use crate::lexer::is_word;
use crate::text::quote;

impl Display for Ident {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.quoted || !is_plain(&self.value) {
            write!(f, "`{}`", self.value.replace('`', "``"))
        } else {
            f.write_str(&self.value)
        }
    }
}

/// True of a name that needs no backticks.
fn is_plain(name: &str) -> bool {
    let dollars = name
        .strip_prefix('$')
        .and_then(|name| name.strip_suffix('$'));
    is_word(dollars.unwrap_or(name)) && !keywords::is_reserved(name)
}

impl Display for ObjectName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(database) = &self.database {
            write!(f, "{database}.")?;
        }
        self.name.fmt(f)
    }
}

/// Items with `, ` between them.
struct Comma<'a, T>(&'a [T]);

impl<T: Display> Display for Comma<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, item) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

/// Items with a function to write each, and `, ` between them.
fn commas<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    mut write: impl FnMut(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        write(f, item)?;
    }
    Ok(())
}

/// ` WORDS (a, b)`, or nothing for an empty list.
struct Clause<'a, T>(&'static str, &'a [T]);

impl<T: Display> Display for Clause<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.1.is_empty() {
            return Ok(());
        }
        write!(f, "{}{}", self.0, Comma(self.1))
    }
}

/// ` (a, b)`, or nothing for an empty list.
struct Parenthesised<'a, T>(&'a [T]);

impl<T: Display> Display for Parenthesised<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, " ({})", Comma(self.0))
    }
}

/// A prefix and a value, or nothing.
struct Maybe<'a, T>(&'static str, &'a Option<T>);

impl<T: Display> Display for Maybe<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.1 {
            Some(value) => write!(f, "{}{value}", self.0),
            None => Ok(()),
        }
    }
}

/// A prefix and a string literal, or nothing.
struct MaybeText<'a>(&'static str, &'a Option<String>);

impl Display for MaybeText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.1 {
            Some(text) => write!(f, "{}{}", self.0, quote(text)),
            None => Ok(()),
        }
    }
}

/// Words if a condition holds.
fn when(condition: bool, words: &'static str) -> &'static str {
    if condition { words } else { "" }
}
