//! Tables and views in SQLite.

use sqlx::SqliteConnection;

use super::{SqliteMetastore, encode, is_taken, lower};
use crate::{Column, MetastoreError, Result, Table, TableKind, TableName};

/// A stored table and its key.
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) table: Table,
}

impl SqliteMetastore {
    pub(super) async fn read_table_names(&self, database: &str) -> Result<Vec<TableName>> {
        let mut connection = self
            .reader()
            .await?
            .acquire()
            .await
            .map_err(|e| self.unread(&e))?;
        let id = self.database_id(&mut connection, database).await?;
        let select = "SELECT name, kind FROM tables WHERE database_id = ? ORDER BY name";
        let select = sqlx::query_as::<_, (String, String)>(select).bind(id);
        let rows = select
            .fetch_all(&mut *connection)
            .await
            .map_err(|e| self.unread(&e))?;
        let of_row = |(name, kind): (String, String)| TableName {
            kind: match kind.as_str() {
                "VIRTUAL_VIEW" => TableKind::View,
                "EXTERNAL_TABLE" => TableKind::External,
                _ => TableKind::Managed,
            },
            name,
        };
        Ok(rows.into_iter().map(of_row).collect())
    }

    pub(super) async fn read_table(
        &self,
        connection: &mut SqliteConnection,
        database: &str,
        name: &str,
    ) -> Result<Stored> {
        let select = "SELECT t.id, t.definition, t.version FROM tables t \
                      JOIN databases d ON d.id = t.database_id WHERE d.name = ? AND t.name = ?";
        let select = sqlx::query_as::<_, (i64, String, i64)>(select)
            .bind(database)
            .bind(name);
        let row = select
            .fetch_optional(&mut *connection)
            .await
            .map_err(|e| self.unread(&e))?;
        let Some((id, definition, version)) = row else {
            self.database_id(connection, database).await?;
            return Err(MetastoreError::no_table(database, name));
        };
        let table = self.table_of(database, name, &definition, version)?;
        Ok(Stored { id, table })
    }

    /// All tables of a database, in full.
    pub(super) async fn read_tables(
        &self,
        connection: &mut SqliteConnection,
        database: &str,
    ) -> Result<Vec<Table>> {
        let select = "SELECT t.name, t.definition, t.version FROM tables t \
                      JOIN databases d ON d.id = t.database_id WHERE d.name = ? ORDER BY t.name";
        let select = sqlx::query_as::<_, (String, String, i64)>(select).bind(database);
        let rows = select
            .fetch_all(connection)
            .await
            .map_err(|e| self.unread(&e))?;
        let of_row = |(name, definition, version): (String, String, i64)| {
            self.table_of(database, &name, &definition, version)
        };
        rows.into_iter().map(of_row).collect()
    }

    fn table_of(
        &self,
        database: &str,
        name: &str,
        definition: &str,
        version: i64,
    ) -> Result<Table> {
        let table: Table = self.decode(&format!("table `{database}.{name}`"), definition)?;
        Ok(Table {
            database: database.to_owned(),
            name: name.to_owned(),
            version,
            ..table
        })
    }

    pub(super) async fn insert_table(&self, table: &Table) -> Result<()> {
        let table = lowered(table);
        let mut tx = self.begin().await?;
        let database = self.database_id(&mut tx, &table.database).await?;
        let insert = "INSERT INTO tables (database_id, name, kind, definition) VALUES (?, ?, ?, ?)";
        sqlx::query(insert)
            .bind(database)
            .bind(&table.name)
            .bind(table.kind.hive_name())
            .bind(encode(&table)?)
            .execute(&mut *tx)
            .await
            .map_err(|e| self.table_unwritten(&table, &e))?;
        self.commit(tx).await
    }

    pub(super) async fn update_table(&self, database: &str, name: &str, new: &Table) -> Result<()> {
        let new = lowered(new);
        let mut tx = self.begin().await?;
        let old = self.read_table(&mut tx, database, name).await?;
        if new.version != old.table.version {
            let object = format!("table `{database}.{name}`");
            return Err(MetastoreError::Conflict { object });
        }
        let update = "UPDATE tables SET database_id = ?, name = ?, kind = ?, definition = ?, \
                      version = version + 1 WHERE id = ?";
        sqlx::query(update)
            .bind(self.database_id(&mut tx, &new.database).await?)
            .bind(&new.name)
            .bind(new.kind.hive_name())
            .bind(encode(&new)?)
            .bind(old.id)
            .execute(&mut *tx)
            .await
            .map_err(|e| self.table_unwritten(&new, &e))?;
        self.commit(tx).await
    }

    pub(super) async fn delete_table(&self, database: &str, name: &str) -> Result<Table> {
        let mut tx = self.begin().await?;
        let old = self.read_table(&mut tx, database, name).await?;
        let delete = sqlx::query("DELETE FROM tables WHERE id = ?").bind(old.id);
        delete
            .execute(&mut *tx)
            .await
            .map_err(|e| self.unwritten(&e))?;
        self.commit(tx).await?;
        Ok(old.table)
    }

    fn table_unwritten(&self, table: &Table, error: &sqlx::Error) -> MetastoreError {
        match is_taken(error) {
            true => MetastoreError::AlreadyExists {
                object: format!("table `{}.{}`", table.database, table.name),
            },
            false => self.unwritten(error),
        }
    }
}

/// The table with its own and its columns' names in lower case.
fn lowered(table: &Table) -> Table {
    let mut table = table.clone();
    let columns = table.columns.iter_mut().chain(&mut table.partition_keys);
    let names = columns.map(|c: &mut Column| &mut c.name);
    let mut buckets = table.buckets.take();
    let bucketed = buckets.iter_mut().flat_map(|b| {
        let sorted = b.sort.iter_mut().map(|s| &mut s.name);
        b.columns.iter_mut().chain(sorted)
    });
    for name in names
        .chain(bucketed)
        .chain([&mut table.database, &mut table.name])
    {
        *name = lower(name);
    }
    table.buckets = buckets;
    table
}
