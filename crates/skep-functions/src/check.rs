//! The unit tests' way to run an expression: on one row, its value as Hive's CLI prints it.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::Schema;
use chrono::{TimeZone, Utc};
use chrono_tz::Tz;
use datafusion::common::DFSchema;
use datafusion::config::ConfigOptions;
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::physical_expr::create_physical_expr;
use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;
use skep_serde::types::arrow_type;

use crate::cast::convert;
use crate::registry::{Bind, Context, Typed, lookup};

/// The tests' session: US/Pacific, 2024-02-29 12:34:56 UTC.
pub(crate) fn context() -> Context {
    Context {
        now: Utc.with_ymd_and_hms(2024, 2, 29, 12, 34, 56).unwrap(),
        timezone: Tz::US__Pacific,
        user: "hive_test_user".into(),
        database: "default".into(),
    }
}

/// A literal.
pub(crate) fn lit(value: ScalarValue, ty: HiveType) -> Typed {
    Typed {
        expr: Expr::Literal(value, None),
        ty,
    }
}

/// `string`
pub(crate) fn s(text: &str) -> Typed {
    lit(ScalarValue::Utf8View(Some(text.into())), HiveType::String)
}

/// `int`
pub(crate) fn i(value: i32) -> Typed {
    lit(ScalarValue::Int32(Some(value)), HiveType::Int)
}

/// `bigint`
pub(crate) fn l(value: i64) -> Typed {
    lit(ScalarValue::Int64(Some(value)), HiveType::BigInt)
}

/// `double`
pub(crate) fn d(value: f64) -> Typed {
    lit(ScalarValue::Float64(Some(value)), HiveType::Double)
}

/// `boolean`
pub(crate) fn b(value: bool) -> Typed {
    lit(ScalarValue::Boolean(Some(value)), HiveType::Boolean)
}

/// `NULL`
pub(crate) fn null() -> Typed {
    lit(ScalarValue::Null, HiveType::Void)
}

/// A text as any type.
pub(crate) fn of(text: &str, ty: HiveType) -> Typed {
    crate::cast::cast(s(text), &ty)
}

/// The value of an expression: evaluated as a column of two rows and as a constant, which must agree.
pub(crate) fn shown(value: &Typed) -> String {
    let schema = DFSchema::empty();
    let mut config = ConfigOptions::new();
    config.execution.time_zone = Some("US/Pacific".into());
    let mut props = ExecutionProps::new();
    props.mark_start_execution(Arc::new(config));
    let physical = create_physical_expr(&value.expr, &schema, &props, &Default::default()).unwrap();
    let rows = RecordBatchOptions::new().with_row_count(Some(2));
    let batch = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &rows);
    let array: ArrayRef = physical
        .evaluate(&batch.unwrap())
        .unwrap()
        .into_array(2)
        .unwrap();
    assert_eq!(array.data_type(), &arrow_type(&value.ty), "{:?}", value.ty);
    let text = convert(&array, &value.ty, &HiveType::String, Tz::US__Pacific).unwrap();
    match ScalarValue::try_from_array(&text, 1).unwrap() {
        ScalarValue::Utf8View(Some(text)) if value.ty == HiveType::Boolean => text.to_lowercase(),
        ScalarValue::Utf8View(Some(text)) => text,
        _ => "NULL".into(),
    }
}

/// Binds a call of a scalar function and evaluates it.
pub(crate) fn eval<const N: usize>(name: &str, args: [Typed; N]) -> String {
    let function = lookup(name).unwrap();
    let Bind::Scalar(bind) = function.bind else {
        panic!("`{name}` is no scalar function");
    };
    match bind(&context(), args.into()) {
        Ok(value) => shown(&value),
        Err(error) => format!("error: {error}"),
    }
}

/// Asserts what a call of a scalar function gives.
#[track_caller]
pub(crate) fn check<const N: usize>(name: &str, args: [Typed; N], expected: &str) {
    assert_eq!(eval(name, args), expected, "{name}");
}
