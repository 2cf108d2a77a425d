//! `dfs` commands.

use super::harness::Sandbox;

#[test]
fn files_are_put_listed_read_and_removed() {
    let mut s = Sandbox::new();
    s.write("a.txt", "one\ntwo\n");
    s.ok("dfs -mkdir -p x/y; dfs -put a.txt x/y; dfs -cp x/y/a.txt x/b.txt");
    s.check("dfs -cat x/y/a.txt", "one\ntwo");
    s.check("dfs -du -s x", "16  16  file:DIR/x");
    let listed = s.run("dfs -ls x");
    assert!(listed.starts_with("Found 2 items\n"), "{listed}");
    assert!(listed.contains("file:DIR/x/b.txt\n"), "{listed}");
    s.ok(
        "dfs -mv x/b.txt x/c.txt; dfs -test -e x/c.txt; dfs -touchz x/empty; dfs -test -z x/empty",
    );
    s.check("dfs -rm x/*.txt", "Deleted file:DIR/x/c.txt");
    assert_eq!(
        s.error("dfs -rm x"),
        "cannot remove `file:DIR/x`: it is a directory"
    );
    s.check("dfs -rm -r x", "Deleted file:DIR/x");
    assert!(s.error("dfs -ls x").contains("file:DIR/x"));
    assert!(
        s.error("dfs -frobnicate x")
            .starts_with("dfs: unknown command")
    );
}
