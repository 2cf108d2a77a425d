//! What a table is made of, as the server's `information_schema` says.

use serde::{Deserialize, Serialize};

use super::literal::{name, quoted};
use super::{DumpError, Result, Session};

/// How a column's values are written as literals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// As the server prints it: whole numbers and decimals.
    Number,
    /// A binary floating point number.
    Float,
    /// Characters, and what is written like them: dates, times, enums, JSON.
    Text,
    /// Bytes.
    Bytes,
}

/// A column whose values are in the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type in full: `decimal(65,30) unsigned`.
    #[serde(rename = "type")]
    pub column_type: String,
    /// The character set of its values; `None` where they have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charset: Option<String>,
    /// Whether it may be NULL.
    #[serde(default)]
    pub nullable: bool,
}

impl Column {
    /// The type's name alone: `decimal`.
    pub fn data_type(&self) -> &str {
        let end = self
            .column_type
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        self.column_type
            .get(..end.unwrap_or(self.column_type.len()))
            .unwrap_or_default()
    }

    /// How its values are written.
    pub fn nature(&self) -> Nature {
        match self.data_type() {
            "tinyint" | "smallint" | "mediumint" | "int" | "bigint" | "decimal" | "year" => {
                Nature::Number
            }
            "float" | "double" => Nature::Float,
            "bit" | "binary" | "varbinary" | "tinyblob" | "blob" | "mediumblob" | "longblob"
            | "vector" => Nature::Bytes,
            other if GEOMETRY.contains(&other) => Nature::Bytes,
            _ => Nature::Text,
        }
    }

    /// What to select for it. A FLOAT is printed with six digits only, and as a double with all it has.
    pub(crate) fn selected(&self) -> String {
        match self.data_type() {
            "float" => format!("{} * 1e0", name(&self.name)),
            _ => name(&self.name),
        }
    }

    /// True where one value may be longer than what sqlx can read as the first of a row (16 MB).
    fn may_be_long(&self) -> bool {
        matches!(self.data_type(), "longtext" | "longblob" | "json")
            || GEOMETRY.contains(&self.data_type())
    }
}

const GEOMETRY: [&str; 9] = [
    "geometry",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "geomcollection",
];

/// A table of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its storage engine.
    pub engine: String,
    /// Its columns in order, without generated ones.
    pub columns: Vec<Column>,
    /// The primary key's columns.
    pub primary_key: Vec<String>,
    /// The first columns of its indexes.
    pub indexed: Vec<String>,
    /// About how many rows it has.
    pub rows_about: u64,
}

impl Table {
    /// True where a snapshot shows the table as of one moment.
    pub fn is_transactional(&self) -> bool {
        ["innodb", "rocksdb", "tokudb"].contains(&self.engine.to_ascii_lowercase().as_str())
    }

    /// A column by its name, in any case.
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns
            .iter()
            .find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// `SELECT` of all columns; true with it where a constant stands before them, which is no value of the row.
    ///
    /// sqlx takes a row for the end of all rows when its first value is 16 MB or longer.
    pub(crate) fn select(&self, condition: Option<&str>) -> (String, bool) {
        let columns: Vec<String> = self.columns.iter().map(Column::selected).collect();
        let shielded = self.columns.first().is_some_and(Column::may_be_long);
        let shield = if shielded { "0, " } else { "" };
        let condition = condition.map(|c| format!(" WHERE {c}")).unwrap_or_default();
        let sql = format!(
            "SELECT /*!40001 SQL_NO_CACHE */ {shield}{} FROM {}{condition}",
            columns.join(", "),
            name(&self.name)
        );
        (sql, shielded)
    }

    /// Reads about one table; an error where it isn't there or is a view.
    pub async fn read(session: &mut Session, table: &str) -> Result<Table> {
        let of = format!(
            "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = {}",
            quoted(table)
        );
        let attempt = format!("read about the table `{table}`");
        let about = format!(
            "SELECT ENGINE, TABLE_ROWS, TABLE_NAME FROM information_schema.TABLES WHERE {of} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')"
        );
        let Some(about) = session.rows(&about, &attempt).await?.into_iter().next() else {
            return Err(DumpError::usage(format!(
                "there is no table `{table}` in the database `{}`",
                session.database()
            ))
            .with_hint("check the spelling; views are in structure.sql"));
        };
        let columns = format!(
            "SELECT COLUMN_NAME, COLUMN_TYPE, CHARACTER_SET_NAME, IS_NULLABLE, EXTRA FROM information_schema.COLUMNS WHERE {of} ORDER BY ORDINAL_POSITION"
        );
        let columns = session.rows(&columns, &attempt).await?;
        let keys = format!(
            "SELECT INDEX_NAME, COLUMN_NAME FROM information_schema.STATISTICS WHERE {of} ORDER BY INDEX_NAME, SEQ_IN_INDEX"
        );
        let keys = session.rows(&keys, &attempt).await?;
        let mut table = Table {
            name: text(&about, 2),
            engine: text(&about, 0),
            rows_about: text(&about, 1).parse().unwrap_or(0),
            columns: columns
                .iter()
                .filter(|row| !is_generated(&text(row, 4)))
                .map(|row| column(row))
                .collect(),
            primary_key: Vec::new(),
            indexed: Vec::new(),
        };
        let mut last = String::new();
        for row in &keys {
            let (index, column) = (text(row, 0), text(row, 1));
            if index == "PRIMARY" {
                table.primary_key.push(column.clone());
            }
            if index != last {
                table.indexed.push(column);
            }
            last = index;
        }
        match table.columns.is_empty() {
            true => Err(DumpError::usage(format!(
                "the table `{table}` has no columns that this user may read",
                table = table.name
            ))),
            false => Ok(table),
        }
    }
}

fn column(row: &[Option<String>]) -> Column {
    Column {
        name: text(row, 0),
        column_type: text(row, 1),
        charset: row.get(2).cloned().flatten(),
        nullable: text(row, 3) == "YES",
    }
}

/// `VIRTUAL GENERATED`, `STORED GENERATED`, MariaDB's `PERSISTENT GENERATED`, and the bounds of system versions (`STORED GENERATED` too).
/// MySQL's `DEFAULT_GENERATED` is an expression as default, and an ordinary column.
fn is_generated(extra: &str) -> bool {
    let extra = extra.to_ascii_uppercase();
    extra.split([' ', ',']).any(|word| word == "GENERATED")
}

pub(crate) fn text(row: &[Option<String>], at: usize) -> String {
    row.get(at).cloned().flatten().unwrap_or_default()
}
