//! DataFusion's side of a session: its configuration, memory and disk, made when the first query needs them.

use std::sync::Arc;

use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::{SessionState, SessionStateBuilder};

use super::Session;
use super::interruptible::Interruptible;
use crate::error::Result;
use crate::settings::{Settings, parse_bytes};

/// The share of the machine's memory that queries may hold before they spill to disk.
const MEMORY_SHARE: f64 = 0.7;

/// What is assumed where the machine doesn't say how much memory it has.
const ASSUMED_MEMORY: usize = 4 << 30;

/// A join's smaller side up to this is made into one hash table: cheaper than dealing out the rows of both sides.
const COLLECTED_BYTES: usize = 32 << 20;
const COLLECTED_ROWS: usize = 1_000_000;

/// Rows in a batch.
const BATCH_ROWS: usize = 8192;

/// The parts that all queries of a session share.
#[derive(Debug, Default)]
pub(super) struct Runtime {
    /// The memory limit that it was made for, and the environment.
    environment: Option<(usize, Arc<RuntimeEnv>)>,
}

impl Session {
    /// DataFusion's state for one statement: the session's settings as they are now, the shared memory pool.
    ///
    /// No functions are registered: the plans carry their own.
    pub(crate) fn state(&mut self) -> Result<SessionState> {
        let mut config = skep_planner::session_config()
            .with_target_partitions(target_partitions(&self.settings))
            .with_batch_size(BATCH_ROWS);
        // Functions that depend on the zone look here.
        let options = config.options_mut();
        // `joins` has chosen the sides.
        options.optimizer.join_reordering = false;
        options.optimizer.hash_join_single_partition_threshold = COLLECTED_BYTES;
        options.optimizer.hash_join_single_partition_threshold_rows = COLLECTED_ROWS;
        options.execution.time_zone = Some(self.timezone().name().to_owned());
        let mut state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(self.environment()?)
            .with_physical_optimizer_rule(Arc::new(Interruptible))
            .build();
        // Without it physical expressions are made with DataFusion's default options, not with these.
        state.mark_start_execution();
        Ok(state)
    }

    fn environment(&mut self) -> Result<Arc<RuntimeEnv>> {
        let limit = memory_limit(&self.settings);
        if let Some((made_for, environment)) = &self.runtime.environment
            && *made_for == limit
        {
            return Ok(Arc::clone(environment));
        }
        let environment = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limit)))
            .build_arc()?;
        self.runtime.environment = Some((limit, Arc::clone(&environment)));
        Ok(environment)
    }
}

/// Threads that a query runs on.
fn target_partitions(settings: &Settings) -> usize {
    settings
        .get("skep.target.partitions")
        .and_then(|text| text.trim().parse().ok())
        .filter(|n| *n > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from))
}

/// Bytes that queries may hold.
fn memory_limit(settings: &Settings) -> usize {
    match settings.get("skep.memory.limit").and_then(parse_bytes) {
        Some(bytes) if bytes > 0 => bytes,
        _ => share(machine_memory().unwrap_or(ASSUMED_MEMORY)),
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of memory need not be exact"
)]
fn share(bytes: usize) -> usize {
    (bytes as f64 * MEMORY_SHARE) as usize
}

/// The memory of the machine, or of the container if that is less.
fn machine_memory() -> Option<usize> {
    let total = std::fs::read_to_string("/proc/meminfo")
        .ok()
        .and_then(|text| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix("MemTotal:"))?;
            let kilobytes: usize = line.trim().trim_end_matches("kB").trim().parse().ok()?;
            kilobytes.checked_mul(1024)
        });
    let container: Option<usize> = std::fs::read_to_string("/sys/fs/cgroup/memory.max")
        .ok()
        .and_then(|text| text.trim().parse().ok());
    match (total, container) {
        (Some(total), Some(container)) => Some(total.min(container)),
        (total, container) => total.or(container),
    }
}
