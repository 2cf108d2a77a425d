//! `skep check` under the monitors themselves: Zabbix's agent.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use skep_testkit::database::MariaDb;
use skep_testkit::sandbox::Sandbox;
use skep_testkit::servers::program;

use super::sandbox;

/// Zabbix's agent, asked as its server asks it.
struct Agent {
    port: u16,
    child: Child,
}

impl Agent {
    /// With the items of `parameters`; `$SKEP` in them is the binary. None where the agent isn't installed.
    fn start(sandbox: &Sandbox, parameters: &str) -> Option<Agent> {
        let mut agent = program("zabbix_agentd").unwrap()?;
        // The agent takes no port above 32,767.
        let first = 20_000 + u16::try_from(std::process::id() % 10_000).unwrap();
        let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let port = (first..32_767).find(is_free).unwrap();
        let dir = sandbox.path().display();
        let parameters = parameters.replace("$SKEP", env!("CARGO_BIN_EXE_skep"));
        let text = format!(
            "PidFile={dir}/agent.pid\nLogFile={dir}/agent.log\nServer=127.0.0.1\nListenIP=127.0.0.1\n\
             ListenPort={port}\nAllowRoot=1\nTimeout=3\nStartAgents=1\n{parameters}"
        );
        sandbox.write("agent.conf", &text).unwrap();
        agent
            .arg("-f")
            .arg("-c")
            .arg(sandbox.path().join("agent.conf"));
        agent.stdout(std::process::Stdio::null());
        let mut child = agent.spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(30) && child.try_wait().unwrap().is_none()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Agent { port, child })
    }

    /// A passive check: what `zabbix_get -k KEY` prints
    /// (<https://www.zabbix.com/documentation/6.0/en/manual/appendix/items/activepassive>).
    fn get(&self, key: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = u64::try_from(key.len()).unwrap();
        stream.write_all(b"ZBXD\x01").unwrap();
        stream.write_all(&length.to_le_bytes()).unwrap();
        stream.write_all(key.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(answer.get(13..).unwrap_or_default()).replace('\0', " ")
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        // Its children end with it when it is asked to.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

#[test]
fn zabbix_gets_an_answer_in_time() {
    let Some(server) = MariaDb::start().unwrap() else {
        return;
    };
    server
        .sql("create database shop; create table shop.e (day date); insert into shop.e values (utc_date() - interval 1 day)")
        .unwrap();
    let sandbox = sandbox();
    sandbox.write("url", server.url("shop")).unwrap();
    let url = sandbox.path().join("url").display().to_string();
    let parameters = format!(
        "UserParameter=arrived[*],$SKEP check \"$1\" day=yesterday --time-zone UTC --url-file {url} --on-error unsupported\n\
         UserParameter=today[*],$SKEP check \"$1\" 'day>=today' --time-zone UTC --url-file {url} --on-error 0\n"
    );
    let Some(agent) = Agent::start(&sandbox, &parameters) else {
        return;
    };
    assert_eq!(agent.get("arrived[e]"), "1");
    assert_eq!(agent.get("today[e]"), "0");
    assert_eq!(agent.get("arrived[nope]"), "ZBX_NOTSUPPORTED");
    assert_eq!(agent.get("today[nope]"), "0");
    // The agent itself lets no parameter break out of its quotes; what gets through is a table's name.
    assert_eq!(agent.get("arrived[e where 1=1 --]"), "ZBX_NOTSUPPORTED");
    server.signal("STOP").unwrap();
    let started = Instant::now();
    assert_eq!(agent.get("arrived[e]"), "ZBX_NOTSUPPORTED");
    assert!(started.elapsed() < Duration::from_secs(3));
    server.signal("CONT").unwrap();
    let started = Instant::now();
    let left = "select count(*) from information_schema.processlist where user = 'skep'";
    while server.sql(left).unwrap() != "0\n" {
        assert!(started.elapsed() < Duration::from_secs(20));
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(agent.get("arrived[e]"), "1");
}
