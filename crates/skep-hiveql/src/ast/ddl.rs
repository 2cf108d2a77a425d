//! Statements that define things: databases, tables, views, functions.

use super::{BinaryOp, Expr, Ident, NullsOrder, ObjectName, Query};
use crate::types::HiveType;

/// `('key'='value', …)`, in order.
pub type Properties = Vec<(String, String)>;

/// `CREATE [REMOTE] DATABASE|SCHEMA [IF NOT EXISTS] name …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateDatabase {
    /// Its name.
    pub name: Ident,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// `COMMENT`
    pub comment: Option<String>,
    /// `LOCATION`
    pub location: Option<String>,
    /// `MANAGEDLOCATION`
    pub managed_location: Option<String>,
    /// `REMOTE … USING connector`
    pub connector: Option<Ident>,
    /// `WITH DBPROPERTIES`
    pub properties: Properties,
}

/// `DROP DATABASE|SCHEMA [IF EXISTS] name [RESTRICT|CASCADE]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropDatabase {
    /// Its name.
    pub name: Ident,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// `CASCADE`
    pub cascade: bool,
}

/// `DROP TABLE|VIEW|FUNCTION|MACRO [IF EXISTS] name [PURGE]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropObject {
    /// Its name.
    pub name: ObjectName,
    /// `IF EXISTS`
    pub if_exists: bool,
    /// `PURGE`, of a table.
    pub purge: bool,
    /// `TEMPORARY`, of a function; always set of a macro.
    pub temporary: bool,
}

/// `CREATE TABLE …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTable {
    /// Its name.
    pub name: ObjectName,
    /// `EXTERNAL`
    pub external: bool,
    /// `TEMPORARY`
    pub temporary: bool,
    /// `TRANSACTIONAL`
    pub transactional: bool,
    /// `MANAGED`
    pub managed: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// The columns; none for `AS query`, and where a SerDe tells them.
    pub columns: Vec<ColumnDef>,
    /// Constraints that stand among the columns.
    pub constraints: Vec<Constraint>,
    /// `COMMENT`
    pub comment: Option<String>,
    /// `PARTITIONED BY`
    pub partitioned_by: Option<PartitionedBy>,
    /// `CLUSTERED BY … INTO n BUCKETS`
    pub buckets: Option<Buckets>,
    /// `SKEWED BY`
    pub skewed: Option<Skewed>,
    /// `ROW FORMAT`
    pub row_format: Option<RowFormat>,
    /// `STORED AS`, `STORED BY`
    pub file_format: Option<FileFormat>,
    /// `LOCATION`
    pub location: Option<String>,
    /// `TBLPROPERTIES`
    pub properties: Properties,
    /// `AS query`
    pub query: Option<Box<Query>>,
}

/// `CREATE TABLE name LIKE …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateTableLike {
    /// The new table.
    pub name: ObjectName,
    /// `EXTERNAL`
    pub external: bool,
    /// `TEMPORARY`
    pub temporary: bool,
    /// `TRANSACTIONAL`
    pub transactional: bool,
    /// `MANAGED`
    pub managed: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// What it is like.
    pub like: LikeSource,
    /// `PARTITIONED BY`
    pub partitioned_by: Option<PartitionedBy>,
    /// `ROW FORMAT`
    pub row_format: Option<RowFormat>,
    /// `STORED AS`, `STORED BY`
    pub file_format: Option<FileFormat>,
    /// `LOCATION`
    pub location: Option<String>,
    /// `TBLPROPERTIES`
    pub properties: Properties,
}

/// The model of a `CREATE TABLE … LIKE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LikeSource {
    /// A table or view.
    Table(ObjectName),
    /// `FILE [format] 'path'`
    File {
        /// The file's format; none where its content tells.
        format: Option<Ident>,
        /// Where it is.
        path: String,
    },
}

/// `name type [constraint] [COMMENT 'text']`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDef {
    /// Its name.
    pub name: Ident,
    /// Its type.
    pub ty: HiveType,
    /// Its constraint; the column lists inside are empty.
    pub constraint: Option<Constraint>,
    /// `COMMENT`
    pub comment: Option<String>,
}

/// `[CONSTRAINT name] kind [ENABLE|DISABLE [VALIDATE|NOVALIDATE] [RELY|NORELY]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// Its name.
    pub name: Option<Ident>,
    /// What it asks.
    pub kind: ConstraintKind,
    /// ENABLE (`true`) or DISABLE; also written `[NOT] ENFORCED`.
    pub enable: Option<bool>,
    /// VALIDATE (`true`) or NOVALIDATE.
    pub validate: Option<bool>,
    /// RELY (`true`) or NORELY.
    pub rely: Option<bool>,
}

/// What a constraint asks. Of a column's own constraint, `columns` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum ConstraintKind {
    NotNull,
    Default(Expr),
    Check(Expr),
    PrimaryKey {
        columns: Vec<Ident>,
    },
    Unique {
        columns: Vec<Ident>,
    },
    ForeignKey {
        columns: Vec<Ident>,
        table: ObjectName,
        references: Vec<Ident>,
    },
}

/// `PARTITIONED BY (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartitionedBy {
    /// Columns with their types.
    Columns(Vec<ColumnDef>),
    /// Columns of the query, by name (`CREATE TABLE AS`), or `PARTITIONED ON` of a view.
    Names(Vec<Ident>),
    /// `PARTITIONED BY SPEC (…)` of an Iceberg table: the text within the parentheses.
    Spec(String),
}

/// `CLUSTERED BY (columns) [SORTED BY (columns)] INTO n BUCKETS`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets {
    /// The columns whose hash chooses the bucket.
    pub columns: Vec<Ident>,
    /// The order in a bucket.
    pub sorted_by: Vec<SortColumn>,
    /// How many.
    pub count: u32,
}

/// `column [ASC|DESC] [NULLS FIRST|LAST]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortColumn {
    /// The column.
    pub name: Ident,
    /// DESC
    pub descending: bool,
    /// Where NULLs go.
    pub nulls: Option<NullsOrder>,
}

/// `SKEWED BY (columns) ON (values) [STORED AS DIRECTORIES]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skewed {
    /// The columns.
    pub columns: Vec<Ident>,
    /// Their frequent values: a tuple each, of one value if there is one column.
    pub values: Vec<Vec<Expr>>,
    /// `STORED AS DIRECTORIES`
    pub as_directories: bool,
}

/// `ROW FORMAT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowFormat {
    /// `ROW FORMAT DELIMITED …`
    Delimited(Delimited),
    /// `ROW FORMAT SERDE 'class' [WITH SERDEPROPERTIES (…)]`
    Serde {
        /// The class.
        class: String,
        /// `WITH SERDEPROPERTIES`
        properties: Properties,
    },
}

/// `ROW FORMAT DELIMITED` and its clauses; strings as written, escapes decoded (`\t` is a tab, `\001` is ^A).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delimited {
    /// `FIELDS TERMINATED BY`
    pub fields: Option<String>,
    /// `ESCAPED BY`
    pub escape: Option<String>,
    /// `COLLECTION ITEMS TERMINATED BY`
    pub collection_items: Option<String>,
    /// `MAP KEYS TERMINATED BY`
    pub map_keys: Option<String>,
    /// `LINES TERMINATED BY`
    pub lines: Option<String>,
    /// `NULL DEFINED AS`
    pub null: Option<String>,
}

/// `STORED AS …`, `STORED BY …`, `SET FILEFORMAT …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileFormat {
    /// `TEXTFILE`, `ORC`, `PARQUET` …
    Named(Ident),
    /// `ACCESSLOG WITH SERDEPROPERTIES (…)`: skep's, in table definitions. Hive has the words only after ROW FORMAT SERDE.
    With {
        /// The format.
        name: Ident,
        /// `WITH SERDEPROPERTIES`
        properties: Properties,
    },
    /// `INPUTFORMAT 'class' OUTPUTFORMAT 'class' [SERDE 'class']`; drivers are read and dropped.
    Classes {
        /// The input format.
        input: String,
        /// The output format.
        output: String,
        /// The SerDe, only after SET FILEFORMAT.
        serde: Option<String>,
    },
    /// `STORED BY 'class'|name [WITH SERDEPROPERTIES (…)] [STORED AS format]`
    Handler {
        /// The class or short name.
        handler: String,
        /// Written as a name, without quotes.
        by_name: bool,
        /// `WITH SERDEPROPERTIES`
        properties: Properties,
        /// `STORED AS`
        format: Option<Ident>,
    },
}

/// `CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] name … AS query`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateView {
    /// Its name.
    pub name: ObjectName,
    /// `MATERIALIZED`
    pub materialized: bool,
    /// `OR REPLACE`
    pub or_replace: bool,
    /// `IF NOT EXISTS`
    pub if_not_exists: bool,
    /// `(name [COMMENT 'text'], …)`
    pub columns: Vec<(Ident, Option<String>)>,
    /// `COMMENT`
    pub comment: Option<String>,
    /// `PARTITIONED ON`
    pub partitioned_on: Option<PartitionedBy>,
    /// `ROW FORMAT`, of a materialized view.
    pub row_format: Option<RowFormat>,
    /// `STORED AS`, of a materialized view.
    pub file_format: Option<FileFormat>,
    /// `LOCATION`, of a materialized view.
    pub location: Option<String>,
    /// `TBLPROPERTIES`
    pub properties: Properties,
    /// The query. Its span is the text that the metastore keeps.
    pub query: Box<Query>,
}

/// `TRUNCATE [TABLE] name [PARTITION (…)] [COLUMNS (…)] [FORCE]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truncate {
    /// The table.
    pub table: ObjectName,
    /// `PARTITION (…)`
    pub partition: Vec<PartitionValue>,
    /// `COLUMNS (…)`
    pub columns: Vec<Ident>,
    /// `FORCE`
    pub force: bool,
}

/// `column[=constant]` in `PARTITION (…)`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionValue {
    /// The partition column.
    pub column: Ident,
    /// Its value, a constant; none where the data tells it (dynamic partitions).
    pub value: Option<Expr>,
}

/// `column op constant` in DROP PARTITION and MSCK.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartitionFilter {
    /// The partition column.
    pub column: Ident,
    /// How it compares.
    pub op: PartitionOp,
    /// With what: a constant.
    pub value: Expr,
}

/// The comparison of a partition filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartitionOp {
    /// `=`, `<>`, `<`, `<=`, `>` or `>=`
    Compare(BinaryOp),
    /// `LIKE`
    Like,
}

/// `MSCK [REPAIR] TABLE name [ADD|DROP|SYNC PARTITIONS [(filter)]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Msck {
    /// `REPAIR`: without it, only say what differs.
    pub repair: bool,
    /// The table.
    pub table: ObjectName,
    /// What may be done; ADD if nothing is said.
    pub action: MsckAction,
    /// Which partitions.
    pub filter: Vec<PartitionFilter>,
}

/// What MSCK does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum MsckAction {
    Add,
    Drop,
    Sync,
}

/// `ANALYZE TABLE name [PARTITION (…)] COMPUTE STATISTICS [NOSCAN | FOR COLUMNS [names]]`, `… CACHE METADATA`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Analyze {
    /// The table.
    pub table: ObjectName,
    /// `PARTITION (…)`
    pub partition: Vec<PartitionValue>,
    /// What is computed.
    pub what: AnalyzeWhat,
}

/// What ANALYZE computes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnalyzeWhat {
    /// `COMPUTE STATISTICS`
    Table,
    /// `COMPUTE STATISTICS NOSCAN`
    NoScan,
    /// `COMPUTE STATISTICS FOR COLUMNS [names]`; all if empty.
    Columns(Vec<Ident>),
    /// `CACHE METADATA`
    CacheMetadata,
}

/// `CREATE [TEMPORARY] FUNCTION name AS 'class' [USING JAR 'path', …]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateFunction {
    /// Its name.
    pub name: ObjectName,
    /// `TEMPORARY`
    pub temporary: bool,
    /// The Java class.
    pub class: String,
    /// `JAR|FILE|ARCHIVE 'path'`: the word in lower case, and the path.
    pub resources: Vec<(String, String)>,
}

/// `CREATE TEMPORARY MACRO name ([argument type, …]) body`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreateMacro {
    /// Its name.
    pub name: Ident,
    /// Its arguments.
    pub arguments: Vec<(Ident, HiveType)>,
    /// What it stands for.
    pub body: Expr,
}
