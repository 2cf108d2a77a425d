//! `+ - * / % DIV & | ^ ~` on numbers (`GenericUDFOPPlus` and its kin, `UDFOPLongDivide`, `UDFOPBitAnd` …).
//!
//! Whole numbers keep the wider operand's type and wrap as in Java; division gives a double; anything by zero is NULL.

use arrow::array::{
    ArrayRef, Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Int64Array,
};
use arrow::datatypes::{Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type};
use datafusion::common::{Result as Run, ScalarValue, internal_err};
use datafusion::logical_expr::{BinaryExpr, Operator};
use datafusion::prelude::Expr;
use skep_hiveql::ast::expr::{BinaryOp, UnaryOp};
use skep_hiveql::types::HiveType;

use super::{decimal, refused};
use crate::call::literal_int;
use crate::cast::cast;
use crate::convert::{Group, common_type, group};
use crate::registry::{CallError, Typed};
use crate::routine::{Call, Routine, call};

/// `+ - * / %` on numbers, or strings that hold numbers.
pub(super) fn binary(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed, CallError> {
    let (left, right) = narrowed(left, right);
    let Some(ty) = result_type(op, &left.ty, &right.ty) else {
        return Err(refused(op, &left, &right));
    };
    if let HiveType::Decimal(..) = ty {
        return Ok(decimal::binary(op, left, right, ty));
    }
    let (left, right) = (cast(left, &ty).expr, cast(right, &ty).expr);
    let expr = match op {
        BinaryOp::Plus => native(Operator::Plus, left, right),
        BinaryOp::Minus => native(Operator::Minus, left, right),
        BinaryOp::Multiply => native(Operator::Multiply, left, right),
        BinaryOp::Divide => call(&DIVIDE, vec![left, right], vec![ty.clone()]),
        _ => call(&MODULO, vec![left, right], vec![ty.clone()]),
    };
    Ok(Typed { expr, ty })
}

/// DataFusion's operator; on equal types its integers wrap.
fn native(op: Operator, left: Expr, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

/// A whole number written beside a decimal has just the digits it is written with: `decimal(20,10) / 3` is
/// `decimal(20,12)` (Hive's `decimal_precision.q`).
fn narrowed(left: Typed, right: Typed) -> (Typed, Typed) {
    let one = |value: Typed, other: bool| match literal_int(&value.expr) {
        Some(n) if other && value.ty.is_integer() => {
            let digits = n.unsigned_abs().checked_ilog10().unwrap_or(0) + 1;
            let digits = u8::try_from(digits).unwrap_or(19);
            cast(value, &HiveType::Decimal(digits, 0))
        }
        _ => value,
    };
    let decimal = |value: &Typed| matches!(value.ty, HiveType::Decimal(..));
    let (l, r) = (decimal(&left), decimal(&right));
    (one(left, r), one(right, l))
}

/// The result's type (`GenericUDFBaseNumeric.deriveResultTypeInfo`).
fn result_type(op: BinaryOp, left: &HiveType, right: &HiveType) -> Option<HiveType> {
    let number = |ty: &HiveType| match group(ty) {
        Group::Numeric => Some(ty.clone()),
        Group::String => Some(HiveType::Double),
        Group::Void => Some(HiveType::Void),
        _ => None,
    };
    let (left, right) = (number(left)?, number(right)?);
    let decimal = |ty: &HiveType| matches!(ty, HiveType::Decimal(..));
    let exact = |ty: &HiveType| ty.is_integer() || decimal(ty) || *ty == HiveType::Void;
    if exact(&left) && exact(&right) && (decimal(&left) || decimal(&right)) {
        return decimal::result_type(op, &left, &right);
    }
    if op == BinaryOp::Divide {
        return Some(HiveType::Double);
    }
    match common_type(&left, &right)? {
        HiveType::Void => Some(HiveType::Double),
        ty => Some(ty),
    }
}

static DIVIDE: Routine = Routine {
    name: "divide",
    body: divide,
};
static MODULO: Routine = Routine {
    name: "modulo",
    body: modulo,
};

fn divide(call: &Call<'_>) -> Run<ArrayRef> {
    let (a, b) = (call.arg::<Float64Array>(0)?, call.arg::<Float64Array>(1)?);
    call.numbers::<Float64Type>(|i| {
        let (a, b) = (a.get(i)?, b.get(i)?);
        (b != 0.0).then_some(a / b)
    })
}

/// The rest has the dividend's sign, as in Java.
fn modulo(call: &Call<'_>) -> Run<ArrayRef> {
    macro_rules! whole {
        ($array:ty, $ty:ty) => {{
            let (a, b) = (call.arg::<$array>(0)?, call.arg::<$array>(1)?);
            call.numbers::<$ty>(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0).then(|| a.wrapping_rem(b))
            })
        }};
    }
    macro_rules! real {
        ($array:ty, $ty:ty) => {{
            let (a, b) = (call.arg::<$array>(0)?, call.arg::<$array>(1)?);
            call.numbers::<$ty>(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0.0).then(|| a % b)
            })
        }};
    }
    match call.returns() {
        HiveType::TinyInt => whole!(Int8Array, Int8Type),
        HiveType::SmallInt => whole!(Int16Array, Int16Type),
        HiveType::Int => whole!(Int32Array, Int32Type),
        HiveType::BigInt => whole!(Int64Array, Int64Type),
        HiveType::Float => real!(Float32Array, Float32Type),
        HiveType::Double => real!(Float64Array, Float64Type),
        other => internal_err!("no modulo of {other}"),
    }
}

/// `DIV & | ^`: whole numbers only; what isn't becomes a bigint.
pub(super) fn integral(op: BinaryOp, left: Typed, right: Typed) -> Result<Typed, CallError> {
    let numeric = |t: &Typed| matches!(group(&t.ty), Group::Numeric | Group::String | Group::Void);
    if !numeric(&left) || !numeric(&right) {
        return Err(refused(op, &left, &right));
    }
    let ty = match common_type(&left.ty, &right.ty) {
        Some(ty) if ty.is_integer() => ty,
        _ => HiveType::BigInt,
    };
    let (left, right) = (cast(left, &ty).expr, cast(right, &ty).expr);
    let expr = match op {
        BinaryOp::IntegerDivide => call(&INTEGER_DIVIDE, vec![left, right], vec![ty.clone()]),
        BinaryOp::BitAnd => native(Operator::BitwiseAnd, left, right),
        BinaryOp::BitOr => native(Operator::BitwiseOr, left, right),
        _ => native(Operator::BitwiseXor, left, right),
    };
    Ok(Typed { expr, ty })
}

static INTEGER_DIVIDE: Routine = Routine {
    name: "div",
    body: integer_divide,
};

fn integer_divide(call: &Call<'_>) -> Run<ArrayRef> {
    macro_rules! whole {
        ($array:ty, $ty:ty) => {{
            let (a, b) = (call.arg::<$array>(0)?, call.arg::<$array>(1)?);
            call.numbers::<$ty>(|i| {
                let (a, b) = (a.get(i)?, b.get(i)?);
                (b != 0).then(|| a.wrapping_div(b))
            })
        }};
    }
    match call.returns() {
        HiveType::TinyInt => whole!(Int8Array, Int8Type),
        HiveType::SmallInt => whole!(Int16Array, Int16Type),
        HiveType::Int => whole!(Int32Array, Int32Type),
        _ => whole!(Int64Array, Int64Type),
    }
}

/// `NOT a`, `-a`, `+a`, `~a`.
pub fn unary(op: UnaryOp, value: Typed) -> Result<Typed, CallError> {
    match op {
        UnaryOp::Not => Ok(super::compare::not(value)),
        UnaryOp::Plus | UnaryOp::Minus => sign(op, value),
        UnaryOp::BitNot => {
            let ty = match &value.ty {
                ty if ty.is_integer() => ty.clone(),
                ty if matches!(group(ty), Group::Numeric | Group::String | Group::Void) => {
                    HiveType::BigInt
                }
                ty => return Err(CallError(format!("cannot apply `~` to {ty}"))),
            };
            let ones = constant(&ty, -1);
            let expr = native(Operator::BitwiseXor, cast(value, &ty).expr, ones);
            Ok(Typed { expr, ty })
        }
    }
}

fn sign(op: UnaryOp, value: Typed) -> Result<Typed, CallError> {
    let ty = match group(&value.ty) {
        Group::Numeric | Group::Interval => value.ty.clone(),
        Group::String | Group::Void => HiveType::Double,
        _ => return Err(CallError(format!("cannot apply a sign to {}", value.ty))),
    };
    let value = cast(value, &ty);
    if op == UnaryOp::Plus {
        return Ok(value);
    }
    let expr = match value.expr {
        Expr::Literal(literal, _) => match negated(&literal) {
            Some(literal) => Expr::Literal(literal, None),
            None => call(
                &NEGATE,
                vec![Expr::Literal(literal, None)],
                vec![ty.clone()],
            ),
        },
        expr => call(&NEGATE, vec![expr], vec![ty.clone()]),
    };
    Ok(Typed { expr, ty })
}

/// `-a` of a number or an interval.
pub(super) fn unary_minus(value: Typed) -> Typed {
    match sign(UnaryOp::Minus, value.clone()) {
        Ok(negative) => negative,
        Err(_) => value,
    }
}

fn negated(literal: &ScalarValue) -> Option<ScalarValue> {
    literal.arithmetic_negate().ok()
}

/// Negates by wrapping, where DataFusion's own would fail on the smallest number.
static NEGATE: Routine = Routine {
    name: "negate",
    body: negate,
};

fn negate(call: &Call<'_>) -> Run<ArrayRef> {
    Ok(arrow::compute::kernels::numeric::neg_wrapping(
        call.raw(0)?,
    )?)
}

/// A literal of an integer type.
fn constant(ty: &HiveType, value: i8) -> Expr {
    let literal = Typed {
        expr: Expr::Literal(ScalarValue::Int8(Some(value)), None),
        ty: HiveType::TinyInt,
    };
    cast(literal, ty).expr
}
