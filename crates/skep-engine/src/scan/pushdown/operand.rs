//! A column as a comparison sees it, under casts that lose nothing: the casts are moved on to the constant.

use std::sync::Arc;

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{CastExpr, Column, TryCastExpr};
use skep_hiveql::types::HiveType;
use skep_serde::filter::{Condition, Constant, Operator};
use skep_serde::types::arrow_type;

use super::implied::never;

/// A column under casts.
#[derive(Debug)]
pub(super) struct Operand<'a> {
    /// Its place among the files' columns.
    pub(super) column: usize,
    hive: &'a HiveType,
    /// The type that is compared.
    compared: DataType,
    values: Values,
}

/// How the column's values lie among those that are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Values {
    /// Strings.
    Text,
    /// Floats and doubles.
    Real,
    /// Whole numbers: one is this many units of what is compared.
    Whole(i128),
    /// Whole numbers as floats or doubles, up to this one each as itself.
    WholeAsReal(f64),
    /// Only whether they are NULL can be told.
    Opaque,
}

impl<'a> Operand<'a> {
    /// The column of the files that the expression shows; None if it is anything else.
    pub(super) fn of(
        expr: &Arc<dyn PhysicalExpr>,
        columns: &'a [(String, HiveType)],
    ) -> Option<Operand<'a>> {
        if let Some(column) = expr.downcast_ref::<Column>() {
            let (name, hive) = columns.get(column.index())?;
            if name != column.name() {
                return None;
            }
            return Some(Operand {
                column: column.index(),
                hive,
                compared: arrow_type(hive),
                values: natural(hive),
            });
        }
        let (inner, to) = if let Some(cast) = expr.downcast_ref::<CastExpr>() {
            (cast.expr(), cast.cast_type())
        } else {
            let cast = expr.downcast_ref::<TryCastExpr>()?;
            (cast.expr(), cast.cast_type())
        };
        Operand::of(inner, columns)?.cast(to)
    }

    fn cast(self, to: &DataType) -> Option<Operand<'a>> {
        let values = match (self.values, &self.compared, to) {
            (values, from, to) if from == to => values,
            (Values::Whole(n), DataType::Date32, DataType::Timestamp(unit, None)) => {
                (*unit == TimeUnit::Microsecond).then_some(Values::Whole(n * MICROS_PER_DAY))?
            }
            (Values::Whole(n), DataType::Decimal128(p, s), DataType::Decimal128(p2, s2)) => {
                let added = s2.checked_sub(*s)?;
                let room = i16::from(*p2) - i16::from(*s2) >= i16::from(*p) - i16::from(*s);
                room.then_some(Values::Whole(n.checked_mul(power(added)?)?))?
            }
            (Values::Whole(n), from, DataType::Decimal128(p, s)) => {
                let room = i16::from(*p) - i16::from(*s) >= i16::from(digits(from)?);
                room.then_some(Values::Whole(n.checked_mul(power(*s)?)?))?
            }
            (Values::Whole(n), from, to) if digits(to).is_some() => {
                (digits(from)? <= digits(to)?).then_some(Values::Whole(n))?
            }
            (Values::Whole(1), from, DataType::Float64) => {
                digits(from).map(|_| Values::WholeAsReal(9_007_199_254_740_992.0))?
            }
            (Values::Whole(1), from, DataType::Float32) => {
                digits(from).map(|_| Values::WholeAsReal(16_777_216.0))?
            }
            (Values::Real, DataType::Float32, DataType::Float64) => Values::Real,
            _ => return None,
        };
        Some(Operand {
            values,
            compared: to.clone(),
            ..self
        })
    }

    /// Whether the values are strings.
    pub(super) fn is_text(&self) -> bool {
        self.values == Values::Text
    }

    /// What the column's own value fulfils if and only if the comparison is true; None if that can't be said.
    pub(super) fn compare(&self, op: Operator, constant: &ScalarValue) -> Option<Condition> {
        if constant.is_null() {
            return Some(never());
        }
        match self.values {
            Values::Text => {
                let text = constant.try_as_str()??;
                Some(Condition::Compare(op, Constant::Text(text.into())))
            }
            Values::Real => Some(reals(op, real(constant, &self.compared)?)),
            Values::Whole(times) => {
                let value = whole(constant, &self.compared)?;
                let exact = value.rem_euclid(times) == 0;
                Some(self.place(op, value.div_euclid(times), exact))
            }
            Values::WholeAsReal(limit) => {
                let value = real(constant, &self.compared)?;
                if value.abs() >= limit {
                    return None;
                }
                let floor = value.floor();
                #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
                let whole = floor as i128;
                #[expect(clippy::float_cmp, reason = "it is whole or it isn't")]
                Some(self.place(op, whole, floor == value))
            }
            Values::Opaque => None,
        }
    }

    /// A comparison of whole numbers with a number that is `floor` or, where not exact, lies between it and the next.
    fn place(&self, op: Operator, floor: i128, exact: bool) -> Condition {
        let op = match op {
            _ if exact => op,
            Operator::Eq => return never(),
            Operator::NotEq => return Condition::IsNotNull,
            Operator::Less | Operator::LessEq => Operator::LessEq,
            Operator::Greater | Operator::GreaterEq => Operator::Greater,
        };
        match self.constant(floor) {
            Some(constant) => Condition::Compare(op, constant),
            // Past all values of the type.
            None => {
                let above = floor > 0;
                let met = match op {
                    Operator::Eq => false,
                    Operator::NotEq => true,
                    Operator::Less | Operator::LessEq => above,
                    Operator::Greater | Operator::GreaterEq => !above,
                };
                if met { Condition::IsNotNull } else { never() }
            }
        }
    }

    fn constant(&self, value: i128) -> Option<Constant> {
        Some(match self.hive {
            HiveType::Decimal(..) => Constant::Decimal(value),
            HiveType::Date => Constant::Date(value.try_into().ok()?),
            HiveType::Timestamp | HiveType::TimestampLocalTz => {
                Constant::Timestamp(value.try_into().ok()?)
            }
            _ => Constant::Integer(value.try_into().ok()?),
        })
    }
}

/// A comparison of floats. DataFusion takes both zeros for one; the conditions know IEEE 754's total order.
fn reals(op: Operator, value: f64) -> Condition {
    let zeros = || vec![Constant::Double(0.0), Constant::Double(-0.0)];
    let value = match op {
        _ if value != 0.0 => value,
        Operator::Eq => return Condition::OneOf(zeros()),
        Operator::NotEq => return Condition::NoneOf(zeros()),
        Operator::Less | Operator::GreaterEq => -0.0,
        Operator::Greater | Operator::LessEq => 0.0,
    };
    Condition::Compare(op, Constant::Double(value))
}

/// Whether a constant is one of the two zeros that floats have.
pub(super) fn is_zero(constant: &ScalarValue) -> bool {
    match constant {
        ScalarValue::Float64(Some(value)) => *value == 0.0,
        ScalarValue::Float32(Some(value)) => *value == 0.0,
        _ => false,
    }
}

const MICROS_PER_DAY: i128 = 86_400_000_000;

fn natural(ty: &HiveType) -> Values {
    match ty {
        HiveType::String => Values::Text,
        HiveType::Float | HiveType::Double => Values::Real,
        HiveType::TinyInt
        | HiveType::SmallInt
        | HiveType::Int
        | HiveType::BigInt
        | HiveType::Decimal(..)
        | HiveType::Date
        | HiveType::Timestamp
        | HiveType::TimestampLocalTz => Values::Whole(1),
        _ => Values::Opaque,
    }
}

/// How many decimal digits an integer type may have.
fn digits(ty: &DataType) -> Option<u8> {
    Some(match ty {
        DataType::Int8 => 3,
        DataType::Int16 => 5,
        DataType::Int32 => 10,
        DataType::Int64 => 19,
        _ => return None,
    })
}

fn power(digits: i8) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(digits).ok()?)
}

/// A constant in units of the type that is compared.
fn whole(constant: &ScalarValue, compared: &DataType) -> Option<i128> {
    if constant.data_type() != *compared {
        return None;
    }
    Some(match constant {
        ScalarValue::Int8(Some(value)) => (*value).into(),
        ScalarValue::Int16(Some(value)) => (*value).into(),
        ScalarValue::Int32(Some(value)) | ScalarValue::Date32(Some(value)) => (*value).into(),
        ScalarValue::Int64(Some(value)) | ScalarValue::TimestampMicrosecond(Some(value), _) => {
            (*value).into()
        }
        ScalarValue::Decimal128(Some(value), ..) => *value,
        _ => return None,
    })
}

fn real(constant: &ScalarValue, compared: &DataType) -> Option<f64> {
    let value = match (constant, compared) {
        (ScalarValue::Float64(Some(value)), DataType::Float64) => *value,
        (ScalarValue::Float32(Some(value)), DataType::Float32) => (*value).into(),
        _ => return None,
    };
    (!value.is_nan()).then_some(value)
}
