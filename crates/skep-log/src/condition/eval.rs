//! What an expression is worth for a line.

use std::borrow::Cow;
use std::cmp::Ordering;

use skep_hiveql::ast::BinaryOp;
use skep_serde::access_log::{LogReader, Value, params};
use skep_serde::primitive::calendar::{MICROS_PER_SECOND, date_of, split_micros};

use super::{Datum, Function, Node, Unit};

/// The expression's value for the line that `reader` has read last.
pub(super) fn eval<'a>(node: &'a Node, reader: &'a LogReader, line: &'a [u8]) -> Datum<'a> {
    let value = |node: &'a Node| eval(node, reader, line);
    match node {
        Node::Constant(datum) => borrowed(datum),
        Node::Field(slot) => match reader.value(*slot, line) {
            Value::Null => Datum::Null,
            Value::Text(text) | Value::Params(text) => Datum::Text(text),
            Value::Integer(number) => Datum::Integer(number),
            Value::Double(number) => Datum::Double(number),
            Value::Time(time) => Datum::Time(time),
        },
        Node::Param(slot, name) => match reader.value(*slot, line) {
            // As in a map: of those with the same name the last.
            Value::Params(query) => match params(&query).filter(|pair| pair.0 == *name).last() {
                Some((_, value)) => Datum::Text(Cow::Owned(value.into_owned())),
                None => Datum::Null,
            },
            _ => Datum::Null,
        },
        Node::Not(inner) => match value(inner) {
            Datum::Boolean(truth) => Datum::Boolean(!truth),
            _ => Datum::Null,
        },
        Node::And(a, b) => match value(a) {
            Datum::Boolean(false) => Datum::Boolean(false),
            a => match (a, value(b)) {
                (_, Datum::Boolean(false)) => Datum::Boolean(false),
                (Datum::Boolean(true), Datum::Boolean(true)) => Datum::Boolean(true),
                _ => Datum::Null,
            },
        },
        Node::Or(a, b) => match value(a) {
            Datum::Boolean(true) => Datum::Boolean(true),
            a => match (a, value(b)) {
                (_, Datum::Boolean(true)) => Datum::Boolean(true),
                (Datum::Boolean(false), Datum::Boolean(false)) => Datum::Boolean(false),
                _ => Datum::Null,
            },
        },
        Node::Compare(op, a, b) => compare(*op, &value(a), &value(b)),
        Node::Arithmetic(op, a, b) => arithmetic(*op, &value(a), &value(b)),
        Node::IsNull(inner, negated) => Datum::Boolean((value(inner) == Datum::Null) != *negated),
        Node::In(inner, list, negated) => {
            let wanted = value(inner);
            among(&wanted, list.iter().map(value), *negated)
        }
        Node::Like(inner, pattern, negated) => match text(value(inner)) {
            Some(text) => Datum::Boolean(pattern.matches(&text) != *negated),
            None => Datum::Null,
        },
        Node::Rlike(inner, regex, negated) => match text(value(inner)) {
            Some(text) => Datum::Boolean(regex.is_match(&text) != *negated),
            None => Datum::Null,
        },
        Node::Call(function, arguments) => {
            let arguments: Vec<_> = arguments.iter().map(value).collect();
            call(*function, arguments.into_iter())
        }
    }
}

fn borrowed<'a>(datum: &'a Datum<'static>) -> Datum<'a> {
    match datum {
        Datum::Text(text) => Datum::Text(Cow::Borrowed(text)),
        other => other.clone(),
    }
}

fn number(datum: &Datum<'_>) -> Option<f64> {
    match datum {
        Datum::Integer(number) => Some(*number as f64),
        Datum::Double(number) => Some(*number),
        Datum::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn text(datum: Datum<'_>) -> Option<Cow<'_, str>> {
    match datum {
        Datum::Text(text) => Some(text),
        Datum::Integer(number) => Some(Cow::Owned(number.to_string())),
        Datum::Double(number) => Some(Cow::Owned(number.to_string())),
        Datum::Boolean(truth) => Some(Cow::Borrowed(if truth { "true" } else { "false" })),
        Datum::Null | Datum::Time(_) => None,
    }
}

fn order(a: &Datum<'_>, b: &Datum<'_>) -> Option<Ordering> {
    match (a, b) {
        (Datum::Integer(a), Datum::Integer(b)) => Some(a.cmp(b)),
        (Datum::Text(a), Datum::Text(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
        (Datum::Time(a), Datum::Time(b)) => Some(a.micros.cmp(&b.micros)),
        (Datum::Boolean(a), Datum::Boolean(b)) => Some(a.cmp(b)),
        _ => number(a)?.partial_cmp(&number(b)?),
    }
}

fn compare(op: BinaryOp, a: &Datum<'_>, b: &Datum<'_>) -> Datum<'static> {
    if op == BinaryOp::NullSafeEq {
        let both = *a == Datum::Null && *b == Datum::Null;
        return Datum::Boolean(both || order(a, b) == Some(Ordering::Equal));
    }
    let Some(order) = order(a, b) else {
        return Datum::Null;
    };
    Datum::Boolean(match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::NotEq => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::LtEq => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        _ => order.is_ge(),
    })
}

/// `IN`: NULL where the value isn't found but might be a NULL of the list.
fn among<'d>(
    wanted: &Datum<'_>,
    list: impl Iterator<Item = Datum<'d>>,
    negated: bool,
) -> Datum<'static> {
    if *wanted == Datum::Null {
        return Datum::Null;
    }
    let mut unknown = false;
    for item in list {
        match compare(BinaryOp::Eq, wanted, &item) {
            Datum::Boolean(true) => return Datum::Boolean(!negated),
            Datum::Null => unknown = true,
            _ => {}
        }
    }
    match unknown {
        true => Datum::Null,
        false => Datum::Boolean(negated),
    }
}

fn arithmetic(op: BinaryOp, a: &Datum<'_>, b: &Datum<'_>) -> Datum<'static> {
    if let (Datum::Integer(a), Datum::Integer(b)) = (a, b) {
        let whole = match op {
            BinaryOp::Plus => Some(a.wrapping_add(*b)),
            BinaryOp::Minus => Some(a.wrapping_sub(*b)),
            BinaryOp::Multiply => Some(a.wrapping_mul(*b)),
            BinaryOp::Modulo => return a.checked_rem(*b).map_or(Datum::Null, Datum::Integer),
            // Hive divides as doubles.
            _ => None,
        };
        if let Some(whole) = whole {
            return Datum::Integer(whole);
        }
    }
    let (Some(a), Some(b)) = (number(a), number(b)) else {
        return Datum::Null;
    };
    match op {
        BinaryOp::Plus => Datum::Double(a + b),
        BinaryOp::Minus => Datum::Double(a - b),
        BinaryOp::Multiply => Datum::Double(a * b),
        _ if b == 0.0 => Datum::Null,
        BinaryOp::Divide => Datum::Double(a / b),
        _ => Datum::Double(a % b),
    }
}

fn call<'a>(function: Function, mut arguments: impl Iterator<Item = Datum<'a>>) -> Datum<'a> {
    match function {
        Function::Coalesce => arguments
            .find(|datum| *datum != Datum::Null)
            .unwrap_or(Datum::Null),
        Function::Concat => {
            let all: Option<Vec<_>> = arguments.map(text).collect();
            all.map_or(Datum::Null, |all| Datum::Text(Cow::Owned(all.concat())))
        }
        Function::Clock(unit) => match arguments.next() {
            Some(Datum::Time(time)) => Datum::Integer(clock(unit, time.wall_clock())),
            _ => Datum::Null,
        },
        _ => {
            let Some(value) = arguments.next().and_then(text) else {
                return Datum::Null;
            };
            match function {
                Function::Lower => Datum::Text(Cow::Owned(value.to_lowercase())),
                Function::Upper => Datum::Text(Cow::Owned(value.to_uppercase())),
                Function::Trim => Datum::Text(Cow::Owned(value.trim_matches(' ').to_owned())),
                Function::Length => {
                    i64::try_from(value.chars().count()).map_or(Datum::Null, Datum::Integer)
                }
                _ => substr(&value, arguments.next(), arguments.next()),
            }
        }
    }
}

/// `substr(text, start[, length])`: from 1, or from the end with a negative start (`UDFSubstr`).
fn substr<'a>(value: &str, start: Option<Datum<'_>>, length: Option<Datum<'_>>) -> Datum<'a> {
    let whole = |datum: Option<Datum<'_>>| match datum {
        Some(Datum::Integer(number)) => Some(number),
        _ => None,
    };
    let count = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
    let (Some(start), Some(length)) = (
        whole(start),
        if length.is_none() {
            Some(i64::MAX)
        } else {
            whole(length)
        },
    ) else {
        return Datum::Null;
    };
    let first = match start {
        1.. => start - 1,
        0 => 0,
        _ => count + start,
    };
    let (Ok(first), Ok(length)) = (usize::try_from(first), usize::try_from(length)) else {
        return Datum::Text(Cow::Borrowed(""));
    };
    Datum::Text(Cow::Owned(value.chars().skip(first).take(length).collect()))
}

/// A part of a clock's time.
fn clock(unit: Unit, micros: i64) -> i64 {
    let (days, of_day) = split_micros(micros);
    let (year, month, day) = date_of(days);
    let seconds = of_day / MICROS_PER_SECOND;
    match unit {
        Unit::Year => year,
        Unit::Month => month,
        Unit::Day => day,
        Unit::Hour => seconds / 3600,
        Unit::Minute => seconds / 60 % 60,
        Unit::Second => seconds % 60,
    }
}
