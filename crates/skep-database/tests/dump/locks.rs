//! Nobody waits for a dump for long, and a dump doesn't trip over who alters its table.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use skep_database::dump::{Event, dump};

use crate::setup::{Ear, Place, daily, moment};

#[test]
fn a_table_that_is_altered_before_it_is_read_is_read_anew() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, key (at))");
    place.sql("insert into log (at) values ('2009-12-14 10:00')");
    let altered = AtomicBool::new(false);
    let mut alter = place.server.program("mariadb").unwrap().unwrap();
    alter.args([
        "shop",
        "-e",
        "alter table log add column late int default 7, force",
    ]);
    let alter = Mutex::new(alter);
    let ear = Arc::new(Ear {
        now: Mutex::new(moment("2009-12-15 03:00")),
        events: Mutex::default(),
        at_step: Box::new(move |step| {
            // The snapshot is there, and the table hasn't been read in it.
            if step == "rows" && !altered.swap(true, Ordering::SeqCst) {
                assert!(alter.lock().unwrap().status().unwrap().success());
            }
        }),
    });
    let run = dump(
        place.source("shop"),
        place.archive(),
        daily("UTC"),
        ear.clone(),
    );
    let summary = place.block_on(run).unwrap();
    assert_eq!((summary.failed.as_slice(), summary.done), (&[][..], 1));
    let events = ear.events.lock().unwrap();
    let again = events.iter().find_map(|event| match event {
        Event::Again(_, why) => Some(why.clone()),
        _ => None,
    });
    // ER_TABLE_DEF_CHANGED
    assert!(again.unwrap().ends_with("(error 1412)"));
    let file = std::fs::File::open(place.path("shop/log/log.2009-12-14.sql.zst")).unwrap();
    let text = String::from_utf8(zstd::decode_all(file).unwrap()).unwrap();
    assert!(text.contains("(1,'2009-12-14 10:00:00',7)"), "{text}");
}

#[test]
fn who_alters_a_table_that_is_read_does_not_wait_for_the_dump() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int primary key auto_increment, at datetime, t varchar(200), key (at))");
    // Some 12 MB, which take more than 10 s at 1 MB a second.
    place.sql("insert into log (at, t) select '2009-12-14', repeat('x', 200) from seq_1_to_60000");
    let mut job = daily("UTC");
    job.max_rate = Some(1 << 20);
    let (source, archive, watch) = (place.source("shop"), place.archive(), place.watch());
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let dumping = std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let run = runtime.spawn(dump(source, archive, job, watch));
        // The test is over before it is.
        let _ = stopped.recv();
        run.abort();
    });
    let reading = "select count(*) from information_schema.processlist where info like 'SELECT%FROM `log`%2009-12-14%' and state like 'Writing%'";
    while place.sql(reading) != "1\n" {
        std::thread::sleep(Duration::from_millis(10));
    }
    let start = Instant::now();
    place.sql("alter table log add column late int");
    let waited = start.elapsed();
    place.sql("insert into log (at) values ('2009-12-14')");
    let both = start.elapsed();
    let again = place
        .events()
        .iter()
        .any(|event| matches!(event, Event::Again(..)));
    let _ = stop.send(());
    dumping.join().unwrap();
    assert!(again, "the dump was at it");
    // The dump's own time is over 10 s; what is left here is starting two clients on a busy machine.
    assert!(
        both < Duration::from_secs(8),
        "ALTER took {waited:?}, with an INSERT {both:?}"
    );
}

#[test]
fn a_table_without_snapshots_is_read_and_told_of() {
    let Some(place) = Place::new(&[]) else { return };
    place.sql("create table log (id int, at datetime, key (at)) engine = myisam; insert into log values (1, '2009-12-15')");
    place.dump(&daily("UTC"));
    let told = place.events().into_iter().any(|event| match event {
        Event::Warning(text) => {
            text.starts_with("`log` is a table of MyISAM, which has no snapshots")
        }
        _ => false,
    });
    assert!(told);
    let manifest = std::fs::read_to_string(place.path("shop/log/_days/2009-12-15.json")).unwrap();
    assert!(manifest.contains(r#""snapshot": "none""#), "{manifest}");
}
