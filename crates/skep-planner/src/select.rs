//! One SELECT, bound in Hive's order; each step has its own file.

use std::cell::Cell;

use std::rc::Rc;

use datafusion::logical_expr::{Expr, LogicalPlan};
use skep_functions::registry::{Bind, Typed};
use skep_hiveql::ast::{self, ExprKind, FunctionCall, Ident, Select, SelectItem, Span, TableRef};

use crate::env::Env;
use crate::error::{PlanError, Result};
use crate::expr::Names;
use crate::group::{Aggregator, Grouping};
use crate::order::{SortKey, project_sorted};
use crate::planner::Planner;
use crate::query::Tail;
use crate::scope::{Qualifier, Reach, Rel, Scope, ScopeColumn};
use crate::window::Windows;
use crate::{lowering, plan};

/// A piece of the select list after stars are spelled out.
pub(crate) struct Item<'q> {
    /// The name of the result's column.
    pub(crate) name: String,
    /// The table that it was named by.
    pub(crate) table: Option<Rc<Qualifier>>,
    pub(crate) source: Source<'q>,
    pub(crate) span: Span,
}

/// Where an item's value comes from.
pub(crate) enum Source<'q> {
    Column(ScopeColumn),
    Expr(&'q ast::Expr),
}

/// A bound piece of the select list.
pub(crate) struct Output {
    pub(crate) name: String,
    pub(crate) value: Typed,
}

/// Everything of a SELECT that is computed from its input.
struct Parts {
    aggregated: bool,
    outputs: Vec<Output>,
    having: Option<Expr>,
    qualify: Option<Expr>,
    keys: Vec<SortKey>,
}

impl Planner<'_> {
    /// A SELECT with what follows it. `shared` is the source of a multi-insert's branch.
    pub(crate) fn select(
        &self,
        select: &Select,
        tail: &Tail<'_>,
        shared: Option<&TableRef>,
        env: &Env<'_>,
    ) -> Result<Rel> {
        if select.transform.is_some() {
            return Err(
                PlanError::unsupported("TRANSFORM … USING is not supported").at(select.span)
            );
        }
        let rel = self.input(select, shared, env)?;
        let (rel, items) = self.items(select, rel, env)?;
        let mut names = Names::new(&rel.scope, env, "GROUP BY");
        let grouping = match &select.group_by {
            Some(group) => Some(self.grouping(group, &items, &names)?),
            None => None,
        };
        names.windows = &select.windows;
        names.grouping = grouping.as_ref();
        let parts = self.parts(select, tail, &items, &names)?;
        self.assemble(select, tail, rel, grouping, parts, &items)
    }

    /// FROM and WHERE.
    fn input(&self, select: &Select, shared: Option<&TableRef>, env: &Env<'_>) -> Result<Rel> {
        let mut rel = match select.from.as_ref().or(shared) {
            Some(table) => self.from(table, env)?,
            None => Rel {
                plan: plan::one_row(),
                scope: Scope::default(),
            },
        };
        if let Some(filter) = &select.filter {
            let condition = self.condition(filter, &Names::new(&rel.scope, env, "WHERE"))?;
            rel.plan = self.filtered(rel.plan, condition.expr)?;
        }
        Ok(rel)
    }

    /// The rows for which a condition holds.
    fn filtered(&self, input: LogicalPlan, condition: Expr) -> Result<LogicalPlan> {
        let condition = self.settled_filter(condition, input.schema())?;
        plan::filter(input, condition)
    }

    /// The select list with stars spelled out; a table-generating function is run first.
    fn items<'q>(
        &self,
        select: &'q Select,
        rel: Rel,
        env: &Env<'_>,
    ) -> Result<(Rel, Vec<Item<'q>>)> {
        if let Some((call, aliases)) = table_call(select)? {
            return self.generated(call, aliases, rel, env, select.span);
        }
        let mut items = Vec::new();
        for (i, item) in select.items.iter().enumerate() {
            match item {
                SelectItem::Wildcard { qualifier, span } => {
                    self.wildcard(qualifier.as_ref(), *span, &rel.scope, &mut items)?;
                }
                SelectItem::Expr { expr, aliases } => {
                    self.expression(i, expr, aliases, &rel.scope, &mut items)?;
                }
            }
        }
        if items.is_empty() {
            return Err(PlanError::invalid("the select list is empty").at(select.span));
        }
        Ok((rel, items))
    }

    /// `SELECT explode(a) AS b`: the function's rows, and its columns as the select list.
    fn generated<'q>(
        &self,
        call: &FunctionCall,
        aliases: &[Ident],
        rel: Rel,
        env: &Env<'_>,
        span: Span,
    ) -> Result<(Rel, Vec<Item<'q>>)> {
        let names = Names::new(&rel.scope, env, "SELECT");
        let table = self
            .table_call(&call.name.name, &call.args, call.star, &names)
            .map_err(|e| e.at(span))?;
        let known = rel.scope.columns.len();
        let rel = self.generate(rel, table, None, aliases, false)?;
        let items = rel
            .scope
            .columns
            .iter()
            .skip(known)
            .map(|c| Item {
                name: c.name.clone(),
                table: None,
                source: Source::Column(c.clone()),
                span,
            })
            .collect();
        Ok((rel, items))
    }

    /// An item's value over the input's columns.
    pub(crate) fn item(&self, item: &Item<'_>, names: &Names<'_>) -> Result<Typed> {
        match &item.source {
            Source::Column(c) => Ok(c.typed()),
            Source::Expr(e) => self.expr(e, names),
        }
    }

    fn parts(
        &self,
        select: &Select,
        tail: &Tail<'_>,
        items: &[Item<'_>],
        names: &Names<'_>,
    ) -> Result<Parts> {
        let mut names = *names;
        let aggregated = Cell::new(false);
        names.aggregates = Some(&aggregated);
        names.window_functions = true;
        names.clause = "SELECT";
        let mut outputs = Vec::with_capacity(items.len());
        for item in items {
            outputs.push(Output {
                name: item.name.clone(),
                value: self.item(item, &names)?,
            });
        }
        names.aliases = &outputs;
        names.clause = "QUALIFY";
        let qualify = match &select.qualify {
            Some(e) => Some(self.condition(e, &names)?.expr),
            None => None,
        };
        names.alias_first = true;
        names.clause = "ORDER BY";
        let exprs: Vec<Expr> = outputs.iter().map(|o| o.value.expr.clone()).collect();
        let keys = self.sort_keys(tail, &exprs, &names)?;
        names.alias_first = false;
        names.window_functions = false;
        names.clause = "HAVING";
        let having = match &select.having {
            Some(e) => Some(self.condition(e, &names)?.expr),
            None => None,
        };
        Ok(Parts {
            aggregated: aggregated.get(),
            outputs,
            having,
            qualify,
            keys,
        })
    }

    /// The plan: Aggregate, HAVING, Windows, QUALIFY, the select list, DISTINCT, the order, LIMIT.
    fn assemble(
        &self,
        select: &Select,
        tail: &Tail<'_>,
        rel: Rel,
        grouping: Option<Grouping>,
        mut parts: Parts,
        items: &[Item<'_>],
    ) -> Result<Rel> {
        let Rel { mut plan, scope } = rel;
        if grouping.is_some() || parts.aggregated {
            let grouping = grouping.unwrap_or_else(|| self.no_grouping());
            let mut aggregator = Aggregator::new(&grouping, &scope);
            parts.map(items, |e| aggregator.rewrite(self, e))?;
            plan = aggregator.apply(self, plan)?;
        } else if select.having.is_some() {
            return Err(PlanError::invalid("HAVING specified without GROUP BY").at(select.span));
        }
        if let Some(having) = parts.having.take() {
            plan = self.filtered(plan, having)?;
        }
        let mut windows = Windows::default();
        parts.map(items, |e| windows.rewrite(self, e))?;
        plan = windows.apply(plan)?;
        if let Some(qualify) = parts.qualify.take() {
            plan = self.filtered(plan, qualify)?;
        }
        parts.map(items, |e| self.settle(e, plan.schema(), true))?;
        let mut columns = Vec::with_capacity(parts.outputs.len());
        let mut exprs = Vec::with_capacity(parts.outputs.len());
        for (output, item) in parts.outputs.into_iter().zip(items) {
            let column = self.fresh();
            exprs.push((output.value.expr, column.clone()));
            columns.push(ScopeColumn {
                qualifier: item.table.clone(),
                name: output.name,
                column,
                ty: output.value.ty,
                reach: Reach::Full,
            });
        }
        plan = project_sorted(plan, &exprs, parts.keys, select.distinct, &scope)
            .map_err(|e| e.at(tail.span))?;
        Ok(Rel {
            plan: tail.limited(plan),
            scope: Scope { columns },
        })
    }
}

impl Parts {
    /// Rewrites every expression.
    fn map(
        &mut self,
        items: &[Item<'_>],
        mut rewrite: impl FnMut(Expr) -> Result<Expr>,
    ) -> Result<()> {
        for (output, item) in self.outputs.iter_mut().zip(items) {
            output.value.expr =
                rewrite(std::mem::take(&mut output.value.expr)).map_err(|e| e.at(item.span))?;
        }
        for expr in self.having.iter_mut().chain(self.qualify.iter_mut()) {
            *expr = rewrite(std::mem::take(expr))?;
        }
        for key in &mut self.keys {
            key.expr = rewrite(std::mem::take(&mut key.expr))?;
        }
        Ok(())
    }
}

/// The table-generating function that is the whole select list.
fn table_call(select: &Select) -> Result<Option<(&FunctionCall, &[Ident])>> {
    for item in &select.items {
        let SelectItem::Expr { expr, aliases } = item else {
            continue;
        };
        let ExprKind::Function(call) = &expr.kind else {
            continue;
        };
        let function = lowering::function(&call.name.name.lower());
        if call.over.is_some() || !function.is_some_and(|f| matches!(f.bind, Bind::Table(_))) {
            continue;
        }
        if select.items.len() > 1 {
            return Err(PlanError::invalid(format!(
                "`{}` makes rows, so it must be the only expression of its SELECT",
                call.name.name.lower()
            ))
            .at(expr.span)
            .hint(Some("use LATERAL VIEW".to_owned())));
        }
        if select.group_by.is_some() || select.having.is_some() {
            return Err(PlanError::invalid(format!(
                "`{}` makes rows and can't stand beside GROUP BY",
                call.name.name.lower()
            ))
            .at(expr.span));
        }
        return Ok(Some((call, aliases)));
    }
    Ok(None)
}
