//! Queries: WITH, set operations, and what stands after the body.

use super::{Parser, Result};
use crate::ast::{
    Cte, Expr, Limit, OrderItem, Query, Select, SelectItem, SetExpr, SetOp, SetQuantifier,
    TableRef, TableRefKind,
};

/// `[ORDER BY …] [CLUSTER BY …] [DISTRIBUTE BY …] [SORT BY …] [LIMIT …]`
#[derive(Default)]
pub(super) struct Tail {
    pub(super) order_by: Vec<OrderItem>,
    pub(super) cluster_by: Vec<Expr>,
    pub(super) distribute_by: Vec<Expr>,
    pub(super) sort_by: Vec<OrderItem>,
    pub(super) limit: Option<Limit>,
}

impl Tail {
    fn is_empty(&self) -> bool {
        self.order_by.is_empty()
            && self.cluster_by.is_empty()
            && self.distribute_by.is_empty()
            && self.sort_by.is_empty()
            && self.limit.is_none()
    }
}

/// How many set operations may follow each other; see `MAX_CHAIN` of expressions.
const MAX_SET_OPERATIONS: usize = 1_500;

impl Parser<'_> {
    /// A query: `[WITH …]` and a SELECT, VALUES, set operation, or a SELECT that begins with FROM.
    pub(super) fn query(&mut self) -> Result<Query> {
        self.nested(|p| {
            let start = p.place;
            let ctes = p.with()?;
            p.query_after_with(ctes, start)
        })
    }

    pub(super) fn query_after_with(&mut self, ctes: Vec<Cte>, start: usize) -> Result<Query> {
        if self.eat("FROM") {
            let from = self.read_sources()?;
            return self.query_after_from(from, ctes, start);
        }
        let body = self.set_operand()?;
        let body = self.set_operations(body, Self::set_operand)?;
        let tail = self.tail()?;
        Ok(self.build(ctes, body, tail, start))
    }

    pub(super) fn build(&self, ctes: Vec<Cte>, body: SetExpr, tail: Tail, start: usize) -> Query {
        Query {
            ctes,
            body,
            order_by: tail.order_by,
            cluster_by: tail.cluster_by,
            distribute_by: tail.distribute_by,
            sort_by: tail.sort_by,
            limit: tail.limit,
            span: self.span_from(start),
        }
    }

    /// `WITH name [(columns)] AS (query), …`, or nothing.
    pub(super) fn with(&mut self) -> Result<Vec<Cte>> {
        if !self.eat("WITH") {
            return Ok(Vec::new());
        }
        self.commas(|p| {
            let name = p.ident()?;
            let columns = if p.at("(") {
                p.list(Self::ident)?
            } else {
                Vec::new()
            };
            p.expect("AS")?;
            p.expect("(")?;
            let query = p.query()?;
            p.expect(")")?;
            Ok(Cte {
                name,
                columns,
                query,
            })
        })
    }

    /// `(query)`, after [`Parser::query_in_parentheses`] said so or where nothing else may stand.
    pub(super) fn parenthesised_query(&mut self) -> Result<Query> {
        self.expect("(")?;
        let query = self.query()?;
        self.expect(")")?;
        Ok(query)
    }

    /// `UNION [ALL] operand …`. All set operations bind alike, from left to right, as in Hive's grammar.
    fn set_operations(
        &mut self,
        mut left: SetExpr,
        mut operand: impl FnMut(&mut Self) -> Result<SetExpr>,
    ) -> Result<SetExpr> {
        for _ in 0..MAX_SET_OPERATIONS {
            let Some(op) = self.eat_any(&["UNION", "INTERSECT", "EXCEPT", "MINUS"]) else {
                return Ok(left);
            };
            let op = match op {
                "UNION" => SetOp::Union,
                "INTERSECT" => SetOp::Intersect,
                _ => SetOp::Except,
            };
            let quantifier = match self.eat_any(&["ALL", "DISTINCT"]) {
                Some("ALL") => SetQuantifier::All,
                _ => SetQuantifier::Distinct,
            };
            left = SetExpr::SetOp {
                op,
                quantifier,
                left: Box::new(left),
                right: Box::new(operand(self)?),
            };
        }
        Err(self.refuse(&format!(
            "more than {MAX_SET_OPERATIONS} set operations in a row"
        )))
    }

    /// A SELECT, VALUES, or a query in parentheses.
    fn set_operand(&mut self) -> Result<SetExpr> {
        if self.at("(") {
            let query = self.parenthesised_query()?;
            return Ok(SetExpr::Query(Box::new(query)));
        }
        if self.eat("VALUES") {
            return self.values_body();
        }
        if self.eat("FROM") {
            let from = self.read_sources()?;
            let mut select = self.select_after_from(&from)?;
            select.from.get_or_insert(from);
            return Ok(SetExpr::Select(Box::new(select)));
        }
        if !self.at_any(&["SELECT", "MAP", "REDUCE"]) {
            for what in ["SELECT", "FROM", "VALUES", "("] {
                self.note(what);
            }
            return Err(self.unexpected());
        }
        Ok(SetExpr::Select(Box::new(self.select()?)))
    }

    /// `FROM source SELECT … [UNION ALL FROM source SELECT …]`, after the first source. Here each SELECT takes the
    /// ORDER BY and LIMIT that stand behind it (rule `fromStatement`).
    pub(super) fn query_after_from(
        &mut self,
        from: TableRef,
        ctes: Vec<Cte>,
        start: usize,
    ) -> Result<Query> {
        let select = self.after_from(from)?;
        let tail = self.tail()?;
        if !self.at_any(&["UNION", "INTERSECT", "EXCEPT", "MINUS"]) {
            return Ok(self.build(ctes, select, tail, start));
        }
        let left = self.wrap(select, tail, start);
        let body = self.set_operations(left, |p| {
            let start = p.place;
            if !p.eat("FROM") {
                return p.set_operand();
            }
            let from = p.read_sources()?;
            let select = p.after_from(from)?;
            let tail = p.tail()?;
            Ok(p.wrap(select, tail, start))
        })?;
        let tail = self.tail()?;
        Ok(self.build(ctes, body, tail, start))
    }

    fn after_from(&mut self, from: TableRef) -> Result<SetExpr> {
        let mut select = self.select_after_from(&from)?;
        select.from.get_or_insert(from);
        Ok(SetExpr::Select(Box::new(select)))
    }

    fn wrap(&self, body: SetExpr, tail: Tail, start: usize) -> SetExpr {
        if tail.is_empty() {
            body
        } else {
            SetExpr::Query(Box::new(self.build(Vec::new(), body, tail, start)))
        }
    }

    /// The rows after VALUES. Names in the first row (`VALUES (1 AS a)`) make it a SELECT over them.
    fn values_body(&mut self) -> Result<SetExpr> {
        let start = self.place;
        let (rows, columns) = self.rows()?;
        if columns.is_empty() {
            return Ok(SetExpr::Values(rows));
        }
        let span = self.span_from(start);
        let alias = None;
        let values = TableRefKind::Values {
            rows,
            alias,
            columns,
        };
        Ok(SetExpr::Select(Box::new(Select {
            hint: None,
            distinct: false,
            items: vec![SelectItem::Wildcard {
                qualifier: None,
                span,
            }],
            transform: None,
            from: Some(TableRef { kind: values, span }),
            filter: None,
            group_by: None,
            having: None,
            windows: Vec::new(),
            qualify: None,
            span,
        })))
    }

    /// `n`, `offset, n`, `n OFFSET offset`
    pub(super) fn limit(&mut self) -> Result<Limit> {
        let first = self.integer()?;
        if self.eat(",") {
            let count = self.integer()?;
            return Ok(Limit {
                offset: first,
                count,
            });
        }
        let offset = if self.eat("OFFSET") {
            self.integer()?
        } else {
            0
        };
        Ok(Limit {
            offset,
            count: first,
        })
    }

    /// Tells a query in parentheses from an expression (or join) in parentheses, without trying both: goes to the
    /// innermost of the parentheses that open here, and looks at what follows each of them.
    pub(super) fn query_in_parentheses(&self, in_from: bool) -> bool {
        if !self.at("(") {
            return false;
        }
        let mut inner = self.place;
        let deepest = inner + super::MAX_DEPTH as usize;
        while self.token(inner + 1).tag == "(" && inner < deepest {
            inner += 1;
        }
        let is_query = match self.token(inner + 1).tag {
            "SELECT" | "WITH" | "FROM" | "VALUES" => true,
            "MAP" | "REDUCE" => in_from || self.token(inner + 2).tag != "(",
            _ => false,
        };
        // From the inside out: does the parenthesis hold one query, or a query among other things?
        is_query
            && (self.place..inner).rev().all(|open| {
                let close = |place: usize| self.closes.get(place).copied().unwrap_or_default();
                let after = close(open + 1) + 1;
                after == close(open) || is_after_query(self.token(after).tag)
            })
    }
}

/// What may follow a query in parentheses and make a longer query of it.
fn is_after_query(tag: &str) -> bool {
    matches!(
        tag,
        "UNION"
            | "INTERSECT"
            | "EXCEPT"
            | "MINUS"
            | "ORDER"
            | "CLUSTER"
            | "DISTRIBUTE"
            | "SORT"
            | "LIMIT"
    )
}
