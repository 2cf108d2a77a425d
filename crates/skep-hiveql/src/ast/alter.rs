//! ALTER statements.

use super::ddl::{
    Buckets, ColumnDef, Constraint, FileFormat, PartitionFilter, PartitionValue, Properties, Skewed,
};
use super::{Ident, ObjectName, Query};

/// `ALTER DATABASE name …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterDatabase {
    /// The database.
    pub name: Ident,
    /// What changes.
    pub action: AlterDatabaseAction,
}

/// What ALTER DATABASE changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterDatabaseAction {
    /// `SET DBPROPERTIES (…)`
    SetProperties(Properties),
    /// `SET OWNER USER|GROUP|ROLE name`
    SetOwner(Principal),
    /// `SET LOCATION 'path'`
    SetLocation(String),
    /// `SET MANAGEDLOCATION 'path'`
    SetManagedLocation(String),
}

/// `USER|GROUP|ROLE name`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Which of the three.
    pub kind: PrincipalKind,
    /// Its name.
    pub name: Ident,
}

/// USER, GROUP or ROLE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the keywords")]
pub enum PrincipalKind {
    User,
    Group,
    Role,
}

/// `ALTER TABLE name [PARTITION (…)] …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterTable {
    /// The table.
    pub table: ObjectName,
    /// `PARTITION (…)` before the action; empty for the table itself.
    pub partition: Vec<PartitionValue>,
    /// What changes.
    pub action: AlterTableAction,
}

/// What ALTER TABLE changes. (A table: one variant a clause.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterTableAction {
    /// `RENAME TO name`
    Rename(ObjectName),
    /// `PARTITION (…) RENAME TO PARTITION (…)`
    RenamePartition(Vec<PartitionValue>),
    /// `ADD [IF NOT EXISTS] PARTITION (…) [LOCATION 'path'] PARTITION …`
    AddPartitions {
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// The new partitions.
        partitions: Vec<NewPartition>,
    },
    /// `DROP [IF EXISTS] PARTITION (…), PARTITION (…) [PURGE]`
    DropPartitions {
        /// `IF EXISTS`
        if_exists: bool,
        /// Each drops the partitions that meet all its filters.
        partitions: Vec<Vec<PartitionFilter>>,
        /// `PURGE`
        purge: bool,
    },
    /// `EXCHANGE PARTITION (…) WITH TABLE name`
    ExchangePartition {
        /// Which partitions.
        partition: Vec<PartitionValue>,
        /// The table they come from.
        table: ObjectName,
    },
    /// `RECOVER PARTITIONS`, which Amazon's Hive had: as MSCK REPAIR TABLE.
    RecoverPartitions,
    /// `ADD COLUMNS (…) [CASCADE|RESTRICT]`
    AddColumns {
        /// The new columns.
        columns: Vec<ColumnDef>,
        /// `CASCADE`: partitions too.
        cascade: bool,
    },
    /// `REPLACE COLUMNS (…) [CASCADE|RESTRICT]`
    ReplaceColumns {
        /// The columns from now on.
        columns: Vec<ColumnDef>,
        /// `CASCADE`: partitions too.
        cascade: bool,
    },
    /// `CHANGE [COLUMN] old new type [constraint] [COMMENT 'text'] [FIRST|AFTER column] [CASCADE|RESTRICT]`
    ChangeColumn {
        /// The column's name so far.
        name: Ident,
        /// What it is from now on.
        column: ColumnDef,
        /// Where it goes.
        position: Option<ColumnPosition>,
        /// `CASCADE`: partitions too.
        cascade: bool,
    },
    /// `PARTITION COLUMN (name type)`
    PartitionColumn(ColumnDef),
    /// `SET LOCATION 'path'`
    SetLocation(String),
    /// `SET TBLPROPERTIES (…)`
    SetProperties(Properties),
    /// `UNSET TBLPROPERTIES [IF EXISTS] (…)`
    UnsetProperties {
        /// `IF EXISTS`
        if_exists: bool,
        /// The keys.
        keys: Vec<String>,
    },
    /// `SET SERDE 'class' [WITH SERDEPROPERTIES (…)]`
    SetSerde {
        /// The class.
        class: String,
        /// `WITH SERDEPROPERTIES`
        properties: Properties,
    },
    /// `SET SERDEPROPERTIES (…)`
    SetSerdeProperties(Properties),
    /// `UNSET SERDEPROPERTIES (…)`
    UnsetSerdeProperties(Vec<String>),
    /// `SET FILEFORMAT …`
    SetFileFormat(FileFormat),
    /// `SET OWNER USER|GROUP|ROLE name`
    SetOwner(Principal),
    /// `CLUSTERED BY (…) [SORTED BY (…)] INTO n BUCKETS`
    ClusteredBy(Buckets),
    /// `NOT CLUSTERED`
    NotClustered,
    /// `NOT SORTED`
    NotSorted,
    /// `INTO n BUCKETS`
    IntoBuckets(u32),
    /// `SKEWED BY (…) ON (…) [STORED AS DIRECTORIES]`
    SkewedBy(Skewed),
    /// `NOT SKEWED`
    NotSkewed,
    /// `NOT STORED AS DIRECTORIES`
    NotStoredAsDirectories,
    /// `ADD CONSTRAINT …`
    AddConstraint(Constraint),
    /// `DROP CONSTRAINT name`
    DropConstraint(Ident),
    /// `TOUCH [PARTITION (…) …]`
    Touch(Vec<Vec<PartitionValue>>),
    /// `CONCATENATE`
    Concatenate,
    /// `UPDATE STATISTICS SET (…)`, `UPDATE STATISTICS FOR COLUMN c SET (…)`
    UpdateStatistics {
        /// The column; the whole table if none.
        column: Option<Ident>,
        /// The figures.
        properties: Properties,
    },
    /// A clause that is known and has no meaning here: ARCHIVE, COMPACT, CREATE BRANCH …
    Other {
        /// What it is.
        name: &'static str,
        /// The clause, words parted by single blanks.
        text: String,
    },
}

/// `PARTITION (…) [LOCATION 'path']`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPartition {
    /// Its values.
    pub spec: Vec<PartitionValue>,
    /// `LOCATION`
    pub location: Option<String>,
}

/// Where CHANGE COLUMN puts a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnPosition {
    /// `FIRST`
    First,
    /// `AFTER column`
    After(Ident),
}

/// `ALTER VIEW name …`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlterView {
    /// The view.
    pub view: ObjectName,
    /// `MATERIALIZED`
    pub materialized: bool,
    /// What changes.
    pub action: AlterViewAction,
}

/// What ALTER VIEW changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlterViewAction {
    /// `[AS] query`. The query's span is the text that the metastore keeps.
    As(Box<Query>),
    /// `RENAME TO name`
    Rename(ObjectName),
    /// `SET TBLPROPERTIES (…)`
    SetProperties(Properties),
    /// `UNSET TBLPROPERTIES [IF EXISTS] (…)`
    UnsetProperties {
        /// `IF EXISTS`
        if_exists: bool,
        /// The keys.
        keys: Vec<String>,
    },
    /// `ADD [IF NOT EXISTS] PARTITION (…)`
    AddPartitions {
        /// `IF NOT EXISTS`
        if_not_exists: bool,
        /// The new partitions.
        partitions: Vec<NewPartition>,
    },
    /// `DROP [IF EXISTS] PARTITION (…)`
    DropPartitions {
        /// `IF EXISTS`
        if_exists: bool,
        /// Each drops the partitions that meet all its filters.
        partitions: Vec<Vec<PartitionFilter>>,
    },
    /// `REBUILD`, of a materialized view
    Rebuild,
    /// `ENABLE|DISABLE REWRITE`, of a materialized view
    Rewrite {
        /// ENABLE
        enable: bool,
    },
}
