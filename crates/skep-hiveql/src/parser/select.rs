//! One SELECT: its list, its clauses, windows, TRANSFORM.

use super::query::Tail;
use super::{Parser, Result};
use crate::ast::{
    Expr, ExprKind, FrameBound, FrameUnits, GroupBy, GroupingSets, Ident, NamedWindow, NullsOrder,
    ObjectName, OrderItem, Select, SelectItem, TableRef, Transform, WindowFrame, WindowSpec,
};
use crate::lexer::TokenKind;

use super::atom::bare;
use super::expr::level;

impl Parser<'_> {
    /// `SELECT … [FROM …] …`: a SELECT with its FROM behind it.
    pub(super) fn select(&mut self) -> Result<Select> {
        let start = self.place;
        let mut select = self.select_clause()?;
        if self.eat("FROM") {
            select.from = Some(self.read_sources()?);
        }
        self.select_clauses(&mut select)?;
        select.span = self.span_from(start);
        Ok(select)
    }

    /// `SELECT … [LATERAL VIEW …] …` after a FROM; `shared` is what that FROM reads.
    pub(super) fn select_after_from(&mut self, shared: &TableRef) -> Result<Select> {
        let start = self.place;
        let mut select = self.select_clause()?;
        if self.at("LATERAL") {
            select.from = Some(self.lateral_views(shared.clone())?);
        }
        self.select_clauses(&mut select)?;
        select.span = self.span_from(start);
        Ok(select)
    }

    /// `SELECT [hint] [ALL|DISTINCT] list`, `SELECT TRANSFORM …`, `MAP …`, `REDUCE …`
    fn select_clause(&mut self) -> Result<Select> {
        let mut select = Select {
            hint: None,
            distinct: false,
            items: Vec::new(),
            transform: None,
            from: None,
            filter: None,
            group_by: None,
            having: None,
            windows: Vec::new(),
            qualify: None,
            span: crate::ast::Span::default(),
        };
        if self.eat("MAP") || self.eat("REDUCE") {
            let args = self.commas(Self::argument)?;
            select.transform = Some(self.transform(args)?);
            return Ok(select);
        }
        self.expect("SELECT")?;
        select.hint = self.hint();
        if self.at_all(&["TRANSFORM", "("]) {
            self.advance();
            let args = self.list(Self::argument)?;
            select.transform = Some(self.transform(args)?);
            return Ok(select);
        }
        select.distinct = self.eat("DISTINCT");
        if !select.distinct {
            self.eat("ALL");
        }
        select.items = self.commas(Self::select_item)?;
        Ok(select)
    }

    /// The text of `/*+ … */`, if one stands here.
    pub(super) fn hint(&mut self) -> Option<String> {
        if self.peek().kind != TokenKind::Hint {
            return None;
        }
        let token = self.advance();
        let text = self.text(token);
        let inner = text
            .strip_prefix("/*+")
            .and_then(|text| text.strip_suffix("*/"));
        Some(inner.unwrap_or_default().trim().to_string())
    }

    fn select_clauses(&mut self, select: &mut Select) -> Result<()> {
        if self.eat("WHERE") {
            select.filter = Some(self.expr()?);
        }
        if self.eat("GROUP") {
            self.expect("BY")?;
            select.group_by = Some(self.group_by()?);
        }
        if self.eat("HAVING") {
            select.having = Some(self.expr()?);
        }
        if self.eat("WINDOW") {
            select.windows = self.commas(|p| {
                let name = p.ident()?;
                p.expect("AS")?;
                Ok(NamedWindow {
                    name,
                    spec: p.window()?,
                })
            })?;
        }
        if self.eat("QUALIFY") {
            select.qualify = Some(self.expr()?);
        }
        Ok(())
    }

    fn select_item(&mut self) -> Result<SelectItem> {
        let start = self.place;
        if let Some(qualifier) = self.wildcard()? {
            let span = self.span_from(start);
            return Ok(SelectItem::Wildcard { qualifier, span });
        }
        let expr = self.expr()?;
        let aliases = if self.eat("AS") {
            if self.at("(") {
                self.list(Self::ident)?
            } else {
                vec![self.ident()?]
            }
        } else {
            self.implicit_alias()?.into_iter().collect()
        };
        Ok(SelectItem::Expr { expr, aliases })
    }

    /// `*`, `t.*`, `db.t.*`: the qualifier, if it is one.
    pub(super) fn wildcard(&mut self) -> Result<Option<Option<ObjectName>>> {
        if self.at("*") {
            self.advance();
            return Ok(Some(None));
        }
        if !self.is_name(self.peek()) || !self.at_ahead(1, ".") {
            return Ok(None);
        }
        if self.at_ahead(2, "*") {
            let name = self.ident()?;
            self.place += 2;
            return Ok(Some(Some(bare(name))));
        }
        if self.is_name(self.peek_at(2)) && self.at_ahead(3, ".") && self.at_ahead(4, "*") {
            let database = Some(self.ident()?);
            self.advance();
            let name = self.ident()?;
            self.place += 2;
            return Ok(Some(Some(ObjectName { database, name })));
        }
        Ok(None)
    }

    /// A name without AS, unless a clause begins here: LIMIT, SORT BY and such are no reserved words.
    pub(super) fn implicit_alias(&mut self) -> Result<Option<Ident>> {
        let clause = match self.peek().tag {
            "LIMIT" => matches!(self.peek_at(1).kind, TokenKind::Number) || self.at_ahead(1, "?"),
            "CLUSTER" | "DISTRIBUTE" | "SORT" => self.at_ahead(1, "BY"),
            "ANTI" | "SEMI" => self.at_ahead(1, "JOIN"),
            _ => false,
        };
        if clause || !self.is_name(self.peek()) {
            return Ok(None);
        }
        self.ident().map(Some)
    }

    /// What follows GROUP BY.
    fn group_by(&mut self) -> Result<GroupBy> {
        if self.at_all(&["(", ")"]) {
            self.place += 2;
            return Ok(GroupBy {
                exprs: Vec::new(),
                sets: None,
            });
        }
        if let Some(word) = self.eat_any(&["ROLLUP", "CUBE"]) {
            let exprs = self.list(Self::expr)?;
            let sets = Some(rollup_or_cube(word));
            return Ok(GroupBy { exprs, sets });
        }
        let exprs = self.commas(Self::expr)?;
        let mut sets = None;
        if self.eat("WITH") {
            sets = Some(rollup_or_cube(self.expect_any(&["ROLLUP", "CUBE"])?));
        } else if self.at_all(&["GROUPING", "SETS"]) {
            self.place += 2;
            sets = Some(GroupingSets::Sets(self.list(Self::grouping_set)?));
        }
        Ok(GroupBy { exprs, sets })
    }

    /// `(a, b)`, `()`, or one expression without parentheses.
    fn grouping_set(&mut self) -> Result<Vec<Expr>> {
        if self.at_all(&["(", ")"]) {
            self.place += 2;
            return Ok(Vec::new());
        }
        let expr = self.expr()?;
        Ok(match expr.kind {
            ExprKind::Tuple(items) => items,
            _ => vec![expr],
        })
    }

    /// `expr [ASC|DESC] [NULLS FIRST|LAST]`
    pub(super) fn order_item(&mut self) -> Result<OrderItem> {
        let expr = self.expr()?;
        let (descending, nulls) = self.direction()?;
        Ok(OrderItem {
            expr,
            descending,
            nulls,
        })
    }

    pub(super) fn direction(&mut self) -> Result<(bool, Option<NullsOrder>)> {
        let descending = self.eat_any(&["ASC", "DESC"]) == Some("DESC");
        let nulls = if self.eat("NULLS") {
            Some(match self.expect_any(&["FIRST", "LAST"])? {
                "LAST" => NullsOrder::Last,
                _ => NullsOrder::First,
            })
        } else {
            None
        };
        Ok((descending, nulls))
    }

    /// What follows OVER, and `WINDOW name AS`: a name, or a window in parentheses.
    pub(super) fn window(&mut self) -> Result<WindowSpec> {
        let mut spec = WindowSpec {
            base: None,
            partition_by: Vec::new(),
            order_by: Vec::new(),
            frame: None,
        };
        if !self.at("(") {
            spec.base = Some(self.ident()?);
            return Ok(spec);
        }
        self.advance();
        let clause = matches!(self.peek().tag, "DISTRIBUTE" | "SORT" | "CLUSTER");
        if self.is_name(self.peek()) && !(clause && self.at_ahead(1, "BY")) {
            spec.base = Some(self.ident()?);
        }
        self.partitioning(&mut spec)?;
        if let Some(units) = self.eat_any(&["ROWS", "RANGE"]) {
            spec.frame = Some(self.frame(units)?);
        }
        self.expect(")")?;
        Ok(spec)
    }

    /// `PARTITION BY … ORDER BY …`, `DISTRIBUTE BY … SORT BY …`, `CLUSTER BY …`
    pub(super) fn partitioning(&mut self, spec: &mut WindowSpec) -> Result<()> {
        if self.at_all(&["CLUSTER", "BY"]) {
            self.place += 2;
            spec.partition_by = self.expressions()?;
            spec.order_by = spec.partition_by.iter().cloned().map(ascending).collect();
            return Ok(());
        }
        // Hive has two pairs, and does not mix them.
        let distribute = self.eat_all(&["DISTRIBUTE", "BY"]);
        let partition = !distribute && self.eat_all(&["PARTITION", "BY"]);
        if distribute || partition {
            spec.partition_by = self.expressions()?;
        }
        if !distribute && self.eat("ORDER") {
            self.expect("BY")?;
            spec.order_by = self.commas(Self::order_item)?;
        } else if !partition && self.eat_all(&["SORT", "BY"]) {
            spec.order_by = self.sort_items()?;
        }
        Ok(())
    }

    fn frame(&mut self, units: &str) -> Result<WindowFrame> {
        let units = if units == "ROWS" {
            FrameUnits::Rows
        } else {
            FrameUnits::Range
        };
        if self.eat("BETWEEN") {
            let start = self.bound()?;
            self.expect("AND")?;
            let end = Some(self.bound()?);
            return Ok(WindowFrame { units, start, end });
        }
        let place = self.place;
        let start = self.bound()?;
        if matches!(start, FrameBound::Following(_)) {
            self.place = place;
            return Err(self.refuse("a frame without BETWEEN begins with PRECEDING or CURRENT ROW"));
        }
        Ok(WindowFrame {
            units,
            start,
            end: None,
        })
    }

    /// `UNBOUNDED PRECEDING`, `CURRENT ROW`, `3 FOLLOWING`
    fn bound(&mut self) -> Result<FrameBound> {
        if self.eat("CURRENT") {
            self.expect("ROW")?;
            return Ok(FrameBound::CurrentRow);
        }
        let distance = if self.eat("UNBOUNDED") {
            None
        } else {
            Some(Box::new(self.expr_from(level::BIT_OR)?))
        };
        Ok(match self.expect_any(&["PRECEDING", "FOLLOWING"])? {
            "FOLLOWING" => FrameBound::Following(distance),
            _ => FrameBound::Preceding(distance),
        })
    }

    /// `[row format] [RECORDWRITER 'class'] USING 'script' [AS columns] [row format] [RECORDREADER 'class']`
    fn transform(&mut self, args: Vec<Expr>) -> Result<Transform> {
        let input_format = self.row_format()?;
        if self.eat("RECORDWRITER") {
            self.string()?;
        }
        self.expect("USING")?;
        let script = self.string()?;
        let mut columns = Vec::new();
        if self.eat("AS") {
            let parenthesised = self.eat("(");
            columns = self.commas(|p| {
                let name = p.ident()?;
                let typed = !p.at_any(&[",", ")", "FROM", "ROW", "RECORDREADER", "WHERE", ";"]);
                let typed = typed && p.peek().kind == TokenKind::Word;
                let ty = if typed { Some(p.hive_type()?) } else { None };
                if ty.is_some() && p.eat("COMMENT") {
                    p.string()?;
                }
                Ok((name, ty))
            })?;
            if parenthesised {
                self.expect(")")?;
            }
        }
        let output_format = self.row_format()?;
        if self.eat("RECORDREADER") {
            self.string()?;
        }
        Ok(Transform {
            args,
            script,
            columns,
            input_format,
            output_format,
        })
    }

    /// The clauses after a query's body.
    pub(super) fn tail(&mut self) -> Result<Tail> {
        let mut tail = Tail::default();
        if self.eat("ORDER") {
            self.expect("BY")?;
            tail.order_by = self.commas(Self::order_item)?;
        }
        if self.eat_all(&["CLUSTER", "BY"]) {
            tail.cluster_by = self.expressions()?;
        }
        if self.eat_all(&["DISTRIBUTE", "BY"]) {
            tail.distribute_by = self.expressions()?;
        }
        if self.eat_all(&["SORT", "BY"]) {
            tail.sort_by = self.sort_items()?;
        }
        if self.eat("LIMIT") {
            tail.limit = Some(self.limit()?);
        }
        Ok(tail)
    }

    /// `a, b` or `(a, b)`
    fn expressions(&mut self) -> Result<Vec<Expr>> {
        let mut exprs = self.commas(Self::expr)?;
        if let [
            Expr {
                kind: ExprKind::Tuple(items),
                ..
            },
        ] = exprs.as_mut_slice()
        {
            return Ok(std::mem::take(items));
        }
        Ok(exprs)
    }

    /// `a DESC, b` or `(a DESC, b)`
    fn sort_items(&mut self) -> Result<Vec<OrderItem>> {
        if self.at("(") && !self.continues_after_parenthesis() {
            return self.list(Self::order_item);
        }
        self.commas(Self::order_item)
    }

    /// True if what follows the `)` of the `(` here belongs to the same sort key.
    fn continues_after_parenthesis(&self) -> bool {
        let close = self.closes.get(self.place).copied().unwrap_or_default();
        let next = self.token(close + 1);
        match next.kind {
            TokenKind::Symbol => !matches!(next.tag, ")" | ";"),
            TokenKind::Word => matches!(
                next.tag,
                "ASC"
                    | "DESC"
                    | "NULLS"
                    | "DIV"
                    | "AND"
                    | "OR"
                    | "IS"
                    | "IN"
                    | "LIKE"
                    | "BETWEEN"
                    | "NOT"
            ),
            _ => false,
        }
    }
}

fn rollup_or_cube(word: &str) -> GroupingSets {
    match word {
        "CUBE" => GroupingSets::Cube,
        _ => GroupingSets::Rollup,
    }
}

fn ascending(expr: Expr) -> OrderItem {
    OrderItem {
        expr,
        descending: false,
        nulls: None,
    }
}
