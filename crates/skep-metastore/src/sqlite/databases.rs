//! Databases in SQLite.

use sqlx::SqliteConnection;

use super::{SqliteMetastore, encode, is_taken, lower};
use crate::{DEFAULT_DATABASE, Database, MetastoreError, Result, Table};

type Row = (String, String, Option<String>, Option<String>, String);

const SELECT: &str = "SELECT name, location, comment, owner, properties FROM databases \
                      WHERE ?1 IS NULL OR name = ?1 ORDER BY name";

impl SqliteMetastore {
    pub(super) async fn read_databases(&self, name: Option<&str>) -> Result<Vec<Database>> {
        let query = sqlx::query_as::<_, Row>(SELECT).bind(name);
        let rows = query
            .fetch_all(self.reader().await?)
            .await
            .map_err(|e| self.unread(&e))?;
        rows.into_iter().map(|row| self.database_of(row)).collect()
    }

    fn database_of(&self, (name, location, comment, owner, properties): Row) -> Result<Database> {
        let location = match location.is_empty() {
            true => self.warehouse.clone(),
            false => location,
        };
        let properties = self.decode(&format!("database `{name}`"), &properties)?;
        Ok(Database {
            name,
            location,
            comment,
            owner,
            properties,
        })
    }

    pub(super) async fn insert_database(&self, database: &Database) -> Result<()> {
        let name = lower(&database.name);
        let mut tx = self.begin().await?;
        let insert = "INSERT INTO databases (name, location, comment, owner, properties) \
                      VALUES (?, ?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(&name)
            .bind(&database.location)
            .bind(&database.comment)
            .bind(&database.owner)
            .bind(encode(&database.properties)?)
            .execute(&mut *tx)
            .await
            .map_err(|e| match is_taken(&e) {
                true => MetastoreError::AlreadyExists {
                    object: format!("database `{name}`"),
                },
                false => self.unwritten(&e),
            })?;
        self.commit(tx).await
    }

    pub(super) async fn update_database(&self, database: &Database) -> Result<()> {
        let name = lower(&database.name);
        // An unmoved `default` goes on following the warehouse.
        let follows = name == DEFAULT_DATABASE && database.location == self.warehouse;
        let location = if follows { "" } else { &database.location };
        let mut tx = self.begin().await?;
        let update = "UPDATE databases SET location = ?, comment = ?, owner = ?, properties = ? \
                      WHERE name = ?";
        let done = sqlx::query(update)
            .bind(location)
            .bind(&database.comment)
            .bind(&database.owner)
            .bind(encode(&database.properties)?)
            .bind(&name)
            .execute(&mut *tx)
            .await
            .map_err(|e| self.unwritten(&e))?;
        if done.rows_affected() == 0 {
            return Err(MetastoreError::no_database(&name));
        }
        self.commit(tx).await
    }

    pub(super) async fn delete_database(&self, name: &str, cascade: bool) -> Result<Vec<Table>> {
        if name == DEFAULT_DATABASE {
            let what = "cannot drop database `default`: it always exists";
            return Err(MetastoreError::Invalid(what.into()));
        }
        let mut tx = self.begin().await?;
        let id = self.database_id(&mut tx, name).await?;
        let tables = self.read_tables(&mut tx, name).await?;
        if !tables.is_empty() && !cascade {
            let database = name.to_owned();
            return Err(MetastoreError::NotEmpty { database });
        }
        for delete in [
            "DELETE FROM tables WHERE database_id = ?",
            "DELETE FROM databases WHERE id = ?",
        ] {
            let done = sqlx::query(delete).bind(id).execute(&mut *tx).await;
            done.map_err(|e| self.unwritten(&e))?;
        }
        self.commit(tx).await?;
        Ok(tables)
    }

    pub(super) async fn database_id(
        &self,
        connection: &mut SqliteConnection,
        name: &str,
    ) -> Result<i64> {
        let select = sqlx::query_scalar("SELECT id FROM databases WHERE name = ?").bind(name);
        let id = select
            .fetch_optional(connection)
            .await
            .map_err(|e| self.unread(&e))?;
        id.ok_or_else(|| MetastoreError::no_database(name))
    }
}
