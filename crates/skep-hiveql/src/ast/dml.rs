//! Statements that change data: INSERT, LOAD, UPDATE, DELETE, MERGE.

use super::ddl::{FileFormat, PartitionValue, RowFormat};
use super::{Cte, Expr, Ident, ObjectName, Query, Span, TableRef};

/// `INSERT … query`. A WITH before INSERT is in the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insert {
    /// Where rows go.
    pub target: InsertTarget,
    /// Where they come from: a SELECT, a set operation or VALUES. In VALUES, an unquoted column `default` is DEFAULT.
    pub query: Query,
}

/// `[WITH …] FROM source INSERT … SELECT … INSERT … SELECT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MultiInsert {
    /// `WITH`
    pub ctes: Vec<Cte>,
    /// What all branches read.
    pub from: TableRef,
    /// The inserts, two or more. A branch's SELECT has no `from` of its own, unless it has a LATERAL VIEW: then its
    /// `from` is the view over a copy of the shared source. Its query has no `ctes`.
    pub branches: Vec<Insert>,
}

/// Where an INSERT writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InsertTarget {
    /// `INSERT INTO|OVERWRITE [TABLE] name [PARTITION (…)] [IF NOT EXISTS] [(columns)]`
    Table {
        /// The table.
        name: ObjectName,
        /// OVERWRITE
        overwrite: bool,
        /// `PARTITION (…)`: static values first, then dynamic names.
        partition: Vec<PartitionValue>,
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// The columns that the query gives, if not all in order.
        columns: Vec<Ident>,
        /// Where it stands.
        span: Span,
    },
    /// `INSERT OVERWRITE [LOCAL] DIRECTORY 'path' [ROW FORMAT …] [STORED AS …]`
    Directory {
        /// LOCAL
        local: bool,
        /// The directory.
        path: String,
        /// `ROW FORMAT`
        row_format: Option<RowFormat>,
        /// `STORED AS`
        file_format: Option<FileFormat>,
        /// Where it stands.
        span: Span,
    },
}

/// `LOAD DATA [LOCAL] INPATH 'path' [OVERWRITE] INTO TABLE name [PARTITION (…)] [INPUTFORMAT 'class' SERDE 'class']`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Load {
    /// LOCAL: the file is copied, not moved.
    pub local: bool,
    /// The file or directory.
    pub path: String,
    /// OVERWRITE
    pub overwrite: bool,
    /// The table.
    pub table: ObjectName,
    /// `PARTITION (…)`
    pub partition: Vec<PartitionValue>,
    /// Input format and SerDe of the file, if not the table's.
    pub format: Option<(String, String)>,
}

/// `UPDATE table SET column = value, … [WHERE …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The table.
    pub table: ObjectName,
    /// Columns and their new values.
    pub assignments: Vec<(Ident, Expr)>,
    /// `WHERE`
    pub filter: Option<Expr>,
}

/// `DELETE FROM table [WHERE …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// The table.
    pub table: ObjectName,
    /// `WHERE`
    pub filter: Option<Expr>,
}

/// `MERGE INTO table [AS alias] USING source ON condition WHEN …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The text of `/*+ … */`.
    pub hint: Option<String>,
    /// The table.
    pub table: ObjectName,
    /// Its alias.
    pub alias: Option<Ident>,
    /// What it is merged with.
    pub source: TableRef,
    /// `ON`
    pub on: Expr,
    /// `WHEN …`, in order.
    pub clauses: Vec<MergeClause>,
}

/// A WHEN of a MERGE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeClause {
    /// `WHEN MATCHED [AND condition] THEN UPDATE SET …`
    Update {
        /// `AND`
        condition: Option<Expr>,
        /// Columns and their new values.
        assignments: Vec<(Ident, Expr)>,
    },
    /// `WHEN MATCHED [AND condition] THEN DELETE`
    Delete {
        /// `AND`
        condition: Option<Expr>,
    },
    /// `WHEN NOT MATCHED [AND condition] THEN INSERT [(columns)] VALUES (…)`
    Insert {
        /// `AND`
        condition: Option<Expr>,
        /// The columns.
        columns: Vec<Ident>,
        /// Their values.
        values: Vec<Expr>,
    },
}
