//! DROP, TRUNCATE, MSCK, ANALYZE.

use super::{Parser, Result};
use crate::ast::{
    Analyze, AnalyzeWhat, DropDatabase, DropObject, Msck, MsckAction, Statement, Truncate,
};

impl Parser<'_> {
    pub(super) fn drop_statement(&mut self) -> Result<Statement> {
        self.advance();
        let words = [
            "TABLE",
            "VIEW",
            "MATERIALIZED",
            "DATABASE",
            "SCHEMA",
            "FUNCTION",
            "TEMPORARY",
        ];
        match self.expect_any(&words)? {
            "TABLE" => self.drop_object(false, Statement::DropTable),
            "VIEW" => self.drop_object(false, Statement::DropView),
            "MATERIALIZED" => {
                self.expect("VIEW")?;
                self.drop_object(false, Statement::DropMaterializedView)
            }
            "FUNCTION" => self.drop_object(false, Statement::DropFunction),
            "TEMPORARY" if self.eat("MACRO") => self.drop_object(true, Statement::DropMacro),
            "TEMPORARY" => {
                self.expect("FUNCTION")?;
                self.drop_object(true, Statement::DropFunction)
            }
            _ => self.drop_database(),
        }
    }

    /// `[IF EXISTS] name [PURGE]`
    fn drop_object(
        &mut self,
        temporary: bool,
        make: impl FnOnce(DropObject) -> Statement,
    ) -> Result<Statement> {
        let if_exists = self.if_exists()?;
        let name = self.object_name()?;
        let purge = self.eat("PURGE");
        if self.at("FOR") {
            return Err(self.refuse("FOR REPLICATION is not supported"));
        }
        Ok(make(DropObject {
            name,
            if_exists,
            purge,
            temporary,
        }))
    }

    /// `[IF EXISTS] name [RESTRICT|CASCADE]`
    fn drop_database(&mut self) -> Result<Statement> {
        let if_exists = self.if_exists()?;
        let name = self.ident()?;
        let cascade = self.eat_any(&["RESTRICT", "CASCADE"]) == Some("CASCADE");
        Ok(Statement::DropDatabase(DropDatabase {
            name,
            if_exists,
            cascade,
        }))
    }

    /// `TRUNCATE [TABLE] name [PARTITION (…)] [COLUMNS (…)] [FORCE]`
    pub(super) fn truncate(&mut self) -> Result<Statement> {
        self.advance();
        self.eat("TABLE");
        let (table, partition) = self.table_and_partition()?;
        let columns = if self.eat("COLUMNS") {
            self.list(Self::ident)?
        } else {
            Vec::new()
        };
        let force = self.eat("FORCE");
        Ok(Statement::Truncate(Box::new(Truncate {
            table,
            partition,
            columns,
            force,
        })))
    }

    /// `MSCK [REPAIR] TABLE name [ADD|DROP|SYNC PARTITIONS [(…)]]`
    pub(super) fn msck(&mut self) -> Result<Statement> {
        self.advance();
        let repair = self.eat("REPAIR");
        self.expect("TABLE")?;
        let table = self.object_name()?;
        let mut action = MsckAction::Add;
        let mut filter = Vec::new();
        if let Some(word) = self.eat_any(&["ADD", "DROP", "SYNC"]) {
            action = match word {
                "DROP" => MsckAction::Drop,
                "SYNC" => MsckAction::Sync,
                _ => MsckAction::Add,
            };
            self.expect("PARTITIONS")?;
            if self.at("(") {
                filter = self.partition_filters()?;
            }
        }
        Ok(Statement::Msck(Msck {
            repair,
            table,
            action,
            filter,
        }))
    }

    /// `ANALYZE TABLE name [PARTITION (…)] COMPUTE STATISTICS … | CACHE METADATA`
    pub(super) fn analyze(&mut self) -> Result<Statement> {
        self.advance();
        self.expect("TABLE")?;
        let (table, partition) = self.table_and_partition()?;
        let what = if self.expect_any(&["COMPUTE", "CACHE"])? == "CACHE" {
            self.expect("METADATA")?;
            AnalyzeWhat::CacheMetadata
        } else {
            self.statistics()?
        };
        Ok(Statement::Analyze(Analyze {
            table,
            partition,
            what,
        }))
    }

    /// What follows COMPUTE.
    fn statistics(&mut self) -> Result<AnalyzeWhat> {
        self.expect("STATISTICS")?;
        if self.eat("NOSCAN") {
            return Ok(AnalyzeWhat::NoScan);
        }
        if !self.eat("FOR") {
            return Ok(AnalyzeWhat::Table);
        }
        self.expect("COLUMNS")?;
        let named = self.is_name(self.peek());
        let columns = if named {
            self.commas(Self::ident)?
        } else {
            Vec::new()
        };
        Ok(AnalyzeWhat::Columns(columns))
    }
}
