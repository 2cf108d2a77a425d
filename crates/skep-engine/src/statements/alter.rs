//! ALTER TABLE: columns, properties, formats, names. Partitions are `partitions.rs`.

use skep_hiveql::ast::{
    AlterTable, AlterTableAction, ColumnDef, ColumnPosition, Ident, ObjectName,
};
use skep_hiveql::types::HiveType;
use skep_metastore::{Column, Metastore, Partition, Table, TableKind};

use super::formats::{Storage, stored_as};
use super::tables::{check_constraint, check_table, columns, refuse_transactional};
use crate::error::{EngineError, Result, did_you_mean};
use crate::outcome::{Done, Outcome};
use crate::session::Session;

impl Session {
    pub(super) async fn alter_table(&mut self, statement: &AlterTable) -> Result<Outcome> {
        use AlterTableAction as A;
        let name = &statement.table;
        let table = self.table_named(name).await?;
        if table.kind == TableKind::View
            && !matches!(statement.action, A::Rename(_) | A::SetProperties(_))
        {
            return Err(EngineError::query(format!(
                "cannot alter view `{}` with ALTER TABLE",
                table.name
            ))
            .at(name.name.span)
            .hint(format!("alter view {} …", table.name)));
        }
        match &statement.action {
            A::Rename(new) => self.rename_table(table, name, new).await,
            A::AddPartitions {
                if_not_exists,
                partitions,
            } => {
                self.add_partitions(&table, partitions, *if_not_exists)
                    .await
            }
            A::DropPartitions {
                if_exists,
                partitions,
                ..
            } => self.drop_partitions(&table, partitions, *if_exists).await,
            A::RenamePartition(new) => {
                self.rename_partition(&table, &statement.partition, new)
                    .await
            }
            A::ExchangePartition {
                partition,
                table: source,
            } => self.exchange_partition(&table, source, partition).await,
            A::RecoverPartitions => self.recover_partitions(&table).await,
            _ if !statement.partition.is_empty() => self.alter_partition(&table, statement).await,
            action => {
                let mut changed = table.clone();
                let mut noted = Done::default();
                if change(self, &mut changed, action)? {
                    if says_how_rows_are_read(action) {
                        noted = self.complete_access_log(&mut changed).await?;
                    }
                    check_table(&changed, name)?;
                    self.keep_storage(&table, &changed).await?;
                    self.store(&changed).await?;
                }
                Ok(noted.into())
            }
        }
    }

    /// A new format or SerDe of a table is for partitions to come: those that are there keep what they were made with.
    async fn keep_storage(&self, table: &Table, changed: &Table) -> Result<()> {
        let of = |table: &Table| {
            (
                table.format.clone(),
                table.serde.clone(),
                table.serde_properties.clone(),
            )
        };
        let (format, serde, properties) = of(table);
        if table.partition_keys.is_empty() || of(changed) == of(table) {
            return Ok(());
        }
        for mut partition in self
            .metastore()
            .partitions(&table.database, &table.name)
            .await?
        {
            partition.format.get_or_insert_with(|| format.clone());
            partition.serde.get_or_insert_with(|| serde.clone());
            partition
                .serde_properties
                .get_or_insert_with(|| properties.clone());
            let values = partition.values.clone();
            self.metastore()
                .alter_partition(&table.database, &table.name, &values, &partition)
                .await?;
        }
        Ok(())
    }

    /// Replaces the table's definition.
    pub(super) async fn store(&self, table: &Table) -> Result<()> {
        Ok(self
            .metastore()
            .alter_table(&table.database, &table.name, table)
            .await?)
    }

    pub(super) async fn rename_table(
        &mut self,
        table: Table,
        old: &ObjectName,
        new: &ObjectName,
    ) -> Result<Outcome> {
        let (database, name) = self.qualify(new);
        if (&database, &name) == (&table.database, &table.name) {
            return Ok(Outcome::done());
        }
        if self.metastore().database(&database).await.is_err() {
            return Err(self.no_database(&database).await.at(new.name.span));
        }
        if self.metastore().table(&database, &name).await.is_ok() {
            return Err(
                EngineError::query(format!("table `{database}.{name}` already exists"))
                    .at(new.name.span),
            );
        }
        let mut renamed = table.clone();
        renamed.database = database;
        renamed.name = name;
        let temporary = self.metastore().is_temporary(&table.database, &table.name);
        let moves = table.kind == TableKind::Managed
            && !temporary
            && self.is_default_location(&table).await?;
        if moves {
            renamed.location = self.new_table(new, false).await?.location;
            self.move_directory(&table.location, &renamed.location)
                .await?;
        }
        let stored = self
            .metastore()
            .alter_table(&table.database, &table.name, &renamed)
            .await;
        if let Err(error) = stored {
            if moves {
                self.move_directory(&renamed.location, &table.location)
                    .await?;
            }
            return Err(EngineError::from(error).at(old.name.span));
        }
        if moves {
            self.move_partitions(&table, &renamed).await?;
        }
        Ok(Outcome::done())
    }

    /// True where the table's directory is the one that its name gives it.
    async fn is_default_location(&self, table: &Table) -> Result<bool> {
        let database = self.metastore().database(&table.database).await?;
        let own = self.location(&format!(
            "{}/{}",
            database.location.trim_end_matches('/'),
            table.name
        ))?;
        Ok(own.to_string().trim_end_matches('/') == table.location.trim_end_matches('/'))
    }

    /// The partitions' locations after their table's directory has moved.
    async fn move_partitions(&self, from: &Table, to: &Table) -> Result<()> {
        let root = format!("{}/", from.location.trim_end_matches('/'));
        for mut partition in self.metastore().partitions(&to.database, &to.name).await? {
            if let Some(rest) = partition.location.strip_prefix(&root) {
                partition.location = format!("{}/{rest}", to.location.trim_end_matches('/'));
                let values = partition.values.clone();
                self.metastore()
                    .alter_partition(&to.database, &to.name, &values, &partition)
                    .await?;
            }
        }
        Ok(())
    }

    async fn exchange_partition(
        &mut self,
        target: &Table,
        source: &ObjectName,
        spec: &[skep_hiveql::ast::PartitionValue],
    ) -> Result<Outcome> {
        let source = self.real_table(source, "exchange partitions with").await?;
        if source.columns != target.columns || source.partition_keys != target.partition_keys {
            return Err(EngineError::query(format!(
                "cannot exchange partitions: `{}` and `{}` have different columns",
                source.name, target.name
            )));
        }
        let predicates = self.partition_predicates(&source, spec)?;
        let moved = self.matching_partitions(&source, &predicates).await?;
        if moved.is_empty() {
            return Err(EngineError::query(format!(
                "table `{}` has no such partition",
                source.name
            )));
        }
        for partition in &moved {
            if self
                .metastore()
                .partition(&target.database, &target.name, &partition.values)
                .await?
                .is_some()
            {
                return Err(EngineError::query(format!(
                    "table `{}` already has such a partition",
                    target.name
                )));
            }
        }
        for partition in moved {
            let location = self.own_location(target, &partition.values)?;
            self.move_directory(&partition.location, &location).await?;
            let arrived = Partition {
                location,
                ..partition.clone()
            };
            self.metastore()
                .add_partitions(&target.database, &target.name, &[arrived], false)
                .await?;
            self.metastore()
                .drop_partitions(
                    &source.database,
                    &source.name,
                    std::slice::from_ref(&partition.values),
                )
                .await?;
        }
        Ok(Outcome::done())
    }

    /// `ALTER TABLE t PARTITION (…) SET …`
    async fn alter_partition(&mut self, table: &Table, statement: &AlterTable) -> Result<Outcome> {
        use AlterTableAction as A;
        let predicates = self.partition_predicates(table, &statement.partition)?;
        let found = self.matching_partitions(table, &predicates).await?;
        if found.is_empty() {
            return Err(EngineError::query(format!(
                "table `{}` has no such partition",
                table.name
            ))
            .at(statement.table.name.span));
        }
        for mut partition in found {
            match &statement.action {
                A::SetLocation(location) => {
                    partition.location = self.location(location)?.to_string()
                }
                A::SetFileFormat(format) => {
                    let storage = stored_as(format)?;
                    storage.check()?;
                    partition.format = Some(storage.format);
                    partition.serde = Some(storage.serde);
                }
                A::SetSerde { class, properties } => {
                    partition.serde = Some(class.clone());
                    partition_serde(&mut partition, table).extend(properties.iter().cloned());
                    check_partition(&partition, table)?;
                }
                A::SetSerdeProperties(properties) => {
                    partition_serde(&mut partition, table).extend(properties.iter().cloned());
                }
                A::UnsetSerdeProperties(keys) => {
                    let properties = partition_serde(&mut partition, table);
                    keys.iter().for_each(|key| {
                        properties.remove(key);
                    });
                }
                A::SetProperties(properties)
                | A::UpdateStatistics {
                    column: None,
                    properties,
                } => {
                    partition.properties.extend(properties.iter().cloned());
                }
                // Partitions have no columns of their own here: the table's hold.
                A::AddColumns { .. } | A::ReplaceColumns { .. } | A::ChangeColumn { .. } => {}
                A::Touch(_) | A::Concatenate | A::UpdateStatistics { .. } => {}
                other => return Err(unsupported(other)),
            }
            if says_how_rows_are_read(&statement.action) {
                self.complete_partition_log(table, &mut partition).await?;
            }
            let values = partition.values.clone();
            self.metastore()
                .alter_partition(&table.database, &table.name, &values, &partition)
                .await?;
        }
        Ok(Outcome::done())
    }
}

/// Whether a change may have made an access log's format or columns others.
fn says_how_rows_are_read(action: &AlterTableAction) -> bool {
    use AlterTableAction as A;
    matches!(
        action,
        A::AddColumns { .. }
            | A::ReplaceColumns { .. }
            | A::ChangeColumn { .. }
            | A::SetFileFormat(_)
            | A::SetSerde { .. }
            | A::SetSerdeProperties(_)
            | A::UnsetSerdeProperties(_)
    )
}

fn partition_serde<'p>(
    partition: &'p mut Partition,
    table: &Table,
) -> &'p mut std::collections::BTreeMap<String, String> {
    partition
        .serde_properties
        .get_or_insert_with(|| table.serde_properties.clone())
}

fn check_partition(partition: &Partition, table: &Table) -> Result<()> {
    Storage {
        format: partition
            .format
            .clone()
            .unwrap_or_else(|| table.format.clone()),
        serde: partition.serde.clone().unwrap_or_default(),
        ..Storage::default()
    }
    .check()
}

fn unsupported(action: &AlterTableAction) -> EngineError {
    let what = match action {
        AlterTableAction::Other { name, .. } => name,
        AlterTableAction::PartitionColumn(_) => "PARTITION COLUMN",
        AlterTableAction::SetOwner(_) => "SET OWNER",
        AlterTableAction::SkewedBy(_) => "SKEWED BY",
        AlterTableAction::ClusteredBy(_) | AlterTableAction::IntoBuckets(_) => "CLUSTERED BY",
        _ => "of this form on a partition",
    };
    EngineError::unsupported(format!("ALTER TABLE … {what}"))
}

/// Changes a definition; false where there is nothing to store. (A table: one arm a clause.)
fn change(session: &Session, table: &mut Table, action: &AlterTableAction) -> Result<bool> {
    use AlterTableAction as A;
    match action {
        A::AddColumns { columns: new, .. } => {
            let new = new_columns(new)?;
            for column in &new {
                if find(table, &column.name).is_some() {
                    return Err(EngineError::query(format!(
                        "table `{}` already has a column `{}`",
                        table.name, column.name
                    )));
                }
            }
            table.columns.extend(new);
        }
        A::ReplaceColumns { columns: new, .. } => table.columns = new_columns(new)?,
        A::ChangeColumn {
            name,
            column,
            position,
            ..
        } => change_column(session, table, name, column, position.as_ref())?,
        A::SetLocation(location) => table.location = session.location(location)?.to_string(),
        A::SetProperties(properties) => set_properties(table, properties)?,
        A::UnsetProperties { if_exists, keys } => unset_properties(table, keys, *if_exists)?,
        A::SetSerde { class, properties } => {
            table.serde.clone_from(class);
            table.serde_properties.extend(properties.iter().cloned());
            check_storage(table)?;
        }
        A::SetSerdeProperties(properties) => {
            table.serde_properties.extend(properties.iter().cloned())
        }
        A::UnsetSerdeProperties(keys) => keys.iter().for_each(|key| {
            table.serde_properties.remove(key);
        }),
        A::SetFileFormat(format) => {
            let storage = stored_as(format)?;
            storage.check()?;
            table.format = storage.format;
            table.serde = storage.serde;
        }
        A::SetOwner(owner) => table.owner = Some(owner.name.value.clone()),
        A::NotClustered => table.buckets = None,
        A::NotSorted => {
            if let Some(buckets) = &mut table.buckets {
                buckets.sort.clear();
            }
        }
        A::IntoBuckets(count) => {
            if let Some(buckets) = &mut table.buckets {
                buckets.count = *count;
            }
        }
        A::ClusteredBy(buckets) => {
            table.buckets = Some(skep_metastore::BucketSpec {
                columns: buckets.columns.iter().map(Ident::lower).collect(),
                sort: buckets
                    .sorted_by
                    .iter()
                    .map(|sort| skep_metastore::SortColumn {
                        name: sort.name.lower(),
                        descending: sort.descending,
                    })
                    .collect(),
                count: buckets.count,
            });
        }
        A::AddConstraint(constraint) => {
            check_constraint(constraint)?;
            return Ok(false);
        }
        A::PartitionColumn(column) => {
            let key = crate::names::partition_key(table, &column.name)?;
            if let Some(known) = table.partition_keys.get_mut(key) {
                known.ty = column.ty.clone();
            }
        }
        A::UpdateStatistics {
            column: None,
            properties,
        } => table.properties.extend(properties.iter().cloned()),
        // Constraints inform, skew and statistics of columns are kept by nobody: there is nothing to change.
        A::DropConstraint(_)
        | A::Touch(_)
        | A::Concatenate
        | A::NotSkewed
        | A::SkewedBy(_)
        | A::NotStoredAsDirectories
        | A::UpdateStatistics { .. } => return Ok(false),
        other => return Err(unsupported(other)),
    }
    Ok(true)
}

fn unset_properties(table: &mut Table, keys: &[String], if_exists: bool) -> Result<()> {
    for key in keys {
        let was = match key.as_str() {
            "comment" => table.comment.take().is_some(),
            key => table.properties.remove(key).is_some(),
        };
        if !was && !if_exists {
            return Err(EngineError::query(format!(
                "table `{}` has no property `{key}`",
                table.name
            )));
        }
    }
    Ok(())
}

fn set_properties(table: &mut Table, properties: &[(String, String)]) -> Result<()> {
    refuse_transactional(false, properties)?;
    for (key, value) in properties {
        match key.as_str() {
            "comment" => table.comment = Some(value.clone()),
            "EXTERNAL" if table.kind != TableKind::View => {
                table.kind = match value.eq_ignore_ascii_case("true") {
                    true => TableKind::External,
                    false => TableKind::Managed,
                };
            }
            _ => {
                table.properties.insert(key.clone(), value.clone());
            }
        }
    }
    Ok(())
}

fn new_columns(defs: &[ColumnDef]) -> Result<Vec<Column>> {
    for def in defs {
        if let Some(constraint) = &def.constraint {
            check_constraint(constraint)?;
        }
    }
    columns(defs)
}

fn check_storage(table: &Table) -> Result<()> {
    Storage {
        format: table.format.clone(),
        serde: table.serde.clone(),
        ..Storage::default()
    }
    .check()
}

fn find(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.name == name)
}

fn change_column(
    session: &Session,
    table: &mut Table,
    name: &Ident,
    def: &ColumnDef,
    position: Option<&ColumnPosition>,
) -> Result<()> {
    let missing = |table: &Table, ident: &Ident| {
        let error = EngineError::query(format!(
            "table `{}` has no column `{}`",
            table.name,
            ident.lower()
        ))
        .at(ident.span);
        match did_you_mean(
            &ident.lower(),
            table.columns.iter().map(|column| column.name.as_str()),
        ) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    };
    let Some(at) = find(table, &name.lower()) else {
        return Err(missing(table, name));
    };
    let Some(mut new) = new_columns(std::slice::from_ref(def))?.pop() else {
        return Ok(());
    };
    let old = table.columns.remove(at);
    if new.comment.is_none() {
        new.comment.clone_from(&old.comment);
    }
    if find(table, &new.name).is_some() {
        return Err(EngineError::query(format!(
            "table `{}` already has a column `{}`",
            table.name, new.name
        ))
        .at(def.name.span));
    }
    let checked = session
        .settings()
        .get("hive.metastore.disallow.incompatible.col.type.changes");
    if checked != Some("false") && !may_become(&old.ty, &new.ty) {
        return Err(EngineError::query(format!(
            "column `{}` of type {} cannot become {}: its values would be lost",
            old.name, old.ty, new.ty
        ))
        .at(def.name.span)
        .hint("`set hive.metastore.disallow.incompatible.col.type.changes=false` allows it"));
    }
    let to = match position {
        None => at,
        Some(ColumnPosition::First) => 0,
        Some(ColumnPosition::After(ident)) => {
            find(table, &ident.lower()).ok_or_else(|| missing(table, ident))? + 1
        }
    };
    table.columns.insert(to.min(table.columns.len()), new);
    Ok(())
}

/// True where values of a type still mean something in another: the wider number, any primitive as a string
/// (`ColumnType.areColTypesCompatible`).
fn may_become(from: &HiveType, to: &HiveType) -> bool {
    use HiveType as T;
    let rank = |ty: &HiveType| match ty {
        T::TinyInt => Some(1),
        T::SmallInt => Some(2),
        T::Int => Some(3),
        T::BigInt => Some(4),
        T::Decimal(..) => Some(5),
        T::Float => Some(6),
        T::Double => Some(7),
        _ => None,
    };
    match (from, to) {
        _ if from == to => true,
        (T::Void, _) => true,
        (T::Date | T::Timestamp | T::Boolean, _) if to.is_string() => true,
        _ if from.is_string() && to.is_string() => true,
        _ if from.is_numeric() && to.is_string() => true,
        // A string may be read as a number or not at all; Hive allows it since strings convert implicitly.
        (T::String | T::Varchar(_) | T::Char(_), T::Double | T::Decimal(..)) => true,
        (T::Date, T::Timestamp) | (T::Decimal(..), T::Decimal(..)) => true,
        (T::Array(a), T::Array(b)) => may_become(a, b),
        (T::Map(k1, v1), T::Map(k2, v2)) => may_become(k1, k2) && may_become(v1, v2),
        (T::Struct(a), T::Struct(b)) => {
            a.len() <= b.len() && a.iter().zip(b).all(|(a, b)| may_become(&a.ty, &b.ty))
        }
        _ => match (rank(from), rank(to)) {
            (Some(from), Some(to)) => from <= to,
            _ => false,
        },
    }
}
