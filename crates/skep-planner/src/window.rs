//! Window functions: OVER, named windows, frames; and the Window nodes that compute them.

use std::collections::HashMap;

use arrow::datatypes::IntervalMonthDayNano;
use datafusion::common::ScalarValue;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::expr::{WindowFunction, WindowFunctionParams};
use datafusion::logical_expr::{
    Expr, LogicalPlan, SortExpr, WindowFrame, WindowFrameBound, WindowFrameUnits,
    WindowFunctionDefinition,
};
use skep_functions::registry::Typed;
use skep_hiveql::ast::{self, FrameBound, FrameUnits, WindowSpec};
use skep_hiveql::types::HiveType;

use crate::error::{PlanError, Result};
use crate::expr::Names;
use crate::plan;
use crate::planner::Planner;
use crate::scope::column;

/// Named windows may refer to each other so many times.
const BASE_LIMIT: usize = 32;

/// A window, resolved.
struct Window {
    partition_by: Vec<Expr>,
    order_by: Vec<SortExpr>,
    frame: WindowFrame,
}

impl Planner<'_> {
    /// The call under OVER. `call` holds one aggregate or window function, perhaps inside other expressions.
    pub(crate) fn over(&self, call: Typed, spec: &WindowSpec, names: &Names<'_>) -> Result<Typed> {
        let window = self.window(spec, names)?;
        let expr = call
            .expr
            .transform_down(|e| {
                let function = match e {
                    Expr::AggregateFunction(f) => WindowFunction {
                        fun: WindowFunctionDefinition::AggregateUDF(f.func),
                        params: WindowFunctionParams {
                            args: f.params.args,
                            partition_by: vec![],
                            order_by: vec![],
                            window_frame: window.frame.clone(),
                            filter: f.params.filter,
                            null_treatment: f.params.null_treatment,
                            distinct: f.params.distinct,
                        },
                    },
                    Expr::WindowFunction(f) => *f,
                    other => return Ok(Transformed::no(other)),
                };
                Ok(Transformed::new(
                    Expr::WindowFunction(Box::new(window.fill(function))),
                    true,
                    TreeNodeRecursion::Jump,
                ))
            })?
            .data;
        Ok(Typed { expr, ty: call.ty })
    }

    fn window(&self, spec: &WindowSpec, names: &Names<'_>) -> Result<Window> {
        let spec = resolve(spec, names)?;
        let mut inner = *names;
        inner.window_functions = false;
        inner.clause = "a window";
        let mut partition_by = Vec::new();
        for expr in &spec.partition_by {
            partition_by.push(self.expr(expr, &inner)?.expr);
        }
        let mut order_by = Vec::new();
        let mut order_types = Vec::new();
        for item in &spec.order_by {
            let key = self.expr(&item.expr, &inner)?;
            order_types.push(key.ty);
            order_by.push(self.sort_expr(key.expr, item));
        }
        let mut frame = match &spec.frame {
            None if order_by.is_empty() => WindowFrame::new(None),
            None => WindowFrame::new(Some(false)),
            Some(frame) => self.frame(frame, &order_types, names)?,
        };
        if frame.units == WindowFrameUnits::Range && !order_types.iter().all(has_range) {
            // Without a distance, RANGE and GROUPS mean the same; DataFusion knows only GROUPS of these types.
            frame.units = WindowFrameUnits::Groups;
        }
        frame.regularize_order_bys(&mut order_by)?;
        Ok(Window {
            partition_by,
            order_by,
            frame,
        })
    }

    fn frame(
        &self,
        frame: &ast::WindowFrame,
        order: &[HiveType],
        names: &Names<'_>,
    ) -> Result<WindowFrame> {
        let units = match frame.units {
            FrameUnits::Rows => WindowFrameUnits::Rows,
            FrameUnits::Range => WindowFrameUnits::Range,
        };
        let start = self.bound(&frame.start, units, order, names)?;
        let end = match &frame.end {
            None => WindowFrameBound::CurrentRow,
            Some(end) => self.bound(end, units, order, names)?,
        };
        let unbounded = |b: &WindowFrameBound| b.is_unbounded();
        if matches!(start, WindowFrameBound::Following(_)) && unbounded(&start)
            || matches!(end, WindowFrameBound::Preceding(_)) && unbounded(&end)
        {
            return Err(PlanError::invalid(
                "a window's frame must start before it ends",
            ));
        }
        Ok(WindowFrame::new_bounds(units, start, end))
    }

    fn bound(
        &self,
        bound: &FrameBound,
        units: WindowFrameUnits,
        order: &[HiveType],
        names: &Names<'_>,
    ) -> Result<WindowFrameBound> {
        if units == WindowFrameUnits::Range
            && order.first().is_some_and(HiveType::is_string)
            && matches!(
                bound,
                FrameBound::Preceding(Some(_)) | FrameBound::Following(Some(_))
            )
        {
            // Hive tells strings apart but not how far: within any distance are the equal ones
            // (StringPrimitiveValueBoundaryScanner).
            return Ok(WindowFrameBound::CurrentRow);
        }
        let value = |amount: &Option<Box<ast::Expr>>| match amount {
            None => Ok(ScalarValue::UInt64(None)),
            Some(expr) => self.amount(expr, units, order, names),
        };
        Ok(match bound {
            FrameBound::CurrentRow => WindowFrameBound::CurrentRow,
            FrameBound::Preceding(amount) => WindowFrameBound::Preceding(value(amount)?),
            FrameBound::Following(amount) => WindowFrameBound::Following(value(amount)?),
        })
    }

    /// How far a bound is: rows, or a distance in the order key's own type (days for dates, seconds for timestamps).
    fn amount(
        &self,
        expr: &ast::Expr,
        units: WindowFrameUnits,
        order: &[HiveType],
        names: &Names<'_>,
    ) -> Result<ScalarValue> {
        let typed = self.expr(expr, names)?;
        let value = self
            .constant(&typed.expr)
            .and_then(|v| v.cast_to(&arrow::datatypes::DataType::Int64).ok());
        let Some(ScalarValue::Int64(Some(n))) = value else {
            return Err(
                PlanError::invalid("a window's bound must be a constant number").at(expr.span),
            );
        };
        let rows = u64::try_from(n)
            .map_err(|_| PlanError::invalid("a window's bound can't be negative").at(expr.span))?;
        if units == WindowFrameUnits::Rows {
            return Ok(ScalarValue::UInt64(Some(rows)));
        }
        let days = i32::try_from(n).unwrap_or(i32::MAX);
        match order.first() {
            Some(HiveType::Date) => Ok(ScalarValue::IntervalMonthDayNano(Some(
                IntervalMonthDayNano::new(0, days, 0),
            ))),
            Some(HiveType::Timestamp | HiveType::TimestampLocalTz) => {
                Ok(ScalarValue::IntervalMonthDayNano(Some(
                    IntervalMonthDayNano::new(0, 0, n.saturating_mul(1_000_000_000)),
                )))
            }
            Some(ty) if ty.is_numeric() => {
                Ok(ScalarValue::Int64(Some(n)).cast_to(&skep_serde::types::arrow_type(ty))?)
            }
            _ => Err(PlanError::invalid(
                "a window by RANGE needs an ORDER BY of numbers, dates or timestamps",
            )
            .at(expr.span)),
        }
    }
}

/// True of the types that DataFusion takes in RANGE frames.
fn has_range(ty: &HiveType) -> bool {
    ty.is_numeric()
        || ty.is_string()
        || matches!(
            ty,
            HiveType::Date | HiveType::Timestamp | HiveType::TimestampLocalTz
        )
}

impl Window {
    fn fill(&self, mut function: WindowFunction) -> WindowFunction {
        function.params.partition_by.clone_from(&self.partition_by);
        function.params.order_by.clone_from(&self.order_by);
        function.params.window_frame = self.frame.clone();
        function
    }
}

/// A window with what its base gives; the nearer clause goes first.
fn resolve(spec: &WindowSpec, names: &Names<'_>) -> Result<WindowSpec> {
    let mut spec = spec.clone();
    for _ in 0..BASE_LIMIT {
        let Some(base) = spec.base.take() else {
            return Ok(spec);
        };
        let name = base.lower();
        let found = names.windows.iter().find(|w| w.name.lower() == name);
        let Some(window) = found else {
            return Err(PlanError::invalid(format!("there is no window `{name}`")).at(base.span));
        };
        let base = window.spec.clone();
        spec.base = base.base;
        if spec.partition_by.is_empty() {
            spec.partition_by = base.partition_by;
        }
        if spec.order_by.is_empty() {
            spec.order_by = base.order_by;
        }
        spec.frame = spec.frame.or(base.frame);
    }
    Err(PlanError::invalid(
        "the windows refer to each other in a circle",
    ))
}

/// Collects the window functions of a SELECT and replaces them by columns.
#[derive(Default)]
pub(crate) struct Windows {
    calls: Vec<(Expr, String)>,
}

impl Windows {
    /// The expression over the Window nodes' columns.
    pub(crate) fn rewrite(&mut self, planner: &Planner<'_>, expr: Expr) -> Result<Expr> {
        let rewritten = expr.transform_down(|e| {
            if !matches!(e, Expr::WindowFunction(_)) {
                return Ok(Transformed::no(e));
            }
            let known = self.calls.iter().find(|(c, _)| *c == e);
            let name = match known {
                Some((_, name)) => name.clone(),
                None => {
                    let name = planner.fresh();
                    self.calls.push((e, name.clone()));
                    name
                }
            };
            Ok(Transformed::new(
                column(&name),
                true,
                TreeNodeRecursion::Jump,
            ))
        })?;
        Ok(rewritten.data)
    }

    /// A Window node for each way of partitioning and ordering.
    pub(crate) fn apply(self, mut input: LogicalPlan) -> Result<LogicalPlan> {
        let mut groups: Vec<Vec<Expr>> = Vec::new();
        let mut group_of: HashMap<(Vec<Expr>, Vec<SortExpr>), usize> = HashMap::new();
        for (call, name) in self.calls {
            let Expr::WindowFunction(f) = &call else {
                continue;
            };
            let key = (f.params.partition_by.clone(), f.params.order_by.clone());
            let at = *group_of.entry(key).or_insert(groups.len());
            if at == groups.len() {
                groups.push(Vec::new());
            }
            if let Some(group) = groups.get_mut(at) {
                group.push(call.alias(name));
            }
        }
        for group in groups {
            input = plan::window(input, group)?;
        }
        Ok(input)
    }
}
