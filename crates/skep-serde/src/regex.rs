//! Lines by a regular expression: Hive's `RegexSerDe`, reading; and that of Hive's contrib, which also writes.

mod direct;
mod encode;
mod java;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use regex::bytes::{CaptureLocations, Regex};
use skep_hiveql::types::HiveType;

pub use encode::{Encoder, Template};

use self::direct::{Direct, Places};
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

    /// A translated expression as it must match: from the line's beginning to its end.
    fn whole(&self, pattern: &str) -> String {
        let flags = if self.ignore_case { "(?si)" } else { "(?s)" };
        format!("{flags}\\A(?:{pattern})\\z")
    }

    /// The expression as steps that find all its groups, where it is of that kind.
    fn direct(&self) -> Option<Direct> {
        let plain = java::translate(&self.pattern, None).plain?;
        Direct::new(&self.whole(&plain))
    }

    /// Compiles it; `groups` tells which groups are wanted, by number from 1 on, ascending; None for all.
    fn compile(&self, groups: Option<&[usize]>) -> Result<Engine, FormatError> {
        let translated = java::translate(&self.pattern, groups);
        if let Some(pattern) = translated.plain.map(|plain| self.whole(&plain))
            && let Some(regex) = cached(&pattern)
        {
            return Ok(Engine::Plain {
                places: regex.capture_locations(),
                regex,
                all_groups: groups.is_none(),
            });
        }
        let pattern = self.whole(&translated.fancy);
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
    /// It is asked first, because it is much faster; the engine where that doesn't know.
    direct: Option<Direct>,
    engine: Engine,
    fields: Vec<usize>,
    matched: Matched,
    /// What `direct` has found.
    places: Places,
}

/// Who has matched the line.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Matched {
    Nobody,
    Direct,
    Engine,
}

impl RegexParser {
    pub(crate) fn new(options: &RegexOptions) -> Result<RegexParser, FormatError> {
        Ok(RegexParser {
            engine: options.compile(None)?,
            direct: options.direct(),
            options: options.clone(),
            fields: Vec::new(),
            matched: Matched::Nobody,
            places: Places::new(),
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
        let direct = self.direct.as_ref();
        if direct.is_some_and(|direct| direct.read(line, &mut self.places)) {
            self.matched = Matched::Direct;
            return Ok(true);
        }
        let matched = match &mut self.engine {
            Engine::Plain { regex, places, .. } => regex.captures_read(places, line).is_some(),
            Engine::Fancy { regex, places } => {
                let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
                let found = regex
                    .captures(text)
                    .map_err(|error| format!("can't be matched: {error}"))?;
                places.clear();
                let is_some = found.is_some();
                if let Some(found) = found {
                    let place = |group: Option<fancy_regex::Match<'_>>| {
                        group.map(|group| (group.start(), group.end()))
                    };
                    places.extend(found.iter().map(place));
                }
                is_some
            }
        };
        self.matched = if matched {
            Matched::Engine
        } else {
            Matched::Nobody
        };
        Ok(true)
    }

    fn field<'a>(&'a self, slot: usize, _: &HiveType, _: &'a [u8]) -> Field<'a> {
        let group = self.fields.get(slot).map_or(usize::MAX, |field| field + 1);
        let place = match (self.matched, &self.engine) {
            (Matched::Nobody, _) => None,
            (Matched::Direct, _) => self.places.get(group).copied().flatten(),
            (
                Matched::Engine,
                Engine::Plain {
                    places,
                    all_groups: true,
                    ..
                },
            ) => places.get(group),
            // A wanted group that the pattern doesn't have is past its last: those that are there come first.
            (Matched::Engine, Engine::Plain { places, .. }) => places.get(slot + 1),
            (Matched::Engine, Engine::Fancy { places, .. }) => places.get(group).copied().flatten(),
        };
        place.map_or(Field::Null, |(start, end)| Field::At(start, end))
    }
}

#[cfg(test)]
mod tests;
