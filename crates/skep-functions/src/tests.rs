//! What the functions give, by Hive's documentation and arithmetic.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod aggregates;
mod collections;
mod hashes;
mod math;
mod strings;

/// Every kernel is found by the name that a plan holds.
#[test]
fn kernels_are_found_by_name() {
    let names = crate::kernel::udf_names().collect::<Vec<_>>();
    let unique = names.iter().collect::<std::collections::HashSet<_>>();
    assert_eq!(names.len(), unique.len());
    for name in &names {
        assert_eq!(crate::kernel::udf(name).unwrap().name(), name);
    }
}
