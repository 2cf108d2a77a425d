//! SHOW and DESCRIBE.

use std::fmt::{self, Display, Formatter};

use super::ddl::Partition;
use super::{Clause, Maybe, MaybeText, when};
use crate::ast::{Describe, DescribeStyle, Show};
use crate::lexer::is_word;
use crate::text::quote;

impl Display for Show {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SHOW ")?;
        match self {
            Show::Databases { like } => write!(f, "DATABASES{}", MaybeText(" LIKE ", like)),
            Show::Tables {
                extended,
                database,
                like,
                filter,
            } => {
                let (extended, database) = (when(*extended, "EXTENDED "), Maybe(" IN ", database));
                write!(f, "{extended}TABLES{database}")?;
                if let Some((column, value)) = filter {
                    write!(f, " WHERE {column} = {}", quote(value))?;
                }
                MaybeText(" LIKE ", like).fmt(f)
            }
            Show::Views {
                materialized,
                database,
                like,
            } => {
                let materialized = when(*materialized, "MATERIALIZED ");
                let (database, like) = (Maybe(" IN ", database), MaybeText(" LIKE ", like));
                write!(f, "{materialized}VIEWS{database}{like}")
            }
            Show::Columns {
                sorted,
                table,
                like,
            } => {
                let (sorted, like) = (when(*sorted, "SORTED "), MaybeText(" LIKE ", like));
                write!(f, "{sorted}COLUMNS IN {table}{like}")
            }
            Show::Functions { like } => write!(f, "FUNCTIONS{}", MaybeText(" LIKE ", like)),
            Show::Partitions {
                table,
                partition,
                filter,
                order_by,
                limit,
            } => {
                let (partition, filter) = (Partition(partition), Maybe(" WHERE ", filter));
                let (order, limit) = (Clause(" ORDER BY ", order_by), Maybe(" ", limit));
                write!(f, "PARTITIONS {table}{partition}{filter}{order}{limit}")
            }
            Show::CreateTable(table) => write!(f, "CREATE TABLE {table}"),
            Show::CreateDatabase(database) => write!(f, "CREATE DATABASE {database}"),
            Show::TableExtended {
                database,
                like,
                partition,
            } => {
                let (database, like) = (Maybe(" IN ", database), quote(like));
                write!(
                    f,
                    "TABLE EXTENDED{database} LIKE {like}{}",
                    Partition(partition)
                )
            }
            Show::TableProperties { table, key } => {
                write!(f, "TBLPROPERTIES {table}")?;
                match key {
                    Some(key) => write!(f, "({})", quote(key)),
                    None => Ok(()),
                }
            }
            Show::Conf(key) => write!(f, "CONF {}", quote(key)),
            Show::Locks(text) => write!(f, "LOCKS {text}"),
            Show::Transactions => f.write_str("TRANSACTIONS"),
            Show::Compactions(text) => write!(f, "COMPACTIONS {text}"),
            Show::Other { text, .. } => f.write_str(text),
        }
    }
}

impl Display for Describe {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("DESCRIBE ")?;
        let words = |extended: &bool| when(*extended, "EXTENDED ");
        match self {
            Describe::Database { extended, name } => {
                write!(f, "DATABASE {}{name}", words(extended))
            }
            Describe::Connector { extended, name } => {
                write!(f, "CONNECTOR {}{name}", words(extended))
            }
            Describe::Function { extended, name } => {
                let plain = name.split('.').all(is_word);
                let name = if plain { name.clone() } else { quote(name) };
                write!(f, "FUNCTION {}{name}", words(extended))
            }
            Describe::Table {
                style,
                table,
                partition,
                column,
            } => {
                let style = match style {
                    DescribeStyle::Plain => "",
                    DescribeStyle::Extended => "EXTENDED ",
                    DescribeStyle::Formatted => "FORMATTED ",
                };
                write!(f, "{style}{table}{}", Partition(partition))?;
                for (at, part) in column.iter().enumerate() {
                    write!(f, "{}{part}", if at == 0 { " " } else { "." })?;
                }
                Ok(())
            }
        }
    }
}
