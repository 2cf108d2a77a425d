//! ALTER.

use std::fmt::{self, Display, Formatter};

use super::ddl::{Format, Partition, Props};
use super::{Comma, Maybe, MaybeText, commas, when};
use crate::ast::{
    AlterDatabase, AlterDatabaseAction, AlterTable, AlterTableAction, AlterView, AlterViewAction,
    ColumnPosition, NewPartition, PartitionFilter, Principal, PrincipalKind,
};
use crate::text::quote;

impl Display for AlterDatabase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "ALTER DATABASE {} SET ", self.name)?;
        match &self.action {
            AlterDatabaseAction::SetProperties(properties) => {
                Props("DBPROPERTIES ", properties).fmt(f)
            }
            AlterDatabaseAction::SetOwner(owner) => write!(f, "OWNER {owner}"),
            AlterDatabaseAction::SetLocation(path) => write!(f, "LOCATION {}", quote(path)),
            AlterDatabaseAction::SetManagedLocation(path) => {
                write!(f, "MANAGEDLOCATION {}", quote(path))
            }
        }
    }
}

impl Display for Principal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            PrincipalKind::User => "USER",
            PrincipalKind::Group => "GROUP",
            PrincipalKind::Role => "ROLE",
        };
        write!(f, "{kind} {}", self.name)
    }
}

impl Display for AlterTable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let partition = Partition(&self.partition);
        write!(f, "ALTER TABLE {}{partition} {}", self.table, self.action)
    }
}

impl Display for AlterTableAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            AlterTableAction::Rename(name) => write!(f, "RENAME TO {name}"),
            AlterTableAction::RenamePartition(to) => write!(f, "RENAME TO{}", Partition(to)),
            AlterTableAction::AddPartitions {
                if_not_exists,
                partitions,
            } => added(f, *if_not_exists, partitions),
            AlterTableAction::DropPartitions {
                if_exists,
                partitions,
                purge,
            } => {
                dropped(f, *if_exists, partitions)?;
                f.write_str(when(*purge, " PURGE"))
            }
            AlterTableAction::ExchangePartition { partition, table } => {
                write!(f, "EXCHANGE{} WITH TABLE {table}", Partition(partition))
            }
            AlterTableAction::RecoverPartitions => f.write_str("RECOVER PARTITIONS"),
            AlterTableAction::AddColumns { columns, cascade } => {
                let cascade = when(*cascade, " CASCADE");
                write!(f, "ADD COLUMNS ({}){cascade}", Comma(columns))
            }
            AlterTableAction::ReplaceColumns { columns, cascade } => {
                let cascade = when(*cascade, " CASCADE");
                write!(f, "REPLACE COLUMNS ({}){cascade}", Comma(columns))
            }
            AlterTableAction::ChangeColumn {
                name,
                column,
                position,
                cascade,
            } => {
                let cascade = when(*cascade, " CASCADE");
                write!(
                    f,
                    "CHANGE COLUMN {name} {column}{}{cascade}",
                    Maybe(" ", position)
                )
            }
            AlterTableAction::PartitionColumn(column) => write!(f, "PARTITION COLUMN ({column})"),
            AlterTableAction::SkewedBy(skewed) => skewed.fmt(f),
            AlterTableAction::NotSkewed => f.write_str("NOT SKEWED"),
            AlterTableAction::NotStoredAsDirectories => f.write_str("NOT STORED AS DIRECTORIES"),
            AlterTableAction::ClusteredBy(buckets) => buckets.fmt(f),
            AlterTableAction::NotClustered => f.write_str("NOT CLUSTERED"),
            AlterTableAction::NotSorted => f.write_str("NOT SORTED"),
            AlterTableAction::IntoBuckets(count) => write!(f, "INTO {count} BUCKETS"),
            AlterTableAction::AddConstraint(constraint) => write!(f, "ADD {constraint}"),
            AlterTableAction::DropConstraint(name) => write!(f, "DROP CONSTRAINT {name}"),
            AlterTableAction::Touch(partitions) => {
                f.write_str("TOUCH")?;
                partitions
                    .iter()
                    .try_for_each(|partition| Partition(partition).fmt(f))
            }
            AlterTableAction::Concatenate => f.write_str("CONCATENATE"),
            AlterTableAction::UpdateStatistics { column, properties } => {
                let column = Maybe(" FOR COLUMN ", column);
                write!(f, "UPDATE STATISTICS{column}{}", Props(" SET ", properties))
            }
            AlterTableAction::Other { text, .. } => f.write_str(text),
            set => set_fmt(f, set),
        }
    }
}

/// `SET …`, `UNSET …`
fn set_fmt(f: &mut Formatter<'_>, action: &AlterTableAction) -> fmt::Result {
    match action {
        AlterTableAction::SetLocation(path) => write!(f, "SET LOCATION {}", quote(path)),
        AlterTableAction::SetProperties(properties) => {
            Props("SET TBLPROPERTIES ", properties).fmt(f)
        }
        AlterTableAction::UnsetProperties { if_exists, keys } => {
            let if_exists = when(*if_exists, "IF EXISTS ");
            write!(f, "UNSET TBLPROPERTIES {if_exists}({})", Keys(keys))
        }
        AlterTableAction::SetSerde { class, properties } => {
            let properties = Props(" WITH SERDEPROPERTIES ", properties);
            write!(f, "SET SERDE {}{properties}", quote(class))
        }
        AlterTableAction::SetSerdeProperties(properties) => {
            Props("SET SERDEPROPERTIES ", properties).fmt(f)
        }
        AlterTableAction::UnsetSerdeProperties(keys) => {
            write!(f, "UNSET SERDEPROPERTIES ({})", Keys(keys))
        }
        AlterTableAction::SetFileFormat(format) => {
            write!(f, "SET FILEFORMAT {}", Format(format))
        }
        AlterTableAction::SetOwner(owner) => write!(f, "SET OWNER {owner}"),
        _ => Ok(()),
    }
}

/// `'a', 'b'`
struct Keys<'a>(&'a [String]);

impl Display for Keys<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        commas(f, self.0, |f, key| f.write_str(&quote(key)))
    }
}

fn added(f: &mut Formatter<'_>, if_not_exists: bool, partitions: &[NewPartition]) -> fmt::Result {
    write!(f, "ADD{}", when(if_not_exists, " IF NOT EXISTS"))?;
    partitions.iter().try_for_each(|partition| {
        let location = MaybeText(" LOCATION ", &partition.location);
        write!(f, "{}{location}", Partition(&partition.spec))
    })
}

fn dropped(
    f: &mut Formatter<'_>,
    if_exists: bool,
    partitions: &[Vec<PartitionFilter>],
) -> fmt::Result {
    write!(f, "DROP {}", when(if_exists, "IF EXISTS "))?;
    commas(f, partitions, |f, filters| {
        write!(f, "PARTITION ({})", Comma(filters))
    })
}

impl Display for ColumnPosition {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            ColumnPosition::First => f.write_str("FIRST"),
            ColumnPosition::After(column) => write!(f, "AFTER {column}"),
        }
    }
}

impl Display for AlterView {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let materialized = when(self.materialized, "MATERIALIZED ");
        write!(f, "ALTER {materialized}VIEW {} {}", self.view, self.action)
    }
}

impl Display for AlterViewAction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            AlterViewAction::As(query) => write!(f, "AS {query}"),
            AlterViewAction::Rename(name) => write!(f, "RENAME TO {name}"),
            AlterViewAction::SetProperties(properties) => {
                Props("SET TBLPROPERTIES ", properties).fmt(f)
            }
            AlterViewAction::UnsetProperties { if_exists, keys } => {
                let if_exists = when(*if_exists, "IF EXISTS ");
                write!(f, "UNSET TBLPROPERTIES {if_exists}({})", Keys(keys))
            }
            AlterViewAction::AddPartitions {
                if_not_exists,
                partitions,
            } => added(f, *if_not_exists, partitions),
            AlterViewAction::DropPartitions {
                if_exists,
                partitions,
            } => dropped(f, *if_exists, partitions),
            AlterViewAction::Rebuild => f.write_str("REBUILD"),
            AlterViewAction::Rewrite { enable } => {
                write!(f, "{} REWRITE", if *enable { "ENABLE" } else { "DISABLE" })
            }
        }
    }
}
