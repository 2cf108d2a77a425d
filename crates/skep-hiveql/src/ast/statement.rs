//! Statements: what stands before a `;`.

use super::alter::{AlterDatabase, AlterTable, AlterView};
use super::ddl::{
    Analyze, CreateDatabase, CreateFunction, CreateMacro, CreateTable, CreateTableLike, CreateView,
    DropDatabase, DropObject, Msck, Truncate,
};
use super::dml::{Delete, Insert, Load, Merge, MultiInsert, Update};
use super::show::{Describe, Show};
use super::{Expr, Ident, Query};

/// One statement. (A table: one variant a statement.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Statement {
    /// A query.
    Query(Box<Query>),
    /// `INSERT … query`, also written `FROM … INSERT … SELECT …` with one INSERT.
    Insert(Box<Insert>),
    /// `FROM source INSERT … INSERT …`
    MultiInsert(Box<MultiInsert>),
    /// `LOAD DATA …`
    Load(Box<Load>),
    /// `UPDATE t SET …`
    Update(Box<Update>),
    /// `DELETE FROM t …`
    Delete(Box<Delete>),
    /// `MERGE INTO t …`
    Merge(Box<Merge>),
    /// `CREATE DATABASE …`
    CreateDatabase(Box<CreateDatabase>),
    /// `DROP DATABASE …`
    DropDatabase(DropDatabase),
    /// `ALTER DATABASE …`
    AlterDatabase(AlterDatabase),
    /// `USE database`
    Use(Ident),
    /// `CREATE TABLE …`, with or without `AS query`
    CreateTable(Box<CreateTable>),
    /// `CREATE TABLE … LIKE …`
    CreateTableLike(Box<CreateTableLike>),
    /// `CREATE VIEW …`, `CREATE MATERIALIZED VIEW …`
    CreateView(Box<CreateView>),
    /// `DROP TABLE …`
    DropTable(DropObject),
    /// `DROP VIEW …`
    DropView(DropObject),
    /// `DROP MATERIALIZED VIEW …`
    DropMaterializedView(DropObject),
    /// `TRUNCATE TABLE …`
    Truncate(Box<Truncate>),
    /// `ALTER TABLE …`
    AlterTable(Box<AlterTable>),
    /// `ALTER VIEW …`
    AlterView(Box<AlterView>),
    /// `MSCK [REPAIR] TABLE …`
    Msck(Msck),
    /// `ANALYZE TABLE …`
    Analyze(Analyze),
    /// `CREATE [TEMPORARY] FUNCTION …`
    CreateFunction(CreateFunction),
    /// `DROP [TEMPORARY] FUNCTION …`
    DropFunction(DropObject),
    /// `CREATE TEMPORARY MACRO …`
    CreateMacro(Box<CreateMacro>),
    /// `DROP TEMPORARY MACRO …`
    DropMacro(DropObject),
    /// `RELOAD FUNCTIONS`
    ReloadFunctions,
    /// `EXPLAIN …`
    Explain(Explain),
    /// `SHOW …`
    Show(Box<Show>),
    /// `DESCRIBE …`
    Describe(Box<Describe>),
    /// `SET …`, `RESET …`
    Set(SetCommand),
    /// What Hive's shell does itself: `!…`, `dfs …`, `source …`, `add jar …`
    Shell(ShellCommand),
    /// `PREPARE name FROM query`
    Prepare {
        /// The prepared statement's name.
        name: Ident,
        /// What it runs: a query or an INSERT, with `?` for parameters.
        statement: Box<Statement>,
    },
    /// `EXECUTE name USING values`
    Execute {
        /// The prepared statement's name.
        name: Ident,
        /// Constants for its parameters.
        values: Vec<Expr>,
    },
    /// A statement that is known and has no meaning here: GRANT, LOCK, START TRANSACTION, EXPORT …
    Other(OtherStatement),
}

/// A statement that skep reads as far as its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherStatement {
    /// What it is: `GRANT`, `LOCK TABLE`, `CREATE ROLE`.
    pub name: &'static str,
    /// The whole of it, words parted by single blanks, comments left out.
    pub text: String,
}

/// `EXPLAIN [options] statement`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explain {
    /// The words between, in order.
    pub options: Vec<ExplainOption>,
    /// What is explained.
    pub statement: Box<Statement>,
}

/// A word after EXPLAIN. The details of VECTORIZATION and CBO are read and dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum ExplainOption {
    Extended,
    Formatted,
    Dependency,
    Cbo,
    Logical,
    Authorization,
    Analyze,
    Reoptimization,
    Locks,
    Ast,
    Vectorization,
    Debug,
    Ddl,
    Rewrite,
}

/// `SET` and `RESET`. Keys and values are the raw text, as Hive's shell takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetCommand {
    /// `SET`: what was changed; `SET -v`: everything.
    List {
        /// `-v`
        verbose: bool,
    },
    /// `SET key`
    Show(String),
    /// `SET key=value`; key and value are trimmed.
    Assign {
        /// What stands before the first `=`.
        key: String,
        /// What stands after it.
        value: String,
    },
    /// `RESET`, `RESET key …`, `RESET -d key …`; empty for all.
    Reset(Vec<String>),
}

/// Commands of Hive's shell. The text is raw: no quotes or escapes are undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShellCommand {
    /// `!command`
    System(String),
    /// `source file`
    Source(String),
    /// `dfs -ls /x`: what stands after `dfs`.
    Dfs(String),
    /// `add jar|file|archive …`
    Add {
        /// `jar`, `file` or `archive`, in lower case and singular.
        kind: String,
        /// What is added.
        paths: Vec<String>,
    },
    /// `delete jar|file|archive …`
    Delete {
        /// `jar`, `file` or `archive`, in lower case and singular.
        kind: String,
        /// What is dropped; all if empty.
        paths: Vec<String>,
    },
    /// `list jar|file|archive …`
    List {
        /// `jar`, `file` or `archive`, in lower case and singular.
        kind: String,
        /// What is asked for; all if empty.
        paths: Vec<String>,
    },
}
