//! Statements, each by its own kind.

use std::fmt::{self, Display, Formatter};

use super::{Clause, Maybe};
use crate::ast::{
    DropObject, Explain, ExplainOption, OtherStatement, SetCommand, ShellCommand, Statement,
};

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Query(query) => query.fmt(f),
            Statement::Insert(insert) => insert.fmt(f),
            Statement::MultiInsert(insert) => insert.fmt(f),
            Statement::Load(load) => load.fmt(f),
            Statement::Update(update) => update.fmt(f),
            Statement::Delete(delete) => delete.fmt(f),
            Statement::Merge(merge) => merge.fmt(f),
            Statement::CreateDatabase(create) => create.fmt(f),
            Statement::DropDatabase(drop) => drop.fmt(f),
            Statement::AlterDatabase(alter) => alter.fmt(f),
            Statement::Use(database) => write!(f, "USE {database}"),
            Statement::CreateTable(create) => create.fmt(f),
            Statement::CreateTableLike(create) => create.fmt(f),
            Statement::CreateView(create) => create.fmt(f),
            Statement::DropTable(drop) => dropped(f, "DROP TABLE", drop),
            Statement::DropView(drop) => dropped(f, "DROP VIEW", drop),
            Statement::DropMaterializedView(drop) => dropped(f, "DROP MATERIALIZED VIEW", drop),
            Statement::DropFunction(drop) if drop.temporary => {
                dropped(f, "DROP TEMPORARY FUNCTION", drop)
            }
            Statement::DropFunction(drop) => dropped(f, "DROP FUNCTION", drop),
            Statement::DropMacro(drop) => dropped(f, "DROP TEMPORARY MACRO", drop),
            Statement::Truncate(truncate) => truncate.fmt(f),
            Statement::AlterTable(alter) => alter.fmt(f),
            Statement::AlterView(alter) => alter.fmt(f),
            Statement::Msck(msck) => msck.fmt(f),
            Statement::Analyze(analyze) => analyze.fmt(f),
            Statement::CreateFunction(create) => create.fmt(f),
            Statement::CreateMacro(create) => create.fmt(f),
            Statement::ReloadFunctions => f.write_str("RELOAD FUNCTIONS"),
            Statement::Explain(explain) => explain.fmt(f),
            Statement::Show(show) => show.fmt(f),
            Statement::Describe(describe) => describe.fmt(f),
            Statement::Set(set) => set.fmt(f),
            Statement::Shell(command) => command.fmt(f),
            Statement::Prepare { name, statement } => write!(f, "PREPARE {name} FROM {statement}"),
            Statement::Execute { name, values } => {
                write!(f, "EXECUTE {name}{}", Clause(" USING ", values))
            }
            Statement::Other(OtherStatement { text, .. }) => f.write_str(text),
        }
    }
}

fn dropped(f: &mut Formatter<'_>, words: &str, drop: &DropObject) -> fmt::Result {
    let if_exists = super::when(drop.if_exists, "IF EXISTS ");
    let purge = super::when(drop.purge, " PURGE");
    write!(f, "{words} {if_exists}{}{purge}", drop.name)
}

impl Display for Explain {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("EXPLAIN ")?;
        for option in &self.options {
            write!(f, "{option} ")?;
        }
        self.statement.fmt(f)
    }
}

impl Display for ExplainOption {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExplainOption::Extended => "EXTENDED",
            ExplainOption::Formatted => "FORMATTED",
            ExplainOption::Dependency => "DEPENDENCY",
            ExplainOption::Cbo => "CBO",
            ExplainOption::Logical => "LOGICAL",
            ExplainOption::Authorization => "AUTHORIZATION",
            ExplainOption::Analyze => "ANALYZE",
            ExplainOption::Reoptimization => "REOPTIMIZATION",
            ExplainOption::Locks => "LOCKS",
            ExplainOption::Ast => "AST",
            ExplainOption::Vectorization => "VECTORIZATION",
            ExplainOption::Debug => "DEBUG",
            ExplainOption::Ddl => "DDL",
            ExplainOption::Rewrite => "REWRITE",
        })
    }
}

impl Display for SetCommand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            SetCommand::List { verbose: false } => f.write_str("SET"),
            SetCommand::List { verbose: true } => f.write_str("SET -v"),
            SetCommand::Show(key) => write!(f, "SET {key}"),
            SetCommand::Assign { key, value } => write!(f, "SET {key}={value}"),
            SetCommand::Reset(keys) if keys.is_empty() => f.write_str("RESET"),
            SetCommand::Reset(keys) => write!(f, "RESET {}", keys.join(" ")),
        }
    }
}

impl Display for ShellCommand {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let resources = |f: &mut Formatter<'_>, word: &str, kind: &str, paths: &[String]| {
            let list = (!paths.is_empty()).then(|| paths.join(" "));
            write!(f, "{word} {kind}{}", Maybe(" ", &list))
        };
        match self {
            ShellCommand::System(command) => write!(f, "!{command}"),
            ShellCommand::Source(file) => write!(f, "source {file}"),
            ShellCommand::Dfs(command) => write!(f, "dfs {command}"),
            ShellCommand::Add { kind, paths } => resources(f, "add", kind, paths),
            ShellCommand::Delete { kind, paths } => resources(f, "delete", kind, paths),
            ShellCommand::List { kind, paths } => resources(f, "list", kind, paths),
        }
    }
}
