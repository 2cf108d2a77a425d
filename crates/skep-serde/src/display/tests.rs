//! Tests of the module beside this directory.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryArray, Decimal128Array, Float64Array, Int32Array, StringViewArray, StructArray,
    TimestampMicrosecondArray, new_null_array,
};
use arrow::array::{Int32Builder, ListBuilder, MapBuilder, StringViewBuilder};
use chrono_tz::Tz;
use skep_hiveql::types::{HiveType, StructField};

use super::{cell_to_string, write_json};
use crate::types::arrow_type;

fn shown(array: ArrayRef, ty: &HiveType) -> Vec<String> {
    (0..array.len())
        .map(|row| cell_to_string(&array, row, ty, Tz::UTC))
        .collect()
}

fn json(array: ArrayRef, ty: &HiveType) -> Vec<String> {
    let cell = |row| {
        let mut out = Vec::new();
        write_json(&mut out, &array, row, ty, Tz::UTC);
        String::from_utf8(out).unwrap()
    };
    (0..array.len()).map(cell).collect()
}

#[test]
fn primitives_are_bare() {
    let doubles = Arc::new(Float64Array::from(vec![Some(1e10), None, Some(f64::NAN)]));
    assert_eq!(
        shown(doubles.clone(), &HiveType::Double),
        ["1.0E10", "NULL", "NaN"]
    );
    assert_eq!(
        json(doubles, &HiveType::Double),
        ["1.0E10", "null", "\"NaN\""]
    );
    let words = Arc::new(StringViewArray::from(vec!["a\"b\n", ""]));
    assert_eq!(shown(words.clone(), &HiveType::String), ["a\"b\n", ""]);
    assert_eq!(json(words, &HiveType::String), [r#""a\"b\n""#, "\"\""]);
    let chars = Arc::new(StringViewArray::from(vec!["ab", "é"]));
    assert_eq!(shown(chars, &HiveType::Char(3)), ["ab ", "é  "]);
    let bytes = Arc::new(BinaryArray::from(vec![b"a\xffb".as_slice()]));
    assert_eq!(shown(bytes.clone(), &HiveType::Binary), ["a\u{fffd}b"]);
    assert_eq!(json(bytes, &HiveType::Binary), ["\"Yf9i\""]);
    let void = new_null_array(&arrow_type(&HiveType::Void), 1);
    assert_eq!(shown(void, &HiveType::Void), ["NULL"]);
}

#[test]
fn decimals_show_their_scale_only_at_the_top() {
    let prices = Decimal128Array::from(vec![150])
        .with_precision_and_scale(10, 2)
        .unwrap();
    let ty = HiveType::Decimal(10, 2);
    assert_eq!(shown(Arc::new(prices.clone()), &ty), ["1.50"]);
    let field = StructField {
        name: "p".into(),
        ty,
    };
    let nested = HiveType::Struct(vec![field]);
    let arrow::datatypes::DataType::Struct(fields) = arrow_type(&nested) else {
        panic!("a struct");
    };
    let column = StructArray::new(fields, vec![Arc::new(prices)], None);
    assert_eq!(shown(Arc::new(column), &nested), [r#"{"p":1.5}"#]);
}

#[test]
fn lists_and_maps_are_json() {
    let mut lists = ListBuilder::new(Int32Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_null();
    lists.append_value([]);
    let ty = HiveType::Array(Box::new(HiveType::Int));
    assert_eq!(
        shown(Arc::new(lists.finish()), &ty),
        ["[1,null]", "NULL", "[]"]
    );

    let mut maps = MapBuilder::new(None, Int32Builder::new(), StringViewBuilder::new());
    maps.keys().append_value(1);
    maps.values().append_value("x\ty");
    maps.append(true).unwrap();
    let ty = HiveType::Map(Box::new(HiveType::Int), Box::new(HiveType::String));
    let maps: ArrayRef = Arc::new(maps.finish());
    assert_eq!(shown(maps.clone(), &ty), [r#"{1:"x\ty"}"#]);
    assert_eq!(json(maps, &ty), [r#"{"1":"x\ty"}"#]);
}

#[test]
fn nested_times_are_quoted() {
    let times = Arc::new(TimestampMicrosecondArray::from(vec![500_000]));
    let ty = HiveType::Timestamp;
    assert_eq!(shown(times.clone(), &ty), ["1970-01-01 00:00:00.5"]);
    assert_eq!(json(times, &ty), ["\"1970-01-01 00:00:00.5\""]);
}

#[test]
fn an_array_of_another_type_is_null() {
    let array = Arc::new(Int32Array::from(vec![1]));
    assert_eq!(shown(array.clone(), &HiveType::String), ["NULL"]);
    assert_eq!(
        shown(array, &HiveType::Array(Box::new(HiveType::Int))),
        ["null"]
    );
}
