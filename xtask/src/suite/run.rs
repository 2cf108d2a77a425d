//! Runs the suite: one process a script, several at a time, each statement with a limit.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::child::Event;
use super::expected;
use super::report::Report;
use super::script::Script;
use super::verdict::{Answer, Failure, Verdict, judge};

/// Hive's scripts may take this long a statement.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(60);

/// Which scripts, from where, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Suite {
    /// A checkout of Apache Hive
    #[arg(long, env = "HIVE_SRC")]
    pub(crate) src: PathBuf,
    /// Which half of the core scripts to run
    #[arg(long, default_value = "develop")]
    pub(crate) half: String,
    /// Only scripts whose name matches this glob
    #[arg(long)]
    pub(crate) only: Option<String>,
    /// Scripts at once
    #[arg(long, default_value_t = 2)]
    pub(crate) jobs: usize,
    /// Write the figures and every failure here
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Leave out the negative scripts
    #[arg(long)]
    pub(crate) no_negatives: bool,
    /// Leave out the positive scripts
    #[arg(long)]
    pub(crate) no_positives: bool,
}

/// The two kinds of script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Positive,
    Negative,
}

/// Runs and reports.
pub(crate) fn run(suite: &Suite) -> Result<()> {
    let work = tempfile::tempdir()?;
    let tree = work.path().join("tree");
    copy_tree(&suite.src.join("data"), &tree.join("data"))?;
    std::fs::create_dir_all(tree.join("itests/qtest"))?;
    let queue = scripts(suite)?;
    let total = queue.len();
    let queue = Arc::new(Mutex::new(queue));
    let report = Arc::new(Mutex::new(Report::default()));
    std::thread::scope(|scope| {
        for job in 0..suite.jobs.max(1) {
            let (queue, report, tree) = (queue.clone(), report.clone(), tree.clone());
            let place = work.path().join(format!("job{job}"));
            scope.spawn(move || {
                loop {
                    let next = lock(&queue).pop_front();
                    let Some((side, name)) = next else { break };
                    let outcome = one(suite, side, &name, &tree, &place);
                    let mut report = lock(&report);
                    match outcome {
                        Ok(Outcome::Positive(verdict)) => report.add(verdict),
                        Ok(Outcome::Negative(raised)) => report.add_negative(&name, raised),
                        Err(error) => report.broken(&name, &format!("{error:#}")),
                    }
                    report.progress(total);
                }
            });
        }
    });
    let report = lock(&report);
    report.print();
    if let Some(path) = &suite.json {
        std::fs::write(
            path,
            serde_json::to_string_pretty(&report.json(&suite.half))?,
        )?;
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

enum Outcome {
    Positive(Verdict),
    /// The first statement that raised an error was the last one of the script.
    Negative(bool),
}

fn one(suite: &Suite, side: Side, name: &str, tree: &Path, place: &Path) -> Result<Outcome> {
    let tests = suite.src.join("ql/src/test");
    let folder = match side {
        Side::Positive => "clientpositive",
        Side::Negative => "clientnegative",
    };
    let file = tests.join("queries").join(folder).join(name);
    let text = std::fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let script = Script::parse(&text);
    let _ = std::fs::remove_dir_all(place);
    std::fs::create_dir_all(place)?;
    let run = Run::of(&file, tree, place, &script)?;
    if side == Side::Negative {
        let first = run
            .answers
            .iter()
            .position(|a| matches!(a, Answer::Error(_)));
        let last = script.statements.len().checked_sub(1);
        return Ok(Outcome::Negative(first.is_some() && first == last));
    }
    let golden = golden(&tests, name)?;
    let golden = expected::parse(&golden);
    let mut verdict = judge(name, &script, &golden, &run.answers, run.death.as_deref());
    for (set, error) in &run.datasets {
        verdict.failures.insert(
            0,
            Failure {
                script: name.to_string(),
                statement: format!("dataset {set}"),
                cause: format!("data set `{set}` did not load"),
                difference: error.clone(),
            },
        );
    }
    Ok(Outcome::Positive(verdict))
}

/// A script's golden: the one of the driver that Hive runs by default, else any.
fn golden(tests: &Path, name: &str) -> Result<String> {
    let results = tests.join("results/clientpositive");
    for folder in [
        "llap",
        ".",
        "tez",
        "beeline",
        "perf",
        "encrypted",
        "erasurecoding",
        "kafka",
        "druid",
    ] {
        let file = results.join(folder).join(format!("{name}.out"));
        if file.exists() {
            return Ok(String::from_utf8_lossy(&std::fs::read(file)?).into_owned());
        }
    }
    bail!("no golden for `{name}`")
}

/// What a child process told.
#[derive(Default)]
struct Run {
    answers: Vec<Answer>,
    datasets: Vec<(String, String)>,
    death: Option<String>,
}

impl Run {
    /// Runs a script in a child process and listens, with a limit for each statement.
    fn of(file: &Path, tree: &Path, place: &Path, script: &Script) -> Result<Run> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("hive-script").arg(file).arg(tree).arg(place);
        command.current_dir(tree.join("itests/qtest"));
        command.env("TZ", script.timezone.as_deref().unwrap_or("US/Pacific"));
        command.env("LANG", "en_US.UTF-8").env_remove("SKEP_HOME");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (sender, events) = mpsc::channel();
        let stdout = child.stdout.take().context("the child has no stdout")?;
        let mut stderr = child.stderr.take().context("the child has no stderr")?;
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Ok(event) = serde_json::from_str::<Event>(&line) {
                    let _ = sender.send(event);
                }
            }
        });
        let noise = std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let mut run = Run::default();
        let mut finished = false;
        loop {
            match events.recv_timeout(STATEMENT_TIMEOUT) {
                Ok(Event::Dataset { name, error }) => run.datasets.push((name, error)),
                Ok(Event::Started) => {}
                Ok(Event::Answer(answer)) => run.answers.push(answer),
                Ok(Event::Finished) => finished = true,
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    run.death = Some("a statement took over 60 s".to_string());
                    let _ = child.kill();
                    break;
                }
            }
        }
        if finished {
            // The statements are done; a background process of theirs must not hold us.
            let _ = child.kill();
        }
        let status = child.wait()?;
        let _ = reader.join();
        let noise = noise.join().unwrap_or_default();
        if !finished && run.death.is_none() {
            let last = noise.lines().filter(|l| !l.trim().is_empty());
            let last: Vec<&str> = last.take(4).collect();
            run.death = Some(format!("{status}: {}", last.join(" / ")));
        }
        Ok(run)
    }
}

/// The scripts to run, in order of name.
fn scripts(suite: &Suite) -> Result<VecDeque<(Side, String)>> {
    let halves: HashMap<&str, &str> = include_str!("../../data/hive-core.txt")
        .lines()
        .filter_map(|l| l.split_once('\t').map(|(half, name)| (name.trim(), half)))
        .collect();
    let only = suite.only.as_deref().map(glob).transpose()?;
    let wanted = |name: &str| only.as_ref().is_none_or(|g| g.is_match(name));
    let mut names: Vec<&str> = halves
        .iter()
        .filter(|(name, half)| **half == suite.half && wanted(name))
        .map(|(name, _)| *name)
        .collect();
    names.sort_unstable();
    let mut queue = VecDeque::new();
    if !suite.no_positives {
        queue.extend(names.iter().map(|n| (Side::Positive, (*n).to_string())));
    }
    if !suite.no_negatives {
        let folder = suite.src.join("ql/src/test/queries/clientnegative");
        let files = std::fs::read_dir(&folder).with_context(|| {
            format!(
                "cannot list `{}`: is `--src` a checkout of Hive?",
                folder.display()
            )
        })?;
        let mut negatives: Vec<String> = files
            .filter_map(|f| f.ok()?.file_name().into_string().ok())
            .filter(|n| n.ends_with(".q") && wanted(n))
            .collect();
        negatives.sort();
        queue.extend(negatives.into_iter().map(|n| (Side::Negative, n)));
    }
    Ok(queue)
}

/// A shell glob as a regular expression; commas separate several.
fn glob(pattern: &str) -> Result<regex::Regex> {
    let parts = pattern.split(',').map(|p| {
        let escaped = regex::escape(p.trim());
        escaped.replace("\\*", ".*").replace("\\?", ".")
    });
    let parts: Vec<String> = parts.collect();
    Ok(regex::Regex::new(&format!(
        "^(?:{})(?:\\.q)?$",
        parts.join("|")
    ))?)
}

fn copy_tree(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    let entries =
        std::fs::read_dir(from).with_context(|| format!("cannot list `{}`", from.display()))?;
    for entry in entries {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn globs_match_whole_names() {
        let matches = |g: &str, name: &str| super::glob(g).is_ok_and(|g| g.is_match(name));
        assert!(matches("join*", "join1.q"));
        assert!(matches("a,join1", "join1.q"));
        assert!(!matches("join1", "join11.q"));
    }
}
