//! CREATE TABLE (also LIKE), DROP TABLE and TRUNCATE.

use std::collections::{BTreeMap, BTreeSet};

use skep_hiveql::ast::{
    Buckets, ColumnDef, Constraint, ConstraintKind, CreateTable, CreateTableLike, DropObject,
    FileFormat, LikeSource, ObjectName, PartitionedBy, RowFormat, Truncate,
};
use skep_hiveql::types::HiveType;
use skep_metastore::{BucketSpec, Column, Metastore, SortColumn, Table, TableKind};

use super::formats::Storage;
use crate::error::{EngineError, Result};
use crate::outcome::{Done, Outcome};
use crate::session::Session;

/// Set where a table is made to say that its bucket numbers come from Hive 3's hash.
const BUCKETING_VERSION: (&str, &str) = ("bucketing_version", "2");

impl Session {
    pub(super) async fn create_table(&mut self, statement: &CreateTable) -> Result<Outcome> {
        refuse_transactional(statement.transactional, &statement.properties)?;
        for constraint in statement
            .constraints
            .iter()
            .chain(column_constraints(&statement.columns))
        {
            check_constraint(constraint)?;
        }
        if self
            .table_is_there(
                &statement.name,
                statement.if_not_exists,
                statement.temporary,
            )
            .await?
        {
            return Ok(Outcome::done());
        }
        let mut table = self.new_table(&statement.name, statement.temporary).await?;
        table.kind = kind(statement.external, &statement.properties);
        table.columns = columns(&statement.columns)?;
        table.comment.clone_from(&statement.comment);
        table.buckets = statement.buckets.as_ref().map(buckets);
        table
            .properties
            .extend(statement.properties.iter().cloned());
        self.storage(
            statement.row_format.as_ref(),
            statement.file_format.as_ref(),
        )?
        .apply(&mut table);
        if let Some(location) = &statement.location {
            table.location = self.location(location)?.to_string();
        }
        if let Some(query) = &statement.query {
            return self.create_table_as(statement, table, query).await;
        }
        match &statement.partitioned_by {
            Some(PartitionedBy::Columns(keys)) => table.partition_keys = columns(keys)?,
            Some(PartitionedBy::Names(names)) => {
                let name = names
                    .first()
                    .map(|name| name.value.as_str())
                    .unwrap_or_default();
                return Err(EngineError::query(format!(
                    "partition column `{name}` needs a type"
                )));
            }
            Some(PartitionedBy::Spec(_)) => {
                return Err(EngineError::unsupported("PARTITIONED BY SPEC"));
            }
            None => {}
        }
        let noted = self.complete_access_log(&mut table).await?;
        if table.columns.is_empty() {
            return Err(EngineError::query(format!(
                "table `{}` needs columns",
                table.name
            )));
        }
        check_table(&table, &statement.name)?;
        self.define_table(
            &table,
            &statement.name,
            statement.if_not_exists,
            statement.temporary,
        )
        .await?;
        Ok(noted.into())
    }

    pub(super) async fn create_table_like(
        &mut self,
        statement: &CreateTableLike,
    ) -> Result<Outcome> {
        refuse_transactional(statement.transactional, &statement.properties)?;
        let source = match &statement.like {
            LikeSource::Table(source) => source,
            LikeSource::File { format, path } => {
                return self
                    .create_table_like_file(statement, format.as_ref(), path)
                    .await;
            }
        };
        let source = self.table_named(source).await?;
        if self
            .table_is_there(
                &statement.name,
                statement.if_not_exists,
                statement.temporary,
            )
            .await?
        {
            return Ok(Outcome::done());
        }
        let mut table = self.new_table(&statement.name, statement.temporary).await?;
        table.kind = kind(statement.external, &statement.properties);
        table.columns = source.columns;
        table.partition_keys = source.partition_keys;
        table.comment = source.comment;
        table.buckets = source.buckets;
        table.properties.extend(
            source
                .properties
                .into_iter()
                .filter(|(key, _)| is_kept_by_like(key)),
        );
        table
            .properties
            .extend(statement.properties.iter().cloned());
        let of_source = source.kind != TableKind::View
            && statement.file_format.is_none()
            && statement.row_format.is_none();
        if of_source {
            table.format = source.format;
            table.serde = source.serde;
            table.serde_properties = source.serde_properties;
        } else {
            self.storage(
                statement.row_format.as_ref(),
                statement.file_format.as_ref(),
            )?
            .apply(&mut table);
        }
        if let Some(location) = &statement.location {
            table.location = self.location(location)?.to_string();
        }
        let noted = self.complete_access_log(&mut table).await?;
        self.define_table(
            &table,
            &statement.name,
            statement.if_not_exists,
            statement.temporary,
        )
        .await?;
        Ok(noted.into())
    }

    /// What `ROW FORMAT … STORED AS …` asks for in this session.
    pub(super) fn storage(
        &self,
        row_format: Option<&RowFormat>,
        stored: Option<&FileFormat>,
    ) -> Result<Storage> {
        let default = self.settings().get("hive.default.fileformat");
        Storage::resolve(row_format, stored, default.unwrap_or("TextFile"))
    }

    /// A definition with a name, a place and nothing else. Errors if its database is missing.
    pub(super) async fn new_table(&self, name: &ObjectName, temporary: bool) -> Result<Table> {
        let (database, table) = self.qualify(name);
        let database = match self.metastore().database(&database).await {
            Err(error) if error.is_not_found() => {
                let span = name.database.as_ref().unwrap_or(&name.name).span;
                return Err(self.no_database(&database).await.at(span));
            }
            other => other?,
        };
        let location = match temporary {
            true => self.temporary_location(&database.name, &table)?,
            false => self
                .location(&format!(
                    "{}/{table}",
                    database.location.trim_end_matches('/')
                ))?
                .to_string(),
        };
        let now = self.now().timestamp();
        Ok(Table {
            database: database.name,
            name: table,
            location,
            owner: Some(self.user().to_owned()),
            created_at: now,
            properties: BTreeMap::from([
                (
                    BUCKETING_VERSION.0.to_owned(),
                    BUCKETING_VERSION.1.to_owned(),
                ),
                ("transient_lastDdlTime".to_owned(), now.to_string()),
            ]),
            ..Table::default()
        })
    }

    /// True where the table exists and IF NOT EXISTS was said; an error where it exists and wasn't.
    pub(super) async fn table_is_there(
        &self,
        name: &ObjectName,
        if_not_exists: bool,
        temporary: bool,
    ) -> Result<bool> {
        let (database, table) = self.qualify(name);
        let found = match temporary {
            true => self.metastore().is_temporary(&database, &table),
            false => match self.metastore().permanent().table(&database, &table).await {
                Ok(_) => true,
                Err(error) if error.is_not_found() => false,
                Err(error) => return Err(error.into()),
            },
        };
        if found && !if_not_exists {
            return Err(
                EngineError::query(format!("table `{database}.{table}` already exists"))
                    .at(name.name.span),
            );
        }
        Ok(found)
    }

    /// Makes the table's directory, if it is skep's to make, and puts the definition into the metastore.
    pub(super) async fn define_table(
        &mut self,
        table: &Table,
        name: &ObjectName,
        if_not_exists: bool,
        temporary: bool,
    ) -> Result<Outcome> {
        if table.kind == TableKind::Managed {
            self.make_directory(&table.location).await?;
        }
        let made = match temporary {
            true => self.metastore().create_temporary(table),
            false => self.metastore().create_table(table).await,
        };
        match made {
            Err(error) if error.is_already_exists() && if_not_exists => Ok(Outcome::done()),
            Err(error) => Err(EngineError::from(error).at(name.name.span)),
            Ok(()) => Ok(Outcome::done()),
        }
    }

    pub(super) async fn drop_table(&mut self, statement: &DropObject) -> Result<Outcome> {
        let table = match self.table_to_drop(statement).await? {
            Ok(table) => table,
            Err(missing) => return Ok(missing.into()),
        };
        if table.kind == TableKind::View {
            return Err(EngineError::query(format!(
                "cannot drop view `{}` with DROP TABLE",
                table.name
            ))
            .at(statement.name.name.span)
            .hint(format!("drop view {}", table.name)));
        }
        let outside = match table.kind {
            TableKind::Managed => self.outside_partitions(&table).await?,
            _ => Vec::new(),
        };
        self.metastore()
            .drop_table(&table.database, &table.name)
            .await?;
        if table.kind == TableKind::Managed {
            self.delete_directory(&table.location).await?;
        }
        for location in outside {
            self.delete_directory(&location).await?;
        }
        Ok(Outcome::done())
    }

    /// Whether DROP of what isn't there is no error: Hive's setting makes IF EXISTS the rule.
    pub(super) fn drops_nothing(&self, if_exists: bool) -> bool {
        if_exists || self.settings().is_true("hive.exec.drop.ignorenonexistent")
    }

    /// The table or view of a DROP; where it isn't there and needn't be, how that ends: with a note, unless IF EXISTS
    /// was said. Hive asks for no IF EXISTS by default (`hive.exec.drop.ignorenonexistent`).
    pub(super) async fn table_to_drop(
        &self,
        statement: &DropObject,
    ) -> Result<Result<Table, Done>> {
        let (database, table) = self.qualify(&statement.name);
        match self.metastore().table(&database, &table).await {
            Ok(table) => Ok(Ok(table)),
            Err(error) if !error.is_not_found() => Err(error.into()),
            Err(_) if statement.if_exists => Ok(Err(Done::default())),
            Err(_) => {
                let missing = self.no_table(&statement.name).await;
                if !self.drops_nothing(false) {
                    return Err(missing);
                }
                let hint = missing
                    .hint
                    .map(|hint| format!("; {hint}"))
                    .unwrap_or_default();
                Ok(Err(Done {
                    notes: vec![format!("note: {}{hint}", missing.message)],
                    ..Done::default()
                }))
            }
        }
    }

    pub(super) async fn truncate(&mut self, statement: &Truncate) -> Result<Outcome> {
        let table = self.table_named(&statement.table).await?;
        let span = statement.table.name.span;
        let refuse = |what: &str| {
            Err(EngineError::query(format!("cannot truncate {what} `{}`", table.name)).at(span))
        };
        if !statement.columns.is_empty() {
            return Err(EngineError::unsupported("TRUNCATE … COLUMNS"));
        }
        match table.kind {
            TableKind::View => return refuse("view"),
            TableKind::External if !statement.force && !purges(&table) => {
                return refuse("external table");
            }
            _ => {}
        }
        if table.partition_keys.is_empty() {
            if !statement.partition.is_empty() {
                return Err(EngineError::query(format!(
                    "table `{}` is not partitioned",
                    table.name
                ))
                .at(span));
            }
            self.empty_directory(&table.location).await?;
            self.forget_statistics(&table, &[]).await?;
            return Ok(Outcome::done());
        }
        let predicates = self.partition_predicates(&table, &statement.partition)?;
        let partitions = self.matching_partitions(&table, &predicates).await?;
        if partitions.is_empty() && predicates.len() == table.partition_keys.len() {
            return Err(EngineError::query(format!(
                "table `{}` has no such partition",
                table.name
            ))
            .at(span));
        }
        for partition in partitions {
            self.empty_directory(&partition.location).await?;
            self.forget_statistics(&table, &[partition.values]).await?;
        }
        Ok(Outcome::done())
    }
}

/// True of an external table whose files skep may delete (`external.table.purge`).
fn purges(table: &Table) -> bool {
    table
        .properties
        .get("external.table.purge")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Managed or external, also by the old property `EXTERNAL`.
fn kind(external: bool, properties: &[(String, String)]) -> TableKind {
    let by_property = properties
        .iter()
        .any(|(key, value)| key == "EXTERNAL" && value.eq_ignore_ascii_case("true"));
    match external || by_property {
        true => TableKind::External,
        false => TableKind::Managed,
    }
}

/// Properties that `CREATE TABLE LIKE` takes over: what says how files are read, not statistics or times.
fn is_kept_by_like(key: &str) -> bool {
    key.starts_with("skip.") || key.starts_with("serialization.") || key.contains("compress")
}

pub(super) fn refuse_transactional(
    transactional: bool,
    properties: &[(String, String)],
) -> Result<()> {
    let by_property = properties.iter().any(|(key, value)| {
        key.eq_ignore_ascii_case("transactional") && value.eq_ignore_ascii_case("true")
    });
    match transactional || by_property {
        true => Err(EngineError::unsupported("a transactional table").hint(
            "an ordinary table can be appended to and overwritten; INSERT OVERWRITE is atomic",
        )),
        false => Ok(()),
    }
}

fn column_constraints(columns: &[ColumnDef]) -> impl Iterator<Item = &Constraint> {
    columns
        .iter()
        .filter_map(|column| column.constraint.as_ref())
}

/// Constraints that only inform are accepted; those that would have to be enforced are not.
pub(super) fn check_constraint(constraint: &Constraint) -> Result<()> {
    let (what, informs) = match &constraint.kind {
        ConstraintKind::PrimaryKey { .. }
        | ConstraintKind::Unique { .. }
        | ConstraintKind::ForeignKey { .. } => {
            return Ok(());
        }
        ConstraintKind::NotNull => ("NOT NULL", constraint.enable == Some(false)),
        ConstraintKind::Default(_) => ("DEFAULT", constraint.enable == Some(false)),
        ConstraintKind::Check(_) => ("CHECK", constraint.enable == Some(false)),
    };
    match informs {
        true => Ok(()),
        false => Err(
            EngineError::unsupported(format!("an enforced {what} constraint"))
                .hint("add DISABLE NOVALIDATE to keep it as a remark"),
        ),
    }
}

/// Columns as the metastore keeps them.
pub(super) fn columns(defs: &[ColumnDef]) -> Result<Vec<Column>> {
    defs.iter()
        .map(|def| {
            check_type(&def.ty).map_err(|error| error.at(def.name.span))?;
            Ok(Column {
                name: def.name.lower(),
                ty: lower_fields(&def.ty),
                comment: def.comment.clone(),
            })
        })
        .collect()
}

/// Types that no column may have.
fn check_type(ty: &HiveType) -> Result<()> {
    match ty {
        HiveType::Void | HiveType::IntervalYearMonth | HiveType::IntervalDayTime => Err(
            EngineError::query(format!("a column cannot have the type `{ty}`")),
        ),
        HiveType::Array(element) => check_type(element),
        HiveType::Map(key, value) => {
            if !key.is_primitive() {
                return Err(EngineError::query(format!(
                    "a map's key cannot have the type `{key}`"
                )));
            }
            check_type(value)
        }
        HiveType::Struct(fields) => fields.iter().try_for_each(|field| check_type(&field.ty)),
        HiveType::Union(members) => members.iter().try_for_each(check_type),
        _ => Ok(()),
    }
}

/// A type with the names of its struct fields in lower case, as Hive keeps them.
fn lower_fields(ty: &HiveType) -> HiveType {
    match ty {
        HiveType::Array(element) => HiveType::Array(Box::new(lower_fields(element))),
        HiveType::Map(key, value) => HiveType::Map(key.clone(), Box::new(lower_fields(value))),
        HiveType::Union(members) => HiveType::Union(members.iter().map(lower_fields).collect()),
        HiveType::Struct(fields) => HiveType::Struct(
            fields
                .iter()
                .map(|field| skep_hiveql::types::StructField {
                    name: field.name.to_lowercase(),
                    ty: lower_fields(&field.ty),
                })
                .collect(),
        ),
        other => other.clone(),
    }
}

fn buckets(buckets: &Buckets) -> BucketSpec {
    BucketSpec {
        columns: buckets
            .columns
            .iter()
            .map(|column| column.lower())
            .collect(),
        sort: buckets
            .sorted_by
            .iter()
            .map(|column| SortColumn {
                name: column.name.lower(),
                descending: column.descending,
            })
            .collect(),
        count: buckets.count,
    }
}

/// What must hold of every table: names once, bucket columns that exist, partition keys of simple types.
pub(super) fn check_table(table: &Table, name: &ObjectName) -> Result<()> {
    let mut seen = BTreeSet::new();
    for column in table.columns.iter().chain(&table.partition_keys) {
        if !seen.insert(column.name.as_str()) {
            let what = match table.columns.contains(column) && table.partition_keys.contains(column)
            {
                true => "is a column and a partition column",
                false => "is there twice",
            };
            return Err(
                EngineError::query(format!("column `{}` {what}", column.name)).at(name.name.span),
            );
        }
    }
    for key in &table.partition_keys {
        if !key.ty.is_primitive() {
            return Err(EngineError::query(format!(
                "partition column `{}` cannot have the type `{}`: only primitive types are possible",
                key.name, key.ty
            )));
        }
    }
    let Some(buckets) = &table.buckets else {
        return Ok(());
    };
    for column in buckets
        .columns
        .iter()
        .chain(buckets.sort.iter().map(|sort| &sort.name))
    {
        if !table.columns.iter().any(|known| known.name == *column) {
            return Err(EngineError::query(format!(
                "CLUSTERED BY names `{column}`, which is no column of `{}`",
                table.name
            )));
        }
    }
    Ok(())
}
