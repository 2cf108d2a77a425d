//! How many rows base tables have, found before a query is planned: what ANALYZE counted, else a guess from files' sizes.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source_as_provider;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{LogicalPlan, TableScan};

use crate::scan::HiveTable;

/// What is known of a table, or of the partitions that a query reads.
#[derive(Debug, Clone, Default)]
pub(crate) struct TableSize {
    pub(crate) rows: f64,
    /// By column, where ANALYZE looked.
    pub(crate) columns: HashMap<String, ColumnSize>,
}

/// What is known of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ColumnSize {
    /// How many different values there are.
    pub(crate) distinct: Option<f64>,
    /// The least and the greatest, for numbers and times, in the units that Arrow counts in.
    pub(crate) range: Option<(f64, f64)>,
}

/// The tables of a plan.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    tables: HashMap<Key, TableSize>,
}

/// A scan: its source, and the conditions that choose partitions.
type Key = (usize, String);

fn key(scan: &TableScan) -> Key {
    let filters: Vec<_> = scan.filters.iter().map(ToString::to_string).collect();
    (Arc::as_ptr(&scan.source).addr(), filters.join(" AND "))
}

/// Of tables that say nothing.
const UNKNOWN_ROWS: f64 = 1000.0;

impl Sizes {
    /// Measures the tables that a plan reads.
    pub(super) async fn measured(state: &SessionState, plan: &LogicalPlan) -> Result<Sizes> {
        let mut scans: Vec<TableScan> = Vec::new();
        plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                scans.push(scan.clone());
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        let mut sizes = Sizes::default();
        for scan in scans {
            if let std::collections::hash_map::Entry::Vacant(place) = sizes.tables.entry(key(&scan))
            {
                place.insert(size(state, &scan).await?);
            }
        }
        Ok(sizes)
    }

    /// The size of a scan's table, in whole.
    pub(super) fn table(&self, scan: &TableScan) -> TableSize {
        let unknown = || TableSize {
            rows: UNKNOWN_ROWS,
            ..TableSize::default()
        };
        self.tables.get(&key(scan)).cloned().unwrap_or_else(unknown)
    }

    #[cfg(test)]
    pub(super) fn insert(&mut self, scan: &TableScan, size: TableSize) {
        self.tables.insert(key(scan), size);
    }
}

async fn size(state: &SessionState, scan: &TableScan) -> Result<TableSize> {
    let provider = source_as_provider(&scan.source)?;
    if let Some(table) = provider.downcast_ref::<HiveTable>() {
        return table.size(state, &scan.filters).await;
    }
    let rows = provider.statistics().and_then(|statistics| {
        let rows = statistics.num_rows.get_value()?;
        u32::try_from(*rows).ok()
    });
    Ok(TableSize {
        rows: rows.map_or(UNKNOWN_ROWS, f64::from),
        ..TableSize::default()
    })
}
