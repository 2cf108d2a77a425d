//! Statements: each construct, and the canonical spelling that it is printed in.

use skep_hiveql::parse_statement;

/// Parses to what prints as this; an empty expectation means that it is printed as it stands.
fn check(input: &str, expected: &str) {
    let expected = if expected.is_empty() { input } else { expected };
    match parse_statement(input) {
        Ok(statement) => assert_eq!(statement.to_string(), expected, "of {input}"),
        Err(error) => panic!("{}", error.render(input)),
    }
}

fn same(input: &str) {
    check(input, "");
}

fn refuses(input: &str) {
    assert!(parse_statement(input).is_err(), "{input} parses");
}

#[test]
fn selects() {
    check(
        "select all a x, t.*, d.t.*, * from t;",
        "SELECT a AS x, t.*, d.t.*, * FROM t",
    );
    check("select a limit 5", "SELECT a LIMIT 5");
    check(
        "select a limit from t limit 2, 5",
        "SELECT a AS limit FROM t LIMIT 5 OFFSET 2",
    );
    same("SELECT a LIMIT 5 OFFSET 2");
    check("from t select a where b", "SELECT a FROM t WHERE b");
    check(
        "from t a select a union all from u select b",
        "SELECT a FROM t AS a UNION ALL SELECT b FROM u",
    );
    check(
        "from t select a limit 1 union all from u select b limit 2",
        "(SELECT a FROM t LIMIT 1) UNION ALL (SELECT b FROM u LIMIT 2)",
    );
    same(
        "SELECT /*+ MAPJOIN(a) */ DISTINCT a FROM t WHERE b GROUP BY a HAVING c WINDOW w AS (ORDER BY a) QUALIFY d",
    );
    same("SELECT a FROM t DISTRIBUTE BY a, b SORT BY a DESC NULLS FIRST, b");
    check(
        "select a from t distribute by (a, b) sort by (a desc, b)",
        "SELECT a FROM t DISTRIBUTE BY a, b SORT BY a DESC, b",
    );
    same("SELECT a FROM t CLUSTER BY a");
    same("SELECT inline(a) AS (x, y) FROM t");
    same("VALUES (1, 'a'), (2, 'b')");
    same("WITH q (x) AS (SELECT 1), r AS (SELECT 2) SELECT * FROM q");
}

#[test]
fn set_operations_bind_alike_from_left_to_right() {
    same("SELECT 1 UNION SELECT 2 INTERSECT ALL SELECT 3");
    check(
        "select 1 minus distinct (select 2 order by 1) limit 3",
        "SELECT 1 EXCEPT (SELECT 2 ORDER BY 1) LIMIT 3",
    );
    refuses("select 1 order by 1 union all select 2");
}

#[test]
fn grouping() {
    check(
        "select 1 from t group by rollup (a, b)",
        "SELECT 1 FROM t GROUP BY a, b WITH ROLLUP",
    );
    check(
        "select 1 from t group by a, b with cube",
        "SELECT 1 FROM t GROUP BY a, b WITH CUBE",
    );
    check(
        "select 1 from t group by a, b grouping sets ((a, b), (a), b, ())",
        "SELECT 1 FROM t GROUP BY a, b GROUPING SETS ((a, b), a, b, ())",
    );
    same("SELECT 1 FROM t GROUP BY ()");
}

#[test]
fn sources() {
    check(
        "select 1 from a, b x left outer join c on x.i = c.i cross join d left semi join e using (k)",
        "SELECT 1 FROM a CROSS JOIN b AS x LEFT JOIN c ON x.i = c.i CROSS JOIN d LEFT SEMI JOIN e USING (k)",
    );
    same("SELECT 1 FROM a JOIN (b FULL JOIN c ON x) ON y LEFT ANTI JOIN d ON z");
    same("SELECT 1 FROM (SELECT 1) AS x JOIN ((SELECT 2) UNION (SELECT 3)) AS y");
    same(
        "SELECT 1 FROM t LATERAL VIEW explode(a) x AS y, z LATERAL VIEW OUTER posexplode(map(1, 2)) w",
    );
    same("SELECT 1 FROM (a JOIN b) LATERAL VIEW explode(c) x");
    check(
        "select 1 from a, lateral view explode(b) x",
        "SELECT 1 FROM a LATERAL VIEW explode(b) x",
    );
    check(
        "select 1 from table(values (1, 2)) as t(a, b)",
        "SELECT 1 FROM (VALUES (1, 2)) AS t (a, b)",
    );
    check(
        "select 1 from (values (1 a, 2)) t",
        "SELECT 1 FROM (VALUES (1, 2)) AS t (a, col2)",
    );
    check(
        "select 1 from t lateral table(values (a, b), (c, d)) as x(p, q)",
        "SELECT 1 FROM t LATERAL VIEW inline(array(struct(a, b), struct(c, d))) x AS p, q",
    );
    same("SELECT 1 FROM t TABLESAMPLE (BUCKET 1 OUT OF 4 ON a, b) AS x");
    check(
        "select 1 from t tablesample(0.1 percent) x, u tablesample(10 rows), v tablesample(100M)",
        "SELECT 1 FROM t TABLESAMPLE (0.1 PERCENT) AS x CROSS JOIN u TABLESAMPLE (10 ROWS) CROSS JOIN v TABLESAMPLE (100M)",
    );
    same("SELECT 1 FROM noop(ON t PARTITION BY a ORDER BY b p('x'), q(1)) y");
    refuses("select 1 from a, b on a.i = b.i");
    refuses("select 1 from (select 1)");
    refuses("select 1 from t lateral view explode(a) as x");
    refuses("select sum(a) over (partition by b sort by c) from t");
    refuses("select sum(a) over (rows unbounded following) from t");
}

#[test]
fn transforms() {
    check(
        "select transform(a, t.*) row format delimited fields terminated by '\\t' using 'cat' as (x, y int) from t",
        "SELECT TRANSFORM (a, t.*) ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' USING 'cat' AS (x, y int) FROM t",
    );
    check(
        "from t map a, b using 'cat' as x, y",
        "SELECT TRANSFORM (a, b) USING 'cat' AS (x, y) FROM t",
    );
    check(
        "reduce * using 'cat' from t",
        "SELECT TRANSFORM (*) USING 'cat' FROM t",
    );
}

#[test]
fn inserts() {
    check(
        "insert into t values (1, default)",
        "INSERT INTO TABLE t VALUES (1, default)",
    );
    check(
        "insert overwrite table d.t partition (p='x', q) if not exists select 1",
        "INSERT OVERWRITE TABLE d.t PARTITION (p = 'x', q) IF NOT EXISTS SELECT 1",
    );
    check(
        "insert into t (a, b) (select 1, 2)",
        "INSERT INTO TABLE t (a, b) (SELECT 1, 2)",
    );
    check(
        "with q as (select 1) insert into t select * from q",
        "WITH q AS (SELECT 1) INSERT INTO TABLE t SELECT * FROM q",
    );
    check(
        "from t insert into u select a where b",
        "INSERT INTO TABLE u SELECT a FROM t WHERE b",
    );
    same(
        "INSERT OVERWRITE LOCAL DIRECTORY '/x' ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' STORED AS TEXTFILE SELECT 1",
    );
    check(
        "from t insert into u select a where b limit 3 insert overwrite table v select x lateral view explode(y) z as x",
        "FROM t INSERT INTO TABLE u SELECT a WHERE b LIMIT 3 INSERT OVERWRITE TABLE v SELECT x LATERAL VIEW explode(y) z AS x",
    );
}

#[test]
fn changes() {
    check(
        "load data local inpath '/x' overwrite into table t partition (p=1)",
        "LOAD DATA LOCAL INPATH '/x' OVERWRITE INTO TABLE t PARTITION (p = 1)",
    );
    same("UPDATE t SET a = 1 + b, c = default WHERE d");
    same("DELETE FROM t WHERE a = 1");
    same(
        "MERGE INTO t AS x USING (SELECT 1) AS y ON x.a = y.a WHEN MATCHED AND b THEN UPDATE SET c = 1 WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (a) VALUES (1)",
    );
}

#[test]
fn databases() {
    same(
        "CREATE DATABASE IF NOT EXISTS d COMMENT 'c' LOCATION '/l' MANAGEDLOCATION '/m' WITH DBPROPERTIES ('a' = 'b')",
    );
    check(
        "drop schema if exists d cascade",
        "DROP DATABASE IF EXISTS d CASCADE",
    );
    same("ALTER DATABASE d SET OWNER USER u");
    same("USE d");
}

#[test]
fn tables() {
    check(
        "create external table if not exists wordfreqs (freq int, word string comment 'the word') \
         comment 'c' partitioned by (day date, h int) clustered by (word) sorted by (freq desc) into 4 buckets \
         row format delimited fields terminated by '\\t' escaped by '\\\\' collection items terminated by '\\002' \
         map keys terminated by ':' lines terminated by '\\n' null defined as '\\\\N' \
         stored as textfile location 's3://b/k' tblproperties ('skip.header.line.count'='1')",
        "CREATE EXTERNAL TABLE IF NOT EXISTS wordfreqs (freq int, word string COMMENT 'the word') \
         COMMENT 'c' PARTITIONED BY (day date, h int) CLUSTERED BY (word) SORTED BY (freq DESC) INTO 4 BUCKETS \
         ROW FORMAT DELIMITED FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' COLLECTION ITEMS TERMINATED BY '\\002' \
         MAP KEYS TERMINATED BY ':' LINES TERMINATED BY '\\n' NULL DEFINED AS '\\\\N' \
         STORED AS textfile LOCATION 's3://b/k' TBLPROPERTIES ('skip.header.line.count' = '1')",
    );
    same("CREATE TEMPORARY TABLE t STORED AS ORC AS SELECT 1");
    same("CREATE TABLE t PARTITIONED BY (a, b) AS SELECT 1");
    check(
        "create table t (a int) skewed by (a) on (1, 2) stored as directories",
        "CREATE TABLE t (a int) SKEWED BY (a) ON ((1), (2)) STORED AS DIRECTORIES",
    );
    same(
        "CREATE TABLE t ROW FORMAT SERDE 'x' WITH SERDEPROPERTIES ('a' = 'b') STORED AS INPUTFORMAT 'i' OUTPUTFORMAT 'o'",
    );
    same("CREATE TABLE t (a int) STORED BY 'h' WITH SERDEPROPERTIES ('a' = 'b')");
    same("CREATE TABLE t STORED AS accesslog WITH SERDEPROPERTIES ('a' = 'b') LOCATION '/x'");
    same("CREATE TABLE t LIKE u STORED AS accesslog WITH SERDEPROPERTIES ('a' = 'b')");
    same("CREATE EXTERNAL TABLE t LIKE d.u STORED AS PARQUET LOCATION '/x'");
    same("CREATE TABLE t LIKE FILE PARQUET '/x'");
    same("CREATE EXTERNAL TABLE t LIKE FILE '/x/*.csv'");
    same(
        "CREATE TABLE t (a int NOT NULL ENABLE, b string DEFAULT 'x', c int, PRIMARY KEY (a) DISABLE NOVALIDATE RELY, CONSTRAINT k FOREIGN KEY (b, c) REFERENCES u (x, y), CHECK (a > 1))",
    );
    same("DROP TABLE IF EXISTS d.t PURGE");
    same("TRUNCATE TABLE t PARTITION (p = 1)");
    same("MSCK REPAIR TABLE t SYNC PARTITIONS");
    check("msck repair table t add partitions", "MSCK REPAIR TABLE t");
    same("ANALYZE TABLE t PARTITION (p) COMPUTE STATISTICS FOR COLUMNS a, b");
    refuses("create table t (a int, `b.c` int)");
}

#[test]
fn alterations() {
    for action in [
        "RENAME TO d.u",
        "ADD IF NOT EXISTS PARTITION (p = 1) LOCATION '/x' PARTITION (p = 2)",
        "DROP IF EXISTS PARTITION (p > 1, q LIKE 'x%'), PARTITION (p <> 3) PURGE",
        "PARTITION (p = 1) RENAME TO PARTITION (p = 2)",
        "PARTITION (p = 1) SET LOCATION '/x'",
        "ADD COLUMNS (a int COMMENT 'x', b string) CASCADE",
        "REPLACE COLUMNS (a int)",
        "CHANGE COLUMN a b bigint COMMENT 'x' AFTER c CASCADE",
        "SET TBLPROPERTIES ('a' = 'b')",
        "UNSET TBLPROPERTIES IF EXISTS ('a', 'b')",
        "SET SERDE 'x' WITH SERDEPROPERTIES ('a' = 'b')",
        "SET SERDEPROPERTIES ('a' = 'b')",
        "SET FILEFORMAT INPUTFORMAT 'i' OUTPUTFORMAT 'o' SERDE 's'",
        "CLUSTERED BY (a) INTO 2 BUCKETS",
        "NOT SKEWED",
        "EXCHANGE PARTITION (p = 1) WITH TABLE u",
        "RECOVER PARTITIONS",
        "ADD CONSTRAINT k PRIMARY KEY (a)",
        "DROP CONSTRAINT k",
        "UPDATE STATISTICS FOR COLUMN a SET ('x' = '1')",
        "COMPACT 'major'",
        "PARTITION COLUMN (p int)",
    ] {
        same(&format!("ALTER TABLE t {action}"));
    }
    check(
        "alter table t change a a int first",
        "ALTER TABLE t CHANGE COLUMN a a int FIRST",
    );
}

#[test]
fn views_functions_and_macros() {
    same(
        "CREATE OR REPLACE VIEW v (a COMMENT 'x', b) COMMENT 'y' TBLPROPERTIES ('a' = 'b') AS SELECT 1, 2",
    );
    same("CREATE MATERIALIZED VIEW v STORED AS ORC AS SELECT 1");
    check("alter view v as select 1", "ALTER VIEW v AS SELECT 1");
    same("ALTER VIEW v RENAME TO w");
    same("DROP VIEW IF EXISTS v");
    same("CREATE TEMPORARY FUNCTION f AS 'c.F' USING JAR '/x', FILE '/y'");
    same("CREATE TEMPORARY MACRO m(a int, b string) a + 1");
    same("DROP TEMPORARY MACRO IF EXISTS m");
}

#[test]
fn questions() {
    check("show tables in d 'x*'", "SHOW TABLES IN d LIKE 'x*'");
    same("SHOW PARTITIONS t PARTITION (p = 1) WHERE q > 2 ORDER BY q LIMIT 3");
    same("SHOW CREATE TABLE d.t");
    check("show columns from t in d", "SHOW COLUMNS IN d.t");
    same("SHOW TABLE EXTENDED IN d LIKE 'x' PARTITION (p = 1)");
    same("SHOW TBLPROPERTIES t('a')");
    same("SHOW FUNCTIONS LIKE 'x*'");
    check(
        "desc formatted d.t partition (p=1) a.$elem$.b",
        "DESCRIBE FORMATTED d.t PARTITION (p = 1) a.$elem$.b",
    );
    check(
        "describe function extended +",
        "DESCRIBE FUNCTION EXTENDED '+'",
    );
    same("DESCRIBE FUNCTION case");
    check(
        "explain vectorization only detail select 1",
        "EXPLAIN VECTORIZATION SELECT 1",
    );
    same("EXPLAIN EXTENDED FORMATTED INSERT INTO TABLE t SELECT 1");
}

#[test]
fn raw_commands() {
    check("set a.b = it's ;", "SET a.b=it's");
    check("set", "SET");
    same("SET -v");
    same("SET a.b");
    same("RESET a b");
    check("-- comment\nset x=1;", "SET x=1");
    check("! echo 'a' ;", "!echo 'a'");
    same("dfs -ls /x y");
    same("source /x/y.q");
    check("ADD JARS a b", "add jar a b");
    check("delete jar a", "delete jar a");
    same("DELETE FROM t");
    check("set role all", "set role all");
    check("grant select on t to user u", "grant select on t to user u");
    same("PREPARE p FROM SELECT * FROM t WHERE a = ?");
    same("EXECUTE p USING 1, 'x'");
}
