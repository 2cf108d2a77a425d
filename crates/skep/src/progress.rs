//! How far a query is: one line on stderr, for queries over half a second, on a terminal only.

use std::io::{IsTerminal, stderr, stdout};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};
use skep_engine::{Progress, Snapshot};
use tokio::task::JoinHandle;

/// Shorter queries show nothing.
const QUIET: Duration = Duration::from_millis(500);
/// How often the line is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// While this lives, the line is drawn. It is wiped when this is dropped.
pub(crate) struct Line {
    bar: ProgressBar,
    task: JoinHandle<()>,
}

impl Line {
    /// Starts to watch a statement; `None` where nobody would see it.
    pub(crate) fn new(progress: Progress) -> Option<Line> {
        if !(stderr().is_terminal() && stdout().is_terminal()) {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let task = tokio::spawn(draw(bar.clone(), progress));
        Some(Line { bar, task })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
        self.bar.finish_and_clear();
    }
}

async fn draw(bar: ProgressBar, progress: Progress) {
    let start = Instant::now();
    tokio::time::sleep(QUIET).await;
    bar.set_draw_target(ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    loop {
        bar.set_message(message(&progress.snapshot(), start.elapsed()));
        bar.tick();
        tokio::time::sleep(EVERY).await;
    }
}

/// `running  42 % of 1.0 GB  39.7 M rows  3 seconds left`
fn message(now: &Snapshot, elapsed: Duration) -> String {
    let mut parts = vec![now.stage.to_owned()];
    let share = now.bytes_total.filter(|&total| total > 0).map(|total| {
        let share = (now.bytes_read as f64 / total as f64).min(1.0);
        parts.push(format!("{:.0} % of {}", share * 100.0, bytes(total)));
        share
    });
    if share.is_none() && now.bytes_read > 0 {
        parts.push(bytes(now.bytes_read));
    }
    let rows = now.rows_read.max(now.rows_out);
    if rows > 0 {
        parts.push(format!("{} rows", count(rows)));
    }
    parts.push(match share {
        Some(share) if share > 0.01 && share < 1.0 => {
            let left = elapsed.mul_f64((1.0 - share) / share);
            format!("{} left", HumanDuration(left))
        }
        _ => format!("{} s", elapsed.as_secs()),
    });
    parts.join("  ")
}

/// `343.4 KB`: decimal units, one digit.
pub(crate) fn bytes(n: u64) -> String {
    scaled(n, &["B", "KB", "MB", "GB", "TB", "PB"])
}

/// `39.7 M`
pub(crate) fn count(n: u64) -> String {
    scaled(n, &["", "K", "M", "G", "T"]).trim_end().to_owned()
}

fn scaled(n: u64, units: &[&str]) -> String {
    let mut value = n as f64;
    let mut units = units.iter();
    let mut unit = units.next().copied().unwrap_or_default();
    if n < 1000 {
        return format!("{n} {unit}");
    }
    // 999.95 would be printed as 1000.0
    while value >= 999.95 {
        match units.next() {
            Some(next) => unit = next,
            None => break,
        }
        value /= 1000.0;
    }
    format!("{value:.1} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_one_digit_and_a_unit() {
        for (n, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 KB"),
            (343_430, "343.4 KB"),
            (999_960, "1.0 MB"),
            (1_000_000_000, "1.0 GB"),
            (u64::MAX, "18446.7 PB"),
        ] {
            assert_eq!(bytes(n), expected);
        }
    }

    #[test]
    fn the_line_tells_stage_share_rows_and_time_left() {
        let now = Snapshot {
            stage: "running",
            bytes_read: 250_000_000,
            bytes_total: Some(1_000_000_000),
            rows_read: 23_600_000,
            rows_out: 0,
        };
        assert_eq!(
            message(&now, Duration::from_secs(2)),
            "running  25 % of 1.0 GB  23.6 M rows  6 seconds left"
        );
        let now = Snapshot {
            stage: "listing",
            ..Snapshot::default()
        };
        assert_eq!(message(&now, Duration::from_secs(2)), "listing  2 s");
    }
}
