//! Runs golden files over every storage and number of partitions, and compares.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use skep_engine::{Session, SessionOptions};

use skep_testkit::servers::S3Server;

use super::file::{Case, Expected, File};
use crate::lines;
use crate::suite::compare::{Comparison, compare, promise};

/// Which files, and what to do with them.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Golden {
    /// Write the answers given into the files, for review
    #[arg(long)]
    update: bool,
    /// Leave out the runs on S3
    #[arg(long)]
    disk_only: bool,
    /// Files at once
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// Only files whose name holds one of these
    names: Vec<String>,
}

/// Where and how one pass runs.
#[derive(Debug, Clone)]
struct Pass {
    name: String,
    /// An empty place on the pass's storage; each file gets a directory in it.
    root: String,
    partitions: usize,
    env: Vec<(String, String)>,
}

/// Runs every file in every pass.
pub(crate) fn run(golden: &Golden) -> Result<()> {
    let folder = Path::new("tests/golden");
    let mut files = Vec::new();
    find(folder, &mut files)?;
    files.retain(|f| {
        let name = f.to_string_lossy();
        golden.names.is_empty() || golden.names.iter().any(|n| name.contains(n.as_str()))
    });
    files.sort();
    if files.is_empty() {
        bail!("no golden files in `{}`", folder.display());
    }
    let work = tempfile::tempdir()?;
    let server = if golden.disk_only || golden.update {
        None
    } else {
        // Absent on a laptop, it is skipped by name; in CI that is an error.
        S3Server::seaweedfs().context("the golden files also run on S3")?
    };
    let disk = work.path().join("disk").to_string_lossy().into_owned();
    let mut passes = vec![pass("disk", &disk, 1, &[])];
    if !golden.update {
        passes.push(pass("disk", &disk, 4, &[]));
    }
    if let Some(server) = &server {
        server.create_bucket("skep-golden")?;
        let env: Vec<_> = server
            .env()
            .into_iter()
            .map(|(k, v)| (k.to_string(), v))
            .collect();
        for partitions in [1, 4] {
            passes.push(pass("s3", "s3://skep-golden", partitions, &env));
        }
    }
    let mut failed = 0;
    for pass in &passes {
        failed += run_pass(golden, pass, &files, work.path())?;
    }
    let total = files.len() * passes.len();
    println!("{} passed, {failed} failed", total - failed);
    if failed > 0 {
        bail!(
            "{failed} golden runs failed; `cargo xtask golden --update` writes the answers given, for review"
        );
    }
    Ok(())
}

fn pass(storage: &str, root: &str, partitions: usize, env: &[(String, String)]) -> Pass {
    Pass {
        name: format!("{storage}, {partitions} partitions"),
        root: format!("{root}/{partitions}"),
        partitions,
        env: env.to_vec(),
    }
}

fn run_pass(golden: &Golden, pass: &Pass, files: &[PathBuf], work: &Path) -> Result<usize> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..golden.jobs.max(1) {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = run_file(golden, pass, path, work) {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(format!("{} ({}):\n{error:#}", path.display(), pass.name));
                    }
                }
            });
        }
    });
    let failures = failures
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    for failure in &failures {
        println!("{failure}\n");
    }
    Ok(failures.len())
}

fn run_file(golden: &Golden, pass: &Pass, path: &Path, work: &Path) -> Result<()> {
    let text = std::fs::read_to_string(path)?;
    let mut file = File::parse(&text);
    let place = uuid::Uuid::new_v4().simple().to_string();
    let home = work.join("homes").join(&place);
    let mut session = session(pass, &home, &place)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()?;
    let mut wrong = Vec::new();
    for case in &mut file.cases {
        let answer = runtime.block_on(lines::execute(&mut session, &case.statement));
        let answer = answer.map(|rows| {
            rows.iter()
                .map(|r| r.replace(&place, "…"))
                .collect::<Vec<_>>()
        });
        if golden.update {
            case.expected = match answer {
                Ok(rows) => Expected::Rows(rows),
                Err(message) if !fails_as_wanted(case, &message) => {
                    let first = message.lines().next().unwrap_or_default();
                    Expected::Error(first.to_string())
                }
                Err(_) => continue,
            };
        } else if let Some(how) = difference(case, &answer) {
            wrong.push(format!(
                "  line {}: {}\n    {how}",
                case.line, case.statement
            ));
        }
    }
    let _ = std::fs::remove_dir_all(&home);
    if golden.update && file.print() != text {
        std::fs::write(path, file.print())?;
        println!("updated {}", path.display());
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        bail!(wrong.join("\n"))
    }
}

fn fails_as_wanted(case: &Case, message: &str) -> bool {
    matches!(&case.expected, Expected::Error(words) if message.contains(words.as_str()))
}

/// How an answer isn't the one wanted.
fn difference(case: &Case, answer: &Result<Vec<String>, String>) -> Option<String> {
    match (&case.expected, answer) {
        (Expected::Error(_), Err(message)) if fails_as_wanted(case, message) => None,
        (Expected::Error(words), Err(message)) => {
            Some(format!("wanted the error `{words}`, got `{message}`"))
        }
        (Expected::Error(words), Ok(rows)) => Some(format!(
            "wanted the error `{words}`, got {} rows",
            rows.len()
        )),
        (Expected::Rows(_), Err(message)) => Some(format!("error: {message}")),
        (Expected::Rows(wanted), Ok(rows)) => {
            match compare(wanted, rows, &promise(&case.statement), false) {
                Comparison::Match => None,
                Comparison::Undecidable(why) => {
                    Some(format!("the statement's answer is not settled: {why}"))
                }
                Comparison::Differs(how) => Some(how),
            }
        }
    }
}

fn session(pass: &Pass, home: &Path, place: &str) -> Result<Session> {
    std::fs::create_dir_all(home)?;
    let root = format!("{}/{place}", pass.root);
    if !root.starts_with("s3:") {
        std::fs::create_dir_all(&root)?;
    }
    let mut options = SessionOptions::new(home);
    options.cwd = std::env::current_dir()?;
    options.env = pass.env.iter().cloned().collect();
    options.target_partitions = Some(pass.partitions);
    options.clock = chrono::DateTime::from_timestamp(1_260_662_400, 0); // 2009-12-13 00:00:00 UTC
    let data = options
        .cwd
        .join("tests/golden/data")
        .to_string_lossy()
        .into_owned();
    options.hivevars = [
        ("root".to_string(), format!("{root}/data")),
        ("data".to_string(), data),
    ]
    .into();
    if !root.starts_with("s3:") {
        std::fs::create_dir_all(format!("{root}/data"))?;
    }
    options.hiveconf = [(
        "hive.metastore.warehouse.dir".to_string(),
        format!("{root}/warehouse"),
    )]
    .into();
    Ok(Session::open(options)?)
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot list `{}`", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "sql") {
            files.push(path);
        }
    }
    Ok(())
}
