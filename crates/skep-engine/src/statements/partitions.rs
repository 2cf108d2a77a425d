//! ALTER TABLE ADD, DROP and RENAME PARTITION, and SHOW PARTITIONS.

use std::cmp::Ordering;

use skep_hiveql::ast::{
    BinaryOp, Expr, ExprKind, Limit, NewPartition, ObjectName, OrderItem, PartitionFilter,
    PartitionOp, PartitionValue,
};
use skep_hiveql::types::HiveType;
use skep_metastore::{LikePattern, Metastore, Partition, Table, TableKind};
use skep_storage::partition_path;

use crate::error::{EngineError, Result};
use crate::names::{partition_key, partition_text};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) async fn add_partitions(
        &mut self,
        table: &Table,
        partitions: &[NewPartition],
        if_not_exists: bool,
    ) -> Result<Outcome> {
        let mut new: Vec<Partition> = Vec::with_capacity(partitions.len());
        for partition in partitions {
            let values = self.full_partition(table, &partition.spec)?;
            let location = match &partition.location {
                Some(location) => self.partition_location(table, location)?,
                None => self.own_location(table, &values)?,
            };
            if new.iter().all(|known| known.values != values) {
                let mut made = Partition::new(values, location);
                made.created_at = self.now().timestamp();
                new.push(made);
            }
        }
        if table.kind != TableKind::View {
            for partition in &new {
                self.make_directory(&partition.location).await?;
            }
        }
        self.metastore()
            .add_partitions(&table.database, &table.name, &new, if_not_exists)
            .await?;
        Ok(Outcome::done())
    }

    /// A partition's LOCATION: a path of its own, or one below the table's directory.
    fn partition_location(&self, table: &Table, location: &str) -> Result<String> {
        let absolute = location.starts_with('/') || location.contains(":/");
        match absolute || table.kind == TableKind::View {
            true => Ok(self.location(location)?.to_string()),
            false => Ok(self
                .location(&format!(
                    "{}/{location}",
                    table.location.trim_end_matches('/')
                ))?
                .to_string()),
        }
    }

    /// Where a partition's directory is if nobody says: `k=v` directories below the table's.
    pub(super) fn own_location(&self, table: &Table, values: &[String]) -> Result<String> {
        if table.kind == TableKind::View {
            return Ok(String::new());
        }
        Ok(format!(
            "{}/{}",
            table.location.trim_end_matches('/'),
            partition_name(table, values)
        ))
    }

    pub(super) async fn drop_partitions(
        &mut self,
        table: &Table,
        filters: &[Vec<PartitionFilter>],
        if_exists: bool,
    ) -> Result<Outcome> {
        let all = self
            .metastore()
            .partitions(&table.database, &table.name)
            .await?;
        let mut doomed: Vec<Vec<String>> = Vec::new();
        for filter in filters {
            let tests = tests(table, filter)?;
            let found: Vec<_> = all
                .iter()
                .filter(|partition| tests.iter().all(|test| test.holds(partition)))
                .collect();
            if found.is_empty() && !self.drops_nothing(if_exists) {
                let span = filter
                    .first()
                    .map(|item| item.column.span)
                    .unwrap_or_default();
                return Err(EngineError::query(format!(
                    "table `{}` has no such partition",
                    table.name
                ))
                .at(span));
            }
            for partition in found {
                if !doomed.contains(&partition.values) {
                    doomed.push(partition.values.clone());
                }
            }
        }
        let dropped = self
            .metastore()
            .drop_partitions(&table.database, &table.name, &doomed)
            .await?;
        if table.kind == TableKind::Managed {
            for partition in dropped {
                self.delete_directory(&partition.location).await?;
            }
        }
        Ok(Outcome::done())
    }

    pub(super) async fn rename_partition(
        &mut self,
        table: &Table,
        old: &[PartitionValue],
        new: &[PartitionValue],
    ) -> Result<Outcome> {
        let mut partition = self.partition_named(table, old).await?;
        let before = partition.values.clone();
        partition.values = self.full_partition(table, new)?;
        if partition.values == before {
            return Ok(Outcome::done());
        }
        let taken = self
            .metastore()
            .partition(&table.database, &table.name, &partition.values)
            .await?;
        if taken.is_some() {
            return Err(EngineError::query(format!(
                "table `{}` already has the partition `{}`",
                table.name,
                partition_name(table, &partition.values)
            )));
        }
        if table.kind == TableKind::Managed
            && partition.location == self.own_location(table, &before)?
        {
            let target = self.own_location(table, &partition.values)?;
            self.move_directory(&partition.location, &target).await?;
            partition.location = target;
        }
        self.metastore()
            .alter_partition(&table.database, &table.name, &before, &partition)
            .await?;
        Ok(Outcome::done())
    }

    /// The partitions that meet filters of MSCK and the like.
    pub(super) fn meets(
        &self,
        table: &Table,
        filter: &[PartitionFilter],
        partition: &Partition,
    ) -> Result<bool> {
        Ok(tests(table, filter)?
            .iter()
            .all(|test| test.holds(partition)))
    }

    pub(super) async fn show_partitions(
        &self,
        name: &ObjectName,
        spec: &[PartitionValue],
        filter: Option<&Expr>,
        order_by: &[OrderItem],
        limit: Option<&Limit>,
    ) -> Result<Outcome> {
        let table = self.table_named(name).await?;
        if table.partition_keys.is_empty() {
            return Err(
                EngineError::query(format!("table `{}` is not partitioned", table.name))
                    .at(name.name.span),
            );
        }
        let predicates = self.partition_predicates(&table, spec)?;
        let mut found = self.matching_partitions(&table, &predicates).await?;
        if let Some(filter) = filter {
            let filter = Condition::read(&table, filter)?;
            found.retain(|partition| filter.holds(partition));
        }
        if order_by.is_empty() {
            found.sort_by_cached_key(|partition| partition_name(&table, &partition.values));
        } else {
            order(&table, &mut found, order_by)?;
        }
        let (offset, count) = limit.map_or((0, u64::MAX), |limit| (limit.offset, limit.count));
        let names = found
            .iter()
            .skip(usize::try_from(offset).unwrap_or(usize::MAX))
            .take(usize::try_from(count).unwrap_or(usize::MAX))
            .map(|partition| partition_name(&table, &partition.values));
        Ok(Rows::lines("partition", names)?.into())
    }
}

/// `ds=2008-04-08/hr=11`: the partition's name, and its directory below the table's.
pub(crate) fn partition_name(table: &Table, values: &[String]) -> String {
    let keys: Vec<_> = table
        .partition_keys
        .iter()
        .map(|key| key.name.as_str())
        .collect();
    let values: Vec<_> = values.iter().map(String::as_str).collect();
    partition_path(&keys, &values)
}

fn order(table: &Table, partitions: &mut [Partition], by: &[OrderItem]) -> Result<()> {
    let mut keys = Vec::with_capacity(by.len());
    for item in by {
        let ExprKind::Column(ident) = &item.expr.kind else {
            return Err(EngineError::query(
                "SHOW PARTITIONS can only be ordered by partition columns",
            )
            .at(item.expr.span));
        };
        let at = partition_key(table, ident)?;
        if let Some(column) = table.partition_keys.get(at) {
            keys.push((at, &column.ty, item.descending));
        }
    }
    partitions.sort_by(|a, b| {
        keys.iter()
            .fold(Ordering::Equal, |so_far, (at, ty, descending)| {
                so_far.then_with(|| {
                    let order = match (a.values.get(*at), b.values.get(*at)) {
                        (Some(a), Some(b)) => compare(ty, a, b),
                        _ => Ordering::Equal,
                    };
                    if *descending { order.reverse() } else { order }
                })
            })
    });
    Ok(())
}

/// A comparison of one partition column with a constant.
struct Test {
    key: usize,
    ty: HiveType,
    op: PartitionOp,
    value: String,
}

fn tests(table: &Table, filter: &[PartitionFilter]) -> Result<Vec<Test>> {
    filter
        .iter()
        .map(|item| {
            let key = partition_key(table, &item.column)?;
            Test::new(table, key, item.op, &item.value)
        })
        .collect()
}

impl Test {
    fn new(table: &Table, key: usize, op: PartitionOp, value: &Expr) -> Result<Test> {
        let ty = table
            .partition_keys
            .get(key)
            .map_or(HiveType::String, |column| column.ty.clone());
        Ok(Test {
            key,
            ty,
            op,
            value: partition_text(table, key, value)?,
        })
    }

    fn holds(&self, partition: &Partition) -> bool {
        let Some(value) = partition.values.get(self.key) else {
            return false;
        };
        let order = || compare(&self.ty, value, &self.value);
        match self.op {
            PartitionOp::Like => LikePattern::new(&self.value).matches(value),
            PartitionOp::Compare(op) => match op {
                BinaryOp::Eq | BinaryOp::NullSafeEq => value == &self.value,
                BinaryOp::NotEq => value != &self.value,
                BinaryOp::Lt => order().is_lt(),
                BinaryOp::LtEq => order().is_le(),
                BinaryOp::Gt => order().is_gt(),
                BinaryOp::GtEq => order().is_ge(),
                _ => false,
            },
        }
    }
}

/// Compares two partition values as their type does.
fn compare(ty: &HiveType, a: &str, b: &str) -> Ordering {
    match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(x), Ok(y)) if ty.is_numeric() => match (a.parse::<i128>(), b.parse::<i128>()) {
            (Ok(x), Ok(y)) => x.cmp(&y),
            _ => x.total_cmp(&y),
        },
        _ => a.cmp(b),
    }
}

/// The WHERE of SHOW PARTITIONS: comparisons with constants under AND, OR and NOT.
enum Condition {
    Test(Test),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Condition {
    fn read(table: &Table, expr: &Expr) -> Result<Condition> {
        let refuse = || {
            EngineError::query(
                "SHOW PARTITIONS … WHERE takes comparisons of partition columns with constants",
            )
            .at(expr.span)
        };
        let both = |left: &Expr, right: &Expr| -> Result<(Box<Condition>, Box<Condition>)> {
            Ok((
                Box::new(Condition::read(table, left)?),
                Box::new(Condition::read(table, right)?),
            ))
        };
        match &expr.kind {
            ExprKind::Binary {
                op: BinaryOp::And,
                left,
                right,
            } => {
                let (left, right) = both(left, right)?;
                Ok(Condition::And(left, right))
            }
            ExprKind::Binary {
                op: BinaryOp::Or,
                left,
                right,
            } => {
                let (left, right) = both(left, right)?;
                Ok(Condition::Or(left, right))
            }
            ExprKind::Unary {
                op: skep_hiveql::ast::UnaryOp::Not,
                expr,
            } => Ok(Condition::Not(Box::new(Condition::read(table, expr)?))),
            ExprKind::Binary { op, left, right } => {
                let ExprKind::Column(ident) = &left.kind else {
                    return Err(refuse());
                };
                let key = partition_key(table, ident)?;
                Ok(Condition::Test(Test::new(
                    table,
                    key,
                    PartitionOp::Compare(*op),
                    right,
                )?))
            }
            ExprKind::Between {
                expr: column,
                low,
                high,
                negated,
            } => {
                let ExprKind::Column(ident) = &column.kind else {
                    return Err(refuse());
                };
                let key = partition_key(table, ident)?;
                let low = Test::new(table, key, PartitionOp::Compare(BinaryOp::GtEq), low)?;
                let high = Test::new(table, key, PartitionOp::Compare(BinaryOp::LtEq), high)?;
                let between = Condition::And(
                    Box::new(Condition::Test(low)),
                    Box::new(Condition::Test(high)),
                );
                Ok(if *negated {
                    Condition::Not(Box::new(between))
                } else {
                    between
                })
            }
            _ => Err(refuse()),
        }
    }

    fn holds(&self, partition: &Partition) -> bool {
        match self {
            Condition::Test(test) => test.holds(partition),
            Condition::Not(inner) => !inner.holds(partition),
            Condition::And(left, right) => left.holds(partition) && right.holds(partition),
            Condition::Or(left, right) => left.holds(partition) || right.holds(partition),
        }
    }
}
