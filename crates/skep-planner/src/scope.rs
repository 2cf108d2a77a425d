//! Names in reach, and the plan columns they stand for.

use std::rc::Rc;

use datafusion::common::Column;
use datafusion::logical_expr::{Expr, LogicalPlan};
use skep_functions::registry::Typed;
use skep_hiveql::types::HiveType;

/// A plan and the names of its columns.
#[derive(Debug, Clone)]
pub(crate) struct Rel {
    pub(crate) plan: LogicalPlan,
    pub(crate) scope: Scope,
}

/// `table` or `database.table` before a column's name; lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Qualifier {
    pub(crate) database: Option<String>,
    pub(crate) name: String,
}

/// How a column may be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// By `*`, by its name and by its qualified name.
    Full,
    /// By name only: a virtual column.
    Virtual,
    /// By its qualified name only: one side of a column that USING merged.
    Qualified,
}

/// A column in reach.
#[derive(Debug, Clone)]
pub(crate) struct ScopeColumn {
    pub(crate) qualifier: Option<Rc<Qualifier>>,
    /// What the user calls it, lower case.
    pub(crate) name: String,
    /// What the plan calls it.
    pub(crate) column: String,
    pub(crate) ty: HiveType,
    pub(crate) reach: Reach,
}

impl ScopeColumn {
    pub(crate) fn typed(&self) -> Typed {
        Typed {
            expr: column(&self.column),
            ty: self.ty.clone(),
        }
    }
}

/// A plan column by its internal name, which DataFusion must not parse.
pub(crate) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

/// What a name was found to be.
pub(crate) enum Found<'s> {
    Nothing,
    One(&'s ScopeColumn),
    Many,
}

/// The columns of a FROM clause, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    pub(crate) columns: Vec<ScopeColumn>,
}

impl Scope {
    /// A column by its bare name.
    pub(crate) fn find(&self, name: &str) -> Found<'_> {
        let of = |reach: Reach| {
            self.columns
                .iter()
                .filter(move |c| c.reach == reach && c.name == name)
        };
        match only(of(Reach::Full)) {
            Found::Nothing => only(of(Reach::Virtual)),
            found => found,
        }
    }

    /// A column of a table.
    pub(crate) fn find_in(&self, database: Option<&str>, table: &str, name: &str) -> Found<'_> {
        only(
            self.columns
                .iter()
                .filter(|c| c.name == name && belongs(c, database, table)),
        )
    }

    /// True if a table of that name is in FROM.
    pub(crate) fn has_table(&self, database: Option<&str>, table: &str) -> bool {
        self.columns.iter().any(|c| belongs(c, database, table))
    }

    /// The columns that `table.*` stands for.
    pub(crate) fn of_table<'s>(
        &'s self,
        database: Option<&'s str>,
        table: &'s str,
    ) -> impl Iterator<Item = &'s ScopeColumn> {
        self.columns
            .iter()
            .filter(move |c| c.reach != Reach::Virtual && belongs(c, database, table))
    }

    /// The columns that `*` stands for.
    pub(crate) fn all(&self) -> impl Iterator<Item = &ScopeColumn> {
        self.columns.iter().filter(|c| c.reach == Reach::Full)
    }

    /// What the user calls a plan column.
    pub(crate) fn display(&self, column: &str) -> String {
        self.columns
            .iter()
            .find(|c| c.column == column)
            .map_or_else(|| column.to_owned(), |c| c.name.clone())
    }

    /// The same columns under one table's name.
    pub(crate) fn requalified(mut self, qualifier: Option<Qualifier>) -> Scope {
        let qualifier = qualifier.map(Rc::new);
        self.columns.retain(|c| c.reach == Reach::Full);
        for c in &mut self.columns {
            c.qualifier.clone_from(&qualifier);
        }
        self
    }
}

fn only<'s>(mut columns: impl Iterator<Item = &'s ScopeColumn>) -> Found<'s> {
    match (columns.next(), columns.next()) {
        (None, _) => Found::Nothing,
        (Some(one), None) => Found::One(one),
        (Some(_), Some(_)) => Found::Many,
    }
}

fn belongs(column: &ScopeColumn, database: Option<&str>, table: &str) -> bool {
    column.qualifier.as_ref().is_some_and(|q| {
        q.name == table && (database.is_none() || q.database.as_deref() == database)
    })
}
