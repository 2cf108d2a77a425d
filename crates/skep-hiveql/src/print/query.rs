//! Queries.

use std::fmt::{self, Display, Formatter};

use super::expr::rows;
use super::{Clause, Comma, Maybe, Parenthesised, commas, when};
use crate::ast::{
    Cte, GroupBy, GroupingSets, Limit, NamedWindow, Query, Select, SelectItem, SetExpr, SetOp,
    SetQuantifier, Transform,
};
use crate::stack::deeper;
use crate::text::quote;

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        with(f, &self.ctes)?;
        deeper(|| self.body.fmt(f))?;
        let order = Clause(" ORDER BY ", &self.order_by);
        let cluster = Clause(" CLUSTER BY ", &self.cluster_by);
        let distribute = Clause(" DISTRIBUTE BY ", &self.distribute_by);
        let sort = Clause(" SORT BY ", &self.sort_by);
        let limit = Maybe(" ", &self.limit);
        write!(f, "{order}{cluster}{distribute}{sort}{limit}")
    }
}

/// `WITH … `, or nothing.
pub(super) fn with(f: &mut Formatter<'_>, ctes: &[Cte]) -> fmt::Result {
    if ctes.is_empty() {
        return Ok(());
    }
    write!(f, "WITH {} ", Comma(ctes))
}

impl Display for Cte {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let columns = Parenthesised(&self.columns);
        write!(f, "{}{columns} AS ({})", self.name, self.query)
    }
}

impl Display for Limit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.offset {
            0 => write!(f, "LIMIT {}", self.count),
            offset => write!(f, "LIMIT {} OFFSET {offset}", self.count),
        }
    }
}

impl Display for SetExpr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SetExpr::Select(select) => select.fmt(f),
            SetExpr::Query(query) => write!(f, "({query})"),
            SetExpr::Values(values) => {
                f.write_str("VALUES ")?;
                rows(f, values)
            }
            SetExpr::SetOp {
                op,
                quantifier,
                left,
                right,
            } => {
                let op = match op {
                    SetOp::Union => "UNION",
                    SetOp::Intersect => "INTERSECT",
                    SetOp::Except => "EXCEPT",
                };
                let all = when(*quantifier == SetQuantifier::All, " ALL");
                // Set operations bind to the left.
                match **right {
                    SetExpr::SetOp { .. } => write!(f, "{left} {op}{all} ({right})"),
                    _ => write!(f, "{left} {op}{all} {right}"),
                }
            }
        }
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.head(f)?;
        if let Some(from) = &self.from {
            write!(f, " FROM {from}")?;
        }
        self.clauses(f)
    }
}

impl Select {
    /// `SELECT …` up to FROM.
    pub(super) fn head(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        if let Some(hint) = &self.hint {
            write!(f, "/*+ {hint} */ ")?;
        }
        if let Some(transform) = &self.transform {
            return transform.fmt(f);
        }
        write!(
            f,
            "{}{}",
            when(self.distinct, "DISTINCT "),
            Comma(&self.items)
        )
    }

    /// What follows FROM.
    pub(super) fn clauses(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (filter, group) = (
            Maybe(" WHERE ", &self.filter),
            Maybe(" GROUP BY ", &self.group_by),
        );
        let (having, windows) = (
            Maybe(" HAVING ", &self.having),
            Clause(" WINDOW ", &self.windows),
        );
        let qualify = Maybe(" QUALIFY ", &self.qualify);
        write!(f, "{filter}{group}{having}{windows}{qualify}")
    }
}

impl Display for NamedWindow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} AS {}", self.name, self.spec)
    }
}

impl Display for SelectItem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SelectItem::Wildcard {
                qualifier: Some(qualifier),
                ..
            } => write!(f, "{qualifier}.*"),
            SelectItem::Wildcard { .. } => f.write_str("*"),
            SelectItem::Expr { expr, aliases } => match aliases.as_slice() {
                [] => expr.fmt(f),
                [alias] => write!(f, "{expr} AS {alias}"),
                several => write!(f, "{expr} AS ({})", Comma(several)),
            },
        }
    }
}

impl Display for Transform {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let input = Maybe(" ", &self.input_format);
        let script = quote(&self.script);
        write!(f, "TRANSFORM ({}){input} USING {script}", Comma(&self.args))?;
        if !self.columns.is_empty() {
            f.write_str(" AS (")?;
            commas(f, &self.columns, |f, (name, ty)| {
                write!(f, "{name}{}", Maybe(" ", ty))
            })?;
            f.write_str(")")?;
        }
        write!(f, "{}", Maybe(" ", &self.output_format))
    }
}

impl Display for GroupBy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.exprs.is_empty() {
            return f.write_str("()");
        }
        Comma(&self.exprs).fmt(f)?;
        match &self.sets {
            None => Ok(()),
            Some(GroupingSets::Rollup) => f.write_str(" WITH ROLLUP"),
            Some(GroupingSets::Cube) => f.write_str(" WITH CUBE"),
            Some(GroupingSets::Sets(sets)) => {
                f.write_str(" GROUPING SETS (")?;
                // A set of one goes without parentheses: around a subquery, they would be taken for its own.
                commas(f, sets, |f, set| match set.as_slice() {
                    [only] => only.fmt(f),
                    several => write!(f, "({})", Comma(several)),
                })?;
                f.write_str(")")
            }
        }
    }
}
