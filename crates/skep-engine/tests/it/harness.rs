//! A session over a temporary directory, and a script's output as Hive's CLI would print it.

use std::path::Path;

use skep_engine::{EngineError, Outcome, Session, SessionOptions};
use skep_serde::display::write_cell;

/// A session of its own, with its home and working directory in a temporary directory.
pub(crate) struct Sandbox {
    pub(crate) session: Session,
    pub(crate) dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Sandbox {
    pub(crate) fn new() -> Sandbox {
        Sandbox::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut SessionOptions)) -> Sandbox {
        let dir = tempfile::tempdir().unwrap();
        let mut options = SessionOptions::new(dir.path().join("home"));
        options.cwd = dir.path().to_owned();
        options.user = "ann".to_owned();
        options.target_partitions = Some(2);
        options.clock = chrono::DateTime::from_timestamp(1_260_687_909, 0);
        change(&mut options);
        Sandbox {
            session: Session::open(options).unwrap(),
            dir,
            runtime: tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file below the working directory.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// The names of the files below a directory, sorted, hidden ones left out.
    pub(crate) fn files(&self, name: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self.path().join(name)];
        while let Some(dir) = open.pop() {
            for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with(['.', '_']) {
                    continue;
                }
                match entry.path().is_dir() {
                    true => open.push(entry.path()),
                    false => found.push(
                        entry
                            .path()
                            .strip_prefix(self.path())
                            .unwrap()
                            .display()
                            .to_string(),
                    ),
                }
            }
        }
        found.sort();
        found
    }

    /// Runs a script; gives its rows, tab-separated, and its errors as lines `error: …`. The temporary directory is
    /// printed as `DIR`.
    pub(crate) fn run(&mut self, script: &str) -> String {
        let zone = self.session.timezone();
        let mut out = Vec::new();
        let runtime = &self.runtime;
        let session = &mut self.session;
        let ran = runtime.block_on(session.run_script(script, async |_, _, outcome| {
            let printed = match outcome {
                Ok(outcome) => print(outcome, zone, &mut out).await,
                Err(error) => Err(error),
            };
            if let Err(error) = printed {
                out.extend_from_slice(format!("error: {}\n", error.report()).as_bytes());
            }
            Ok(())
        }));
        ran.unwrap();
        let text = String::from_utf8(out).unwrap();
        text.replace(&self.path().display().to_string(), "DIR")
    }

    /// Runs a script and compares what it prints; blanks before the lines of `expected` don't count.
    #[track_caller]
    pub(crate) fn check(&mut self, script: &str, expected: &str) {
        let printed = self.run(script);
        let lines: Vec<&str> = expected.trim().lines().map(str::trim_start).collect();
        let expected = lines.join("\n");
        let shown: Vec<&str> = printed.trim().lines().map(str::trim_start).collect();
        assert_eq!(shown.join("\n"), expected, "\n--- printed:\n{printed}");
    }

    /// Runs a script whose rows may come in any order.
    #[track_caller]
    pub(crate) fn check_unordered(&mut self, script: &str, expected: &str) {
        let printed = self.run(script);
        let mut shown: Vec<&str> = printed.lines().collect();
        shown.sort_unstable();
        let mut expected: Vec<&str> = expected.trim().lines().map(str::trim_start).collect();
        expected.sort_unstable();
        assert_eq!(shown, expected);
    }

    /// Runs a script that must print nothing: every statement succeeds, and none gives rows.
    #[track_caller]
    pub(crate) fn ok(&mut self, script: &str) {
        assert_eq!(self.run(script), "", "in {script}");
    }

    /// The message of the one error that a script raises.
    #[track_caller]
    pub(crate) fn error(&mut self, script: &str) -> String {
        let printed = self.run(script);
        match printed.strip_prefix("error: ") {
            Some(error) => error.lines().next().unwrap_or_default().to_owned(),
            None => panic!("no error, but: {printed}"),
        }
    }
}

async fn print(
    outcome: Outcome,
    zone: chrono_tz::Tz,
    out: &mut Vec<u8>,
) -> Result<(), EngineError> {
    let Outcome::Rows(mut rows) = outcome else {
        return Ok(());
    };
    let columns = rows.columns.clone();
    while let Some(batch) = rows.next().await? {
        for row in 0..batch.num_rows() {
            for (at, column) in columns.iter().enumerate() {
                if at > 0 {
                    out.push(b'\t');
                }
                write_cell(out, batch.column(at), row, &column.ty, zone);
            }
            out.push(b'\n');
        }
    }
    Ok(())
}
