//! Names in statements: which database, table and partition they mean, and what to say if there is no such thing.

use skep_hiveql::ast::{Expr, ExprKind, Literal, ObjectName, PartitionValue, UnaryOp};
use skep_metastore::{
    DEFAULT_PARTITION, Metastore, Partition, PartitionPredicate, Table, TableKind,
};

use crate::error::{EngineError, Result, did_you_mean};
use crate::session::Session;

impl Session {
    /// Database and table of a name, in lower case.
    pub(crate) fn qualify(&self, name: &ObjectName) -> (String, String) {
        let database = name.database.as_ref().map(|database| database.lower());
        (
            database.unwrap_or_else(|| self.current_database().to_owned()),
            name.name.lower(),
        )
    }

    /// The table or view, or an error that offers a near name.
    pub(crate) async fn table_named(&self, name: &ObjectName) -> Result<Table> {
        let (database, table) = self.qualify(name);
        match self.metastore().table(&database, &table).await {
            Err(error) if error.is_not_found() => Err(self.no_table(name).await),
            other => Ok(other?),
        }
    }

    /// The table, or an error that offers a near name; a view is an error.
    pub(crate) async fn real_table(&self, name: &ObjectName, attempt: &str) -> Result<Table> {
        let table = self.table_named(name).await?;
        match table.kind {
            TableKind::View => Err(EngineError::query(format!(
                "cannot {attempt} `{}`: it is a view",
                table.name
            ))
            .at(name.name.span)),
            _ => Ok(table),
        }
    }

    /// "table `x` does not exist", with a near name.
    pub(crate) async fn no_table(&self, name: &ObjectName) -> EngineError {
        let (database, table) = self.qualify(name);
        let Ok(names) = self.metastore().tables(&database, None).await else {
            return match &name.database {
                Some(ident) => self.no_database(&database).await.at(ident.span),
                None => self.no_database(&database).await.at(name.name.span),
            };
        };
        let error = EngineError::query(format!("table `{database}.{table}` does not exist"))
            .at(name.name.span);
        match did_you_mean(&table, names.iter().map(|known| known.name.as_str())) {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }

    /// The values of `PARTITION (k=v, …)` in the order of the table's keys; `None` for a key that has no value.
    ///
    /// Errors for names that are no partition columns, and names given twice.
    pub(crate) fn partition_values(
        &self,
        table: &Table,
        spec: &[PartitionValue],
    ) -> Result<Vec<Option<String>>> {
        let mut values = vec![None; table.partition_keys.len()];
        if values.is_empty() && !spec.is_empty() {
            return Err(EngineError::query(format!(
                "table `{}` is not partitioned",
                table.name
            )));
        }
        for item in spec {
            let at = partition_key(table, &item.column)?;
            let Some(slot) = values.get_mut(at) else {
                continue;
            };
            if slot.is_some() {
                return Err(EngineError::query(format!(
                    "partition column `{}` is given twice",
                    item.column.value
                ))
                .at(item.column.span));
            }
            if let Some(value) = &item.value {
                *slot = Some(partition_text(table, at, value)?);
            }
        }
        Ok(values)
    }

    /// The values of a `PARTITION (…)` that must name every key.
    pub(crate) fn full_partition(
        &self,
        table: &Table,
        spec: &[PartitionValue],
    ) -> Result<Vec<String>> {
        let values = self.partition_values(table, spec)?;
        let missing = values
            .iter()
            .zip(&table.partition_keys)
            .find(|(value, _)| value.is_none());
        if let Some((_, key)) = missing {
            return Err(EngineError::query(format!(
                "partition column `{}` of table `{}` needs a value",
                key.name, table.name
            )));
        }
        Ok(values.into_iter().flatten().collect())
    }

    /// `PARTITION (…)`, perhaps of some keys only, as conditions.
    pub(crate) fn partition_predicates(
        &self,
        table: &Table,
        spec: &[PartitionValue],
    ) -> Result<Vec<PartitionPredicate>> {
        let values = self.partition_values(table, spec)?;
        Ok(values
            .into_iter()
            .enumerate()
            .filter_map(|(key, value)| value.map(|value| PartitionPredicate::equals(key, value)))
            .collect())
    }

    /// The partitions that satisfy equalities; the metastore may answer with more, so they are tested here again.
    pub(crate) async fn matching_partitions(
        &self,
        table: &Table,
        predicates: &[PartitionPredicate],
    ) -> Result<Vec<Partition>> {
        let mut found = self
            .metastore()
            .partitions_matching(&table.database, &table.name, predicates)
            .await?;
        found.retain(|partition| {
            predicates.iter().all(|p| {
                partition
                    .values
                    .get(p.key)
                    .is_some_and(|value| p.values.contains(value))
            })
        });
        Ok(found)
    }

    /// Where partitions of a table lie that are not under its directory.
    pub(crate) async fn outside_partitions(&self, table: &Table) -> Result<Vec<String>> {
        if table.partition_keys.is_empty() {
            return Ok(Vec::new());
        }
        let root = format!("{}/", table.location.trim_end_matches('/'));
        let all = self
            .metastore()
            .partitions(&table.database, &table.name)
            .await?;
        Ok(all
            .into_iter()
            .map(|partition| partition.location)
            .filter(|location| !location.starts_with(&root))
            .collect())
    }
}

/// The place of a partition column among the table's keys.
pub(crate) fn partition_key(table: &Table, column: &skep_hiveql::ast::Ident) -> Result<usize> {
    let name = column.lower();
    match table.partition_keys.iter().position(|key| key.name == name) {
        Some(at) => Ok(at),
        None => {
            let error = EngineError::query(format!(
                "`{name}` is no partition column of table `{}`",
                table.name
            ))
            .at(column.span);
            Err(
                match did_you_mean(
                    &name,
                    table.partition_keys.iter().map(|key| key.name.as_str()),
                ) {
                    Some(hint) => error.hint(hint),
                    None => error,
                },
            )
        }
    }
}

/// A constant as the text of a partition value, brought into the form that the key's type has
/// (`hive.typecheck.on.insert`: `'01'` of an int key is `1`).
pub(crate) fn partition_text(table: &Table, key: usize, value: &Expr) -> Result<String> {
    let Some(column) = table.partition_keys.get(key) else {
        return Ok(String::new());
    };
    let Some(text) = constant_text(value) else {
        return Err(EngineError::query(format!(
            "the value of partition column `{}` must be a constant",
            column.name
        ))
        .at(value.span));
    };
    let Some(text) = text else {
        return Ok(DEFAULT_PARTITION.to_owned());
    };
    if text == DEFAULT_PARTITION || text.is_empty() {
        return Ok(DEFAULT_PARTITION.to_owned());
    }
    normal_form(&column.ty, &text).ok_or_else(|| {
        EngineError::query(format!(
            "partition column `{}` of type {} cannot be `{text}`",
            column.name, column.ty
        ))
        .at(value.span)
    })
}

/// The text of a constant; `None` for anything else, `Some(None)` for NULL.
fn constant_text(value: &Expr) -> Option<Option<String>> {
    Some(Some(match &value.kind {
        ExprKind::Literal(literal) => match literal {
            Literal::Null => return Some(None),
            Literal::Boolean(value) => value.to_string(),
            Literal::Integer { digits, .. } => digits.clone(),
            Literal::Decimal(text) | Literal::Double { text, .. } => text.clone(),
            Literal::String(text)
            | Literal::Date(text)
            | Literal::Timestamp(text)
            | Literal::TimestampLocalTz(text) => text.clone(),
        },
        ExprKind::Unary {
            op: UnaryOp::Minus,
            expr,
        } => format!("-{}", constant_text(expr)??),
        ExprKind::Unary {
            op: UnaryOp::Plus,
            expr,
        } => constant_text(expr)??,
        // An unquoted word, as in `PARTITION (ds=today)`.
        ExprKind::Column(ident) => ident.value.clone(),
        ExprKind::Cast { expr, .. } => constant_text(expr)??,
        _ => return None,
    }))
}

/// A partition value in the one form that its type writes; `None` if it is no value of the type.
fn normal_form(ty: &skep_hiveql::types::HiveType, text: &str) -> Option<String> {
    use skep_hiveql::types::HiveType as T;
    let trimmed = text.trim();
    let integer = |low: i64, high: i64| {
        let value: i64 = trimmed.parse().ok()?;
        (low..=high).contains(&value).then(|| value.to_string())
    };
    match ty {
        T::TinyInt => integer(i8::MIN.into(), i8::MAX.into()),
        T::SmallInt => integer(i16::MIN.into(), i16::MAX.into()),
        T::Int => integer(i32::MIN.into(), i32::MAX.into()),
        T::BigInt => integer(i64::MIN, i64::MAX),
        T::Boolean => match trimmed.to_lowercase().as_str() {
            word @ ("true" | "false") => Some(word.to_owned()),
            _ => None,
        },
        T::Date => {
            let day = trimmed.split([' ', 'T']).next().unwrap_or_default();
            chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
                .ok()
                .map(|day| day.format("%Y-%m-%d").to_string())
        }
        T::Float | T::Double => trimmed.parse::<f64>().ok().map(|_| trimmed.to_owned()),
        _ => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use skep_hiveql::types::HiveType;

    use super::normal_form;

    #[test]
    fn partition_values_have_one_form() {
        let check = |ty: HiveType, text: &str, expected: Option<&str>| {
            assert_eq!(normal_form(&ty, text).as_deref(), expected, "{ty} {text}");
        };
        check(HiveType::Int, "01", Some("1"));
        check(HiveType::Int, "x", None);
        check(HiveType::TinyInt, "300", None);
        check(HiveType::Date, "2008-4-8", Some("2008-04-08"));
        check(HiveType::Date, "2008-13-08", None);
        check(HiveType::String, "01", Some("01"));
        check(HiveType::Boolean, "TRUE", Some("true"));
    }
}
