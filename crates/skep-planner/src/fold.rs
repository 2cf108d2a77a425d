//! Constant expressions become literals before a function is asked to bind them.
//!
//! They are computed under the session's settings, for some casts depend on its time zone.

use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::arrow::datatypes::Schema;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::TreeNode;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::execution_props::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{ColumnarValue, Expr};
use datafusion::physical_expr::create_physical_expr;
use skep_functions::registry::Typed;
use std::sync::Arc;

/// The literal that an expression comes to, if it is constant and can be computed; else the expression.
pub(crate) fn fold(typed: Typed, config: &Arc<ConfigOptions>) -> Typed {
    match value(&typed.expr, config) {
        Some(value) => Typed {
            expr: Expr::Literal(value, None),
            ty: typed.ty,
        },
        None => typed,
    }
}

/// The value of a constant expression.
pub(crate) fn value(expr: &Expr, config: &Arc<ConfigOptions>) -> Option<ScalarValue> {
    if let Expr::Literal(value, _) = expr {
        return Some(value.clone());
    }
    if !is_constant(expr) {
        return None;
    }
    let mut props = ExecutionProps::new();
    props.config_options = Some(Arc::clone(config));
    let physical = create_physical_expr(
        expr,
        &DFSchema::empty(),
        &props,
        &PhysicalPlanningContext::default(),
    )
    .ok()?;
    let options = RecordBatchOptions::new().with_row_count(Some(1));
    let row =
        RecordBatch::try_new_with_options(Arc::new(Schema::empty()), vec![], &options).ok()?;
    match physical.evaluate(&row).ok()? {
        ColumnarValue::Scalar(value) => Some(value),
        ColumnarValue::Array(array) => ScalarValue::try_from_array(&array, 0).ok(),
    }
}

fn is_constant(expr: &Expr) -> bool {
    let varies = expr.exists(|e| {
        Ok(e.is_volatile_node()
            || !matches!(
                e,
                Expr::Literal(..)
                    | Expr::Alias(_)
                    | Expr::BinaryExpr(_)
                    | Expr::Not(_)
                    | Expr::IsNull(_)
                    | Expr::IsNotNull(_)
                    | Expr::IsTrue(_)
                    | Expr::IsFalse(_)
                    | Expr::IsUnknown(_)
                    | Expr::IsNotTrue(_)
                    | Expr::IsNotFalse(_)
                    | Expr::IsNotUnknown(_)
                    | Expr::Negative(_)
                    | Expr::Between(_)
                    | Expr::Case(_)
                    | Expr::Cast(_)
                    | Expr::TryCast(_)
                    | Expr::InList(_)
                    | Expr::Like(_)
                    | Expr::ScalarFunction(_)
            ))
    });
    !varies.unwrap_or(true)
}
