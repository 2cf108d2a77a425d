//! Which statement it is, by its first words.

use super::{Parser, Result};
use crate::ast::{Explain, ExplainOption, OtherStatement, Statement};

/// Statements without meaning here, by their first words. More words stand before fewer.
const OTHERS: [(&[&str], &str); 31] = [
    (&["CREATE", "ROLE"], "CREATE ROLE"),
    (&["DROP", "ROLE"], "DROP ROLE"),
    (&["SET", "ROLE"], "SET ROLE"),
    (&["GRANT"], "GRANT"),
    (&["REVOKE"], "REVOKE"),
    (&["LOCK"], "LOCK"),
    (&["UNLOCK"], "UNLOCK"),
    (&["START", "TRANSACTION"], "START TRANSACTION"),
    (&["COMMIT"], "COMMIT"),
    (&["ROLLBACK"], "ROLLBACK"),
    (&["SET", "AUTOCOMMIT"], "SET AUTOCOMMIT"),
    (&["ABORT"], "ABORT"),
    (&["KILL", "QUERY"], "KILL QUERY"),
    (&["EXPORT"], "EXPORT"),
    (&["IMPORT"], "IMPORT"),
    (&["REPL"], "REPL"),
    (&["OPTIMIZE", "TABLE"], "OPTIMIZE TABLE"),
    (&["CREATE", "SCHEDULED"], "CREATE SCHEDULED QUERY"),
    (&["ALTER", "SCHEDULED"], "ALTER SCHEDULED QUERY"),
    (&["DROP", "SCHEDULED"], "DROP SCHEDULED QUERY"),
    (&["CREATE", "CONNECTOR"], "CREATE CONNECTOR"),
    (&["ALTER", "CONNECTOR"], "ALTER CONNECTOR"),
    (&["DROP", "CONNECTOR"], "DROP CONNECTOR"),
    (&["CREATE", "RESOURCE"], "CREATE RESOURCE PLAN"),
    (&["ALTER", "RESOURCE"], "ALTER RESOURCE PLAN"),
    (&["DROP", "RESOURCE"], "DROP RESOURCE PLAN"),
    (&["REPLACE"], "REPLACE RESOURCE PLAN"),
    (&["ENABLE"], "ENABLE WORKLOAD MANAGEMENT"),
    (&["DISABLE"], "DISABLE WORKLOAD MANAGEMENT"),
    (&["RELOAD", "RESOURCE"], "RELOAD RESOURCE"),
    (&["UNSET"], "UNSET"),
];

/// Objects of CREATE, ALTER and DROP that belong to workload management.
const WORKLOAD: [&str; 7] = [
    "POOL",
    "TRIGGER",
    "USER",
    "GROUP",
    "APPLICATION",
    "MAPPING",
    "UNMANAGED",
];

/// Words that begin a statement, for the message when none does.
const FIRST: [&str; 24] = [
    "SELECT", "FROM", "WITH", "INSERT", "CREATE", "DROP", "ALTER", "SHOW", "DESCRIBE", "EXPLAIN",
    "USE", "LOAD", "TRUNCATE", "MSCK", "ANALYZE", "UPDATE", "DELETE", "MERGE", "VALUES", "SET",
    "GRANT", "REVOKE", "PREPARE", "EXECUTE",
];

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Result<Statement> {
        if let Some(other) = self.other() {
            return Ok(other);
        }
        match self.peek().tag {
            "SELECT" | "FROM" | "WITH" | "INSERT" | "VALUES" | "MAP" | "REDUCE" | "(" => {
                self.query_statement()
            }
            "CREATE" => self.create(),
            "DROP" => self.drop_statement(),
            "ALTER" => self.alter(),
            "SHOW" => self.show(),
            "DESCRIBE" | "DESC" => self.describe(),
            "EXPLAIN" => self.nested(Self::explain),
            "USE" => {
                self.advance();
                Ok(Statement::Use(self.ident()?))
            }
            "LOAD" => self.load(),
            "TRUNCATE" => self.truncate(),
            "MSCK" => self.msck(),
            "ANALYZE" => self.analyze(),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "MERGE" => self.merge(),
            "RELOAD" => {
                self.advance();
                if self.peek().kind != crate::lexer::TokenKind::End {
                    self.expect_any(&["FUNCTIONS", "FUNCTION"])?;
                }
                Ok(Statement::ReloadFunctions)
            }
            "PREPARE" => self.prepare(),
            "EXECUTE" => self.execute(),
            _ => Err(self.no_statement()),
        }
    }

    fn no_statement(&mut self) -> crate::ParseError {
        for word in FIRST {
            self.note(word);
        }
        let mut error = self.unexpected();
        error.message = format!("expected a statement, found {}", error.found);
        error
    }

    fn other(&mut self) -> Option<Statement> {
        let known = OTHERS.iter().find(|(words, _)| self.at_all(words));
        let workload = self.at_any(&["CREATE", "ALTER", "DROP"])
            && WORKLOAD.iter().any(|word| self.at_ahead(1, word));
        let name = match known {
            Some((_, name)) => name,
            None if workload => "WORKLOAD MANAGEMENT",
            None => return None,
        };
        let text = self.rest();
        Some(Statement::Other(OtherStatement { name, text }))
    }

    /// `EXPLAIN [options] statement`
    fn explain(&mut self) -> Result<Statement> {
        self.advance();
        let mut options = Vec::new();
        while let Some(option) = self.explain_option() {
            options.push(option);
        }
        let statement = Box::new(self.statement()?);
        Ok(Statement::Explain(Explain { options, statement }))
    }

    fn explain_option(&mut self) -> Option<ExplainOption> {
        let option = match self.peek().tag {
            "EXTENDED" => ExplainOption::Extended,
            "FORMATTED" => ExplainOption::Formatted,
            "DEPENDENCY" => ExplainOption::Dependency,
            "CBO" => ExplainOption::Cbo,
            "LOGICAL" => ExplainOption::Logical,
            "AUTHORIZATION" => ExplainOption::Authorization,
            // `EXPLAIN ANALYZE TABLE t …` explains an ANALYZE statement.
            "ANALYZE" if !self.at_ahead(1, "TABLE") => ExplainOption::Analyze,
            "REOPTIMIZATION" => ExplainOption::Reoptimization,
            "LOCKS" => ExplainOption::Locks,
            "AST" => ExplainOption::Ast,
            "VECTORIZATION" => ExplainOption::Vectorization,
            "DEBUG" => ExplainOption::Debug,
            "DDL" => ExplainOption::Ddl,
            "REWRITE" => ExplainOption::Rewrite,
            _ => return None,
        };
        self.advance();
        if option == ExplainOption::Cbo {
            self.eat_any(&["COST", "JOINCOST"]);
        }
        if option == ExplainOption::Vectorization {
            self.eat("ONLY");
            self.eat_any(&["SUMMARY", "OPERATOR", "EXPRESSION", "DETAIL"]);
        }
        Some(option)
    }

    /// `PREPARE name FROM query`
    fn prepare(&mut self) -> Result<Statement> {
        self.advance();
        let name = self.ident()?;
        self.expect("FROM")?;
        let statement = Box::new(self.query_statement()?);
        Ok(Statement::Prepare { name, statement })
    }

    /// `EXECUTE name [USING constants]`
    fn execute(&mut self) -> Result<Statement> {
        self.advance();
        let name = self.ident()?;
        let values = if self.eat("USING") {
            self.commas(Self::constant_expr)?
        } else {
            Vec::new()
        };
        Ok(Statement::Execute { name, values })
    }
}
