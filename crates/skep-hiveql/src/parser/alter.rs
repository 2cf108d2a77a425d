//! ALTER statements.

use super::{Parser, Result};
use crate::ast::{
    AlterDatabase, AlterDatabaseAction, AlterTable, AlterTableAction, AlterView, AlterViewAction,
    ColumnPosition, NewPartition, PartitionFilter, Principal, PrincipalKind, Statement,
};
use crate::lexer::TokenKind;

/// Clauses of ALTER TABLE without meaning here, by their first words.
const OTHERS: [(&[&str], &str); 12] = [
    (&["ARCHIVE"], "ARCHIVE"),
    (&["UNARCHIVE"], "UNARCHIVE"),
    (&["COMPACT"], "COMPACT"),
    (&["CONVERT"], "CONVERT"),
    (&["EXECUTE"], "EXECUTE"),
    (&["CREATE"], "CREATE BRANCH or TAG"),
    (&["DROP", "BRANCH"], "DROP BRANCH"),
    (&["DROP", "TAG"], "DROP TAG"),
    (&["RENAME", "BRANCH"], "RENAME BRANCH"),
    (&["REPLACE", "BRANCH"], "REPLACE BRANCH"),
    (&["REPLACE", "TAG"], "REPLACE TAG"),
    (&["UPDATE", "COLUMNS"], "UPDATE COLUMNS"),
];

impl Parser<'_> {
    pub(super) fn alter(&mut self) -> Result<Statement> {
        self.advance();
        match self.expect_any(&["TABLE", "VIEW", "MATERIALIZED", "DATABASE", "SCHEMA"])? {
            "TABLE" => self.alter_table(),
            "VIEW" => self.alter_view(false),
            "MATERIALIZED" => {
                self.expect("VIEW")?;
                self.alter_view(true)
            }
            _ => self.alter_database(),
        }
    }

    fn alter_database(&mut self) -> Result<Statement> {
        let name = self.ident()?;
        self.expect("SET")?;
        let words = ["DBPROPERTIES", "OWNER", "LOCATION", "MANAGEDLOCATION"];
        let action = match self.expect_any(&words)? {
            "DBPROPERTIES" => AlterDatabaseAction::SetProperties(self.properties()?),
            "OWNER" => AlterDatabaseAction::SetOwner(self.principal()?),
            "LOCATION" => AlterDatabaseAction::SetLocation(self.string()?),
            _ => AlterDatabaseAction::SetManagedLocation(self.string()?),
        };
        Ok(Statement::AlterDatabase(AlterDatabase { name, action }))
    }

    /// `USER|GROUP|ROLE name`
    fn principal(&mut self) -> Result<Principal> {
        let kind = match self.expect_any(&["USER", "GROUP", "ROLE"])? {
            "USER" => PrincipalKind::User,
            "GROUP" => PrincipalKind::Group,
            _ => PrincipalKind::Role,
        };
        let name = self.ident()?;
        Ok(Principal { kind, name })
    }

    fn alter_table(&mut self) -> Result<Statement> {
        let table = self.object_name()?;
        let key_type = self.at_all(&["PARTITION", "COLUMN"]);
        let partition = if key_type {
            Vec::new()
        } else {
            self.optional_partition()?
        };
        let action = self.alter_action(!partition.is_empty())?;
        Ok(Statement::AlterTable(Box::new(AlterTable {
            table,
            partition,
            action,
        })))
    }

    fn alter_action(&mut self, of_partition: bool) -> Result<AlterTableAction> {
        if let Some((_, name)) = OTHERS.iter().find(|(words, _)| self.at_all(words)) {
            let text = self.rest();
            return Ok(AlterTableAction::Other { name, text });
        }
        let words = [
            "RENAME",
            "ADD",
            "DROP",
            "CHANGE",
            "REPLACE",
            "SET",
            "UNSET",
            "CLUSTERED",
            "SKEWED",
            "NOT",
            "INTO",
            "TOUCH",
            "EXCHANGE",
            "RECOVER",
            "CONCATENATE",
            "UPDATE",
            "PARTITION",
        ];
        if self.at("CLUSTERED") {
            return Ok(AlterTableAction::ClusteredBy(self.buckets()?));
        }
        match self.expect_any(&words)? {
            "RENAME" => {
                self.expect("TO")?;
                if of_partition {
                    return Ok(AlterTableAction::RenamePartition(self.partition()?));
                }
                Ok(AlterTableAction::Rename(self.object_name()?))
            }
            "ADD" => self.alter_add(),
            "DROP" => self.alter_drop(),
            "CHANGE" => self.change_column(),
            "REPLACE" => {
                let (columns, cascade) = self.new_columns()?;
                Ok(AlterTableAction::ReplaceColumns { columns, cascade })
            }
            "SET" => self.alter_set(),
            "UNSET" => self.alter_unset(),
            "SKEWED" => Ok(AlterTableAction::SkewedBy(self.skewed()?)),
            "NOT" => self.alter_not(),
            "INTO" => {
                let count = self.small_integer()?;
                self.expect("BUCKETS")?;
                Ok(AlterTableAction::IntoBuckets(count))
            }
            "TOUCH" => {
                let mut partitions = Vec::new();
                while self.at("PARTITION") {
                    partitions.push(self.partition()?);
                }
                Ok(AlterTableAction::Touch(partitions))
            }
            "EXCHANGE" => {
                let partition = self.partition()?;
                self.expect_all(&["WITH", "TABLE"])?;
                let table = self.object_name()?;
                Ok(AlterTableAction::ExchangePartition { partition, table })
            }
            "RECOVER" => {
                self.expect("PARTITIONS")?;
                Ok(AlterTableAction::RecoverPartitions)
            }
            "CONCATENATE" => Ok(AlterTableAction::Concatenate),
            "PARTITION" => {
                self.expect_all(&["COLUMN", "("])?;
                let column = self.column_def()?;
                self.expect(")")?;
                Ok(AlterTableAction::PartitionColumn(column))
            }
            _ => self.update_statistics(),
        }
    }

    /// `ADD …`: columns, partitions or a constraint
    fn alter_add(&mut self) -> Result<AlterTableAction> {
        if self.at("COLUMNS") {
            let (columns, cascade) = self.new_columns()?;
            return Ok(AlterTableAction::AddColumns { columns, cascade });
        }
        if self.at("CONSTRAINT") {
            return Ok(AlterTableAction::AddConstraint(self.table_constraint()?));
        }
        let (if_not_exists, partitions) = self.new_partitions()?;
        Ok(AlterTableAction::AddPartitions {
            if_not_exists,
            partitions,
        })
    }

    /// `[IF NOT EXISTS] PARTITION (…) [LOCATION 'path'] …`
    fn new_partitions(&mut self) -> Result<(bool, Vec<NewPartition>)> {
        let if_not_exists = self.if_not_exists()?;
        if !self.at("PARTITION") {
            self.note("COLUMNS");
            self.note("CONSTRAINT");
        }
        let mut partitions = Vec::new();
        loop {
            let spec = self.partition()?;
            let location = self.string_after("LOCATION")?;
            partitions.push(NewPartition { spec, location });
            // Hive has no comma here, other dialects do.
            if self.at_all(&[",", "PARTITION"]) {
                self.advance();
            }
            if !self.at("PARTITION") {
                return Ok((if_not_exists, partitions));
            }
        }
    }

    /// `COLUMNS (…) [CASCADE|RESTRICT]`
    fn new_columns(&mut self) -> Result<(Vec<crate::ast::ColumnDef>, bool)> {
        self.expect("COLUMNS")?;
        let columns = self.list(Self::column_def)?;
        Ok((columns, self.cascade()))
    }

    fn cascade(&mut self) -> bool {
        self.eat_any(&["CASCADE", "RESTRICT"]) == Some("CASCADE")
    }

    /// `DROP …`: partitions or a constraint
    fn alter_drop(&mut self) -> Result<AlterTableAction> {
        if self.eat("CONSTRAINT") {
            return Ok(AlterTableAction::DropConstraint(self.ident()?));
        }
        let (if_exists, partitions) = self.dropped_partitions()?;
        let purge = self.eat("PURGE");
        if self.at("FOR") {
            return Err(self.refuse("FOR REPLICATION is not supported"));
        }
        Ok(AlterTableAction::DropPartitions {
            if_exists,
            partitions,
            purge,
        })
    }

    /// `[IF EXISTS] PARTITION (…), PARTITION (…)`
    fn dropped_partitions(&mut self) -> Result<(bool, Vec<Vec<PartitionFilter>>)> {
        let if_exists = self.if_exists()?;
        let partitions = self.commas(|p| {
            p.expect("PARTITION")?;
            p.partition_filters()
        })?;
        Ok((if_exists, partitions))
    }

    /// `CHANGE [COLUMN] old new type …`
    fn change_column(&mut self) -> Result<AlterTableAction> {
        self.eat("COLUMN");
        let name = self.ident()?;
        let column = self.column_def()?;
        let position = match self.eat_any(&["FIRST", "AFTER"]) {
            Some("FIRST") => Some(ColumnPosition::First),
            Some(_) => Some(ColumnPosition::After(self.ident()?)),
            None => None,
        };
        Ok(AlterTableAction::ChangeColumn {
            name,
            column,
            position,
            cascade: self.cascade(),
        })
    }

    fn alter_set(&mut self) -> Result<AlterTableAction> {
        if self.at_all(&["SKEWED", "LOCATION"]) || self.at_all(&["PARTITION", "SPEC"]) {
            let skewed = self.at("SKEWED");
            let name = if skewed {
                "SET SKEWED LOCATION"
            } else {
                "SET PARTITION SPEC"
            };
            let text = format!("SET {}", self.rest());
            return Ok(AlterTableAction::Other { name, text });
        }
        let words = [
            "LOCATION",
            "TBLPROPERTIES",
            "SERDE",
            "SERDEPROPERTIES",
            "FILEFORMAT",
            "OWNER",
        ];
        Ok(match self.expect_any(&words)? {
            "LOCATION" => AlterTableAction::SetLocation(self.string()?),
            "TBLPROPERTIES" => AlterTableAction::SetProperties(self.properties()?),
            "SERDE" => AlterTableAction::SetSerde {
                class: self.string()?,
                properties: self.serde_properties()?,
            },
            "SERDEPROPERTIES" => AlterTableAction::SetSerdeProperties(self.properties()?),
            "FILEFORMAT" => {
                let format = self.named_format()?;
                if matches!(&format, crate::ast::FileFormat::Classes { serde: None, .. }) {
                    return Err(self.unexpected_or("SERDE"));
                }
                AlterTableAction::SetFileFormat(format)
            }
            _ => AlterTableAction::SetOwner(self.principal()?),
        })
    }

    fn alter_unset(&mut self) -> Result<AlterTableAction> {
        if self.expect_any(&["TBLPROPERTIES", "SERDEPROPERTIES"])? == "SERDEPROPERTIES" {
            return Ok(AlterTableAction::UnsetSerdeProperties(
                self.property_keys()?,
            ));
        }
        let if_exists = self.if_exists()?;
        let keys = self.property_keys()?;
        Ok(AlterTableAction::UnsetProperties { if_exists, keys })
    }

    fn alter_not(&mut self) -> Result<AlterTableAction> {
        Ok(
            match self.expect_any(&["CLUSTERED", "SORTED", "SKEWED", "STORED"])? {
                "CLUSTERED" => AlterTableAction::NotClustered,
                "SORTED" => AlterTableAction::NotSorted,
                "SKEWED" => AlterTableAction::NotSkewed,
                _ => {
                    self.expect_all(&["AS", "DIRECTORIES"])?;
                    AlterTableAction::NotStoredAsDirectories
                }
            },
        )
    }

    /// `UPDATE STATISTICS [FOR [COLUMN] name] SET (…) [COMMENT 'text']`; the comment is dropped.
    fn update_statistics(&mut self) -> Result<AlterTableAction> {
        self.expect("STATISTICS")?;
        let column = if self.eat("FOR") {
            self.eat("COLUMN");
            Some(self.ident()?)
        } else {
            None
        };
        self.expect("SET")?;
        let properties = self.properties()?;
        self.string_after("COMMENT")?;
        Ok(AlterTableAction::UpdateStatistics { column, properties })
    }

    fn alter_view(&mut self, materialized: bool) -> Result<Statement> {
        let view = self.object_name()?;
        let action = if materialized {
            self.alter_materialized()?
        } else {
            self.alter_plain_view()?
        };
        Ok(Statement::AlterView(Box::new(AlterView {
            view,
            materialized,
            action,
        })))
    }

    fn alter_materialized(&mut self) -> Result<AlterViewAction> {
        Ok(match self.expect_any(&["REBUILD", "ENABLE", "DISABLE"])? {
            "REBUILD" => AlterViewAction::Rebuild,
            word => {
                self.expect("REWRITE")?;
                let enable = word == "ENABLE";
                AlterViewAction::Rewrite { enable }
            }
        })
    }

    fn alter_plain_view(&mut self) -> Result<AlterViewAction> {
        if self.eat("AS") || self.at_any(&["SELECT", "WITH", "FROM", "("]) {
            return Ok(AlterViewAction::As(Box::new(self.query()?)));
        }
        Ok(
            match self.expect_any(&["RENAME", "SET", "UNSET", "ADD", "DROP"])? {
                "RENAME" => {
                    self.expect("TO")?;
                    AlterViewAction::Rename(self.object_name()?)
                }
                "SET" => {
                    self.expect("TBLPROPERTIES")?;
                    AlterViewAction::SetProperties(self.properties()?)
                }
                "UNSET" => {
                    self.expect("TBLPROPERTIES")?;
                    let if_exists = self.if_exists()?;
                    let keys = self.property_keys()?;
                    AlterViewAction::UnsetProperties { if_exists, keys }
                }
                "ADD" => {
                    let (if_not_exists, partitions) = self.new_partitions()?;
                    AlterViewAction::AddPartitions {
                        if_not_exists,
                        partitions,
                    }
                }
                _ => {
                    let (if_exists, partitions) = self.dropped_partitions()?;
                    AlterViewAction::DropPartitions {
                        if_exists,
                        partitions,
                    }
                }
            },
        )
    }

    /// True of a word or string: what SHOW takes for a pattern.
    pub(super) fn is_pattern(&self) -> bool {
        self.peek().kind == TokenKind::String || self.is_name(self.peek())
    }
}
