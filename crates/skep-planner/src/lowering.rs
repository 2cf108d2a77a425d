//! The one doorway to `skep-functions`: operators, casts, type rules and the registry, by the planner's names.

use std::sync::Arc;

use datafusion::common::Spans;
use datafusion::logical_expr::{LogicalPlan, Subquery};
use skep_functions::registry::{self, Bind, Context, Function, Typed};
use skep_hiveql::ast::{BinaryOp, IntervalUnit, LikeOp, UnaryOp};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, Result};

mod stand_in;

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

/// `CAST(value AS ty)`
pub(crate) fn cast(_ctx: &Context, value: Typed, ty: &HiveType) -> Result<Typed> {
    if value.ty == *ty {
        return Ok(value);
    }
    stand_in::cast(value, ty)
}

/// `CAST(value AS ty FORMAT 'format')`
pub(crate) fn cast_format(
    _ctx: &Context,
    _value: Typed,
    _ty: &HiveType,
    _format: &str,
) -> Result<Typed> {
    Err(PlanError::unsupported("CAST … FORMAT is not supported"))
}

/// The conversion that INSERT makes of a column.
pub(crate) fn insert_cast(ctx: &Context, value: Typed, ty: &HiveType) -> Result<Typed> {
    cast(ctx, value, ty)
}

/// A value as a condition.
pub(crate) fn condition(ctx: &Context, value: Typed) -> Result<Typed> {
    cast(ctx, value, &HiveType::Boolean)
}

/// The type that holds both, as UNION, CASE and VALUES need it.
pub(crate) fn common_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    stand_in::common_type(a, b)
}

/// The type in which two values are compared.
pub(crate) fn comparison_type(a: &HiveType, b: &HiveType) -> Option<HiveType> {
    stand_in::common_type(a, b)
}

pub(crate) fn binary(_ctx: &Context, op: BinaryOp, left: Typed, right: Typed) -> Result<Typed> {
    stand_in::binary(op, left, right)
}

pub(crate) fn unary(_ctx: &Context, op: UnaryOp, value: Typed) -> Result<Typed> {
    stand_in::unary(op, value)
}

pub(crate) fn is_null(_ctx: &Context, value: Typed, negated: bool) -> Result<Typed> {
    let expr = if negated {
        value.expr.is_not_null()
    } else {
        value.expr.is_null()
    };
    Ok(Typed {
        expr,
        ty: HiveType::Boolean,
    })
}

/// `value IS [NOT] TRUE|FALSE`
pub(crate) fn is_boolean(ctx: &Context, value: Typed, truth: bool, negated: bool) -> Result<Typed> {
    let expr = condition(ctx, value)?.expr;
    let expr = match (truth, negated) {
        (true, false) => expr.is_true(),
        (true, true) => expr.is_not_true(),
        (false, false) => expr.is_false(),
        (false, true) => expr.is_not_false(),
    };
    Ok(Typed {
        expr,
        ty: HiveType::Boolean,
    })
}

pub(crate) fn between(
    ctx: &Context,
    value: Typed,
    low: Typed,
    high: Typed,
    negated: bool,
) -> Result<Typed> {
    let above = binary(ctx, BinaryOp::GtEq, value.clone(), low)?;
    let below = binary(ctx, BinaryOp::LtEq, value, high)?;
    let both = binary(ctx, BinaryOp::And, above, below)?;
    if negated {
        unary(ctx, UnaryOp::Not, both)
    } else {
        Ok(both)
    }
}

pub(crate) fn in_list(
    ctx: &Context,
    value: Typed,
    list: Vec<Typed>,
    negated: bool,
) -> Result<Typed> {
    let mut any: Option<Typed> = None;
    for item in list {
        let equal = binary(ctx, BinaryOp::Eq, value.clone(), item)?;
        any = Some(match any {
            None => equal,
            Some(any) => binary(ctx, BinaryOp::Or, any, equal)?,
        });
    }
    let any = any.ok_or_else(|| PlanError::invalid("IN needs at least one value"))?;
    if negated {
        unary(ctx, UnaryOp::Not, any)
    } else {
        Ok(any)
    }
}

/// `text [NOT] LIKE|RLIKE pattern`
pub(crate) fn matches(
    _ctx: &Context,
    _op: LikeOp,
    text: Typed,
    pattern: Typed,
    negated: bool,
) -> Result<Typed> {
    let expr = if negated {
        text.expr.not_like(pattern.expr)
    } else {
        text.expr.like(pattern.expr)
    };
    Ok(Typed {
        expr,
        ty: HiveType::Boolean,
    })
}

pub(crate) fn case(
    ctx: &Context,
    operand: Option<Typed>,
    branches: Vec<(Typed, Typed)>,
    otherwise: Option<Typed>,
) -> Result<Typed> {
    stand_in::case(ctx, operand, branches, otherwise)
}

pub(crate) fn index(_ctx: &Context, _base: Typed, _index: Typed) -> Result<Typed> {
    Err(PlanError::unsupported("indexing is not there yet"))
}

pub(crate) fn struct_field(_ctx: &Context, base: Typed, name: &str) -> Result<Typed> {
    stand_in::struct_field(base, name)
}

pub(crate) fn interval(_ctx: &Context, _value: Typed, _unit: IntervalUnit) -> Result<Typed> {
    Err(PlanError::unsupported("intervals are not there yet"))
}

pub(crate) fn extract(ctx: &Context, field: &str, value: Typed) -> Result<Typed> {
    call_scalar(ctx, field, vec![value])
}

pub(crate) fn floor_to(ctx: &Context, value: Typed, unit: &str) -> Result<Typed> {
    call_scalar(ctx, &format!("floor_{unit}"), vec![value])
}
