//! `LIKE`, `RLIKE`, `LIKE ANY`, `LIKE ALL` (`UDFLike`, `GenericUDFRegExp`).

use arrow::array::{ArrayRef, StringViewArray};
use datafusion::common::Result as Run;
use datafusion::logical_expr::Like;
use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::ast::expr::BinaryOp;
use skep_hiveql::types::HiveType;

use super::compare::{logic, not, truth};
use crate::cast::cast;
use crate::convert::{Group, group};
use crate::registry::{CallError, Typed};
use crate::routine::{Call, Routine, call};

/// `a [NOT] LIKE pattern`: `_` is any character, `%` any run; `\_` and `\%` are themselves.
pub fn like(value: Typed, pattern: Typed, negated: bool) -> Result<Typed, CallError> {
    let (value, pattern) = (text("LIKE", value)?, text("LIKE", pattern)?);
    let pattern = match pattern {
        Expr::Literal(ScalarValue::Utf8View(Some(pattern)), _) => {
            Expr::Literal(ScalarValue::Utf8View(Some(escaped(&pattern))), None)
        }
        other => call(&LIKE_PATTERN, vec![other], vec![HiveType::String]),
    };
    let like = Like::new(negated, Box::new(value), Box::new(pattern), None, false);
    Ok(truth(Expr::Like(like)))
}

/// `a [NOT] RLIKE pattern`: true if any part of the text matches.
pub fn rlike(value: Typed, pattern: Typed, negated: bool) -> Result<Typed, CallError> {
    let args = vec![text("RLIKE", value)?, text("RLIKE", pattern)?];
    let found = truth(call(&RLIKE, args, vec![HiveType::Boolean]));
    Ok(if negated { not(found) } else { found })
}

/// `a [NOT] LIKE ANY (…)`.
pub fn like_any(value: Typed, patterns: Vec<Typed>, negated: bool) -> Result<Typed, CallError> {
    each(BinaryOp::Or, value, patterns, negated)
}

/// `a [NOT] LIKE ALL (…)`.
pub fn like_all(value: Typed, patterns: Vec<Typed>, negated: bool) -> Result<Typed, CallError> {
    each(BinaryOp::And, value, patterns, negated)
}

fn each(
    op: BinaryOp,
    value: Typed,
    patterns: Vec<Typed>,
    negated: bool,
) -> Result<Typed, CallError> {
    let mut all: Option<Typed> = None;
    for pattern in patterns {
        let one = like(value.clone(), pattern, false)?;
        all = Some(match all {
            None => one,
            Some(all) => logic(op, all, one)?,
        });
    }
    let all = all.ok_or_else(|| CallError("LIKE ANY and LIKE ALL need a pattern".into()))?;
    Ok(if negated { not(all) } else { all })
}

fn text(name: &str, value: Typed) -> Result<Expr, CallError> {
    if group(&value.ty) == Group::Complex {
        return Err(CallError(format!(
            "`{name}` needs a string, not {}",
            value.ty
        )));
    }
    Ok(cast(value, &HiveType::String).expr)
}

/// Hive's pattern in DataFusion's terms: there a backslash escapes every character, here only `_` and `%`.
fn escaped(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        if c == '\\' {
            match rest.peek() {
                Some('_' | '%') => out.extend(rest.next()),
                _ => out.push('\\'),
            }
        }
    }
    out
}

static LIKE_PATTERN: Routine = Routine {
    name: "like_pattern",
    body: like_pattern,
};

fn like_pattern(call: &Call<'_>) -> Run<ArrayRef> {
    let patterns = call.arg::<StringViewArray>(0)?;
    call.strings(|i| patterns.get(i).map(escaped))
}

static RLIKE: Routine = Routine {
    name: "rlike",
    body: run_rlike,
};

/// A Java pattern, compiled: by `regex` if it can, else (look-around, back references) by `fancy-regex`.
enum Pattern {
    Plain(regex::Regex),
    Fancy(fancy_regex::Regex),
}

impl Pattern {
    fn new(pattern: &str) -> Option<Self> {
        if let Ok(plain) = regex::Regex::new(pattern) {
            return Some(Self::Plain(plain));
        }
        fancy_regex::Regex::new(pattern).ok().map(Self::Fancy)
    }

    fn found(&self, text: &str) -> Option<bool> {
        match self {
            Self::Plain(regex) => Some(regex.is_match(text)),
            Self::Fancy(regex) => regex.is_match(text).ok(),
        }
    }
}

fn run_rlike(call: &Call<'_>) -> Run<ArrayRef> {
    let (texts, patterns) = (
        call.arg::<StringViewArray>(0)?,
        call.arg::<StringViewArray>(1)?,
    );
    let mut last: Option<(&str, Option<Pattern>)> = None;
    let mut found = Vec::with_capacity(call.len);
    for i in 0..call.len {
        let (Some(text), Some(pattern)) = (texts.get(i), patterns.get(i)) else {
            found.push(None);
            continue;
        };
        if pattern.is_empty() {
            found.push(Some(false));
            continue;
        }
        if !matches!(&last, Some((known, _)) if *known == pattern) {
            let compiled = Pattern::new(pattern);
            if compiled.is_none() {
                return datafusion::common::exec_err!("`{pattern}` is no regular expression");
            }
            last = Some((pattern, compiled));
        }
        let compiled = last.as_ref().and_then(|(_, compiled)| compiled.as_ref());
        found.push(compiled.and_then(|pattern| pattern.found(text)));
    }
    call.booleans(|i| found.get(i).copied().flatten())
}
