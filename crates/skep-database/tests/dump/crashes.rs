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
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::Rng;
use skep_database::dump::{Archive, DumpError, Job, VerifyJob, dump, verify};
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

    /// Is killed at random moments, of runs that have much to do and of those that have little.
    fn random(&self, times: u32, longest: Duration, refresh: &dyn Fn(u32)) {
        for round in 0..times {
            if round % 5 == 0 {
                refresh(round);
            }
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
    for longest in [150, 250, 400] {
        trial.random(100, Duration::from_millis(longest), &|_| trial.clear());
    }
}

/// The table is rebuilt again and again meanwhile: snapshots that were taken before can't read it (error 1412), and who waits is given way to.
#[test]
fn a_dump_of_a_table_that_is_altered_is_killed_and_goes_on() {
    let Some(place) = Place::new(&[]) else { return };
    let trial = Trial::new(place, None);
    let socket = trial.place.server.socket.clone();
    let (stop, altering) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicUsize::new(0)),
    );
    let alter = {
        let (stop, altering) = (Arc::clone(&stop), Arc::clone(&altering));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let mut session = runtime.block_on(source(&socket, "shop").open()).unwrap();
            while !stop.load(Ordering::Relaxed) {
                let rebuild = session.run("alter table log force", "rebuild");
                // One that waits for a lock gives up after a second, as we do.
                let done = runtime.block_on(rebuild).is_ok();
                altering.fetch_add(usize::from(done), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(120));
            }
        })
    };
    trial.random(40, Duration::from_millis(400), &|_| trial.clear());
    stop.store(true, Ordering::Relaxed);
    alter.join().unwrap();
    assert!(altering.load(Ordering::Relaxed) > 5);
    trial.finish();
}

/// The server dies as by a power cut while it is read from, and comes back.
#[test]
fn a_server_that_restarts_is_dumped_in_the_end() {
    let Some(place) = Place::new(&[]) else { return };
    let mut trial = Trial::new(place, None);
    for milliseconds in [20, 40, 60, 80, 100, 120, 150, 200] {
        let mut child = trial.start(usize::MAX);
        std::thread::sleep(Duration::from_millis(milliseconds));
        trial.place.server.restart().unwrap();
        child.wait().unwrap();
        trial.check("after the server died");
    }
    trial.finish();
}

/// A server that hangs is not waited for without an end.
#[test]
fn a_server_that_hangs_is_told_of() {
    let Some(place) = Place::new(&[]) else { return };
    let trial = Trial::new(place, None);
    let place = &trial.place;
    let source = source(&place.server.socket, "shop").with_patience(Duration::from_secs(1));
    // Slow enough to be in the middle of it.
    let mut job = job(false);
    job.max_rate = Some(200_000);
    let (server, stopped) = (&place.server, Arc::new(AtomicBool::new(false)));
    let summary = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(700));
            server.signal("STOP").unwrap();
            stopped.store(true, Ordering::Relaxed);
        });
        let begun = Instant::now();
        let dump = dump(source, trial.archive.clone(), job, place.watch());
        let summary = place.block_on(dump);
        assert!(begun.elapsed() < Duration::from_secs(20));
        summary
    });
    assert!(stopped.load(Ordering::Relaxed));
    server.signal("CONT").unwrap();
    let failed = summary.map_or_else(
        |error| vec![error],
        |summary| summary.failed.into_iter().map(|(_, error)| error).collect(),
    );
    let silent = |error: &DumpError| {
        error
            .message
            .contains("the server has not answered for 1 s")
    };
    assert!(failed.iter().any(silent), "{failed:?}");
    trial.finish();
}

/// What the child says when it has seen a full disk, and its day in the archive in the end.
const FULL: &str = "SKEP_CRASH_FULL";

/// In a mount namespace of its own: a disk of a megabyte, then one that is large enough.
#[test]
fn full_child() {
    let Ok(socket) = std::env::var(FULL) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let disk = dir.path().to_str().unwrap();
    let mount = |options: &str| {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs", disk]);
        assert!(mount.status().unwrap().success());
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ear = || {
        Arc::new(Ear {
            now: Mutex::new(moment("2009-12-16 03:00")),
            events: Mutex::default(),
            at_step: Box::new(|_| {}),
        })
    };
    let run = || {
        let source = source(Path::new(&socket), "shop");
        runtime.block_on(dump(source, archive(dir.path()), job(false), ear()))
    };
    let check = |live: bool| {
        let archive = archive(dir.path());
        let everything = VerifyJob {
            database: "shop".to_owned(),
            ..VerifyJob::default()
        };
        let job = job(false);
        let live = live.then(|| (source(Path::new(&socket), "shop"), &job));
        runtime.block_on(verify(&archive, &everything, live, ear()))
    };
    mount("size=400k");
    let full = run().unwrap();
    let (_, error) = full.failed.first().unwrap();
    assert!(
        error.message.contains("No space left on device"),
        "{error:?}"
    );
    let hint = error.hint.as_deref().unwrap_or_default();
    assert!(hint.starts_with("free some space"), "{error:?}");
    match check(false) {
        Ok(summary) => assert_eq!(summary.failed, []),
        Err(error) => assert_eq!(error.kind, skep_database::dump::Kind::Usage, "{error}"),
    }
    let hidden = names(&dir.path().join("shop/log/_days"));
    assert!(
        !hidden.iter().any(|name| name.starts_with('.')),
        "{hidden:?}"
    );
    mount("remount,size=100m");
    assert_eq!(run().unwrap().failed, []);
    let deep = check(true).unwrap();
    assert_eq!(
        (deep.failed.as_slice(), deep.changed, deep.done),
        (&[][..], 0, 5)
    );
}

#[test]
fn a_disk_that_is_full_leaves_nothing_half() {
    let mounts = Command::new("unshare")
        .args(["-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp"])
        .status();
    if !mounts.is_ok_and(|status| status.success()) {
        // Where namespaces aren't for users there is no small disk to be had.
        return;
    }
    let Some(place) = Place::new(&[]) else { return };
    let trial = Trial::new(place, None);
    let mut child = Command::new("unshare");
    child.arg("-rm").arg(std::env::current_exe().unwrap());
    child.args(["--exact", "crashes::full_child", "--nocapture"]);
    child.env(FULL, &trial.place.server.socket);
    let output = child.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
}

/// At every step of a first dump and of one that replaces, and at random moments.
fn killed_on_s3(server: &S3Server, times: u32) {
    let Some(place) = Place::new(&[]) else { return };
    server.create_bucket("backups").unwrap();
    let mut trial = Trial::new(place, Some(server));
    for step in 0..60 {
        let ended = trial.start(step).wait().unwrap().success();
        trial.check(&format!("killed at step {step}"));
        if ended {
            break;
        }
    }
    trial.finish();
    trial.redump = true;
    for step in 0..60 {
        trial.change(step);
        let ended = trial.start(step).wait().unwrap().success();
        trial.check(&format!("killed at step {step} of a dump that replaces"));
        if ended {
            break;
        }
    }
    trial.finish();
    let change = |round| trial.change(100 + round as usize);
    trial.random(times, Duration::from_millis(800), &change);
}

#[test]
fn a_dump_to_moto_that_is_killed_goes_on() {
    let Some(server) = S3Server::moto().unwrap() else {
        return;
    };
    killed_on_s3(&server, 30);
}

#[test]
fn a_dump_to_seaweedfs_that_is_killed_goes_on() {
    let Some(server) = S3Server::seaweedfs().unwrap() else {
        return;
    };
    killed_on_s3(&server, 30);
}
