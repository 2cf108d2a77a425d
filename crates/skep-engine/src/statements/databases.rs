//! CREATE, ALTER, DROP, USE, SHOW and DESCRIBE DATABASE.

use skep_hiveql::ast::{AlterDatabase, AlterDatabaseAction, CreateDatabase, DropDatabase, Ident};
use skep_metastore::{DEFAULT_DATABASE, Database, Metastore, TableKind};

use super::hive_text::{escape_hive, matches_pattern, quoted};
use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    /// The database, or an error that offers a near name.
    pub(crate) async fn database_named(&self, name: &Ident) -> Result<Database> {
        match self.metastore().database(&name.lower()).await {
            Err(error) if error.is_not_found() => {
                Err(self.no_database(&name.lower()).await.at(name.span))
            }
            other => Ok(other?),
        }
    }

    /// "database `x` does not exist", with a near name.
    pub(crate) async fn no_database(&self, name: &str) -> EngineError {
        let error = EngineError::query(format!("database `{name}` does not exist"));
        let names = self.metastore().databases().await.unwrap_or_default();
        match did_you_mean(name, names.iter().map(|d| d.name.as_str())) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    pub(super) async fn create_database(&mut self, statement: &CreateDatabase) -> Result<Outcome> {
        if statement.connector.is_some() {
            return Err(EngineError::unsupported("CREATE REMOTE DATABASE"));
        }
        let name = statement.name.lower();
        let location = match statement
            .managed_location
            .as_ref()
            .or(statement.location.as_ref())
        {
            Some(location) => self.location(location)?,
            None => self.location(&format!("{}/{name}.db", self.warehouse()))?,
        };
        let database = Database {
            name,
            location: location.to_string(),
            comment: statement.comment.clone(),
            owner: Some(self.user().to_owned()),
            properties: statement.properties.iter().cloned().collect(),
        };
        match self.metastore().create_database(&database).await {
            Err(error) if error.is_already_exists() && statement.if_not_exists => {
                Ok(Outcome::done())
            }
            Err(error) => Err(EngineError::from(error).at(statement.name.span)),
            Ok(()) => Ok(Outcome::done()),
        }
    }

    pub(super) async fn alter_database(&mut self, statement: &AlterDatabase) -> Result<Outcome> {
        let mut database = self.database_named(&statement.name).await?;
        match &statement.action {
            AlterDatabaseAction::SetProperties(properties) => {
                database.properties.extend(properties.iter().cloned());
            }
            AlterDatabaseAction::SetOwner(owner) => database.owner = Some(owner.name.value.clone()),
            AlterDatabaseAction::SetLocation(path)
            | AlterDatabaseAction::SetManagedLocation(path) => {
                database.location = self.location(path)?.to_string();
            }
        }
        self.metastore().alter_database(&database).await?;
        Ok(Outcome::done())
    }

    pub(super) async fn drop_database(&mut self, statement: &DropDatabase) -> Result<Outcome> {
        let name = statement.name.lower();
        if name == DEFAULT_DATABASE {
            return Err(
                EngineError::query("cannot drop database `default`").at(statement.name.span)
            );
        }
        let database = match self.metastore().database(&name).await {
            Err(error) if error.is_not_found() && statement.if_exists => return Ok(Outcome::done()),
            Err(_) => self.database_named(&statement.name).await?,
            Ok(database) => database,
        };
        let partitions = self
            .partition_locations_of_database(&name, statement.cascade)
            .await?;
        let dropped = match self
            .metastore()
            .drop_database(&name, statement.cascade)
            .await
        {
            Err(error @ skep_metastore::MetastoreError::NotEmpty { .. }) => {
                return Err(EngineError::from(error)
                    .at(statement.name.span)
                    .hint(format!(
                        "`drop database {name} cascade` drops its tables too"
                    )));
            }
            other => other?,
        };
        for table in dropped
            .iter()
            .filter(|table| table.kind == TableKind::Managed)
        {
            self.delete_directory(&table.location).await?;
        }
        for location in partitions {
            self.delete_directory(&location).await?;
        }
        self.delete_directory_if_empty(&database.location).await?;
        if self.current_database() == name {
            self.set_current_database(DEFAULT_DATABASE);
        }
        Ok(Outcome::done())
    }

    /// Where partitions of managed tables lie outside their table's directory.
    async fn partition_locations_of_database(
        &self,
        database: &str,
        cascade: bool,
    ) -> Result<Vec<String>> {
        let mut locations = Vec::new();
        if !cascade {
            return Ok(locations);
        }
        for name in self.metastore().tables(database, None).await? {
            if name.kind == TableKind::Managed {
                let table = self.metastore().table(database, &name.name).await?;
                locations.extend(self.outside_partitions(&table).await?);
            }
        }
        Ok(locations)
    }

    pub(super) async fn use_database(&mut self, name: &Ident) -> Result<Outcome> {
        let database = self.database_named(name).await?;
        self.set_current_database(&database.name);
        Ok(Outcome::done())
    }

    pub(super) async fn show_databases(&self, like: Option<&str>) -> Result<Outcome> {
        let names = self
            .metastore()
            .databases()
            .await?
            .into_iter()
            .map(|d| d.name);
        let names = names.filter(|name| like.is_none_or(|like| matches_pattern(like, name)));
        Ok(Rows::lines("database_name", names)?.into())
    }

    /// `db_name comment location owner OWNERTYPE [properties]`, as Hive 4 prints them.
    pub(super) async fn describe_database(&self, name: &Ident, extended: bool) -> Result<Outcome> {
        let database = self.database_named(name).await?;
        let owner = database.owner.clone();
        let owner_type = if owner.is_some() { "USER" } else { "" };
        let mut names = vec![
            "db_name",
            "comment",
            "location",
            "managedLocation",
            "owner_name",
            "owner_type",
            "connector_name",
            "remote_dbname",
        ];
        let mut row = vec![
            database.name,
            database.comment.unwrap_or_default(),
            database.location,
            String::new(),
            owner.unwrap_or_default(),
            owner_type.to_owned(),
            String::new(),
            String::new(),
        ];
        if extended {
            names.push("parameters");
            row.push(match database.properties.is_empty() {
                true => String::new(),
                false => {
                    let pairs: Vec<_> = database
                        .properties
                        .iter()
                        .map(|(k, v)| format!("{k}={v}"))
                        .collect();
                    format!("{{{}}}", pairs.join(", "))
                }
            });
        }
        Ok(Rows::text(&names, vec![row])?.into())
    }

    pub(super) async fn show_create_database(&self, name: &Ident) -> Result<Outcome> {
        let database = self.database_named(name).await?;
        let mut lines = vec![format!("CREATE DATABASE {}", quoted(&database.name))];
        if let Some(comment) = &database.comment {
            lines.extend([
                "COMMENT".to_owned(),
                format!("  '{}'", escape_hive(comment)),
            ]);
        }
        lines.extend([
            "LOCATION".to_owned(),
            format!("  '{}'", escape_hive(&database.location)),
        ]);
        let count = database.properties.len();
        if count > 0 {
            lines.push("WITH DBPROPERTIES (".to_owned());
            lines.extend(
                database
                    .properties
                    .iter()
                    .enumerate()
                    .map(|(i, (key, value))| {
                        let end = if i + 1 == count { ")" } else { ", " };
                        format!("  '{}'='{}'{end}", escape_hive(key), escape_hive(value))
                    }),
            );
        }
        Ok(Rows::lines("createdb_stmt", lines)?.into())
    }
}
