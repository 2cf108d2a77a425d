//! SET, RESET and variables.

use super::harness::Sandbox;

#[test]
fn set_shows_and_keeps() {
    let mut s = Sandbox::with(|options| {
        options.hivevars.insert("day".into(), "2009-12-13".into());
    });
    s.check(
        "set hive.groupby.position.alias",
        "hive.groupby.position.alias=false",
    );
    s.check(
        "set x.y = a b ; set x.y; set hivevar:day; set nothing;",
        "x.y=a b\nhivevar:day=2009-12-13\nnothing is undefined",
    );
    s.check(
        "set x.y=${hivevar:day}/${day}; set x.y; reset x.y; set x.y",
        "x.y=2009-12-13/2009-12-13\nx.y is undefined",
    );
    assert_eq!(
        s.error("set env:HOME=/"),
        "cannot set `env:HOME`: env:* variables can not be set"
    );
}

#[test]
fn variables_are_replaced_before_parsing() {
    let mut s = Sandbox::new();
    s.check(
        "set hivevar:t=tables; show ${t}; create table ${t}_1 (a int); show ${hivevar:t};",
        "tables_1",
    );
    assert!(
        s.error("set hive.variable.substitute=false; show ${t}")
            .contains("expected")
    );
}

#[test]
fn scripts_are_sourced_with_their_lines() {
    let mut s = Sandbox::new();
    s.write("a.sql", "set x=1;\nset x;\nshow nonsense;\n");
    let printed = s.run("source a.sql; set x;");
    assert!(printed.starts_with("x=1\n"), "{printed}");
    assert!(printed.contains("a.sql, line 3"), "{printed}");
    assert!(printed.ends_with("x=1\n"), "{printed}");
    assert!(
        s.error("source nowhere.sql")
            .starts_with("cannot read script `DIR/nowhere.sql`")
    );
}

#[test]
fn commands_run_in_the_sessions_directory() {
    let mut s = Sandbox::with(|options| {
        options.env.insert("PATH".into(), "/usr/bin:/bin".into());
        options.env.insert("WHO".into(), "ann".into());
    });
    s.write("hello.txt", "hello\n");
    s.check("!cat hello.txt; !echo ${env:WHO} $WHO", "hello\nann ann");
    assert_eq!(s.error("!exit 3"), "`exit 3` failed with exit code 3");
}

#[test]
fn what_is_not_supported_says_so() {
    let mut s = Sandbox::new();
    for (statement, message) in [
        ("add jar x.jar", "ADD JAR is not supported"),
        (
            "create temporary function f as 'com.x.F'",
            "CREATE FUNCTION of a Java class is not supported",
        ),
        (
            "create materialized view v as select 1",
            "CREATE MATERIALIZED VIEW is not supported",
        ),
    ] {
        assert_eq!(s.error(statement), message);
    }
}
