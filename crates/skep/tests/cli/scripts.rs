//! Scripts: several statements, variables, files, and what a statement that fails does.

use expect_test::expect;

use super::{check_script, sandbox};

#[test]
fn a_failing_statement_ends_the_script_with_its_line() {
    check_script(
        "select 1;\n\n-- the next one is wrong\nselect * form t;\nselect 2;\n",
        &expect![[r#"
            exit 1
            -- stdout
            1
            -- stderr
            OK
            Time taken: [t] seconds, Fetched: 1 row(s)
            error: expected `,`, FROM, WHERE, GROUP, HAVING, WINDOW, QUALIFY, UNION or something else, found `form`
             --> line 4, column 10
            4 | select * form t
              |          ^^^^
            hint: did you mean FROM?
        "#]],
    );
}

#[test]
fn errors_may_be_ignored() {
    let script = "set hive.cli.errors.ignore=true;\nselect nothing;\nselect 2;\n";
    let run = sandbox()
        .run_with_input(&["-S"], script.as_bytes())
        .unwrap();
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "2\n"));
    assert!(run.stderr.starts_with("error: "), "{}", run.stderr);
}

#[test]
fn variables_settings_and_init_scripts() {
    let sandbox = sandbox();
    sandbox.write("init.hql", "set hivevar:b=two;").unwrap();
    sandbox
        .write("main.hql", "select '${hivevar:a} ${b} ${hiveconf:c.d}';")
        .unwrap();
    let flags = [
        "-S",
        "-i",
        "init.hql",
        "-f",
        "main.hql",
        "--hivevar",
        "a=one",
        "--hiveconf",
        "c.d=three",
    ];
    let run = sandbox.run(&flags).unwrap();
    assert_eq!(run.stdout, "one two three\n", "{}", run.stderr);
    let run = sandbox
        .run(&[
            "-S",
            "-d",
            "x=1",
            "--define",
            "y=2",
            "-e",
            "select ${x} + ${y}",
        ])
        .unwrap();
    assert_eq!(run.stdout, "3\n", "{}", run.stderr);
}

#[test]
fn sources_and_quits() {
    let sandbox = sandbox();
    sandbox
        .write("part.hql", "select 'from the part';\n")
        .unwrap();
    let script = "source part.hql; select 1; quit; select 2;";
    let run = sandbox
        .run(&["-S", "-e", script, "-e", "select 3"])
        .unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "from the part\n1\n"),
        "{}",
        run.stderr
    );
    sandbox
        .write("bad.hql", "select 1;\nselect nothing;\n")
        .unwrap();
    let run = sandbox.run(&["-S", "-e", "source bad.hql"]).unwrap();
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("bad.hql") && run.stderr.contains('2'),
        "{}",
        run.stderr
    );
}

#[test]
fn statements_are_echoed_on_stderr() {
    let run = sandbox().run(&["-v", "-e", "select 1;  select 2"]).unwrap();
    assert_eq!(run.stdout, "1\n2\n");
    let echoed: Vec<&str> = run
        .stderr
        .lines()
        .filter(|l| l.starts_with("select"))
        .collect();
    assert_eq!(echoed, ["select 1", "select 2"]);
}

#[test]
fn the_database_and_the_home_can_be_chosen() {
    let sandbox = sandbox();
    let run = |arguments: &[&str]| sandbox.run(arguments).unwrap();
    let create = "create database d; use d; create table t (n int)";
    assert_eq!(
        run(&["-S", "--home", "elsewhere", "-e", create]).code,
        Some(0)
    );
    let tables = run(&[
        "-S",
        "--home",
        "elsewhere",
        "--database",
        "D",
        "-e",
        "show tables",
    ]);
    assert_eq!(tables.stdout, "t\n", "{}", tables.stderr);
    assert!(sandbox.path().join("elsewhere").is_dir() && !sandbox.path().join(".skep").exists());
    let missing = run(&["-S", "--database", "nowhere", "-e", "show tables"]);
    assert_eq!(missing.code, Some(1), "{}", missing.stderr);
}
