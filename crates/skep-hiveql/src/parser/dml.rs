//! INSERT in all its forms, LOAD, UPDATE, DELETE, MERGE.

use super::expr::level;
use super::{Parser, Result};
use crate::ast::{
    Delete, Expr, Ident, Insert, InsertTarget, Load, Merge, MergeClause, MultiInsert, ObjectName,
    PartitionValue, Query, SetExpr, Statement, TableRef, Update,
};

impl Parser<'_> {
    /// A query, an INSERT, or `FROM source INSERT …`.
    pub(super) fn query_statement(&mut self) -> Result<Statement> {
        let start = self.place;
        let ctes = self.with()?;
        if self.at("INSERT") {
            let target = self.insert_target()?;
            let mut query = self.query()?;
            query.ctes.splice(0..0, ctes);
            return Ok(Statement::Insert(Box::new(Insert { target, query })));
        }
        if !self.eat("FROM") {
            let query = self.query_after_with(ctes, start)?;
            return Ok(Statement::Query(Box::new(query)));
        }
        let from = self.read_sources()?;
        if !self.at("INSERT") {
            let query = self.query_after_from(from, ctes, start)?;
            return Ok(Statement::Query(Box::new(query)));
        }
        let mut branches = vec![self.branch(&from)?];
        while self.at("INSERT") {
            branches.push(self.branch(&from)?);
        }
        if branches.len() == 1
            && let Some(only) = branches.pop()
        {
            return Ok(Statement::Insert(Box::new(alone(only, from, ctes))));
        }
        let multi = MultiInsert {
            ctes,
            from,
            branches,
        };
        Ok(Statement::MultiInsert(Box::new(multi)))
    }

    /// `INSERT … SELECT …` after a FROM
    fn branch(&mut self, from: &TableRef) -> Result<Insert> {
        let target = self.insert_target()?;
        let start = self.place;
        let select = self.select_after_from(from)?;
        let tail = self.tail()?;
        let body = SetExpr::Select(Box::new(select));
        let query = self.build(Vec::new(), body, tail, start);
        Ok(Insert { target, query })
    }

    /// `INSERT OVERWRITE [LOCAL] DIRECTORY …`, `INSERT INTO|OVERWRITE [TABLE] …`
    fn insert_target(&mut self) -> Result<InsertTarget> {
        let start = self.place;
        self.expect("INSERT")?;
        let overwrite = self.expect_any(&["INTO", "OVERWRITE"])? == "OVERWRITE";
        let local = overwrite && self.at_all(&["LOCAL", "DIRECTORY"]);
        if local {
            self.advance();
        }
        let string_next = self.peek_at(1).kind == crate::lexer::TokenKind::String;
        if overwrite && self.at("DIRECTORY") && string_next {
            self.advance();
            let path = self.string()?;
            let row_format = self.row_format()?;
            let file_format = self.file_format()?;
            let span = self.span_from(start);
            return Ok(InsertTarget::Directory {
                local,
                path,
                row_format,
                file_format,
                span,
            });
        }
        self.eat("TABLE");
        let (name, partition) = self.table_and_partition()?;
        let if_not_exists = self.if_not_exists()?;
        // A parenthesis may hold column names, or the query.
        let columns = if self.at("(") && !self.query_in_parentheses(false) {
            self.list(Self::ident)?
        } else {
            Vec::new()
        };
        Ok(InsertTarget::Table {
            name,
            overwrite,
            partition,
            if_not_exists,
            columns,
            span: self.span_from(start),
        })
    }

    /// `name [PARTITION (…)]`
    pub(super) fn table_and_partition(&mut self) -> Result<(ObjectName, Vec<PartitionValue>)> {
        let name = self.object_name()?;
        let partition = self.optional_partition()?;
        Ok((name, partition))
    }

    /// `LOAD DATA [LOCAL] INPATH 'path' [OVERWRITE] INTO TABLE name …`
    pub(super) fn load(&mut self) -> Result<Statement> {
        self.advance();
        self.expect("DATA")?;
        let local = self.eat("LOCAL");
        self.expect("INPATH")?;
        let path = self.string()?;
        let overwrite = self.eat("OVERWRITE");
        self.expect_all(&["INTO", "TABLE"])?;
        let (table, partition) = self.table_and_partition()?;
        let format = if self.eat("INPUTFORMAT") {
            let input = self.string()?;
            self.expect("SERDE")?;
            Some((input, self.string()?))
        } else {
            None
        };
        Ok(Statement::Load(Box::new(Load {
            local,
            path,
            overwrite,
            table,
            partition,
            format,
        })))
    }

    /// `UPDATE table SET … [WHERE …]`
    pub(super) fn update(&mut self) -> Result<Statement> {
        self.advance();
        let table = self.object_name()?;
        self.expect("SET")?;
        let assignments = self.commas(Self::assignment)?;
        let filter = self.filter()?;
        Ok(Statement::Update(Box::new(Update {
            table,
            assignments,
            filter,
        })))
    }

    fn assignment(&mut self) -> Result<(Ident, Expr)> {
        let column = self.ident()?;
        self.expect("=")?;
        Ok((column, self.expr_from(level::PLUS)?))
    }

    fn filter(&mut self) -> Result<Option<Expr>> {
        if self.eat("WHERE") {
            self.expr().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `DELETE FROM table [WHERE …]`
    pub(super) fn delete(&mut self) -> Result<Statement> {
        self.advance();
        self.expect("FROM")?;
        let table = self.object_name()?;
        let filter = self.filter()?;
        Ok(Statement::Delete(Box::new(Delete { table, filter })))
    }

    /// `MERGE INTO table [AS alias] USING source ON condition WHEN …`
    pub(super) fn merge(&mut self) -> Result<Statement> {
        self.advance();
        let hint = self.hint();
        self.expect("INTO")?;
        let table = self.object_name()?;
        let named = self.eat("AS") || self.is_name(self.peek());
        let alias = if named { Some(self.ident()?) } else { None };
        self.expect("USING")?;
        let source = self.nested(Self::source)?;
        self.expect("ON")?;
        let on = self.expr()?;
        let mut clauses = Vec::new();
        while self.eat("WHEN") {
            clauses.push(self.merge_clause()?);
        }
        Ok(Statement::Merge(Box::new(Merge {
            hint,
            table,
            alias,
            source,
            on,
            clauses,
        })))
    }

    /// What follows WHEN.
    fn merge_clause(&mut self) -> Result<MergeClause> {
        let matched = !self.eat("NOT");
        self.expect("MATCHED")?;
        let condition = if self.eat("AND") {
            Some(self.expr()?)
        } else {
            None
        };
        self.expect("THEN")?;
        if !matched {
            self.expect("INSERT")?;
            let columns = if self.at("(") {
                self.list(Self::ident)?
            } else {
                Vec::new()
            };
            self.expect("VALUES")?;
            let values = self.list(Self::expr)?;
            return Ok(MergeClause::Insert {
                condition,
                columns,
                values,
            });
        }
        if self.eat("DELETE") {
            return Ok(MergeClause::Delete { condition });
        }
        self.expect_all(&["UPDATE", "SET"])?;
        let assignments = self.commas(Self::assignment)?;
        Ok(MergeClause::Update {
            condition,
            assignments,
        })
    }
}

/// `FROM source INSERT … SELECT …` with one INSERT is a plain one.
fn alone(mut insert: Insert, from: TableRef, ctes: Vec<crate::ast::Cte>) -> Insert {
    if let Query {
        body: SetExpr::Select(select),
        ..
    } = &mut insert.query
    {
        select.from.get_or_insert(from);
    }
    insert.query.ctes = ctes;
    insert
}
