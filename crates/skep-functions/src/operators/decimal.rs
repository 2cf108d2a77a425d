//! Decimal arithmetic: exact, then rounded half up to the result's scale; NULL if it doesn't fit (`HiveDecimal`).

mod columns;

use arrow::array::{ArrayRef, Decimal128Array};
use arrow::datatypes::i256;
use datafusion::common::{Result as Run, internal_err};
use skep_hiveql::ast::expr::BinaryOp;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::pow10;

use crate::cast::cast;
use crate::convert::decimal_digits;
use crate::registry::Typed;
use crate::routine::{Call, Routine, call};

/// The result's digits, by SQL Server's rules that Hive follows; more than 38 digits give up fraction digits, but
/// keep six.
pub(super) fn result_type(op: BinaryOp, left: &HiveType, right: &HiveType) -> Option<HiveType> {
    let ((p1, s1), (p2, s2)) = (decimal_digits(left), decimal_digits(right));
    let (w1, w2) = (p1.saturating_sub(s1), p2.saturating_sub(s2));
    let (precision, scale) = match op {
        BinaryOp::Plus | BinaryOp::Minus => (w1.max(w2) + s1.max(s2) + 1, s1.max(s2)),
        BinaryOp::Multiply => (p1 + p2 + 1, s1 + s2),
        BinaryOp::Divide => {
            let scale = 6.max(s1 + p2 + 1);
            (w1 + s2 + scale, scale)
        }
        BinaryOp::Modulo => (w1.min(w2) + s1.max(s2), s1.max(s2)),
        _ => return None,
    };
    if precision <= 38 {
        return Some(HiveType::Decimal(precision, scale));
    }
    let whole = precision - scale;
    let kept = 38_u8.saturating_sub(whole).max(scale.min(6));
    Some(HiveType::Decimal(38, kept))
}

/// `left op right`, both as decimals of their own digits.
pub(super) fn binary(op: BinaryOp, left: Typed, right: Typed, ty: HiveType) -> Typed {
    let own = |value: Typed| {
        let (p, s) = decimal_digits(&value.ty);
        cast(value, &HiveType::Decimal(p, s))
    };
    let (left, right) = (own(left), own(right));
    let routine = match op {
        BinaryOp::Plus => &ADD,
        BinaryOp::Minus => &SUBTRACT,
        BinaryOp::Multiply => &MULTIPLY,
        BinaryOp::Divide => &DIVIDE,
        _ => &REMAINDER,
    };
    let types = vec![left.ty, right.ty, ty.clone()];
    Typed {
        expr: call(routine, vec![left.expr, right.expr], types),
        ty,
    }
}

static ADD: Routine = Routine {
    name: "decimal_add",
    body: |c| run(c, Op::Add),
};
static SUBTRACT: Routine = Routine {
    name: "decimal_subtract",
    body: |c| run(c, Op::Subtract),
};
static MULTIPLY: Routine = Routine {
    name: "decimal_multiply",
    body: |c| run(c, Op::Multiply),
};
static DIVIDE: Routine = Routine {
    name: "decimal_divide",
    body: |c| run(c, Op::Divide),
};
static REMAINDER: Routine = Routine {
    name: "decimal_modulo",
    body: |c| run(c, Op::Remainder),
};

#[derive(Clone, Copy, PartialEq)]
enum Op {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// The scales of the operands and the result, and the result's bound.
struct Scales {
    left: u8,
    right: u8,
    result: u8,
    limit: i128,
    /// No operands of their types can give a result that doesn't fit.
    safe: bool,
}

/// True if the result's type has room for every sum, difference or product of operands with these digits.
fn is_safe(op: Op, (p1, s1): (u8, u8), (p2, s2): (u8, u8), (p, s): (u8, u8)) -> bool {
    let (w1, w2) = (p1.saturating_sub(s1), p2.saturating_sub(s2));
    match op {
        Op::Add | Op::Subtract => w1.max(w2) + 1 + s <= p,
        Op::Multiply => p1 + p2 <= p,
        Op::Divide | Op::Remainder => false,
    }
}

fn run(call: &Call<'_>, op: Op) -> Run<ArrayRef> {
    let (
        &HiveType::Decimal(p1, left),
        &HiveType::Decimal(p2, right),
        &HiveType::Decimal(p, result),
    ) = (call.ty(0)?, call.ty(1)?, call.ty(2)?)
    else {
        return internal_err!("decimal arithmetic on other types");
    };
    let limit = pow10(u32::from(p)).unwrap_or(i128::MAX);
    let scales = Scales {
        left,
        right,
        result,
        limit,
        safe: is_safe(op, (p1, left), (p2, right), (p, result)),
    };
    let (a, b) = (
        call.arg::<Decimal128Array>(0)?,
        call.arg::<Decimal128Array>(1)?,
    );
    if let Some(result) = columns::run(call, op, &a, &b, &scales) {
        return Ok(result);
    }
    call.decimals(|i| {
        let (a, b) = (a.get(i)?, b.get(i)?);
        let value = quick(op, a, b, &scales).or_else(|| wide(op, a, b, &scales))?;
        (value.unsigned_abs() < scales.limit.unsigned_abs()).then_some(value)
    })
}

/// In 128 bits; `None` when they don't suffice.
fn quick(op: Op, a: i128, b: i128, s: &Scales) -> Option<i128> {
    let up = |v: i128, by: u8| v.checked_mul(pow10(u32::from(by))?);
    let common = s.left.max(s.right);
    match op {
        Op::Add | Op::Subtract | Op::Remainder => {
            let (a, b) = (up(a, common - s.left)?, up(b, common - s.right)?);
            let value = match op {
                Op::Add => a.checked_add(b)?,
                Op::Subtract => a.checked_sub(b)?,
                _ => a.checked_rem(b)?,
            };
            round(value, common, s.result)
        }
        Op::Multiply => round(a.checked_mul(b)?, s.left + s.right, s.result),
        Op::Divide => {
            let shift = i16::from(s.result) + i16::from(s.right) - i16::from(s.left);
            let a = up(a, u8::try_from(shift).ok()?)?;
            let quotient = a.checked_div(b)?;
            let rest = a.checked_rem(b)?.unsigned_abs();
            let half_up = rest >= b.unsigned_abs().div_ceil(2);
            let sign = if (a < 0) == (b < 0) { 1 } else { -1 };
            Some(quotient + if half_up { sign } else { 0 })
        }
    }
}

fn round(value: i128, from: u8, to: u8) -> Option<i128> {
    skep_serde::primitive::rescale(value, from, 38, to)
}

/// The same in 256 bits.
fn wide(op: Op, a: i128, b: i128, s: &Scales) -> Option<i128> {
    let ten = i256::from_i128(10);
    let up = |v: i128, by: u8| i256::from_i128(v).checked_mul(ten.checked_pow(u32::from(by))?);
    let common = s.left.max(s.right);
    let (value, from) = match op {
        Op::Add => (
            up(a, common - s.left)?.checked_add(up(b, common - s.right)?)?,
            common,
        ),
        Op::Subtract => (
            up(a, common - s.left)?.checked_sub(up(b, common - s.right)?)?,
            common,
        ),
        Op::Remainder => (
            up(a, common - s.left)?.checked_rem(up(b, common - s.right)?)?,
            common,
        ),
        Op::Multiply => (
            i256::from_i128(a).checked_mul(i256::from_i128(b))?,
            s.left + s.right,
        ),
        Op::Divide => {
            // One more digit than wanted, so that rounding below sees it; the digits cut after it can't matter.
            let target = i16::from(s.result) + 1 + i16::from(s.right) - i16::from(s.left);
            let value = match u8::try_from(target) {
                Ok(by) => up(a, by)?.checked_div(i256::from_i128(b))?,
                Err(_) => {
                    let by = u8::try_from(-target).ok()?;
                    i256::from_i128(a).checked_div(up(b, by)?)?
                }
            };
            (value, s.result + 1)
        }
    };
    round_wide(value, from, s.result)
}

fn round_wide(value: i256, from: u8, to: u8) -> Option<i128> {
    let Some(by) = from.checked_sub(to) else {
        let up = i256::from_i128(10).checked_pow(u32::from(to - from))?;
        return value.checked_mul(up)?.to_i128();
    };
    let divisor = i256::from_i128(10).checked_pow(u32::from(by))?;
    let quotient = value.checked_div(divisor)?;
    let rest = value.checked_rem(divisor)?.wrapping_abs();
    let half = divisor
        .checked_add(i256::ONE)?
        .checked_div(i256::from_i128(2))?;
    let away = if value.is_negative() {
        i256::MINUS_ONE
    } else {
        i256::ONE
    };
    let carry = if by > 0 && rest >= half {
        away
    } else {
        i256::ZERO
    };
    quotient.checked_add(carry)?.to_i128()
}
