//! S3, against real servers: the tutorial's statements, and everything that can be wrong about a bucket.
//!
//! A server takes seconds to start, so each has one test that does everything.

use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use skep_testkit::sandbox::{Run, Sandbox};
use skep_testkit::servers::{
    ACCESS_KEY, READER_ACCESS_KEY, READER_SECRET_KEY, S3Server, SECRET_KEY,
};

use super::sandbox;

/// The tutorial's table, typed as it was in 2009.
const TUTORIAL: &str = "\
create external table wordfreqs (freq int, word string) row format delimited fields terminated by '\\t' \
stored as textfile location 's3://hive-emr/tables/wordfreqs';
select * from wordfreqs limit 5;
select count(word) from wordfreqs;
";

/// A secret that no server knows.
const WRONG_SECRET: &str = "aVeryWrongSecret";

/// A sandbox whose runs are led to the server.
fn at(server: &S3Server) -> Sandbox {
    let mut sandbox = sandbox();
    for (name, value) in server.env() {
        sandbox.env(name, value);
    }
    sandbox
}

/// A run; no secret is ever shown.
fn run(sandbox: &Sandbox, statements: &str) -> Run {
    let run = sandbox.run(&["-S", "-e", statements]).unwrap();
    for secret in [SECRET_KEY, READER_SECRET_KEY, WRONG_SECRET] {
        assert!(
            !run.stdout.contains(secret) && !run.stderr.contains(secret),
            "{}",
            run.stderr
        );
    }
    run
}

fn check(sandbox: &Sandbox, statements: &str, expected: &Expect) {
    expected.assert_eq(&sandbox.show(&run(sandbox, statements)));
}

fn ok(sandbox: &Sandbox, statements: &str) -> String {
    let run = run(sandbox, statements);
    assert_eq!(
        (run.code, run.stderr.as_str()),
        (Some(0), ""),
        "{statements}"
    );
    run.stdout
}

#[test]
fn seaweedfs() {
    let Some(mut server) = S3Server::seaweedfs().unwrap() else {
        return;
    };
    server.create_bucket("hive-emr").unwrap();
    let sandbox = at(&server);
    tutorial(&sandbox);
    inserts(&sandbox);
    killed(&sandbox);
    readers(&server, &sandbox);
    refusals(&server, &sandbox);
    down(&mut server, &sandbox);
}

/// Typed into standard input, over the file that `examples/` holds.
fn tutorial(sandbox: &Sandbox) {
    let example = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/shakespeare/wordfreqs.tsv"
    );
    ok(
        sandbox,
        &format!("dfs -put {example} s3://hive-emr/tables/wordfreqs/shakespeare.txt"),
    );
    let run = sandbox.run_with_input(&[], TUTORIAL.as_bytes()).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.stdout,
        "25045\tthe\n20608\tI\n19249\tand\n17010\tto\n16143\tof\n33319\n"
    );
    assert_eq!(run.stderr.matches("OK\n").count(), 3, "{}", run.stderr);
    // Another file is part of the table at once.
    sandbox.write("more.txt", "7\tskep\n1\thive\n").unwrap();
    ok(
        sandbox,
        "dfs -put more.txt s3://hive-emr/tables/wordfreqs/more.txt",
    );
    assert_eq!(
        ok(
            sandbox,
            "select count(word) from wordfreqs; select freq from wordfreqs where word = 'skep'"
        ),
        "33321\n7\n"
    );
    // The three schemes are one.
    for scheme in ["s3", "s3a", "s3n"] {
        let made = format!(
            "create external table w_{scheme} (freq int, word string) row format delimited fields terminated by '\\t' \
             location '{scheme}://hive-emr/tables/wordfreqs/'; select count(*) from w_{scheme}"
        );
        assert_eq!(ok(sandbox, &made), "33321\n");
    }
}

/// Both sets of two INSERTs at once; of two INSERT OVERWRITEs one.
fn inserts(sandbox: &Sandbox) {
    ok(
        sandbox,
        "create external table pair (who string, n int) location 's3://hive-emr/pair'",
    );
    let both = |verb: &str| {
        let start = |who: &str| {
            let insert = format!("insert {verb} table pair select '{who}', freq from wordfreqs");
            sandbox.spawn(&["-S", "-e", &insert]).unwrap()
        };
        for run in [start("a"), start("b")].map(|running| running.wait().unwrap()) {
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        }
        ok(
            sandbox,
            "select who, count(*) from pair group by who order by who",
        )
    };
    assert_eq!(both("into"), "a\t33321\nb\t33321\n");
    let one = both("overwrite");
    assert!(one == "a\t33321\n" || one == "b\t33321\n", "{one}");
}

/// Killed at five moments of an INSERT OVERWRITE: the old rows or the new ones.
fn killed(sandbox: &Sandbox) {
    const MOMENTS: u32 = 5;
    let overwrite =
        |who: u32| format!("insert overwrite table pair select '{who}', freq from wordfreqs");
    let start = Instant::now();
    ok(sandbox, &overwrite(0));
    let life = start.elapsed();
    let mut old = 0;
    for moment in 1..=MOMENTS {
        let running = sandbox.spawn(&["-S", "-e", &overwrite(moment)]).unwrap();
        std::thread::sleep(life * moment / MOMENTS);
        let _ = running.signal("KILL");
        running.wait().unwrap();
        let found = ok(sandbox, "select who, count(*) from pair group by who");
        if found == format!("{moment}\t33321\n") {
            old = moment;
        } else {
            assert_eq!(
                found,
                format!("{old}\t33321\n"),
                "killed after {moment}/{MOMENTS} of {life:?}"
            );
        }
    }
    ok(sandbox, &overwrite(9));
    assert_eq!(
        ok(sandbox, "select who, count(*) from pair group by who"),
        "9\t33321\n"
    );
}

/// Who may only read, and who has no key at all.
fn readers(server: &S3Server, admin: &Sandbox) {
    admin.write("open.txt", "1\n2\n").unwrap();
    ok(admin, "dfs -put open.txt s3://public/open/a.txt");
    let mut reader = at(server);
    reader
        .env("AWS_ACCESS_KEY_ID", READER_ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", READER_SECRET_KEY);
    let open = "create external table open (n int) location 's3://public/open'";
    assert_eq!(
        ok(&reader, &format!("{open}; select sum(n) from open")),
        "3\n"
    );
    check(
        &reader,
        "insert into open values (3)",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot write `s3://public/open/.skep_writes/[id].pending`: Access Denied (AccessDenied)
            hint: check who owns it and what these credentials may do
        "#]],
    );
    check(
        &reader,
        "create external table w (a int) location 's3://hive-emr/tables/wordfreqs'; select * from w",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot list `s3://hive-emr/tables/wordfreqs`: Access Denied (AccessDenied)
            hint: check who owns it and what these credentials may do
        "#]],
    );
    let mut nobody = at(server);
    nobody
        .env("AWS_ACCESS_KEY_ID", "")
        .env("AWS_SECRET_ACCESS_KEY", "");
    check(
        &nobody,
        &format!("{open}; select sum(n) from open"),
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot open `s3://public/open`: no credentials are set
            hint: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and ~/.aws/credentials; for public data set fs.s3a.aws.credentials.provider=anonymous
        "#]],
    );
    let anonymous = "set fs.s3a.aws.credentials.provider=anonymous";
    assert_eq!(
        ok(&nobody, &format!("{anonymous}; select sum(n) from open")),
        "3\n"
    );
}

fn refusals(server: &S3Server, admin: &Sandbox) {
    check(
        admin,
        "create external table x (a int) location 's3://no-such-bucket/x'; select * from x",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot list `s3://no-such-bucket/x`: The specified bucket does not exist (NoSuchBucket)
            hint: check the bucket's spelling, and AWS_ENDPOINT_URL if it is not on Amazon's S3
        "#]],
    );
    check(
        admin,
        "create external table y (a int) location 's3://hive-emr/tables/wordfreq'; select * from y",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot list `s3://hive-emr/tables/wordfreq`: there is nothing there
            hint: check the spelling of the location
        "#]],
    );
    let mut wrong = at(server);
    let table = "create external table w (a int) location 's3://hive-emr/tables/wordfreqs'; select * from w";
    wrong.env("AWS_SECRET_ACCESS_KEY", WRONG_SECRET);
    check(
        &wrong,
        table,
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot list `s3://hive-emr/tables/wordfreqs`: The request signature we calculated does not match the signature you provided. Check your key and signing method (SignatureDoesNotMatch)
        hint: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and ~/.aws/credentials; for public data set fs.s3a.aws.credentials.provider=anonymous
    "#]],
    );
    check(
        &wrong,
        "insert into w values (1)",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot write `s3://hive-emr/tables/wordfreqs/.skep_writes/[id].pending`: The request signature we calculated does not match the signature you provided. Check your key and signing method (SignatureDoesNotMatch)
            hint: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and ~/.aws/credentials; for public data set fs.s3a.aws.credentials.provider=anonymous
        "#]],
    );
    wrong.env("AWS_ACCESS_KEY_ID", "nobodyskey");
    check(
        &wrong,
        "select * from w",
        &expect![[r#"
        exit 1
        -- stderr
        error: cannot list `s3://hive-emr/tables/wordfreqs`: The access key ID you provided does not exist in our records (InvalidAccessKeyId)
        hint: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and ~/.aws/credentials; for public data set fs.s3a.aws.credentials.provider=anonymous
    "#]],
    );
    // As a user might try it, and shown by no statement.
    let typed = format!(
        "set fs.s3a.access.key={ACCESS_KEY}; set fs.s3a.secret.key={SECRET_KEY}; select count(*) from w; \
         set fs.s3a.secret.key; set -v; set; show create table w; describe formatted w; explain select * from w"
    );
    assert!(ok(&wrong, &typed).starts_with("33321\n"));
    let verbose = wrong.run(&["-v", "-e", &typed]).unwrap();
    assert!(
        verbose.code == Some(0) && !verbose.stderr.contains(SECRET_KEY),
        "{}",
        verbose.stderr
    );
    check(
        &wrong,
        &format!(
            "create table l (a int) location 's3a://{ACCESS_KEY}:{WRONG_SECRET}@hive-emr/tables/wordfreqs'"
        ),
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot use `s3a://…@hive-emr/tables/wordfreqs`: a location holds no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
        "#]],
    );
}

/// It is told within seconds, and a try again may help: exit code 3.
fn down(server: &mut S3Server, sandbox: &Sandbox) {
    server.stop();
    let port = server.endpoint.clone();
    for statement in [
        "select * from wordfreqs limit 1",
        "insert overwrite table pair values ('x', 1)",
    ] {
        let start = Instant::now();
        let run = run(sandbox, statement);
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{:?}",
            start.elapsed()
        );
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(3), ""),
            "{port}: {}",
            run.stderr
        );
        let names = run.stderr.contains("`s3://hive-emr/")
            && run.stderr.contains("the server does not answer");
        assert!(
            names && run.stderr.contains("AWS_ENDPOINT_URL"),
            "{}",
            run.stderr
        );
    }
}

/// moto serves names that Amazon serves and SeaweedFS does not.
#[test]
fn moto() {
    let Some(server) = S3Server::moto().unwrap() else {
        return;
    };
    server.create_bucket("my_bucket").unwrap();
    let sandbox = at(&server);
    sandbox.write("a.txt", "1\tone\n2\ttwo\n").unwrap();
    let made = "dfs -put a.txt s3://my_bucket/raw_logs/_under_score/day=2009-12-13/a_b.txt; \
                create external table u (n int, word string) partitioned by (`day` string) \
                row format delimited fields terminated by '\\t' location 's3n://my_bucket/raw_logs/_under_score'; \
                msck repair table u; select * from u order by n";
    let out = ok(&sandbox, made);
    assert!(
        out.ends_with("1\tone\t2009-12-13\n2\ttwo\t2009-12-13\n"),
        "{out}"
    );
    ok(
        &sandbox,
        "insert into u partition (`day`='2009-12-14') values (3, 'three')",
    );
    assert_eq!(
        ok(
            &sandbox,
            "select count(*) from u; select word from u where `day` = '2009-12-14'"
        ),
        "3\nthree\n"
    );
    check(
        &sandbox,
        "create external table x (a int) location 's3://no_such_bucket/x'; select * from x",
        &expect![[r#"
            exit 1
            -- stderr
            error: cannot list `s3://no_such_bucket/x`: The specified bucket does not exist (NoSuchBucket)
            hint: check the bucket's spelling, and AWS_ENDPOINT_URL if it is not on Amazon's S3
        "#]],
    );
}
