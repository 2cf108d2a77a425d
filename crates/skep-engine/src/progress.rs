//! How far the running statement is, and how to stop it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_plan::ExecutionPlan;
use tokio_util::sync::CancellationToken;

use crate::scan::ROWS_FILTERED;

/// How far a statement is, at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// What is being done: `planning`, `running`, `writing`, `listing`.
    pub stage: &'static str,
    /// Bytes of input read so far.
    pub bytes_read: u64,
    /// Bytes of input that the plan's files hold, if it reads files.
    pub bytes_total: Option<u64>,
    /// Rows that the inputs have given so far.
    pub rows_read: u64,
    /// Rows written or given back so far.
    pub rows_out: u64,
}

/// A view of the session's current statement that other threads may hold.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    current: Mutex<Current>,
    rows_out: AtomicU64,
}

#[derive(Debug, Default)]
struct Current {
    stage: &'static str,
    plans: Vec<Arc<dyn ExecutionPlan>>,
    bytes_total: Option<u64>,
    token: CancellationToken,
}

impl Progress {
    /// How far the current statement is.
    pub fn snapshot(&self) -> Snapshot {
        let current = self.current();
        let mut totals = Totals::default();
        for plan in &current.plans {
            totals.add(plan.as_ref());
        }
        Snapshot {
            stage: current.stage,
            bytes_read: totals.bytes,
            bytes_total: current.bytes_total,
            rows_read: totals.rows,
            rows_out: self.0.rows_out.load(Ordering::Relaxed),
        }
    }

    /// Stops the current statement: it ends with [`crate::ErrorKind::Interrupted`].
    pub fn cancel(&self) {
        self.current().token.cancel();
    }

    /// Begins a statement: forgets the last one. The token is the new statement's.
    pub(crate) fn begin(&self) -> CancellationToken {
        self.0.rows_out.store(0, Ordering::Relaxed);
        let mut current = self.current();
        *current = Current {
            stage: "planning",
            ..Current::default()
        };
        current.token.clone()
    }

    /// What is cancelled when the current statement is.
    pub(crate) fn token(&self) -> CancellationToken {
        self.current().token.clone()
    }

    /// Names what is being done.
    pub(crate) fn stage(&self, stage: &'static str) {
        self.current().stage = stage;
    }

    /// A plan that now runs for the statement.
    pub(crate) fn watch(&self, plan: &Arc<dyn ExecutionPlan>) {
        let bytes = input_bytes(plan.as_ref());
        let mut current = self.current();
        current.stage = "running";
        current.plans.push(Arc::clone(plan));
        if let Some(bytes) = bytes {
            *current.bytes_total.get_or_insert(0) += bytes;
        }
    }

    /// Rows that were given back or written.
    pub(crate) fn count(&self, rows: usize) {
        self.0.rows_out.fetch_add(rows as u64, Ordering::Relaxed);
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Current> {
        self.0
            .current
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a plan's leaves have read.
#[derive(Default)]
struct Totals {
    bytes: u64,
    rows: u64,
}

impl Totals {
    fn add(&mut self, plan: &dyn ExecutionPlan) {
        let children = plan.children();
        if children.is_empty()
            && let Some(metrics) = plan.metrics()
        {
            let of = |name: &str| {
                metrics
                    .sum_by_name(name)
                    .map_or(0, |value| value.as_usize())
            };
            self.bytes += of("bytes_scanned") as u64;
            self.rows += (of("output_rows") + of(ROWS_FILTERED)) as u64;
        }
        for child in children {
            self.add(child.as_ref());
        }
    }
}

/// The bytes of the files (or of the ranges of files) that a plan will read.
fn input_bytes(plan: &dyn ExecutionPlan) -> Option<u64> {
    let own = plan
        .downcast_ref::<DataSourceExec>()
        .and_then(|exec| exec.data_source().downcast_ref::<FileScanConfig>())
        .map(|scan| {
            scan.file_groups
                .iter()
                .flat_map(|group| group.files())
                .map(|file| match &file.range {
                    Some(range) => u64::try_from(range.end - range.start).unwrap_or(0),
                    None => file.object_meta.size,
                })
                .sum()
        });
    plan.children()
        .into_iter()
        .filter_map(|child| input_bytes(child.as_ref()))
        .chain(own)
        .reduce(|a, b| a + b)
}
