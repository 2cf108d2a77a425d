//! A day at a time, each once.

use chrono::TimeDelta;
use skep_database::dump::{Event, dump};

use crate::setup::{Place, daily, names};

const LOG: &str = "create table log (id bigint primary key auto_increment, at datetime not null, host varchar(40), key (at));";

#[test]
fn each_day_is_dumped_once_and_comes_back() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(LOG);
    place.sql("insert into log (at, host) select '2009-12-13' + interval seq * 8640 second, concat('web', seq % 7) from seq_0_to_24");
    place.sql("create table users (id int primary key, name varchar(20)); insert into users values (1, 'ann'), (2, 'bob')");
    let mut job = daily("UTC");
    job.whole = vec!["*".to_owned()];
    let summary = place.dump(&job);
    // 25 rows, a tenth of a day apart, from the 13th to the middle of the 15th; the 16th is today.
    assert_eq!((summary.done, summary.rows), (4, 27));
    let files = [
        "log.2009-12-13.sql.zst",
        "log.2009-12-14.sql.zst",
        "log.2009-12-15.sql.zst",
    ];
    assert_eq!(names(&place.path("shop/log")), files);
    assert_eq!(
        names(&place.path("shop/log/_days")),
        ["2009-12-13.json", "2009-12-14.json", "2009-12-15.json"]
    );
    assert_eq!(
        names(&place.path("shop")),
        ["structure.sql", "triggers.sql", "users.sql.zst"]
    );

    // Nothing is read a second time.
    let before = std::fs::metadata(place.path("shop/log/log.2009-12-13.sql.zst"))
        .unwrap()
        .modified()
        .unwrap();
    job.whole.clear();
    let again = place.dump(&job);
    assert_eq!((again.done, again.rows), (0, 0));
    let after = std::fs::metadata(place.path("shop/log/log.2009-12-13.sql.zst"))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after);

    // A day later there is one day more.
    place.sql("insert into log (at) values ('2009-12-16 12:00:00')");
    place.set_now("2009-12-17 03:00");
    assert_eq!(place.dump(&job).done, 1);

    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 28);
    assert_eq!(
        place
            .server
            .sql("checksum table shop.log, shop.users")
            .unwrap()
            .replace("shop.", ""),
        place
            .server
            .sql("checksum table other.log, other.users")
            .unwrap()
            .replace("other.", "")
    );

    // What is there already is left alone; what isn't the archive's is told.
    let summary = place.restore("other", |_| {});
    assert_eq!((summary.done, summary.open), (0, 5));
    place
        .server
        .sql("update other.log set host = 'x' where id = 3")
        .unwrap();
    let job = skep_database::dump::RestoreJob {
        database: "shop".to_owned(),
        ..Default::default()
    };
    let summary = place
        .block_on(skep_database::dump::restore(
            place.source("other"),
            place.archive(),
            job,
            place.watch(),
        ))
        .unwrap();
    let [(subject, error)] = summary.failed.as_slice() else {
        panic!("{summary:?}")
    };
    assert_eq!(
        (subject.as_str(), error.kind),
        ("log 2009-12-13", skep_database::dump::Kind::Data)
    );
    assert_eq!(place.restore("other", |job| job.replace = true).done, 1);
}

#[test]
fn the_plain_client_restores_a_file() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(LOG);
    place.sql("insert into log (at, host) values ('2009-12-14', 'a'), ('2009-12-14 23:59:59', 'it''s;\n-- \\\\')");
    place.dump(&daily("UTC"));
    let structure = std::fs::read_to_string(place.path("shop/structure.sql")).unwrap();
    let file = std::fs::File::open(place.path("shop/log/log.2009-12-14.sql.zst")).unwrap();
    let day = String::from_utf8(zstd::decode_all(file).unwrap()).unwrap();
    assert!(!day.contains("DROP") && !day.contains("CREATE"), "{day}");
    place.server.sql("create database other").unwrap();
    place
        .server
        .sql(&format!("use other;\n{structure}\n{day}"))
        .unwrap();
    let rows = "select id, at, hex(host) from log order by id";
    assert_eq!(
        place.server.sql(&format!("use other; {rows}")).unwrap(),
        place.sql(rows)
    );
}

#[test]
fn two_dumps_at_once_make_one_archive() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(LOG);
    place.sql("insert into log (at) select '2009-12-10' + interval seq minute from seq_1_to_5000");
    let job = daily("UTC");
    let run = || {
        skep_database::dump::dump(
            place.source("shop"),
            place.archive(),
            job.clone(),
            place.watch(),
        )
    };
    let (first, second) = place.block_on(async { tokio::join!(run(), run()) });
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!(first.rows + second.rows, 5000);
    let failed: Vec<_> = first.failed.iter().chain(&second.failed).collect();
    assert!(
        failed
            .iter()
            .all(|(_, error)| error.message.contains("another dump of")),
        "{failed:?}"
    );
    assert!(!failed.is_empty());
}

#[test]
fn chunks_are_files_of_one_day() {
    let Some(place) = Place::new(&["--log-bin"]) else {
        return;
    };
    place.sql(LOG);
    place.sql("insert into log (at, host) select '2009-12-14' + interval seq second, md5(seq) from seq_1_to_50000");
    place.sql("analyze table log");
    let mut job = daily("UTC");
    job.chunks = 3;
    place.dump(&job);
    let files = names(&place.path("shop/log"));
    assert_eq!(files.len(), 3, "{files:?}");
    let manifest = std::fs::read_to_string(place.path("shop/log/_days/2009-12-14.json")).unwrap();
    // The server has a binary log, so snapshots are known to be of one moment.
    assert!(manifest.contains(r#""snapshot": "one""#), "{manifest}");
    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 50_000);
}

/// A day before the first that is done may have failed.
#[test]
fn the_first_day_is_that_of_the_first_row() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(LOG);
    place.sql("insert into log (at) values ('2009-12-13 10:00'), ('2009-12-15 10:00')");
    let mut job = daily("UTC");
    job.start = Some("2009-12-15".parse().unwrap());
    assert_eq!(place.dump(&job).done, 1);
    job.start = None;
    job.settle_empty = TimeDelta::zero();
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.empty), (1, 1));
    let days = ["2009-12-13.json", "2009-12-14.json", "2009-12-15.json"];
    assert_eq!(names(&place.path("shop/log/_days")), days);

    // A date that nobody set doesn't make thousands of days.
    place.sql("insert into log (at) values ('1970-01-02')");
    assert_eq!(place.dump(&job).empty, 0);
    let _ = std::fs::remove_dir_all(place.path("shop"));
    let run = dump(place.source("shop"), place.archive(), job, place.watch());
    let failed = place.block_on(run).unwrap().failed;
    let message = &failed.first().unwrap().1.message;
    assert!(
        message.starts_with("the first row of `log` is of 1970-01-02"),
        "{message}"
    );
}

#[test]
fn another_zone_or_column_than_before_is_refused() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql(LOG);
    place.sql("insert into log (at) values ('2009-12-14')");
    place.dump(&daily("UTC"));
    let run = skep_database::dump::dump(
        place.source("shop"),
        place.archive(),
        daily("Asia/Kolkata"),
        place.watch(),
    );
    let summary = place.block_on(run).unwrap();
    let message = &summary.failed.first().unwrap().1.message;
    assert!(
        message.starts_with("the time zone of `log` was `UTC` when 2009-12-14 was dumped"),
        "{message}"
    );
}

#[test]
fn rows_of_no_day_are_told() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int, at datetime)");
    place.sql("set sql_mode=''; insert into log values (1, null), (2, '0000-00-00'), (3, '2009-12-15 10:00')");
    place.dump(&daily("UTC"));
    let warnings: Vec<String> = place
        .events()
        .into_iter()
        .filter_map(|event| match event {
            Event::Warning(text) => Some(text),
            _ => None,
        })
        .collect();
    assert_eq!(
        warnings,
        [
            "no index of `log` begins with `at`: every day reads the whole table",
            "`log` has rows that are of no day from 2009-12-15 on, and in no day's file: `at` IS NULL",
            "`log` has rows that are of no day from 2009-12-15 on, and in no day's file: `at` < '2009-12-15 00:00:00'",
        ]
    );
}
