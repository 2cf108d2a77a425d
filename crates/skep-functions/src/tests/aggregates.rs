//! Aggregates and windows over small groups.

use skep_hiveql::types::HiveType;

use crate::registry::Typed;
use crate::trial::{aggregate, call, d, dec, i, null, s, window};

fn ints(values: &[i32]) -> Vec<Typed> {
    values.iter().map(|v| i(*v)).collect()
}

/// Over whole numbers, without further arguments.
fn over(name: &str, values: &[i32]) -> String {
    aggregate(name, ints(values), vec![], false)
}

#[test]
fn sums_and_counts() {
    assert_eq!(over("count", &[1, 1, 2]), "3");
    assert_eq!(aggregate("count", ints(&[1, 1, 2]), vec![], true), "2");
    assert_eq!(
        aggregate("count", vec![i(1), null(HiveType::Int)], vec![], false),
        "1"
    );
    assert_eq!(
        aggregate("count", ints(&[1, 1, 2]), vec![s("a")], true),
        "2"
    );
    assert_eq!(over("sum", &[1, 2]), "3");
    assert_eq!(
        aggregate("sum", vec![null(HiveType::Int)], vec![], false),
        "NULL"
    );
    assert_eq!(
        aggregate("sum", vec![s("1.5"), s("2")], vec![], false),
        "3.5"
    );
    assert_eq!(
        aggregate("sum", vec![dec(15, 3, 1), dec(5, 3, 1)], vec![], false),
        "2.0"
    );
    assert_eq!(
        aggregate("$sum0", vec![null(HiveType::Int)], vec![], false),
        "0"
    );
}

#[test]
fn means() {
    assert_eq!(over("avg", &[1, 2]), "1.5");
    // 2/3 of decimal(3,1) is decimal(7,5), rounded half up
    assert_eq!(
        aggregate(
            "avg",
            vec![dec(10, 3, 1), dec(10, 3, 1), dec(0, 3, 1)],
            vec![],
            false
        ),
        "0.66667"
    );
    assert_eq!(
        aggregate(
            "avg",
            vec![dec(10, 3, 1), dec(10, 3, 1), dec(0, 3, 1)],
            vec![],
            true
        ),
        "0.50000"
    );
    assert_eq!(over("variance", &[1, 3]), "1.0");
    assert_eq!(over("var_samp", &[1, 3]), "2.0");
    assert_eq!(over("var_samp", &[1]), "NULL");
    assert_eq!(over("std", &[1, 3]), "1.0");
    assert_eq!(over("stddev_samp", &[1, 9, 5]), "4.0");
    assert_eq!(aggregate("corr", ints(&[1, 2]), vec![i(1)], false), "NULL");
}

#[test]
fn extremes() {
    assert_eq!(over("min", &[2, 1, 3]), "1");
    assert_eq!(aggregate("max", vec![s("a"), s("b")], vec![], false), "b");
}

#[test]
fn collected() {
    assert_eq!(over("collect_list", &[1, 1, 2]), "[1,1,2]");
    assert_eq!(over("collect_set", &[1, 1, 2]), "[1,2]");
    assert_eq!(
        aggregate("collect_list", vec![null(HiveType::Int)], vec![], false),
        "[]"
    );
    assert_eq!(
        aggregate(
            "collect_set",
            vec![i(3), null(HiveType::Int)],
            vec![],
            false
        ),
        "[3]"
    );
}

#[test]
fn percentiles() {
    let with = |name: &str, p: Typed| aggregate(name, ints(&[4, 1, 3, 2]), vec![p], false);
    assert_eq!(with("percentile", d(0.5)), "2.5");
    assert_eq!(
        with("percentile", call("array", [d(0.0), d(1.0)])),
        "[1.0,4.0]"
    );
    assert_eq!(with("percentile_cont", d(0.25)), "1.75");
    assert_eq!(with("percentile_disc", d(0.25)), "2.0");
    assert_eq!(with("percentile_approx", d(0.5)), "2.0");
    assert_eq!(
        with("histogram_numeric", i(2)),
        "[{\"x\":1.5,\"y\":2.0},{\"x\":3.5,\"y\":2.0}]"
    );
    assert_eq!(
        aggregate("percentile", vec![null(HiveType::Int)], vec![d(0.5)], false),
        "NULL"
    );
}

#[test]
fn windows() {
    let over = |name: &str| window(name, ints(&[5, 5, 6]), |_| vec![]);
    assert_eq!(over("row_number"), "1\n2\n3");
    assert_eq!(over("rank"), "1\n1\n3");
    assert_eq!(over("dense_rank"), "1\n1\n2");
    assert_eq!(over("percent_rank"), "0.0\n0.0\n1.0");
    assert_eq!(window("cume_dist", ints(&[5, 6]), |_| vec![]), "0.5\n1.0");
    assert_eq!(window("ntile", ints(&[5, 6, 7]), |_| vec![i(2)]), "1\n1\n2");
    assert_eq!(window("lag", ints(&[5, 6]), |x| vec![x]), "NULL\n5");
    assert_eq!(
        window("lead", ints(&[5, 6, 7]), |x| vec![x, i(2), i(0)]),
        "7\n0\n0"
    );
    assert_eq!(window("first_value", ints(&[5, 6]), |x| vec![x]), "5\n5");
    assert_eq!(window("last_value", ints(&[5, 6]), |x| vec![x]), "5\n6");
}
