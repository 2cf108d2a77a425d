//! Private S3 servers on free ports, with their data in temporary directories; they end with the value, and with the process.
//!
//! SeaweedFS checks signatures and rights; moto lists in the order of bytes, as Amazon does. Both are Python wheels, which
//! `script/bootstrap test` puts into `$SKEP_TEST_TOOLS/venv`.

#![expect(
    clippy::disallowed_methods,
    reason = "where the tools are is said by variables"
)]

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::json;
use tempfile::TempDir;

/// For a server to be ready. SeaweedFS needs about 6 s on a quiet machine.
const START_TIMEOUT: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(50);

/// Of the user who may do everything.
pub const ACCESS_KEY: &str = "testkey";
/// Of the user who may do everything.
pub const SECRET_KEY: &str = "testsecret";
/// Of a user who may only read the bucket `public`. SeaweedFS also lets anybody read that without a key.
pub const READER_ACCESS_KEY: &str = "readkey";
/// Of the reader.
pub const READER_SECRET_KEY: &str = "readsecret";

/// Runs the command, and ends it when standard input is closed: also where this process was killed.
pub(crate) const KEEPER: &str =
    "\"$@\" & pid=$!; cat >/dev/null; kill -9 $pid; wait $pid 2>/dev/null";

/// The path of a program of the test tools. Where it isn't installed that is an error in CI and in `script/test` (`SKEP_TEST_SERVERS=required`); elsewhere None, with
/// a line on standard error that the test is skipped.
pub fn require(program: &str) -> Result<Option<PathBuf>> {
    require_from(program, [tools().join("venv/bin").join(program)])
}

/// The first of these paths that exists; without one, as [`require`].
pub(crate) fn require_from(
    program: &str,
    candidates: impl IntoIterator<Item = PathBuf>,
) -> Result<Option<PathBuf>> {
    if let Some(path) = candidates.into_iter().find(|path| path.exists()) {
        return Ok(Some(path));
    }
    let is_required = |name: &str, value: &str| std::env::var(name).is_ok_and(|v| v == value);
    if is_required("SKEP_TEST_SERVERS", "required") || is_required("CI", "true") {
        bail!("`{program}` is missing: run `script/bootstrap test`");
    }
    // The word to look for when counting: nextest shows it with `--no-capture`.
    let note = format!("skipped: `{program}` is not installed; `script/bootstrap test` does it\n");
    std::io::stderr().write_all(note.as_bytes())?;
    Ok(None)
}

/// A program of Debian's: from the packages that are unpacked, else from the machine. None where it isn't installed ([`require`]).
pub fn program(name: &str) -> Result<Option<Command>> {
    let places = ["usr/sbin", "usr/bin", "usr/lib/nagios/plugins"];
    let candidates = [debian(), PathBuf::from("/")]
        .into_iter()
        .flat_map(|root| places.map(|place| root.join(place).join(name)));
    let found = require_from(name, candidates)?;
    Ok(found.map(|path| {
        let mut command = Command::new(&path);
        if path.starts_with(debian()) {
            command.env("LD_LIBRARY_PATH", debian_libraries());
        }
        command
    }))
}

/// Where the unpacked programs find their libraries.
fn debian_libraries() -> String {
    let architecture = format!("{}-linux-gnu", std::env::consts::ARCH);
    let in_root = |dir: &str| debian().join(dir).join(&architecture).display().to_string();
    [in_root("usr/lib"), in_root("lib")].join(":")
}

/// Where `script/bootstrap test` unpacks Debian's packages: a root directory.
pub(crate) fn debian() -> PathBuf {
    tools().join("debian")
}

/// `$SKEP_TEST_TOOLS`, else where the scripts keep what they fetch (`script/env`).
pub(crate) fn tools() -> PathBuf {
    let var = |name: &str| {
        std::env::var_os(name)
            .filter(|v| !v.is_empty())
            .map(PathBuf::from)
    };
    if let Some(tools) = var("SKEP_TEST_TOOLS") {
        return tools;
    }
    let home_cache = || var("HOME").map(|home| home.join(".cache"));
    let in_cache = || {
        var("XDG_CACHE_HOME")
            .or_else(home_cache)
            .map(|dir| dir.join("skep-ci"))
    };
    var("SKEP_CACHE")
        .or_else(in_cache)
        .unwrap_or_default()
        .join("tools")
}

/// A running server.
#[derive(Debug)]
pub struct S3Server {
    /// `http://127.0.0.1:PORT`
    pub endpoint: String,
    /// Where an HTTP request makes a bucket: the port, the method, what comes before the bucket's name and after it.
    buckets: (u16, &'static str, &'static str, &'static str),
    keeper: Child,
    stdin: Option<ChildStdin>,
    dir: TempDir,
}

impl S3Server {
    /// SeaweedFS, with the users of this module. None where it isn't installed.
    pub fn seaweedfs() -> Result<Option<S3Server>> {
        let Some(program) = require("weed")? else {
            return Ok(None);
        };
        let dir = temp_dir()?;
        let ports = free_ports::<8>()?;
        let [filer, s3] = [ports[4], ports[6]];
        let data = dir.path().join("data");
        fs::create_dir(&data)?;
        let users = dir.path().join("users.json");
        fs::write(&users, identities().to_string())?;
        let mut command = Command::new(program);
        command
            .arg("server")
            .args(SEAWEEDFS_OPTIONS)
            .env("GOMEMLIMIT", "200MiB");
        for (name, port) in SEAWEEDFS_PORTS.iter().zip(ports) {
            command.arg(format!("-{name}={port}"));
        }
        command.arg(format!("-dir={}", data.display()));
        command.arg(format!("-s3.config={}", users.display()));
        command.arg(format!(
            "-filer.localSocket={}",
            dir.path().join("filer.sock").display()
        ));
        let server = Self::run(&command, dir, s3, (filer, "POST", "/buckets/", "/"))?;
        // The bucket is made by one part and served by another: both are ready when its door answers "forbidden".
        server.wait(|| server.create_bucket("public").is_ok())?;
        server.wait(|| {
            http(s3, "GET", "/no-such-bucket/x").is_ok_and(|code| code == 403 || code == 404)
        })?;
        Ok(Some(server))
    }

    /// moto, which asks nobody for a key. None where it isn't installed.
    pub fn moto() -> Result<Option<S3Server>> {
        let Some(program) = require("moto_server")? else {
            return Ok(None);
        };
        let [port] = free_ports::<1>()?;
        let mut command = Command::new(program);
        command.args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        let server = Self::run(&command, temp_dir()?, port, (port, "PUT", "/", ""))?;
        server.wait(|| server.create_bucket("public").is_ok())?;
        Ok(Some(server))
    }

    fn run(
        command: &Command,
        dir: TempDir,
        port: u16,
        buckets: (u16, &'static str, &'static str, &'static str),
    ) -> Result<S3Server> {
        let log = fs::File::create(dir.path().join("log"))?;
        let mut keeper = Command::new("/bin/sh");
        keeper
            .args(["-c", KEEPER, "sh"])
            .arg(command.get_program())
            .args(command.get_args());
        keeper.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
        keeper.current_dir(dir.path()).stdin(Stdio::piped());
        keeper.stdout(log.try_clone()?).stderr(log);
        let mut keeper = keeper.spawn().context("cannot start /bin/sh")?;
        Ok(S3Server {
            endpoint: format!("http://127.0.0.1:{port}"),
            buckets,
            stdin: keeper.stdin.take(),
            keeper,
            dir,
        })
    }

    /// Makes a bucket; one that exists is fine. SeaweedFS serves no bucket with an underscore in its name; moto does.
    pub fn create_bucket(&self, name: &str) -> Result<()> {
        let (port, method, before, after) = self.buckets;
        match http(port, method, &format!("{before}{name}{after}"))? {
            200 | 201 | 409 => Ok(()),
            code => bail!("cannot make bucket `{name}`: HTTP status {code}"),
        }
    }

    /// The variables that lead an S3 client here, as the user who may do everything.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        vec![
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY.to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// Ends it at once, as a crash would.
    pub fn stop(&mut self) {
        drop(self.stdin.take());
        let _ = self.keeper.wait();
    }

    fn wait(&self, is_ready: impl Fn() -> bool) -> Result<()> {
        let start = Instant::now();
        while !is_ready() {
            if start.elapsed() > START_TIMEOUT {
                bail!(
                    "{} was not ready in time; its log ends:\n{}",
                    self.endpoint,
                    self.log_end()
                );
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    fn log_end(&self) -> String {
        let log = fs::read(self.dir.path().join("log")).unwrap_or_default();
        let end = log
            .get(log.len().saturating_sub(2000)..)
            .unwrap_or_default();
        String::from_utf8_lossy(end).into_owned()
    }
}

impl Drop for S3Server {
    fn drop(&mut self) {
        self.stop();
    }
}

const SEAWEEDFS_PORTS: [&str; 8] = [
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "s3.port",
    "s3.port.grpc",
];

/// Only on this machine, small, without the services that would take fixed ports.
const SEAWEEDFS_OPTIONS: [&str; 12] = [
    "-ip=127.0.0.1",
    "-ip.bind=127.0.0.1",
    "-filer",
    "-s3",
    "-s3.port.iceberg=0",
    "-s3.port.lance=0",
    "-s3.iam=false",
    "-volume.max=100",
    "-volume.preStopSeconds=0",
    "-volume.minFreeSpace=0",
    "-master.volumeSizeLimitMB=64",
    "-master.telemetry=false",
];

fn identities() -> serde_json::Value {
    let keys = |id: &str, secret: &str| json!([{"accessKey": id, "secretKey": secret}]);
    let public = json!(["Read:public", "List:public"]);
    json!({"identities": [
        {"name": "admin", "credentials": keys(ACCESS_KEY, SECRET_KEY),
         "actions": ["Admin", "Read", "Write", "List", "Tagging"]},
        {"name": "reader", "credentials": keys(READER_ACCESS_KEY, READER_SECRET_KEY), "actions": public},
        {"name": "anonymous", "actions": public},
    ]})
}

fn temp_dir() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("skep-test-s3-").tempdir()?)
}

/// Ports that were free a moment ago: all are taken at once, so that they differ, and then given back.
pub(crate) fn free_ports<const N: usize>() -> Result<[u16; N]> {
    let mut listeners = Vec::with_capacity(N);
    let mut ports = [0; N];
    for port in &mut ports {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        *port = listener.local_addr()?.port();
        listeners.push(listener);
    }
    Ok(ports)
}

/// An HTTP request without a body, to this machine; gives the status of the answer.
fn http(port: u16, method: &str, path: &str) -> Result<u16> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split_whitespace().nth(1).context("no HTTP answer")?;
    Ok(status.parse()?)
}
