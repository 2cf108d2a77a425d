//! Lines by a regular expression: Hive's `RegexSerDe`, reading; and that of Hive's contrib, which also writes.

mod encode;
mod java;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::bytes::{CaptureLocations, Regex};
use skep_hiveql::types::HiveType;

pub use encode::{Encoder, Template};

use crate::format::FormatError;
use crate::rows::{Field, LineParser};

/// The expression whose groups are the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexOptions {
    /// `input.regex`
    pub pattern: String,
    /// `input.regex.case.insensitive`
    pub ignore_case: bool,
    /// Whether it is contrib's SerDe: all columns are strings, and there may be more or fewer of them than groups.
    pub contrib: bool,
    /// `output.format.string`, which only contrib's SerDe writes by.
    pub output: Option<String>,
}

impl RegexOptions {
    /// From a table's SerDe class and properties.
    ///
    /// # Errors
    /// There is no expression, or it can't be read.
    pub fn from_properties(
        class: &str,
        properties: &BTreeMap<String, String>,
    ) -> Result<RegexOptions, FormatError> {
        let pattern = properties.get("input.regex").cloned().unwrap_or_default();
        if pattern.is_empty() {
            let reason = "the SerDe needs a regular expression with a group for each column";
            return Err(FormatError::property("input.regex", "", reason));
        }
        let flag = properties.get("input.regex.case.insensitive");
        let ignore_case = flag.is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
        let options = RegexOptions {
            pattern,
            ignore_case,
            contrib: class.contains("contrib"),
            output: properties.get("output.format.string").cloned(),
        };
        options.compile(None)?;
        Ok(options)
    }

    /// Refuses columns that the expression can't give.
    pub(crate) fn check(&self, columns: &[(String, HiveType)]) -> Result<(), FormatError> {
        let not_string = columns.iter().find(|(_, ty)| *ty != HiveType::String);
        if let (true, Some((name, ty))) = (self.contrib, not_string) {
            return Err(FormatError::Column {
                column: name.clone(),
                ty: ty.to_string(),
                reason: "contrib's RegexSerDe accepts string columns only".into(),
            });
        }
        let groups = self.compile(None)?.groups();
        if !self.contrib && groups != columns.len() {
            let reason = format!(
                "it has {groups} groups and the table {} columns; there must be a group for each column",
                columns.len()
            );
            return Err(FormatError::property("input.regex", &self.pattern, &reason));
        }
        Ok(())
    }

    /// Compiles it; `groups` tells which groups are wanted, by number from 1 on, ascending; None for all.
    fn compile(&self, groups: Option<&[usize]>) -> Result<Engine, FormatError> {
        let flags = if self.ignore_case { "(?si)" } else { "(?s)" };
        let whole = |pattern: &str| format!("{flags}\\A(?:{pattern})\\z");
        let translated = java::translate(&self.pattern, groups);
        if let Some(pattern) = translated.plain.as_deref().map(whole)
            && let Some(regex) = cached(&pattern)
        {
            return Ok(Engine::Plain {
                places: regex.capture_locations(),
                regex,
                all_groups: groups.is_none(),
            });
        }
        let pattern = whole(&translated.fancy);
        match fancy_regex::Regex::new(&pattern) {
            Ok(regex) => Ok(Engine::Fancy {
                regex,
                places: Vec::new(),
            }),
            Err(error) => Err(FormatError::property(
                "input.regex",
                &self.pattern,
                &error.to_string(),
            )),
        }
    }
}

/// The compiled expression; None if it can't be. Expressions are remembered: each file of a table, and each part of one, asks.
fn cached(pattern: &str) -> Option<Regex> {
    const REMEMBERED: usize = 16;
    static LAST: Mutex<Vec<(String, Regex)>> = Mutex::new(Vec::new());
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, regex)) = last.iter().find(|(known, _)| known == pattern) {
        return Some(regex.clone());
    }
    let regex = Regex::new(pattern).ok()?;
    if last.len() >= REMEMBERED {
        last.remove(0);
    }
    last.push((pattern.to_owned(), regex.clone()));
    Some(regex)
}

#[derive(Debug)]
enum Engine {
    /// Automata: time is linear in the line, and groups that aren't wanted cost nothing.
    Plain {
        regex: Regex,
        places: CaptureLocations,
        /// Whether groups are those of the pattern, or only the wanted ones.
        all_groups: bool,
    },
    /// Backtracking, for what only that can do.
    Fancy {
        regex: fancy_regex::Regex,
        /// Where each group lies.
        places: Vec<Option<(usize, usize)>>,
    },
}

impl Engine {
    fn groups(&self) -> usize {
        match self {
            Engine::Plain { regex, .. } => regex.captures_len().saturating_sub(1),
            Engine::Fancy { regex, .. } => regex.captures_len().saturating_sub(1),
        }
    }
}

/// Matches whole lines. A line that doesn't match is a row of NULLs.
#[derive(Debug)]
pub(crate) struct RegexParser {
    options: RegexOptions,
    engine: Engine,
    fields: Vec<usize>,
    matched: bool,
}

impl RegexParser {
    pub(crate) fn new(options: &RegexOptions) -> Result<RegexParser, FormatError> {
        Ok(RegexParser {
            engine: options.compile(None)?,
            options: options.clone(),
            fields: Vec::new(),
            matched: false,
        })
    }
}

impl LineParser for RegexParser {
    fn set_fields(&mut self, fields: &[usize]) {
        let groups: Vec<usize> = fields.iter().map(|field| field + 1).collect();
        if let Ok(engine) = self.options.compile(Some(&groups)) {
            self.engine = engine;
        }
        self.fields = fields.to_vec();
    }

    fn locate(&mut self, line: &[u8]) -> Result<bool, String> {
        match &mut self.engine {
            Engine::Plain { regex, places, .. } => {
                self.matched = regex.captures_read(places, line).is_some();
            }
            Engine::Fancy { regex, places } => {
                let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
                let found = regex
                    .captures(text)
                    .map_err(|error| format!("can't be matched: {error}"))?;
                self.matched = found.is_some();
                places.clear();
                if let Some(found) = found {
                    let place = |group: Option<fancy_regex::Match<'_>>| {
                        group.map(|group| (group.start(), group.end()))
                    };
                    places.extend(found.iter().map(place));
                }
            }
        }
        Ok(true)
    }

    fn field<'a>(&'a self, slot: usize, _: &HiveType, _: &'a [u8]) -> Field<'a> {
        if !self.matched {
            return Field::Null;
        }
        let group = self.fields.get(slot).map_or(usize::MAX, |field| field + 1);
        let place = match &self.engine {
            Engine::Plain {
                places,
                all_groups: true,
                ..
            } => places.get(group),
            // A wanted group that the pattern doesn't have is past its last: those that are there come first.
            Engine::Plain { places, .. } => places.get(slot + 1),
            Engine::Fancy { places, .. } => places.get(group).copied().flatten(),
        };
        place.map_or(Field::Null, |(start, end)| Field::At(start, end))
    }
}

#[cfg(test)]
mod tests;
