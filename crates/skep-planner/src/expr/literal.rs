//! Constants, with the types that Hive gives them.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr as DfExpr;
use skep_functions::registry::Typed;
use skep_hiveql::ast::{IntegerSuffix, Literal};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, Result};
use crate::lowering;
use crate::planner::Planner;

/// The digits that a decimal can have.
const DECIMAL_DIGITS: usize = 38;

impl Planner<'_> {
    pub(super) fn literal(&self, literal: &Literal) -> Result<Typed> {
        match literal {
            Literal::Null => Ok(typed(ScalarValue::Null, HiveType::Void)),
            Literal::Boolean(b) => Ok(typed(ScalarValue::Boolean(Some(*b)), HiveType::Boolean)),
            Literal::Integer { digits, suffix } => integer(digits, *suffix),
            Literal::Decimal(text) => decimal(text),
            Literal::Double { text, float } => floating(text, *float),
            Literal::String(text) => Ok(string(text)),
            Literal::Date(text) => self.temporal(text, &HiveType::Date),
            Literal::Timestamp(text) => self.temporal(text, &HiveType::Timestamp),
            Literal::TimestampLocalTz(text) => self.temporal(text, &HiveType::TimestampLocalTz),
        }
    }

    /// A date or time in quotes; unlike a cast, one that isn't valid is an error.
    fn temporal(&self, text: &str, ty: &HiveType) -> Result<Typed> {
        let value = self.fold(lowering::cast(string(text), ty)?);
        match &value.expr {
            DfExpr::Literal(v, _) if v.is_null() => {
                Err(PlanError::invalid(format!("'{text}' is no valid {ty}")))
            }
            _ => Ok(value),
        }
    }
}

fn typed(value: ScalarValue, ty: HiveType) -> Typed {
    Typed {
        expr: DfExpr::Literal(value, None),
        ty,
    }
}

/// A string constant.
pub(crate) fn string(text: &str) -> Typed {
    typed(
        ScalarValue::Utf8View(Some(text.to_owned())),
        HiveType::String,
    )
}

/// Without a suffix: the first of int, bigint and decimal that holds it.
fn integer(digits: &str, suffix: IntegerSuffix) -> Result<Typed> {
    let out_of_range =
        |ty: &str| PlanError::invalid(format!("{digits} is out of the range of {ty}"));
    match suffix {
        IntegerSuffix::Byte => digits
            .parse()
            .map(|v| typed(ScalarValue::Int8(Some(v)), HiveType::TinyInt))
            .map_err(|_| out_of_range("tinyint")),
        IntegerSuffix::Short => digits
            .parse()
            .map(|v| typed(ScalarValue::Int16(Some(v)), HiveType::SmallInt))
            .map_err(|_| out_of_range("smallint")),
        IntegerSuffix::Long => digits
            .parse()
            .map(|v| typed(ScalarValue::Int64(Some(v)), HiveType::BigInt))
            .map_err(|_| out_of_range("bigint")),
        IntegerSuffix::None => {
            if let Ok(v) = digits.parse() {
                Ok(typed(ScalarValue::Int32(Some(v)), HiveType::Int))
            } else if let Ok(v) = digits.parse() {
                Ok(typed(ScalarValue::Int64(Some(v)), HiveType::BigInt))
            } else {
                decimal(digits)
            }
        }
    }
}

/// A decimal just wide enough; zeroes at the end are dropped (`HiveDecimal.create`).
fn decimal(text: &str) -> Result<Typed> {
    let invalid = || PlanError::invalid(format!("{text} is no valid decimal"));
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((m, e)) => (m, e.parse::<i32>().map_err(|_| invalid())?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = format!("{whole}{fraction}");
    let mut scale = i32::try_from(fraction.len()).map_err(|_| invalid())? - exponent;
    while scale > 0 && digits.ends_with('0') {
        digits.pop();
        scale -= 1;
    }
    while scale < 0 && digits.len() <= DECIMAL_DIGITS {
        digits.push('0');
        scale += 1;
    }
    let significant = digits.trim_start_matches('0');
    let scale = usize::try_from(scale).map_err(|_| invalid())?;
    let precision = significant.len().max(scale).max(1);
    if precision > DECIMAL_DIGITS {
        return Err(PlanError::invalid(format!(
            "{text} has more than {DECIMAL_DIGITS} digits"
        )));
    }
    let value: i128 = if significant.is_empty() {
        0
    } else {
        significant.parse().map_err(|_| invalid())?
    };
    let precision = u8::try_from(precision).map_err(|_| invalid())?;
    let arrow_scale = i8::try_from(scale).map_err(|_| invalid())?;
    let scale = u8::try_from(scale).map_err(|_| invalid())?;
    Ok(typed(
        ScalarValue::Decimal128(Some(value), precision, arrow_scale),
        HiveType::Decimal(precision, scale),
    ))
}

fn floating(text: &str, float: bool) -> Result<Typed> {
    let invalid = || PlanError::invalid(format!("{text} is no valid number"));
    if float {
        let v = text.parse().map_err(|_| invalid())?;
        Ok(typed(ScalarValue::Float32(Some(v)), HiveType::Float))
    } else {
        let v = text.parse().map_err(|_| invalid())?;
        Ok(typed(ScalarValue::Float64(Some(v)), HiveType::Double))
    }
}
