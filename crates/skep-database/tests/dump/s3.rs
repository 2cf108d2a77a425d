//! The same archive in an object store.

use skep_database::dump::{Archive, RestoreJob, dump, restore};
use skep_testkit::servers::S3Server;

use crate::setup::{Place, daily, s3_archive};

fn check(place: &Place, archive: &Archive) {
    place.sql("create table log (id bigint primary key auto_increment, at datetime not null, t longblob, key (at))");
    place.sql("create table users (id int primary key, name varchar(20)); insert into users values (1, 'ann')");
    place.sql("insert into log (at, t) select '2009-12-13' + interval seq hour, random_bytes(500) from seq_0_to_71");
    let mut job = daily("UTC");
    job.whole = vec!["users".to_owned()];
    let run = || {
        place
            .block_on(dump(
                place.source("shop"),
                archive.clone(),
                job.clone(),
                place.watch(),
            ))
            .unwrap()
    };
    let first = run();
    assert_eq!((first.failed.as_slice(), first.rows), (&[][..], 73));
    // Days are not read again; a whole table is replaced.
    let again = run();
    assert_eq!((again.failed.as_slice(), again.rows), (&[][..], 1));

    // Two at once, both with an object that is too long for one request.
    place
        .sql("insert into log (at, t) select '2009-12-12', random_bytes(1024) from seq_1_to_20000");
    job.start = Some("2009-12-12".parse().unwrap());
    let both = || {
        dump(
            place.source("shop"),
            archive.clone(),
            job.clone(),
            place.watch(),
        )
    };
    let (one, other) = place.block_on(async { tokio::join!(both(), both()) });
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!((one.failed, other.failed), (Vec::new(), Vec::new()));
    let place_of_days = archive.place("shop/log");
    let listed = place
        .block_on(archive.stores().list(&place_of_days))
        .unwrap();
    // The loser has removed its file: a data file a day, and the directory of manifests.
    assert_eq!(listed.len(), 5, "{listed:?}");

    place.server.sql("create database other").unwrap();
    let restore_job = RestoreJob {
        database: "shop".to_owned(),
        ..RestoreJob::default()
    };
    let restored = place
        .block_on(restore(
            place.source("other"),
            archive.clone(),
            restore_job,
            place.watch(),
        ))
        .unwrap();
    assert_eq!(
        (restored.failed.as_slice(), restored.rows),
        (&[][..], 20_073)
    );
    let sum = |database: &str| {
        place
            .server
            .sql(&format!("checksum table {database}.log extended"))
            .unwrap()
            .replace(database, "")
    };
    assert_eq!(sum("other"), sum("shop"));
}

#[test]
fn an_archive_in_moto() {
    let Some(place) = Place::new(&[]) else { return };
    let Some(server) = S3Server::moto().unwrap() else {
        return;
    };
    server.create_bucket("backups").unwrap();
    check(&place, &s3_archive(server.env(), place.dir.path()));
}

#[test]
fn an_archive_in_seaweedfs() {
    let Some(place) = Place::new(&[]) else { return };
    let Some(server) = S3Server::seaweedfs().unwrap() else {
        return;
    };
    server.create_bucket("backups").unwrap();
    check(&place, &s3_archive(server.env(), place.dir.path()));
}
