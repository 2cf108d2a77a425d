//! The files of a job, one after the other, as lines.

use std::io::stdin;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use skep_log::LogError;
use skep_log::input::{Bytes, Lines};

/// What standard input is called where a file's name is wanted.
pub(super) const STDIN: &str = "standard input";

/// How often the progress line is drawn.
const EVERY: Duration = Duration::from_millis(100);

/// What a file is called in messages.
pub(super) fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => STDIN.to_owned(),
        false => path.display().to_string(),
    }
}

/// Whether who writes to `path` writes over one of the files that are read (none: standard input), by whatever name.
pub(super) fn is_read(path: &Path, files: &[PathBuf]) -> bool {
    let place = |path: &Path| {
        let metadata = std::fs::metadata(path).ok().filter(|m| m.is_file())?;
        Some((metadata.dev(), metadata.ino()))
    };
    let written = place(path);
    let stdin = [PathBuf::from("-")];
    let files = if files.is_empty() { &stdin[..] } else { files };
    files.iter().any(|file| {
        let read = match file.as_os_str() == "-" {
            true => place(Path::new("/dev/stdin")),
            false => place(file),
        };
        file == path || (read.is_some() && read == written)
    })
}

/// Opens a file; `read` counts its bytes.
pub(super) fn open(
    path: &Path,
    max_line: usize,
    read: &Arc<AtomicU64>,
) -> Result<Lines<Bytes>, LogError> {
    let read = Arc::clone(read);
    let bytes = match path.as_os_str() == "-" {
        true => Bytes::of_stream(STDIN, stdin())?,
        false => Bytes::open(path, move |bytes| {
            read.fetch_add(bytes, Ordering::Relaxed);
        })?,
    };
    Ok(Lines::new(bytes, max_line))
}

/// A line on standard error that tells how far the reading is.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
}

impl Progress {
    /// Of files, whose sizes are known; None of them is drawn where `shown` is false.
    pub(super) fn new(files: &[impl AsRef<Path>], read: &Arc<AtomicU64>, shown: bool) -> Progress {
        let sizes = files.iter().map(|path| {
            std::fs::metadata(path)
                .ok()
                .filter(|m| m.is_file())
                .map(|m| m.len())
        });
        let total: Option<u64> = sizes.sum();
        let bar = total.filter(|_| shown).map(|total| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let template =
                "{percent} % of {decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left";
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar
        });
        Progress {
            bar,
            read: Arc::clone(read),
        }
    }

    /// Draws it, where it is time to.
    pub(super) fn tick(&self) {
        if let Some(bar) = &self.bar
            && bar.elapsed() > EVERY * 5
        {
            bar.set_position(self.read.load(Ordering::Relaxed));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
