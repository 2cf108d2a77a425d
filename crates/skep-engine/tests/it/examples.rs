//! Every function's example, through SQL.

use skep_functions::registry;

use super::harness::Sandbox;

#[test]
fn every_example_gives_what_it_says() {
    // The zone that Hive's own tests run in.
    let mut s = Sandbox::with(|options| options.timezone = chrono_tz::Tz::US__Pacific);
    let mut wrong = Vec::new();
    let mut count = 0;
    for function in registry::all() {
        let (example, expected) = function.example;
        let first = example.split_whitespace().next().unwrap_or_default();
        let select =
            match first.eq_ignore_ascii_case("select") || first.eq_ignore_ascii_case("from") {
                true => example.to_owned(),
                false => format!("SELECT {example}"),
            };
        count += 1;
        let printed = s.run(&select);
        if printed.trim_end_matches('\n') != expected.trim_end_matches('\n') {
            wrong.push(format!(
                "{}: {select}\n  expected {expected:?}\n  printed  {printed:?}",
                function.name
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} examples:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
