//! Lines by a regular expression: Hive's `RegexSerDe`, reading.

use std::collections::BTreeMap;

use fancy_regex::Regex;

use crate::column::TextRules;
use crate::format::FormatError;
use crate::rows::{LineParser, Wanted};

/// The expression whose groups are the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegexOptions {
    /// `input.regex`
    pub pattern: String,
    /// `input.regex.case.insensitive`
    pub ignore_case: bool,
}

impl RegexOptions {
    /// From a table's SerDe properties.
    ///
    /// # Errors
    /// There is no expression, or it can't be read.
    pub fn from_properties(
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
        };
        RegexParser::new(&options)?;
        Ok(options)
    }
}

/// Matches whole lines. A line that doesn't match is a row of NULLs.
#[derive(Debug)]
pub(crate) struct RegexParser {
    regex: Regex,
}

impl RegexParser {
    pub(crate) fn new(options: &RegexOptions) -> Result<RegexParser, FormatError> {
        let flags = if options.ignore_case { "(?i)" } else { "" };
        let pattern = format!("{flags}\\A(?:{})\\z", options.pattern);
        let regex = Regex::new(&pattern).map_err(|error| {
            FormatError::property("input.regex", &options.pattern, &error.to_string())
        })?;
        Ok(RegexParser { regex })
    }
}

impl LineParser for RegexParser {
    fn parse(
        &mut self,
        line: &[u8],
        columns: &mut [Wanted],
        rules: &TextRules,
    ) -> Result<(), String> {
        let text = String::from_utf8_lossy(line);
        let groups = self
            .regex
            .captures(&text)
            .map_err(|error| format!("can't be matched: {error}"))?;
        for wanted in columns {
            match groups
                .as_ref()
                .and_then(|groups| groups.get(wanted.field + 1))
            {
                Some(group) => wanted
                    .column
                    .append_text(group.as_str().as_bytes(), None, rules),
                None => wanted.column.append_null(),
            }
        }
        Ok(())
    }
}
