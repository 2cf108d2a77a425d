//! Queries.

use super::harness::Sandbox;

#[test]
fn constants() {
    let mut s = Sandbox::new();
    s.check("select 1, 'a', null, true", "1\ta\tNULL\ttrue");
}

#[test]
fn errors_show_the_place() {
    let mut s = Sandbox::new();
    s.ok("create table wordfreqs (freq int, word string)");
    let printed = s.run("\n\nselect *\nfrom wordfrqs;");
    assert_eq!(
        printed,
        "error: there is no table `wordfrqs`\n --> line 4, column 6\n4 | from wordfrqs\n  |      ^^^^^^^^\nhint: did you mean `wordfreqs`?\n"
    );
}

#[test]
fn explain_never_runs() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int); insert into t values (1)");
    let plan = s.run("explain select count(*) from t where a > 0");
    assert!(
        plan.contains("Logical plan:") && plan.contains("Physical plan:"),
        "{plan}"
    );
    s.run("explain insert overwrite table t select 2");
    s.run("explain create table u as select 1");
    s.check("select * from t; show tables", "1\nt");
}

#[test]
fn views_tables_and_names_of_both_kinds_meet() {
    let mut s = Sandbox::new();
    s.ok(
        "create database d; create table d.t (a int); insert into d.t values (1), (2); use d; \
          create view default.v as select a from t; use default",
    );
    s.check("select * from v order by a desc", "2\n1");
    s.check("with v as (select 'cte' as x) select * from v", "cte");
    s.check(
        "select x.a from v x join d.t y on x.a = y.a where y.a = 2",
        "2",
    );
}

#[test]
fn a_missing_directory_is_an_error_and_an_empty_one_is_not() {
    let mut s = Sandbox::new();
    std::fs::create_dir(s.path().join("empty")).unwrap();
    s.ok("create external table e (a int) location 'empty'; create external table m (a int) location 'missing'");
    s.check("select count(*) from e", "0");
    assert!(
        s.error("select count(*) from m")
            .contains("file:DIR/missing")
    );
}

/// No statement of these tests takes this long.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(20);

#[test]
fn progress_counts_what_was_read() {
    let mut s = Sandbox::new();
    s.write("t/f", "1\n2\n3\n");
    s.ok("create external table t (a int) location 't'");
    s.check("select sum(a) from t", "6");
    let snapshot = s.session.progress().snapshot();
    assert_eq!((snapshot.bytes_read, snapshot.bytes_total), (6, Some(6)));
    assert_eq!(snapshot.rows_out, 1);
}

#[test]
fn a_statement_can_be_cancelled() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int); insert into t select pos from (select posexplode(split(space(600), ' '))) x");
    let progress = s.session.progress();
    let begun = std::time::Instant::now();
    let killer = std::thread::spawn(move || {
        // Until the statement runs; a limit, so that a defect ends the test.
        while progress.snapshot().stage != "running" && begun.elapsed() < LIMIT {
            std::thread::yield_now();
        }
        progress.cancel();
    });
    let printed =
        s.run("select count(*) from t a cross join t b cross join t c where a.a + b.a + c.a = 1");
    killer.join().unwrap();
    assert_eq!(printed, "error: interrupted\n");
    assert!(begun.elapsed() < LIMIT, "{:?}", begun.elapsed());
    s.check("select 1", "1");
}
