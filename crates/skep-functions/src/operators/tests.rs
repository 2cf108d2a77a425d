//! The operators, on constants; expected values from Hive's documentation, its sources and arithmetic.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use skep_hiveql::ast::expr::{BinaryOp as O, IntervalUnit as U, UnaryOp};
use skep_hiveql::types::HiveType as T;

use super::*;
use crate::check::{b, context, d, i, l, null, of, s, shown};

#[track_caller]
fn check(left: Typed, op: O, right: Typed, ty: T, expected: &str) {
    let value = binary(&context(), op, left, right).unwrap();
    assert_eq!(value.ty, ty);
    assert_eq!(shown(&value), expected);
}

fn dec(text: &str, p: u8, s: u8) -> Typed {
    of(text, T::Decimal(p, s))
}

#[test]
fn whole_numbers_wrap() {
    check(i(1), O::Plus, i(2), T::Int, "3");
    check(i(i32::MAX), O::Plus, i(1), T::Int, "-2147483648");
    check(l(i64::MAX), O::Multiply, l(2), T::BigInt, "-2");
    check(i(1), O::Plus, l(2), T::BigInt, "3");
    check(i(7), O::Divide, i(2), T::Double, "3.5");
    check(i(7), O::Divide, i(0), T::Double, "NULL");
    check(i(-7), O::Modulo, i(3), T::Int, "-1");
    check(i(7), O::Modulo, i(0), T::Int, "NULL");
    check(i(7), O::IntegerDivide, i(2), T::Int, "3");
    check(i(7), O::IntegerDivide, i(0), T::Int, "NULL");
    check(i(5), O::BitAnd, i(3), T::Int, "1");
    check(i(5), O::BitOr, i(3), T::Int, "7");
    check(i(5), O::BitXor, i(3), T::Int, "6");
    let tiny = of("127", T::TinyInt);
    check(tiny.clone(), O::Plus, tiny, T::TinyInt, "-2");
}

#[test]
fn strings_and_doubles() {
    check(s("2"), O::Plus, i(3), T::Double, "5.0");
    check(s("x"), O::Plus, i(3), T::Double, "NULL");
    check(d(1.5), O::Multiply, i(2), T::Double, "3.0");
    check(d(5.5), O::Modulo, d(2.0), T::Double, "1.5");
    check(null(), O::Plus, i(1), T::Int, "NULL");
}

#[test]
fn decimals_keep_their_digits() {
    check(
        dec("1.5", 3, 1),
        O::Plus,
        dec("2.25", 5, 2),
        T::Decimal(6, 2),
        "3.75",
    );
    check(
        dec("1.5", 3, 1),
        O::Multiply,
        dec("1.5", 3, 1),
        T::Decimal(7, 2),
        "2.25",
    );
    check(
        dec("1", 10, 0),
        O::Divide,
        dec("3", 10, 0),
        T::Decimal(21, 11),
        "0.33333333333",
    );
    check(
        dec("2", 10, 0),
        O::Divide,
        dec("3", 10, 0),
        T::Decimal(21, 11),
        "0.66666666667",
    );
    check(
        dec("1", 10, 0),
        O::Divide,
        dec("0", 10, 0),
        T::Decimal(21, 11),
        "NULL",
    );
    check(
        dec("5.5", 3, 1),
        O::Modulo,
        dec("2", 3, 1),
        T::Decimal(3, 1),
        "1.5",
    );
    // A whole number that is written there has the digits it is written with (decimal_precision.q: a decimal(20,10)
    // has twelve fraction digits when divided by 3, thirteen by 27).
    check(dec("1.5", 3, 1), O::Plus, i(1), T::Decimal(4, 1), "2.5");
    check(
        dec("0", 20, 10),
        O::Divide,
        i(27),
        T::Decimal(23, 13),
        "0.0000000000000",
    );
    check(dec("1.5", 3, 1), O::Plus, d(1.0), T::Double, "2.5");
    let nines = "9".repeat(38);
    check(
        dec(&nines, 38, 0),
        O::Plus,
        dec("1", 38, 0),
        T::Decimal(38, 0),
        "NULL",
    );
    check(
        dec("12.5", 38, 18),
        O::Multiply,
        dec("2", 38, 18),
        T::Decimal(38, 6),
        "25.000000",
    );
    check(
        dec("-7", 38, 18),
        O::Divide,
        dec("2", 38, 18),
        T::Decimal(38, 6),
        "-3.500000",
    );
}

#[test]
fn signs() {
    let check = |op: UnaryOp, value: Typed, expected: &str| {
        assert_eq!(shown(&unary(op, value).unwrap()), expected);
    };
    check(UnaryOp::Minus, i(5), "-5");
    check(UnaryOp::Minus, i(i32::MIN), "-2147483648");
    check(UnaryOp::Minus, dec("1.5", 3, 1), "-1.5");
    check(UnaryOp::Minus, s("1.5"), "-1.5");
    check(UnaryOp::BitNot, i(5), "-6");
    check(UnaryOp::Not, b(true), "false");
    check(UnaryOp::Not, null(), "NULL");
}

#[test]
fn comparisons_meet_in_hives_types() {
    let check = |a: Typed, op: O, b: Typed, expected: &str| check(a, op, b, T::Boolean, expected);
    check(s("10"), O::Eq, i(10), "true");
    check(s("abc"), O::Eq, i(1), "NULL");
    check(s("9"), O::Lt, s("10"), "false");
    check(s("9"), O::Lt, i(10), "true");
    check(of("2009-01-01", T::Date), O::Eq, s("2009-01-01"), "true");
    check(null(), O::Eq, null(), "NULL");
    check(null(), O::NullSafeEq, null(), "true");
    check(i(1), O::NullSafeEq, null(), "false");
    check(of("ab  ", T::Char(4)), O::Eq, of("ab", T::Char(2)), "true");
    check(b(true), O::Or, null(), "true");
    check(b(true), O::And, null(), "NULL");
    check(b(false), O::And, null(), "false");
}

#[test]
fn lists_ranges_and_cases() {
    assert_eq!(
        shown(&in_list(i(2), vec![i(1), s("2")], false).unwrap()),
        "true"
    );
    assert_eq!(
        shown(&in_list(i(3), vec![i(1), null()], false).unwrap()),
        "NULL"
    );
    assert_eq!(
        shown(&in_list(i(3), vec![i(1), i(2)], true).unwrap()),
        "true"
    );
    assert_eq!(shown(&between(i(2), i(1), d(3.0), false).unwrap()), "true");
    assert_eq!(
        shown(&between(s("b"), s("a"), s("c"), true).unwrap()),
        "false"
    );
    let cases = vec![(i(1), s("one")), (i(2), s("two"))];
    let pick = |v: i32, otherwise| shown(&case(Some(i(v)), cases.clone(), otherwise).unwrap());
    assert_eq!(pick(2, None), "two");
    assert_eq!(pick(3, None), "NULL");
    assert_eq!(pick(3, Some(i(7))), "7");
    assert!(case(None, vec![(b(true), b(true))], Some(s("x"))).is_err());
}

#[test]
fn patterns() {
    let like = |a: &str, p: &str| shown(&like(s(a), s(p), false).unwrap());
    assert_eq!(like("facebook", "%ceb%"), "true");
    assert_eq!(like("a_b", r"a\_b"), "true");
    assert_eq!(like("axb", r"a\_b"), "false");
    assert_eq!(like(r"a\b", r"a\b"), "true");
    assert_eq!(like("ab", "a_"), "true");
    let rlike = |a: &str, p: &str| shown(&rlike(s(a), s(p), false).unwrap());
    assert_eq!(rlike("facebook", ".*book"), "true");
    assert_eq!(rlike("facebook", "^ace"), "false");
    assert_eq!(rlike("foobar", "foo(?=bar)"), "true");
    assert_eq!(rlike("x", ""), "false");
    let any = |patterns| shown(&like_any(s("abc"), patterns, false).unwrap());
    assert_eq!(any(vec![s("x%"), s("a%")]), "true");
    assert_eq!(any(vec![s("x%"), null()]), "NULL");
    assert_eq!(
        shown(&like_all(s("abc"), vec![s("a%"), s("x%")], true).unwrap()),
        "true"
    );
}

#[test]
fn intervals_and_dates() {
    let date = |text| of(text, T::Date);
    let span = |value, unit| interval(value, unit).unwrap();
    check(
        date("2011-01-31"),
        O::Plus,
        span(s("1"), U::Month),
        T::Date,
        "2011-02-28",
    );
    check(
        date("2012-01-01"),
        O::Minus,
        span(i(1), U::Year),
        T::Date,
        "2011-01-01",
    );
    check(
        date("2012-01-01"),
        O::Plus,
        span(i(1), U::Day),
        T::Timestamp,
        "2012-01-02 00:00:00",
    );
    check(
        span(s("1-2"), U::YearToMonth),
        O::Plus,
        date("2012-01-01"),
        T::Date,
        "2013-03-01",
    );
    check(
        date("2012-01-03"),
        O::Minus,
        date("2012-01-01"),
        T::IntervalDayTime,
        "2 00:00:00.000000000",
    );
    let time = of("2012-01-01 01:02:03", T::Timestamp);
    check(
        time,
        O::Minus,
        span(s("1 1:1:1.5"), U::DayToSecond),
        T::Timestamp,
        "2011-12-31 00:01:01.5",
    );
    check(date("2012-01-01"), O::Plus, i(5), T::Date, "2012-01-06");
    assert_eq!(shown(&span(s("3.5"), U::Second)), "0 00:00:03.500000000");
    assert_eq!(shown(&span(i(2), U::Week)), "14 00:00:00.000000000");
    assert!(binary(&context(), O::Multiply, date("2012-01-01"), i(2)).is_err());
    assert_eq!(
        shown(&extract(&context(), "week", s("2008-02-20")).unwrap()),
        "8"
    );
    let floor = floor_to(&context(), s("2009-07-30 12:58:59"), "month").unwrap();
    assert_eq!(shown(&floor), "2009-07-01 00:00:00");
}

#[test]
fn dates_are_compared_with_moments_by_the_day() {
    let date = of("1998-09-02", T::Date);
    let moment = |text: &str| of(text, T::Timestamp);
    let (midnight, noon) = (moment("1998-09-02 00:00:00"), moment("1998-09-02 12:00:00"));
    let cases = [
        (O::Lt, "false", "true"),
        (O::LtEq, "true", "true"),
        (O::Gt, "false", "false"),
        (O::GtEq, "true", "false"),
        (O::Eq, "true", "false"),
        (O::NotEq, "false", "true"),
    ];
    for (op, at_midnight, at_noon) in cases {
        check(date.clone(), op, midnight.clone(), T::Boolean, at_midnight);
        check(date.clone(), op, noon.clone(), T::Boolean, at_noon);
    }
    check(noon.clone(), O::Gt, date.clone(), T::Boolean, "true");
    check(midnight.clone(), O::Gt, date.clone(), T::Boolean, "false");
    let within = |low: Typed, high: Typed| shown(&between(date.clone(), low, high, false).unwrap());
    assert_eq!(within(midnight.clone(), noon.clone()), "true");
    assert_eq!(within(noon, moment("1998-09-03 00:00:00")), "false");
}
