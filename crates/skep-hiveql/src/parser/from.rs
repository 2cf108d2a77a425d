//! FROM: tables, joins, subqueries, lateral views, table functions.

use super::atom::plain_call;
use super::{Parser, Result};
use crate::ast::{
    Expr, ExprKind, Ident, JoinConstraint, JoinKind, LateralView, Query, Sample, SetExpr, Span,
    TableFunction, TableRef, TableRefKind, WindowSpec,
};
use crate::lexer::TokenKind;

/// How many joins may follow each other; see `MAX_CHAIN` of expressions.
const MAX_JOINS: usize = 1_000;

impl Parser<'_> {
    /// What follows FROM.
    pub(super) fn read_sources(&mut self) -> Result<TableRef> {
        if self.at("UNIQUEJOIN") {
            return Err(self.refuse("UNIQUEJOIN is not supported"));
        }
        self.nested(Self::joins)
    }

    /// `source [JOIN source ON …] …`
    fn joins(&mut self) -> Result<TableRef> {
        let start = self.place;
        let mut left = self.source()?;
        for _ in 0..MAX_JOINS {
            if self.at("LATERAL") || self.at_all(&[",", "LATERAL"]) {
                left = self.lateral_views(left)?;
            }
            let Some(kind) = self.join_kind()? else {
                return Ok(left);
            };
            let comma = self.token(self.place - 1).tag == ",";
            let right = self.source()?;
            let constraint = if comma {
                JoinConstraint::None
            } else {
                self.constraint()?
            };
            let kind = TableRefKind::Join {
                left: Box::new(left),
                right: Box::new(right),
                kind,
                constraint,
            };
            left = self.reference(kind, start);
        }
        Err(self.refuse(&format!("more than {MAX_JOINS} joins in a row")))
    }

    fn reference(&self, kind: TableRefKind, start: usize) -> TableRef {
        TableRef {
            kind,
            span: self.span_from(start),
        }
    }

    /// `JOIN`, `LEFT OUTER JOIN`, `,` …: which, or none if no join follows.
    fn join_kind(&mut self) -> Result<Option<JoinKind>> {
        if self.eat(",") || self.eat_all(&["CROSS", "JOIN"]) {
            return Ok(Some(JoinKind::Cross));
        }
        if self.eat("JOIN") || self.eat_all(&["INNER", "JOIN"]) {
            return Ok(Some(JoinKind::Inner));
        }
        let Some(side) = self.eat_any(&["LEFT", "RIGHT", "FULL"]) else {
            return Ok(None);
        };
        let kind = match side {
            "RIGHT" => JoinKind::Right,
            "FULL" => JoinKind::Full,
            _ if self.eat("SEMI") => JoinKind::LeftSemi,
            _ if self.eat("ANTI") => JoinKind::LeftAnti,
            _ => JoinKind::Left,
        };
        if !matches!(kind, JoinKind::LeftSemi | JoinKind::LeftAnti) {
            self.eat("OUTER");
        }
        self.expect("JOIN")?;
        Ok(Some(kind))
    }

    fn constraint(&mut self) -> Result<JoinConstraint> {
        if self.eat("ON") {
            return Ok(JoinConstraint::On(Box::new(self.expr()?)));
        }
        if self.eat("USING") {
            return Ok(JoinConstraint::Using(self.list(Self::ident)?));
        }
        Ok(JoinConstraint::None)
    }

    /// One source with its lateral views.
    pub(super) fn source(&mut self) -> Result<TableRef> {
        let start = self.place;
        let source = if self.at("(") {
            self.parenthesised_source()?
        } else if self.at_all(&["TABLE", "("]) {
            self.place += 2;
            self.expect("VALUES")?;
            let (rows, columns) = self.rows()?;
            self.expect(")")?;
            self.values_source(rows, columns, start)?
        } else if self.is_name(self.peek()) && self.at_ahead(1, "(") && self.at_ahead(2, "ON") {
            self.table_function()?
        } else {
            self.table()?
        };
        self.lateral_views(source)
    }

    fn table(&mut self) -> Result<TableRef> {
        let start = self.place;
        let name = self.object_name()?;
        if self.at("(") {
            return Err(self.refuse("properties of a table in FROM are not supported"));
        }
        let sample = if self.eat("TABLESAMPLE") {
            Some(self.sample()?)
        } else {
            None
        };
        if self.at_all(&["FOR", "SYSTEM_TIME"]) || self.at_all(&["FOR", "SYSTEM_VERSION"]) {
            return Err(self.refuse(
                "snapshots of a table (FOR SYSTEM_TIME, FOR SYSTEM_VERSION) are not supported",
            ));
        }
        let alias = self.alias()?;
        let kind = TableRefKind::Table {
            name,
            sample,
            alias,
        };
        Ok(self.reference(kind, start))
    }

    /// `[AS] name`, or nothing.
    fn alias(&mut self) -> Result<Option<Ident>> {
        if self.eat("AS") {
            self.ident().map(Some)
        } else {
            self.implicit_alias()
        }
    }

    /// `(query) name`, `(VALUES …) name (columns)`, `(joins)`
    fn parenthesised_source(&mut self) -> Result<TableRef> {
        let start = self.place;
        if !self.query_in_parentheses(true) {
            self.advance();
            let joins = self.read_sources()?;
            self.expect(")")?;
            return Ok(joins);
        }
        if self.at_all(&["(", "VALUES"]) {
            let query = self.parenthesised_query()?;
            return match plain_values(query) {
                Ok((rows, columns)) => self.values_source(rows, columns, start),
                Err(query) => self.subquery(*query, start),
            };
        }
        let query = self.parenthesised_query()?;
        self.subquery(query, start)
    }

    fn subquery(&mut self, query: Query, start: usize) -> Result<TableRef> {
        let Some(alias) = self.alias()? else {
            self.note("the subquery's name");
            return Err(self.unexpected());
        };
        let columns = if self.at("(") {
            self.list(Self::ident)?
        } else {
            Vec::new()
        };
        let kind = TableRefKind::Subquery {
            query: Box::new(query),
            alias: Some(alias),
            columns,
        };
        Ok(self.reference(kind, start))
    }

    fn values_source(
        &mut self,
        rows: Vec<Vec<Expr>>,
        columns: Vec<Ident>,
        start: usize,
    ) -> Result<TableRef> {
        let alias = self.alias()?;
        let columns = if self.at("(") {
            self.list(Self::ident)?
        } else {
            columns
        };
        let kind = TableRefKind::Values {
            rows,
            alias,
            columns,
        };
        Ok(self.reference(kind, start))
    }

    /// The rows after VALUES, and the names of the first one (`(1 AS a, 2 b)`), if it has any.
    pub(super) fn rows(&mut self) -> Result<(Vec<Vec<Expr>>, Vec<Ident>)> {
        let mut names: Vec<Option<Ident>> = Vec::new();
        let first = self.list(|p| {
            let value = p.expr()?;
            let name = p.alias()?;
            names.push(name);
            Ok(value)
        })?;
        let mut rows = vec![first];
        while self.at_all(&[",", "("]) {
            self.advance();
            rows.push(self.list(Self::expr)?);
        }
        if names.iter().all(Option::is_none) {
            return Ok((rows, Vec::new()));
        }
        let named = |(at, name): (usize, Option<Ident>)| {
            name.unwrap_or_else(|| made_up(format!("col{}", at + 1)))
        };
        Ok((rows, names.into_iter().enumerate().map(named).collect()))
    }

    /// `LATERAL VIEW … LATERAL VIEW …` beside `input`
    pub(super) fn lateral_views(&mut self, mut input: TableRef) -> Result<TableRef> {
        for _ in 0..MAX_JOINS {
            let comma = usize::from(self.at(","));
            if !self.at_ahead(comma, "LATERAL") {
                return Ok(input);
            }
            let start = input.span.start;
            self.place += comma + 1;
            let view = self.lateral_view(input)?;
            let end = self.token(self.place.saturating_sub(1)).span.end;
            input = TableRef {
                kind: TableRefKind::LateralView(view),
                span: Span { start, end },
            };
        }
        Err(self.refuse(&format!("more than {MAX_JOINS} lateral views in a row")))
    }

    /// What follows LATERAL.
    fn lateral_view(&mut self, input: TableRef) -> Result<LateralView> {
        let input = Box::new(input);
        if self.eat("TABLE") {
            return self.lateral_table(input);
        }
        self.expect("VIEW")?;
        let outer = self.eat("OUTER");
        let (function, args) = self.table_call()?;
        let Some(alias) = self.implicit_alias()? else {
            return Err(self.unexpected_or("the view's name"));
        };
        let alias = Some(alias);
        let mut columns = Vec::new();
        if self.eat("AS") {
            columns.push(self.ident()?);
            while self.at(",") && self.is_name(self.peek_at(1)) {
                self.advance();
                columns.push(self.ident()?);
            }
        }
        Ok(LateralView {
            input,
            outer,
            function,
            args,
            alias,
            columns,
        })
    }

    /// `LATERAL TABLE (VALUES …) [AS] alias [(columns)]`: Hive reads it as `inline(array(struct(…), …))`.
    fn lateral_table(&mut self, input: Box<TableRef>) -> Result<LateralView> {
        self.expect("(")?;
        let start = self.place;
        self.expect("VALUES")?;
        let (rows, names) = self.rows()?;
        let make = |p: &Self, name: &str, args: Vec<Expr>| {
            let name = made_up(name.to_string());
            p.finish(ExprKind::Function(plain_call(name, args)), start)
        };
        let rows = rows
            .into_iter()
            .map(|row| make(self, "struct", row))
            .collect();
        let array = make(self, "array", rows);
        self.expect(")")?;
        self.eat("AS");
        let Some(alias) = self.implicit_alias()? else {
            return Err(self.unexpected_or("the view's name"));
        };
        let alias = Some(alias);
        let columns = if self.at("(") {
            self.list(Self::ident)?
        } else {
            names
        };
        Ok(LateralView {
            input,
            outer: false,
            function: made_up("inline".to_string()),
            args: vec![array],
            alias,
            columns,
        })
    }

    /// `name(ON source [PARTITION BY …] [ORDER BY …] [argument(value), …]) [alias]`
    fn table_function(&mut self) -> Result<TableRef> {
        let start = self.place;
        let function = self.ident()?;
        self.expect_all(&["(", "ON"])?;
        let input = Box::new(self.nested(Self::source)?);
        let mut window = WindowSpec {
            base: None,
            partition_by: Vec::new(),
            order_by: Vec::new(),
            frame: None,
        };
        self.partitioning(&mut window)?;
        let mut args = Vec::new();
        if self.is_name(self.peek()) {
            args = self.commas(|p| {
                let name = p.ident()?;
                p.expect("(")?;
                let value = p.expr()?;
                p.expect(")")?;
                Ok((name, value))
            })?;
        }
        self.expect(")")?;
        let alias = self.implicit_alias()?;
        let kind = TableRefKind::TableFunction(TableFunction {
            function,
            input,
            window,
            args,
            alias,
        });
        Ok(self.reference(kind, start))
    }

    /// What follows TABLESAMPLE.
    fn sample(&mut self) -> Result<Sample> {
        self.expect("(")?;
        let sample = if self.eat("BUCKET") {
            let bucket = self.integer()?;
            self.expect_all(&["OUT", "OF"])?;
            let of = self.integer()?;
            let on = if self.eat("ON") {
                self.commas(Self::expr)?
            } else {
                Vec::new()
            };
            Sample::Bucket { bucket, of, on }
        } else {
            self.split_sample()?
        };
        self.expect(")")?;
        Ok(sample)
    }

    /// `0.1 PERCENT`, `10 ROWS`, `100M`
    fn split_sample(&mut self) -> Result<Sample> {
        let token = self.peek();
        let text = self.text(token).to_string();
        let bytes = text.trim_end_matches(['b', 'B', 'k', 'K', 'm', 'M', 'g', 'G']);
        let digits = bytes.bytes().all(|b| b.is_ascii_digit());
        if token.kind == TokenKind::Word && digits && bytes.len() + 1 == text.len() {
            self.advance();
            return Ok(Sample::Bytes(text));
        }
        if token.kind != TokenKind::Number {
            return Err(self.unexpected_or("a number"));
        }
        if self.at_ahead(1, "ROWS") {
            let rows = self.integer()?;
            self.advance();
            return Ok(Sample::Rows(rows));
        }
        self.advance();
        self.expect("PERCENT")?;
        Ok(Sample::Percent(text))
    }
}

/// A query that is nothing but VALUES: its rows and their names.
#[expect(clippy::type_complexity, reason = "used once")]
fn plain_values(query: Query) -> std::result::Result<(Vec<Vec<Expr>>, Vec<Ident>), Box<Query>> {
    let plain = query.ctes.is_empty()
        && query.order_by.is_empty()
        && query.cluster_by.is_empty()
        && query.distribute_by.is_empty()
        && query.sort_by.is_empty()
        && query.limit.is_none();
    match query.body {
        SetExpr::Values(rows) if plain => Ok((rows, Vec::new())),
        SetExpr::Select(select) if plain && is_values(&select.from) => match select.from {
            Some(TableRef {
                kind: TableRefKind::Values { rows, columns, .. },
                ..
            }) => Ok((rows, columns)),
            _ => Ok((Vec::new(), Vec::new())),
        },
        body => Err(Box::new(Query { body, ..query })),
    }
}

/// True of the FROM that [`Parser::values_body`] makes up.
fn is_values(from: &Option<TableRef>) -> bool {
    matches!(
        from,
        Some(TableRef {
            kind: TableRefKind::Values { alias: None, .. },
            ..
        })
    )
}

fn made_up(value: String) -> Ident {
    Ident {
        value,
        quoted: false,
        span: Span::default(),
    }
}
