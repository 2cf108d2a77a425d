//! CREATE, DROP, USE, SHOW and DESCRIBE DATABASE.

use super::harness::Sandbox;

#[test]
fn a_database_comes_and_goes() {
    let mut s = Sandbox::new();
    s.check("show databases", "default");
    s.ok("create database logs comment 'of the web' with dbproperties ('a'='b'); use logs; create database if not exists LOGS");
    s.check(
        "show databases; show databases like 'l*'",
        "default\nlogs\nlogs",
    );
    s.check("select current_database()", "logs");
    s.check(
        "describe database logs",
        "logs\tof the web\tfile:DIR/home/warehouse/logs.db\t\tann\tUSER\t\t",
    );
    s.check(
        "describe database extended logs",
        "logs\tof the web\tfile:DIR/home/warehouse/logs.db\t\tann\tUSER\t\t\t{a=b}",
    );
    s.ok("create table t (a int)");
    assert_eq!(
        s.error("drop database logs"),
        "database `logs` is not empty"
    );
    assert!(s.path().join("home/warehouse/logs.db/t").is_dir());
    s.ok("drop database logs cascade");
    assert!(!s.path().join("home/warehouse/logs.db").exists());
    s.check("select current_database(); show tables", "default");
    s.ok("drop database if exists logs");
    assert_eq!(s.error("use lgs"), "database `lgs` does not exist");
    assert_eq!(
        s.error("create database default"),
        "database `default` already exists"
    );
}
