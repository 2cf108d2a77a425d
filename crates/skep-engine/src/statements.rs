//! What each statement does: one file a statement, and this table of contents.

mod access_logs;
mod alter;
mod analyze;
mod databases;
mod describe;
mod dfs;
mod explain;
pub(crate) mod formats;
mod functions;
mod hive_text;
mod insert;
mod like_file;
mod load;
mod msck;
mod partitions;
mod query;
mod set;
mod shell;
mod show;
mod show_create;
mod tables;
mod views;

use skep_hiveql::ast::{Describe, Statement};

pub(crate) use views::VIEW_DATABASE;

use crate::error::{EngineError, Result};
use crate::outcome::Outcome;
use crate::session::Session;

impl Session {
    /// Runs a statement. (A table: one arm a statement.)
    pub(crate) async fn dispatch(&mut self, statement: &Statement, text: &str) -> Result<Outcome> {
        use Statement as S;
        match statement {
            S::Query(query) => self.query(query).await,
            S::Insert(insert) => self.insert(insert).await,
            S::MultiInsert(insert) => self.multi_insert(insert).await,
            S::Load(load) => self.load(load).await,
            S::CreateDatabase(statement) => self.create_database(statement).await,
            S::DropDatabase(statement) => self.drop_database(statement).await,
            S::AlterDatabase(statement) => self.alter_database(statement).await,
            S::Use(name) => self.use_database(name).await,
            S::CreateTable(statement) => self.create_table(statement).await,
            S::CreateTableLike(statement) => self.create_table_like(statement).await,
            S::CreateView(statement) => self.create_view(statement, text).await,
            S::DropTable(statement) => self.drop_table(statement).await,
            S::DropView(statement) => self.drop_view(statement).await,
            S::Truncate(statement) => self.truncate(statement).await,
            S::AlterTable(statement) => self.alter_table(statement).await,
            S::AlterView(statement) => self.alter_view(statement, text).await,
            S::Msck(statement) => self.msck(statement).await,
            S::Analyze(statement) => self.analyze(statement).await,
            S::CreateFunction(statement) => self.create_function(statement),
            S::DropFunction(statement) => self.drop_function(statement),
            S::Explain(statement) => self.explain(statement).await,
            S::Show(show) => self.show(show).await,
            S::Describe(describe) => self.describe(describe).await,
            S::Set(command) => self.set(command),
            S::Shell(command) => self.shell(command).await,
            S::ReloadFunctions => Ok(Outcome::done()),
            S::Update(_) => Err(rewrite_only("UPDATE")),
            S::Delete(_) => Err(rewrite_only("DELETE")),
            S::Merge(_) => Err(rewrite_only("MERGE")),
            S::DropMaterializedView(_) => Err(EngineError::unsupported("DROP MATERIALIZED VIEW")),
            S::CreateMacro(statement) => self.create_macro(statement).await,
            S::DropMacro(statement) => self.drop_macro(statement),
            S::Prepare { .. } => Err(EngineError::unsupported("PREPARE")),
            S::Execute { .. } => Err(EngineError::unsupported("EXECUTE")),
            S::Other(statement) => Err(EngineError::unsupported(statement.name)),
        }
    }

    async fn describe(&mut self, describe: &Describe) -> Result<Outcome> {
        match describe {
            Describe::Database { extended, name } => self.describe_database(name, *extended).await,
            Describe::Function { extended, name } => self.describe_function(name, *extended),
            Describe::Table {
                style,
                table,
                partition,
                column,
            } => self.describe_table(*style, table, partition, column).await,
            Describe::Connector { .. } => Err(EngineError::unsupported("DESCRIBE CONNECTOR")),
        }
    }
}

/// Statements that change rows in place.
fn rewrite_only(what: &str) -> EngineError {
    EngineError::unsupported(what).hint("files are not changed in place: INSERT OVERWRITE TABLE t SELECT … replaces a table or partition")
}
