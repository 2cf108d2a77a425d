//! Runs of the built `skep` in a directory of their own: nothing of the developer's environment gets in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

/// A run that takes longer is killed, and is an error.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How often a running process is looked at.
const POLL: Duration = Duration::from_millis(2);

/// A temporary directory to run the binary in: its current directory, its `HOME`, its skep home.
#[derive(Debug)]
pub struct Sandbox {
    dir: TempDir,
    binary: PathBuf,
    env: BTreeMap<String, String>,
    under: Vec<String>,
    /// How long a run may take.
    pub timeout: Duration,
}

/// What a finished run left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Sandbox {
    /// A sandbox for the binary at this path: `Sandbox::new(env!("CARGO_BIN_EXE_skep"))`.
    pub fn new(binary: impl Into<PathBuf>) -> Result<Sandbox> {
        let dir = tempfile::Builder::new().prefix("skep-test-").tempdir()?;
        let home = dir.path().display().to_string();
        let env = [
            ("HOME", home.clone()),
            ("SKEP_HOME", format!("{home}/.skep")),
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            // No instance role, no server outside: tests that want S3 say where it is.
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ];
        let env = env.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        Ok(Sandbox {
            dir,
            binary: binary.into(),
            env,
            under: Vec::new(),
            timeout: TIMEOUT,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Sets a variable for later runs.
    pub fn env(&mut self, key: &str, value: impl Into<String>) -> &mut Sandbox {
        self.env.insert(key.to_owned(), value.into());
        self
    }

    /// Later runs are started by this program, which gets the binary and its arguments after these arguments; by none
    /// where there are none. For `setpriv`, `unshare` and the like.
    pub fn under(&mut self, program: &[&str]) -> &mut Sandbox {
        self.under = program.iter().map(|part| (*part).to_owned()).collect();
        self
    }

    /// Writes a file, with its directories; the name is relative to the sandbox.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.path().join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&path, content)
            .with_context(|| format!("cannot write {}", path.display()))?;
        Ok(path)
    }

    /// Runs the binary with nothing on standard input.
    pub fn run(&self, arguments: &[&str]) -> Result<Run> {
        self.run_with_input(arguments, b"")
    }

    /// Runs the binary with these bytes on standard input, a pipe.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Result<Run> {
        let mut running = self.spawn(arguments)?;
        if let Some(mut stdin) = running.child.stdin.take() {
            // A program that doesn't read its input closes the pipe: that is its right.
            let _ = stdin.write_all(input);
        }
        running.wait()
    }

    /// Starts the binary; its standard input is a pipe that stays open until it is waited for.
    pub fn spawn(&self, arguments: &[&str]) -> Result<Running> {
        let mut child = self
            .command()
            .args(arguments)
            .current_dir(self.path())
            .env_clear()
            .envs(&self.env)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot start {}", self.binary.display()))?;
        let stdout = child.stdout.take().context("no stdout")?;
        let stderr = child.stderr.take().context("no stderr")?;
        Ok(Running {
            child,
            stdout: Some(collect(stdout)),
            stderr: Some(collect(stderr)),
            timeout: self.timeout,
        })
    }

    fn command(&self) -> Command {
        let Some((program, before)) = self.under.split_first() else {
            return Command::new(&self.binary);
        };
        let mut command = Command::new(program);
        command.args(before).arg(&self.binary);
        command
    }

    /// A run as one text for an inline snapshot: exit code, stdout, stderr, with this sandbox's path, the IDs of
    /// writes and times masked.
    pub fn show(&self, run: &Run) -> String {
        let mut text = String::new();
        let code = run
            .code
            .map_or_else(|| "signal".to_owned(), |code| code.to_string());
        let _ = writeln!(text, "exit {code}");
        for (name, stream) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
            if !stream.is_empty() {
                let _ = writeln!(text, "-- {name}");
                text.push_str(&self.mask(stream));
                if !text.ends_with('\n') {
                    text.push_str("\\ no newline\n");
                }
            }
        }
        text
    }

    /// `text` without what differs from run to run.
    fn mask(&self, text: &str) -> String {
        let text = text.replace(&self.path().display().to_string(), "[dir]");
        let lines = text
            .split_inclusive('\n')
            .map(|line| match line.split_once("Time taken: ") {
                Some((before, after)) => {
                    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
                    format!("{before}Time taken: [t]{rest}")
                }
                None => line.to_owned(),
            });
        without_ids(&lines.collect::<String>())
    }
}

/// The IDs of writes, 32 hexadecimal digits, as `[id]`.
fn without_ids(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        let length = if end == 0 { first.len_utf8() } else { end };
        let (word, after) = rest.split_at(length);
        out.push_str(if word.len() == 32 { "[id]" } else { word });
        rest = after;
    }
    out
}

/// A run that is under way. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// The process.
    pub child: Child,
    stdout: Option<JoinHandle<Vec<u8>>>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    timeout: Duration,
}

impl Running {
    /// Sends a signal by its name (`INT`, `TERM`, `KILL`).
    pub fn signal(&self, name: &str) -> Result<()> {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .context("cannot run kill")?;
        if !status.success() {
            bail!("kill -{name} failed");
        }
        Ok(())
    }

    /// Closes its standard input and waits for the end.
    pub fn wait(mut self) -> Result<Run> {
        drop(self.child.stdin.take());
        let status = self.wait_status()?;
        let text = |reader: Option<JoinHandle<Vec<u8>>>| {
            let bytes = reader.and_then(|r| r.join().ok()).unwrap_or_default();
            String::from_utf8_lossy(&bytes).into_owned()
        };
        Ok(Run {
            code: status.code(),
            stdout: text(self.stdout.take()),
            stderr: text(self.stderr.take()),
        })
    }

    fn wait_status(&mut self) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > self.timeout {
                bail!("still running after {:?}", self.timeout);
            }
            std::thread::sleep(POLL);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a pipe to its end on a thread of its own, so that the process never waits for us.
fn collect(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.read_to_end(&mut bytes);
        bytes
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_run_sees_only_the_sandbox() {
        let mut sandbox = Sandbox::new("/bin/sh").unwrap();
        sandbox.env("AWS_REGION", "eu-west-1");
        let run = sandbox
            .run(&["-c", "env | cut -d= -f1 | sort; pwd; exit 3"])
            .unwrap();
        assert_eq!(run.code, Some(3));
        let names: Vec<&str> = run
            .stdout
            .lines()
            .filter(|n| !["PWD", "SHLVL", "_", "OLDPWD"].contains(n))
            .collect();
        let here = sandbox.path().display().to_string();
        assert_eq!(
            names,
            [
                "AWS_EC2_METADATA_DISABLED",
                "AWS_REGION",
                "HOME",
                "LANG",
                "PATH",
                "SKEP_HOME",
                "TZ",
                &here
            ]
        );
        let shown = sandbox.show(
            &sandbox
                .run(&["-c", "pwd; echo 'Time taken: 1.234 seconds, x' >&2"])
                .unwrap(),
        );
        assert_eq!(
            shown,
            "exit 0\n-- stdout\n[dir]\n-- stderr\nTime taken: [t] seconds, x\n"
        );
    }

    #[test]
    fn input_arrives_and_a_hang_is_an_error() {
        let mut sandbox = Sandbox::new("/bin/sh").unwrap();
        let run = sandbox
            .run_with_input(&["-c", "cat; cat no-such-file"], b"abc")
            .unwrap();
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), "abc"));
        sandbox.timeout = Duration::from_millis(50);
        assert!(sandbox.run(&["-c", "exec sleep 30"]).is_err());
        sandbox.timeout = TIMEOUT;
        let running = sandbox.spawn(&["-c", "exec sleep 30"]).unwrap();
        running.signal("TERM").unwrap();
        assert_eq!(running.wait().unwrap().code, None);
    }
}
