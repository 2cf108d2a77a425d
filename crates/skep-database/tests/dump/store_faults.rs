//! An object store that fails: at each request of a run in each way, and at random. A run gets over it or ends with an error; whatever a manifest says is
//! done is whole then, and the next run makes the archive equal to the table.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use skep_database::dump::{
    Archive, Event, Job, Kind, RestoreJob, Summary, VerifyJob, dump, restore, verify,
};
use skep_storage::{Environment, Stores};
use skep_testkit::faulty::{Asked, Fault, Faulty};
use skep_testkit::servers::S3Server;

use crate::setup::{Place, daily};

struct Trial {
    place: Place,
    server: S3Server,
    faulty: Faulty,
    job: Job,
}

/// What goes wrong: at one request, or at it and all that follow.
#[derive(Debug, Clone, Copy)]
enum Plan {
    At(usize, Fault),
    From(usize),
}

impl Plan {
    fn rule(self) -> impl FnMut(&Asked) -> Option<Fault> + Send {
        move |asked| match self {
            Plan::At(number, fault) => (asked.number == number).then_some(fault),
            Plan::From(number) => (asked.number >= number).then_some(Fault::Status(503)),
        }
    }

    fn number(self) -> usize {
        match self {
            Plan::At(number, _) | Plan::From(number) => number,
        }
    }
}

/// Of each request, with its like in turns: nothing was done, something was, and a store that is gone.
fn plans(number: usize) -> [Plan; 4] {
    let [status, broken, lost] = match number % 2 {
        0 => [Fault::Status(500), Fault::Reset, Fault::Lost],
        _ => [Fault::Status(503), Fault::Cut, Fault::LostByReset],
    };
    [
        Plan::At(number, status),
        Plan::At(number, broken),
        Plan::At(number, lost),
        Plan::From(number),
    ]
}

impl Trial {
    fn new(place: Place, server: S3Server) -> Trial {
        server.create_bucket("backups").unwrap();
        let faulty = Faulty::before(&server.endpoint).unwrap();
        place.sql("create table log (id bigint primary key auto_increment, at datetime not null, t varchar(200), key (at))");
        place.sql("insert into log (at, t) select '2009-12-12' + interval seq hour, md5(seq) from seq_0_to_95");
        place.sql("create table users (id int primary key, name varchar(20)); insert into users select seq, left(md5(seq), 20) from seq_1_to_50");
        let mut job = daily("UTC");
        job.whole = vec!["users".to_owned()];
        Trial {
            place,
            server,
            faulty,
            job,
        }
    }

    /// The archive called `name`, by way of what breaks or straight.
    fn archive(&self, name: &str, by_way: bool) -> Archive {
        let mut env = self.server.env();
        if by_way {
            env.push(("AWS_ENDPOINT_URL", self.faulty.endpoint.clone()));
        }
        env.push(("HOME", "/nowhere".to_owned()));
        let stores = Stores::new(Environment::new(env, "/"));
        stores.set("fs.s3a.retry.interval", Some("1ms"));
        let root = stores.location(&format!("s3://backups/{name}")).unwrap();
        Archive::new(Arc::new(stores), root, self.place.dir.path().join("spool"))
    }

    /// What a run says; one that ends at once is one failure.
    fn dump(&self, archive: Archive) -> Summary {
        let run = dump(
            self.place.source("shop"),
            archive,
            self.job.clone(),
            self.place.watch(),
        );
        self.place.block_on(run).unwrap_or_else(|error| Summary {
            failed: vec![("the run".to_owned(), error)],
            ..Summary::default()
        })
    }

    /// Files and manifests agree; and with the tables, where that is asked for.
    fn check(&self, archive: &Archive, deep: bool, when: &str) {
        let job = VerifyJob {
            database: "shop".to_owned(),
            ..VerifyJob::default()
        };
        let live = deep.then(|| (self.place.source("shop"), &self.job));
        let done = verify(archive, &job, live, self.place.watch());
        match self.place.block_on(done) {
            Ok(summary) => {
                assert_eq!(
                    (summary.failed.as_slice(), summary.changed),
                    (&[][..], 0),
                    "{when}"
                );
            }
            // Nothing is done yet.
            Err(error) => assert_eq!((error.kind, deep), (Kind::Usage, false), "{when}: {error}"),
        }
    }

    /// One run with faults, and one without.
    fn round(
        &self,
        name: &str,
        when: &str,
        rule: impl FnMut(&Asked) -> Option<Fault> + Send + 'static,
    ) {
        let straight = self.archive(name, false);
        self.place.events();
        let waiting = self.hidden(&straight);
        self.faulty.set(rule);
        let summary = self.dump(self.archive(name, true));
        for (subject, error) in &summary.failed {
            assert_eq!(error.kind, Kind::Remote, "{when}: {subject}: {error}");
            assert!(
                error.message.starts_with("cannot "),
                "{when}: {subject}: {error}"
            );
        }
        let lost = self.place.events();
        let lost = lost.iter().find(|event| matches!(event, Event::Lost(_)));
        assert_eq!(lost, None, "{when}: there is no other dump");
        self.check(&straight, false, when);
        if summary.failed.is_empty() {
            // What earlier runs left that failed is left there for a day.
            let left = self.hidden(&straight);
            assert!(left <= waiting, "{when}: left by a run that succeeded");
        }
        let clean = self.dump(straight.clone());
        assert_eq!(clean.failed, [], "{when}: the next run");
        self.check(&straight, true, when);
        self.only_what_belongs(&straight, when);
    }

    /// How many files wait for their names.
    fn hidden(&self, archive: &Archive) -> usize {
        let names = ["shop/log/_days", "shop/_tables/users"].map(|dir| self.names(archive, dir));
        names
            .iter()
            .flatten()
            .filter(|name| name.starts_with('.'))
            .count()
    }

    fn names(&self, archive: &Archive, dir: &str) -> Vec<String> {
        let dir = archive.place(dir);
        let entries = archive.stores().list(&dir);
        let entries = self.place.block_on(entries).unwrap_or_default();
        entries
            .iter()
            .map(|entry| entry.location().file_name().to_owned())
            .collect()
    }

    fn only_what_belongs(&self, archive: &Archive, when: &str) {
        let mut names = self.names(archive, "shop/log");
        names.retain(|name| !name.starts_with('_'));
        names.sort();
        let days = ["2009-12-12", "2009-12-13", "2009-12-14", "2009-12-15"];
        assert_eq!(
            names,
            days.map(|day| format!("log.{day}.sql.zst")),
            "{when}"
        );
        let mut names = self.names(archive, "shop");
        names.retain(|name| !name.starts_with('_') && name != "log");
        names.sort();
        assert_eq!(
            names,
            ["structure.sql", "triggers.sql", "users.sql.zst"],
            "{when}"
        );
    }

    fn restores(&self, name: &str) {
        let server = &self.place.server;
        server
            .sql("drop database if exists other; create database other")
            .unwrap();
        let job = RestoreJob {
            database: "shop".to_owned(),
            ..RestoreJob::default()
        };
        let archive = self.archive(name, false);
        let done = restore(self.place.source("other"), archive, job, self.place.watch());
        assert_eq!(self.place.block_on(done).unwrap().failed, []);
        for table in ["log", "users"] {
            let sum = |database: &str| {
                let sum = server.sql(&format!("checksum table {database}.{table} extended"));
                sum.unwrap().replace(database, "")
            };
            assert_eq!(sum("other"), sum("shop"), "{table}");
        }
    }

    /// Each request of a run in each of the ways from one on.
    fn sweep(&self, way: usize, mut name: impl FnMut() -> String) {
        let mut last = String::new();
        for number in 0.. {
            let mut is_reached = false;
            for plan in plans(number).into_iter().skip(way) {
                last = name();
                let name = &last;
                self.round(name, &format!("{plan:?}"), plan.rule());
                is_reached |= self.faulty.count() > plan.number();
            }
            if !is_reached {
                assert!(number > 20, "there are more requests than {number}");
                break;
            }
        }
        self.restores(&last);
    }

    /// Every day differs from what is in the archive, and the whole table does.
    fn change(&self, round: usize) {
        self.place.sql(&format!(
            "insert into log (at, t) select distinct date(at) + interval 12 hour, 'late {round}' from log; update users set name = 'n{round}'"
        ));
    }
}

fn trial() -> Option<Trial> {
    let place = Place::new(&[])?;
    Some(Trial::new(place, S3Server::moto().unwrap()?))
}

#[test]
fn a_first_dump_gets_over_each_fault_at_each_request() {
    let Some(trial) = trial() else { return };
    let mut count = 0;
    trial.sweep(0, || {
        count += 1;
        format!("first{count}")
    });
}

#[test]
fn a_dump_that_replaces_gets_over_each_fault_at_each_request() {
    let Some(mut trial) = trial() else { return };
    assert_eq!(trial.dump(trial.archive("again", false)).failed, []);
    trial.job.redump = true;
    let mut round = 0;
    // What was done and not told, and a store that is gone: what a replacement differs in from a first dump.
    trial.sweep(2, || {
        round += 1;
        trial.change(round);
        "again".to_owned()
    });
}

#[test]
fn a_dump_gets_over_faults_at_random() {
    let Some(trial) = trial() else { return };
    at_random(trial);
}

/// Which checks the signatures of what the forwarder passes on.
#[test]
fn a_dump_gets_over_faults_of_seaweedfs_at_random() {
    let Some(place) = Place::new(&[]) else { return };
    let Some(server) = S3Server::seaweedfs().unwrap() else {
        return;
    };
    at_random(Trial::new(place, server));
}

fn at_random(mut trial: Trial) {
    trial.job.redump = true;
    for (round, rate) in [0.02, 0.1, 0.1, 0.3, 0.3].into_iter().enumerate() {
        let mut random = StdRng::seed_from_u64(round as u64);
        trial.change(round);
        let faults = [
            Fault::Status(503),
            Fault::Reset,
            Fault::Cut,
            Fault::Lost,
            Fault::LostByReset,
        ];
        let rule = move |_: &Asked| {
            let fault = faults[random.random_range(0..faults.len())];
            random.random_bool(rate).then_some(fault)
        };
        trial.round("random", &format!("{rate}"), rule);
    }
    trial.restores("random");
}
