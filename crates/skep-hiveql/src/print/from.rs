//! FROM.

use std::fmt::{self, Display, Formatter};

use super::expr::{WindowParts, rows};
use super::{Comma, Maybe, Parenthesised, commas, when};
use crate::ast::{
    Expr, Ident, JoinConstraint, JoinKind, LateralView, Sample, TableFunction, TableRef,
    TableRefKind,
};

impl Display for TableRef {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.kind {
            TableRefKind::Table {
                name,
                sample,
                alias,
            } => {
                let (sample, alias) = (Maybe(" TABLESAMPLE ", sample), Maybe(" AS ", alias));
                write!(f, "{name}{sample}{alias}")
            }
            TableRefKind::Subquery {
                query,
                alias,
                columns,
            } => {
                let (alias, columns) = (Maybe(" AS ", alias), Parenthesised(columns));
                write!(f, "({query}){alias}{columns}")
            }
            TableRefKind::Join {
                left,
                right,
                kind,
                constraint,
            } => write!(f, "{left} {kind} {}{constraint}", Single(right)),
            TableRefKind::LateralView(view) => {
                write!(f, "{}", Single(&view.input))?;
                view.view(f)
            }
            TableRefKind::TableFunction(function) => function.fmt(f),
            TableRefKind::Values {
                rows: values,
                alias,
                columns,
            } => values_source(f, values, alias.as_ref(), columns),
        }
    }
}

/// A source, in parentheses if it is a join.
struct Single<'a>(&'a TableRef);

impl Display for Single<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.0.kind {
            TableRefKind::Join { .. } => write!(f, "({})", self.0),
            _ => self.0.fmt(f),
        }
    }
}

/// `(VALUES …) AS alias (columns)`; without alias, the columns are named in the first row.
fn values_source(
    f: &mut Formatter<'_>,
    values: &[Vec<Expr>],
    alias: Option<&Ident>,
    columns: &[Ident],
) -> fmt::Result {
    f.write_str("(VALUES ")?;
    match (alias, values) {
        (None, [first, others @ ..]) if !columns.is_empty() => {
            let named: Vec<_> = first.iter().zip(columns).collect();
            f.write_str("(")?;
            commas(f, &named, |f, (value, name)| write!(f, "{value} AS {name}"))?;
            f.write_str(when(others.is_empty(), ")"))?;
            f.write_str(when(!others.is_empty(), "), "))?;
            rows(f, others)?;
            f.write_str(")")
        }
        _ => {
            rows(f, values)?;
            f.write_str(")")?;
            match alias {
                Some(alias) => write!(f, " AS {alias}{}", Parenthesised(columns)),
                None => Ok(()),
            }
        }
    }
}

impl LateralView {
    /// ` LATERAL VIEW …`, without what it is beside.
    pub(super) fn view(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let outer = when(self.outer, "OUTER ");
        let (function, args) = (&self.function, Comma(&self.args));
        let name = if !function.quoted && crate::parser::callable(&function.value) {
            function.value.clone()
        } else {
            function.to_string()
        };
        write!(f, " LATERAL VIEW {outer}{name}({args})")?;
        write!(f, "{}", Maybe(" ", &self.alias))?;
        write!(f, "{}", super::Clause(" AS ", &self.columns))
    }
}

impl Display for TableFunction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}(ON {}", self.function, self.input)?;
        let window = WindowParts(&self.window).to_string();
        write!(f, "{}{window}", when(!window.is_empty(), " "))?;
        f.write_str(when(!self.args.is_empty(), " "))?;
        commas(f, &self.args, |f, (name, value)| {
            write!(f, "{name}({value})")
        })?;
        write!(f, "){}", Maybe(" ", &self.alias))
    }
}

impl Display for JoinKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            JoinKind::Inner => "JOIN",
            JoinKind::Left => "LEFT JOIN",
            JoinKind::Right => "RIGHT JOIN",
            JoinKind::Full => "FULL JOIN",
            JoinKind::LeftSemi => "LEFT SEMI JOIN",
            JoinKind::LeftAnti => "LEFT ANTI JOIN",
            JoinKind::Cross => "CROSS JOIN",
        })
    }
}

impl Display for JoinConstraint {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            JoinConstraint::None => Ok(()),
            JoinConstraint::On(condition) => write!(f, " ON {condition}"),
            JoinConstraint::Using(columns) => write!(f, " USING ({})", Comma(columns)),
        }
    }
}

impl Display for Sample {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Sample::Bucket { bucket, of, on } => {
                let on = super::Clause(" ON ", on);
                write!(f, "(BUCKET {bucket} OUT OF {of}{on})")
            }
            Sample::Percent(percent) => write!(f, "({percent} PERCENT)"),
            Sample::Rows(rows) => write!(f, "({rows} ROWS)"),
            Sample::Bytes(bytes) => write!(f, "({bytes})"),
        }
    }
}
