//! Casts by name, `int('7')`, and `typeof`.

use datafusion::prelude::Expr;
use datafusion::scalar::ScalarValue;
use skep_hiveql::types::HiveType;

use crate::call::{Bound, CallArgs, count, scalar};
use crate::cast::try_cast;
use crate::registry::{CallError, Function, Typed};

/// The group's functions.
#[rustfmt::skip]
pub(crate) const FUNCTIONS: &[Function] = &[
    scalar("boolean", "boolean(a)", "a as boolean; zero and the empty text are false",
        ("boolean(0)", "false"), |_, a| to("boolean", a, &HiveType::Boolean)).or(&["udftoboolean"]).of("type"),
    scalar("tinyint", "tinyint(a)", "a as tinyint",
        ("tinyint('7')", "7"), |_, a| to("tinyint", a, &HiveType::TinyInt)).or(&["udftobyte"]).of("type"),
    scalar("smallint", "smallint(a)", "a as smallint",
        ("smallint('7')", "7"), |_, a| to("smallint", a, &HiveType::SmallInt)).or(&["udftoshort"]).of("type"),
    scalar("int", "int(a)", "a as int",
        ("int('7.9')", "7"), |_, a| to("int", a, &HiveType::Int)).or(&["udftointeger"]).of("type"),
    scalar("bigint", "bigint(a)", "a as bigint",
        ("bigint('7')", "7"), |_, a| to("bigint", a, &HiveType::BigInt)).or(&["udftolong"]).of("type"),
    scalar("float", "float(a)", "a as float",
        ("float('7')", "7.0"), |_, a| to("float", a, &HiveType::Float)).or(&["udftofloat"]).of("type"),
    scalar("double", "double(a)", "a as double",
        ("double('7')", "7.0"), |_, a| to("double", a, &HiveType::Double)).or(&["udftodouble"]).of("type"),
    scalar("decimal", "decimal(a)", "a as decimal(38,18)",
        ("`decimal`('7') = 7", "true"), |_, a| to("decimal", a, &HiveType::Decimal(38, 18))).of("type"),
    scalar("string", "string(a)", "a as string",
        ("string(7)", "7"), |_, a| to("string", a, &HiveType::String)).or(&["udftostring"]).of("type"),
    scalar("varchar", "varchar(a)", "a as varchar(65535)",
        ("`varchar`(7)", "7"), |_, a| to("varchar", a, &HiveType::Varchar(65_535))).of("type"),
    scalar("binary", "binary(a)", "a string's bytes",
        ("string(binary('abc'))", "abc"), |_, a| to("binary", a, &HiveType::Binary)).of("type"),
    scalar("date", "date(a)", "a as date",
        ("date('2009-01-01')", "2009-01-01"), |_, a| to("date", a, &HiveType::Date)).of("type"),
    scalar("timestamp", "timestamp(a)", "a as timestamp",
        ("timestamp('2009-01-01')", "2009-01-01 00:00:00"), |_, a| to("timestamp", a, &HiveType::Timestamp)).of("type"),
    scalar("interval_year_month", "interval_year_month(a)", "a text as an interval of months",
        ("interval_year_month('1-2')", "1-2"), |_, a| to("interval_year_month", a, &HiveType::IntervalYearMonth)).of("type"),
    scalar("interval_day_time", "interval_day_time(a)", "a text as a span of time",
        ("interval_day_time('1 2:3:4')", "1 02:03:04.000000000"), |_, a| to("interval_day_time", a, &HiveType::IntervalDayTime)).of("type"),
    scalar("typeof", "typeof(a)", "the name of a's type",
        ("typeof(1)", "int"), |_, a| type_name(a)).of("type"),
];

fn one(name: &str, args: CallArgs) -> Result<Typed, CallError> {
    count(name, &args, 1, 1)?;
    args.into_iter()
        .next()
        .ok_or_else(|| CallError(format!("`{name}` takes 1 argument")))
}

fn to(name: &str, args: CallArgs, ty: &HiveType) -> Bound {
    try_cast(one(name, args)?, ty)
}

fn type_name(args: CallArgs) -> Bound {
    let name = one("typeof", args)?.ty.to_string();
    let expr = Expr::Literal(ScalarValue::Utf8View(Some(name)), None);
    Ok(Typed {
        expr,
        ty: HiveType::String,
    })
}

#[cfg(test)]
mod tests {
    use crate::check::{check, i, s};

    #[test]
    fn casts_by_name() {
        check("int", [s("7.9")], "7");
        check("boolean", [i(0)], "false");
        check("date", [s("2009-01-01")], "2009-01-01");
        check("string", [i(5)], "5");
        check("typeof", [s("x")], "string");
    }
}
