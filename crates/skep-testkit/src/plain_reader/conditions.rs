//! Conditions of a scan, on values that are already read.

use std::cmp::Ordering;

use skep_serde::filter::{Condition, Constant, Operator, Place};

use super::value::Value;

/// Whether the value fulfils the condition; NULL fulfils `IsNull` alone.
pub fn holds(condition: &Condition, value: &Value) -> bool {
    match condition {
        Condition::IsNull => *value == Value::Null,
        Condition::IsNotNull => *value != Value::Null,
        Condition::Compare(operator, constant) => {
            order(value, constant).is_some_and(|order| allows(*operator, order))
        }
        Condition::OneOf(all) => all.iter().any(|constant| is(value, constant)),
        Condition::NoneOf(all) => {
            *value != Value::Null && !all.iter().any(|constant| is(value, constant))
        }
        Condition::Like {
            place,
            text,
            negated,
        } => match value {
            Value::Text(whole) => lies_in(whole.as_bytes(), *place, text) != *negated,
            _ => false,
        },
        Condition::Any(all) => all.iter().any(|condition| holds(condition, value)),
        Condition::All(all) => all.iter().all(|condition| holds(condition, value)),
    }
}

fn is(value: &Value, constant: &Constant) -> bool {
    order(value, constant) == Some(Ordering::Equal)
}

/// How the value stands to the constant; None for NULL.
fn order(value: &Value, constant: &Constant) -> Option<Ordering> {
    match (value, constant) {
        (Value::Text(value), Constant::Text(other)) => Some(value.as_bytes().cmp(other)),
        (Value::Integer(value), Constant::Integer(other)) => Some(value.cmp(other)),
        (Value::Real(value), Constant::Double(other)) => Some(value.0.total_cmp(other)),
        (Value::Decimal(value), Constant::Decimal(other)) => Some(value.cmp(other)),
        (Value::Date(value), Constant::Date(other)) => Some(value.cmp(other)),
        (Value::Timestamp(value), Constant::Timestamp(other)) => Some(value.cmp(other)),
        _ => None,
    }
}

fn allows(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::Eq => order == Ordering::Equal,
        Operator::NotEq => order != Ordering::Equal,
        Operator::Less => order == Ordering::Less,
        Operator::LessEq => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        Operator::GreaterEq => order != Ordering::Less,
    }
}

fn lies_in(whole: &[u8], place: Place, text: &[u8]) -> bool {
    match place {
        Place::Start => whole.starts_with(text),
        Place::End => whole.ends_with(text),
        Place::Anywhere => (0..=whole.len()).any(|from| whole[from..].starts_with(text)),
    }
}
