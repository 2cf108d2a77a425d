//! A month of nights on a server that is in use: nothing is read twice, nothing is lost, and an empty server gets it all back.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use skep_database::dump::{
    Archive, Event, Format, Job, RestoreJob, Source, Summary, dump, restore,
};
use skep_testkit::database::MariaDb;

use crate::setup::{Place, daily, names, source, source_of};
use crate::values;

/// Rows of `hits` a day, and the length of what each says.
const HITS: u64 = 400;
const TEXT: u64 = 300;
/// What a night may send beside the rows: answers to questions about tables, greetings, counts.
const REST: u64 = 60_000;

const TABLES: &str = "
    create table hits (id bigint primary key auto_increment, at datetime(3) not null, host varchar(20), t varchar(300), key (at));
    create table `select` (`from` int primary key, `where` varchar(20)); insert into `select` values (1, 'group'), (2, 'by');
    create table users (id int primary key, name varchar(40), seen int); insert into users select seq, md5(seq), 0 from seq_1_to_50;
    create table files (id int primary key, at date, data longblob, key (at));";

/// The month's server, and who writes to it all the time.
struct Month {
    place: Place,
    archive: Archive,
    job: Job,
    /// The day of December that it is.
    today: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
    writers: Vec<std::thread::JoinHandle<u64>>,
}

fn date(day: u32) -> String {
    match day {
        1..=31 => format!("2009-12-{day:02}"),
        _ => "2010-01-01".to_owned(),
    }
}

/// Inserts rows of today, and changes users, until it is stopped; a server that is away is waited for. Gives how many rows it inserted.
fn write(source: Source, name: &'static str, today: &AtomicU32, stop: &AtomicBool) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut rows = 0;
    while !stop.load(Ordering::Relaxed) {
        let day = date(today.load(Ordering::Relaxed));
        let statements = [
            format!("insert into hits (at, host, t) values ('{day} 12:00', '{name}', 'x')"),
            format!(
                "update users set seen = seen + 1 where id = {}",
                rows % 50 + 1
            ),
        ];
        let done = runtime.block_on(async {
            let mut session = source.open().await?;
            for statement in &statements {
                session.run(statement, "write").await?;
            }
            session.close().await;
            Ok::<_, skep_database::dump::DumpError>(())
        });
        rows += u64::from(done.is_ok());
        std::thread::sleep(Duration::from_millis(3));
    }
    rows
}

impl Month {
    fn new(format: Format) -> Option<Month> {
        let options = ["--max-allowed-packet=64M", "--userstat=1"];
        let place = Place::new(&options)?;
        place.sql(values::TABLE);
        place.sql(TABLES);
        place.sql("create user dumper@localhost; grant select, show view, trigger, process on *.* to dumper@localhost");
        let mut job = daily("UTC");
        job.daily = ["hits", "log", "files"]
            .map(|table| (table.to_owned(), "at".to_owned()))
            .to_vec();
        job.whole = vec!["*".to_owned()];
        job.start = Some(date(1).parse().unwrap());
        job.settle_empty = chrono::TimeDelta::zero();
        job.format = format;
        let archive = place.archive();
        let (today, stop) = (
            Arc::new(AtomicU32::new(1)),
            Arc::new(AtomicBool::new(false)),
        );
        let writers = ["one", "two"].map(|name| {
            let (source, today, stop) =
                (place.source("shop"), Arc::clone(&today), Arc::clone(&stop));
            std::thread::spawn(move || write(source, name, &today, &stop))
        });
        Some(Month {
            place,
            archive,
            job,
            today,
            stop,
            writers: writers.into(),
        })
    }

    /// The dumper, which the server keeps accounts of.
    fn dumper(&self) -> Source {
        let socket = self.place.server.socket.display();
        source_of(&format!("mysql://dumper@localhost/shop?socket={socket}"))
    }

    /// What the server has sent to the dumper so far: bytes and rows.
    fn sent(&self) -> (u64, u64) {
        let sent = "select coalesce(sum(bytes_sent), 0), coalesce(sum(rows_sent), 0) from information_schema.user_statistics where user = 'dumper'";
        let sent = self.place.sql(sent);
        let (bytes, rows) = sent.trim().split_once('\t').unwrap();
        (bytes.parse().unwrap(), rows.parse().unwrap())
    }

    /// The rows that a day brings, before its midnight; then it is the next day.
    fn day(&self, day: u32) {
        let date = date(day);
        self.place.sql(&format!(
            "insert into hits (at, host, t) select '{date}' + interval seq * 200 second, 'web', repeat(char(65 + seq % 26), {TEXT}) from seq_0_to_{}",
            HITS - 1
        ));
        match day {
            14 => drop(self.place.sql(values::ROWS)),
            20 => drop(self.place.sql("insert into files values (1, '2009-12-20', repeat(x'00275c22ff0a1a80', 2097153)), (2, '2009-12-20', '')")),
            _ => {}
        }
        self.today.store(day + 1, Ordering::Relaxed);
    }

    fn dump(&self) -> skep_database::dump::Result<Summary> {
        let dump = dump(
            self.dumper(),
            self.archive.clone(),
            self.job.clone(),
            self.place.watch(),
        );
        self.place.block_on(dump)
    }

    /// A night's dump, that has to succeed, and what the server sent for it.
    fn night(&self) -> (Summary, u64) {
        let before = self.sent();
        let summary = self.dump().unwrap();
        assert_eq!(summary.failed, [], "{:?}", self.place.events());
        let after = self.sent();
        // Rows about tables come with it, and few.
        assert!(after.1 - before.1 >= summary.rows, "{summary:?}");
        assert!(
            after.1 - before.1 < summary.rows + 2_500,
            "{} {summary:?}",
            after.1 - before.1
        );
        (summary, after.0 - before.0)
    }

    /// The bytes of a day's `hits`, as the server sends them: lengths, values, and a header for each row.
    fn bytes_of(&self, day: u32) -> u64 {
        let (from, to) = (date(day), date(day + 1));
        let sum = format!(
            "select coalesce(sum(4 + 6 + length(id) + length(at) + length(host) + length(t)), 0) from hits where at >= '{from}' and at < '{to}'"
        );
        self.place.sql(&sum).trim().parse().unwrap()
    }

    fn run(&mut self) {
        for day in 1..=31 {
            self.day(day);
            self.place.set_now(&format!("{} 03:00", date(day + 1)));
            match day {
                // Nobody starts it.
                5 => {}
                7 => self.late_transaction(day),
                11 => self.killed(),
                17 => self.no_server(),
                22 => self.late_rows(),
                _ => self.usual(day),
            }
        }
    }

    fn usual(&self, day: u32) {
        let (summary, bytes) = self.night();
        assert_eq!(
            (summary.open, summary.changed),
            (0, 0),
            "{day}: {:?}",
            self.place.events()
        );
        // Days that were left: nobody dumped the 5th; the 7th was open; the 11th was begun, the 17th had no server.
        let left: &[u32] = match day {
            6 => &[5],
            8 => &[7],
            12 => &[11],
            18 => &[17],
            _ => &[],
        };
        let due: u64 = left
            .iter()
            .chain([&day])
            .map(|day| self.bytes_of(*day))
            .sum();
        let rest = match day {
            14 => 300_000,
            20 => 17_500_000,
            _ => 0,
        };
        assert!(bytes >= self.bytes_of(day), "{day}: {bytes} of {due}");
        assert!(bytes <= due + rest + REST, "{day}: {bytes} of {due}");
    }

    /// A transaction with a row of the day is open over its midnight.
    fn late_transaction(&self, day: u32) {
        let late = source(&self.place.server.socket, "shop");
        let mut late = self.place.block_on(late.open()).unwrap();
        let insert = format!(
            "insert into hits (at, host, t) values ('{} 23:59:59', 'late', 'committed after midnight')",
            date(day)
        );
        for statement in ["start transaction", &insert] {
            self.place
                .block_on(late.run(statement, "write late"))
                .unwrap();
        }
        std::thread::sleep(Duration::from_millis(3_200));
        *self.place.ear.now.lock().unwrap() =
            crate::setup::moment(&format!("{} 00:00", date(day + 1)))
                + chrono::TimeDelta::seconds(1);
        let (summary, _) = self.night();
        assert_eq!(summary.open, 3, "{:?}", self.place.events());
        self.place.block_on(late.commit()).unwrap();
    }

    /// Stopped while rows are read.
    fn killed(&self) {
        let stopped = [5, 15, 30, 60].map(|milliseconds| {
            let dump = dump(
                self.dumper(),
                self.archive.clone(),
                self.job.clone(),
                self.place.watch(),
            );
            let dump =
                async { tokio::time::timeout(Duration::from_millis(milliseconds), dump).await };
            self.place.block_on(dump).is_err()
        });
        assert!(stopped.contains(&true));
    }

    fn no_server(&mut self) {
        self.place.server.stop();
        assert!(self.dump().is_err());
        self.place.server.restart().unwrap();
    }

    /// Rows of a day that is done: told, and dumped again when that is asked for.
    fn late_rows(&mut self) {
        self.place.sql(
            "insert into hits (at, host, t) values ('2009-12-19 10:00', 'late', 'days later')",
        );
        let (summary, _) = self.night();
        assert_eq!(summary.changed, 1);
        let events = self.place.events();
        let told = |event: &Event| matches!(event, Event::Changed(subject, ..) if subject == "hits 2009-12-19");
        assert!(events.iter().any(told), "{events:?}");
        self.job.redump = true;
        let (summary, _) = self.night();
        assert_eq!(summary.changed, 0);
        self.job.redump = false;
    }

    /// Ends the writing, and with it what isn't in the archive: users change until the last dump.
    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for writer in self.writers.drain(..) {
            assert!(writer.join().unwrap() > 300);
        }
        let (summary, _) = self.night();
        assert_eq!((summary.open, summary.changed), (0, 0));
        self.place.sql("delete from hits where at >= '2010-01-01'");
    }

    /// Everything that the month's tables hold, row by row.
    fn contents(server: &MariaDb, database: &str) -> String {
        let look = [
            values::LOOK,
            "select id, at, hex(host), hex(t) from hits order by id",
            "select * from `select` order by 1",
            "select * from users order by id",
            "select id, at, length(data), md5(data) from files order by id",
        ];
        server
            .sql(&format!("use {database}; {}", look.join(";")))
            .unwrap()
    }
}

#[test]
fn a_month_of_sql() {
    let Some(mut month) = Month::new(Format::Sql) else {
        return;
    };
    month.run();
    month.end();
    let expected = Month::contents(&month.place.server, "shop");
    assert!(expected.lines().count() as u64 > 31 * HITS);
    let other = MariaDb::start_with(&["--max-allowed-packet=64M"])
        .unwrap()
        .unwrap();
    restore_into(&month, &other);
    assert_eq!(Month::contents(&other, "shop"), expected);

    // And by the plain client alone.
    other
        .sql("create database plain character set utf8mb4")
        .unwrap();
    let mut script = File::create(month.place.dir.path().join("script")).unwrap();
    let mut structure = File::open(month.place.path("shop/structure.sql")).unwrap();
    std::io::copy(&mut structure, &mut script).unwrap();
    for dir in ["", "hits", "log", "files"] {
        let dir = month.place.path("shop").join(dir);
        for name in names(&dir).iter().filter(|n| n.ends_with(".sql.zst")) {
            let file = File::open(dir.join(name)).unwrap();
            zstd::stream::copy_decode(file, &mut script).unwrap();
        }
    }
    let mut client = other.program("mariadb").unwrap().unwrap();
    client.args(["--max-allowed-packet=128M", "plain"]);
    client.stdin(File::open(month.place.dir.path().join("script")).unwrap());
    assert!(client.status().unwrap().success());
    assert_eq!(Month::contents(&other, "plain"), expected);
}

#[test]
fn a_month_of_parquet() {
    let Some(mut month) = Month::new(Format::Parquet) else {
        return;
    };
    month.run();
    month.end();
    let other = MariaDb::start_with(&["--max-allowed-packet=64M"])
        .unwrap()
        .unwrap();
    restore_into(&month, &other);
    let expected = Month::contents(&month.place.server, "shop");
    assert_eq!(Month::contents(&other, "shop"), expected);
}

fn restore_into(month: &Month, other: &MariaDb) {
    other
        .sql("create database shop character set utf8mb4")
        .unwrap();
    let job = RestoreJob {
        database: "shop".to_owned(),
        programs: true,
        ..RestoreJob::default()
    };
    let restore = restore(
        source(&other.socket, "shop"),
        month.archive.clone(),
        job,
        month.place.watch(),
    );
    let restored = month.place.block_on(restore).unwrap();
    assert_eq!(restored.failed, []);
}
