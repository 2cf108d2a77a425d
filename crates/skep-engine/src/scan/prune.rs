//! Which partitions a query needs: first by an index look-up in the metastore, then by its filters, before any
//! directory is listed.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringViewArray};
use arrow::compute::prep_null_mask_filter;
use arrow::datatypes::Schema;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use chrono_tz::Tz;
use datafusion::catalog::Session;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::utils::{conjunction, split_conjunction};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use skep_hiveql::types::HiveType;
use skep_metastore::{Compare, DEFAULT_PARTITION, Partition, PartitionPredicate, Table};
use skep_serde::format::array_from_texts;
use skep_serde::types::arrow_field;

/// True of a filter that partition values alone decide.
pub(super) fn is_partition_filter(expr: &Expr, table: &Table) -> bool {
    let columns = expr.column_refs();
    let key = |column: &&Column| {
        table
            .partition_keys
            .iter()
            .any(|key| key.name == column.name)
    };
    !columns.is_empty() && columns.iter().all(key) && !expr.is_volatile() && !has_subquery(expr)
}

fn has_subquery(expr: &Expr) -> bool {
    let found = expr.exists(|e| {
        Ok(matches!(
            e,
            Expr::ScalarSubquery(_)
                | Expr::InSubquery(_)
                | Expr::Exists(_)
                | Expr::SetComparison(_)
                | Expr::OuterReferenceColumn(..)
        ))
    });
    found.unwrap_or(true)
}

/// The comparisons in the filters that the metastore can do.
pub(super) fn predicates(filters: &[Expr], table: &Table) -> Vec<PartitionPredicate> {
    filters
        .iter()
        .flat_map(split_conjunction)
        .filter_map(|e| predicate(e, table))
        .collect()
}

fn predicate(expr: &Expr, table: &Table) -> Option<PartitionPredicate> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            let (column, op, literal) = match (left.as_ref(), right.as_ref()) {
                (Expr::Column(column), Expr::Literal(value, _)) => (column, *op, value),
                (Expr::Literal(value, _), Expr::Column(column)) => (column, op.swap()?, value),
                _ => return None,
            };
            let key = key(column, table)?;
            let values = vec![value_text(literal, &table.partition_keys.get(key)?.ty)?];
            Some(PartitionPredicate {
                key,
                compare: compare(op)?,
                values,
            })
        }
        Expr::InList(list) if !list.negated => {
            let Expr::Column(column) = list.expr.as_ref() else {
                return None;
            };
            let key = key(column, table)?;
            let ty = &table.partition_keys.get(key)?.ty;
            let text = |e: &Expr| match e {
                Expr::Literal(value, _) => value_text(value, ty),
                _ => None,
            };
            let values = list.list.iter().map(text).collect::<Option<Vec<_>>>()?;
            Some(PartitionPredicate {
                key,
                compare: Compare::In,
                values,
            })
        }
        _ => None,
    }
}

fn key(column: &Column, table: &Table) -> Option<usize> {
    table
        .partition_keys
        .iter()
        .position(|key| key.name == column.name)
}

fn compare(op: Operator) -> Option<Compare> {
    Some(match op {
        Operator::Eq => Compare::Eq,
        Operator::NotEq => Compare::NotEq,
        Operator::Lt => Compare::Lt,
        Operator::LtEq => Compare::LtEq,
        Operator::Gt => Compare::Gt,
        Operator::GtEq => Compare::GtEq,
        _ => return None,
    })
}

/// A literal as the metastore keeps values of that type; None where texts don't compare as the values do.
fn value_text(value: &ScalarValue, ty: &HiveType) -> Option<String> {
    match (ty, value) {
        (
            HiveType::String | HiveType::Varchar(_),
            ScalarValue::Utf8View(Some(text))
            | ScalarValue::Utf8(Some(text))
            | ScalarValue::LargeUtf8(Some(text)),
        ) if text != DEFAULT_PARTITION => Some(text.clone()),
        (HiveType::TinyInt, ScalarValue::Int8(Some(n))) => Some(n.to_string()),
        (HiveType::SmallInt, ScalarValue::Int16(Some(n))) => Some(n.to_string()),
        (HiveType::Int, ScalarValue::Int32(Some(n))) => Some(n.to_string()),
        (HiveType::BigInt, ScalarValue::Int64(Some(n))) => Some(n.to_string()),
        (HiveType::Date, ScalarValue::Date32(Some(days))) => {
            let mut text = Vec::new();
            skep_serde::primitive::format_date(*days, &mut text);
            String::from_utf8(text).ok()
        }
        _ => None,
    }
}

/// A partition and its typed values, one a key.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    pub(super) partition: Partition,
    pub(super) values: Vec<ScalarValue>,
}

/// Types the partitions' values and leaves out the partitions that a filter isn't true of.
pub(super) fn prune(
    state: &dyn Session,
    table: &Table,
    partitions: Vec<Partition>,
    filters: &[Expr],
    zone: Tz,
) -> Result<Vec<Typed>> {
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (i, key) in table.partition_keys.iter().enumerate() {
        let text = |partition: &Partition| -> Option<String> {
            partition
                .values
                .get(i)
                .filter(|value| *value != DEFAULT_PARTITION)
                .cloned()
        };
        let texts: Vec<Option<String>> = partitions.iter().map(text).collect();
        columns.push(array_from_texts(
            &key.ty,
            texts.iter().map(Option::as_deref),
            zone,
        )?);
    }
    let keep = keep(state, table, &columns, partitions.len(), filters)?;
    // Filters take the default partition for NULL, but in rows a string key has its name.
    for (i, key) in table.partition_keys.iter().enumerate() {
        if let Some(column) = columns.get_mut(i)
            && key.ty.is_string()
            && column.null_count() > 0
        {
            let texts = partitions
                .iter()
                .map(|p| p.values.get(i).map(String::as_str));
            *column = Arc::new(texts.collect::<StringViewArray>());
        }
    }
    let mut kept = Vec::new();
    for (row, partition) in partitions.into_iter().enumerate() {
        if keep.get(row) == Some(&true) {
            let values = columns
                .iter()
                .map(|column| ScalarValue::try_from_array(column, row));
            kept.push(Typed {
                partition,
                values: values.collect::<Result<_>>()?,
            });
        }
    }
    Ok(kept)
}

fn keep(
    state: &dyn Session,
    table: &Table,
    columns: &[ArrayRef],
    rows: usize,
    filters: &[Expr],
) -> Result<Vec<bool>> {
    let Some(filter) = conjunction(filters.iter().cloned().map(unqualified)) else {
        return Ok(vec![true; rows]);
    };
    let fields: Vec<_> = table
        .partition_keys
        .iter()
        .map(|key| arrow_field(&key.name, &key.ty))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(Arc::clone(&schema), columns.to_vec(), &options)?;
    let filter = state.create_physical_expr(filter, &DFSchema::try_from(schema)?)?;
    let verdict = filter.evaluate(&batch)?.into_array(rows)?;
    let Some(verdict) = verdict.as_boolean_opt() else {
        return Ok(vec![true; rows]);
    };
    let verdict = if verdict.null_count() > 0 {
        prep_null_mask_filter(verdict)
    } else {
        verdict.clone()
    };
    Ok(verdict.values().iter().collect())
}

/// `key = '__HIVE_DEFAULT_PARTITION__'` as `key IS NULL`, and `<>` as `IS NOT NULL`.
fn default_is_null(expr: Expr) -> Expr {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = &expr else {
        return expr;
    };
    let key = match (left.as_ref(), right.as_ref()) {
        (key @ Expr::Column(_), Expr::Literal(value, _))
        | (Expr::Literal(value, _), key @ Expr::Column(_))
            if value.try_as_str() == Some(Some(DEFAULT_PARTITION)) =>
        {
            Box::new(key.clone())
        }
        _ => return expr,
    };
    match op {
        Operator::Eq => Expr::IsNull(key),
        Operator::NotEq => Expr::IsNotNull(key),
        _ => expr,
    }
}

/// Without the table's name before columns, and with the default partition's name as what it means
/// (`ExprNodeDescUtils.replaceEqualDefaultPartition`).
fn unqualified(expr: Expr) -> Expr {
    let plain = expr.clone().transform(|e| {
        let e = default_is_null(e);
        Ok(match e {
            Expr::Column(column) if column.relation.is_some() => {
                Transformed::yes(Expr::Column(Column::new_unqualified(column.name)))
            }
            e => Transformed::new(e, false, TreeNodeRecursion::Continue),
        })
    });
    plain.map_or(expr, |t| t.data)
}
