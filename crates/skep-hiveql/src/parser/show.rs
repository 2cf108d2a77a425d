//! SHOW and DESCRIBE.

use super::{Parser, Result};
use crate::ast::{Describe, DescribeStyle, Ident, Show, Statement};
use crate::lexer::TokenKind;

/// What SHOW can show without meaning here.
const OTHERS: [(&[&str], &str); 8] = [
    (&["ROLES"], "ROLES"),
    (&["ROLE"], "ROLE GRANT"),
    (&["CURRENT"], "CURRENT ROLES"),
    (&["GRANT"], "GRANT"),
    (&["PRINCIPALS"], "PRINCIPALS"),
    (&["RESOURCE"], "RESOURCE PLANS"),
    (&["CONNECTORS"], "CONNECTORS"),
    (&["INDEXES"], "INDEXES"),
];

const FIRST: [&str; 18] = [
    "TABLES",
    "DATABASES",
    "SCHEMAS",
    "PARTITIONS",
    "CREATE",
    "COLUMNS",
    "FUNCTIONS",
    "VIEWS",
    "TBLPROPERTIES",
    "TABLE",
    "EXTENDED",
    "SORTED",
    "MATERIALIZED",
    "LOCKS",
    "CONF",
    "TRANSACTIONS",
    "COMPACTIONS",
    "ROLES",
];

impl Parser<'_> {
    pub(super) fn show(&mut self) -> Result<Statement> {
        self.advance();
        let show = self.show_what()?;
        Ok(Statement::Show(Box::new(show)))
    }

    fn show_what(&mut self) -> Result<Show> {
        if let Some((_, name)) = OTHERS.iter().find(|(words, _)| self.at_all(words)) {
            let text = self.rest();
            return Ok(Show::Other { name, text });
        }
        let extended = self.at_all(&["EXTENDED", "TABLES"]);
        if extended {
            self.advance();
        }
        match self.expect_any(&FIRST)? {
            "DATABASES" | "SCHEMAS" => Ok(Show::Databases {
                like: self.like(false)?,
            }),
            "TABLES" => self.show_tables(extended),
            "VIEWS" => self.show_views(false),
            "MATERIALIZED" => {
                self.expect("VIEWS")?;
                self.show_views(true)
            }
            "SORTED" => {
                self.expect("COLUMNS")?;
                self.show_columns(true)
            }
            "COLUMNS" => self.show_columns(false),
            "FUNCTIONS" => Ok(Show::Functions {
                like: self.like(false)?,
            }),
            "PARTITIONS" => self.show_partitions(),
            "CREATE" => {
                if self.expect_any(&["TABLE", "VIEW", "DATABASE", "SCHEMA"])? == "TABLE" {
                    return Ok(Show::CreateTable(self.object_name()?));
                }
                if self.token(self.place - 1).tag == "VIEW" {
                    return Ok(Show::CreateTable(self.object_name()?));
                }
                Ok(Show::CreateDatabase(self.ident()?))
            }
            "TABLE" => self.show_table_extended(),
            "TBLPROPERTIES" => {
                let table = self.object_name()?;
                let key = if self.eat("(") {
                    let key = self.string()?;
                    self.expect(")")?;
                    Some(key)
                } else {
                    None
                };
                Ok(Show::TableProperties { table, key })
            }
            "CONF" => Ok(Show::Conf(self.string()?)),
            "TRANSACTIONS" => Ok(Show::Transactions),
            "COMPACTIONS" => Ok(Show::Compactions(self.rest())),
            "LOCKS" => Ok(Show::Locks(self.rest())),
            _ => Err(self.unexpected_or("TABLES")),
        }
    }

    /// `IN|FROM database`, or nothing.
    fn in_database(&mut self) -> Result<Option<Ident>> {
        if self.eat_any(&["IN", "FROM"]).is_some() {
            self.ident().map(Some)
        } else {
            Ok(None)
        }
    }

    /// `LIKE pattern`, and without LIKE too if `bare`.
    fn like(&mut self, bare: bool) -> Result<Option<String>> {
        if self.eat("LIKE") || (bare && self.is_pattern()) {
            return self.pattern().map(Some);
        }
        Ok(None)
    }

    /// A string, or a name with dots.
    fn pattern(&mut self) -> Result<String> {
        if self.peek().kind == TokenKind::String {
            return self.string();
        }
        let mut pattern = self.ident()?.value;
        while self.eat(".") {
            pattern = format!("{pattern}.{}", self.ident()?.value);
        }
        Ok(pattern)
    }

    fn show_tables(&mut self, extended: bool) -> Result<Show> {
        let database = self.in_database()?;
        let mut filter = None;
        if self.eat("WHERE") {
            let column = self.ident()?;
            self.expect("=")?;
            filter = Some((column, self.string()?));
        }
        Ok(Show::Tables {
            extended,
            database,
            like: self.like(true)?,
            filter,
        })
    }

    fn show_views(&mut self, materialized: bool) -> Result<Show> {
        let database = self.in_database()?;
        let like = self.like(true)?;
        Ok(Show::Views {
            materialized,
            database,
            like,
        })
    }

    /// `IN table [IN database] [[LIKE] pattern]`
    fn show_columns(&mut self, sorted: bool) -> Result<Show> {
        self.expect_any(&["IN", "FROM"])?;
        let mut table = self.object_name()?;
        if let Some(database) = self.in_database()? {
            table.database = Some(database);
        }
        let like = self.like(true)?;
        Ok(Show::Columns {
            sorted,
            table,
            like,
        })
    }

    fn show_partitions(&mut self) -> Result<Show> {
        let (table, partition) = self.table_and_partition()?;
        let filter = if self.eat("WHERE") {
            Some(self.expr()?)
        } else {
            None
        };
        let order_by = if self.eat("ORDER") {
            self.expect("BY")?;
            self.commas(Self::order_item)?
        } else {
            Vec::new()
        };
        let limit = if self.eat("LIMIT") {
            Some(self.limit()?)
        } else {
            None
        };
        Ok(Show::Partitions {
            table,
            partition,
            filter,
            order_by,
            limit,
        })
    }

    fn show_table_extended(&mut self) -> Result<Show> {
        self.expect("EXTENDED")?;
        let database = self.in_database()?;
        self.expect("LIKE")?;
        let like = self.pattern()?;
        let partition = self.optional_partition()?;
        Ok(Show::TableExtended {
            database,
            like,
            partition,
        })
    }

    pub(super) fn describe(&mut self) -> Result<Statement> {
        self.advance();
        let describe = match self.eat_any(&["DATABASE", "SCHEMA", "CONNECTOR", "FUNCTION"]) {
            // `schema` alone is a table of that name.
            Some("SCHEMA") if !self.is_name(self.peek()) && !self.at("EXTENDED") => {
                self.place -= 1;
                self.describe_table()?
            }
            Some("DATABASE" | "SCHEMA") => Describe::Database {
                extended: self.eat("EXTENDED"),
                name: self.ident()?,
            },
            Some("CONNECTOR") => Describe::Connector {
                extended: self.eat("EXTENDED"),
                name: self.ident()?,
            },
            Some(_) => Describe::Function {
                extended: self.eat("EXTENDED"),
                name: self.described_function()?,
            },
            None => self.describe_table()?,
        };
        Ok(Statement::Describe(Box::new(describe)))
    }

    /// A function's name: any word, an operator, or a string.
    fn described_function(&mut self) -> Result<String> {
        let token = self.peek();
        match token.kind {
            TokenKind::String => self.string(),
            TokenKind::Symbol if !matches!(token.tag, ";" | "(" | ")") => {
                self.advance();
                Ok(self.text(token).to_string())
            }
            _ => {
                let mut name = self.any_word()?.value;
                if self.eat(".") {
                    name = format!("{name}.{}", self.any_word()?.value);
                }
                Ok(name)
            }
        }
    }

    /// `[EXTENDED|FORMATTED] table [PARTITION (…)] [column.field …]`
    fn describe_table(&mut self) -> Result<Describe> {
        // FORMATTED is no reserved word: alone, it names a table.
        let style = match self.peek().tag {
            "EXTENDED" => DescribeStyle::Extended,
            "FORMATTED" if self.is_name(self.peek_at(1)) => DescribeStyle::Formatted,
            _ => DescribeStyle::Plain,
        };
        if style != DescribeStyle::Plain {
            self.advance();
        }
        let (table, partition) = self.table_and_partition()?;
        let mut column = Vec::new();
        if self.is_name(self.peek()) {
            column.push(self.ident()?);
            while self.eat(".") {
                column.push(self.ident()?);
            }
        }
        Ok(Describe::Table {
            style,
            table,
            partition,
            column,
        })
    }
}
