//! Ctrl-C: the first one stops what is being done, the second one the process.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

/// The exit code of an interrupted process (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// While this lives, Ctrl-C is caught.
///
/// It waits on a thread of its own: those of the runtime may all be busy with the statement that is to be stopped.
pub(crate) struct Guard {
    seen: Arc<AtomicBool>,
    /// Ends the thread when it is dropped.
    _alive: oneshot::Sender<()>,
}

impl Guard {
    /// Catches Ctrl-C; the first one calls `cancel`.
    pub(crate) fn new(cancel: impl Fn() + Send + 'static) -> io::Result<Guard> {
        let runtime = Builder::new_current_thread().enable_io().build()?;
        let signals = {
            let _inside = runtime.enter();
            signal(SignalKind::interrupt())?
        };
        let seen = Arc::new(AtomicBool::new(false));
        let mark = Arc::clone(&seen);
        let (alive, ended) = oneshot::channel();
        std::thread::Builder::new()
            .name("interrupt".to_owned())
            .spawn(move || runtime.block_on(watch(signals, ended, &mark, &cancel)))?;
        Ok(Guard {
            seen,
            _alive: alive,
        })
    }

    /// Whether Ctrl-C was pressed, perhaps between two statements.
    pub(crate) fn seen(&self) -> bool {
        self.seen.load(Ordering::Relaxed)
    }
}

async fn watch(
    mut signals: Signal,
    mut ended: oneshot::Receiver<()>,
    seen: &AtomicBool,
    cancel: &impl Fn(),
) {
    loop {
        tokio::select! {
            _ = &mut ended => return,
            caught = signals.recv() => if caught.is_none() {
                return;
            },
        }
        if seen.swap(true, Ordering::Relaxed) {
            #[expect(
                clippy::disallowed_methods,
                reason = "asked twice: at once, staging files or not"
            )]
            std::process::exit(INTERRUPTED);
        }
        cancel();
    }
}
