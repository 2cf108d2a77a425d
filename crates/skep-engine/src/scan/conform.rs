//! Columns as a file has them to columns as the table wants them.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, Float32Array, Float64Array, Int8Array, Int64Array,
    ListArray, MapArray, StringViewArray, StructArray, new_null_array,
};
use arrow::compute::{CastOptions, can_cast_types, cast_with_options};
use arrow::datatypes::{DataType, Decimal128Type, Float32Type, Float64Type};
use arrow::error::ArrowError;
use skep_hiveql::types::HiveType;
use skep_serde::primitive::{format_decimal, format_f64, parse_decimal, parse_f64, pow10};
use skep_serde::types::arrow_type;

/// Converts a column to the table's type; what doesn't fit is NULL. Struct fields are matched by name, without regard
/// to case, and missing ones are NULL.
pub(super) fn conform(array: &ArrayRef, ty: &HiveType) -> Result<ArrayRef, ArrowError> {
    let target = arrow_type(ty);
    match (ty, &target) {
        (HiveType::Array(element), DataType::List(field)) => {
            let Some(list) = array.as_list_opt::<i32>() else {
                return cast(array, &target);
            };
            let values = conform(list.values(), element)?;
            let (field, offsets) = (Arc::clone(field), list.offsets().clone());
            Ok(Arc::new(ListArray::try_new(
                field,
                offsets,
                values,
                list.nulls().cloned(),
            )?))
        }
        (HiveType::Map(key, value), DataType::Map(field, sorted)) => {
            let (Some(map), DataType::Struct(fields)) = (array.as_map_opt(), field.data_type())
            else {
                return cast(array, &target);
            };
            let columns = vec![conform(map.keys(), key)?, conform(map.values(), value)?];
            let entries = StructArray::try_new(fields.clone(), columns, None)?;
            let (field, offsets) = (Arc::clone(field), map.offsets().clone());
            let nulls = map.nulls().cloned();
            Ok(Arc::new(MapArray::try_new(
                field, offsets, entries, nulls, *sorted,
            )?))
        }
        (HiveType::Struct(wanted), DataType::Struct(fields)) => {
            let Some(values) = array.as_struct_opt() else {
                return cast(array, &target);
            };
            let column = |name: &str| {
                let place = values
                    .column_names()
                    .iter()
                    .position(|n| n.eq_ignore_ascii_case(name));
                place.map(|place| values.column(place))
            };
            let columns = wanted.iter().map(|field| match column(&field.name) {
                Some(found) => conform(found, &field.ty),
                None => Ok(new_null_array(&arrow_type(&field.ty), values.len())),
            });
            let columns = columns.collect::<Result<Vec<_>, _>>()?;
            let nulls = values.nulls().cloned();
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                nulls,
                values.len(),
            )?))
        }
        (HiveType::Union(members), DataType::Struct(fields)) => {
            let Some(union) = array.as_union_opt() else {
                return Ok(new_null_array(&target, array.len()));
            };
            // Of a NULL union the first member is NULL.
            let tags = Int8Array::new(union.type_ids().clone(), None);
            let mut columns: Vec<ArrayRef> = vec![Arc::new(tags)];
            for (tag, member) in (0..).zip(members) {
                columns.push(conform(union.child(tag), member)?);
            }
            let fields = fields.clone();
            Ok(Arc::new(StructArray::try_new(fields, columns, None)?))
        }
        (HiveType::Char(_), _) => {
            let padded = cast(array, &target)?;
            let Some(texts) = padded.as_string_view_opt() else {
                return Ok(padded);
            };
            let bare: StringViewArray = texts
                .iter()
                .map(|text| text.map(|text| text.trim_end_matches(' ')))
                .collect();
            Ok(Arc::new(bare))
        }
        _ => match number(array, ty) {
            Some(converted) => Ok(converted),
            None => cast(array, &target),
        },
    }
}

/// Numbers that lose something on the way: to whole numbers without a fraction only, through Java's spelling of a
/// double to a decimal and back, to a float only in its range; else NULL (`ETypeConverter`).
fn number(array: &ArrayRef, ty: &HiveType) -> Option<ArrayRef> {
    let decimal = array.as_primitive_opt::<Decimal128Type>();
    if ty.is_integer() {
        return whole(array, ty);
    }
    match ty {
        HiveType::Decimal(p, s) => {
            let values = doubles(array)?;
            let values = values.iter().map(|value| as_decimal(value?, *p, *s));
            let values: Decimal128Array = values.collect();
            let scale = i8::try_from(*s).ok()?;
            Some(Arc::new(values.with_precision_and_scale(*p, scale).ok()?))
        }
        HiveType::Double => {
            let values = decimal?
                .iter()
                .map(|value| as_double(value?, decimal?.scale()));
            Some(Arc::new(values.collect::<Float64Array>()))
        }
        HiveType::Float => {
            let values: Vec<Option<f64>> = match decimal {
                Some(decimal) => {
                    let scale = decimal.scale();
                    decimal.iter().map(|v| as_double(v?, scale)).collect()
                }
                None => array.as_primitive_opt::<Float64Type>()?.iter().collect(),
            };
            let values = values.into_iter().map(|value| as_float(value?));
            Some(Arc::new(values.collect::<Float32Array>()))
        }
        _ => None,
    }
}

/// Floats and doubles as doubles.
fn doubles(array: &ArrayRef) -> Option<Float64Array> {
    if let Some(doubles) = array.as_primitive_opt::<Float64Type>() {
        return Some(doubles.clone());
    }
    let floats = array.as_primitive_opt::<Float32Type>()?;
    Some(floats.unary(f64::from))
}

fn whole(array: &ArrayRef, ty: &HiveType) -> Option<ArrayRef> {
    let integers: Int64Array = if let Some(decimal) = array.as_primitive_opt::<Decimal128Type>() {
        let divisor = pow10(decimal.scale().try_into().ok()?)?;
        decimal
            .iter()
            .map(|value| {
                let value = value?;
                let fits = value % divisor == 0;
                fits.then(|| i64::try_from(value / divisor).ok()).flatten()
            })
            .collect()
    } else {
        let doubles = doubles(array)?;
        doubles.iter().map(|value| as_whole(value?)).collect()
    };
    let integers: ArrayRef = Arc::new(integers);
    cast(&integers, &arrow_type(ty)).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "checked to be whole and in range"
)]
fn as_whole(value: f64) -> Option<i64> {
    let range = -9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0;
    (value.fract() == 0.0 && range.contains(&value)).then_some(value as i64)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "rounding is what it is for"
)]
fn as_float(value: f64) -> Option<f32> {
    let float = value as f32;
    (float.is_finite() || !value.is_finite()).then_some(float)
}

fn as_decimal(value: f64, precision: u8, scale: u8) -> Option<i128> {
    let mut text = Vec::new();
    format_f64(value, &mut text);
    parse_decimal(&text, precision, scale)
}

fn as_double(value: i128, scale: i8) -> Option<f64> {
    let mut text = Vec::new();
    format_decimal(value, u8::try_from(scale).ok()?, &mut text);
    parse_f64(&text)
}

fn cast(array: &ArrayRef, target: &DataType) -> Result<ArrayRef, ArrowError> {
    if array.data_type() == target {
        return Ok(Arc::clone(array));
    }
    if !can_cast_types(array.data_type(), target) {
        return Ok(new_null_array(target, array.len()));
    }
    cast_with_options(
        array,
        target,
        &CastOptions {
            safe: true,
            ..CastOptions::default()
        },
    )
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use skep_serde::display::cell_to_string;

    #[track_caller]
    fn check(array: impl Array + 'static, ty: HiveType, expected: &[&str]) {
        let array: ArrayRef = Arc::new(array);
        let converted = conform(&array, &ty).unwrap();
        assert_eq!(converted.data_type(), &arrow_type(&ty));
        let cells: Vec<String> = (0..converted.len())
            .map(|row| cell_to_string(&converted, row, &ty, chrono_tz::UTC))
            .collect();
        assert_eq!(cells, expected);
    }

    /// `ETypeConverter`: `value % 1 == 0` and the type's range, else NULL.
    #[test]
    fn whole_numbers_or_null() {
        let doubles = Float64Array::from(vec![2.0, 2.5, 1e30, -129.0, f64::NAN]);
        check(
            doubles.clone(),
            HiveType::Int,
            &["2", "NULL", "NULL", "-129", "NULL"],
        );
        check(
            doubles,
            HiveType::TinyInt,
            &["2", "NULL", "NULL", "NULL", "NULL"],
        );
        let decimals = Decimal128Array::from(vec![-4233, -5200]);
        let decimals = decimals.with_precision_and_scale(10, 2).unwrap();
        check(decimals, HiveType::BigInt, &["NULL", "-52"]);
        let longs = Int64Array::from(vec![7, 776_644_993_322]);
        check(longs, HiveType::Int, &["7", "NULL"]);
    }

    /// `HiveDecimalWritable.setFromDouble` goes through `Double.toString`.
    #[test]
    fn doubles_and_decimals() {
        let doubles = Float64Array::from(vec![123_400.0, 2.3456789, 1e30]);
        let expected = ["123400.0000000000", "2.3456789000", "NULL"];
        check(doubles, HiveType::Decimal(20, 10), &expected);
        let decimals = Decimal128Array::from(vec![1_i128]);
        let decimals = decimals.with_precision_and_scale(38, 18).unwrap();
        check(decimals, HiveType::Double, &["1.0E-18"]);
        let doubles = Float64Array::from(vec![1.5, 1e300]);
        check(doubles, HiveType::Float, &["1.5", "NULL"]);
    }
}
