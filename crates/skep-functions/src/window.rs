//! Window functions. Aggregates become window functions in the planner.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::functions_window::{cume_dist, lead_lag, nth_value, ntile, rank, row_number};
use datafusion::logical_expr::expr::{NullTreatment, WindowFunction};
use datafusion::logical_expr::{WindowFunctionDefinition, WindowUDF, lit};
use datafusion::prelude::Expr;

use crate::call::{Bound, CallArgs, D, I, convert, count, done, literal_int, typed, window};
use crate::collection::struct_of;
use crate::registry::{CallError, Function};

/// The window functions.
pub const FUNCTIONS: &[Function] = &[
    window(
        "row_number",
        "row_number()",
        "the row's place in its partition",
        (
            "select row_number() over (order by c) from (select 5 c union all select 5 c) t",
            "1\n2",
        ),
        |_, a| place("row_number", row_number::row_number_udwf(), a),
    ),
    window(
        "rank",
        "rank()",
        "the place of the row's value, with gaps after equals",
        (
            "select rank() over (order by c) from (select 5 c union all select 5 c union all select 6 c) t",
            "1\n1\n3",
        ),
        |_, a| place("rank", rank::rank_udwf(), a),
    ),
    window(
        "dense_rank",
        "dense_rank()",
        "the place of the row's value, without gaps",
        (
            "select dense_rank() over (order by c) from (select 5 c union all select 5 c union all select 6 c) t",
            "1\n1\n2",
        ),
        |_, a| place("dense_rank", rank::dense_rank_udwf(), a),
    ),
    window(
        "percent_rank",
        "percent_rank()",
        "(rank - 1) / (rows - 1)",
        (
            "select percent_rank() over (order by c) from (select 5 c union all select 6 c) t",
            "0.0\n1.0",
        ),
        |_, a| share("percent_rank", rank::percent_rank_udwf(), a),
    ),
    window(
        "cume_dist",
        "cume_dist()",
        "the share of rows up to this value",
        (
            "select cume_dist() over (order by c) from (select 5 c union all select 6 c) t",
            "0.5\n1.0",
        ),
        |_, a| share("cume_dist", cume_dist::cume_dist_udwf(), a),
    ),
    window(
        "ntile",
        "ntile(n)",
        "the row's group when the partition is cut into n",
        (
            "select ntile(2) over (order by c) from (select 5 c union all select 6 c) t",
            "1\n2",
        ),
        |_, a| tile(a),
    ),
    window(
        "lag",
        "lag(x[, n[, default]])",
        "x of the row n rows before",
        (
            "select lag(c) over (order by c) from (select 5 c union all select 6 c) t",
            "NULL\n5",
        ),
        |_, a| shift("lag", lead_lag::lag_udwf(), a),
    ),
    window(
        "lead",
        "lead(x[, n[, default]])",
        "x of the row n rows after",
        (
            "select lead(c, 1, 0) over (order by c) from (select 5 c union all select 6 c) t",
            "6\n0",
        ),
        |_, a| shift("lead", lead_lag::lead_udwf(), a),
    ),
    window(
        "first_value",
        "first_value(x[, skip_nulls])",
        "x of the frame's first row",
        (
            "select first_value(c) over (order by c) from (select 5 c union all select 6 c) t",
            "5\n5",
        ),
        |_, a| edge("first_value", nth_value::first_value_udwf(), a),
    ),
    window(
        "last_value",
        "last_value(x[, skip_nulls])",
        "x of the frame's last row",
        (
            "select last_value(c) over (order by c) from (select 5 c union all select 6 c) t",
            "5\n6",
        ),
        |_, a| edge("last_value", nth_value::last_value_udwf(), a),
    ),
];

fn call(udwf: Arc<WindowUDF>, args: Vec<Expr>, nulls: Option<NullTreatment>) -> Expr {
    let mut f = WindowFunction::new(WindowFunctionDefinition::WindowUDF(udwf), args);
    f.params.null_treatment = nulls;
    Expr::WindowFunction(Box::new(f))
}

/// DataFusion counts in unsigned 64 bits, Hive in `int`.
fn as_int(expr: Expr) -> Expr {
    datafusion::prelude::cast(expr, DataType::Int32)
}

/// The arguments of rank and its kin say what it ranks by, which the window's order says already.
fn place(name: &str, udwf: Arc<WindowUDF>, args: CallArgs) -> Bound {
    if name == "row_number" {
        count(name, &args, 0, 0)?;
    }
    Ok(typed(as_int(call(udwf, vec![], None)), I))
}

fn share(_name: &str, udwf: Arc<WindowUDF>, _args: CallArgs) -> Bound {
    Ok(typed(call(udwf, vec![], None), D))
}

fn tile(args: CallArgs) -> Bound {
    count("ntile", &args, 1, 1)?;
    match args.first().and_then(|a| literal_int(&a.expr)) {
        Some(n) if n > 0 => Ok(typed(
            as_int(call(ntile::ntile_udwf(), vec![lit(n)], None)),
            I,
        )),
        _ => Err(CallError(
            "the argument of `ntile` must be a positive constant".into(),
        )),
    }
}

fn shift(name: &str, udwf: Arc<WindowUDF>, args: CallArgs) -> Bound {
    count(name, &args, 1, 3)?;
    let mut args = args.into_iter();
    let Some(x) = args.next() else {
        return Err(CallError(format!("`{name}` takes 1 to 3 arguments")));
    };
    let n = match args.next().map(|n| literal_int(&n.expr)) {
        None => 1,
        Some(Some(n)) if n >= 0 => n,
        _ => {
            let message = format!("argument 2 of `{name}` must be a constant that isn't negative");
            return Err(CallError(message));
        }
    };
    let Some(default) = args.next() else {
        return Ok(typed(call(udwf, vec![x.expr, lit(n)], None), x.ty));
    };
    // Hive takes any expression of the current row as the default, DataFusion a constant only
    let ty = x.ty.clone();
    let default = convert(name, 2, default, &ty)?;
    let boxed = struct_of(vec![("x".to_owned(), x)]);
    let shifted = call(udwf, vec![boxed.expr, lit(n)], None);
    Ok(done("or_default", vec![shifted, default], ty))
}

fn edge(name: &str, udwf: Arc<WindowUDF>, args: CallArgs) -> Bound {
    count(name, &args, 1, 2)?;
    let mut args = args.into_iter();
    let Some(x) = args.next() else {
        return Err(CallError(format!("`{name}` takes 1 or 2 arguments")));
    };
    let skip = match args.next() {
        None => false,
        Some(flag) => match flag.expr {
            Expr::Literal(datafusion::scalar::ScalarValue::Boolean(Some(skip)), _) => skip,
            _ => {
                return Err(CallError(format!(
                    "argument 2 of `{name}` must be true or false"
                )));
            }
        },
    };
    let nulls = skip.then_some(NullTreatment::IgnoreNulls);
    Ok(typed(call(udwf, vec![x.expr], nulls), x.ty))
}
