//! `if`, `coalesce`, `nullif`, `greatest` and their kin; CASE itself is `operators::case`.

use arrow::array::{Array, ArrayRef, BooleanArray, Datum, UInt64Array, new_null_array};
use arrow::compute::kernels::cmp;
use arrow::compute::kernels::zip::zip;
use arrow::compute::{nullif as nullif_array, take};
use arrow::error::ArrowError;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::expr::Case;
use datafusion::prelude::Expr;
use skep_hiveql::ast::expr::BinaryOp;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::call::{Bound, CallArgs, count, scalar, wrong};
use crate::cast::{cast, null};
use crate::operators::{common, comparison, condition, is_boolean, is_null};
use crate::registry::{CallError, Function, Typed};
use crate::routine::{Call, Routine, call};

/// The group's functions.
#[rustfmt::skip]
pub(crate) const FUNCTIONS: &[Function] = &[
    scalar("if", "if(condition, then, else)", "one value if the condition is true, else the other",
        ("if(1 = 1, 'working', 'not working')", "working"), |_, a| choose(a)).of("conditional"),
    scalar("coalesce", "coalesce(v1, v2, …)", "the first value that isn't NULL",
        ("coalesce(NULL, 1, NULL)", "1"), |_, a| coalesce("coalesce", a)).of("conditional"),
    scalar("nvl", "nvl(value, default)", "the value, or the default where it is NULL",
        ("nvl(NULL, 'bla')", "bla"), |_, a| nvl(a)).of("conditional"),
    scalar("nullif", "nullif(a, b)", "NULL where a = b, else a",
        ("nullif('a', 'a')", "NULL"), |_, a| nullif(a)).of("conditional"),
    scalar("greatest", "greatest(v1, v2, …)", "the greatest value; NULL if one is",
        ("greatest(2, 3, 1)", "3"), |_, a| extreme("greatest", &GREATEST, a)).of("conditional"),
    scalar("least", "least(v1, v2, …)", "the least value; NULL if one is",
        ("least(2, 3, 1)", "1"), |_, a| extreme("least", &LEAST, a)).of("conditional"),
    scalar("isnull", "isnull(a)", "true where a is NULL",
        ("isnull(NULL)", "true"), |_, a| one("isnull", a).map(|v| is_null(v, false))).of("conditional"),
    scalar("isnotnull", "isnotnull(a)", "true where a isn't NULL",
        ("isnotnull(1)", "true"), |_, a| one("isnotnull", a).map(|v| is_null(v, true))).of("conditional"),
    scalar("istrue", "istrue(a)", "true where a is true",
        ("istrue(NULL)", "false"), |_, a| one("istrue", a).map(|v| is_boolean(v, true, false))).of("conditional"),
    scalar("isnottrue", "isnottrue(a)", "true where a is false or NULL",
        ("isnottrue(NULL)", "true"), |_, a| one("isnottrue", a).map(|v| is_boolean(v, true, true))).of("conditional"),
    scalar("isfalse", "isfalse(a)", "true where a is false",
        ("isfalse(false)", "true"), |_, a| one("isfalse", a).map(|v| is_boolean(v, false, false))).of("conditional"),
    scalar("isnotfalse", "isnotfalse(a)", "true where a is true or NULL",
        ("isnotfalse(NULL)", "true"), |_, a| one("isnotfalse", a).map(|v| is_boolean(v, false, true))).of("conditional"),
    scalar("assert_true", "assert_true(condition)", "NULL; the query fails where the condition isn't true",
        ("assert_true(1 = 1)", "NULL"), |_, a| assert_true(a)).of("conditional"),
];

/// The only argument.
fn one(name: &str, args: CallArgs) -> Result<Typed, CallError> {
    count(name, &args, 1, 1)?;
    args.into_iter()
        .next()
        .ok_or_else(|| CallError(format!("`{name}` takes 1 argument")))
}

fn when(condition: Expr, then: Expr, otherwise: Expr) -> Expr {
    let branches = vec![(Box::new(condition), Box::new(then))];
    Expr::Case(Case::new(None, branches, Some(Box::new(otherwise))))
}

fn choose(args: CallArgs) -> Bound {
    count("if", &args, 3, 3)?;
    let Ok([test, then, otherwise]) = <[Typed; 3]>::try_from(args) else {
        return Err(CallError("`if` takes 3 arguments".into()));
    };
    if !matches!(test.ty, HiveType::Boolean | HiveType::Void) {
        return Err(wrong("if", 0, "boolean", &test.ty));
    }
    let ty = common("if", [&then.ty, &otherwise.ty].into_iter())?;
    let (then, otherwise) = (cast(then, &ty).expr, cast(otherwise, &ty).expr);
    Ok(Typed {
        expr: when(condition(test), then, otherwise),
        ty,
    })
}

fn coalesce(name: &str, args: CallArgs) -> Bound {
    count(name, &args, 1, usize::MAX)?;
    let ty = common(name, args.iter().map(|a| &a.ty))?;
    let mut values: Vec<Expr> = args.into_iter().map(|a| cast(a, &ty).expr).collect();
    let mut expr = values.pop().unwrap_or_else(|| null(&ty));
    while let Some(value) = values.pop() {
        expr = when(Expr::IsNotNull(Box::new(value.clone())), value, expr);
    }
    Ok(Typed { expr, ty })
}

fn nvl(args: CallArgs) -> Bound {
    count("nvl", &args, 2, 2)?;
    coalesce("nvl", args)
}

fn nullif(args: CallArgs) -> Bound {
    count("nullif", &args, 2, 2)?;
    let Ok([a, b]) = <[Typed; 2]>::try_from(args) else {
        return Err(CallError("`nullif` takes 2 arguments".into()));
    };
    let ty = a.ty.clone();
    let same = comparison(BinaryOp::Eq, a.clone(), b)?;
    Ok(Typed {
        expr: when(same.expr, null(&ty), a.expr),
        ty,
    })
}

fn extreme(name: &str, routine: &'static Routine, args: CallArgs) -> Bound {
    count(name, &args, 2, usize::MAX)?;
    let ty = common(name, args.iter().map(|a| &a.ty))?;
    if ty == HiveType::Void {
        return Ok(Typed {
            expr: null(&ty),
            ty,
        });
    }
    let mut values = args.into_iter().map(|a| cast(a, &ty).expr);
    let first = values.next().unwrap_or_else(|| null(&ty));
    let expr = values.fold(first, |a, b| call(routine, vec![a, b], vec![ty.clone()]));
    Ok(Typed { expr, ty })
}

static GREATEST: Routine = Routine {
    name: "greater",
    body: |c| pick(c, cmp::gt),
};
static LEAST: Routine = Routine {
    name: "lesser",
    body: |c| pick(c, cmp::lt),
};

type Compare = fn(&dyn Datum, &dyn Datum) -> std::result::Result<BooleanArray, ArrowError>;

/// Of two columns the value that wins; NULL where one is.
fn pick(call: &Call<'_>, wins: Compare) -> Result<ArrayRef> {
    let (a, b) = (spread(call, 0)?, spread(call, 1)?);
    let first = wins(&a, &b)?;
    let picked = zip(&first, &a, &b)?;
    Ok(nullif_array(&picked, &arrow::compute::is_null(&first)?)?)
}

/// An argument with as many rows as the call.
fn spread(call: &Call<'_>, n: usize) -> Result<ArrayRef> {
    let array = call.raw(n)?;
    if array.len() == call.len {
        return Ok(array.clone());
    }
    Ok(take(array, &UInt64Array::from(vec![0; call.len]), None)?)
}

fn assert_true(args: CallArgs) -> Bound {
    let test = condition(one("assert_true", args)?);
    let expr = call(&ASSERT_TRUE, vec![test], vec![HiveType::Void]);
    Ok(Typed {
        expr,
        ty: HiveType::Void,
    })
}

static ASSERT_TRUE: Routine = Routine {
    name: "assert_true",
    body: run_assert_true,
};

fn run_assert_true(call: &Call<'_>) -> Result<ArrayRef> {
    let tests = call.arg::<BooleanArray>(0)?;
    if (0..call.len).any(|i| tests.get(i) != Some(true)) {
        return exec_err!("ASSERT_TRUE(): assertion failed.");
    }
    let array = new_null_array(&arrow_type(&HiveType::Void), call.len);
    debug_assert_eq!(array.len(), call.len);
    Ok(array)
}

#[cfg(test)]
mod tests {
    use crate::check::{b, check, d, eval, i, null, s};

    #[test]
    fn chooses() {
        check("if", [b(true), s("yes"), s("no")], "yes");
        check("if", [null(), i(1), d(2.0)], "2.0");
        check("coalesce", [null(), i(1), null()], "1");
        check("coalesce", [null(), null()], "NULL");
        check("nvl", [null(), s("bla")], "bla");
        check("nullif", [s("a"), s("a")], "NULL");
        check("nullif", [i(1), s("2")], "1");
        check("greatest", [i(2), i(3), i(1)], "3");
        check("least", [i(2), d(0.5)], "0.5");
        check("greatest", [s("b"), null()], "NULL");
        check("isnull", [null()], "true");
        check("isnottrue", [null()], "true");
        check("assert_true", [b(true)], "NULL");
        assert!(eval("if", [i(1), i(2), i(3)]).starts_with("error"));
        assert!(eval("coalesce", [i(1), b(true)]).starts_with("error"));
    }
}
