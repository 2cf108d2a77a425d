//! What the metastore keeps: plain data, with Hive's names for things.
//!
//! Names of databases, tables and columns are lower case: the metastore lowers what it is given. The structs are
//! also the stored form (as JSON), so a field that is added later needs `#[serde(default)]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use skep_hiveql::types::HiveType;

/// The database that always exists.
pub const DEFAULT_DATABASE: &str = "default";

/// The partition value that stands for NULL and the empty string (`hive.exec.default.partition.name`).
pub const DEFAULT_PARTITION: &str = "__HIVE_DEFAULT_PARTITION__";

/// A database (`CREATE DATABASE`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Database {
    /// Its name.
    pub name: String,
    /// URI of the directory under which its managed tables are made.
    pub location: String,
    /// `COMMENT`
    pub comment: Option<String>,
    /// Who made it.
    pub owner: Option<String>,
    /// `WITH DBPROPERTIES`
    pub properties: BTreeMap<String, String>,
}

/// What a table is, as `SHOW TABLES EXTENDED` distinguishes it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum TableKind {
    /// `DROP TABLE` deletes its files.
    #[default]
    Managed,
    /// `DROP TABLE` leaves its files.
    External,
    /// A stored query.
    View,
}

impl TableKind {
    /// Hive's name of the kind (`MANAGED_TABLE`, `EXTERNAL_TABLE`, `VIRTUAL_VIEW`), as `DESCRIBE FORMATTED` shows it.
    pub fn hive_name(self) -> &'static str {
        match self {
            TableKind::Managed => "MANAGED_TABLE",
            TableKind::External => "EXTERNAL_TABLE",
            TableKind::View => "VIRTUAL_VIEW",
        }
    }
}

/// How the files of a table or partition are written (`STORED AS`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum FileFormat {
    /// `TEXTFILE`: lines, which the SerDe reads
    #[default]
    TextFile,
    /// `PARQUET`
    Parquet,
    /// `ORC`
    Orc,
    /// `SEQUENCEFILE`
    SequenceFile,
    /// `RCFILE`
    RcFile,
    /// `AVRO`
    Avro,
    /// `JSONFILE`: text lines, a JSON object each
    JsonFile,
    /// Another input format, by its class name.
    Other(String),
}

/// A column of a table, or a partition key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type; stored in the metastore's spelling (`map<string,int>`).
    #[serde(with = "crate::type_text::spelled")]
    pub ty: HiveType,
    /// `COMMENT`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Column {
    /// A column without a comment.
    pub fn new(name: impl Into<String>, ty: HiveType) -> Self {
        Column {
            name: name.into(),
            ty,
            comment: None,
        }
    }
}

/// `CLUSTERED BY … SORTED BY … INTO n BUCKETS`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketSpec {
    /// `CLUSTERED BY` columns.
    pub columns: Vec<String>,
    /// `SORTED BY` columns.
    #[serde(default)]
    pub sort: Vec<SortColumn>,
    /// `INTO n BUCKETS`
    pub count: u32,
}

/// A column of `SORTED BY`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortColumn {
    /// The column.
    pub name: String,
    /// `DESC`
    pub descending: bool,
}

/// A view's query.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewText {
    /// As the user wrote it.
    pub original: String,
    /// With every name qualified, so that it means the same under another current database.
    pub expanded: String,
}

/// A table or a view.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The database it is in.
    #[serde(skip)]
    pub database: String,
    /// Its name.
    #[serde(skip)]
    pub name: String,
    /// Managed, external or a view.
    pub kind: TableKind,
    /// The columns that are in the files.
    pub columns: Vec<Column>,
    /// `PARTITIONED BY` columns, which are in directory names.
    #[serde(default)]
    pub partition_keys: Vec<Column>,
    /// URI of the directory of its files; empty for a view.
    #[serde(default)]
    pub location: String,
    /// `STORED AS`
    #[serde(default)]
    pub format: FileFormat,
    /// Class name of the SerDe (`ROW FORMAT SERDE`); empty means the format's own.
    #[serde(default)]
    pub serde: String,
    /// `WITH SERDEPROPERTIES`, and what `ROW FORMAT DELIMITED` says (`field.delim`, …).
    #[serde(default)]
    pub serde_properties: BTreeMap<String, String>,
    /// `TBLPROPERTIES`
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    /// The query of a view.
    #[serde(default)]
    pub view: Option<ViewText>,
    /// `CLUSTERED BY`
    #[serde(default)]
    pub buckets: Option<BucketSpec>,
    /// `COMMENT`
    #[serde(default)]
    pub comment: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub owner: Option<String>,
    /// When it was made: seconds since 1970, UTC.
    #[serde(default)]
    pub created_at: i64,
    /// Kept by the metastore: counts the changes to the definition. [`Metastore::alter_table`](crate::Metastore::alter_table)
    /// refuses a table whose version is no longer the stored one, so that two sessions can't undo each other's change.
    #[serde(skip)]
    pub version: i64,
}

/// A table's name and kind: what listings need.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TableName {
    /// Its name.
    pub name: String,
    /// Managed, external or a view.
    pub kind: TableKind,
}

/// A partition of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partition {
    /// One value a partition key, in the keys' order, unescaped; [`DEFAULT_PARTITION`] stands for NULL.
    #[serde(skip)]
    pub values: Vec<String>,
    /// URI of the directory of its files.
    #[serde(skip)]
    pub location: String,
    /// `PARTPROPERTIES` and statistics.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// Its files' format, where it isn't the table's (`ALTER TABLE … PARTITION … SET FILEFORMAT`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<FileFormat>,
    /// Its SerDe's class name, where it isn't the table's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serde: Option<String>,
    /// Its SerDe's properties, where they aren't the table's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serde_properties: Option<BTreeMap<String, String>>,
    /// When it was added: seconds since 1970, UTC.
    #[serde(default)]
    pub created_at: i64,
}

impl Partition {
    /// A partition with the table's own format.
    pub fn new(values: Vec<String>, location: impl Into<String>) -> Self {
        Partition {
            values,
            location: location.into(),
            ..Partition::default()
        }
    }
}
