//! CREATE, DROP, ALTER and TRUNCATE TABLE.

use super::harness::Sandbox;

#[test]
fn show_create_table_is_hives() {
    let mut s = Sandbox::new();
    s.ok("create table t (key int comment 'a key', value struct<A:int,b:array<string>>) comment \"it's\" partitioned by (ds string) \
          row format delimited fields terminated by '\\t' stored as textfile");
    s.check(
        "show create table t",
        "CREATE TABLE `t`(
           `key` int COMMENT 'a key', 
           `value` struct<`a`:int, `b`:array<string>>)
         COMMENT 'it\\'s'
         PARTITIONED BY ( 
           `ds` string)
         ROW FORMAT SERDE 
           'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe' 
         WITH SERDEPROPERTIES ( 
           'field.delim'='\\t', 
           'serialization.format'='\\t') 
         STORED AS INPUTFORMAT 
           'org.apache.hadoop.mapred.TextInputFormat' 
         OUTPUTFORMAT 
           'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
         LOCATION
           'file:DIR/home/warehouse/t'
         TBLPROPERTIES (
           'bucketing_version'='2', 
           'transient_lastDdlTime'='1260687909')",
    );
}

#[test]
fn managed_files_go_with_the_table_and_external_ones_stay() {
    let mut s = Sandbox::new();
    s.write("data/x", "1\n");
    s.ok("create external table e (a int) location 'data'; create table m (a int)");
    s.write("home/warehouse/m/f", "1\n");
    s.ok("drop table e; drop table m; drop table if exists m");
    assert_eq!(s.files("data"), ["data/x"]);
    assert!(!s.path().join("home/warehouse/m").exists());
    s.ok("drop table m; set hive.exec.drop.ignorenonexistent=false");
    assert_eq!(s.error("drop table m"), "table `default.m` does not exist");
}

#[test]
fn names_that_are_taken_or_wrong() {
    let mut s = Sandbox::new();
    s.ok("create table words (a int); create table if not exists words (b string)");
    assert_eq!(
        s.error("create table words (a int)"),
        "table `default.words` already exists"
    );
    let report = s.run("describe wrods");
    assert!(report.contains("did you mean `words`?"), "{report}");
    assert_eq!(
        s.error("create table x.t (a int)"),
        "database `x` does not exist"
    );
    assert_eq!(
        s.error("create table t (a int, A string)"),
        "column `a` is there twice"
    );
    assert_eq!(
        s.error("create table t (a int) stored as rcfile"),
        "STORED AS RCFILE is not supported"
    );
    assert_eq!(
        s.error("drop view words"),
        "cannot drop table `words` with DROP VIEW"
    );
}

#[test]
fn temporary_tables_are_the_sessions_own() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int); create temporary table t (b string, c int)");
    s.check("describe t", "b                   \tstring              \t                    \nc                   \tint                 \t                    ");
    s.check("show tables", "t");
    s.ok("drop table t");
    s.check(
        "describe t",
        "a                   \tint                 \t                    ",
    );
}

#[test]
fn create_table_like_takes_the_shape() {
    let mut s = Sandbox::new();
    s.ok("create external table a (x int, y string) partitioned by (d date) row format delimited fields terminated by ',' location 'a'; \
          create table b like a; create table c like a stored as parquet");
    s.check(
        "show partitions b; show columns in b",
        "x                   \ny                   \nd                   ",
    );
    let shown = s.run("show create table b");
    assert!(
        shown.starts_with("CREATE TABLE `b`") && shown.contains("'field.delim'=','"),
        "{shown}"
    );
    assert!(
        s.run("show create table c")
            .contains("MapredParquetInputFormat")
    );
}

#[test]
fn alter_changes_columns_and_properties() {
    let mut s = Sandbox::new();
    s.ok(
        "create table t (a int, b string); alter table t add columns (c double comment 'new'); \
          alter table t change b bb string first; alter table t change a a bigint; \
          alter table t set tblproperties ('k'='v', 'comment'='text')",
    );
    s.check(
        "describe t",
        "bb                  \tstring              \t                    
         a                   \tbigint              \t                    
         c                   \tdouble              \tnew                 ",
    );
    s.check("show tblproperties t ('k')", "k\tv");
    s.check(
        "show tblproperties t ('nope')",
        "Table default.t does not have property: nope\t ",
    );
    s.ok("alter table t unset tblproperties ('k'); alter table t replace columns (z int)");
    s.check("show columns in t", "z                   ");
    assert_eq!(
        s.error("alter table t change y z int"),
        "table `t` has no column `y`"
    );
    assert_eq!(
        s.error("alter table t change z z tinyint"),
        "column `z` of type int cannot become tinyint: its values would be lost"
    );
    assert_eq!(
        s.error("alter table t add columns (z int)"),
        "table `t` already has a column `z`"
    );
    assert_eq!(
        s.error("alter table t unset tblproperties ('k')"),
        "table `t` has no property `k`"
    );
}

#[test]
fn rename_moves_a_managed_table() {
    let mut s = Sandbox::new();
    s.ok("create database d; create table t (a int) partitioned by (p int); alter table t add partition (p=1)");
    s.write("home/warehouse/t/p=1/f", "7\n");
    s.ok("alter table t rename to d.u");
    assert_eq!(s.files("home/warehouse"), ["home/warehouse/d.db/u/p=1/f"]);
    s.check("show partitions d.u; show tables", "p=1");
}

#[test]
fn truncate_empties() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int); create external table e (a int) location 'e'");
    s.write("home/warehouse/t/f", "7\n");
    s.write("e/f", "7\n");
    s.ok("truncate table t");
    assert!(s.files("home/warehouse/t").is_empty());
    assert!(s.path().join("home/warehouse/t").is_dir());
    assert_eq!(
        s.error("truncate table e"),
        "cannot truncate external table `e`"
    );
}
