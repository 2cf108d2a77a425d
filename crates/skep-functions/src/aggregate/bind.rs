//! Binding calls of aggregate functions.

use crate::call::{Bound, CallArgs, D, I, L, S, convert, count, done, plain, typed, wrong};
use crate::kernel;
use crate::registry::{CallError, Typed};
use datafusion::functions_aggregate as df;
use datafusion::logical_expr::expr::{AggregateFunction, NullTreatment};
use datafusion::logical_expr::{AggregateUDF, lit, when};
use datafusion::prelude::Expr;
use skep_hiveql::types::{HiveType, StructField};
use std::sync::Arc;

/// A call of a DataFusion aggregate.
fn call(
    udaf: Arc<AggregateUDF>,
    args: Vec<Expr>,
    distinct: bool,
    nulls: Option<NullTreatment>,
) -> Expr {
    Expr::AggregateFunction(AggregateFunction::new_udf(
        udaf,
        args,
        distinct,
        None,
        vec![],
        nulls,
    ))
}

/// The one argument of `name`.
fn one(name: &str, args: CallArgs) -> Result<Typed, CallError> {
    count(name, &args, 1, 1)?;
    let missing = || CallError(format!("`{name}` takes 1 argument"));
    args.into_iter().next().ok_or_else(missing)
}

pub(super) fn count_rows(args: CallArgs, distinct: bool) -> Bound {
    let counted = match args.as_slice() {
        [] => lit(1_i64),
        [one] => one.expr.clone(),
        all if distinct => {
            let fields = all.iter().enumerate().map(|(n, a)| StructField {
                name: format!("c{n}"),
                ty: a.ty.clone(),
            });
            let ty = HiveType::Struct(fields.collect());
            let args = all.iter().map(|a| a.expr.clone()).collect();
            kernel::apply("complete_row", args, &ty)
        }
        all => {
            let complete = all
                .iter()
                .map(|a| a.expr.clone().is_not_null())
                .reduce(Expr::and);
            let one = when(complete.unwrap_or(lit(true)), lit(1_i64)).end();
            one.map_err(|e| CallError(e.to_string()))?
        }
    };
    Ok(typed(
        call(df::count::count_udaf(), vec![counted], distinct, None),
        L,
    ))
}

/// What is added for an argument's type, and what the sum is.
fn sum_types(name: &str, ty: &HiveType) -> Result<(HiveType, HiveType), CallError> {
    match ty {
        HiveType::Decimal(p, s) => Ok((ty.clone(), HiveType::Decimal((p + 10).min(38), *s))),
        t if t.is_integer() => Ok((L, L)),
        HiveType::Void => Ok((D, D)),
        HiveType::Float | HiveType::Double | HiveType::Timestamp => Ok((D, D)),
        t if t.is_string() => Ok((D, D)),
        t => Err(wrong(name, 0, "a number or string", t)),
    }
}

pub(super) fn sum(args: CallArgs, distinct: bool) -> Bound {
    let arg = one("sum", args)?;
    let (from, to) = sum_types("sum", &arg.ty)?;
    let arg = convert("sum", 0, arg, &from)?;
    if let HiveType::Decimal(29.., _) = from {
        // Ten digits to spare are too few for a sum to be safe: one that doesn't fit is NULL.
        let sum = super::decimal::decimal_sum();
        return Ok(typed(call(sum, vec![arg], distinct, None), to));
    }
    Ok(typed(
        call(df::sum::sum_udaf(), vec![arg], distinct, None),
        to,
    ))
}

pub(super) fn sum_or_zero(args: CallArgs, distinct: bool) -> Bound {
    let sum = sum(args, distinct)?;
    let zero = crate::call::cast_to(typed(crate::call::int(0), I), &sum.ty);
    Ok(typed(
        datafusion::functions::core::expr_fn::coalesce(vec![sum.expr, zero]),
        sum.ty,
    ))
}

pub(super) fn avg(args: CallArgs, distinct: bool) -> Bound {
    let arg = one("avg", args)?;
    if let HiveType::Decimal(p, s) = arg.ty {
        let whole = p.saturating_sub(s);
        let scale = (s + 4).min(38 - whole);
        let to = HiveType::Decimal(whole + scale, scale);
        return Ok(typed(
            call(
                super::decimal::decimal_avg(),
                vec![arg.expr],
                distinct,
                None,
            ),
            to,
        ));
    }
    sum_types("avg", &arg.ty)?;
    let arg = convert("avg", 0, arg, &D)?;
    Ok(typed(
        call(df::average::avg_udaf(), vec![arg], distinct, None),
        D,
    ))
}

pub(super) fn extreme(name: &str, udaf: Arc<AggregateUDF>, args: CallArgs) -> Bound {
    let arg = one(name, args)?;
    if matches!(arg.ty, HiveType::Map(..) | HiveType::Union(_)) {
        return Err(wrong(name, 0, "a type that can be compared", &arg.ty));
    }
    Ok(typed(call(udaf, vec![arg.expr], false, None), arg.ty))
}

/// An aggregate over doubles.
pub(super) fn doubles(
    name: &str,
    udaf: Arc<AggregateUDF>,
    args: CallArgs,
    distinct: bool,
    n: usize,
) -> Bound {
    count(name, &args, n, n)?;
    let args = args.into_iter().enumerate().map(|(n, arg)| {
        sum_types(name, &arg.ty).map_err(|_| wrong(name, n, "a number or string", &arg.ty))?;
        convert(name, n, arg, &D)
    });
    let args = args.collect::<Result<Vec<_>, _>>()?;
    Ok(typed(call(udaf, args, distinct, None), D))
}

pub(super) fn regr_count(args: CallArgs, distinct: bool) -> Bound {
    count("regr_count", &args, 2, 2)?;
    count_rows(args, distinct)
}

/// The values that aren't NULL as an array, which is NULL when there are none.
fn gather(arg: Expr, distinct: bool) -> Expr {
    let nulls = Some(NullTreatment::IgnoreNulls);
    call(df::array_agg::array_agg_udaf(), vec![arg], distinct, nulls)
}

fn array_of(ty: HiveType) -> HiveType {
    HiveType::Array(Box::new(ty))
}

pub(super) fn collect(name: &str, args: CallArgs, _distinct: bool) -> Bound {
    let distinct = _distinct || name == "collect_set";
    let arg = one(name, args)?;
    let all = gather(arg.expr, false);
    let kernel = if distinct { "gathered_set" } else { "gathered" };
    Ok(done(kernel, vec![all], array_of(arg.ty)))
}

/// The percentile argument as an array of doubles, and the result's type.
fn fractions(name: &str, n: usize, p: Typed) -> Result<(Expr, HiveType), CallError> {
    match &p.ty {
        HiveType::Array(_) => Ok((convert(name, n, p, &array_of(D))?, array_of(D))),
        t if t.is_numeric() => {
            let p = convert(name, n, p, &D)?;
            Ok((kernel::apply("array", vec![p], &array_of(D)), D))
        }
        t => Err(wrong(name, n, "a number or an array of numbers", t)),
    }
}

pub(super) fn percentile(name: &str, args: CallArgs, distinct: bool) -> Bound {
    count(name, &args, 2, 2)?;
    let Ok([x, p]) = <[Typed; 2]>::try_from(args) else {
        return Err(CallError(format!("`{name}` takes 2 arguments")));
    };
    let (p, to) = fractions(name, 1, p)?;
    let x = convert(name, 0, x, &D)?;
    let kernel = if to == D {
        name.to_owned()
    } else {
        format!("{name}s")
    };
    Ok(done(&kernel, vec![gather(x, distinct), p, lit(true)], to))
}

/// `f(x, p)`, or `f(p, x, order, nulls)` for WITHIN GROUP, where an order of 0 is descending.
pub(super) fn ordered_percentile(name: &str, args: CallArgs, distinct: bool) -> Bound {
    if args.len() == 2 {
        return percentile(name, args, distinct);
    }
    count(name, &args, 4, 4)?;
    let Ok([p, x, order, _]) = <[Typed; 4]>::try_from(args) else {
        return Err(CallError(format!("`{name}` takes 4 arguments")));
    };
    let ascending = crate::call::literal_int(&order.expr) != Some(0);
    let (p, to) = fractions(name, 0, p)?;
    let x = convert(name, 1, x, &D)?;
    let kernel = if to == D {
        name.to_owned()
    } else {
        format!("{name}s")
    };
    Ok(done(
        &kernel,
        vec![gather(x, distinct), p, lit(ascending)],
        to,
    ))
}

pub(super) fn percentile_approx(args: CallArgs, distinct: bool) -> Bound {
    const NAME: &str = "percentile_approx";
    count(NAME, &args, 2, 3)?;
    let mut args = args.into_iter();
    let (Some(x), Some(p)) = (args.next(), args.next()) else {
        return Err(CallError(
            "`percentile_approx` takes 2 or 3 arguments".into(),
        ));
    };
    let bins = match args.next() {
        Some(b) => convert(NAME, 2, b, &I)?,
        None => crate::call::int(10_000),
    };
    let (p, to) = fractions(NAME, 1, p)?;
    let x = convert(NAME, 0, x, &D)?;
    let kernel = if to == D { NAME } else { "percentile_approxs" };
    Ok(done(kernel, vec![gather(x, distinct), p, bins], to))
}

fn pairs(x: &str, y: &str, first: HiveType) -> HiveType {
    let field = |name: &str, ty| StructField {
        name: name.to_owned(),
        ty,
    };
    array_of(HiveType::Struct(vec![field(x, first), field(y, D)]))
}

pub(super) fn histogram_numeric(args: CallArgs, distinct: bool) -> Bound {
    const NAME: &str = "histogram_numeric";
    count(NAME, &args, 2, 2)?;
    let Ok([x, bins]) = <[Typed; 2]>::try_from(args) else {
        return Err(CallError("`histogram_numeric` takes 2 arguments".into()));
    };
    let x = convert(NAME, 0, x, &D)?;
    let bins = convert(NAME, 1, bins, &I)?;
    Ok(done(
        NAME,
        vec![gather(x, distinct), bins],
        pairs("x", "y", D),
    ))
}

pub(super) fn approx_distinct(args: CallArgs) -> Bound {
    let arg = one("approx_distinct", args)?;
    let text = plain("identity", vec![arg], &[S], S)?;
    let n = call(
        df::approx_distinct::approx_distinct_udaf(),
        vec![text.expr],
        false,
        None,
    );
    let n = datafusion::prelude::cast(n, arrow::datatypes::DataType::Int64);
    Ok(typed(n, L))
}

fn words(name: &str, arg: Typed) -> Result<Expr, CallError> {
    let arg = match arg.ty {
        HiveType::Array(ref inner) if !matches!(**inner, HiveType::Array(_)) => {
            let ty = array_of(arg.ty.clone());
            typed(kernel::apply("array", vec![arg.expr], &ty), ty)
        }
        _ => arg,
    };
    convert(name, 0, arg, &array_of(array_of(S)))
}

pub(super) fn ngrams_of(args: CallArgs, distinct: bool) -> Bound {
    count("ngrams", &args, 3, 4)?;
    let mut args = args.into_iter();
    let (Some(text), Some(n), Some(k)) = (args.next(), args.next(), args.next()) else {
        return Err(CallError("`ngrams` takes 3 or 4 arguments".into()));
    };
    let all = gather(words("ngrams", text)?, distinct);
    let n = convert("ngrams", 1, n, &I)?;
    let k = convert("ngrams", 2, k, &I)?;
    Ok(done(
        "ngrams",
        vec![all, n, k],
        pairs("ngram", "estfrequency", array_of(S)),
    ))
}

pub(super) fn context_ngrams(args: CallArgs, distinct: bool) -> Bound {
    const NAME: &str = "context_ngrams";
    count(NAME, &args, 3, 4)?;
    let mut args = args.into_iter();
    let (Some(text), Some(context), Some(k)) = (args.next(), args.next(), args.next()) else {
        return Err(CallError("`context_ngrams` takes 3 or 4 arguments".into()));
    };
    let all = gather(words(NAME, text)?, distinct);
    let context = convert(NAME, 1, context, &array_of(S))?;
    let k = convert(NAME, 2, k, &I)?;
    Ok(done(
        NAME,
        vec![all, context, k],
        pairs("ngram", "estfrequency", array_of(S)),
    ))
}
