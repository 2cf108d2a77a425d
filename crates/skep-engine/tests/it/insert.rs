//! INSERT, LOAD DATA and CREATE TABLE AS.

use super::harness::Sandbox;

#[test]
fn values_go_in_and_come_out() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int, b string); insert into t values (1, 'x'), (2, null); insert into table t values ('3', 4)");
    s.check_unordered("select * from t", "1\tx\n2\tNULL\n3\t4");
    s.check("select count(*), count(b), sum(a) from t", "3\t2\t6");
    s.ok("insert overwrite table t select a * 10, b from t where a > 1");
    s.check_unordered("select * from t", "20\tNULL\n30\t4");
    s.ok("insert into t (b) values ('only b'); insert into t (b, a) values ('both', 7)");
    s.check_unordered(
        "select * from t where b like '%o%'",
        "NULL\tonly b\n7\tboth",
    );
    assert!(s.error("insert into t values (1)").contains("columns"));
    assert_eq!(
        s.error("insert into t (c) values (1)"),
        "table `t` has no column `c` to insert into"
    );
}

#[test]
fn partitions_static_and_dynamic() {
    let mut s = Sandbox::new();
    s.ok(
        "create table t (a int) partitioned by (ds string, hr int); \
          insert into t partition (ds='d1', hr=1) values (1); \
          insert into t partition (ds='d1', hr) values (2, 2), (3, 3); \
          insert into t partition (ds, hr) select 4, 'd2', 4; \
          insert into t values (5, 'd2', 5)",
    );
    s.check(
        "show partitions t",
        "ds=d1/hr=1\nds=d1/hr=2\nds=d1/hr=3\nds=d2/hr=4\nds=d2/hr=5",
    );
    s.check(
        "select * from t where ds = 'd1' order by hr desc",
        "3\td1\t3\n2\td1\t2\n1\td1\t1",
    );
    s.ok("insert overwrite table t partition (ds='d1', hr) select 30, 3");
    s.check_unordered("select a, hr from t where ds='d1'", "1\t1\n2\t2\n30\t3");
    s.ok("insert overwrite table t partition (ds='d1', hr=1) if not exists select 9");
    s.check("select a from t where hr = 1", "1");
    assert_eq!(
        s.error("insert into t partition (ds, hr=1) select 1, 'x'"),
        "a dynamic partition column cannot stand before one with a value"
    );
    assert_eq!(
        s.error("insert into t partition (hr=1) select 1"),
        "PARTITION (…) does not name the partition column `ds`"
    );
}

#[test]
fn multi_insert_and_ctas() {
    let mut s = Sandbox::new();
    s.ok("create table src (k int, v string); insert into src values (1,'a'),(2,'b'),(3,'c'); \
          create table small (k int); create table large (k int, v string); \
          from src insert into small select k where k < 2 insert overwrite table large select k, v where k >= 2");
    s.check("select * from small", "1");
    s.check_unordered("select * from large", "2\tb\n3\tc");
    s.ok("create table c stored as parquet as select k + 1 as k1, upper(v) from src");
    s.check("describe c", "k1                  \tint                 \t                    \n_c1                 \tstring              \t                    ");
    s.check("select * from c order by k1", "2\tA\n3\tB\n4\tC");
    s.ok("create table p partitioned by (v) as select v, k from src");
    s.check(
        "show partitions p; select * from p where v = 'b'",
        "v=a\nv=b\nv=c\n2\tb",
    );
    assert_eq!(
        s.error("create table n as select null as x"),
        "column `x` of the new table would have no type: it is only NULL"
    );
    s.check("show tables like 'n'", "");
}

#[test]
fn a_failing_ctas_leaves_nothing() {
    let mut s = Sandbox::new();
    s.ok("create table src (k int); insert into src values (1)");
    s.write("gone/f", "1\n");
    s.ok("create external table gone (k int) location 'gone'");
    std::fs::remove_dir_all(s.path().join("gone")).unwrap();
    assert!(
        s.error("create table c as select * from gone")
            .contains("file:DIR/gone")
    );
    s.check("show tables", "gone\nsrc");
    assert!(!s.path().join("home/warehouse/c").exists());
}

#[test]
fn load_copies_or_moves() {
    let mut s = Sandbox::new();
    s.write("in/kv.txt", "1\u{1}a\n2\u{1}b\n");
    s.ok(
        "create table t (k int, v string); load data local inpath 'in/kv.txt' into table t; \
          load data local inpath 'in' into table t",
    );
    assert_eq!(s.files("in"), ["in/kv.txt"]);
    s.check("select count(*) from t", "4");
    assert_eq!(s.files("home/warehouse/t").len(), 2);
    s.ok("load data inpath 'in/kv.txt' overwrite into table t");
    assert!(s.files("in").is_empty());
    s.check("select * from t order by k", "1\ta\n2\tb");
    s.write("one", "7\n");
    s.ok("create table p (a int) partitioned by (ds string); load data local inpath 'one' into table p partition (ds='x')");
    s.check("select * from p", "7\tx");
    assert!(
        s.error("load data local inpath 'nope' into table t")
            .starts_with("cannot load `file:DIR/nope`")
    );
    assert!(
        s.error("load data local inpath 'one' into table p")
            .contains("must say which partition")
    );
}

#[test]
fn directories_are_overwritten() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int, b string); insert into t values (1, 'x')");
    s.write("out/old", "old\n");
    s.ok("insert overwrite local directory 'out' row format delimited fields terminated by ',' select * from t");
    let files = s.files("out");
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(
        std::fs::read_to_string(s.path().join(&files[0])).unwrap(),
        "1,x\n"
    );
}

#[test]
fn a_file_that_is_added_is_seen_at_once() {
    let mut s = Sandbox::new();
    s.write("w/a.txt", "25045\tthe\n20608\tI\n");
    s.ok("create external table wordfreqs (freq int, word string) row format delimited fields terminated by '\\t' \
          stored as textfile location 'w'");
    s.check("select * from wordfreqs limit 1", "25045\tthe");
    s.write("w/b.txt", "1\tzounds\n");
    s.check("select count(word) from wordfreqs", "3");
    s.ok("analyze table wordfreqs compute statistics");
    s.check(
        "show tblproperties wordfreqs ('numRows'); show tblproperties wordfreqs ('numFiles')",
        "numRows\t3\nnumFiles\t2",
    );
}
