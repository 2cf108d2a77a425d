//! A private MariaDB: a fresh server on a Unix socket and a free TCP port, with its data in a temporary directory.
//!
//! It ends with the value, and with the process. Programs come from `$SKEP_TEST_TOOLS/debian`, where `script/bootstrap test` unpacks
//! Debian's packages, else from the machine. Its system tables are made once and copied.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::servers::{KEEPER, free_ports, program, require_from, tools};

/// The user who may do everything, from everywhere. `root` may, too, on the socket and without a password.
pub const USER: &str = "skep";
/// Of the user.
pub const PASSWORD: &str = "it's a \"secret\"";
/// The password in a URL.
pub const PASSWORD_IN_URL: &str = "it%27s%20a%20%22secret%22";

/// For a server to be ready, and to end.
const TIMEOUT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(20);

/// Small, quick to start, and safe against a kill of the process though not of the machine.
const OPTIONS: [&str; 9] = [
    "--bind-address=127.0.0.1",
    "--skip-name-resolve",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=4M",
    "--innodb-autoextend-increment=1",
    "--innodb-data-file-path=ibdata1:4M:autoextend",
    "--innodb-flush-log-at-trx-commit=2",
    "--aria-pagecache-buffer-size=8M",
    "--key-buffer-size=1M",
];

/// A running server.
#[derive(Debug)]
pub struct MariaDb {
    /// Its Unix socket.
    pub socket: PathBuf,
    /// Its port on 127.0.0.1.
    pub port: u16,
    options: Vec<String>,
    process: Option<(Child, ChildStdin)>,
    dir: TempDir,
}

impl MariaDb {
    /// An empty server. None where MariaDB isn't installed (see [`crate::servers::require`]).
    pub fn start() -> Result<Option<MariaDb>> {
        MariaDb::start_with(&[])
    }

    /// With further options of `mariadbd`: `--log-bin`, `--ssl-cert=…`, `--default-time-zone=+05:30`.
    pub fn start_with(options: &[&str]) -> Result<Option<MariaDb>> {
        let Some(template) = template()? else {
            return Ok(None);
        };
        let dir = tempfile::Builder::new().prefix("skep-test-db-").tempdir()?;
        copy(&template, &dir.path().join("data"))?;
        let [port] = free_ports::<1>()?;
        let mut server = MariaDb {
            socket: dir.path().join("s.sock"),
            port,
            options: options.iter().map(|&option| option.to_owned()).collect(),
            process: None,
            dir,
        };
        server.run()?;
        Ok(Some(server))
    }

    /// Ends the server as a crash would, and starts it again on the same data and port.
    pub fn restart(&mut self) -> Result<()> {
        self.stop();
        self.run()
    }

    /// Ends it at once, as a crash would.
    pub fn stop(&mut self) {
        let Some((mut keeper, stdin)) = self.process.take() else {
            return;
        };
        drop(stdin);
        let _ = keeper.wait();
        let _ = fs::remove_file(&self.socket);
    }

    /// `mysql://skep:…@127.0.0.1:PORT/DATABASE`
    pub fn url(&self, database: &str) -> String {
        let port = self.port;
        format!("mysql://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{port}/{database}")
    }

    /// `mysql://root@localhost/DATABASE?socket=…`
    pub fn socket_url(&self, database: &str) -> String {
        let socket = self.socket.display();
        format!("mysql://root@localhost/{database}?socket={socket}")
    }

    /// The options of MySQL's own programs that lead here as `root`.
    pub fn client_options(&self) -> [String; 3] {
        let socket = format!("--socket={}", self.socket.display());
        ["--no-defaults".to_owned(), socket, "--user=root".to_owned()]
    }

    /// A program of MariaDB's (`mariadb`, `mariadb-dump`) with the options that lead here. None where it isn't installed.
    pub fn program(&self, name: &str) -> Result<Option<Command>> {
        let Some(mut command) = program(name)? else {
            return Ok(None);
        };
        command.args(self.client_options());
        Ok(Some(command))
    }

    /// Runs statements as `root` with MariaDB's own client; gives what it prints: a row a line, tabs between columns, no names.
    pub fn sql(&self, statements: &str) -> Result<String> {
        let mut client = self
            .program("mariadb")?
            .context("the client `mariadb` is not installed")?;
        client.args([
            "--batch",
            "--skip-column-names",
            "--default-character-set=utf8mb4",
        ]);
        client.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = client.stderr(Stdio::piped()).spawn()?;
        let mut stdin = child.stdin.take().context("no stdin")?;
        let text = statements.to_owned();
        let writer = std::thread::spawn(move || {
            let _ = std::io::Write::write_all(&mut stdin, text.as_bytes());
        });
        let output = child.wait_with_output()?;
        let _ = writer.join();
        if !output.status.success() {
            bail!(
                "mariadb: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The server's process.
    pub fn pid(&self) -> Result<u32> {
        let text = fs::read_to_string(self.dir.path().join("pid"))?;
        Ok(text.trim().parse()?)
    }

    /// Sends the server a signal by its name: `STOP` for a server that hangs, `CONT` to go on.
    pub fn signal(&self, name: &str) -> Result<()> {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.pid()?.to_string()])
            .status()?;
        match status.success() {
            true => Ok(()),
            false => bail!("kill -{name} failed"),
        }
    }

    fn run(&mut self) -> Result<()> {
        let at = |name: &str| self.dir.path().join(name);
        let server = program("mariadbd")?.context("mariadbd is gone")?;
        let log = fs::File::create(at("log"))?;
        let mut keeper = Command::new("/bin/sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(server.get_program());
        keeper.envs(server.get_envs().filter_map(|(k, v)| Some((k, v?))));
        keeper.arg("--no-defaults").args(OPTIONS);
        keeper.args(places(Path::new(server.get_program()))?);
        for (name, path) in [
            ("datadir", at("data")),
            ("socket", self.socket.clone()),
            ("pid-file", at("pid")),
            ("tmpdir", self.dir.path().to_owned()),
        ] {
            keeper.arg(format!("--{name}={}", path.display()));
        }
        keeper.arg(format!("--port={}", self.port));
        keeper.args(&self.options);
        keeper.current_dir(self.dir.path()).stdin(Stdio::piped());
        keeper.stdout(log.try_clone()?).stderr(log);
        let _ = fs::remove_file(at("pid"));
        let mut keeper = keeper.spawn().context("cannot start /bin/sh")?;
        let stdin = keeper.stdin.take().context("no stdin")?;
        self.process = Some((keeper, stdin));
        self.wait_until_ready()
    }

    fn wait_until_ready(&self) -> Result<()> {
        let start = Instant::now();
        let is_ready = || {
            let connected = std::os::unix::net::UnixStream::connect(&self.socket).is_ok();
            // The pid file is written last.
            connected && self.pid().is_ok()
        };
        while !is_ready() {
            let log = fs::read(self.dir.path().join("log")).unwrap_or_default();
            let log = String::from_utf8_lossy(&log);
            if start.elapsed() > TIMEOUT || log.contains("[ERROR] Aborting") {
                bail!("MariaDB did not start; its log:\n{log}");
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for MariaDb {
    fn drop(&mut self) {
        self.stop();
    }
}

/// An authority and a server's certificate of it, for the name `localhost`. The files are there as long as the value.
#[derive(Debug)]
pub struct Certificates {
    /// The authority's certificate.
    pub ca: PathBuf,
    /// The server's certificate.
    pub cert: PathBuf,
    /// The server's key.
    pub key: PathBuf,
    _dir: TempDir,
}

impl Certificates {
    /// Made by `openssl`; None where it isn't installed.
    pub fn new() -> Result<Option<Certificates>> {
        let Some(openssl) = require_from("openssl", [PathBuf::from("/usr/bin/openssl")])? else {
            return Ok(None);
        };
        let dir = tempfile::tempdir()?;
        fs::write(
            dir.path().join("ext"),
            "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n",
        )?;
        let new_key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
        for line in [
            &format!("req -x509 {new_key} -keyout ca.key -out ca.crt -subj /CN=authority -days 2"),
            &format!("req {new_key} -keyout server.key -out server.csr -subj /CN=localhost"),
            "x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ext -out server.crt",
        ] {
            let run = Command::new(&openssl)
                .args(line.split(' '))
                .current_dir(dir.path())
                .output()?;
            if !run.status.success() {
                bail!("openssl {line}:\n{}", String::from_utf8_lossy(&run.stderr));
            }
        }
        Ok(Some(Certificates {
            ca: dir.path().join("ca.crt"),
            cert: dir.path().join("server.crt"),
            key: dir.path().join("server.key"),
            _dir: dir,
        }))
    }
}

/// Where a server that isn't at home in `/usr` finds its messages, character sets and plugins.
fn places(server: &Path) -> Result<Vec<String>> {
    let base = server
        .parent()
        .and_then(Path::parent)
        .context("no base directory")?;
    let option = |name: &str, path: PathBuf| format!("--{name}={}", path.display());
    let user = Command::new("id").arg("-un").output()?;
    Ok(vec![
        option("basedir", base.to_owned()),
        option("lc-messages-dir", base.join("share/mysql")),
        option("character-sets-dir", base.join("share/mysql/charsets")),
        option("plugin-dir", base.join("lib/mysql/plugin")),
        // Without it a server refuses to be root's.
        format!("--user={}", String::from_utf8_lossy(&user.stdout).trim()),
    ])
}

/// The directory with the system tables, made at the first call on this machine.
fn template() -> Result<Option<PathBuf>> {
    let (Some(server), Some(mut install)) = (program("mariadbd")?, program("mariadb-install-db")?)
    else {
        return Ok(None);
    };
    let version = Command::new(server.get_program())
        .envs(server.get_envs().filter_map(|(k, v)| Some((k, v?))))
        .arg("--version")
        .output()?;
    let version = String::from_utf8_lossy(&version.stdout);
    let version = version.split_whitespace().nth(2).unwrap_or("unknown");
    let made = tools().join(format!("mariadb-data-{version}"));
    if made.exists() {
        return Ok(Some(made));
    }
    fs::create_dir_all(tools())?;
    let staging = tempfile::Builder::new()
        .prefix(".mariadb-data-")
        .tempdir_in(tools())?;
    let users = staging.path().join("users.sql");
    fs::write(&users, users_sql()?)?;
    let data = staging.path().join("data");
    install.args(["--no-defaults", "--auth-root-authentication-method=normal"]);
    install.arg("--skip-test-db");
    install.args(&OPTIONS[3..6]);
    install.args(&places(Path::new(server.get_program()))?);
    install.arg(format!("--datadir={}", data.display()));
    install.arg(format!("--extra-file={}", users.display()));
    let run = install.output()?;
    if !run.status.success() {
        bail!(
            "mariadb-install-db failed:\n{}{}",
            String::from_utf8_lossy(&run.stdout),
            String::from_utf8_lossy(&run.stderr)
        );
    }
    // Another process may have been faster: then its directory is as good.
    match fs::rename(&data, &made) {
        Err(error) if !made.exists() => Err(error.into()),
        _ => Ok(Some(made)),
    }
}

/// The bootstrap reads one statement a line.
fn users_sql() -> Result<String> {
    let password = PASSWORD.replace('\'', "''");
    let mut text = "FLUSH PRIVILEGES;\n".to_owned();
    writeln!(text, "CREATE USER {USER}@'%' IDENTIFIED BY '{password}';")?;
    writeln!(text, "GRANT ALL ON *.* TO {USER}@'%' WITH GRANT OPTION;")?;
    Ok(text)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn a_server_starts_keeps_its_rows_over_a_crash_and_ends() {
        let Some(mut server) = MariaDb::start_with(&["--default-time-zone=+05:30"]).unwrap() else {
            return;
        };
        server
            .sql("create database d; create table d.t (x int); insert into d.t values (1), (2);")
            .unwrap();
        server.restart().unwrap();
        let read = server.sql("select count(*), @@time_zone from d.t").unwrap();
        assert_eq!(read, "2\t+05:30\n");
        let mut over_tcp = program("mariadb").unwrap().unwrap();
        over_tcp.args([
            "--no-defaults",
            "--protocol=tcp",
            "-h127.0.0.1",
            "-e",
            "select 1",
        ]);
        over_tcp.args([format!("-P{}", server.port), format!("-u{USER}")]);
        over_tcp.env("MYSQL_PWD", PASSWORD);
        assert!(over_tcp.output().unwrap().status.success());
        let (pid, socket) = (server.pid().unwrap(), server.socket.clone());
        drop(server);
        assert!(!Path::new(&format!("/proc/{pid}")).exists());
        assert!(!socket.exists());
    }
}
