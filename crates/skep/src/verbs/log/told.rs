//! What `skep log` tells people: formats, fields, counts.

use std::io::{Write, stdout};

use indicatif::HumanCount;
use skep_log::sieve::{Counts, Reject};
use skep_serde::access_log::LogFormat;

use super::read::{Job, format_of};
use crate::failure::Failure;

/// Prints the formats that have names.
pub(super) fn formats() -> Result<(), Failure> {
    let mut out = stdout().lock();
    for (name, about) in LogFormat::known() {
        writeln!(out, "{name:<16}{about}")?;
    }
    Ok(())
}

/// Prints the fields of the job's format: name, type, what it is.
pub(super) fn fields(job: &Job) -> Result<(), Failure> {
    let format = format_of(job)?;
    let width = format
        .fields()
        .iter()
        .map(|field| field.name.len())
        .max()
        .unwrap_or(0)
        + 2;
    let mut out = stdout().lock();
    for field in format.fields() {
        let ty = field.ty.to_string();
        writeln!(out, "{:<width$}{ty:<32}{}", field.name, field.about)?;
    }
    Ok(())
}

/// `read 10,000 lines: 9,999 written, 0 filtered out, 1 rejected (first: access.log:8899, `agent` doesn't fit)`
pub(super) fn counts(counts: &Counts, first: Option<&Reject>, limited: bool) -> String {
    let lines = if counts.read == 1 { "line" } else { "lines" };
    let mut text = format!(
        "read {} {lines}: {} written, {} filtered out, {} rejected",
        HumanCount(counts.read),
        HumanCount(counts.written),
        HumanCount(counts.filtered),
        HumanCount(counts.rejected)
    );
    if counts.directives > 0 {
        text.push_str(&format!(", {} header lines", HumanCount(counts.directives)));
    }
    if counts.kept > 0 {
        text.push_str(&format!(
            "; {} of those written don't fit",
            HumanCount(counts.kept)
        ));
    }
    if let Some(reject) = first {
        let why = match &reject.field {
            Some(field) => format!("`{field}` doesn't fit"),
            None => "it is too long".to_owned(),
        };
        text.push_str(&format!(" (first: {}:{}, {why})", reject.file, reject.line));
    }
    if limited {
        text.push_str("; stopped at --limit");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_told_in_a_line() {
        let all = Counts {
            read: 1_234_567,
            written: 1_234_000,
            filtered: 560,
            rejected: 5,
            directives: 2,
            kept: 0,
        };
        let first = Reject {
            file: "a.log".to_owned(),
            line: 17,
            field: Some("status".to_owned()),
        };
        let expected = "read 1,234,567 lines: 1,234,000 written, 560 filtered out, 5 rejected, 2 header lines (first: a.log:17, `status` doesn't fit)";
        assert_eq!(counts(&all, Some(&first), false), expected);
    }
}
