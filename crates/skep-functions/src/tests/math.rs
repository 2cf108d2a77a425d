//! Mathematics: Hive's documented examples and arithmetic.

use skep_hiveql::types::HiveType;

use crate::trial::{call, check, d, dec, i, l, null, refused, s};

#[test]
fn rounding() {
    check("round", [d(12.3456), i(1)], "12.3");
    check("round", [d(2.5)], "3.0");
    check("round", [d(-2.5)], "-3.0");
    check("round", [d(1.005), i(2)], "1.01");
    check("round", [d(55_555.0), i(-1)], "55560.0");
    check("round", [d(4.4), i(-1)], "0.0");
    check("round", [i(125), i(-1)], "130");
    check("round", [s("3.7")], "4.0");
    check("round", [d(1.5), null(HiveType::Void)], "NULL");
    // decimal(6,4) to 2 digits is decimal(5,2)
    assert_eq!(
        call("round", [dec(123_456, 6, 4), i(2)]).ty,
        HiveType::Decimal(5, 2)
    );
    check("round", [dec(123_456, 6, 4), i(2)], "12.35");
    check("round", [dec(-125, 3, 2), i(1)], "-1.3");
    check("round", [dec(55_555, 5, 2), i(-2)], "600");
    check("bround", [d(2.5)], "2.0");
    check("bround", [d(3.5)], "4.0");
    check("bround", [i(25), i(-1)], "20");
    check("bround", [i(35), i(-1)], "40");
}

#[test]
fn whole_numbers() {
    check("floor", [d(-0.1)], "-1");
    check("ceil", [d(-0.1)], "0");
    check("floor", [dec(-15, 2, 1)], "-2");
    check("ceil", [dec(-15, 2, 1)], "-1");
    check("ceiling", [dec(11, 2, 1)], "2");
    check("floor", [i(5)], "5");
    assert_eq!(call("floor", [dec(15, 5, 1)]).ty, HiveType::Decimal(5, 0));
    check("abs", [i(-5)], "5");
    check("abs", [dec(-15, 2, 1)], "1.5");
    check("sign", [i(40)], "1.0");
    check("sign", [dec(-15, 2, 1)], "-1");
    check("factorial", [i(5)], "120");
    check("factorial", [i(21)], "NULL");
    check("pmod", [i(-7), i(3)], "2");
    check("pmod", [i(7), i(0)], "NULL");
    check("shiftleft", [i(2), i(1)], "4");
    check("shiftright", [i(-4), i(1)], "-2");
    check("shiftrightunsigned", [l(-1), i(60)], "15");
    check("width_bucket", [i(1), i(5), i(25), i(4)], "0");
    check("width_bucket", [i(10), i(5), i(25), i(4)], "2");
    check("width_bucket", [i(20), i(5), i(25), i(4)], "4");
    check("width_bucket", [i(30), i(5), i(25), i(4)], "5");
}

#[test]
fn reals() {
    check("sqrt", [d(4.0)], "2.0");
    check("sqrt", [d(-1.0)], "NULL");
    check("cbrt", [d(27.0)], "3.0");
    check("ln", [d(0.0)], "NULL");
    check("log", [d(13.0), d(13.0)], "1.0");
    check("log", [d(1.0), d(2.0)], "NULL");
    check("log2", [d(2.0)], "1.0");
    check("log10", [d(10.0)], "1.0");
    check("power", [i(2), i(3)], "8.0");
    check("asin", [d(2.0)], "NULL");
    check("degrees", [d(std::f64::consts::PI)], "180.0");
    check("pi", [], "3.141592653589793");
    check("e", [], "2.718281828459045");
}

#[test]
fn complaints() {
    let array = || call("array", [i(1)]);
    assert_eq!(
        refused("round", [array()]),
        "argument 1 of `round` must be a number or string, not array<int>"
    );
    assert_eq!(
        refused("round", [i(1), s("a")]),
        "argument 2 of `round` must be a whole number, not string"
    );
}
