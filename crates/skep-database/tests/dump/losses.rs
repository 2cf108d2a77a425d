//! The seven ways in which the old dumper lost data, each by its name.

use chrono::TimeDelta;
use skep_database::dump::{Event, dump};

use crate::setup::{Place, daily, names, source, source_of};

fn rows_of(place: &Place, day: &str) -> u64 {
    let text = std::fs::read_to_string(place.path(&format!("shop/log/_days/{day}.json"))).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    manifest["rows"].as_u64().unwrap()
}

/// `where created_at = '2009-12-13'` gave the one row of midnight.
#[test]
fn loss_1_a_day_of_a_datetime_is_more_than_its_midnight() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime(6), key (at))");
    place.sql(
        "insert into log (at) select '2009-12-13' + interval seq * 864 second from seq_0_to_299",
    );
    place.sql("insert into log (at) values ('2009-12-13 23:59:59.999999')");
    place.dump(&daily("UTC"));
    assert_eq!(rows_of(&place, "2009-12-13"), 101);
    assert_eq!(rows_of(&place, "2009-12-14"), 100);
    assert_eq!(rows_of(&place, "2009-12-15"), 100);
}

/// A dump that was killed left a file, which counted as done.
#[test]
fn loss_2_a_file_without_a_manifest_is_not_done() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at))");
    place.sql("insert into log (at) values ('2009-12-14 10:00')");
    std::fs::create_dir_all(place.path("shop/log")).unwrap();
    std::fs::write(place.path("shop/log/log.2009-12-14.sql.zst"), "half").unwrap();
    std::fs::write(place.path("shop/log/log.2009-12-14.part2.sql.zst"), "half").unwrap();
    place.dump(&daily("UTC"));
    assert_eq!(rows_of(&place, "2009-12-14"), 1);
    assert_eq!(names(&place.path("shop/log")), ["log.2009-12-14.sql.zst"]);
    place.server.sql("create database other").unwrap();
    assert_eq!(place.restore("other", |_| {}).rows, 1);
}

/// With a wrong password, or without a server, an empty file was made.
#[test]
fn loss_3_without_a_server_nothing_is_done() {
    let Some(mut place) = Place::new(&[]) else {
        return;
    };
    place.sql("create table log (id int, at datetime)");
    let socket = place.server.socket.display();
    let wrong = source_of(&format!(
        "mysql://skep:wrong@localhost/shop?socket={socket}"
    ));
    let error = place
        .block_on(dump(wrong, place.archive(), daily("UTC"), place.watch()))
        .unwrap_err();
    assert!(
        error.message.starts_with(&format!(
            "cannot connect to `skep@{socket} shop`: Access denied"
        )),
        "{error}"
    );
    assert!(!error.message.contains("wrong"), "{error}");
    place.server.stop();
    let socket = source(&place.server.socket, "shop");
    assert!(
        place
            .block_on(dump(socket, place.archive(), daily("UTC"), place.watch()))
            .is_err()
    );
    assert!(!place.path("shop").exists());
}

/// The exit status was ignored: here a day that fails is told, isn't done, and others are.
#[test]
fn loss_4_a_day_that_fails_is_told() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at)); create table ok (id int)");
    place.sql("insert into log (at) values ('2009-12-14 10:00'); insert into ok values (1)");
    let mut job = daily("UTC");
    job.whole = vec!["ok".to_owned(), "missing".to_owned()];
    job.rules.entry("log".to_owned()).or_default().condition =
        Some("no_such_column = 1".to_owned());
    let summary = place
        .block_on(dump(
            place.source("shop"),
            place.archive(),
            job,
            place.watch(),
        ))
        .unwrap();
    let failed: Vec<&str> = summary
        .failed
        .iter()
        .map(|(subject, _)| subject.as_str())
        .collect();
    assert_eq!(failed, ["log 2009-12-14", "log 2009-12-15", "missing"]);
    assert_eq!(summary.done, 1);
    assert_eq!(names(&place.path("shop/log/_days")), Vec::<String>::new());
    assert_eq!(names(&place.path("shop/log")), Vec::<String>::new());
}

/// A day of a TIMESTAMP column was one of UTC, whatever the server's zone.
#[test]
fn loss_5_a_day_is_of_the_zone_that_is_stated() {
    let Some(place) = Place::new(&["--default-time-zone=+05:30"]) else {
        return;
    };
    for column in ["timestamp not null", "datetime not null"] {
        place.sql(&format!(
            "drop table if exists log; create table log (id int primary key, at {column}, key (at))"
        ));
        // In the server's zone, which is India's: an hour apart from the 12th to the 15th.
        place.sql("insert into log select seq, '2009-12-12' + interval seq hour from seq_0_to_95");
        let _ = std::fs::remove_dir_all(place.path("shop"));
        place.dump(&daily("Asia/Kolkata"));
        for day in ["2009-12-12", "2009-12-13", "2009-12-14", "2009-12-15"] {
            assert_eq!(rows_of(&place, day), 24, "{column} {day}");
        }
        let text = std::fs::read_to_string(place.path("shop/log/_days/2009-12-13.json")).unwrap();
        let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = match column.starts_with("timestamp") {
            // Midnight in India is 18:30 of the day before in UTC.
            true => ("2009-12-12 18:30:00", "2009-12-13 17:30:00"),
            false => ("2009-12-13 00:00:00", "2009-12-13 23:00:00"),
        };
        assert_eq!(
            (
                manifest["min"].as_str().unwrap(),
                manifest["max"].as_str().unwrap()
            ),
            expected
        );
        let _ = place
            .server
            .sql("drop database if exists other; create database other");
        place.restore("other", |_| {});
        let rows = "select id, at from log order by id";
        assert_eq!(
            place.server.sql(&format!("use other; {rows}")).unwrap(),
            place.sql(rows)
        );
    }
}

/// A row that was committed after the dump was never dumped.
#[test]
fn loss_6_a_late_commit_is_waited_for_or_found() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at))");
    place.sql("insert into log (at) values ('2009-12-14 10:00')");
    // A transaction that is open since before the day's end (the test's clock is far behind the server's).
    let mut late = place.server.program("mariadb").unwrap().unwrap();
    late.args(["shop", "--unbuffered", "--skip-column-names"]);
    late.stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut late = late.spawn().unwrap();
    let mut stdin = late.stdin.take().unwrap();
    let mut stdout = std::io::BufReader::new(late.stdout.take().unwrap());
    use std::io::{BufRead, Write};
    let mut line = String::new();
    writeln!(
        stdin,
        "begin; insert into log (at) values ('2009-12-14 11:00'); select 'written';"
    )
    .unwrap();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "written\n");
    // It began now: the day's end has to be later for it to matter. So a day that ends after now by the server's clock.
    let mut job = daily("UTC");
    *place.ear.now.lock().unwrap() = chrono::Utc::now();
    job.start = Some("2009-12-14".parse().unwrap());
    job.last = Some("2009-12-14".parse().unwrap());
    let summary = place.dump(&job);
    // The day was long over when that transaction began, so it is dumped …
    assert_eq!(summary.done, 1);
    drop(stdout);
    writeln!(stdin, "commit;").unwrap();
    drop(stdin);
    late.wait().unwrap();
    // … and what came late is found by counting again, told, and dumped again when that is asked for.
    place.events();
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.changed), (0, 1));
    assert!(
        place
            .events()
            .contains(&Event::Changed("log 2009-12-14".to_owned(), 1, 2))
    );
    assert!(place.path("shop/log/_days/2009-12-14.changed").exists());
    job.redump = true;
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.changed), (1, 0));
    assert_eq!(rows_of(&place, "2009-12-14"), 2);
    assert!(!place.path("shop/log/_days/2009-12-14.changed").exists());
    assert_eq!(names(&place.path("shop/log")), ["log.2009-12-14.sql.zst"]);
}

/// The same, of a transaction that was open when its day ended: the day waits for it.
#[test]
fn loss_6_a_day_waits_for_transactions_that_were_open_at_its_end() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at))");
    let mut late = place.server.program("mariadb").unwrap().unwrap();
    late.args(["shop", "--unbuffered", "--skip-column-names"]);
    late.stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped());
    let mut late = late.spawn().unwrap();
    let mut stdin = late.stdin.take().unwrap();
    use std::io::{BufRead, Write};
    let mut stdout = std::io::BufReader::new(late.stdout.take().unwrap());
    writeln!(
        stdin,
        "begin; insert into log (at) values (utc_timestamp()); select 'written';"
    )
    .unwrap();
    stdout.read_line(&mut String::new()).unwrap();
    // Today counts as over: a settle delay that is negative makes it so.
    let today = chrono::Utc::now();
    *place.ear.now.lock().unwrap() = today;
    let mut job = daily("UTC");
    job.start = Some(skep_database::dump::Day::of(today, chrono_tz::UTC));
    job.last = job.start;
    job.settle = TimeDelta::hours(-48);
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.open), (0, 1));
    let events = place.events();
    assert!(
        events
            .iter()
            .any(|e| matches!(e, Event::Open(_, why) if why.contains("still open"))),
        "{events:?}"
    );
    writeln!(stdin, "commit;").unwrap();
    drop((stdin, stdout));
    late.wait().unwrap();
    // The server's list of transactions is as old as the last look at it, if that was less than a tenth of a second ago.
    let open = "select count(*) from information_schema.innodb_trx where trx_rows_modified > 0";
    while place.sql(open) != "0\n" {
        std::thread::sleep(std::time::Duration::from_millis(150));
    }
    assert_eq!(place.dump(&job).done, 1);
}

/// "No data yet" was frozen as "done".
#[test]
fn loss_7_a_day_without_rows_stays_open_until_it_has_settled() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at))");
    let mut job = daily("UTC");
    job.start = Some("2009-12-14".parse().unwrap());
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.empty, summary.open), (0, 0, 2));
    // The 14th's rows come after all; the 15th has none in the end.
    place.sql("insert into log (at) values ('2009-12-14 10:00')");
    assert_eq!(place.dump(&job).done, 1);
    place.set_now("2009-12-19 00:01");
    let summary = place.dump(&job);
    assert_eq!((summary.done, summary.empty, summary.open), (0, 1, 3));
    // And if rows come even later, they are found.
    place.sql("insert into log (at) values ('2009-12-15 10:00')");
    assert_eq!(place.dump(&job).changed, 1);
    job.redump = true;
    place.dump(&job);
    assert_eq!(rows_of(&place, "2009-12-15"), 1);
}
