//! Names: a column, an alias, a qualified column, a field of a struct.

use datafusion::logical_expr::Expr as DfExpr;
use skep_functions::registry::Typed;
use skep_hiveql::ast::{Expr, ExprKind, Ident};
use skep_serde::types::arrow_field;

use super::Names;
use crate::env::Level;
use crate::error::{PlanError, PlanErrorKind, Result};
use crate::planner::Planner;
use crate::scope::{Found, ScopeColumn};
use crate::suggest::nearest;
use crate::{group, lowering};

impl Planner<'_> {
    /// A bare name.
    pub(super) fn bare_name(&self, name: &Ident, n: &Names<'_>) -> Result<Typed> {
        self.try_bare_name(name, n)?
            .ok_or_else(|| unknown_column(name, n))
    }

    fn try_bare_name(&self, name: &Ident, n: &Names<'_>) -> Result<Option<Typed>> {
        let lower = name.lower();
        if lower == group::GROUPING_ID_NAME
            && let Some(grouping) = n.grouping
        {
            return Ok(Some(grouping.id()));
        }
        if n.alias_first
            && let Some(typed) = alias(&lower, n)
        {
            return Ok(Some(typed));
        }
        match n.scope.find(&lower) {
            Found::One(column) => return Ok(Some(column.typed())),
            Found::Many => return only_key(&lower, n).ok_or_else(|| ambiguous(name)).map(Some),
            Found::Nothing => {}
        }
        if let Some(typed) = alias(&lower, n) {
            return Ok(Some(typed));
        }
        outer(n.env.outer, name, |level| level.scope.find(&lower))
    }

    /// `base.name`: a column of a table, or a field of a struct.
    pub(super) fn field(&self, base: &Expr, name: &Ident, n: &Names<'_>) -> Result<Typed> {
        if let Some((database, table)) = qualifier(base)
            && let Some(typed) = qualified(database, table, name, n)?
        {
            return Ok(typed);
        }
        let base = self.expr(base, n)?;
        Ok(lowering::struct_field(base, &name.lower())?)
    }
}

/// `table` or `database.table`, if the expression can be read as one.
fn qualifier(base: &Expr) -> Option<(Option<&Ident>, &Ident)> {
    match &base.kind {
        ExprKind::Column(table) => Some((None, table)),
        ExprKind::Field { base, name } => match &base.kind {
            ExprKind::Column(database) => Some((Some(database), name)),
            _ => None,
        },
        _ => None,
    }
}

/// The column, `None` if there is no such table; a table without the column is an error, unless the name is also a
/// column's (then it may be a struct).
fn qualified(
    database: Option<&Ident>,
    table: &Ident,
    name: &Ident,
    n: &Names<'_>,
) -> Result<Option<Typed>> {
    let database = database.map(Ident::lower);
    let (database, lower) = (database.as_deref(), table.lower());
    let column = name.lower();
    match n.scope.find_in(database, &lower, &column) {
        Found::One(found) => return Ok(Some(found.typed())),
        Found::Many => return Err(ambiguous(name)),
        Found::Nothing => {}
    }
    if let Some(typed) = outer(n.env.outer, name, |l| {
        l.scope.find_in(database, &lower, &column)
    })? {
        return Ok(Some(typed));
    }
    let is_column = !matches!(n.scope.find(&lower), Found::Nothing);
    if n.scope.has_table(database, &lower) && !is_column {
        let candidates = n.scope.of_table(database, &lower);
        let hint = nearest(&column, candidates.map(|c| c.name.as_str()));
        return Err(PlanError::new(
            PlanErrorKind::UnknownColumn,
            format!("table `{lower}` has no column `{column}`"),
        )
        .at(name.span)
        .hint(hint));
    }
    Ok(None)
}

/// A column of an enclosing query, the nearest first.
fn outer<'l>(
    mut level: Option<&'l Level<'l>>,
    name: &Ident,
    find: impl Fn(&'l Level<'l>) -> Found<'l>,
) -> Result<Option<Typed>> {
    while let Some(l) = level {
        match find(l) {
            Found::One(column) => return Ok(Some(outer_column(column))),
            Found::Many => return Err(ambiguous(name)),
            Found::Nothing => level = l.next,
        }
    }
    Ok(None)
}

fn outer_column(column: &ScopeColumn) -> Typed {
    let field = arrow_field(&column.column, &column.ty);
    Typed {
        expr: DfExpr::OuterReferenceColumn(
            field.into(),
            datafusion::common::Column::new_unqualified(&column.column),
        ),
        ty: column.ty.clone(),
    }
}

/// What an alias of the select list stands for; nothing if two different expressions have it.
fn alias(name: &str, n: &Names<'_>) -> Option<Typed> {
    let mut found = n.aliases.iter().filter(|o| o.name == name);
    let first = found.next()?;
    found
        .all(|other| other.value.expr == first.value.expr)
        .then(|| first.value.clone())
}

/// The only column of that name that is a GROUP BY key: after grouping, Hive sees no other.
fn only_key(name: &str, n: &Names<'_>) -> Option<Typed> {
    let grouping = n.grouping?;
    let is_key = |typed: &Typed| grouping.keys.iter().any(|(k, _)| k.expr == typed.expr);
    let columns = n.scope.all().filter(|c| c.name == name);
    let mut keys = columns.map(ScopeColumn::typed).filter(is_key);
    let first = keys.next()?;
    keys.next().is_none().then_some(first)
}

fn ambiguous(name: &Ident) -> PlanError {
    PlanError::new(
        PlanErrorKind::AmbiguousColumn,
        format!("column `{}` is ambiguous", name.lower()),
    )
    .at(name.span)
    .hint(Some("put the table's name before it".to_owned()))
}

fn unknown_column(name: &Ident, n: &Names<'_>) -> PlanError {
    let lower = name.lower();
    let candidates = n
        .scope
        .columns
        .iter()
        .map(|c| c.name.as_str())
        .chain(n.aliases.iter().map(|o| o.name.as_str()));
    PlanError::new(
        PlanErrorKind::UnknownColumn,
        format!("there is no column `{lower}`"),
    )
    .at(name.span)
    .hint(nearest(&lower, candidates))
}
