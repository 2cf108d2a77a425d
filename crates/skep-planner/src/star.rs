//! The select list spelled out: `*`, `t.*`, regular expressions, and what columns are called.

use std::rc::Rc;

use skep_hiveql::ast::{Expr, ExprKind, Ident, ObjectName, Span};

use crate::error::{PlanError, PlanErrorKind, Result};
use crate::planner::Planner;
use crate::scope::{Qualifier, Scope, ScopeColumn};
use crate::select::{Item, Source};
use crate::suggest::nearest;

impl Planner<'_> {
    /// `*` and `t.*`.
    pub(crate) fn wildcard(
        &self,
        qualifier: Option<&ObjectName>,
        span: Span,
        scope: &Scope,
        items: &mut Vec<Item<'_>>,
    ) -> Result<()> {
        let Some(qualifier) = qualifier else {
            if scope.columns.is_empty() {
                return Err(PlanError::invalid("`*` needs a FROM").at(span));
            }
            items.extend(scope.all().map(|c| of_column(c, span)));
            return Ok(());
        };
        let database = qualifier.database.as_ref().map(Ident::lower);
        let table = qualifier.name.lower();
        if !scope.has_table(database.as_deref(), &table) {
            let tables = scope.columns.iter().filter_map(|c| c.qualifier.as_ref());
            let hint = nearest(&table, tables.map(|q| q.name.as_str()));
            return Err(PlanError::new(
                PlanErrorKind::UnknownTable,
                format!("there is no table `{table}` in FROM"),
            )
            .at(qualifier.name.span)
            .hint(hint));
        }
        items.extend(
            scope
                .of_table(database.as_deref(), &table)
                .map(|c| of_column(c, span)),
        );
        Ok(())
    }

    /// An expression of the select list, the `position`th piece of it.
    pub(crate) fn expression<'q>(
        &self,
        position: usize,
        expr: &'q Expr,
        aliases: &'q [Ident],
        scope: &Scope,
        items: &mut Vec<Item<'q>>,
    ) -> Result<()> {
        if self.options.quoted_identifiers_regex
            && aliases.is_empty()
            && let Some((table, pattern)) = regex_column(expr)
        {
            return matching(table, pattern, scope, items);
        }
        let name = match aliases {
            [] => unnamed(position, expr),
            [alias] => alias.lower(),
            [_, second, ..] => {
                return Err(
                    PlanError::invalid("one expression can't have several names").at(second.span),
                );
            }
        };
        items.push(Item {
            name,
            table: named_table(expr, aliases, scope),
            source: Source::Expr(expr),
            span: expr.span,
        });
        Ok(())
    }
}

/// A column keeps its name, a struct's field too; anything else is called by its place.
fn unnamed(position: usize, expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Column(name) | ExprKind::Field { name, .. } => name.lower(),
        _ => format!("_c{position}"),
    }
}

/// The table of a column that is written `t.a` and has no other name.
fn named_table(expr: &Expr, aliases: &[Ident], scope: &Scope) -> Option<Rc<Qualifier>> {
    let ExprKind::Field { base, .. } = &expr.kind else {
        return None;
    };
    let ExprKind::Column(table) = &base.kind else {
        return None;
    };
    let name = table.lower();
    let known = aliases.is_empty() && scope.has_table(None, &name);
    known.then(|| {
        Rc::new(Qualifier {
            database: None,
            name,
        })
    })
}

fn of_column<'q>(column: &ScopeColumn, span: Span) -> Item<'q> {
    Item {
        name: column.name.clone(),
        table: column.qualifier.clone(),
        source: Source::Column(column.clone()),
        span,
    }
}

/// A quoted name that can't be a plain one, and the table before it.
fn regex_column(expr: &Expr) -> Option<(Option<&Ident>, &Ident)> {
    let plain = |n: &Ident| n.value.chars().all(|c| c.is_alphanumeric() || c == '_');
    match &expr.kind {
        ExprKind::Column(name) if name.quoted && !plain(name) => Some((None, name)),
        ExprKind::Field { base, name } if name.quoted && !plain(name) => match &base.kind {
            ExprKind::Column(table) => Some((Some(table), name)),
            _ => None,
        },
        _ => None,
    }
}

/// The columns whose whole name matches, as Java's `matches` without regard to case.
fn matching(
    table: Option<&Ident>,
    pattern: &Ident,
    scope: &Scope,
    items: &mut Vec<Item<'_>>,
) -> Result<()> {
    let invalid = || {
        PlanError::invalid(format!(
            "`{}` is no valid regular expression",
            pattern.value
        ))
        .at(pattern.span)
    };
    let regex =
        fancy_regex::Regex::new(&format!("(?i)^(?:{})$", pattern.value)).map_err(|_| invalid())?;
    let before = items.len();
    let table = table.map(Ident::lower);
    let of_table = |c: &&ScopeColumn| match (&table, &c.qualifier) {
        (None, _) => true,
        (Some(table), Some(q)) => q.name == *table,
        (Some(_), None) => false,
    };
    for c in scope.all().filter(of_table) {
        if regex.is_match(&c.name).map_err(|_| invalid())? {
            items.push(of_column(c, pattern.span));
        }
    }
    if items.len() == before {
        return Err(PlanError::new(
            PlanErrorKind::UnknownColumn,
            format!("no column matches `{}`", pattern.value),
        )
        .at(pattern.span));
    }
    Ok(())
}
