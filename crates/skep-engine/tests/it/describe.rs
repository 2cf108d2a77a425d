//! DESCRIBE, as Hive 4 lays it out.

use super::harness::Sandbox;

#[test]
fn formatted() {
    let mut s = Sandbox::new();
    s.ok("create external table t (key int comment 'the\nkey', value string) partitioned by (ds string) location 'x'");
    let printed = s.run("describe formatted t");
    let expected = [
        "# col_name            \tdata_type           \tcomment             ",
        "key                 \tint                 \tthe                 ",
        "                    \t                    \tkey                 ",
        "value               \tstring              \t                    ",
        "\t \t ",
        "# Partition Information\t \t ",
        "# col_name            \tdata_type           \tcomment             ",
        "ds                  \tstring              \t                    ",
        "\t \t ",
        "# Detailed Table Information\t \t ",
        "Database:           \tdefault             \t ",
        "OwnerType:          \tUSER                \t ",
        "Owner:              \tann                 \t ",
        "CreateTime:         \tSun Dec 13 07:05:09 UTC 2009\t ",
        "LastAccessTime:     \tUNKNOWN             \t ",
        "Retention:          \t0                   \t ",
        "Location:           \tfile:DIR/x\t ",
        "Table Type:         \tEXTERNAL_TABLE      \t ",
        "Table Parameters:\t \t ",
        "\tEXTERNAL            \tTRUE                ",
        "\tbucketing_version   \t2                   ",
        "\ttransient_lastDdlTime\t1260687909          ",
        "\t \t ",
        "# Storage Information\t \t ",
        "SerDe Library:      \torg.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe\t ",
        "InputFormat:        \torg.apache.hadoop.mapred.TextInputFormat\t ",
        "OutputFormat:       \torg.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat\t ",
        "Compressed:         \tNo                  \t ",
        "Num Buckets:        \t-1                  \t ",
        "Bucket Columns:     \t[]                  \t ",
        "Sort Columns:       \t[]                  \t ",
        "Storage Desc Params:\t \t ",
        "\tserialization.format\t1                   ",
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn plain_and_columns() {
    let mut s = Sandbox::new();
    s.ok("create table t (a struct<x:int,y:map<string,array<int>>>, b int comment 'bee') partitioned by (c string)");
    s.check(
        "describe t",
        "a                   \tstruct<x:int,y:map<string,array<int>>>\t                    
         b                   \tint                 \tbee                 
         c                   \tstring              \t                    
         \t \t 
         # Partition Information\t \t 
         # col_name            \tdata_type           \tcomment             
         c                   \tstring              \t                    ",
    );
    s.check(
        "describe t b",
        "b                   \tint                 \tfrom deserializer   ",
    );
    s.check(
        "describe t a.y.$value$.$elem$",
        "$elem$              \tint                 \tfrom deserializer   ",
    );
    s.check(
        "describe t a.x",
        "x                   \tint                 \tfrom deserializer   ",
    );
    assert_eq!(s.error("describe t d"), "table `t` has no column `d`");
    assert!(
        s.run("describe extended t")
            .contains("Detailed Table Information\tTable(tableName:t, dbName:default, owner:ann")
    );
}

#[test]
fn functions() {
    let mut s = Sandbox::new();
    s.check(
        "describe function nosuchfunction",
        "Function 'nosuchfunction' does not exist.",
    );
    assert!(
        s.run("show functions like 'conc*'")
            .lines()
            .any(|line| line == "concat")
    );
    assert!(
        s.run("describe function extended concat")
            .starts_with("concat(")
    );
}
