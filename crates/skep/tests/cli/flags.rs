//! The command line.

use expect_test::expect;

use super::{check, sandbox};

#[test]
fn help_teaches() {
    let run = sandbox().run(&["--help"]).unwrap();
    assert_eq!(run.code, Some(0));
    for part in [
        "skep -e 'select",
        "-f day.hql",
        "--format csv",
        "Exit codes",
        "standard error",
    ] {
        assert!(
            run.stdout.contains(part),
            "{part} is missing in {}",
            run.stdout
        );
    }
    let verb = sandbox().run(&["sql", "--help"]).unwrap();
    assert!(verb.stdout.contains("--hivevar") && verb.stdout.contains("Examples:"));
}

#[test]
fn a_wrong_flag_is_exit_2() {
    for arguments in [
        &["--no-such-flag"][..],
        &["nonsense"],
        &["-e", "select 1", "-f", "x.hql"],
        &["--format", "xml"],
        &["--hivevar", "novalue", "-e", "select 1"],
    ] {
        let run = sandbox().run(arguments).unwrap();
        assert_eq!(
            (run.code, run.stdout.as_str()),
            (Some(2), ""),
            "{arguments:?}: {}",
            run.stderr
        );
        assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
    }
}

#[test]
fn a_script_that_cannot_be_read() {
    check(
        &["-f", "missing.hql"],
        &expect![[r#"
            exit 2
            -- stderr
            error: cannot read the script `missing.hql`: No such file or directory (os error 2)
        "#]],
    );
    let sandbox = sandbox();
    sandbox
        .write("latin1.hql", b"select 1;\nselect 'caf\xe9';\n")
        .unwrap();
    let run = sandbox.run(&["-f", "latin1.hql"]).unwrap();
    expect![[r#"
        exit 2
        -- stderr
        error: the script is not UTF-8 text: see byte 21, in line 2
    "#]]
    .assert_eq(&sandbox.show(&run));
}

#[test]
fn nothing_to_do_is_done() {
    check(
        &["-e", ""],
        &expect![[r#"
        exit 0
    "#]],
    );
    check(
        &["-e", "-- only a comment"],
        &expect![[r#"
        exit 0
    "#]],
    );
}
