//! The one doorway to `skep-functions`: operators, casts, type rules and the registry, by the planner's names.

use std::sync::Arc;

use datafusion::common::{ScalarValue, Spans};
use datafusion::logical_expr::{LogicalPlan, Subquery, lit};
pub(crate) use skep_functions::operators::{
    between, case, extract, floor_to, in_list, index, interval, is_boolean, is_null, struct_field,
};
use skep_functions::registry::{self, Bind, Context, Function, Typed};
use skep_functions::{cast, convert, operators};
use skep_hiveql::ast::{BinaryOp, LikeOp, Quantifier, UnaryOp};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, Result};

/// The function of a name.
pub(crate) fn function(name: &str) -> Option<&'static Function> {
    registry::lookup(name)
}

/// "did you mean", for functions.
pub(crate) fn nearest_function(name: &str) -> Option<String> {
    registry::suggest(name)
        .first()
        .map(|near| format!("did you mean `{near}`?"))
}

/// A call of a scalar function that the planner itself makes.
pub(crate) fn call_scalar(ctx: &Context, name: &str, args: Vec<Typed>) -> Result<Typed> {
    match function(name).map(|f| f.bind) {
        Some(Bind::Scalar(bind)) => Ok(bind(ctx, args)?),
        _ => Err(PlanError::unsupported(format!(
            "this needs the function `{name}`, which is not there"
        ))),
    }
}

/// A subquery as an expression's part, with the outer columns that it names.
pub(crate) fn subquery(plan: LogicalPlan) -> Subquery {
    Subquery {
        outer_ref_columns: plan.all_out_ref_exprs(),
        subquery: Arc::new(plan),
        spans: Spans::new(),
    }
}

/// A conversion that the planner makes by itself; what Hive doesn't convert is NULL.
pub(crate) fn convert(value: Typed, ty: &HiveType) -> Typed {
    cast::cast(value, ty)
}

/// NULL of a type.
pub(crate) fn null(ty: &HiveType) -> Typed {
    Typed {
        expr: cast::null(ty),
        ty: ty.clone(),
    }
}

/// `CAST(value AS ty)`
pub(crate) fn cast(value: Typed, ty: &HiveType) -> Result<Typed> {
    Ok(cast::try_cast(value, ty)?)
}

/// `CAST(value AS ty FORMAT 'format')`
pub(crate) fn cast_format(
    ctx: &Context,
    value: Typed,
    ty: &HiveType,
    format: &str,
) -> Result<Typed> {
    let ty = Typed {
        expr: lit(ScalarValue::Utf8View(Some(ty.to_string()))),
        ty: HiveType::String,
    };
    let format = Typed {
        expr: lit(ScalarValue::Utf8View(Some(format.to_owned()))),
        ty: HiveType::String,
    };
    call_scalar(ctx, "cast_format", vec![ty, value, format])
}

/// The conversion that INSERT makes of a column.
pub(crate) fn insert_cast(value: Typed, ty: &HiveType) -> Result<Typed> {
    if convert::castable(&value.ty, ty) {
        return Ok(convert(value, ty));
    }
    Err(PlanError::invalid(format!(
        "cannot insert a {} into a column of type {ty}",
        value.ty
    )))
}

/// A value as a condition.
pub(crate) fn condition(value: Typed) -> Result<Typed> {
    if value.ty.is_primitive() {
        return Ok(convert(value, &HiveType::Boolean));
    }
    Err(PlanError::invalid(format!(
        "a condition must be a boolean, not a {}",
        value.ty
    )))
}

/// The type that holds both, as CASE and VALUES need it.
pub(crate) fn common_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    convert::common_type(a, b)
}

/// The type of a UNION's column.
pub(crate) fn union_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    convert::union_type(a, b)
}

/// The type in which two values are compared.
pub(crate) fn comparison_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    convert::comparison_type(a, b)
}

pub(crate) fn binary(ctx: &Context, op: BinaryOp, left: Typed, right: Typed) -> Result<Typed> {
    Ok(operators::binary(ctx, op, left, right)?)
}

pub(crate) fn unary(op: UnaryOp, value: Typed) -> Result<Typed> {
    Ok(operators::unary(op, value)?)
}

/// `value [NOT] LIKE|RLIKE pattern`
pub(crate) fn matches(op: LikeOp, value: Typed, pattern: Typed, negated: bool) -> Result<Typed> {
    Ok(match op {
        LikeOp::Like => operators::like(value, pattern, negated)?,
        LikeOp::Rlike => operators::rlike(value, pattern, negated)?,
    })
}

/// `value [NOT] LIKE ANY|ALL (patterns)`
pub(crate) fn matches_of(
    quantifier: Quantifier,
    value: Typed,
    patterns: Vec<Typed>,
    negated: bool,
) -> Result<Typed> {
    Ok(match quantifier {
        Quantifier::Any => operators::like_any(value, patterns, negated)?,
        Quantifier::All => operators::like_all(value, patterns, negated)?,
    })
}

/// The first of two values that isn't NULL.
pub(crate) fn either(first: Typed, second: Typed) -> Result<Typed> {
    let known = operators::is_null(first.clone(), true);
    Ok(operators::case(None, vec![(known, first)], Some(second))?)
}
