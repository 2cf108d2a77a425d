//! CREATE statements.

use super::{Parser, Result};
use crate::ast::{
    CreateDatabase, CreateFunction, CreateMacro, CreateTable, CreateTableLike, CreateView,
    LikeSource, ObjectName, PartitionedBy, Statement,
};

impl Parser<'_> {
    pub(super) fn create(&mut self) -> Result<Statement> {
        self.advance();
        match self.peek().tag {
            "DATABASE" | "SCHEMA" | "REMOTE" => self.create_database(),
            "VIEW" | "OR" | "MATERIALIZED" => self.create_view(),
            "FUNCTION" => self.create_function(false),
            "TEMPORARY" if self.at_ahead(1, "FUNCTION") => {
                self.advance();
                self.create_function(true)
            }
            "TEMPORARY" if self.at_ahead(1, "MACRO") => self.create_macro(),
            _ => self.create_table(),
        }
    }

    /// `[REMOTE] DATABASE|SCHEMA [IF NOT EXISTS] name …`
    fn create_database(&mut self) -> Result<Statement> {
        let remote = self.eat("REMOTE");
        self.expect_any(&["DATABASE", "SCHEMA"])?;
        let if_not_exists = self.if_not_exists()?;
        let name = self.ident()?;
        let comment = self.string_after("COMMENT")?;
        let (mut location, mut managed_location) = (None, None);
        if !remote {
            location = self.string_after("LOCATION")?;
            managed_location = self.string_after("MANAGEDLOCATION")?;
        }
        let connector = if remote {
            self.expect("USING")?;
            Some(self.ident()?)
        } else {
            None
        };
        let properties = if self.eat("WITH") {
            self.expect("DBPROPERTIES")?;
            self.properties()?
        } else {
            Vec::new()
        };
        Ok(Statement::CreateDatabase(Box::new(CreateDatabase {
            name,
            if_not_exists,
            comment,
            location,
            managed_location,
            connector,
            properties,
        })))
    }

    /// `[TEMPORARY] [TRANSACTIONAL] [EXTERNAL] TABLE …`, `MANAGED TABLE …`
    fn create_table(&mut self) -> Result<Statement> {
        let (mut temporary, mut transactional) = (false, false);
        let (mut external, mut managed) = (false, false);
        let words = ["TEMPORARY", "TRANSACTIONAL", "EXTERNAL", "MANAGED"];
        while let Some(word) = self.eat_any(&words) {
            match word {
                "TEMPORARY" => temporary = true,
                "TRANSACTIONAL" => transactional = true,
                "EXTERNAL" => external = true,
                _ => managed = true,
            }
        }
        if !(temporary || transactional || external || managed) {
            for word in ["VIEW", "DATABASE", "FUNCTION", "MATERIALIZED"] {
                self.note(word);
            }
        }
        self.expect("TABLE")?;
        let if_not_exists = self.if_not_exists()?;
        let name = self.object_name()?;
        let mut table = CreateTable {
            name,
            external,
            temporary,
            transactional,
            managed,
            if_not_exists,
            columns: Vec::new(),
            constraints: Vec::new(),
            comment: None,
            partitioned_by: None,
            buckets: None,
            skewed: None,
            row_format: None,
            file_format: None,
            location: None,
            properties: Vec::new(),
            query: None,
        };
        if self.eat("LIKE") {
            return self.create_like(table);
        }
        if self.at("(") && !self.query_in_parentheses(false) {
            self.column_list(&mut table)?;
        }
        self.table_clauses(&mut table)?;
        if self.eat("AS") {
            table.query = Some(Box::new(self.query()?));
        }
        Ok(Statement::CreateTable(Box::new(table)))
    }

    /// `(column …, constraint …)`
    fn column_list(&mut self, table: &mut CreateTable) -> Result<()> {
        self.expect("(")?;
        loop {
            if self.at_any(&["CONSTRAINT", "PRIMARY", "FOREIGN", "UNIQUE"])
                || self.at_all(&["CHECK", "("])
            {
                table.constraints.push(self.table_constraint()?);
            } else {
                table.columns.push(self.column_def()?);
            }
            if !self.eat(",") {
                break;
            }
        }
        self.expect(")")
    }

    /// The clauses after the columns. Hive's grammar fixes their order; people don't, so any order will do.
    fn table_clauses(&mut self, table: &mut CreateTable) -> Result<()> {
        loop {
            let before = self.place;
            set(&mut table.comment, self.string_after("COMMENT")?);
            if self.eat("PARTITIONED") {
                self.expect("BY")?;
                table.partitioned_by = Some(self.partitioned_by()?);
            }
            if self.at("CLUSTERED") {
                table.buckets = Some(self.buckets()?);
            }
            if self.eat("SKEWED") {
                table.skewed = Some(self.skewed()?);
            }
            set(&mut table.row_format, self.row_format()?);
            set(&mut table.file_format, self.file_format_of_table()?);
            set(&mut table.location, self.string_after("LOCATION")?);
            if self.eat("TBLPROPERTIES") {
                table.properties = self.properties()?;
            }
            if self.place == before {
                self.note("AS");
                return Ok(());
            }
        }
    }

    /// `LIKE table …`, `LIKE FILE [format] 'path' …`
    fn create_like(&mut self, mut table: CreateTable) -> Result<Statement> {
        let is_string =
            |parser: &Self, n| parser.peek_at(n).kind == crate::lexer::TokenKind::String;
        let bare = is_string(self, 1);
        let file = self.at("FILE") && (bare || is_string(self, 2));
        let like = if file {
            self.advance();
            LikeSource::File {
                format: if bare { None } else { Some(self.ident()?) },
                path: self.string()?,
            }
        } else {
            LikeSource::Table(self.object_name()?)
        };
        self.table_clauses(&mut table)?;
        if table.comment.is_some() || table.buckets.is_some() || table.skewed.is_some() {
            return Err(
                self.refuse("CREATE TABLE LIKE takes no COMMENT, CLUSTERED BY or SKEWED BY")
            );
        }
        Ok(Statement::CreateTableLike(Box::new(CreateTableLike {
            name: table.name,
            external: table.external,
            temporary: table.temporary,
            transactional: table.transactional,
            managed: table.managed,
            if_not_exists: table.if_not_exists,
            like,
            partitioned_by: table.partitioned_by,
            row_format: table.row_format,
            file_format: table.file_format,
            location: table.location,
            properties: table.properties,
        })))
    }

    /// `[OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] name …`
    fn create_view(&mut self) -> Result<Statement> {
        let or_replace = self.eat("OR");
        if or_replace {
            self.expect("REPLACE")?;
        }
        let materialized = self.eat("MATERIALIZED");
        self.expect("VIEW")?;
        let if_not_exists = self.if_not_exists()?;
        let mut view = CreateView {
            name: self.object_name()?,
            materialized,
            or_replace,
            if_not_exists,
            columns: Vec::new(),
            comment: None,
            partitioned_on: None,
            row_format: None,
            file_format: None,
            location: None,
            properties: Vec::new(),
            query: Box::new(empty_query()),
        };
        if self.at("(") {
            view.columns = self.list(|p| {
                let name = p.ident()?;
                Ok((name, p.string_after("COMMENT")?))
            })?;
        }
        self.view_clauses(&mut view)?;
        self.expect("AS")?;
        view.query = Box::new(self.query()?);
        Ok(Statement::CreateView(Box::new(view)))
    }

    fn view_clauses(&mut self, view: &mut CreateView) -> Result<()> {
        loop {
            let before = self.place;
            if view.materialized && self.eat_all(&["DISABLE", "REWRITE"]) {
                continue;
            }
            set(&mut view.comment, self.string_after("COMMENT")?);
            if self.eat("PARTITIONED") {
                self.expect("ON")?;
                view.partitioned_on = Some(match self.eat("SPEC") {
                    true => PartitionedBy::Spec(self.spec_text()?),
                    false => PartitionedBy::Names(self.list(Self::ident)?),
                });
            }
            if view.materialized {
                // How rows are laid out in a materialized view's files: read and dropped.
                while self
                    .eat_any(&["CLUSTERED", "DISTRIBUTED", "SORTED"])
                    .is_some()
                {
                    self.expect("ON")?;
                    self.list(Self::ident)?;
                }
                set(&mut view.row_format, self.row_format()?);
                set(&mut view.file_format, self.file_format()?);
                set(&mut view.location, self.string_after("LOCATION")?);
            }
            if self.eat("TBLPROPERTIES") {
                view.properties = self.properties()?;
            }
            if self.place == before {
                return Ok(());
            }
        }
    }

    /// `FUNCTION name AS 'class' [USING JAR 'path', …]`
    fn create_function(&mut self, temporary: bool) -> Result<Statement> {
        self.expect("FUNCTION")?;
        let name = self.function_name()?;
        self.expect("AS")?;
        let class = self.string()?;
        let resources = if self.eat("USING") {
            self.commas(|p| {
                let kind = p.expect_any(&["JAR", "FILE", "ARCHIVE"])?;
                Ok((kind.to_ascii_lowercase(), p.string()?))
            })?
        } else {
            Vec::new()
        };
        Ok(Statement::CreateFunction(CreateFunction {
            name,
            temporary,
            class,
            resources,
        }))
    }

    pub(super) fn function_name(&mut self) -> Result<ObjectName> {
        self.object_name()
    }

    /// `TEMPORARY MACRO name ([argument type, …]) body`
    fn create_macro(&mut self) -> Result<Statement> {
        self.expect_all(&["TEMPORARY", "MACRO"])?;
        let name = self.ident()?;
        let arguments = if self.at_all(&["(", ")"]) {
            self.place += 2;
            Vec::new()
        } else {
            self.list(|p| {
                let name = p.ident()?;
                let ty = p.hive_type()?;
                p.string_after("COMMENT")?;
                Ok((name, ty))
            })?
        };
        let body = self.expr()?;
        Ok(Statement::CreateMacro(Box::new(CreateMacro {
            name,
            arguments,
            body,
        })))
    }
}

fn set<T>(slot: &mut Option<T>, value: Option<T>) {
    if value.is_some() {
        *slot = value;
    }
}

/// Stands in a view until its query is read.
fn empty_query() -> crate::ast::Query {
    crate::ast::Query {
        ctes: Vec::new(),
        body: crate::ast::SetExpr::Values(Vec::new()),
        order_by: Vec::new(),
        cluster_by: Vec::new(),
        distribute_by: Vec::new(),
        sort_by: Vec::new(),
        limit: None,
        span: crate::ast::Span::default(),
    }
}
