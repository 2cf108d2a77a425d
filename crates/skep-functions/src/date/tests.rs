//! The date functions; expected values from Hive's own descriptions of them, its sources and the calendar.

use skep_hiveql::types::HiveType as T;

use crate::check::{b, check, d, eval, i, l, null, of, s};

#[test]
fn fields() {
    check("year", [s("2009-07-30")], "2009");
    check("quarter", [s("2015-04-08")], "2");
    check("month", [of("2009-07-30", T::Date)], "7");
    check("day", [s("2009-07-30 04:17:52")], "30");
    check("dayofweek", [s("2009-07-30")], "5");
    check("weekofyear", [s("2008-02-20")], "8");
    check("weekofyear", [s("1980-12-31 12:59:59")], "1");
    check("hour", [s("2009-07-30 12:58:59")], "12");
    check("hour", [s("12:58:59")], "12");
    check("minute", [of("2009-07-30 12:58:59", T::Timestamp)], "58");
    check("second", [s("12:58:59")], "59");
    check("year", [of("3-7", T::IntervalYearMonth)], "3");
    check("month", [of("3-7", T::IntervalYearMonth)], "7");
    check("day", [of("5 1:2:3", T::IntervalDayTime)], "5");
    check("second", [of("5 1:2:3", T::IntervalDayTime)], "3");
    check("year", [s("junk")], "NULL");
    check("year", [null()], "NULL");
    assert!(eval("year", [i(5)]).starts_with("error"));
}

#[test]
fn shifts() {
    check("to_date", [s("2009-07-30 04:17:52")], "2009-07-30");
    check("date_add", [s("2009-07-30"), i(1)], "2009-07-31");
    check("date_sub", [s("2009-07-30"), i(1)], "2009-07-29");
    check("datediff", [s("2009-07-30"), s("2009-07-31")], "-1");
    check("last_day", [s("2009-01-12")], "2009-01-31");
    check("last_day", [s("2016-02-03")], "2016-02-29");
    check("next_day", [s("2015-01-14"), s("TU")], "2015-01-20");
    check("next_day", [s("2015-01-14"), s("wednesday")], "2015-01-21");
    check("next_day", [s("2015-01-14"), s("VT")], "NULL");
    check("add_months", [s("2009-08-31"), i(1)], "2009-09-30");
    check("add_months", [s("2016-02-29"), i(-12)], "2015-02-28");
    check("add_months", [s("2016-02-29"), i(1)], "2016-03-31");
    check(
        "add_months",
        [s("2017-12-31 14:15:16"), i(2), s("YYYY-MM-dd HH:mm:ss")],
        "2018-02-28 14:15:16",
    );
    check(
        "months_between",
        [s("1997-02-28 10:30:00"), s("1996-10-30")],
        "3.94959677",
    );
    check(
        "months_between",
        [s("1997-02-28 10:30:00"), s("1996-10-30"), b(false)],
        "3.9495967741935485",
    );
    check("months_between", [s("1995-02-02"), s("1995-01-02")], "1.0");
}

#[test]
fn cuts() {
    check("trunc", [s("2009-02-12"), s("MM")], "2009-02-01");
    check("trunc", [s("2017-03-15"), s("Q")], "2017-01-01");
    check("trunc", [s("2015-10-27"), s("YEAR")], "2015-01-01");
    check(
        "trunc",
        [of("1234567891.1234567891", T::Decimal(20, 10)), i(4)],
        "1234567891.1234000000",
    );
    check("trunc", [i(1_234_567_891), i(-4)], "1234560000");
    check("trunc", [d(12.876)], "12.0");
    check(
        "floor_week",
        [s("2009-07-30 12:58:59")],
        "2009-07-27 00:00:00",
    );
    check(
        "floor_quarter",
        [s("2009-08-30 12:58:59")],
        "2009-07-01 00:00:00",
    );
    check(
        "floor_hour",
        [s("1969-12-31 23:58:59")],
        "1969-12-31 23:00:00",
    );
}

#[test]
fn clocks_and_zones() {
    // The tests' session is in US/Pacific.
    check("from_unixtime", [l(0)], "1969-12-31 16:00:00");
    check(
        "from_unixtime",
        [l(1_226_446_340), s("yyyy-MM-dd")],
        "2008-11-11",
    );
    check("unix_timestamp", [s("1970-01-01 00:00:00")], "28800");
    check(
        "unix_timestamp",
        [s("2009-03-20"), s("yyyy-MM-dd")],
        "1237532400",
    );
    check(
        "unix_timestamp",
        [s("2009 Mar 20 11:30:01 am"), s("yyyy MMM dd hh:mm:ss a")],
        "1237573801",
    );
    check("unix_timestamp", [s("random"), s("yyyy")], "NULL");
    check("unix_timestamp", [], "1709210096");
    check("current_timestamp", [], "2024-02-29 04:34:56");
    check("current_date", [], "2024-02-29");
    check(
        "from_utc_timestamp",
        [s("2015-01-01 08:00:00"), s("PST")],
        "2015-01-01 00:00:00",
    );
    check(
        "to_utc_timestamp",
        [s("2015-06-01 00:00:00"), s("Europe/Berlin")],
        "2015-05-31 22:00:00",
    );
    check("to_epoch_milli", [s("1970-01-01 00:00:01.5")], "1500");
    check("date_format", [s("2015-04-08"), s("y")], "2015");
    check(
        "date_format",
        [s("2015-04-08 01:02:03"), s("E, d MMM uuuu h:mm a")],
        "Wed, 8 Apr 2015 1:02 AM",
    );
    check(
        "date_format",
        [s("2015-04-08"), s("EEEE 'o''clock' Q D")],
        "Wednesday o'clock 2 98",
    );
    check(
        "date_format",
        [s("2015-04-08 01:02:03.45"), s("SSS XXX z")],
        "450 -07:00 PDT",
    );
    check("date_format", [s("2015-04-08"), s("{")], "NULL");
}
