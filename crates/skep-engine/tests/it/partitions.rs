//! ADD, DROP, RENAME and SHOW PARTITIONS, and MSCK.

use super::harness::Sandbox;

fn table(s: &mut Sandbox) {
    s.ok("create table t (a int) partitioned by (ds string, hr int); \
          alter table t add partition (ds='2008-04-09', hr=2) partition (ds='2008-04-08', hr='011') partition (ds='a/b', hr=3)");
}

#[test]
fn partitions_are_listed_by_name() {
    let mut s = Sandbox::new();
    table(&mut s);
    s.check(
        "show partitions t",
        "ds=2008-04-08/hr=11\nds=2008-04-09/hr=2\nds=a%2Fb/hr=3",
    );
    s.check("show partitions t partition (hr=2)", "ds=2008-04-09/hr=2");
    s.check(
        "show partitions t where hr > 2 and not ds = 'a/b'",
        "ds=2008-04-08/hr=11",
    );
    s.check(
        "show partitions t order by hr desc limit 2",
        "ds=2008-04-08/hr=11\nds=a%2Fb/hr=3",
    );
    assert!(s.path().join("home/warehouse/t/ds=a%2Fb/hr=3").is_dir());
}

#[test]
fn adding_and_dropping() {
    let mut s = Sandbox::new();
    table(&mut s);
    assert!(
        s.error("alter table t add partition (ds='a/b', hr=3)")
            .contains("already exists")
    );
    s.ok("alter table t add if not exists partition (ds='a/b', hr=3)");
    s.ok("alter table t drop partition (ds < '2008-04-09'), partition (hr=3)");
    s.check("show partitions t", "ds=2008-04-09/hr=2");
    assert!(!s.path().join("home/warehouse/t/ds=a%2Fb/hr=3").exists());
    s.ok("alter table t drop partition (hr=99); set hive.exec.drop.ignorenonexistent=false");
    assert_eq!(
        s.error("alter table t drop partition (hr=99)"),
        "table `t` has no such partition"
    );
    s.ok("alter table t drop if exists partition (hr=99)");
    s.ok("alter table t partition (ds='2008-04-09', hr=2) rename to partition (ds='x', hr=1)");
    s.check("show partitions t", "ds=x/hr=1");
    assert!(s.path().join("home/warehouse/t/ds=x/hr=1").is_dir());
    assert_eq!(
        s.error("alter table t add partition (ds='y')"),
        "partition column `hr` of table `t` needs a value"
    );
    assert_eq!(
        s.error("alter table t add partition (dd='y', hr=1)"),
        "`dd` is no partition column of table `t`"
    );
    assert_eq!(
        s.error("alter table t add partition (ds='y', hr='z')"),
        "partition column `hr` of type int cannot be `z`"
    );
}

#[test]
fn msck_finds_directories_and_losses() {
    let mut s = Sandbox::new();
    s.ok("create external table t (a int) partitioned by (ds string, hr int) location 'd'");
    s.write("d/ds=1/hr=1/f", "1\n");
    s.write("d/ds=1/hr=2/f", "1\n");
    s.write("d/_tmp/hr=2/f", "1\n");
    s.check(
        "msck repair table t",
        "Partitions not in metastore:\tt:ds=1/hr=1\tt:ds=1/hr=2
         Repair: Added partition to metastore hive.default.t:ds=1/hr=1
         Repair: Added partition to metastore hive.default.t:ds=1/hr=2",
    );
    s.check("show partitions t", "ds=1/hr=1\nds=1/hr=2");
    std::fs::remove_dir_all(s.path().join("d/ds=1/hr=1")).unwrap();
    s.check(
        "msck table t",
        "Partitions missing from filesystem:\tt:ds=1/hr=1",
    );
    s.check(
        "msck repair table t sync partitions",
        "Partitions missing from filesystem:\tt:ds=1/hr=1
         Repair: Dropped partition from metastore hive.default.t:ds=1/hr=1",
    );
    s.check("msck repair table t; show partitions t", "ds=1/hr=2");
    s.write("d/other/f", "1\n");
    assert_eq!(
        s.error("msck repair table t"),
        "directory `file:DIR/d/other` is no value of partition column `ds`"
    );
    s.ok("set hive.msck.path.validation=skip; msck repair table t");
}

#[test]
fn partitions_may_lie_elsewhere() {
    let mut s = Sandbox::new();
    s.ok("create table t (a int) partitioned by (p int); alter table t add partition (p=1) location 'elsewhere'");
    let shown = s.run("describe formatted t partition (p=1)");
    assert!(shown.contains("home/warehouse/t/elsewhere"), "{shown}");
    s.ok("alter table t partition (p=1) set location '/tmp/far'");
    assert!(
        s.run("describe formatted t partition (p=1)")
            .contains("file:/tmp/far")
    );
}
