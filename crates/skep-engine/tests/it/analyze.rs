//! ANALYZE TABLE and what is seen of it. The values of the first test are those of Hive's `partitioned_table_stats.q.out`.

use super::harness::Sandbox;

/// What DESCRIBE FORMATTED says of a column: the statistics that aren't empty, as `name=value`.
fn told(s: &mut Sandbox, column: &str) -> String {
    let printed = s.run(&format!("describe formatted {column}"));
    let pairs = printed.lines().filter_map(|line| {
        let mut cells = line.split('\t').map(str::trim);
        let (name, value) = (cells.next()?, cells.next()?);
        let statistic = !matches!(name, "col_name" | "data_type" | "comment");
        (statistic && !value.is_empty()).then(|| format!("{name}={value}"))
    });
    pairs.collect::<Vec<_>>().join(" ")
}

const COLUMNS: &str = "s smallint, i int, b bigint, f float, d double, dem decimal, ts timestamp, dt date, str string, \
     v varchar(12), c char(5), bl boolean, bin binary";

#[test]
fn columns_of_every_type() {
    let mut s = Sandbox::new();
    s.ok(&format!(
        "create table t ({COLUMNS}) partitioned by (t tinyint)"
    ));
    s.ok("insert into t values (3, 45, 456, 45454.4, 454.6565, 2355, '2012-01-01 01:02:03', '2012-01-01', \
            'update_statistics', 'stats', 'hive', 'true', 'bin', 2), \
            (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2); \
          analyze table t compute statistics for columns");
    let ends =
        |end: &str| format!("min={end} max={end} num_nulls=1 distinct_count=1 bit_vector=HL");
    let lengths = |length: &str| {
        format!(
            "num_nulls=1 distinct_count=1 avg_col_len={length}.0 max_col_len={length} bit_vector=HL"
        )
    };
    for (column, expected) in [
        ("s", ends("3")),
        ("i", ends("45")),
        ("b", ends("456")),
        ("f", ends("45454.3984375")),
        ("d", ends("454.6565")),
        ("dem", ends("2355")),
        ("ts", ends("2012-01-01 01:02:03")),
        ("dt", ends("2012-01-01")),
        ("str", lengths("17")),
        ("v", lengths("5")),
        ("c", lengths("4")),
        ("bl", "num_nulls=1 num_trues=1 num_falses=0".to_owned()),
        (
            "bin",
            "num_nulls=1 avg_col_len=3.0 max_col_len=3".to_owned(),
        ),
    ] {
        assert_eq!(told(&mut s, &format!("t {column}")), expected, "{column}");
    }
}

#[test]
fn partitions_are_counted_apart_and_told_together() {
    let mut s = Sandbox::new();
    s.ok(
        "create table t (a int, w string) partitioned by (day string, n int); \
          insert into t partition (day='mon', n=1) values (1, 'x'), (9, 'yyy'); \
          insert into t partition (day='tue', n=2) values (100, NULL); \
          alter table t add partition (day='wed', n=3); \
          analyze table t partition (day='mon', n) compute statistics for columns a, w",
    );
    let monday = "min=1 max=9 num_nulls=0 distinct_count=2 bit_vector=HL";
    let accurate = r#"COLUMN_STATS_ACCURATE={\"BASIC_STATS\":\"true\",\"COLUMN_STATS\":{\"a\":\"true\",\"w\":\"true\"}}"#;
    assert_eq!(
        told(&mut s, "t partition (day='mon', n=1) a"),
        format!("{monday} {accurate}")
    );
    assert_eq!(told(&mut s, "t a"), "", "not all partitions are known");
    s.ok("analyze table t compute statistics for columns");
    let all = "min=1 max=100 num_nulls=0 distinct_count=2 bit_vector=HL";
    assert_eq!(told(&mut s, "t a"), all);
    let lengths = "num_nulls=1 distinct_count=2 avg_col_len=2.0 max_col_len=3 bit_vector=HL";
    assert_eq!(told(&mut s, "t w"), lengths);
    assert!(
        told(&mut s, "t partition (day='wed', n=3) a").starts_with("num_nulls=0 distinct_count=0")
    );
}

#[test]
fn what_is_written_makes_statistics_forgotten() {
    let mut s = Sandbox::new();
    s.ok(
        "create table t (a int, b string); insert into t values (1, 'one'), (2, 'two'); \
          analyze table t compute statistics for columns a",
    );
    // Two lines of five bytes and their ends.
    let counts = "show tblproperties t ('numRows'); show tblproperties t ('totalSize'); show tblproperties t ('rawDataSize')";
    s.check(counts, "numRows\t2\ntotalSize\t12\nrawDataSize\t10");
    assert!(!s.run("show tblproperties t").contains("skep."));
    assert!(!s.run("describe formatted t").contains("skep."));
    assert!(!s.run("show create table t").contains("num"));
    assert!(told(&mut s, "t a").starts_with("min=1 max=2"));
    s.ok("insert into t values (3, 'three')");
    assert_eq!(told(&mut s, "t a"), "");
    assert!(!s.run("show tblproperties t").contains("numRows"));
    s.ok("analyze table t compute statistics");
    s.check("show tblproperties t ('numRows')", "numRows\t3");
    s.write("more.txt", "4\u{1}four\n");
    s.ok("load data local inpath 'more.txt' into table t");
    assert!(!s.run("show tblproperties t").contains("numRows"));
    s.ok("analyze table t compute statistics; truncate table t");
    assert!(!s.run("show tblproperties t").contains("numRows"));
}

#[test]
fn what_cannot_be_counted_is_named() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int, l array<int>)");
    assert_eq!(
        s.error("analyze table t compute statistics for columns l"),
        "statistics can't be made of column `l` of type array<int>"
    );
    assert_eq!(
        s.error("analyze table t compute statistics for columns aa"),
        "table `t` has no column `aa`"
    );
    s.ok("analyze table t compute statistics for columns");
    assert!(told(&mut s, "t a").starts_with("num_nulls=0 distinct_count=0"));
}

#[test]
fn joins_follow_the_counted_rows() {
    let mut s = Sandbox::new();
    // By size of file the first is the larger one; by rows, the second.
    s.write("wide/a.txt", format!("1\u{1}{}\n", "x".repeat(4000)));
    s.write("long/a.txt", "1\u{1}y\n".repeat(500));
    s.ok(
        "create external table wide (a int, w string) location 'wide'; \
          create external table long (a int, w string) location 'long'",
    );
    let first = |s: &mut Sandbox| {
        let plan = s.run("explain select count(1) from long, wide where long.a = wide.a");
        let scans: Vec<_> = plan
            .lines()
            .filter(|line| line.contains("TableScan"))
            .collect();
        scans
            .first()
            .map_or(String::new(), |line| line.trim().to_owned())
    };
    assert!(first(&mut s).contains("long"), "{}", first(&mut s));
    s.ok("analyze table wide compute statistics; analyze table long compute statistics");
    assert!(first(&mut s).contains("wide"), "{}", first(&mut s));
}
