//! Partitions in SQLite, found through an index on each key's value.

use skep_hiveql::types::HiveType;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::tables::Stored;
use super::{SqliteMetastore, encode, is_taken};
use crate::{Compare, MetastoreError, Partition, PartitionPredicate, Result, Table};

type Row = (String, String, String);

/// Rows an INSERT: SQLite allows 32,766 bound values a statement.
const ROWS_AN_INSERT: usize = 1000;

impl SqliteMetastore {
    pub(super) async fn read_partitions(
        &self,
        database: &str,
        table: &str,
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<Partition>> {
        let mut connection = self
            .reader()
            .await?
            .acquire()
            .await
            .map_err(|e| self.unread(&e))?;
        let Stored { id, table } = self.read_table(&mut connection, database, table).await?;
        let mut query = matching(&table, id, predicates);
        let query = query.build_query_as::<Row>();
        let rows = query
            .fetch_all(&mut *connection)
            .await
            .map_err(|e| self.unread(&e))?;
        rows.into_iter()
            .map(|row| self.partition_of(&table, row))
            .collect()
    }

    pub(super) async fn read_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
    ) -> Result<Option<Partition>> {
        let mut connection = self
            .reader()
            .await?
            .acquire()
            .await
            .map_err(|e| self.unread(&e))?;
        let stored = self.read_table(&mut connection, database, table).await?;
        self.find(&mut connection, &stored, values).await
    }

    async fn find(
        &self,
        connection: &mut SqliteConnection,
        of: &Stored,
        values: &[String],
    ) -> Result<Option<Partition>> {
        let select = "SELECT \"values\", location, definition FROM partitions \
                      WHERE table_id = ? AND \"values\" = ?";
        let select = sqlx::query_as::<_, Row>(select)
            .bind(of.id)
            .bind(encode(&values)?);
        let row = select
            .fetch_optional(connection)
            .await
            .map_err(|e| self.unread(&e))?;
        row.map(|row| self.partition_of(&of.table, row)).transpose()
    }

    fn partition_of(
        &self,
        table: &Table,
        (values, location, definition): Row,
    ) -> Result<Partition> {
        let what = || format!("partition {values} of `{}.{}`", table.database, table.name);
        let partition: Partition = self.decode(&what(), &definition)?;
        Ok(Partition {
            values: self.decode(&what(), &values)?,
            location,
            ..partition
        })
    }

    pub(super) async fn insert_partitions(
        &self,
        database: &str,
        table: &str,
        partitions: &[Partition],
        if_not_exists: bool,
    ) -> Result<u64> {
        let mut tx = self.begin().await?;
        let stored = self.read_table(&mut tx, database, table).await?;
        let mut added = 0;
        for chunk in partitions.chunks(ROWS_AN_INSERT) {
            added += self.insert(&mut tx, &stored, chunk, if_not_exists).await?;
        }
        self.commit(tx).await?;
        Ok(added)
    }

    async fn insert(
        &self,
        tx: &mut SqliteConnection,
        of: &Stored,
        partitions: &[Partition],
        if_not_exists: bool,
    ) -> Result<u64> {
        let mut rows = Vec::with_capacity(partitions.len());
        for partition in partitions {
            check_arity(&of.table, &partition.values)?;
            rows.push((
                encode(&partition.values)?,
                &partition.location,
                encode(partition)?,
            ));
        }
        let insert = "INSERT INTO partitions (table_id, \"values\", location, definition) ";
        let mut query = QueryBuilder::<Sqlite>::new(insert);
        query.push_values(rows, |mut row, (values, location, definition)| {
            row.push_bind(of.id);
            row.push_bind(values)
                .push_bind(location.clone())
                .push_bind(definition);
        });
        if if_not_exists {
            query.push(" ON CONFLICT (table_id, \"values\") DO NOTHING");
        }
        match query.build().execute(&mut *tx).await {
            Ok(done) => Ok(done.rows_affected()),
            Err(e) if is_taken(&e) => Err(self.taken(tx, of, partitions).await?),
            Err(e) => Err(self.unwritten(&e)),
        }
    }

    /// The error that names the partition which is in the way.
    async fn taken(
        &self,
        tx: &mut SqliteConnection,
        of: &Stored,
        partitions: &[Partition],
    ) -> Result<MetastoreError> {
        for (i, partition) in partitions.iter().enumerate() {
            let twice = partitions
                .iter()
                .take(i)
                .any(|p| p.values == partition.values);
            if twice || self.find(tx, of, &partition.values).await?.is_some() {
                let object = describe(&of.table, &partition.values);
                return Ok(MetastoreError::AlreadyExists { object });
            }
        }
        let object = format!("a partition of `{}.{}`", of.table.database, of.table.name);
        Ok(MetastoreError::AlreadyExists { object })
    }

    pub(super) async fn delete_partitions(
        &self,
        database: &str,
        table: &str,
        values: &[Vec<String>],
    ) -> Result<Vec<Partition>> {
        let mut tx = self.begin().await?;
        let stored = self.read_table(&mut tx, database, table).await?;
        let mut dropped = Vec::new();
        for values in values {
            let Some(partition) = self.find(&mut tx, &stored, values).await? else {
                continue;
            };
            self.delete(&mut tx, &stored, values).await?;
            dropped.push(partition);
        }
        self.commit(tx).await?;
        Ok(dropped)
    }

    async fn delete(
        &self,
        tx: &mut SqliteConnection,
        of: &Stored,
        values: &[String],
    ) -> Result<()> {
        let delete = "DELETE FROM partitions WHERE table_id = ? AND \"values\" = ?";
        let delete = sqlx::query(delete).bind(of.id).bind(encode(&values)?);
        delete
            .execute(tx)
            .await
            .map(drop)
            .map_err(|e| self.unwritten(&e))
    }

    pub(super) async fn replace_partition(
        &self,
        database: &str,
        table: &str,
        values: &[String],
        new: &Partition,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let stored = self.read_table(&mut tx, database, table).await?;
        if self.find(&mut tx, &stored, values).await?.is_none() {
            let object = describe(&stored.table, values);
            return Err(MetastoreError::NotFound { object });
        }
        self.delete(&mut tx, &stored, values).await?;
        self.insert(&mut tx, &stored, std::slice::from_ref(new), false)
            .await?;
        self.commit(tx).await
    }
}

fn check_arity(table: &Table, values: &[String]) -> Result<()> {
    let keys = table.partition_keys.len();
    if values.len() == keys && keys > 0 {
        return Ok(());
    }
    Err(MetastoreError::Invalid(format!(
        "a partition of `{}.{}` needs {keys} values, not {}",
        table.database,
        table.name,
        values.len()
    )))
}

fn describe(table: &Table, values: &[String]) -> String {
    let pair = |(i, value): (usize, &String)| match table.partition_keys.get(i) {
        Some(key) => format!("{}={value}", key.name),
        None => value.clone(),
    };
    let spec: Vec<String> = values.iter().enumerate().map(pair).collect();
    format!(
        "partition `{}` of `{}.{}`",
        spec.join("/"),
        table.database,
        table.name
    )
}

/// The query of the partitions that satisfy `predicates`; each narrows by an index look-up of its own.
fn matching(table: &Table, id: i64, predicates: &[PartitionPredicate]) -> QueryBuilder<Sqlite> {
    let select =
        "SELECT p.\"values\", p.location, p.definition FROM partitions p WHERE p.table_id = ";
    let mut query = QueryBuilder::new(select);
    query.push_bind(id);
    for predicate in predicates {
        let Some(operand) = operand(table, predicate) else {
            continue;
        };
        let key = i64::try_from(predicate.key).unwrap_or(i64::MAX);
        query.push(" AND p.id IN (SELECT partition_id FROM partition_values WHERE table_id = ");
        query.push_bind(id).push(" AND key = ").push_bind(key);
        push_comparison(&mut query, predicate.compare, operand);
        query.push(")");
    }
    query.push(" ORDER BY p.\"values\"");
    query
}

/// What a predicate compares with, in the key's own order.
enum Operand<'a> {
    Text(&'a [String]),
    Numbers(Vec<i64>),
}

/// None where the comparison can't be made exactly here.
fn operand<'a>(table: &Table, predicate: &'a PartitionPredicate) -> Option<Operand<'a>> {
    match &table.partition_keys.get(predicate.key)?.ty {
        HiveType::String | HiveType::Varchar(_) | HiveType::Char(_) | HiveType::Date => {
            Some(Operand::Text(&predicate.values))
        }
        ty if ty.is_integer() => {
            let numbers = predicate.values.iter().map(|v| v.trim().parse().ok());
            Some(Operand::Numbers(numbers.collect::<Option<_>>()?))
        }
        _ => None,
    }
}

fn push_comparison(query: &mut QueryBuilder<Sqlite>, compare: Compare, operand: Operand<'_>) {
    let operator = match compare {
        Compare::Eq => " = ",
        Compare::NotEq => " <> ",
        Compare::Lt => " < ",
        Compare::LtEq => " <= ",
        Compare::Gt => " > ",
        Compare::GtEq => " >= ",
        Compare::In => " IN ",
    };
    let (column, count) = match &operand {
        Operand::Text(values) => (" AND value", values.len()),
        Operand::Numbers(numbers) => (" AND number", numbers.len()),
    };
    query.push(column).push(operator).push("(");
    for i in 0..count {
        if i > 0 {
            query.push(", ");
        }
        match &operand {
            Operand::Text(values) => query.push_bind(values.get(i).cloned()),
            Operand::Numbers(numbers) => query.push_bind(numbers.get(i).copied()),
        };
    }
    query.push(")");
}
