//! The question to skep's own metastore: does the partition exist, and are there files with something in them?
//!
//! Rows aren't looked at: conditions are on partition keys only.

use std::cmp::Ordering;

use skep_hiveql::types::HiveType;
use skep_metastore::{Metastore, Partition, PartitionPredicate, Table};
use skep_storage::Stores;

use super::operand::{Bind, Kind, Operand, operand};
use super::{
    Answer, CheckError, Clock, Compare, Condition, Deadline, Question, Result, Test, Value,
};

/// Puts the question to a table of the metastore. [`Question::rows`] counts partitions (of a table without any: the table).
///
/// A partition counts when its directory has a visible file that isn't empty.
pub async fn ask_lake(
    metastore: &dyn Metastore,
    stores: &Stores,
    question: &Question,
    clock: &Clock,
    deadline: &Deadline,
) -> Result<Answer> {
    let place = question.table.join(".");
    let asking = async {
        let (database, name) = match question.table.as_slice() {
            [table] => ("default", table.as_str()),
            [database, table] => (database.as_str(), table.as_str()),
            _ => {
                return Err(CheckError::question(format!(
                    "`{place}` is no table of the metastore"
                )));
            }
        };
        let table = metastore
            .table(database, name)
            .await
            .map_err(|error| of_metastore(&error))?;
        let mut found = 0;
        for location in locations(metastore, &table, question, clock).await? {
            if has_data(stores, &location).await? {
                found += 1;
                if found >= question.rows {
                    break;
                }
            }
        }
        Ok(Answer::of(found, question))
    };
    deadline
        .soft(&format!("lake:{place}"), "looking", asking)
        .await
}

/// Where the partitions lie that satisfy the conditions, or the table.
async fn locations(
    metastore: &dyn Metastore,
    table: &Table,
    question: &Question,
    clock: &Clock,
) -> Result<Vec<String>> {
    if table.view.is_some() {
        return Err(CheckError::question(format!(
            "`{}` is a view: it has no files",
            table.name
        )));
    }
    let mut keys = Vec::new();
    let mut predicates = Vec::new();
    for condition in &question.conditions {
        let key = key(table, &condition.column)?;
        let test = Key::new(table, key, condition, clock)?;
        predicates.extend(
            test.equality()
                .map(|value| PartitionPredicate::equals(key, value)),
        );
        keys.push((key, test));
    }
    if table.partition_keys.is_empty() {
        return Ok(vec![table.location.clone()]);
    }
    let partitions = metastore
        .partitions_matching(&table.database, &table.name, &predicates)
        .await
        .map_err(|error| of_metastore(&error))?;
    let fits = |partition: &Partition| {
        keys.iter().all(|(key, test)| {
            let value = partition.values.get(*key).map_or("", String::as_str);
            test.holds(value)
        })
    };
    // The newest are likeliest to be asked for, and to be there.
    let fitting = partitions.into_iter().rev().filter(fits);
    Ok(fitting.map(|partition| partition.location).collect())
}

/// The place of a partition key.
fn key(table: &Table, column: &str) -> Result<usize> {
    let keys = &table.partition_keys;
    let found = keys
        .iter()
        .position(|key| key.name.eq_ignore_ascii_case(column));
    found.ok_or_else(|| {
        let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
        let hint = match names.is_empty() {
            true => "it has none".to_owned(),
            false => format!(
                "its keys are {}; for rows ask with skep sql",
                names.join(", ")
            ),
        };
        CheckError::question(format!(
            "`{column}` is no partition key of `{}`",
            table.name
        ))
        .with_hint(hint)
    })
}

/// A condition on a partition key.
struct Key {
    numeric: bool,
    compares: Vec<(Compare, Operand)>,
    /// Whether one of the comparisons is enough.
    any: bool,
    null: Option<bool>,
}

impl Key {
    fn new(table: &Table, key: usize, condition: &Condition, clock: &Clock) -> Result<Key> {
        let ty = table.partition_keys.get(key).map(|key| &key.ty);
        let kind = match ty {
            Some(HiveType::TinyInt | HiveType::SmallInt | HiveType::Int | HiveType::BigInt) => {
                Kind::Integer
            }
            Some(HiveType::Date) => Kind::Date,
            _ => Kind::Text,
        };
        let shown = ty.map(|ty| format!("{ty}")).unwrap_or_default();
        let read = |value: &Value| {
            let operand = operand(value, kind, (&condition.column, &shown), clock)?;
            // A text that is a day is that day, and nothing after it.
            Ok(match (kind, operand) {
                (Kind::Text, Operand::Span(from, _)) => Operand::Point(from),
                (_, operand) => operand,
            })
        };
        let list = |compare, values: &[Value]| {
            let operands = values.iter().map(read);
            operands
                .map(|operand| Ok((compare, operand?)))
                .collect::<Result<Vec<_>>>()
        };
        let (compares, any, null) = match &condition.test {
            Test::Null => (Vec::new(), false, Some(true)),
            Test::NotNull => (Vec::new(), false, Some(false)),
            Test::Compare(compare, value) => (vec![(*compare, read(value)?)], false, None),
            Test::In(values) => (list(Compare::Eq, values)?, true, None),
            Test::NotIn(values) => (list(Compare::NotEq, values)?, false, None),
        };
        Ok(Key {
            numeric: kind == Kind::Integer,
            compares,
            any,
            null,
        })
    }

    /// The value, where only one will do: the metastore finds it without reading the others.
    fn equality(&self) -> Option<String> {
        match self.compares.as_slice() {
            [(Compare::Eq, Operand::Point(bind))] => Some(text(bind)),
            _ => None,
        }
    }

    fn holds(&self, value: &str) -> bool {
        let is_null = value == skep_metastore::DEFAULT_PARTITION;
        if let Some(null) = self.null {
            return null == is_null;
        }
        let mut tests = self
            .compares
            .iter()
            .map(|(compare, operand)| self.one(value, *compare, operand));
        match self.any {
            _ if is_null => false,
            true => tests.any(|held| held),
            false => tests.all(|held| held),
        }
    }

    fn one(&self, value: &str, compare: Compare, operand: &Operand) -> bool {
        let order = |bind: &Bind| match (
            self.numeric,
            value.parse::<i128>(),
            text(bind).parse::<i128>(),
        ) {
            (true, Ok(a), Ok(b)) => a.cmp(&b),
            _ => value.cmp(text(bind).as_str()),
        };
        // Where the value lies: before, at or in, or behind.
        let place = match operand {
            Operand::Point(bind) => order(bind),
            Operand::Span(from, _) if order(from).is_lt() => Ordering::Less,
            Operand::Span(_, to) if order(to).is_lt() => Ordering::Equal,
            Operand::Span(..) => Ordering::Greater,
        };
        match compare {
            Compare::Eq => place.is_eq(),
            Compare::NotEq => place.is_ne(),
            Compare::Lt => place.is_lt(),
            Compare::LtEq => place.is_le(),
            Compare::Gt => place.is_gt(),
            Compare::GtEq => place.is_ge(),
        }
    }
}

fn text(bind: &Bind) -> String {
    match bind {
        Bind::Integer(number) => number.to_string(),
        Bind::Unsigned(number) => number.to_string(),
        Bind::Text(text) => text.clone(),
        Bind::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

async fn has_data(stores: &Stores, location: &str) -> Result<bool> {
    let fail = |error: skep_storage::StorageError| match error.kind().is_remote() {
        true => CheckError::remote(error.to_string()),
        false => CheckError::question(error.to_string()),
    };
    let location = stores.location(location).map_err(fail)?;
    let files = match stores.list_files(&location, false).await {
        Err(error) if error.is_not_found() => return Ok(false),
        files => files.map_err(fail)?,
    };
    Ok(files.iter().any(|file| file.size > 0))
}

fn of_metastore(error: &skep_metastore::MetastoreError) -> CheckError {
    use skep_metastore::MetastoreError;
    match error {
        MetastoreError::NotFound { .. } | MetastoreError::Invalid(_) => {
            CheckError::question(error.to_string())
        }
        _ => CheckError::remote(error.to_string()),
    }
}
