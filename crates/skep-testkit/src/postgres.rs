//! A private PostgreSQL: a fresh server on a Unix socket and a free TCP port, with its data in a temporary directory.
//!
//! It ends with the value, and with the process. It won't be root's: then it runs as the user `postgres`, whom Debian's package makes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::database::Certificates;
use crate::servers::{KEEPER, debian, free_ports, require_from};

/// The user who may do everything: over TCP with [`crate::database::PASSWORD`] (SCRAM), on the socket without.
pub const USER: &str = "skep";

const TIMEOUT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(20);

/// Who gets in how: `old` with MD5, `plain` with the password in clear, `tls` over TLS only.
const HBA: &str = "local all all trust\nhost all old all md5\nhost all plain all password\n\
                   hostssl all tls all scram-sha-256\nhost all skep all scram-sha-256\n";

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    /// The directory of its socket.
    pub sockets: PathBuf,
    /// Its port on 127.0.0.1 and ::1, and in the socket's name.
    pub port: u16,
    keeper: Child,
    stdin: Option<ChildStdin>,
    dir: TempDir,
}

impl Postgres {
    /// An empty server, with TLS where certificates are given. None where PostgreSQL isn't installed.
    pub fn start(certificates: Option<&Certificates>) -> Result<Option<Postgres>> {
        let (Some(initdb), Some(server)) = (program("initdb")?, program("postgres")?) else {
            return Ok(None);
        };
        let dir = tempfile::Builder::new().prefix("skep-test-pg-").tempdir()?;
        let data = dir.path().join("data");
        let password = dir.path().join("password");
        fs::write(&password, crate::database::PASSWORD)?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
        fs::create_dir(&data)?;
        give(&data)?;
        give(&password)?;
        let made = as_server(&initdb)
            .args(["--no-sync", "--encoding=UTF8", "--locale=C", "--auth=trust"])
            .arg(format!("--username={USER}"))
            .arg(format!("--pwfile={}", password.display()))
            .arg(format!("--pgdata={}", data.display()))
            .current_dir("/")
            .output()?;
        if !made.status.success() {
            bail!("initdb failed:\n{}", String::from_utf8_lossy(&made.stderr));
        }
        fs::write(data.join("pg_hba.conf"), HBA)?;
        let [port] = free_ports::<1>()?;
        let mut options = vec![
            ("port", port.to_string()),
            ("listen_addresses", "localhost".to_owned()),
            ("unix_socket_directories", data.display().to_string()),
            ("fsync", "off".to_owned()),
        ];
        if let Some(certificates) = certificates {
            for (name, from) in [
                ("server.crt", &certificates.cert),
                ("server.key", &certificates.key),
            ] {
                fs::copy(from, data.join(name))?;
                fs::set_permissions(data.join(name), fs::Permissions::from_mode(0o600))?;
                give(&data.join(name))?;
            }
            options.push(("ssl", "on".to_owned()));
        }
        let command = as_server(&server);
        let log = fs::File::create(dir.path().join("log"))?;
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(command.get_program());
        keeper.args(command.get_args()).arg("-D").arg(&data);
        for (name, value) in options {
            keeper.arg("-c").arg(format!("{name}={value}"));
        }
        keeper.current_dir("/").stdin(Stdio::piped());
        keeper.stdout(log.try_clone()?).stderr(log);
        let mut keeper = keeper.spawn().context("cannot start /bin/sh")?;
        let server = Postgres {
            sockets: data,
            port,
            stdin: keeper.stdin.take(),
            keeper,
            dir,
        };
        server.wait_until_ready()?;
        Ok(Some(server))
    }

    /// Runs statements in the database `postgres` with psql; gives what it prints, without names.
    pub fn sql(&self, statements: &str) -> Result<String> {
        let psql = program("psql")?.context("psql is not installed")?;
        let run = Command::new(psql)
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-d",
                "postgres",
                "-U",
                USER,
            ])
            .arg(format!("-h{}", self.sockets.display()))
            .arg(format!("-p{}", self.port))
            .args(["-c", statements])
            .output()?;
        if !run.status.success() {
            bail!("psql: {}", String::from_utf8_lossy(&run.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&run.stdout).into_owned())
    }

    fn wait_until_ready(&self) -> Result<()> {
        let start = Instant::now();
        while self.sql("select 1").is_err() {
            if start.elapsed() > TIMEOUT {
                let log = fs::read(self.dir.path().join("log")).unwrap_or_default();
                bail!(
                    "PostgreSQL did not start:\n{}",
                    String::from_utf8_lossy(&log)
                );
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    /// The server's process, and those of its connections.
    pub fn pids(&self) -> Result<Vec<u32>> {
        let text = fs::read_to_string(self.sockets.join("postmaster.pid"))?;
        let first: u32 = text.lines().next().context("no pid")?.trim().parse()?;
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
        let children = children.split_whitespace().map(|pid| Ok(pid.parse()?));
        std::iter::once(Ok(first)).chain(children).collect()
    }

    /// Sends all of them a signal by its name.
    pub fn signal(&self, name: &str) -> Result<()> {
        let (server, connections) = self
            .pids()?
            .split_first()
            .map_or((0, Vec::new()), |(a, b)| (*a, b.to_vec()));
        let kill = |pid: u32| {
            Command::new("kill")
                .args([format!("-{name}"), pid.to_string()])
                .output()
        };
        if !kill(server)?.status.success() {
            bail!("kill -{name} failed");
        }
        // A connection may have ended meanwhile.
        for pid in connections {
            kill(pid)?;
        }
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn program(name: &str) -> Result<Option<PathBuf>> {
    let versions = [PathBuf::from("/"), debian()]
        .into_iter()
        .filter_map(|root| fs::read_dir(root.join("usr/lib/postgresql")).ok())
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")));
    let elsewhere = ["/usr/bin", "/usr/local/bin"].map(PathBuf::from);
    require_from(name, versions.chain(elsewhere).map(|dir| dir.join(name)))
}

fn is_root() -> bool {
    Path::new("/proc/self")
        .metadata()
        .is_ok_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == 0)
}

/// The program as a user that isn't root.
fn as_server(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    command.arg(program);
    command
}

/// The file belongs to the server's user.
fn give(path: &Path) -> Result<()> {
    if is_root()
        && !Command::new("chown")
            .arg("postgres:postgres")
            .arg(path)
            .status()?
            .success()
    {
        bail!("there is no user `postgres`");
    }
    Ok(())
}
