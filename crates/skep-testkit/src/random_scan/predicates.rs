//! Random conditions, about values that the file holds and about others.

use skep_hiveql::types::HiveType;
use skep_serde::filter::{Condition, Constant, Operator, Place, Predicate};
use skep_serde::format::RowFormat;

use super::entropy::Entropy;
use crate::plain_reader::{Row, TextTable, Value};

/// Sets of conditions that the table's row format says it tests, and from which row on they are in force.
pub(super) fn filters(
    entropy: &mut Entropy<'_>,
    table: &TextTable,
    file: &[u8],
) -> Vec<(usize, Vec<Predicate>)> {
    let Ok(format) = RowFormat::of_serde("", &table.properties) else {
        return Vec::new();
    };
    if entropy.once_in(3) {
        return Vec::new();
    }
    let rows = table.read(file);
    let mut from = 0;
    let mut filters = Vec::new();
    for _ in 0..=entropy.below(2) {
        let mut predicates = Vec::new();
        for _ in 0..entropy.below(3) {
            let column = entropy.below(table.columns.len());
            let condition = condition(entropy, &table.columns[column].1, column, &rows, 2);
            let predicate = Predicate { column, condition };
            if format.supports(&predicate, &table.columns) {
                predicates.push(predicate);
            }
        }
        filters.push((from, predicates));
        from += entropy.below(rows.len() + 1);
    }
    filters
}

fn condition(
    entropy: &mut Entropy<'_>,
    ty: &HiveType,
    column: usize,
    rows: &[Row],
    depth: usize,
) -> Condition {
    let Some(first) = constant(entropy, ty, column, rows) else {
        return entropy.pick(&[Condition::IsNull, Condition::IsNotNull]);
    };
    // Few, and so many that they are looked up.
    let several = entropy.pick(&[0, 1, 2, 3, 12]);
    let more: Vec<Constant> = (0..several)
        .filter_map(|_| constant(entropy, ty, column, rows))
        .collect();
    let operator = entropy.pick(&[
        Operator::Eq,
        Operator::NotEq,
        Operator::Less,
        Operator::LessEq,
        Operator::Greater,
        Operator::GreaterEq,
    ]);
    match entropy.below(9) {
        0 => Condition::IsNull,
        1 => Condition::IsNotNull,
        2 => Condition::OneOf(more),
        3 => Condition::NoneOf(more),
        4 | 5 => match first {
            Constant::Text(text) => like(entropy, &text),
            _ => Condition::Compare(operator, first),
        },
        6 if depth > 0 => {
            let some = 0..entropy.below(3);
            let one = |_| condition(entropy, ty, column, rows, depth - 1);
            Condition::Any(some.map(one).collect())
        }
        7 if depth > 0 => {
            let some = 0..entropy.below(3);
            let one = |_| condition(entropy, ty, column, rows, depth - 1);
            Condition::All(some.map(one).collect())
        }
        _ => Condition::Compare(operator, first),
    }
}

/// A part of a text, mostly.
fn like(entropy: &mut Entropy<'_>, text: &[u8]) -> Condition {
    let (place, text) = match entropy.below(3) {
        0 => (Place::Start, &text[..entropy.below(text.len() + 1)]),
        1 => (Place::End, &text[entropy.below(text.len() + 1)..]),
        _ => {
            let from = entropy.below(text.len() + 1);
            let length = entropy.below(text.len() - from + 1);
            (Place::Anywhere, &text[from..from + length])
        }
    };
    Condition::Like {
        place,
        text: text.to_vec(),
        negated: entropy.once_in(3),
    }
}

/// A constant of the type; mostly one that occurs in the column, or is close to one. None for types that aren't
/// compared.
fn constant(
    entropy: &mut Entropy<'_>,
    ty: &HiveType,
    column: usize,
    rows: &[Row],
) -> Option<Constant> {
    let known = match rows.len() {
        0 => Value::Null,
        rows_len => rows[entropy.below(rows_len)].values[column].clone(),
    };
    let near = entropy.pick(&[0_i32, 0, 0, 1, -1]);
    Some(match (ty, known) {
        (HiveType::String, Value::Text(text)) if near == 0 => Constant::Text(text.into_bytes()),
        (HiveType::String, Value::Text(text)) => Constant::Text(format!("{text} ").into_bytes()),
        (HiveType::String, _) => {
            Constant::Text(entropy.pick(&["", "the", "N", "\\N", "NULL"]).into())
        }
        (_, Value::Integer(number)) => Constant::Integer(number.saturating_add(near.into())),
        (_, Value::Real(real)) => Constant::Double(real.0 + f64::from(near)),
        (_, Value::Decimal(number)) => Constant::Decimal(number.saturating_add(near.into())),
        (_, Value::Date(days)) => Constant::Date(days.saturating_add(near)),
        (HiveType::Timestamp, Value::Timestamp(micros)) => {
            Constant::Timestamp(micros.saturating_add(near.into()))
        }
        (ty, _) if ty.is_integer() => Constant::Integer(entropy.number()),
        (HiveType::Float | HiveType::Double, _) => {
            Constant::Double(entropy.pick(&[0.0, -0.0, f64::NAN, f64::INFINITY, 1.5]))
        }
        (HiveType::Decimal(..), _) => Constant::Decimal(entropy.number().into()),
        (HiveType::Date, _) => Constant::Date(entropy.pick(&[0, 20_000, -1])),
        (HiveType::Timestamp, _) => Constant::Timestamp(entropy.number()),
        _ => return None,
    })
}
