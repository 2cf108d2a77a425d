//! Values of a column on their way: from what the server prints into arrays, and from arrays back to what is printed.

use std::io::Write;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, BooleanBuilder, Date32Builder, Decimal128Builder,
    Float32Builder, Float64Builder, Int8Builder, Int16Builder, Int32Builder, Int64Builder,
    StringBuilder, TimestampMicrosecondBuilder,
};
use arrow::datatypes::{
    Date32Type, Decimal128Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType,
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use skep_hiveql::types::HiveType;

use super::Kept;

/// Gathers a column's values.
#[derive(Debug)]
pub(super) struct Gather {
    is_bits: bool,
    scale: u8,
    values: Values,
}

#[derive(Debug)]
enum Values {
    Boolean(BooleanBuilder),
    Int8(Int8Builder),
    Int16(Int16Builder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    Decimal(Decimal128Builder),
    Float(Float32Builder),
    Double(Float64Builder),
    Date(Date32Builder),
    Micros(TimestampMicrosecondBuilder),
    Bytes(BinaryBuilder),
    Text(StringBuilder),
}

impl Gather {
    pub(super) fn new(kept: &Kept) -> Gather {
        let values = match &kept.hive {
            HiveType::Boolean => Values::Boolean(BooleanBuilder::new()),
            HiveType::TinyInt => Values::Int8(Int8Builder::new()),
            HiveType::SmallInt => Values::Int16(Int16Builder::new()),
            HiveType::Int => Values::Int32(Int32Builder::new()),
            HiveType::BigInt => Values::Int64(Int64Builder::new()),
            HiveType::Decimal(..) => {
                Values::Decimal(Decimal128Builder::new().with_data_type(kept.arrow()))
            }
            HiveType::Float => Values::Float(Float32Builder::new()),
            HiveType::Double => Values::Double(Float64Builder::new()),
            HiveType::Date => Values::Date(Date32Builder::new()),
            HiveType::Timestamp | HiveType::TimestampLocalTz => {
                Values::Micros(TimestampMicrosecondBuilder::new().with_data_type(kept.arrow()))
            }
            HiveType::Binary => Values::Bytes(BinaryBuilder::new()),
            _ => Values::Text(StringBuilder::new()),
        };
        Gather {
            is_bits: kept.is_bits,
            scale: match kept.hive {
                HiveType::Decimal(_, scale) => scale,
                _ => 0,
            },
            values,
        }
    }

    /// Takes a value as the server prints it. False where the type can't say it: NULL is put in its place.
    pub(super) fn push(&mut self, value: Option<&[u8]>) -> bool {
        let is_null = value.is_none();
        let number = |value: &[u8]| match self.is_bits {
            true => bits(value),
            false => decimal(value, self.scale),
        };
        // Each arm appends, and says whether there is a value.
        macro_rules! append {
            ($builder:expr, $parse:expr) => {{
                let parsed = value.and_then($parse);
                $builder.append_option(parsed);
                parsed.is_some()
            }};
        }
        let fits = match &mut self.values {
            Values::Boolean(b) => append!(b, |v| Some(bits(v)? != 0)),
            Values::Int8(b) => append!(b, |v| i8::try_from(number(v)?).ok()),
            Values::Int16(b) => append!(b, |v| i16::try_from(number(v)?).ok()),
            Values::Int32(b) => append!(b, |v| i32::try_from(number(v)?).ok()),
            Values::Int64(b) => append!(b, |v| i64::try_from(number(v)?).ok()),
            Values::Decimal(b) => append!(b, number),
            Values::Float(b) => append!(b, float),
            Values::Double(b) => append!(b, double),
            Values::Date(b) => append!(b, |v| days(date(v)?)),
            Values::Micros(b) => append!(b, micros),
            Values::Bytes(b) => append!(b, Some),
            Values::Text(b) => append!(b, |v| std::str::from_utf8(v).ok()),
        };
        fits || is_null
    }

    /// The values gathered since the last time.
    pub(super) fn array(&mut self) -> ArrayRef {
        match &mut self.values {
            Values::Boolean(b) => Arc::new(b.finish()),
            Values::Int8(b) => Arc::new(b.finish()),
            Values::Int16(b) => Arc::new(b.finish()),
            Values::Int32(b) => Arc::new(b.finish()),
            Values::Int64(b) => Arc::new(b.finish()),
            Values::Decimal(b) => Arc::new(b.finish()),
            Values::Float(b) => Arc::new(b.finish()),
            Values::Double(b) => Arc::new(b.finish()),
            Values::Date(b) => Arc::new(b.finish()),
            Values::Micros(b) => Arc::new(b.finish()),
            Values::Bytes(b) => Arc::new(b.finish()),
            Values::Text(b) => Arc::new(b.finish()),
        }
    }
}

/// Up to eight bytes, the highest first.
fn bits(value: &[u8]) -> Option<i128> {
    (value.len() <= 8).then(|| {
        value
            .iter()
            .fold(0, |sum, byte| sum << 8 | i128::from(*byte))
    })
}

/// A number with so many digits after the point, as the whole number of its digits.
fn decimal(value: &[u8], scale: u8) -> Option<i128> {
    let (negative, digits) = match value {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut sum = 0_i128;
    let mut after = None;
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                sum = sum.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
                after = after.map(|count: u8| count.saturating_add(1));
            }
            b'.' if after.is_none() => after = Some(0),
            _ => return None,
        }
    }
    if digits.is_empty() || after.unwrap_or(0) != scale {
        return None;
    }
    Some(if negative { -sum } else { sum })
}

fn double(value: &[u8]) -> Option<f64> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// Of a FLOAT, which is read as a double.
fn float(value: &[u8]) -> Option<f32> {
    let wide = double(value)?;
    let narrow = wide as f32;
    (f64::from(narrow).to_bits() == wide.to_bits()).then_some(narrow)
}

fn digits(value: &[u8]) -> Option<u32> {
    value.iter().try_fold(0, |sum: u32, byte| match byte {
        b'0'..=b'9' => sum.checked_mul(10)?.checked_add(u32::from(byte - b'0')),
        _ => None,
    })
}

/// `2009-12-13`, if the calendar has it.
fn date(value: &[u8]) -> Option<NaiveDate> {
    let [a, b, c, d, b'-', e, f, b'-', g, h] = value else {
        return None;
    };
    let year = i32::try_from(digits(&[*a, *b, *c, *d])?).ok()?;
    // The year 0 is one of the zero date.
    let date = NaiveDate::from_ymd_opt(year, digits(&[*e, *f])?, digits(&[*g, *h])?);
    date.filter(|_| year > 0)
}

const EPOCH: NaiveDate = DateTime::UNIX_EPOCH.naive_utc().date();

fn days(date: NaiveDate) -> Option<i32> {
    i32::try_from(date.signed_duration_since(EPOCH).num_days()).ok()
}

/// `2009-12-13 14:15:16.123456`, with as many digits of a second as there are: microseconds since 1970.
fn micros(value: &[u8]) -> Option<i64> {
    let (day, time) = value.split_at_checked(10)?;
    let (time, fraction) = time.split_at_checked(9)?;
    let [b' ', a, b, b':', c, d, b':', e, f] = time else {
        return None;
    };
    let [hour, minute, second] = [[*a, *b], [*c, *d], [*e, *f]].map(|two| digits(&two));
    let micro = match fraction {
        [] => 0,
        [b'.', digits_of @ ..] if (1..=6).contains(&digits_of.len()) => {
            let missing = u32::try_from(6 - digits_of.len()).ok()?;
            digits(digits_of)? * 10_u32.pow(missing)
        }
        _ => return None,
    };
    let time = NaiveTime::from_hms_micro_opt(hour?, minute?, second?, micro)?;
    Some(date(day)?.and_time(time).and_utc().timestamp_micros())
}

/// Appends the value of a row as the server would take it; false for NULL.
pub(super) fn print(out: &mut Vec<u8>, array: &dyn Array, row: usize, kept: &Kept) -> bool {
    if array.is_null(row) {
        return false;
    }
    macro_rules! plain {
        ($type:ty) => {
            write!(out, "{}", array.as_primitive::<$type>().value(row))
        };
    }
    // Writing into memory doesn't fail.
    let _ = match &kept.hive {
        HiveType::Boolean => {
            out.push(u8::from(array.as_boolean().value(row)));
            Ok(())
        }
        HiveType::BigInt if kept.is_bits => {
            let value = array.as_primitive::<Int64Type>().value(row);
            out.write_all(&value.to_be_bytes())
        }
        HiveType::Decimal(..) if kept.is_bits => {
            let value = array.as_primitive::<Decimal128Type>().value(row);
            out.write_all(&(value as u64).to_be_bytes())
        }
        HiveType::TinyInt => plain!(Int8Type),
        HiveType::SmallInt => plain!(Int16Type),
        HiveType::Int => plain!(Int32Type),
        HiveType::BigInt => plain!(Int64Type),
        HiveType::Decimal(_, scale) => {
            let value = array.as_primitive::<Decimal128Type>().value(row);
            print_decimal(out, value, usize::from(*scale))
        }
        // The shortest text that is this number and no other.
        HiveType::Float => {
            let value = array.as_primitive::<Float32Type>().value(row);
            write!(out, "{:e}", f64::from(value))
        }
        HiveType::Double => {
            let value = array.as_primitive::<Float64Type>().value(row);
            write!(out, "{value:e}")
        }
        HiveType::Date => {
            let days = array.as_primitive::<Date32Type>().value(row);
            let date = EPOCH.checked_add_signed(TimeDelta::days(days.into()));
            write!(out, "{}", date.unwrap_or_default().format("%Y-%m-%d"))
        }
        HiveType::Timestamp | HiveType::TimestampLocalTz => {
            let micros = array.as_primitive::<TimestampMicrosecondType>().value(row);
            let moment: NaiveDateTime = DateTime::from_timestamp_micros(micros)
                .unwrap_or_default()
                .naive_utc();
            write!(out, "{}", moment.format("%Y-%m-%d %H:%M:%S%.6f"))
        }
        HiveType::Binary => out.write_all(array.as_binary::<i32>().value(row)),
        _ => out.write_all(array.as_string::<i32>().value(row).as_bytes()),
    };
    true
}

fn print_decimal(out: &mut Vec<u8>, value: i128, scale: usize) -> std::io::Result<()> {
    let sign = if value < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    match scale {
        0 => write!(out, "{sign}{whole}"),
        _ => write!(out, "{sign}{whole}.{fraction}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dump::Column;

    /// What a column of a type gives back for what is printed: the same, nothing for NULL, or `odd` for what it can't say.
    fn round(column_type: &str, value: &[u8]) -> Result<Vec<u8>, &'static str> {
        let kept = Kept::of(&Column {
            name: "c".to_owned(),
            column_type: column_type.to_owned(),
            charset: None,
            nullable: true,
        });
        let mut gather = Gather::new(&kept);
        if !gather.push(Some(value)) {
            return Err("odd");
        }
        assert!(gather.push(None));
        let array = gather.array();
        let mut out = Vec::new();
        assert!(!print(&mut out, &array, 1, &kept));
        assert!(print(&mut out, &array, 0, &kept));
        Ok(out)
    }

    #[test]
    fn values_come_back() {
        for (ty, value, expected) in [
            ("int unsigned", "4294967295", "4294967295"),
            (
                "bigint unsigned",
                "18446744073709551615",
                "18446744073709551615",
            ),
            ("int(10) unsigned zerofill", "0000000007", "7"),
            ("decimal(5,2)", "-0.05", "-0.05"),
            (
                "decimal(38,0)",
                "-99999999999999999999999999999999999999",
                "-99999999999999999999999999999999999999",
            ),
            ("double", "1.7976931348623157e308", "1.7976931348623157e308"),
            ("double", "-0", "-0e0"),
            ("float", "3.4028234663852886e38", "3.4028234663852886e38"),
            ("date", "9999-12-31", "9999-12-31"),
            ("date", "0001-01-01", "0001-01-01"),
            (
                "datetime",
                "2009-12-13 23:59:59",
                "2009-12-13 23:59:59.000000",
            ),
            (
                "datetime(2)",
                "1000-01-01 00:00:00.05",
                "1000-01-01 00:00:00.050000",
            ),
            (
                "timestamp(6)",
                "2038-01-19 03:14:07.999999",
                "2038-01-19 03:14:07.999999",
            ),
            ("year", "0000", "0"),
            ("time", "-838:59:59", "-838:59:59"),
        ] {
            assert_eq!(
                round(ty, value.as_bytes()),
                Ok(expected.as_bytes().to_vec()),
                "{ty} {value}"
            );
        }
        assert_eq!(round("bit(1)", &[1]), Ok(vec![1]));
        assert_eq!(round("bit(64)", &[0xff; 8]), Ok(vec![0xff; 8]));
        assert_eq!(round("bit(9)", &[1, 2]), Ok(vec![0, 0, 0, 0, 0, 0, 1, 2]));
        assert_eq!(round("blob", &[0, 0xff]), Ok(vec![0, 0xff]));
    }

    #[test]
    fn what_no_type_says_is_told() {
        for (ty, value) in [
            ("date", "0000-00-00"),
            ("date", "2009-00-00"),
            ("date", "2009-02-30"),
            ("date", ""),
            ("datetime", "0000-00-00 00:00:00"),
            ("datetime", "2009-12-13 24:00:00"),
            ("timestamp(3)", "0000-00-00 00:00:00.000"),
            ("int", ""),
            ("int", "1.5"),
            ("tinyint", "128"),
            ("decimal(5,2)", "1.234"),
        ] {
            assert_eq!(round(ty, value.as_bytes()), Err("odd"), "{ty} {value}");
        }
        assert_eq!(round("text", &[0xff]), Err("odd"));
    }
}
