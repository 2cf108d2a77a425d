//! Queries.

use super::harness::Sandbox;

#[test]
fn constants() {
    let mut s = Sandbox::new();
    s.check("select 1, 'a', null, true", "1\ta\tNULL\ttrue");
}

#[test]
fn errors_show_the_place() {
    let mut s = Sandbox::new();
    s.ok("create table wordfreqs (freq int, word string)");
    let printed = s.run("\n\nselect *\nfrom wordfrqs;");
    assert_eq!(
        printed,
        "error: there is no table `wordfrqs`\n --> line 4, column 6\n4 | from wordfrqs\n  |      ^^^^^^^^\nhint: did you mean `wordfreqs`?\n"
    );
}
