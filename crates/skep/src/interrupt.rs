//! Ctrl-C: the first one stops the running statement, the second one the process.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use skep_engine::Progress;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// The exit code of an interrupted process (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// While this lives, Ctrl-C is caught for the statements of one script.
///
/// It waits on a task of its own, so that a statement is stopped even while this thread blocks on its output.
pub(crate) struct Guard {
    seen: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Guard {
    /// Catches Ctrl-C for the session that `progress` is of.
    pub(crate) fn new(progress: Progress) -> io::Result<Guard> {
        let mut signals = signal(SignalKind::interrupt())?;
        let seen = Arc::new(AtomicBool::new(false));
        let mark = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            if signals.recv().await.is_some() {
                mark.store(true, Ordering::Relaxed);
                progress.cancel();
            }
            if signals.recv().await.is_some() {
                #[expect(
                    clippy::disallowed_methods,
                    reason = "asked twice: at once, staging files or not"
                )]
                std::process::exit(INTERRUPTED);
            }
        });
        Ok(Guard { seen, task })
    }

    /// Whether Ctrl-C was pressed, perhaps between two statements.
    pub(crate) fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.task.abort();
    }
}
