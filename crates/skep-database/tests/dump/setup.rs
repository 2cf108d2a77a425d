//! A server, an archive and a fixed time.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use skep_database::dump::{Archive, Event, Job, RestoreJob, Source, Summary, Watch, dump, restore};
use skep_database::settings::database_url;
use skep_storage::{Environment, Stores};
use skep_testkit::database::MariaDb;
use tempfile::TempDir;

/// Hears everything; the time is what it says.
pub(crate) struct Ear {
    pub(crate) now: Mutex<DateTime<Utc>>,
    pub(crate) events: Mutex<Vec<Event>>,
    /// Called at each step.
    pub(crate) at_step: Box<dyn Fn(&'static str) + Send + Sync>,
}

impl Watch for Ear {
    fn event(&self, event: Event) {
        self.events.lock().unwrap().push(event);
    }

    fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    fn step(&self, step: &'static str) {
        (self.at_step)(step);
    }
}

/// A server with a database `shop`, and a directory for its archive.
pub(crate) struct Place {
    pub(crate) server: MariaDb,
    pub(crate) dir: TempDir,
    pub(crate) ear: Arc<Ear>,
    runtime: tokio::runtime::Runtime,
}

/// A moment, `2009-12-16 03:00` UTC.
pub(crate) fn moment(text: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    local.and_utc()
}

impl Place {
    /// None where MariaDB isn't installed.
    pub(crate) fn new(options: &[&str]) -> Option<Place> {
        let server = MariaDb::start_with(options).unwrap()?;
        server
            .sql("create database shop character set utf8mb4")
            .unwrap();
        Some(Place {
            server,
            dir: tempfile::tempdir().unwrap(),
            ear: Arc::new(Ear {
                now: Mutex::new(moment("2009-12-16 03:00")),
                events: Mutex::default(),
                at_step: Box::new(|_| {}),
            }),
            runtime: tokio::runtime::Runtime::new().unwrap(),
        })
    }

    pub(crate) fn sql(&self, statements: &str) -> String {
        self.server.sql(&format!("use shop; {statements}")).unwrap()
    }

    pub(crate) fn source(&self, database: &str) -> Source {
        source(&self.server.socket, database)
    }

    pub(crate) fn archive(&self) -> Archive {
        archive(&self.dir.path().join("archive"))
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("archive").join(name)
    }

    pub(crate) fn set_now(&self, text: &str) {
        *self.ear.now.lock().unwrap() = moment(text);
    }

    pub(crate) fn events(&self) -> Vec<Event> {
        std::mem::take(&mut self.ear.events.lock().unwrap())
    }

    pub(crate) fn watch(&self) -> Arc<dyn Watch> {
        Arc::clone(&self.ear) as Arc<dyn Watch>
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Dumps; every failure is a panic.
    pub(crate) fn dump(&self, job: &Job) -> Summary {
        let summary = self
            .block_on(dump(
                self.source("shop"),
                self.archive(),
                job.clone(),
                self.watch(),
            ))
            .unwrap();
        assert_eq!(summary.failed, [], "{:?}", self.events());
        summary
    }

    /// Restores into a database; every failure is a panic.
    pub(crate) fn restore(&self, database: &str, change: impl FnOnce(&mut RestoreJob)) -> Summary {
        let mut job = RestoreJob {
            database: "shop".to_owned(),
            programs: true,
            ..RestoreJob::default()
        };
        change(&mut job);
        let summary = self
            .block_on(restore(
                self.source(database),
                self.archive(),
                job,
                self.watch(),
            ))
            .unwrap();
        assert_eq!(summary.failed, []);
        summary
    }
}

pub(crate) fn source(socket: &Path, database: &str) -> Source {
    let socket = socket.display();
    source_of(&format!(
        "mysql://root@localhost/{database}?socket={socket}"
    ))
}

pub(crate) fn source_of(url: &str) -> Source {
    let settings = database_url(url).unwrap();
    let server = settings.server(&Environment::new([("HOME", "/nowhere")], "/"));
    Source::of_server(&server.unwrap()).unwrap()
}

/// An archive in a bucket of a server; `env` leads there.
pub(crate) fn s3_archive(env: Vec<(&'static str, String)>, spool: &Path) -> Archive {
    let env = env.into_iter().chain([("HOME", "/nowhere".to_owned())]);
    let stores = Arc::new(Stores::new(Environment::new(env, "/")));
    let root = stores.location("s3://backups/a").unwrap();
    Archive::new(stores, root, spool.to_owned())
}

pub(crate) fn archive(path: &Path) -> Archive {
    let stores = Arc::new(Stores::new(Environment::new([("HOME", "/nowhere")], "/")));
    let root = stores.location(path.to_str().unwrap()).unwrap();
    Archive::new(stores, root, path.join("spool"))
}

/// Daily dumps of `log` by `at`, with nothing to wait for.
pub(crate) fn daily(zone: &str) -> Job {
    let mut job = Job::new(zone.parse::<Tz>().unwrap());
    job.daily = vec![("log".to_owned(), "at".to_owned())];
    job.settle = TimeDelta::zero();
    job.structure = true;
    job
}

/// The names of the files in a directory, but for locks.
pub(crate) fn names(dir: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = entries
        .filter(|entry| entry.file_type().unwrap().is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name != ".lock")
        .collect();
    names.sort();
    names
}
