//! Private web servers that write access logs: Apache and nginx on a free port, with their files in a temporary directory.
//!
//! They end with the value, and with the process: each is a single process, so that a kill leaves nothing behind.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::servers::{KEEPER, debian, free_ports, program};

/// For a server to be ready, to answer, and to write its log.
const TIMEOUT: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(10);

/// Of the modules that aren't built in: anybody may log in under any name at `/private`.
const APACHE_MODULES: [&str; 7] = [
    "mpm_worker",
    "dir",
    "authz_core",
    "authz_user",
    "authn_core",
    "authn_anon",
    "auth_basic",
];

/// A running server.
#[derive(Debug)]
pub struct WebServer {
    /// Its port on 127.0.0.1 and ::1.
    pub port: u16,
    process: Option<(Child, ChildStdin)>,
    dir: TempDir,
}

impl WebServer {
    /// Apache with this `LogFormat`. None where it isn't installed.
    pub fn apache(format: &str) -> Result<Option<WebServer>> {
        let Some(mut command) = program("apache2")? else {
            return Ok(None);
        };
        let (dir, port) = place()?;
        let config = dir.path().join("apache.conf");
        let modules = modules(Path::new(command.get_program()))?;
        fs::write(&config, apache_config(dir.path(), port, &modules, format))?;
        command.args(["-X", "-f"]).arg(config);
        WebServer::run(&command, dir, port).map(Some)
    }

    /// nginx with this `log_format`: what stands behind the name, `escape=json` too. None where it isn't installed.
    pub fn nginx(format: &str) -> Result<Option<WebServer>> {
        let Some(mut command) = program("nginx")? else {
            return Ok(None);
        };
        let (dir, port) = place()?;
        let config = dir.path().join("nginx.conf");
        fs::write(&config, nginx_config(dir.path(), port, format))?;
        command.arg("-e").arg(dir.path().join("error.log"));
        command.arg("-p").arg(dir.path()).arg("-c").arg(config);
        WebServer::run(&command, dir, port).map(Some)
    }

    /// Sends these bytes in a connection of their own, and gives what comes back.
    pub fn send(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        self.send_from("127.0.0.1", bytes)
    }

    /// The same to one of the server's addresses; the client has the same one.
    pub fn send_from(&self, address: &str, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut stream = TcpStream::connect((address, self.port))?;
        stream.set_read_timeout(Some(TIMEOUT))?;
        let mut answer = Vec::new();
        // A server may answer and close before it has read all.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut answer);
        Ok(answer)
    }

    /// The log's lines, once there are at least so many; without their ends.
    pub fn logged(&self, count: usize) -> Result<Vec<Vec<u8>>> {
        let start = Instant::now();
        loop {
            let log = fs::read(self.dir.path().join("access.log")).unwrap_or_default();
            let mut lines: Vec<Vec<u8>> = log
                .split(|byte| *byte == b'\n')
                .map(<[u8]>::to_vec)
                .collect();
            // Behind the last line's end.
            let unfinished = lines.pop();
            if unfinished.is_some_and(|rest| rest.is_empty()) && lines.len() >= count {
                return Ok(lines);
            }
            if start.elapsed() > TIMEOUT {
                bail!(
                    "{} of {count} lines were logged; the error log:\n{}",
                    lines.len(),
                    self.errors()
                );
            }
            std::thread::sleep(POLL);
        }
    }

    fn run(command: &Command, dir: TempDir, port: u16) -> Result<WebServer> {
        let mut keeper = Command::new("/bin/sh");
        keeper
            .args(["-c", KEEPER, "sh"])
            .arg(command.get_program())
            .args(command.get_args());
        keeper.envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
        let output = fs::File::create(dir.path().join("output"))?;
        keeper.current_dir(dir.path()).stdin(Stdio::piped());
        keeper.stdout(output.try_clone()?).stderr(output);
        let mut keeper = keeper.spawn().context("cannot start /bin/sh")?;
        let stdin = keeper.stdin.take().context("no stdin")?;
        let server = WebServer {
            port,
            process: Some((keeper, stdin)),
            dir,
        };
        let start = Instant::now();
        while !["127.0.0.1", "::1"]
            .iter()
            .all(|address| TcpStream::connect((*address, port)).is_ok())
        {
            if start.elapsed() > TIMEOUT {
                bail!("the server did not start:\n{}", server.errors());
            }
            std::thread::sleep(POLL);
        }
        Ok(server)
    }

    fn errors(&self) -> String {
        let read = |name: &str| fs::read_to_string(self.dir.path().join(name)).unwrap_or_default();
        read("output") + &read("error.log")
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        let Some((mut keeper, stdin)) = self.process.take() else {
            return;
        };
        drop(stdin);
        let _ = keeper.wait();
    }
}

/// A directory that a server's unprivileged part may read, with a page in it; and a port.
fn place() -> Result<(TempDir, u16)> {
    let dir = tempfile::Builder::new()
        .prefix("skep-test-web-")
        .tempdir()?;
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
    let pages = dir.path().join("www");
    fs::create_dir_all(pages.join("private"))?;
    for page in ["index.html", "private/index.html"] {
        fs::write(pages.join(page), "a page\n")?;
    }
    let [port] = free_ports::<1>()?;
    Ok((dir, port))
}

/// Where Apache's modules are.
fn modules(server: &Path) -> Result<PathBuf> {
    let base = server
        .parent()
        .and_then(Path::parent)
        .context("no base directory")?;
    let unpacked = debian().join("usr/lib/apache2/modules");
    Ok(if server.starts_with(debian()) {
        unpacked
    } else {
        base.join("lib/apache2/modules")
    })
}

fn apache_config(dir: &Path, port: u16, modules: &Path, format: &str) -> String {
    let (dir, modules) = (dir.display(), modules.display());
    let format = format.replace('\\', "\\\\").replace('"', "\\\"");
    let load: String = APACHE_MODULES
        .iter()
        .map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n"))
        .collect();
    format!(
        r#"{load}ServerRoot "{dir}"
ServerName localhost
PidFile "{dir}/pid"
DefaultRuntimeDir "{dir}"
Mutex "file:{dir}" default
User #65534
Group #65534
Listen 127.0.0.1:{port}
Listen [::1]:{port}
ErrorLog "{dir}/error.log"
DocumentRoot "{dir}/www"
LimitRequestLine 20000
LimitRequestFieldSize 20000
LogFormat "{format}" tested
CustomLog "{dir}/access.log" tested
<Location "/private">
    AuthType Basic
    AuthName private
    AuthBasicProvider anon
    Anonymous *
    Anonymous_MustGiveEmail off
    Require valid-user
</Location>
"#
    )
}

fn nginx_config(dir: &Path, port: u16, format: &str) -> String {
    let dir = dir.display();
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|name| format!("    {name}_temp_path \"{dir}/{name}\";\n"))
        .collect();
    format!(
        r#"daemon off;
master_process off;
pid "{dir}/pid";
events {{ worker_connections 64; }}
http {{
{temporary}    log_format tested {format};
    access_log "{dir}/access.log" tested;
    large_client_header_buffers 4 32k;
    server {{
        listen 127.0.0.1:{port};
        listen [::1]:{port};
        server_name localhost;
        root "{dir}/www";
    }}
}}
"#
    )
}
