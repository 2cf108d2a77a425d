//! INSERT, LOAD, UPDATE, DELETE, MERGE.

use std::fmt::{self, Display, Formatter};

use super::ddl::Partition;
use super::query::with;
use super::{Comma, Maybe, Parenthesised, commas, when};
use crate::ast::{
    Delete, Expr, Ident, Insert, InsertTarget, Load, Merge, MergeClause, MultiInsert, SetExpr,
    TableRef, TableRefKind, Update,
};
use crate::text::quote;

impl Display for Insert {
    /// A WITH stands before INSERT.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        with(f, &self.query.ctes)?;
        let mut query = self.query.clone();
        query.ctes.clear();
        write!(f, "{} {query}", self.target)
    }
}

impl Display for InsertTarget {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            InsertTarget::Table {
                name,
                overwrite,
                partition,
                if_not_exists,
                columns,
                ..
            } => {
                let into = if *overwrite { "OVERWRITE" } else { "INTO" };
                let partition = Partition(partition);
                let if_not_exists = when(*if_not_exists, " IF NOT EXISTS");
                let columns = Parenthesised(columns);
                write!(
                    f,
                    "INSERT {into} TABLE {name}{partition}{if_not_exists}{columns}"
                )
            }
            InsertTarget::Directory {
                local,
                path,
                row_format,
                file_format,
                ..
            } => {
                let (local, path) = (when(*local, "LOCAL "), quote(path));
                let (row, file) = (Maybe(" ", row_format), Maybe(" ", file_format));
                write!(f, "INSERT OVERWRITE {local}DIRECTORY {path}{row}{file}")
            }
        }
    }
}

impl Display for MultiInsert {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        with(f, &self.ctes)?;
        write!(f, "FROM {}", self.from)?;
        self.branches
            .iter()
            .try_for_each(|branch| branch_fmt(f, branch, &self.from))
    }
}

/// ` INSERT … SELECT …`; of the branch's own FROM, only the lateral views over the shared source are written.
fn branch_fmt(f: &mut Formatter<'_>, branch: &Insert, shared: &TableRef) -> fmt::Result {
    write!(f, " {} ", branch.target)?;
    let SetExpr::Select(select) = &branch.query.body else {
        return branch.query.fmt(f);
    };
    select.head(f)?;
    if let Some(from) = &select.from {
        views(f, from, shared)?;
    }
    select.clauses(f)?;
    // The tail is that of a query without WITH and body.
    let mut tail = branch.query.clone();
    tail.body = SetExpr::Values(Vec::new());
    let tail = tail.to_string();
    f.write_str(tail.strip_prefix("VALUES ").unwrap_or_default())
}

/// The lateral views of `from`, innermost first, down to `shared`.
fn views(f: &mut Formatter<'_>, from: &TableRef, shared: &TableRef) -> fmt::Result {
    if from == shared {
        return Ok(());
    }
    if let TableRefKind::LateralView(view) = &from.kind {
        views(f, &view.input, shared)?;
        view.view(f)?;
    }
    Ok(())
}

impl Display for Load {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (local, path) = (when(self.local, "LOCAL "), quote(&self.path));
        let overwrite = when(self.overwrite, " OVERWRITE");
        write!(
            f,
            "LOAD DATA {local}INPATH {path}{overwrite} INTO TABLE {}",
            self.table
        )?;
        Partition(&self.partition).fmt(f)?;
        match &self.format {
            Some((input, serde)) => {
                write!(f, " INPUTFORMAT {} SERDE {}", quote(input), quote(serde))
            }
            None => Ok(()),
        }
    }
}

/// `column = value, …`: a value binds as tightly as `+`.
fn assignments(f: &mut Formatter<'_>, assignments: &[(Ident, Expr)]) -> fmt::Result {
    commas(f, assignments, |f, (column, value)| {
        write!(f, "{column} = {}", super::expr::Summand(value))
    })
}

impl Display for Update {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "UPDATE {} SET ", self.table)?;
        assignments(f, &self.assignments)?;
        write!(f, "{}", Maybe(" WHERE ", &self.filter))
    }
}

impl Display for Delete {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "DELETE FROM {}{}",
            self.table,
            Maybe(" WHERE ", &self.filter)
        )
    }
}

impl Display for Merge {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("MERGE ")?;
        if let Some(hint) = &self.hint {
            write!(f, "/*+ {hint} */ ")?;
        }
        let alias = Maybe(" AS ", &self.alias);
        write!(
            f,
            "INTO {}{alias} USING {} ON {}",
            self.table, self.source, self.on
        )?;
        self.clauses.iter().try_for_each(|clause| clause.fmt(f))
    }
}

impl Display for MergeClause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            MergeClause::Update {
                condition,
                assignments: set,
            } => {
                write!(
                    f,
                    " WHEN MATCHED{} THEN UPDATE SET ",
                    Maybe(" AND ", condition)
                )?;
                assignments(f, set)
            }
            MergeClause::Delete { condition } => {
                write!(f, " WHEN MATCHED{} THEN DELETE", Maybe(" AND ", condition))
            }
            MergeClause::Insert {
                condition,
                columns,
                values,
            } => {
                let (condition, columns) = (Maybe(" AND ", condition), Parenthesised(columns));
                write!(f, " WHEN NOT MATCHED{condition} THEN INSERT{columns}")?;
                write!(f, " VALUES ({})", Comma(values))
            }
        }
    }
}
