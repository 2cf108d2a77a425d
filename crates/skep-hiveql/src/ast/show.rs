//! SHOW and DESCRIBE.

use super::ddl::PartitionValue;
use super::{Expr, Ident, Limit, ObjectName, OrderItem};

/// `SHOW …`. A pattern is Hive's: `*` for any characters, `|` between choices (`%` and `_` in newer places).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "always behind a box")]
pub enum Show {
    /// `SHOW DATABASES|SCHEMAS [LIKE pattern]`
    Databases {
        /// `LIKE`
        like: Option<String>,
    },
    /// `SHOW [EXTENDED] TABLES [IN database] [[LIKE] pattern | WHERE column = 'value']`
    Tables {
        /// EXTENDED
        extended: bool,
        /// `IN|FROM`
        database: Option<Ident>,
        /// `LIKE`
        like: Option<String>,
        /// `WHERE column = 'value'`
        filter: Option<(Ident, String)>,
    },
    /// `SHOW [MATERIALIZED] VIEWS [IN database] [[LIKE] pattern]`
    Views {
        /// MATERIALIZED
        materialized: bool,
        /// `IN|FROM`
        database: Option<Ident>,
        /// `LIKE`
        like: Option<String>,
    },
    /// `SHOW [SORTED] COLUMNS IN table [IN database] [[LIKE] pattern]`
    Columns {
        /// SORTED
        sorted: bool,
        /// The table; a database named after it is in here.
        table: ObjectName,
        /// `LIKE`
        like: Option<String>,
    },
    /// `SHOW FUNCTIONS [LIKE pattern]`
    Functions {
        /// `LIKE`
        like: Option<String>,
    },
    /// `SHOW PARTITIONS table [PARTITION (…)] [WHERE …] [ORDER BY …] [LIMIT …]`
    Partitions {
        /// The table.
        table: ObjectName,
        /// `PARTITION (…)`: only those that have these values.
        partition: Vec<PartitionValue>,
        /// `WHERE`
        filter: Option<Expr>,
        /// `ORDER BY`
        order_by: Vec<OrderItem>,
        /// `LIMIT`
        limit: Option<Limit>,
    },
    /// `SHOW CREATE TABLE name`
    CreateTable(ObjectName),
    /// `SHOW CREATE DATABASE name`
    CreateDatabase(Ident),
    /// `SHOW TABLE EXTENDED [IN database] LIKE pattern [PARTITION (…)]`
    TableExtended {
        /// `IN|FROM`
        database: Option<Ident>,
        /// `LIKE`
        like: String,
        /// `PARTITION (…)`
        partition: Vec<PartitionValue>,
    },
    /// `SHOW TBLPROPERTIES table [('key')]`
    TableProperties {
        /// The table.
        table: ObjectName,
        /// The one property asked for.
        key: Option<String>,
    },
    /// `SHOW CONF 'key'`
    Conf(String),
    /// `SHOW LOCKS …`: the rest of the statement as text.
    Locks(String),
    /// `SHOW TRANSACTIONS`
    Transactions,
    /// `SHOW COMPACTIONS …`: the rest of the statement as text.
    Compactions(String),
    /// `SHOW ROLES`, `SHOW GRANT …`, `SHOW RESOURCE PLANS` …: known, and without meaning here.
    Other {
        /// What it is: `ROLES`, `GRANT`.
        name: &'static str,
        /// The rest of the statement, words parted by single blanks.
        text: String,
    },
}

/// `DESCRIBE …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Describe {
    /// `DESCRIBE DATABASE [EXTENDED] name`
    Database {
        /// EXTENDED
        extended: bool,
        /// The database.
        name: Ident,
    },
    /// `DESCRIBE FUNCTION [EXTENDED] name`
    Function {
        /// EXTENDED
        extended: bool,
        /// The function, or an operator's characters; a database may stand before a dot.
        name: String,
    },
    /// `DESCRIBE [EXTENDED|FORMATTED] table [PARTITION (…)] [column]`
    Table {
        /// EXTENDED, FORMATTED or neither.
        style: DescribeStyle,
        /// The table.
        table: ObjectName,
        /// `PARTITION (…)`
        partition: Vec<PartitionValue>,
        /// `column.field.$elem$.$key$.$value$`: empty for the table itself.
        column: Vec<Ident>,
    },
    /// `DESCRIBE CONNECTOR [EXTENDED] name`
    Connector {
        /// EXTENDED
        extended: bool,
        /// The connector.
        name: Ident,
    },
}

/// How much DESCRIBE says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum DescribeStyle {
    Plain,
    Extended,
    Formatted,
}
