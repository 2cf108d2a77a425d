//! Trying functions in this crate's tests: calls are bound, run by DataFusion, and shown as Hive's CLI prints them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::datatypes::Schema;
use chrono_tz::Tz;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::prelude::{DataFrame, Expr, SessionContext, col};
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;
use skep_serde::display::cell_to_string;
use skep_serde::types::{arrow_field, arrow_type};

use crate::registry::{Bind, Context, Typed, lookup};

const ZONE: Tz = Tz::US__Pacific;

fn context() -> Context {
    Context {
        now: chrono::DateTime::UNIX_EPOCH,
        timezone: ZONE,
        user: "me".into(),
        database: "default".into(),
    }
}

/// A literal of a type.
pub(crate) fn of(value: ScalarValue, ty: HiveType) -> Typed {
    Typed {
        expr: Expr::Literal(value, None),
        ty,
    }
}

/// `string`
pub(crate) fn s(v: &str) -> Typed {
    of(ScalarValue::Utf8View(Some(v.into())), HiveType::String)
}

/// `int`
pub(crate) fn i(v: i32) -> Typed {
    of(ScalarValue::Int32(Some(v)), HiveType::Int)
}

/// `bigint`
pub(crate) fn l(v: i64) -> Typed {
    of(ScalarValue::Int64(Some(v)), HiveType::BigInt)
}

/// `double`
pub(crate) fn d(v: f64) -> Typed {
    of(ScalarValue::Float64(Some(v)), HiveType::Double)
}

/// `decimal(p, s)`, unscaled
pub(crate) fn dec(v: i128, p: u8, s: u8) -> Typed {
    let scale = i8::try_from(s).unwrap();
    of(
        ScalarValue::Decimal128(Some(v), p, scale),
        HiveType::Decimal(p, s),
    )
}

/// NULL of a type.
pub(crate) fn null(ty: HiveType) -> Typed {
    of(ScalarValue::try_from(&arrow_type(&ty)).unwrap(), ty)
}

/// A call of a scalar function.
#[track_caller]
pub(crate) fn call(name: &str, args: impl IntoIterator<Item = Typed>) -> Typed {
    let f = lookup(name).unwrap_or_else(|| panic!("no function `{name}`"));
    let Bind::Scalar(bind) = f.bind else {
        panic!("`{name}` isn't scalar")
    };
    bind(&context(), args.into_iter().collect()).unwrap()
}

/// Why a call isn't bound.
#[track_caller]
pub(crate) fn refused(name: &str, args: impl IntoIterator<Item = Typed>) -> String {
    let Bind::Scalar(bind) = lookup(name).unwrap().bind else {
        panic!("`{name}` isn't scalar")
    };
    bind(&context(), args.into_iter().collect())
        .unwrap_err()
        .to_string()
}

fn run(frame: DataFrame, ty: &HiveType) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let batches = runtime.block_on(frame.collect()).unwrap();
    let mut lines = Vec::new();
    for batch in batches {
        let array = batch.column(0);
        assert_eq!(array.data_type(), &arrow_type(ty));
        lines.extend((0..batch.num_rows()).map(|row| cell_to_string(array, row, ty, ZONE)));
    }
    lines.join("\n")
}

fn two_rows() -> DataFrame {
    table(vec![i(1), i(2)])
}

/// A table with one column `x`.
fn table(values: Vec<Typed>) -> DataFrame {
    let ty = values.iter().map(|v| v.ty.clone()).next().unwrap();
    let scalars = values.into_iter().map(|v| match v.expr {
        Expr::Literal(v, _) => v,
        other => panic!("{other} isn't constant"),
    });
    let column: ArrayRef = ScalarValue::iter_to_array(scalars).unwrap();
    let schema = Arc::new(Schema::new(vec![arrow_field("x", &ty)]));
    let batch = RecordBatch::try_new(schema, vec![column]).unwrap();
    SessionContext::new().read_batch(batch).unwrap()
}

/// The value of an expression, which must be the same in every row.
#[track_caller]
pub(crate) fn show(value: &Typed) -> String {
    let shown = run(
        two_rows().select(vec![value.expr.clone()]).unwrap(),
        &value.ty,
    );
    let (a, b) = shown.split_at(shown.len() / 2);
    assert_eq!(a, b.strip_prefix('\n').unwrap_or(b), "two rows");
    a.to_owned()
}

/// Asserts what a call gives.
#[track_caller]
pub(crate) fn check(name: &str, args: impl IntoIterator<Item = Typed>, expected: &str) {
    assert_eq!(show(&call(name, args)), expected, "{name}");
}

/// What an aggregate of the column `x` and further arguments gives over `values`.
#[track_caller]
pub(crate) fn aggregate(
    name: &str,
    values: Vec<Typed>,
    more: Vec<Typed>,
    distinct: bool,
) -> String {
    let ty = values.iter().map(|v| v.ty.clone()).next().unwrap();
    let Bind::Aggregate(bind) = lookup(name).unwrap().bind else {
        panic!("`{name}` is no aggregate")
    };
    let x = Typed { expr: col("x"), ty };
    let bound = bind(&context(), [vec![x], more].concat(), distinct).unwrap();
    let mut found = Vec::new();
    let outer = bound.expr.transform(|e| {
        Ok(match e {
            Expr::AggregateFunction(_) => {
                found.push(e.alias("agg"));
                Transformed::yes(col("agg"))
            }
            e => Transformed::no(e),
        })
    });
    assert_eq!(found.len(), 1, "exactly one aggregate");
    let frame = table(values).aggregate(vec![], found).unwrap();
    run(frame.select(vec![outer.unwrap().data]).unwrap(), &bound.ty)
}

/// What a window function of the column `x` gives over `values`, ordered by `x`.
#[track_caller]
pub(crate) fn window(
    name: &str,
    values: Vec<Typed>,
    args: impl FnOnce(Typed) -> Vec<Typed>,
) -> String {
    let ty = values.iter().map(|v| v.ty.clone()).next().unwrap();
    let Bind::Window(bind) = lookup(name).unwrap().bind else {
        panic!("`{name}` is no window function")
    };
    let bound = bind(&context(), args(Typed { expr: col("x"), ty })).unwrap();
    let mut found = 0;
    let ordered = bound.expr.transform(|e| {
        Ok(match e {
            Expr::WindowFunction(mut f) => {
                found += 1;
                f.params.order_by = vec![col("x").sort(true, true)];
                f.params.window_frame = datafusion::logical_expr::WindowFrame::new(Some(false));
                Transformed::yes(Expr::WindowFunction(f))
            }
            e => Transformed::no(e),
        })
    });
    let ordered = ordered.unwrap().data;
    assert_eq!(found, 1, "exactly one window function");
    let frame = table(values)
        .select(vec![ordered.alias("out"), col("x")])
        .unwrap();
    let sorted = frame.sort(vec![col("x").sort(true, true)]).unwrap();
    run(sorted.select(vec![col("out")]).unwrap(), &bound.ty)
}

/// The array of structs that a table function gives.
#[track_caller]
pub(crate) fn table_rows(name: &str, args: impl IntoIterator<Item = Typed>) -> String {
    let Bind::Table(bind) = lookup(name).unwrap().bind else {
        panic!("`{name}` is no table function")
    };
    let bound = bind(&context(), args.into_iter().collect()).unwrap();
    let fields = bound.columns.into_iter();
    let fields = fields.map(|(name, ty)| skep_hiveql::types::StructField { name, ty });
    let ty = HiveType::Array(Box::new(HiveType::Struct(fields.collect())));
    show(&Typed {
        expr: bound.rows,
        ty,
    })
}
