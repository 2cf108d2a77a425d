//! A dump that is killed at any moment leaves nothing that counts and isn't whole; the next one makes the archive equal to the table.
//!
//! The dump runs in a process of its own: this test's binary again, with the test `child` alone, told by variables what to do.

#![expect(
    clippy::disallowed_methods,
    reason = "the parent and the child speak by variables"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::Rng;
use skep_database::dump::{Archive, Job, VerifyJob, dump, verify};
use skep_testkit::servers::S3Server;

use crate::setup::{Ear, Place, archive, daily, moment, names, s3_archive, source};

const SOCKET: &str = "SKEP_CRASH_SOCKET";
const ARCHIVE: &str = "SKEP_CRASH_ARCHIVE";
/// The step at which to die, counted from 0.
const STEP: &str = "SKEP_CRASH_STEP";
const REDUMP: &str = "SKEP_CRASH_REDUMP";

fn job(redump: bool) -> Job {
    let mut job = daily("UTC");
    job.whole = vec!["users".to_owned()];
    job.redump = redump;
    job
}

/// Where the child's archive is: in S3 if variables lead there.
fn childs_archive(dir: &Path) -> Archive {
    match std::env::var("AWS_ENDPOINT_URL") {
        Ok(_) => {
            let env = [
                "AWS_ENDPOINT_URL",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_REGION",
                "AWS_ALLOW_HTTP",
            ];
            let env = env
                .into_iter()
                .filter_map(|name| Some((name, std::env::var(name).ok()?)));
            s3_archive(env.collect(), dir)
        }
        Err(_) => archive(dir),
    }
}

#[test]
fn child() {
    let Ok(socket) = std::env::var(SOCKET) else {
        return;
    };
    let var = |name: &str| std::env::var(name).unwrap();
    let last: usize = var(STEP).parse().unwrap();
    let steps = AtomicUsize::new(0);
    let ear = Ear {
        now: Mutex::new(moment("2009-12-16 03:00")),
        events: Mutex::default(),
        at_step: Box::new(move |_| {
            if steps.fetch_add(1, Ordering::SeqCst) == last {
                // As SIGKILL would: nothing is tidied up.
                std::process::abort();
            }
        }),
    };
    let archive = childs_archive(&PathBuf::from(var(ARCHIVE)));
    let source = source(Path::new(&socket), "shop");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let job = job(std::env::var(REDUMP).is_ok());
    let summary = runtime
        .block_on(dump(source, archive, job, Arc::new(ear)))
        .unwrap();
    assert_eq!(summary.failed, []);
}

struct Trial {
    place: Place,
    env: Vec<(&'static str, String)>,
    archive: Archive,
    redump: bool,
}

impl Trial {
    fn new(place: Place, s3: Option<&S3Server>) -> Trial {
        place.sql("create table log (id bigint primary key auto_increment, at datetime not null, t varchar(200), key (at))");
        place.sql("create table users (id int primary key, name varchar(20)); insert into users select seq, left(md5(seq), 20) from seq_1_to_500");
        place.sql("insert into log (at, t) select '2009-12-12' + interval seq * 30 second, sha2(seq, 512) from seq_0_to_11519");
        let env = s3.map(S3Server::env).unwrap_or_default();
        let archive = match s3 {
            Some(_) => s3_archive(env.clone(), &place.path("")),
            None => place.archive(),
        };
        Trial {
            place,
            env,
            archive,
            redump: false,
        }
    }

    fn start(&self, step: usize) -> Child {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "crashes::child", "--nocapture"]);
        child
            .env(SOCKET, &self.place.server.socket)
            .env(ARCHIVE, self.place.path(""))
            .env(STEP, step.to_string());
        child.envs(self.env.iter().cloned());
        if self.redump {
            child.env(REDUMP, "yes");
        }
        child
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Every day that a manifest says is done is whole.
    fn check(&self, when: &str) {
        let job = VerifyJob {
            database: "shop".to_owned(),
            ..VerifyJob::default()
        };
        let done = self
            .place
            .block_on(verify(&self.archive, &job, None, self.place.watch()));
        match done {
            Ok(summary) => assert_eq!(summary.failed, [], "{when}"),
            // Nothing is done yet.
            Err(error) => assert_eq!(
                error.kind,
                skep_database::dump::Kind::Usage,
                "{when}: {error}"
            ),
        }
    }

    /// After a run to its end the archive is the table, and has nothing else.
    fn finish(&self) {
        assert!(self.start(usize::MAX).wait().unwrap().success());
        self.check("in the end");
        let _ = self
            .place
            .server
            .sql("drop database if exists other; create database other")
            .unwrap();
        let restore = skep_database::dump::RestoreJob {
            database: "shop".to_owned(),
            ..Default::default()
        };
        let restored = skep_database::dump::restore(
            self.place.source("other"),
            self.archive.clone(),
            restore,
            self.place.watch(),
        );
        assert_eq!(self.place.block_on(restored).unwrap().failed, []);
        for table in ["log", "users"] {
            let sum = |database: &str| {
                self.place
                    .server
                    .sql(&format!("checksum table {database}.{table} extended"))
                    .unwrap()
            };
            assert_eq!(
                sum("other").replace("other", ""),
                sum("shop").replace("shop", ""),
                "{table}"
            );
        }
        if self.env.is_empty() {
            let days = ["2009-12-12", "2009-12-13", "2009-12-14", "2009-12-15"];
            assert_eq!(
                names(&self.place.path("shop/log")),
                days.map(|day| format!("log.{day}.sql.zst"))
            );
            assert_eq!(
                names(&self.place.path("shop/log/_days")),
                days.map(|day| format!("{day}.json"))
            );
            assert_eq!(
                names(&self.place.path("shop/_tables/users")),
                ["manifest.json"]
            );
            assert_eq!(
                names(&self.place.path("shop")),
                ["structure.sql", "triggers.sql", "users.sql.zst"]
            );
        }
    }

    /// Dies at every step, once each, going on where the one before it was stopped; and once each from the beginning.
    fn every_step(&self, reset: &dyn Fn()) {
        for step in 0.. {
            reset();
            let status = self.start(step).wait().unwrap();
            self.check(&format!("killed at step {step}"));
            if status.success() {
                assert!(step > 5, "there are more steps than {step}");
                break;
            }
        }
        reset();
        for _ in 0..200 {
            // Each gets one step further than nothing, and then dies: what is done must stay done.
            if self.start(4).wait().unwrap().success() {
                break;
            }
            self.check("killed again and again");
        }
        self.finish();
    }

    /// Is killed at random moments.
    fn random(&self, times: u32, longest: Duration) {
        for _ in 0..times {
            let mut child = self.start(usize::MAX);
            let moment = Instant::now() + rand::rng().random_range(Duration::ZERO..longest);
            while Instant::now() < moment && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(200));
            }
            let _ = child.kill();
            child.wait().unwrap();
            self.check("killed at a random moment");
        }
        self.finish();
    }

    fn clear(&self) {
        let _ = std::fs::remove_dir_all(self.place.path(""));
    }

    /// Makes every day differ from what is in the archive.
    fn change(&self, round: usize) {
        let rows = format!(
            "insert into log (at, t) select distinct date(at) + interval 12 hour, 'late {round}' from log; update users set name = 'n{round}'"
        );
        self.place.sql(&rows);
    }
}

#[test]
fn a_dump_that_is_killed_at_any_step_goes_on() {
    let Some(place) = Place::new(&[]) else { return };
    let trial = Trial::new(place, None);
    trial.every_step(&|| trial.clear());
}

#[test]
fn a_dump_that_replaces_days_and_is_killed_at_any_step_goes_on() {
    let Some(place) = Place::new(&[]) else { return };
    let mut trial = Trial::new(place, None);
    trial.finish();
    trial.redump = true;
    let round = AtomicUsize::new(0);
    trial.every_step(&|| trial.change(round.fetch_add(1, Ordering::Relaxed)));
}

#[test]
fn a_dump_that_is_killed_at_any_moment_goes_on() {
    let Some(place) = Place::new(&[]) else { return };
    let trial = Trial::new(place, None);
    trial.random(60, Duration::from_millis(150));
    trial.clear();
    trial.random(20, Duration::from_millis(400));
}

#[test]
fn a_dump_to_s3_that_is_killed_at_any_step_goes_on() {
    let Some(place) = Place::new(&[]) else { return };
    let Some(server) = S3Server::moto().unwrap() else {
        return;
    };
    server.create_bucket("backups").unwrap();
    let mut trial = Trial::new(place, Some(&server));
    for step in 0..40 {
        let ended = trial.start(step).wait().unwrap().success();
        trial.check(&format!("killed at step {step}"));
        if ended {
            break;
        }
    }
    trial.finish();
    trial.redump = true;
    for step in 0..40 {
        trial.change(step);
        let ended = trial.start(step).wait().unwrap().success();
        trial.check(&format!("killed at step {step} of a dump that replaces"));
        if ended {
            break;
        }
    }
    trial.finish();
}
