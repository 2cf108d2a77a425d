//! The pieces of table definitions: columns, constraints, partitions, formats, properties.

use super::{Parser, Result};
use crate::ast::{
    BinaryOp, Buckets, ColumnDef, Constraint, ConstraintKind, Delimited, ExprKind, FileFormat,
    PartitionFilter, PartitionOp, PartitionValue, PartitionedBy, Properties, RowFormat, Skewed,
    SortColumn,
};
use crate::lexer::TokenKind;

impl Parser<'_> {
    /// `IF NOT EXISTS`, or nothing.
    pub(super) fn if_not_exists(&mut self) -> Result<bool> {
        let there = self.eat("IF");
        if there {
            self.expect_all(&["NOT", "EXISTS"])?;
        }
        Ok(there)
    }

    /// `IF EXISTS`, or nothing.
    pub(super) fn if_exists(&mut self) -> Result<bool> {
        let there = self.eat("IF");
        if there {
            self.expect("EXISTS")?;
        }
        Ok(there)
    }

    /// `WORD 'text'`, or nothing.
    pub(super) fn string_after(&mut self, word: &'static str) -> Result<Option<String>> {
        if self.eat(word) {
            self.string().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `('key'='value', …)`
    pub(super) fn properties(&mut self) -> Result<Properties> {
        self.list(|p| {
            let key = p.string()?;
            let value = if p.eat("=") {
                p.string()?
            } else {
                String::new()
            };
            Ok((key, value))
        })
    }

    /// `('key', …)`; values are read and dropped.
    pub(super) fn property_keys(&mut self) -> Result<Vec<String>> {
        Ok(self.properties()?.into_iter().map(|(key, _)| key).collect())
    }

    /// `name type [constraint] [COMMENT 'text']`
    pub(super) fn column_def(&mut self) -> Result<ColumnDef> {
        let name = self.ident()?;
        if name.value.contains(['.', ':']) {
            let message = "a column's name can't have `.` or `:` in it";
            return Err(crate::ParseError::at(self.source, name.span, message));
        }
        let ty = self.hive_type()?;
        let mut comment = self.string_after("COMMENT")?;
        let constraint = self.column_constraint()?;
        if comment.is_none() {
            comment = self.string_after("COMMENT")?;
        }
        Ok(ColumnDef {
            name,
            ty,
            constraint,
            comment,
        })
    }

    /// The constraint of one column, if it has one.
    pub(super) fn column_constraint(&mut self) -> Result<Option<Constraint>> {
        let name = if self.eat("CONSTRAINT") {
            Some(self.ident()?)
        } else {
            None
        };
        let columns = Vec::new();
        let kind = if self.eat_all(&["NOT", "NULL"]) {
            ConstraintKind::NotNull
        } else if self.eat("DEFAULT") {
            ConstraintKind::Default(self.default_value()?)
        } else if self.eat("REFERENCES") {
            ConstraintKind::ForeignKey {
                columns,
                table: self.object_name()?,
                references: self.list(Self::ident)?,
            }
        } else if self.eat("CHECK") {
            self.check()?
        } else if self.eat("PRIMARY") {
            self.expect("KEY")?;
            ConstraintKind::PrimaryKey { columns }
        } else if self.eat("UNIQUE") {
            ConstraintKind::Unique { columns }
        } else if name.is_some() {
            return Err(self.unexpected());
        } else {
            return Ok(None);
        };
        self.constraint_options(name, kind).map(Some)
    }

    /// A constant, a call or a CAST.
    fn default_value(&mut self) -> Result<crate::ast::Expr> {
        let place = self.place;
        let value = self.signed()?;
        if matches!(value.kind, ExprKind::Function(_) | ExprKind::Cast { .. }) {
            return Ok(value);
        }
        self.place = place;
        self.constant_expr()
    }

    fn check(&mut self) -> Result<ConstraintKind> {
        self.expect("(")?;
        let condition = self.expr()?;
        self.expect(")")?;
        Ok(ConstraintKind::Check(condition))
    }

    /// `[CONSTRAINT name] PRIMARY KEY (…)|UNIQUE (…)|FOREIGN KEY (…) REFERENCES …|CHECK (…) [options]`
    pub(super) fn table_constraint(&mut self) -> Result<Constraint> {
        let name = if self.eat("CONSTRAINT") {
            Some(self.ident()?)
        } else {
            None
        };
        let kind = match self.expect_any(&["PRIMARY", "FOREIGN", "UNIQUE", "CHECK"])? {
            "PRIMARY" => {
                self.expect("KEY")?;
                let columns = self.list(Self::ident)?;
                ConstraintKind::PrimaryKey { columns }
            }
            "FOREIGN" => {
                self.expect("KEY")?;
                let columns = self.list(Self::ident)?;
                self.expect("REFERENCES")?;
                ConstraintKind::ForeignKey {
                    columns,
                    table: self.object_name()?,
                    references: self.list(Self::ident)?,
                }
            }
            "UNIQUE" => {
                let columns = self.list(Self::ident)?;
                ConstraintKind::Unique { columns }
            }
            _ => self.check()?,
        };
        self.constraint_options(name, kind)
    }

    /// `[ENABLE|DISABLE [VALIDATE|NOVALIDATE] | [NOT] ENFORCED] [RELY|NORELY]`
    fn constraint_options(
        &mut self,
        name: Option<crate::ast::Ident>,
        kind: ConstraintKind,
    ) -> Result<Constraint> {
        let yes_or_no = |p: &mut Self, yes: &'static str, no: &'static str| {
            p.eat_any(&[yes, no]).map(|word| word == yes)
        };
        let mut enable = yes_or_no(self, "ENABLE", "DISABLE");
        if enable.is_none() && self.eat_all(&["NOT", "ENFORCED"]) {
            enable = Some(false);
        } else if enable.is_none() && self.eat("ENFORCED") {
            enable = Some(true);
        }
        Ok(Constraint {
            name,
            kind,
            enable,
            validate: yes_or_no(self, "VALIDATE", "NOVALIDATE"),
            rely: yes_or_no(self, "RELY", "NORELY"),
        })
    }

    /// What follows PARTITIONED BY: columns with types, bare names, or SPEC.
    pub(super) fn partitioned_by(&mut self) -> Result<PartitionedBy> {
        if self.eat("SPEC") {
            return Ok(PartitionedBy::Spec(self.spec_text()?));
        }
        let bare = self.at_ahead(2, ",") || self.at_ahead(2, ")");
        if self.at("(") && bare {
            return Ok(PartitionedBy::Names(self.list(Self::ident)?));
        }
        Ok(PartitionedBy::Columns(self.list(Self::column_def)?))
    }

    /// The text in the parentheses of `PARTITIONED BY SPEC (…)`.
    pub(super) fn spec_text(&mut self) -> Result<String> {
        self.list(Self::spec_item).map(|items| items.join(", "))
    }

    fn spec_item(&mut self) -> Result<String> {
        let word = self.any_word()?.value;
        if !self.at("(") {
            return Ok(word);
        }
        let parts = self.list(|p| {
            if p.peek().kind == TokenKind::Number {
                return Ok(p.integer()?.to_string());
            }
            Ok(p.ident()?.value)
        })?;
        Ok(format!("{word}({})", parts.join(", ")))
    }

    /// `CLUSTERED BY (…) [SORTED BY (…)] INTO n BUCKETS`
    pub(super) fn buckets(&mut self) -> Result<Buckets> {
        self.expect_all(&["CLUSTERED", "BY"])?;
        let columns = self.list(Self::ident)?;
        let sorted_by = if self.eat("SORTED") {
            self.expect("BY")?;
            self.list(|p| {
                let name = p.ident()?;
                let (descending, nulls) = p.direction()?;
                Ok(SortColumn {
                    name,
                    descending,
                    nulls,
                })
            })?
        } else {
            Vec::new()
        };
        self.expect("INTO")?;
        let count = self.small_integer()?;
        self.expect("BUCKETS")?;
        Ok(Buckets {
            columns,
            sorted_by,
            count,
        })
    }

    /// What follows SKEWED: `BY (…) ON (…) [STORED AS DIRECTORIES]`
    pub(super) fn skewed(&mut self) -> Result<Skewed> {
        self.expect("BY")?;
        let columns = self.list(Self::ident)?;
        self.expect("ON")?;
        let values = self.list(|p| {
            if p.at("(") {
                p.list(Self::constant_expr)
            } else {
                Ok(vec![p.constant_expr()?])
            }
        })?;
        let as_directories = self.eat_all(&["STORED", "AS", "DIRECTORIES"]);
        Ok(Skewed {
            columns,
            values,
            as_directories,
        })
    }

    /// `ROW FORMAT …`, or nothing.
    pub(super) fn row_format(&mut self) -> Result<Option<RowFormat>> {
        if !self.eat_all(&["ROW", "FORMAT"]) {
            return Ok(None);
        }
        if self.expect_any(&["DELIMITED", "SERDE"])? == "SERDE" {
            let class = self.string()?;
            let properties = self.serde_properties()?;
            return Ok(Some(RowFormat::Serde { class, properties }));
        }
        let mut delimited = Delimited::default();
        while self.delimiter(&mut delimited)? {}
        Ok(Some(RowFormat::Delimited(delimited)))
    }

    /// One clause of ROW FORMAT DELIMITED; false if none follows.
    fn delimiter(&mut self, delimited: &mut Delimited) -> Result<bool> {
        let clause = self.eat_any(&["FIELDS", "ESCAPED", "COLLECTION", "LINES", "NULL"]);
        let slot = match clause {
            Some("FIELDS") => &mut delimited.fields,
            Some("ESCAPED") => {
                self.expect("BY")?;
                delimited.escape = Some(self.string()?);
                return Ok(true);
            }
            Some("COLLECTION") => {
                self.expect("ITEMS")?;
                &mut delimited.collection_items
            }
            Some("LINES") => &mut delimited.lines,
            Some(_) => {
                self.expect_all(&["DEFINED", "AS"])?;
                delimited.null = Some(self.string()?);
                return Ok(true);
            }
            None if self.eat_all(&["MAP", "KEYS"]) => &mut delimited.map_keys,
            None => return Ok(false),
        };
        self.expect_all(&["TERMINATED", "BY"])?;
        *slot = Some(self.string()?);
        Ok(true)
    }

    /// `WITH SERDEPROPERTIES (…)`, or nothing.
    pub(super) fn serde_properties(&mut self) -> Result<Properties> {
        if self.eat_all(&["WITH", "SERDEPROPERTIES"]) {
            self.properties()
        } else {
            Ok(Vec::new())
        }
    }

    /// As [`file_format`](Self::file_format); a table's may have SerDe properties. (Before a query they could be a CTE.)
    pub(super) fn file_format_of_table(&mut self) -> Result<Option<FileFormat>> {
        match self.file_format()? {
            Some(FileFormat::Named(name)) if self.at_all(&["WITH", "SERDEPROPERTIES"]) => {
                let properties = self.serde_properties()?;
                Ok(Some(FileFormat::With { name, properties }))
            }
            other => Ok(other),
        }
    }

    /// `STORED AS …`, `STORED BY …`, or nothing.
    pub(super) fn file_format(&mut self) -> Result<Option<FileFormat>> {
        if !self.eat("STORED") {
            return Ok(None);
        }
        if self.expect_any(&["AS", "BY"])? == "AS" {
            return self.named_format().map(Some);
        }
        let by_name = self.peek().kind != TokenKind::String;
        let handler = if by_name {
            self.ident()?.value
        } else {
            self.string()?
        };
        let properties = self.serde_properties()?;
        let format = if self.eat("STORED") {
            self.expect("AS")?;
            Some(self.ident()?)
        } else {
            None
        };
        Ok(Some(FileFormat::Handler {
            handler,
            by_name,
            properties,
            format,
        }))
    }

    /// `name`, or `INPUTFORMAT 'class' OUTPUTFORMAT 'class' [SERDE 'class']`
    pub(super) fn named_format(&mut self) -> Result<FileFormat> {
        if self.peek_at(1).kind != TokenKind::String || !self.eat("INPUTFORMAT") {
            return Ok(FileFormat::Named(self.ident()?));
        }
        let input = self.string()?;
        self.expect("OUTPUTFORMAT")?;
        let output = self.string()?;
        let serde = self.string_after("SERDE")?;
        if self.eat("INPUTDRIVER") {
            self.string()?;
            self.expect("OUTPUTDRIVER")?;
            self.string()?;
        }
        Ok(FileFormat::Classes {
            input,
            output,
            serde,
        })
    }

    /// `PARTITION (…)`, or nothing.
    pub(super) fn optional_partition(&mut self) -> Result<Vec<PartitionValue>> {
        if self.at("PARTITION") {
            self.partition()
        } else {
            Ok(Vec::new())
        }
    }

    /// `PARTITION (column[=constant], …)`
    pub(super) fn partition(&mut self) -> Result<Vec<PartitionValue>> {
        self.expect("PARTITION")?;
        self.list(|p| {
            let column = p.ident()?;
            let value = if p.eat("=") {
                Some(p.constant_expr()?)
            } else {
                None
            };
            Ok(PartitionValue { column, value })
        })
    }

    /// `(column op constant, …)`
    pub(super) fn partition_filters(&mut self) -> Result<Vec<PartitionFilter>> {
        self.list(|p| {
            let column = p.ident()?;
            let tag = p.expect_any(&["=", "<>", "<", "<=", ">", ">=", "LIKE"])?;
            let op = match tag {
                "=" => PartitionOp::Compare(BinaryOp::Eq),
                "<>" => PartitionOp::Compare(BinaryOp::NotEq),
                "<" => PartitionOp::Compare(BinaryOp::Lt),
                "<=" => PartitionOp::Compare(BinaryOp::LtEq),
                ">" => PartitionOp::Compare(BinaryOp::Gt),
                ">=" => PartitionOp::Compare(BinaryOp::GtEq),
                _ => PartitionOp::Like,
            };
            let value = p.constant_expr()?;
            Ok(PartitionFilter { column, op, value })
        })
    }
}
