//! Aggregate functions.
//!
//! Where DataFusion's own behave as Hive's, they are called; an exact or sketching function of all values collects
//! them into an array and lets a kernel look at it, so that it works under GROUP BY and OVER alike.

use std::sync::Arc;

use datafusion::functions_aggregate as df;
use datafusion::logical_expr::expr::{AggregateFunction, NullTreatment};
use datafusion::logical_expr::{AggregateUDF, lit, when};
use datafusion::prelude::Expr;
use skep_hiveql::types::{HiveType, StructField};

use crate::call::{
    Bound, CallArgs, D, I, L, S, aggregate, convert, count, done, plain, typed, wrong,
};
use crate::kernel;
use crate::registry::{CallError, Function, Typed};

pub mod average;
mod histogram;
pub(crate) mod kernels;
mod ngrams;

/// The aggregate functions.
pub const FUNCTIONS: &[Function] = &[
    aggregate(
        "count",
        "count(*) | count([distinct] expr, …)",
        "how many rows there are, or rows where no expr is NULL",
        (
            "select count(c), count(*) from (select 1 c union all select null c) t",
            "1\t2",
        ),
        |_, a, d| count_rows(a, d),
    ),
    aggregate(
        "sum",
        "sum([distinct] x)",
        "the sum; NULL when there is nothing to add",
        (
            "select sum(c) from (select 1 c union all select 2 c) t",
            "3",
        ),
        |_, a, d| sum(a, d),
    ),
    aggregate(
        "$sum0",
        "$sum0(x)",
        "the sum; 0 when there is nothing to add",
        (
            "select `$sum0`(c) from (select 1 c union all select 2 c) t",
            "3",
        ),
        |_, a, d| sum_or_zero(a, d),
    ),
    aggregate(
        "avg",
        "avg([distinct] x)",
        "the mean",
        (
            "select avg(c) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| avg(a, d),
    ),
    aggregate(
        "min",
        "min(x)",
        "the least value",
        (
            "select min(c) from (select 1 c union all select 2 c) t",
            "1",
        ),
        |_, a, _| extreme("min", df::min_max::min_udaf(), a),
    ),
    aggregate(
        "max",
        "max(x)",
        "the greatest value",
        (
            "select max(c) from (select 1 c union all select 2 c) t",
            "2",
        ),
        |_, a, _| extreme("max", df::min_max::max_udaf(), a),
    ),
    aggregate(
        "variance",
        "variance(x)",
        "the variance of the whole population",
        (
            "select variance(c) from (select 1 c union all select 3 c) t",
            "1.0",
        ),
        |_, a, d| doubles("variance", df::variance::var_pop_udaf(), a, d, 1),
    )
    .or(&["var_pop"]),
    aggregate(
        "var_samp",
        "var_samp(x)",
        "the variance of a sample",
        (
            "select var_samp(c) from (select 1 c union all select 3 c) t",
            "2.0",
        ),
        |_, a, d| doubles("var_samp", df::variance::var_samp_udaf(), a, d, 1),
    ),
    aggregate(
        "stddev",
        "stddev(x)",
        "the standard deviation of the whole population",
        (
            "select stddev(c) from (select 1 c union all select 3 c) t",
            "1.0",
        ),
        |_, a, d| doubles("stddev", df::stddev::stddev_pop_udaf(), a, d, 1),
    )
    .or(&["std", "stddev_pop"]),
    aggregate(
        "stddev_samp",
        "stddev_samp(x)",
        "the standard deviation of a sample",
        (
            "select stddev_samp(c) from (select 1 c union all select 9 c union all select 5 c) t",
            "4.0",
        ),
        |_, a, d| doubles("stddev_samp", df::stddev::stddev_udaf(), a, d, 1),
    ),
    aggregate(
        "covar_pop",
        "covar_pop(x, y)",
        "the covariance of the whole population",
        (
            "select covar_pop(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("covar_pop", df::covariance::covar_pop_udaf(), a, d, 2),
    ),
    aggregate(
        "covar_samp",
        "covar_samp(x, y)",
        "the covariance of a sample",
        (
            "select covar_samp(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("covar_samp", df::covariance::covar_samp_udaf(), a, d, 2),
    ),
    aggregate(
        "corr",
        "corr(x, y)",
        "Pearson's coefficient of correlation",
        (
            "select corr(x, y) from (select 1 x, 1 y union all select 3 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("corr", df::correlation::corr_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_slope",
        "regr_slope(y, x)",
        "the slope of the regression line",
        (
            "select regr_slope(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_slope", df::regr::regr_slope_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_intercept",
        "regr_intercept(y, x)",
        "where the regression line meets the y axis",
        (
            "select regr_intercept(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_intercept", df::regr::regr_intercept_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_r2",
        "regr_r2(y, x)",
        "the coefficient of determination",
        (
            "select regr_r2(y, x) from (select 0 x, 1 y union all select 1 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_r2", df::regr::regr_r2_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_sxx",
        "regr_sxx(y, x)",
        "the sum of squares of x about its mean",
        (
            "select regr_sxx(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_sxx", df::regr::regr_sxx_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_syy",
        "regr_syy(y, x)",
        "the sum of squares of y about its mean",
        (
            "select regr_syy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_syy", df::regr::regr_syy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_sxy",
        "regr_sxy(y, x)",
        "the sum of products of x and y about their means",
        (
            "select regr_sxy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_sxy", df::regr::regr_sxy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_avgx",
        "regr_avgx(y, x)",
        "the mean of x where neither is NULL",
        (
            "select regr_avgx(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "1.0",
        ),
        |_, a, d| doubles("regr_avgx", df::regr::regr_avgx_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_avgy",
        "regr_avgy(y, x)",
        "the mean of y where neither is NULL",
        (
            "select regr_avgy(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2.0",
        ),
        |_, a, d| doubles("regr_avgy", df::regr::regr_avgy_udaf(), a, d, 2),
    ),
    aggregate(
        "regr_count",
        "regr_count(y, x)",
        "how many rows have neither NULL",
        (
            "select regr_count(y, x) from (select 0 x, 1 y union all select 2 x, 3 y) t",
            "2",
        ),
        |_, a, d| regr_count(a, d),
    ),
    aggregate(
        "collect_list",
        "collect_list(x)",
        "the values that aren't NULL, in an array",
        (
            "select collect_list(c) from (select 1 c union all select 1 c) t",
            "[1,1]",
        ),
        |_, a, d| collect("collect_list", a, d),
    ),
    aggregate(
        "collect_set",
        "collect_set(x)",
        "the different values that aren't NULL, in an array",
        (
            "select collect_set(c) from (select 1 c union all select 1 c) t",
            "[1]",
        ),
        |_, a, d| collect("collect_set", a, d),
    ),
    aggregate(
        "percentile",
        "percentile(x, p | array(p, …))",
        "the exact percentile of whole numbers, between two values by weight",
        (
            "select percentile(c, 0.5) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| percentile("percentile", a, d),
    ),
    aggregate(
        "percentile_cont",
        "percentile_cont(x, p) | percentile_cont(p) within group (order by x)",
        "the percentile between two values by weight",
        (
            "select percentile_cont(c, 0.5) from (select 1 c union all select 2 c) t",
            "1.5",
        ),
        |_, a, d| ordered_percentile("percentile_cont", a, d),
    ),
    aggregate(
        "percentile_disc",
        "percentile_disc(x, p) | percentile_disc(p) within group (order by x)",
        "the first value at or after the percentile",
        (
            "select percentile_disc(c, 0.5) from (select 1 c union all select 2 c) t",
            "2.0",
        ),
        |_, a, d| ordered_percentile("percentile_disc", a, d),
    ),
    aggregate(
        "percentile_approx",
        "percentile_approx(x, p | array(p, …)[, b])",
        "about the percentile, by a histogram of b (10000) bins",
        (
            "select percentile_approx(c, 1.0) from (select 1.0D c union all select 2.0D c) t",
            "2.0",
        ),
        |_, a, d| percentile_approx(a, d),
    ),
    aggregate(
        "histogram_numeric",
        "histogram_numeric(x, b)",
        "the centres and heights of b bins",
        (
            "select histogram_numeric(c, 2) from (select 1 c union all select 3 c) t",
            "[{\"x\":1.0,\"y\":1.0},{\"x\":3.0,\"y\":1.0}]",
        ),
        |_, a, d| histogram_numeric(a, d),
    ),
    aggregate(
        "approx_distinct",
        "approx_distinct(x)",
        "about how many different values there are",
        (
            "select approx_distinct(c) from (select 1 c union all select 1 c) t",
            "1",
        ),
        |_, a, _| approx_distinct(a),
    ),
    aggregate(
        "ngrams",
        "ngrams(array<array<string>>, n, k[, pf])",
        "the k most frequent sequences of n words",
        (
            "select ngrams(sentences('a b a b'), 2, 1) from (select 1 c) t",
            "[{\"ngram\":[\"a\",\"b\"],\"estfrequency\":2.0}]",
        ),
        |_, a, d| ngrams_of(a, d),
    ),
    aggregate(
        "context_ngrams",
        "context_ngrams(array<array<string>>, array<string>, k[, pf])",
        "the k most frequent words in the NULLs of a context",
        (
            "select context_ngrams(sentences('i love you'), array('i', null), 1) from (select 1 c) t",
            "[{\"ngram\":[\"love\"],\"estfrequency\":1.0}]",
        ),
        |_, a, d| context_ngrams(a, d),
    ),
];

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

fn count_rows(args: CallArgs, distinct: bool) -> Bound {
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

fn sum(args: CallArgs, distinct: bool) -> Bound {
    let arg = one("sum", args)?;
    let (from, to) = sum_types("sum", &arg.ty)?;
    let arg = convert("sum", 0, arg, &from)?;
    Ok(typed(
        call(df::sum::sum_udaf(), vec![arg], distinct, None),
        to,
    ))
}

fn sum_or_zero(args: CallArgs, distinct: bool) -> Bound {
    let sum = sum(args, distinct)?;
    let zero = crate::call::cast_to(typed(crate::call::int(0), I), &sum.ty);
    Ok(typed(
        datafusion::functions::core::expr_fn::coalesce(vec![sum.expr, zero]),
        sum.ty,
    ))
}

fn avg(args: CallArgs, distinct: bool) -> Bound {
    let arg = one("avg", args)?;
    if let HiveType::Decimal(p, s) = arg.ty {
        let whole = p.saturating_sub(s);
        let scale = (s + 4).min(38 - whole);
        let to = HiveType::Decimal(whole + scale, scale);
        return Ok(typed(
            call(average::decimal_avg(), vec![arg.expr], distinct, None),
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

fn extreme(name: &str, udaf: Arc<AggregateUDF>, args: CallArgs) -> Bound {
    let arg = one(name, args)?;
    if matches!(arg.ty, HiveType::Map(..) | HiveType::Union(_)) {
        return Err(wrong(name, 0, "a type that can be compared", &arg.ty));
    }
    Ok(typed(call(udaf, vec![arg.expr], false, None), arg.ty))
}

/// An aggregate over doubles.
fn doubles(name: &str, udaf: Arc<AggregateUDF>, args: CallArgs, distinct: bool, n: usize) -> Bound {
    count(name, &args, n, n)?;
    let args = args.into_iter().enumerate().map(|(n, arg)| {
        sum_types(name, &arg.ty).map_err(|_| wrong(name, n, "a number or string", &arg.ty))?;
        convert(name, n, arg, &D)
    });
    let args = args.collect::<Result<Vec<_>, _>>()?;
    Ok(typed(call(udaf, args, distinct, None), D))
}

fn regr_count(args: CallArgs, distinct: bool) -> Bound {
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

fn collect(name: &str, args: CallArgs, _distinct: bool) -> Bound {
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

fn percentile(name: &str, args: CallArgs, distinct: bool) -> Bound {
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
fn ordered_percentile(name: &str, args: CallArgs, distinct: bool) -> Bound {
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

fn percentile_approx(args: CallArgs, distinct: bool) -> Bound {
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

fn histogram_numeric(args: CallArgs, distinct: bool) -> Bound {
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

fn approx_distinct(args: CallArgs) -> Bound {
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

fn ngrams_of(args: CallArgs, distinct: bool) -> Bound {
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

fn context_ngrams(args: CallArgs, distinct: bool) -> Bound {
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
