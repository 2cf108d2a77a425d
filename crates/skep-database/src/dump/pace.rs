//! A limit on bytes in a second, over all connections of a run.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Spends bytes no faster than its rate.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Bytes in a second; `None` for no limit.
    rate: Option<u64>,
    /// Until when what was spent lasts.
    until: Mutex<Instant>,
}

impl Pace {
    pub(crate) fn new(rate: Option<u64>) -> Pace {
        Pace {
            rate: rate.filter(|rate| *rate > 0),
            until: Mutex::new(Instant::now()),
        }
    }

    /// Waits until so many bytes may have been read.
    pub(crate) async fn spend(&self, bytes: usize) {
        let Some(rate) = self.rate else {
            return;
        };
        let time = Duration::from_secs_f64(bytes as f64 / rate as f64);
        let until = {
            let mut until = self.until.lock().unwrap_or_else(PoisonError::into_inner);
            *until = (*until).max(Instant::now()) + time;
            *until
        };
        sleep_until(until).await;
    }
}
